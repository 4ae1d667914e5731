/* Texts of a page: nothing from outside may end an element, and packed numbers are as documented. */
#include "cli/report/columns.h"
#include "cli/report/markup.h"
#include "tests/geo/files.h"

#include <jansson.h>

static bp_markup text;

static void set_up_markup(void)
{
    set_up();
    text = (bp_markup)BP_MARKUP_INIT;
}

static void tear_down_markup(void)
{
    bp_markup_clear(&text);
    tear_down();
}

static void ck_text(const char *expected)
{
    ck_assert_int_eq(text.n, strlen(expected));
    ck_assert_msg(memcmp(text.bytes, expected, text.n) == 0, "%.*s, not %s", (int)text.n, text.bytes,
                  expected);
    bp_markup_clear(&text);
}

START_TEST(strings_of_json_hold_no_markup)
{
    bp_markup_add_string(&text, "</script><!--\"'&\\ \x01\x7F");
    ck_text("\"\\u003c/script\\u003e\\u003c!--\\u0022'\\u0026\\u005c \\u0001\\u007f\"");
    bp_markup_add_string(&text, NULL);
    ck_text("null");
    bp_markup_add_string(&text, "\xC3\xA9 \xF0\x9F\x8F\x98 \xE2\x80\xAE\xE2\x80\xAC");
    ck_text("\"\xC3\xA9 \xF0\x9F\x8F\x98 \xE2\x80\xAE\xE2\x80\xAC\"");
    /* The separators of lines and of paragraphs. */
    bp_markup_add_string(&text, "a\xE2\x80\xA8g\xE2\x80\xA9");
    ck_text("\"a\\u2028g\\u2029\"");
}
END_TEST

/* A lone byte, a character cut off, one that is longer than it need be, half of a pair, one past the last. */
START_TEST(bytes_that_are_no_utf8_are_marked)
{
#define MARK "\xEF\xBF\xBD"
    bp_markup_add_string(&text, "a\xE9z");
    ck_text("\"a" MARK "z\"");
    bp_markup_add_string(&text, "\xE2\x82");
    ck_text("\"" MARK MARK "\"");
    bp_markup_add_string(&text, "\xC0\xBC");
    ck_text("\"" MARK MARK "\"");
    bp_markup_add_string(&text, "\xE0\x80\xBC\xED\xA0\x80\xF4\x90\x80\x80");
    ck_text("\"" MARK MARK MARK MARK MARK MARK MARK MARK MARK MARK "\"");
}
END_TEST

START_TEST(html_is_escaped)
{
    bp_markup_add_escaped(&text, "<b>\"A\" & 'b'</b>");
    ck_text("&lt;b&gt;&quot;A&quot; &amp; &#39;b&#39;&lt;/b&gt;");
}
END_TEST

/* 31 is the last of one letter; 32 is 0 with more to come, then 1; 1000 = 8 + 31 * 32. */
START_TEST(numbers_are_packed)
{
    static const struct {
        int64_t value;
        const char *letters;
    } rows[] = {{0, "A"}, {-1, "B"}, {1, "C"}, {15, "e"}, {-16, "f"}, {16, "gB"}, {500, "of"}, {-500, "nf"}};
    bp_markup_add_packed(&text, 31);
    ck_text("f");
    bp_markup_add_packed(&text, 32);
    ck_text("gB");
    bp_markup_add_packed(&text, 1000);
    ck_text("of");
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
        bp_markup_add_packed_signed(&text, rows[r].value);
        ck_text(rows[r].letters);
    }
}
END_TEST

static bool wants(const char *column)
{
    return strcmp(column, "hidden") != 0;
}

/* Numbers keep five digits, texts that come back stand once, what is missing is null. */
START_TEST(tables_are_written_by_columns)
{
    static const char *const towns[] = {"A", "B", "A", "A", NULL}, *const names[] = {"p", "q", "r", "s", "<"};
    static const double score[] = {0.123456, 1.0, 0.5, 0.0, 0.0},
                        residents[] = {1204370.0, 3.0, 0.0, 12.0, 1.0},
                        large[] = {12345.678, -2.5, 0.0, 0.0, 0.0};
    bp_table table = BP_TABLE_INIT;
    bp_column *column = NULL;
    table.n_rows = 5;
    const struct {
        const char *name;
        const double *values;
        int n;
    } reals[] = {{"score", score, 4}, {"residents", residents, 5}, {"large", large, 2}, {"hidden", large, 1}};
    ck_bp_ok(context, bp_table_add_text(context, &table, "town", towns));
    ck_bp_ok(context, bp_table_add_text(context, &table, "name", names));
    for (size_t r = 0; r < sizeof reals / sizeof *reals; r++) {
        ck_bp_ok(context, bp_table_add(context, &table, reals[r].name, BP_COLUMN_REAL, &column));
        for (int i = 0; i < reals[r].n; i++)
            bp_column_set_real(column, i, reals[r].values[i]);
    }
    ck_bp_ok(context, bp_page_add_table(context, &table, wants, &text));
    ck_text("{\"rows\":5,\"columns\":["
            "{\"name\":\"town\",\"kind\":\"text\",\"words\":[\"A\",\"B\"],\"values\":[0,1,0,0,null]},"
            "{\"name\":\"name\",\"kind\":\"text\",\"values\":[\"p\",\"q\",\"r\",\"s\",\"\\u003c\"]},"
            "{\"name\":\"score\",\"kind\":\"number\",\"decimals\":4,\"values\":[1235,10000,5000,0,null]},"
            "{\"name\":\"residents\",\"kind\":\"number\",\"decimals\":0,\"values\":[1204370,3,0,12,1]},"
            "{\"name\":\"large\",\"kind\":\"number\",\"decimals\":0,\"values\":[12346,-3,null,null,null]}]}");
    bp_table_clear(&table);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("markup");
    TCase *tests = tcase_create("markup");
    tcase_add_checked_fixture(tests, set_up_markup, tear_down_markup);
    tcase_add_test(tests, strings_of_json_hold_no_markup);
    tcase_add_test(tests, bytes_that_are_no_utf8_are_marked);
    tcase_add_test(tests, html_is_escaped);
    tcase_add_test(tests, numbers_are_packed);
    tcase_add_test(tests, tables_are_written_by_columns);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
