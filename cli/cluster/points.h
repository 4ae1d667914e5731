/* Clusters and density of points: computed as a command line asks, written and printed. */
#ifndef BP_CLI_CLUSTER_POINTS_H
#define BP_CLI_CLUSTER_POINTS_H

#include "analysis/dbscan.h"
#include "analysis/density.h"
#include "analysis/hdbscan.h"
#include "cli/cluster/cluster.h"
#include "geo/concave_hull.h"
#include "geo/new_file.h"
#include "geo/read_points.h"

typedef enum bp_points_method { BP_POINTS_DBSCAN, BP_POINTS_HDBSCAN, BP_POINTS_KDE } bp_points_method;

/** The files that are written, in the order in which they are put in their places. */
typedef enum bp_points_file {
    BP_POINTS_OUT,
    BP_POINTS_HULLS,
    BP_POINTS_SHARES,
    BP_POINTS_FILES
} bp_points_file;

enum { BP_POINTS_CODES = 32 };

typedef struct bp_cluster_points {
    bp_call *call;
    bp_context *context;
    bp_points_method method;
    bp_format format;
    const char *paths[BP_POINTS_FILES]; /**< NULL: not asked for */
    bp_new_file files[BP_POINTS_FILES];
    const char *units_path; /**< NULL: none */
    const char *count;      /**< column of incidents per point; NULL: one each */
    char *codes_text;
    const char *codes[BP_POINTS_CODES];
    int n_codes;
    bp_point_layer layer;
    bp_unit_ids ids;
    bp_values counts;
    double *x, *y;    /**< x[n], y[n]: in the units of the layer */
    bp_point_set set; /**< what the method gets */
    uint8_t *valid;
    int64_t n_part, n_missing;
    double metre; /**< units of the layer in a metre; 1 where coordinates are taken as they are */
    bool in_metres;
    bp_dbscan_options dbscan_options;
    bp_dbscan dbscan;
    bp_hdbscan_options hdbscan_options;
    bp_hdbscan hdbscan;
    bp_density_options density_options;
    bp_density_grid grid;
    double *density;        /**< density[cells] */
    double bandwidth;       /**< used, in units of the layer */
    const int32_t *cluster; /**< cluster[n] of dbscan or hdbscan */
    int32_t n_clusters;
    const int64_t *size;
    bp_concave_hull_options hull_options;
    bp_polygons hulls;
    double *hull_area; /**< hull_area[n_clusters], square units of the layer; NULL: no outlines */
    bp_layer units;
    bp_unit_ids unit_ids;
} bp_cluster_points;

/** Read the units, which the points are brought to, and settle what a metre is. Before the points are used.
 */
bp_status bp_cluster_points_read_units(bp_cluster_points *job);
/** The table of shares per unit, to be written with the units' outlines: points in clusters and the area that
 * the outlines cover, or mean density and expected points. */
bp_status bp_cluster_points_shares(bp_cluster_points *job, bp_table *table);
/** Columns and rows that the grid of density needs to cover the points and, where there are any, the units.
 */
bp_status bp_cluster_points_grid(bp_cluster_points *job, double size, double margin);

/** Write all that was asked for: every file whole, or none. */
bp_status bp_cluster_points_write(bp_cluster_points *job);
/** Print what was found. */
bp_status bp_cluster_points_print(const bp_cluster_points *job);

#endif
