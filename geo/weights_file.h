/* Files of neighbours and weights: GAL, GWT and csv. */
#ifndef BP_GEO_WEIGHTS_FILE_H
#define BP_GEO_WEIGHTS_FILE_H

#include "geo/graph.h"
#include "geo/unit_ids.h"

#ifdef __cplusplus
extern "C" {
#endif

/*
 * The format goes by the extension.
 *
 * .gal  GeoDa's lists of neighbours. A line "0 N SOURCE COLUMN" (or "N"), then for every unit a line "ID
 * COUNT" and a line with so many ids. No weights. .gwt  GeoDa's lists of links. The same first line, then a
 * line "FROM TO WEIGHT" for every link. .csv  A header, then lines "from,to,weight"; comma, semicolon or tab;
 * quotes as in RFC 4180, within a line. The weight may be left out with its column. A unit without neighbours
 * has a line of its own with an empty `to`.
 *
 * Links are directed; a link to itself is taken as it is. Weights are in length_m of the graph, which is NULL
 * when the file has none.
 */

/** What a file told beside the links. */
typedef struct bp_weights_file_report {
    int64_t n_self;    /**< links of a unit to itself */
    bool other_order;  /**< the units stand in another order than in the layer; they were matched by id */
    int64_t line;      /**< where that shows first, 0 when it does not */
    bool other_column; /**< the file names another id column than the layer's */
} bp_weights_file_report;

#define BP_WEIGHTS_FILE_REPORT_INIT                                                                          \
    {                                                                                                        \
        0, false, 0, false                                                                                   \
    }

/**
 * Read a file for the units `ids`; rows of `*out` are in the order of the layer, whatever that of the file.
 * `report` may be NULL. Another order is also added to the context's warnings, as "weights_order".
 * Errors: BP_ERROR_INPUT naming file, line and id for an unknown id, a repeated link or row, a weight that is
 * negative, not finite or no number, a count that is not met, another number of units than the layer's, a
 * unit that a .gal file leaves out. Complexity: O(size of the file + links log links per row).
 */
bp_status bp_weights_file_read(bp_context *context, const char *path, const bp_unit_ids *ids, bp_graph *out,
                               bp_weights_file_report *report);

/**
 * Write the rows of a graph in the order of the units; numbers read back as the same double. `source` is what
 * the first line of .gal and .gwt calls the layer. Without length_m every weight is 1. Errors:
 * BP_ERROR_ARGUMENT for another extension, or weights that are not all 1 to .gal, which holds none;
 * BP_ERROR_INPUT for an id with a blank in it to .gal and .gwt; BP_ERROR_OUTPUT. Complexity: O(n + links).
 */
bp_status bp_weights_file_write(bp_context *context, const bp_graph *graph, const bp_unit_ids *ids,
                                const char *source, const char *path);

#ifdef __cplusplus
}
#endif

#endif
