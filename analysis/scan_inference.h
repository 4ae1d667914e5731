/* How often chance alone makes a window as striking: Monte Carlo over the maximum of a scan. */
#ifndef BP_ANALYSIS_SCAN_INFERENCE_H
#define BP_ANALYSIS_SCAN_INFERENCE_H

#include "analysis/scan_model.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Replicates that are searched at once, so that windows are walked through once for all of them. */
enum { BP_SCAN_BATCH = 8 };

/** BP_SCAN_BATCH maps drawn under the null hypothesis. Figures of one unit stand side by side. */
typedef struct bp_scan_draws {
    const bp_scan_model *models; /**< models[n_models]: the domains; totals are the same in every draw */
    int n_models;
    double **observed; /**< observed[n_models][n * BP_SCAN_BATCH]: unit i, replicate r at i x batch + r */
    double **base;     /**< base[n_models][n * BP_SCAN_BATCH] likewise where weights move with their values
                          (normal), else NULL: models[d].base[i] holds for all */
} bp_scan_draws;

/** highest[BP_SCAN_BATCH]: for every replicate the largest statistic of all windows, 0 if none is above.
 * `thread` from 0 to bp_context_threads - 1; results may depend on the draws alone. */
typedef bp_status (*bp_scan_search_fn)(bp_context *context, void *user, int thread,
                                       const bp_scan_draws *draws, double *highest);

typedef struct bp_scan_inference_options {
    int64_t n_replicates; /**< 99 to 99,999 make sense; 1 or more */
    uint64_t seed;
    int64_t stop_at; /**< stop once so many replicates reach the observed maximum; 0: never stop early */
} bp_scan_inference_options;

#define BP_SCAN_INFERENCE_OPTIONS_INIT                                                                       \
    {                                                                                                        \
        999, 1, 0                                                                                            \
    }

/** The maxima of the replicates. */
typedef struct bp_scan_maxima {
    int64_t n;       /**< replicates that count: fewer than asked for where drawing stopped early */
    int stopped;     /**< not 0: drawing stopped early */
    double *highest; /**< highest[n], in the order of the replicates */
    double location,
        scale; /**< of the Gumbel distribution with their mean and variance; scale 0: all equal */
} bp_scan_maxima;

#define BP_SCAN_MAXIMA_INIT                                                                                  \
    {                                                                                                        \
        0, 0, NULL, 0.0, 0.0                                                                                 \
    }

/**
 * Draw maps under the null hypothesis and search each. Poisson: the cases fall anew on the units, multinomial
 * with the expected shares; Bernoulli: they fall on persons, each at most once; normal: units exchange values
 * together with their weights, all normal domains of a unit as one row and with what is missing in it, while
 * Poisson and Bernoulli domains are drawn independently of each other. In parallel over batches; the same for
 * any number of threads. `observed` is the maximum on the real map, for stopping early.
 * Sources: Dwass (1957), doi:10.1214/aoms/1177707045; Besag & Clifford (1991), doi:10.1093/biomet/78.2.301.
 * Fails with BP_ERROR_ARGUMENT without replicates, and as the search does.
 */
bp_status bp_scan_infer(bp_context *context, const bp_scan_model *models, int n_models, double observed,
                        bp_scan_search_fn search, void *user, const bp_scan_inference_options *options,
                        bp_scan_maxima *out);
void bp_scan_maxima_clear(bp_scan_maxima *maxima);

/** Replicates whose maximum is at least the statistic; equal up to a relative 1e-9 counts, since sums in
 * another order differ in the last digits. */
int64_t bp_scan_at_least(const bp_scan_maxima *maxima, double statistic);

/** (1 + at least) / (1 + n), or at least / n where drawing stopped early; 1 for a statistic of 0. */
double bp_scan_p(const bp_scan_maxima *maxima, double statistic);

/** From the Gumbel distribution that has the mean and the variance of the maxima: a p-value below
 * 1 / (1 + n) is then possible. Source: Abrams, Kulldorff & Kleinman (2010), doi:10.1186/1476-072X-9-61. */
double bp_scan_p_gumbel(const bp_scan_maxima *maxima, double statistic);

#ifdef __cplusplus
}
#endif

#endif
