/*
 * The best division of a small map into connected regions, over all divisions there are: every set of units
 * is tried as the region of its lowest unit. Nothing here calls the code under test.
 */
#ifndef BP_TESTS_DIVISION_BRUTE_H
#define BP_TESTS_DIVISION_BRUTE_H

#include "tests/analysis/regions_support.h"

enum { BRUTE_UNITS = 9, BRUTE_SETS = 1 << BRUTE_UNITS };

/* least[k][set]: the least sum of squares of a division of the set into k regions, INFINITY: there is none.
 */
typedef struct division_brute {
    int n;
    bool fits[BRUTE_SETS]; /* as one region */
    double squares[BRUTE_SETS];
    double size[BRUTE_SETS];
    bool is_whole[BRUTE_SETS]; /* hangs together */
    double least[BRUTE_UNITS + 1][BRUTE_SETS];
} division_brute;

static inline int division_count(unsigned set)
{
    int n = 0;
    for (; set != 0; set &= set - 1)
        n++;
    return n;
}

static inline bool division_hangs_together(const plain_map *map, unsigned set)
{
    unsigned reached = set & (0u - set), before = 0;
    while (reached != before) {
        before = reached;
        for (int i = 0; i < map->n; i++)
            for (int j = 0; j < map->n && (reached >> i & 1u); j++)
                if (map->touch[i][j])
                    reached |= set & (1u << j);
    }
    return reached == set;
}

/* What each set is by itself. */
static inline void division_weigh(const plain_map *map, division_brute *b)
{
    int32_t label[PLAIN_UNITS];
    b->n = map->n;
    for (unsigned set = 1; set < 1u << map->n; set++) {
        for (int i = 0; i < map->n; i++)
            label[i] = (int32_t)(set >> i & 1u);
        b->squares[set] = plain_squares(map, label, 1);
        b->size[set] = plain_size(map, label, 1);
        b->is_whole[set] = division_hangs_together(map, set);
    }
}

/* Try all divisions. */
static inline void division_try_all(division_brute *b, double floor, double ceiling)
{
    unsigned n_sets = 1u << b->n;
    for (unsigned set = 1; set < n_sets; set++)
        b->fits[set] = b->is_whole[set] && b->size[set] >= floor && b->size[set] <= ceiling;
    for (int k = 0; k <= b->n; k++)
        for (unsigned set = 0; set < n_sets; set++) {
            unsigned lowest = set & (0u - set);
            b->least[k][set] = k == 0 && set == 0 ? 0.0 : INFINITY;
            for (unsigned part = set; k > 0 && part > 0; part = (part - 1) & set)
                if ((part & lowest) && b->fits[part])
                    b->least[k][set] =
                        fmin(b->least[k][set], b->squares[part] + b->least[k - 1][set & ~part]);
        }
}

/* The most regions that a set can be divided into, 0: it cannot. */
static inline int division_most(const division_brute *b, unsigned set)
{
    int most = 0;
    for (int k = 1; k <= b->n; k++)
        if (isfinite(b->least[k][set]))
            most = k;
    return most;
}

/* The units of components that can reach the floor. */
static inline unsigned division_able(const plain_map *map, const division_brute *b, double floor)
{
    int32_t label[PLAIN_UNITS];
    unsigned able = 0;
    plain_components(map, label);
    for (int c = 0; c < map->n; c++) {
        unsigned set = 0;
        for (int i = 0; i < map->n; i++)
            set |= label[i] == c ? 1u << i : 0u;
        able |= set != 0 && b->size[set] >= floor ? set : 0u;
    }
    return able;
}

/* Every region of label[n] hangs together and has a size within the limits; units outside `able` have none.
 */
static inline void division_check(const plain_map *map, unsigned able, const int32_t *label, int k,
                                  double floor, double ceiling)
{
    for (int i = 0; i < map->n; i++) {
        if (able >> i & 1u)
            ck_assert_int_ge(label[i], 0);
        else
            ck_assert_int_eq(label[i], -1);
        ck_assert_int_lt(label[i], k);
    }
    for (int r = 0; r < k; r++) {
        unsigned set = 0;
        for (int i = 0; i < map->n; i++)
            set |= label[i] == r ? 1u << i : 0u;
        double size = plain_size(map, label, r);
        ck_assert_uint_ne(set, 0);
        ck_assert(division_hangs_together(map, set));
        ck_assert_double_ge(size, floor);
        ck_assert_double_le(size, ceiling);
    }
}

#endif
