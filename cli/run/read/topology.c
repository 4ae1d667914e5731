/* How far the units are from covering their ground once and once only: told, and past a maximum refused. */
#include "cli/run/run.h"
#include "cli/study_place.h"

#include "geo/text.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* Mean width, 2 area / perimeter, below which a gap is a slit between borders and no lake. */
static const double SLIT_WIDTH_M = 50.0;

/* Square units of the CRS in km2. */
static double km2(const bp_run *run, double area)
{
    double side = run->units.layer.crs.metres_per_unit;
    return area * side * side * 1e-6;
}

/* Grow a text; NULL, with what was there freed, when memory runs out or it was NULL. */
static char *append(char *text, char *more)
{
    char *grown = text && more ? bp_text_format("%s%s", text, more) : NULL;
    free(text);
    free(more);
    return grown;
}

/* "U01 and U02 (0.5 km2), ...": the largest overlaps. */
static char *worst_overlaps(const bp_run *run)
{
    const bp_coverage_report *found = &run->units.topology;
    char *text = bp_text_copy("");
    for (int64_t k = 0; k < found->n_overlaps && k < BP_RUN_WORST; k++) {
        const bp_coverage_overlap *overlap = &found->overlaps[k];
        text = append(text,
                      bp_text_format("%s%s and %s (%.6g km2)", k > 0 ? ", " : "", run->units.id[overlap->a],
                                     run->units.id[overlap->b], km2(run, overlap->area)));
    }
    return text;
}

/* A gap so narrow is no lake: the borders on its sides were drawn apart. */
static bool is_slit(const bp_run *run, const bp_coverage_gap *gap)
{
    return gap->width * run->units.layer.crs.metres_per_unit < SLIT_WIDTH_M;
}

/* "0.5 km2 at (155000, 463000), ...": the largest gaps, of the slits alone where these are asked for. */
static char *worst_gaps(const bp_run *run, bool slits_only)
{
    const bp_coverage_report *found = &run->units.topology;
    char *text = bp_text_copy("");
    int n = 0;
    for (int64_t k = 0; k < found->n_gaps && n < BP_RUN_WORST; k++) {
        const bp_coverage_gap *gap = &found->gaps[k];
        if (slits_only && !is_slit(run, gap))
            continue;
        text = append(text, bp_text_format("%s%.6g km2 at (%.0f, %.0f)", n++ > 0 ? ", " : "",
                                           km2(run, gap->area), gap->xy[0], gap->xy[1]));
    }
    return text;
}

/* "; besides 3 slivers up to 1 m wide, 0.002 km2", or nothing. */
static char *sliver_words(const bp_run *run, const bp_coverage_slivers *slivers)
{
    if (slivers->n == 0)
        return bp_text_copy("");
    return bp_text_format("; besides %" PRId64 " %s up to %g m wide, %.6g km2", slivers->n,
                          slivers->n == 1 ? "sliver" : "slivers", run->study->topology.sliver_m,
                          km2(run, slivers->area));
}

/* One kind of fault: what is said of it, as a warning or, past the maximum, as the failure. */
typedef struct fault {
    int64_t n;
    double km2, most_km2;
    const char *code, *path;   /* of the warning, and of the maximum in the study */
    const char *one, *several; /* "pair of units overlaps", "pairs of units overlap" */
    const char *consequence;   /* what it means for the run */
    const bp_coverage_slivers *slivers;
} fault;

static bp_status judge(bp_run *run, const fault *f, char *worst)
{
    char *slivers = sliver_words(run, f->slivers);
    bp_status status = worst && slivers ? BP_OK : bp_context_fail_memory(run->context, 0);
    if (!status && f->km2 > f->most_km2)
        status =
            bp_study_fail(run->context, run->study, BP_ERROR_INPUT, f->path,
                          "%" PRId64 " %s, %.6g km2 in all, where at most %g km2 is allowed; the largest: "
                          "%s. Mend the layer, or raise the maximum",
                          f->n, f->n == 1 ? f->one : f->several, f->km2, f->most_km2, worst);
    else if (!status && f->n + f->slivers->n > 0)
        bp_context_warn(run->context, f->code, "%" PRId64 " %s, %.6g km2 in all (%s)%s%s%s", f->n,
                        f->n == 1 ? f->one : f->several, f->km2, f->consequence,
                        f->n > 0 ? "; the largest: " : "", worst, slivers);
    free(worst);
    free(slivers);
    return status;
}

bp_run_slits bp_run_count_slits(const bp_run *run)
{
    const bp_coverage_report *found = &run->units.topology;
    bp_run_slits narrow = {0, 0.0};
    for (int64_t k = 0; k < found->n_gaps; k++) {
        bool counts = is_slit(run, &found->gaps[k]);
        narrow.n += counts;
        narrow.area += counts ? found->gaps[k].area : 0.0;
    }
    return narrow;
}

bp_status bp_run_measure_topology(bp_run *run)
{
    bp_coverage_report *found = &run->units.topology;
    const bp_study_topology *asked = &run->study->topology;
    bp_progress_begin(run->progress, "overlaps and gaps");
    bp_progress_count(run->progress, bp_run_n(run), "units");
    bp_status status = bp_coverage_measure(run->context, &run->units.layer.polygons,
                                           asked->sliver_m / run->units.layer.crs.metres_per_unit, found);
    if (status)
        return status;
    const fault overlaps = {found->n_overlaps,
                            km2(run, found->overlap_area),
                            asked->max_overlap_km2,
                            "overlaps_between_units",
                            "topology.max_overlap_km2",
                            "pair of units overlaps",
                            "pairs of units overlap",
                            "the areas of units add up to more than the ground that they cover, and the "
                            "outline of an area may be less than the sum of its units",
                            &found->overlap_slivers};
    /* Lakes and enclaves are no faults, unless the study has something against any gap. */
    bool slits_only = !isfinite(asked->max_gap_km2);
    bp_run_slits narrow = {found->n_gaps, found->gap_area};
    if (slits_only)
        narrow = bp_run_count_slits(run);
    const fault gaps = {narrow.n,
                        km2(run, narrow.area),
                        asked->max_gap_km2,
                        "gaps_between_units",
                        "topology.max_gap_km2",
                        slits_only ? "slit lies between units" : "gap is enclosed by units",
                        slits_only ? "slits lie between units" : "gaps are enclosed by units",
                        slits_only ? "less than 50 m wide on average: borders that do not match"
                                   : "water and other ground, or slits between borders that do not match",
                        &found->gap_slivers};
    status = bp_context_settle(run->context, judge(run, &overlaps, worst_overlaps(run)));
    return status ? status : judge(run, &gaps, worst_gaps(run, slits_only));
}
