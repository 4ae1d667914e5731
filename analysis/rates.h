/* Rates of small populations: made comparable, or smoothed, by empirical Bayes. */
#ifndef BP_ANALYSIS_RATES_H
#define BP_ANALYSIS_RATES_H

#include "analysis/weights.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Cases and the population that they are cases of. All arrays are lent. */
typedef struct bp_rates {
    int64_t n;
    const char *cases_name, *population_name; /**< the columns, for messages */
    const double *cases;                      /**< cases[n] */
    const double *population;                 /**< population[n] */
    const uint8_t *valid;                     /**< bitmap of the units where both are known; NULL: all */
} bp_rates;

/** What to do when the variance between the units is estimated as less than none. */
typedef enum bp_rates_variance {
    BP_RATES_NEVER_NEGATIVE, /**< it is 0 (Marshall 1991; spdep, esda's smoothers) */
    BP_RATES_AS_ESTIMATED /**< it is taken as it is, 0 only for the units where nothing would be left (GeoDa,
                             esda's Moran_Rate) */
} bp_rates_variance;

/**
 * out[i] = (r(i) - b) / sqrt(a + b / population(i)), r = cases / population, b the overall rate and a the
 * variance between units by moments: rates with a common mean and variance, for Moran's I. Rows outside
 * `valid` are left as they are. Fails with BP_ERROR_INPUT, naming column and row (1-based), when a population
 * is not above 0 or cases are negative or more than the population; when there are no cases at all. O(n).
 * Source: Assuncao & Reis (1999), doi:10.1002/(SICI)1097-0258(19990830)18:16<2147::AID-SIM179>3.0.CO;2-I.
 */
bp_status bp_rates_standardise(bp_context *context, const bp_rates *rates, bp_rates_variance variance,
                               double *out);

/**
 * out[i] = b + s(i) (r(i) - b), s(i) = a / (a + b / population(i)): every rate drawn towards the overall one,
 * the more so the fewer people stand behind it. Fails as bp_rates_standardise does. O(n). Source: Marshall
 * (1991), doi:10.2307/2347593.
 */
bp_status bp_rates_smooth(bp_context *context, const bp_rates *rates, double *out);

/**
 * The same towards the rate of the unit's own group: group[n] is 0 .. n_groups - 1, or -1 for a unit that
 * stays as it is, as one that is alone in its group does. Cases may be more than the population (what can
 * happen to one person twice), and a group without cases has rates of 0. Fails with BP_ERROR_INPUT, naming
 * column and row (1-based), when a population is not above 0 or cases are negative. O(n + n_groups). Source:
 * Marshall (1991), doi:10.2307/2347593.
 */
bp_status bp_rates_smooth_groups(bp_context *context, const bp_rates *rates, const int32_t *group,
                                 int32_t n_groups, double *out);

/**
 * The same towards the rate of the unit with its neighbours, whatever their weights. Units that are linked to
 * nobody stay as they are. Fails as bp_rates_standardise does. O(n + links). Source: Marshall (1991),
 * doi:10.2307/2347593.
 */
bp_status bp_rates_smooth_local(bp_context *context, const bp_rates *rates, const bp_weights *weights,
                                double *out);

#ifdef __cplusplus
}
#endif

#endif
