/* Small maps to scan, and the plain way to do it: every window one by one. */
#ifndef BP_TESTS_SCAN_MAPS_H
#define BP_TESTS_SCAN_MAPS_H

#include "analysis/random_counts.h"
#include "analysis/scan.h"
#include "tests/support.h"

#include <math.h>

enum { SCAN_UNITS = 40, SCAN_DOMAINS = 3 };

typedef struct scan_map {
    int n;
    double x[SCAN_UNITS], y[SCAN_UNITS], population[SCAN_UNITS];
    double cases[SCAN_UNITS];   /* of the population, by one risk everywhere */
    double values[SCAN_UNITS];  /* between 0 and 1 */
    double other[SCAN_UNITS];   /* likewise */
    double weights[SCAN_UNITS]; /* between 1 and 5 */
} scan_map;

/* Units anywhere in a square, or on a grid, where distances are tied; from left to right, and from below, as
 * a scan takes them, so that its draws can be looked at unit by unit. */
static inline scan_map scan_map_make(uint64_t seed, int n, int on_grid)
{
    scan_map map;
    bp_random random = bp_random_at(seed, 77, 0);
    map.n = n;
    for (int i = 0; i < n; i++) {
        map.x[i] = on_grid ? 100.0 * (i / 6) : 1000.0 * bp_random_share(&random);
        map.y[i] = on_grid ? 100.0 * (i % 6) : 1000.0 * bp_random_share(&random);
        map.population[i] = 20.0 + bp_random_below(&random, 80);
        map.cases[i] = (double)bp_random_binomial(&random, (int64_t)map.population[i], 0.15);
        map.values[i] = bp_random_share(&random);
        map.other[i] = bp_random_share(&random);
        map.weights[i] = 1.0 + 4.0 * bp_random_share(&random);
    }
    for (int i = 0; !on_grid && i < n; i++)
        for (int k = i; k > 0 && map.x[k] < map.x[k - 1]; k--) {
            double x = map.x[k];
            map.x[k] = map.x[k - 1];
            map.x[k - 1] = x;
        }
    return map;
}

static inline bp_scan_input scan_map_input(const scan_map *map, const bp_scan_domain *domains, int n_domains)
{
    bp_scan_input input = {map->n, map->x, map->y, map->population, NULL, domains, n_domains};
    return input;
}

static inline double plain_log(double x, double y)
{
    return x > 0.0 ? x * log(y) : 0.0;
}

/* Log likelihood of the cases, or values, of a domain when members share one risk (or mean) and the rest
 * another; with `member` NULL all share one. Constants that do not depend on the window are left out. */
static inline double plain_likelihood(const bp_scan_domain *domain, int n, const int *member)
{
    double cases[2] = {0.0}, base[2] = {0.0}, square = 0.0, result = 0.0;
    for (int i = 0; i < n; i++) {
        int side = member ? member[i] : 0;
        double weight = domain->base ? domain->base[i] : 1.0;
        cases[side] += domain->kind == BP_SCAN_NORMAL ? weight * domain->value[i] : domain->value[i];
        base[side] += weight;
    }
    for (int i = 0; domain->kind == BP_SCAN_NORMAL && i < n; i++) {
        int side = member ? member[i] : 0;
        double off = domain->value[i] - cases[side] / base[side];
        square += (domain->base ? domain->base[i] : 1.0) * off * off;
    }
    if (domain->kind == BP_SCAN_NORMAL)
        return -0.5 * n * log(square / n) - 0.5 * n;
    for (int side = 0; side < 2; side++) {
        if (base[side] <= 0.0)
            continue;
        double risk = cases[side] / base[side];
        result += plain_log(cases[side], risk);
        result += domain->kind == BP_SCAN_BERNOULLI ? plain_log(base[side] - cases[side], 1.0 - risk)
                                                    : -base[side] * risk;
    }
    return result;
}

/* The ratio of a window in one direction (high or low), of the domains that go that way. */
static inline double plain_llr(const bp_scan_domain *domains, int n_domains, bp_scan_direction direction,
                               int n, const int *member)
{
    double sum = 0.0;
    for (int d = 0; d < n_domains; d++) {
        double in = 0.0, out = 0.0, base_in = 0.0, base_out = 0.0;
        for (int i = 0; i < n; i++) {
            double weight = domains[d].base ? domains[d].base[i] : 1.0;
            double value =
                domains[d].kind == BP_SCAN_NORMAL ? weight * domains[d].value[i] : domains[d].value[i];
            *(member[i] ? &in : &out) += value;
            *(member[i] ? &base_in : &base_out) += weight;
        }
        if (base_in <= 0.0 || base_out <= 0.0)
            continue;
        int is_high = in / base_in > out / base_out;
        if (is_high == (direction == BP_SCAN_HIGH))
            sum += plain_likelihood(&domains[d], n, member) - plain_likelihood(&domains[d], n, NULL);
    }
    return sum;
}

/* Squared distance as an ellipse has it, by turning the plane. */
static inline double plain_distance(const scan_map *map, int i, int j, double ratio, double angle)
{
    double dx = map->x[j] - map->x[i], dy = map->y[j] - map->y[i];
    double u = dx * cos(angle) + dy * sin(angle), v = -dx * sin(angle) + dy * cos(angle);
    return u * u + ratio * ratio * v * v;
}

/* Members of the window around i that reaches just to j; 0 where it holds too many residents. */
static inline int plain_window(const scan_map *map, int i, int j, double ratio, double angle, double share,
                               int *member)
{
    double inside = 0.0, total = 0.0, reach = plain_distance(map, i, j, ratio, angle);
    for (int k = 0; k < map->n; k++) {
        member[k] = plain_distance(map, i, k, ratio, angle) <= reach * (1.0 + 1e-9);
        total += map->population[k];
        inside += member[k] * map->population[k];
    }
    return inside <= share * total;
}

/* The largest statistic over all windows. */
static inline double plain_scan(const scan_map *map, const bp_scan_domain *domains, int n_domains,
                                const bp_scan_options *options)
{
    static const bp_scan_shape circle = {1.0, 1};
    const bp_scan_shape *shapes = options->windows.n_shapes ? options->windows.shapes : &circle;
    int n_shapes = options->windows.n_shapes ? options->windows.n_shapes : 1, member[SCAN_UNITS];
    double best = 0.0;
    for (int s = 0; s < n_shapes; s++)
        for (int a = 0; a < shapes[s].n_angles; a++)
            for (int i = 0; i < map->n; i++)
                for (int j = 0; j < map->n; j++) {
                    double ratio = shapes[s].ratio, angle = acos(-1.0) * a / shapes[s].n_angles;
                    if (!plain_window(map, i, j, ratio, angle, options->windows.population_share, member))
                        continue;
                    double power = 0.5 * (int)options->windows.penalty;
                    double weight = pow(4.0 * ratio / ((ratio + 1.0) * (ratio + 1.0)), power);
                    for (int way = BP_SCAN_HIGH; way <= BP_SCAN_LOW; way++)
                        if (options->direction == BP_SCAN_BOTH || (int)options->direction == way)
                            best = fmax(best, weight * plain_llr(domains, n_domains, (bp_scan_direction)way,
                                                                 map->n, member));
                }
    return best;
}

#endif
