/* units.gpkg of a run: values, residents, municipalities, and who touches whom. */
#include "cli/explain/past.h"

#include "cli/unit_points.h"
#include "geo/bitmap.h"
#include "geo/contiguity_tolerance.h"
#include "geo/folder.h"
#include "geo/read.h"
#include "geo/text.h"

#include <stdlib.h>
#include <string.h>

static bp_status fail_column(bp_context *context, const bp_past *past, const char *name)
{
    return bp_context_fail(context, BP_ERROR_INPUT,
                           "%s/units.gpkg: has no column '%s' of the kind that a run writes; the layer was "
                           "changed, or written by another version of brandpunt: run the study again",
                           past->directory, name);
}

static bp_status read_layer(bp_context *context, bp_past *past)
{
    bp_status status = BP_OK;
    bp_read_options options = BP_READ_OPTIONS_INIT;
    char *path = bp_path_join(past->directory, "units.gpkg");
    if (!path)
        return bp_context_fail_memory(context, 0);
    options.layer = "units";
    if (!bp_path_exists(path))
        status = bp_context_fail(context, BP_ERROR_INPUT,
                                 "%s: has no units.gpkg, in which a run keeps its units; run the study again",
                                 past->directory);
    if (!status)
        status = bp_layer_read(context, path, &options, &past->layer);
    past->n = past->layer.table.n_rows;
    free(path);
    return status;
}

static bp_status take_texts(bp_context *context, const bp_past *past, const char *name, const char ***out)
{
    const bp_column *column = bp_past_column(past, name);
    if (!column || column->type != BP_COLUMN_TEXT)
        return fail_column(context, past, name);
    *out = (const char **)calloc((size_t)past->n + 1, sizeof **out);
    if (!*out)
        return bp_context_fail_memory(context, (size_t)past->n * sizeof **out);
    for (int64_t i = 0; i < past->n; i++)
        (*out)[i] = bp_column_text_at(column, i);
    return BP_OK;
}

static bp_status check_ids(bp_context *context, const bp_past *past)
{
    for (int64_t i = 0; i < past->n; i++)
        if (!past->id[i])
            return bp_context_fail(context, BP_ERROR_INPUT,
                                   "%s/units.gpkg: row %lld has no unit_id; the layer was changed: run the "
                                   "study again",
                                   past->directory, (long long)i + 1);
    return BP_OK;
}

static bp_status take_residents(bp_context *context, bp_past *past)
{
    const bp_column *column = bp_past_column(past, "population");
    size_t bytes = bp_bitmap_bytes(past->n);
    if (!column || column->type != BP_COLUMN_REAL)
        return fail_column(context, past, "population");
    past->population = (double *)calloc((size_t)past->n + 1, sizeof *past->population);
    past->population_known = (uint8_t *)calloc(bytes, 1);
    past->taking_part = (uint8_t *)calloc(bytes, 1);
    if (!past->population || !past->population_known || !past->taking_part)
        return bp_context_fail_memory(context, (size_t)past->n * sizeof *past->population);
    for (int64_t i = 0; i < past->n; i++) {
        bool known = bp_column_is_valid(column, i);
        if (known) {
            past->population[i] = column->real[i];
            bp_bitmap_set(past->population_known, i);
        }
        if (!known || column->real[i] > 0.0)
            bp_bitmap_set(past->taking_part, i);
    }
    past->rule.score.taking_part = past->taking_part;
    if (past->by_residents)
        past->rule.score.reference_weight = past->population;
    return BP_OK;
}

static bp_status take_value(bp_context *context, bp_past *past, int k, const char *name)
{
    const bp_column *column = bp_past_column(past, name);
    if (!column || column->type != BP_COLUMN_REAL)
        return fail_column(context, past, name);
    past->indicators[k].value = column->real;
    past->indicators[k].valid = column->valid;
    return BP_OK;
}

static bp_status take_values(bp_context *context, bp_past *past)
{
    bp_status status = BP_OK;
    for (int k = 0; !status && k < past->n_indicators; k++) {
        char *name = bp_text_format("value_%s", past->asked[k].name);
        char *level = bp_text_format("fallback_%s", past->asked[k].name);
        char *raw = bp_text_format("raw_%s", past->asked[k].name);
        status =
            name && level && raw ? take_value(context, past, k, name) : bp_context_fail_memory(context, 0);
        if (!status) {
            const bp_column *drawn_in = bp_past_column(past, raw);
            past->asked[k].level = bp_past_column(past, level);
            past->asked[k].raw = drawn_in && drawn_in->type == BP_COLUMN_REAL ? drawn_in : NULL;
        }
        free(raw);
        free(name);
        free(level);
    }
    return status;
}

/* A municipality's code with a unit that has it. */
typedef struct coded {
    const char *code;
    int64_t unit;
} coded;

static int by_code(const void *a, const void *b)
{
    const coded *p = (const coded *)a, *q = (const coded *)b;
    int order = strcmp(p->code, q->code);
    return order ? order : (p->unit > q->unit) - (p->unit < q->unit);
}

static void number_municipalities(bp_past *past, const char **code, const bp_column *name, coded *list)
{
    int64_t m = 0;
    for (int64_t i = 0; i < past->n; i++)
        if (code[i])
            list[m++] = (coded){code[i], i};
    qsort(list, (size_t)m, sizeof *list, by_code);
    for (int64_t k = 0; k < m; k++) {
        if (k == 0 || strcmp(list[k].code, list[k - 1].code) != 0)
            past->municipality_code[past->n_municipalities++] = list[k].code;
        int32_t at = past->n_municipalities - 1;
        past->municipality[list[k].unit] = at;
        if (name && name->type == BP_COLUMN_TEXT && !past->municipality_name[at])
            past->municipality_name[at] = bp_column_text_at(name, list[k].unit);
    }
}

static bp_status take_municipalities(bp_context *context, bp_past *past)
{
    const char **code = NULL;
    size_t rows = (size_t)past->n + 1;
    bp_status status = take_texts(context, past, "municipality", &code);
    if (status)
        return status;
    coded *list = (coded *)calloc(rows, sizeof *list);
    past->municipality = (int32_t *)malloc(rows * sizeof *past->municipality);
    past->municipality_code = (const char **)calloc(rows, sizeof *past->municipality_code);
    past->municipality_name = (const char **)calloc(rows, sizeof *past->municipality_name);
    if (!list || !past->municipality || !past->municipality_code || !past->municipality_name) {
        status = bp_context_fail_memory(context, rows * sizeof *list);
    } else {
        for (size_t i = 0; i < rows; i++)
            past->municipality[i] = -1;
        number_municipalities(past, code, bp_past_column(past, "municipality_name"), list);
    }
    free(code);
    free(list);
    return status;
}

/* As the run did it. */
static bp_status connect(bp_context *context, bp_past *past)
{
    double metres = past->layer.crs.metres_per_unit;
    if (past->tolerance_m > 0.0 && metres > 0.0)
        return bp_contiguity_tolerant(context, &past->layer.polygons, past->contiguity,
                                      past->tolerance_m / metres, &past->graph, NULL);
    return bp_contiguity(context, &past->layer.polygons, past->contiguity, &past->graph);
}

bp_status bp_past_read_units(bp_context *context, bp_past *past)
{
    bp_status status = read_layer(context, past);
    if (!status)
        status = take_texts(context, past, "unit_id", &past->id);
    if (!status)
        status = check_ids(context, past);
    if (!status)
        status = take_texts(context, past, "name", &past->name);
    for (int64_t i = 0; !status && i < past->n; i++)
        if (!past->name[i])
            past->name[i] = past->id[i];
    if (!status)
        status = take_residents(context, past);
    if (!status)
        status = take_values(context, past);
    if (!status)
        status = take_municipalities(context, past);
    if (!status)
        status = bp_unit_points(context, &past->layer, &past->points);
    return status ? status : connect(context, past);
}
