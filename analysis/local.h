/* What local statistics have in common: how they are asked for, and what comes back. */
#ifndef BP_ANALYSIS_LOCAL_H
#define BP_ANALYSIS_LOCAL_H

#include "analysis/fdr.h"
#include "analysis/pvalue.h"
#include "analysis/weights.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Where p-values come from. */
typedef enum bp_inference {
    BP_INFERENCE_PERMUTATION, /**< conditional permutation: shared distributions where the weights allow it */
    BP_INFERENCE_PLAIN,       /**< conditional permutation unit by unit, whatever the weights */
    BP_INFERENCE_ANALYTIC     /**< the normal distribution of z */
} bp_inference;

/** Under what randomisation expectation, variance and z are taken. */
typedef enum bp_moments {
    BP_MOMENTS_CONDITIONAL, /**< the unit keeps its value, the others change places */
    BP_MOMENTS_TOTAL        /**< all change places */
} bp_moments;

/** What the sum of squared deviations is divided by. */
typedef enum bp_divisor {
    BP_DIVISOR_N,          /**< spdep */
    BP_DIVISOR_N_MINUS_ONE /**< GeoDa, PySAL for Moran's I; GeoDa and spdep for Geary's c */
} bp_divisor;

/** The class of a unit, whether significant or not. */
typedef enum bp_local_class {
    BP_LOCAL_MISSING, /**< no value: takes part in nothing */
    BP_LOCAL_ISLAND,  /**< a value, but no neighbour with one: no statistic */
    BP_LOCAL_HIGH_HIGH,
    BP_LOCAL_LOW_LOW,
    BP_LOCAL_LOW_HIGH, /**< low among high */
    BP_LOCAL_HIGH_LOW, /**< high among low */
    BP_LOCAL_POSITIVE, /**< like its neighbours, neither high nor low */
    BP_LOCAL_NEGATIVE, /**< unlike its neighbours */
    BP_LOCAL_HOT,
    BP_LOCAL_COLD,
    BP_LOCAL_UNTESTED /**< a unit that is not 1, of which a join count says nothing */
} bp_local_class;

/** How a local statistic is asked for. */
typedef struct bp_local_options {
    const char *name; /**< of the variable, for messages; NULL: "the variable" */
    bp_inference inference;
    int64_t permutations; /**< at least 1 where the inference draws */
    uint64_t seed;
    bp_alternative alternative;
    int64_t stop_after; /**< plain permutation ends once so many draws were as extreme; 0: never early */
    bp_moments moments;
    bp_divisor divisor; /**< of Moran's I and Geary's c; means nothing to Gi and Gi* */
} bp_local_options;

#define BP_LOCAL_OPTIONS_INIT                                                                                \
    {                                                                                                        \
        NULL, BP_INFERENCE_PERMUTATION, 999, 1, BP_ALTERNATIVE_TWO_SIDED, 0, BP_MOMENTS_CONDITIONAL,         \
            BP_DIVISOR_N                                                                                     \
    }

/** A local statistic of n units. Numbers mean something only where `has` says so, z where `has_z`, p where
 * `has_p`. */
typedef struct bp_local {
    int64_t n;
    uint8_t *has;        /**< bitmap: units with a statistic, that is neither missing nor islands */
    uint8_t *has_z;      /**< bitmap: those with a z: their variance is more than rounding */
    double *statistic;   /**< statistic[n] */
    double *lag;         /**< lag[n]: the weighted sum over the neighbours that the statistic is made of */
    double *expectation; /**< expectation[n] */
    double *variance;    /**< variance[n] */
    double *z;           /**< z[n] = (statistic - expectation) / root of variance */
    double *p;           /**< p[n], as the inference and the alternative say */
    uint8_t *has_p;      /**< bitmap: units with a p-value */
    uint8_t *kind;       /**< kind[n]: a bp_local_class */
    bp_tally *tally;     /**< tally[n]: the draws behind p; NULL without draws */
    int64_t n_missing, n_islands;
    bp_inference inference; /**< what was done: PERMUTATION only where distributions were shared */
} bp_local;

#define BP_LOCAL_INIT                                                                                        \
    {                                                                                                        \
        0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, BP_INFERENCE_ANALYTIC     \
    }

void bp_local_clear(bp_local *local);

/** The class as a word for tables and legends: "High-High", "Island", "Missing" ...; never NULL. */
const char *bp_local_class_name(bp_local_class kind);

#ifdef __cplusplus
}
#endif

#endif
