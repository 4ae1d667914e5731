/* Local statistics against values of spdep, esda and libgeoda on classical data sets. */
#include "analysis/getis.h"
#include "analysis/local_geary.h"
#include "analysis/local_moran.h"

#include "tests/analysis/local_support.h"

/* One variable of one set with one kind of neighbours. */
typedef struct case_of {
    const char *set, *variable, *links;
} case_of;

static const case_of cases[] = {
    {"columbus", "crime", "queen"}, {"columbus", "crime", "knn8"},  {"columbus", "hoval", "queen"},
    {"columbus", "hoval", "knn8"},  {"columbus", "inc", "queen"},   {"columbus", "inc", "knn8"},
    {"guerry", "Crm_prs", "queen"}, {"guerry", "Crm_prs", "knn8"},  {"guerry", "Donatns", "queen"},
    {"guerry", "Donatns", "knn8"},  {"guerry", "Litercy", "queen"}, {"guerry", "Litercy", "knn8"},
    {"sids", "SID74", "queen"},     {"sids", "SID74", "knn8"},      {"sids", "SID79", "queen"},
    {"sids", "SID79", "knn8"},      {"sids", "BIR74", "queen"},     {"sids", "BIR74", "knn8"}};

enum { N_CASES = sizeof cases / sizeof *cases, MOST = 100 };

static bp_context *context;
static double largest; /* relative difference that was seen */

/* A case with its files open. */
typedef struct bench {
    int n;
    double x[MOST];
    local_table spdep, esda;
    bp_weights raw, row, binary_self, row_self;
} bench;

static void setup(void)
{
    ck_assert_int_eq(bp_context_new(NULL, &context), BP_OK);
    largest = 0.0;
}

static void teardown(void)
{
    bp_context_free(context);
}

static bp_weights styled(const bp_weights *raw, int self)
{
    bp_weights weights = BP_WEIGHTS_INIT;
    if (self)
        ck_bp_ok(context, bp_weights_add_self(context, raw, 1.0, &weights));
    else
        ck_bp_ok(context, bp_weights_drop_missing(context, raw, NULL, &weights));
    ck_bp_ok(context, bp_weights_style_set(context, &weights, BP_WEIGHTS_ROW));
    return weights;
}

static void open_case(const char *folder, const case_of *c, bench *b)
{
    char path[LOCAL_PATH + 128];
    snprintf(path, sizeof path, "%s/%s_%s_%s_local_spdep.csv", folder, c->set, c->variable, c->links);
    local_read(path, &b->spdep);
    snprintf(path, sizeof path, "%s/%s_%s_%s_local_esda_new.csv", folder, c->set, c->variable, c->links);
    local_read(path, &b->esda);
    b->n = b->spdep.n_rows;
    ck_assert_int_le(b->n, MOST);
    for (int i = 0; i < b->n; i++)
        b->x[i] = local_number(&b->spdep, i, "y");
    snprintf(path, sizeof path, "%s/%s_nb_%s.csv", folder, c->set, c->links);
    b->raw = local_links(path, b->n);
    b->row = styled(&b->raw, 0);
    b->row_self = styled(&b->raw, 1);
    ck_bp_ok(context, bp_weights_add_self(context, &b->raw, 1.0, &b->binary_self));
}

static void close_case(bench *b)
{
    free(b->spdep.cells);
    free(b->esda.cells);
    bp_weights_clear(&b->raw);
    bp_weights_clear(&b->row);
    bp_weights_clear(&b->binary_self);
    bp_weights_clear(&b->row_self);
}

/* Every unit has the value of a column, times a factor, to 1e-10 of it or of `unit`, what 1 is to the column.
 */
static void same(const double *got, const local_table *table, const char *column, double factor,
                 double tolerance)
{
    double size = 0.0;
    for (int i = 0; i < table->n_rows; i++)
        size += fabs(local_number(table, i, column)) / table->n_rows;
    for (int i = 0; i < table->n_rows; i++) {
        double expected = factor * local_number(table, i, column);
        /* Where a value nearly vanishes, its digits are those of the terms it is a difference of. */
        double relative = fabs(got[i] - expected) / fmax(fabs(expected), 1e-3 * size);
        largest = fmax(largest, relative);
        if (!(relative <= tolerance))
            ck_abort_msg("%s of unit %d: %.15g, expected %.15g", column, i, got[i], expected);
    }
}

static bp_local moran(const bench *b, bp_moments moments, bp_divisor divisor)
{
    bp_local local = BP_LOCAL_INIT;
    bp_local_options options = BP_LOCAL_OPTIONS_INIT;
    options.inference = BP_INFERENCE_ANALYTIC;
    options.moments = moments;
    options.divisor = divisor;
    ck_bp_ok(context, bp_local_moran(context, &b->row, b->x, NULL, &options, &local));
    return local;
}

static void check_moran(const bench *b)
{
    double shrink = (b->n - 1.0) / b->n;
    bp_local local = moran(b, BP_MOMENTS_CONDITIONAL, BP_DIVISOR_N);
    same(local.statistic, &b->spdep, "Ii", 1.0, 1e-10);
    same(local.expectation, &b->spdep, "E_cond", 1.0, 1e-10);
    same(local.variance, &b->spdep, "Var_cond", 1.0, 1e-10);
    same(local.z, &b->spdep, "Z_cond", 1.0, 1e-10);
    bp_local_clear(&local);
    local = moran(b, BP_MOMENTS_TOTAL, BP_DIVISOR_N);
    same(local.expectation, &b->spdep, "E_total", 1.0, 1e-10);
    same(local.variance, &b->spdep, "Var_total", 1.0, 1e-10);
    same(local.z, &b->spdep, "Z_total", 1.0, 1e-10);
    bp_local_clear(&local);
    local = moran(b, BP_MOMENTS_CONDITIONAL, BP_DIVISOR_N_MINUS_ONE);
    same(local.statistic, &b->spdep, "Ii_mlvarF", 1.0, 1e-10);
    same(local.statistic, &b->esda, "Is", 1.0, 1e-10);
    /* esda's moments are those of the other divisor. */
    same(local.expectation, &b->esda, "EIc", shrink, 1e-10);
    same(local.variance, &b->esda, "VIc", shrink * shrink, 1e-10);
    same(local.z, &b->spdep, "Z_cond", 1.0, 1e-10);
    for (int i = 0; i < b->n; i++) {
        static const bp_local_class quadrant[] = {BP_LOCAL_MISSING, BP_LOCAL_HIGH_HIGH, BP_LOCAL_LOW_HIGH,
                                                  BP_LOCAL_LOW_LOW, BP_LOCAL_HIGH_LOW};
        ck_assert_int_eq(local.kind[i], quadrant[(int)local_number(&b->esda, i, "q")]);
    }
    bp_local_clear(&local);
}

static bp_local getis(const bench *b, const bp_weights *weights, bp_getis_kind kind)
{
    bp_local local = BP_LOCAL_INIT;
    bp_local_options options = BP_LOCAL_OPTIONS_INIT;
    options.inference = BP_INFERENCE_ANALYTIC;
    ck_bp_ok(context, bp_getis(context, weights, kind, b->x, NULL, &options, &local));
    return local;
}

static void check_getis(const bench *b)
{
    bp_local local = getis(b, &b->raw, BP_GETIS_GI);
    same(local.z, &b->spdep, "G_B", 1.0, 1e-10);
    same(local.statistic, &b->esda, "G_B", 1.0, 1e-10);
    same(local.z, &b->esda, "G_B_Z", 1.0, 1e-10);
    bp_local_clear(&local);
    local = getis(b, &b->row, BP_GETIS_GI);
    same(local.z, &b->spdep, "G_W", 1.0, 1e-10);
    same(local.statistic, &b->esda, "G_R", 1.0, 1e-10);
    bp_local_clear(&local);
    local = getis(b, &b->binary_self, BP_GETIS_GI_STAR);
    same(local.z, &b->spdep, "Gstar_B", 1.0, 1e-10);
    same(local.statistic, &b->esda, "Gstar_B", 1.0, 1e-10);
    same(local.z, &b->esda, "Gstar_B_Z", 1.0, 1e-10);
    same(local.expectation, &b->esda, "Gstar_B_EG", 1.0, 1e-10);
    same(local.variance, &b->esda, "Gstar_B_VG", 1.0, 1e-10);
    bp_local_clear(&local);
    local = getis(b, &b->row_self, BP_GETIS_GI_STAR);
    same(local.z, &b->spdep, "Gstar_W", 1.0, 1e-10);
    same(local.statistic, &b->esda, "Gstar_R", 1.0, 1e-10);
    bp_local_clear(&local);
}

static void check_geary(const bench *b)
{
    const double *columns[] = {b->x};
    bp_local local = BP_LOCAL_INIT;
    bp_local_options options = BP_LOCAL_OPTIONS_INIT;
    options.inference = BP_INFERENCE_ANALYTIC;
    options.divisor = BP_DIVISOR_N_MINUS_ONE;
    ck_bp_ok(context, bp_local_geary(context, &b->row, columns, 1, NULL, &options, &local));
    same(local.statistic, &b->spdep, "C_W", 1.0, 1e-10);
    bp_local_clear(&local);
    ck_bp_ok(context, bp_local_geary(context, &b->raw, columns, 1, NULL, &options, &local));
    same(local.statistic, &b->spdep, "C_B", 1.0, 1e-10);
    bp_local_clear(&local);
    options.divisor = BP_DIVISOR_N;
    ck_bp_ok(context, bp_local_geary(context, &b->row, columns, 1, NULL, &options, &local));
    same(local.statistic, &b->esda, "localC", 1.0, 1e-10);
    bp_local_clear(&local);
}

START_TEST(statistics_and_moments)
{
    const char *folder = local_reference();
    for (int c = 0; folder && c < N_CASES; c++) {
        bench b;
        open_case(folder, &cases[c], &b);
        largest = 0.0;
        check_moran(&b);
        check_getis(&b);
        check_geary(&b);
        printf("%s %s %s: largest relative difference %.1e\n", cases[c].set, cases[c].variable,
               cases[c].links, largest);
        close_case(&b);
    }
}
END_TEST

/* A peer's p-values of one statistic. */
typedef struct peer {
    const char *what, *column;
    const local_table *table;
    int by_mean; /* not 0: the side is that of the expectation, as GeoDa does for Geary's c, where p passes
                    0.5 */
    double most; /* root mean square of the differences, in standard errors, that is still allowed */
} peer_values;

/*
 * The peers fold, and come from 9,999 draws of their own. A tie counts with them on one side, or on the side
 * that rounding puts it: anything between all ties in and all ties out will do.
 */
static double nearest_p(const bp_local *local, int i, const peer_values *peer, double p)
{
    const bp_tally *t = &local->tally[i];
    double n = (double)t->n_drawn, ge = (double)t->n_ge / n, le = (double)t->n_le / n;
    double most = ge, least = 1.0 - le;
    if (!peer->by_mean) {
        double folded = fmin(most, 1.0 - most), other = fmin(least, 1.0 - least);
        most = least <= 0.5 && most >= 0.5 ? 0.5 : fmax(folded, other);
        least = fmin(folded, other);
    } else if (fabs(local->z[i]) < 0.1) {
        /* The mean of the peer's draws may be on the other side. */
        return fabs(p - ge) < fabs(p - le) ? ge : le;
    } else if (local->z[i] < 0.0) {
        most = le;
        least = 1.0 - ge;
    }
    return p < least ? least : p > most ? most : p;
}

static void check_peer(const case_of *c, const peer_values *peer, const bp_local *local)
{
    double worst = 0.0, sum = 0.0;
    for (int i = 0; i < peer->table->n_rows; i++) {
        double p = local_number(peer->table, i, peer->column), own = nearest_p(local, i, peer, p);
        double error = sqrt(fmax(own * (1.0 - own), 1e-4) * (1.0 / 9999.0 + 1.0 / 99999.0));
        double off = (p - own) / error;
        worst = fmax(worst, fabs(off));
        sum += off * off;
    }
    double root = sqrt(sum / peer->table->n_rows);
    printf("%s %s %s %s %s: standard errors apart: root mean square %.2f, worst %.1f\n", c->set, c->variable,
           c->links, peer->what, peer->column, root, worst);
    ck_assert_double_lt(root, peer->most);
    ck_assert_double_lt(worst, 3.0 * peer->most);
}

static void check_esda(const case_of *c, const char *what, const local_table *table, const char *column,
                       const bp_local *local)
{
    peer_values esda = {what, column, table, 0, 2.0};
    check_peer(c, &esda, local);
}

/* GeoDa draws the first and the last unit half as often as the others: the further off, the fewer units. */
static void check_geoda(const char *folder, const case_of *c, const char *what, const bp_local *local)
{
    char path[LOCAL_PATH + 128];
    local_table table;
    snprintf(path, sizeof path, "%s/%s_%s_%s_%s9999_libgeoda.csv", folder, c->set, c->variable, c->links,
             what);
    local_read(path, &table);
    peer_values geoda = {what, "p", &table, !strcmp(what, "geary"), table.n_rows < 50 ? 5.0 : 2.2};
    check_peer(c, &geoda, local);
    free(table.cells);
}

START_TEST(pseudo_p)
{
    const char *folder = local_reference();
    for (int c = 0; folder && c < N_CASES; c++) {
        bench b;
        bp_local local = BP_LOCAL_INIT;
        bp_local_options options = BP_LOCAL_OPTIONS_INIT;
        const double *columns[] = {b.x};
        options.permutations = 99999;
        options.alternative = BP_ALTERNATIVE_DIRECTED;
        open_case(folder, &cases[c], &b);
        ck_bp_ok(context, bp_local_moran(context, &b.row, b.x, NULL, &options, &local));
        check_esda(&cases[c], "moran", &b.esda, "p_sim", &local);
        check_geoda(folder, &cases[c], "localmoran", &local);
        bp_local_clear(&local);
        ck_bp_ok(context, bp_getis(context, &b.row, BP_GETIS_GI, b.x, NULL, &options, &local));
        check_geoda(folder, &cases[c], "g", &local);
        bp_local_clear(&local);
        ck_bp_ok(context, bp_getis(context, &b.row_self, BP_GETIS_GI_STAR, b.x, NULL, &options, &local));
        check_esda(&cases[c], "gistar", &b.esda, "Gstar_B_p_sim", &local);
        check_geoda(folder, &cases[c], "gistar", &local);
        bp_local_clear(&local);
        ck_bp_ok(context, bp_local_geary(context, &b.row, columns, 1, NULL, &options, &local));
        check_esda(&cases[c], "geary", &b.esda, "localC_p_sim", &local);
        check_geoda(folder, &cases[c], "geary", &local);
        bp_local_clear(&local);
        close_case(&b);
    }
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("local_reference");
    TCase *tests = tcase_create("local_reference");
    tcase_set_timeout(tests, 300);
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, statistics_and_moments);
    tcase_add_test(tests, pseudo_p);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
