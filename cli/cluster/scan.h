/* Clusters of a layer by a scan statistic: computed as a command line asks, written and printed. */
#ifndef BP_CLI_CLUSTER_SCAN_H
#define BP_CLI_CLUSTER_SCAN_H

#include "analysis/scan_flexible.h"
#include "cli/cluster/cluster.h"
#include "geo/point_of.h"

typedef enum bp_cluster_shape { BP_CLUSTER_CIRCLE, BP_CLUSTER_ELLIPSE, BP_CLUSTER_FLEXIBLE } bp_cluster_shape;

typedef struct bp_cluster_scan {
    bp_statistic base;
    bp_cluster_shape shape;
    bp_scan_domain domain;
    int value, weight; /**< columns of base.values: cases or values; population or expected cases, -1: none */
    bool has_expected; /**< `weight` is expected cases */
    double *x, *y;     /**< x[n], y[n]: a point per unit */
    uint8_t *part;     /**< bitmap of the units that take part */
    bp_scan_options options;
    bp_scan_flexible_options flexible; /**< its graph is `graph` */
    bp_graph graph;                    /**< of flexible windows */
    bp_scan_result found;
    int64_t n_part, n_missing;
} bp_cluster_scan;

/** The name of a shape as --shape takes it. */
const char *bp_cluster_shape_name(bp_cluster_shape shape);
/** The name of what becomes of units above the cap, as --oversize takes it. */
const char *bp_cluster_oversize_name(bp_scan_oversize oversize);
/** Write the layer, if one was named. */
bp_status bp_cluster_scan_write(bp_cluster_scan *job);
/** Print the clusters. */
bp_status bp_cluster_scan_print(const bp_cluster_scan *job);

#endif
