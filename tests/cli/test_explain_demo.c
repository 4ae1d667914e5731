/* What explain says of the made-up country is true: a change that it names, made, turns the decision, in the
 * arrays and through the program; and the domain that it names is the one where trouble was planted. */
#include "tests/cli/program.h"

#include "cli/explain/answer.h"
#include "geo/bitmap.h"
#include "geo/read.h"

#include <ctype.h>

enum { SEEDS = 3, UNITS_ASKED = 100 };

static void run_well(const char *const *arguments)
{
    program_result result = call_program(arguments, NULL);
    ck_assert_msg(result.status == 0, "%s: exit status %d: %s", arguments[0], result.status, result.err);
    free_result(&result);
}

static void make_country(const char *units, int seed)
{
    char text[16], *folder = bp_text_copy(at("demo"));
    snprintf(text, sizeof text, "%d", seed);
    const char *demo[] = {"demo", folder, "--units", units, "--seed", text, "--quiet", NULL};
    remove_tree(folder);
    run_well(demo);
    free(folder);
}

static void run_country(void)
{
    char *study = bp_text_copy(at("demo/study.yaml")), *output = bp_text_copy(at("run"));
    const char *run[] = {"run", study, "--output", output, "--overwrite", "--quiet", NULL};
    run_well(run);
    free(study);
    free(output);
}

/* The demo's rule is strict, and few units are near it: the one of the national example instead. */
static void ease_rule(void)
{
    change_file("demo/study.yaml", "base: 0.95", "base: 0.80");
    change_file("demo/study.yaml", "reach: 0.75", "reach: 0.65");
    change_file("demo/study.yaml", "floor: 7500", "floor: 2500");
}

/* Is the unit a member with this value in place of the indicator's? The rule applied, without the search. */
static bool is_in_with(const bp_past *past, int64_t unit, int k, double value)
{
    bp_rule_result result = BP_RULE_RESULT_INIT;
    bp_rule_ground ground = past->ground;
    size_t rows = (size_t)past->n;
    bp_indicator *indicators = (bp_indicator *)malloc((size_t)past->n_indicators * sizeof *indicators);
    double *values = (double *)malloc(rows * sizeof *values);
    uint8_t *valid = (uint8_t *)malloc(bp_bitmap_bytes(past->n));
    ck_assert(indicators && values && valid);
    memcpy(indicators, past->indicators, (size_t)past->n_indicators * sizeof *indicators);
    memcpy(values, indicators[k].value, rows * sizeof *values);
    memset(valid, 0xFF, bp_bitmap_bytes(past->n));
    if (indicators[k].valid)
        memcpy(valid, indicators[k].valid, bp_bitmap_bytes(past->n));
    values[unit] = value;
    bp_bitmap_set(valid, unit);
    indicators[k].value = values;
    indicators[k].valid = valid;
    ground.indicators = indicators;
    ck_bp_ok(context, bp_rule_apply(context, &ground, &past->rule, &result));
    bool is_in = result.areas.role[unit] == BP_ROLE_MEMBER;
    bp_rule_result_clear(&result);
    free(indicators);
    free(values);
    free(valid);
    return is_in;
}

/* The same of a position: only the areas are drawn again. */
static bool is_in_at(const bp_past *past, int64_t unit, double position)
{
    bp_areas areas = BP_AREAS_INIT;
    bp_position changed = past->result.position;
    double *values = (double *)malloc((size_t)past->n * sizeof *values);
    ck_assert_ptr_nonnull(values);
    memcpy(values, changed.value, (size_t)past->n * sizeof *values);
    values[unit] = position;
    changed.value = values;
    ck_bp_ok(context, bp_rule_draw(context, &past->ground, &past->rule, &changed, &areas));
    bool is_in = areas.role[unit] == BP_ROLE_MEMBER;
    bp_areas_clear(&areas);
    free(values);
    return is_in;
}

typedef struct tally {
    int asked, into, out_of, positions;
} tally;

static bp_change find(const bp_past *past, int64_t unit, int k)
{
    const bp_what_if what_if = bp_past_what_if(past);
    const bp_change_request request = {unit, unit, k, NAN, NULL};
    bp_change change;
    ck_bp_ok(context, bp_change_find(context, &what_if, &request, &change));
    return change;
}

static void check_value(const bp_past *past, int64_t unit, int k, tally *count)
{
    bool was_in = past->result.areas.role[unit] == BP_ROLE_MEMBER;
    bool up = (past->indicators[k].worse == BP_WORSE_HIGH) != was_in;
    bp_change change = find(past, unit, k);
    count->asked++;
    if (!change.is_found)
        return;
    *(was_in ? &count->out_of : &count->into) += 1;
    ck_assert_msg(is_in_with(past, unit, k, change.to) != was_in, "%s: %s %g changes nothing", past->id[unit],
                  past->asked[k].name, change.to);
    double tenths = round(change.to * 10.0) - (up ? 10.0 : -10.0) * change.step, less = tenths / 10.0;
    if (change.has_from && fabs(less - change.from) > 1e-9)
        ck_assert_msg(is_in_with(past, unit, k, less) == was_in, "%s: %s %g is enough", past->id[unit],
                      past->asked[k].name, less);
}

static void check_position(const bp_past *past, int64_t unit, tally *count)
{
    bool was_in = past->result.areas.role[unit] == BP_ROLE_MEMBER;
    bp_change change = find(past, unit, BP_CHANGE_POSITION);
    if (!change.is_found)
        return;
    count->positions++;
    double less = change.to + (was_in ? 0.001 : -0.001);
    ck_assert(is_in_at(past, unit, change.to) != was_in);
    if (was_in ? less < change.from : less > change.from)
        ck_assert(is_in_at(past, unit, round(less * 1000.0) / 1000.0) == was_in);
}

/* Units by their place in the ranking, the worst first: those a decision is near for. */
static int64_t unit_at_rank(const bp_past *past, int32_t rank)
{
    for (int64_t i = 0; i < past->n; i++)
        if (bp_bitmap_get(past->result.scores.valid, i) && past->result.scores.rank[i] == rank)
            return i;
    return -1;
}

/* Over several countries, a hundred units each: every change that is found turns the decision, one step less
   does not. */
START_TEST(changes_turn_decisions)
{
    tally count = {0, 0, 0, 0};
    for (int seed = 301; seed < 301 + SEEDS; seed++) {
        bp_past past = {0};
        make_country("300", seed);
        ease_rule();
        run_country();
        char *folder = bp_text_copy(at("run"));
        ck_bp_ok(context, bp_past_read(context, folder, &past));
        for (int32_t rank = 1; rank <= UNITS_ASKED; rank++) {
            int64_t unit = unit_at_rank(&past, rank);
            if (unit < 0)
                continue; /* the second of two equals */
            check_value(&past, unit, rank % past.n_indicators, &count);
            check_position(&past, unit, &count);
        }
        bp_past_clear(&past);
        free(folder);
    }
    printf("changes asked for %d units: %d bring one in, %d take one out; %d by position\n", count.asked,
           count.into, count.out_of, count.positions);
    ck_assert_int_ge(count.asked, 300);
    ck_assert_int_ge(count.into + count.out_of, 80);
    ck_assert_int_ge(count.positions, 150);
}
END_TEST

/* Put `value` in the cell of a csv of the demo: the row that has `;code;`, the column of that name. */
static void change_cell(const char *name, const char *code, const char *column, double value)
{
    char key[32], number[32], *text = get_file(at(name), NULL), *found;
    int wanted = 0;
    for (char *c = text, *end = strstr(text, column); c < end; c++)
        wanted += *c == ';';
    snprintf(key, sizeof key, ";%s;", code);
    char *row = strstr(text, key);
    ck_assert_msg(row != NULL && wanted > 0, "%s has no %s or no %s", name, code, column);
    for (found = row + 1; wanted > 1; found++)
        wanted -= *found == ';';
    size_t width = strcspn(found, ";\n");
    snprintf(number, sizeof number, "%*.1f", (int)width, value);
    char *changed = bp_text_format("%.*s%s%s", (int)(found - text), text, number, found + width);
    put_file(at(name), changed);
    free(changed);
    free(text);
}

static bool is_member_in_run(const char *unit)
{
    bool is_member = false;
    bp_table table = BP_TABLE_INIT;
    const char *columns[] = {"unit_id", "role"};
    bp_read_options options = BP_READ_OPTIONS_INIT;
    options.columns = columns;
    options.n_columns = 2;
    ck_bp_ok(context, bp_table_read(context, at("run/units.gpkg"), &options, &table));
    for (int64_t i = 0; i < table.n_rows; i++)
        if (strcmp(bp_column_text_at(&table.columns[0], i), unit) == 0)
            is_member = strcmp(bp_column_text_at(&table.columns[1], i), "member") == 0;
    bp_table_clear(&table);
    return is_member;
}

/* The first unit that is out and that a low income alone would bring in. */
static char *first_that_income_brings_in(bp_change *change, int *indicator)
{
    char *folder = bp_text_copy(at("run")), *id = NULL;
    bp_past past = {0};
    ck_bp_ok(context, bp_past_read(context, folder, &past));
    for (*indicator = 0; strcmp(past.asked[*indicator].name, "low_income") != 0;)
        ++*indicator;
    for (int32_t rank = 1; rank < past.n && !id; rank++) {
        int64_t unit = unit_at_rank(&past, rank);
        if (unit < 0 || past.result.areas.role[unit] == BP_ROLE_MEMBER)
            continue;
        *change = find(&past, unit, *indicator);
        if (change->is_found && change->has_from && change->to - change->step > change->from)
            id = bp_text_copy(past.id[unit]);
    }
    bp_past_clear(&past);
    free(folder);
    ck_assert_ptr_nonnull(id);
    return id;
}

/* The same as a user would do it: the cell of the csv changed, the study run again. */
START_TEST(through_the_program)
{
    bp_change change;
    int indicator;
    make_country("600", 7);
    run_country();
    char *unit = first_that_income_brings_in(&change, &indicator);
    ck_assert(!is_member_in_run(unit));
    change_cell("demo/social.csv", unit, "LowIncome_12", change.to);
    run_country();
    ck_assert_msg(is_member_in_run(unit), "%s: %g does not bring it in", unit, change.to);
    change_cell("demo/social.csv", unit, "LowIncome_12", change.to - change.step);
    run_country();
    ck_assert(!is_member_in_run(unit));
    free(unit);
}
END_TEST

/* A domain with its columns and a value that is bad, yet not the worst there can be. */
static const struct {
    const char *domain, *file, *column, *second;
    double value, second_value;
} causes[] = {
    {"education", "demo/social.csv", "LowEducation_10", "EarlySchoolLeavers_11", 75.0, 9.5},
    {"poverty", "demo/social.csv", "LowIncome_12", "ProblematicDebts_13", 85.0, 32.0},
    {"health", "demo/social.csv", "GoodHealth_14", NULL, 44.0, 0.0},
    {"work", "demo/social.csv", "NetEmployment_15", NULL, 34.0, 0.0},
    {"housing", "demo/housing_safety.csv", "AverageDwellingValue_20", NULL, 95.0, 0.0},
    {"safety", "demo/housing_safety.csv", "RecordedCrime_21", NULL, 140.0, 0.0},
};
enum { CAUSES = sizeof causes / sizeof *causes };

/* Number of the planted area, from "T06". */
static int cause_of(const char *area)
{
    return atoi(area + 1) % CAUSES;
}

static void plant(const bp_table *truth)
{
    for (int64_t i = 0; i < truth->n_rows; i++) {
        const char *unit = bp_column_text_at(&truth->columns[0], i);
        int cause = cause_of(bp_column_text_at(&truth->columns[1], i));
        if (strcmp(bp_column_text_at(&truth->columns[4], i), "1") == 0)
            continue; /* a strip that nobody lives on */
        change_cell(causes[cause].file, unit, causes[cause].column, causes[cause].value);
        if (causes[cause].second)
            change_cell(causes[cause].file, unit, causes[cause].second, causes[cause].second_value);
    }
}

/* The domain that adds most, as explain has it. */
static const char *first_domain(const bp_explainer *explainer, int64_t unit)
{
    const bp_past *past = explainer->past;
    int first = -1;
    for (int d = 0; d < past->n_domains; d++)
        if (bp_bitmap_get(past->result.scores.domain_valid[d], unit) &&
            (first < 0 || explainer->parts.domain[(int64_t)d * past->n + unit] >
                              explainer->parts.domain[(int64_t)first * past->n + unit]))
            first = d;
    return first < 0 ? "" : past->domain[first];
}

static int64_t find_unit(const bp_past *past, const char *id)
{
    for (int64_t i = 0; i < past->n; i++)
        if (strcmp(past->id[i], id) == 0)
            return i;
    return -1;
}

static void count_named(const bp_explainer *explainer, const bp_table *truth, int *asked, int *named,
                        int *told)
{
    for (int64_t i = 0; i < truth->n_rows; i++) {
        int64_t unit = find_unit(explainer->past, bp_column_text_at(&truth->columns[0], i));
        const char *cause = causes[cause_of(bp_column_text_at(&truth->columns[1], i))].domain;
        char *sentence = NULL;
        if (unit < 0 || !bp_bitmap_get(explainer->past->result.scores.valid, unit))
            continue;
        ck_bp_ok(context, bp_explain_sentence(explainer, unit, &sentence));
        char *phrase = bp_text_format("worst on %s (", cause);
        ++*asked;
        *named += strcmp(first_domain(explainer, unit), cause) == 0;
        *told += strstr(sentence, phrase) != NULL;
        free(phrase);
        free(sentence);
    }
}

/* Each planted area gets one cause of its own, above the trouble that it has in every domain: a value as it
   stands at the bad end of the country. The domain that is named first is that one. */
START_TEST(planted_cause_is_named)
{
    int asked = 0, named = 0, told = 0;
    for (int seed = 401; seed < 403; seed++) {
        bp_past past = {0};
        bp_explainer explainer = {0};
        bp_table truth = BP_TABLE_INIT;
        bp_read_options options = BP_READ_OPTIONS_INIT;
        make_country("1000", seed);
        ck_bp_ok(context, bp_table_read(context, at("demo/truth.csv"), &options, &truth));
        plant(&truth);
        run_country();
        char *folder = bp_text_copy(at("run"));
        ck_bp_ok(context, bp_past_read(context, folder, &past));
        ck_bp_ok(context, bp_explainer_new(context, &past, NULL, &explainer));
        count_named(&explainer, &truth, &asked, &named, &told);
        bp_explainer_clear(&explainer);
        bp_past_clear(&past);
        bp_table_clear(&truth);
        free(folder);
    }
    printf("planted cause is the first domain of %d of %d units, and in the sentence of %d\n", named, asked,
           told);
    ck_assert_int_ge(asked, 80);
    ck_assert_int_ge(100 * named, 85 * asked);
    ck_assert_int_eq(named, told);
}
END_TEST

/* The run is read back and its rule, applied again, gives what stands there; how many areas it has. */
static int32_t read_back(void)
{
    bp_past past = {0};
    char *folder = bp_text_copy(at("run"));
    run_country();
    ck_bp_ok(context, bp_past_read(context, folder, &past));
    int32_t n = past.areas[BP_PAST_PROPOSED].n;
    bp_past_clear(&past);
    free(folder);
    return n;
}

/* Whatever rule a study can ask for: local positions, stacks, size classes, candidates, rounds, other scores.
 */
START_TEST(rules_of_every_kind)
{
    static const char *const changes[][2] = {
        {"reach: 0.75\n", "reach: 0.75\n  threshold: {local: municipality, national: 0.6}\n"},
        {"threshold: {local: municipality, national: 0.6}\n",
         "threshold: {local: size_class, national: 0.5}\n  stack: {at_least: 2}\n"},
        {"threshold: {local: size_class, national: 0.5}\n  stack: {at_least: 2}\n",
         "stack: {at_least: 3, alone: true}\n"},
        {"stack: {at_least: 3, alone: true}\n", "rounds: 3\n"},
        {"areas:\n", "candidates: {size_class: [\"<50k\", \"50-100k\"]}\nareas:\n"},
        {"rounds: 3\n", "by_size: [{class: \"<50k\", floor: 3000}]\n"},
        {"by_size: [{class: \"<50k\", floor: 3000}]\n", "tolerance: 0\n"},
        {"normalise: percentile", "normalise: zscore"},
        {"reference: residents", "reference: units"},
        {"contiguity: queen", "contiguity: rook"},
        {"method: levelset", "method: components"},
        {"method: components", "method: hotspots"},
    };
    make_country("600", 7);
    for (size_t k = 0; k < sizeof changes / sizeof *changes; k++) {
        change_file("demo/study.yaml", changes[k][0], changes[k][1]);
        ck_assert_int_gt(read_back(), 0);
    }
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("explain_demo");
    TCase *tests = tcase_create("all");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, changes_turn_decisions);
    tcase_add_test(tests, through_the_program);
    tcase_add_test(tests, rules_of_every_kind);
    tcase_add_test(tests, planted_cause_is_named);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
