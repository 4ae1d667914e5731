/* From scores to areas: the graph, the delineation, and what is said of designated and proposed areas alike.
 */
#include "cli/run/regions/region_figures.h"
#include "cli/run/run.h"

#include "geo/bitmap.h"
#include "geo/contiguity_tolerance.h"
#include "geo/dissolve.h"
#include "geo/text.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Links that only the tolerance found are told, by how many and the widest few: they hang on a number in the
 * study. */
static void warn_of_tolerance(bp_run *run, const bp_tolerance_report *report)
{
    char examples[256] = "";
    size_t at = 0;
    for (int64_t k = 0; k < report->n_added && k < 3 && at < sizeof examples; k++)
        at += (size_t)snprintf(examples + at, sizeof examples - at, "%s%s-%s", k ? ", " : "",
                               run->units.id[report->added[k].a], run->units.id[report->added[k].b]);
    run->links_by_tolerance = report->n_added;
    if (report->n_added > 0)
        bp_context_warn(run->context, "links_by_tolerance",
                        "the borders of %" PRId64
                        " %s of neighbours have no point in common and lie within the "
                        "tolerance of %g m (%s%s); taken as touching",
                        report->n_added, report->n_added == 1 ? "pair" : "pairs", run->study->areas.tolerance,
                        examples, report->n_added > 3 ? ", ..." : "");
}

bp_status bp_run_connect(bp_run *run)
{
    if (!run->units.are_read)
        return BP_OK;
    const bp_study_areas *asked = &run->study->areas;
    const bp_polygons *polygons = &run->units.layer.polygons;
    bp_tolerance_report report = BP_TOLERANCE_REPORT_INIT;
    double tolerance = asked->tolerance / run->units.layer.crs.metres_per_unit;
    bp_progress_begin(run->progress, "contiguity");
    bp_status status = tolerance > 0.0
                           ? bp_contiguity_tolerant(run->context, polygons, asked->contiguity, tolerance,
                                                    &run->graph, &report)
                           : bp_contiguity(run->context, polygons, asked->contiguity, &run->graph);
    if (status)
        return status;
    bp_progress_count(run->progress, run->graph.offsets[run->graph.n] / 2, "pairs of neighbours");
    warn_of_tolerance(run, &report);
    bp_tolerance_report_clear(&report);
    int64_t islands = bp_graph_count_islands(&run->graph) - run->units.repair.n_empty;
    if (islands > 0)
        bp_context_warn(run->context, "islands",
                        "%" PRId64 " %s no neighbour; each can only be an area by itself", islands,
                        islands == 1 ? "unit has" : "units have");
    return BP_OK;
}

/* A local position that is none is told: these units stand on the national one alone. */
static void warn_of_local(bp_run *run)
{
    const bp_threshold_report *report = &run->position.report;
    const bp_threshold_options *asked = &run->rule.threshold;
    const char *group = asked->local == BP_THRESHOLD_SIZE_CLASS ? "size classes" : "municipalities";
    if (report->n_small > 0)
        bp_context_warn(run->context, "local_position_missing",
                        "%" PRId64 " units keep their national position: their %s (%" PRId64
                        ") have fewer than %" PRId64 " scored units (areas.threshold.min_units)",
                        report->n_small, group, report->n_small_groups, asked->min_units);
    if (report->n_without_group > 0)
        bp_context_warn(run->context, "local_position_missing",
                        "%" PRId64 " scored units keep their national position: they are in none of the %s",
                        report->n_without_group, group);
}

bp_status bp_run_delineate(bp_run *run)
{
    bp_progress_begin(run->progress, "delineate");
    bp_status status = bp_rule_place(run->context, &run->ground, &run->rule, &run->scores, &run->position);
    if (!status)
        status = bp_run_draw_told(run, &run->rule, "areas.method", &run->delineated);
    status = bp_study_blame(run->context, run->study, status,
                            run->rule.stack.at_least > 0 ? "areas.stack" : "areas.base");
    if (!status) {
        bp_progress_count(run->progress, run->delineated.n_areas, "areas");
        warn_of_local(run);
    }
    return status;
}

static bp_status allocate(bp_run *run, int32_t n_areas, bp_run_areas *out)
{
    size_t units = (size_t)bp_run_n(run) + 1, rows = (size_t)n_areas + 1;
    out->n = n_areas;
    out->area_of = (int32_t *)malloc(units * sizeof *out->area_of);
    out->role = (uint8_t *)calloc(units, 1);
    out->is_part = (uint8_t *)calloc(units, 1);
    out->share = (double *)calloc(units, sizeof *out->share);
    out->certainty = (int32_t *)malloc(units * sizeof *out->certainty);
    out->id = (char **)calloc(rows, sizeof *out->id);
    out->name = (char **)calloc(rows, sizeof *out->name);
    out->municipality = (int32_t *)malloc(rows * sizeof *out->municipality);
    out->n_bridges = (int64_t *)calloc(rows, sizeof *out->n_bridges);
    out->share_in_other = (double *)calloc(rows, sizeof *out->share_in_other);
    out->share_defined = (uint8_t *)calloc(rows, 1);
    out->rank = (int32_t *)calloc(rows, sizeof *out->rank);
    out->area_m2 = (double *)calloc(rows, sizeof *out->area_m2);
    if (!out->area_of || !out->role || !out->is_part || !out->share || !out->certainty || !out->id ||
        !out->name || !out->municipality || !out->n_bridges || !out->share_in_other || !out->share_defined ||
        !out->rank || !out->area_m2)
        return bp_context_fail_memory(run->context, units * sizeof *out->area_of);
    for (size_t i = 0; i < units; i++)
        out->area_of[i] = out->certainty[i] = -1;
    return BP_OK;
}

/* A unit belongs to the designated area that holds most of its ground, and at least half: a border that runs
   a few metres off must not put a unit in two areas or in the wrong one. What an area holds of other units
   counts in its figures by its share. */
static bp_status place_designated(bp_run *run, bp_run_areas *out)
{
    const bp_region_set *set = &run->designated;
    double *best = (double *)calloc((size_t)bp_run_n(run) + 1, sizeof *best);
    if (!best)
        return bp_context_fail_memory(run->context, (size_t)bp_run_n(run) * sizeof *best);
    for (int64_t k = 0; k < set->n_members; k++) {
        const bp_region_member *member = &set->members[k];
        double held = out->share[member->unit] + member->residents;
        out->share[member->unit] = held > 1.0 ? 1.0 : held;
        out->is_part[member->unit] =
            member->residents < 1.0 || member->share < 1.0 ? 1 : (uint8_t)member->is_part;
        if (member->share < BP_REGION_HALF || member->share <= best[member->unit])
            continue;
        best[member->unit] = member->share;
        out->area_of[member->unit] = member->region;
        out->role[member->unit] = BP_ROLE_MEMBER;
        out->certainty[member->unit] = member->certainty;
    }
    free(best);
    return BP_OK;
}

/* Numbers get a letter, and so does what could be taken for a proposed area. */
static bool needs_letter(const char *id)
{
    return (id[0] >= '0' && id[0] <= '9') || (id[0] == 'P' && id[1] >= '0' && id[1] <= '9');
}

static bp_status fill_designated(bp_run *run)
{
    bp_run_areas *out = &run->areas[BP_DESIGNATED];
    const bp_region_set *set = &run->designated;
    bp_status status = allocate(run, set->n, out);
    if (!status)
        status = place_designated(run, out);
    if (!status)
        status = bp_region_holdings(run->context, set, bp_run_n(run), &out->holds);
    for (int32_t a = 0; !status && a < set->n; a++) {
        out->id[a] = bp_text_format("%s%s", needs_letter(set->id[a]) ? "D" : "", set->id[a]);
        out->name[a] = bp_text_copy(set->title[a]);
        if (!out->id[a] || !out->name[a])
            status = bp_context_fail_memory(run->context, 0);
    }
    return status;
}

/* The two members with the most residents name an area; how many more there are follows. */
typedef struct name_givers {
    int32_t first, second;
    int64_t n;
} name_givers;

static void note_member(const bp_run *run, name_givers *givers, int32_t unit)
{
    const double *residents = run->units.population;
    givers->n++;
    if (givers->first < 0 || residents[unit] > residents[givers->first]) {
        givers->second = givers->first;
        givers->first = unit;
    } else if (givers->second < 0 || residents[unit] > residents[givers->second]) {
        givers->second = unit;
    }
}

static char *make_name(const bp_run *run, const name_givers *givers)
{
    char *const *name = run->units.name;
    if (givers->n == 1)
        return bp_text_copy(name[givers->first]);
    if (givers->n == 2)
        return bp_text_format("%s, %s", name[givers->first], name[givers->second]);
    return bp_text_format("%s, %s + %" PRId64, name[givers->first], name[givers->second], givers->n - 2);
}

static bp_status name_proposed(bp_run *run, bp_run_areas *out)
{
    bp_status status = BP_OK;
    name_givers *givers = (name_givers *)calloc((size_t)out->n + 1, sizeof *givers);
    if (!givers)
        return bp_context_fail_memory(run->context, (size_t)out->n * sizeof *givers);
    for (int32_t a = 0; a < out->n; a++)
        givers[a] = (name_givers){-1, -1, 0};
    for (int64_t i = 0; i < bp_run_n(run); i++)
        if (out->role[i] == BP_ROLE_MEMBER)
            note_member(run, &givers[out->area_of[i]], (int32_t)i);
    int digits = snprintf(NULL, 0, "%" PRId32, out->n);
    if (digits < 3)
        digits = 3; /* the same width from one variant of a study to the next */
    for (int32_t a = 0; !status && a < out->n; a++) {
        out->id[a] = bp_text_format("P%0*" PRId32, digits, a + 1);
        out->name[a] = make_name(run, &givers[a]);
        if (!out->id[a] || !out->name[a])
            status = bp_context_fail_memory(run->context, 0);
    }
    free(givers);
    return status;
}

static bp_status fill_proposed(bp_run *run)
{
    bp_run_areas *out = &run->areas[BP_PROPOSED];
    const bp_areas *drawn = &run->delineated;
    bp_status status = allocate(run, drawn->n_areas, out);
    if (status)
        return status;
    memcpy(out->area_of, drawn->area_of, (size_t)drawn->n * sizeof *out->area_of);
    memcpy(out->role, drawn->role, (size_t)drawn->n);
    for (int64_t i = 0; i < drawn->n; i++)
        out->share[i] = out->role[i] == BP_ROLE_MEMBER ? 1.0 : 0.0;
    for (int32_t a = 0; a < drawn->n_areas; a++)
        out->n_bridges[a] = drawn->areas[a].n_bridges;
    status =
        bp_holdings_of_units(run->context, drawn->n, drawn->n_areas, drawn->area_of, out->role, &out->holds);
    return status ? status : name_proposed(run, out);
}

static void find_municipalities(const bp_run *run, bp_run_areas *out)
{
    enum { NOT_SEEN = -2 };
    for (int32_t a = 0; a < out->n; a++)
        out->municipality[a] = NOT_SEEN;
    for (int64_t i = 0; i < bp_run_n(run); i++) {
        if (out->role[i] != BP_ROLE_MEMBER)
            continue;
        int32_t *own = &out->municipality[out->area_of[i]];
        *own = *own == NOT_SEEN || *own == run->units.municipality[i] ? run->units.municipality[i] : -1;
    }
    for (int32_t a = 0; a < out->n; a++)
        if (out->municipality[a] == NOT_SEEN)
            out->municipality[a] = -1;
}

typedef struct weighed {
    double weight;
    int32_t area;
} weighed;

static int heaviest_first(const void *a, const void *b)
{
    const weighed *p = (const weighed *)a, *q = (const weighed *)b;
    if (p->weight != q->weight)
        return p->weight > q->weight ? -1 : 1;
    return (p->area > q->area) - (p->area < q->area);
}

/* Proposed areas stand in their order already. Of the designated ones those without a score have no place. */
static bp_status rank_designated(bp_run *run)
{
    bp_run_areas *areas = &run->areas[BP_DESIGNATED];
    int32_t n = 0;
    weighed *order = (weighed *)calloc((size_t)areas->n + 1, sizeof *order);
    if (!order)
        return bp_context_fail_memory(run->context, (size_t)areas->n * sizeof *order);
    for (int32_t a = 0; a < areas->n; a++)
        if (areas->profile.score_valid[a])
            order[n++] = (weighed){areas->profile.weight[a], a};
    qsort(order, (size_t)n, sizeof *order, heaviest_first);
    for (int32_t i = 0; i < n; i++)
        areas->rank[order[i].area] = i + 1;
    free(order);
    return BP_OK;
}

/* Units that score past the base and ended in no area: the first thing that is asked about. */
static void count_left_out(bp_run *run)
{
    for (int64_t i = 0; i < bp_run_n(run); i++)
        if (bp_run_is_left_out(run, i)) {
            run->left_out_units++;
            run->left_out_population += run->units.population[i];
        }
}

/* What a reader of the list must know before trusting it. */
static void warn_of_areas(bp_run *run)
{
    char ceiling[BP_WORDS_NUMBER] = "their size class";
    const bp_run_areas *designated = &run->areas[BP_DESIGNATED];
    int32_t above = 0, without = 0;
    for (int32_t a = 0; a < run->delineated.n_areas; a++)
        above += run->delineated.areas[a].is_above_ceiling != 0;
    for (int32_t a = 0; a < designated->n; a++)
        without += designated->profile.n_members[a] == 0;
    if (!run->rule.delineate.by_class)
        bp_words_number(NULL, (double)run->study->areas.ceiling, 0, ceiling);
    if (above > 0)
        bp_context_warn(run->context, "areas_above_ceiling",
                        "%" PRId32 " proposed %s more residents than the ceiling of %s; see `flags`", above,
                        above == 1 ? "area has" : "areas have", ceiling);
    if (without > 0)
        bp_context_warn(run->context, "areas_without_units",
                        "%" PRId32 " of %" PRId32 " designated areas hold no unit of this study", without,
                        designated->n);
    if (run->study->areas.within == BP_STUDY_WITHIN_MUNICIPALITY &&
        run->units.n_municipalities == bp_run_n(run))
        bp_context_warn(
            run->context, "one_unit_each",
            "every municipality has one unit, and areas stay within one: no two units can form an area; "
            "set areas: {within: none}");
}

static bp_status make_profile(bp_run *run, bp_run_areas *out)
{
    const bp_profile_input input = {bp_run_n(run),
                                    out->n,
                                    NULL,
                                    NULL,
                                    run->units.population,
                                    run->units.population_known,
                                    &run->scores,
                                    run->study->areas.base,
                                    run->study->score.stack_at,
                                    run->position.value};
    return bp_profile_of_holdings(run->context, &input, &out->holds, &out->profile);
}

static void warn_overlap(bp_run *run, const bp_run_areas *areas, const bp_dissolve_report *found)
{
    double metre = run->units.layer.crs.metres_per_unit;
    if (found->n_overlapping > 0)
        bp_context_warn(run->context, "dissolve.overlap",
                        "units of %" PRId64 " of %d areas overlap each other, %.6g km2 in all, the first in "
                        "%s; what they share counts once in the area's outline",
                        found->n_overlapping, (int)areas->n, found->overlap * metre * metre * 1e-6,
                        areas->id[found->first]);
}

static bp_status outline_areas(bp_run *run, bp_run_areas *out, const bp_region_set *set)
{
    bp_status status = BP_OK;
    bp_dissolve_report found = BP_DISSOLVE_REPORT_INIT;
    if (set)
        status = bp_region_outlines(run->context, set, &run->units.layer.polygons, out->area_of,
                                    &out->outline, &found);
    else
        status = bp_polygons_dissolve_report(run->context, &run->units.layer.polygons, out->area_of, out->n,
                                             &out->outline, &found);
    if (status)
        return status;
    warn_overlap(run, out, &found);
    bp_polygons_area(&out->outline, out->area_m2);
    double metre = run->units.layer.crs.metres_per_unit;
    for (int32_t a = 0; a < out->n; a++)
        out->area_m2[a] *= metre * metre;
    if (set)
        bp_region_measure(set, run->units.area_m2, out->area_m2);
    return BP_OK;
}

/* `set`: the regions that the areas are; NULL: they are made of whole units. */
static bp_status describe(bp_run *run, bp_run_areas *out, const bp_region_set *set)
{
    find_municipalities(run, out);
    bp_status status = make_profile(run, out);
    return status ? status : outline_areas(run, out, set);
}

static bp_status compare(bp_run *run)
{
    size_t n = (size_t)bp_run_n(run) + 1;
    const bp_holdings_residents residents = {run->units.population, run->units.population_known};
    uint8_t *drawn = (uint8_t *)calloc(n, 1);
    bp_status status = BP_OK;
    if (!drawn)
        return bp_context_fail_memory(run->context, n);
    for (int kind = 0; !status && run->study->has_designated && kind < 2; kind++)
        status =
            bp_holdings_share(run->context, &run->areas[kind].holds, run->areas[1 - kind].share, residents,
                              run->areas[kind].share_in_other, run->areas[kind].share_defined);
    for (int64_t i = 0; !status && i < bp_run_n(run); i++)
        drawn[i] = run->areas[BP_PROPOSED].role[i] == BP_ROLE_MEMBER;
    if (!status && run->study->has_designated)
        bp_backtest_compute(run->areas[BP_DESIGNATED].share, drawn, run->units.population,
                            run->units.population_known, bp_run_n(run), &run->backtest);
    free(drawn);
    return status;
}

bool bp_run_is_left_out(const bp_run *run, int64_t i)
{
    return bp_rule_is_past(&run->rule, &run->position, i) && bp_bitmap_get(run->ground.candidate, i) &&
           bp_bitmap_get(run->units.population_known, i) && run->units.population[i] > 0.0 &&
           run->areas[BP_PROPOSED].role[i] == BP_ROLE_NONE;
}

bp_status bp_run_describe(bp_run *run)
{
    bp_progress_begin(run->progress, "describe areas");
    bp_status status = fill_designated(run);
    if (!status)
        status = describe(run, &run->areas[BP_DESIGNATED], &run->designated);
    if (!status)
        status = rank_designated(run);
    if (!status)
        status = fill_proposed(run);
    if (!status)
        status = describe(run, &run->areas[BP_PROPOSED], NULL);
    for (int32_t a = 0; !status && a < run->areas[BP_PROPOSED].n; a++)
        run->areas[BP_PROPOSED].rank[a] = a + 1;
    if (!status)
        status = compare(run);
    if (!status) {
        count_left_out(run);
        warn_of_areas(run);
    }
    return status;
}
