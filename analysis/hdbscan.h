/* HDBSCAN*: clusters of points at every density at once, and the most lasting ones of them. */
#ifndef BP_ANALYSIS_HDBSCAN_H
#define BP_ANALYSIS_HDBSCAN_H

#include "analysis/point_set.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Which clusters of the tree are taken. */
typedef enum bp_hdbscan_selection {
    BP_HDBSCAN_EXCESS_OF_MASS, /**< those that last longest in sum, none within another */
    BP_HDBSCAN_LEAVES          /**< those that do not fall apart any more */
} bp_hdbscan_selection;

typedef struct bp_hdbscan_options {
    int64_t min_cluster_size; /**< fewer points are no cluster; 2 or more */
    int64_t min_samples;      /**< the core distance is that to this many points, the point itself counted;
                                   1 or more; 0: min_cluster_size */
    bp_hdbscan_selection selection;
    bool allow_one; /**< all points together may be the one cluster */
} bp_hdbscan_options;

#define BP_HDBSCAN_OPTIONS_INIT                                                                              \
    {                                                                                                        \
        5, 0, BP_HDBSCAN_EXCESS_OF_MASS, false                                                               \
    }

typedef struct bp_hdbscan {
    int64_t n;
    int32_t *cluster;    /**< cluster[n], from 0; -1: noise, or no point */
    double *probability; /**< probability[n]: of belonging to its cluster, 0 - 1; 0 of noise */
    double *outlier; /**< outlier[n]: GLOSH, 0 (as dense as it gets around it) to 1; NaN without a point */
    int32_t n_clusters;
    int64_t *size;     /**< size[n_clusters]: points */
    double *stability; /**< stability[n_clusters]: sum over points of 1/distance that they stay */
    int64_t n_noise, n_none;
} bp_hdbscan;

#define BP_HDBSCAN_INIT                                                                                      \
    {                                                                                                        \
        0, NULL, NULL, NULL, 0, NULL, NULL, 0, 0                                                             \
    }

/**
 * The hierarchy of all DBSCAN* results, from single linkage of the mutual reachability distance max(core(a),
 * core(b), d(a, b)), condensed to clusters of at least min_cluster_size points. Links of one length part at
 * once, into as many clusters as there are, so that the result does not depend on the order of the rows.
 * Where core distances are 0 (many points in one place), they count as the least distance above 0 that the
 * tree has. Weights are not looked at. Clusters are numbered by size, of equals by the point of least x, y.
 *
 * Source: Campello, Moulavi & Sander (2013), doi:10.1007/978-3-642-37456-2_14; GLOSH and the selection:
 * Campello, Moulavi, Zimek & Sander (2015), doi:10.1145/2733381; the condensed tree and the probability:
 * McInnes, Healy & Astels (2017), doi:10.21105/joss.00205.
 *
 * Errors: BP_ERROR_ARGUMENT for options out of their range; BP_ERROR_INPUT when a point is not finite,
 * naming the row, with fewer points than min_cluster_size or min_samples, or all in one place. The same for
 * any number of threads. Complexity: O(n min_samples + n log^2 n) expected time, O(n) memory: the spanning
 * tree is found by rounds over a k-d tree (Boruvka), no pair of points is stored.
 */
bp_status bp_hdbscan_make(bp_context *context, const bp_point_set *points, const bp_hdbscan_options *options,
                          bp_hdbscan *out);
void bp_hdbscan_clear(bp_hdbscan *result);

#ifdef __cplusplus
}
#endif

#endif
