/* Regions of a layer: computed as a command line asks, written and printed. */
#ifndef BP_CLI_CLUSTER_REGIONS_H
#define BP_CLI_CLUSTER_REGIONS_H

#include "analysis/partition.h"
#include "analysis/regions.h"
#include "cli/cluster/cluster.h"

/** How the columns are brought to one scale. */
typedef enum bp_cluster_scale {
    BP_CLUSTER_SCALE_NONE,
    BP_CLUSTER_SCALE_Z, /**< by the standard deviation with n - 1 */
    BP_CLUSTER_SCALE_RANK,
    BP_CLUSTER_SCALE_MINMAX
} bp_cluster_scale;

/** Names as --standardise takes them, ended by NULL. */
extern const char *const bp_cluster_scale_names[];

/** A region, as the summary has it. */
typedef struct bp_cluster_region {
    int64_t units;
    double size;      /**< sum of --size; the units without it */
    double within_ss; /**< over all variables, on their scale */
} bp_cluster_region;

typedef struct bp_cluster_regions {
    bp_statistic base;
    const char *method;
    int n_variables; /**< columns of the arguments, the first of base.values */
    bp_cluster_scale scale;
    bool has_size;
    bp_graph graph;
    double *x; /**< x[n_variables * n], scaled */
    uint8_t *valid;
    int32_t *within; /**< within[n]; NULL: no limit */
    bp_regions_options options;
    bp_regions found;
    bp_cluster_region *regions; /**< regions[found.k] */
    bp_partition judged;        /**< parts and links, by `graph`; compactness where there are outlines */
    bool has_compactness;
    int64_t n_part, n_missing, n_islands;
} bp_cluster_regions;

/** Judge the regions: fill `judged`. */
bp_status bp_cluster_regions_judge(bp_cluster_regions *job);
/** Write the layer, if one was named. */
bp_status bp_cluster_regions_write(bp_cluster_regions *job);
/** Print the regions and how alike they are inside. */
bp_status bp_cluster_regions_print(const bp_cluster_regions *job);

#endif
