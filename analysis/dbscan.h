/* DBSCAN: clusters of points as regions where they lie dense. */
#ifndef BP_ANALYSIS_DBSCAN_H
#define BP_ANALYSIS_DBSCAN_H

#include "analysis/point_set.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct bp_dbscan_options {
    double eps; /**< radius in the units of the points, above 0; a point at just that distance counts */
    double min_points; /**< least weight within eps of a core point, its own counted; above 0 */
} bp_dbscan_options;

#define BP_DBSCAN_OPTIONS_INIT                                                                               \
    {                                                                                                        \
        0.0, 5.0                                                                                             \
    }

/** What a point is. */
typedef enum bp_dbscan_kind {
    BP_DBSCAN_NONE,   /**< a row without a point */
    BP_DBSCAN_NOISE,  /**< no core point within eps */
    BP_DBSCAN_BORDER, /**< not dense itself, but within eps of a core point */
    BP_DBSCAN_CORE
} bp_dbscan_kind;

typedef struct bp_dbscan {
    int64_t n;
    int32_t *cluster; /**< cluster[n], from 0; -1: noise, or no point */
    uint8_t *kind;    /**< kind[n]: a bp_dbscan_kind */
    int32_t n_clusters;
    int64_t *size; /**< size[n_clusters]: points, each counted once whatever its weight */
    int64_t n_core, n_border, n_noise, n_none;
    int64_t n_shared; /**< border points that core points of several clusters reach */
} bp_dbscan;

#define BP_DBSCAN_INIT                                                                                       \
    {                                                                                                        \
        0, NULL, NULL, 0, NULL, 0, 0, 0, 0, 0                                                                \
    }

/**
 * Core points are those with a weight of at least `min_points` within `eps`; two of them within `eps` of each
 * other are in one cluster. A border point goes to the cluster of its nearest core point (at one distance:
 * that with the least x, then y), so that the result does not depend on the order of the rows, as it does
 * where the first cluster found takes it. Cluster 0 is the one with most points; of equals the one with the
 * core point of least x, then y.
 *
 * Source: Ester, Kriegel, Sander & Xu (1996), KDD-96, 226-231; Schubert, Sander, Ester, Kriegel & Xu (2017),
 * doi:10.1145/3068335; the grid: Gan & Tao (2015), doi:10.1145/2723372.2737792.
 *
 * Errors: BP_ERROR_ARGUMENT when eps or min_points is not above 0; BP_ERROR_INPUT when a point is not finite
 * or a weight negative, naming the row, when there are fewer points, or less weight, than min_points, when
 * all lie in one place, or when eps is so small that the points span more than 2^30 cells. The same for any
 * number of threads. Complexity: O(n log n + n min_points) expected.
 */
bp_status bp_dbscan_make(bp_context *context, const bp_point_set *points, const bp_dbscan_options *options,
                         bp_dbscan *out);
void bp_dbscan_clear(bp_dbscan *result);

#ifdef __cplusplus
}
#endif

#endif
