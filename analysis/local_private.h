/* The steps that all local statistics take. */
#ifndef BP_ANALYSIS_LOCAL_PRIVATE_H
#define BP_ANALYSIS_LOCAL_PRIVATE_H

#include "analysis/local.h"
#include "analysis/reference.h"

/* A variable among the units that have a value. */
typedef struct bp_spread {
    int64_t n;
    double mean;
    double offset;  /* the mean of what is left without it: its rounding */
    double largest; /* the largest deviation from the mean */
    double m2;      /* sum of squared deviations / n */
    double m4;      /* sum of fourth powers / n */
    double lowest;  /* value */
} bp_spread;

/* Sums over the row of a unit, without the link to itself. */
typedef struct bp_row_sums {
    double w;   /* of weights */
    double w2;  /* of their squares */
    double lag; /* of weighted values */
} bp_row_sums;

/*
 * Check options, weights and columns[m], make room, and set classes to MISSING, ISLAND or, for those that get
 * a statistic, POSITIVE. `out` must be BP_LOCAL_INIT and is to be cleared by the caller on failure.
 */
bp_status bp_local_new(bp_context *context, const bp_draw_input *input, int self_allowed,
                       const bp_local_options *options, bp_local *out);

/* The spread of x; accurate for values far from 0 too. */
bp_spread bp_local_spread(const double *x, const uint8_t *valid, int64_t n);

/* The sums over the row of i, with x - shift as values. */
bp_row_sums bp_local_row(const bp_weights *weights, const double *x, double shift, int64_t i);

/* Set expectation and variance of unit i, and z where the variance is more than rounding. `scale` is the size
 * of the terms that the variance is a difference of. */
void bp_local_set_moments(bp_local *local, int64_t i, double expectation, double variance, double scale);

/*
 * Fill in p-values. sign[n]: 1 where large drawn values mean large statistics, -1 where small ones do, 0
 * where the statistic is the same whatever is drawn; NULL: 1 everywhere.
 */
bp_status bp_local_infer(bp_context *context, const bp_draw_input *input, const int8_t *sign,
                         const bp_local_options *options, bp_local *local);

#endif
