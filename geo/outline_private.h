/* The area that outlines have in common, without their intersection, for the files of geo/ alone. */
#ifndef BP_GEO_OUTLINE_PRIVATE_H
#define BP_GEO_OUTLINE_PRIVATE_H

#include "geo/geometry.h"

/**
 * The edges of one unit that are not upright, found by vertical strips of its box. Strip s holds
 * entries[begin[s]] .. entries[begin[s + 1] - 1], each the number of the edge's first point in `xy` and two
 * bits. Lends the coordinates of the polygons it was made of.
 */
typedef struct bp_outline {
    const double *xy; /**< of the unit's first point */
    double box[4];    /**< one that meets no other when there is no geometry */
    double per_x;     /**< strips per unit of length */
    int64_t n_edges;
    int64_t n_strips;
    uint32_t *begin;   /**< begin[n_strips + 1] */
    uint32_t *entries; /**< in the same block as begin */
} bp_outline;

/** Make an outline; the rings may run either way. False when memory runs out. O(points + strips that edges
 * cross). */
bool bp_outline_make(const bp_polygons *polygons, int64_t unit, bp_outline *out);
void bp_outline_clear(bp_outline *outline);

/**
 * Area that two valid units have in common: with y counted from below both, the sum over pairs of edges e, f
 * of sign(e) sign(f) times the area under both, where an edge that bounds its unit from above has sign 1 and
 * one that bounds it from below -1. (A point is in the unit when the signs of the edges above it add up to 1,
 * else they add up to 0; the product says the same of both units.) It depends on the coordinates
 * continuously, so there are no special cases. Only what lies in both boxes is summed, about a corner of
 * them. Rounding: some 1e-15 of the area of the boxes' intersection; may be below 0 by as much.
 * After Franklin (1990), Calculating map overlay polygons' areas without explicitly calculating the polygons,
 * 4th International Symposium on Spatial Data Handling, Zurich, 151-160.
 */
double bp_outline_common_area(const bp_outline *a, const bp_outline *b);

/** What two units have in common, as the signed pieces of edges of that sum. */
typedef struct bp_outline_pair {
    double box[4], origin[2];
    struct bp_outline_line *lines; /**< lines[n_lines] */
    int64_t n_lines, cap_lines;
} bp_outline_pair;

#define BP_OUTLINE_PAIR_INIT                                                                                 \
    {                                                                                                        \
        {0.0, 0.0, 0.0, 0.0}, {0.0, 0.0}, NULL, 0, 0                                                         \
    }

/** Make it of a and b, in the room of `pair` as far as that goes. False when memory runs out. */
bool bp_outline_pair_make(const bp_outline *a, const bp_outline *b, bp_outline_pair *pair);
void bp_outline_pair_clear(bp_outline_pair *pair);

/** Area that the two have in common with a third. */
double bp_outline_pair_area(const bp_outline_pair *pair, const bp_outline *c);

#endif
