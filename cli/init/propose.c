/* Which columns may be scored: numbers that a name gives a meaning, and that differ between the units. */
#include "cli/init/init.h"

#include "geo/bitmap.h"
#include "geo/text.h"
#include "geo/values.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Whole numbers past this are no percentage and no rate per thousand. */
static const double MOST_RATE = 1000.0;

static bool could_be_indicator(const bp_init *init, const bp_init_layer *layer, int column)
{
    const bp_field_roles *roles = &layer->info->roles[column];
    bool is_population = layer == &init->layers[init->population_layer] && column == init->population;
    if (column == layer->key || is_population)
        return false;
    for (int k = 0; k < roles->n_fits; k++)
        if (roles->fits[k].role == BP_FIELD_INDICATOR)
            return !bp_init_is_other(&init->aliases, roles->profile.name);
    return false;
}

static bp_status find_missing(bp_init *init, bp_init_layer *layer)
{
    const bp_table *table = &layer->info->table;
    bp_status status = BP_OK;
    for (int c = 0; !status && c < table->n_columns; c++) {
        const bp_field_profile *profile = &layer->info->roles[c].profile;
        bool is_number = profile->n_numbers * 2 > table->n_rows - profile->n_missing;
        if (is_number && profile->n_missing_codes > 0)
            status = bp_field_missing_codes(init->context, &table->columns[c], table->n_rows, &layer->missing,
                                            &layer->n_missing);
    }
    return status;
}

/* Bitmap of the rows that belong to units; all where the layer is the units'. */
static uint8_t *mark_rows(const bp_init *init, const bp_init_layer *layer)
{
    const bp_table *units = &init->layers[init->units].info->table;
    uint8_t *wanted = (uint8_t *)calloc(bp_bitmap_bytes(layer->info->table.n_rows), 1);
    for (int64_t i = 0; wanted && i < units->n_rows; i++) {
        int64_t row = layer->row_of ? layer->row_of[i] : i;
        if (row >= 0)
            bp_bitmap_set(wanted, row);
    }
    return wanted;
}

/* Numbers throughout, and not the same everywhere: else a run would refuse it. */
static bp_status judge(bp_init *init, const bp_init_layer *layer, const uint8_t *wanted,
                       bp_init_indicator *indicator)
{
    bp_values values = BP_VALUES_INIT;
    const bp_missing_codes missing = {(const char *const *)layer->missing, layer->n_missing};
    int64_t n_valid = 0, first = -1;
    bool differ = false, is_whole = true, is_large = false;
    bp_status status =
        bp_values_read_rows(init->context, &layer->info->table, indicator->column, wanted, &missing, &values);
    if (status == BP_ERROR_INPUT) {
        snprintf(indicator->why_not, sizeof indicator->why_not, "%s", bp_context_message(init->context));
        bp_context_clear(init->context);
        return BP_OK;
    }
    for (int64_t i = 0; !status && i < values.n; i++) {
        if (!bp_values_is_valid(&values, i))
            continue;
        first = first < 0 ? i : first;
        n_valid++;
        differ = differ || values.value[i] != values.value[first];
        is_large = is_large || values.value[i] > MOST_RATE;
        is_whole = is_whole && values.value[i] == (double)(int64_t)values.value[i];
    }
    bp_values_clear(&values);
    if (n_valid == 0)
        snprintf(indicator->why_not, sizeof indicator->why_not, "no unit has a value");
    else if (!differ)
        snprintf(indicator->why_not, sizeof indicator->why_not, "the same in all units");
    else if (is_whole && is_large && !indicator->meaning.is_amount) {
        snprintf(indicator->why_not, sizeof indicator->why_not,
                 "whole numbers past %g look like a count, to be divided by the residents first", MOST_RATE);
        indicator->meaning.is_count = true;
    }
    indicator->is_usable = !status && !indicator->why_not[0];
    return status;
}

static bp_status propose(bp_init *init, bp_init_layer *layer)
{
    const bp_table *table = &layer->info->table;
    bp_status status = find_missing(init, layer);
    if (status)
        return status;
    uint8_t *wanted = mark_rows(init, layer);
    layer->indicators = (bp_init_indicator *)calloc((size_t)table->n_columns + 1, sizeof *layer->indicators);
    if (!wanted || !layer->indicators)
        status = bp_context_fail_memory(init->context, 0);
    for (int c = 0; !status && c < table->n_columns; c++) {
        if (!could_be_indicator(init, layer, c))
            continue;
        bp_init_indicator *indicator = &layer->indicators[layer->n_indicators++];
        indicator->column = c;
        indicator->meaning = bp_init_meaning_of(&init->aliases, table->columns[c].name);
        status = judge(init, layer, wanted, indicator);
    }
    free(wanted);
    return status;
}

bp_status bp_init_find_indicators(bp_init *init)
{
    bp_status status = BP_OK;
    for (int l = 0; !status && l < init->n_layers; l++)
        if (l == init->units || init->layers[l].key >= 0)
            status = propose(init, &init->layers[l]);
    return status;
}

int bp_init_count_sure(const bp_init *init)
{
    int n = 0;
    for (int l = 0; l < init->n_layers; l++)
        for (int k = 0; k < init->layers[l].n_indicators; k++)
            n += init->layers[l].indicators[k].is_usable && init->layers[l].indicators[k].meaning.is_sure;
    return n;
}
