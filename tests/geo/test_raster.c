/* Rasters: what is read, what has no value, and what is refused. */
#define _POSIX_C_SOURCE 200809L

#include "geo/raster.h"
#include "tests/geo/files.h"
#include "tests/geo/rasters.h"

#include <math.h>

static bp_raster *open_raster(const char *name, const bp_raster_options *options)
{
    bp_raster *raster = NULL;
    ck_bp_ok(context, bp_raster_open(context, at(name), options, &raster));
    return raster;
}

/* Read all of a raster of n pixels: values, NaN where it has none. */
static void read_all(bp_raster *raster, int n, double *values)
{
    const bp_raster_grid *grid = bp_raster_grid_of(raster);
    const bp_raster_window window = {0, 0, grid->n_columns, grid->n_rows};
    uint8_t valid[64];
    ck_assert_int_eq(grid->n_columns * grid->n_rows, n);
    ck_bp_ok(context, bp_raster_read(context, raster, &window, values, valid));
    for (int i = 0; i < n; i++)
        values[i] = valid[i] ? values[i] : NAN;
}

static void ck_values(const double *found, const double *expected, int n)
{
    for (int i = 0; i < n; i++)
        ck_assert_msg(found[i] == expected[i] || (isnan(found[i]) && isnan(expected[i])),
                      "pixel %d: %g, expected %g", i, found[i], expected[i]);
}

START_TEST(types_nodata_scale_and_offset)
{
    static const struct {
        GDALDataType type;
        double nodata, scale, offset, stored[4], expected[4];
    } cases[] = {
        {GDT_Byte, 255, 1, 0, {0, 1, 254, 255}, {0, 1, 254, NAN}},
        {GDT_Int16, -9999, 0.1, 5, {-9999, 0, 10, -32768}, {NAN, 5, 0.1 * 10 + 5, 0.1 * -32768 + 5}},
        {GDT_Float32, NAN, 1, 0, {NAN, 0.5, -2, INFINITY}, {NAN, 0.5, -2, NAN}},
        {GDT_Float32, -3.4028234663852886e38, 2, 0, {-3.4028234663852886e38, 0, 1, 2}, {NAN, 0, 2, 4}},
        {GDT_Float64, 0, 1, 100, {0, 1, 2, NAN}, {NAN, 101, 102, NAN}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        raster_file file = RASTER_FILE_INIT;
        double values[4];
        file.columns = file.rows = 2;
        file.type = cases[i].type;
        file.has_nodata = true;
        file.nodata = cases[i].nodata;
        file.scale = cases[i].scale;
        file.offset = cases[i].offset;
        put_raster(at("a.tif"), &file, cases[i].stored);
        bp_raster *raster = open_raster("a.tif", NULL);
        read_all(raster, 4, values);
        ck_values(values, cases[i].expected, 4);
        bp_raster_close(raster);
    }
}
END_TEST

/* Without a nodata value 0 and -9999 are numbers like others; a mask band says where there is none. */
START_TEST(mask_band)
{
    raster_file file = RASTER_FILE_INIT;
    const double stored[4] = {0, -9999, 3, 4};
    const double masked[4] = {0, NAN, NAN, 4};
    const unsigned char mask[4] = {255, 0, 0, 255};
    double values[4];
    file.columns = file.rows = 2;
    put_raster(at("a.tif"), &file, stored);
    bp_raster *raster = open_raster("a.tif", NULL);
    read_all(raster, 4, values);
    ck_values(values, stored, 4);
    bp_raster_close(raster);
    GDALDatasetH dataset = begin_raster(at("b.tif"), &file, stored);
    ck_assert_int_eq(GDALCreateDatasetMaskBand(dataset, GMF_PER_DATASET), CE_None);
    ck_assert_int_eq(GDALRasterIO(GDALGetMaskBand(GDALGetRasterBand(dataset, 1)), GF_Write, 0, 0, 2, 2,
                                  (void *)mask, 2, 2, GDT_Byte, 0, 0),
                     CE_None);
    GDALClose(dataset);
    raster = open_raster("b.tif", NULL);
    read_all(raster, 4, values);
    ck_values(values, masked, 4);
    bp_raster_close(raster);
}
END_TEST

START_TEST(windows_of_a_grid)
{
    raster_file file = RASTER_FILE_INIT;
    double stored[12], values[4];
    uint8_t valid[4];
    for (int i = 0; i < 12; i++)
        stored[i] = i;
    file.columns = 4;
    file.rows = 3;
    const double affine[6] = {100000.0, 25.0, 0.0, 450000.0, 0.0, -50.0};
    memcpy(file.affine, affine, sizeof affine);
    put_raster(at("a.tif"), &file, stored);
    bp_raster *raster = open_raster("a.tif", NULL);
    const bp_raster_grid *grid = bp_raster_grid_of(raster);
    ck_assert_int_eq(grid->n_columns, 4);
    ck_assert_int_eq(grid->n_rows, 3);
    ck_assert_double_eq(grid->west, 100000.0);
    ck_assert_double_eq(grid->north, 450000.0);
    ck_assert_double_eq(grid->width, 25.0);
    ck_assert_double_eq(grid->height, 50.0);
    ck_assert_str_eq(bp_raster_crs_of(raster)->code, "EPSG:28992");
    const bp_raster_window window = {1, 1, 2, 2}, beyond = {3, 1, 2, 2};
    ck_bp_ok(context, bp_raster_read(context, raster, &window, values, valid));
    const double expected[4] = {5, 6, 9, 10};
    ck_values(values, expected, 4);
    ck_assert_int_eq(bp_raster_read(context, raster, &beyond, values, valid), BP_ERROR_ARGUMENT);
    ck_message("a window of 2 by 2 pixels from column 3, row 1 is not within a raster of 4 by 3");
    bp_raster_close(raster);
}
END_TEST

/* A file that begins in the south reads like any other: from the north. */
START_TEST(south_up)
{
    raster_file file = RASTER_FILE_INIT;
    const double stored[6] = {1, 2, 3, 4, 5, 6}, expected[6] = {5, 6, 3, 4, 1, 2};
    const double affine[6] = {0.0, 1.0, 0.0, 10.0, 0.0, 2.0};
    double values[6], lower[2];
    uint8_t valid[2];
    file.columns = 2;
    file.rows = 3;
    file.has_nodata = true;
    file.nodata = -1;
    memcpy(file.affine, affine, sizeof affine);
    put_raster(at("a.tif"), &file, stored);
    bp_raster *raster = open_raster("a.tif", NULL);
    ck_assert_double_eq(bp_raster_grid_of(raster)->north, 16.0);
    ck_assert_double_eq(bp_raster_grid_of(raster)->height, 2.0);
    read_all(raster, 6, values);
    ck_values(values, expected, 6);
    const bp_raster_window window = {0, 2, 2, 1};
    ck_bp_ok(context, bp_raster_read(context, raster, &window, lower, valid));
    ck_values(lower, expected + 4, 2);
    bp_raster_close(raster);
}
END_TEST

START_TEST(ascii_grid_and_a_given_crs)
{
    bp_crs rd = BP_CRS_INIT, degrees = BP_CRS_INIT;
    bp_raster_options options = BP_RASTER_OPTIONS_INIT;
    bp_raster *raster = NULL;
    double values[4];
    put_file(at("a.asc"), "ncols 2\nnrows 2\nxllcorner 120000\nyllcorner 480000\ncellsize 100\n"
                          "NODATA_value -1\n1 2\n-1 4\n");
    ck_assert_int_eq(bp_raster_open(context, at("a.asc"), NULL, &raster), BP_ERROR_INPUT);
    ck_message("a.asc: has no coordinate reference system; its corners look like EPSG:28992 (RD New): metres "
               "in the range of the Dutch grid. Say which it is");
    ck_bp_ok(context, bp_crs_parse(context, "EPSG:28992", "test", &rd));
    ck_bp_ok(context, bp_crs_parse(context, "EPSG:4326", "test", &degrees));
    options.crs = &rd;
    raster = open_raster("a.asc", &options);
    read_all(raster, 4, values);
    const double expected[4] = {1, 2, NAN, 4};
    ck_values(values, expected, 4);
    ck_assert_double_eq(bp_raster_grid_of(raster)->north, 480200.0);
    bp_raster_close(raster);
    raster_file file = RASTER_FILE_INIT;
    file.columns = file.rows = 2;
    put_raster(at("b.tif"), &file, expected);
    raster = open_raster("b.tif", &options);
    bp_raster_close(raster);
    options.crs = &degrees;
    ck_assert_int_eq(bp_raster_open(context, at("b.tif"), &options, &raster), BP_ERROR_INPUT);
    ck_message("b.tif: its coordinate reference system is EPSG:28992, but EPSG:4326 was given; leave the "
               "given one out, or transform the file");
    bp_crs_clear(&rd);
    bp_crs_clear(&degrees);
}
END_TEST

/* Opening must fail with this message. */
static void ck_refused(const char *name, int band, const char *message)
{
    bp_raster_options options = BP_RASTER_OPTIONS_INIT;
    bp_raster *raster = NULL;
    options.band = band;
    ck_assert_int_eq(bp_raster_open(context, at(name), &options, &raster), BP_ERROR_INPUT);
    ck_assert_ptr_null(raster);
    ck_message(message);
}

START_TEST(what_is_refused)
{
    raster_file file = RASTER_FILE_INIT;
    const double values[8] = {0};
    file.columns = file.rows = 2;
    ck_refused("none.tif", 0, "none.tif: there is no such file");
    file.bands = 3;
    put_raster(at("bands.tif"), &file, values);
    ck_refused("bands.tif", 0, "bands.tif: has 3 bands: say which with `band`, 1 to 3");
    ck_refused("bands.tif", 4, "bands.tif: band 4 was asked for; it has 1 to 3");
    file.bands = 1;
    put_raster(at("one.tif"), &file, values);
    ck_refused("one.tif", 2, "one.tif: band 2 was asked for; it has only band 1");
    file.type = GDT_CFloat32;
    put_raster(at("complex.tif"), &file, values);
    ck_refused("complex.tif", 0,
               "complex.tif, band 1: its values are complex numbers (CFloat32); expected plain ones");
    file.type = GDT_Byte;
    file.affine[2] = 0.5;
    file.affine[4] = 0.25;
    put_raster(at("turned.tif"), &file, values);
    ck_refused("turned.tif", 0,
               "turned.tif: the raster is rotated (0.5, 0.25; expected 0, 0); turn it north up with gdalwarp "
               "first");
    file.affine[2] = file.affine[4] = 0.0;
    file.affine[1] = -1.0;
    put_raster(at("mirrored.tif"), &file, values);
    ck_refused("mirrored.tif", 0,
               "mirrored.tif: its pixels are -1 by -1, expected a width above 0 and a height that is not 0; "
               "turn it north up with gdalwarp first");
    GDALClose(GDALCreate(GDALGetDriverByName("GTiff"), at("nowhere.tif"), 2, 2, 1, GDT_Byte, NULL));
    ck_refused("nowhere.tif", 0,
               "nowhere.tif: the raster does not say where its pixels lie; georeference it first, as with "
               "gdal_translate -a_ullr");
}
END_TEST

/* A VRT may name any other file; so may nothing that is opened here. */
START_TEST(only_drivers_of_the_list)
{
    raster_file file = RASTER_FILE_INIT;
    const double values[16] = {0};
    bp_raster *raster = NULL;
    put_raster(at("a.tif"), &file, values);
    put_file(at("a.vrt"), "<VRTDataset rasterXSize=\"4\" rasterYSize=\"4\"><VRTRasterBand dataType=\"Byte\" "
                          "band=\"1\"><SimpleSource><SourceFilename relativeToVRT=\"1\">a.tif"
                          "</SourceFilename></SimpleSource></VRTRasterBand></VRTDataset>");
    put_file(at("a.txt"), "no raster");
    static const char *const names[] = {"a.vrt", "a.txt"};
    for (int i = 0; i < 2; i++) {
        ck_assert_int_eq(bp_raster_open(context, at(names[i]), NULL, &raster), BP_ERROR_INPUT);
        const char *message = bp_context_message(context);
        ck_assert_msg(strstr(message, ": not a raster that can be read (GDAL: ") != NULL, "%s", message);
        ck_assert_msg(strstr(message, "; GeoTIFF, ESRI ASCII grid and Erdas Imagine can") != NULL, "%s",
                      message);
        bp_context_clear(context);
    }
}
END_TEST

/* A file that ends too early is told, not read as nothing. */
START_TEST(a_truncated_file)
{
    raster_file file = RASTER_FILE_INIT;
    static double values[64 * 64], read[64 * 64];
    static uint8_t valid[64 * 64];
    file.columns = file.rows = 64;
    file.affine[3] = 64.0;
    for (int i = 0; i < 64 * 64; i++)
        values[i] = i;
    put_raster(at("a.tif"), &file, values);
    size_t n = 0;
    char *bytes = get_file(at("a.tif"), &n);
    put_bytes(at("b.tif"), bytes, n / 2);
    free(bytes);
    bp_raster *raster = NULL;
    const bp_raster_window window = {0, 0, 64, 64};
    bp_status status = bp_raster_open(context, at("b.tif"), NULL, &raster);
    if (!status)
        status = bp_raster_read(context, raster, &window, read, valid);
    ck_assert_int_eq(status, BP_ERROR_INPUT);
    ck_assert_ptr_nonnull(strstr(bp_context_message(context), "(GDAL: "));
    bp_raster_close(raster);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("raster");
    TCase *tests = tcase_create("raster");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, types_nodata_scale_and_offset);
    tcase_add_test(tests, mask_band);
    tcase_add_test(tests, windows_of_a_grid);
    tcase_add_test(tests, south_up);
    tcase_add_test(tests, ascii_grid_and_a_given_crs);
    tcase_add_test(tests, what_is_refused);
    tcase_add_test(tests, only_drivers_of_the_list);
    tcase_add_test(tests, a_truncated_file);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
