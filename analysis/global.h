/* What the global statistics share: their input, their results, and what is refused. */
#ifndef BP_ANALYSIS_GLOBAL_H
#define BP_ANALYSIS_GLOBAL_H

#include "analysis/pairs.h"
#include "analysis/shuffle.h"

#ifdef __cplusplus
extern "C" {
#endif

/** One column on a map. All arrays are lent. */
typedef struct bp_global_input {
    const bp_weights *weights; /**< n units, in any style, no unit linked to itself */
    const char *name;          /**< the column, for messages */
    const double *x;           /**< x[n] */
    const uint8_t *valid;      /**< bitmap; NULL: all. Units without a value have no links in `weights` */
    bp_islands islands;
    int64_t permutations; /**< of the functions that permute; at least 1 */
    uint64_t seed;
} bp_global_input;

#define BP_GLOBAL_INPUT_INIT                                                                                 \
    {                                                                                                        \
        NULL, NULL, NULL, NULL, BP_ISLANDS_LEFT_OUT, 0, 1                                                    \
    }

/** What the statistic would be if the values had nothing to do with their places. */
typedef struct bp_global_moments {
    double expectation, variance;
    double z; /**< (statistic - expectation) / sqrt(variance) */
} bp_global_moments;

/** A global statistic and its moments. */
typedef struct bp_global {
    double statistic;
    bp_global_moments normality;     /**< every value drawn from one normal distribution */
    bp_global_moments randomisation; /**< every arrangement of the values at hand equally likely */
    int64_t n;                       /**< the n of the formulas */
    int64_t n_islands;               /**< units with a value and without neighbours */
} bp_global;

/** A column in the order of the pairs, about its mean. */
typedef struct bp_centred {
    bp_pairs pairs;
    double *z;         /**< z[pairs.n] = (x - mean) / scale, ascending */
    double mean;       /**< of x */
    double scale;      /**< largest |x - mean|, so that no power of z overflows */
    double m2, m3, m4; /**< sums of z^2, z^3, z^4 */
} bp_centred;

#define BP_CENTRED_INIT                                                                                      \
    {                                                                                                        \
        BP_PAIRS_INIT, NULL, 0.0, 0.0, 0.0, 0.0, 0.0                                                         \
    }

/**
 * Order and centre a column. Fails with BP_ERROR_INPUT, naming the column, when a value is not finite, when
 * fewer than `least_distinct` values differ, or fewer than 4 units take part; and as bp_pairs_new does.
 * Complexity: that of bp_pairs_new.
 */
bp_status bp_centred_new(bp_context *context, const bp_global_input *input, int least_distinct,
                         bp_centred *out);
void bp_centred_clear(bp_centred *centred);

/** Shuffles of y[n] (lent), in the order of the pairs, as the input asks for them: of one statistic, and
 * without what computes it. */
bp_shuffle bp_global_shuffle(const bp_global_input *input, int64_t n, const double *y);

/**
 * Fill z of the moments. `square` is the size of what the variance was taken as a difference of. Fails with
 * BP_ERROR_INPUT when nothing but rounding is left of the variance (all arrangements give the same), or it is
 * below 0.
 */
bp_status bp_global_moments_finish(bp_context *context, const char *name, double statistic, double square,
                                   bp_global_moments *moments);

#ifdef __cplusplus
}
#endif

#endif
