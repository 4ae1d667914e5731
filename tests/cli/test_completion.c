/* Completion: what the program offers, and that bash, zsh and fish hand it on. */
#include "cli/manual/candidates.h"
#include "tests/cli/calls.h"
#include "tests/cli/country.h"

/* What is offered for a line, the last word being begun. */
static char *offered(const char *const *words)
{
    const char *arguments[MOST_ARGUMENTS + 1] = {"complete", "--"};
    for (int i = 0; words[i]; i++)
        arguments[i + 2] = words[i];
    program_result result = call_program(arguments, NULL);
    ck_assert_int_eq(result.status, 0);
    ck_assert_str_eq(result.err, "");
    char *out = bp_text_copy(result.out);
    free_result(&result);
    return out;
}

typedef struct line_case {
    const char *words[8];
    const char *offered;
} line_case;

/* In the folder of the country. */
static const line_case lines[] = {
    {{"ru"}, "run\trun a study: read, score, delineate, compare, write\n:none\n"},
    {{"xyz"}, ":none\n"},
    {{"xyz", ""}, ":none\n"},
    {{"run", ""}, ":file\n"},
    {{"run", "study.yaml", ""}, ":none\n"},
    {{"run", "-o", ""}, ":folder\n"},
    {{"run", "--output", ""}, ":folder\n"},
    {{"run", "--lang", ""}, "en\nnl\n:none\n"},
    {{"run", "--lang=n"}, "--lang=nl\n:none\n"},
    {{"run", "--lang", "=", "n"}, "nl\n:none\n"},
    {{"run", "--lang", "="}, "en\nnl\n:none\n"},
    {{"run", "--over"}, "--overwrite\treplace an earlier run, once the new one is whole\n:none\n"},
    {{"run", "--overwrite", "--over"}, ":none\n"}, /* once is enough */
    {{"run", "--", "--over"}, ":file\n"},          /* an argument that looks like one */
    {{"moran", "units.geojson", "in"}, "inwoners\tInteger\n:none\n"},
    {{"moran", "units.geojson", "arm", "w"}, "werk\tInteger\nwoz\tReal\n:none\n"},
    {{"moran", "none.gpkg", ""}, ":none\n"},
    {{"moran", "units.geojson", "--id", "co"}, "code\tString\n:none\n"},
    {{"moran", "units.geojson", "--layer", ""}, "buurten\tPolygon\n:none\n"},
    {{"weights", "units.geojson", "--style="}, "--style=B\n--style=C\n--style=V\n--style=W\n:none\n"},
    {{"join", "units.geojson", "regions.geojson", "--interpolate", ""}, "naam\tString\nnr\tString\n:none\n"},
    {{"join", "units.geojson", "regions.geojson", "--per-1000", "i"}, "inwoners\tInteger\n:none\n"},
    {{"completion", ""}, "bash\nfish\nzsh\n:none\n"},
    {{"map", "out", "--paper", "a"}, "a0\na1\na2\na3\na4\na5\n:none\n"},
    {{"map", "out", "-p", "l"}, "letter\n:none\n"},
    {{"map", "out", "--classes", ""}, "equal\njenks\nquantile\n:none\n"},
    {{"--"}, "--help\twhat commands there are\n--version\tprint the version\n:none\n"},
    {{"explain", "out", "U0"}, NULL},
    {{"help", "lists", ""}, "nplv\nregio-deals\n:none\n"},
    {{"help", "lists", "np"}, "nplv\n:none\n"},
    {{"help", "study", "areas.b"}, NULL},
    {{"help", "ru"}, "run\trun a study: read, score, delineate, compare, write\n:none\n"},
};

START_TEST(candidates)
{
    write_country(NULL);
    ck_assert_int_eq(chdir(scratch), 0);
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        char *found = offered(lines[i].words);
        if (lines[i].offered)
            ck_assert_msg(strcmp(found, lines[i].offered) == 0, "line %zu: '%s' instead of '%s'", i, found,
                          lines[i].offered);
        free(found);
    }
    char *keys = offered((const char *const[]){"help", "study", "areas.", NULL});
    ck_assert_ptr_nonnull(strstr(keys, "areas.base\ta number\n"));
    ck_assert_ptr_nonnull(strstr(keys, "areas.contiguity\tone of queen, rook\n"));
    free(keys);
}
END_TEST

/* Codes with their names, and names once one is begun. */
START_TEST(places)
{
    write_country(NULL);
    ck_ok(run_country("out", "--quiet", NULL, NULL));
    ck_assert_int_eq(chdir(scratch), 0);
    char *codes = offered((const char *const[]){"explain", "out", "U2", NULL});
    ck_assert_ptr_nonnull(strstr(codes, "U20\tBuurt 20\n"));
    ck_assert_ptr_null(strstr(codes, "U19"));
    free(codes);
    char *names = offered((const char *const[]){"explain", "out", "Buurt 2", NULL});
    ck_assert_ptr_nonnull(strstr(names, "Buurt 20\tU20\n"));
    free(names);
    char *second = offered((const char *const[]){"explain", "out", "20", NULL});
    ck_assert_ptr_nonnull(strstr(second, "20\tU20\n"));
    free(second);
    char *areas = offered((const char *const[]){"explain", "out", "P00", NULL});
    ck_assert_ptr_nonnull(strstr(areas, "P001\t"));
    ck_assert_ptr_nonnull(strstr(areas, "P002\t"));
    free(areas);
    char *none = offered((const char *const[]){"explain", "nowhere", "P", NULL});
    ck_assert_str_eq(none, ":none\n");
    free(none);
}
END_TEST

static void join_up(void *user, const char *text, const char *description)
{
    char *all = (char *)user;
    size_t n = strlen(all);
    snprintf(all + n, LONGEST_TEXT - n, "%s\t%s\n", text, description ? description : "");
}

/* The themes of a run that it has the columns for, domains among them. */
START_TEST(themes)
{
    char all[LONGEST_TEXT] = "";
    write_country(NULL);
    ck_ok(run_country("out", "--quiet", NULL, NULL));
    const bp_candidates to = {context, join_up, all, false};
    bp_candidates_themes(&to, at("out"));
    ck_assert_msg(strstr(all, "score\tScore (1 is the worst)\n") != NULL, "%s", all);
    ck_assert_ptr_nonnull(strstr(all, "stack\t"));
    ck_assert_ptr_nonnull(strstr(all, "domain:poverty\t"));
    ck_assert_ptr_nonnull(strstr(all, "population\t"));
    ck_assert_ptr_nonnull(strstr(all, "programme:deals\t"));
    ck_assert_ptr_null(strstr(all, "stability"));
    all[0] = '\0';
    bp_candidates_themes(&to, at("nowhere"));
    ck_assert_str_eq(all, "");
}
END_TEST

/* Runs a script with a shell; what it printed, to be freed. NULL: there is no such shell, and main says so.
 */
static char *ask_shell(const char *shell, const char *options, const char *script)
{
    put_file(at("ask"), script);
    char *line = bp_text_format(
        "command -v %s >/dev/null || exit 77; cd '%s' && PATH=$(dirname '%s'):$PATH HOME='%s' %s %s ask "
        ">answer 2>shell-errors",
        shell, scratch, program_path(), scratch, shell, options);
    int status = system(line);
    free(line);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 77)
        return NULL;
    return get_file(at("answer"), NULL);
}

START_TEST(bash)
{
    write_country(NULL);
    ck_ok(run_country("out", "--quiet", NULL, NULL));
    put_file(at("a file.csv"), "a\n");
    char *answer = ask_shell("bash", "--norc",
                             "source <(brandpunt completion bash)\n"
                             "try() { COMP_WORDS=(\"$@\"); COMP_CWORD=$(($# - 1)); COMPREPLY=(); _brandpunt\n"
                             "        printf '<%s>' \"${COMPREPLY[@]}\"; echo; }\n"
                             "try brandpunt ru\n"
                             "try brandpunt run --lang ''\n"
                             "try brandpunt run --lang = n\n"
                             "try brandpunt moran units.geojson w\n"
                             "try brandpunt info stu\n"
                             "try brandpunt info 'a\\ f'\n"
                             "try brandpunt explain out '\"Buurt 2'\n"
                             "try brandpunt explain out \"'Buurt 2\"\n"
                             "try brandpunt explain out 'Buurt\\ 2'\n"
                             "complete -p brandpunt\n");
    if (!answer)
        return;
    ck_assert_str_eq(
        answer, "<run>\n<en><nl>\n<nl>\n<werk><woz>\n<study.yaml>\n<a file.csv>\n"
                "<Buurt 2><Buurt 20><Buurt 21><Buurt 22><Buurt 22 + 1><Buurt 23><Buurt 24><Buurt 25>"
                "<Buurt 26><Buurt 27><Buurt 28><Buurt 29>\n"
                "<Buurt 2><Buurt 20><Buurt 21><Buurt 22><Buurt 22 + 1><Buurt 23><Buurt 24><Buurt 25>"
                "<Buurt 26><Buurt 27><Buurt 28><Buurt 29>\n"
                "<Buurt\\ 2><Buurt\\ 20><Buurt\\ 21><Buurt\\ 22><Buurt\\ 22\\ +\\ 1><Buurt\\ 23><Buurt\\ 24>"
                "<Buurt\\ 25><Buurt\\ 26><Buurt\\ 27><Buurt\\ 28><Buurt\\ 29>\n"
                "complete -F _brandpunt brandpunt\n");
    free(answer);
}
END_TEST

/* The functions of zsh that show a menu are replaced by some that print it. */
START_TEST(zsh)
{
    write_country(NULL);
    char *answer =
        ask_shell("zsh", "-f",
                  "_describe() { print -rl -- \"${found[@]}\" }\n"
                  "_files() { print -r -- files \"$@\" }\n"
                  "source <(brandpunt completion zsh)\n"
                  "try() { words=(\"$@\"); CURRENT=$#; PREFIX=${words[CURRENT]}; _brandpunt; print -- -- }\n"
                  "try brandpunt ru\n"
                  "try brandpunt run --lang ''\n"
                  "try brandpunt run --lang=n\n"
                  "try brandpunt moran units.geojson w\n"
                  "try brandpunt info stu\n"
                  "try brandpunt run -o ''\n");
    if (!answer)
        return;
    ck_assert_str_eq(
        answer, "run:run a study: read, score, delineate, compare, write\n--\nen\nnl\n--\n--lang=nl\n--\n"
                "werk:Integer\nwoz:Real\n--\nfiles\n--\nfiles -/\n--\n");
    free(answer);
}
END_TEST

START_TEST(fish)
{
    write_country(NULL);
    ck_ok(run_country("out", "--quiet", NULL, NULL));
    char *answer = ask_shell("fish", "--no-config",
                             "brandpunt completion fish | source\n"
                             "complete -C 'brandpunt ru'\n"
                             "complete -C 'brandpunt run --lang '\n"
                             "complete -C 'brandpunt run --lang=n'\n"
                             "complete -C 'brandpunt moran units.geojson w'\n"
                             "complete -C 'brandpunt info stu'\n"
                             "complete -C 'brandpunt explain out \"Buurt 30'\n");
    if (!answer)
        return;
    ck_assert_str_eq(answer, "run\trun a study: read, score, delineate, compare, write\nen\nnl\n--lang=nl\n"
                             "werk\tInteger\nwoz\tReal\nstudy.yaml\nBuurt 30\tU30\n");
    free(answer);
}
END_TEST

START_TEST(unknown_shell)
{
    program_result result = CALL("completion", "tcsh");
    ck_ended(&result, 2, "brandpunt: completion: found 'tcsh', expected bash, zsh or fish\n");
    free_result(&result);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("completion");
    TCase *tests = tcase_create("all");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, candidates);
    tcase_add_test(tests, places);
    tcase_add_test(tests, themes);
    tcase_add_test(tests, bash);
    tcase_add_test(tests, zsh);
    tcase_add_test(tests, fish);
    tcase_add_test(tests, unknown_shell);
    suite_add_tcase(suite, tests);
    return suite;
}

/* What stands here is tested; where a shell is missing, the suite is told as skipped and not as passed. */
int main(void)
{
    int failed = run_suite(make_suite());
    if (failed)
        return failed;
    return system("command -v bash >/dev/null && command -v zsh >/dev/null && command -v fish >/dev/null")
               ? 77
               : 0;
}
