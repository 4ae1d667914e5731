/* Help: every command has it, its examples work, and the man pages are made of the same. */
#include "cli/command.h"
#include "cli/manual/pages.h"
#include "tests/cli/calls.h"
#include "tests/cli/country.h"

/* A layer of squares of 1 km in RD New, 6 in a row and 5 rows, with the columns that are named, up to a NULL.
 */
static void write_squares(const char *name, const char *const *columns)
{
    FILE *file = fopen(at(name), "wb");
    fputs("{\"type\":\"FeatureCollection\",\"name\":\"units\",\"crs\":{\"type\":\"name\",\"properties\":{"
          "\"name\":"
          "\"urn:ogc:def:crs:EPSG::28992\"}},\"features\":[",
          file);
    for (int u = 0; u < UNITS; u++) {
        double x = 1e5 + 1e3 * (u % COLUMNS), y = 4.5e5 + 1e3 * (u / COLUMNS);
        fprintf(file, "%s{\"type\":\"Feature\",\"properties\":{\"code\":\"U%02d\"", u ? "," : "", u);
        for (int c = 0; columns[c]; c++)
            fprintf(file, ",\"%s\":%d", columns[c],
                    strcmp(columns[c], "is_designated") == 0
                        ? u % 3 == 0
                        : (10 + (u * 7 + c * 11) % 31) * (strcmp(columns[c], "residents") == 0 ? 100 : 1));
        append_box(file, "},\"geometry\":{\"type\":\"Polygon\",\"coordinates\":", x, y, x + 1e3, y + 1e3);
        fputs("}}", file);
    }
    fputs("]}\n", file);
    fclose(file);
}

static void write_shapes(const char *name, const char *properties, const char *geometry)
{
    char *text = bp_text_format(
        "{\"type\":\"FeatureCollection\",\"crs\":{\"type\":\"name\",\"properties\":{\"name\":"
        "\"urn:ogc:def:crs:EPSG::28992\"}},\"features\":[{\"type\":\"Feature\",\"properties\":{%s},"
        "\"geometry\":%s}]}\n",
        properties, geometry);
    put_file(at(name), text);
    free(text);
}

/* Points in RD New, 60 m apart, 6 in a row and 5 rows. */
static void write_points(const char *name)
{
    FILE *file = fopen(at(name), "wb");
    fputs("{\"type\":\"FeatureCollection\",\"crs\":{\"type\":\"name\",\"properties\":{\"name\":"
          "\"urn:ogc:def:crs:EPSG::28992\"}},\"features\":[",
          file);
    for (int p = 0; p < UNITS; p++)
        fprintf(file,
                "%s{\"type\":\"Feature\",\"properties\":{\"day\":%d},\"geometry\":{\"type\":\"Point\","
                "\"coordinates\":[%d,%d]}}",
                p ? "," : "", p, 100500 + 60 * (p % COLUMNS), 450500 + 60 * (p / COLUMNS));
    fputs("]}\n", file);
    fclose(file);
}

/* The files that the examples name. GDAL looks at what is in a file and not at how it is called. */
static void write_files(void)
{
    static const char *const units[] = {"residents", "crimes", "is_designated", "unemployment", "score",
                                        "income",    NULL};
    static const char *const postcodes[] = {"residents", NULL}, *const blocks[] = {"people", NULL};
    write_squares("units.gpkg", units);
    write_squares("postcodes.gpkg", postcodes);
    write_squares("blocks.gpkg", blocks);
    write_shapes("schools.gpkg", "\"pupils\":120", "{\"type\":\"Point\",\"coordinates\":[100500,450500]}");
    write_shapes("roads.gpkg", "\"name\":\"A1\"",
                 "{\"type\":\"LineString\",\"coordinates\":[[100100,450500],[104000,450500]]}");
    write_points("thefts.gpkg");
    put_file(at("shops.csv"), "lon,lat\n4.61,52.055\n4.63,52.065\n");
    put_file(at("figures.csv"), "code,rate\nU01,3\nU02,4\n");
    FILE *noise = fopen(at("noise.asc"), "wb");
    fputs("ncols 12\nnrows 10\nxllcorner 100000\nyllcorner 450000\ncellsize 500\n", noise);
    for (int i = 0; i < 120; i++)
        fprintf(noise, "%d ", 50 + i % 30);
    fclose(noise);
}

/* In the scratch folder, with the program on the path; the exit status, and in the file "said" what it
 * printed. */
static int shell(const char *line)
{
    char *whole = bp_text_format("cd '%s' && PATH=$(dirname '%s'):$PATH && (%s) >said 2>&1", scratch,
                                 program_path(), line);
    int status = system(whole);
    free(whole);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 255;
}

/* The next example of a description, its lines made one; NULL at the end. To be freed. */
static char *next_example(const char **at_text)
{
    static const char lead[] = "  brandpunt ";
    const char *from = strstr(*at_text, lead);
    char *line = NULL;
    if (!from)
        return NULL;
    line = bp_text_copy("");
    do {
        size_t n = strcspn(from, "\n");
        char *longer = bp_text_format("%s%.*s ", line, (int)(from[n - 1] == '\\' ? n - 1 : n), from);
        free(line);
        line = longer;
        from += n;
        from += *from == '\n';
    } while (strncmp(from, "      ", 6) == 0);
    *at_text = from;
    return line;
}

/* A service and a database are not at hand. */
static bool is_at_hand(const char *example)
{
    return !strstr(example, "WFS:") && !strstr(example, "PG:");
}

START_TEST(examples)
{
    write_files();
    ck_assert_int_eq(shell("brandpunt demo data --units 400 -q && cp data/* . && "
                           "brandpunt run study.yaml -o results -q && cp -r results earlier"),
                     0);
    for (int i = 0; i < bp_n_commands; i++) {
        const char *text = strstr(bp_commands[i]->description, "Examples:");
        char *example = NULL;
        int n = 0;
        ck_assert_msg(text != NULL, "%s has no examples", bp_commands[i]->name);
        for (; (example = next_example(&text)) != NULL; n++) {
            bool makes_study = strstr(example, "brandpunt init ") != NULL;
            char *line = bp_text_format("rm -rf out.gpkg study.yaml && %s %s",
                                        makes_study ? "" : "cp data/study.yaml . &&", example);
            bool is_first_run = strstr(example, "run study.yaml --output results") != NULL;
            if (is_first_run)
                ck_assert_int_eq(shell("rm -r results"), 0);
            if (is_at_hand(example) && shell(line) != 0)
                ck_abort_msg("%s\n%s", example, get_file(at("said"), NULL));
            free(line);
            free(example);
        }
        ck_assert_int_gt(n, 0);
    }
}
END_TEST

/* Every option stands in the help and on the page, and troff finds nothing to say of the page. */
START_TEST(pages)
{
    bool has_groff = shell("command -v groff") == 0;
    for (int i = -1; i < bp_n_commands; i++) {
        const bp_command *command = i < 0 ? NULL : bp_commands[i];
        FILE *file = fopen(at("page.1"), "wb");
        bp_manual_page(file, command);
        fclose(file);
        if (has_groff) {
            ck_assert_int_eq(
                shell("groff -man -ww -Tascii -rLL=78n page.1 2>&1 >page.txt | grep . ; test -s page.txt"),
                0);
            char *said = get_file(at("said"), NULL);
            ck_assert_str_eq(said, "");
            free(said);
        }
        char *page = get_file(at("page.1"), NULL);
        ck_assert_ptr_nonnull(strstr(page, ".SH NAME\nbrandpunt"));
        ck_assert_ptr_nonnull(strstr(page, ".SH SYNOPSIS\n"));
        for (int k = 0; command && k < command->n_options; k++) {
            char *dashed = bp_text_format("\\fB\\-\\-%.3s", command->options[k].name);
            ck_assert_msg(strstr(page, dashed) != NULL, "%s: no --%s", command->name,
                          command->options[k].name);
            free(dashed);
        }
        free(page);
    }
}
END_TEST

/* Signs that mean something to troff, rendered again as they were. */
START_TEST(masked)
{
    static const bp_option options[] = {
        {"dash-ed", 'd', BP_OPTION_TEXT, "a|b", ".dot 'quote' \\back - dash", 0, 0}};
    const bp_command command = {
        .name = "odd",
        .synopsis = "FILE [--dash-ed]",
        .summary = "'odd' signs",
        .description = ".begins with a dot\n'begins with a quote\n\nExamples:\n  brandpunt odd \\\n      -d",
        .options = options,
        .n_options = 1};
    if (shell("command -v groff") != 0)
        return;
    FILE *file = fopen(at("page.1"), "wb");
    bp_manual_page(file, &command);
    fclose(file);
    ck_assert_int_eq(shell("groff -man -ww -Tascii -P-cbou page.1"), 0);
    char *said = get_file(at("said"), NULL);
    ck_assert_msg(strstr(said, "brandpunt-odd - 'odd' signs\n") != NULL, "%s", said);
    ck_assert_msg(strstr(said, ".begins with a dot 'begins with a quote\n") != NULL, "%s", said);
    ck_assert_msg(strstr(said, "brandpunt odd \\\n") != NULL, "%s", said);
    ck_assert_msg(strstr(said, "-d, --dash-ed a|b\n") != NULL, "%s", said);
    ck_assert_msg(strstr(said, ".dot 'quote' \\back - dash\n") != NULL, "%s", said);
    free(said);
}
END_TEST

static void ck_says(const char *line, int status, const char *text)
{
    ck_assert_int_eq(shell(line), status);
    char *said = get_file(at("said"), NULL);
    ck_assert_msg(strstr(said, text) != NULL, "%s: %s", line, said);
    free(said);
}

START_TEST(study_and_lists)
{
    ck_says("brandpunt help study", 0, "\n  indicators[].domain                  a text");
    ck_says("brandpunt help study areas", 0, "  areas.contiguity                     one of queen, rook\n");
    ck_says(
        "brandpunt help study arees", 2,
        "brandpunt: help: a study has no key 'arees' (did you mean 'areas'?); see 'brandpunt help study'\n");
    ck_says("brandpunt help study floor", 2,
            "brandpunt: help: a study has no key 'floor' (did you mean 'areas.floor'?); see 'brandpunt help "
            "study'\n");
    ck_says("brandpunt help lists", 0, "20 areas, as designated: {list: nplv}\n");
    ck_says("brandpunt help lists npvl", 2, "brandpunt: help: there is no list 'npvl'");
    ck_says("brandpunt help lists npvl", 2, "nearest: 'nplv'");
    ck_says("brandpunt help mroan", 2,
            "brandpunt: there is no command 'mroan' (did you mean 'moran'?); see 'brandpunt help'\n");
    ck_says("brandpunt explain r P1 --format jsn", 2,
            "brandpunt: explain: --format: found 'jsn', expected text or json (did you mean 'json'?)\n");
    ck_says("brandpunt run s.yaml -o r --progress bra", 2,
            "brandpunt: run: --progress: found 'bra', expected none, bar or json (did you mean 'bar'?)\n");
    ck_says("brandpunt manual none", 3,
            "brandpunt: none/man/man1/brandpunt.1: cannot be written: No such file or directory\n");
}
END_TEST

/* What an option does begins in column 26 after two blanks at least: in its line, or in the next one. */
static void ck_option(const char *command, const char *line)
{
    int n = (int)strcspn(line, "\n");
    const char *text = n > 25 && strncmp(line + 23, "  ", 2) == 0 ? line + 25 : line + n + 26;
    if (text > line + n) {
        for (int c = 6; c + 1 < n; c++)
            ck_assert_msg(line[c] != ' ' || line[c + 1] != ' ', "%s: %.*s", command, n, line);
        ck_assert_msg(strspn(line + n + 1, " ") == 25, "%s: %.*s", command, n, line);
    }
    ck_assert_msg(*text != ' ' && *text != '\n' && *text != '\0', "%s: %.*s", command, n, line);
}

/* On a terminal of 80 columns no line is broken, and options are set off from what they do. */
START_TEST(width)
{
    for (int i = 0; i < bp_n_commands; i++) {
        program_result result = call_program((const char *[]){"help", bp_commands[i]->name, NULL}, NULL);
        ck_assert_int_eq(result.status, 0);
        bool are_options = false;
        for (const char *line = result.out; *line; line += strcspn(line, "\n") + 1) {
            int n = (int)strcspn(line, "\n");
            ck_assert_msg(n <= 80, "%s: %.*s", bp_commands[i]->name, n, line);
            are_options = are_options || strncmp(line, "Options:", 8) == 0;
            if (are_options && n > 6 && (line[2] == '-' || line[6] == '-'))
                ck_option(bp_commands[i]->name, line);
        }
        free_result(&result);
    }
    program_result keys = CALL("help", "study");
    for (const char *line = keys.out; *line; line += strcspn(line, "\n") + 1)
        ck_assert_msg(strcspn(line, "\n") <= 80, "%.*s", (int)strcspn(line, "\n"), line);
    free_result(&keys);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("help");
    TCase *tests = tcase_create("all");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_set_timeout(tests, 240);
    tcase_add_test(tests, width);
    tcase_add_test(tests, examples);
    tcase_add_test(tests, pages);
    tcase_add_test(tests, masked);
    tcase_add_test(tests, study_and_lists);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
