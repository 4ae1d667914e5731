/* Judging regions: how alike inside, how whole, how compact, how pure. */
#ifndef BP_ANALYSIS_PARTITION_H
#define BP_ANALYSIS_PARTITION_H

#include "geo/graph.h"
#include "geo/shape_of.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Units divided into regions, and what is known of them. All arrays are lent; what is NULL is not judged. */
typedef struct bp_partition_input {
    int64_t n;
    int32_t n_regions;
    const int32_t *label;  /**< label[n]: 0 .. n_regions - 1, -1: in no region */
    const bp_graph *graph; /**< symmetric contiguity; with length_m where perimeters are to be known */
    int n_variables;
    const double *x;                 /**< x[n_variables * n], variable by variable: x[v * n + i] */
    const uint8_t *valid;            /**< bitmap: units whose variables are all known; NULL: all */
    const bp_shape *shape;           /**< shape[n] in metres */
    const double *population;        /**< population[n] >= 0 */
    const uint8_t *population_known; /**< bitmap; NULL: all */
    const uint8_t *past;             /**< past[n]: 1 at or past the base, 0 short of it or without a score */
    int32_t n_classes;
    const int32_t *class_of; /**< class_of[n]: 0 .. n_classes - 1, -1: of no known class */
} bp_partition_input;

#define BP_PARTITION_INPUT_INIT                                                                              \
    {                                                                                                        \
        0, 0, NULL, NULL, 0, NULL, NULL, NULL, NULL, NULL, NULL, 0, NULL                                     \
    }

/** One region. A figure means something only where its flag says so. */
typedef struct bp_region_figures {
    int64_t n_units;
    int64_t n_valued;  /**< units whose variables are known */
    double within_ss;  /**< sum over variables and those units of squared differences from their mean here */
    int32_t n_parts;   /**< groups of its units that hang together; 1: connected. 0 without a graph */
    int64_t n_inside;  /**< links with both ends in it */
    int64_t n_outside; /**< links with one end in it */
    double area_m2, perimeter_m;
    double inertia_m4;    /**< second moment of area about its centre of mass */
    double polsby_popper; /**< 4 pi area / perimeter^2: 1 for a circle, less for all else */
    double roundness;     /**< area^2 / (2 pi inertia): the same */
    bool has_polsby_popper, has_roundness;
    double population;      /**< known residents */
    double population_past; /**< of them in units at or past the base */
    int64_t n_unknown;      /**< units whose residents are not known */
    int64_t n_past;
    int32_t largest_class; /**< the class that most of its units have, of equal ones the lowest; -1: none */
    int64_t n_classed;     /**< units of a known class */
    double purity;         /**< share of those that are of the largest class */
    bool has_purity;
} bp_region_figures;

typedef struct bp_partition {
    int32_t n_regions;
    bp_region_figures *regions; /**< regions[n_regions] */
    int64_t n_labelled, n_valued;
    double total_ss;  /**< of the labelled units whose variables are known, about their mean */
    double within_ss; /**< the sum over regions */
    double
        between_ss;  /**< sum over regions of units times the squared distance of the means: total - within */
    int64_t n_links; /**< with both ends in a region */
    int64_t n_inside;  /**< of them with both in the same */
    double join_ratio; /**< n_inside / n_links */
    bool has_join_ratio;
    int32_t n_connected; /**< regions of one part */
    double purity;       /**< share of the units of a known class that are of their region's largest */
    bool has_purity;
} bp_partition;

#define BP_PARTITION_INIT                                                                                    \
    {                                                                                                        \
        0, NULL, 0, 0, 0.0, 0.0, 0.0, 0, 0, 0.0, false, 0, 0.0, false                                        \
    }

/**
 * Judge a partition. The perimeter of a region is the sum of its units' less twice the borders inside it, so
 * it is as exact as those: units that overlap or gape have it off by as much. Sums run in the order of the
 * units and do not depend on threads. Errors: BP_ERROR_ARGUMENT for a label or a class out of range, a graph
 * of other units, and a value, a shape or residents that are not finite or, of these two, below 0.
 * Complexity: O(n (variables + log n) + links).
 * Sources: Polsby & Popper (1991), Yale Law & Policy Review 9(2), 301-353; roundness by the moment of
 * inertia: Li, Goodchild & Church (2013), doi:10.1080/13658816.2012.752093.
 */
bp_status bp_partition_judge(bp_context *context, const bp_partition_input *input, bp_partition *out);
void bp_partition_clear(bp_partition *partition);

#ifdef __cplusplus
}
#endif

#endif
