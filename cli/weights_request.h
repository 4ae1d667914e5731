/* The weights that a command line asks for, and how they are made of a layer. */
#ifndef BP_CLI_WEIGHTS_REQUEST_H
#define BP_CLI_WEIGHTS_REQUEST_H

#include "analysis/kernel.h"
#include "analysis/weights.h"
#include "cli/command.h"
#include "cli/weights_centres.h"
#include "geo/contiguity_tolerance.h"
#include "geo/graph_ops.h"
#include "geo/layer.h"
#include "geo/point_of.h"
#include "geo/unit_ids.h"
#include "geo/weights_file.h"

/** Rows for the option table of a command that makes weights of the layer `units`, with `otherwise` as style
 * where none is named; it has a row "missing" too. */
#define BP_WEIGHTS_OPTION_ROWS(units, otherwise)                                                             \
    {"layer", 'l', BP_OPTION_TEXT, "NAME", "layer of " units " (default: the only one)", 0, 0},              \
        {"id", 'i', BP_OPTION_TEXT, "COLUMN", "column with the ids (default: row numbers from 1)", 0, 0},    \
        {"queen", 0, BP_OPTION_FLAG, NULL, "neighbours share a point", 0, 0},                                \
        {"rook", 0, BP_OPTION_FLAG, NULL, "neighbours share a border", 0, 0},                                \
        {"knn", 'k', BP_OPTION_INTEGER, "K", "neighbours are the K nearest", 1, INT32_MAX},                  \
        {"band", 'b', BP_OPTION_TEXT, "M", "neighbours are all within M metres, or A to B: A:B", 0, 0},      \
        {"from", 0, BP_OPTION_TEXT, "FILE", "neighbours from a .gal, .gwt or .csv file", 0, 0},              \
        {"tolerance", 0, BP_OPTION_TEXT, "M", "queen, rook: borders up to M metres apart are shared", 0, 0}, \
        {"connected", 0, BP_OPTION_FLAG, NULL, "knn: the smallest K or more that leaves one piece", 0, 0},   \
        {"kernel",                                                                                           \
         0,                                                                                                  \
         BP_OPTION_TEXT,                                                                                     \
         "inverse|uniform|triangular|epanechnikov|quartic|gaussian",                                         \
         "weights that fall with distance",                                                                  \
         0,                                                                                                  \
         0},                                                                                                 \
        {"power", 0, BP_OPTION_TEXT, "P", "of inverse distance (default 1)", 0, 0},                          \
        {"diagonal",                                                                                         \
         0,                                                                                                  \
         BP_OPTION_TEXT,                                                                                     \
         "none|kernel|one",                                                                                  \
         "kernel: of a unit itself (default: none; kernel: K(0))",                                           \
         0,                                                                                                  \
         0},                                                                                                 \
        {"weight", 0, BP_OPTION_TEXT, "border|distance", "the length itself (border: queen, rook)", 0, 0},   \
        {"order", 0, BP_OPTION_INTEGER, "N", "neighbours of neighbours, N steps away", 1, INT32_MAX},        \
        {"with-lower", 0, BP_OPTION_FLAG, NULL, "order: take the lower orders in", 0, 0},                    \
        {"combine", 0, BP_OPTION_TEXT, "OP:FILE", "union, intersection or difference with a file", 0, 0},    \
        {"symmetric", 0, BP_OPTION_TEXT, "either|mutual", "link both ways", 0, 0},                           \
        {"point", 0, BP_OPTION_TEXT, "centroid|surface|population", "of a unit (default: centroid)", 0, 0},  \
        {"centres", 0, BP_OPTION_TEXT, "FILE", "population: a finer layer, points or polygons", 0, 0},       \
        {"residents", 0, BP_OPTION_TEXT, "COLUMN", "population: of that layer, what weighs its rows", 0, 0}, \
        {"centres-layer",                                                                                    \
         0,                                                                                                  \
         BP_OPTION_TEXT,                                                                                     \
         "L",                                                                                                \
         "population: layer of that file (default: the only one)",                                           \
         0,                                                                                                  \
         0},                                                                                                 \
        {"planar", 0, BP_OPTION_FLAG, NULL, "take coordinates as they are, degrees too", 0, 0},              \
    {                                                                                                        \
        "style", 0, BP_OPTION_TEXT, "B|W|C|V", "B: raw, W: rows sum to 1 (default: " otherwise ")", 0, 0     \
    }

typedef enum bp_weights_way {
    BP_WEIGHTS_WAY_QUEEN,
    BP_WEIGHTS_WAY_ROOK,
    BP_WEIGHTS_WAY_KNN,
    BP_WEIGHTS_WAY_BAND,
    BP_WEIGHTS_WAY_FILE
} bp_weights_way;

/** What was asked for; texts are lent by the call. Lengths are metres, or units of the layer with `planar`.
 */
typedef struct bp_weights_request {
    bp_weights_way way;
    int64_t k;
    double band_least, band; /**< from and to; both are taken in */
    double tolerance;        /**< 0: exact */
    const char *file;
    bool connected, planar, has_kernel;
    bool by_length;   /**< the weight is the shared border, or the distance */
    bool for_account; /**< what a summary and a file tell beside the weights is wanted too */
    bp_kernel_options kernel;
    int64_t order; /**< 1: as it is */
    bp_graph_rows order_rows;
    bool combines;
    bp_graph_operation operation;
    const char *other_file;
    bool symmetrises;
    bp_graph_symmetry symmetry;
    bp_point_rule point;
    bp_centres_request centres; /**< where the people are; file NULL: points by `point` */
    bp_weights_style style;
} bp_weights_request;

/** Read the options of BP_WEIGHTS_OPTION_ROWS. BP_ERROR_ARGUMENT names the option, and what goes with what.
 */
bp_status bp_weights_request_read(const bp_call *call, bp_weights_request *out);

/**
 * The options of BP_WEIGHTS_OPTION_ROWS that a call was given, as a command line would have them ("--knn 8
 * --style W"): what makes the same weights of the same file. To free(); NULL when memory runs out.
 */
char *bp_weights_request_text(const bp_call *call);

/** Weights, and what is to be told of how they came about; lengths and the band with `for_account` alone. */
typedef struct bp_weights_made {
    bp_weights weights;
    int64_t k_used; /**< of the k nearest */
    bp_tolerance_report tolerance;
    bp_weights_file_report file;
    double *length;          /**< length[links] of the weights; NULL: not known */
    const char *length_name; /**< one of bp_weights_length_names, NULL: not known */
    double least_band;       /**< of k nearest and bands: the smallest in which nobody is alone, else 0 */
    bp_centres_report centres;
} bp_weights_made;

#define BP_WEIGHTS_MADE_INIT                                                                                 \
    {                                                                                                        \
        BP_WEIGHTS_INIT, 0, BP_TOLERANCE_REPORT_INIT, BP_WEIGHTS_FILE_REPORT_INIT, NULL, NULL, 0.0,          \
            BP_CENTRES_REPORT_INIT                                                                           \
    }

/**
 * Make the weights of a layer. BP_ERROR_INPUT when a distance is asked for and the coordinates are degrees,
 * unless the request says planar; else as the functions that do the work.
 */
bp_status bp_weights_request_make(bp_context *context, const bp_weights_request *request,
                                  const bp_layer *layer, const bp_unit_ids *ids, bp_weights_made *out);
/**
 * The points of the units by request->point or request->centres, in metres (units of the layer with
 * `planar`). Errors: as of bp_weights_request_make for distances.
 */
bp_status bp_weights_request_points(bp_context *context, const bp_weights_request *request,
                                    const bp_layer *layer, const bp_unit_ids *ids, bp_points *out);
void bp_weights_made_clear(bp_weights_made *made);

#endif
