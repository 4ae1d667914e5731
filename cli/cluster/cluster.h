/* brandpunt cluster: units divided into regions, or found to be clusters. One family of methods a file. */
#ifndef BP_CLI_CLUSTER_CLUSTER_H
#define BP_CLI_CLUSTER_CLUSTER_H

#include "analysis/regions.h"
#include "cli/statistic.h"

/** What the families share. Texts are lent by the call. */
typedef struct bp_cluster {
    bp_statistic base;
    const char *method;
    bp_graph graph; /**< who is whose neighbour, always both ways */
} bp_cluster;

/** A family of methods: what it is called by, which options belong to it, and what runs. */
typedef struct bp_cluster_family {
    bool (*has)(const char *method);
    bp_status (*run)(bp_call *call, const char *method);
} bp_cluster_family;

/** An option of the command and the methods that it means something to, with blanks around each. */
typedef struct bp_cluster_option {
    const char *name;
    const char *methods; /**< " skater redcap " */
} bp_cluster_option;

/** Refuse options that the method has no use for, naming the methods that have. BP_ERROR_ARGUMENT. */
bp_status bp_cluster_check_options(const bp_call *call, const char *method);

/** Divide the units into regions by a method of bp_regions_methods: read, compute, write, print. */
bp_status bp_cluster_regions(bp_call *call, const char *method);

/** Links both ways of raw weights, self links left out; a warning where some went one way only. */
bp_status bp_cluster_graph(bp_context *context, const bp_weights *weights, bp_graph *out);

#endif
