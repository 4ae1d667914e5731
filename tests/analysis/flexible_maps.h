/* Small maps for the flexible scan, and the plain way to do it: every subset of the units one by one. */
#ifndef BP_TESTS_FLEXIBLE_MAPS_H
#define BP_TESTS_FLEXIBLE_MAPS_H

#include "analysis/scan_flexible.h"
#include "tests/analysis/scan_maps.h"

typedef struct flexible_map {
    scan_map map;
    uint32_t touch[SCAN_UNITS]; /* whom a unit touches, as bits */
    bp_graph graph;
} flexible_map;

/* Units that touch when they are near, and by chance some that are not. */
static inline void flexible_map_make(bp_context *context, uint64_t seed, int n, int on_grid,
                                     flexible_map *out)
{
    bp_link links[SCAN_UNITS * SCAN_UNITS];
    bp_random random = bp_random_at(seed, 79, 0);
    int64_t m = 0;
    memset(out, 0, sizeof *out);
    out->map = scan_map_make(seed, n, on_grid);
    double reach = on_grid ? 110.0 : 350.0;
    for (int i = 0; i < n; i++)
        for (int j = i + 1; j < n; j++) {
            int is_near = hypot(out->map.x[i] - out->map.x[j], out->map.y[i] - out->map.y[j]) < reach;
            if (is_near ? bp_random_share(&random) < 0.85 : bp_random_share(&random) < 0.03) {
                out->touch[i] |= UINT32_C(1) << j;
                out->touch[j] |= UINT32_C(1) << i;
                links[m++] = (bp_link){i, j, 1.0};
            }
        }
    ck_bp_ok(context, bp_graph_from_links(context, n, links, m, &out->graph));
}

/* The K nearest of a unit, as bits: of two at one distance the one farther left, then below. */
static inline uint32_t plain_nearest(const scan_map *map, int centre, int k)
{
    uint32_t taken = UINT32_C(1) << centre;
    for (int step = 1; step < k && step < map->n; step++) {
        int best = -1;
        for (int j = 0; j < map->n; j++) {
            if (taken >> j & 1)
                continue;
            double a = plain_distance(map, centre, j, 1.0, 0.0);
            double b = best < 0 ? INFINITY : plain_distance(map, centre, best, 1.0, 0.0);
            int is_left = best >= 0 && (map->x[j] < map->x[best] ||
                                        (map->x[j] == map->x[best] && map->y[j] < map->y[best]));
            if (a < b * (1.0 - 1e-9) || (a <= b * (1.0 + 1e-9) && is_left))
                best = j;
        }
        taken |= UINT32_C(1) << best;
    }
    return taken;
}

static inline int plain_connected(const flexible_map *map, uint32_t set)
{
    uint32_t reached = set & (~set + 1), before = 0;
    while (reached != before) {
        before = reached;
        for (int i = 0; i < map->map.n; i++)
            if (reached >> i & 1)
                reached |= map->touch[i] & set;
    }
    return reached == set;
}

/* P(Y < y) + P(Y = y) / 2 of Poisson or binomial counts, by adding up; of a normal value by its z. */
static inline double plain_mid_p_below(const bp_scan_domain *domain, int n, int i)
{
    double cases = 0.0, base = 0.0, sum = 0.0, squares = 0.0;
    for (int j = 0; j < n; j++) {
        double weight = domain->base ? domain->base[j] : 1.0;
        cases += domain->kind == BP_SCAN_NORMAL ? weight * domain->value[j] : domain->value[j];
        base += weight;
    }
    double rate = cases / base, y = domain->value[i], own = domain->base ? domain->base[i] : 1.0;
    for (int j = 0; domain->kind == BP_SCAN_NORMAL && j < n; j++)
        squares += (domain->base ? domain->base[j] : 1.0) * pow(domain->value[j] - rate, 2.0);
    if (domain->kind == BP_SCAN_NORMAL)
        return 0.5 * erfc(-(y - rate) / sqrt(2.0 * squares / n / own));
    for (int k = 0; k <= (int)y; k++) {
        double log_p = domain->kind == BP_SCAN_POISSON
                           ? k * log(rate * own) - rate * own - lgamma(k + 1.0)
                           : lgamma(own + 1.0) - lgamma(k + 1.0) - lgamma(own - k + 1.0) + k * log(rate) +
                                 (own - k) * log(1.0 - rate);
        sum += (k < (int)y ? 1.0 : 0.5) * exp(log_p);
    }
    return sum;
}

/* Units that stand out in a direction, in one domain at least, as bits. */
static inline uint32_t plain_restriction(const bp_scan_domain *domains, int n_domains, int n,
                                         bp_scan_direction direction, double level)
{
    uint32_t passes = 0;
    for (int i = 0; i < n; i++)
        for (int d = 0; d < n_domains; d++) {
            double below = plain_mid_p_below(&domains[d], n, i);
            if (level >= 1.0 || (direction == BP_SCAN_LOW ? below : 1.0 - below) < level)
                passes |= UINT32_C(1) << i;
        }
    return passes;
}

/* What the plain way is told beside the map. */
typedef struct plain_flexible {
    const flexible_map *map;
    const bp_scan_domain *domains;
    int n_domains;
    const bp_scan_options *options;
    int nearest;
    double restriction;
    uint32_t barred;
} plain_flexible;

static inline int plain_fits(const plain_flexible *p, uint32_t set)
{
    const scan_map *map = &p->map->map;
    const bp_scan_window_options *caps = &p->options->windows;
    double inside = 0.0, total = 0.0;
    int size = 0, near = 0;
    for (int i = 0; i < map->n; i++) {
        total += map->population[i];
        if (!(set >> i & 1))
            continue;
        inside += map->population[i];
        size++;
        near = near || (set & ~plain_nearest(map, i, p->nearest)) == 0;
    }
    return near && inside <= caps->population_share * total && size >= caps->least_units &&
           (caps->n_units == 0 || size <= caps->n_units) && plain_connected(p->map, set);
}

/* The largest ratio over all subsets; *best_set, unless NULL, is one that has it. */
static inline double plain_flexible_scan(const plain_flexible *p, uint32_t *best_set)
{
    int n = p->map->map.n, member[SCAN_UNITS];
    double best = 0.0;
    for (int way = BP_SCAN_HIGH; way <= BP_SCAN_LOW; way++) {
        uint32_t passes =
            plain_restriction(p->domains, p->n_domains, n, (bp_scan_direction)way, p->restriction);
        if (p->options->direction != BP_SCAN_BOTH && (int)p->options->direction != way)
            continue;
        for (uint32_t set = 1; set < UINT32_C(1) << n; set++) {
            if ((set & ~passes) || (set & p->barred) || !plain_fits(p, set))
                continue;
            for (int i = 0; i < n; i++)
                member[i] = (int)(set >> i & 1);
            double llr = plain_llr(p->domains, p->n_domains, (bp_scan_direction)way, n, member);
            if (llr > best && best_set)
                *best_set = set;
            best = fmax(best, llr);
        }
    }
    return best;
}

#endif
