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
 * line "FROM TO WEIGHT" for every link. .csv  A header, then a line for every link; comma, semicolon or tab;
 * quotes as in RFC 4180, within a line. It is written with the columns from, to and weight; read are, in any
 * order and in letters of either case, from (or focal, i, source, origin, the name of the ids), to (neighbor,
 * neighbour, j, target, destination, nid), weight (weights, w), which may be left out, and the length of the
 * link, called as bp_weights_length_names has it; a first column without a name is passed over. A unit
 * without neighbours has a line of its own with nothing after the first comma but commas.
 *
 * Links are directed; a link to itself is taken as it is. Weights are in length_m of the graph, which is NULL
 * when the file has none.
 */

/** What the lengths of links may be called, NULL at the end: border_m, border, distance_m, distance; "_m" for
 * metres. */
extern const char *const bp_weights_length_names[];

/** What a file told beside the links. */
typedef struct bp_weights_file_report {
    int64_t n_self;    /**< links of a unit to itself */
    bool other_order;  /**< the units stand in another order than in the layer; they were matched by id */
    int64_t line;      /**< where that shows first, 0 when it does not */
    bool other_column; /**< the file names another id column than the layer's */
    double *length;    /**< length[links] of the graph, NULL when the file has none */
    const char *length_name; /**< one of bp_weights_length_names, NULL when the file has none */
} bp_weights_file_report;

#define BP_WEIGHTS_FILE_REPORT_INIT                                                                          \
    {                                                                                                        \
        0, false, 0, false, NULL, NULL                                                                       \
    }

/** Has the path an extension of a format of weights, in letters of whatever case? */
bool bp_weights_file_is(const char *path);

void bp_weights_file_report_clear(bp_weights_file_report *report);

/**
 * Read a file for the units `ids`; rows of `*out` are in the order of the layer, whatever that of the file.
 * `report` may be NULL. Another order and another id column are also added to the context's warnings, as
 * "weights_order" and "weights_column".
 * Errors: BP_ERROR_INPUT naming file, line and id for an unknown id, a repeated link or row, a weight or
 * length that is negative, not finite or no number, a count that is not met, another number of units than the
 * layer's, a unit that a .gal file leaves out. Complexity: O(size of the file + links log links per row).
 */
bp_status bp_weights_file_read(bp_context *context, const char *path, const bp_unit_ids *ids, bp_graph *out,
                               bp_weights_file_report *report);

/** What a file tells beside the links. */
typedef struct bp_weights_file_options {
    const char *source;      /**< what the first line of .gal and .gwt calls the layer */
    const double *length;    /**< length[links], another column of a .csv; NULL: none */
    const char *length_name; /**< what that column is called, one of bp_weights_length_names */
} bp_weights_file_options;

#define BP_WEIGHTS_FILE_OPTIONS_INIT                                                                         \
    {                                                                                                        \
        "layer", NULL, NULL                                                                                  \
    }

/**
 * Write the rows of a graph in the order of the units; numbers read back as the same double. Without length_m
 * every weight is 1; `options` may be NULL. Errors: BP_ERROR_ARGUMENT for another extension, weights that are
 * not all 1 to .gal, which holds none, or a weight or length that is not finite; BP_ERROR_INPUT for an id
 * with a blank in it to .gal and .gwt; BP_ERROR_OUTPUT. Complexity: O(n + links).
 */
bp_status bp_weights_file_write(bp_context *context, const bp_graph *graph, const bp_unit_ids *ids,
                                const bp_weights_file_options *options, const char *path);

#ifdef __cplusplus
}
#endif

#endif
