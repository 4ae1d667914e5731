#include "geo/raster.h"

#include "geo/folder.h"
#include "geo/gdal_private.h"
#include "geo/text.h"

#include <cpl_conv.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct bp_raster {
    char *path;
    GDALDatasetH dataset;
    GDALRasterBandH band, mask; /* mask NULL: every pixel has a value */
    bp_raster_grid grid;
    bool south_up; /* the file begins with its southernmost row */
    double scale, offset;
    bp_crs crs;
};

/* Rasters that stand by themselves. A VRT may name any file, address and driver in its turn, so it is not
 * among them. */
static const char *const drivers[] = {"GTiff", "AAIGrid", "HFA", NULL};

void bp_raster_close(bp_raster *raster)
{
    if (!raster)
        return;
    if (raster->dataset) {
        bp_gdal_log log;
        bp_gdal_log_begin(&log);
        GDALClose(raster->dataset);
        bp_gdal_log_end();
    }
    bp_crs_clear(&raster->crs);
    free(raster->path);
    free(raster);
}

const bp_raster_grid *bp_raster_grid_of(const bp_raster *raster)
{
    return &raster->grid;
}

const bp_crs *bp_raster_crs_of(const bp_raster *raster)
{
    return &raster->crs;
}

const char *bp_raster_path_of(const bp_raster *raster)
{
    return raster->path;
}

static bp_status open_dataset(bp_context *context, bp_raster *raster, const bp_gdal_log *log)
{
    if (!bp_path_exists(raster->path))
        return bp_context_fail(context, BP_ERROR_INPUT, "%s: there is no such file", raster->path);
    raster->dataset = GDALOpenEx(raster->path, GDAL_OF_RASTER | GDAL_OF_READONLY | GDAL_OF_VERBOSE_ERROR,
                                 drivers, NULL, NULL);
    char cause[BP_GDAL_TEXT_BYTES + 16];
    if (!raster->dataset)
        return bp_context_fail(context, BP_ERROR_INPUT,
                               "%s: not a raster that can be read%s; GeoTIFF, ESRI ASCII grid and Erdas "
                               "Imagine can",
                               raster->path, bp_gdal_log_cause(log, cause));
    return BP_OK;
}

static bp_status pick_band(bp_context *context, bp_raster *raster, int asked)
{
    int n = GDALGetRasterCount(raster->dataset);
    if (n == 0)
        return bp_context_fail(context, BP_ERROR_INPUT, "%s: has no bands", raster->path);
    if (asked == 0 && n > 1)
        return bp_context_fail(context, BP_ERROR_INPUT, "%s: has %d bands: say which with `band`, 1 to %d",
                               raster->path, n, n);
    if (asked < 0 || asked > n)
        return bp_context_fail(context, BP_ERROR_INPUT, "%s: band %d was asked for; it has %s%d",
                               raster->path, asked, n > 1 ? "1 to " : "only band ", n);
    raster->band = GDALGetRasterBand(raster->dataset, asked > 0 ? asked : 1);
    if (GDALDataTypeIsComplex(GDALGetRasterDataType(raster->band)))
        return bp_context_fail(context, BP_ERROR_INPUT,
                               "%s, band %d: its values are complex numbers (%s); expected plain ones",
                               raster->path, GDALGetBandNumber(raster->band),
                               GDALGetDataTypeName(GDALGetRasterDataType(raster->band)));
    if (GDALGetMaskFlags(raster->band) != GMF_ALL_VALID)
        raster->mask = GDALGetMaskBand(raster->band);
    int is_set = 0;
    double scale = GDALGetRasterScale(raster->band, &is_set), offset = 0.0;
    raster->scale = is_set ? scale : 1.0;
    offset = GDALGetRasterOffset(raster->band, &is_set);
    raster->offset = is_set ? offset : 0.0;
    return BP_OK;
}

static bp_status read_grid(bp_context *context, bp_raster *raster)
{
    double affine[6];
    bp_raster_grid *grid = &raster->grid;
    grid->n_columns = GDALGetRasterXSize(raster->dataset);
    grid->n_rows = GDALGetRasterYSize(raster->dataset);
    if (GDALGetGeoTransform(raster->dataset, affine) != CE_None)
        return bp_context_fail(context, BP_ERROR_INPUT,
                               "%s: the raster does not say where its pixels lie; georeference it first, as "
                               "with gdal_translate -a_ullr",
                               raster->path);
    if (affine[2] != 0.0 || affine[4] != 0.0)
        return bp_context_fail(context, BP_ERROR_INPUT,
                               "%s: the raster is rotated (%g, %g; expected 0, 0); turn it north up with "
                               "gdalwarp first",
                               raster->path, affine[2], affine[4]);
    if (!(affine[1] > 0.0) || affine[5] == 0.0 || !isfinite(affine[0]) || !isfinite(affine[1]) ||
        !isfinite(affine[3]) || !isfinite(affine[5]))
        return bp_context_fail(context, BP_ERROR_INPUT,
                               "%s: its pixels are %g by %g, expected a width above 0 and a height that is "
                               "not 0; turn it north up with gdalwarp first",
                               raster->path, affine[1], affine[5]);
    raster->south_up = affine[5] > 0.0;
    grid->west = affine[0];
    grid->width = affine[1];
    grid->height = fabs(affine[5]);
    grid->north = raster->south_up ? affine[3] + affine[5] * (double)grid->n_rows : affine[3];
    return BP_OK;
}

/* The CRS of the file; `found` is left empty when it says none. */
static bp_status own_crs(bp_context *context, const bp_raster *raster, bp_crs *found)
{
    static const char *const options[] = {"FORMAT=WKT2_2019", NULL};
    OGRSpatialReferenceH reference = GDALGetSpatialRef(raster->dataset);
    char *wkt = NULL;
    if (!reference || OSRIsLocal(reference))
        return BP_OK;
    bp_status status =
        OSRExportToWktEx(reference, &wkt, options) == OGRERR_NONE
            ? bp_crs_parse(context, wkt, raster->path, found)
            : bp_context_fail(context, BP_ERROR_INPUT, "%s: its coordinate reference system cannot be read",
                              raster->path);
    CPLFree(wkt);
    return status;
}

static bp_status settle_crs(bp_context *context, bp_raster *raster, const bp_crs *given)
{
    bp_crs own = BP_CRS_INIT;
    const bp_raster_grid *grid = &raster->grid;
    bp_status status = own_crs(context, raster, &own);
    if (status)
        return status;
    if (own.wkt && given && !bp_crs_equal(&own, given))
        status = bp_context_fail(context, BP_ERROR_INPUT,
                                 "%s: its coordinate reference system is %s, but %s was given; leave the "
                                 "given one out, or transform the file",
                                 raster->path, own.code ? own.code : own.name,
                                 given->code ? given->code : given->name);
    if (!status && !own.wkt && !given) {
        const double box[4] = {grid->west, grid->north - grid->height * (double)grid->n_rows,
                               grid->west + grid->width * (double)grid->n_columns, grid->north};
        status = bp_context_fail(context, BP_ERROR_INPUT,
                                 "%s: has no coordinate reference system; its corners look like %s. Say "
                                 "which it is",
                                 raster->path, bp_crs_guess(box));
    }
    if (!status && !own.wkt)
        status = bp_crs_copy(context, given, &raster->crs);
    else if (!status) {
        raster->crs = own;
        own = (bp_crs)BP_CRS_INIT;
    }
    bp_crs_clear(&own);
    return status;
}

bp_status bp_raster_open(bp_context *context, const char *path, const bp_raster_options *options,
                         bp_raster **out)
{
    const bp_raster_options usual = BP_RASTER_OPTIONS_INIT;
    options = options ? options : &usual;
    bp_gdal_log log;
    bp_raster *raster = (bp_raster *)calloc(1, sizeof *raster);
    if (raster)
        raster->path = bp_text_copy(path);
    if (!raster || !raster->path) {
        free(raster);
        return bp_context_fail_memory(context, 0);
    }
    bp_gdal_start();
    bp_gdal_log_begin(&log);
    bp_status status = open_dataset(context, raster, &log);
    if (!status)
        status = pick_band(context, raster, options->band);
    if (!status)
        status = read_grid(context, raster);
    if (!status)
        status = settle_crs(context, raster, options->crs);
    bp_gdal_log_end();
    if (status) {
        bp_raster_close(raster);
        return status;
    }
    bp_gdal_log_warn(&log, context, path);
    *out = raster;
    return BP_OK;
}

/* Rows first .. last the other way round, `size` bytes to a row. */
static void turn_rows(char *bytes, int64_t n_rows, size_t size)
{
    for (int64_t a = 0, b = n_rows - 1; a < b; a++, b--) {
        char *upper = bytes + (size_t)a * size, *lower = bytes + (size_t)b * size;
        for (size_t i = 0; i < size; i++) {
            char moved = upper[i];
            upper[i] = lower[i];
            lower[i] = moved;
        }
    }
}

static bp_status read_pixels(bp_context *context, const bp_raster *raster, const bp_raster_window *window,
                             double *values, uint8_t *valid)
{
    bp_gdal_log log;
    char cause[BP_GDAL_TEXT_BYTES + 16];
    int64_t row = raster->south_up ? raster->grid.n_rows - window->row - window->n_rows : window->row;
    int x = (int)window->column, y = (int)row, width = (int)window->n_columns, height = (int)window->n_rows;
    bp_gdal_log_begin(&log);
    CPLErr error =
        GDALRasterIO(raster->band, GF_Read, x, y, width, height, values, width, height, GDT_Float64, 0, 0);
    if (error == CE_None && raster->mask)
        error =
            GDALRasterIO(raster->mask, GF_Read, x, y, width, height, valid, width, height, GDT_Byte, 0, 0);
    bp_gdal_log_end();
    if (error != CE_None)
        return bp_context_fail(context, BP_ERROR_INPUT, "%s, band %d: rows %d to %d cannot be read%s",
                               raster->path, GDALGetBandNumber(raster->band), y + 1, y + height,
                               bp_gdal_log_cause(&log, cause));
    if (!raster->mask)
        memset(valid, 1, (size_t)width * (size_t)height);
    if (raster->south_up) {
        turn_rows((char *)values, height, (size_t)width * sizeof *values);
        turn_rows((char *)valid, height, (size_t)width);
    }
    return BP_OK;
}

bp_status bp_raster_read(bp_context *context, bp_raster *raster, const bp_raster_window *window,
                         double *values, uint8_t *valid)
{
    const bp_raster_grid *grid = &raster->grid;
    if (window->column < 0 || window->row < 0 || window->n_columns < 1 || window->n_rows < 1 ||
        window->n_columns > grid->n_columns - window->column || window->n_rows > grid->n_rows - window->row)
        return bp_context_fail(context, BP_ERROR_ARGUMENT,
                               "a window of %lld by %lld pixels from column %lld, row %lld is not within a "
                               "raster of %lld by %lld",
                               (long long)window->n_columns, (long long)window->n_rows,
                               (long long)window->column, (long long)window->row, (long long)grid->n_columns,
                               (long long)grid->n_rows);
    bp_status status = read_pixels(context, raster, window, values, valid);
    int64_t n = status ? 0 : window->n_columns * window->n_rows;
    for (int64_t i = 0; i < n; i++) {
        double value = values[i] * raster->scale + raster->offset;
        valid[i] = valid[i] && isfinite(value);
        values[i] = valid[i] ? value : 0.0;
    }
    return status;
}
