/* Local join counts: where units that are black lie among units that are black. */
#ifndef BP_ANALYSIS_LOCAL_JOINCOUNT_H
#define BP_ANALYSIS_LOCAL_JOINCOUNT_H

#include "analysis/local_moran.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Local join count of m columns of 0 and 1: the number of neighbours with 1 in all of them, for units with 1
 * in all of them; 0 for the others. m = 1: univariate; m > 1: co-location. columns[m] point to x[weights->n];
 * `valid` is a bitmap of the units where all are known, NULL: all; a link of any weight above 0 is a
 * neighbour.
 *
 * p-values are exact, whatever the inference of the options: when the other units change places, the count
 * among k neighbours is hypergeometric, which is what conditional permutation comes to after infinitely many
 * draws. Units that are not 1 have a statistic of 0 in every arrangement, no p, and the class UNTESTED. The
 * others are POSITIVE where the count is above its expectation, else NEGATIVE. Fails with BP_ERROR_INPUT on a
 * value that is neither 0 nor 1, when no unit or every unit is 1. Complexity: O(n m + links + sum of the
 * distinct k). Source: Anselin & Li (2019), doi:10.1007/s10109-019-00299-x.
 */
bp_status bp_local_joincount(bp_context *context, const bp_weights *weights, const double *const *columns,
                             int m, const uint8_t *valid, const bp_local_options *options, bp_local *out);

/**
 * Bivariate: for units with x = 1 and y = 0 the number of neighbours with y = 1 and x = 0. Otherwise as
 * bp_local_joincount. Source: Anselin & Li (2019), doi:10.1007/s10109-019-00299-x.
 */
bp_status bp_local_joincount_bivariate(bp_context *context, const bp_weights *weights,
                                       const bp_local_pair *pair, const bp_local_options *options,
                                       bp_local *out);

/** One of the equal shares that a column is cut into. */
typedef struct bp_quantile {
    int of;    /**< 4: quartiles */
    int which; /**< 1 is the lowest, `of` the highest */
} bp_quantile;

/**
 * out[i] = 1 where x[i] lies in the quantile, else 0: above its lower and not above its upper break, the
 * lowest quantile with its lowest value. Breaks are interpolated between order statistics (type 7 of Hyndman
 * & Fan 1996, doi:10.2307/2684934), so that equal values are never parted. Local join counts of such columns
 * are quantile LISA (Anselin 2019, Letters in Spatial and Resource Sciences 12, 155-166). Rows outside
 * `valid` are left as they are. Fails with BP_ERROR_ARGUMENT on a quantile that there is not, BP_ERROR_INPUT,
 * naming the column, when no value or every value lies in it. O(n log n).
 */
bp_status bp_quantile_mark(bp_context *context, const char *name, const double *x, const uint8_t *valid,
                           int64_t n, bp_quantile quantile, double *out);

#ifdef __cplusplus
}
#endif

#endif
