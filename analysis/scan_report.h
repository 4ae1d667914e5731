/* Which clusters of a scan are reported, and what they hold. */
#ifndef BP_ANALYSIS_SCAN_REPORT_H
#define BP_ANALYSIS_SCAN_REPORT_H

#include "analysis/scan.h"

#ifdef __cplusplus
extern "C" {
#endif

/** What the next cluster must keep clear of. */
typedef struct bp_scan_bar {
    const uint8_t *unit;   /**< unit[n]: 1 where no window may hold the unit */
    const uint8_t *centre; /**< centre[n]: 1 where no window may be centred on it */
    double population;     /**< most residents of a window */
    int starts_anew;       /**< not 0: nothing of what was barred before holds any longer; else more is barred
                              than at the last call, never less, and the population is the same */
} bp_scan_bar;

/** A window, as whoever enumerates windows hands it over. */
typedef struct bp_scan_found {
    double llr, statistic; /**< without and with the penalty on its form */
    bp_scan_direction direction;
    int32_t centre;
    double radius, ratio, angle; /**< as in bp_scan_cluster */
    int64_t n_units;             /**< 0: there is no window left */
    const int32_t *units;        /**< units[n_units], lent until the next call */
} bp_scan_found;

/** Find the window with the largest statistic, above 0, among those that are not barred. */
typedef bp_status (*bp_scan_next_fn)(bp_context *context, void *user, const bp_scan_bar *bar,
                                     bp_scan_found *out);

typedef struct bp_scan_ground {
    int64_t n;
    const bp_scan_model *models; /**< models[n_models] */
    int n_models;
    const double *population; /**< population[n] */
    const uint8_t *part;      /**< bitmap of units that take part; NULL: all */
    bp_scan_next_fn next;
    void *next_user;
    bp_scan_search_fn search; /**< the same windows, on drawn maps */
    void *search_user;
} bp_scan_ground;

/**
 * The clusters of any enumeration of windows: the largest statistic, its p-value by bp_scan_infer, then
 * further clusters as the options have it. n_part, n_windows and reported_share are the caller's to set but
 * for the share that the Gini coefficient chose.
 */
bp_status bp_scan_report(bp_context *context, const bp_scan_ground *ground, const bp_scan_options *options,
                         bp_scan_result *out);

/**
 * Gini coefficient of the Lorenz curve of groups that hold cases[m] where base[m] is expected (or lives):
 * groups in falling order of cases per base, what is outside all groups of the totals included as one more.
 * O(m log m). Source: Han et al. (2016), doi:10.1186/s12942-016-0056-6.
 */
bp_status bp_scan_gini(bp_context *context, const double *cases, const double *base, int64_t m,
                       double total_cases, double total_base, double *out);

#ifdef __cplusplus
}
#endif

#endif
