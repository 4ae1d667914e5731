/* Small rasters for the suites that read them; tests/geo/files.h comes first. */
#ifndef BP_TESTS_GEO_RASTERS_H
#define BP_TESTS_GEO_RASTERS_H

#include "geo/gdal_private.h"
#include "tests/support.h"

#include <string.h>

typedef struct raster_file {
    int columns, rows, bands;
    double affine[6];
    GDALDataType type;
    const char *crs; /* NULL: none */
    bool has_nodata;
    double nodata, scale, offset;
} raster_file;

#define RASTER_FILE_INIT                                                                                     \
    {                                                                                                        \
        4, 4, 1, {0.0, 1.0, 0.0, 4.0, 0.0, -1.0}, GDT_Float64, "EPSG:28992", false, 0.0, 1.0, 0.0            \
    }

/* A GeoTIFF, open for more; every band gets values[columns * rows], row by row as they stand in the file. */
static inline GDALDatasetH begin_raster(const char *path, const raster_file *file, const double *values)
{
    bp_gdal_start();
    GDALDatasetH dataset = GDALCreate(GDALGetDriverByName("GTiff"), path, file->columns, file->rows,
                                      file->bands, file->type, NULL);
    ck_assert_ptr_nonnull(dataset);
    double affine[6];
    memcpy(affine, file->affine, sizeof affine);
    ck_assert_int_eq(GDALSetGeoTransform(dataset, affine), CE_None);
    if (file->crs) {
        OGRSpatialReferenceH crs = OSRNewSpatialReference(NULL);
        ck_assert_int_eq(OSRSetFromUserInput(crs, file->crs), OGRERR_NONE);
        ck_assert_int_eq(GDALSetSpatialRef(dataset, crs), CE_None);
        OSRRelease(crs);
    }
    for (int b = 1; b <= file->bands; b++) {
        GDALRasterBandH band = GDALGetRasterBand(dataset, b);
        if (file->has_nodata)
            GDALSetRasterNoDataValue(band, file->nodata);
        if (file->scale != 1.0)
            GDALSetRasterScale(band, file->scale);
        if (file->offset != 0.0)
            GDALSetRasterOffset(band, file->offset);
        ck_assert_int_eq(GDALRasterIO(band, GF_Write, 0, 0, file->columns, file->rows, (void *)values,
                                      file->columns, file->rows, GDT_Float64, 0, 0),
                         CE_None);
    }
    return dataset;
}

static inline void put_raster(const char *path, const raster_file *file, const double *values)
{
    GDALClose(begin_raster(path, file, values));
}

#endif
