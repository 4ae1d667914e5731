#include "analysis/audit.h"
#include "geo/bitmap.h"
#include "tests/analysis/maps.h"

static bp_context *context;

static void setup(void)
{
    ck_assert_int_eq(bp_context_new(NULL, &context), BP_OK);
}

static void teardown(void)
{
    bp_context_free(context);
}

enum { MOST_UNITS = 1000, MOST_DOMAINS = 3 };

/* An index with one indicator per domain, its scores as the test sets them. */
typedef struct small_index {
    double value[MOST_DOMAINS][MOST_UNITS], domain[MOST_DOMAINS * MOST_UNITS], mean[MOST_UNITS];
    uint8_t valid[MOST_DOMAINS][MOST_UNITS / 8 + 1], all[MOST_UNITS / 8 + 1];
    uint8_t *domain_valid[MOST_DOMAINS];
    bp_indicator indicators[MOST_DOMAINS];
    bp_scores scores;
    bp_audit_input input;
} small_index;

static void start(small_index *index, int64_t n, int n_domains)
{
    memset(index, 0, sizeof *index);
    for (int64_t i = 0; i < n; i++)
        bp_bitmap_set(index->all, i);
    for (int d = 0; d < n_domains; d++) {
        memcpy(index->valid[d], index->all, sizeof index->all);
        index->domain_valid[d] = index->all;
        index->indicators[d] =
            (bp_indicator){"made up", index->value[d], index->valid[d], d, BP_WORSE_HIGH, 1.0};
    }
    index->scores = (bp_scores)BP_SCORES_INIT;
    index->scores.n = n;
    index->scores.n_domains = n_domains;
    index->scores.domain = index->domain;
    index->scores.domain_valid = index->domain_valid;
    index->scores.mean = index->mean;
    index->scores.valid = index->all;
    index->input.n = n;
    index->input.indicators = index->indicators;
    index->input.n_indicators = n_domains;
    index->input.scores = &index->scores;
}

/* Domain scores as the values are, and their plain mean. */
static void score_plainly(small_index *index)
{
    int64_t n = index->scores.n;
    int n_domains = index->scores.n_domains;
    for (int64_t i = 0; i < n; i++) {
        index->mean[i] = 0.0;
        for (int d = 0; d < n_domains; d++) {
            index->domain[d * n + i] = index->value[d][i];
            index->mean[i] += index->value[d][i] / n_domains;
        }
    }
}

static const bp_finding *find(const bp_audit *audit, bp_finding_kind kind, int item, int other)
{
    for (int f = 0; f < audit->n_findings; f++)
        if (audit->findings[f].kind == kind && audit->findings[f].item == item &&
            audit->findings[f].other == other)
            return &audit->findings[f];
    return NULL;
}

/* x = 1 2 3 4 and y = 1 3 2 10 with a fifth unit that lacks y: both are worked out below. */
START_TEST(correlations_are_those_worked_out_by_hand)
{
    small_index index;
    bp_audit audit = BP_AUDIT_INIT;
    const double x[] = {1, 2, 3, 4, 100}, y[] = {1, 3, 2, 10, 7};
    start(&index, 5, 2);
    memcpy(index.value[0], x, sizeof x);
    memcpy(index.value[1], y, sizeof y);
    bp_bitmap_unset(index.valid[1], 4);
    score_plainly(&index);
    ck_bp_ok(context, bp_audit_compute(context, &index.input, &audit));
    ck_assert_int_eq(audit.n_variables, 5);
    ck_assert_int_eq(audit.pairs[1], 4);
    /* Off the means 2.5 and 4: products 4.5 + 0.5 - 1 + 9 = 13, squares 5 and 9 + 1 + 4 + 36 = 50. */
    ck_near(audit.pearson[1], 13.0 / sqrt(250.0), 1e-12);
    /* Ranks 1 2 3 4 and 1 3 2 4: 1 - 6 x 2 / (4 x 15). */
    ck_near(audit.spearman[1], 0.8, 1e-12);
    ck_assert_double_eq(audit.pearson[1], audit.pearson[5]);
    ck_near(audit.pearson[0], 1.0, 1e-12);
    ck_near(audit.missing_share[1], 0.2, 1e-12);
    bp_audit_clear(&audit);
    index.indicators[1].worse = BP_WORSE_LOW;
    ck_bp_ok(context, bp_audit_compute(context, &index.input, &audit));
    ck_near(audit.spearman[1], -0.8, 1e-12);
    bp_audit_clear(&audit);
}
END_TEST

/* Three equal weights, the first two domains alike and the third by itself: the mean is (2 a + c) / 3 with
   var a = var c, so a fixed takes 4/5 and c fixed 1/5 away. */
START_TEST(domains_that_repeat_each_other_weigh_more_than_they_say)
{
    small_index index;
    bp_audit audit = BP_AUDIT_INIT;
    start(&index, 900, 3);
    for (int i = 0; i < 900; i++) {
        index.value[0][i] = index.value[1][i] = i / 30;
        index.value[2][i] = i % 30;
    }
    score_plainly(&index);
    ck_bp_ok(context, bp_audit_compute(context, &index.input, &audit));
    for (int d = 0; d < 3; d++)
        ck_near(audit.nominal[3 + d], 1.0 / 3.0, 1e-12);
    ck_assert_double_eq_tol(audit.main_effect[3], 0.8, 0.01);
    ck_assert_double_eq_tol(audit.main_effect[4], 0.8, 0.01);
    ck_assert_double_eq_tol(audit.main_effect[5], 0.2, 0.02);
    ck_assert_double_eq_tol(audit.effective[3], 0.8 / 1.8, 0.01);
    ck_assert_double_eq_tol(audit.effective[3] + audit.effective[4] + audit.effective[5], 1.0, 1e-12);
    const bp_finding *same = find(&audit, BP_FINDING_DUPLICATE, 0, 1);
    ck_assert_ptr_nonnull(same);
    ck_near(same->value, 1.0, 1e-12);
    ck_assert_ptr_null(find(&audit, BP_FINDING_DUPLICATE, 0, 2));
    ck_assert_ptr_null(find(&audit, BP_FINDING_DRIVES, 0, -1));
    bp_audit_clear(&audit);
}
END_TEST

/* A domain that hardly varies leaves the score to the other one, whatever the weights say; one that runs the
   other way is told. */
START_TEST(a_domain_that_drives_everything_is_found)
{
    small_index index;
    bp_audit audit = BP_AUDIT_INIT;
    start(&index, 900, 2);
    for (int i = 0; i < 900; i++) {
        index.value[0][i] = i;
        index.value[1][i] = -0.001 * i;
    }
    score_plainly(&index);
    for (int i = 0; i < 900; i++)
        index.value[1][i] = index.domain[900 + i] = 0.001 * ((i * 7) % 30) - 5e-6 * i;
    ck_bp_ok(context, bp_audit_compute(context, &index.input, &audit));
    const bp_finding *drives = find(&audit, BP_FINDING_DRIVES, 0, -1);
    ck_assert_ptr_nonnull(drives);
    ck_assert_double_ge(drives->value, 0.75);
    ck_assert_ptr_null(find(&audit, BP_FINDING_DRIVES, 1, -1));
    const bp_finding *contrary = find(&audit, BP_FINDING_CONTRARY, 1, -1);
    ck_assert_ptr_nonnull(contrary);
    ck_assert_double_lt(contrary->value, 0.0);
    bp_audit_clear(&audit);
}
END_TEST

START_TEST(indicators_that_say_little_are_found)
{
    small_index index;
    bp_audit audit = BP_AUDIT_INIT;
    start(&index, 100, 3);
    for (int i = 0; i < 100; i++) {
        index.value[0][i] = i;
        index.value[1][i] = i < 90 ? 3.0 : i;
        index.value[2][i] = (i * 37) % 100;
        if (i < 50)
            bp_bitmap_unset(index.valid[2], i);
    }
    score_plainly(&index);
    ck_bp_ok(context, bp_audit_compute(context, &index.input, &audit));
    const bp_finding *constant = find(&audit, BP_FINDING_CONSTANT, 1, -1);
    const bp_finding *missing = find(&audit, BP_FINDING_MISSING, 2, -1);
    ck_assert_ptr_nonnull(constant);
    ck_near(constant->value, 0.9, 1e-12);
    ck_assert_ptr_nonnull(missing);
    ck_near(missing->value, 0.5, 1e-12);
    ck_assert_ptr_null(find(&audit, BP_FINDING_CONSTANT, 0, -1));
    ck_assert_ptr_null(find(&audit, BP_FINDING_MISSING, 0, -1));
    bp_audit_clear(&audit);
}
END_TEST

/* Missing is counted over the units that take part, and weights of indicators share those of their domain. */
START_TEST(units_that_take_no_part_are_left_aside)
{
    small_index index;
    bp_audit audit = BP_AUDIT_INIT;
    uint8_t part[2] = {0};
    const double weight[] = {1.0, 3.0};
    start(&index, 10, 2);
    for (int i = 0; i < 10; i++) {
        index.value[0][i] = i;
        index.value[1][i] = (i * 3) % 10;
        if (i < 8)
            bp_bitmap_set(part, i);
    }
    bp_bitmap_unset(index.valid[0], 0);
    bp_bitmap_unset(index.valid[0], 9);
    score_plainly(&index);
    index.input.taking_part = part;
    index.input.domain_weight = weight;
    ck_bp_ok(context, bp_audit_compute(context, &index.input, &audit));
    ck_assert_int_eq(audit.n_taking_part, 8);
    ck_near(audit.missing_share[0], 1.0 / 8.0, 1e-12);
    ck_near(audit.nominal[2], 0.25, 1e-12);
    ck_near(audit.nominal[1], 0.75, 1e-12);
    bp_audit_clear(&audit);
}
END_TEST

START_TEST(what_is_modelled_is_told_with_its_correlation)
{
    small_index index;
    bp_audit audit = BP_AUDIT_INIT;
    const bp_audit_modelled modelled[] = {{1, 0}}, bad[] = {{1, 1}};
    start(&index, 50, 2);
    for (int i = 0; i < 50; i++) {
        index.value[0][i] = i;
        index.value[1][i] = -i * i;
    }
    score_plainly(&index);
    index.input.modelled = modelled;
    index.input.n_modelled = 1;
    ck_bp_ok(context, bp_audit_compute(context, &index.input, &audit));
    const bp_finding *twice = find(&audit, BP_FINDING_MODELLED, 1, 0);
    ck_assert_ptr_nonnull(twice);
    ck_near(twice->value, -1.0, 1e-12);
    bp_audit_clear(&audit);
    index.input.modelled = bad;
    ck_assert_int_eq(bp_audit_compute(context, &index.input, &audit), BP_ERROR_ARGUMENT);
    ck_assert_str_eq(bp_context_message(context),
                     "audit: indicator 1 cannot be modelled from indicator 1 of 2");
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("audit");
    TCase *tests = tcase_create("index");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, correlations_are_those_worked_out_by_hand);
    tcase_add_test(tests, domains_that_repeat_each_other_weigh_more_than_they_say);
    tcase_add_test(tests, a_domain_that_drives_everything_is_found);
    tcase_add_test(tests, indicators_that_say_little_are_found);
    tcase_add_test(tests, units_that_take_no_part_are_left_aside);
    tcase_add_test(tests, what_is_modelled_is_told_with_its_correlation);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
