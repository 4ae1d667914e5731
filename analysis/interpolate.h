/* Values of source polygons brought to target units (areal interpolation). */
#ifndef BP_ANALYSIS_INTERPOLATE_H
#define BP_ANALYSIS_INTERPOLATE_H

#include "geo/pieces.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum bp_interpolation {
    BP_INTERPOLATE_EXTENSIVE, /**< counts and amounts: shares of the source add up */
    BP_INTERPOLATE_INTENSIVE  /**< rates, means and percentages: the mean of the sources by weight */
} bp_interpolation;

typedef struct bp_interpolate_options {
    bp_interpolation kind;
    double least_covered; /**< a target of which less than this share (0-1) is covered has no value; one that
                               is not covered at all never has */
} bp_interpolate_options;

#define BP_INTERPOLATE_OPTIONS_INIT                                                                          \
    {                                                                                                        \
        BP_INTERPOLATE_EXTENSIVE, 0.0                                                                        \
    }

/** Values of the targets. */
typedef struct bp_interpolated {
    int64_t n;
    double *value;   /**< value[n]; where valid says so */
    uint8_t *valid;  /**< bitmap of n: which have a value */
    double *covered; /**< covered[n]: the share of the target that sources with a value cover, 0-1 */
    double total;    /**< extensive: of the values of all sources; total = sum of value + outside + withheld
                          - doubled, but for rounding. Intensive: these four are 0 */
    double outside;  /**< lies outside all targets */
    double withheld; /**< lies in targets of which too little is covered */
    double doubled;  /**< counts more than once, because targets overlap each other */
    int64_t n_missing_sources; /**< sources without a value of which part lies in a target */
    int64_t n_without_value;   /**< targets without a value */
} bp_interpolated;

#define BP_INTERPOLATED_INIT                                                                                 \
    {                                                                                                        \
        0, NULL, NULL, NULL, 0.0, 0.0, 0.0, 0.0, 0, 0                                                        \
    }

void bp_interpolated_clear(bp_interpolated *interpolated);

/**
 * Extensive: value[t] = sum over s of x[s] source_share(s, t), so that the total is kept where the targets
 * cover the sources; what lies outside is reported. Intensive: value[t] = sum of x[s] target_share(s, t) over
 * the sources that have a value / sum of target_share(s, t) over the same. A source without a value (`valid`,
 * a bitmap of n_sources; NULL: all have one) adds nothing to `covered`, and is never taken for 0. Areal
 * weighting: Goodchild & Lam (1980), Geo-Processing 1: 297-312; dasymetric: Eicher & Brewer (2001),
 * doi:10.1559/152304001782173727.
 *
 * Errors: BP_ERROR_ARGUMENT for a value that is not finite and a least_covered outside 0-1. Complexity:
 * O(pieces + sources + targets).
 */
bp_status bp_interpolate(bp_context *context, const bp_pieces *pieces, const double *x, const uint8_t *valid,
                         const bp_interpolate_options *options, bp_interpolated *out);

/**
 * The source that covers most of each target, for labels and categories: source[n_targets], -1 where none
 * does, and share[n_targets] the share of the target that it covers. Of equal shares the lowest source.
 * Sources without a value are passed over. O(pieces + targets).
 */
void bp_interpolate_largest(const bp_pieces *pieces, const uint8_t *valid, int64_t *source, double *share);

#ifdef __cplusplus
}
#endif

#endif
