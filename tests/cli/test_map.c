/* brandpunt map on the country of tests/cli/country.h, whose classes can be counted by hand: what pdftotext
 * finds on its pages. */
#include "tests/cli/calls.h"
#include "tests/cli/country.h"

/* One run for all tests: those that change its folder put it back. */
static void set_up_run(void)
{
    set_up();
    write_country(NULL);
    program_result result = run_country("out", "--quiet", NULL, NULL);
    ck_assert_msg(result.status == 0, "%s", result.err);
    free_result(&result);
}

static bool has_poppler(void)
{
    return system("pdftotext -v >/dev/null 2>&1 && pdftoppm -v >/dev/null 2>&1") == 0;
}

/* What a tool of poppler makes of scratch/`name`, in scratch/shown or beside it. */
static void show(const char *command, const char *name)
{
    char *line = bp_text_format("%s '%s/%s' '%s/shown'", command, scratch, name, scratch);
    ck_assert_msg(system(line) == 0, "%s", line);
    free(line);
}

/* The words of a page, to free(). */
static char *text_of(const char *name)
{
    show("pdftotext -layout -enc UTF-8", name);
    return get_file(at("shown"), NULL);
}

/* The text has these words on one line, in this order. */
static void ck_line(const char *text, const char *first, const char *last)
{
    for (const char *at = text; (at = strstr(at, first)) != NULL; at++) {
        const char *end = strchr(at, '\n'), *found = strstr(at + strlen(first), last);
        if (found && (!end || found <= end))
            return;
    }
    ck_abort_msg("no line with '%s' and then '%s' in:\n%s", first, last, text);
}

/* The 25 scores are 0.02, 0.06, ... 0.98; the limits 0.2, 0.4, 0.6, 0.8, 0.9, of which 0.90 occurs. */
START_TEST(counts_of_a_legend)
{
    ck_ok(CALL("map", "@out", "-o", "@map.pdf", "--overwrite", "--lang", "en"));
    char *text = text_of("map.pdf");
    ck_line(text, "Papierland", "");
    ck_line(text, "neighbourhoods", "");
    ck_line(text, "0.90 \xe2\x80\x93 1.00", "2\n");
    ck_line(text, "0.80 \xe2\x80\x93 0.90", "3\n");
    ck_line(text, "0.60 \xe2\x80\x93 0.80", "5\n");
    ck_line(text, "0.00 \xe2\x80\x93 0.20", "5\n");
    ck_line(text, "No data", "5\n");
    ck_line(text, "Designated area", "2");
    ck_line(text, "Border of a municipality", "");
    ck_line(text, "Sources: units.geojson. Made with brandpunt.", "");
    ck_line(text, "1 : ", "");
    ck_line(text, "km", "");
    free(text);
}
END_TEST

START_TEST(limits_of_ones_own)
{
    ck_ok(CALL("map", "@out", "-o", "@map.pdf", "--overwrite", "--lang", "nl", "--classes", "0.5,0.875"));
    char *text = text_of("map.pdf");
    ck_line(text, "0,500 \xe2\x80\x93 0,875", "9");
    ck_line(text, "0,875 \xe2\x80\x93 1,000", "3");
    ck_line(text, "Geen gegevens", "5");
    ck_line(text, "Bronnen: units.geojson.", "");
    free(text);
}
END_TEST

/* Five classes of 25 different scores. */
START_TEST(quantiles)
{
    ck_ok(CALL("map", "@out", "-o", "@map.pdf", "--overwrite", "--lang", "en", "--classes", "quantile"));
    char *text = text_of("map.pdf");
    ck_line(text, "0.78 \xe2\x80\x93 0.98", "5");
    ck_line(text, "0.02 \xe2\x80\x93 0.18", "5");
    free(text);
}
END_TEST

/* The worst on the left are 25 and 24, and 23 and 17; GM01 has 15 units, of which 3 have no residents. */
START_TEST(one_municipality)
{
    ck_ok(CALL("map", "@out", "-o", "@map.pdf", "--overwrite", "--lang", "en", "--municipality", "gm01"));
    char *text = text_of("map.pdf");
    ck_line(text, "0.90 \xe2\x80\x93 1.00", "2\n");
    ck_line(text, "0.80 \xe2\x80\x93 0.90", "1\n");
    ck_line(text, "No data", "3\n");
    free(text);
}
END_TEST

/* P001 has the members 25, 24 and 23, of 0.98, 0.94 and 0.90, and U14 between two of them as a bridge. */
START_TEST(bridge_of_an_area)
{
    ck_ok(CALL("map", "@out", "-o", "@map.pdf", "--overwrite", "--lang", "en", "--area", "P001"));
    char *text = text_of("map.pdf");
    ck_line(text, "Bridge: joins parts, no member", "1\n");
    ck_line(text, "0.90 \xe2\x80\x93 1.00", "2\n");
    ck_line(text, "0.80 \xe2\x80\x93 0.90", "1\n");
    ck_assert_ptr_null(strstr(text, "No data")); /* the bridge is not counted */
    ck_line(text, "Buurt 15", "0.900");
    free(text);
    ck_ok(CALL("map", "@out", "-o", "@map.pdf", "--overwrite", "--lang", "en", "--area", "P002"));
    text = text_of("map.pdf");
    ck_assert_ptr_nonnull(strstr(text, "0.832"));
    free(text);
}
END_TEST

/* The border of the town that the map is of is told apart, in Dutch too. */
START_TEST(lines_of_a_municipality)
{
    ck_ok(CALL("map", "@out", "-o", "@map.pdf", "--overwrite", "--lang", "en", "--municipality", "gm01",
               "--landscape", "--theme", "reason"));
    char *text = text_of("map.pdf");
    ck_line(text, "Border of this municipality", "");
    ck_assert_ptr_null(strstr(text, "Bridge: joins")); /* a class of the theme */
    free(text);
    ck_ok(CALL("map", "@out", "-o", "@map.pdf", "--overwrite", "--lang", "nl", "--municipality", "gm01"));
    text = text_of("map.pdf");
    ck_line(text, "Grens van deze gemeente", "");
    free(text);
    ck_ok(CALL("map", "@out", "-o", "@map.pdf", "--overwrite", "--lang", "en"));
    text = text_of("map.pdf");
    ck_assert_ptr_null(strstr(text, "Border of this municipality"));
    free(text);
}
END_TEST

START_TEST(page_of_an_area)
{
    ck_ok(CALL("map", "@out", "-o", "@map.pdf", "--overwrite", "--lang", "en", "--area", "p001"));
    char *text = text_of("map.pdf");
    ck_line(text, "Proposed area P001, rank 1", "");
    ck_line(text, "Proposed because", "");
    ck_line(text, "Members, with residents", "");
    ck_line(text, "Residents", "");
    free(text);
}
END_TEST

/* The page for all, and one for each row of areas.csv. */
START_TEST(atlas)
{
    int rows = -1, pages = 0;
    ck_ok(CALL("map", "@out", "-o", "@atlas.pdf", "--atlas", "--theme", "areas", "--lang", "en"));
    char *csv = get_file(at("out/areas.csv"), NULL), *text = text_of("atlas.pdf");
    for (const char *c = csv; *c; c++)
        rows += *c == '\n';
    for (const char *c = text; *c; c++)
        pages += *c == '\f';
    ck_assert_int_gt(rows, 2);
    ck_assert_int_eq(pages, 1 + rows);
    const char *first = strstr(text, "P001, rank 1"), *second = strstr(text, "P002, rank 2");
    ck_assert_ptr_nonnull(first);
    ck_assert_ptr_nonnull(second);
    ck_assert(first < second);
    free(csv);
    free(text);
}
END_TEST

/* Titles as people write them: too long, right to left, with what XML and PDF have signs for. */
START_TEST(titles)
{
    char title[2000] = "";
    for (int k = 0; k < 60; k++)
        strcat(title, "een lange titel ");
    ck_ok(CALL("map", "@out", "-o", "@long.pdf", "--title", title));
    ck_ok(CALL("map", "@out", "-o", "@odd.svg", "--title", "<b>&\"(\\)"));
    ck_ok(CALL("map", "@out", "-o", "@rtl.pdf", "--title", "\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d & Co"));
    ck_ok(CALL("map", "@out", "-o", "@bytes.pdf", "--title", "not\xff UTF-8"));
    char *text = text_of("rtl.pdf");
    ck_line(text, "Co &", "");
    free(text);
    text = text_of("long.pdf");
    ck_line(text, "een lange titel een lange", "");
    ck_line(text, "Sources", "");
    free(text);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("map");
    TCase *tests = tcase_create("map");
    tcase_add_unchecked_fixture(tests, set_up_run, tear_down);
    tcase_add_test(tests, counts_of_a_legend);
    tcase_add_test(tests, limits_of_ones_own);
    tcase_add_test(tests, quantiles);
    tcase_add_test(tests, one_municipality);
    tcase_add_test(tests, bridge_of_an_area);
    tcase_add_test(tests, lines_of_a_municipality);
    tcase_add_test(tests, page_of_an_area);
    tcase_add_test(tests, atlas);
    tcase_add_test(tests, titles);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    if (!has_poppler()) {
        printf("poppler-utils is not installed: skipped\n");
        return 77;
    }
    return run_suite(make_suite());
}
