/* brandpunt cluster on points: four at the corners of a square of 10 m and one beside it, worked out by hand;
 * what is written, and what is refused. */
#include "tests/cli/program.h"

#include <math.h>

/* g has no place. */
static const char points[] = "id,east,north,n\n"
                             "a,100000,400000,1\n"
                             "b,100010,400000,2\n"
                             "c,100000,400010,1\n"
                             "d,100010,400010,1\n"
                             "e,100020,400005,3\n"
                             "f,100500,400500,1\n"
                             "g,,,1\n";

/* West holds a and c, east b, d and e; nobody is in none. */
static const char units[] =
    "{\"type\":\"FeatureCollection\",\"name\":\"units\",\"crs\":{\"type\":\"name\",\"properties\":{\"name\":"
    "\"urn:ogc:def:crs:EPSG::28992\"}},\"features\":["
    "{\"type\":\"Feature\",\"properties\":{\"code\":\"west\"},\"geometry\":{\"type\":\"Polygon\","
    "\"coordinates\":[[[99999,399999],[100005,399999],[100005,400011],[99999,400011],[99999,399999]]]}},"
    "{\"type\":\"Feature\",\"properties\":{\"code\":\"east\"},\"geometry\":{\"type\":\"Polygon\","
    "\"coordinates\":[[[100005,399999],[100025,399999],[100025,400011],[100005,400011],[100005,399999]]]}},"
    "{\"type\":\"Feature\",\"properties\":{\"code\":\"none\"},\"geometry\":{\"type\":\"Polygon\","
    "\"coordinates\":[[[100100,399999],[100110,399999],[100110,400011],[100100,400011],[100100,399999]]]}}]}";

static void set_up_points(void)
{
    set_up();
    put_file(at("points.csv"), points);
    put_file(at("units.geojson"), units);
}

static program_result call_with(const char *const *words)
{
    static char file[600];
    const char *arguments[MOST_ARGUMENTS + 1] = {"cluster", file};
    int n = 2;
    snprintf(file, sizeof file, "%s/points.csv", scratch);
    for (int i = 0; words[i]; i++)
        arguments[n++] = words[i];
    const char *const place[] = {"--x", "east", "--y", "north"};
    for (int i = 0; i < 4; i++)
        arguments[n++] = place[i];
    return call_program(arguments, NULL);
}

#define RD        "--crs", "EPSG:28992"
#define CALL(...) call_with((const char *const[]){__VA_ARGS__, NULL})

static void ck_fails(program_result result, int status, const char *err)
{
    ck_assert_str_eq(result.out, "");
    ck_assert_int_eq(result.status, status);
    ck_assert_str_eq(without_scratch(result.err), err);
    free_result(&result);
}

static json_t *results_of(program_result result)
{
    ck_assert_msg(result.status == 0, "%s", result.err);
    json_t *root = json_loads(result.out, JSON_REJECT_DUPLICATES, NULL);
    ck_assert_ptr_nonnull(root);
    free_result(&result);
    return root;
}

static void ck_file(const char *path, const char *expected)
{
    char *text = get_file(path, NULL);
    ck_assert_str_eq(text, expected);
    free(text);
}

START_TEST(dbscan_by_hand)
{
    char out[600], hulls[600], shares[600], towns[600];
    snprintf(out, sizeof out, "%s/out.csv", scratch);
    snprintf(hulls, sizeof hulls, "%s/hulls.gpkg", scratch);
    snprintf(shares, sizeof shares, "%s/shares.csv", scratch);
    snprintf(towns, sizeof towns, "%s/units.geojson", scratch);
    program_result result =
        CALL(out, RD, "--method", "dbscan", "--eps", "15", "--min-points", "4", "--id", "id", "--hulls",
             hulls, "--hull-ratio", "1", "--units", towns, "--units-id", "code", "--shares", shares);
    ck_ended(&result, 0, "");
    ck_assert_str_eq(without_scratch(result.out),
                     "dbscan of 6 points, and 1 without a place\n"
                     "dense: 4 or more within 15 m\n"
                     "clusters: 1; noise: 1 of the points\n"
                     "core: 4; border: 1\n"
                     "\n"
                     "cluster        points   share        area km2    points/km2\n"
                     "      1             5  83.3 %         0.00015       33333.3\n"
                     "\n"
                     "written to out.csv\n"
                     "written to hulls.gpkg\n"
                     "written to shares.csv\n");
    free_result(&result);
    ck_file(out, "id,x,y,cluster,kind\n"
                 "a,100000,400000,1,core\n"
                 "b,100010,400000,1,core\n"
                 "c,100000,400010,1,core\n"
                 "d,100010,400010,1,core\n"
                 "e,100020,400005,1,border\n"
                 "f,100500,400500,,noise\n"
                 "g,,,,\n");
    /* The outline is a square of 100 with a triangle of 50 to e: 50 of it in the west, 100 in the east. */
    char *text = get_file(shares, NULL);
    ck_assert_ptr_nonnull(
        strstr(text, "code,points,points_in_clusters,share_of_points,share_of_area\nwest,2,2,1,0.694444"));
    ck_assert_ptr_nonnull(strstr(text, "\neast,3,3,1,0.416666"));
    ck_assert_ptr_nonnull(strstr(text, "\nnone,0,0,,0\n"));
    free(text);
}
END_TEST

START_TEST(weights_count)
{
    /* With counts e, 3 of its own, has 3 + 2 + 1 within 15 m and is dense. */
    json_t *root = results_of(CALL(RD, "--method", "dbscan", "--eps", "15", "--min-points", "6", "--count",
                                   "n", "--format", "json"));
    ck_json_number(root, "core", 3);
    ck_json_number(root, "border", 2);
    ck_json_number(root, "noise", 1);
    ck_json_number(root, "missing", 1);
    ck_json_number(root, "clusters.0.points", 5);
    json_decref(root);
}
END_TEST

START_TEST(hdbscan_prints_and_writes)
{
    char out[600];
    snprintf(out, sizeof out, "%s/out.csv", scratch);
    program_result result = CALL(out, RD, "--method", "hdbscan", "--min-cluster-size", "2", "--min-samples",
                                 "1", "--selection", "leaves", "--format", "csv", "--id", "id");
    /* Links of 10 m (a b c d), sqrt(125) to e, and far to f: no two of at least two part. */
    ck_ended(&result, 0, "");
    ck_assert_str_eq(result.out, "cluster,points\n");
    free_result(&result);
    char *text = get_file(out, NULL);
    ck_assert_ptr_nonnull(strstr(text, "id,x,y,cluster,probability,outlier\na,100000,400000,,0,0\n"));
    ck_assert_ptr_nonnull(strstr(text, "\ng,,,,,\n"));
    free(text);
    json_t *root = results_of(CALL(RD, "--method", "hdbscan", "--min-cluster-size", "2", "--min-samples", "1",
                                   "--allow-one", "--format", "json"));
    ck_json_number(root, "clusters.0.points", 6);
    ck_json_number(root, "min_samples", 1);
    json_decref(root);
}
END_TEST

/* What all units and the grid expect is what there is, but for what lies outside. */
START_TEST(density_adds_up)
{
    char grid[600], shares[600], towns[600];
    snprintf(grid, sizeof grid, "%s/grid.csv", scratch);
    snprintf(shares, sizeof shares, "%s/shares.csv", scratch);
    snprintf(towns, sizeof towns, "%s/units.geojson", scratch);
    json_t *root =
        results_of(CALL(grid, RD, "--method", "kde", "--bandwidth", "2", "--cell", "0.25", "--count", "n",
                        "--units", towns, "--units-id", "code", "--shares", shares, "--format", "json"));
    ck_json_number(root, "weight", 9);
    ck_assert_double_eq_tol(json_number_value(json_at(root, "sum")), 9.0, 0.01);
    /* A peak is that of 3 incidents: 3 x 3 / pi / 2^2 a square metre, met by a centre to within 0.18 m. */
    ck_assert_double_eq_tol(json_number_value(json_at(root, "largest_density_km2")),
                            9.0 / 3.14159265358979 / 4.0 * 1e6, 2e4);
    json_decref(root);
    char *text = get_file(shares, NULL);
    double expected = 0.0;
    ck_assert_int_eq(sscanf(strstr(text, "\neast,6,") + 8, "%*[^,],%lf", &expected), 1);
    /* e wholly; of b and d less what their kernels put beyond the border 1 m below and above. */
    ck_assert_double_gt(expected, 5.0);
    ck_assert_double_lt(expected, 6.0);
    ck_assert_ptr_nonnull(strstr(text, "code,points,density_km2,expected_points\n"));
    ck_assert_ptr_nonnull(strstr(text, "\nnone,0,0,0\n"));
    free(text);
    text = get_file(grid, NULL);
    ck_assert_int_eq(strncmp(text, "x,y,density_km2\n", 16), 0);
    free(text);
}
END_TEST

START_TEST(what_cannot_be)
{
    ck_fails(CALL(RD, "--method", "dbscan"), 2,
             "brandpunt: cluster: --eps M is missing: metres within which points are near each other\n");
    ck_fails(CALL(RD, "--method", "dbscan", "--eps", "0"), 2,
             "brandpunt: dbscan: eps is 0; it is a distance above 0 in the units of the points\n");
    ck_fails(CALL(RD, "--method", "dbscan", "--eps", "5", "--min-points", "7"), 1,
             "brandpunt: dbscan: there are 6 points, fewer than min_points, 7; ask for fewer\n");
    ck_fails(CALL(RD, "--method", "hdbscan", "--min-cluster-size", "7"), 1,
             "brandpunt: hdbscan: there are 6 points, fewer than min_cluster_size, 7; ask for fewer\n");
    ck_fails(CALL(RD, "--method", "kde", "--eps", "7"), 2,
             "brandpunt: cluster: --eps does not go with --method kde; it is for dbscan\n");
    ck_fails(CALL(RD, "--method", "dbscan", "--eps", "7", "--k", "3"), 2,
             "brandpunt: cluster: --k does not go with --method dbscan; it is for skater, redcap, schc and "
             "azp\n");
    ck_fails(CALL("out.gpkg", RD, "--method", "dbscan", "--eps", "7"), 2,
             "brandpunt: cluster: out.gpkg: points are written as .csv; --hulls FILE writes outlines of the "
             "clusters as a layer\n");
    ck_fails(
        CALL("n", "out.csv", RD, "--method", "dbscan", "--eps", "7"), 2,
        "brandpunt: cluster: methods of points take POINTS and OUT, and no columns; --count names one\n");
    ck_fails(CALL(RD, "--method", "dbscan", "--eps", "7", "--shares", "out.csv"), 2,
             "brandpunt: cluster: --shares says where to write; --units FILE, of which units, is missing\n");
    ck_fails(CALL(RD, "--method", "dbscan", "--eps", "7", "--units", "u.gpkg"), 2,
             "brandpunt: cluster: --units is there for --shares FILE, which is missing: where to write\n");
    ck_fails(
        CALL(RD, "--method", "dbscan", "--eps", "7", "--hulls", "h.csv"), 2,
        "brandpunt: cluster: h.csv: a .csv file holds no outlines; name a .gpkg, .geojson or .shp file\n");
    ck_fails(
        CALL(RD, "--method", "dbscan", "--eps", "7", "--hull-ratio", "2"), 2,
        "brandpunt: cluster: --hull-ratio is above 1; it lies between 0, the tightest, and 1, the convex "
        "hull\n");
    ck_fails(CALL("out.pdf", RD, "--method", "kde"), 2,
             "brandpunt: cluster: found 'out.pdf'; what is written may be a .gpkg, .geojson, .shp or .csv "
             "file\n");
    put_file(at("points.csv"), "east,north\n5.1,52.1\n5.2,52.2\n5.3,52.3\n");
    ck_fails(
        CALL("--crs", "EPSG:4326", "--method", "dbscan", "--eps", "7"), 1,
        "brandpunt: points.csv: its coordinates are longitude and latitude, in which distances cannot be "
        "measured; transform the points to a projected system first, or add --planar to take the "
        "coordinates as they are\n");
    put_file(at("points.csv"), "east,north\n100000,400000\n100000,400000\n100000,400000\n");
    ck_fails(
        CALL(RD, "--method", "dbscan", "--eps", "7", "--min-points", "2"), 1,
        "brandpunt: dbscan: all 3 points lie in one place, 100000, 400000; clusters need points that lie "
        "apart\n");
    ck_fails(
        CALL(RD, "--method", "hdbscan", "--min-cluster-size", "2"), 1,
        "brandpunt: hdbscan: all 3 points lie in one place, 100000, 400000; clusters need points that lie "
        "apart\n");
    put_file(at("points.csv"), "east,north\n,\n,\n");
    ck_fails(CALL(RD, "--method", "dbscan", "--eps", "7"), 1,
             "brandpunt: dbscan: none of 2 rows has a point; give rows coordinates\n");
}
END_TEST

/* A file that is there already is kept, and no other is written beside it. */
START_TEST(nothing_is_written_over)
{
    char out[600], hulls[600];
    snprintf(out, sizeof out, "%s/out.csv", scratch);
    snprintf(hulls, sizeof hulls, "%s/hulls.gpkg", scratch);
    put_file(hulls, "mine");
    program_result result = CALL(out, RD, "--method", "dbscan", "--eps", "15", "--hulls", hulls);
    ck_assert_int_eq(result.status, 3);
    ck_assert_ptr_nonnull(strstr(result.err, "hulls.gpkg: there is such a file already"));
    free_result(&result);
    ck_file(hulls, "mine");
    FILE *file = fopen(out, "rb");
    ck_assert_ptr_null(file);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("cluster_points");
    TCase *tests = tcase_create("cluster_points");
    tcase_set_timeout(tests, 120);
    tcase_add_checked_fixture(tests, set_up_points, tear_down);
    tcase_add_test(tests, dbscan_by_hand);
    tcase_add_test(tests, weights_count);
    tcase_add_test(tests, hdbscan_prints_and_writes);
    tcase_add_test(tests, density_adds_up);
    tcase_add_test(tests, what_cannot_be);
    tcase_add_test(tests, nothing_is_written_over);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
