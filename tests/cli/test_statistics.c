#include "tests/cli/program.h"

/* A path a - b - c - d and an island e, as a table and a list of neighbours. */
static const char units[] = "id,x,y,black,cases,people,constant\n"
                            "a,1,4,1,1,10,5\n"
                            "b,2,3,1,2,10,5\n"
                            "c,3,-99,0,3,10,5\n"
                            "d,4,1,0,9,10,5\n"
                            "e,7,2,1,9,0,5\n";
static const char neighbours[] = "0 5 units id\na 1\nb\nb 2\na c\nc 2\nb d\nd 1\nc\ne 0\n\n";

static void set_up_units(void)
{
    set_up();
    put_file(at("units.csv"), units);
    put_file(at("units.gal"), neighbours);
}

/* Run a command on the table with the neighbours of the file; words end with NULL. */
static program_result call_on_units(const char *command, const char *const *words)
{
    static char table[600], file[600];
    const char *arguments[MOST_ARGUMENTS + 1] = {command, table};
    int n = 2;
    snprintf(table, sizeof table, "%s/units.csv", scratch);
    snprintf(file, sizeof file, "%s/units.gal", scratch);
    for (int i = 0; words[i]; i++)
        arguments[n++] = words[i];
    arguments[n++] = "--from";
    arguments[n++] = file;
    arguments[n++] = "--id";
    arguments[n++] = "id";
    return call_program(arguments, NULL);
}

#define CALL(command, ...) call_on_units(command, (const char *const[]){__VA_ARGS__, NULL})

static void ck_fails(program_result result, int status, const char *err)
{
    ck_assert_str_eq(result.out, "");
    ck_ended(&result, status, err);
    free_result(&result);
}

/* The results of a command as JSON, to json_decref(). */
static json_t *results_of(program_result result)
{
    json_error_t error;
    ck_assert_msg(result.status == 0, "%s", result.err);
    json_t *root = json_loads(result.out, JSON_REJECT_DUPLICATES, &error);
    ck_assert_msg(root != NULL, "%s", error.text);
    free_result(&result);
    return root;
}

/* The island left out: 1, 2, 3, 4 in a path; rows of one neighbour weigh as much as rows of two.
 * sum w z z = 0.75 + (0.75 - 0.25) / 2 + (-0.25 + 0.75) / 2 + 0.75 = 2; I = 4 / 4 * 2 / 5. */
START_TEST(moran_by_hand)
{
    json_t *root = results_of(CALL("moran", "x", "--format", "json", "--permutations", "99"));
    ck_json_text(root, "results.0.inference", "normality");
    ck_json_number(root, "results.0.value", 0.4);
    ck_json_number(root, "results.0.expectation", -1.0 / 3.0);
    ck_json_number(root, "results.0.n", 4);
    ck_json_number(root, "results.0.islands", 1);
    ck_json_text(root, "results.2.inference", "permutation");
    ck_json_number(root, "results.2.permutations", 99);
    ck_json_text(root, "weights.style", "W");
    json_decref(root);
    root =
        results_of(CALL("moran", "x", "--format", "json", "--analytic", "--islands", "keep", "--style", "B"));
    /* What `brandpunt weights` takes to make the same. */
    char *options = bp_text_format("--id id --from %s/units.gal --style B", scratch);
    ck_json_text(root, "weights.options", options);
    free(options);
    ck_json_number(root, "results.0.n", 5);
    ck_json_number(root, "results.0.expectation", -0.25);
    ck_assert_uint_eq(json_array_size(json_at(root, "results")), 2);
    json_decref(root);
}
END_TEST

/* Units that are called by their rows are named by their codes, too, where the layer has a column of them. */
START_TEST(islands_by_their_codes)
{
    put_file(at("coded.csv"), "gebiedcode,x\nWK000101,1\nWK000102,2\nWK000103,3\nWK000104,4\nWK000105,7\n");
    put_file(at("rows.gal"), "0 5 coded row\n1 1\n2\n2 2\n1 3\n3 2\n2 4\n4 1\n3\n5 0\n\n");
    char *table = bp_text_copy(at("coded.csv")), *file = bp_text_copy(at("rows.gal"));
    const char *arguments[] = {"moran", table, "x", "--from", file, "--analytic", NULL};
    program_result result = call_program(arguments, NULL);
    ck_ended(&result, 0,
             "brandpunt: warning: column 'x': 1 unit has no neighbour with a value and is left out "
             "(--islands): 5 (WK000105)\n");
    free_result(&result);
    free(table);
    free(file);
}
END_TEST

START_TEST(an_island_is_said_aloud)
{
    program_result result = CALL("moran", "x", "--analytic", "--format", "csv");
    ck_ended(&result, 0,
             "brandpunt: warning: column 'x': 1 unit has no neighbour with a value and is left out "
             "(--islands): e\n");
    ck_assert(
        strncmp(result.out,
                "column,statistic,inference,value,expectation,variance,z,p,n,islands,missing,permutations\n"
                "x,I,normality,0.",
                80) == 0);
    free_result(&result);
}
END_TEST

/* Geary's C of the path with row weights: (1 + 1 + 1 + 1) = S0 squares of 1: C = 3 / (2 * 4) * 4 / 5. */
START_TEST(geary_and_its_sign)
{
    json_t *plain = results_of(CALL("geary", "x", "--format", "json"));
    json_t *turned = results_of(CALL("geary", "x", "--format", "json", "--sign", "spdep"));
    ck_json_number(plain, "results.0.value", 0.3);
    for (int row = 0; row < 3; row++) {
        char path[32];
        snprintf(path, sizeof path, "results.%d.z", row);
        ck_json_number(turned, path, -json_number_value(json_at(plain, path)));
    }
    json_decref(plain);
    json_decref(turned);
}
END_TEST

START_TEST(join_counts_by_hand)
{
    json_t *root = results_of(CALL("joincount", "black", "--format", "json", "--analytic"));
    const char *const names[] = {"BB", "WW", "BW"};
    for (int kind = 0; kind < 3; kind++) {
        char path[32];
        snprintf(path, sizeof path, "results.%d.statistic", kind);
        ck_json_text(root, path, names[kind]);
        snprintf(path, sizeof path, "results.%d.value", kind);
        ck_json_number(root, path, 1.0);
    }
    json_decref(root);
    /* Above the median of 1, 2, 3, 4, 7 are d and e: one alone among those with neighbours. */
    program_result result = CALL("joincount", "x", "--above", "median");
    ck_assert_int_eq(result.status, 1);
    free_result(&result);
}
END_TEST

START_TEST(a_missing_unit_takes_its_links_along)
{
    program_result result = CALL("lisa", "y", "--missing", "-99,-98", at("out.csv"));
    ck_assert_msg(result.status == 0, "%s", result.err);
    char *table = get_file(at("out.csv"), NULL);
    ck_assert_ptr_nonnull(
        strstr(table, "id,y,statistic,lag,expectation,variance,z,p,q,draws,class,cluster\n"));
    ck_assert_ptr_nonnull(strstr(table, "\nc,,,,,,,,,,Missing,Missing\n"));
    ck_assert_ptr_nonnull(strstr(table, "\nd,1,,,,,,,,,Island,Island\n"));
    ck_assert_ptr_nonnull(strstr(table, "\ne,2,,,,,,,,,Island,Island\n"));
    free(table);
    free_result(&result);
    ck_fails(
        CALL("lisa", "y", at("out.csv")), 3,
        "brandpunt: out.csv: there is such a file already, and it is not written over; take another name\n");
}
END_TEST

START_TEST(columns_that_are_refused)
{
    ck_fails(CALL("moran", "constant", "--islands", "keep"), 1,
             "brandpunt: column 'constant': has 1 distinct value in the 5 units that take part; this "
             "statistic needs 3 "
             "at the least\n");
    ck_fails(CALL("geary", "black", "--islands", "keep"), 1,
             "brandpunt: column 'black': holds nothing but 0 and 1, which this statistic is not for; "
             "'brandpunt joincount' is\n");
    ck_fails(
        CALL("getis", "y", "--islands", "keep"), 1,
        "brandpunt: column 'y': the value of unit 3 is negative; G compares amounts, which are 0 or more\n");
    ck_fails(CALL("joincount", "x", "--islands", "keep"), 1,
             "brandpunt: column 'x': the unit 'b' has the value 2; join counts are of 0 (white) and 1 "
             "(black): --above X or "
             "--above median cuts other values in two\n");
    ck_fails(CALL("moran", "cases", "people", "--rates"), 1,
             "brandpunt: column 'people': row 5 is 0; a rate needs a population above 0 (leave the unit out, "
             "or make it "
             "missing)\n");
    ck_fails(CALL("moran", "people", "cases", "--rates"), 1,
             "brandpunt: column 'people': row 1 is 10, more than its population in 'cases', 1\n");
    ck_fails(CALL("moran", "deprivation"), 1,
             "brandpunt: units.csv: there is no column 'deprivation'; it has id, x, y, black, cases, people, "
             "constant\n");
    ck_fails(CALL("lisa", "black"), 1,
             "brandpunt: column 'black': holds nothing but 0 and 1, which this statistic is not for; "
             "--statistic joincount is\n");
}
END_TEST

/* A code of Statistics Netherlands is no value; what is no number at all is counted. */
START_TEST(codes_and_what_is_no_number)
{
    static const char *const commands[] = {"moran", "geary", "getis", "lisa"};
    change_file("units.csv", "c,3,-99,", "c,3,-99997,");
    change_file("units.csv", "d,4,1,", "d,4,-99995,");
    for (int k = 0; k < 4; k++)
        ck_fails(
            CALL(commands[k], "y"), 1,
            "brandpunt: units.csv, column 'y': found -99997 in 1 row, -99995 in 1 row, which are codes for a "
            "missing value; say so with --missing -99997,...\n");
    change_file("units.csv", "-99995,", "1,");
    ck_fails(CALL("moran", "y"), 1,
             "brandpunt: units.csv, column 'y': found -99997 in 1 row, which is a code for a missing value; "
             "say so "
             "with --missing -99997\n");
    change_file("units.csv", "b,2,3,", "b,inf,3,");
    change_file("units.csv", "e,7,", "e,NaN,");
    ck_fails(CALL("lisa", "x", "--statistic", "joincount", "--quantile", "1/2"), 1,
             "brandpunt: units.csv, column 'x', row 2: 'inf' is not a number; if it stands for a missing "
             "value, list it under --missing\n");
    program_result result =
        CALL("lisa", "x", "--statistic", "joincount", "--quantile", "1/2", "--missing", "inf,NaN");
    ck_assert_ptr_null(strstr(result.err, "finite"));
    free_result(&result);
}
END_TEST

START_TEST(what_has_no_effect_or_no_place)
{
    ck_fails(
        call_program((const char *[]){"moran", at("units.csv"), "x", "--from", at("units.gal"), NULL}, NULL),
        1,
        "brandpunt: units.gal, line 2: there is no unit with the id 'a'; no column of ids was named, so that "
        "the "
        "units have their row numbers: name the column 'id' with --id\n");
    ck_fails(call_program((const char *[]){"moran", at("units.csv"), "x", "--knn", "2", "--power", "2", NULL},
                          NULL),
             2, "brandpunt: moran: --power goes with --kernel inverse\n");
    program_result result = CALL("moran", "x", "--analytic", "--permutations", "99", "--islands", "keep");
    ck_ended(&result, 0, "brandpunt: warning: --permutations 99 has no effect: --analytic draws nothing\n");
    free_result(&result);
    result = CALL("lisa", "black", "--statistic", "joincount", "--permutations", "99", "--quiet");
    ck_ended(&result, 0, "");
    ck_assert_str_eq(result.out, "");
    free_result(&result);
    result = CALL("lisa", "black", "--statistic", "joincount", "--permutations", "99");
    ck_ended(&result, 0,
             "brandpunt: warning: column 'black': 1 unit has no neighbour with a value, and no statistic: e\n"
             "brandpunt: warning: --permutations 99 has no effect: p-values of join counts are exact and not "
             "drawn\n");
    ck_assert_ptr_nonnull(
        strstr(result.out, "\nNot tested                   2\nIsland                       1\n"));
    free_result(&result);
}
END_TEST

/* Lines of 80 columns at most, whatever the columns are called. */
START_TEST(tables_fit)
{
    program_result result = CALL("moran", "x", "cases", "--permutations", "9999");
    size_t widest = 0;
    for (const char *line = result.out; *line; line += strcspn(line, "\n") + 1) {
        if (strncmp(line, "options:", 8) == 0 || strncmp(line, "weights:", 8) == 0)
            continue;
        size_t width = strcspn(line, "\n");
        widest = width > widest ? width : widest;
    }
    ck_assert_uint_le(widest, 80);
    ck_assert_ptr_nonnull(strstr(
        result.out,
        "p-values: two-sided; 9,999 permutations\n\nx: 4 units take part, 1 island, 0 without a value\n"));
    free_result(&result);
    result = CALL("lisa", "x", at("out.csv"), "--alpha", "0.05", "--format", "json");
    ck_assert_ptr_nonnull(strstr(result.out, "\"alpha\": 0.05,"));
    ck_assert_ptr_nonnull(strstr(result.out, "/out.csv\","));
    free_result(&result);
    unlink(at("out.csv"));
    result = CALL("lisa", "x", at("out.csv"));
    ck_assert_ptr_nonnull(strstr(without_scratch(result.out), "\nwritten to out.csv\n"));
    free_result(&result);
}
END_TEST

/* a looks at b and c, b and c at each other, d at a, e at nobody but is looked at by b. */
START_TEST(islands_of_links_that_go_one_way)
{
    put_file(at("units.gal"), "0 5 units id\na 2\nb c\nb 2\nc e\nc 1\nb\nd 1\na\ne 0\n\n");
    json_t *root = results_of(CALL("moran", "x", "--analytic", "--format", "json"));
    ck_json_number(root, "results.0.n", 5);
    ck_json_number(root, "results.0.islands", 1);
    ck_json_text(root, "warnings.0",
                 "column 'x': 1 unit has no neighbour with a value, of which 0 are left out (--islands) "
                 "and 1 takes part as neighbours of others: e");
    json_decref(root);
    root = results_of(CALL("lisa", "x", "--format", "json"));
    ck_json_number(root, "islands", 1);
    ck_json_text(root, "warnings.0", "column 'x': 1 unit has no neighbour with a value, and no statistic: e");
    json_decref(root);
}
END_TEST

START_TEST(files_that_are_no_columns)
{
    ck_fails(
        CALL("lisa", "x", "out.xlsx"), 2,
        "brandpunt: lisa: found 'out.xlsx' at the end; OUT may be a .gpkg, .geojson, .shp or .csv file\n");
    ck_fails(CALL("moran", "x", "out.csv"), 2,
             "brandpunt: moran: found 'out.csv' at the end, which looks like a file; this command writes "
             "none: --format "
             "json or csv and > out.csv do\n");
    ck_fails(CALL("lisa", "x", at("no/out.csv")), 3,
             "brandpunt: no/out.csv: there is no folder 'no'; make it, or take another\n");
    program_result result = CALL("lisa", "x", at("out.CSV"));
    ck_assert_int_eq(result.status, 0);
    ck_assert(bp_path_exists(at("out.CSV")));
    free_result(&result);
}
END_TEST

START_TEST(command_lines_that_are_refused)
{
    ck_fails(CALL("moran", "x", "--permutations", "0"), 2,
             "brandpunt: moran: --permutations: found '0', expected a whole number from 1 to 10000000\n");
    ck_fails(CALL("moran", "x", "y", "black", "--bivariate"), 2,
             "brandpunt: moran: 3 columns were named; --bivariate and --rates take two\n");
    ck_fails(CALL("moran", "x", "y", "--bivariate", "--rates"), 2,
             "brandpunt: moran: --bivariate and --rates do not go together\n");
    ck_fails(
        CALL("geary", "x", "--alternative", "bigger"), 2,
        "brandpunt: geary: --alternative: found 'bigger', expected two-sided, greater, less or directed\n");
    ck_fails(CALL("joincount", "black", "--above", "half"), 2,
             "brandpunt: joincount: --above: found 'half', expected a number or median\n");
    ck_fails(CALL("lisa", "x", "y"), 2,
             "brandpunt: lisa: this statistic takes one column; geary and joincount take several\n");
    ck_fails(CALL("lisa", "x", "--alpha", "5"), 2,
             "brandpunt: lisa: --alpha: found '5', expected a number between 0 and 1\n");
    ck_fails(CALL("lisa", "x", "--statistic", "joincount", "--quantile", "6/5"), 2,
             "brandpunt: lisa: --quantile: found '6/5', expected K/N, 5/5 for the highest fifth say\n");
    ck_fails(CALL("lisa", "x", "--correction", "fwer"), 2,
             "brandpunt: lisa: --correction: found 'fwer', expected none, bonferroni, holm, fdr or by (did "
             "you mean 'fdr'?)\n");
    ck_fails(CALL("moran", "x", "--knn", "2"), 2,
             "brandpunt: moran: say who is whose neighbour with one of --queen, --rook, --knn K, --band M "
             "and --from "
             "FILE; found several\n");
}
END_TEST

/* Every statistic on a made-up country: same bytes from 1 and 2 threads, islands and clusters by name. */
START_TEST(threads_do_not_matter)
{
    const char *const statistics[] = {"moran", "geary", "gi", "gi_star"};
    const char *demo[] = {"demo", at("demo"), "--units", "400", "--quiet", NULL};
    program_result made = call_program(demo, NULL);
    ck_assert_msg(made.status == 0, "%s", made.err);
    free_result(&made);
    char *path = bp_text_format("%s/demo/boundaries.gpkg", scratch);
    for (int k = 0; k < 4; k++) {
        char *out[2];
        for (int t = 0; t < 2; t++) {
            const char *arguments[] = {
                "lisa",           path,          "population",   at(t ? "b.csv" : "a.csv"),
                "--statistic",    statistics[k], "--threads",    t ? "2" : "1",
                "--permutations", "499",         "--correction", "fdr",
                "--quiet",        NULL};
            program_result result = call_program(arguments, NULL);
            ck_assert_msg(result.status == 0, "%s", result.err);
            out[t] = result.out;
            result.out = NULL;
            free_result(&result);
        }
        ck_assert_str_eq(out[0], out[1]);
        ck_same_files(at("a.csv"), at("b.csv"));
        unlink(at("a.csv"));
        unlink(at("b.csv"));
        free(out[0]);
        free(out[1]);
    }
    free(path);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("statistics");
    TCase *tests = tcase_create("statistics");
    tcase_set_timeout(tests, 120);
    tcase_add_checked_fixture(tests, set_up_units, tear_down);
    tcase_add_test(tests, moran_by_hand);
    tcase_add_test(tests, islands_by_their_codes);
    tcase_add_test(tests, an_island_is_said_aloud);
    tcase_add_test(tests, geary_and_its_sign);
    tcase_add_test(tests, join_counts_by_hand);
    tcase_add_test(tests, a_missing_unit_takes_its_links_along);
    tcase_add_test(tests, columns_that_are_refused);
    tcase_add_test(tests, codes_and_what_is_no_number);
    tcase_add_test(tests, what_has_no_effect_or_no_place);
    tcase_add_test(tests, tables_fit);
    tcase_add_test(tests, islands_of_links_that_go_one_way);
    tcase_add_test(tests, files_that_are_no_columns);
    tcase_add_test(tests, command_lines_that_are_refused);
    tcase_add_test(tests, threads_do_not_matter);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
