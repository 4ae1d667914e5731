/* A spatial join: values of another layer or raster brought to units. Shared by the command and the study. */
#ifndef BP_CLI_JOIN_JOIN_H
#define BP_CLI_JOIN_JOIN_H

#include "analysis/interpolate.h"
#include "cli/join/how.h"
#include "geo/layer.h"
#include "geo/pieces.h"
#include "geo/point_of.h"
#include "geo/read.h"
#include "geo/values.h"
#include "geo/zonal.h"

/** A file, and which part of it is meant. All lent. */
typedef struct bp_join_source {
    const char *path;     /**< what is opened */
    const char *shown;    /**< what messages of the join name */
    bp_read_options read; /**< layer, query and the like; its columns are not looked at */
    const char *x, *y;    /**< columns with coordinates; NULL both: it has geometry */
    const char *crs;      /**< of x and y, or of a file that has none; NULL: the file says */
    int band;             /**< of a raster, from 1; 0: the only one */
    bp_missing_codes missing;
} bp_join_source;

#define BP_JOIN_SOURCE_INIT                                                                                  \
    {                                                                                                        \
        NULL, NULL, BP_READ_OPTIONS_INIT, NULL, NULL, NULL, 0,                                               \
        {                                                                                                    \
            NULL, 0                                                                                          \
        }                                                                                                    \
    }

/** One thing that is asked for: it becomes one column, `largest` and `nearest` with an id two. */
typedef struct bp_join_measure {
    bp_join_how how;
    const char *column; /**< of the source; where bp_join_how_has_column says so */
    double number;      /**< the radius in metres of `within`, the threshold of `above` */
    const char *name;   /**< of the column that it becomes */
} bp_join_measure;

/** Where people are, for interpolation by population. `source.path` NULL: by area. */
typedef struct bp_join_population {
    bp_join_source source; /**< polygons, points or a raster */
    const char *column;    /**< of polygons it must be given; of points NULL: each counts for one */
} bp_join_population;

/** What is asked for. Texts are lent. */
typedef struct bp_join_request {
    bp_join_source source;
    const bp_join_measure *measures; /**< measures[n_measures] */
    int n_measures;
    bp_interpolation kind; /**< of `interpolate` */
    double least_covered;  /**< of `interpolate`: a unit of which less is covered has no value; 0-1 */
    bp_join_population population;
    bp_point_rule point; /**< of a unit, for `nearest` and `within` */
    const char *with_id; /**< column of the source that names its rows; NULL: none */
    bool per_residents;  /**< beside every amount a column of it per 1,000 residents */
    bool per_km2;        /**< and one per km2 */
} bp_join_request;

#define BP_JOIN_REQUEST_INIT                                                                                 \
    {                                                                                                        \
        BP_JOIN_SOURCE_INIT, NULL, 0, BP_INTERPOLATE_EXTENSIVE, 0.0, {BP_JOIN_SOURCE_INIT, NULL},            \
            BP_POINT_CENTROID, NULL, false, false                                                            \
    }

/** The units. All lent. */
typedef struct bp_join_units {
    const bp_layer *layer;           /**< valid polygons in a projected CRS */
    const double *population;        /**< population[n]; NULL: not known, and nothing can be per residents */
    const uint8_t *population_known; /**< bitmap */
} bp_join_units;

/** What became of one measure. Where has_total, total = inside + outside but for rounding, and for
 * interpolation into units that overlap or are covered too little. */
typedef struct bp_join_account {
    char *name;
    bool has_total;
    double total, inside, outside;
    int64_t n_missing;       /**< rows of the source that lack a value, and so count for nothing */
    int64_t n_without_value; /**< units without a value */
} bp_join_account;

typedef struct bp_join_report {
    bp_join_kind kind;
    int64_t n_units;
    int64_t n_rows;    /**< of the source; of a raster its pixels */
    int64_t n_empty;   /**< rows without geometry */
    int64_t n_outside; /**< points and polygons in no unit; -1: only distances are asked for, nobody looked */
    int64_t n_border;  /**< points on an outer border, which count for the unit they touch */
    int64_t n_overlap; /**< points where units overlap, which count for the first of those */
    int64_t n_repaired;       /**< polygons of the source with invalid geometry */
    int64_t n_by_area;        /**< sources without population, shared out by area */
    double along_border_m;    /**< length of lines on borders between units, counted for one of them */
    double share_covered;     /**< of the units' area by polygons or pixels, 0-1; NAN for points and lines */
    int64_t n_partly_covered; /**< units that polygons or pixels cover for a part only */
    int64_t n_not_covered;
    char *crs;       /**< of the source, by code or name */
    char *operation; /**< the PROJ operation that brought both together; NULL: they were in one CRS */
    int n_accounts;
    bp_join_account *accounts; /**< one per measure */
} bp_join_report;

typedef struct bp_joined {
    bp_table table; /**< a row per unit; source and layer are those joined */
    bp_join_report report;
    bp_pieces pieces; /**< of polygons: the weights; else empty */
    char **source_id; /**< source_id[pieces.n_sources]; NULL: request.with_id was not given */
} bp_joined;

#define BP_JOINED_INIT                                                                                       \
    {                                                                                                        \
        BP_TABLE_INIT, {0}, BP_PIECES_INIT, NULL                                                             \
    }

/**
 * Join. What the source is (points, lines, polygons, a raster) decides which measures make sense; others are
 * refused. The source is brought to the CRS of the units (a raster stays, and the units go to it), its
 * polygons are repaired. Values that are missing are left out and counted, never zero. Warns of points
 * outside all units, of units that are covered in part, of missing values, and of what was repaired.
 *
 * Errors: BP_ERROR_INPUT when the source cannot be read, has not the geometry or the column asked for, has no
 * CRS, or lies apart from the units (both extents are told); for units in degrees; a text where a number
 * belongs; a negative value to be shared out; a known code for a missing value among values.
 * BP_ERROR_ARGUMENT for a radius not above 0.
 */
bp_status bp_join(bp_context *context, const bp_join_units *units, const bp_join_request *request,
                  bp_joined *out);
void bp_joined_clear(bp_joined *joined);

/** Refuse units without a CRS or in degrees, naming the file and what to do. BP_ERROR_INPUT. */
bp_status bp_join_check_units(bp_context *context, const bp_layer *units);

#endif
