/* The units of a scan in an order that does not depend on the rows of the input. */
#ifndef BP_ANALYSIS_SCAN_ORDER_PRIVATE_H
#define BP_ANALYSIS_SCAN_ORDER_PRIVATE_H

#include "analysis/scan.h"
#include "geo/graph.h"

/*
 * Units from left to right, then from below; at one place by what they hold. Sums are taken and maps are
 * drawn in this order, so that rows that change places change nothing, not even the last digit.
 */
typedef struct bp_scan_order {
    bp_scan_input input; /**< the units in that order; its arrays are those below */
    int32_t *row;        /**< row[n]: of the unit in the input that it was made from */
    int32_t *place;      /**< place[n]: where a row went */
    double *values;      /**< x, y, population, and the columns of the domains, n of each */
    uint8_t *bitmaps;
    bp_scan_domain *domains; /**< domains[n_domains] */
} bp_scan_order;

/** Check the input, so that every message names a row of it, and put it in order. Fails as bp_scan_make says
 * of its input and of the caps. O(n log n). */
bp_status bp_scan_order_make(bp_context *context, const bp_scan_input *input,
                             const bp_scan_window_options *windows, bp_scan_order *out);
void bp_scan_order_clear(bp_scan_order *order);

/** The links between the same units, in their order. */
bp_status bp_scan_order_graph(bp_context *context, const bp_scan_order *order, const bp_graph *graph,
                              bp_graph *out);

/** Give the units of a result the numbers of their rows. */
bp_status bp_scan_order_back(bp_context *context, const bp_scan_order *order, bp_scan_result *result);

#endif
