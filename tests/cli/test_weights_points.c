/* brandpunt weights --point population: where the residents of a unit are. */
#include "tests/cli/program.h"

#include "geo/write.h"

static void write_squares(const char *name, double (*corners)[2], double size, const char *const *texts,
                          const char *column, int n)
{
    bp_layer layer = BP_LAYER_INIT;
    for (int i = 0; i < n; i++) {
        add_square(&layer.polygons, corners[i][0], corners[i][1], size);
        end_unit(&layer.polygons, true);
    }
    layer.table.n_rows = n;
    ck_bp_ok(context, bp_table_add_text(context, &layer.table, column, texts));
    ck_bp_ok(context, bp_crs_parse(context, "EPSG:28992", "test", &layer.crs));
    ck_bp_ok(context, bp_layer_write(context, &layer, at(name), "layer"));
    bp_layer_clear(&layer);
}

/* Three squares of 1 km side by side, a to c. */
static void set_up_units(void)
{
    static double corners[][2] = {{154900, 462500}, {155900, 462500}, {156900, 462500}};
    static const char *const codes[] = {"a", "b", "c"};
    set_up();
    write_squares("units.gpkg", corners, 1000, codes, "code", 3);
}

/* Points in RD, or in longitude and latitude. A text is a property as GeoJSON has it. */
static void write_points(const char *name, const char *crs, double (*xy)[2], const char *const *residents,
                         int n)
{
    char text[4096];
    int used = snprintf(text, sizeof text, "{\"type\": \"FeatureCollection\",%s \"features\": [", crs);
    for (int i = 0; i < n; i++)
        used += snprintf(text + used, sizeof text - (size_t)used,
                         "%s{\"type\": \"Feature\", \"properties\": {\"residents\": %s}, \"geometry\": "
                         "{\"type\": \"Point\", \"coordinates\": [%.10f, %.10f]}}",
                         i ? "," : "", residents[i], xy[i][0], xy[i][1]);
    snprintf(text + used, sizeof text - (size_t)used, "]}");
    put_file(at(name), text);
}

static const char rd[] =
    "\"crs\": {\"type\": \"name\", \"properties\": {\"name\": \"urn:ogc:def:crs:EPSG::28992\"}},";

/* In a: 300 at 900 m and 100 at 100 m from its left side, so that its point is at 700 m. In b nobody; in c 50
 * at 100 m, and a row that is not known; one is far away. */
static double places[][2] = {{155800, 463000}, {155000, 463000}, {157000, 463000},
                             {157500, 463000}, {156400, 463000}, {190000, 463000}};
static const char *const residents[] = {"300", "100", "50", "null", "0", "7"};
enum { N_PLACES = 6 };

static program_result weights(const char *centres, const char *const *more)
{
    char *units = bp_text_format("%s/units.gpkg", scratch), *out = bp_text_format("%s/out.csv", scratch),
         *finer = bp_text_format("%s/%s", scratch, centres);
    const char *arguments[MOST_ARGUMENTS + 1] = {
        "weights",    units, out,    "--band",    "5000", "--weight",    "distance", "--point",
        "population", "-i",  "code", "--centres", finer,  "--residents", "residents"};
    for (int n = 15, k = 0; more && more[k]; k++)
        arguments[n++] = more[k];
    unlink(out);
    program_result result = call_program(arguments, NULL);
    free(units);
    free(out);
    free(finer);
    return result;
}

static const char warnings[] =
    "brandpunt: warning: %s: 1 of 6 rows lie in no unit and count for none\n"
    "brandpunt: warning: %s: 1 of 6 rows have no value in 'residents' and do not count\n"
    "brandpunt: warning: %s: 1 of 3 units hold nothing of 'residents' and keep their centroid: b\n";

static void check_links(const program_result *result, const char *name)
{
    char *expected = bp_text_format(warnings, name, name, name);
    ck_ended(result, 0, expected);
    free(expected);
    ck_assert_ptr_nonnull(
        strstr(result->out, "\n  points       means of 3 rows weighted by residents, 1 units by centroid\n"));
    /* The points are at 155600, 156400 (the centroid) and 157000. */
    char *file = get_file(at("out.csv"), NULL);
    ck_assert_str_eq(file, "from,to,weight,distance_m\na,b,800,800\na,c,1400,1400\nb,a,800,800\nb,c,600,600\n"
                           "c,a,1400,1400\nc,b,600,600\n");
    free(file);
}

START_TEST(points_weigh_by_hand)
{
    write_points("finer.geojson", rd, places, residents, N_PLACES);
    program_result result = weights("finer.geojson", NULL);
    check_links(&result, "finer.geojson");
    free_result(&result);
}
END_TEST

/* Squares of 20 m around the same places. */
START_TEST(polygons_stand_for_a_point_on_them)
{
    double corners[N_PLACES][2];
    const char *texts[N_PLACES];
    for (int i = 0; i < N_PLACES; i++) {
        corners[i][0] = places[i][0] - 10;
        corners[i][1] = places[i][1] - 10;
        texts[i] = strcmp(residents[i], "null") == 0 ? "-99997" : residents[i];
    }
    write_squares("finer.gpkg", corners, 20, texts, "residents", N_PLACES);
    program_result result = weights("finer.gpkg", NULL);
    ck_ended(
        &result, 1,
        "brandpunt: finer.gpkg, column 'residents', row 4: found the weight -99997, expected 0 or more; a "
        "code for a missing value is named with --missing\n");
    free_result(&result);
    char *units = bp_text_format("%s/units.gpkg", scratch), *out = bp_text_format("%s/out.csv", scratch),
         *finer = bp_text_format("%s/finer.gpkg", scratch);
    result = call_program((const char *const[]){"weights", units, out, "--band=5000", "--weight=distance",
                                                "--point=population", "-i", "code", "--centres", finer,
                                                "--residents", "residents", "--missing", "-1,-99997", NULL},
                          NULL);
    check_links(&result, "finer.gpkg");
    free_result(&result);
    free(units);
    free(out);
    free(finer);
}
END_TEST

/* The origin of the Dutch grid, (155000, 463000), in longitude and latitude. */
START_TEST(another_system_is_transformed)
{
    static double amersfoort[][2] = {{5.38720621, 52.15517440}};
    write_points("finer.geojson", "", amersfoort, residents, 1);
    program_result result = weights("finer.geojson", (const char *const[]){"--quiet", NULL});
    ck_ended(&result, 0, "");
    char *file = get_file(at("out.csv"), NULL), *link = strstr(file, "a,b,");
    ck_assert_ptr_nonnull(link);
    ck_assert_double_eq_tol(strtod(link + 4, NULL), 1400, 0.5);
    free(file);
    free_result(&result);
}
END_TEST

START_TEST(what_cannot_be_used_is_said)
{
    static double far[][2] = {{5.0, 40.0}};
    write_points("far.geojson", "", far, residents, 1);
    program_result result = weights("far.geojson", NULL);
    ck_ended(&result, 1,
             "brandpunt: far.geojson: none of its 1 rows lies in a unit and has a 'residents' above 0; is it "
             "of the same place, in the coordinate system that it says?\n");
    free_result(&result);
    write_points("negative.geojson", rd, places, (const char *const[]){"5", "-2.5"}, 2);
    result = weights("negative.geojson", NULL);
    ck_ended(&result, 1,
             "brandpunt: negative.geojson, column 'residents', row 2: found the weight -2.5, expected 0 or "
             "more; a code for a missing value is named with --missing\n");
    free_result(&result);
    bp_layer bare = BP_LAYER_INIT;
    add_square(&bare.polygons, 154990, 462990, 20);
    end_unit(&bare.polygons, true);
    bare.table.n_rows = 1;
    ck_bp_ok(context, bp_table_add_text(context, &bare.table, "residents", (const char *const[]){"9"}));
    ck_bp_ok(context, bp_layer_write(context, &bare, at("bare.shp"), "bare"));
    bp_layer_clear(&bare);
    result = weights("bare.shp", NULL);
    ck_ended(&result, 1,
             "brandpunt: bare.shp has no coordinate system, and units.gpkg has one; the coordinates of the "
             "first look "
             "like EPSG:28992 (RD New): metres in the range of the Dutch grid: give it its own (ogr2ogr "
             "-a_srs EPSG:CODE "
             "OUT IN), or add --planar to take the coordinates as they are\n");
    free_result(&result);
    result = weights("none.geojson", NULL);
    ck_assert_int_eq(result.status, 1);
    ck_assert_ptr_nonnull(strstr(result.err, "none.geojson"));
    free_result(&result);
}
END_TEST

START_TEST(options_that_go_together)
{
    static const struct {
        const char *arguments[8];
        const char *message;
    } cases[] = {
        {{"weights", "x.gpkg", "--knn=2", "--point=population"},
         "weights: --point population takes the finer layer from --centres FILE and its residents from "
         "--residents COLUMN"},
        {{"weights", "x.gpkg", "--knn=2", "--centres=y.gpkg"},
         "weights: --centres, --residents and --centres-layer go with --point population"},
        {{"weights", "x.gpkg", "--queen", "--point=population", "--centres=y.gpkg", "--residents=r"},
         "weights: --point goes with --knn or --band"},
        {{"weights", "x.gpkg", "--knn=2", "--point=people"},
         "weights: --point: found 'people', expected centroid, surface or population"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *expected = bp_text_format("brandpunt: %s\n", cases[i].message);
        program_result result = call_program(cases[i].arguments, NULL);
        ck_ended(&result, 2, expected);
        free(expected);
        free_result(&result);
    }
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("weights_points");
    TCase *tests = tcase_create("weights_points");
    tcase_set_timeout(tests, 60);
    tcase_add_checked_fixture(tests, set_up_units, tear_down);
    tcase_add_test(tests, points_weigh_by_hand);
    tcase_add_test(tests, polygons_stand_for_a_point_on_them);
    tcase_add_test(tests, another_system_is_transformed);
    tcase_add_test(tests, what_cannot_be_used_is_said);
    tcase_add_test(tests, options_that_go_together);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
