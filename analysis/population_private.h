/*
 * The values that draws are made from, in an order that the order of the rows has no part in. Values are in
 * fixed point, so that sums are exact, do not depend on the order they are made in, and equal sums are equal.
 */
#ifndef BP_ANALYSIS_POPULATION_PRIVATE_H
#define BP_ANALYSIS_POPULATION_PRIVATE_H

#include "analysis/reference.h"

/*
 * The m units that have a value, by place: ascending by value. Units with equal values cannot be told apart
 * by a sum, so all of them count as being at the first of their places: leaving out a unit is leaving out
 * that place. That, and not the row, decides which draws a unit gets.
 */
typedef struct bp_population {
    int64_t m;
    int m_columns;
    int32_t *unit;  /* unit[m] at each place */
    int32_t *place; /* place[n] of each unit, -1: it has no value */
    int32_t *first; /* first[m]: the first place with the same values */
    int32_t *end; /* end[m]: at the first of equal places one past the last, at the others the place itself */
    int64_t *q;   /* q[m_columns * m]: (x - middle of the range) / step, rounded */
} bp_population;

#define BP_POPULATION_INIT                                                                                   \
    {                                                                                                        \
        0, 0, NULL, NULL, NULL, NULL, NULL                                                                   \
    }

/* Sums of up to k_max values must fit. Complexity: O(columns * n). */
bp_status bp_population_new(bp_context *context, const bp_draw_input *input, int64_t k_max,
                            bp_population *out);
void bp_population_clear(bp_population *population);

/*
 * u[m] = the values of a column by place, less their mean and over their standard deviation (divisor m);
 * returns the step of the fixed point in standard deviations. Sums go by place, not by row, so that the order
 * of the rows has no part in the rounding.
 */
double bp_population_standardise(const bp_population *population, int column, double *u);

/* Neighbours of unit i that are drawn for: 0 where there are none or none has a weight. */
int32_t bp_population_count_drawn(const bp_weights *weights, int64_t i);

/* Sort keys[m] ascending and carry[m] (NULL: nothing) along, stable; spares are as long. O(m) per 11 bits. */
void bp_radix_sort(int64_t *keys, int32_t *carry, int64_t *spare_keys, int32_t *spare_carry, int64_t m);

#endif
