/* What sources and targets have in common, piece by piece, and the share of each that a piece stands for. */
#ifndef BP_GEO_PIECES_H
#define BP_GEO_PIECES_H

#include "geo/overlay.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * What one source and one target have in common. The shares are those by which values go from sources to
 * targets (analysis/interpolate.h), whatever they were made from: areas, people, points, cells of a raster.
 */
typedef struct bp_piece {
    int64_t source, target;
    double area;         /**< in square units of the CRS; NAN where only the weight is known */
    double weight;       /**< what values are shared out by: the area, or people; >= 0 */
    double source_share; /**< of the source, 0-1 */
    double target_share; /**< of the target, 0-1 */
} bp_piece;

typedef struct bp_pieces {
    int64_t n_sources, n_targets;
    int64_t n;
    bp_piece *items;          /**< by source, then target */
    int64_t n_source_by_area; /**< sources without weight, which are shared out by area instead */
    int64_t n_target_by_area; /**< targets without weight, of which the shares are those of area */
    uint8_t *source_by_area;  /**< bitmap of n_sources: which; NULL: none */
    uint8_t *target_by_area;  /**< bitmap of n_targets: which; NULL: none */
} bp_pieces;

#define BP_PIECES_INIT                                                                                       \
    {                                                                                                        \
        0, 0, 0, NULL, 0, 0, NULL, NULL                                                                      \
    }

void bp_pieces_clear(bp_pieces *pieces);

/** One entry of a list of weights, however it came about. A pair may occur several times: its weights add
 * up. */
typedef struct bp_piece_weight {
    int64_t source, target; /**< -1: outside all of them */
    double weight;
} bp_piece_weight;

/**
 * Pieces by area: weight = area, source_share = area / area of the source, target_share = area / area of the
 * target. Options as in bp_overlay (wanted: of sources). What is left out as a sliver goes to the other
 * pieces of its source and target, pro rata: a source that the targets cover is still shared out whole.
 * `slivers` may be NULL. Both in the same metric CRS and valid. Complexity: that of bp_overlay.
 */
bp_status bp_pieces_by_area(bp_context *context, const bp_polygons *sources, const bp_polygons *targets,
                            const bp_overlay_options *options, bp_pieces *out, bp_overlap_list *slivers);

/**
 * Dasymetric pieces from any list of weights: weights[n] says how much of the weight (people, addresses, the
 * sum of a raster) lies in source and target, in a source outside all targets (target -1), or in a target
 * outside all sources (source -1). `by_area` holds the same sources and targets by area. source_share =
 * weight / weight of the whole source; target_share = weight / weight of the whole target; a source or target
 * whose weights add up to 0 keeps its shares by area and is counted. A piece of `by_area` without weight
 * stays, with a share of 0; a pair with weight that `by_area` does not have is a piece with area NAN.
 *
 * Errors: BP_ERROR_ARGUMENT for a source or target that does not exist, and a weight that is negative or not
 * finite. Complexity: O((n + pieces) log). The same pieces for any order of the weights, but for rounding.
 */
bp_status bp_pieces_by_weights(bp_context *context, const bp_pieces *by_area, const bp_piece_weight *weights,
                               int64_t n, bp_pieces *out);

/** Something finer than sources and targets that says where the people are. */
typedef struct bp_ancillary {
    const bp_polygons *polygons; /**< blocks, postcodes, cells of a raster as boxes */
    const double *count;         /**< count[polygons->n_units], spread evenly over each; >= 0 */
    const uint8_t *valid;        /**< bitmap: which have a count; NULL: all */
} bp_ancillary;

/**
 * Weights from polygons with a count, for bp_pieces_by_weights: count x (area of polygon, source and target
 * in common) / area of the polygon, -1 as there. What lies outside both is left out. `*weights` is to be
 * freed. Polygons without a count are passed over and counted in *n_missing.
 *
 * Errors: BP_ERROR_INPUT for a count that is negative or not finite. Complexity: that of two overlays, and of
 * areas common to three for polygons that borders of both sources and targets cut.
 */
bp_status bp_piece_weights_of_polygons(bp_context *context, const bp_polygons *sources,
                                       const bp_polygons *targets, const bp_ancillary *ancillary,
                                       bp_piece_weight **weights, int64_t *n, int64_t *n_missing);

/** Points with a weight, and the source and target that each lies in (-1: none), as of a spatial join. */
typedef struct bp_weighted_points {
    int64_t n;
    const int64_t *source_of, *target_of; /**< [n] */
    const double *weight;                 /**< weight[n]; NULL: 1 each */
    const uint8_t *valid;                 /**< bitmap: which have a weight; NULL: all */
} bp_weighted_points;

/** Weights from points, for bp_pieces_by_weights; errors and missing ones as in bp_piece_weights_of_polygons.
 * O(n).
 */
bp_status bp_piece_weights_of_points(bp_context *context, const bp_weighted_points *points,
                                     bp_piece_weight **weights, int64_t *n, int64_t *n_missing);

#ifdef __cplusplus
}
#endif

#endif
