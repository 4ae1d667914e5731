/* Whether two columns put units in the same order. */
#ifndef BP_ANALYSIS_RANK_CORRELATION_H
#define BP_ANALYSIS_RANK_CORRELATION_H

#include "geo/context.h"

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Two columns of the same units; all lent. */
typedef struct bp_rank_pair {
    int64_t n;
    const double *x, *y;              /**< x[n], y[n] */
    const uint8_t *valid_x, *valid_y; /**< bitmaps; NULL: all */
    const uint8_t *taking_part;       /**< bitmap of the units that count; NULL: all */
} bp_rank_pair;

/**
 * Spearman's rank correlation of x and y over the units that have both, ties mid-ranked: *r from -1 to 1, NaN
 * where fewer than three units have both or one of the two does not vary; *n_pairs such units. Fails for lack
 * of memory only. Complexity: O(n log n). Source: Spearman (1904), doi:10.2307/1412159.
 */
bp_status bp_rank_correlation(bp_context *context, const bp_rank_pair *pair, double *r, int64_t *n_pairs);

#ifdef __cplusplus
}
#endif

#endif
