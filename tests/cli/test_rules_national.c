/* Other rules on the wijken of the Netherlands, on the real data, which are not part of the project.
 * Candidates, local positions and the back-test were worked out with Python from the scores and members in
 * units.geojson. */
#include "tests/cli/program.h"

#include "geo/read.h"

enum { SKIPPED = 77 };

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

/* Run docs/examples/<name>, with `line` under its areas, into "out"; its run.json. */
static json_t *run_study(const char *name, const char *line)
{
    static const char key[] = "\n  method: levelset\n";
    char *from = bp_text_format("%s/docs/examples/%s", source_folder(), name), *data = data_folder();
    char *text = get_file(from, NULL), *at_key = strstr(text, key);
    ck_assert_ptr_nonnull(at_key);
    char *study = bp_text_format("%.*s\n%s%s", (int)(at_key - text), text, line, at_key);
    put_file(at("study.yaml"), study);
    char *path = bp_text_copy(at("study.yaml")), *folder = bp_text_copy(at("out"));
    const char *arguments[] = {"run", path, "--data", data, "--output", folder, NULL};
    program_result result = call_program(arguments, NULL);
    ck_assert_msg(result.status == 0, "%s", result.err);
    free_result(&result);
    char *const texts[] = {from, data, text, study, path, folder};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        free(texts[i]);
    return read_json(at("out/run.json"));
}

static void ck_near(json_t *root, const char *path, double expected, double tolerance)
{
    ck_assert_msg(fabs(json_number_value(json_at(root, path)) - expected) <= tolerance, "%s is %.12g, not %g",
                  path, json_number_value(json_at(root, path)), expected);
}

/* Floors as asked, nobody in two kinds of municipality, and no area outside the candidates. */
static void ck_sizes(void)
{
    bp_layer units = BP_LAYER_INIT;
    double population[1000] = {0.0};
    const char *class_of[1000] = {NULL};
    ck_bp_ok(context, bp_layer_read(context, at("out/units.gpkg"), NULL, &units));
    const bp_column *columns[4];
    static const char *const names[] = {"area_id", "size_class", "population", "designated_id"};
    for (int c = 0; c < 4; c++)
        columns[c] = &units.table.columns[bp_table_find(&units.table, names[c])];
    for (int64_t i = 0; i < units.table.n_rows; i++) {
        const char *area = bp_column_text_at(columns[0], i), *own = bp_column_text_at(columns[1], i);
        if (!area)
            continue;
        long a = strtol(area + 1, NULL, 10);
        ck_assert(strcmp(own, "30-100k") == 0 || strcmp(own, "100-250k") == 0);
        ck_assert_ptr_null(bp_column_text_at(columns[3], i));
        ck_assert(!class_of[a] || strcmp(class_of[a], own) == 0);
        class_of[a] = own;
        population[a] += columns[2]->real[i];
    }
    for (int a = 0; a < 1000; a++)
        ck_assert(!class_of[a] || population[a] >= (class_of[a][0] == '1' ? 5000 : 2500));
    bp_layer_clear(&units);
}

START_TEST(programme_for_mid_sized_towns)
{
    json_t *root = run_study("nederland_2022_middelgroot.yaml", "");
    ck_json_number(root, "candidates.units", 2033);
    ck_json_number(root, "candidates.population", 9968120);
    ck_json_number(root, "candidates.municipalities", 168);
    ck_json_number(root, "candidates.excluded_units", 1279);
    ck_json_text(root, "size_classes.1.class", "30-100k");
    ck_json_number(root, "size_classes.0.units", 824);
    ck_json_number(root, "size_classes.0.population", 3151870);
    ck_json_number(root, "size_classes.1.units", 1790);
    ck_json_number(root, "size_classes.1.population", 7801100);
    ck_json_number(root, "size_classes.2.units", 552);
    ck_json_number(root, "size_classes.2.floor", 5000);
    ck_json_number(root, "size_classes.3.units", 174);
    ck_json_number(root, "backtest.recall", 0);
    ck_json_number(root, "backtest.designated_areas.missed", 20);
    /* What the page of the examples says. */
    ck_json_number(root, "proposed.areas", 137);
    ck_json_number(root, "proposed.units", 296);
    ck_json_number(root, "proposed.population", 2041910);
    json_decref(root);
    ck_sizes();
}
END_TEST

static int64_t count_past(void)
{
    bp_layer units = BP_LAYER_INIT;
    ck_bp_ok(context, bp_layer_read(context, at("out/units.gpkg"), NULL, &units));
    const bp_column *position = &units.table.columns[bp_table_find(&units.table, "position")];
    int64_t n = 0;
    for (int64_t i = 0; i < units.table.n_rows; i++)
        n += bp_column_is_valid(position, i) && position->real[i] >= 0.8;
    bp_layer_clear(&units);
    return n;
}

typedef struct other_rule {
    const char *line;
    double past, entrants, entrants_population, dropouts, dropouts_population;
} other_rule;

static const other_rule other_rules[] = {
    {"  threshold: {local: municipality}", 605, 206, 1608325, 165, 916155},
    {"  threshold: {local: municipality, national: 0.7}", 548, 32, 260690, 69, 326640},
    {"  stack: {at_least: 3}", 212, 3, 18790, 318, 2052455},
    {"  stack: {at_least: 3, alone: true}", 218, 11, 77685, 322, 2082200}};

START_TEST(entrants_and_dropouts)
{
    const other_rule *rule = &other_rules[_i];
    json_t *root = run_study("nederland_2022.yaml", rule->line);
    ck_assert_int_eq(count_past(), (int64_t)rule->past);
    ck_json_number(root, "versus_national.entrants.units", rule->entrants);
    ck_json_number(root, "versus_national.entrants.population", rule->entrants_population);
    ck_json_number(root, "versus_national.dropouts.units", rule->dropouts);
    ck_json_number(root, "versus_national.dropouts.population", rule->dropouts_population);
    if (_i < 2) {
        ck_json_number(root, "local_position.small_groups", 108);
        ck_json_number(root, "local_position.units_in_small_groups", 280);
    }
    json_decref(root);
}
END_TEST

START_TEST(the_twenty)
{
    json_t *root = run_study("nederland_2022.yaml", "");
    ck_json_number(root, "backtest.designated_areas.found", 12);
    ck_json_number(root, "backtest.designated_areas.in_part", 6);
    ck_json_number(root, "backtest.designated_areas.missed", 2);
    ck_json_number(root, "backtest.proposed_areas.designated", 25);
    ck_json_number(root, "backtest.proposed_areas.extra", 207);
    ck_near(root, "backtest.purity_designated", 0.8045243571, 5e-7);
    ck_near(root, "backtest.purity_proposed", 0.9973785355, 5e-7);
    ck_json_number(root, "backtest.at_designated_total.last_in_part.areas", 37);
    ck_near(root, "backtest.at_designated_total.last_in_part.part_of_next", 0.2563156718, 5e-7);
    ck_near(root, "backtest.at_designated_total.last_in_part.recall", 0.3931806671, 5e-7);
    json_decref(root);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("cli.rules_national");
    TCase *one = tcase_create("rules");
    tcase_set_timeout(one, 120);
    tcase_add_checked_fixture(one, set_up, tear_down);
    tcase_add_test(one, programme_for_mid_sized_towns);
    tcase_add_loop_test(one, entrants_and_dropouts, 0, (int)(sizeof other_rules / sizeof *other_rules));
    tcase_add_test(one, the_twenty);
    suite_add_tcase(suite, one);
    return suite;
}

int main(void)
{
    char *data = data_folder();
    bool is_there = bp_path_exists(data);
    free(data);
    if (!is_there) {
        puts("the national data are not here");
        return SKIPPED;
    }
    return run_suite(make_suite());
}
