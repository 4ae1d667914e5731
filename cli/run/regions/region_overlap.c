/* Ground and people that several areas hold at once. */
#include "cli/run/regions/region_members.h"

#include "geo/bitmap.h"
#include "geo/overlay.h"
#include "geo/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Shares with three decimals add up to 1 but for this, and so do those of borders drawn twice. */
static const double share_tolerance = 0.01;

typedef struct held {
    int32_t unit, region;
    double share; /* the larger of ground and people */
} held;

static int by_unit_then_share(const void *a, const void *b)
{
    const held *p = (const held *)a, *q = (const held *)b;
    if (p->unit != q->unit)
        return p->unit < q->unit ? -1 : 1;
    if (p->share != q->share)
        return p->share > q->share ? -1 : 1;
    return (p->region > q->region) - (p->region < q->region);
}

/* items[n] hold one unit, the largest shares first. */
static bp_status refuse_unit(bp_run *run, const char *what, const bp_region_set *set, const held *items,
                             int64_t n)
{
    double sum = 0.0;
    for (int64_t k = 0; k < n; k++)
        sum += items[k].share;
    if (n < 2 || sum <= 1.0 + share_tolerance)
        return BP_OK;
    int32_t unit = items[0].unit;
    char people[80] = "", count[32], more[64] = "";
    if (bp_bitmap_get(run->units.population_known, unit))
        snprintf(people, sizeof people, "%s residents and ",
                 bp_text_count((int64_t)((sum - 1.0) * run->units.population[unit] + 0.5), count));
    if (n > 2)
        snprintf(more, sizeof more, " and %" PRId64 " more", n - 2);
    return bp_context_fail(run->context, BP_ERROR_INPUT,
                           "%s: '%s' holds %.4g %% of unit %s and '%s' %.4g %%%s: %s%.3f km2 of it would "
                           "count twice; areas may not overlap",
                           what, set->title[items[0].region], 100.0 * items[0].share, run->units.id[unit],
                           set->title[items[1].region], 100.0 * items[1].share, more, people,
                           (sum - 1.0) * run->units.area_m2[unit] * 1e-6);
}

static bp_status refuse_shares(bp_run *run, const char *what, const bp_region_set *set)
{
    held *items = (held *)malloc((size_t)(set->n_members + 1) * sizeof *items);
    if (!items)
        return bp_context_fail_memory(run->context, (size_t)set->n_members * sizeof *items);
    for (int64_t k = 0; k < set->n_members; k++) {
        const bp_region_member *m = &set->members[k];
        items[k] = (held){m->unit, m->region, m->share > m->residents ? m->share : m->residents};
    }
    qsort(items, (size_t)set->n_members, sizeof *items, by_unit_then_share);
    bp_status status = BP_OK;
    for (int64_t first = 0, end = 0; !status && first < set->n_members; first = end) {
        for (end = first; end < set->n_members && items[end].unit == items[first].unit;)
            end++;
        status = refuse_unit(run, what, set, items + first, end - first);
    }
    free(items);
    return status;
}

/* Outlines of a layer that overlap by more than a border drawn twice does. */
static bp_status refuse_polygons(bp_run *run, const char *what, const bp_region_set *set)
{
    bp_overlap_list pairs = BP_OVERLAP_LIST_INIT;
    double metre = run->units.layer.crs.metres_per_unit;
    double *area = (double *)malloc((size_t)(set->n + 1) * sizeof *area);
    if (!area)
        return bp_context_fail_memory(run->context, (size_t)set->n * sizeof *area);
    bp_polygons_area(&set->polygons, area);
    bp_status status = bp_overlay_areas(run->context, &set->polygons, NULL, &set->polygons, &pairs);
    for (int64_t k = 0; !status && k < pairs.n; k++) {
        const bp_overlap *pair = &pairs.items[k];
        double smaller = pair->a == pair->b || area[pair->a] < area[pair->b] ? area[pair->a] : area[pair->b];
        if (pair->a < pair->b && pair->area > share_tolerance * smaller)
            status = bp_context_fail(
                run->context, BP_ERROR_INPUT,
                "%s: '%s' and '%s' overlap by %.3f km2, %.3g %% of the smaller; areas may "
                "not overlap by more than %g %%",
                what, set->title[pair->a], set->title[pair->b], pair->area * metre * metre * 1e-6,
                100.0 * pair->area / smaller, 100.0 * share_tolerance);
    }
    bp_overlap_list_clear(&pairs);
    free(area);
    return status;
}

bp_status bp_region_refuse_overlap(bp_run *run, const char *what, const bp_region_set *set)
{
    return set->has_polygons ? refuse_polygons(run, what, set) : refuse_shares(run, what, set);
}
