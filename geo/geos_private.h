/* The bridge between packed polygons and GEOS, for the files of geo/ alone. */
#ifndef BP_GEO_GEOS_PRIVATE_H
#define BP_GEO_GEOS_PRIVATE_H

#include "geo/geometry.h"

#include <geos_c.h>

/**
 * What a thread needs to call GEOS: a handle, the last message of GEOS, and a context of its own, because the
 * caller's takes messages from one thread only. `local` is for the work, and is freed by free_local when the
 * thread is done.
 */
typedef struct bp_geos {
    GEOSContextHandle_t handle;
    bp_context *context;
    char message[512]; /**< of GEOS, "" when it had nothing to say */
    double *buffer;    /**< buffer[2 * cap_points], for coordinates on their way out of GEOS */
    int64_t cap_points;
    void *local;
    void (*free_local)(struct bp_geos *geos);
} bp_geos;

/** Does one piece of work, in any thread. Failures and their message go to geos->context. */
typedef bp_status (*bp_geos_work)(bp_geos *geos, int64_t piece, void *user);

/**
 * Do the pieces 0..n_pieces-1 in parallel, each thread with a handle of its own, with progress and
 * interruption between pieces. When pieces fail, the failure of the lowest one is that of the call, whatever
 * the number of threads.
 */
bp_status bp_geos_each(bp_context *context, int64_t n_pieces, bp_geos_work work, void *user);

/** How many items to a piece, so that there are enough pieces to go round and not too many. At least 1. */
int64_t bp_geos_piece_size(const bp_context *context, int64_t n_items);

/** A failure of GEOS while it did `what` to `unit`. Returns BP_ERROR_INTERNAL. */
bp_status bp_geos_fail(bp_geos *geos, const char *what, int64_t unit);

/**
 * A unit as a polygon, or a multipolygon when it has several parts; an empty one when it has none. NULL when
 * GEOS fails. To be destroyed. O(points).
 */
GEOSGeometry *bp_geos_from_unit(bp_geos *geos, const bp_polygons *polygons, int64_t unit);

/**
 * Append the polygons in `geometry`, whatever collections they are in, to `out` as one unit; points and lines
 * are passed over. Shells come out counter-clockwise, holes clockwise, rings without area left out.
 * O(points).
 */
bp_status bp_geos_to_unit(bp_geos *geos, const GEOSGeometry *geometry, bp_polygons *out);

/** Append xy[2 * n_points] as a ring that runs counter-clockwise, or clockwise when it is a hole. */
bp_status bp_geos_add_ring(bp_context *context, bp_polygons *out, const double *xy, int64_t n_points,
                           bool hole);

/** Append a unit with its rings the right way round. */
bp_status bp_geos_add_turned(bp_context *context, bp_polygons *out, const bp_polygons *from, int64_t unit);

/** True when the ring does not run the way it should: a shell counter-clockwise, a hole clockwise. */
bool bp_geos_runs_wrong(const double *xy, int64_t n_points, bool hole);

/** Turn xy[2 * n_points] the other way round. */
void bp_geos_reverse(double *xy, int64_t n_points);

#endif
