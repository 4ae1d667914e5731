/* brandpunt init: the study that it writes, that this study runs as written, and what it refuses. */
#include "cli/init/init.h"
#include "cli/init/text.h"
#include "geo/write.h"
#include "tests/cli/calls.h"
#include "tests/cli/country.h"

/* Squares in a row with a code and a name, and residents if asked. */
static void put_squares(const char *name, const char *layer_name, bool with_residents)
{
    static const char *const codes[] = {"A001", "A002", "A003", "A004"};
    static const char *const names[] = {"Centrum", "Noord", "Zuid", "'t Zand"};
    bp_layer layer = BP_LAYER_INIT;
    bp_column *column = NULL;
    for (int i = 0; i < 4; i++) {
        add_square(&layer.polygons, 100000 + 1000 * i, 450000, 1000);
        end_unit(&layer.polygons, true);
    }
    layer.table.n_rows = 4;
    ck_bp_ok(context, bp_table_add_text(context, &layer.table, "code", codes));
    ck_bp_ok(context, bp_table_add_text(context, &layer.table, "name", names));
    if (with_residents)
        ck_bp_ok(context, bp_table_add(context, &layer.table, "population", BP_COLUMN_INTEGER, &column));
    for (int i = 0; with_residents && i < 4; i++)
        bp_column_set_integer(column, i, 3000 * (i + 1));
    ck_bp_ok(context, bp_crs_parse(context, "EPSG:28992", "test", &layer.crs));
    ck_bp_ok(context, bp_layer_write(context, &layer, at(name), layer_name));
    bp_layer_clear(&layer);
}

static const char figures[] = "code,low_income,happiness,crimes,smokers\n"
                              "A001,10.5,7.1,1200,5\n"
                              "A002,12.5,-99997,2100,5\n"
                              "A003,.,6.0,3,5\n"
                              "A004,30,5.5,4,5\n";

static const char expected_study[] =
    "# Made by brandpunt init from what it recognised. Look it through: every choice has its reason beside "
    "it.\n"
    "# All keys: docs/study.md. Try it: brandpunt check, then brandpunt run.\n"
    "study: u\n"
    "\n"
    "# The units: 4 polygons in Amersfoort / RD New.\n"
    "units:\n"
    "  source: u.gpkg\n"
    "  # id: 4 different codes such as A001\n"
    "  id: code\n"
    "  # name: 4 different texts such as Centrum\n"
    "  name: name\n"
    "  # population: named like it, whole numbers up to 12,000\n"
    "  population: population\n"
    "  # no column with the municipality is recognised; with one, areas stay within it: municipality:\n"
    "  # COLUMN\n"
    "\n"
    "# Tables whose rows go with the units by code.\n"
    "tables:\n"
    "  - name: figures\n"
    "    source: more/figures.csv\n"
    "    # key: 4 of 4 units have a row by it\n"
    "    key: code\n"
    "    missing: [\".\", \"-99997\"]  # found in place of numbers\n"
    "\n"
    "# What is scored; `worse` says which end is the bad one. Those behind a comment sign are not\n"
    "# certain: take it away where they are right.\n"
    "indicators:\n"
    "  # its name has 'lowincome' in it\n"
    "  - {name: low_income, from: figures.low_income, domain: poverty, worse: high}\n"
    "  # uncertain: its name has 'crime' in it\n"
    "  # not usable as it is: whole numbers past 1000 look like a count, to be divided by the residents\n"
    "  # first\n"
    "  # - {name: crimes, from: figures.crimes, denominator: population, per: 100, domain: safety, worse: "
    "high}\n"
    "  # other numbers in figures: happiness\n"
    "\n"
    "# How areas are drawn: about the worst fifth (base), taking in up to the worst 35 % where that joins\n"
    "# more than it costs (reach), of 2,500 to 30,000 residents. These are the defaults.\n"
    "areas:\n"
    "  method: levelset\n"
    "  contiguity: queen\n"
    "  base: 0.80\n"
    "  reach: 0.65\n"
    "  floor: 2500\n"
    "  ceiling: 30000\n"
    "  within: none\n"
    "\n"
    "# Areas that exist already, to compare with: designated: {list: FOLDER} or {source: FILE, id:\n"
    "# COLUMN, name: COLUMN}\n"
    "# Regions of another programme: programmes: [{name: NAME, source: FILE, id: COLUMN, region_name:\n"
    "# COLUMN}]\n";

START_TEST(whole_study)
{
    put_squares("u.gpkg", "u", true);
    make_folder(at("more"));
    put_file(at("more/figures.csv"), figures);
    program_result result = CALL("init", "@u.gpkg", "@more/figures.csv", "-o", "@s.yaml");
    ck_ended(&result, 0, "");
    ck_assert_str_eq(without_scratch(result.out),
                     "s.yaml: units from u.gpkg, 1 table, 1 indicator and 1 behind a #\n"
                     "Next: brandpunt check s.yaml\n");
    free_result(&result);
    char *study = get_file(at("s.yaml"), NULL);
    ck_assert_str_eq(study, expected_study);
    free(study);
    ck_ok(CALL("check", "@s.yaml"));
    ck_ok(CALL("run", "@s.yaml", "--output", "@out"));
}
END_TEST

START_TEST(existing_study_is_kept)
{
    put_squares("u.gpkg", "u", true);
    make_folder(at("more"));
    put_file(at("more/figures.csv"), figures);
    put_file(at("s.yaml"), "mine\n");
    program_result result = CALL("init", "@u.gpkg", "@more/figures.csv", "-o", "@s.yaml");
    ck_ended(&result, 3,
             "brandpunt: s.yaml: stands there already; add --overwrite to replace it, or name another with "
             "--output\n");
    free_result(&result);
    char *study = get_file(at("s.yaml"), NULL);
    ck_assert_str_eq(study, "mine\n");
    free(study);
    ck_ok(CALL("init", "@u.gpkg", "@more/figures.csv", "-o", "@s.yaml", "--overwrite"));
    study = get_file(at("s.yaml"), NULL);
    ck_assert_str_eq(study, expected_study);
    free(study);
}
END_TEST

START_TEST(demo_country_runs_as_written)
{
    ck_ok(CALL("demo", "@demo", "--units", "250", "--quiet"));
    ck_ok(CALL("init", "@demo/boundaries.gpkg", "@demo/social.csv", "@demo/housing_safety.csv",
               "@demo/designated.gpkg", "-o", "@demo/first.yaml"));
    ck_has("demo/first.yaml", "  municipality:\n    column: municipality_code\n    name: municipality\n");
    ck_has("demo/first.yaml", "    missing: [\"-99997\"]  # found in place of numbers\n");
    ck_has("demo/first.yaml", "# Not used: designated.gpkg, designated: polygons, but not the units\n");
    /* The eight that the country has, with the ends that are bad there. */
    static const char *const indicators[] = {"LowEducation_10, domain: education, worse: high}",
                                             "EarlySchoolLeavers_11, domain: education, worse: high}",
                                             "LowIncome_12, domain: poverty, worse: high}",
                                             "ProblematicDebts_13, domain: poverty, worse: high}",
                                             "GoodHealth_14, domain: health, worse: low}",
                                             "NetEmployment_15, domain: work, worse: low}",
                                             "AverageDwellingValue_20, domain: housing, worse: low}",
                                             "RecordedCrime_21, domain: safety, worse: high}"};
    for (size_t i = 0; i < sizeof indicators / sizeof *indicators; i++)
        ck_has("demo/first.yaml", indicators[i]);
    ck_ok(CALL("check", "@demo/first.yaml"));
    ck_ok(CALL("run", "@demo/first.yaml", "--output", "@out"));
}
END_TEST

/* Nothing in the paper country's columns says what they are: the study is written all the same, and says so.
 */
START_TEST(no_indicator_is_certain)
{
    write_country(NULL);
    program_result result = CALL("init", "@units.geojson", "@health.csv", "-o", "@s.yaml");
    ck_ended(
        &result, 0,
        "brandpunt: warning: s.yaml: no column is certain to be an indicator; the study runs once one is "
        "taken in\n");
    free_result(&result);
    ck_has("s.yaml", "# NONE IS CERTAIN: the study does not run before one is taken in.\n");
    ck_has("s.yaml", "study: units\n");
    ck_has("s.yaml", "  # no column with the municipality is recognised; with one, areas stay within it");
    ck_has("s.yaml", "    # key: 29 of 30 units have a row by it");
    ck_has("s.yaml", "  missing: [\"-99997\"]  # found in place of numbers\n");
    ck_has("s.yaml", "  # - {name: Gezond, from: health.Gezond, domain: health, worse: low}\n");
    ck_has("s.yaml", "  # other numbers in units_1: arm, werk, woz\n");
    change_file("s.yaml", "  # - {name: Gezond", "  - {name: Gezond");
    ck_ok(CALL("check", "@s.yaml"));
    ck_ok(CALL("run", "@s.yaml", "--output", "@out"));
}
END_TEST

START_TEST(units_in_degrees)
{
    write_units(at("units.geojson"), &(country_setting){.degrees = true});
    ck_ok(CALL("init", "@units.geojson", "-o", "@s.yaml", "--quiet"));
    ck_has("s.yaml", "output: {crs: \"EPSG:28992\"}\n");
    /* The same numbers in metres, in a file that is in degrees by its format. */
    write_units(at("rd.geojson"), &(country_setting){.crs = "urn:ogc:def:crs:OGC:1.3:CRS84"});
    ck_ok(CALL("init", "@rd.geojson", "-o", "@r.yaml", "--quiet"));
    ck_has("r.yaml", "  crs: \"EPSG:28992\"\n");
    change_file("r.yaml", "indicators:\n", "indicators:\n  - {name: a, from: arm, domain: d, worse: high}\n");
    ck_ok(CALL("check", "@r.yaml"));
}
END_TEST

typedef struct refusal {
    const char *files[2];
    const char *message;
} refusal;

static const refusal refusals[] = {
    {{"@figures.csv", NULL},
     "figures.csv: no layer of polygons is among the files; give the one with the units, too\n"},
    {{"@u.gpkg", "@same.gpkg"},
     "both u.gpkg (layer u) and same.gpkg (layer same) could be the units: polygons with an id and "
     "residents; give one of them only\n"},
    {{"@bare.gpkg", "@figures.csv"},
     "bare.gpkg, layer bare: no column with the number of residents is recognised, there or in a table that "
     "goes with it; give a file that has one, named population or the like\n"},
    {{"@twice.geojson", NULL},
     "twice.geojson, layer buurten: no column could be the id of a unit, a code that is filled in every row "
     "and every one another; it has code, naam, gm, gm_naam, inwoners, arm, werk, woz\n"},
    {{"@nowhere.gpkg", NULL}, "nowhere.gpkg: there is no such file\n"},
};

START_TEST(refused_with_a_reason)
{
    const refusal *r = &refusals[_i];
    put_squares("u.gpkg", "u", true);
    put_squares("same.gpkg", "same", true);
    put_squares("bare.gpkg", "bare", false);
    put_file(at("figures.csv"), figures);
    write_units(at("twice.geojson"), &(country_setting){.duplicate_of = "U01"});
    program_result result = r->files[1] ? CALL("init", r->files[0], r->files[1], "-o", "@s.yaml")
                                        : CALL("init", r->files[0], "-o", "@s.yaml");
    char *message = bp_text_format("brandpunt: %s", r->message);
    ck_ended(&result, 1, message);
    ck_assert(!bp_path_exists(at("s.yaml")));
    free(message);
    free_result(&result);
}
END_TEST

/* A column that meets the units on several rows is no key; the study says why. */
START_TEST(long_table_is_not_joined)
{
    put_squares("u.gpkg", "u", true);
    put_file(at("long.csv"), "code,year,low_income\nA001,2020,1\nA001,2021,2\nA002,2020,3\nA002,2021,4\n");
    ck_ok(CALL("init", "@u.gpkg", "@long.csv", "-o", "@s.yaml", "--quiet"));
    char *study = get_file(at("s.yaml"), NULL);
    ck_assert_ptr_nonnull(strstr(study, "# Not used: long.csv, long: "));
    ck_assert_ptr_nonnull(strstr(study, "A001"));
    ck_assert_ptr_null(strstr(study, "tables:"));
    free(study);
}
END_TEST

START_TEST(texts_as_yaml_takes_them)
{
    static const char *const cases[][2] = {{"plain_name", "plain_name"},
                                           {"a b", "\"a b\""},
                                           {"no", "\"no\""},
                                           {"12", "\"12\""},
                                           {"say \"x\"", "\"say \\\"x\\\"\""},
                                           {"", "\"\""},
                                           {"a: b", "\"a: b\""},
                                           {"x/y.gpkg", "x/y.gpkg"},
                                           {"#1", "\"#1\""},
                                           {"a\tb", "\"a\\x09b\""},
                                           {".", "\".\""},
                                           {"\xC3\xA9n", "\"\xC3\xA9n\""}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *yaml = bp_init_yaml(cases[i][0]);
        ck_assert_str_eq(yaml, cases[i][1]);
        free(yaml);
    }
}
END_TEST

START_TEST(sources_from_the_study)
{
    static const char *const cases[][3] = {
        {"/a/b/u.gpkg", "/a/b/s.yaml", "u.gpkg"},         {"/a/b/u.gpkg", "/a/s.yaml", "b/u.gpkg"},
        {"/a/u.gpkg", "/a/b/c/s.yaml", "../../u.gpkg"},   {"/x/u.gpkg", "/a/s.yaml", "/x/u.gpkg"},
        {"/a/./c/../u.gpkg", "/a/b/s.yaml", "../u.gpkg"}, {"PG:dbname=x", "/a/s.yaml", "PG:dbname=x"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *source = bp_init_source(cases[i][0], cases[i][1]);
        ck_assert_str_eq(source, cases[i][2]);
        free(source);
    }
}
END_TEST

START_TEST(names_that_speak)
{
    static const struct {
        const char *column, *domain;
        bool worse_high, is_sure;
    } cases[] = {{"unemployment_rate", "work", true, true}, {"employment_rate", "work", false, true},
                 {"Low Income %", "poverty", true, true},   {"OpleidingsniveauLaag", "education", true, true},
                 {"onveiligheid", "safety", true, true},    {"homes_owned", NULL, true, false},
                 {"Eenzaam_28", "health", true, false}};
    const bp_aliases none = BP_ALIASES_INIT;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        bp_init_meaning meaning = bp_init_meaning_of(&none, cases[i].column);
        ck_assert_msg(!meaning.domain == !cases[i].domain, "%s", cases[i].column);
        if (cases[i].domain)
            ck_assert_str_eq(meaning.domain, cases[i].domain);
        ck_assert_msg(meaning.worse_high == cases[i].worse_high && meaning.is_sure == cases[i].is_sure, "%s",
                      cases[i].column);
    }
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("init");
    TCase *test = tcase_create("init");
    tcase_add_checked_fixture(test, set_up, tear_down);
    tcase_set_timeout(test, 120);
    tcase_add_test(test, whole_study);
    tcase_add_test(test, existing_study_is_kept);
    tcase_add_test(test, demo_country_runs_as_written);
    tcase_add_test(test, no_indicator_is_certain);
    tcase_add_test(test, units_in_degrees);
    tcase_add_loop_test(test, refused_with_a_reason, 0, (int)(sizeof refusals / sizeof *refusals));
    tcase_add_test(test, long_table_is_not_joined);
    tcase_add_test(test, texts_as_yaml_takes_them);
    tcase_add_test(test, sources_from_the_study);
    tcase_add_test(test, names_that_speak);
    suite_add_tcase(suite, test);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
