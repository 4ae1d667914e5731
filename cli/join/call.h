/* The join that a command line asks for. */
#ifndef BP_CLI_JOIN_CALL_H
#define BP_CLI_JOIN_CALL_H

#include "cli/command.h"
#include "cli/join/join.h"

enum { BP_JOIN_MOST_MEASURES = 64, BP_JOIN_MOST_CODES = 32 };

/** Rows for the option table of the command. */
#define BP_JOIN_OPTION_ROWS                                                                                   \
    {"layer", 'l', BP_OPTION_TEXT, "NAME", "layer of UNITS (default: the only one)", 0, 0},                   \
        {"id", 'i', BP_OPTION_TEXT, "COL", "of UNITS, ids (default: row numbers from 1)", 0, 0},              \
        {"with-layer", 0, BP_OPTION_TEXT, "NAME", "layer of WITH (default: the only one)", 0, 0},             \
        {"with-id", 0, BP_OPTION_TEXT, "COL", "of WITH, what names its rows in --weights", 0, 0},             \
        {"x", 0, BP_OPTION_TEXT, "COL", "of WITH, coordinate to the east (longitude)", 0, 0},                 \
        {"y", 0, BP_OPTION_TEXT, "COL", "of WITH, coordinate to the north (latitude)", 0, 0},                 \
        {"crs", 0, BP_OPTION_TEXT, "CRS", "of --x and --y, or of a WITH that has none", 0, 0},                \
        {"missing", 'm', BP_OPTION_TEXT, "CODES", "codes of missing values, with commas", 0, 0},              \
        {"count", 0, BP_OPTION_FLAG, NULL, "points: how many", 0, 0},                                         \
        {"sum", 0, BP_OPTION_LIST, "COL", "points: sum of a column", 0, 0},                                   \
        {"mean", 0, BP_OPTION_LIST, "COL", "points: mean of a column", 0, 0},                                 \
        {"median", 0, BP_OPTION_LIST, "COL", "points: median of a column", 0, 0},                             \
        {"min", 0, BP_OPTION_LIST, "COL", "points: least value of a column", 0, 0},                           \
        {"max", 0, BP_OPTION_LIST, "COL", "points: largest value of a column", 0, 0},                         \
        {"distinct", 0, BP_OPTION_LIST, "COL", "points: number of different values", 0, 0},                   \
        {"nearest", 0, BP_OPTION_FLAG, NULL, "points: metres from the unit to the nearest", 0, 0},            \
        {"nearest-id", 0, BP_OPTION_TEXT, "COL", "points: and which it is, by this column", 0, 0},            \
        {"within", 0, BP_OPTION_LIST, "M", "points: how many within M metres of the unit's point", 0, 0},     \
        {"point", 0, BP_OPTION_TEXT, "centroid|surface", "of a unit (default: centroid)", 0, 0},              \
        {"length", 0, BP_OPTION_FLAG, NULL, "lines: metres in the unit", 0, 0},                               \
        {"interpolate", 0, BP_OPTION_LIST, "COL", "polygons: bring values to the units", 0, 0},               \
        {"extensive", 0, BP_OPTION_FLAG, NULL, "interpolate: counts and amounts, which add up", 0, 0},        \
        {"intensive", 0, BP_OPTION_FLAG, NULL, "interpolate: rates and means, which do not", 0, 0},           \
        {"by", 0, BP_OPTION_TEXT, "area|population", "interpolate (default: area)", 0, 0},                    \
        {"population", 0, BP_OPTION_TEXT, "FILE", "interpolate: polygons, points or raster of people", 0, 0}, \
        {"population-column", 0, BP_OPTION_TEXT, "COL", "of that file, the number of people", 0, 0},          \
        {"population-layer", 0, BP_OPTION_TEXT, "NAME", "of that file (default: the only one)", 0, 0},        \
        {"population-crs", 0, BP_OPTION_TEXT, "CRS", "of that file, if it has none", 0, 0},                   \
        {"population-band", 0, BP_OPTION_INTEGER, "N", "of that file, if a raster", 1, INT32_MAX},            \
        {"least-covered", 0, BP_OPTION_TEXT, "SHARE", "interpolate: no value below this, 0 to 1", 0, 0},      \
        {"largest", 0, BP_OPTION_LIST, "COL", "polygons: label of the one that covers most", 0, 0},           \
        {"covered", 0, BP_OPTION_FLAG, NULL, "polygons, raster: share of the unit covered", 0, 0},            \
        {"zonal", 0, BP_OPTION_LIST, "LIST", "raster: mean,sum,min,max,stdev,above=T", 0, 0},                 \
        {"band", 0, BP_OPTION_INTEGER, "N", "of the raster (default: the only one)", 1, INT32_MAX},           \
        {"per-1000", 0, BP_OPTION_TEXT, "COL", "amounts per 1,000 of this column of UNITS, too", 0, 0},       \
        {"per-km2", 0, BP_OPTION_FLAG, NULL, "amounts per km2, too", 0, 0},                                   \
    {                                                                                                         \
        "name", 0, BP_OPTION_TEXT, "PREFIX", "new columns are called PREFIX_count and so on", 0, 0            \
    }

/** What was asked for. Texts belong to it or to the call. */
typedef struct bp_join_call {
    bp_join_request request;
    bp_join_measure measures[BP_JOIN_MOST_MEASURES];
    char *texts[2 * BP_JOIN_MOST_MEASURES + 8]; /**< what `request` and `measures` lend from here */
    int n_texts;
    const char *codes[BP_JOIN_MOST_CODES];
} bp_join_call;

/**
 * Read the options of BP_JOIN_OPTION_ROWS; the second argument of the call is the source. `out` must stay
 * where it is. BP_ERROR_ARGUMENT names the option, and what goes with what.
 */
bp_status bp_join_call_read(const bp_call *call, bp_join_call *out);
void bp_join_call_clear(bp_join_call *asked);

#endif
