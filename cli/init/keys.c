/* Which tables go with the units, and by which column. */
#include "cli/init/init.h"

#include "geo/text.h"

#include <stdlib.h>
#include <string.h>

/* Fewer units than this share are chance. */
static const double LEAST_MATCHED = 0.1;
/* Row numbers and figures look a little like codes, too, and may meet some by their form alone. */
static const double LEAST_FIT = 0.5;

static bool could_be_key(const bp_field_roles *roles)
{
    for (int k = 0; k < roles->n_fits; k++)
        if ((roles->fits[k].role == BP_FIELD_ID || roles->fits[k].role == BP_FIELD_KEY) &&
            roles->fits[k].score >= LEAST_FIT)
            return true;
    return false;
}

/* Codes that meet as they stand count twice those that need something made good. */
static int64_t worth(const bp_key_join_report *report)
{
    return report->matched + report->matched_as_is + report->matched_case;
}

/* Try one column; keep it where more units are found by it than by those before. */
static bp_status try_key(bp_init *init, bp_init_layer *layer, int column, int64_t *row_of)
{
    const bp_table *units = &init->layers[init->units].info->table, *table = &layer->info->table;
    bp_key_join_report report = BP_KEY_JOIN_REPORT_INIT;
    bp_status status = bp_key_join(init->context, units, init->id, table, column, row_of, &report);
    if (status == BP_ERROR_INPUT) {
        /* Codes that stand on several rows: years or measures, most likely. */
        if (!layer->why_not)
            layer->why_not = bp_text_copy(bp_context_message(init->context));
        bp_context_clear(init->context);
        return BP_OK;
    }
    bool is_better = !status && (double)report.matched >= LEAST_MATCHED * (double)report.n_left &&
                     worth(&report) > worth(&layer->join);
    if (is_better) {
        bp_key_join_report_clear(&layer->join);
        layer->join = report;
        layer->key = column;
        memcpy(layer->row_of, row_of, (size_t)units->n_rows * sizeof *row_of);
    } else {
        bp_key_join_report_clear(&report);
    }
    return status;
}

static bp_status find_key(bp_init *init, bp_init_layer *layer)
{
    const bp_table *units = &init->layers[init->units].info->table;
    size_t bytes = ((size_t)units->n_rows + 1) * sizeof(int64_t);
    int64_t *row_of = (int64_t *)malloc(bytes);
    layer->row_of = (int64_t *)malloc(bytes);
    bp_status status = row_of && layer->row_of ? BP_OK : bp_context_fail_memory(init->context, bytes);
    for (int c = 0; !status && c < layer->info->table.n_columns; c++)
        if (could_be_key(&layer->info->roles[c]))
            status = try_key(init, layer, c, row_of);
    free(row_of);
    return status;
}

bp_status bp_init_find_keys(bp_init *init)
{
    bp_status status = BP_OK;
    for (int l = 0; !status && l < init->n_layers; l++) {
        bp_init_layer *layer = &init->layers[l];
        /* Polygons beside the units are regions, not tables. */
        if (l != init->units && layer->info->roles && layer->info->layer->dimension != 2)
            status = find_key(init, layer);
    }
    return status;
}
