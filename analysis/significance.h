/* How often chance alone draws an area as heavy. */
#ifndef BP_ANALYSIS_SIGNIFICANCE_H
#define BP_ANALYSIS_SIGNIFICANCE_H

#include "analysis/rule.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct bp_significance_options {
    int64_t n_replicates; /**< 1 or more */
    uint64_t seed;
    const int32_t *within; /**< within[n]: values are exchanged between units of the same number >= 0 only,
                              and stay where it is -1; NULL: between all */
} bp_significance_options;

#define BP_SIGNIFICANCE_OPTIONS_INIT                                                                         \
    {                                                                                                        \
        999, 1, NULL                                                                                         \
    }

typedef struct bp_significance {
    int64_t n_replicates;
    int64_t n_empty; /**< replicates that draw no area: their maximum is 0 */
    int32_t n_areas;
    int64_t *at_least;      /**< at_least[n_areas]: replicates whose heaviest area weighs as much or more */
    double *p;              /**< p[n_areas] = (1 + at_least) / (1 + n_replicates) */
    double highest;         /**< the heaviest area of all replicates */
    double median;          /**< the median over replicates of their heaviest area */
    int64_t total_at_least; /**< replicates whose areas together weigh as much or more as those drawn */
    double total_p;         /**< (1 + total_at_least) / (1 + n_replicates): of the map as a whole */
    double total, median_total; /**< weight of all areas drawn, and its median over replicates */
} bp_significance;

#define BP_SIGNIFICANCE_INIT                                                                                 \
    {                                                                                                        \
        0, 0, 0, NULL, NULL, 0.0, 0.0, 0, 0.0, 0.0, 0.0                                                      \
    }

/**
 * Monte Carlo over the whole rule, by its maximum: in every replicate the units that take part exchange their
 * rows of indicators, each row as a whole with what is missing in it, while residents and neighbours stay
 * where they are; the rule is applied and the weight of its heaviest area noted. p is how often that is at
 * least the weight of an area of `drawn`, so that the search over the map is paid for; a unit of many
 * residents that is dealt a bad row can by itself outweigh an area of several. The weight of all areas
 * together is held against chance as well. In parallel over replicates; the same for any number of threads.
 * Fails with BP_ERROR_ARGUMENT without replicates. Complexity: that of bp_rule_apply per replicate. Sources:
 * Dwass (1957), doi:10.1214/aoms/1177707045; Kulldorff (1997), doi:10.1080/03610929708831995, for the
 * maximum; Phipson & Smyth (2010), doi:10.2202/1544-6115.1585, for the 1 in p.
 */
bp_status bp_significance_compute(bp_context *context, const bp_rule_ground *ground, const bp_rule *rule,
                                  const bp_areas *drawn, const bp_significance_options *options,
                                  bp_significance *out);
void bp_significance_clear(bp_significance *significance);

#ifdef __cplusplus
}
#endif

#endif
