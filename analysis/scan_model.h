/* What speaks for a window of a scan: log likelihood ratios of sums that add up over units. */
#ifndef BP_ANALYSIS_SCAN_MODEL_H
#define BP_ANALYSIS_SCAN_MODEL_H

#include "geo/context.h"

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** How cases or values come about when there is no cluster. */
typedef enum bp_scan_kind {
    BP_SCAN_POISSON,   /**< cases among a population at risk, or against expected cases */
    BP_SCAN_BERNOULLI, /**< cases among persons, each of whom is one or not */
    BP_SCAN_NORMAL     /**< a measured value per unit, with a weight */
} bp_scan_kind;

/** Which clusters are sought. */
typedef enum bp_scan_direction {
    BP_SCAN_HIGH, /**< more cases, or higher values, inside than outside */
    BP_SCAN_LOW,  /**< fewer, or lower */
    BP_SCAN_BOTH  /**< whichever of the two is the stronger */
} bp_scan_direction;

/** The names as users write them: "poisson", "bernoulli", "normal"; "high", "low", "both"; never NULL. */
const char *bp_scan_kind_name(bp_scan_kind kind);
const char *bp_scan_direction_name(bp_scan_direction direction);

/** One column to scan, lent by the caller. */
typedef struct bp_scan_domain {
    const char *name; /**< for messages; NULL: "cases" */
    bp_scan_kind kind;
    const double *value;  /**< value[n]: cases, or the values of the normal model */
    const double *base;   /**< base[n]: population at risk, or expected cases of whatever total (Poisson);
                             persons, cases and controls together (Bernoulli); weights (normal; NULL: 1) */
    const uint8_t *valid; /**< bitmap: units that have both; NULL: all. The others weigh nothing here. */
} bp_scan_domain;

#define BP_SCAN_DOMAIN_INIT                                                                                  \
    {                                                                                                        \
        NULL, BP_SCAN_POISSON, NULL, NULL, NULL                                                              \
    }

/**
 * A domain ready to be summed. Of a window, `observed` and `base` are the sums of observed[i] and base[i]
 * over its units, whatever way the window was found; the sums are all that the likelihood asks for. Poisson:
 * cases, and expected cases scaled so that all of them together are the cases together Bernoulli: cases, and
 * persons normal: weight x (value - weighted mean of all), and weight
 */
typedef struct bp_scan_model {
    bp_scan_kind kind;
    int64_t n, n_valid;
    double *observed, *base; /**< [n] each; 0 for a unit without data in this domain */
    double total_observed, total_base;
    double rate;       /**< expected per base: a window is high where observed > rate x base */
    double per_spread; /**< 1 / variance of observed per base x (total - base) / total: see the bound */
    double mean;       /**< normal: the weighted mean of all values; else 0 */
    double squares;    /**< normal: sum of weight x (value - mean)^2; else 0 */
} bp_scan_model;

#define BP_SCAN_MODEL_INIT                                                                                   \
    {                                                                                                        \
        BP_SCAN_POISSON, 0, 0, NULL, NULL, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0                                      \
    }

/**
 * Check a domain over n units and make its model. Fails with BP_ERROR_INPUT, naming the row (counted from 1),
 * for a value that is not a finite number, cases that are negative or not whole, cases above the population
 * (Bernoulli), cases where the population is 0 (Poisson), a weight that is not above 0, fewer than 2 units
 * with data, no case at all, and cases that are everybody or values that are all the same. O(n).
 */
bp_status bp_scan_model_make(bp_context *context, const bp_scan_domain *domain, int64_t n,
                             bp_scan_model *out);
void bp_scan_model_clear(bp_scan_model *model);

/**
 * The log likelihood ratio of a window against the same risk (or mean) everywhere; 0 where the window is not
 * in the direction sought, is empty, or holds all.
 *   Poisson    c ln(c/e) + (C-c) ln((C-c)/(C-e))
 *   Bernoulli  the same for cases and for controls, in and out: n KL(c/n, C/N) + (N-n) KL((C-c)/(N-n), C/N)
 *   normal     -m/2 ln(1 - D / S), D the weighted sum of squares between inside and outside, S of all m units
 * Sources: Kulldorff (1997), doi:10.1080/03610929708831995; Kulldorff, Huang & Konty (2009),
 * doi:10.1186/1476-072X-8-58; Huang, Tiwari, Zou, Kulldorff & Feuer (2009), doi:10.1198/jasa.2009.ap07613.
 */
double bp_scan_llr(const bp_scan_model *model, bp_scan_direction direction, double observed, double base);

/**
 * Never less than bp_scan_llr in either direction, and without a logarithm: the chi-square of the window,
 * (observed - rate base)^2 per_spread total / (base (total - base)), since a Kullback-Leibler divergence is
 * at most the chi-square divergence.
 */
double bp_scan_llr_bound(const bp_scan_model *model, double observed, double base);

/**
 * Of several domains with the same window: the sum of their log likelihood ratios, of those in the direction
 * sought only; with BP_SCAN_BOTH the larger of the high and the low sum. observed[n_models], base[n_models];
 * *found, unless NULL, is set to BP_SCAN_HIGH or BP_SCAN_LOW. Source: Kulldorff, Mostashari, Duczmal, Yih,
 * Kleinman & Platt (2007), doi:10.1002/sim.2818.
 */
double bp_scan_llr_sum(const bp_scan_model *models, int n_models, bp_scan_direction direction,
                       const double *observed, const double *base, bp_scan_direction *found);

/** What is expected in a window: expected cases, or 0 under the normal model, whose sums are centred. */
double bp_scan_expected(const bp_scan_model *model, double base);

/** (c/e) / ((C-c)/(E-e)); infinite where there is no case outside; NaN where nothing is expected inside or
 * outside, and under the normal model. */
double bp_scan_relative_risk(const bp_scan_model *model, double observed, double base);

/** The weighted mean of the values inside (normal), or cases per base as given to the model; NaN for base 0.
 */
double bp_scan_mean_inside(const bp_scan_model *model, double observed, double base);

/** The same outside. */
double bp_scan_mean_outside(const bp_scan_model *model, double observed, double base);

#ifdef __cplusplus
}
#endif

#endif
