/* What the families of methods of `brandpunt cluster` share; each family has its own files. */
#ifndef BP_CLI_CLUSTER_CLUSTER_H
#define BP_CLI_CLUSTER_CLUSTER_H

#include "cli/qgis/layer.h"
#include "cli/statistic.h"

/** A family of methods: those that it has, and what runs. */
typedef struct bp_cluster_family {
    bool (*has)(const char *method);
    bp_status (*run)(bp_call *call, const char *method);
} bp_cluster_family;

bool bp_cluster_is_region_method(const char *method);
/** Divide the units into regions by a method of bp_regions_methods: read, compute, write, print. */
bp_status bp_cluster_make_regions(bp_call *call, const char *method);

bool bp_cluster_is_scan(const char *method);
/** Search for circles or ellipses with more or fewer cases than chance explains: the same steps. */
bp_status bp_cluster_make_scan(bp_call *call, const char *method);

bool bp_cluster_is_points(const char *method);
/** Clusters of points, or their density: DBSCAN, HDBSCAN*, kernel density. */
bp_status bp_cluster_make_points(bp_call *call, const char *method);

/** Refuse options that the method has no use for, naming the methods that have. BP_ERROR_ARGUMENT. */
bp_status bp_cluster_check_options(const bp_call *call, const char *method);

/** An option that is a number of `least` or more; `*out` is untouched without it. BP_ERROR_ARGUMENT. */
bp_status bp_cluster_number(const bp_call *call, const char *option, double least, double *out);

/** The links of raw weights, always both ways and none to itself; warns where some went one way only. */
bp_status bp_cluster_graph(bp_context *context, const bp_weights *weights, bp_graph *out);

/** The ids and the columns named, each once, but for those whose name is one of results[n]; a warning then.
 */
bp_status bp_cluster_add_inputs(bp_statistic *statistic, const char *const *results, int n, bp_table *table);

/** Write statistic->out, a file that appears whole or not at all; a GeoPackage gets the theme as its style
 * where there is one (NULL: none). */
bp_status bp_cluster_write(bp_statistic *statistic, bp_table *table, const bp_theme *theme);

/**
 * A theme of the column of whole numbers `column`, 1 .. n_groups, in colours that differ between groups with
 * units that are neighbours by the graph as far as eight go; group[units] is -1 or the number less 1. No
 * theme (its n_classes 0) with more than BP_CLUSTER_THEME_MOST groups.
 */
bp_status bp_cluster_theme(bp_context *context, const char *column, const bp_graph *graph,
                           const int32_t *group, int32_t n_groups, bp_theme *out);
enum { BP_CLUSTER_THEME_MOST = 500 };

#endif
