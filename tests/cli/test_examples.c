/* The studies of The Hague by buurt and of the wijken of 2024 in docs/examples, on the real data, which are
   not part of the project. What was read, scores and residents were worked out from the raw files with
   Python's csv, json and sqlite3, the overlaps with shapely (GEOS) on outlines mended by GEOS. */
#include "tests/cli/program.h"

#include "geo/read.h"

enum { SKIPPED = 77, BUURTEN = 114, WIJKEN = 3475 };

static const char *source_folder(void)
{
    const char *source = getenv("BRANDPUNT_SOURCE");
    return source ? source : ".";
}

/* Folder with the data of the studies, to free(). */
static char *data_folder(void)
{
    const char *data = getenv("BRANDPUNT_DATA");
    return data ? bp_text_format("%s/nl", data) : bp_text_format("%s/../shared/data/nl", source_folder());
}

/* Run docs/examples/<name> into "out"; its run.json. */
static json_t *run_study(const char *name)
{
    char *study = bp_text_format("%s/docs/examples/%s", source_folder(), name), *data = data_folder(),
         *folder = bp_text_format("%s/out", scratch);
    const char *arguments[] = {"run", study, "--data", data, "--output", folder, NULL};
    program_result result = call_program(arguments, NULL);
    ck_assert_msg(result.status == 0, "%s", result.err);
    free_result(&result);
    free(study);
    free(data);
    free(folder);
    return read_json(at("out/run.json"));
}

static void ck_near(json_t *root, const char *path, double expected, double tolerance)
{
    ck_assert_double_eq_tol(json_number_value(json_at(root, path)), expected, tolerance);
}

static const bp_column *column_of(const bp_layer *layer, const char *name)
{
    int column = bp_table_find(&layer->table, name);
    ck_assert_msg(column >= 0, "there is no column %s", name);
    return &layer->table.columns[column];
}

static int64_t row_of(const bp_layer *units, const char *id)
{
    int64_t i = 0;
    while (i < units->table.n_rows && strcmp(bp_column_text_at(column_of(units, "unit_id"), i), id) != 0)
        i++;
    ck_assert_msg(i < units->table.n_rows, "there is no unit %s", id);
    return i;
}

/* Units past the base, and their residents. */
static void ck_past_base(const bp_layer *units, int64_t expected_units, int64_t expected_residents)
{
    const bp_column *score = column_of(units, "score"), *population = column_of(units, "population");
    int64_t n = 0, residents = 0;
    for (int64_t i = 0; i < units->table.n_rows; i++)
        if (bp_column_is_valid(score, i) && score->real[i] >= 0.8) {
            n++;
            residents +=
                population->type == BP_COLUMN_INTEGER ? population->integer[i] : (int64_t)population->real[i];
        }
    ck_assert_int_eq(n, expected_units);
    ck_assert_int_eq(residents, expected_residents);
}

/* The csv has the city and its wijken beside the buurten; "." stands for what is not known. */
static void ck_hague_input(json_t *root)
{
    static const struct {
        const char *indicator;
        int missing;
    } expected[] = {{"social_minimum", 8}, {"employment", 9}, {"assistance", 4},    {"low_education", 5},
                    {"support", 8},        {"disability", 4}, {"dwelling_value", 7}};
    for (size_t e = 0; e < sizeof expected / sizeof *expected; e++) {
        char *path = bp_text_format("counts.missing.%s.codes", expected[e].indicator);
        ck_assert_int_eq(json_integer_value(json_object_get(json_at(root, path), ".")), expected[e].missing);
        free(path);
    }
    ck_json_number(root, "counts.units", BUURTEN);
    ck_json_number(root, "counts.scored", 107);
    ck_json_number(root, "counts.uninhabited", 3);
    ck_json_number(root, "joins.0.matched", BUURTEN);
    ck_json_number(root, "joins.0.rows", 159);
    ck_json_text(root, "joins.0.levels.1.letters", "WK");
    ck_json_number(root, "joins.0.levels.1.rows", 44);
    ck_json_number(root, "joins.0.levels.2.rows", 1);
    ck_json_number(root, "units.topology.overlaps.pairs", 0);
}

/* Rates per 100 residents, drawn towards that of the city by Marshall (1991). */
static void ck_hague_units(const bp_layer *units)
{
    static const struct {
        const char *id;
        double score, assistance, low_education, disability, social_minimum;
        int stack;
    } expected[] = {{"BU05183032", 0.995327, 13.377770, 46.821381, 6.519935, 28.5, 5},
                    {"BU05182916", 0.985981, 13.297706, 40.942953, 6.877559, 28.6, 4},
                    {"BU05183536", 0.920561, 6.140877, 42.430089, 5.432768, 18.6, 3},
                    {"BU05183823", 0.808411, 7.336008, 36.943021, 6.592705, 16.3, 1}};
    for (size_t e = 0; e < sizeof expected / sizeof *expected; e++) {
        int64_t i = row_of(units, expected[e].id);
        ck_assert_double_eq_tol(column_of(units, "score")->real[i], expected[e].score, 1e-6);
        ck_assert_double_eq_tol(column_of(units, "value_assistance")->real[i], expected[e].assistance, 1e-6);
        ck_assert_double_eq_tol(column_of(units, "value_low_education")->real[i], expected[e].low_education,
                                1e-6);
        ck_assert_double_eq_tol(column_of(units, "value_disability")->real[i], expected[e].disability, 1e-6);
        ck_assert_int_eq(column_of(units, "stack")->integer[i], expected[e].stack);
        ck_assert_double_eq(column_of(units, "value_social_minimum")->real[i], expected[e].social_minimum);
    }
    /* A buurt of which nothing is known has no score, and not a score of 0. */
    ck_assert(!bp_column_is_valid(column_of(units, "score"), row_of(units, "BU05180170")));
}

START_TEST(the_hague_by_buurt)
{
    bp_layer units = BP_LAYER_INIT;
    json_t *root = run_study("denhaag_2019.yaml");
    ck_hague_input(root);
    /* In two rounds every buurt past the base has its place; 60,630 of the 69,660 residents of Zuidwest live
     * in one. */
    ck_json_number(root, "proposed.areas", 8);
    ck_json_number(root, "proposed.units", 21);
    ck_json_number(root, "proposed.population", 131980);
    ck_json_number(root, "designated.units", 11);
    ck_json_number(root, "designated.population", 69660);
    ck_near(root, "backtest.recall", 60630.0 / 69660.0, 1e-6);
    ck_near(root, "backtest.precision", 60630.0 / 131980.0, 1e-6);
    json_decref(root);
    ck_bp_ok(context, bp_layer_read(context, at("out/units.gpkg"), NULL, &units));
    ck_past_base(&units, 21, 131980);
    ck_hague_units(&units);
    bp_layer_clear(&units);
}
END_TEST

/* Borders drawn one by one: shapely finds 7,241 pairs with 57.9829 km2 in common, and 61.55 km2 enclosed by
 * the union of all, islands in the enclosed water included. */
static void ck_topology(json_t *root)
{
    static const char *const largest[][2] = {{"WK009305", "WK009399"},
                                             {"WK067706", "WK067799"},
                                             {"WK196601", "WK196699"},
                                             {"WK005000", "WK005099"},
                                             {"WK099506", "WK099599"}};
    ck_json_number(root, "counts.repaired_geometries", 15);
    ck_near(root, "repair.km2_after", json_number_value(json_at(root, "repair.km2_before")), 1e-3);
    ck_json_number(root, "units.topology.overlaps.pairs", 7241);
    ck_near(root, "units.topology.overlaps.km2", 57.9829, 1e-3);
    for (int i = 0; i < 5; i++) {
        char *pair = bp_text_format("units.topology.overlaps.largest.%d", i);
        ck_json_text(json_at(root, pair), "a", largest[i][0]);
        ck_json_text(json_at(root, pair), "b", largest[i][1]);
        free(pair);
    }
    ck_near(root, "units.topology.gaps.km2", 61.5, 0.1);
}

static void ck_other_year(json_t *root)
{
    ck_json_number(root, "counts.units", WIJKEN);
    ck_json_number(root, "counts.population_missing", 82);
    ck_json_number(root, "counts.uninhabited", 26);
    ck_json_number(root, "counts.scored", 3016);
    ck_json_number(root, "joins.0.matched", 3208);
    ck_json_number(root, "joins.0.units_without_row", 267);
    ck_near(root, "joins.0.units_without_row_share_of_population", 0.0643186, 1e-6);
    ck_json_number(root, "joins.0.rows_without_unit", 132);
    ck_json_text(root, "joins.0.guess", "other_year");
    ck_json_number(root, "counts.missing.low_income.no_row", 267);
    ck_json_number(root, "counts.missing.low_income.codes.(empty)", 193);
    ck_json_number(root, "counts.missing.employment.codes.(empty)", 265);
    ck_json_number(root, "counts.missing.dwelling_value.codes.(empty)", 119);
    ck_json_number(root, "counts.missing.cars.codes.(empty)", 82);
    ck_json_number(root, "counts.missing.cars.denominator_zero", 32);
    /* The wijken of Amsterdam have other codes by 2024: both its areas are empty. */
    ck_json_number(root, "designated.codes", 105);
    ck_json_number(root, "designated.codes_unknown", 21);
    ck_json_number(root, "designated.population", 970695);
}

/* It says so, in so many words. */
static void ck_warned(json_t *root)
{
    static const char *const expected[] = {
        "82 units have no known number of residents and can be in no area",
        "267 of 3,475 codes of the units are not in table year_2022, and 132 of 3,340 the other way: the "
        "codes look like those of another year",
        "designated: 84 of 105 codes are in this study, and the others are left out: WK036392, WK036393, "
        "WK036394, WK036395, WK036396, ...",
        "designated: 21 codes are no unit, but units have them all but the last two characters: the codes "
        "look "
        "like those of another year",
        "2 of 20 designated areas hold no unit of this study"};
    json_t *warnings = json_at(root, "warnings");
    for (size_t e = 0; e < sizeof expected / sizeof *expected; e++) {
        bool is_there = false;
        for (size_t w = 0; w < json_array_size(warnings); w++)
            is_there |= strcmp(json_string_value(json_object_get(json_array_get(warnings, w), "text")),
                               expected[e]) == 0;
        ck_assert_msg(is_there, "no warning says: %s", expected[e]);
    }
}

START_TEST(wijken_of_2024)
{
    bp_layer units = BP_LAYER_INIT;
    json_t *root = run_study("wijken_2024.yaml");
    ck_topology(root);
    ck_other_year(root);
    ck_warned(root);
    json_decref(root);
    ck_bp_ok(context, bp_layer_read(context, at("out/units.gpkg"), NULL, &units));
    ck_past_base(&units, 603, 5163720);
    int64_t overvecht = row_of(&units, "WK034403");
    ck_assert_double_eq_tol(column_of(&units, "score")->real[overvecht], 0.968004, 1e-6);
    ck_assert_double_eq_tol(column_of(&units, "value_cars")->real[overvecht], 631.368060, 1e-6);
    bp_layer_clear(&units);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("cli.examples");
    TCase *all = tcase_create("studies on real data");
    tcase_set_timeout(all, 300);
    tcase_add_checked_fixture(all, set_up, tear_down);
    tcase_add_test(all, the_hague_by_buurt);
    tcase_add_test(all, wijken_of_2024);
    suite_add_tcase(suite, all);
    return suite;
}

int main(void)
{
    char *data = data_folder(), *units = bp_text_format("%s/wijken_2024.geojson", data);
    bool is_there = bp_path_exists(units);
    if (!is_there)
        fprintf(stderr, "there is no %s: skipped\n", units);
    free(units);
    free(data);
    return is_there ? run_suite(make_suite()) : SKIPPED;
}
