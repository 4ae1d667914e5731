/* The command line: help, versions, options, and what is said of those that are not right. */
#include "analysis/branch_and_cut.h"
#include "tests/cli/country.h"

/* A command line that is not right, and what is said of it. */
typedef struct wrong_call {
    const char *arguments[8];
    const char *message;
} wrong_call;

#define RUN_USAGE "usage: brandpunt run STUDY.yaml --output DIR [options]\n"

static const wrong_call wrong_calls[] = {
    {{"rnu"}, "brandpunt: there is no command 'rnu' (did you mean 'run'?); see 'brandpunt help'\n"},
    {{"dem"}, "brandpunt: there is no command 'dem' (did you mean 'demo'?); see 'brandpunt help'\n"},
    {{"calculate"}, "brandpunt: there is no command 'calculate'; see 'brandpunt help'\n"},
    {{""}, "brandpunt: there is no command ''; see 'brandpunt help'\n"},
    {{"help", "rum"}, "brandpunt: there is no command 'rum' (did you mean 'run'?); see 'brandpunt help'\n"},
    {{"run"}, "brandpunt: run: an argument is missing; " RUN_USAGE},
    {{"run", "--output", "out"}, "brandpunt: run: an argument is missing; " RUN_USAGE},
    {{"run", "a.yaml"}, "brandpunt: run: say where to write with --output DIR; see 'brandpunt help run'\n"},
    {{"run", "a.yaml", "b.yaml", "-o", "out"},
     "brandpunt: run: there is one argument too many: 'b.yaml'; " RUN_USAGE},
    {{"run", "a.yaml", "--output"}, "brandpunt: run: --output: missing argument\n"},
    {{"run", "a.yaml", "-o", "out", "--overwrit"},
     "brandpunt: run: there is no option '--overwrit' (did you mean '--overwrite'?); see 'brandpunt help "
     "run'\n"},
    {{"run", "a.yaml", "-o", "out", "--ouput=x"},
     "brandpunt: run: there is no option '--ouput=x' (did you mean '--output'?); see 'brandpunt help run'\n"},
    {{"run", "a.yaml", "-o", "out", "-x"},
     "brandpunt: run: there is no option '-x'; see 'brandpunt help run'\n"},
    {{"run", "a.yaml", "-o", "out", "--threads", "0"},
     "brandpunt: run: --threads: found '0', expected a whole number from 1 to 1024\n"},
    {{"run", "a.yaml", "-o", "out", "--threads", "x"},
     "brandpunt: run: --threads: found 'x', expected a whole number from 1 to 1024\n"},
    {{"run", "a.yaml", "-o", "out", "--threads", "2.5"},
     "brandpunt: run: --threads: found '2.5', expected a whole number from 1 to 1024\n"},
    {{"run", "a.yaml", "-o", "out", "--threads="},
     "brandpunt: run: --threads: found '', expected a whole number from 1 to 1024\n"},
    {{"run", "a.yaml", "-o", "out", "--threads", "99999999999999999999"},
     "brandpunt: run: --threads: found '99999999999999999999', expected a whole number from 1 to 1024\n"},
    {{"run", "a.yaml", "-o", "out", "--seed", "-1"},
     "brandpunt: run: --seed: found '-1', expected a whole number from 0 to 9223372036854775807\n"},
    {{"run", "a.yaml", "-o", "out", "--quiet=yes"},
     "brandpunt: run: --quiet=yes: option does not take an argument\n"},
};
enum { WRONG_CALLS = sizeof wrong_calls / sizeof *wrong_calls };

/* Nothing is done, nothing is on stdout, and the exit status tells it from wrong data. */
START_TEST(wrong_command_line)
{
    const wrong_call *made = &wrong_calls[_i];
    ck_assert_int_eq(chdir(scratch), 0);
    program_result result = call_program(made->arguments, NULL);
    ck_ended(&result, 2, made->message);
    ck_assert_str_eq(result.out, "");
    free_result(&result);
    ck_assert(!bp_path_exists(at("out")));
}
END_TEST

static program_result call(const char *a, const char *b)
{
    const char *arguments[] = {a, a ? b : NULL, NULL};
    return call_program(arguments, NULL);
}

static void ck_at_most_80_columns(const char *text)
{
    for (const char *line = text; *line; line += strcspn(line, "\n"), line += *line == '\n')
        ck_assert_msg(strcspn(line, "\n") <= 80, "longer than 80 columns: %.*s", (int)strcspn(line, "\n"),
                      line);
}

START_TEST(overview)
{
    static const char *const ways[] = {"help", "--help", "-h"};
    program_result bare = call(NULL, NULL);
    ck_assert_int_eq(bare.status, 2); /* nothing was asked: help, but not where a result would be */
    ck_assert_str_eq(bare.out, "");
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        program_result result = call(ways[i], NULL);
        ck_ended(&result, 0, "");
        ck_assert_str_eq(result.out, bare.err);
        free_result(&result);
    }
    ck_assert_ptr_nonnull(strstr(bare.err, "Usage: brandpunt COMMAND [arguments]\n"));
    ck_assert_ptr_nonnull(strstr(bare.err, "\n  run "));
    ck_assert_ptr_nonnull(strstr(bare.err, "\n  demo "));
    ck_at_most_80_columns(bare.err);
    free_result(&bare);
}
END_TEST

/* "help run", "run --help" and "run -h" say the same, also beside other options, and do nothing else. */
START_TEST(help_of_a_command)
{
    static const char *const commands[] = {"run", "demo"};
    const char *command = commands[_i];
    program_result expected = call("help", command);
    ck_ended(&expected, 0, "");
    static const char *const options[] = {"--output", "--threads", "--quiet", "--help", "--seed"};
    for (size_t i = command[0] == 'd'; i < sizeof options / sizeof *options; i++)
        ck_assert_msg(strstr(expected.out, options[i]) != NULL, "%s is not in the help", options[i]);
    if (_i == 0)
        ck_at_most_80_columns(expected.out);
    const char *const ways[][6] = {
        {command, "--help", NULL}, {command, "-h", NULL}, {command, "a", "b", "c", "--help", NULL}};
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        program_result result = call_program(ways[i], NULL);
        ck_ended(&result, 0, "");
        ck_assert_str_eq(result.out, expected.out);
        free_result(&result);
    }
    free_result(&expected);
}
END_TEST

START_TEST(version)
{
    program_result result = call("--version", NULL), word = call("version", NULL);
    int major, minor, patch, gdal, geos, proj, end = 0;
    const char *solver = bp_branch_and_cut_solver();
    ck_ended(&result, 0, "");
    ck_assert_int_eq(
        sscanf(result.out,
               "brandpunt %d.%d.%d\nGDAL %d.%*d.%*[^,], GEOS %d.%*d.%*[^,], PROJ %d.%*d.%*[^,], %n", &major,
               &minor, &patch, &gdal, &geos, &proj, &end),
        6);
    ck_assert_int_gt(gdal, 2);
    ck_assert_int_gt(geos, 2);
    ck_assert_int_gt(proj, 7);
    char *expected = bp_text_format("%s\n", solver ? solver : "without CBC");
    ck_assert_str_eq(result.out + end, expected);
    free(expected);
    ck_assert_str_eq(result.out, word.out);
    free_result(&result);
    free_result(&word);
}
END_TEST

/* Help and version, too, must reach their reader. */
START_TEST(output_that_is_lost)
{
    static const char *const lines[][3] = {
        {"help", NULL}, {"--version", NULL}, {"help", "run", NULL}, {"run", "--help", NULL}};
    const program_setting setting = {0, "/dev/full", false};
    program_result result = call_program(lines[_i], &setting);
    ck_ended(&result, 3, "brandpunt: standard output: cannot be written to\n");
    free_result(&result);
}
END_TEST

/* Short and long, before and after the study, in one word or two. */
START_TEST(forms_of_options)
{
    static const char *const lines[][9] = {
        {"run", "study.yaml", "--output", "a", "--seed", "7", "--quiet", NULL},
        {"run", "-o", "b", "-s", "7", "-q", "study.yaml", NULL},
        {"run", "--quiet", "--output=c", "--seed=7", "study.yaml", NULL},
        {"run", "-q", "-od", "-s7", "-t1", "--", "study.yaml", NULL},
    };
    write_country(NULL);
    ck_assert_int_eq(chdir(scratch), 0);
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        program_result result = call_program(lines[i], NULL);
        ck_ended(&result, 0, "");
        free_result(&result);
    }
    ck_same_run(at("a"), at("b"), false);
    ck_same_run(at("a"), at("c"), false);
    ck_same_run(at("a"), at("d"), false);
    json_t *root = read_json(at("a/run.json"));
    ck_json_number(root, "seed", 7);
    json_decref(root);
}
END_TEST

START_TEST(study_that_is_none)
{
    ck_assert_int_eq(chdir(scratch), 0);
    put_file(at("broken.yaml"), "study: [open\n");
    static const char *const lines[][5] = {{"run", "none.yaml", "-o", "out", NULL},
                                           {"run", ".", "-o", "out", NULL},
                                           {"run", "broken.yaml", "-o", "out", NULL}};
    static const char *const messages[] = {
        "brandpunt: none.yaml: there is no such file\n", "brandpunt: .: cannot be read: Is a directory\n",
        "brandpunt: broken.yaml:2:1: not YAML: did not find expected ',' or ']' while parsing a flow "
        "sequence\n"};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        program_result result = call_program(lines[i], NULL);
        ck_ended(&result, 1, messages[i]);
        free_result(&result);
        ck_assert(!bp_path_exists(at("out")));
        ck_nothing_left();
    }
}
END_TEST

/* Nobody listens at the other end of a pipe. The program may end as pipes end programs (141), but the run is
 * whole. */
START_TEST(broken_pipe)
{
    write_country(NULL);
    char *command =
        bp_text_format("cd '%s' && { '%s' run study.yaml -o out; echo $? >status.txt; } 2>err.txt | true",
                       scratch, program_path());
    ck_assert_int_eq(system(command), 0);
    free(command);
    char *status = get_file(at("status.txt"), NULL);
    ck_assert_msg(strcmp(status, "0\n") == 0 || strcmp(status, "3\n") == 0 || strcmp(status, "141\n") == 0,
                  "status %s", status);
    free(status);
    ck_assert(bp_path_exists(at("out/run.json")));
    ck_nothing_left();
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("cli.program");
    TCase *one = tcase_create("command line");
    tcase_set_timeout(one, 120);
    tcase_add_checked_fixture(one, set_up, tear_down);
    tcase_add_loop_test(one, wrong_command_line, 0, WRONG_CALLS);
    tcase_add_test(one, overview);
    tcase_add_loop_test(one, help_of_a_command, 0, 2);
    tcase_add_test(one, version);
    tcase_add_loop_test(one, output_that_is_lost, 0, 4);
    tcase_add_test(one, forms_of_options);
    tcase_add_test(one, study_that_is_none);
    tcase_add_test(one, broken_pipe);
    suite_add_tcase(suite, one);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
