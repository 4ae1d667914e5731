/* The best of all connected sets of units that hold a centre, by branching on who is in, and a bound. */
#ifndef BP_ANALYSIS_SCAN_SUBSETS_PRIVATE_H
#define BP_ANALYSIS_SCAN_SUBSETS_PRIVATE_H

#include "analysis/scan_flexible.h"

#include <stdbool.h>

/** Figures of a map: the real one, or one replicate among others. */
typedef struct bp_scan_sheet {
    double *const *observed; /**< observed[n_models][n * stride]; NULL: those of the models, stride 1 */
    double *const *base;     /**< likewise; NULL, also of one model: that of the model, stride 1 */
    int64_t stride, offset;
} bp_scan_sheet;

/** One centre at a time: what is known of its units, and the best set found. */
typedef struct bp_scan_subsets {
    bp_context *context; /**< asked whether the user interrupts */
    const bp_scan_model *models;
    int n_models;
    bp_scan_direction direction; /**< high or low */
    double cap;                  /**< most residents of a set */
    int64_t most, least;         /**< units of a set */
    bool skips_oversize;         /**< a unit above the cap is no set by itself either */
    int n;                       /**< units of the centre's neighbourhood */
    const uint32_t *adjacent;    /**< adjacent[n], lent */
    const double *radius;        /**< radius[n] ascending, lent, to settle ties; NULL: need not */
    double population[BP_SCAN_MOST_NEAREST];
    double promise[BP_SCAN_MOST_NEAREST]; /**< what a unit can add to the ratio of a set at the most */
    double slack;                         /**< what rounding may take from a sum of promises */
    double *observed, *base;              /**< [n * n_models], unit by unit */
    double *sums;                         /**< of the sets on the way to one */
    double *weight;                       /**< weight[n_models]: see bp_scan_promise_weight */
    double best;                          /**< a set must have more than this, or as much and be simpler */
    uint32_t set;                         /**< the best, 0: none has been found */
    uint32_t steps;
    bool interrupted;
} bp_scan_subsets;

bp_status bp_scan_subsets_new(bp_context *context, const bp_scan_model *models, int n_models,
                              const bp_scan_window_options *windows, bp_scan_subsets *out);
void bp_scan_subsets_clear(bp_scan_subsets *subsets);

/**
 * Promise of a set: excess^2 / base where its excess is in the direction sought, else 0. Promises of parts
 * add up to at least that of the whole, by Cauchy and Schwarz.
 */
static inline double bp_scan_promise(double rate, double sign, double observed, double base)
{
    double excess = sign * (observed - rate * base);
    return excess > 0.0 && base > 0.0 ? excess * excess / base : 0.0;
}

/**
 * A weight so that the log likelihood ratio of no set is above weight x promise, when its base is at most
 * `base` and its promise at most `promise`. Poisson and Bernoulli: a Kullback-Leibler divergence by the
 * square of the difference is convex, so that the ends of its range bound it.
 */
double bp_scan_promise_weight(const bp_scan_model *model, bp_scan_direction direction, double base,
                              double promise);

/** Take up the figures of units[n]; those whose bit in `allowed` is 0 are in no set. */
void bp_scan_subsets_load(bp_scan_subsets *subsets, const bp_scan_sheet *sheet, const double *population,
                          const int32_t *units, uint32_t allowed);

/**
 * Go through the connected sets of allowed units that hold unit 0, each at most once, and keep in best and
 * set the one with the largest ratio above `best`; of equal ones (relative 1e-12) the one that reaches less
 * far, has fewer units, has nearer ones. `interrupted` is set where the user ended it.
 */
void bp_scan_subsets_search(bp_scan_subsets *subsets, uint32_t allowed);

#endif
