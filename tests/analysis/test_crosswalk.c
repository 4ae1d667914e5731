#include "analysis/crosswalk.h"
#include "tests/support.h"

#include <math.h>
#include <string.h>

static bp_context *context;

static void setup(void)
{
    ck_assert_int_eq(bp_context_new(NULL, &context), BP_OK);
}

static void teardown(void)
{
    bp_context_free(context);
}

/* Old code 0 became unit 0; 1 and 2 became unit 1; 3 was cut in a quarter of unit 2 and all of unit 3, of
 * which 4 has the rest; 5 lies outside. */
enum { FROM = 6, TO = 4, ROWS = 8 };
static const int64_t from[ROWS] = {3, 0, 1, 2, 3, 4, 4, 5}, to[ROWS] = {3, 0, 1, 1, 2, 2, 3, -1};
static const double weight[ROWS] = {0.75, 1, 1, 1, 0.25, 0.5, 0.5, 1},
                    residents[FROM] = {100, 300, 100, 400, 200, 50};

static void ck_link(const bp_crosswalk *crosswalk, int64_t k, bp_crosswalk_link expected)
{
    const bp_crosswalk_link *link = &crosswalk->links[k];
    ck_assert_int_eq(link->from, expected.from);
    ck_assert_int_eq(link->to, expected.to);
    ck_assert_double_eq_tol(link->weight, expected.weight, 1e-15);
    ck_assert_double_eq_tol(link->share, expected.share, 1e-15);
    ck_assert_double_eq_tol(link->area_share, expected.area_share, 1e-15);
}

/* Unit 2 has 0.25 x 400 of code 3 and 0.5 x 200 of code 4, half each; unit 3 has 300 and 100. */
START_TEST(table_with_residents)
{
    const bp_crosswalk_rows rows = {FROM, TO, ROWS, from, to, weight, residents};
    bp_crosswalk made = BP_CROSSWALK_INIT;
    ck_bp_ok(context, bp_crosswalk_from_rows(context, &rows, &made));
    ck_assert_int_eq(made.n, 7);
    ck_link(&made, 0, (bp_crosswalk_link){0, 0, 1, 1, 1});
    ck_link(&made, 1, (bp_crosswalk_link){1, 1, 1, 0.75, 0.75});
    ck_link(&made, 2, (bp_crosswalk_link){2, 1, 1, 0.25, 0.25});
    ck_link(&made, 3, (bp_crosswalk_link){3, 2, 0.25, 0.5, 0.5});
    ck_link(&made, 4, (bp_crosswalk_link){3, 3, 0.75, 0.75, 0.75});
    ck_link(&made, 5, (bp_crosswalk_link){4, 2, 0.5, 0.5, 0.5});
    ck_link(&made, 6, (bp_crosswalk_link){4, 3, 0.5, 0.25, 0.25});
    bp_crosswalk_clear(&made);
}
END_TEST

/* Without residents 0.25 and 0.5 of unit 2 are a third and two thirds; a unit of empty codes is shared out
 * the same way, and is not 0 / 0. */
START_TEST(table_without_residents)
{
    const double nobody[FROM] = {0};
    const double *const both[] = {NULL, nobody};
    for (int i = 0; i < 2; i++) {
        const bp_crosswalk_rows rows = {FROM, TO, ROWS, from, to, weight, both[i]};
        bp_crosswalk made = BP_CROSSWALK_INIT;
        ck_bp_ok(context, bp_crosswalk_from_rows(context, &rows, &made));
        ck_link(&made, 1, (bp_crosswalk_link){1, 1, 1, 0.5, 0.5});
        ck_link(&made, 3, (bp_crosswalk_link){3, 2, 0.25, 1.0 / 3.0, 1.0 / 3.0});
        ck_link(&made, 5, (bp_crosswalk_link){4, 2, 0.5, 2.0 / 3.0, 2.0 / 3.0});
        bp_crosswalk_clear(&made);
    }
}
END_TEST

static bp_crosswalk_fault fault_of(int row, int64_t unit, double share)
{
    int64_t units[ROWS];
    double weights[ROWS];
    memcpy(units, to, sizeof units);
    memcpy(weights, weight, sizeof weights);
    units[row] = unit;
    weights[row] = share;
    const bp_crosswalk_rows rows = {FROM, TO, ROWS, from, units, weights, NULL};
    bp_crosswalk_fault fault;
    ck_bp_ok(context, bp_crosswalk_check(context, &rows, 0.001, &fault));
    return fault;
}

START_TEST(faults)
{
    ck_assert_int_eq(fault_of(1, 0, 1.0).kind, BP_CROSSWALK_FINE);
    ck_assert_int_eq(fault_of(0, 3, 0.7504).kind, BP_CROSSWALK_FINE);
    bp_crosswalk_fault fault = fault_of(4, 2, -0.25);
    ck_assert_int_eq(fault.kind, BP_CROSSWALK_WEIGHT);
    ck_assert_int_eq(fault.row, 4);
    ck_assert_int_eq(fault_of(6, 3, NAN).kind, BP_CROSSWALK_WEIGHT);
    ck_assert_int_eq(fault_of(6, 3, 1.5).row, 6);
    fault = fault_of(4, 2, 0.2); /* the first row of the code is 0 */
    ck_assert_int_eq(fault.kind, BP_CROSSWALK_SUM);
    ck_assert_int_eq(fault.row, 0);
    ck_assert_double_eq_tol(fault.sum, 0.95, 1e-12);
    fault = fault_of(4, 3, 0.25);
    ck_assert_int_eq(fault.kind, BP_CROSSWALK_TWICE);
    ck_assert_int_eq(fault.row, 4);
    ck_assert_int_eq(fault.other, 0);
    fault = fault_of(6, -1, 0.5);
    ck_assert_int_eq(fault.kind, BP_CROSSWALK_HALF);
    ck_assert_int_eq(fault.row, 6);
}
END_TEST

/* Two old squares of 8 and 4 on three units of 6: 6 + 2 of the first, 3 of the second in unit 1 and the last
 * 1 outside. In unit 1 live 10 of the first and 30 of the second, who are 40 and 30 in all. */
START_TEST(pieces_of_ground_and_people)
{
    bp_piece area[] = {{0, 0, 6, 6, 0.75, 1.0}, {0, 1, 2, 2, 0.25, 1.0 / 3.0}, {1, 1, 3, 3, 0.75, 0.5}};
    bp_piece people[] = {{0, 0, 6, 30, 0.75, 1.0}, {0, 1, 2, 10, 0.25, 0.25}, {1, 1, 3, 30, 1.0, 0.75}};
    bp_pieces by_area = BP_PIECES_INIT, by_people = BP_PIECES_INIT;
    by_area.n_sources = by_people.n_sources = 2;
    by_area.n_targets = by_people.n_targets = 3;
    by_area.n = by_people.n = 3;
    by_area.items = area;
    by_people.items = people;
    const double whole[] = {6, 6, 6};
    bp_crosswalk made = BP_CROSSWALK_INIT;
    ck_bp_ok(context, bp_crosswalk_from_pieces(context, &by_area, NULL, whole, &made));
    ck_assert_int_eq(made.n, 3);
    ck_link(&made, 0, (bp_crosswalk_link){0, 0, 0.75, 1, 1});
    ck_link(&made, 2, (bp_crosswalk_link){1, 1, 0.75, 0.5, 0.5});
    bp_crosswalk_clear(&made);
    ck_bp_ok(context, bp_crosswalk_from_pieces(context, &by_area, &by_people, whole, &made));
    ck_link(&made, 1, (bp_crosswalk_link){0, 1, 0.25, 0.25, 1.0 / 3.0});
    ck_link(&made, 2, (bp_crosswalk_link){1, 1, 1.0, 0.75, 0.5});
    bp_crosswalk_clear(&made);
    by_area.items = &area[2]; /* people where there is no ground in common, as a point on a border may say */
    by_area.n = 1;
    ck_bp_ok(context, bp_crosswalk_from_pieces(context, &by_area, &by_people, whole, &made));
    ck_link(&made, 0, (bp_crosswalk_link){0, 0, 0.75, 1, 0});
    ck_link(&made, 2, (bp_crosswalk_link){1, 1, 1.0, 0.75, 0.5});
    bp_crosswalk_clear(&made);
}
END_TEST

START_TEST(slivers_are_settled_and_counted)
{
    bp_crosswalk_link links[] = {{0, 0, 0.995, 0.999, 0.995}, {0, 1, 0.005, 0.004, 0.003},
                                 {1, 1, 0.60, 0.996, 0.996},  {2, 2, 0.30, 0.5, 0.5},
                                 {2, 3, 0.004, 0.9, 0.9},     {3, 2, 1.0, 0.5, 0.5}};
    bp_crosswalk crosswalk = {5, 4, 6, links};
    bp_crosswalk_settle(&crosswalk, 0.01);
    ck_assert_int_eq(crosswalk.n, 5);
    ck_link(&crosswalk, 0, (bp_crosswalk_link){0, 0, 1, 1, 1});
    ck_link(&crosswalk, 1, (bp_crosswalk_link){1, 1, 0.60, 1, 1});
    ck_link(&crosswalk, 3, (bp_crosswalk_link){2, 3, 0.004, 0.9, 0.9});
    bp_crosswalk_report report;
    ck_bp_ok(context, bp_crosswalk_count(context, &crosswalk, NULL, 0.01, &report));
    ck_assert_int_eq(report.codes, 5);
    ck_assert_int_eq(report.same, 2);
    ck_assert_int_eq(report.merged, 1); /* 3, beside a part of 2 */
    ck_assert_int_eq(report.split, 1);
    ck_assert_int_eq(report.lost, 1);
    ck_assert_int_eq(report.partly, 2);
    ck_assert_double_eq_tol(report.largest, 0.696, 1e-12);
    const uint8_t wanted[] = {1, 0, 0, 0, 1};
    ck_bp_ok(context, bp_crosswalk_count(context, &crosswalk, wanted, 0.01, &report));
    ck_assert_int_eq(report.codes, 2);
    ck_assert_int_eq(report.same, 1);
    ck_assert_int_eq(report.lost, 1);
    ck_assert_int_eq(report.partly, 0);
}
END_TEST

/* Group 0 has codes 3 and 4 whole, so all of units 2 and 3; group 1 has half of code 2 and a code that is not
 * carried. */
START_TEST(members_are_carried)
{
    const bp_crosswalk_rows rows = {FROM, TO, ROWS, from, to, weight, residents};
    const bp_crosswalk_member members[] = {
        {1, 2, 0.5, 0.25}, {0, 4, 1, 1}, {1, -1, 1, 1}, {0, 3, 1, 1}, {1, 5, 1, 1}};
    bp_crosswalk made = BP_CROSSWALK_INIT;
    bp_crosswalk_carried *carried = NULL;
    int64_t n = 0;
    ck_bp_ok(context, bp_crosswalk_from_rows(context, &rows, &made));
    ck_bp_ok(context, bp_crosswalk_carry(context, &made, members, 5, &carried, &n));
    const bp_crosswalk_carried expected[] = {{0, 2, 1, 1, 1}, {0, 3, 1, 1, 3}, {1, 1, 0.125, 0.0625, 0}};
    ck_assert_int_eq(n, 3);
    for (int k = 0; k < 3; k++) {
        ck_assert_int_eq(carried[k].group, expected[k].group);
        ck_assert_int_eq(carried[k].unit, expected[k].unit);
        ck_assert_double_eq_tol(carried[k].share, expected[k].share, 1e-15);
        ck_assert_double_eq_tol(carried[k].area_share, expected[k].area_share, 1e-15);
        ck_assert_int_eq(carried[k].origin, expected[k].origin);
    }
    free(carried);
    bp_crosswalk_clear(&made);
}
END_TEST

static uint64_t state;

static double draw(void)
{
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (double)(state >> 11) / 9007199254740992.0;
}

/* Residents of old codes keep their number on the way: what a group's members had is what its units get, when
 * a unit has as many residents as its codes bring. By brute force, and the same for any order of the rows. */
START_TEST(residents_are_kept)
{
    enum { CODES = 40, UNITS = 25, MOST = 3 };
    for (uint64_t seed = 1; seed <= 40; seed++) {
        int64_t n = 0, f[CODES * MOST], t[CODES * MOST], rf[CODES * MOST], rt[CODES * MOST];
        double w[CODES * MOST], rw[CODES * MOST], people[CODES], in_unit[UNITS] = {0}, had[4] = {0};
        double has[4] = {0};
        bp_crosswalk_member members[CODES];
        state = seed;
        for (int c = 0; c < CODES; c++) {
            int first = (int)(draw() * UNITS), parts = 1 + (int)(draw() * MOST);
            double left = 1.0;
            people[c] = floor(1000.0 * draw());
            members[c] = (bp_crosswalk_member){c % 4, c, 1, 1};
            had[c % 4] += people[c];
            for (int p = 0; p < parts; p++, n++) {
                f[n] = c;
                t[n] = (first + p) % UNITS;
                w[n] = p == parts - 1 ? left : left * draw();
                left -= w[n];
                in_unit[t[n]] += w[n] * people[c];
            }
        }
        for (int64_t k = 0; k < n; k++) {
            rf[k] = f[n - 1 - k];
            rt[k] = t[n - 1 - k];
            rw[k] = w[n - 1 - k];
        }
        const bp_crosswalk_rows rows = {CODES, UNITS, n, f, t, w, people},
                                other = {CODES, UNITS, n, rf, rt, rw, people};
        bp_crosswalk made = BP_CROSSWALK_INIT, again = BP_CROSSWALK_INIT;
        bp_crosswalk_carried *carried = NULL;
        int64_t n_carried = 0;
        ck_bp_ok(context, bp_crosswalk_from_rows(context, &rows, &made));
        ck_bp_ok(context, bp_crosswalk_from_rows(context, &other, &again));
        ck_assert_int_eq(made.n, again.n);
        ck_assert(memcmp(made.links, again.links, (size_t)made.n * sizeof *made.links) == 0);
        ck_bp_ok(context, bp_crosswalk_carry(context, &made, members, CODES, &carried, &n_carried));
        for (int64_t k = 0; k < n_carried; k++)
            has[carried[k].group] += carried[k].share * in_unit[carried[k].unit];
        for (int g = 0; g < 4; g++)
            ck_assert_double_eq_tol(has[g], had[g], 1e-8);
        free(carried);
        bp_crosswalk_clear(&made);
        bp_crosswalk_clear(&again);
    }
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("crosswalk");
    TCase *one = tcase_create("crosswalk");
    tcase_add_checked_fixture(one, setup, teardown);
    tcase_add_test(one, table_with_residents);
    tcase_add_test(one, table_without_residents);
    tcase_add_test(one, faults);
    tcase_add_test(one, pieces_of_ground_and_people);
    tcase_add_test(one, slivers_are_settled_and_counted);
    tcase_add_test(one, members_are_carried);
    tcase_add_test(one, residents_are_kept);
    suite_add_tcase(suite, one);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
