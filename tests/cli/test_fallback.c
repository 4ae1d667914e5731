/* Values of the municipality, or of a level between, in place of a unit's own; counts divided by denominators
   and rates of few drawn in; what is then told of it, and what is refused. */
#include "tests/cli/country.h"

#include "cli/study_read.h"
#include "geo/read.h"

#define HEALTH      "  - {name: health, source: health.csv, key: Codering, missing: [\".\"]}\n"
#define GOOD_HEALTH "  - {name: good_health, from: health.Gezond, domain: health, worse: low}\n"
#define LOW_INCOME  "  - {name: low_income, from: arm, domain: poverty, worse: high}\n"
#define CRIME       "  - {name: crime, source: crime.csv, key: gm, missing: [\".\"]"
#define UNITS_END   "municipality: {column: gm, name: gm_naam}}\n"
#define DECADES                                                                                              \
    "municipality: {column: gm, name: gm_naam}, levels: {decade: {characters: [2, 2], prefix: D}}}\n"

enum { HOLE = 12 }; /* U13, the next to worst: 900 residents in GM01 */

/* health.csv with these rows on top of those of the units, of which U13 has none. */
static void write_mixed(const char *rows)
{
    FILE *file = fopen(at("health.csv"), "wb");
    ck_assert_ptr_nonnull(file);
    fprintf(file, "Codering,Gezond\nNL00,1\n%s", rows);
    for (int u = 0; u < UNITS; u++) {
        int tenths = 955 - 10 * rank_in_health(badness[u]);
        if (badness[u] && u != HOLE)
            fprintf(file, "U%02d,%d.%d\n", u + 1, tenths / 10, tenths % 10);
        else if (u != HOLE)
            fprintf(file, "U%02d,.\n", u + 1);
    }
    ck_assert_int_eq(fclose(file), 0);
}

/* The country with up to two lines of its study replaced. */
static void write_with(const char *from, const char *to, const char *from2, const char *to2)
{
    write_country(NULL);
    write_study(from, to);
    if (from2)
        change_file("study.yaml", from2, to2);
}

static json_t *run_well(program_result *kept)
{
    program_result result = run_country("out", "--threads", "1", NULL);
    ck_assert_msg(result.status == 0, "exit status %d: %s", result.status, result.err);
    if (kept)
        *kept = result;
    else
        free_result(&result);
    return read_json(at("out/run.json"));
}

static void ck_refused(const char *message)
{
    program_result result = run_country("refused", NULL, NULL, NULL);
    char *expected = bp_text_format("brandpunt: %s\n", message);
    ck_ended(&result, 1, expected);
    free(expected);
    free_result(&result);
}

static const bp_column *column_of(const bp_layer *layer, const char *name)
{
    int column = bp_table_find(&layer->table, name);
    ck_assert_msg(column >= 0, "there is no column %s", name);
    return &layer->table.columns[column];
}

static void read_layer(const char *name, bp_layer *out)
{
    *out = (bp_layer)BP_LAYER_INIT;
    ck_bp_ok(context, bp_layer_read(context, at(name), NULL, out));
}

/* Unit u's value and whose it is; NULL: its own, or none. */
static void ck_value(const bp_layer *units, const char *indicator, int u, double value, const char *level)
{
    char name[64];
    snprintf(name, sizeof name, "value_%s", indicator);
    ck_assert_msg(fabs(column_of(units, name)->real[u] - value) < 1e-6, "U%02d has %.9g, expected %.9g",
                  u + 1, column_of(units, name)->real[u], value);
    snprintf(name, sizeof name, "fallback_%s", indicator);
    const char *found = bp_column_text_at(column_of(units, name), u);
    ck_assert_msg(level ? found && strcmp(found, level) == 0 : !found, "U%02d: '%s', expected '%s'", u + 1,
                  found ? found : "", level ? level : "");
}

static void ck_no_value(const bp_layer *units, const char *indicator, int u)
{
    char name[64];
    snprintf(name, sizeof name, "value_%s", indicator);
    ck_assert(!bp_column_is_valid(column_of(units, name), u));
}

/* The text of the warning with this code; NULL where there is none. */
static const char *warning_of(json_t *root, const char *code)
{
    json_t *warnings = json_at(root, "warnings");
    for (size_t i = 0; i < json_array_size(warnings); i++) {
        json_t *warning = json_array_get(warnings, i);
        if (strcmp(json_string_value(json_object_get(warning, "code")), code) == 0)
            return json_string_value(json_object_get(warning, "text"));
    }
    return NULL;
}

/* Of the area that U13 is in: 900 of its residents have a value that is not their unit's. */
static void ck_share_of_hole(const bp_layer *units)
{
    bp_layer areas;
    const char *id = bp_column_text_at(column_of(units, "area_id"), HOLE);
    int found = 0;
    ck_assert_ptr_nonnull(id);
    read_layer("out/focus_areas.gpkg", &areas);
    for (int64_t a = 0; a < areas.table.n_rows; a++) {
        bool is_it = strcmp(bp_column_text_at(column_of(&areas, "area_id"), a), id) == 0;
        bool is_proposed = strcmp(bp_column_text_at(column_of(&areas, "kind"), a), "proposed") == 0;
        double share = is_it ? 900.0 / column_of(&areas, "population")->real[a] : 0.0;
        found += is_it;
        if (is_proposed)
            ck_assert_double_eq_tol(column_of(&areas, "fallback_share")->real[a], share, 1e-6);
    }
    ck_assert_int_eq(found, 1);
    bp_layer_clear(&areas);
}

/* U13 gets from GM01 just what it has itself in the country, so everything else stays as it is there. Four
   units where nobody lives have no value either, two of them (U03, U14, U25 lie in GM01) get one. */
START_TEST(municipality_in_the_same_table)
{
    bp_layer units;
    program_result result;
    write_with(GOOD_HEALTH,
               "  - {name: good_health, from: health.Gezond, domain: health, worse: low, "
               "fallback: municipality}\n",
               NULL, NULL);
    write_mixed("GM01,70.5\n");
    json_t *root = run_well(&result);
    ck_json_number(root, "proposed.areas", 2);
    ck_json_number(root, "proposed.population", 6500);
    ck_json_number(root, "counts.fallback.good_health.own", 24);
    ck_json_number(root, "counts.fallback.good_health.levels.municipality", 4);
    ck_json_number(root, "counts.fallback.good_health.missing", 2);
    ck_json_number(root, "counts.missing.good_health.no_row", 1);
    ck_json_number(root, "joins.0.units", 30);
    ck_json_text(root, "joins.1.level", "municipality");
    ck_json_number(root, "joins.1.matched", 1);
    ck_json_text(root, "study.indicators.3.fallback.0.from", "health.Gezond");
    ck_assert_ptr_null(warning_of(root, "mostly_fallback"));
    ck_assert_ptr_nonnull(
        strstr(result.out, "\nfallback     good health: 4 of 28 values are of a level above\n"));
    read_layer("out/units.gpkg", &units);
    ck_value(&units, "good_health", HOLE, 70.5, "municipality");
    ck_value(&units, "good_health", 2, 70.5, "municipality");
    ck_value(&units, "good_health", 0, 95.5 - rank_in_health(17), NULL);
    ck_no_value(&units, "good_health", 5);
    ck_assert_int_eq(column_of(&units, "n_fallback")->integer[HOLE], 1);
    ck_assert_int_eq(column_of(&units, "n_fallback")->integer[0], 0);
    ck_assert_int_eq(column_of(&units, "n_fallback")->integer[5], 0);
    ck_share_of_hole(&units);
    bp_layer_clear(&units);
    free_result(&result);
    json_decref(root);
}
END_TEST

START_TEST(never_unless_the_study_says_so)
{
    bp_layer units;
    write_with(NULL, NULL, NULL, NULL);
    write_mixed("GM01,70.5\nGM02,70.5\n");
    json_t *root = run_well(NULL);
    ck_json_number(root, "counts.missing.good_health.units", 6);
    ck_assert_int_eq(json_object_size(json_at(root, "counts.fallback")), 0);
    read_layer("out/units.gpkg", &units);
    ck_no_value(&units, "good_health", HOLE);
    ck_assert_int_eq(bp_table_find(&units.table, "n_fallback"), -1);
    ck_assert_int_eq(bp_table_find(&units.table, "fallback_good_health"), -1);
    bp_layer_clear(&units);
    json_decref(root);
}
END_TEST

/* U01-U09 are in D0, U10-U19 in D1, U20-U29 in D2. The table says it once for all its indicators, and one of
   them will have none of it. */
START_TEST(from_level_to_level)
{
    bp_layer units;
    write_with(HEALTH,
               "  - {name: health, source: health.csv, key: Codering, missing: [\".\"], fallback: [decade, "
               "municipality]}\n",
               UNITS_END, DECADES);
    change_file("study.yaml", GOOD_HEALTH,
                GOOD_HEALTH "  - {name: again, from: health.Gezond, domain: health, worse: low, fallback: "
                            "none}\n");
    write_mixed("D1,70.5\nGM01,60.5\n");
    json_t *root = run_well(NULL);
    ck_json_number(root, "counts.fallback.good_health.levels.decade", 2);
    ck_json_number(root, "counts.fallback.good_health.levels.municipality", 2);
    ck_json_number(root, "counts.missing.good_health.units", 2);
    ck_json_number(root, "counts.missing.again.units", 6);
    ck_json_text(root, "study.units.levels.decade.prefix", "D");
    ck_json_text(root, "study.units.levels.decade.column", "code");
    read_layer("out/units.gpkg", &units);
    ck_value(&units, "good_health", HOLE, 70.5, "decade");
    ck_value(&units, "good_health", 13, 70.5, "decade");
    ck_value(&units, "good_health", 2, 60.5, "municipality");
    ck_value(&units, "good_health", 24, 60.5, "municipality");
    ck_no_value(&units, "good_health", 28);
    ck_no_value(&units, "again", HOLE);
    bp_layer_clear(&units);
    json_decref(root);
}
END_TEST

/* Values of the units' own file are filled from a table that has rows of municipalities and no others. */
START_TEST(from_another_table)
{
    bp_layer units;
    write_with(LOW_INCOME,
               "  - {name: low_income, from: arm, domain: poverty, worse: high, fallback: {level: "
               "municipality, from: gm.arm}}\n",
               HEALTH, HEALTH "  - {name: gm, source: gm.csv, key: code}\n");
    put_file(at("gm.csv"), "code,arm\n01,12\nGM02,22\n");
    json_t *root = run_well(NULL);
    ck_json_number(root, "counts.fallback.low_income.levels.municipality", 5);
    ck_json_number(root, "counts.missing.low_income.units", 0);
    ck_assert_int_eq(json_array_size(json_at(root, "joins")), 2);
    ck_json_text(root, "joins.1.table", "gm");
    ck_json_number(root, "joins.1.units", 2);
    ck_json_number(root, "joins.1.matched_after_letters", 1);
    read_layer("out/units.gpkg", &units);
    ck_value(&units, "low_income", 2, 12, "municipality");
    ck_value(&units, "low_income", 5, 22, "municipality");
    ck_value(&units, "low_income", 0, 27, NULL);
    bp_layer_clear(&units);
    json_decref(root);
}
END_TEST

/* 120 of 6,000 and 75 of 1,500: 20 and 50 per 1,000. */
START_TEST(a_table_of_municipalities)
{
    bp_layer units;
    program_result result;
    write_with(HEALTH, HEALTH CRIME ", level: municipality}\n", GOOD_HEALTH,
               GOOD_HEALTH "  - {name: crime, from: crime.n, denominator: crime.people, per: 1000, domain: "
                           "safety, worse: high}\n");
    put_file(at("crime.csv"), "gm,n,people\nGM02,75,1500\nGM01,120,6000\nGM03,1,10\n");
    json_t *root = run_well(&result);
    ck_json_number(root, "counts.fallback.crime.own", 0);
    ck_json_number(root, "counts.fallback.crime.levels.municipality", 30);
    ck_json_number(root, "counts.missing.crime.denominator_zero", 0);
    ck_json_text(root, "study.indicators.4.shrink", "none");
    ck_json_text(root, "study.tables.1.level", "municipality");
    ck_assert_str_eq(
        warning_of(root, "mostly_fallback"),
        "indicator crime: 30 of 30 values are of a level above, the same for all units in it: it "
        "cannot tell neighbourhoods apart there");
    ck_assert_ptr_nonnull(strstr(result.out, "\nfallback     crime: 30 of 30 values are of a level above\n"));
    read_layer("out/units.gpkg", &units);
    for (int u = 0; u < UNITS; u++)
        ck_value(&units, "crime", u, u % COLUMNS < 3 ? 20 : 50, "municipality");
    bp_layer_clear(&units);
    read_layer("out/focus_areas.gpkg", &units);
    for (int64_t a = 0; a < units.table.n_rows; a++)
        if (bp_column_is_valid(column_of(&units, "population"), a))
            ck_assert_double_eq(column_of(&units, "fallback_share")->real[a], 1.0);
    bp_layer_clear(&units);
    free_result(&result);
    json_decref(root);
}
END_TEST

/* A denominator of nothing, or none at all, leaves no rate, and says why: of U20 to U29. */
START_TEST(nothing_to_divide_by)
{
    static const char *const people[] = {"0", "."};
    static const char *const reason[] = {"denominator_zero", "denominator_missing"};
    bp_layer units;
    char path[64];
    write_with(HEALTH, HEALTH CRIME ", level: decade}\n", UNITS_END, DECADES);
    change_file("study.yaml", GOOD_HEALTH,
                GOOD_HEALTH "  - {name: crime, from: crime.n, denominator: crime.people, domain: safety, "
                            "worse: high}\n");
    char *text = bp_text_format("gm,n,people\nD0,3,100\nD1,4,100\nD2,75,%s\nD3,5,100\n", people[_i]);
    put_file(at("crime.csv"), text);
    free(text);
    json_t *root = run_well(NULL);
    for (int r = 0; r < 2; r++) {
        snprintf(path, sizeof path, "counts.missing.crime.%s", reason[r]);
        ck_json_number(root, path, r == _i ? 10 : 0);
    }
    ck_json_number(root, "counts.missing.crime.units", 10);
    read_layer("out/units.gpkg", &units);
    ck_value(&units, "crime", 0, 0.03, "decade");
    ck_value(&units, "crime", 29, 0.05, "decade");
    ck_no_value(&units, "crime", 19);
    ck_assert_ptr_nonnull(strstr(bp_column_text_at(column_of(&units, "flags"), 19), "missing:crime"));
    bp_layer_clear(&units);
    json_decref(root);
}
END_TEST

/* benefits.csv: badness[u] in every unit, out of its residents. */
static void write_benefits(void)
{
    FILE *file = fopen(at("crime.csv"), "wb");
    ck_assert_ptr_nonnull(file);
    fputs("gm,n\n", file);
    for (int u = UNITS - 1; u >= 0; u--)
        fprintf(file, "U%02d,%d\n", u + 1, badness[u]);
    ck_assert_int_eq(fclose(file), 0);
}

/* Marshall's rate of unit u, by the book, among the units of its municipality or of all. */
static double drawn_in(int u, bool is_nation)
{
    double cases = 0, people = 0, m = 0, spread = 0;
    for (int pass = 0; pass < 2; pass++)
        for (int v = 0; v < UNITS; v++) {
            if (residents[v] == 0 || (!is_nation && strcmp(municipality_of(v), municipality_of(u)) != 0))
                continue;
            if (pass == 0) {
                cases += badness[v];
                people += residents[v];
                m++;
            } else {
                double off = (double)badness[v] / residents[v] - cases / people;
                spread += residents[v] * off * off;
            }
        }
    double b = cases / people, a = spread / people - b / (people / m), r = (double)badness[u] / residents[u];
    return a <= 0 ? b : b + (r - b) * a / (a + b / residents[u]);
}

START_TEST(rates_of_few)
{
    static const char *const towards[] = {"", ", shrink: municipality", ", shrink: nation", ", shrink: none"};
    static const char *const named[] = {"municipality", "municipality", "nation", "none"};
    bp_layer units;
    bool is_drawn_in = _i < 3;
    write_with(HEALTH, HEALTH CRIME "}\n", NULL, NULL);
    char *line = bp_text_format("  - {name: benefits, from: crime.n, denominator: inwoners, per: 1000%s, "
                                "domain: poverty, worse: high}\n" GOOD_HEALTH,
                                towards[_i]);
    change_file("study.yaml", GOOD_HEALTH, line);
    free(line);
    write_benefits();
    json_t *root = run_well(NULL);
    ck_json_text(root, "study.indicators.3.shrink", named[_i]);
    ck_json_text(root, "study.indicators.3.denominator", "units.inwoners");
    ck_json_number(root, "counts.missing.benefits.denominator_zero", 5);
    ck_json_number(root, "counts.missing.benefits.units", 5);
    if (is_drawn_in) {
        ck_json_text(root, "counts.shrunk.benefits.towards", named[_i]);
        ck_json_number(root, "counts.shrunk.benefits.rates", 25);
    }
    read_layer("out/units.gpkg", &units);
    ck_assert_int_eq(bp_table_find(&units.table, "raw_benefits") >= 0, is_drawn_in);
    for (int u = 0; u < UNITS; u++) {
        const bp_column *used = column_of(&units, "value_benefits");
        ck_assert_int_eq(bp_column_is_valid(used, u), residents[u] > 0);
        if (residents[u] == 0)
            continue;
        double raw = 1000.0 * badness[u] / residents[u];
        ck_assert_double_eq_tol(used->real[u], is_drawn_in ? 1000 * drawn_in(u, _i == 2) : raw, 1e-6);
        if (is_drawn_in)
            ck_assert_double_eq_tol(column_of(&units, "raw_benefits")->real[u], raw, 1e-6);
    }
    bp_layer_clear(&units);
    json_decref(root);
}
END_TEST

/* A count of municipalities fills in for a unit that has no row of its own, divided by what that table has;
   it is not drawn in. */
START_TEST(rates_that_fall_back)
{
    bp_layer units;
    write_with(HEALTH, HEALTH CRIME "}\n", GOOD_HEALTH,
               GOOD_HEALTH "  - {name: crime, from: crime.n, denominator: crime.people, per: 100, shrink: "
                           "nation, fallback: municipality, domain: safety, worse: high}\n");
    FILE *file = fopen(at("crime.csv"), "wb");
    fputs("gm,n,people\nGM01,30,1200\nGM02,5,0\n", file);
    for (int u = 2; u < UNITS; u++)
        fprintf(file, "U%02d,%d,%d\n", u + 1, u, 10 * u);
    ck_assert_int_eq(fclose(file), 0);
    json_t *root = run_well(NULL);
    ck_json_number(root, "counts.fallback.crime.levels.municipality", 2);
    ck_json_text(root, "study.indicators.4.fallback.0.denominator", "crime.people");
    read_layer("out/units.gpkg", &units);
    ck_value(&units, "crime", 0, 2.5, "municipality");
    ck_value(&units, "crime", 1, 2.5, "municipality");
    /* Every rate is 1 in 10: nothing to draw in. */
    ck_value(&units, "crime", 2, 10, NULL);
    ck_assert(!bp_column_is_valid(column_of(&units, "raw_crime"), 0));
    bp_layer_clear(&units);
    json_decref(root);
}
END_TEST

START_TEST(counts_above_the_denominator)
{
    write_with(HEALTH, HEALTH CRIME "}\n", GOOD_HEALTH,
               GOOD_HEALTH "  - {name: benefits, from: crime.n, denominator: units.werk, per: 100, shrink: "
                           "none, domain: poverty, worse: high}\n");
    change_file("study.yaml", "missing: [\"-99997\"]", "missing: [\"-99997\", \"65\"]");
    write_benefits();
    change_file("crime.csv", "U25,0\n", "U25,0\nU99,1\n");
    change_file("crime.csv", "U13,24\n", "U13,240\n");
    change_file("crime.csv", "U19,25\n", "U19,260\n");
    json_t *root = run_well(NULL);
    ck_assert_str_eq(
        warning_of(root, "count_above_denominator"),
        "indicator benefits: 1 of the units has a count above the denominator, and per 100 means "
        "a share; the first is U13: 240 of 67");
    ck_json_number(root, "counts.missing.benefits.denominator_missing", 6);
    json_decref(root);
}
END_TEST

/* Rows in another order and other numbers of threads change nothing. */
START_TEST(order_and_threads)
{
    static const country_setting shuffled = {.shuffled = true};
    write_with(HEALTH, HEALTH CRIME "}\n", GOOD_HEALTH,
               "  - {name: good_health, from: health.Gezond, domain: health, worse: low, fallback: "
               "municipality}\n"
               "  - {name: benefits, from: crime.n, denominator: inwoners, domain: poverty, worse: high}\n");
    write_mixed("GM01,70.5\n");
    write_benefits();
    program_result one = run_country("one", "--threads", "1", NULL);
    ck_assert_int_eq(one.status, 0);
    write_units(at("units.geojson"), &shuffled);
    program_result two = run_country("two", "--threads", "2", NULL);
    ck_assert_int_eq(two.status, 0);
    char *a = bp_text_copy(at("one")), *b = bp_text_copy(at("two"));
    ck_same_run(a, b, true);
    free(a);
    free(b);
    free_result(&one);
    free_result(&two);
}
END_TEST

/* A line of the study, what it is made, and what is then said. */
typedef struct refusal {
    const char *from, *to, *message;
} refusal;

#define WITH(indicator) GOOD_HEALTH, GOOD_HEALTH "  - {name: x, " indicator ", domain: safety, worse: high}\n"
#define AT              "study.yaml:12: indicators[4]."

static const refusal refusals[] = {
    {WITH("from: health.Gezond, fallback: wijk"), AT "fallback: found 'wijk', expected municipality"},
    {WITH("from: health.Gezond, fallback: {levl: municipality}"),
     AT "fallback: found 'levl', expected one of level, from, denominator; nearest: 'level'"},
    {WITH("from: health.Gezond, fallback: {from: health.Gezond}"),
     AT "fallback: the key 'level' is missing, which says whose value is taken"},
    {WITH("from: health.Gezond, fallback: [[municipality]]"),
     AT "fallback: expected a level, {level: LEVEL, from: TABLE.COLUMN}, or a list of these"},
    {WITH("from: health.Gezond, fallback: [municipality, municipality]"),
     AT "fallback: the level municipality comes twice: its values are there already"},
    {WITH("from: health.Gezond, fallback: {level: municipality, from: arm}"),
     AT "fallback: from: found 'arm', expected TABLE.COLUMN: the units have no rows of other levels"},
    {WITH("from: arm, fallback: municipality"),
     AT "fallback: the file of the units has no rows of level municipality; say where its values are: "
        "{level: municipality, from: TABLE.COLUMN}"},
    {WITH("from: health.Gezond, fallback: {level: municipality, denominator: health.Gezond}"),
     AT "fallback: a denominator is given for level municipality, but the indicator has none"},
    {WITH("from: health.Gezond, denominator: inwoners, fallback: municipality"),
     AT "fallback: what is the count of level municipality divided by? Add it: {level: municipality, from: "
        "TABLE.COLUMN, denominator: TABLE.COLUMN}"},
    {WITH("from: crime.n, fallback: municipality"),
     AT "fallback: the level municipality comes twice: its values are there already"},
    {WITH("from: health.Gezond, fallback: {level: decade, from: crime.n}"),
     AT "fallback: table 'crime' has rows of level municipality, not of decade; say where those are with "
        "{level: decade, from: TABLE.COLUMN}"},
    {WITH("from: crime.n, denominator: inwoners"),
     AT "denominator: a count of level municipality cannot be divided by a figure of level units; expected "
        "a column of a table with rows of level municipality"},
    {WITH("from: crime.n, denominator: crime.people, shrink: nation"),
     AT "shrink: table 'crime' has rows of level municipality, and only rates of single units are drawn in; "
        "leave the key out"},
    {WITH("from: arm, shrink: nation"),
     AT "shrink: how far a rate is drawn in depends on its denominator; add the key 'denominator', or leave "
        "this one out"},
    {WITH("from: arm, per: 1000"),
     AT "per: a rate is per so many of a denominator; add the key 'denominator', or leave this one out"},
    {WITH("from: arm, denominator: inwoners, per: 0"), AT "per: found 0, expected a number above 0"},
    {"population: inwoners", "population: crime.people",
     "study.yaml:2: units.population: table 'crime' has rows of level municipality; the residents of every "
     "unit are needed"},
    {"level: municipality", "level: gemeente",
     "study.yaml:6: tables[1].level: found 'gemeente', expected municipality"},
    {"level: municipality", "fallback: {level: municipality, from: health.Gezond}",
     "study.yaml:6: tables[1].fallback: expected a level or a list of levels; `from` goes with an indicator"},
};
enum { N_REFUSALS = sizeof refusals / sizeof *refusals };

/* What is wrong with the study alone is found before anything is read. */
static void ck_study_refused(const char *message)
{
    bp_study *study = NULL;
    bp_context_clear(context);
    ck_assert_int_eq(bp_study_read(context, at("study.yaml"), &study), BP_ERROR_INPUT);
    ck_assert_str_eq(without_scratch(bp_context_message(context)), message);
    ck_assert_ptr_null(study);
}

START_TEST(refused)
{
    for (int r = 0; r < N_REFUSALS; r++) {
        write_study(HEALTH, HEALTH CRIME ", level: municipality}\n");
        change_file("study.yaml", refusals[r].from, refusals[r].to);
        if (strstr(refusals[r].to, "decade"))
            change_file("study.yaml", UNITS_END, DECADES);
        ck_study_refused(refusals[r].message);
    }
}
END_TEST

/* What is joined by place has a row per unit and none of another level. */
START_TEST(refused_joins)
{
    write_study(GOOD_HEALTH,
                GOOD_HEALTH "  - {name: x, from: shops.count, fallback: municipality, domain: safety, worse: "
                            "high}\n");
    change_file("study.yaml", "areas: {base",
                "joins:\n  - {name: shops, source: shops.csv, x: x, y: y, crs: EPSG:28992, how: [count]}\n"
                "areas: {base");
    ck_study_refused("study.yaml:11: indicators[4].fallback: what is joined by place has no rows of level "
                     "municipality; say where its values are: {level: municipality, from: TABLE.COLUMN}");
    change_file("study.yaml", "fallback: municipality", "fallback: {level: municipality, from: shops.count}");
    ck_study_refused("study.yaml:11: indicators[4].fallback: from: found 'shops.count', expected "
                     "TABLE.COLUMN: what is joined by place has no rows of other levels");
}
END_TEST

/* Shops per 1,000 residents: what is counted by place is divided like anything else. */
START_TEST(shops_by_residents)
{
    bp_layer units;
    write_with(GOOD_HEALTH,
               GOOD_HEALTH "  - {name: shops, from: shops.count, denominator: inwoners, per: 1000, shrink: "
                           "none, domain: housing, worse: low}\n",
               "areas: {base",
               "joins:\n  - {name: shops, source: shops.csv, x: x, y: y, crs: EPSG:28992, how: [count]}\n"
               "areas: {base");
    put_file(at("shops.csv"), "x,y\n100500,450500\n100600,450500\n101500,450500\n102500,450500\n");
    json_t *root = run_well(NULL);
    ck_json_number(root, "counts.missing.shops.denominator_zero", 5);
    ck_json_text(root, "study.indicators.4.denominator", "units.inwoners");
    read_layer("out/units.gpkg", &units);
    ck_assert_double_eq_tol(column_of(&units, "value_shops")->real[0], 2000.0 / 300.0, 1e-6);
    ck_assert_double_eq_tol(column_of(&units, "value_shops")->real[1], 1000.0 / 400.0, 1e-6);
    ck_assert_double_eq(column_of(&units, "value_shops")->real[3], 0.0);
    ck_no_value(&units, "shops", 2);
    bp_layer_clear(&units);
    json_decref(root);
}
END_TEST

static void ck_levels_refused(const char *levels, const char *message)
{
    char *to = bp_text_format("municipality: {column: gm, name: gm_naam}, levels: %s}\n", levels);
    char *expected = bp_text_format("study.yaml:3: units.levels%s", message);
    write_study(UNITS_END, to);
    ck_study_refused(expected);
    free(to);
    free(expected);
}

START_TEST(refused_levels)
{
    static const char *const cases[][2] = {
        {"{decade: {characters: [2]}}",
         ".decade: characters: expected the first and the last character, counted from 1, as in [3, 8]"},
        {"{decade: {characters: [3, 2]}}",
         ".decade: characters: expected the first and the last character, counted from 1, as in [3, 8]"},
        {"{decade: {characters: [a, 2]}}",
         ".decade: characters: expected the first and the last character, counted from 1, as in [3, 8]"},
        {"{decade: {}}", ".decade: expected how its codes are made, as in {characters: [3, 8], prefix: WK}: "
                         "`column`, `characters` or both"},
        {"{decade: {colum: gm}}",
         ".decade: found 'colum', expected one of column, characters, prefix; nearest: 'column'"},
        {"{decade: {column: [gm]}}", ".decade: column: expected a text"},
        {"{nation: {column: gm}}",
         ".nation: the name 'nation' has a meaning of its own; give the level another"},
        {"[wijk]", ": expected levels by name, as in {wijk: {characters: [3, 8], prefix: WK}}"}};
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++)
        ck_levels_refused(cases[c][0], cases[c][1]);
}
END_TEST

/* The study does not say what municipality a unit is in. */
START_TEST(refused_without_municipality)
{
    write_study("missing: [\"-99997\"],\n        municipality: {column: gm, name: gm_naam}}",
                "missing: [\"-99997\"]}");
    change_file("study.yaml", GOOD_HEALTH,
                "  - {name: good_health, from: health.Gezond, domain: health, worse: low, fallback: "
                "municipality}\n");
    ck_study_refused("study.yaml:9: indicators[3].fallback: the study does not say in which municipality a "
                     "unit is; add units.municipality");
    change_file("study.yaml", "fallback: municipality", "fallback: wijk");
    ck_study_refused("study.yaml:9: indicators[3].fallback: there is no level 'wijk'; declare it under "
                     "units.levels, as in {wijk: {characters: [3, 8], prefix: WK}}");
    change_file("study.yaml", "fallback: wijk", "denominator: inwoners, shrink: municipality");
    ck_study_refused("study.yaml:9: indicators[3].shrink: the study does not say in which municipality a "
                     "unit is; add units.municipality, or use nation");
}
END_TEST

START_TEST(refused_columns)
{
    write_with(GOOD_HEALTH, "  - {name: x, from: arm, denominator: inwoner, domain: safety, worse: high}\n",
               NULL, NULL);
    ck_refused("study.yaml:10: indicators[3].denominator: units.geojson, layer buurten: there is no column "
               "'inwoner'; nearest: 'inwoners'");
    change_file("study.yaml", "denominator: inwoner", "denominator: naam");
    ck_refused(
        "study.yaml:10: indicators[3].denominator: units.geojson, column 'naam', row 1: 'Buurt 1' is not "
        "a number; if it stands for a missing value, list it under `missing`");
    change_file("study.yaml", "denominator: naam", "denominator: inwoners");
    change_file("study.yaml", "gm_naam}}", "gm_naam}, levels: {decade: {characters: [4, 9]}}}");
    ck_refused("study.yaml:3: units.levels.decade: no unit has a code of this level in column 'code', which "
               "begins with 'U01'; are the characters right?");
}
END_TEST

/* The file has no rows of the level, or none with a value. */
START_TEST(refused_tables)
{
    write_with(GOOD_HEALTH,
               "  - {name: good_health, from: health.Gezond, domain: health, worse: low, "
               "fallback: municipality}\n",
               NULL, NULL);
    write_mixed("");
    ck_refused(
        "study.yaml:5: tables[0].key: health.csv: none of the 2 codes of level municipality is found "
        "by column Codering; they are GM01, GM02; the table has codes such as NL00 (row 1); the codes of "
        "table health have other letters in front (U and 2 characters in 29 rows, NL and 2 characters "
        "in 1 row)");
    write_mixed("GM01,.\nGM02,.\n");
    program_result result = run_country("refused", NULL, NULL, NULL);
    ck_assert_int_eq(result.status, 1);
    ck_assert_ptr_nonnull(strstr(result.err, "study.yaml:10: indicators[3].fallback: "));
    ck_assert_ptr_nonnull(strstr(result.err, "column 'Gezond': none of the 30 units has a value (.: 2); name "
                                             "another column, or leave the indicator out\n"));
    free_result(&result);
}
END_TEST

START_TEST(refused_figures)
{
    write_with(HEALTH, HEALTH CRIME "}\n", GOOD_HEALTH,
               GOOD_HEALTH "  - {name: x, from: crime.n, denominator: crime.d, domain: safety, worse: "
                           "high}\n");
    put_file(at("crime.csv"), "gm,n,d\nU07,1,2\nU08,1,-2\n");
    ck_refused("study.yaml:12: indicators[4].denominator: crime.csv, column 'd', unit U08: found -2 as a "
               "denominator, expected 0 or more; if that is a code for a missing value, list it under "
               "missing");
    put_file(at("crime.csv"), "gm,n,d\nU07,1,2\nU08,-1,2\n");
    ck_refused("study.yaml:12: indicators[4].from: crime.csv, column 'n', unit U08: found -1; only rates of "
               "counts from 0 can be drawn in; use shrink: none, or list it under missing if it is a code");
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("cli.fallback");
    TCase *levels = tcase_create("levels"), *rates = tcase_create("rates"), *bad = tcase_create("refused");
    tcase_add_checked_fixture(levels, set_up, tear_down);
    tcase_add_checked_fixture(rates, set_up, tear_down);
    tcase_add_checked_fixture(bad, set_up, tear_down);
    tcase_set_timeout(levels, 60);
    tcase_set_timeout(rates, 60);
    tcase_set_timeout(bad, 60);
    tcase_add_test(levels, municipality_in_the_same_table);
    tcase_add_test(levels, never_unless_the_study_says_so);
    tcase_add_test(levels, from_level_to_level);
    tcase_add_test(levels, from_another_table);
    tcase_add_test(levels, a_table_of_municipalities);
    tcase_add_test(levels, order_and_threads);
    tcase_add_loop_test(rates, nothing_to_divide_by, 0, 2);
    tcase_add_loop_test(rates, rates_of_few, 0, 4);
    tcase_add_test(rates, rates_that_fall_back);
    tcase_add_test(rates, shops_by_residents);
    tcase_add_test(rates, counts_above_the_denominator);
    tcase_add_test(bad, refused);
    tcase_add_test(bad, refused_joins);
    tcase_add_test(bad, refused_levels);
    tcase_add_test(bad, refused_columns);
    tcase_add_test(bad, refused_without_municipality);
    tcase_add_test(bad, refused_tables);
    tcase_add_test(bad, refused_figures);
    suite_add_tcase(suite, levels);
    suite_add_tcase(suite, rates);
    suite_add_tcase(suite, bad);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
