/* Tables of a study as they come from the field: codes that lost something, years and measures in rows,
   numbers in many notations, columns under another name. What is then told of it, and what is refused. */
#include "tests/cli/country.h"

#define TABLE_LINE "  - {name: health, source: health.csv, key: Codering, missing: [\".\"]}\n"

/* The health figures of unit u as the country has them; NULL: none. Good until the next call. */
static const char *health_of(int u)
{
    static char text[16];
    int tenths = 955 - 10 * rank_in_health(badness[u]);
    snprintf(text, sizeof text, "%d.%d", tenths / 10, tenths % 10);
    return badness[u] ? text : NULL;
}

static FILE *open_table(const char *name, const char *header)
{
    FILE *file = fopen(at(name), "wb");
    ck_assert_ptr_nonnull(file);
    fputs(header, file);
    return file;
}

/* health.csv with codes and figures in these formats: "%d" is the number of the unit. */
static void write_figures(const char *code, const char *figure)
{
    FILE *file = open_table("health.csv", "Codering,Gezond\n");
    for (int u = 0; u < UNITS; u++) {
        fprintf(file, code, u + 1);
        fputc(',', file);
        if (health_of(u))
            fprintf(file, figure, health_of(u));
        fputc('\n', file);
    }
    ck_assert_int_eq(fclose(file), 0);
}

/* A study whose table of health is described by this line. */
static void write_with(const char *line)
{
    write_country(NULL);
    write_study(TABLE_LINE, line);
}

/* Run it and give run.json; the areas are those of the country, whatever its files looked like. */
static json_t *run_same(void)
{
    program_result result = run_country("out", NULL, NULL, NULL);
    ck_assert_msg(result.status == 0, "exit status %d: %s", result.status, result.err);
    free_result(&result);
    json_t *root = read_json(at("out/run.json"));
    ck_json_number(root, "proposed.areas", 2);
    ck_json_number(root, "proposed.population", 6500);
    ck_json_number(root, "counts.missing.good_health.units", 5);
    return root;
}

static void ck_refused(const char *message)
{
    program_result result = run_country("refused", NULL, NULL, NULL);
    char *expected = bp_text_format("brandpunt: %s\n", message);
    ck_ended(&result, 1, expected);
    free(expected);
    free_result(&result);
}

/* The text of the warning with this code; fails where there is none. */
static const char *warning_of(json_t *root, const char *code)
{
    json_t *warnings = json_at(root, "warnings");
    for (size_t i = 0; i < json_array_size(warnings); i++) {
        json_t *warning = json_array_get(warnings, i);
        if (strcmp(json_string_value(json_object_get(warning, "code")), code) == 0)
            return json_string_value(json_object_get(warning, "text"));
    }
    ck_abort_msg("there is no warning %s", code);
    return NULL;
}

START_TEST(codes_that_lost_something)
{
    static const struct {
        const char *code;
        double zeros, letters, decimals, by_case, both;
    } cases[] = {{"%d", 0, 30, 0, 0, 9},       {"U%d", 9, 0, 0, 0, 0},
                 {"%02d", 0, 30, 0, 0, 0},     {"\" %d.0 \"", 0, 30, 0, 0, 9},
                 {"u%02d   ", 0, 0, 0, 30, 0}, {"\"=\"\"U%02d\"\"\"", 0, 0, 0, 0, 0},
                 {"'U%02d", 0, 0, 0, 0, 0}};
    write_with(TABLE_LINE);
    write_figures(cases[_i].code, "%s");
    json_t *root = run_same();
    ck_json_number(root, "joins.0.matched", 30);
    ck_json_number(root, "joins.0.matched_after_zeros", cases[_i].zeros);
    ck_json_number(root, "joins.0.matched_after_letters", cases[_i].letters);
    ck_json_number(root, "joins.0.matched_after_letters_and_zeros", cases[_i].both);
    ck_json_number(root, "joins.0.matched_after_decimals", cases[_i].decimals);
    ck_json_number(root, "joins.0.matched_after_case", cases[_i].by_case);
    if (_i == 1)
        ck_assert_str_eq(
            warning_of(root, "join_by_form"),
            "table health: 9 of 30 units are found by key Codering only after zeros in front (9) "
            "were made good; match: exact leaves codes as they are");
    json_decref(root);
}
END_TEST

START_TEST(codes_compared_exactly)
{
    write_with("  - {name: health, source: health.csv, key: Codering, match: exact}\n");
    write_figures("%d", "%s");
    ck_refused(
        "study.yaml:5: tables[0].key: health.csv: none of the 30 units is found by column Codering; the "
        "units "
        "have U01, U02, U03, U04, U05; the table has codes such as 1 (row 1); the codes of table health look "
        "like those of the units without the zeros in front; leave out match: exact, and they are made good");
}
END_TEST

/* Ten of the thirty are of another year. */
START_TEST(codes_of_another_year)
{
    write_with(TABLE_LINE);
    FILE *file = open_table("health.csv", "Codering,Gezond\n");
    for (int u = 0; u < UNITS; u++)
        fprintf(file, "U%02d,%s\n", u < 10 ? 90 + u : u + 1, health_of(u) ? health_of(u) : "");
    ck_assert_int_eq(fclose(file), 0);
    program_result result = run_country("out", NULL, NULL, NULL);
    ck_assert_int_eq(result.status, 0);
    free_result(&result);
    json_t *root = read_json(at("out/run.json"));
    ck_assert_str_eq(
        warning_of(root, "join_other_year"),
        "10 of 30 codes of the units are not in table health, and 10 of 30 the other way: the codes look "
        "like those of another year");
    ck_assert_str_eq(
        warning_of(root, "join_unmatched"),
        "table health: 10 of 30 units (32.2 % of the residents) without a row by key Codering (U01, U02, "
        "U03, U04, U05, ...); 10 of its rows of the same form without a unit (U90, U91, U92, U93, U94)");
    ck_json_text(root, "joins.0.guess", "other_year");
    ck_json_number(root, "joins.0.units_without_row_share", 0.333333);
    /* U01 to U10: 300 + 400 + 0 + 250 + 350 + 0 + 500 + 600 + 450 + 2000 of 15,050 residents. */
    ck_json_number(root, "joins.0.units_without_row_share_of_population", 0.322259);
    json_decref(root);
}
END_TEST

/* One row per unit and year. */
static void write_years(void)
{
    FILE *file = open_table("health.csv", "Codering;Jaar;Gezond;Bron\n");
    for (int year = 2019; year <= 2020; year++)
        for (int u = 0; u < UNITS; u++)
            fprintf(file, "U%02d;%d;%s;x\n", u + 1, year,
                    !health_of(u)  ? "."
                    : year == 2020 ? health_of(u)
                                   : "50");
    ck_assert_int_eq(fclose(file), 0);
}

START_TEST(years_in_rows)
{
    write_with(
        "  - {name: health, source: health.csv, key: Codering, missing: [\".\"], rows: {Jaar: 2020}}\n");
    write_years();
    json_t *root = run_same();
    ck_json_number(root, "joins.0.rows", 30);
    ck_json_text(root, "study.tables.0.rows.Jaar", "2020");
    json_decref(root);
    write_study(TABLE_LINE, "  - {name: health, source: health.csv, key: Codering, missing: [\".\"]}\n");
    ck_refused(
        "study.yaml:5: tables[0].key: health.csv, column 'Codering': 30 keys occur more than once: 'U01' (2 "
        "times: rows 1, 31), 'U02' (2 times: rows 2, 32), 'U03' (2 times: rows 3, 33), 'U04' (2 times: rows "
        "4, "
        "34), 'U05' (2 times: rows 5, 35) and 25 more; they differ in 'Jaar' (2019, 2020), 'Gezond' (50, ., "
        "79.5, ...); if these are years or measures, pick one with rows: {COLUMN: TEXT}, or make them "
        "columns "
        "with pivot");
}
END_TEST

START_TEST(years_as_columns)
{
    write_country(NULL);
    char *line =
        bp_text_format("%s", "  - {name: health, source: health.csv, key: Codering, missing: [\".\"], pivot: "
                             "{names: Jaar, values: Gezond}}\n");
    char *text = bp_text_copy(study_text), *table = strstr(text, TABLE_LINE),
         *from = strstr(text, "health.Gezond");
    char *whole = bp_text_format("%.*s%s%.*shealth.2020%s", (int)(table - text), text, line,
                                 (int)(from - table - (ptrdiff_t)strlen(TABLE_LINE)),
                                 table + strlen(TABLE_LINE), from + strlen("health.Gezond"));
    put_file(at("study.yaml"), whole);
    write_years();
    json_t *root = run_same();
    ck_json_number(root, "joins.0.rows", 30);
    ck_json_text(root, "study.tables.0.pivot.names", "Jaar");
    json_decref(root);
    free(line);
    free(text);
    free(whole);
}
END_TEST

/* Statistics Netherlands' OData v4: a row per unit and measure, an attribute where there is no value. */
START_TEST(observations)
{
    write_with("  - {name: health, source: Observations.csv, key: RegioS, measures: MeasureCodes.csv, pivot: "
               "{names: "
               "Measure, values: Value, reasons: ValueAttribute}}\n");
    FILE *file =
        open_table("Observations.csv", "\"Id\";\"Measure\";\"ValueAttribute\";\"Value\";\"RegioS\"\n");
    for (int u = 0; u < UNITS; u++) {
        fprintf(file, "%d;M01;%s;%s;U%02d   \n", 2 * u, health_of(u) ? "None" : "Impossible",
                health_of(u) ? health_of(u) : "", u + 1);
        fprintf(file, "%d;M02;None;%d;U%02d   \n", 2 * u + 1, u, u + 1);
    }
    ck_assert_int_eq(fclose(file), 0);
    put_file(at("MeasureCodes.csv"), "Identifier;Title\nM01;Gezond\nM02;Iets anders\n");
    json_t *root = run_same();
    ck_json_number(root, "counts.missing.good_health.codes.Impossible", 5);
    ck_json_number(root, "counts.missing.good_health.no_row", 0);
    ck_json_text(root, "inputs.2.role", "table health");
    ck_json_text(root, "inputs.3.role", "measures of table health");
    json_decref(root);
}
END_TEST

START_TEST(notations)
{
    static const struct {
        const char *line, *figure, *warning, *text;
    } cases[] = {
        {TABLE_LINE, "%s%%", "percent_signs",
         "health.csv, column 'Gezond': 25 numbers have a percent sign, which was left out: 12% is 12"},
        {"  - {name: health, source: health.csv, key: Codering, marks: \"*\"}\n", "%s*", "marks",
         "health.csv, column 'Gezond': 25 numbers have one of '*' after them, which was left out"},
        {"  - {name: health, source: health.csv, key: Codering, thousands: \".\"}\n", "\"1.0%.2s,5\"", NULL,
         NULL},
    };
    write_with(cases[_i].line);
    write_figures("U%02d", cases[_i].figure);
    json_t *root = run_same();
    if (cases[_i].warning)
        ck_assert_str_eq(warning_of(root, cases[_i].warning), cases[_i].text);
    if (_i == 0)
        ck_json_number(root, "counts.signs_left_out.good_health.percent", 25);
    json_decref(root);
}
END_TEST

START_TEST(text_in_windows_1252)
{
    write_with(
        "  - {name: health, source: health.csv, key: Codering, missing: [\".\"], rows: {Soort: \"Bevolking "
        "\xC3\xA9\xC3\xA9n\"}}\n");
    FILE *file = open_table("health.csv", "Codering;Soort;Gezond\n");
    for (int u = 0; u < UNITS; u++)
        fprintf(file, "U%02d;Bevolking \xE9\xE9n;%s\n", u + 1, health_of(u) ? health_of(u) : ".");
    ck_assert_int_eq(fclose(file), 0);
    json_t *root = run_same();
    ck_assert_str_eq(strrchr(warning_of(root, "encoding"), '/') + 1,
                     "health.csv: is not UTF-8; its text was read as Windows-1252");
    json_decref(root);
}
END_TEST

/* The same study on a file of another generation: units and table. */
START_TEST(columns_by_another_name)
{
    write_country(NULL);
    write_study("population: inwoners", "population: health.AANT_INW");
    FILE *file = open_table("health.csv", "buurtcode;Gezond;AantalInwoners_5\n");
    for (int u = 0; u < UNITS; u++)
        fprintf(file, "U%02d;%s;%d\n", u + 1, health_of(u) ? health_of(u) : ".", residents[u]);
    ck_assert_int_eq(fclose(file), 0);
    char *text = get_file(at("study.yaml"), NULL), *key = strstr(text, "key: Codering");
    char *whole =
        bp_text_format("%.*skey: BU_CODE%s", (int)(key - text), text, key + strlen("key: Codering"));
    put_file(at("study.yaml"), whole);
    json_t *root = run_same();
    ck_assert_int_eq(json_array_size(json_at(root, "columns_by_alias")), 2);
    ck_json_text(root, "columns_by_alias.0.input", "table health");
    ck_json_text(root, "columns_by_alias.0.asked", "BU_CODE");
    ck_json_text(root, "columns_by_alias.0.read", "buurtcode");
    ck_json_text(root, "columns_by_alias.1.read", "AantalInwoners_5");
    ck_json_text(root, "columns_by_alias.1.found_by", "alias");
    ck_assert_str_eq(
        warning_of(root, "column_by_alias"),
        "table health: there is no column 'BU_CODE'; 'buurtcode' was read in its place, another name of "
        "the same");
    json_decref(root);
    free(text);
    free(whole);
}
END_TEST

/* A title above the header is passed over where the study says which line names the columns. */
START_TEST(header_below_a_title)
{
    write_with("  - {name: health, source: health.csv, key: Codering, header_row: 3}\n");
    write_figures("U%02d", "%s");
    size_t n = 0;
    char *text = get_file(at("health.csv"), &n), *titled = bp_text_format("Health, 2023\n\n%s", text);
    put_file(at("health.csv"), titled);
    json_t *root = run_same();
    ck_json_number(root, "study.tables.0.header_row", 3);
    json_decref(root);
    free(text);
    free(titled);
}
END_TEST

/* 6.6 % as spreadsheets keep it. */
START_TEST(percentages_kept_as_shares)
{
    write_with("  - {name: health, source: health.csv, key: Codering}\n");
    FILE *file = open_table("health.csv", "Codering,Gezond\n");
    for (int u = 0; u < UNITS; u++)
        if (health_of(u))
            fprintf(file, "U%02d,%.4f\n", u + 1, strtod(health_of(u), NULL) / 1000.0);
    ck_assert_int_eq(fclose(file), 0);
    change_file("study.yaml", "from: health.Gezond,", "from: health.Gezond, range: [0, 100],");
    json_t *root = run_same();
    const char *said = warning_of(root, "looks_like_shares");
    ck_assert_ptr_nonnull(strstr(said, "indicator good_health: its values lie between 0."));
    ck_assert_ptr_nonnull(strstr(
        said, ", though its range goes to 100: these look like shares, as spreadsheets keep percentages "
              "(6.6 % as 0.066); they are used as they are; if they are shares, say range: [0, 1]"));
    json_decref(root);
}
END_TEST

START_TEST(values_that_cannot_be)
{
    write_country(NULL);
    write_study("from: arm, domain: poverty, worse: high",
                "from: arm, domain: poverty, worse: high, range: [12, 34.5]");
    json_t *root = run_same();
    /* 10 + k: 11 where k is 1 (U02), 35 where it is 25 (U19). */
    ck_json_number(root, "counts.out_of_range.low_income.below", 1);
    ck_json_number(root, "counts.out_of_range.low_income.above", 1);
    ck_json_text(root, "counts.out_of_range.low_income.examples.0.unit", "U02");
    ck_json_number(root, "counts.out_of_range.low_income.examples.0.value", 11);
    ck_assert_str_eq(warning_of(root, "out_of_range"),
                     "indicator low_income: 2 values outside 12 to 34.5 (U02 11, U19 35); used as read");
    json_decref(root);
}
END_TEST

/* health.csv with one figure for all units but these. */
static void write_odd(const char *usual, const char *odd, int n_odd)
{
    FILE *file = open_table("health.csv", "Codering,Gezond\n");
    for (int u = 0; u < UNITS; u++)
        fprintf(file, "U%02d,%s%d\n", u + 1, u < n_odd ? odd : usual, u < n_odd ? 9 : u % 10);
    ck_assert_int_eq(fclose(file), 0);
}

/* The warning of a number that looks like a missing code; NULL: there is none. */
static void ck_odd(const char *usual, const char *odd, int n_odd, const char *text)
{
    write_odd(usual, odd, n_odd);
    program_result result = run_country("out", NULL, NULL, NULL);
    ck_assert_msg(result.status == 0, "%s", result.err);
    if (text)
        ck_assert_msg(strstr(result.err, text) != NULL, "'%s' is not in\n%s", text, result.err);
    else
        ck_assert_msg(strstr(result.err, "stands for a missing") == NULL, "%s", result.err);
    free_result(&result);
}

START_TEST(numbers_like_missing_codes)
{
    static const struct {
        const char *usual, *odd;
        int n;
        const char *text;
    } cases[] = {
        {"7", "-99", 1,
         "warning: health.csv, column 'Gezond': 1 unit has -999, the first is U01, and all others 70 to 79; "
         "if it "
         "stands for a missing value, write missing: [\"-999\"] under tables[0]\n"},
        {"7", "999", 3,
         "warning: health.csv, column 'Gezond': 3 units have 9999, the first is U01, and all others 70 to "
         "79; if "
         "it stands for a missing value, write missing: [\"9999\"] under tables[0]\n"},
        {"7", "999", 2, NULL}, /* only two */
        {"9", "9", 3, NULL},   /* not far from the others */
        {"-7", "-99", 1, NULL} /* others are below 0, too */
    };
    write_with(TABLE_LINE);
    ck_odd(cases[_i].usual, cases[_i].odd, cases[_i].n, cases[_i].text);
}
END_TEST

START_TEST(likely_thousands_are_told)
{
    write_with(TABLE_LINE);
    FILE *file = open_table("health.csv", "Codering,Gezond\n");
    for (int u = 0; u < UNITS; u++)
        fprintf(file, "U%02d,%d.0%02d\n", u + 1, u + 1, u);
    ck_assert_int_eq(fclose(file), 0);
    program_result result = run_country("out", NULL, NULL, NULL);
    ck_assert_int_eq(result.status, 0);
    free_result(&result);
    json_t *root = read_json(at("out/run.json"));
    ck_assert_str_eq(
        warning_of(root, "looks_like_thousands"),
        "health.csv, column 'Gezond': all numbers with a '.' have three digits after it, as 1.000; "
        "read as decimals; if it stands between thousands, say thousands: \".\"");
    json_decref(root);
}
END_TEST

/* Residents of a table: each figure in turn for U02, 1000 for the others. */
START_TEST(residents_of_a_table)
{
    static const struct {
        const char *figure, *message;
    } cases[] = {
        {"1.250",
         "study.yaml:2: units.population: people.csv, column 'n': row 2 has '1.250' and row 30 '1000': "
         "thousands or decimals? All with a mark have three digits after it; write them without "
         "anything between thousands, or say thousands: \".\""},
        {"-5",
         "study.yaml:2: units.population: people.csv, column 'n', unit U02 (row 2): found -5 residents, "
         "expected 0 or more; if that is a missing code, write missing: [\"-5\"] under tables[1]"},
        {"nan", "study.yaml:2: units.population: people.csv, column 'n', row 2: 'nan' is not a number; if it "
                "stands for a missing value, list it under `missing`"},
    };
    write_country(NULL);
    write_study("population: inwoners", "population: people.n");
    change_file("study.yaml", TABLE_LINE, TABLE_LINE "  - {name: people, source: people.csv, key: code}\n");
    FILE *file = open_table("people.csv", "code,n\n");
    for (int u = 0; u < UNITS; u++)
        fprintf(file, "U%02d,%s\n", u + 1, u == 1 ? cases[_i].figure : "1000");
    ck_assert_int_eq(fclose(file), 0);
    ck_refused(cases[_i].message);
}
END_TEST

START_TEST(rows_that_are_the_same)
{
    write_with(TABLE_LINE);
    FILE *file = open_table("health.csv", "Codering,Gezond\nU01,50\nU01,50\n");
    ck_assert_int_eq(fclose(file), 0);
    ck_refused(
        "study.yaml:5: tables[0].key: health.csv, column 'Codering': 1 key occurs more than once: 'U01' (2 "
        "times: rows 1, 2); they are the same in all columns; leave one of each in the file");
}
END_TEST

/* The column that tells them apart is none that the study names. */
START_TEST(pivot_of_several_years)
{
    write_with("  - {name: health, source: health.csv, key: Codering, pivot: {names: what, values: n}}\n");
    FILE *file = open_table("health.csv",
                            "Codering,what,Perioden,n\nU01,Gezond,2019JJ00,50\nU01,Gezond,2020JJ00,51\n");
    ck_assert_int_eq(fclose(file), 0);
    ck_refused(
        "study.yaml:5: tables[0].pivot: health.csv, column 'Codering': 1 row for a key and name that have "
        "one already: 'U01', 'Gezond' (rows 1, 2); they differ in 'Perioden' (2019JJ00, 2020JJ00); pick "
        "one of them with rows: {COLUMN: TEXT}");
}
END_TEST

/* What a study may not say. */
static const struct {
    const char *from, *to, *message;
} slips[] = {
    {TABLE_LINE, "  - {name: health, source: health.csv, key: Codering, thousands: x}\n",
     "study.yaml:5: tables[0].thousands: found 'x', expected one of \".\", \",\", \"'\" and \" \" (any kind "
     "of blank)"},
    {"missing: [\"-99997\"],", "thousands: \"..\", missing: [\"-99997\"],",
     "study.yaml:2: units.thousands: found '..', expected one of \".\", \",\", \"'\" and \" \" (any kind of "
     "blank)"},
    {TABLE_LINE, "  - {name: health, source: health.csv, key: Codering, marks: \"-\"}\n",
     "study.yaml:5: tables[0].marks: found '-', expected characters that are no part of a number: no digit, "
     "point, comma or sign"},
    {TABLE_LINE, "  - {name: health, source: health.csv, key: Codering, header_row: 0}\n",
     "study.yaml:5: tables[0].header_row: found 0, expected the line that names the columns, 1 to 1000"},
    {TABLE_LINE, "  - {name: health, source: health.csv, key: Codering, match: loose}\n",
     "study.yaml:5: tables[0].match: found 'loose', expected one of form, exact"},
    {TABLE_LINE, "  - {name: health, source: health.csv, key: Codering, rows: 2020}\n",
     "study.yaml:5: tables[0].rows: expected columns with the text that the rows have there, as in {year: "
     "2020}"},
    {TABLE_LINE, "  - {name: health, source: health.csv, key: Codering, rows: {Jaar: [1, 2]}}\n",
     "study.yaml:5: tables[0].rows: expected one text for column 'Jaar'"},
    {TABLE_LINE, "  - {name: health, source: health.csv, key: Codering, rows: {Jaar: 2020}}\n",
     "study.yaml:5: tables[0].rows: health.csv: there is no column 'Jaar'; it has Codering, Gezond"},
    {TABLE_LINE, "  - {name: health, source: health.csv, key: Codering, rows: {Codering: X}}\n",
     "study.yaml:5: tables[0].rows: health.csv, column 'Codering': no row has 'X'; the column has 'NL00', "
     "'GM01', "
     "'U99', 'U30', 'U29', 'U28', 'U27', 'U26', 'U25', 'U24' and 22 more"},
    {TABLE_LINE, "  - {name: health, source: health.csv, key: Codering, measures: health.csv}\n",
     "study.yaml:5: tables[0].measures: it says what the names of a pivot are called, and the table has no "
     "`pivot`"},
    {TABLE_LINE,
     "  - {name: health, source: health.csv, key: Codering, measures: no.csv, pivot: {names: a, values: "
     "b}}\n",
     "study.yaml:5: tables[0].measures: there is no file 'no.csv' (looked for no.csv)"},
    {TABLE_LINE, "  - {name: health, source: health.csv, key: Codering, pivot: {names: Gezond}}\n",
     "study.yaml:5: tables[0].pivot: the key 'values' is missing"},
    {TABLE_LINE,
     "  - {name: health, source: health.csv, key: Codering, pivot: {names: Gezonf, values: Gezond}}\n",
     "study.yaml:5: tables[0].pivot.names: health.csv: there is no column 'Gezonf'; nearest: 'Gezond'"},
    {TABLE_LINE, "  - {name: health, source: health.csv, key: Codering, encoding: Klingon}\n",
     "study.yaml:5: tables[0].source: health.csv: cannot be read in the encoding 'Klingon'; UTF-8, UTF-16, "
     "Windows-1252 and ISO-8859-1 always can"},
    {"worse: high}", "worse: high, range: [100, 0]}",
     "study.yaml:7: indicators[0].range: found [100, 0], expected the lowest and the highest value that "
     "there can be"},
    {"worse: high}", "worse: high, range: [100]}",
     "study.yaml:7: indicators[0].range: found a list of 1, expected 2"},
    {"population: inwoners, missing: [\"-99997\"]", "population: inwoners",
     "study.yaml:7: indicators[0].from: units.geojson, column 'arm': found -99997 in 5 rows, which is a "
     "code for a "
     "missing value; say so with missing: [\"-99997\"]"},
};

START_TEST(slip_is_explained)
{
    write_country(NULL);
    write_study(slips[_i].from, slips[_i].to);
    ck_refused(slips[_i].message);
}
END_TEST

/* 114 buurten of The Hague by the key figures as StatLine gives them, and by a shapefile's names of columns.
 */
START_TEST(real_key_figures)
{
    const char *data = getenv("BRANDPUNT_DATA"), *source = getenv("BRANDPUNT_SOURCE");
    char *folder =
        data ? bp_text_format("%s/nl", data) : bp_text_format("%s/../shared/data/nl", source ? source : ".");
    char *file = bp_path_join(folder, "kwb_2019_denhaag.csv");
    if (!bp_path_exists(file)) {
        printf("SKIPPED: %s is not there (set BRANDPUNT_DATA)\n", file);
        goto done;
    }
    put_file(at("study.yaml"),
             "study: Den Haag 2019\n"
             "units: {source: denhaag_buurten.gpkg, id: bu_code, name: bu_naam, population: "
             "kwb.AANT_INW}\n"
             "tables: [{name: kwb, source: kwb_2019_denhaag.csv, key: Codering_3, missing: [\".\"]}]\n"
             "indicators:\n"
             "  - {name: low_income, from: kwb.percentage_huishoudens_met_laag_inkomen, domain: poverty, "
             "worse: high, "
             "range: [0, 100]}\n");
    char *study = bp_text_copy(at("study.yaml")), *output = bp_text_copy(at("out"));
    const char *arguments[] = {"run", study, "--output", output, "--data", folder, NULL};
    program_result result = call_program(arguments, NULL);
    ck_assert_msg(result.status == 0, "exit status %d: %s", result.status, result.err);
    json_t *root = read_json(at("out/run.json"));
    ck_json_number(root, "joins.0.units", 114);
    ck_json_number(root, "joins.0.matched", 114);
    ck_json_number(root, "joins.0.matched_as_they_stand", 114);
    ck_json_number(root, "counts.out_of_range.low_income.above", 0);
    ck_json_text(root, "columns_by_alias.0.read", "AantalInwoners_5");
    json_decref(root);
    free_result(&result);
    free(study);
    free(output);
done:
    free(file);
    free(folder);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("cli.tables");
    TCase *test = tcase_create("tables");
    tcase_add_checked_fixture(test, set_up, tear_down);
    tcase_set_timeout(test, 60);
    tcase_add_loop_test(test, codes_that_lost_something, 0, 7);
    tcase_add_test(test, codes_compared_exactly);
    tcase_add_test(test, codes_of_another_year);
    tcase_add_test(test, years_in_rows);
    tcase_add_test(test, years_as_columns);
    tcase_add_test(test, observations);
    tcase_add_loop_test(test, notations, 0, 3);
    tcase_add_test(test, text_in_windows_1252);
    tcase_add_test(test, columns_by_another_name);
    tcase_add_test(test, header_below_a_title);
    tcase_add_test(test, percentages_kept_as_shares);
    tcase_add_test(test, values_that_cannot_be);
    tcase_add_loop_test(test, numbers_like_missing_codes, 0, 5);
    tcase_add_test(test, likely_thousands_are_told);
    tcase_add_loop_test(test, residents_of_a_table, 0, 3);
    tcase_add_test(test, rows_that_are_the_same);
    tcase_add_test(test, pivot_of_several_years);
    tcase_add_loop_test(test, slip_is_explained, 0, sizeof slips / sizeof *slips);
    tcase_add_test(test, real_key_figures);
    suite_add_tcase(suite, test);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
