#include "cli/run/regions/adopted.h"

#include "cli/run/json_text.h"
#include "cli/run/regions/region_figures.h"
#include "cli/run/run.h"
#include "geo/bitmap.h"

#include <stdlib.h>

static void tally(const bp_run *run, int32_t unit, double share, bp_run_tally *out)
{
    out->units++;
    if (bp_bitmap_get(run->units.population_known, unit))
        out->population += share * run->units.population[unit];
    else
        out->unknown++;
}

/* The proposed area that a unit is a member of, -1: none. Bridges are ground, and nobody's. */
static int32_t proposed_of(const bp_run *run, int32_t unit)
{
    const bp_run_areas *proposed = &run->areas[BP_PROPOSED];
    return proposed->role[unit] == BP_ROLE_MEMBER ? proposed->area_of[unit] : -1;
}

/* shared[proposed areas]: what each has of members first .. end - 1. */
static int32_t best_match(const bp_run *run, int64_t first, int64_t end, bp_run_tally *shared)
{
    int32_t best = -1;
    for (int64_t k = first; k < end; k++) {
        const bp_region_member *m = &run->adopted.members[k];
        int32_t p = proposed_of(run, m->unit);
        if (p >= 0)
            tally(run, m->unit, m->residents, &shared[p]);
    }
    for (int64_t k = first; k < end; k++) {
        int32_t p = proposed_of(run, run->adopted.members[k].unit);
        if (p < 0 || p == best)
            continue;
        bool is_better = best < 0 || shared[p].population > shared[best].population;
        if (best >= 0 && shared[p].population == shared[best].population)
            is_better =
                shared[p].units > shared[best].units || (shared[p].units == shared[best].units && p < best);
        best = is_better ? p : best;
    }
    for (int64_t k = first; k < end; k++) {
        int32_t p = proposed_of(run, run->adopted.members[k].unit);
        if (p >= 0)
            shared[p] = (bp_run_tally){0, 0, 0.0};
    }
    return best;
}

/* held[units]: the share of each that members first .. end - 1 hold; set, or cleared again. */
static void mark(const bp_run *run, int64_t first, int64_t end, bool set_it, double *held)
{
    for (int64_t k = first; k < end; k++)
        held[run->adopted.members[k].unit] = set_it ? run->adopted.members[k].residents : 0.0;
}

static void compare_one(const bp_run *run, int64_t first, int64_t end, const double *held,
                        bp_run_adopted *out)
{
    for (int64_t k = first; k < end; k++) {
        const bp_region_member *m = &run->adopted.members[k];
        bool is_kept = out->proposed >= 0 && proposed_of(run, m->unit) == out->proposed;
        tally(run, m->unit, m->residents, &out->adopted);
        tally(run, m->unit, m->residents, is_kept ? &out->kept : &out->added);
    }
    for (int32_t i = 0; out->proposed >= 0 && i < bp_run_n(run); i++)
        if (proposed_of(run, i) == out->proposed && held[i] < 1.0)
            tally(run, i, 1.0 - held[i], &out->dropped);
}

/* matched[proposed areas]: 1 where an adopted area matches it. */
static void mark_matched(const bp_run *run, uint8_t *matched)
{
    for (int32_t a = 0; a < run->adopted.n; a++)
        if (run->adoptions[a].proposed >= 0)
            matched[run->adoptions[a].proposed] = 1;
}

/* All adopted areas together against all proposed ones; held[units] of any of them. */
static void compare_all(const bp_run *run, const double *held, const uint8_t *matched, bp_run_adopted *out)
{
    for (int32_t p = 0; p < run->areas[BP_PROPOSED].n; p++)
        out->n_others += !matched[p];
    for (int32_t i = 0; i < bp_run_n(run); i++) {
        int32_t p = proposed_of(run, i);
        bool is_proposed = p >= 0;
        if (held[i] > 0.0) {
            tally(run, i, held[i], &out->adopted);
            tally(run, i, held[i], is_proposed ? &out->kept : &out->added);
        }
        if (is_proposed && held[i] < 1.0)
            tally(run, i, 1.0 - held[i], matched[p] ? &out->dropped : &out->others);
    }
}

bp_status bp_run_compare_adopted(bp_run *run)
{
    const bp_region_set *set = &run->adopted;
    if (!run->study->has_adopted)
        return BP_OK;
    bp_progress_begin(run->progress, "compare adopted areas");
    double *held = (double *)calloc((size_t)bp_run_n(run) + 1, sizeof *held);
    bp_run_tally *shared = (bp_run_tally *)calloc((size_t)run->areas[BP_PROPOSED].n + 1, sizeof *shared);
    uint8_t *matched = (uint8_t *)calloc((size_t)run->areas[BP_PROPOSED].n + 1, 1);
    run->adoptions = (bp_run_adopted *)calloc((size_t)set->n + 1, sizeof *run->adoptions);
    bp_status status = held && shared && matched && run->adoptions
                           ? BP_OK
                           : bp_context_fail_memory(run->context, (size_t)bp_run_n(run));
    for (int32_t a = 0; !status && a < set->n; a++)
        run->adoptions[a].proposed = -1;
    run->adoption.proposed = -1;
    for (int64_t first = 0, end = 0; !status && first < set->n_members; first = end) {
        bp_run_adopted *one = &run->adoptions[set->members[first].region];
        for (end = first; end < set->n_members && set->members[end].region == set->members[first].region;)
            end++;
        one->proposed = best_match(run, first, end, shared);
        mark(run, first, end, true, held);
        compare_one(run, first, end, held, one);
        mark(run, first, end, false, held);
    }
    for (int64_t k = 0; !status && k < set->n_members; k++) {
        double *sum = &held[set->members[k].unit];
        *sum = *sum + set->members[k].residents > 1.0 ? 1.0 : *sum + set->members[k].residents;
    }
    if (!status) {
        mark_matched(run, matched);
        compare_all(run, held, matched, &run->adoption);
    }
    free(held);
    free(matched);
    free(shared);
    return status;
}

static json_t *json_of_tally(const bp_run_tally *of)
{
    return json_pack("{s:I, s:o, s:I}", "units", (json_int_t)of->units, "population",
                     rounded(of->population, 3), "units_population_unknown", (json_int_t)of->unknown);
}

json_t *bp_run_adopted_json(const bp_run *run)
{
    const bp_run_adopted *all = &run->adoption;
    const bp_run_areas *proposed = &run->areas[BP_PROPOSED];
    if (!run->study->has_adopted)
        return json_null();
    uint8_t *matched = (uint8_t *)calloc((size_t)proposed->n + 1, 1);
    json_t *unmatched = json_array();
    if (matched)
        mark_matched(run, matched);
    for (int32_t p = 0; matched && p < proposed->n; p++)
        if (!matched[p])
            json_array_append_new(unmatched, json_string(proposed->id[p]));
    free(matched);
    return json_pack("{s:I, s:o, s:o, s:o, s:o, s:o, s:I, s:I, s:o}", "areas", (json_int_t)run->adopted.n,
                     "adopted", json_of_tally(&all->adopted), "kept", json_of_tally(&all->kept), "added",
                     json_of_tally(&all->added), "dropped", json_of_tally(&all->dropped), "others",
                     json_of_tally(&all->others), "codes", (json_int_t)run->adopted.n_codes, "codes_unknown",
                     (json_int_t)run->adopted.n_unknown_codes, "proposed_not_adopted", unmatched);
}
