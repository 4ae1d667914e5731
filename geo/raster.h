/* A band of a raster file, read by windows. */
#ifndef BP_GEO_RASTER_H
#define BP_GEO_RASTER_H

#include "geo/crs.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct bp_raster bp_raster;

/**
 * Where the pixels lie: column 0 begins at x = west, row 0 at y = north and lies below it. Pixels are areas,
 * not points, whatever the file says that a value stands for.
 */
typedef struct bp_raster_grid {
    int64_t n_columns, n_rows;
    double west, north;   /**< the upper left corner of the raster, in units of the CRS */
    double width, height; /**< of a pixel, in units of the CRS, both above 0 */
} bp_raster_grid;

typedef struct bp_raster_options {
    int band;          /**< from 1; 0: the only one, and a file with several then fails and lists them */
    const bp_crs *crs; /**< of a file that has none; NULL: such a file fails */
} bp_raster_options;

#define BP_RASTER_OPTIONS_INIT                                                                               \
    {                                                                                                        \
        0, NULL                                                                                              \
    }

/**
 * Open a band. Formats: GeoTIFF (a Cloud Optimized one too), ESRI ASCII grid, Erdas Imagine. Others are not
 * opened: a VRT, for one, may name any file, address or driver in its turn.
 *
 * Errors: BP_ERROR_INPUT for a missing file, one that is no such raster, a band that is not there, values
 * that are complex numbers, a raster that says nothing of its place or is rotated or mirrored, and one
 * without a CRS unless `options` gives it; also when `options` gives one and the file has another. `options`
 * may be NULL. O(1).
 */
bp_status bp_raster_open(bp_context *context, const char *path, const bp_raster_options *options,
                         bp_raster **out);
void bp_raster_close(bp_raster *raster);

/** Lent until the raster is closed. */
const bp_raster_grid *bp_raster_grid_of(const bp_raster *raster);
const bp_crs *bp_raster_crs_of(const bp_raster *raster);
const char *bp_raster_path_of(const bp_raster *raster);

/** A rectangle of pixels that lies within the raster. */
typedef struct bp_raster_window {
    int64_t column, row; /**< of its upper left pixel */
    int64_t n_columns, n_rows;
} bp_raster_window;

/**
 * Read a window: values[n_rows * n_columns], row by row from the north, and valid[n_rows * n_columns], 1
 * where a pixel has a value and 0 where it has none: its value is the nodata value of the band, its mask band
 * or its alpha band is 0 there, or it is not a finite number. What stands in `values` then is 0 and means
 * nothing. Scale and offset of the band are applied. For one thread at a time.
 * Errors: BP_ERROR_ARGUMENT for a window that is not within the raster, BP_ERROR_INPUT when a block cannot be
 * read. O(pixels of the blocks that it touches).
 */
bp_status bp_raster_read(bp_context *context, bp_raster *raster, const bp_raster_window *window,
                         double *values, uint8_t *valid);

#ifdef __cplusplus
}
#endif

#endif
