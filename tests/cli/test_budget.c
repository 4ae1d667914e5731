/* A budget over the areas of a country worked out by hand; tests/cli/country.h draws its map. P001 weighs 376
   with 2,600 residents, P002 126 with 3,900; of the designated D1 216 with 2,400 and D2 -50 with 2,300. */
#include "tests/cli/country.h"

#include "geo/read.h"

static void run_with(const char *budget)
{
    char *text = bp_text_format("%s\noutput:", budget);
    write_country(NULL);
    write_study("output:", text);
    free(text);
}

static void ck_said(const program_result *result, const char *text)
{
    ck_assert_msg(strstr(without_scratch(result->err), text) != NULL, "'%s' is not in: %s", text,
                  result->err);
}

static char *run_well(void)
{
    program_result result = run_country("out", NULL, NULL, NULL);
    ck_assert_msg(result.status == 0, "exit status %d: %s", result.status, result.err);
    char *out = bp_text_copy(result.out);
    free_result(&result);
    return out;
}

/* The named columns of the rows of a csv, " | " between cells: tables here have no commas but in area_name.
 */
static void ck_cells(const char *file, const char *const *names, int n_names, const char *expected)
{
    bp_table table = BP_TABLE_INIT;
    char *found = bp_text_copy("");
    ck_bp_ok(context, bp_table_read(context, at(file), NULL, &table));
    for (int64_t r = 0; r < table.n_rows; r++)
        for (int i = 0; i < n_names; i++) {
            int c = bp_table_find(&table, names[i]);
            ck_assert_msg(c >= 0, "no column '%s'", names[i]);
            const char *text = bp_column_text_at(&table.columns[c], r);
            char *longer = bp_text_format("%s%s%s", found, text ? text : "", i + 1 < n_names ? " | " : "\n");
            free(found);
            found = longer;
        }
    ck_assert_str_eq(found, expected);
    free(found);
    bp_table_clear(&table);
}

static const char *const main_columns[] = {
    "scenario", "place", "area_id", "funded", "grant_eur", "cumulative_population", "claim"};
enum { MAIN = sizeof main_columns / sizeof *main_columns };

/* 2,600 : 3,900 is 2 : 3; 376 : 126 of a million is 749,003.984 and 250,996.016. */
START_TEST(rules_side_by_side)
{
    run_with(
        "budget: {total: 1000000, rule: per_resident, scenarios: {equal: {rule: per_area}, heavy: {rule: "
        "by_weight}, less: {total: 500000.01}}}");
    free(run_well());
    ck_cells("out/budget.csv", main_columns, MAIN,
             "budget | 1 | P001 | yes | 400000 | 2600 | 2600\n"
             "budget | 2 | P002 | yes | 600000 | 6500 | 3900\n"
             "equal | 1 | P001 | yes | 500000 | 2600 | 1\n"
             "equal | 2 | P002 | yes | 500000 | 6500 | 1\n"
             "heavy | 1 | P001 | yes | 749003.98 | 2600 | 376\n"
             "heavy | 2 | P002 | yes | 250996.02 | 6500 | 126\n"
             "less | 1 | P001 | yes | 200000 | 2600 | 2600\n"
             "less | 2 | P002 | yes | 300000.01 | 6500 | 3900\n");
    static const char *const columns[] = {"area_id", "grant_eur", "grant_equal_eur", "grant_heavy_eur",
                                          "grant_less_eur"};
    ck_cells("out/areas.csv", columns, 5,
             "D1 |  |  |  | \nD2 |  |  |  | \nP001 | 400000 | 500000 | 749003.98 | 200000\n"
             "P002 | 600000 | 500000 | 250996.02 | 300000.01\n");
}
END_TEST

/* 700,000 has one floor of 400,000. P002 weighs 250 less, scores 0.112308 less, has 1,300 residents more. */
START_TEST(cut_off_line)
{
    static const char *const columns[] = {
        "area_id",    "funded",          "grant_eur",      "cumulative_eur",     "of_one_euro_more_eur",
        "needed_eur", "short_of_weight", "short_of_score", "short_of_population"};
    run_with("budget: {total: 700000, rule: per_area, floor: 400000}");
    char *out = run_well();
    ck_cells("out/budget.csv", columns, 9,
             "P001 | yes | 700000 | 700000 | 1 |  |  |  | \n"
             "P002 | no | 0 | 700000 | 0 | 100000 | 250 | 0.112308 | -1300\n");
    ck_assert_ptr_nonnull(strstr(out,
                                 "cut-off      budget: P001 is the last in, P002 the first out: 250.0 less "
                                 "in\n"));
    free(out);
    json_t *root = read_json(at("out/run.json"));
    ck_json_text(root, "budget.0.sums.0.last_in.area_id", "P001");
    ck_json_text(root, "budget.0.sums.0.first_out.area_id", "P002");
    ck_json_number(root, "budget.0.sums.0.needed_eur", 100000);
    ck_json_number(root, "budget.0.sums.0.one_euro_more_eur.P001", 1);
    ck_json_number(root, "budget.0.granted_eur", 700000);
    ck_json_number(root, "budget.0.left_eur", 0);
    ck_json_number(root, "budget.0.funded_population", 2600);
    json_decref(root);
}
END_TEST

/* Past 0.80 in poverty: 180 + 126 + 70 of U19, U13, U15 against 120 + 30 of U10, U22 (U16 is short of it). In
   work 180 + 90 + 98 against 40 + 90. */
START_TEST(by_domain)
{
    static const char *const columns[] = {"area_id",           "grant_eur",  "claim_poverty",
                                          "grant_poverty_eur", "claim_work", "grant_work_eur"};
    run_with("budget: {rule: by_domain, threshold: 0.8, domains: {poverty: 526, work: 498}}");
    free(run_well());
    ck_cells("out/budget.csv", columns, 6,
             "P001 | 744 | 376 | 376 | 368 | 368\nP002 | 280 | 150 | 150 | 130 | 130\n");
}
END_TEST

/* Past 0.90, which is stack_at: 80 of U19 and 36 of U13, and nobody of P002. */
START_TEST(domain_nobody_else_is_past)
{
    static const char *const columns[] = {"area_id", "funded", "grant_eur", "claim_poverty"};
    run_with("budget: {rule: by_domain, domains: {poverty: 100}}");
    program_result result = run_country("out", NULL, NULL, NULL);
    ck_said(&result, "warning: budget: 1 of 2 areas have no claim and get nothing, for no member is past the "
                     "threshold in these domains: P002\n");
    free_result(&result);
    ck_cells("out/budget.csv", columns, 4, "P001 | yes | 100 | 116\nP002 | no claim | 0 | 0\n");
}
END_TEST

/* Heaviest first, whatever the kind; D2 weighs less than nothing. 1,900 residents of P001 and 1,500 of P002
   live in designated areas. */
START_TEST(both_kinds)
{
    static const char *const columns[] = {"place", "area_id", "kind", "funded", "grant_eur"};
    run_with("budget: {total: 718, rule: by_weight, areas: both}");
    program_result result = run_country("out", NULL, NULL, NULL);
    ck_said(&result,
            "warning: budget: 1 of 4 areas have no claim and get nothing, for they do not weigh more "
            "than 0: D2\n");
    ck_said(&result,
            "warning: budget: 3400 residents live in a designated and in a proposed area; both areas "
            "have a claim for them\n");
    free_result(&result);
    ck_cells(
        "out/budget.csv", columns, 5,
        "1 | P001 | proposed | yes | 376\n2 | D1 | designated | yes | 216\n3 | P002 | proposed | yes | 126\n"
        "4 | D2 | designated | no claim | 0\n");
}
END_TEST

START_TEST(cap_leaves_money)
{
    run_with("budget: {total: 1000, rule: per_resident, cap: 300.50}");
    char *out = run_well();
    ck_assert_ptr_nonnull(strstr(out, "\nscenario "));
    free(out);
    json_t *root = read_json(at("out/run.json"));
    ck_json_number(root, "budget.0.left_eur", 399);
    ck_json_number(root, "budget.0.granted_eur", 601);
    ck_json_number(root, "budget.0.cap_eur", 300.5);
    json_decref(root);
}
END_TEST

/* Lines of the summary keep to 80 columns. */
START_TEST(summary_in_80_columns)
{
    run_with(
        "budget: {total: 702000000, rule: per_resident, floor: 300000000, scenarios: {a_rather_long_name: "
        "{rule: by_weight}, short: {total: 500000000}}}");
    char *out = run_well();
    for (char *line = out; *line;) {
        size_t bytes = strcspn(line, "\n"), shown = 0;
        for (size_t i = 0; i < bytes; i++)
            shown += ((unsigned char)line[i] & 0xC0) != 0x80;
        ck_assert_msg(shown <= 80, "%zu columns: %.*s", shown, (int)bytes, line);
        line += bytes + (line[bytes] == '\n');
    }
    free(out);
}
END_TEST

/* Line 16 is the budget's. */
static void ck_refused(const char *budget, const char *expected)
{
    char *text = bp_text_format("budget: {%s}\noutput:", budget);
    char *message = bp_text_format("brandpunt: study.yaml:16: %s\n", expected);
    write_study("output:", text);
    program_result result = run_country("out", NULL, NULL, NULL);
    ck_ended(&result, 1, message);
    free_result(&result);
    free(text);
    free(message);
}

START_TEST(refused_amounts)
{
    write_country(NULL);
    ck_refused("total: -5, rule: per_area",
               "budget.total: found -5, expected an amount above 0 and at most 1000000000000");
    ck_refused("total: 0, rule: per_area",
               "budget.total: found 0, expected an amount above 0 and at most 1000000000000");
    ck_refused("total: much, rule: per_area",
               "budget.total: found 'much', expected an amount above 0, such as 40000000 or 1250.50");
    ck_refused("total: 10.005, rule: per_area", "budget.total: found 10.005, expected whole cents");
    ck_refused("total: 100, rule: per_area, floor: -1",
               "budget.floor: found -1, expected an amount of 0 or more and at most 1000000000000");
    ck_refused("total: 100, rule: per_area, floor: 60, cap: 50", "budget: floor 60.00 is above cap 50.00");
    ck_refused("total: 100, rule: per_area, floor: 100.01",
               "budget: the total of 100.00 is less than the floor of 100.01, the smallest grant: no area "
               "can be funded");
    ck_refused("rule: per_area", "budget: the key 'total' is missing");
    ck_refused("total: 5e13, rule: per_area",
               "budget.total: found 5e13, expected an amount above 0 and at most 1000000000000");
}
END_TEST

START_TEST(refused_domains)
{
    write_country(NULL);
    ck_refused(
        "rule: by_domain, domains: {povery: 5}",
        "budget.domains: found 'povery', expected one of poverty, work, housing, health; nearest: 'poverty'");
    ck_refused("rule: by_domain, domains: {poverty: -5}",
               "budget.domains.poverty: found -5, expected an amount of 0 or more and at most 1000000000000");
    ck_refused("rule: by_domain, domains: {poverty: 0, work: 0}", "budget.domains: the amounts are all 0");
    ck_refused("rule: by_domain",
               "budget: by_domain needs an amount per domain, as in domains: {poverty: 1000000}");
    ck_refused("rule: by_domain, domains: 5",
               "budget.domains: expected an amount per domain, as in {poverty: 1000000}");
    ck_refused("rule: by_domain, domains: {poverty: 5}, total: 6",
               "budget: the total of 6.00 is not that of the domains, 5.00; leave it out");
    ck_refused("rule: per_area, total: 25, scenarios: {split: {rule: by_domain, domains: {poverty: 20, work: "
               "4}}}",
               "budget.scenarios.split: the domains add up to 24.00, and the budget's total is 25.00; write "
               "total: 24.00 here if that is meant");
    ck_refused("rule: by_domain, domains: {poverty: 5}, floor: 6",
               "budget: 5.00 for poverty is less than the floor of 6.00, the smallest grant");
    ck_refused("rule: per_area, total: 5, domains: {poverty: 5}",
               "budget: 'domains' goes with rule: by_domain, and the rule is per_area");
    ck_refused("rule: by_domain, domains: {poverty: 5}, threshold: 1",
               "budget.threshold: found '1', expected a number of 0 or more and below 1");
    ck_refused("rule: by_domain, domains: {poverty: 5}, threshold: 0.99",
               "budget.domains.poverty: no area has a claim on it: what it is shared out by is 0 in all 2");
}
END_TEST

START_TEST(refused_words)
{
    write_country(NULL);
    ck_refused("total: 5",
               "budget: the key 'rule' is missing: per_area, per_resident, by_weight or by_domain");
    ck_refused("total: 5, rule: per_head", "budget.rule: found 'per_head', expected one of per_area, "
                                           "per_resident, by_weight, by_domain; nearest: 'per_area'");
    ck_refused("total: 5, rule: per_area, areas: all",
               "budget.areas: found 'all', expected one of proposed, designated, both");
    ck_refused("total: 5, rule: per_area, flor: 1",
               "budget: found 'flor', expected one of total, rule, areas, floor, cap, domains, threshold, "
               "scenarios; nearest: 'floor'");
    ck_refused("total: 5, rule: per_area, scenarios: {x: {totl: 4}}",
               "budget.scenarios.x: found 'totl', expected one of total, rule, areas, floor, cap, domains, "
               "threshold; nearest: 'total'");
    ck_refused("total: 5, rule: per_area, scenarios: {a b: {total: 4}}",
               "budget.scenarios: found the name 'a b', expected letters, digits and '_': it becomes part of "
               "a column's");
    ck_refused("total: 5, rule: per_area, scenarios: {Budget: {total: 4}}",
               "budget.scenarios: the name 'Budget' is that of the budget itself");
    ck_refused("total: 5, rule: per_area, scenarios: {x: {total: 4}, X: {total: 3}}",
               "budget.scenarios: the name 'X' stands there twice, capitals aside");
    ck_refused("total: 5, rule: per_area, scenarios: {x: 4}",
               "budget.scenarios.x: expected a mapping, as in {total: 40000000, rule: per_resident}");
    ck_refused("total: 5, rule: per_area, scenarios: 4",
               "budget.scenarios: expected scenarios by name, as in {half: {total: 20000000}}");
    ck_refused("total: 5, rule: per_area, floor: 4, scenarios: {x: {total: 3}}",
               "budget.scenarios.x: the total of 3.00 is less than the floor of 4.00, the smallest grant: no "
               "area can be funded");
}
END_TEST

/* A designated area that weighs less than nothing, alone. */
START_TEST(nobody_has_a_claim)
{
    write_country(NULL);
    put_file(at("priority/members.csv"), "area,code\n1,U01\n2,U02\n");
    ck_refused("total: 5, rule: by_weight, areas: designated",
               "budget: no area has a claim on it: what it is shared out by is 0 in all 2");
}
END_TEST

START_TEST(no_designated_areas)
{
    write_country(NULL);
    write_study("designated: {list: ./priority}\n", "budget: {total: 5, rule: per_area, areas: both}\n");
    program_result result = run_country("out", NULL, NULL, NULL);
    ck_ended(&result, 1,
             "brandpunt: study.yaml:12: budget: areas: both, and the study has no designated areas\n");
    free_result(&result);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("budget");
    TCase *grants = tcase_create("grants"), *refusals = tcase_create("refusals");
    tcase_add_checked_fixture(grants, set_up, tear_down);
    tcase_add_test(grants, rules_side_by_side);
    tcase_add_test(grants, cut_off_line);
    tcase_add_test(grants, by_domain);
    tcase_add_test(grants, domain_nobody_else_is_past);
    tcase_add_test(grants, both_kinds);
    tcase_add_test(grants, cap_leaves_money);
    tcase_add_test(grants, summary_in_80_columns);
    suite_add_tcase(suite, grants);
    tcase_add_checked_fixture(refusals, set_up, tear_down);
    tcase_add_test(refusals, refused_amounts);
    tcase_add_test(refusals, refused_domains);
    tcase_add_test(refusals, refused_words);
    tcase_add_test(refusals, nobody_has_a_claim);
    tcase_add_test(refusals, no_designated_areas);
    suite_add_tcase(suite, refusals);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
