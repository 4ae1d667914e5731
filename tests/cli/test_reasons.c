/*
 * What a run says of its reasons, on the country of tests/cli/country.h, whose figures were worked out by
 * hand. Its areas: P001 is U13, U15 and U19 (k = 24, 23, 25) with the uninhabited U14 as a bridge; P002 is
 * U10, U16 and U22 (k = 22, 19, 21), of which U16 is short of the base. D1 is U07, U13 and U19, D2 is U22 and
 * U30.
 */
#include "tests/cli/country.h"

#include "geo/read.h"

/* The run in folder "out", which must end well. */

static void run_well(const char *a, const char *b)
{
    program_result result = run_country("out", a, b, NULL);
    ck_assert_msg(result.status == 0, "exit status %d: %s", result.status, result.err);
    free_result(&result);
}

static void read_layer(const char *name, bp_layer *out)
{
    *out = (bp_layer)BP_LAYER_INIT;
    ck_bp_ok(context, bp_layer_read(context, at(name), NULL, out));
}

static const char *cell(const bp_layer *layer, const char *column, int64_t row)
{
    int c = bp_table_find(&layer->table, column);
    ck_assert_msg(c >= 0, "there is no column %s", column);
    const char *text = bp_column_text_at(&layer->table.columns[c], row);
    return text ? text : "";
}

static double number(const bp_layer *layer, const char *column, int64_t row)
{
    int c = bp_table_find(&layer->table, column);
    ck_assert_msg(c >= 0, "there is no column %s", column);
    const bp_column *found = &layer->table.columns[c];
    ck_assert_msg(bp_column_is_valid(found, row), "%s is missing in row %d", column, (int)row);
    return found->type == BP_COLUMN_INTEGER ? (double)found->integer[row]
           : found->type == BP_COLUMN_REAL  ? found->real[row]
                                            : strtod(bp_column_text_at(found, row), NULL);
}

static void ck_line(const char *text, const char *line)
{
    ck_assert_msg(strstr(text, line) != NULL, "there is no line '%s'", line);
}

static const struct {
    int unit; /* 1: U01 */
    const char *reason, *worst_domain, *why, *waarom;
} told[] = {
    {12, "below_base", "health",
     "Not proposed: it is worse off than 22 % of all neighbourhoods, and 80 % is needed: 58 points short; "
     "worst on "
     "health (worse than 26 % of all neighbourhoods, rank 19 of 25) and poverty (22 %, rank 20 of 25).",
     "Niet voorgesteld: het gaat er slechter dan in 22 % van alle buurten, en 80 % is nodig: 58 procentpunt "
     "te weinig; "
     "het slechtst op gezondheid (slechter dan 26 % van alle buurten, plaats 19 van 25) en armoede (22 %, "
     "plaats 20 van "
     "25)."},
    {6, "uninhabited", "", "Not proposed: nobody lives there.", "Niet voorgesteld: er woont niemand."},
    {16, "member_below_base", "work",
     "Proposed, in area P002, though short of what is asked for: without it the area would fall apart or "
     "lack the 2,500 "
     "residents it needs; worst on work (worse than 78 % of all neighbourhoods, rank 6 of 25) and poverty "
     "(74 %, rank 7 "
     "of 25).",
     "Voorgesteld, in gebied P002, al is het er minder slecht dan gevraagd: zonder deze buurt valt het "
     "gebied uit elkaar "
     "of haalt het de 2.500 inwoners niet die nodig zijn; het slechtst op werk (slechter dan 78 % van alle "
     "buurten, "
     "plaats 6 van 25) en armoede (74 %, plaats 7 van 25)."},
    {13, "member", "health",
     "Proposed, in area P001, because it is worse off than 94 % of all neighbourhoods (rank 2 of 25); worst "
     "on health "
     "(worse than 98 % of all neighbourhoods, rank 1 of 25) and poverty (94 %, rank 2 of 25); it is in the "
     "designated "
     "area Oud-Noord (D1).",
     "Voorgesteld, in gebied P001, omdat het er slechter gaat dan in 94 % van alle buurten (plaats 2 van "
     "25); het "
     "slechtst op gezondheid (slechter dan 98 % van alle buurten, plaats 1 van 25) en armoede (94 %, plaats "
     "2 van 25); "
     "het ligt in het aangewezen gebied Oud-Noord (D1)."},
    {14, "bridge", "",
     "Not proposed, but in the outline of area P001, whose parts it joins; its own residents do not count; "
     "the figures "
     "on low income, employment and 2 more are missing.",
     "Niet voorgesteld, wel binnen de omtrek van gebied P001, waarvan deze buurt de delen verbindt; de eigen "
     "inwoners "
     "tellen niet mee; de cijfers over laag inkomen, betaald werk en nog 2 ontbreken."}};

static void ck_units(bool in_dutch)
{
    bp_layer units;
    read_layer("out/units.gpkg", &units);
    for (size_t t = 0; t < sizeof told / sizeof *told; t++) {
        int64_t row = told[t].unit - 1;
        ck_assert_str_eq(cell(&units, "reason", row), told[t].reason);
        ck_assert_str_eq(cell(&units, "worst_domain", row), told[t].worst_domain);
        ck_assert_str_eq(cell(&units, "why", row), in_dutch ? told[t].waarom : told[t].why);
    }
    ck_assert_double_eq(number(&units, "missing_share", 13), 1.0);
    ck_assert_double_eq(number(&units, "missing_share", 12), 0.0);
    bp_layer_clear(&units);
}

static void ck_reason_counts(const char *language)
{
    static const struct {
        const char *reason;
        int units;
    } rows[] = {{"member", 5},      {"member_below_base", 1}, {"bridge", 1},
                {"uninhabited", 4}, {"below_base", 19},       {"other", 0}};
    json_t *root = read_json(at("out/run.json")), *reasons = json_object_get(root, "reasons");
    ck_assert_str_eq(json_string_value(json_object_get(reasons, "language")), language);
    json_t *counts = json_object_get(reasons, "units");
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++)
        ck_assert_int_eq(json_integer_value(json_object_get(counts, rows[r].reason)), rows[r].units);
    json_decref(root);
}

/* Means weighted by residents, poverty of P001: (900 x 0.94 + 700 x 0.90 + 1000 x 0.98) / 2600. */
static void ck_areas(void)
{
    bp_layer areas;
    read_layer("out/focus_areas.gpkg", &areas);
    ck_assert_int_eq(areas.table.n_rows, 4);
    ck_assert_str_eq(
        cell(&areas, "why", 0),
        "Designated; 1,900 of its 2,400 residents live in neighbourhoods that are among the worst 20 % of "
        "all neighbourhoods; worst on health (on average worse than 89 % of all neighbourhoods) and "
        "poverty (89 %).");
    ck_assert_str_eq(cell(&areas, "most_like", 0), "");
    ck_assert_str_eq(
        cell(&areas, "why", 2),
        "Proposed because all of its 2,600 residents live in neighbourhoods that are among the worst 20 % "
        "of all neighbourhoods; worst on poverty (on average worse than 94 % of all neighbourhoods) and "
        "housing (94 %).");
    ck_assert_str_eq(
        cell(&areas, "most_like", 2),
        "Most like the designated area Oud-Noord; worse on poverty than all 2 designated areas.");
    ck_assert_str_eq(
        cell(&areas, "why", 3),
        "Proposed because 3,500 of its 3,900 residents live in neighbourhoods that are among the worst 20 "
        "% of all neighbourhoods; worst on health (on average worse than 83 % of all neighbourhoods) and "
        "poverty (83 %).");
    ck_assert_str_eq(cell(&areas, "worst_domain", 3), "health");
    ck_assert_double_eq(number(&areas, "missing_share", 3), 0.0);
    bp_layer_clear(&areas);
}

/* Domain means of P001 and of D1, by hand; the distance is their root mean square. */
static double distance_by_hand(void)
{
    const double p1[] = {2456.0 / 2600, 2448.0 / 2600, 2456.0 / 2600, 2424.0 / 2600};
    const double d1[] = {2136.0 / 2400, 2080.0 / 2400, 2136.0 / 2400, 2152.0 / 2400};
    double sum = 0.0;
    for (int d = 0; d < 4; d++)
        sum += (p1[d] - d1[d]) * (p1[d] - d1[d]);
    return sqrt(sum / 4);
}

static void ck_comparability(void)
{
    static const char first_columns[] =
        "area_id,name,nearest_1_id,nearest_1_name,nearest_1_distance,nearest_1_domains,nearest_2_id,";
    char *text = get_file(at("out/comparability.csv"), NULL);
    char *expected = bp_text_format(",D1,Oud-Noord,%.6f,4,D2,Oost,", distance_by_hand());
    ck_assert_int_eq(strncmp(text, first_columns, strlen(first_columns)), 0);
    ck_line(text, expected);
    /* Nothing third; worse than both on all four, and none level. */
    ck_line(text, ",4,,,,,2,0,2,2,0,2,2,0,2,2,0,2,Most like the designated area Oud-Noord; worse on poverty");
    /* P002 on work: 0.831 lies between 0.790 and 0.867. */
    ck_line(text, ",4,,,,,1,0,2,1,0,2,1,0,2,1,0,2,Most like");
    free(expected);
    free(text);
    json_t *root = read_json(at("out/run.json"));
    json_t *first = json_array_get(json_object_get(root, "comparability"), 0);
    json_t *near = json_array_get(json_object_get(first, "nearest"), 0);
    ck_assert_str_eq(json_string_value(json_object_get(near, "id")), "D1");
    ck_assert_double_eq_tol(json_real_value(json_object_get(near, "distance")), distance_by_hand(), 1e-6);
    json_decref(root);
}

START_TEST(a_run_in_english)
{
    write_country(NULL);
    run_well("--lang", "en");
    ck_units(false);
    ck_reason_counts("en");
    ck_areas();
    ck_comparability();
}
END_TEST

START_TEST(a_run_in_dutch)
{
    write_country(NULL);
    run_well("--lang", "nl");
    ck_units(true);
    ck_reason_counts("nl");
}
END_TEST

static const char with_years[] = "  - {name: health, source: health.csv, key: Codering, missing: [\".\"], "
                                 "year: 2016, attribution: \"RIVM, health\"}";

/* 4 areas and 9 units (U07, U10, U13, U14, U15, U16, U19, U22, U30), each with 4 domains and 4 indicators. */
START_TEST(every_figure_has_its_year_and_source)
{
    write_country(NULL);
    change_file("study.yaml", "population: inwoners,", "population: inwoners, year: 2022, attribution: CBS,");
    change_file("study.yaml", "  - {name: health, source: health.csv, key: Codering, missing: [\".\"]}",
                with_years);
    change_file("study.yaml", "from: arm,", "from: arm, year: 2021,");
    program_result result = run_country("out", "--lang", "en", NULL);
    ck_assert_int_eq(result.status, 0);
    ck_assert_msg(strstr(result.err,
                         "indicator good_health is of 2016 and employment of 2022: figures more than 3 years "
                         "apart may say as much about the years as about the units") != NULL,
                  "%s", result.err);
    free_result(&result);
    char *text = get_file(at("out/explanations.csv"), NULL);
    int64_t lines = 0;
    for (const char *c = text; *c; c++)
        lines += *c == '\n';
    ck_assert_int_eq(lines, 1 + (4 + 9) * 8);
    ck_line(text,
            "kind,id,name,domain,indicator,value,percentile,rank,ranked,contribution,past_threshold,missing,"
            "fallback,year,source\n");
    ck_line(text, "\nunit,U10,Buurt 10,poverty,,,0.86,4,25,0.09,0,,,,\n");
    ck_line(text, "\nunit,U10,Buurt 10,poverty,low_income,32,0.86,4,25,0.09,,0,0,2021,CBS\n");
    ck_line(text, "\nunit,U10,Buurt 10,work,employment,69,0.82,5,25,0.08,,0,0,2022,CBS\n");
    ck_line(text, "\nunit,U10,Buurt 10,health,good_health,72.5,0.9,3,25,0.1,,0,0,2016,\"RIVM, health\"\n");
    ck_line(text, "\nunit,U14,Buurt 14,poverty,low_income,,,,,,,1,0,2021,CBS\n");
    /* 2456 / 2600 = 0.944615..., less 1/2, a quarter of it; the mean of 34, 33 and 35 by 900, 700 and 1000.
     */
    ck_line(text, ",poverty,,,0.944615,,,0.111154,1,,,,\n");
    ck_line(text, ",poverty,low_income,34.115385,0.944615,,,0.111154,,0,0,2021,CBS\n");
    free(text);
    json_t *root = read_json(at("out/run.json"));
    json_t *indicators = json_object_get(json_object_get(root, "study"), "indicators");
    json_t *last = json_array_get(indicators, 3);
    ck_assert_int_eq(json_integer_value(json_object_get(last, "year")), 2016);
    ck_assert_str_eq(json_string_value(json_object_get(last, "attribution")), "RIVM, health");
    ck_assert_int_eq(json_integer_value(json_object_get(json_array_get(indicators, 0), "year")), 2021);
    json_decref(root);
}
END_TEST

static const struct {
    const char *from, *to, *message;
} refused[] = {
    {"population: inwoners,", "population: inwoners, year: 1850,",
     "brandpunt: study.yaml:2: units.year: found 1850, expected the year of the figures, 1900 to 2100\n"},
    {"key: Codering,", "key: Codering, year: 22,",
     "brandpunt: study.yaml:5: tables[0].year: found 22, expected the year of the figures, 1900 to 2100\n"},
    {"from: werk,", "from: werk, year: 2101,",
     "brandpunt: study.yaml:8: indicators[1].year: found 2101, expected the year of the figures, 1900 to "
     "2100\n"}};

START_TEST(a_year_that_cannot_be_is_refused)
{
    write_country(NULL);
    write_study(refused[_i].from, refused[_i].to);
    program_result result = run_country("out", NULL, NULL, NULL);
    ck_ended(&result, 1, refused[_i].message);
    free_result(&result);
}
END_TEST

START_TEST(another_language_is_refused)
{
    write_country(NULL);
    program_result result = run_country("out", "--lang", "fr", NULL);
    ck_ended(&result, 2, "brandpunt: run: --lang: found 'fr', expected nl or en\n");
    free_result(&result);
}
END_TEST

/* Dutch is asked for by the option or by the locale, and does not need that locale, nor any but "C". */
START_TEST(dutch_needs_no_locale)
{
    static const struct {
        const char *all, *lang, *option, *expected;
    } rows[] = {{"C", NULL, "nl", "nl"},
                {"C.UTF-8", NULL, "nl", "nl"},
                {NULL, "nl_NL.UTF-8", NULL, "nl"},
                {NULL, NULL, NULL, "en"}};
    bp_layer units;
    write_country(NULL);
    unsetenv("LC_MESSAGES");
    unsetenv("LANGUAGE");
    unsetenv("BRANDPUNT_LOCALE");
    int result = rows[_i].all ? setenv("LC_ALL", rows[_i].all, 1) : unsetenv("LC_ALL");
    ck_assert_int_eq(result, 0);
    result = rows[_i].lang ? setenv("LANG", rows[_i].lang, 1) : unsetenv("LANG");
    ck_assert_int_eq(result, 0);
    run_well(rows[_i].option ? "--lang" : NULL, rows[_i].option);
    read_layer("out/units.gpkg", &units);
    bool is_dutch = strcmp(rows[_i].expected, "nl") == 0;
    ck_assert_str_eq(cell(&units, "why", 5), is_dutch ? told[1].waarom : told[1].why);
    bp_layer_clear(&units);
}
END_TEST

/* Without designated areas there is nothing to compare with: no file, no column, null. */
START_TEST(without_designated_areas_and_with_districts)
{
    bp_layer layer;
    write_country(NULL);
    write_study("designated: {list: ./priority}\n", "");
    change_file("study.yaml", "population: inwoners,", "population: inwoners, called: district,");
    run_well("--lang", "nl");
    ck_assert_int_ne(access(at("out/comparability.csv"), F_OK), 0);
    read_layer("out/focus_areas.gpkg", &layer);
    ck_assert_int_lt(bp_table_find(&layer.table, "most_like"), 0);
    bp_layer_clear(&layer);
    read_layer("out/units.gpkg", &layer);
    ck_assert_ptr_nonnull(strstr(cell(&layer, "why", 11), "in 22 % van alle wijken, en 80 %"));
    bp_layer_clear(&layer);
    json_t *root = read_json(at("out/run.json"));
    ck_assert(json_is_null(json_object_get(root, "comparability")));
    json_decref(root);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("reasons");
    TCase *tests = tcase_create("reasons");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, a_run_in_english);
    tcase_add_test(tests, a_run_in_dutch);
    tcase_add_test(tests, every_figure_has_its_year_and_source);
    tcase_add_loop_test(tests, a_year_that_cannot_be_is_refused, 0, sizeof refused / sizeof *refused);
    tcase_add_test(tests, another_language_is_refused);
    tcase_add_loop_test(tests, dutch_needs_no_locale, 0, 4);
    tcase_add_test(tests, without_designated_areas_and_with_districts);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
