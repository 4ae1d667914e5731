/* brandpunt lisa: rates, what has no effect, and maps on which nobody has a neighbour. */
#include "tests/cli/program.h"

/* A ring of six, rates among them; two units far from each other and all. */
static const char units[] = "id,x,cases,people,none\n"
                            "a,1,1,10,\n"
                            "b,2,2,40,\n"
                            "c,3,3,20,\n"
                            "d,5,9,90,\n"
                            "e,7,9,30,\n"
                            "f,2,1,15,\n";
static const char ring[] = "0 6 units id\na 2\nb f\nb 2\na c\nc 2\nb d\nd 2\nc e\ne 2\nd f\nf 2\ne a\n";
static const char alone[] = "0 6 units id\na 0\n\nb 0\n\nc 0\n\nd 0\n\ne 0\n\nf 0\n\n";

static void set_up_units(void)
{
    set_up();
    put_file(at("units.csv"), units);
    put_file(at("ring.gal"), ring);
    put_file(at("alone.gal"), alone);
}

static program_result call_with(const char *command, const char *links, const char *const *words)
{
    static char table[600], file[600];
    const char *arguments[MOST_ARGUMENTS + 1] = {command, table};
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

#define CALL(command, links, ...) call_with(command, links, (const char *const[]){__VA_ARGS__, NULL})

static void ck_fails(program_result result, int status, const char *err)
{
    ck_assert_str_eq(result.out, "");
    ck_ended(&result, status, err);
    free_result(&result);
}

static json_t *results_of(program_result result)
{
    json_error_t error;
    ck_assert_msg(result.status == 0, "%s", result.err);
    json_t *root = json_loads(result.out, JSON_REJECT_DUPLICATES, &error);
    ck_assert_msg(root != NULL, "%s", error.text);
    free_result(&result);
    return root;
}

START_TEST(nobody_has_a_neighbour)
{
    static const char *const commands[] = {"moran", "geary", "getis", "lisa"};
    static const char *const statistics[] = {"moran", "geary", "gi", "gi_star", "joincount"};
    static const char message[] =
        "brandpunt: units.csv: no two units with a value are neighbours (6 have one); --knn K or a wider "
        "--band M gives every unit some, --tolerance M joins borders that do not match\n";
    for (int k = 0; k < 4; k++) {
        ck_fails(CALL(commands[k], "alone", "x"), 1, message);
        ck_fails(CALL(commands[k], "alone", "none"), 1,
                 "brandpunt: units.csv: no unit has a value in 'none'\n");
    }
    ck_fails(CALL("joincount", "alone", "x", "--above", "3"), 1, message);
    for (int k = 0; k < 5; k++)
        ck_fails(CALL("lisa", "alone", "x", "--statistic", statistics[k]), 1, message);
    ck_fails(CALL("lisa", "alone", "cases", "people", "--rates"), 1, message);
    ck_fails(CALL("moran", "alone", "x", "none", "--bivariate"), 1,
             "brandpunt: units.csv: no unit has a value in 'x' and in the columns beside it\n");
}
END_TEST

START_TEST(stopping_that_cannot_be)
{
    static const char *const ways[][3] = {
        {"--statistic", "moran",
         "brandpunt: warning: --stop-after 20 has no effect: units share their draws, all of which are made; "
         "--inference plain draws for each unit by itself\n"},
        {"--inference", "analytic",
         "brandpunt: warning: --stop-after 20 has no effect: --inference analytic draws nothing\n"},
    };
    for (int k = 0; k < 2; k++) {
        program_result result = CALL("lisa", "ring", "x", ways[k][0], ways[k][1], "--stop-after", "20");
        ck_ended(&result, 0, ways[k][2]);
        free_result(&result);
        json_t *root = results_of(
            CALL("lisa", "ring", "x", ways[k][0], ways[k][1], "--stop-after", "20", "--format", "json"));
        char *text =
            bp_text_format("brandpunt: warning: %s\n", json_string_value(json_at(root, "warnings.0")));
        ck_assert_str_eq(text, ways[k][2]);
        ck_json_number(root, "stop_after", 0);
        free(text);
        json_decref(root);
    }
    json_t *root = results_of(
        CALL("lisa", "ring", "x", "--inference", "plain", "--stop-after", "20", "--format", "json"));
    ck_assert_uint_eq(json_array_size(json_at(root, "warnings")), 0);
    ck_json_number(root, "stop_after", 20);
    json_decref(root);
}
END_TEST

/* The columns `statistic` and `z` of a written table. */
static int read_statistics(const char *path, double *statistic, double *z)
{
    char *text = get_file(path, NULL), *line = strchr(text, '\n');
    int n = 0, at_statistic = -1, at_z = -1, column = 0;
    ck_assert_ptr_nonnull(line);
    *line++ = '\0';
    for (char *name = strtok(text, ","); name; name = strtok(NULL, ","), column++) {
        at_statistic = strcmp(name, "statistic") == 0 ? column : at_statistic;
        at_z = strcmp(name, "z") == 0 ? column : at_z;
    }
    for (; *line; n++) {
        for (column = 0; *line != '\n'; column++) {
            if (column == at_statistic)
                statistic[n] = strtod(line, NULL);
            if (column == at_z)
                z[n] = strtod(line, NULL);
            line += strcspn(line, ",\n");
            line += *line == ',';
        }
        line++;
    }
    free(text);
    return n;
}

/* Written out: b and a by moments, z of the rates, and local Moran of these on the ring, n as divisor. */
START_TEST(rates_by_hand)
{
    static const double cases[] = {1, 2, 3, 9, 9, 1}, people[] = {10, 40, 20, 90, 30, 15};
    double statistic[6], unused[6], z[6], b = 25.0 / 205.0, a = -b * 6.0 / 205.0, mean = 0.0, m2 = 0.0;
    for (int i = 0; i < 6; i++)
        a += people[i] * pow(cases[i] / people[i] - b, 2.0) / 205.0;
    ck_assert_double_gt(a, 0.0);
    for (int i = 0; i < 6; i++) {
        z[i] = (cases[i] / people[i] - b) / sqrt(a + b / people[i]);
        mean += z[i] / 6.0;
    }
    for (int i = 0; i < 6; i++)
        m2 += (z[i] - mean) * (z[i] - mean) / 6.0;
    json_decref(
        results_of(CALL("lisa", "ring", "cases", "people", at("rates.csv"), "--rates", "--format", "json")));
    ck_assert_int_eq(read_statistics(at("rates.csv"), statistic, unused), 6);
    for (int i = 0; i < 6; i++) {
        double lag = 0.5 * (z[(i + 1) % 6] + z[(i + 5) % 6]) - mean;
        ck_assert_double_lt(fabs(statistic[i] - (z[i] - mean) * lag / m2), 1e-12);
    }
}
END_TEST

/* spdep 1.2-7 on North Carolina: z = (raw - b) / sqrt(a + b / BIR74) with the parameters of EBest(SID74,
 * BIR74), as EBImoran.mc makes them; localmoran(z, nb2listw(poly2nb(., queen = TRUE), style = "W")). */
START_TEST(rates_as_spdep_has_them)
{
    static const struct {
        int row;
        double statistic, z;
    } expected[] = {{0, 0.563356225932914, 1.41583449820664},
                    {1, 0.540990052686773, 1.0495231426176},
                    {49, 0.665055631662247, 1.39471351622986},
                    {99, 0.119319276747545, 1.54749214040377}};
    static double statistic[200], z[200];
    const char *data = getenv("BRANDPUNT_DATA"), *source = getenv("BRANDPUNT_SOURCE");
    char *path = data ? bp_text_format("%s/classic/sids.shp", data)
                      : bp_text_format("%s/../shared/data/classic/sids.shp", source ? source : ".");
    if (access(path, R_OK) != 0) {
        printf("SKIPPED: %s is not there (set BRANDPUNT_DATA)\n", path);
        free(path);
        return;
    }
    const char *lisa[] = {"lisa",    path,       "SID74",       "BIR74",    at("sids.csv"),
                          "--rates", "--planar", "--inference", "analytic", NULL};
    program_result result = call_program(lisa, NULL);
    ck_assert_msg(result.status == 0, "%s", result.err);
    free_result(&result);
    ck_assert_int_eq(read_statistics(at("sids.csv"), statistic, z), 100);
    for (int k = 0; k < 4; k++) {
        ck_assert_double_lt(fabs(statistic[expected[k].row] / expected[k].statistic - 1.0), 1e-10);
        ck_assert_double_lt(fabs(z[expected[k].row] / expected[k].z - 1.0), 1e-10);
    }
    /* EBImoran.mc(SID74, BIR74, .) */
    const char *moran[] = {"moran",      path,       "SID74", "BIR74", "--rates",
                           "--analytic", "--format", "json",  NULL};
    json_t *root = results_of(call_program(moran, NULL));
    ck_assert_double_lt(fabs(json_number_value(json_at(root, "results.0.value")) / 0.248746214263511 - 1.0),
                        1e-10);
    json_decref(root);
    free(path);
}
END_TEST

/* 3 is missing in one column and a value in the other. */
START_TEST(codes_of_one_column)
{
    json_t *root = results_of(
        CALL("moran", "ring", "x", "cases", "--missing", "cases=3", "--format", "json", "--analytic"));
    ck_json_number(root, "results.0.missing", 0);
    ck_json_text(root, "results.2.column", "cases");
    ck_json_number(root, "results.2.missing", 1);
    json_decref(root);
    ck_fails(CALL("moran", "ring", "x", "--missing", "y=0"), 2,
             "brandpunt: moran: --missing: found 'y=0', but 'y' is none of the columns named\n");
}
END_TEST

START_TEST(rates_that_are_refused)
{
    change_file("units.csv", "c,3,3,20", "c,3,3,0");
    ck_fails(CALL("lisa", "ring", "cases", "people", "--rates"), 1,
             "brandpunt: column 'people': row 3 is 0; a rate needs a population above 0 (leave the unit out, "
             "or make it missing)\n");
    change_file("units.csv", "c,3,3,0", "c,3,0,0");
    ck_fails(CALL("lisa", "ring", "cases", "people", "--rates"), 1,
             "brandpunt: column 'people': 1 unit has 0 and no cases (row 3 is the first); a rate needs a "
             "population above "
             "0: --leave-out-empty leaves such units out\n");
    program_result result = CALL("lisa", "ring", "cases", "people", "--rates", "--leave-out-empty");
    ck_ended(&result, 0,
             "brandpunt: warning: column 'people': 1 unit has 0 and no cases, and is left out "
             "(--leave-out-empty)\n");
    ck_assert_ptr_nonnull(strstr(result.out, "\nMissing "));
    free_result(&result);
    change_file("units.csv", "c,3,0,0", "c,3,21,20");
    ck_fails(CALL("lisa", "ring", "cases", "people", "--rates"), 1,
             "brandpunt: column 'cases': row 3 is 21, more than its population in 'people', 20\n");
    ck_fails(CALL("lisa", "ring", "cases", "--rates"), 2,
             "brandpunt: lisa: --bivariate and --rates take two columns\n");
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("lisa");
    TCase *tests = tcase_create("lisa");
    tcase_set_timeout(tests, 120);
    tcase_add_checked_fixture(tests, set_up_units, tear_down);
    tcase_add_test(tests, nobody_has_a_neighbour);
    tcase_add_test(tests, stopping_that_cannot_be);
    tcase_add_test(tests, rates_by_hand);
    tcase_add_test(tests, rates_as_spdep_has_them);
    tcase_add_test(tests, codes_of_one_column);
    tcase_add_test(tests, rates_that_are_refused);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
