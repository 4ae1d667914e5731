/* Small made-up maps, every arrangement of their values, and moments counted from those. */
#ifndef BP_TESTS_MAPS_H
#define BP_TESTS_MAPS_H

#include "analysis/weights.h"
#include "tests/support.h"

#include <math.h>
#include <string.h>

enum { MAP_MOST = 9 };

/* A map as a full matrix, and the same as weights. */
typedef struct small_map {
    int n;
    double w[MAP_MOST][MAP_MOST];
    bp_weights weights;
} small_map;

/* A statistic written out as in the textbook: x[n] where they stand. */
typedef double (*plain_statistic)(const small_map *map, const double *x);

static inline uint64_t map_random(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

static inline double map_share(uint64_t *state)
{
    return (double)(map_random(state) >> 11) / 9007199254740992.0;
}

static inline void weights_of_matrix(small_map *map)
{
    bp_weights *weights = &map->weights;
    *weights = (bp_weights)BP_WEIGHTS_INIT;
    weights->n = map->n;
    weights->offsets = (int64_t *)calloc((size_t)map->n + 1, sizeof *weights->offsets);
    weights->neighbours = (int32_t *)calloc(MAP_MOST * MAP_MOST, sizeof *weights->neighbours);
    weights->value = (double *)calloc(MAP_MOST * MAP_MOST, sizeof *weights->value);
    int64_t m = 0;
    for (int i = 0; i < map->n; i++) {
        for (int j = 0; j < map->n; j++)
            if (map->w[i][j] > 0.0) {
                weights->neighbours[m] = j;
                weights->value[m++] = map->w[i][j];
            }
        weights->offsets[i + 1] = m;
    }
}

/* Every directed link is there with a chance of `share`; its weight is 1 or, if `uneven`, anything from 0.5
 * to 2. */
static inline small_map random_map(int n, double share, int uneven, uint64_t *state)
{
    small_map map;
    memset(&map, 0, sizeof map);
    map.n = n;
    for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++)
            if (i != j && map_share(state) < share)
                map.w[i][j] = uneven ? 0.5 + 1.5 * map_share(state) : 1.0;
    /* A ring in any case, so that nobody is alone and some link is always missing. */
    for (int i = 0; i < n; i++)
        map.w[i][(i + 1) % n] = 1.0;
    map.w[0][n / 2] = map.w[n / 2][0] = 0.0;
    weights_of_matrix(&map);
    return map;
}

/* The next arrangement of order[n] in the order of a dictionary; 0 after the last. */
static inline int next_arrangement(int *order, int n)
{
    int i = n - 2, j = n - 1;
    while (i >= 0 && order[i] > order[i + 1])
        i--;
    if (i < 0)
        return 0;
    while (order[j] < order[i])
        j--;
    int moved = order[i];
    order[i] = order[j];
    order[j] = moved;
    for (int a = i + 1, b = n - 1; a < b; a++, b--) {
        moved = order[a];
        order[a] = order[b];
        order[b] = moved;
    }
    return 1;
}

/* What all n! arrangements say of a statistic. */
typedef struct enumeration {
    double observed, mean, variance;
    double share_ge, share_le; /* of the arrangements that are at least, at most the observed one */
} enumeration;

static inline enumeration enumerate_map(const small_map *map, const double *x, plain_statistic statistic)
{
    int order[MAP_MOST];
    double y[MAP_MOST], sum = 0.0, squares = 0.0, n_all = 0.0, ge = 0.0, le = 0.0,
                        observed = statistic(map, x);
    for (int i = 0; i < map->n; i++)
        order[i] = i;
    do {
        for (int i = 0; i < map->n; i++)
            y[i] = x[order[i]];
        double off = statistic(map, y) - observed;
        sum += off;
        squares += off * off;
        ge += off >= -1e-9;
        le += off <= 1e-9;
        n_all += 1.0;
    } while (next_arrangement(order, map->n));
    double mean = sum / n_all;
    return (enumeration){observed, observed + mean, squares / n_all - mean * mean, ge / n_all, le / n_all};
}

static inline double sum_of_weights(const small_map *map)
{
    double s0 = 0.0;
    for (int i = 0; i < map->n; i++)
        for (int j = 0; j < map->n; j++)
            s0 += map->w[i][j];
    return s0;
}

static inline double mean_of(const double *x, int n)
{
    double sum = 0.0;
    for (int i = 0; i < n; i++)
        sum += x[i];
    return sum / n;
}

/* |found - expected| <= tolerance * |expected|, with the numbers in the message. */
#define ck_near(found, expected, tolerance)                                                                  \
    do {                                                                                                     \
        double found_ = (found), expected_ = (expected);                                                     \
        ck_assert_msg(fabs(found_ - expected_) <= (tolerance)*fabs(expected_),                               \
                      "%s is %.17g, expected %.17g", #found, found_, expected_);                             \
    } while (0)

#endif
