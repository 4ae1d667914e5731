/*
 * Small made-up maps for methods of regions, and the slow and plain answers to them. Nothing here calls the
 * code under test.
 */
#ifndef BP_TESTS_REGIONS_SUPPORT_H
#define BP_TESTS_REGIONS_SUPPORT_H

#include "analysis/spanning_tree.h"
#include "tests/support.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

enum { PLAIN_UNITS = 40, PLAIN_VARIABLES = 3 };

/* Units with all that bp_regions_make is told of them. */
typedef struct plain_map {
    int n, p;
    bool touch[PLAIN_UNITS][PLAIN_UNITS];
    double x[PLAIN_VARIABLES * PLAIN_UNITS]; /* x[v * n + i] */
    double size[PLAIN_UNITS];
    bp_graph graph;
    bp_regions_input input;
} plain_map;

/* SplitMix64: the next number of a row that the seed alone decides. */
static inline uint64_t plain_random(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

static inline int plain_below(uint64_t *state, int n)
{
    return (int)(plain_random(state) % (uint64_t)n);
}

static inline void plain_touch(plain_map *map, int i, int j)
{
    map->touch[i][j] = map->touch[j][i] = i != j;
}

/* The graph and the input, once all units are there. */
static inline void plain_finish(bp_context *context, plain_map *map)
{
    bp_link links[PLAIN_UNITS * PLAIN_UNITS];
    int64_t m = 0;
    for (int i = 0; i < map->n; i++)
        for (int j = i + 1; j < map->n; j++)
            if (map->touch[i][j])
                links[m++] = (bp_link){i, j, 1.0};
    ck_bp_ok(context, bp_graph_from_links(context, map->n, links, m, &map->graph));
    map->input = (bp_regions_input){map->n, &map->graph, map->p, map->x, NULL, NULL, map->size};
}

/* A path of n units of size 1 with one variable. */
static inline void plain_path(bp_context *context, int n, const double *x, plain_map *map)
{
    memset(map, 0, sizeof *map);
    map->n = n;
    map->p = 1;
    for (int i = 0; i < n; i++) {
        map->x[i] = x[i];
        map->size[i] = 1.0;
        if (i > 0)
            plain_touch(map, i - 1, i);
    }
    plain_finish(context, map);
}

/* A mesh with holes, diagonals, islands and several parts; few_values: whole numbers, many of them alike. */
static inline void plain_mesh(bp_context *context, uint64_t *state, int n, bool few_values, plain_map *map)
{
    memset(map, 0, sizeof *map);
    int columns = 2 + plain_below(state, 4), kept = 6 + plain_below(state, 5);
    map->n = n;
    map->p = 1 + plain_below(state, PLAIN_VARIABLES);
    for (int i = 0; i < n; i++)
        for (int j = i + 1; j < n; j++) {
            bool beside = j == i + 1 && j % columns != 0, below = j == i + columns;
            bool diagonal = j == i + columns + 1 && j % columns != 0 && plain_below(state, 3) == 0;
            if ((beside || below || diagonal) && plain_below(state, 10) < kept)
                plain_touch(map, i, j);
        }
    for (int k = 0; k < map->p * n; k++)
        map->x[k] =
            few_values ? plain_below(state, 4) : 100.0 + (double)plain_below(state, 1 << 30) / (1 << 28);
    for (int i = 0; i < n; i++)
        map->size[i] = 1.0 + plain_below(state, 9);
    plain_finish(context, map);
}

static inline double plain_distance(const plain_map *map, int i, int j)
{
    double sum = 0.0;
    for (int v = 0; v < map->p; v++)
        sum += pow(map->x[v * map->n + i] - map->x[v * map->n + j], 2.0);
    return sum;
}

/* Sum of squares of the units that have label r. */
static inline double plain_squares(const plain_map *map, const int32_t *label, int32_t r)
{
    double squares = 0.0;
    for (int v = 0; v < map->p; v++) {
        double sum = 0.0;
        int m = 0;
        for (int i = 0; i < map->n; i++)
            if (label[i] == r) {
                sum += map->x[v * map->n + i];
                m++;
            }
        for (int i = 0; i < map->n; i++)
            if (label[i] == r)
                squares += pow(map->x[v * map->n + i] - sum / m, 2.0);
    }
    return squares;
}

static inline double plain_size(const plain_map *map, const int32_t *label, int32_t r)
{
    double sum = 0.0;
    for (int i = 0; i < map->n; i++)
        sum += label[i] == r ? map->size[i] : 0.0;
    return sum;
}

/* Give all units that links[m] without those of `gone` (a set of bits) join the number of the first; how many
 * groups there are. */
static inline int plain_groups(int n, const bp_tree_link *links, int m, uint64_t gone, int32_t *label)
{
    int n_groups = n;
    for (int i = 0; i < n; i++)
        label[i] = i;
    for (int k = 0; k < m; k++) {
        int32_t a = label[links[k].a], b = label[links[k].b];
        if ((gone >> k & 1) || a == b)
            continue;
        for (int i = 0; i < n; i++)
            if (label[i] == (a > b ? a : b))
                label[i] = a > b ? b : a;
        n_groups--;
    }
    return n_groups;
}

/* Number of components of the map. */
static inline int plain_components(const plain_map *map, int32_t *label)
{
    bp_tree_link links[PLAIN_UNITS * PLAIN_UNITS];
    int m = 0;
    for (int i = 0; i < map->n; i++)
        for (int j = i + 1; j < map->n; j++)
            if (map->touch[i][j])
                links[m++] = (bp_tree_link){i, j, 0.0};
    return plain_groups(map->n, links, m, 0, label);
}

/*
 * SKATER's cuts the slow way: k - components times take every link that is left, cut it, and measure both
 * sides. label[n]; the sum of squares within the regions, or -1 when the floor leaves no cut.
 */
static inline double plain_cut(const plain_map *map, const bp_tree_link *links, int m, int k, double floor,
                               int32_t *label)
{
    uint64_t gone = 0;
    double within = 0.0;
    int32_t cut[PLAIN_UNITS];
    while (plain_groups(map->n, links, m, gone, label) < k) {
        double largest = -1.0;
        int best = -1;
        for (int l = 0; l < m; l++) {
            if (gone >> l & 1)
                continue;
            plain_groups(map->n, links, m, gone | UINT64_C(1) << l, cut);
            int32_t a = cut[links[l].a], b = cut[links[l].b];
            double fall = plain_squares(map, label, label[links[l].a]) - plain_squares(map, cut, a) -
                          plain_squares(map, cut, b);
            if (fall > largest && plain_size(map, cut, a) >= floor && plain_size(map, cut, b) >= floor) {
                largest = fall;
                best = l;
            }
        }
        if (best < 0)
            return -1.0;
        gone |= UINT64_C(1) << best;
    }
    for (int32_t r = 0; r < map->n; r++)
        within += plain_squares(map, label, r);
    return within;
}

/* How far two groups are apart, over all pairs of units or over the links between them; -1: they do not
 * touch. */
static inline double plain_apart(const plain_map *map, const int32_t *label, int32_t a, int32_t b,
                                 bp_linkage linkage, bool first_order)
{
    double least = INFINITY, most = 0.0, sum = 0.0;
    int n_pairs = 0, n_links = 0;
    for (int i = 0; i < map->n; i++)
        for (int j = 0; j < map->n; j++) {
            if (label[i] != a || label[j] != b)
                continue;
            n_links += map->touch[i][j];
            if (first_order && !map->touch[i][j])
                continue;
            double distance = plain_distance(map, i, j);
            least = fmin(least, distance);
            most = fmax(most, distance);
            sum += distance;
            n_pairs++;
        }
    if (n_links == 0)
        return -1.0;
    if (linkage == BP_LINKAGE_WARD) {
        int32_t joined[PLAIN_UNITS];
        for (int i = 0; i < map->n; i++)
            joined[i] = label[i] == b ? a : label[i];
        return plain_squares(map, joined, a) - plain_squares(map, label, a) - plain_squares(map, label, b);
    }
    return linkage == BP_LINKAGE_SINGLE ? least : linkage == BP_LINKAGE_COMPLETE ? most : sum / n_pairs;
}

/* The shortest link between two groups, of equal ones that with the lowest units. */
static inline bp_tree_link plain_shortest(const plain_map *map, const int32_t *label, int32_t a, int32_t b)
{
    bp_tree_link shortest = {-1, -1, INFINITY};
    for (int i = 0; i < map->n; i++)
        for (int j = i + 1; j < map->n; j++)
            if (map->touch[i][j] && ((label[i] == a && label[j] == b) || (label[i] == b && label[j] == a)) &&
                plain_distance(map, i, j) < shortest.length)
                shortest = (bp_tree_link){i, j, plain_distance(map, i, j)};
    return shortest;
}

static inline bool plain_is_shorter(bp_tree_link p, bp_tree_link q)
{
    if (p.length != q.length)
        return p.length < q.length;
    return p.a != q.a ? p.a < q.a : p.b < q.b;
}

/* Merge the nearest two groups that touch until k are left: the links of the mergers; how many. */
static inline int plain_merge(const plain_map *map, bp_linkage linkage, bool first_order, int k,
                              bp_tree_link *links)
{
    int32_t label[PLAIN_UNITS];
    int m = 0;
    for (int i = 0; i < map->n; i++)
        label[i] = i;
    for (;; m++) {
        double nearest = INFINITY;
        int32_t best[2] = {-1, -1};
        bp_tree_link link = {-1, -1, INFINITY};
        for (int32_t a = 0; a < map->n && map->n - m > k; a++)
            for (int32_t b = a + 1; b < map->n; b++) {
                double apart = plain_apart(map, label, a, b, linkage, first_order);
                bp_tree_link shortest = plain_shortest(map, label, a, b);
                if (apart >= 0.0 &&
                    (apart < nearest || (apart == nearest && plain_is_shorter(shortest, link)))) {
                    nearest = apart;
                    best[0] = a;
                    best[1] = b;
                    link = shortest;
                }
            }
        if (best[0] < 0)
            return m;
        for (int i = 0; i < map->n; i++)
            label[i] = label[i] == best[1] ? best[0] : label[i];
        links[m] = link;
    }
}

/* Does each label of one go with one of the other? */
static inline bool plain_are_alike(const int32_t *a, const int32_t *b, int64_t n)
{
    for (int64_t i = 0; i < n; i++)
        for (int64_t j = 0; j < i; j++)
            if ((a[i] == a[j]) != (b[i] == b[j]))
                return false;
    return true;
}

/* Does every region hang together? */
static inline bool plain_hangs_together(const plain_map *map, const int32_t *label)
{
    bp_tree_link links[PLAIN_UNITS * PLAIN_UNITS];
    int32_t reached[PLAIN_UNITS];
    int m = 0;
    for (int i = 0; i < map->n; i++)
        for (int j = i + 1; j < map->n; j++)
            if (map->touch[i][j] && label[i] == label[j])
                links[m++] = (bp_tree_link){i, j, 0.0};
    plain_groups(map->n, links, m, 0, reached);
    return plain_are_alike(reached, label, map->n);
}

#endif
