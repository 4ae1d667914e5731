/* The parts of bp_join, one file each, and what they share. */
#ifndef BP_CLI_JOIN_PARTS_H
#define BP_CLI_JOIN_PARTS_H

#include "cli/join/source.h"

/** A join under way. `joined->report.accounts` has room for every measure. */
typedef struct bp_join_work {
    bp_context *context;
    const bp_join_units *units;
    const bp_join_request *request;
    bp_joined *joined;
} bp_join_work;

/* One per kind of source. */
bp_status bp_join_points(bp_join_work *work);
bp_status bp_join_lines(bp_join_work *work);
bp_status bp_join_polygons(bp_join_work *work);
bp_status bp_join_raster(bp_join_work *work);

/** Distances from the units to points, and how many lie within a radius: measure k. */
bp_status bp_join_nearest(bp_join_work *work, int k, const bp_point_layer *points);

/**
 * Shares of sources in units by where people are, from the population of the request. by_area: the same
 * shares by area.
 */
bp_status bp_join_by_population(bp_join_work *work, const bp_polygons *sources, const bp_pieces *by_area,
                                bp_pieces *out);

/** Whether measure k is an amount, which can be told per residents and per km2. */
bool bp_join_is_amount(const bp_join_request *request, int k);

/** Add the column of measure k: value[units], rows outside `valid` (a bitmap; NULL: all) missing; where it is
 * an amount, its columns per residents and per km2 too. Counts the units without a value. */
bp_status bp_join_add(bp_join_work *work, int k, const double *value, const uint8_t *valid);

/** Add a column of numbers called `name`. */
bp_status bp_join_add_column(bp_join_work *work, const char *name, const double *value, const uint8_t *valid);

/** Add a text column called `name`: in each unit the text of row[unit] of the source's column, missing where
 * that is -1. */
bp_status bp_join_add_labels(bp_join_work *work, const char *name, const bp_table *table, const char *column,
                             const int64_t *row);

/** Area of every unit in square metres, to free(); NULL when memory runs out. */
double *bp_join_areas(const bp_join_units *units);

/** covered[units], shares: by any of the polygons, what several of them cover counted once, with a warning
 * that they overlap. by_area: the shares of each. */
bp_status bp_join_cover(bp_join_work *work, const bp_polygons *sources, const bp_pieces *by_area,
                        double *covered);

/** From covered[units], shares: the figures of the report, and a warning where less than all is covered. */
bp_status bp_join_note_covered(bp_join_work *work, const double *covered);

/** Metres in a unit of the CRS of the units. */
static inline double bp_join_metre(const bp_join_work *work)
{
    return work->units->layer->crs.metres_per_unit;
}

static inline int64_t bp_join_n(const bp_join_work *work)
{
    return work->units->layer->table.n_rows;
}

#endif
