/* How far two ways of grouping the same units agree. */
#ifndef BP_ANALYSIS_AGREEMENT_H
#define BP_ANALYSIS_AGREEMENT_H

#include "geo/context.h"

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** What becomes of a unit that is in no group. */
typedef enum bp_unlabelled {
    BP_UNLABELLED_LEFT_OUT, /**< only units that both have in a group count */
    BP_UNLABELLED_TOGETHER, /**< those that one has in none are a group of it */
    BP_UNLABELLED_ALONE     /**< each is a group by itself */
} bp_unlabelled;

/** Two groupings of n units. All arrays are lent. */
typedef struct bp_agreement_input {
    int64_t n;
    int32_t n_a, n_b;     /**< groups */
    const int32_t *a, *b; /**< a[n]: 0 .. n_a - 1, -1: in none; b[n] the same */
    const double *weight; /**< weight[n] >= 0: residents; NULL: 1 a unit */
    const uint8_t *known; /**< bitmap of weight; NULL: all. A unit of unknown weight is left out */
    bp_unlabelled unlabelled;
} bp_agreement_input;

#define BP_AGREEMENT_INPUT_INIT                                                                              \
    {                                                                                                        \
        0, 0, 0, NULL, NULL, NULL, NULL, BP_UNLABELLED_LEFT_OUT                                              \
    }

/** With weights everything counts as if each unit stood there that many times: pairs are pairs of residents.
 */
typedef struct bp_agreement {
    int64_t n;         /**< units that count */
    int64_t n_unknown; /**< left out because their weight is not known */
    double total;      /**< their weight */
    double both, only_a, only_b,
        neither; /**< weight of all units of known weight by who has them in a group */
    int64_t n_both, n_only_a, n_only_b,
        n_neither;        /**< the same in units, whatever is known of their weight */
    bool is_defined;      /**< total is above 1: the figures below mean something */
    double rand;          /**< share of the pairs that both put together, or both apart */
    double adjusted_rand; /**< the same, 0 where it is what chance gives, 1 where they are one */
    double information;   /**< mutual information, in nats */
    double entropy_a, entropy_b;
    double variation;  /**< variation of information in nats, 0 where they are one: H(a) + H(b) - 2 I */
    double normalised; /**< I / mean of H(a) and H(b); 1 where both are one group */
} bp_agreement;

/**
 * Compare two groupings. Both trivial in the same way (all together, or all apart) have an adjusted Rand
 * index of
 * 1. Errors: BP_ERROR_ARGUMENT for a group out of range and a weight that is below 0 or not finite.
 * Complexity: O(n log n).
 * Sources: Rand (1971), doi:10.1080/01621459.1971.10482356; adjusted: Hubert & Arabie (1985),
 * doi:10.1007/BF01908075; variation of information: Meila (2007), doi:10.1016/j.jmva.2006.11.013.
 */
bp_status bp_agreement_compute(bp_context *context, const bp_agreement_input *input, bp_agreement *out);

#ifdef __cplusplus
}
#endif

#endif
