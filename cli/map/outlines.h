/* Polygons ready for drawing at any scale: each border once, its points by how much they matter. */
#ifndef BP_CLI_MAP_OUTLINES_H
#define BP_CLI_MAP_OUTLINES_H

#include "cli/map/view.h"
#include "geo/arcs.h"

#include <cairo.h>

typedef struct bp_outlines {
    bp_arcs arcs;
    double *weight;   /**< weight[arcs.n_points], see bp_arcs_weigh */
    double *box;      /**< box[4 * arcs.n_units]; west above east where there is no geometry */
    double *arc_box;  /**< arc_box[4 * arcs.n_arcs] */
    double *ring_box; /**< ring_box[4 * arcs.n_rings] */
} bp_outlines;

#define BP_OUTLINES_INIT                                                                                     \
    {                                                                                                        \
        BP_ARCS_INIT, NULL, NULL, NULL, NULL                                                                 \
    }

/** O(points log points of the longest arc). */
bp_status bp_outlines_make(bp_context *context, const bp_polygons *polygons, bp_outlines *out);
void bp_outlines_clear(bp_outlines *outlines);

/** Does the view show something of the unit? */
bool bp_outlines_is_shown(const bp_outlines *outlines, const bp_view *view, int64_t unit);

/**
 * Add the rings of a unit to the path, without the points that nobody can see on this paper: those whose
 * triangle is less than twice a hair line (0.1 mm) squared, and rings that are less than half of one wide and
 * high. Neighbours keep the same points of what they share.
 */
void bp_outlines_add_unit(cairo_t *cairo, const bp_outlines *outlines, const bp_view *view, int64_t unit);

/** Add all borders that the view shows, each of them once. */
void bp_outlines_add_borders(cairo_t *cairo, const bp_outlines *outlines, const bp_view *view);

#endif
