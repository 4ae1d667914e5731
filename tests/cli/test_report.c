/* The report of a run through the program: what is in the page, where it is written, and what is refused. */
#include "cli/report/report.h"
#include "tests/cli/calls.h"
#include "tests/cli/country.h"

#include <math.h>

static void make_run(void)
{
    write_country(NULL);
    program_result result = run_country("out", NULL, NULL, NULL);
    ck_assert_msg(result.status == 0, "%s", result.err);
    free_result(&result);
}

/* The JSON of a script element; to json_decref(). */
static json_t *data_of(const char *page, const char *name)
{
    char *open = bp_text_format("<script type=\"application/json\" id=\"data-%s\">", name);
    const char *from = strstr(page, open);
    ck_assert_msg(from != NULL, "no data-%s", name);
    from += strlen(open);
    json_error_t error;
    json_t *json = json_loadb(from, (size_t)(strstr(from, "</script>") - from), 0, &error);
    ck_assert_msg(json != NULL, "data-%s: %s", name, error.text);
    free(open);
    return json;
}

static void ck_refused(const char *const *words, int n, int status, const char *expected)
{
    program_result result = call_with(words, n);
    ck_ended(&result, status, expected);
    ck_assert_str_eq(result.out, "");
    free_result(&result);
}

#define REFUSED(status, expected, ...)                                                                       \
    ck_refused((const char *const[]){__VA_ARGS__},                                                           \
               (int)(sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *)), status, expected)

START_TEST(the_page_holds_the_run)
{
    make_run();
    char *page = get_file(at("out/report.html"), NULL);
    json_t *run = data_of(page, "run"), *units = data_of(page, "units"), *areas = data_of(page, "areas");
    json_t *whole = read_json(at("out/run.json"));
    ck_assert_ptr_nonnull(strncmp(page, "<!DOCTYPE html>\n<html lang=\"en\">", 32) == 0 ? page : NULL);
    ck_assert_ptr_null(strstr(page, "http-equiv=\"refresh\""));
    ck_assert_ptr_nonnull(strstr(page, "default-src 'none'; script-src 'sha256-"));
    /* All of run.json but for the times of this machine and what areas say themselves. */
    json_object_del(whole, "timings");
    json_object_del(whole, "comparability");
    ck_assert_int_eq(json_equal(run, whole), 1);
    ck_assert_int_eq(json_integer_value(json_object_get(units, "rows")), UNITS);
    ck_assert_int_ge(json_integer_value(json_object_get(areas, "rows")), 1);
    json_decref(run);
    json_decref(units);
    json_decref(areas);
    json_decref(whole);
    free(page);
}
END_TEST

/* Whatever asked for it, the page is made of the folder alone. */
START_TEST(it_is_made_again_byte_for_byte)
{
    make_run();
    ck_ok(CALL("report", "@out", "--lang", "en", "-o", "@again.html"));
    size_t n = 0, m = 0;
    char *one = get_file(at("out/report.html"), &n), *other = get_file(at("again.html"), &m);
    ck_assert_int_eq(n, m);
    ck_assert_int_eq(memcmp(one, other, n), 0);
    free(one);
    free(other);
    ck_ok(CALL("report", "@out", "--lang", "nl"));
    ck_has("out/report.html", "<html lang=\"nl\">");
    ck_nothing_left();
}
END_TEST

START_TEST(a_study_may_go_without)
{
    write_country(NULL);
    change_file("study.yaml", "output: {", "output: {report: false, ");
    program_result result = run_country("out", NULL, NULL, NULL);
    ck_assert_msg(result.status == 0, "%s", result.err);
    ck_assert_ptr_null(strstr(result.out, "report.html"));
    free_result(&result);
    ck_assert(!bp_path_exists(at("out/report.html")));
}
END_TEST

START_TEST(it_says_where_it_is)
{
    make_run();
    make_folder(at("m\xC3\xAFjn rapport"));
    program_result result = CALL("report", "@out", "-o", "@m\xC3\xAFjn rapport/een rapport.html");
    ck_assert_str_eq(without_scratch(result.out), "Written: m\xC3\xAFjn rapport/een rapport.html\n");
    ck_assert_int_eq(result.status, 0);
    free_result(&result);
}
END_TEST

START_TEST(folders_that_are_no_run_are_refused)
{
    REFUSED(1, "brandpunt: nowhere: there is no such folder\n", "report", "@nowhere");
    make_folder(at("empty"));
    REFUSED(1,
            "brandpunt: empty: is no run: it has no run.json; name the folder that 'brandpunt run --output' "
            "wrote\n",
            "report", "@empty");
    put_file(at("empty/run.json"), "{\n  \"schema\": ");
    REFUSED(1,
            "brandpunt: empty/run.json:2: unexpected token near end of file; expected what 'brandpunt run' "
            "wrote\n",
            "report", "@empty");
    put_file(at("empty/run.json"), "{\"schema\": \"brandpunt-run-9\", \"program\": {\"version\": \"9.1\"}}");
    REFUSED(1,
            "brandpunt: empty/run.json: its schema is 'brandpunt-run-9', expected 'brandpunt-run-1'; it was "
            "written by brandpunt 9.1: run the study again with this one\n",
            "report", "@empty");
    put_file(at("empty/run.json"), "[]");
    REFUSED(
        1,
        "brandpunt: empty/run.json: its schema is '(none)', expected 'brandpunt-run-1'; it was written by "
        "brandpunt (unknown): run the study again with this one\n",
        "report", "@empty");
}
END_TEST

START_TEST(runs_that_were_changed_are_refused)
{
    make_run();
    change_file("out/run.json", "\"units\": 30", "\"units\": 31");
    REFUSED(
        1, "brandpunt: out/units.gpkg: found 30 units, expected 31 as run.json counts; run the study again\n",
        "report", "@out");
    ck_assert_int_eq(unlink(at("out/units.gpkg")), 0);
    REFUSED(1, "brandpunt: out/units.gpkg: is missing beside run.json; run the study again\n", "report",
            "@out");
}
END_TEST

START_TEST(bad_calls_are_refused)
{
    make_run();
    REFUSED(2, "brandpunt: report: --lang: found 'fr', expected nl or en\n", "report", "@out", "--lang",
            "fr");
    make_folder(at("place"));
    program_result result = CALL("report", "@out", "-o", "@place");
    ck_assert_int_eq(result.status, 3);
    free_result(&result);
    result = CALL("report", "@out", "-o", "@nowhere/x.html");
    ck_assert_int_eq(result.status, 3);
    free_result(&result);
    ck_nothing_left();
}
END_TEST

/* Numbers packed as cli/report/markup.h says. */
typedef struct packed {
    const char *at;
} packed;

static int64_t next_number(packed *from)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    int64_t value = 0;
    for (int shift = 0;; shift += 5) {
        const char *letter = strchr(letters, *from->at++);
        ck_assert_ptr_nonnull(letter);
        value |= (int64_t)((letter - letters) & 31) << shift;
        if (letter - letters < 32)
            return value;
    }
}

static int64_t unfold(int64_t value)
{
    return value % 2 == 0 ? value / 2 : -(value + 1) / 2;
}

enum { MOST_ARCS = 200, MOST_ARC_POINTS = 64 };

typedef struct arc_points {
    int n;
    double x[MOST_ARC_POINTS], y[MOST_ARC_POINTS];
} arc_points;

static int read_arcs(const char *text, arc_points *arcs)
{
    packed from = {text};
    int64_t n = next_number(&from), x = 0, y = 0;
    ck_assert_int_le(n, MOST_ARCS);
    for (int64_t a = 0; a < n; a++) {
        arcs[a].n = (int)next_number(&from) + 1;
        ck_assert_int_le(arcs[a].n, MOST_ARC_POINTS);
        for (int i = 0; i < arcs[a].n; i++) {
            arcs[a].x[i] = (double)(x += unfold(next_number(&from)));
            arcs[a].y[i] = (double)(y += unfold(next_number(&from)));
        }
    }
    ck_assert_int_eq(*from.at, '\0');
    return (int)n;
}

/* Twice the area under an arc, negative when it is run backwards. */
static double area_under(const arc_points *arc, bool back)
{
    double sum = 0.0;
    for (int i = 0; i + 1 < arc->n; i++)
        sum += arc->x[i] * arc->y[i + 1] - arc->x[i + 1] * arc->y[i];
    return back ? -sum : sum;
}

/* Every unit is a square of about 1 km; borders of two units are there once, and run both ways. */
START_TEST(outlines_share_their_borders)
{
    static arc_points arcs[MOST_ARCS];
    int used[MOST_ARCS][2] = {{0}};
    make_run();
    char *page = get_file(at("out/report.html"), NULL);
    json_t *shapes = data_of(page, "shapes");
    int n = read_arcs(json_string_value(json_object_get(shapes, "arcs")), arcs);
    packed from = {json_string_value(json_object_get(shapes, "rings"))};
    int64_t before = 0;
    ck_assert_int_eq(json_integer_value(json_object_get(shapes, "units")), UNITS);
    for (int u = 0; u < UNITS; u++) {
        double area2 = 0.0;
        ck_assert_int_eq(next_number(&from), 1);
        ck_assert_int_eq(next_number(&from), 1);
        for (int64_t left = next_number(&from); left > 0; left--) {
            int64_t value = next_number(&from);
            before += unfold(value / 2);
            ck_assert(before >= 0 && before < n);
            used[before][value % 2]++;
            area2 += area_under(&arcs[before], value % 2 != 0);
        }
        /* 1e-5 degrees are 0.685 m to the east and 1.113 m to the north at 52 degrees. */
        ck_assert_double_eq_tol(area2 / 2.0 * 0.685 * 1.113, 1e6, 1e4);
    }
    int inner = 0;
    for (int a = 0; a < n; a++) {
        ck_assert(used[a][0] <= 1 && used[a][1] <= 1);
        inner += used[a][0] == 1 && used[a][1] == 1;
    }
    /* Between 6 columns and 5 rows lie 5 x 5 + 6 x 4 borders. */
    ck_assert_int_eq(inner, (COLUMNS - 1) * ROWS + COLUMNS * (ROWS - 1));
    json_decref(shapes);
    free(page);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("report");
    TCase *tests = tcase_create("report");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, the_page_holds_the_run);
    tcase_add_test(tests, it_is_made_again_byte_for_byte);
    tcase_add_test(tests, a_study_may_go_without);
    tcase_add_test(tests, it_says_where_it_is);
    tcase_add_test(tests, folders_that_are_no_run_are_refused);
    tcase_add_test(tests, runs_that_were_changed_are_refused);
    tcase_add_test(tests, bad_calls_are_refused);
    tcase_add_test(tests, outlines_share_their_borders);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
