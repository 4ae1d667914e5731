/* brandpunt join, on layers small enough to work out by hand. */
#include "tests/cli/joins.h"
#include "tests/support.h"

#include "geo/read.h"

static bp_layer made; /* what the last join wrote */

/* It worked; read what it wrote. */
static void ck_joined(program_result result)
{
    ck_assert_msg(result.status == 0, "%s", result.err);
    free_result(&result);
    bp_layer_clear(&made);
    ck_bp_ok(context, bp_layer_read(context, at("out.gpkg"), NULL, &made));
    ck_assert_int_eq(made.table.n_rows, 3);
    remove(at("out.gpkg"));
}

static const bp_column *column(const char *name)
{
    int i = bp_table_find(&made.table, name);
    ck_assert_msg(i >= 0, "there is no column %s", name);
    return &made.table.columns[i];
}

/* A column's three numbers; NAN: missing. */
static void ck_numbers(const char *name, double a, double b, double c)
{
    const double expected[] = {a, b, c};
    const bp_column *found = column(name);
    for (int i = 0; i < 3; i++) {
        ck_assert_msg(bp_column_is_valid(found, i) == !isnan(expected[i]), "%s, row %d", name, i);
        if (isnan(expected[i]))
            continue;
        double value = found->type == BP_COLUMN_INTEGER ? (double)found->integer[i] : found->real[i];
        ck_assert_msg(fabs(value - expected[i]) <= 1e-12 * fmax(1.0, fabs(expected[i])), "%s, row %d: %.17g",
                      name, i, value);
    }
}

static void ck_texts(const char *name, const char *a, const char *b, const char *c)
{
    const char *const expected[] = {a, b, c};
    for (int i = 0; i < 3; i++) {
        const char *found = bp_column_text_at(column(name), i);
        ck_assert_str_eq(found ? found : "(missing)", expected[i] ? expected[i] : "(missing)");
    }
}

START_TEST(points_are_counted_and_summed)
{
    ck_joined(call_join("points.csv", XY, "--count", "--sum", "pupils", "--per-1000", "people", NULL));
    ck_numbers("count", 2, 2, 0);
    ck_numbers("sum_pupils", 14, 20, 0);
    ck_numbers("count_per_1000", 10, NAN, NAN);
    ck_numbers("sum_pupils_per_1000", 70, NAN, NAN);
    ck_texts("id", "A", "B", "C");
    ck_joined(call_join("points.csv", XY, "--count", "--per-km2", "--name", "schools", NULL));
    ck_numbers("schools_count_per_km2", 20000, 20000, 0);
}
END_TEST

START_TEST(points_have_means_and_extremes)
{
    ck_joined(call_join("points.csv", XY, "--mean", "pupils", "--median", "pupils", "--min", "pupils", NULL));
    ck_numbers("mean_pupils", 7, 20, NAN);
    ck_numbers("median_pupils", 7, 20, NAN);
    ck_numbers("min_pupils", 4, 20, NAN);
    ck_joined(
        call_join("points.csv", XY, "--max", "pupils", "--distinct", "kind", "--distinct", "pupils", NULL));
    ck_numbers("max_pupils", 10, 20, NAN);
    ck_numbers("distinct_kind", 1, 2, 0);
    ck_numbers("distinct_pupils", 2, 1, 0);
}
END_TEST

START_TEST(nearest_and_within_are_from_the_centroid)
{
    ck_joined(call_join("points.csv", XY, "--nearest", "--nearest-id", "id", "--within", "6", NULL));
    ck_numbers("nearest", 0, 0, 10);
    ck_texts("nearest_id", "p1", "p2", "p2");
    ck_numbers("within_6", 3, 2, 0);
}
END_TEST

START_TEST(lines_are_measured)
{
    ck_joined(call_join("lines.geojson", "--length", "--per-km2", NULL));
    ck_numbers("length", 10, 10, 5);
    ck_numbers("length_per_km2", 1e5, 1e5, 5e4);
}
END_TEST

START_TEST(amounts_are_shared_out_by_area)
{
    ck_joined(call_join("polygons.geojson", "--interpolate", "amount", "--extensive", "--largest", "label",
                        "--covered", NULL));
    ck_numbers("interpolate_amount", 50, 50, 30);
    ck_texts("largest_label", "west", "west", "east");
    ck_numbers("largest_label_share", 1, 1, 0.5);
    ck_numbers("covered", 1, 1, 0.5);
    ck_joined(call_join("polygons.geojson", "--interpolate", "amount", "--extensive", "--least-covered",
                        "0.6", NULL));
    ck_numbers("interpolate_amount", 50, 50, NAN);
    ck_joined(call_join("polygons.geojson", "--interpolate", "amount", "--intensive", NULL));
    ck_numbers("interpolate_amount", 100, 100, 30);
}
END_TEST

START_TEST(amounts_are_shared_out_by_people)
{
    static char file[1024];
    put_layer("blocks.geojson", box("\"n\":8", 0, 10), box("\"n\":2", 10, 20), box("\"n\":null", 20, 30));
    snprintf(file, sizeof file, "%s", at("blocks.geojson"));
    ck_joined(call_join("polygons.geojson", "--interpolate", "amount", "--extensive", "--by", "population",
                        "--population", file, "--population-column", "n", NULL));
    ck_numbers("interpolate_amount", 80, 20, 30);
    put_file(at("homes.geojson"),
             LAYER_MEMBER "{\"type\":\"Feature\",\"properties\":{},\"geometry\":{\"type\":\"MultiPoint\","
                          "\"coordinates\":[[1,1],[2,2],[3,3],[11,1]]}}]}\n");
    snprintf(file, sizeof file, "%s", at("homes.geojson"));
    ck_joined(
        call_join("polygons.geojson", "--interpolate", "amount", "--extensive", "--population", file, NULL));
    ck_numbers("interpolate_amount", 75, 25, 30);
}
END_TEST

START_TEST(a_raster_says_where_people_are)
{
    static char file[1024];
    snprintf(file, sizeof file, "%s", at("grid.asc"));
    ck_joined(call_join("polygons.geojson", "--interpolate", "amount", "--extensive", "--population", file,
                        "--population-crs", "3857", NULL));
    ck_numbers("interpolate_amount", 100.0 * 100 / 290, 100.0 * 190 / 290, 30);
    program_result result = call_join("polygons.geojson", "--interpolate", "amount", "--extensive",
                                      "--population", file, "--population-crs", "3857", NULL);
    ck_ended(
        &result, 0,
        "brandpunt: warning: grid.asc: has values in a part only of 1 of 2 polygons of polygons.geojson; "
        "nobody is taken to live in the rest\n"
        "brandpunt: warning: polygons.geojson: 1 of 3 polygons have no population of grid.asc in them and "
        "are shared out by area\n"
        "brandpunt: warning: polygons.geojson: covers 83.3333 % of the units' area; 1 of 3 units lie in "
        "it for a part, 0 not at all\n");
    ck_joined(result);
    put_file(at("grid.asc"), "ncols 2\nnrows 1\nxllcorner 500\nyllcorner 500\ncellsize 5\n1 2\n");
    ck_join_refused(
        call_join("polygons.geojson", "--interpolate", "amount", "--extensive", "--population", file,
                  "--population-crs", "3857", NULL),
        1,
        "brandpunt: grid.asc: nobody of it lies in the polygons of polygons.geojson; is it of the same "
        "place?\n");
}
END_TEST

START_TEST(what_overlaps_covers_once)
{
    put_layer("polygons.geojson", box("\"nr\":1", 0, 5), box("\"nr\":2", 0, 5), box("\"nr\":3", 3, 13));
    program_result result = call_join("polygons.geojson", "--covered", NULL);
    ck_ended(
        &result, 0,
        "brandpunt: warning: polygons.geojson: pairs of its polygons that overlap each other: 3; what they "
        "cover counts once, their values count each\n"
        "brandpunt: warning: polygons.geojson: covers 43.3333 % of the units' area; 1 of 3 units lie in it "
        "for a part, 1 not at all\n");
    ck_joined(result);
    ck_numbers("covered", 1, 0.3, 0);
}
END_TEST

START_TEST(distances_from_afar_are_warned_of)
{
    put_file(at("points.csv"), "x,y\n105,205\n115,205\n");
    program_result result = call_join("points.csv", XY, "--nearest", "--format", "json", NULL);
    ck_ended(&result, 0,
             "brandpunt: warning: points.csv: lies apart from the units: x 105 to 115, y 205 to 205 in "
             "EPSG:3857, and the units x 0 to 30, y 0 to 10 in EPSG:3857; its coordinates look like "
             "EPSG:3857 (Web "
             "Mercator) or another projection in metres; distances are measured all the same\n");
    json_t *report = json_loads(result.out, 0, NULL);
    ck_assert(json_is_null(json_object_get(report, "outside")));
    json_decref(report);
    ck_joined(result);
    ck_numbers("nearest", hypot(100, 200), hypot(90, 200), hypot(80, 200));
    put_file(at("points.csv"), "x,y\n5,25\n6,28\n");
    ck_join_refused(
        call_join("points.csv", XY, "--within", "5", NULL), 1,
        "brandpunt: points.csv: lies apart from the units: x 5 to 6, y 25 to 28 in EPSG:3857, and the units "
        "x 0 to 30, y 0 to 10 in EPSG:3857; its coordinates look like EPSG:4326 (WGS84): degrees; with x "
        "and y swapped they would meet: name x and y the other way round, or mend the file\n");
}
END_TEST

START_TEST(codes_in_pixels_are_refused)
{
    put_file(at("grid.asc"), "ncols 2\nnrows 1\nxllcorner 0\nyllcorner 0\ncellsize 10\n1 -99997\n");
    ck_join_refused(
        call_join("grid.asc", "--crs", "3857", "--zonal", "mean", NULL), 1,
        "brandpunt: grid.asc: found -99997 in pixels, which is a code for a missing value; set it as such "
        "with gdal_edit.py -a_nodata\n");
    ck_join_refused(
        call_join("grid.asc", "--crs", "3857", "--zonal", "mean", "--missing", "-99997", NULL), 1,
        "brandpunt: grid.asc: holds a raster, of which missing is not looked at; a pixel has no value "
        "where the file says so: set that with gdal_edit.py -a_nodata\n");
}
END_TEST

START_TEST(pixels_have_statistics)
{
    ck_joined(call_join("grid.asc", "--crs", "3857", "--zonal", "mean,sum,min,max,stdev,above=20",
                        "--covered", NULL));
    ck_numbers("mean", 25, 190.0 / 3, NAN);
    ck_numbers("sum", 100, 190, NAN);
    ck_numbers("min", 10, 40, NAN);
    ck_numbers("max", 40, 80, NAN);
    ck_numbers("stdev", sqrt(125), sqrt(2600.0 / 9), NAN);
    ck_numbers("above_20", 0.5, 1, NAN);
    ck_numbers("covered", 1, 0.75, 0);
}
END_TEST

START_TEST(another_crs_is_brought_along)
{
    /* The middle of unit A, in degrees. */
    double xy[] = {5, 5};
    bp_crs metres = BP_CRS_INIT, degrees = BP_CRS_INIT;
    ck_bp_ok(context, bp_crs_parse(context, "EPSG:3857", "the test", &metres));
    ck_bp_ok(context, bp_crs_parse(context, "EPSG:4326", "the test", &degrees));
    ck_bp_ok(context, bp_crs_transform(context, &metres, &degrees, "the test", xy, 1, NULL));
    char *text = bp_text_format("lon,lat\n%.12f,%.12f\n", xy[0], xy[1]);
    put_file(at("degrees.csv"), text);
    program_result result = call_join("degrees.csv", "--x", "lon", "--y", "lat", "--crs", "EPSG:4326",
                                      "--count", "--format", "json", NULL);
    json_t *report = json_loads(result.out, 0, NULL);
    ck_json_text(report, "crs", "EPSG:4326");
    ck_assert_ptr_nonnull(json_string_value(json_object_get(report, "operation")));
    json_decref(report);
    ck_joined(result);
    ck_numbers("count", 1, 0, 0);
    free(text);
    bp_crs_clear(&metres);
    bp_crs_clear(&degrees);
}
END_TEST

START_TEST(the_report_accounts_for_all)
{
    program_result result = call_join("points.csv", XY, "--sum", "pupils", NULL);
    ck_assert_ptr_nonnull(strstr(result.out, "  points                 6\n"
                                             "  without geometry       1\n"
                                             "  outside all units      1\n"
                                             "  crs                    EPSG:3857\n\n"
                                             "  column                      total       in units        "
                                             "outside  missing\n"
                                             "  sum_pupils                     46             34             "
                                             "12        0\n"));
    ck_joined(result);
    result = call_join("points.csv", XY, "--sum", "pupils", "--format", "json", NULL);
    json_t *report = json_loads(result.out, 0, NULL);
    ck_json_text(report, "kind", "points");
    ck_json_number(report, "rows", 6);
    ck_json_number(report, "outside", 1);
    ck_json_number(report, "rows_without_geometry", 1);
    json_t *account = json_array_get(json_object_get(report, "columns"), 0);
    ck_json_number(account, "total", 46);
    ck_json_number(account, "inside", 34);
    ck_json_number(account, "outside", 12);
    ck_json_number(account, "rows_without_value", 1);
    json_decref(report);
    ck_joined(result);
}
END_TEST

START_TEST(it_warns_of_what_is_left_out)
{
    program_result result = call_join("points.csv", XY, "--sum", "pupils", NULL);
    ck_ended(
        &result, 0,
        "brandpunt: warning: points.csv: 2 of 6 rows (33.33 %) lie in no unit (1 outside all, 1 without a "
        "point) and count for none\n"
        "brandpunt: warning: points.csv, column 'pupils': 1 points in units have no value and count for "
        "nothing\n");
    ck_joined(result);
    result = call_join("polygons.geojson", "--covered", NULL);
    ck_ended(
        &result, 0,
        "brandpunt: warning: polygons.geojson: covers 83.3333 % of the units' area; 1 of 3 units lie in it "
        "for a part, 0 not at all\n");
    ck_joined(result);
}
END_TEST

START_TEST(long_names_take_a_line_of_their_own)
{
    program_result result = call_join("points.csv", XY, "--count", "--name", "what_somebody_counted", NULL);
    char *line = bp_text_format("\n  what_somebody_counted_count\n%35d%15d%15d%9d\n", 6, 4, 2, 0);
    ck_assert_msg(strstr(result.out, line), "%s", result.out);
    free(line);
    ck_joined(result);
}
END_TEST

START_TEST(weights_are_written)
{
    static char file[1024];
    snprintf(file, sizeof file, "%s", at("weights.csv"));
    ck_joined(call_join("polygons.geojson", "--interpolate", "amount", "--extensive", "--weights", file,
                        "--with-id", "label", "--id", "id", NULL));
    char *text = get_file(file, NULL);
    ck_assert_str_eq(text, "source,unit,area_m2,weight,source_share,unit_share\n"
                           "west,A,100,100,0.5,1\nwest,B,100,100,0.5,1\neast,C,50,50,1,0.5\n");
    free(text);
}
END_TEST

START_TEST(geojson_is_written_by_extension)
{
    static char units[1024], points[1024], out[1024];
    snprintf(units, sizeof units, "%s", at("units.geojson"));
    snprintf(points, sizeof points, "%s", at("points.csv"));
    snprintf(out, sizeof out, "%s", at("out.geojson"));
    const char *arguments[] = {"join", units, points, out, XY, "--count", NULL};
    program_result result = call_program(arguments, NULL);
    ck_assert_int_eq(result.status, 0);
    free_result(&result);
    json_t *root = read_json(out);
    ck_assert_uint_eq(json_array_size(json_object_get(root, "features")), 3);
    json_decref(root);
}
END_TEST

START_TEST(files_are_not_overwritten_unasked)
{
    static char units[1024], points[1024], out[1024];
    put_file(at("out.gpkg"), "mine");
    program_result result = call_join("points.csv", XY, "--count", NULL);
    ck_ended(&result, 3,
             "brandpunt: out.gpkg: there is such a file already; name another, or --overwrite it\n");
    free_result(&result);
    char *text = get_file(at("out.gpkg"), NULL);
    ck_assert_str_eq(text, "mine");
    free(text);
    ck_joined(call_join("points.csv", XY, "--count", "--overwrite", NULL));
    snprintf(units, sizeof units, "%s", at("units.geojson"));
    snprintf(points, sizeof points, "%s", at("points.csv"));
    snprintf(out, sizeof out, "%s", at("link.geojson"));
    ck_assert_int_eq(symlink(units, out), 0);
    const char *arguments[] = {"join", units, points, out, XY, "--count", "--overwrite", NULL};
    result = call_program(arguments, NULL);
    ck_ended(&result, 3,
             "brandpunt: link.geojson: is read by this join and never written over; name another file\n");
    free_result(&result);
}
END_TEST

START_TEST(wrong_combinations_say_what_is_right)
{
    ck_join_refused(
        call_join("points.csv", XY, "--length", NULL), 1,
        "brandpunt: points.csv: holds points, and length goes with lines; with points go count, sum, "
        "mean, median, min, max, distinct, nearest and within\n");
    ck_join_refused(
        call_join("lines.geojson", "--count", NULL), 1,
        "brandpunt: lines.geojson: holds lines, and count goes with points; with lines go length\n");
    ck_join_refused(call_join("polygons.geojson", NULL), 2,
                    "brandpunt: join: nothing is asked for; polygons.geojson holds polygons, with which go "
                    "interpolate, largest and covered\n");
    ck_join_refused(
        call_join("polygons.geojson", "--interpolate", "amount", NULL), 2,
        "brandpunt: join: --interpolate takes one of --extensive (counts and amounts, which add up) and "
        "--intensive (rates and means, which do not)\n");
    ck_join_refused(
        call_join("grid.asc", "--crs", "3857", "--zonal", "meen", NULL), 2,
        "brandpunt: join: --zonal: found 'meen', expected some of mean, sum, min, max, stdev, above=T and "
        "covered, with commas; nearest: 'mean'\n");
    ck_join_refused(call_join("points.csv", XY, "--count", "--weights", "w.csv", NULL), 2,
                    "brandpunt: points.csv: holds points; --weights goes with polygons\n");
    ck_join_refused(call_join("points.csv", XY, "--within", "0", NULL), 2,
                    "brandpunt: join: --within: found '0', expected a number of metres above 0\n");
    ck_join_refused(call_join("points.csv", "--count", "--point", "surface", NULL), 2,
                    "brandpunt: join: --point goes with --nearest or --within\n");
    ck_join_refused(
        call_join("points.csv", XY, "--mean", "pupils", "--per-km2", NULL), 1,
        "brandpunt: points.csv: nothing that is asked for is an amount, to be told per 1,000 residents or "
        "per km2; count, sum, distinct, length and extensive values are\n");
    ck_join_refused(call_join("points.csv", XY, "--count", "--band", "2", NULL), 1,
                    "brandpunt: points.csv: holds points; band goes with a raster\n");
}
END_TEST

START_TEST(columns_that_do_not_serve_are_refused)
{
    ck_join_refused(call_join("points.csv", XY, "--sum", "pupil", NULL), 1,
                    "brandpunt: points.csv: there is no column 'pupil'; nearest: 'pupils'\n");
    ck_join_refused(call_join("points.csv", XY, "--sum", "kind", NULL), 1,
                    "brandpunt: points.csv, column 'kind', row 1: 'x' is not a number; if it stands for a "
                    "missing value, list it under --missing\n");
    put_layer("polygons.geojson", box("\"amount\":-5", 0, 20), box("\"amount\":1", 20, 25),
              box("\"amount\":1", 25, 30));
    ck_join_refused(
        call_join("polygons.geojson", "--interpolate", "amount", "--extensive", NULL), 1,
        "brandpunt: polygons.geojson, column 'amount', row 1: found -5, expected 0 or more: it is an amount "
        "to be shared out; if it is a code for a missing value, list it as missing\n");
    put_layer("polygons.geojson", box("\"amount\":-99997", 0, 20), box("\"amount\":1", 20, 25),
              box("\"amount\":1", 25, 30));
    ck_join_refused(
        call_join("polygons.geojson", "--interpolate", "amount", "--intensive", NULL), 1,
        "brandpunt: polygons.geojson, column 'amount', row 1: found -99997, which is a code for a missing "
        "value; list it as missing\n");
    ck_joined(
        call_join("polygons.geojson", "--interpolate", "amount", "--intensive", "--missing=-99997", NULL));
    ck_numbers("interpolate_amount", NAN, NAN, 1);
    put_layer("units.geojson", box("\"Count\":1", 0, 10), box("\"Count\":1", 10, 20),
              box("\"Count\":1", 20, 30));
    ck_join_refused(
        call_join("points.csv", XY, "--count", NULL), 1,
        "brandpunt: units.geojson: has a column 'Count' already; put another name in front of the new ones "
        "with --name\n");
}
END_TEST

START_TEST(places_that_do_not_meet_are_refused)
{
    put_file(at("points.csv"), "x,y\n4.9,52.37\n5.1,52.1\n");
    ck_join_refused(
        call_join("points.csv", XY, "--count", NULL), 1,
        "brandpunt: points.csv: lies apart from the units: x 4.9 to 5.1, y 52.1 to 52.37 in EPSG:3857, and "
        "the units x 0 to 30, y 0 to 10 in EPSG:3857; its coordinates look like EPSG:4326 (WGS84): degrees "
        "around the Netherlands\n");
    put_file(at("points.csv"), "x,y\n5,25\n6,28\n");
    ck_join_refused(
        call_join("points.csv", XY, "--count", NULL), 1,
        "brandpunt: points.csv: lies apart from the units: x 5 to 6, y 25 to 28 in EPSG:3857, and the units "
        "x 0 to 30, y 0 to 10 in EPSG:3857; its coordinates look like EPSG:4326 (WGS84): degrees; with x "
        "and "
        "y swapped they would meet: name x and y the other way round, or mend the file\n");
    put_file(at("grid.asc"), "ncols 2\nnrows 1\nxllcorner 500\nyllcorner 500\ncellsize 5\n1 2\n");
    ck_join_refused(
        call_join("grid.asc", "--crs", "3857", "--zonal", "mean", NULL), 1,
        "brandpunt: grid.asc: lies apart from the units: none of the 3 meets the raster, which is in "
        "EPSG:3857; is it of the same place?\n");
}
END_TEST

START_TEST(coordinates_that_mean_nothing_are_refused)
{
    put_file(at("units.geojson"),
             "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"properties\":{},"
             "\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[4,52],[5,52],[5,53],[4,53],[4,52]]]}}]}");
    ck_join_refused(
        call_join("points.csv", XY, "--count", NULL), 1,
        "brandpunt: units.geojson: the units are in degrees (EPSG:4326), and areas and distances need "
        "metres; "
        "bring them to a projected CRS first, with ogr2ogr -t_srs EPSG:28992 OUT IN for the Netherlands or "
        "EPSG:3035 for Europe\n");
    put_units();
    ck_join_refused(
        call_join("points.csv", "--count", NULL), 1,
        "brandpunt: points.csv: has no geometry; name the columns that hold coordinates as x and y, and "
        "their coordinate reference system as crs\n");
    ck_join_refused(call_join("points.csv", "--count", "--x", "x", "--y", "y", NULL), 2,
                    "brandpunt: join: --x goes with --crs\n");
    ck_join_refused(
        call_join("lines.geojson", "--length", "--crs", "EPSG:3035", NULL), 1,
        "brandpunt: lines.geojson: is in EPSG:3857, and crs says EPSG:3035; leave crs out, or set the file "
        "right with ogr2ogr -a_srs\n");
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("join");
    TCase *values = tcase_create("values"), *refusals = tcase_create("refusals");
    tcase_add_checked_fixture(values, set_up_joins, tear_down);
    tcase_add_checked_fixture(refusals, set_up_joins, tear_down);
    tcase_set_timeout(values, 60);
    tcase_set_timeout(refusals, 60);
    tcase_add_test(values, points_are_counted_and_summed);
    tcase_add_test(values, points_have_means_and_extremes);
    tcase_add_test(values, nearest_and_within_are_from_the_centroid);
    tcase_add_test(values, what_overlaps_covers_once);
    tcase_add_test(values, distances_from_afar_are_warned_of);
    tcase_add_test(values, codes_in_pixels_are_refused);
    tcase_add_test(values, lines_are_measured);
    tcase_add_test(values, amounts_are_shared_out_by_area);
    tcase_add_test(values, amounts_are_shared_out_by_people);
    tcase_add_test(values, a_raster_says_where_people_are);
    tcase_add_test(values, pixels_have_statistics);
    tcase_add_test(values, another_crs_is_brought_along);
    tcase_add_test(values, the_report_accounts_for_all);
    tcase_add_test(values, it_warns_of_what_is_left_out);
    tcase_add_test(values, long_names_take_a_line_of_their_own);
    tcase_add_test(values, weights_are_written);
    tcase_add_test(values, geojson_is_written_by_extension);
    tcase_add_test(refusals, files_are_not_overwritten_unasked);
    tcase_add_test(refusals, wrong_combinations_say_what_is_right);
    tcase_add_test(refusals, columns_that_do_not_serve_are_refused);
    tcase_add_test(refusals, places_that_do_not_meet_are_refused);
    tcase_add_test(refusals, coordinates_that_mean_nothing_are_refused);
    suite_add_tcase(suite, values);
    suite_add_tcase(suite, refusals);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
