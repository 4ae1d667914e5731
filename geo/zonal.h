/* Statistics of a raster's pixels within polygons, each pixel by the exact share of it that lies inside. */
#ifndef BP_GEO_ZONAL_H
#define BP_GEO_ZONAL_H

#include "geo/pieces.h"
#include "geo/raster.h"

#include <math.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct bp_zonal_options {
    double threshold;    /**< for share_above; NaN: not asked for */
    int64_t most_pixels; /**< pixels in memory at a time, 9 bytes each; a row is read at the least */
} bp_zonal_options;

#define BP_ZONAL_OPTIONS_INIT                                                                                \
    {                                                                                                        \
        NAN, INT64_C(1) << 23                                                                                \
    }

/** What became of a unit. */
typedef enum bp_zonal_state {
    BP_ZONAL_COVERED = 0, /**< pixels with a value cover all of it (to 1e-9) */
    BP_ZONAL_PARTLY,      /**< they cover a part; the statistics are of that part */
    BP_ZONAL_NO_VALUE,    /**< it lies on the raster, but on no pixel with a value */
    BP_ZONAL_OUTSIDE,     /**< it does not meet the raster */
    BP_ZONAL_EMPTY        /**< it has no geometry */
} bp_zonal_state;

enum { BP_ZONAL_STATES = 5 };

/**
 * One number per unit and statistic, of the pixels v with a value and the share c > 1e-12 of the pixel that
 * lies in the unit. Only the first two states have values: `valid` tells.
 */
typedef struct bp_zonal {
    int64_t n;
    double *count;         /**< count[n]: sum of c, in pixels */
    double *sum;           /**< sum[n]: sum of c v */
    double *mean;          /**< mean[n]: sum / count */
    double *least, *most;  /**< least[n], most[n]: of the v, whatever their c */
    double *deviation;     /**< deviation[n]: sqrt(sum of c (v - mean)^2 / count), of a population */
    double *share_above;   /**< share_above[n]: sum of c where v > threshold, / count; NULL: not asked for */
    double *share_covered; /**< share_covered[n]: of the unit's area, by pixels with a value, 0-1; known for
                              all units but the empty */
    uint8_t *valid;        /**< bitmap (geo/bitmap.h): the unit has statistics */
    uint8_t *state;        /**< state[n], a bp_zonal_state each */
    int64_t n_state[BP_ZONAL_STATES]; /**< how many units of each state */
    char *operation; /**< the PROJ operation that brought the units to the raster; NULL: the same CRS */
} bp_zonal;

#define BP_ZONAL_INIT                                                                                        \
    {                                                                                                        \
        0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, {0}, NULL                             \
    }

void bp_zonal_clear(bp_zonal *zonal);

/**
 * Statistics of the raster within every unit. The polygons are valid; `crs` is theirs. Where the raster has
 * another, they are brought to it, with points added on their edges until none strays from its place by more
 * than a thousandth of a pixel; the shares are exact for the polygons so transformed. `options` may be NULL.
 *
 * A pixel's share is an integral along the edges of the unit within it (Green), heights in steps of 2^-44 of
 * a pixel: its error is below 1e-12, pixels that no edge enters are in or out with none at all, and units
 * that share their borders share out each pixel between them to the last step. A pixel without a value counts
 * for nothing, never as zero. The same results for any number of threads and any `most_pixels`.
 *
 * Errors: BP_ERROR_INPUT when a window cannot be read, the units have no CRS, or a point cannot be
 * transformed. Complexity: O(points + pixels within the units' boxes), in parallel over units; memory is
 * bounded by `most_pixels` and the units.
 *
 * Exact shares of pixels, by another way: Baston, D., exactextract,
 * https://github.com/isciences/exactextract.
 */
bp_status bp_zonal_statistics(bp_context *context, const bp_polygons *polygons, const bp_crs *crs,
                              bp_raster *raster, const bp_zonal_options *options, bp_zonal *out);

/** What a raster says of the common ground of a source unit and a target unit. */
typedef struct bp_zonal_piece {
    int64_t source, target;
    double area;    /**< of the common ground, in square units of the polygons' CRS, above 0 */
    double sum;     /**< of the raster's values over it, each by the share of the pixel that it takes */
    double covered; /**< share of the common ground that pixels with a value cover, 0-1; with 0 the sum is 0
                       and says nothing */
} bp_zonal_piece;

typedef struct bp_zonal_pieces {
    int64_t n;
    bp_zonal_piece *items; /**< by source, then target */
    char *operation;       /**< as of bp_zonal */
} bp_zonal_pieces;

#define BP_ZONAL_PIECES_INIT                                                                                 \
    {                                                                                                        \
        0, NULL, NULL                                                                                        \
    }

void bp_zonal_pieces_clear(bp_zonal_pieces *pieces);

/**
 * The pieces that two layers in the same metric CRS cut each other into, with the raster's sum over each: the
 * weights of dasymetric interpolation from source to target. Exact like bp_zonal_statistics, of the
 * intersections themselves, which GEOS makes; pairs as bp_overlay_areas finds them. Errors and complexity as
 * of both.
 */
bp_status bp_zonal_pieces_make(bp_context *context, const bp_polygons *source, const bp_polygons *target,
                               const bp_crs *crs, bp_raster *raster, bp_zonal_pieces *out);

/**
 * The pieces as weights for bp_pieces_by_weights. `source` and `target` are bp_zonal_statistics of the two
 * layers on the same raster: what they have beyond their pieces lies outside the other layer (-1 there), but
 * for 1e-9 of it, which is rounding. Pieces, sources and targets without a pixel with a value have no weight
 * in the list. `*weights` is to be freed. Errors: BP_ERROR_INPUT for a piece whose sum is below 0. O(pieces +
 * sources + targets).
 */
bp_status bp_zonal_piece_weights(bp_context *context, const bp_zonal_pieces *pieces, const bp_zonal *source,
                                 const bp_zonal *target, bp_piece_weight **weights, int64_t *n);

#ifdef __cplusplus
}
#endif

#endif
