#include "cli/run/draw/optimality.h"

#include "analysis/branch_and_cut.h"
#include "analysis/exact_area.h"
#include "cli/run/columns.h"
#include "cli/run/json_text.h"
#include "cli/terminal.h"
#include "geo/text.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The method that is to give the heaviest areas says where it could not see to it. */
static void warn_unproved(bp_run *run)
{
    const bp_region_optimality *all = &run->optimality.all;
    if (strcmp(run->rule.delineate.method, "optimal") != 0 || all->n_unproved == 0)
        return;
    bp_context_warn(run->context, "not_proved",
                    "areas.method: optimal: %" PRId32 " of %" PRId32 " groups of units that hang together "
                    "may have heavier areas than those found: the gap is at most %.2g %%. A larger "
                    "areas.optimal.steps could prove groups of up to %d units, areas.optimal.cut_nodes "
                    "groups of up to %d%s",
                    all->n_unproved, all->n_pieces, 100.0 * (all->bound - all->found) / all->bound,
                    BP_EXACT_MAX, BP_CUT_MAX,
                    bp_branch_and_cut_solver() ? "" : ", with a build that has CBC");
}

bp_status bp_run_find_optimality(bp_run *run)
{
    bp_delineate_input input;
    uint8_t *taken = NULL;
    bp_progress_begin(run->progress, "optimality");
    bp_status status = bp_rule_field_input(run->context, &run->ground, &run->position, &input, &taken);
    if (!status)
        status = bp_optimality_of(run->context, &input, &run->rule.delineate, &run->delineated,
                                  &run->rule.delineate.optimal, &run->optimality);
    if (!status)
        warn_unproved(run);
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

bool bp_run_optimality_of_area(const bp_run *run, int32_t area, int figure, double *value)
{
    const bp_area_optimality *found = &run->optimality.areas[area];
    *value = figure == BP_OPTIMALITY_GAP ? found->gap : found->bound;
    return !isnan(*value);
}

void bp_run_optimality_print(const bp_run *run)
{
    char bound[32], line[200];
    const bp_region_optimality *all = &run->optimality.all;
    if (isnan(all->gap) || run->optimality.n_areas == 0)
        return;
    bp_text_count((int64_t)round(all->bound), bound);
    double more = 100.0 * (all->bound - all->given) / all->given;
    if (all->gap > 0.0)
        snprintf(line, sizeof line,
                 "no list of such areas weighs more than %s: at most %.*f %% more than this one", bound,
                 more < 0.1 ? 4 : 1, more);
    else
        snprintf(line, sizeof line, "no list of such areas weighs more than this one (%s)", bound);
    bp_terminal_print("optimality  ", line, 13);
}
