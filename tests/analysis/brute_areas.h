/* The heaviest areas of a small case, by trying every set of units for the area of the lowest one left. */
#ifndef BP_TESTS_BRUTE_AREAS_H
#define BP_TESTS_BRUTE_AREAS_H

#include "tests/analysis/brute.h"

enum { BRUTE_AREAS_MAX = 16 };

/* A mesh of units of which several are needed for the floor and few go under the ceiling, many short of the
 * base: what can be drawn is seldom a level set. */
static inline brute_case brute_tight_case(uint64_t *state, int n, int bridge_steps)
{
    brute_case c = brute_random_case(state, n, bridge_steps);
    for (int i = 0; i < n; i++) {
        if (c.population[i] > c.options.bridge_population)
            c.population[i] = 400 + 100 * brute_random_below(state, 17);
        c.score[i] = 0.75 + 0.03125 * (brute_random_below(state, 10) - 4);
    }
    c.options.base = 0.75;
    c.options.reach = 0.625;
    c.options.floor = 1200 + 100 * brute_random_below(state, 12);
    c.options.ceiling = c.options.floor * (1.0 + 0.25 * brute_random_below(state, 6));
    return c;
}

/* One of the kinds of cases, in turn. */
static inline brute_case brute_any_case(uint64_t *state, int round, int n, int bridge_steps)
{
    return round % 4 == 0   ? brute_random_case(state, n, bridge_steps)
           : round % 4 == 1 ? brute_random_valleys(state, n, bridge_steps)
                            : brute_tight_case(state, n, bridge_steps);
}

/* A case made into arrays over all sets of its candidates, by their own numbers. */
typedef struct brute_sets {
    int n; /* candidates that are not above the ceiling */
    int unit[BRUTE_AREAS_MAX];
    uint8_t *is_area; /* is_area[2^n]: connected, between floor and ceiling */
    uint32_t *closed; /* closed[2^n]: the set and all that is linked with it */
    int64_t *value;   /* value[2^n]: 64 times the weight, less the number of units */
} brute_sets;

static inline uint32_t brute_units_of(const brute_sets *sets, uint32_t set)
{
    uint32_t units = 0;
    for (int i = 0; i < sets->n; i++)
        units |= brute_has(set, i) ? UINT32_C(1) << sets->unit[i] : 0;
    return units;
}

static inline void brute_list_sets(const brute_case *c, const uint32_t *links, brute_sets *out)
{
    uint32_t able = brute_candidates(c) & ~brute_above_ceiling(c);
    out->n = 0;
    for (int i = 0; i < c->n; i++)
        if (brute_has(able, i))
            out->unit[out->n++] = i;
    size_t n_sets = (size_t)1 << out->n;
    out->is_area = (uint8_t *)calloc(n_sets, 1);
    out->closed = (uint32_t *)calloc(n_sets, sizeof *out->closed);
    out->value = (int64_t *)calloc(n_sets, sizeof *out->value);
    ck_assert(out->is_area && out->closed && out->value);
    for (uint32_t set = 1; set < n_sets; set++) {
        uint32_t units = brute_units_of(out, set), near_to = units;
        double residents = brute_population(c, units);
        for (int i = 0; i < c->n; i++)
            near_to |= brute_has(units, i) ? links[i] : 0;
        for (int i = 0; i < out->n; i++)
            out->closed[set] |= (uint32_t)brute_has(near_to, out->unit[i]) << i;
        out->value[set] = 64 * brute_weight(c, units) - brute_count(units);
        out->is_area[set] = residents >= c->options.floor && residents <= c->options.ceiling &&
                            brute_is_connected(links, units);
    }
}

static inline void brute_sets_clear(brute_sets *sets)
{
    free(sets->is_area);
    free(sets->closed);
    free(sets->value);
}

/* best[set] = the largest value of disjoint areas inside the set, for every set; returns that of all. */
static inline int64_t brute_best_areas(const brute_sets *sets, bool may_touch)
{
    size_t n_sets = (size_t)1 << sets->n;
    int64_t *best = (int64_t *)calloc(n_sets, sizeof *best);
    ck_assert_ptr_nonnull(best);
    for (uint32_t set = 1; set < n_sets; set++) {
        uint32_t lowest = set & (~set + 1), others = set & ~lowest;
        best[set] = best[others];
        for (uint32_t rest = others;; rest = (rest - 1) & others) {
            uint32_t area = rest | lowest;
            if (sets->is_area[area]) {
                uint32_t left = set & ~(may_touch ? area : sets->closed[area]);
                int64_t value = sets->value[area] + best[left];
                best[set] = value > best[set] ? value : best[set];
            }
            if (rest == 0)
                break;
        }
    }
    int64_t value = best[n_sets - 1];
    free(best);
    return value;
}

/* The same with every family of areas listed one by one: slower, and with nothing to get wrong. */
static inline int64_t brute_best_family(const brute_sets *sets, bool may_touch, uint32_t first,
                                        uint32_t taken)
{
    int64_t best = 0;
    for (uint32_t set = first; set < UINT32_C(1) << sets->n; set++) {
        if (!sets->is_area[set] || (set & taken))
            continue;
        int64_t value = sets->value[set] + brute_best_family(sets, may_touch, set + 1,
                                                             taken | (may_touch ? set : sets->closed[set]));
        best = value > best ? value : best;
    }
    return best;
}

#endif
