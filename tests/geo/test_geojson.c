/* GeoJSON after RFC 7946: the text, rounding to a grid without breaking a polygon, and the same for any
 * threads. */
#define _POSIX_C_SOURCE 200809L

#include "geo/geojson_text_private.h"
#include "geo/read.h"
#include "geo/repair.h"
#include "geo/write.h"
#include "tests/geo/files.h"

START_TEST(text_of_a_small_layer)
{
    bp_layer layer = BP_LAYER_INIT;
    bp_column *column = NULL;
    static const char *const names[] = {"a\"b\\c\n\x01", "\xC3\xA9\xFFx\xE2\x82"};
    static const double clockwise[] = {1, 2, 1, 3, 2.5, 3.12345678, 1, 2},
                        hole[] = {0, 0, 1, 0, 1, 1, 0, 1, 0, 0};
    static const double shell[] = {-1, -1, 3, -1, 3, 3, -1, 3, -1, -1};
    layer.table.n_rows = 2;
    add_ring(&layer.polygons, clockwise, 4);
    end_unit(&layer.polygons, true);
    add_ring(&layer.polygons, shell, 5);
    add_ring(&layer.polygons, hole, 5);
    end_unit(&layer.polygons, true);
    ck_bp_ok(context, bp_table_add_text(context, &layer.table, "na\"me", names));
    ck_bp_ok(context, bp_table_add(context, &layer.table, "v", BP_COLUMN_REAL, &column));
    bp_column_set_real(column, 1, 0.5);
    ck_bp_ok(context, bp_crs_parse(context, "EPSG:4326", "test", &layer.crs));
    ck_bp_ok(context, bp_layer_write_geojson(context, &layer, at("a.geojson")));
    char *text = get_file(at("a.geojson"), NULL);
    ck_assert_str_eq(
        text,
        "{\"type\":\"FeatureCollection\",\"features\":[\n"
        "{\"type\":\"Feature\",\"properties\":{\"na\\\"me\":\"a\\\"b\\\\c\\n\\u0001\",\"v\":null},"
        "\"geometry\":"
        "{\"type\":\"MultiPolygon\",\"coordinates\":[[[[1,2],[2.5,3.1234568],[1,3],[1,2]]]]}},\n"
        "{\"type\":\"Feature\",\"properties\":{\"na\\\"me\":"
        "\"\xC3\xA9\xEF\xBF\xBDx\xEF\xBF\xBD\xEF\xBF\xBD\",\"v\":0.5},"
        "\"geometry\":{\"type\":\"MultiPolygon\",\"coordinates\":[[[[-1,-1],[3,-1],[3,3],[-1,3],[-1,-1]],"
        "[[0,0],[0,1],[1,1],[1,0],[0,0]]]]}}\n"
        "],\"bbox\":[-1,-1,3,3.1234568]}\n");
    free(text);
    bp_layer_clear(&layer);
}
END_TEST

START_TEST(degrees)
{
    static const struct {
        int64_t steps;
        const char *text;
    } cases[] = {{0, "0"},
                 {1, "0.0000001"},
                 {-1, "-0.0000001"},
                 {10000000, "1"},
                 {-1799999999, "-179.9999999"},
                 {53872060, "5.387206"},
                 {1000000000, "100"},
                 {1050000000, "105"},
                 {5, "0.0000005"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        bp_buffer buffer = BP_BUFFER_INIT;
        ck_assert(bp_buffer_reserve(&buffer, 32));
        bp_json_put_degrees(&buffer, cases[i].steps);
        ck_assert_uint_eq(buffer.n, strlen(cases[i].text));
        ck_assert_mem_eq(buffer.bytes, cases[i].text, buffer.n);
        bp_buffer_clear(&buffer);
    }
    ck_assert_int_eq(bp_grid_steps(-0.00000005001), -1);
    ck_assert_int_eq(bp_grid_steps(52.15517444), 521551744);
}
END_TEST

/*
 * Shapes that rounding breaks: a spike thinner than the grid, a neck that closes, a hole that comes to lie
 * across its shell, and one that is gone altogether. What is written must be valid, so that a second look
 * mends nothing.
 */
START_TEST(rounding_keeps_polygons_valid)
{
    static const double spike[] = {0, 0, 1, 0, 1, 1, 0.5, 1, 0.50000001, 5, 0.49999999, 1, 0, 1, 0, 0};
    static const double neck[] = {0, 0, 1, 0, 0.5, 0.500000001, 1, 1, 0, 1, 0.499999999, 0.5, 0, 0};
    static const double shell[] = {0, 0, 1, 0.33333333333, 1, 1, 0, 1, 0, 0};
    static const double hole[] = {0.3, 0.1000000002, 0.3,          0.5, 0.6,
                                  0.5, 0.6,          0.2000000002, 0.3, 0.1000000002};
    static const double dust[] = {0, 0, 1e-8, 0, 0, 1e-8, 0, 0};
    bp_layer layer = BP_LAYER_INIT, back = BP_LAYER_INIT;
    bp_repair_report report = BP_REPAIR_REPORT_INIT;
    double area[4];
    layer.table.n_rows = 4;
    add_ring(&layer.polygons, spike, 8);
    end_unit(&layer.polygons, true);
    add_ring(&layer.polygons, neck, 7);
    end_unit(&layer.polygons, true);
    add_ring(&layer.polygons, shell, 5);
    add_ring(&layer.polygons, hole, 5);
    end_unit(&layer.polygons, true);
    add_ring(&layer.polygons, dust, 4);
    end_unit(&layer.polygons, true);
    ck_bp_ok(context, bp_crs_parse(context, "EPSG:4326", "test", &layer.crs));
    ck_bp_ok(context, bp_layer_write_geojson(context, &layer, at("a.geojson")));
    ck_assert_uint_eq(bp_context_warning_count(context), 1);
    ck_assert_str_eq(bp_context_warning_at(context, 0)->code, "geojson_lost");
    ck_assert_str_eq(bp_context_warning_at(context, 0)->text,
                     "1 feature is smaller than the 7 decimals of GeoJSON and has no geometry there");
    ck_bp_ok(context, bp_layer_read(context, at("a.geojson"), NULL, &back));
    ck_bp_ok(context, bp_polygons_repair(context, &back.polygons, &report));
    ck_assert_msg(report.n_mended == 0, "unit %d: %s", (int)report.first_unit,
                  report.first_reason ? report.first_reason : "");
    ck_assert_int_eq(report.n_empty, 1);
    bp_polygons_area(&back.polygons, area);
    ck_assert_double_eq_tol(area[0], 1.0, 1e-6);
    ck_assert_double_eq_tol(area[1], 0.5, 1e-6);
    ck_assert_double_eq_tol(area[2], (1.0 + 0.66666666667) / 2.0 - 0.3 * (0.4 + 0.3) / 2.0, 1e-6);
    bp_repair_report_clear(&report);
    bp_layer_clear(&layer);
    bp_layer_clear(&back);
}
END_TEST

START_TEST(transformed_and_the_same_for_any_threads)
{
    bp_layer layer = BP_LAYER_INIT, back = BP_LAYER_INIT;
    bp_column *column = NULL;
    enum { UNITS = 2500 };
    layer.table.n_rows = UNITS;
    for (int i = 0; i < UNITS; i++) {
        add_square(&layer.polygons, 155000 + 100 * (i % 50), 463000 + 100 * (i / 50), 100);
        end_unit(&layer.polygons, true);
    }
    ck_bp_ok(context, bp_table_add(context, &layer.table, "i", BP_COLUMN_INTEGER, &column));
    for (int i = 0; i < UNITS; i++)
        bp_column_set_integer(column, i, i);
    ck_bp_ok(context, bp_crs_parse(context, "EPSG:28992", "test", &layer.crs));
    for (int threads = 1; threads <= 3; threads++) {
        char name[32];
        snprintf(name, sizeof name, "%d.geojson", threads);
        open_context(threads);
        ck_bp_ok(context, bp_layer_write_geojson(context, &layer, at(name)));
    }
    ck_same_files(at("1.geojson"), at("2.geojson"));
    ck_same_files(at("1.geojson"), at("3.geojson"));
    ck_bp_ok(context, bp_layer_read(context, at("1.geojson"), NULL, &back));
    ck_assert_int_eq(back.table.n_rows, UNITS);
    for (int i = 0; i < UNITS; i++)
        ck_assert_int_eq(back.table.columns[0].integer[i], i);
    /* The spire of Amersfoort again, and the next unit shares its corner to the last digit. */
    ck_assert_double_eq_tol(back.polygons.xy[0], 5.387206, 1.5e-5);
    ck_assert_double_eq_tol(back.polygons.xy[1], 52.155174, 1e-5);
    ck_assert_double_eq(back.polygons.xy[2], back.polygons.xy[10]);
    ck_assert_double_eq(back.polygons.xy[3], back.polygons.xy[11]);
    bp_layer_clear(&layer);
    bp_layer_clear(&back);
}
END_TEST

START_TEST(failures_leave_no_file)
{
    bp_layer layer = BP_LAYER_INIT;
    make_layer(&layer);
    layer.table.source = bp_text_copy("units.gpkg");
    bp_crs_clear(&layer.crs);
    ck_assert_int_eq(bp_layer_write_geojson(context, &layer, at("a.geojson")), BP_ERROR_INPUT);
    ck_message("units.gpkg: has no coordinate reference system to transform from or to");
    ck_assert(!bp_path_exists(at("a.geojson")));
    bp_layer_clear(&layer);
}
END_TEST

START_TEST(empty_layer)
{
    bp_layer layer = BP_LAYER_INIT;
    ck_bp_ok(context, bp_crs_parse(context, "EPSG:4326", "test", &layer.crs));
    ck_bp_ok(context, bp_layer_write_geojson(context, &layer, at("a.geojson")));
    char *text = get_file(at("a.geojson"), NULL);
    ck_assert_str_eq(text, "{\"type\":\"FeatureCollection\",\"features\":[\n\n]}\n");
    free(text);
    bp_layer_clear(&layer);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("geojson");
    TCase *test = tcase_create("geojson");
    tcase_add_checked_fixture(test, set_up, tear_down);
    tcase_set_timeout(test, 60);
    tcase_add_test(test, text_of_a_small_layer);
    tcase_add_test(test, degrees);
    tcase_add_test(test, rounding_keeps_polygons_valid);
    tcase_add_test(test, transformed_and_the_same_for_any_threads);
    tcase_add_test(test, failures_leave_no_file);
    tcase_add_test(test, empty_layer);
    suite_add_tcase(suite, test);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
