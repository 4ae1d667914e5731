/* brandpunt cluster: regions of a path of six units that are worked out by hand, what is written, and what is
 * refused. tests/cli/country.h draws the map of the layer that is written with a style. */
#include "tests/cli/country.h"

#include <math.h>
#include <time.h>

/* a b c | d e f along a line; g has no value. */
static const char units[] = "id,x,people,town\n"
                            "a,1,100,north\n"
                            "b,2,200,north\n"
                            "c,3,100,north\n"
                            "d,9,300,south\n"
                            "e,9,100,south\n"
                            "f,9,100,south\n"
                            "g,,50,south\n";
static const char line[] = "0 7 units id\na 1\nb\nb 2\na c\nc 2\nb d\nd 2\nc e\ne 2\nd f\nf 2\ne g\ng 1\nf\n";
/* The link between c and d is missing. */
static const char parted[] = "0 7 units id\na 1\nb\nb 2\na c\nc 1\nb\nd 1\ne\ne 2\nd f\nf 2\ne g\ng 1\nf\n";
/* The same as the line, but for c, which does not look at d. */
static const char one_way[] =
    "0 7 units id\na 1\nb\nb 2\na c\nc 1\nb\nd 2\nc e\ne 2\nd f\nf 2\ne g\ng 1\nf\n";

static void set_up_units(void)
{
    set_up();
    put_file(at("units.csv"), units);
    put_file(at("line.gal"), line);
    put_file(at("parted.gal"), parted);
    put_file(at("one_way.gal"), one_way);
}

static program_result call_with(const char *links, const char *const *words)
{
    static char table[600], file[600];
    const char *arguments[MOST_ARGUMENTS + 1] = {"cluster", table};
    int n = 2;
    snprintf(table, sizeof table, "%s/units.csv", scratch);
    snprintf(file, sizeof file, "%s/%s.gal", scratch, links);
    for (int i = 0; words[i]; i++)
        arguments[n++] = words[i];
    arguments[n++] = "--from";
    arguments[n++] = file;
    arguments[n++] = "--id";
    arguments[n++] = "id";
    return call_program(arguments, NULL);
}

#define CALL(links, ...) call_with(links, (const char *const[]){__VA_ARGS__, NULL})

static void ck_fails(program_result result, int status, const char *err)
{
    ck_assert_str_eq(result.out, "");
    ck_ended(&result, status, err);
    free_result(&result);
}

static void ck_prints(program_result result, const char *err, const char *out)
{
    ck_ended(&result, 0, err);
    ck_assert_str_eq(without_scratch(result.out), out);
    free_result(&result);
}

/* 1 2 3 around 2 leaves 2, three times 9 leave 0; of all six from 33 / 6 it is 257 - 33 x 33 / 6 = 75.5. */
START_TEST(two_of_six)
{
    static const char *const methods[] = {"skater", "redcap", "schc"};
    char *expected =
        bp_text_format("%s of x\n"
                       "neighbours: from line.gal\n"
                       "options: --id id --from line.gal\n"
                       "standardised: none, the columns as they are\n"
                       "regions: 2 of 6 units in 1 connected part, 0 islands\n"
                       "missing: 1 unit without a value and in no region\n"
                       "explained: 97.4 %% of the sum of squares (73.5 of 75.5) lies between regions\n"
                       "joins: 80.0 %% of 5 links between neighbours within a region\n"
                       "\n"
                       "region         units            size      within SS   share\n"
                       "     1             3             400              2 100.0 %%\n"
                       "     2             3             500              0   0.0 %%\n",
                       methods[_i]);
    ck_prints(
        CALL("line", "x", "--method", methods[_i], "--k", "2", "--standardise", "none", "--size", "people"),
        "", expected);
    free(expected);
}
END_TEST

START_TEST(other_forms)
{
    ck_prints(CALL("line", "x", "--method", "skater", "--k", "2", "--standardise", "none", "--size", "people",
                   "--format", "csv"),
              "",
              "region,units,size,within_ss,parts,polsby_popper,roundness\n"
              "1,3,400,2,1,,\n2,3,500,0,1,,\n");
    program_result result =
        CALL("line", "x", "--method", "schc", "--k", "2", "--standardise", "none", "--format", "json");
    ck_assert_msg(result.status == 0, "%s", result.err);
    json_t *root = json_loads(result.out, JSON_REJECT_DUPLICATES, NULL);
    ck_assert_ptr_nonnull(root);
    ck_json_text(root, "command", "cluster");
    ck_json_text(root, "method", "schc");
    ck_json_number(root, "k", 2);
    ck_json_number(root, "units", 6);
    ck_json_number(root, "missing", 1);
    ck_json_number(root, "components", 1);
    ck_json_number(root, "within_ss", 2);
    ck_json_number(root, "total_ss", 75.5);
    ck_json_number(root, "explained", 73.5 / 75.5);
    ck_json_number(root, "regions.1.units", 3);
    ck_json_number(root, "regions.1.parts", 1);
    ck_json_number(root, "links", 5);
    ck_json_number(root, "join_ratio", 0.8);
    ck_assert(json_is_null(json_at(root, "regions.0.roundness")));
    json_decref(root);
    free_result(&result);
}
END_TEST

/* Four squares of 100 m in a row, two and two alike: of 200 by 100 m Polsby-Popper is 4 pi 20000 / 600^2 and
 * roundness 20000^2 / (2 pi 200 x 100 (200^2 + 100^2) / 12). One of the three links lies between them. */
START_TEST(shapes_of_regions)
{
    char *text =
        bp_text_copy("{\"type\": \"FeatureCollection\", \"crs\": {\"type\": \"name\", \"properties\": "
                     "{\"name\": \"urn:ogc:def:crs:EPSG::28992\"}}, \"features\": [");
    for (int u = 0; u < 4; u++) {
        int west = 100000 + 100 * u, east = west + 100;
        char *longer = bp_text_format(
            "%s%s{\"type\": \"Feature\", \"properties\": {\"id\": \"%c\", \"x\": %d}, \"geometry\": "
            "{\"type\": "
            "\"Polygon\", \"coordinates\": [[[%d,400000],[%d,400000],[%d,400100],[%d,400100],[%d,400000]]]}}",
            text, u ? "," : "", 'a' + u, u < 2 ? 1 : 9, west, east, east, west, west);
        free(text);
        text = longer;
    }
    char *whole = bp_text_format("%s]}", text);
    put_file(at("row.geojson"), whole);
    program_result result =
        call_program((const char *[]){"cluster", at("row.geojson"), "x", "--method", "skater", "--k", "2",
                                      "--standardise", "none", "--format", "json", NULL},
                     NULL);
    ck_assert_msg(result.status == 0, "%s", result.err);
    json_t *root = json_loads(result.out, JSON_REJECT_DUPLICATES, NULL);
    ck_assert_ptr_nonnull(root);
    ck_json_number(root, "join_ratio", 2.0 / 3.0);
    for (size_t r = 0; r < 2; r++) {
        json_t *region = json_array_get(json_object_get(root, "regions"), r);
        ck_assert_double_eq_tol(json_real_value(json_object_get(region, "polsby_popper")),
                                4.0 * acos(-1.0) * 20000.0 / 360000.0, 1e-9);
        ck_assert_double_eq_tol(json_real_value(json_object_get(region, "roundness")),
                                4e8 / (2.0 * acos(-1.0) * 2e4 * 5e4 / 12.0), 1e-9);
    }
    json_decref(root);
    free_result(&result);
    result = call_program((const char *[]){"cluster", at("row.geojson"), "x", "--method", "skater", "--k",
                                           "2", "--standardise", "none", NULL},
                          NULL);
    ck_assert_msg(strstr(result.out,
                         "region         units      within SS   share  Polsby-Popper  roundness\n"
                         "     1             2              0       -          0.698      0.764\n") != NULL,
                  "%s", result.out);
    free_result(&result);
    free(text);
    free(whole);
}
END_TEST

static void ck_file_is(const char *path, const char *expected)
{
    char *text = get_file(path, NULL);
    ck_assert_str_eq(text, expected);
    free(text);
}

/* --within keeps a b c | d e f apart where nothing else asks for it; a column called region is not copied. */
START_TEST(table_written)
{
    char out[600];
    snprintf(out, sizeof out, "%s/out.csv", scratch);
    program_result result = CALL("line", "x", out, "--method", "skater", "--ceiling", "1000", "--size",
                                 "people", "--within", "town");
    ck_ended(&result, 0, "");
    ck_assert_ptr_nonnull(strstr(result.out, "regions: 2 of 6 units in 2 connected parts, 0 islands\n"));
    free_result(&result);
    ck_file_is(out, "id,x,people,region\n"
                    "a,1,100,1\nb,2,200,1\nc,3,100,1\nd,9,300,2\ne,9,100,2\nf,9,100,2\ng,,50,\n");
    ck_fails(
        CALL("line", "x", out, "--method", "skater", "--k", "2"), 3,
        "brandpunt: out.csv: there is such a file already, and it is not written over; take another name\n");
    put_file(at("units.csv"), "id,x,region\na,1,1\nb,2,1\nc,3,1\nd,9,1\ne,9,1\nf,9,1\ng,,1\n");
    snprintf(out, sizeof out, "%s/more.csv", scratch);
    result = CALL("line", "x", out, "--method", "skater", "--k", "2", "--size", "region");
    ck_ended(&result, 0,
             "brandpunt: warning: column 'region' is not copied to more.csv, where a result has that name\n");
    free_result(&result);
}
END_TEST

START_TEST(islands_told)
{
    program_result result = CALL("parted", "x", "--method", "skater", "--k", "3", "--missing", "2");
    ck_ended(
        &result, 0,
        "brandpunt: warning: 2 units have no neighbour that takes part, and are each a region by themselves: "
        "a, c\n");
    ck_assert_ptr_nonnull(strstr(result.out, "regions: 3 of 5 units in 3 connected parts, 2 islands\n"));
    free_result(&result);
    result = CALL("one_way", "x", "--method", "skater", "--k", "2");
    ck_ended(&result, 0,
             "brandpunt: warning: 1 link goes one way; a region needs both ends, so it is taken both ways "
             "(--symmetric mutual leaves such links out)\n");
    ck_assert_ptr_nonnull(strstr(result.out, "regions: 2 of 6 units in 1 connected part, 0 islands\n"));
    free_result(&result);
}
END_TEST

START_TEST(methods_that_cannot_be)
{
    ck_fails(CALL("line", "x", "--method", "skatr", "--k", "2"), 2,
             "brandpunt: cluster: --method: found 'skatr', expected skater, redcap, schc, azp, maxp, scan, "
             "dbscan, "
             "hdbscan or kde (did you mean 'skater'?)\n");
    ck_fails(CALL("line", "x", "--k", "2"), 2,
             "brandpunt: cluster: --method is missing: skater, redcap, schc, azp, maxp, scan, dbscan, "
             "hdbscan or kde\n");
    ck_fails(CALL("line", "x", "--method", "skater"), 2,
             "brandpunt: cluster: how many regions? --k K says, or --ceiling C: as few as it allows\n");
    ck_fails(CALL("line", "x", "--method", "skater", "--k", "2", "--linkage", "ward"), 2,
             "brandpunt: cluster: --linkage does not go with --method skater; it is for redcap and schc\n");
    ck_fails(CALL("line", "x", "--method", "schc", "--k", "2", "--redcap-order", "first"), 2,
             "brandpunt: cluster: --redcap-order does not go with --method schc; it is for redcap\n");
    ck_fails(CALL("line", "x", "--method", "schc", "--k", "2", "--starts", "5"), 2,
             "brandpunt: cluster: --starts does not go with --method schc; it is for azp and maxp\n");
    ck_fails(
        CALL("line", "x", "--method", "schc", "--k", "2", "--kernel", "uniform"), 2,
        "brandpunt: cluster: --kernel says how much a neighbour counts; here it only matters who is one: "
        "leave it out\n");
    ck_fails(CALL("line", "x", "--method", "schc", "--ceiling", "many"), 2,
             "brandpunt: cluster: --ceiling: found 'many', expected a number of 0 or more\n");
}
END_TEST

START_TEST(regions_that_cannot_be)
{
    ck_fails(CALL("line", "x", "--method", "skater", "--k", "7"), 1,
             "brandpunt: k is 7 and only 6 units take part: lower k\n");
    ck_fails(
        CALL("parted", "x", "--method", "skater", "--k", "1"), 1,
        "brandpunt: k is 1 and the units fall into 2 parts that no links join, each a region at least: raise "
        "k, link the parts or leave the small ones out\n");
    ck_fails(CALL("line", "x", "--method", "skater", "--k", "2", "--floor", "901", "--size", "people"), 1,
             "brandpunt: floor 901 is above 900, the size of all units together: lower the floor\n");
    ck_fails(
        CALL("line", "x", "--method", "skater", "--k", "6", "--ceiling", "299", "--size", "people"), 1,
        "brandpunt: ceiling 299 is below row 4, the largest unit with a size of 300: raise the ceiling\n");
    ck_fails(CALL("parted", "x", "--method", "skater", "--k", "2", "--floor", "450", "--size", "people"), 1,
             "brandpunt: the part that has row 1 (3 units, size 400) cannot reach the floor 450, and no "
             "links join "
             "it to another: lower the floor, link it or leave it out\n");
    ck_fails(CALL("line", "none", "--method", "skater", "--k", "2"), 1,
             "brandpunt: units.csv: there is no column 'none'; it has id, x, people, town\n");
    put_file(at("units.csv"), "id,x,y\na,1,\nb,1,\nc,1,\nd,1,\ne,1,\nf,1,\ng,1,\n");
    ck_fails(
        CALL("line", "x", "--method", "skater", "--k", "2"), 1,
        "brandpunt: units.csv, column 'x': 1 in every unit that takes part, which tells none from another; "
        "leave it out\n");
    ck_fails(CALL("line", "y", "--method", "skater", "--k", "2"), 1,
             "brandpunt: units.csv: no unit has a value in 'y'\n");
    ck_fails(CALL("line", "x", "--method", "skater", "--k", "2", "--within", "y"), 1,
             "brandpunt: units.csv, column 'y' (--within): empty in every unit\n");
}
END_TEST

static bool holds(const char *bytes, size_t n, const char *sought)
{
    size_t length = strlen(sought);
    for (size_t i = 0; i + length <= n; i++)
        if (memcmp(bytes + i, sought, length) == 0)
            return true;
    return false;
}

/* A GeoPackage of polygons brings its style along. */
START_TEST(layer_written)
{
    char source[600], out[600];
    size_t n = 0;
    write_country(NULL);
    snprintf(source, sizeof source, "%s/units.geojson", scratch);
    snprintf(out, sizeof out, "%s/out.gpkg", scratch);
    const char *arguments[] = {"cluster", source, "inwoners", out,         "--method", "skater", "--k",
                               "4",       "--id", "code",     "--missing", "-99997",   NULL};
    program_result result = call_program(arguments, NULL);
    ck_assert_msg(result.status == 0, "%s", result.err);
    free_result(&result);
    char *bytes = get_file(out, &n);
    ck_assert(holds(bytes, n, "layer_styles"));
    ck_assert(holds(bytes, n, "&quot;region&quot; = 4"));
    free(bytes);
    ck_nothing_left();
}
END_TEST

static bool has_begun(void)
{
    char *text = get_file(at("stderr.txt"), NULL);
    bool begun = strstr(text, "\"regions\"") != NULL;
    free(text);
    return begun;
}

/* Stopped while regions are searched for, from more beginnings than anybody waits for. */
START_TEST(interrupted)
{
    char *country = bp_text_copy(at("demo")), *units_file = bp_text_copy(at("demo/boundaries.gpkg")),
         *out = bp_text_copy(at("out.gpkg"));
    const char *demo[] = {"demo", country, "--units", "500", NULL};
    const char *arguments[] = {"cluster",  units_file, "population", out,    "--layer",
                               "units",    "--method", "azp",        "--k",  "20",
                               "--starts", "100000",   "--progress", "json", NULL};
    program_result result = call_program(demo, NULL);
    ck_assert_msg(result.status == 0, "%s", result.err);
    free_result(&result);
    pid_t child = start_program(arguments, NULL);
    for (int tries = 0; tries < 3000 && !has_begun(); tries++)
        nanosleep(&(struct timespec){0, 10000000}, NULL);
    ck_assert_int_eq(kill(child, SIGINT), 0);
    result = finish_program(child);
    ck_assert_int_eq(result.status, 130);
    ck_assert_ptr_nonnull(strstr(result.err, "brandpunt: interrupted\n"));
    ck_assert_str_eq(result.out, "");
    ck_assert(!bp_path_exists(out));
    ck_nothing_left();
    free_result(&result);
    free(country);
    free(units_file);
    free(out);
}
END_TEST

/* A part that cannot reach the floor is refused by name, or left out and counted. */
START_TEST(small_parts)
{
    ck_fails(
        CALL("parted", "x", "--method", "maxp"), 2,
        "brandpunt: cluster: maxp makes as many regions as a floor allows: --floor F is missing, and --size "
        "COLUMN where F is not a number of units\n");
    program_result result =
        CALL("parted", "x", "--method", "maxp", "--floor", "450", "--size", "people", "--leave-out-small");
    ck_ended(&result, 0, "");
    ck_assert_ptr_nonnull(strstr(result.out, "regions: 1 of 3 units in 1 connected part, 0 islands\n"));
    ck_assert_ptr_nonnull(strstr(result.out, "left out: 3 units of parts that cannot reach the floor\n"));
    free_result(&result);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("cli.cluster");
    TCase *one = tcase_create("regions");
    tcase_set_timeout(one, 60);
    tcase_add_checked_fixture(one, set_up_units, tear_down);
    tcase_add_loop_test(one, two_of_six, 0, 3);
    tcase_add_test(one, other_forms);
    tcase_add_test(one, shapes_of_regions);
    tcase_add_test(one, table_written);
    tcase_add_test(one, islands_told);
    tcase_add_test(one, methods_that_cannot_be);
    tcase_add_test(one, regions_that_cannot_be);
    tcase_add_test(one, layer_written);
    tcase_add_test(one, small_parts);
    tcase_add_test(one, interrupted);
    suite_add_tcase(suite, one);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
