/* Reading points and lines: layers, columns with coordinates, and what is refused. */
#define _POSIX_C_SOURCE 200809L

#include "geo/read_points.h"

#include "geo/bitmap.h"
#include "tests/geo/files.h"

#include <math.h>

#define FEATURE(name, geometry)                                                                              \
    "{\"type\":\"Feature\",\"properties\":{\"name\":\"" name "\"},\"geometry\":" geometry "}"
#define COLLECTION(features) "{\"type\":\"FeatureCollection\",\"features\":[" features "]}"
#define POINT(xy)            "{\"type\":\"Point\",\"coordinates\":[" xy "]}"

static void ck_point(const bp_point_layer *layer, int64_t row, double x, double y)
{
    ck_assert(bp_bitmap_get(layer->points.valid, row));
    ck_assert_double_eq(layer->points.xy[2 * row], x);
    ck_assert_double_eq(layer->points.xy[2 * row + 1], y);
}

/* The only warning is this, after the scratch folder's path. */
static void ck_warning(const char *code, const char *text)
{
    ck_assert_uint_eq(bp_context_warning_count(context), 1);
    const bp_warning *warning = bp_context_warning_at(context, 0);
    ck_assert_str_eq(warning->code, code);
    ck_assert_str_eq(warning->text + strlen(scratch) + 1, text);
    open_context(2);
}

START_TEST(points_of_a_layer)
{
    bp_point_layer layer = BP_POINT_LAYER_INIT;
    put_file(
        at("a.geojson"),
        COLLECTION(FEATURE("a", POINT("4.5,52.25")) "," FEATURE("b", "null") "," FEATURE(
            "c", POINT("5,51,7")) "," FEATURE("d", "{\"type\":\"MultiPoint\",\"coordinates\":[[6,50]]}")));
    ck_bp_ok(context, bp_point_layer_read(context, at("a.geojson"), NULL, &layer));
    ck_assert_int_eq(layer.points.n, 4);
    ck_assert_int_eq(layer.table.n_rows, 4);
    ck_point(&layer, 0, 4.5, 52.25);
    ck_assert(!bp_bitmap_get(layer.points.valid, 1));
    ck_assert_msg(isnan(layer.points.xy[2]), "a point that is not there must not look like (0, 0)");
    ck_point(&layer, 2, 5, 51);
    ck_point(&layer, 3, 6, 50);
    ck_assert_int_eq(bp_points_count(&layer.points), 3);
    ck_assert_str_eq(layer.crs.code, "EPSG:4326");
    ck_assert_uint_eq(bp_context_warning_count(context), 0);
    bp_point_layer_clear(&layer);
}
END_TEST

START_TEST(several_points_repeat_their_row)
{
    bp_point_layer layer = BP_POINT_LAYER_INIT;
    static const char *const names[] = {"a", "a", "b", "c"};
    put_file(at("a.geojson"),
             COLLECTION(FEATURE("a", "{\"type\":\"MultiPoint\",\"coordinates\":[[1,2],[3,4]]}") "," FEATURE(
                 "b", "{\"type\":\"MultiPoint\",\"coordinates\":[]}") "," FEATURE("c", POINT("5,6"))));
    ck_bp_ok(context, bp_point_layer_read(context, at("a.geojson"), NULL, &layer));
    ck_assert_int_eq(layer.points.n, 4);
    ck_assert_int_eq(layer.table.n_rows, 4);
    for (int i = 0; i < 4; i++)
        ck_assert_str_eq(bp_column_text_at(&layer.table.columns[0], i), names[i]);
    ck_point(&layer, 0, 1, 2);
    ck_point(&layer, 1, 3, 4);
    ck_assert(!bp_bitmap_get(layer.points.valid, 2));
    ck_point(&layer, 3, 5, 6);
    ck_warning("several_points", "a.geojson: 1 of 3 rows has several points; such a row is repeated for each "
                                 "(2 times in all), and counts as often");
    bp_point_layer_clear(&layer);
}
END_TEST

START_TEST(columns_with_coordinates)
{
    bp_point_layer layer = BP_POINT_LAYER_INIT;
    bp_read_points_options options = BP_READ_POINTS_OPTIONS_INIT;
    static const char *const columns[] = {"n"};
    static const char *const missing[] = {"-"};
    options.x = "x";
    options.y = "y";
    options.crs = "EPSG:28992";
    options.missing = missing;
    options.n_missing = 1;
    put_file(at("a.csv"), "n;y;x\n1;450000,5; 100000,25\n2;;100000\n3;450000;-\n4;0;0\n");
    ck_bp_ok(context, bp_point_layer_read(context, at("a.csv"), &options, &layer));
    ck_assert_int_eq(layer.points.n, 4);
    ck_assert_int_eq(layer.table.n_columns, 3);
    ck_point(&layer, 0, 100000.25, 450000.5);
    ck_assert(!bp_bitmap_get(layer.points.valid, 1));
    ck_assert(!bp_bitmap_get(layer.points.valid, 2));
    ck_point(&layer, 3, 0, 0);
    ck_assert_str_eq(layer.crs.code, "EPSG:28992");
    ck_warning("points_at_zero",
               "a.csv: 1 point lies at exactly (0, 0), which often stands for a place not known");
    bp_point_layer_clear(&layer);
    options.read.columns = columns;
    options.read.n_columns = 1;
    ck_bp_ok(context, bp_point_layer_read(context, at("a.csv"), &options, &layer));
    ck_assert_int_ge(bp_table_find(&layer.table, "n"), 0);
    ck_point(&layer, 0, 100000.25, 450000.5);
    bp_point_layer_clear(&layer);
}
END_TEST

/* Amersfoort's tower, 5.38720621 E 52.15517440 N, is (155000, 463000) in RD New: the origin of the system. A
 * row without a point does not get in the way. */
START_TEST(points_are_transformed)
{
    bp_point_layer layer = BP_POINT_LAYER_INIT;
    bp_read_points_options options = BP_READ_POINTS_OPTIONS_INIT;
    bp_crs rd = BP_CRS_INIT;
    options.x = "lon";
    options.y = "lat";
    options.crs = "EPSG:4326";
    put_file(at("a.csv"), "lon,lat\n,\n5.38720621,52.15517440\n");
    ck_bp_ok(context, bp_point_layer_read(context, at("a.csv"), &options, &layer));
    ck_bp_ok(context, bp_crs_parse(context, "EPSG:28992", "test", &rd));
    ck_bp_ok(context, bp_point_layer_transform(context, &layer, &rd, NULL));
    ck_assert(!bp_bitmap_get(layer.points.valid, 0));
    ck_assert_double_eq_tol(layer.points.xy[2], 155000, 2.0);
    ck_assert_double_eq_tol(layer.points.xy[3], 463000, 2.0);
    ck_assert(bp_crs_equal(&layer.crs, &rd));
    bp_crs_clear(&rd);
    bp_point_layer_clear(&layer);
}
END_TEST

START_TEST(lines_of_a_layer)
{
    bp_line_layer layer = BP_LINE_LAYER_INIT;
    put_file(at("a.csv"), "WKT,name\n"
                          "\"LINESTRING(0 0,1 1,2 0)\",a\n"
                          ",b\n"
                          "\"MULTILINESTRING((5 5,6 6),(7 7,8 8,9 9))\",c\n"
                          "\"LINESTRING Z(1 2 3,4 5 6)\",d\n"
                          "\"CIRCULARSTRING(0 0,1 1,2 0)\",e\n");
    ck_bp_ok(context, bp_line_layer_read(context, at("a.csv"), NULL, &layer));
    const bp_lines *lines = &layer.lines;
    ck_assert_int_eq(lines->n_rows, 5);
    ck_assert_int_eq(lines->n_lines, 5);
    static const int64_t row_lines[] = {0, 1, 1, 3, 4, 5}, line_coords[] = {0, 3, 5, 8, 10};
    ck_assert_mem_eq(lines->row_lines, row_lines, sizeof row_lines);
    ck_assert_mem_eq(lines->line_coords, line_coords, sizeof line_coords);
    static const double xy[] = {0, 0, 1, 1, 2, 0, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 1, 2, 4, 5};
    ck_assert_mem_eq(lines->xy, xy, sizeof xy);
    double length = 0.0;
    for (int64_t c = 10; c + 1 < lines->line_coords[5]; c++)
        length += hypot(lines->xy[2 * c + 2] - lines->xy[2 * c], lines->xy[2 * c + 3] - lines->xy[2 * c + 1]);
    ck_assert_double_eq_tol(length, 3.14159265, 1e-3);
    ck_assert_str_eq(bp_column_text_at(&layer.table.columns[1], 3), "d");
    bp_line_layer_clear(&layer);
}
END_TEST

/* A GeoPackage goes through the stream of record batches. Made by ogr2ogr, where it is installed. */
START_TEST(what_is_written_is_read)
{
    char command[2048];
    bp_point_layer layer = BP_POINT_LAYER_INIT;
    FILE *file = fopen(at("a.csv"), "w");
    fputs("n,WKT\n", file);
    for (int i = 0; i < 3000; i++) {
        if (i % 5)
            fprintf(file, "%d,\"POINT (%d %d)\"\n", i, i, 2 * i);
        else
            fprintf(file, "%d,\n", i);
    }
    fclose(file);
    snprintf(command, sizeof command, "ogr2ogr -q -f GPKG -nlt POINT -a_srs EPSG:28992 %s %s", at("a.gpkg"),
             at("a.csv"));
    if (system(command) != 0)
        return;
    ck_bp_ok(context, bp_point_layer_read(context, at("a.gpkg"), NULL, &layer));
    ck_assert_int_eq(layer.points.n, 3000);
    ck_assert_int_eq(bp_points_count(&layer.points), 2400);
    for (int i = 0; i < 3000; i++)
        if (i % 5)
            ck_point(&layer, i, i, 2 * i);
    bp_point_layer_clear(&layer);
}
END_TEST

static void refused(const char *path, const bp_read_points_options *options, bp_status status,
                    const char *message)
{
    bp_point_layer layer = BP_POINT_LAYER_INIT;
    ck_assert_int_eq(bp_point_layer_read(context, path, options, &layer), status);
    ck_message(message);
    ck_assert_ptr_null(layer.points.xy);
}

START_TEST(wrong_geometry_is_refused)
{
    put_file(at("mixed.geojson"), COLLECTION(FEATURE("a", POINT("1,2")) "," FEATURE(
                                      "b", "{\"type\":\"LineString\",\"coordinates\":[[1,2],[3,4]]}")));
    refused(at("mixed.geojson"), NULL, BP_ERROR_INPUT,
            "mixed.geojson, layer mixed, row 2: a point was expected, the geometry is a LINESTRING");
    bp_line_layer lines = BP_LINE_LAYER_INIT;
    ck_assert_int_eq(bp_line_layer_read(context, at("mixed.geojson"), NULL, &lines), BP_ERROR_INPUT);
    ck_message("mixed.geojson, layer mixed, row 1: a line was expected, the geometry is a POINT");
    put_file(at("a.csv"), "a,b\n1,2\n");
    refused(at("a.csv"), NULL, BP_ERROR_INPUT,
            "a.csv, layer a: has no geometry; points (or name the columns that hold x and y) were expected");
    refused(at("none.csv"), NULL, BP_ERROR_INPUT, "none.csv: there is no such file");
}
END_TEST

START_TEST(wrong_columns_are_refused)
{
    bp_read_points_options options = BP_READ_POINTS_OPTIONS_INIT;
    put_file(at("a.csv"), "lon,lat,x,y,z\n4.5,52.25,100000,450000,one\n5,53,155000,463000,2\n");
    options.x = "lon";
    refused(at("a.csv"), &options, BP_ERROR_ARGUMENT,
            "a.csv: of the columns with x and y only 'lon' is given; name both");
    options.y = "lat";
    refused(at("a.csv"), &options, BP_ERROR_INPUT,
            "a.csv: the coordinate reference system of columns 'lon' and 'lat' must be given; they look like "
            "EPSG:4326 (WGS84): degrees around the Netherlands");
    options.crs = "EPSG:4326";
    options.y = "y";
    refused(at("a.csv"), &options, BP_ERROR_INPUT,
            "a.csv, column 'y', row 1: 450000 is no latitude, yet EPSG:4326 is in degrees; the columns look "
            "like EPSG:28992 (RD New): metres in the range of the Dutch grid");
    options.x = "x";
    refused(at("a.csv"), &options, BP_ERROR_INPUT,
            "a.csv, column 'x', row 1: 100000 is no longitude, yet EPSG:4326 is in degrees; the columns look "
            "like EPSG:28992 (RD New): metres in the range of the Dutch grid");
    options.y = "z";
    refused(
        at("a.csv"), &options, BP_ERROR_INPUT,
        "a.csv, column 'z', row 1: 'one' is not a number; if it stands for a missing value, list it under "
        "`missing`");
    options.y = "lst";
    refused(at("a.csv"), &options, BP_ERROR_INPUT, "a.csv: there is no column 'lst'; nearest: 'lat'");
    options.x = options.y = NULL;
    refused(at("a.csv"), &options, BP_ERROR_ARGUMENT,
            "a.csv: a coordinate reference system is given with columns for x and y only; the geometry of a "
            "layer has its own");
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("read_points");
    TCase *tc = tcase_create("all");
    tcase_add_checked_fixture(tc, set_up, tear_down);
    tcase_set_timeout(tc, 60);
    tcase_add_test(tc, points_of_a_layer);
    tcase_add_test(tc, several_points_repeat_their_row);
    tcase_add_test(tc, columns_with_coordinates);
    tcase_add_test(tc, points_are_transformed);
    tcase_add_test(tc, lines_of_a_layer);
    tcase_add_test(tc, what_is_written_is_read);
    tcase_add_test(tc, wrong_geometry_is_refused);
    tcase_add_test(tc, wrong_columns_are_refused);
    suite_add_tcase(suite, tc);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
