/* Which operation PROJ takes from one CRS to another, and how good it is. */
#ifndef BP_GEO_CRS_OPERATION_H
#define BP_GEO_CRS_OPERATION_H

#include "geo/crs.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Texts are owned. */
typedef struct bp_crs_operation {
    char *from, *to;          /**< the two systems: "EPSG:28992", or the name where there is no code */
    char *name;               /**< as PROJ describes it: "Inverse of RD New + Amersfoort to WGS 84 (4)" */
    double accuracy_m;        /**< as its authors state it, in metres; negative: not known */
    int n_used;               /**< distinct operations that the points call for; the worst is told */
    char *better;             /**< the best one that misses a file of its own on this machine; NULL: none */
    double better_accuracy_m; /**< negative: not known */
    char *missing_grid;       /**< that file: "nl_nsgi_rdtrans2018.tif"; NULL where `better` is */
} bp_crs_operation;

#define BP_CRS_OPERATION_INIT                                                                                \
    {                                                                                                        \
        NULL, NULL, NULL, -1.0, 0, NULL, -1.0, NULL                                                          \
    }

/**
 * What bp_crs_transform does to xy[2 * n_points], of which at most 32 points spread over the array are
 * looked at: PROJ chooses by the place of each point. `n_points` may be 0; the operation is then the first
 * that PROJ has. Between equal systems nothing is done, and that with accuracy 0. No network is used, so a
 * grid that is not installed is not fetched. BP_ERROR_INPUT when there is no operation. Before PROJ 9.1,
 * which cannot say what it took, the operation is the first that is available. Complexity: O(operations +
 * points looked at).
 */
bp_status bp_crs_operation_find(bp_context *context, const bp_crs *from, const bp_crs *to, const double *xy,
                                int64_t n_points, bp_crs_operation *out);
void bp_crs_operation_clear(bp_crs_operation *operation);

#ifdef __cplusplus
}
#endif

#endif
