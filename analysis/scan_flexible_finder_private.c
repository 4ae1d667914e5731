/* The best connected set on the real map, again and again as more of it is barred. */
#include "analysis/scan_flexible_private.h"

#include <math.h>
#include <stdlib.h>

/* Sums in another order differ in the last digits: statistics and populations closer than this are equal. */
static const double SAME = 1e-12;

void bp_scan_flexible_finder_clear(bp_scan_flexible_finder *finder)
{
    bp_scan_subsets_clear(&finder->subsets);
    free(finder->passes);
    free(finder->known);
    free(finder->set);
    free(finder->is_low);
    free(finder->members);
    *finder = (bp_scan_flexible_finder){0};
}

static bool passes(const bp_scan_flexible_ground *ground, bp_scan_direction direction, int64_t i)
{
    for (int d = 0; ground->restriction && d < ground->n_models; d++)
        if (bp_scan_restriction_passes(ground->restriction, d, direction, i, ground->models[d].observed[i],
                                       ground->models[d].base[i]))
            return true;
    return !ground->restriction;
}

bp_status bp_scan_flexible_finder_make(bp_context *context, const bp_scan_flexible_ground *ground,
                                       bp_scan_flexible_finder *out)
{
    bp_scan_flexible_finder made = {0};
    size_t n = (size_t)ground->places->n + 1;
    made.ground = ground;
    bp_status status =
        bp_scan_subsets_new(context, ground->models, ground->n_models, ground->windows, &made.subsets);
    made.passes = (uint8_t *)calloc(n, 1);
    made.known = (double *)calloc(n, sizeof *made.known);
    made.set = (uint32_t *)calloc(n, sizeof *made.set);
    made.is_low = (uint8_t *)calloc(n, 1);
    made.members = (int32_t *)calloc(BP_SCAN_MOST_NEAREST, sizeof *made.members);
    bool is_there = made.passes && made.known && made.set && made.is_low && made.members;
    if (status || !is_there) {
        bp_scan_flexible_finder_clear(&made);
        return status ? status : bp_context_fail_memory(context, n * sizeof *made.known);
    }
    for (int64_t i = 0; i < ground->places->n; i++)
        made.passes[i] =
            (uint8_t)((ground->direction != BP_SCAN_LOW && passes(ground, BP_SCAN_HIGH, i)) |
                      (ground->direction != BP_SCAN_HIGH && passes(ground, BP_SCAN_LOW, i)) << 1);
    *out = made;
    return BP_OK;
}

static const int32_t *units_of(const bp_scan_flexible_finder *finder, int64_t centre, int *n)
{
    const bp_scan_neighbourhoods *near = finder->ground->neighbourhoods;
    *n = (int)(near->offsets[centre + 1] - near->offsets[centre]);
    return near->unit + near->offsets[centre];
}

static double reach_of(const bp_scan_flexible_finder *finder, int64_t centre, uint32_t set)
{
    int n = 0;
    double reach = 0.0;
    const int32_t *units = units_of(finder, centre, &n);
    for (int k = 0; k < n; k++)
        if (set >> k & 1)
            reach = fmax(reach, bp_scan_reach(finder->ground->places, units[0], units[k], 1.0, 0.0));
    return reach;
}

static int size_of(uint32_t set)
{
    int size = 0;
    for (; set; set &= set - 1)
        size++;
    return size;
}

/* The best set of a centre in one direction, unless it is below what is known to be above. */
static void search_direction(bp_scan_flexible_finder *finder, const bp_scan_bar *bar, int64_t centre,
                             bp_scan_direction direction, double *best)
{
    const bp_scan_flexible_ground *ground = finder->ground;
    const bp_scan_sheet sheet = {NULL, NULL, 1, 0};
    bp_scan_subsets *s = &finder->subsets;
    double radius[BP_SCAN_MOST_NEAREST];
    uint32_t allowed = 0;
    const int32_t *units = units_of(finder, centre, &s->n);
    s->adjacent = ground->neighbourhoods->adjacent + ground->neighbourhoods->offsets[centre];
    s->direction = direction;
    s->cap = fmin(ground->neighbourhoods->cap, bar->population * (1.0 + SAME));
    s->radius = radius;
    for (int k = 0; k < s->n; k++) {
        bool may = finder->passes[units[k]] >> (direction == BP_SCAN_LOW) & 1 && !bar->unit[units[k]];
        allowed |= (uint32_t)may << k;
        radius[k] = bp_scan_reach(ground->places, units[0], units[k], 1.0, 0.0);
    }
    if (!(allowed & 1))
        return;
    bp_scan_subsets_load(s, &sheet, ground->places->population, units, allowed);
    s->best = *best;
    bp_scan_subsets_search(s, allowed);
    if (s->set && (s->best > *best * (1.0 + SAME) || !finder->set[centre])) {
        *best = s->best;
        finder->set[centre] = s->set;
        finder->is_low[centre] = direction == BP_SCAN_LOW;
    }
}

/* Look a centre through again for sets that are no worse than `best`. */
static void search_centre(bp_scan_flexible_finder *finder, const bp_scan_bar *bar, int64_t centre,
                          double best)
{
    int n = 0;
    int32_t unit = units_of(finder, centre, &n)[0];
    finder->set[centre] = 0;
    finder->known[centre] = 0.0;
    if (bar->centre[unit] || bar->unit[unit] ||
        finder->ground->places->population[unit] > bar->population * (1.0 + SAME))
        return;
    if (finder->ground->direction != BP_SCAN_LOW)
        search_direction(finder, bar, centre, BP_SCAN_HIGH, &best);
    if (finder->ground->direction != BP_SCAN_HIGH)
        search_direction(finder, bar, centre, BP_SCAN_LOW, &best);
    finder->known[centre] = best;
}

/* Whether the set that a centre has can no longer be had. */
static bool is_barred(const bp_scan_flexible_finder *finder, const bp_scan_bar *bar, int64_t centre)
{
    int n = 0;
    const int32_t *units = units_of(finder, centre, &n);
    if (bar->centre[units[0]])
        return true;
    for (int k = 0; k < n; k++)
        if (finder->set[centre] >> k & 1 && bar->unit[units[k]])
            return true;
    return false;
}

/* Of two centres with the same statistic: the smaller radius, then fewer units, then farther left, below. */
static bool goes_before(const bp_scan_flexible_finder *finder, int64_t centre, int64_t other)
{
    int n = 0;
    const bp_scan_places *places = finder->ground->places;
    int32_t a = units_of(finder, centre, &n)[0], b = units_of(finder, other, &n)[0];
    double x = reach_of(finder, centre, finder->set[centre]), y = reach_of(finder, other, finder->set[other]);
    if (fabs(x - y) > SAME * fmax(x, y))
        return x < y;
    if (size_of(finder->set[centre]) != size_of(finder->set[other]))
        return size_of(finder->set[centre]) < size_of(finder->set[other]);
    if (places->x[a] != places->x[b])
        return places->x[a] < places->x[b];
    if (places->y[a] != places->y[b])
        return places->y[a] < places->y[b];
    return a < b;
}

/* The centre with the best set, -1: there is none. A centre is looked through only where what is known of it
 * does not tell that it has no better one. */
static bp_status find_centre(bp_context *context, bp_scan_flexible_finder *finder, const bp_scan_bar *bar,
                             int64_t *out)
{
    int64_t n = finder->ground->neighbourhoods->n, chosen = -1;
    double best = 0.0;
    for (int64_t c = 0; c < n; c++) {
        if (bar->starts_anew || (finder->set[c] && is_barred(finder, bar, c))) {
            finder->set[c] = 0;
            finder->known[c] = bar->starts_anew ? INFINITY : finder->known[c];
        }
        if (finder->set[c])
            best = fmax(best, finder->known[c]);
    }
    for (int64_t c = 0; c < n; c++) {
        if (!finder->set[c] && finder->known[c] > 0.0 && finder->known[c] >= best * (1.0 - SAME))
            search_centre(finder, bar, c, best);
        if (finder->set[c])
            best = fmax(best, finder->known[c]);
        if (finder->subsets.interrupted || ((c & 0xfff) == 0 && bp_context_interrupted(context)))
            return bp_context_check(context);
    }
    for (int64_t c = 0; c < n; c++)
        if (finder->set[c] && finder->known[c] >= best * (1.0 - SAME) &&
            (chosen < 0 || goes_before(finder, c, chosen)))
            chosen = c;
    *out = chosen;
    return BP_OK;
}

static void describe(const bp_scan_flexible_finder *finder, int64_t centre, bp_scan_found *out)
{
    int n = 0;
    const bp_scan_flexible_ground *ground = finder->ground;
    const int32_t *units = units_of(finder, centre, &n);
    const bp_scan_subsets *s = &finder->subsets;
    for (int d = 0; d < 2 * ground->n_models; d++)
        s->sums[d] = 0.0;
    for (int k = 0; k < n; k++) {
        if (!(finder->set[centre] >> k & 1))
            continue;
        finder->members[out->n_units++] = units[k];
        for (int d = 0; d < ground->n_models; d++) {
            s->sums[d] += ground->models[d].observed[units[k]];
            s->sums[ground->n_models + d] += ground->models[d].base[units[k]];
        }
    }
    out->direction = finder->is_low[centre] ? BP_SCAN_LOW : BP_SCAN_HIGH;
    out->llr = bp_scan_llr_sum(ground->models, ground->n_models, out->direction, s->sums,
                               s->sums + ground->n_models, NULL);
    out->statistic = out->llr;
    out->units = finder->members;
    out->centre = units[0];
    out->radius = reach_of(finder, centre, finder->set[centre]);
    out->ratio = 1.0;
}

bp_status bp_scan_flexible_next(bp_context *context, void *user, const bp_scan_bar *bar, bp_scan_found *out)
{
    bp_scan_flexible_finder *finder = (bp_scan_flexible_finder *)user;
    bp_scan_found found = {0};
    int64_t centre = -1;
    bp_status status = find_centre(context, finder, bar, &centre);
    if (!status && centre >= 0)
        describe(finder, centre, &found);
    if (!status)
        *out = found;
    return status;
}
