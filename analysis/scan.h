/* Spatial scan statistics: the circles or ellipses that hold more, or fewer, cases than chance explains. */
#ifndef BP_ANALYSIS_SCAN_H
#define BP_ANALYSIS_SCAN_H

#include "analysis/scan_inference.h"
#include "analysis/scan_model.h"
#include "analysis/scan_windows.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Which further clusters are reported beside the most likely one. */
typedef enum bp_scan_overlap {
    BP_SCAN_OVERLAP_NONE,  /**< those that share no unit with a more likely one */
    BP_SCAN_OVERLAP_CENTRE /**< those whose centre is in no more likely one, and the other way round */
} bp_scan_overlap;

typedef struct bp_scan_input {
    int64_t n;
    const double *x, *y;      /**< a point per unit, in metres */
    const double *population; /**< population[n] for the caps; NULL: the base of the first domain, or 1 per
                                 unit where that is normal */
    const uint8_t *part;      /**< bitmap of units that take part; NULL: all */
    const bp_scan_domain *domains; /**< domains[n_domains], 1 or more; a unit without data in any of them
                                      takes no part */
    int n_domains;
} bp_scan_input;

#define BP_SCAN_INPUT_INIT                                                                                   \
    {                                                                                                        \
        0, NULL, NULL, NULL, NULL, NULL, 0                                                                   \
    }

typedef struct bp_scan_options {
    bp_scan_direction direction;
    bp_scan_window_options windows;
    bp_scan_inference_options inference; /**< n_replicates 0: no p-values */
    bp_scan_overlap overlap;
    int64_t n_clusters; /**< report at most so many; 0: no such cap */
    double p_limit;     /**< report clusters with a p up to this, and the most likely one always; 1: all */
    int gumbel;         /**< not 0: p_limit goes by the Gumbel approximation */
    int gini;           /**< not 0: the largest window that is reported is chosen by the Gini coefficient */
} bp_scan_options;

#define BP_SCAN_OPTIONS_INIT                                                                                 \
    {                                                                                                        \
        BP_SCAN_HIGH, BP_SCAN_WINDOW_OPTIONS_INIT, BP_SCAN_INFERENCE_OPTIONS_INIT, BP_SCAN_OVERLAP_NONE, 0,  \
            0.05, 0, 0                                                                                       \
    }

/** What one cluster holds of one domain. */
typedef struct bp_scan_figures {
    double observed;                  /**< cases; normal: sum of weight x (value - mean of all) */
    double base;                      /**< expected cases, persons, or weights */
    double expected;                  /**< cases expected; 0 under the normal model */
    double llr;                       /**< of this domain alone; 0 where it does not count */
    double relative_risk;             /**< against outside; NaN under the normal model */
    double mean_inside, mean_outside; /**< normal: weighted means; else cases per base */
} bp_scan_figures;

typedef struct bp_scan_cluster {
    int32_t centre;              /**< the unit at the centre */
    double radius;               /**< of the circle; long half-axis of the ellipse */
    double ratio;                /**< long by short axis; 1: a circle */
    double angle;                /**< of the long axis, radians from the x-axis */
    bp_scan_direction direction; /**< high or low */
    double llr;                  /**< log likelihood ratio, of all domains together */
    double statistic;            /**< the same after the penalty on long ellipses: what is compared */
    int64_t at_least;            /**< replicates whose maximum is as large */
    double p;                    /**< Monte Carlo; NaN without replicates */
    double p_gumbel;             /**< Gumbel approximation; NaN without replicates */
    double population;
    int64_t first, n_units; /**< members[first .. first + n_units - 1] */
} bp_scan_cluster;

/** One of the sizes that the Gini coefficient was worked out for. */
typedef struct bp_scan_size {
    double share;       /**< largest share of the population a reported cluster may hold */
    double gini;        /**< 0 where there is no significant cluster */
    int64_t n_clusters; /**< significant ones */
} bp_scan_size;

enum { BP_SCAN_MOST_SIZES = 16 };

typedef struct bp_scan_result {
    int32_t n_clusters;
    bp_scan_cluster *clusters; /**< clusters[n_clusters], the most likely first */
    bp_scan_figures *figures;  /**< figures[n_clusters * n_domains], cluster by cluster */
    int32_t *members;          /**< units by rising distance from the centre */
    int32_t *cluster;          /**< cluster[n]: the most likely cluster of each unit, -1: none */
    int64_t n, n_part;         /**< units, and units that take part */
    int n_domains;
    int64_t n_windows;
    bp_scan_maxima maxima; /**< of the replicates */
    int n_sizes;           /**< 0 unless options.gini */
    bp_scan_size sizes[BP_SCAN_MOST_SIZES];
    double reported_share; /**< the size that the Gini coefficient chose, else the cap */
} bp_scan_result;

#define BP_SCAN_RESULT_INIT                                                                                  \
    {                                                                                                        \
        0, NULL, NULL, NULL, NULL, 0, 0, 0, 0, BP_SCAN_MAXIMA_INIT, 0, {{0.0, 0.0, 0}}, 0.0                  \
    }

/**
 * The spatial scan statistic. The log likelihood ratio of every window is worked out; the largest is the most
 * likely cluster, and further ones follow by falling ratio as the overlap allows. A p-value is the share of
 * maps drawn by chance whose largest ratio is as large, so that the search is paid for, and conservative for
 * further clusters. Ties (up to a relative 1e-12) go to the smaller radius, then the smaller x, then y.
 * The result is the same, to the last digit, for any number of threads and any order of the rows. `clusters`
 * is empty when no window is in the direction sought. Fails as bp_scan_model_make, bp_scan_windows_make and
 * bp_scan_infer do, and with BP_ERROR_ARGUMENT for the Gini coefficient of anything but one Poisson or
 * Bernoulli domain with replicates. Complexity: O(windows x domains x replicates), little of it logarithms.
 * Sources: Kulldorff (1997), doi:10.1080/03610929708831995; Han, Zhu, Kulldorff, Hostovich, Stinchcomb,
 * Tatalovich, Lewis & Feuer (2016), doi:10.1186/s12942-016-0056-6, for the Gini coefficient.
 */
bp_status bp_scan_make(bp_context *context, const bp_scan_input *input, const bp_scan_options *options,
                       bp_scan_result *out);
void bp_scan_result_clear(bp_scan_result *result);

#ifdef __cplusplus
}
#endif

#endif
