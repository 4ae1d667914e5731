/* What areas that hold parts of units have of all else: programmes, budgets, evidence, values of a level
   above. The country: country.h. */
#include "tests/cli/country.h"

#include "geo/read.h"

static void begin(void)
{
    set_up();
    write_country(NULL);
}

static void write_shares(const char *members)
{
    change_file("priority/list.yaml", "level: unit", "level: unit, share: share");
    put_file(at("priority/members.csv"), members);
}

static void run_well(void)
{
    program_result result = run_country("out", NULL, NULL, NULL);
    ck_assert_msg(result.status == 0, "%s", result.err);
    free_result(&result);
}

/* Text of a cell of a table, by its row. */
static void ck_cell(const char *file, const char *column, int64_t row, const char *expected)
{
    bp_table table = BP_TABLE_INIT;
    ck_bp_ok(context, bp_table_read(context, at(file), NULL, &table));
    int c = bp_table_find(&table, column);
    ck_assert_msg(c >= 0, "%s has no column %s", file, column);
    const char *found = bp_column_text_at(&table.columns[c], row);
    ck_assert_msg(strcmp(found ? found : "", expected) == 0, "%s, %s, row %d: %s, expected %s", file, column,
                  (int)row, found ? found : "", expected);
    bp_table_clear(&table);
}

/* An area has its share of what a programme has, of units of its own and of others: of U22, all of which is
 * in the deal, the first holds 0.4 (600 residents) and the second 0.6 (900). With U13 and U19 the first has
 * 2,500 residents on 2.4 km2, and the region R1 has half of these two; with U30 the second has 1,700 on 1.6.
 */
START_TEST(shares_in_programmes)
{
    write_shares("area,code,share\n1,U13,\n1,U19,\n1,U22,0.4\n2,U22,0.6\n2,U30,\n");
    put_file(at("deals/list.yaml"), "list: deals\ntitle: Deals\nkind: programme\nsource: made up\n"
                                    "areas: {file: areas.csv, id: id, name: name}\n"
                                    "members: {file: members.csv, area: area, code: code, level: unit}\n");
    put_file(at("deals/areas.csv"), "id,name\nA,East\n");
    put_file(at("deals/members.csv"), "area,code\nA,U22\n");
    write_study("output:", "budget: {areas: designated, rule: by_domain, threshold: 0.8, "
                           "domains: {poverty: 336}}\noutput:");
    run_well();
    const char *const columns[] = {"population",     "in_regions",          "in_regions_share", "in_deals",
                                   "in_deals_share", "in_deals_area_share", "in_deals_names",   "grant_eur"};
    const char *const cells[][3] = {{"2500", "1700", "2600"},
                                    {"partly", "ring", "partly"},
                                    {"0.38", "0", "0.432692"},
                                    {"partly", "partly", "ring"},
                                    {"0.24", "0.529412", "0"},
                                    {"0.166667", "0.375", "0"},
                                    {"East (partly)", "East (partly)", ""},
                                    /* past 0.80: 900 x 0.14, 1000 x 0.18 and 600 x 0.02; 900 x 0.02 */
                                    {"318", "18", ""}};
    for (size_t c = 0; c < sizeof columns / sizeof *columns; c++)
        for (int64_t row = 0; row < 3; row++)
            ck_cell("out/areas.csv", columns[c], row, cells[c][row]);
    ck_cell("out/overlap.csv", "region_id", 1, "A");
    ck_cell("out/overlap.csv", "shared_population", 1, "600");
    ck_cell("out/overlap.csv", "shared_area_km2", 1, "0.4");
    ck_cell("out/overlap.csv", "residents_counted", 1, "whole units");
    ck_cell("out/overlap.csv", "region_id", 2, "A");
    ck_cell("out/overlap.csv", "shared_population", 2, "900");
    ck_cell("out/overlap.csv", "scope", 2, "part");
}
END_TEST

/* In clusters by hand, with half of all draws as significant as that: U13, U19 and U22; not U30, of whose 800
   residents the areas hold 0.4 and 0.6. So 1,900 of 2,220 and 1,500 of 1,980. */
START_TEST(shares_in_clusters)
{
    write_shares("area,code,share\n1,U13,\n1,U19,\n1,U30,0.4\n2,U22,\n2,U30,0.6\n");
    write_study("output:", "evidence: [{statistic: moran, permutations: 99, correction: none, alpha: 0.5, "
                           "alternative: directed}]\noutput:");
    run_well();
    ck_cell("out/areas.csv", "moran_score_share", 0, "0.855856");
    ck_cell("out/areas.csv", "moran_score_share", 1, "0.757576");
}
END_TEST

/* U13 has no value of its own, and the areas hold 0.4 and 0.6 of its 900 residents; U07 has 500, U19 1,000
   and U22 1,500: 360 of 1,860 and 540 of 2,040. */
START_TEST(shares_of_values_of_a_level_above)
{
    write_shares("area,code,share\n1,U07,\n1,U13,0.4\n1,U19,\n2,U13,0.6\n2,U22,\n");
    change_file("health.csv", "\nU13 ", "\nX13 ");
    change_file("study.yaml", "domain: health, worse: low",
                "domain: health, worse: low, fallback: municipality");
    run_well();
    ck_cell("out/areas.csv", "fallback_share", 0, "0.193548");
    ck_cell("out/areas.csv", "fallback_share", 1, "0.264706");
}
END_TEST

/* An area that holds a lesser part of one unit has no unit of its own, and still the residents of that part.
 */
START_TEST(a_part_alone)
{
    write_shares("area,code,share\n1,U13,\n1,U19,\n2,U22,0.4\n");
    write_study("output:", "budget: {areas: designated, rule: per_resident, total: 2500, "
                           "scenarios: {equal: {rule: per_area}}}\noutput:");
    run_well();
    ck_cell("out/areas.csv", "units", 1, "0");
    ck_cell("out/areas.csv", "population", 1, "600");
    ck_cell("out/areas.csv", "in_deals", 1, "possibly");
    ck_cell("out/areas.csv", "grant_eur", 0, "1900");
    ck_cell("out/areas.csv", "grant_eur", 1, "600");
    ck_cell("out/areas.csv", "grant_equal_eur", 1, "1250");
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("holdings");
    TCase *tests = tcase_create("holdings");
    tcase_add_checked_fixture(tests, begin, tear_down);
    tcase_add_test(tests, shares_in_programmes);
    tcase_add_test(tests, shares_in_clusters);
    tcase_add_test(tests, shares_of_values_of_a_level_above);
    tcase_add_test(tests, a_part_alone);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
