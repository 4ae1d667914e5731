/* brandpunt cluster --method scan: a row of squares with one cluster that is worked out by hand. */
#include "tests/cli/program.h"

enum { N = 8 };

/* Eight squares of 1 km in a row, 100 persons each: 30 cases in C, 20 in D, 2 in each of the others. */
static const int cases[N] = {2, 2, 30, 20, 2, 2, 2, 2};

static void write_row(void)
{
    FILE *file = fopen(at("row.geojson"), "wb");
    ck_assert_ptr_nonnull(file);
    fputs("{\"type\":\"FeatureCollection\",\"crs\":{\"type\":\"name\",\"properties\":{\"name\":"
          "\"urn:ogc:def:crs:EPSG::28992\"}},\"features\":[",
          file);
    for (int u = 0; u < N; u++) {
        double x = 100000.0 + 1000.0 * u, y = 450000.0;
        fprintf(file,
                "%s{\"type\":\"Feature\",\"properties\":{\"id\":\"%c\",\"cases\":%d,\"people\":100,"
                "\"expected\":7.75,\"more\":%d},\"geometry\":{\"type\":\"Polygon\",\"coordinates\":"
                "[[[%.0f,%.0f],[%.0f,%.0f],[%.0f,%.0f],[%.0f,%.0f],[%.0f,%.0f]]]}}",
                u ? "," : "", 'A' + u, cases[u], u < 6 ? 100 : 200, x, y, x + 1000, y, x + 1000, y + 1000, x,
                y + 1000, x, y);
    }
    fputs("]}", file);
    ck_assert_int_eq(fclose(file), 0);
}

static void set_up_row(void)
{
    set_up();
    write_row();
}

static program_result call_with(const char *const *words)
{
    static char layer[600];
    const char *arguments[MOST_ARGUMENTS + 1] = {"cluster", layer};
    int n = 2;
    snprintf(layer, sizeof layer, "%s/row.geojson", scratch);
    for (int i = 0; words[i]; i++)
        arguments[n++] = words[i];
    arguments[n++] = "--method";
    arguments[n++] = "scan";
    arguments[n++] = "--id";
    arguments[n++] = "id";
    return call_program(arguments, NULL);
}

#define CALL(...) call_with((const char *const[]){__VA_ARGS__, NULL})

static void ck_fails(program_result result, int status, const char *err)
{
    ck_assert_str_eq(result.out, "");
    ck_ended(&result, status, err);
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

static double number_at(json_t *root, const char *path)
{
    return json_number_value(json_at(root, path));
}

/* c ln(c/e) + (62 - c) ln((62 - c) / (62 - e)) of all 62 cases. A circle around C that reaches D reaches B,
 * too: 52 cases where 62 x 3 / 8 = 23.25 are expected. The same around D, with E; the one farther west is
 * taken. */
static double ratio_of(double c, double e)
{
    return c * log(c / e) + (62.0 - c) * log((62.0 - c) / (62.0 - e));
}

START_TEST(poisson_by_hand)
{
    double three = ratio_of(52.0, 23.25), one = ratio_of(30.0, 7.75);
    ck_assert_double_gt(three, one);
    json_t *root = results_of(CALL("--cases", "cases", "--population", "people", "--format", "json"));
    ck_json_text(root, "model", "poisson");
    ck_json_number(root, "units", N);
    ck_json_number(root, "replicates", 999);
    ck_json_text(root, "clusters.0.centre", "C");
    ck_json_number(root, "clusters.0.radius", 1000);
    ck_json_number(root, "clusters.0.units", 3);
    ck_json_number(root, "clusters.0.observed", 52);
    ck_json_number(root, "clusters.0.expected", 23.25);
    ck_json_number(root, "clusters.0.population", 300);
    ck_assert_double_eq_tol(number_at(root, "clusters.0.llr"), three, 1e-9);
    ck_assert_double_eq_tol(number_at(root, "clusters.0.relative_risk"), (52.0 / 23.25) / (10.0 / 38.75),
                            1e-9);
    ck_assert_double_le(number_at(root, "clusters.0.p"), 0.01);
    json_decref(root);
    /* A cap of two units leaves single ones, and pairs at the ends: C is the best of them. */
    root = results_of(
        CALL("--cases", "cases", "--expected", "expected", "--most-units", "2", "--format", "json"));
    ck_json_text(root, "clusters.0.centre", "C");
    ck_json_number(root, "clusters.0.units", 1);
    ck_json_number(root, "clusters.0.radius", 0);
    ck_assert_double_eq_tol(number_at(root, "clusters.0.llr"), one, 1e-9);
    json_decref(root);
}
END_TEST

START_TEST(table_and_layer)
{
    char out[600];
    snprintf(out, sizeof out, "%s/out.csv", scratch);
    program_result result =
        CALL(out, "--cases", "cases", "--population", "people", "--most-units", "1", "--replicates", "0");
    ck_ended(&result, 0, "");
    ck_assert_str_eq(without_scratch(result.out),
                     "scan of cases among people\n"
                     "model: poisson; sought: high; windows: 8 circles\n"
                     "a window: at most 0.5 of the population, 1 unit; seed 1\n"
                     "units: 8\n"
                     "p-values: none, no map was drawn\n"
                     "\n"
                     "      units    population   observed   expected   risk       llr       p  centre\n"
                     "  1       1           100         30       7.75   6.56    23.713       -  C\n"
                     "  2       1           100         20       7.75   3.33    8.2116       -  D\n"
                     "\n"
                     "written to out.csv\n");
    free_result(&result);
    char *text = get_file(out, NULL);
    ck_assert_int_eq(strncmp(text, "id,cases,people,cluster,llr,p,relative_risk\nA,2,100,,,,\n", 55), 0);
    ck_assert_ptr_nonnull(strstr(text, "\nC,30,100,1,23.71"));
    free(text);
}
END_TEST

START_TEST(normal_by_hand)
{
    json_t *root = results_of(
        CALL("cases", "--model", "normal", "--most-units", "1", "--direction", "high", "--format", "json"));
    ck_json_text(root, "clusters.0.centre", "C");
    ck_json_number(root, "clusters.0.mean_inside", 30);
    ck_assert_double_eq_tol(number_at(root, "clusters.0.mean_outside"), 32.0 / 7.0, 1e-9);
    json_decref(root);
}
END_TEST

/* A connected set may hold C and D alone: 50 cases where 15.5 are expected. */
START_TEST(flexible_by_hand)
{
    json_t *root = results_of(CALL("--cases", "cases", "--population", "people", "--shape", "flexible",
                                   "--nearest", "4", "--format", "json"));
    ck_json_text(root, "shape", "flexible");
    ck_json_number(root, "nearest", 4);
    ck_json_number(root, "restriction", 0.2);
    ck_json_number(root, "clusters.0.units", 2);
    ck_json_text(root, "clusters.0.centre", "C");
    ck_json_text(root, "clusters.0.members.1", "D");
    ck_assert_double_eq_tol(number_at(root, "clusters.0.llr"), ratio_of(50.0, 15.5), 1e-9);
    json_decref(root);
    program_result result = CALL("--cases", "cases", "--population", "people", "--shape", "flexible",
                                 "--rook", "--replicates", "0");
    ck_ended(&result, 0, "");
    ck_assert_str_eq(without_scratch(result.out),
                     "scan of cases among people\n"
                     "model: poisson; sought: high; windows: connected sets among 15 nearest\n"
                     "restricted to units with a mid-p below 0.2\n"
                     "a window: at most 0.5 of the population; seed 1\n"
                     "units: 8\n"
                     "p-values: none, no map was drawn\n"
                     "\n"
                     "      units    population   observed   expected   risk       llr       p  centre\n"
                     "  1       2           200         50       15.5  12.50    42.305       -  C\n");
    free_result(&result);
    ck_fails(CALL("--cases", "cases", "--population", "people", "--rook"), 2,
             "brandpunt: cluster: --rook does not go with --shape circle; it is for flexible\n");
    ck_fails(CALL("--cases", "cases", "--population", "people", "--restrict", "0.1"), 2,
             "brandpunt: cluster: --restrict does not go with --shape circle; it is for flexible\n");
    ck_fails(CALL("--cases", "cases", "--population", "people", "--shape", "flexible", "--restrict", "2"), 2,
             "brandpunt: cluster: flexible scan: a restriction to units with a mid-p below 2; it must be "
             "above 0, up "
             "to 1 (none)\n");
}
END_TEST

START_TEST(what_cannot_be)
{
    ck_fails(CALL("--population", "people"), 2,
             "brandpunt: cluster: --cases COLUMN is missing: what is counted\n");
    ck_fails(CALL("--cases", "cases"), 2,
             "brandpunt: cluster: --model poisson takes --population COLUMN or --expected COLUMN, one of the "
             "two\n");
    ck_fails(
        CALL("--cases", "cases", "--model", "bernoulli", "--expected", "expected"), 2,
        "brandpunt: cluster: --model bernoulli takes --population COLUMN, the persons that could have been "
        "cases, and no --expected\n");
    ck_fails(CALL("--cases", "cases", "--model", "normal"), 2,
             "brandpunt: cluster: --model normal scans the COLUMN after the file; --cases and --expected are "
             "of the "
             "other models\n");
    ck_fails(CALL("--model", "normal"), 2,
             "brandpunt: cluster: --model normal scans one COLUMN after the file; 0 were named\n");
    ck_fails(CALL("people", "--cases", "cases", "--population", "people"), 2,
             "brandpunt: cluster: found the column 'people' after the file; --model poisson takes its "
             "columns from "
             "--cases and --population or --expected\n");
    ck_fails(
        CALL("--cases", "cases", "--population", "people", "--k", "2"), 2,
        "brandpunt: cluster: --k does not go with --method scan; it is for skater, redcap, schc and azp\n");
    ck_fails(CALL("--cases", "people", "--population", "cases", "--model", "bernoulli"), 1,
             "brandpunt: people, A (row 1): 100 cases among 2 persons; the bernoulli model counts a person "
             "once (the "
             "poisson model does not)\n");
    ck_fails(CALL("--cases", "cases", "--population", "people", "--most-residents", "99"), 1,
             "brandpunt: A (row 1) has a population of 100, above the cap of 99 on a window; raise the cap, "
             "or say what becomes of such units (--oversize alone or skip)\n");
}
END_TEST

/* All units have 100 persons and the cap is 150 but for G and H, which have 200 in `more`: no window holds
 * them. By themselves they would be windows, with all others of one: eight; skipped, six. */
START_TEST(units_above_the_cap_are_alone_or_skipped)
{
    static const char *const how[] = {"alone", "skip"};
    for (int h = 0; h < 2; h++) {
        json_t *root = results_of(CALL("--cases", "cases", "--population", "more", "--most-residents", "150",
                                       "--oversize", how[h], "--replicates", "9", "--format", "json"));
        ck_assert_double_eq(number_at(root, "windows"), h == 0 ? 8.0 : 6.0);
        ck_assert_double_eq(number_at(root, "units"), 8.0);
        json_decref(root);
    }
}
END_TEST

/* A single unit is no window of the normal model unless one asks for it: B to D, for a circle around C takes
 * both that are next to it at once. */
START_TEST(a_normal_cluster_has_two_units)
{
    json_t *root = results_of(CALL("cases", "--model", "normal", "--replicates", "9", "--format", "json"));
    ck_assert_double_eq(number_at(root, "options.least_units"), 2.0);
    ck_assert_double_eq(number_at(root, "clusters.0.units"), 3.0);
    json_decref(root);
    root = results_of(CALL("cases", "--model", "normal", "--most-units", "1", "--least-units", "1",
                           "--replicates", "9", "--format", "json"));
    ck_assert_double_eq(number_at(root, "clusters.0.units"), 1.0);
    json_decref(root);
}
END_TEST

/* Wherever the highest value goes the ratio of that unit goes with it: the first map is as striking. */
START_TEST(drawing_stops_and_the_size_is_chosen)
{
    json_t *root = results_of(
        CALL("cases", "--model", "normal", "--most-units", "1", "--stop-at", "1", "--format", "json"));
    ck_json_number(root, "replicates", 1);
    ck_json_number(root, "clusters.0.p", 1);
    ck_assert_ptr_null(json_object_get(root, "reported_share"));
    json_decref(root);
    /* C with 30 cases and D with 20, a unit of eight each: 0.577. Both with B or E are one cluster: 0.464.
     * 0.15 is the least size that has room for a unit. */
    root = results_of(CALL("--cases", "cases", "--population", "people", "--gini", "--most-share", "0.5",
                           "--format", "json"));
    ck_assert_double_eq_tol(number_at(root, "reported_share"), 0.15, 1e-12);
    json_decref(root);
    ck_fails(CALL("cases", "--model", "normal", "--gini"), 2,
             "brandpunt: scan: the Gini coefficient chooses among significant clusters of one column of "
             "cases, apart from each other; give one poisson or bernoulli column, replicates, and no "
             "overlap\n");
}
END_TEST

/* The poisson model takes them, and says so. A has 100 of 2. */
START_TEST(more_cases_than_population_are_told)
{
    program_result result =
        CALL("--cases", "people", "--population", "cases", "--replicates", "0", "--format", "csv");
    ck_assert_int_eq(result.status, 0);
    ck_assert_str_eq(result.err, "brandpunt: warning: 8 units have more cases in 'people' than population in "
                                 "'cases', such as A (100 of 2): are the columns the right ones?\n");
    free_result(&result);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("cli.cluster_scan");
    TCase *one = tcase_create("scan");
    tcase_set_timeout(one, 60);
    tcase_add_checked_fixture(one, set_up_row, tear_down);
    tcase_add_test(one, poisson_by_hand);
    tcase_add_test(one, table_and_layer);
    tcase_add_test(one, normal_by_hand);
    tcase_add_test(one, flexible_by_hand);
    tcase_add_test(one, what_cannot_be);
    tcase_add_test(one, units_above_the_cap_are_alone_or_skipped);
    tcase_add_test(one, a_normal_cluster_has_two_units);
    tcase_add_test(one, drawing_stops_and_the_size_is_chosen);
    tcase_add_test(one, more_cases_than_population_are_told);
    suite_add_tcase(suite, one);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
