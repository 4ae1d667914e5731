/* Studies whose data stands elsewhere: in archives, behind URLs, at services. */
#include "geo/read.h"
#include "tests/cli/country.h"
#include "tests/support/http_server.h"
#include "tests/support/zip_file.h"

static helper_process server;
static int port;
static char served[256];

static void start_serving(void)
{
    const char *base = getenv("TMPDIR");
    snprintf(served, sizeof served, "%s/brandpunt-served-XXXXXX", base ? base : "/tmp");
    ck_assert_ptr_nonnull(mkdtemp(served));
    ck_assert_int_ne(start_http_server(served, &server), 0);
    port = atoi(server.said);
}

static void stop_serving(void)
{
    stop_helper(&server);
    remove_tree(served);
}

/* The study with its units' source replaced. `more` are further keys. */
static void write_study_from(const char *source, const char *more)
{
    char *units = bp_text_format("units: {source: \"%s\", %s", source, more);
    write_study("units: {source: units.geojson, ", units);
    free(units);
}

static void serve_units(void)
{
    size_t n = 0;
    char path[512], *bytes = get_file(at("units.geojson"), &n);
    snprintf(path, sizeof path, "%s/units.geojson", served);
    put_bytes(path, bytes, n);
    free(bytes);
}

static void run_well(const char *output)
{
    program_result result = run_country(output, NULL, NULL, NULL);
    ck_assert_msg(result.status == 0, "exit status %d: %s", result.status, result.err);
    ck_assert_ptr_null(strstr(result.out, "open-sesame"));
    ck_assert_ptr_null(strstr(result.err, "open-sesame"));
    free_result(&result);
}

static void ck_same_output(const char *name)
{
    char *one = bp_text_format("%s/file/%s", scratch, name),
         *other = bp_text_format("%s/elsewhere/%s", scratch, name);
    ck_same_files(one, other);
    free(one);
    free(other);
}

/* A run on data from elsewhere gives what a run on files gives, and keeps the password to itself. */
START_TEST(units_behind_a_url)
{
    char source[128];
    write_country(NULL);
    serve_units();
    run_well("file");
    snprintf(source, sizeof source, "http://clerk:open-sesame@127.0.0.1:%d/file/units.geojson?token=abcdef",
             port);
    write_study_from(source, "timeout: 20, ");
    run_well("elsewhere");
    ck_same_output("units.gpkg");
    ck_same_output("areas.csv");
    ck_same_output("focus_areas.geojson");
    char *text = get_file(at("elsewhere/run.json"), NULL);
    ck_assert_ptr_null(strstr(text, "open-sesame"));
    ck_assert_ptr_null(strstr(text, "abcdef"));
    free(text);
    json_t *root = read_json(at("elsewhere/run.json"));
    ck_json_text(root, "inputs.1.role", "units");
    ck_json_text(root, "inputs.1.sha256_of", "content");
    snprintf(source, sizeof source, "http://clerk:***@127.0.0.1:%d/file/units.geojson?token=***", port);
    ck_json_text(root, "inputs.1.file", source);
    ck_json_text(root, "study.units.source", source);
    ck_assert_ptr_null(json_object_get(json_at(root, "inputs.0"), "sha256_of"));
    json_decref(root);
}
END_TEST

START_TEST(units_in_an_archive)
{
    size_t n = 0;
    char digest[65];
    write_country(NULL);
    run_well("file");
    char *bytes = get_file(at("units.geojson"), &n);
    const zip_entry entries[] = {{"other.csv", "a\n1\n", 4}, {"maps/units.geojson", bytes, n}};
    put_zip(at("units.zip"), entries, 2);
    free(bytes);
    write_study_from("units.zip/maps/units.geojson", "");
    run_well("elsewhere");
    ck_same_output("units.gpkg");
    ck_same_output("areas.csv");
    json_t *root = read_json(at("elsewhere/run.json"));
    ck_bp_ok(context, bp_file_sha256(context, at("units.zip"), digest));
    ck_json_text(root, "inputs.1.sha256", digest);
    ck_assert_ptr_null(json_object_get(json_at(root, "inputs.1"), "sha256_of"));
    json_decref(root);
}
END_TEST

/* What is wrong with a study's source, and what is said of it; %d is the port. */
static const struct {
    const char *source, *more, *err;
} refused[] = {
    {"WFS:http://clerk:open-sesame@127.0.0.1:%d/status/403", "",
     "brandpunt: study.yaml:2: units.source: WFS:http://clerk:***@127.0.0.1:%d/status/403: the service "
     "cannot be "
     "read: HTTP status 403 from "
     "http://clerk:***@127.0.0.1:%d/status/403?SERVICE=WFS&REQUEST=GetCapabilities; it "
     "asks for a user and password, or refuses these\n"},
    {"http://127.0.0.1:%d/slow", "timeout: 0, ",
     "brandpunt: study.yaml:2: units.timeout: found 0, expected 1 to 3600 seconds for each request\n"},
    {"units.geojson", "query: SELECT 1, ",
     "brandpunt: study.yaml:2: units.source: units.geojson: a query is for databases (PG:) only; name a "
     "layer\n"},
    {"none.zip/units.shp", "",
     "brandpunt: study.yaml:2: units.source: there is no file 'none.zip/units.shp' (looked for "
     "none.zip/units.shp)\n"},
};

START_TEST(refused_with_a_reason)
{
    char *source = bp_text_format(refused[_i].source, port),
         *expected = bp_text_format(refused[_i].err, port, port);
    write_country(NULL);
    write_study_from(source, refused[_i].more);
    program_result result = run_country("out", NULL, NULL, NULL);
    ck_ended(&result, 1, expected);
    free_result(&result);
    free(source);
    free(expected);
}
END_TEST

/* A study's files are looked for under `data`, then beside it; where one is in neither, both are told. */
START_TEST(both_places_are_told)
{
    write_country(NULL);
    change_file("study.yaml", "units.geojson", "unts.geojson");
    change_file("study.yaml", "study: Papierland\n", "study: Papierland\ndata: figures\n");
    ck_assert_int_eq(mkdir(at("figures"), 0700), 0);
    program_result result = run_country("out", NULL, NULL, NULL);
    ck_ended(&result, 1,
             "brandpunt: study.yaml:3: units.source: there is no file 'unts.geojson' (looked for "
             "figures/unts.geojson and, beside the study, unts.geojson)\n");
    free_result(&result);
}
END_TEST

START_TEST(drivers_of_a_study)
{
    write_country(NULL);
    put_file(at("units.vrt"),
             "<OGRVRTDataSource><OGRVRTLayer name=\"units\"><SrcDataSource relativeToVRT=\"1\">"
             "units.geojson</SrcDataSource><SrcLayer>buurten</SrcLayer></OGRVRTLayer></OGRVRTDataSource>");
    write_study_from("units.vrt", "");
    change_file("study.yaml", "study: Papierland\n", "study: Papierland\nallow_drivers: [VRT]\n");
    run_well("elsewhere");
    change_file("study.yaml", "[VRT]", "[DFX]");
    program_result result = run_country("out", NULL, NULL, NULL);
    ck_ended(&result, 1,
             "brandpunt: study.yaml:2: allow_drivers: there is no driver 'DFX' in this GDAL; nearest: 'DXF'; "
             "ogrinfo "
             "--formats lists them\n");
    free_result(&result);
}
END_TEST

/* A statistic may be had of a service, too: 5 areas in a row, and numbers that rise along it. Neighbours
 * differ by 100 where the mean is 200: I = (5 / 8) x 2 x (-200 x -100 + -100 x 0 + 0 x 100 + 100 x 200) /
 * 100,000 = 0.5 with binary weights. */
START_TEST(moran_of_a_service)
{
    char source[64];
    snprintf(source, sizeof source, "WFS:http://127.0.0.1:%d/wfs/paged", port);
    const char *const arguments[] = {"moran",          source, "residents", "--style", "B",
                                     "--permutations", "9",    "--format",  "json",    NULL};
    program_result result = call_program(arguments, NULL);
    ck_assert_msg(result.status == 0, "%s", result.err);
    ck_assert_msg(strstr(result.out, "0.5,") || strstr(result.out, "0.5\n"), "%s", result.out);
    free_result(&result);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("sources");
    TCase *test = tcase_create("sources");
    tcase_add_unchecked_fixture(test, start_serving, stop_serving);
    tcase_add_checked_fixture(test, set_up, tear_down);
    tcase_set_timeout(test, 60);
    tcase_add_test(test, units_behind_a_url);
    tcase_add_test(test, units_in_an_archive);
    tcase_add_loop_test(test, refused_with_a_reason, 0, (int)(sizeof refused / sizeof *refused));
    tcase_add_test(test, both_places_are_told);
    tcase_add_test(test, drivers_of_a_study);
    tcase_add_test(test, moran_of_a_service);
    suite_add_tcase(suite, test);
    return suite;
}

int main(void)
{
    if (system("python3 -c 'import http.server' 2>/dev/null") != 0)
        return 77;
    return run_suite(make_suite());
}
