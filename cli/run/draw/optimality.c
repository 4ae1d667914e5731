#include "cli/run/draw/optimality.h"

#include "cli/run/json_text.h"

#include <math.h>
#include <stdlib.h>

bp_status bp_run_find_optimality(bp_run *run)
{
    bp_delineate_input input;
    uint8_t *taken = NULL;
    bp_optimal_limits limits = BP_OPTIMAL_LIMITS_INIT;
    bp_progress_begin(run->progress, "optimality");
    bp_status status = bp_rule_field_input(run->context, &run->ground, &run->position, &input, &taken);
    if (!status)
        status = bp_optimality_of(run->context, &input, &run->rule.delineate, &run->delineated, &limits,
                                  &run->optimality);
    free(taken);
    return status;
}

static json_t *number_or_null(double value, int decimals)
{
    return isnan(value) ? json_null() : rounded(value, decimals);
}

/* What both the whole and a municipality have. */
static json_t *describe(const bp_region_optimality *row)
{
    return json_pack("{s:i, s:i, s:o, s:o, s:o, s:o, s:b, s:s}", "candidates", row->n_candidates, "areas",
                     row->n_areas, "weight", number_or_null(row->given, 3), "found", rounded(row->found, 3),
                     "bound", rounded(row->bound, 3), "gap", number_or_null(row->gap, 6), "proved",
                     row->is_proved, "by", bp_proof_name(row->how));
}

static json_t *describe_regions(const bp_run *run)
{
    json_t *array = json_array();
    for (int32_t r = 0; r < run->optimality.n_regions; r++) {
        const bp_region_optimality *row = &run->optimality.regions[r];
        if (row->region < 0 || (row->n_areas == 0 && row->bound <= 0.0))
            continue;
        json_t *object =
            json_pack("{s:o}", "municipality", safe_text(run->units.municipality_code[row->region]));
        json_t *figures = describe(row);
        json_object_update(object, figures);
        json_decref(figures);
        json_array_append_new(array, object);
    }
    return array;
}

static json_t *describe_areas(const bp_run *run)
{
    json_t *array = json_array();
    for (int32_t a = 0; a < run->optimality.n_areas; a++) {
        const bp_area_optimality *area = &run->optimality.areas[a];
        json_array_append_new(
            array, json_pack("{s:o, s:o, s:o, s:o, s:b}", "id", safe_text(run->areas[BP_PROPOSED].id[a]),
                             "weight", rounded(area->given, 3), "bound", number_or_null(area->bound, 3),
                             "gap", number_or_null(area->gap, 6), "proved", area->is_proved));
    }
    return array;
}

json_t *bp_json_optimality(const bp_run *run)
{
    json_t *object = describe(&run->optimality.all);
    json_object_set_new(object, "municipalities", describe_regions(run));
    json_object_set_new(object, "proposed", describe_areas(run));
    return object;
}
