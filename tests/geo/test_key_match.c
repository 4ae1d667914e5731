/* Codes that are one although they are not written alike: lost zeros, letters in front, a spreadsheet's ".0";
   and the cases in which that cannot be told. */
#define _POSIX_C_SOURCE 200809L

#include "geo/key_join.h"
#include "geo/read.h"
#include "tests/geo/files.h"

enum { MOST_CODES = 64 };

/* Path of a file of real data, to free(); NULL when it is not there. */
static char *data_path(const char *name)
{
    const char *data = getenv("BRANDPUNT_DATA"), *source = getenv("BRANDPUNT_SOURCE");
    char *path =
        data ? bp_path_join(data, name) : bp_text_format("%s/../shared/data/%s", source ? source : ".", name);
    if (path && bp_path_exists(path))
        return path;
    printf("SKIPPED: %s is not there (set BRANDPUNT_DATA)\n", path ? path : name);
    free(path);
    return NULL;
}

/* A table of one column `code`; texts end at NULL, "" is missing. */
static int64_t make_codes(bp_table *table, const char *source, const char *const *texts)
{
    const char *given[MOST_CODES] = {NULL};
    while (texts[table->n_rows]) {
        given[table->n_rows] = texts[table->n_rows][0] ? texts[table->n_rows] : NULL;
        table->n_rows++;
    }
    table->source = bp_text_copy(source);
    ck_bp_ok(context, bp_table_add_text(context, table, "code", given));
    return table->n_rows;
}

/* What a join of two lists of codes gives. */
struct outcome {
    bp_status status;
    int64_t rows[MOST_CODES];
    bp_key_join_report report;
};

static void join_codes(const char *const *left_codes, const char *const *right_codes, bp_key_match match,
                       struct outcome *out)
{
    bp_table left = BP_TABLE_INIT, right = BP_TABLE_INIT;
    bp_key_join_options options = BP_KEY_JOIN_OPTIONS_INIT;
    options.match = match;
    make_codes(&left, "units.gpkg", left_codes);
    make_codes(&right, "table.csv", right_codes);
    out->report = (bp_key_join_report)BP_KEY_JOIN_REPORT_INIT;
    out->status = bp_key_join_by(context, &left, 0, &right, 0, &options, out->rows, &out->report);
    bp_table_clear(&left);
    bp_table_clear(&right);
}

#define CODES(...)                                                                                           \
    {                                                                                                        \
        __VA_ARGS__, NULL                                                                                    \
    }

/* Each case is one quirk. `rows` are the right rows of the left codes, -1 none. */
static const struct quirk {
    const char *name, *left[8], *right[12];
    int64_t rows[8];
    int as_is, by_case, point, zeros, prefix;
} quirks[] = {
    {"padding blanks, a byte-order mark, no-break blanks",
     CODES("GM0363", "GM0014"),
     CODES("\xEF\xBB\xBFGM0014    ", "\xC2\xA0GM0363\xC2\xA0"),
     {1, 0},
     2,
     0,
     0,
     0,
     0},
    {"lower case", CODES("GM0363", "GM0014"), CODES("gm0363", "Gm0014"), {0, 1}, 0, 2, 0, 0, 0},
    {"leading zeros lost",
     CODES("0363", "0014", "1680"),
     CODES("14", "363", "1680"),
     {1, 0, 2},
     1,
     0,
     0,
     2,
     0},
    {"leading zeros lost behind the letters",
     CODES("GM0363", "GM0014"),
     CODES("GM14", "GM363"),
     {1, 0},
     0,
     0,
     0,
     2,
     0},
    {"letters in front lacking", CODES("GM0363", "GM0014"), CODES("0363", "0014"), {0, 1}, 0, 0, 0, 0, 2},
    {"letters and zeros lacking", CODES("GM0363", "GM0014"), CODES("363", "14"), {0, 1}, 0, 0, 0, 0, 2},
    {"letters too many", CODES("0363", "0014"), CODES("GM0363", "GM0014"), {0, 1}, 0, 0, 0, 0, 2},
    {"postcodes with letters", CODES("1011", "2514"), CODES("PC2514", "PC1011"), {1, 0}, 0, 0, 0, 0, 2},
    {"units that have lost both",
     CODES("363", "14", "1680"),
     CODES("GM0363", "GM1680", "GM0014"),
     {0, 2, 1},
     0,
     0,
     0,
     0,
     3},
    {"a spreadsheet's decimals", CODES("GM0363", "GM0014"), CODES("363.0", "14.0"), {0, 1}, 0, 0, 0, 0, 2},
    {"decimals and nothing else", CODES("1011", "2514"), CODES("2514.00", "1011,0"), {1, 0}, 0, 0, 2, 0, 0},
    {"some codes whole and some cut",
     CODES("GM0363", "GM0014", "GM0518"),
     CODES("GM0363", "14", "0518"),
     {0, 1, 2},
     1,
     0,
     0,
     0,
     2},
    {"letters behind the digits",
     CODES("WK0363AA", "WK0363AB"),
     CODES("0363ab", "0363aa"),
     {1, 0},
     0,
     0,
     0,
     0,
     2},
    {"other places than the Netherlands",
     CODES("E01000001", "W01000001"),
     CODES("w01000001", "E01000001 "),
     {1, 0},
     1,
     1,
     0,
     0,
     0},
    /* A bare 363 among bare codes of other levels means GM0363 here and WK000363 there. */
    {"bare numbers of several levels",
     CODES("WK036300", "WK036301"),
     CODES("363", "36300", "36301", "3630100", "3630000"),
     {-1, -1},
     0,
     0,
     0,
     0,
     0},
    {"several levels beside each other",
     CODES("GM0363"),
     CODES("NL01", "GM0363", "WK036300", "BU03630000"),
     {1},
     1,
     0,
     0,
     0,
     0},
    {"written out in full at several levels",
     CODES("GM0363", "GM0014"),
     CODES("0363", "036300", "0014", "001400"),
     {0, 2},
     0,
     0,
     0,
     0,
     2},
    {"numbers of another level",
     CODES("WK036300", "WK036301", "WK036302"),
     CODES("363", "1680", "14"),
     {-1, -1, -1},
     0,
     0,
     0,
     0,
     0},
    {"two units that differ in zeros", CODES("A7", "A07"), CODES("7"), {-1, -1}, 0, 0, 0, 0, 0},
};

START_TEST(quirks_of_codes)
{
    const struct quirk *quirk = &quirks[_i];
    struct outcome outcome;
    join_codes(quirk->left, quirk->right, BP_KEY_MATCH_FORM, &outcome);
    ck_assert_msg(outcome.status == BP_OK, "%s: %s", quirk->name, bp_context_message(context));
    int64_t n = 0;
    for (int i = 0; quirk->left[i]; i++) {
        ck_assert_msg(outcome.rows[i] == quirk->rows[i], "%s: %s has row %d, not %d", quirk->name,
                      quirk->left[i], (int)outcome.rows[i], (int)quirk->rows[i]);
        n += quirk->rows[i] >= 0;
    }
    const bp_key_join_report *report = &outcome.report;
    ck_assert_msg(report->matched == n, "%s: %d matched", quirk->name, (int)report->matched);
    ck_assert_msg(report->matched_as_is == quirk->as_is && report->matched_case == quirk->by_case &&
                      report->matched_point == quirk->point && report->matched_zeros == quirk->zeros &&
                      report->matched_prefix == quirk->prefix,
                  "%s: %d as they stand, %d by case, %d by point, %d by zeros, %d by prefix", quirk->name,
                  (int)report->matched_as_is, (int)report->matched_case, (int)report->matched_point,
                  (int)report->matched_zeros, (int)report->matched_prefix);
    bp_key_join_report_clear(&outcome.report);
}
END_TEST

START_TEST(exact_leaves_form_alone)
{
    static const char *const left[] = CODES("GM0363", "GM0014"), *const right[] =
                                                                     CODES("gm0014 ", "0363", "GM363");
    struct outcome outcome;
    join_codes(left, right, BP_KEY_MATCH_EXACT, &outcome);
    ck_bp_ok(context, outcome.status);
    ck_assert_int_eq(outcome.rows[0], -1);
    ck_assert_int_eq(outcome.rows[1], 0);
    ck_assert_int_eq(outcome.report.matched_case, 1);
    bp_key_join_report_clear(&outcome.report);
}
END_TEST

/* A whole number in a numeric column and a text with zeros and letters. */
START_TEST(numbers_and_texts)
{
    static const char *const texts[] = CODES("GM0363", "GM0014");
    bp_table left = BP_TABLE_INIT, right = BP_TABLE_INIT;
    bp_column *column = NULL;
    int64_t rows[2];
    make_codes(&left, "units.gpkg", texts);
    right.n_rows = 2;
    ck_bp_ok(context, bp_table_add(context, &right, "real", BP_COLUMN_REAL, &column));
    bp_column_set_real(column, 0, 14.0);
    bp_column_set_real(column, 1, 363.0);
    ck_bp_ok(context, bp_table_add(context, &right, "integer", BP_COLUMN_INTEGER, &column));
    bp_column_set_integer(column, 0, 363);
    bp_column_set_integer(column, 1, 14);
    ck_bp_ok(context, bp_key_join(context, &left, 0, &right, 0, rows, NULL));
    ck_assert_int_eq(rows[0], 1);
    ck_assert_int_eq(rows[1], 0);
    ck_bp_ok(context, bp_key_join(context, &left, 0, &right, 1, rows, NULL));
    ck_assert_int_eq(rows[0], 0);
    ck_assert_int_eq(rows[1], 1);
    bp_table_clear(&left);
    bp_table_clear(&right);
}
END_TEST

START_TEST(two_rows_for_one_code)
{
    static const char *const left[] = CODES("GM0363", "GM0014", "GM0518"), *const right[] =
                                                                               CODES("GM0363", "0014", "363",
                                                                                     "14", "518");
    struct outcome outcome;
    join_codes(left, right, BP_KEY_MATCH_FORM, &outcome);
    ck_assert_int_eq(outcome.status, BP_ERROR_INPUT);
    ck_message(
        "table.csv, column 'code': two rows with the same code, but for zeros or letters in front: "
        "'GM0363' (row 1) and '363' (row 3) for 'GM0363', '0014' (row 2) and '14' (row 4) for 'GM0014'; "
        "take out the wrong rows, or compare codes exactly");
    join_codes(left, right, BP_KEY_MATCH_EXACT, &outcome);
    ck_bp_ok(context, outcome.status);
    ck_assert_int_eq(outcome.report.matched, 1);
    bp_key_join_report_clear(&outcome.report);
}
END_TEST

START_TEST(the_same_row_twice_by_form)
{
    static const char *const left[] = CODES("GM0363", "GM0014"), *const right[] = CODES("363", "14", "363");
    struct outcome outcome;
    join_codes(left, right, BP_KEY_MATCH_FORM, &outcome);
    ck_assert_int_eq(outcome.status, BP_ERROR_INPUT);
    ck_message("table.csv, column 'code': 1 key occurs more than once: '363' (2 times: rows 1, 3)");
}
END_TEST

START_TEST(levels_are_counted)
{
    static const char *const left[] = CODES("WK036300", "WK036301", "WK036302"),
                             *const right[] =
                                 CODES("NL00", "GM0363", "WK036300", "WK036301", "WK036309", "BU03630000",
                                       "BU03630001", "BU03630002", "BU03630003", "Totaal", "");
    struct outcome outcome;
    join_codes(left, right, BP_KEY_MATCH_FORM, &outcome);
    ck_bp_ok(context, outcome.status);
    static const bp_key_level expected[] = {
        {"BU", 8, 4, 0}, {"WK", 6, 3, 2}, {"", 0, 1, 0}, {"GM", 4, 1, 0}, {"NL", 2, 1, 0}};
    const bp_key_join_report *report = &outcome.report;
    ck_assert_int_eq(report->n_levels, 5);
    for (int l = 0; l < 5; l++) {
        ck_assert_str_eq(report->levels[l].prefix, expected[l].prefix);
        ck_assert_int_eq(report->levels[l].width, expected[l].width);
        ck_assert_int_eq(report->levels[l].rows, expected[l].rows);
        ck_assert_int_eq(report->levels[l].matched, expected[l].matched);
    }
    ck_assert_int_eq(report->same_right, 3);
    ck_assert_int_eq(report->unmatched_right, 1);
    ck_assert_int_eq(report->other_right, 8);
    bp_key_join_report_clear(&outcome.report);
}
END_TEST

/* The guess and its words. */
static const struct {
    const char *left[8], *right[8];
    bp_key_match match;
    const char *cause, *text;
} causes[] = {
    {CODES("WK01", "WK02"), CODES("WK02", "WK01", "WK03"), BP_KEY_MATCH_FORM, "none", NULL},
    {CODES("WK01", "WK02", "WK03", "WK04"), CODES("WK02", "WK05", "WK06", "WK07", "WK08"), BP_KEY_MATCH_FORM,
     "other_year",
     "3 of 4 codes of the units are not in table t, and 4 of 5 the other way: the codes look like those of "
     "another "
     "year"},
    {CODES("WK01", "WK02", "WK03"), CODES("WK02", "WK04", "WK05"), BP_KEY_MATCH_FORM, "no_rows", NULL},
    {CODES("WK01", "WK02", "WK03"), CODES("WK02", "WK01", "GM01"), BP_KEY_MATCH_FORM, "no_rows", NULL},
    {CODES("GM0363", "GM0014"), CODES("363", "14"), BP_KEY_MATCH_EXACT, "lost_zeros",
     "the codes of table t look like those of the units without the zeros in front"},
    {CODES("WK036300", "WK036301"), CODES("GM0363", "NL01"), BP_KEY_MATCH_FORM, "other_level",
     "the codes of table t look like those of another level (GM and 4 characters in 1 row, NL and 2 "
     "characters in 1 "
     "row)"},
    {CODES("GM0363", "GM0014"), CODES("CR0363", "CR0014"), BP_KEY_MATCH_FORM, "other_prefix",
     "the codes of table t have other letters in front (CR and 4 characters in 2 rows)"},
    {CODES("WK036300", "WK036301"), CODES("363", "36300", "3630000"), BP_KEY_MATCH_FORM, "several_levels",
     "the codes of table t are bare numbers of several levels without the zeros in front, and which is which "
     "cannot be told"},
    {CODES("05180100", "05180101"), CODES("5,18E+06", "5.2e+06"), BP_KEY_MATCH_FORM, "scientific",
     "a spreadsheet has made numbers of the codes of table t and shortened them; make the file anew with "
     "that "
     "column as text"},
    {CODES("GM0363", "GM0014"), CODES("Amsterdam", "'s-Gravenhage", "99"), BP_KEY_MATCH_FORM, "names",
     "what table t has there looks like names, not codes"},
    {CODES("WK001400", "WK001401"), CODES("0014-00", "0014-01"), BP_KEY_MATCH_FORM, "marks",
     "the codes of table t have other marks between their letters and digits"},
    {CODES("GM0363", "GM0014"), CODES("0363", "00140", "1401"), BP_KEY_MATCH_EXACT, "other_level",
     "the codes of table t look like those of another level (5 characters in 3 rows)"},
    {CODES("GM0363", "GM0014"), CODES("=\"GM0363\"", "'GM0014"), BP_KEY_MATCH_EXACT, "none", NULL},
    {CODES("GM0363", "GM0014"), CODES("'GM0363", "GM9999"), BP_KEY_MATCH_FORM, "no_rows", NULL},
    {CODES("Noord", "Oost"), CODES("West", "Zuid"), BP_KEY_MATCH_FORM, "none", NULL},
};

START_TEST(guesses)
{
    struct outcome outcome;
    join_codes(causes[_i].left, causes[_i].right, causes[_i].match, &outcome);
    ck_bp_ok(context, outcome.status);
    ck_assert_str_eq(bp_key_cause_name(outcome.report.cause), causes[_i].cause);
    char *text = bp_key_cause_text(&outcome.report, "the units", "table t");
    ck_assert_pstr_eq(text, causes[_i].text);
    free(text);
    bp_key_join_report_clear(&outcome.report);
}
END_TEST

/* Two in a hundred are not many: a border was moved. Three are. */
START_TEST(a_year_is_told_past_two_percent)
{
    enum { N = 100 };
    static char texts[2][N][16];
    const char *left[N + 1] = {NULL}, *right[N + 1] = {NULL};
    for (int changed = 2; changed <= 3; changed++) {
        bp_table units = BP_TABLE_INIT, table = BP_TABLE_INIT;
        bp_key_join_report report = BP_KEY_JOIN_REPORT_INIT;
        int64_t rows[N];
        for (int i = 0; i < N; i++) {
            snprintf(texts[0][i], 16, "WK%06d", 1000 + i);
            snprintf(texts[1][i], 16, "WK%06d", (i < changed ? 5000 : 1000) + i);
            left[i] = texts[0][i];
            right[i] = texts[1][i];
        }
        units.n_rows = table.n_rows = N;
        ck_bp_ok(context, bp_table_add_text(context, &units, "code", left));
        ck_bp_ok(context, bp_table_add_text(context, &table, "code", right));
        ck_bp_ok(context, bp_key_join(context, &units, 0, &table, 0, rows, &report));
        ck_assert_int_eq(report.unmatched_left, changed);
        ck_assert_int_eq(report.unmatched_right, changed);
        ck_assert_str_eq(bp_key_cause_name(report.cause), changed == 2 ? "no_rows" : "other_year");
        bp_key_join_report_clear(&report);
        bp_table_clear(&units);
        bp_table_clear(&table);
    }
}
END_TEST

START_TEST(population_of_the_unmatched)
{
    static const char *const left[] = CODES("a1", "a2", "a3", "a4"), *const right[] = CODES("a2");
    static const double population[] = {100, 20, 3, 1000};
    static const uint8_t known[] = {0x07};
    bp_table units = BP_TABLE_INIT, table = BP_TABLE_INIT;
    bp_key_join_options options = BP_KEY_JOIN_OPTIONS_INIT;
    bp_key_join_report report = BP_KEY_JOIN_REPORT_INIT;
    int64_t rows[4];
    options.population = population;
    options.population_known = known;
    make_codes(&units, "units.gpkg", left);
    make_codes(&table, "table.csv", right);
    ck_bp_ok(context, bp_key_join_by(context, &units, 0, &table, 0, &options, rows, &report));
    ck_assert(report.has_population);
    ck_assert_double_eq(report.population, 123);
    ck_assert_double_eq(report.unmatched_population, 103);
    bp_key_join_report_clear(&report);
    bp_table_clear(&units);
    bp_table_clear(&table);
}
END_TEST

/* Rows in another order change nothing but the numbers of rows. */
START_TEST(order_of_rows)
{
    static const char *const left[] =
        CODES("GM0363", "GM0014", "GM0518", "GM0600", "GM0601", "GM0602", "GM0603", "GM0604", "GM0605"),
                             *const one[] =
                                 CODES("363", "14", "518", "700", "701", "702", "703", "704", "705"),
                             *const other[] =
                                 CODES("705", "703", "518", "701", "14", "700", "704", "702", "363");
    struct outcome a, b;
    join_codes(left, one, BP_KEY_MATCH_FORM, &a);
    join_codes(left, other, BP_KEY_MATCH_FORM, &b);
    ck_bp_ok(context, a.status);
    ck_bp_ok(context, b.status);
    for (int i = 0; left[i]; i++)
        ck_assert_pstr_eq(a.rows[i] < 0 ? NULL : one[a.rows[i]], b.rows[i] < 0 ? NULL : other[b.rows[i]]);
    ck_assert_int_eq(a.report.n_right_examples, b.report.n_right_examples);
    for (int i = 0; i < a.report.n_right_examples; i++)
        ck_assert_str_eq(a.report.right_examples[i], b.report.right_examples[i]);
    bp_key_join_report_clear(&a.report);
    bp_key_join_report_clear(&b.report);
}
END_TEST

START_TEST(forms)
{
    static const struct {
        const char *code, *prefix;
        int width, zeros;
        bool is_number;
    } cases[] = {{"WK036392", "WK", 6, 1, true},
                 {"gm0014", "GM", 4, 2, true},
                 {"0000", "", 4, 3, true},
                 {"2531AA", "", 6, 0, false},
                 {"E01000001", "E", 8, 1, true}};
    static const char *const none[] = {"", "Totaal", "WK 0363", "12-3", "abcdefghijkl1", "\xC3\x89-1"};
    bp_key_form form;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ck_assert(bp_key_form_of(cases[i].code, strlen(cases[i].code), &form));
        ck_assert_str_eq(form.prefix, cases[i].prefix);
        ck_assert_int_eq(form.width, cases[i].width);
        ck_assert_int_eq(form.zeros, cases[i].zeros);
        ck_assert(form.is_number == cases[i].is_number);
    }
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        ck_assert_msg(!bp_key_form_of(none[i], strlen(none[i]), &form), "'%s' has a form", none[i]);
}
END_TEST

/* More kinds of letters than a country has levels: no form is looked for, and nothing is lost. */
START_TEST(codes_without_system)
{
    enum { N = 200 };
    static char texts[N][16];
    const char *left[N], *right[N];
    bp_table units = BP_TABLE_INIT, table = BP_TABLE_INIT;
    int64_t rows[N];
    bp_key_join_report report = BP_KEY_JOIN_REPORT_INIT;
    for (int i = 0; i < N; i++) {
        snprintf(texts[i], 16, "%c%c%d", 'a' + i % 26, 'a' + i / 26, i);
        left[i] = texts[i];
        right[N - 1 - i] = i % 2 ? texts[i] : "zz 0";
    }
    units.n_rows = table.n_rows = N;
    ck_bp_ok(context, bp_table_add_text(context, &units, "code", left));
    ck_bp_ok(context, bp_table_add_text(context, &table, "code", right));
    ck_bp_ok(context, bp_key_join(context, &units, 0, &table, 0, rows, &report));
    ck_assert_int_eq(report.matched, N / 2);
    ck_assert_int_eq(report.n_levels, 1);
    for (int i = 0; i < N; i++)
        ck_assert_int_eq(rows[i], i % 2 ? N - 1 - i : -1);
    bp_key_join_report_clear(&report);
    bp_table_clear(&units);
    bp_table_clear(&table);
}
END_TEST

/* 3,340 wijken of 2022 against health figures by wijken of an earlier year. */
START_TEST(real_codes_of_another_year)
{
    bp_table units = BP_TABLE_INIT, health = BP_TABLE_INIT;
    bp_key_join_report report = BP_KEY_JOIN_REPORT_INIT;
    char *wijken = data_path("nl/wijken_2022.gpkg"), *rivm = data_path("nl/rivm_gezondheid_2020_18plus.xlsx");
    if (wijken && rivm) {
        ck_bp_ok(context,
                 bp_table_read(context, wijken,
                               &(bp_read_options){.columns = (const char *[]){"code"}, .n_columns = 1},
                               &units));
        ck_bp_ok(context,
                 bp_table_read(context, rivm,
                               &(bp_read_options){.columns = (const char *[]){"Codering_3"}, .n_columns = 1},
                               &health));
        int64_t *rows = (int64_t *)malloc((size_t)units.n_rows * sizeof *rows);
        ck_bp_ok(context, bp_key_join(context, &units, 0, &health, 0, rows, &report));
        ck_assert_int_eq(report.matched, 3044);
        ck_assert_int_eq(report.matched_as_is, 3044);
        ck_assert_int_eq(report.unmatched_left, 3340 - 3044);
        ck_assert_str_eq(bp_key_cause_name(report.cause), "other_year");
        free(rows);
    }
    bp_key_join_report_clear(&report);
    bp_table_clear(&units);
    bp_table_clear(&health);
    free(wijken);
    free(rivm);
}
END_TEST

/* Neither is the level above the other: 638080 has no 6380, 638 or 63 beside it, in whatever order they
   stand. */
START_TEST(no_level_from_the_order_of_the_rows)
{
    static const char *const left[] = CODES("1b13");
    static const char *const right[2][3] = {CODES("4m0", "638080"), CODES("638080", "4m0")};
    for (int i = 0; i < 2; i++) {
        struct outcome out;
        join_codes(left, right[i], BP_KEY_MATCH_EXACT, &out);
        ck_assert_int_eq(out.status, BP_OK);
        ck_assert_int_eq(out.report.matched, 0);
        ck_assert_str_eq(bp_key_cause_name(out.report.cause), "lost_zeros");
        bp_key_join_report_clear(&out.report);
    }
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("key_match");
    TCase *test = tcase_create("key_match");
    tcase_add_checked_fixture(test, set_up, tear_down);
    tcase_add_loop_test(test, quirks_of_codes, 0, sizeof quirks / sizeof *quirks);
    tcase_add_test(test, exact_leaves_form_alone);
    tcase_add_test(test, numbers_and_texts);
    tcase_add_test(test, two_rows_for_one_code);
    tcase_add_test(test, the_same_row_twice_by_form);
    tcase_add_test(test, levels_are_counted);
    tcase_add_loop_test(test, guesses, 0, sizeof causes / sizeof *causes);
    tcase_add_test(test, a_year_is_told_past_two_percent);
    tcase_add_test(test, population_of_the_unmatched);
    tcase_add_test(test, order_of_rows);
    tcase_add_test(test, forms);
    tcase_add_test(test, codes_without_system);
    tcase_add_test(test, no_level_from_the_order_of_the_rows);
    tcase_add_test(test, real_codes_of_another_year);
    suite_add_tcase(suite, test);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
