#include "analysis/scan_finder_private.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* Sums in another order differ in the last digits: statistics and populations closer than this are equal. */
static const double SAME = 1e-12;

/* The bound may be rounded down by this much. */
static const double ROUNDING = 1e-9;

void bp_scan_finder_clear(bp_scan_finder *finder)
{
    free(finder->limit);
    free(finder->end);
    free(finder->best);
    free(finder->sums);
    *finder = (bp_scan_finder){0};
}

bp_status bp_scan_finder_make(bp_context *context, const bp_scan_windows *windows,
                              const bp_scan_places *places, const bp_scan_model *models, int n_models,
                              bp_scan_direction direction, bp_scan_finder *out)
{
    bp_scan_finder finder = {windows, places, models, n_models, direction, NULL, NULL, NULL, NULL};
    size_t n = (size_t)windows->n_lists + 1;
    finder.limit = (int64_t *)malloc(n * sizeof *finder.limit);
    finder.end = (int64_t *)malloc(n * sizeof *finder.end);
    finder.best = (double *)malloc(n * sizeof *finder.best);
    finder.sums = (double *)malloc(2 * (size_t)n_models * sizeof *finder.sums);
    if (!finder.limit || !finder.end || !finder.best || !finder.sums) {
        bp_scan_finder_clear(&finder);
        return bp_context_fail_memory(context, n * sizeof *finder.best);
    }
    *out = finder;
    return BP_OK;
}

static void start_sums(const bp_scan_finder *finder)
{
    memset(finder->sums, 0, 2 * (size_t)finder->n_models * sizeof *finder->sums);
}

static void add_unit(const bp_scan_finder *finder, int32_t unit)
{
    for (int d = 0; d < finder->n_models; d++) {
        finder->sums[d] += finder->models[d].observed[unit];
        finder->sums[finder->n_models + d] += finder->models[d].base[unit];
    }
}

static double llr_of(const bp_scan_finder *finder, bp_scan_direction *direction)
{
    return bp_scan_llr_sum(finder->models, finder->n_models, finder->direction, finder->sums,
                           finder->sums + finder->n_models, direction);
}

static double bound_of(const bp_scan_finder *finder)
{
    double bound = 0.0;
    for (int d = 0; d < finder->n_models; d++)
        bound += bp_scan_llr_bound(&finder->models[d], finder->sums[d], finder->sums[finder->n_models + d]);
    return bound * (1.0 + ROUNDING);
}

/* The best window of a list up to its limit; of equal ones the smallest. */
static void find_best(const bp_scan_finder *finder, int64_t list)
{
    const bp_scan_windows *windows = finder->windows;
    double best = 0.0;
    start_sums(finder);
    finder->end[list] = windows->offsets[list];
    for (int64_t k = windows->offsets[list]; k < finder->limit[list]; k++) {
        add_unit(finder, windows->unit[k]);
        if (!windows->ends[k] || bound_of(finder) <= best)
            continue;
        double llr = llr_of(finder, NULL);
        if (llr > best * (1.0 + SAME)) {
            best = llr;
            finder->end[list] = k + 1;
        }
    }
    finder->best[list] = best * windows->weight[windows->form[list]];
}

/* Where the part of a list ends that keeps clear of what is barred. */
static int64_t limit_of(const bp_scan_finder *finder, const bp_scan_bar *bar, int64_t list)
{
    const bp_scan_windows *windows = finder->windows;
    int64_t first = windows->offsets[list];
    int64_t last = bar->starts_anew ? windows->offsets[list + 1] : finder->limit[list];
    double population = 0.0, most = bar->population * (1.0 + SAME);
    if (bar->centre[windows->centre[list]])
        return first;
    for (int64_t k = first; k < last; k++) {
        population += finder->places->population[windows->unit[k]];
        if (bar->unit[windows->unit[k]] || population > most)
            return k;
    }
    return last;
}

static double radius_of(const bp_scan_finder *finder, int64_t list)
{
    const bp_scan_windows *windows = finder->windows;
    uint16_t form = windows->form[list];
    return bp_scan_reach(finder->places, windows->centre[list], windows->unit[finder->end[list] - 1],
                         windows->ratio[form], windows->angle[form]);
}

/* Of two lists with the same statistic: the smaller radius, then the centre farther left, then below. */
static bool goes_before(const bp_scan_finder *finder, int64_t list, int64_t other)
{
    const bp_scan_windows *windows = finder->windows;
    int32_t a = windows->centre[list], b = windows->centre[other];
    double x = radius_of(finder, list), y = radius_of(finder, other);
    if (fabs(x - y) > SAME * fmax(x, y))
        return x < y;
    if (finder->places->x[a] != finder->places->x[b])
        return finder->places->x[a] < finder->places->x[b];
    if (finder->places->y[a] != finder->places->y[b])
        return finder->places->y[a] < finder->places->y[b];
    return list < other;
}

static int64_t find_list(const bp_scan_finder *finder)
{
    double best = 0.0;
    int64_t chosen = -1;
    for (int64_t list = 0; list < finder->windows->n_lists; list++)
        best = fmax(best, finder->best[list]);
    for (int64_t list = 0; best > 0.0 && list < finder->windows->n_lists; list++)
        if (finder->best[list] >= best * (1.0 - SAME) && (chosen < 0 || goes_before(finder, list, chosen)))
            chosen = list;
    return chosen;
}

bp_status bp_scan_finder_next(bp_context *context, void *user, const bp_scan_bar *bar, bp_scan_found *out)
{
    bp_scan_finder *finder = (bp_scan_finder *)user;
    const bp_scan_windows *windows = finder->windows;
    bp_scan_found found = {0};
    for (int64_t list = 0; list < windows->n_lists; list++) {
        int64_t limit = limit_of(finder, bar, list);
        bool is_stale = bar->starts_anew || limit < finder->end[list];
        finder->limit[list] = limit;
        if (is_stale)
            find_best(finder, list);
        if ((list & 0xffff) == 0 && bp_context_interrupted(context))
            return bp_context_check(context);
    }
    int64_t list = find_list(finder);
    if (list >= 0) {
        uint16_t form = windows->form[list];
        found.units = windows->unit + windows->offsets[list];
        found.n_units = finder->end[list] - windows->offsets[list];
        start_sums(finder);
        for (int64_t k = 0; k < found.n_units; k++)
            add_unit(finder, found.units[k]);
        found.llr = llr_of(finder, &found.direction);
        found.statistic = finder->best[list];
        found.centre = windows->centre[list];
        found.radius = radius_of(finder, list);
        found.ratio = windows->ratio[form];
        found.angle = windows->angle[form];
    }
    *out = found;
    return BP_OK;
}
