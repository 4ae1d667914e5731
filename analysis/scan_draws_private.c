#include "analysis/scan_draws_private.h"

#include "analysis/random_counts.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* Streams of random numbers: of the exchange of rows, and from here on of every domain. */
enum { STREAM_OF_ROWS = 0x7363616e, STREAM_OF_DOMAINS = 0x73630000 };

/* With fewer cases per unit than this each case is dropped by itself, else each unit asks how many it gets.
 */
static const double CASES_PER_UNIT = 8.0;

void bp_scan_urn_clear(bp_scan_urn *urn)
{
    for (int d = 0; d < urn->n_models; d++) {
        if (urn->keep)
            free(urn->keep[d]);
        if (urn->other)
            free(urn->other[d]);
    }
    free((void *)urn->keep);
    free((void *)urn->other);
    free(urn->moves);
    free(urn->rows);
    *urn = (bp_scan_urn){0};
}

/* Vose's alias table: unit i is kept with probability keep[i], else other[i] is taken. */
static bp_status make_alias(bp_context *context, const bp_scan_model *model, double *keep, int32_t **out)
{
    int64_t n = model->n, n_small = 0, n_large = 0;
    int32_t *other = (int32_t *)malloc((size_t)n * sizeof *other);
    int32_t *queue = (int32_t *)malloc((size_t)n * sizeof *queue);
    if (!other || !queue) {
        free(other);
        free(queue);
        return bp_context_fail_memory(context, (size_t)n * sizeof *queue);
    }
    int32_t largest = 0;
    for (int64_t i = 0; i < n; i++) {
        if (model->base[i] > model->base[largest])
            largest = (int32_t)i;
        keep[i] = model->base[i] / model->total_base * (double)n;
        other[i] = (int32_t)i;
        if (keep[i] < 1.0)
            queue[n_small++] = (int32_t)i;
        else
            queue[n - ++n_large] = (int32_t)i;
    }
    while (n_small > 0 && n_large > 0) {
        int32_t small = queue[--n_small], large = queue[n - n_large];
        other[small] = large;
        keep[large] -= 1.0 - keep[small];
        if (keep[large] < 1.0) {
            n_large--;
            queue[n_small++] = large;
        }
    }
    /* What is left over is 1 but for rounding, which must not give a case to a unit without population. */
    while (n_small > 0) {
        int32_t left = queue[--n_small];
        if (model->base[left] > 0.0)
            keep[left] = 1.0;
        else
            other[left] = largest;
    }
    free(queue);
    *out = other;
    return BP_OK;
}

/* The share of each unit in what is expected of it and all after it. */
static void make_shares(const bp_scan_model *model, double *keep)
{
    double rest = 0.0;
    for (int64_t i = model->n; i-- > 0;) {
        rest += model->base[i];
        keep[i] = rest > 0.0 ? model->base[i] / rest : 0.0;
    }
}

static bool has_row(const bp_scan_urn *urn, int64_t i)
{
    for (int d = 0; d < urn->n_models; d++)
        if (urn->models[d].kind == BP_SCAN_NORMAL && urn->models[d].base[i] > 0.0)
            return true;
    return false;
}

static bool weights_differ(const bp_scan_urn *urn, const bp_scan_model *model)
{
    for (int64_t k = 1; k < urn->n_rows; k++)
        if (model->base[urn->rows[k]] != model->base[urn->rows[0]])
            return true;
    return false;
}

static bp_status prepare_domain(bp_context *context, bp_scan_urn *urn, int d)
{
    const bp_scan_model *model = &urn->models[d];
    if (model->kind == BP_SCAN_NORMAL) {
        urn->moves[d] = weights_differ(urn, model);
        return BP_OK;
    }
    if (model->kind == BP_SCAN_BERNOULLI)
        return BP_OK;
    urn->keep[d] = (double *)malloc(((size_t)urn->n + 1) * sizeof **urn->keep);
    if (!urn->keep[d])
        return bp_context_fail_memory(context, (size_t)urn->n * sizeof **urn->keep);
    if (model->total_observed < CASES_PER_UNIT * (double)model->n_valid)
        return make_alias(context, model, urn->keep[d], &urn->other[d]);
    make_shares(model, urn->keep[d]);
    return BP_OK;
}

bp_status bp_scan_urn_make(bp_context *context, const bp_scan_model *models, int n_models, bp_scan_urn *out)
{
    bp_scan_urn urn = {0};
    size_t n_domains = (size_t)n_models;
    bp_status status = BP_OK;
    urn.models = models;
    urn.n_models = n_models;
    urn.n = models[0].n;
    urn.moves = (uint8_t *)calloc(n_domains, 1);
    urn.keep = (double **)calloc(n_domains, sizeof *urn.keep);
    urn.other = (int32_t **)calloc(n_domains, sizeof *urn.other);
    urn.rows = (int32_t *)malloc(((size_t)urn.n + 1) * sizeof *urn.rows);
    if (!urn.moves || !urn.keep || !urn.other || !urn.rows)
        status = bp_context_fail_memory(context, (size_t)urn.n * sizeof *urn.rows);
    for (int64_t i = 0; !status && i < urn.n; i++)
        if (has_row(&urn, i))
            urn.rows[urn.n_rows++] = (int32_t)i;
    for (int d = 0; !status && d < n_models; d++)
        status = prepare_domain(context, &urn, d);
    if (status)
        bp_scan_urn_clear(&urn);
    else
        *out = urn;
    return status;
}

bp_status bp_scan_draws_new(bp_context *context, const bp_scan_urn *urn, bp_scan_draws *out)
{
    bp_scan_draws draws = {urn->models, urn->n_models, NULL, NULL};
    size_t n_domains = (size_t)urn->n_models, n = (size_t)urn->n * BP_SCAN_BATCH;
    draws.observed = (double **)calloc(n_domains, sizeof *draws.observed);
    draws.base = (double **)calloc(n_domains, sizeof *draws.base);
    bool there = draws.observed && draws.base;
    for (size_t d = 0; there && d < n_domains; d++) {
        draws.observed[d] = (double *)calloc(n, sizeof **draws.observed);
        there = draws.observed[d] != NULL;
        if (there && urn->moves[d]) {
            draws.base[d] = (double *)calloc(n, sizeof **draws.base);
            there = draws.base[d] != NULL;
        }
    }
    if (!there) {
        bp_scan_draws_clear(&draws);
        return bp_context_fail_memory(context, n * sizeof **draws.observed);
    }
    *out = draws;
    return BP_OK;
}

void bp_scan_draws_clear(bp_scan_draws *draws)
{
    for (int d = 0; d < draws->n_models; d++) {
        if (draws->observed)
            free(draws->observed[d]);
        if (draws->base)
            free(draws->base[d]);
    }
    free((void *)draws->observed);
    free((void *)draws->base);
    *draws = (bp_scan_draws){0};
}

/* Each case falls on a unit by itself. */
static void drop_cases(const bp_scan_urn *urn, int d, bp_random *random, double *observed)
{
    const double *keep = urn->keep[d];
    const int32_t *other = urn->other[d];
    int64_t n_cases = (int64_t)urn->models[d].total_observed;
    for (int64_t c = 0; c < n_cases; c++) {
        uint32_t i = bp_random_below(random, (uint32_t)urn->n);
        double u = ((double)bp_random_bits(random) + 0.5) * 0x1p-32;
        observed[(int64_t)(u < keep[i] ? i : (uint32_t)other[i]) * BP_SCAN_BATCH] += 1.0;
    }
}

/* A multinomial draw, unit by unit given those before. */
static void share_cases(const bp_scan_urn *urn, int d, bp_random *random, double *observed)
{
    int64_t left = (int64_t)urn->models[d].total_observed;
    for (int64_t i = 0; left > 0 && i < urn->n; i++) {
        int64_t drawn = bp_random_binomial(random, left, urn->keep[d][i]);
        observed[i * BP_SCAN_BATCH] = (double)drawn;
        left -= drawn;
    }
}

/* A multivariate hypergeometric draw, unit by unit given those before. */
static void deal_cases(const bp_scan_model *model, bp_random *random, double *observed)
{
    int64_t cases = (int64_t)model->total_observed, persons = (int64_t)model->total_base;
    for (int64_t i = 0; cases > 0 && i < model->n; i++) {
        int64_t here = (int64_t)model->base[i];
        int64_t drawn = bp_random_hypergeometric(random, persons, cases, here);
        observed[i * BP_SCAN_BATCH] = (double)drawn;
        cases -= drawn;
        persons -= here;
    }
}

/* Rows change places, every arrangement equally likely; one order for all normal domains. */
static void exchange_rows(const bp_scan_urn *urn, uint64_t seed, int64_t number, int32_t *order)
{
    bp_random random = bp_random_at(seed, STREAM_OF_ROWS, (uint64_t)number);
    memcpy(order, urn->rows, (size_t)urn->n_rows * sizeof *order);
    for (int64_t a = urn->n_rows - 1; a > 0; a--) {
        uint32_t b = bp_random_below(&random, (uint32_t)a + 1);
        int32_t moved = order[a];
        order[a] = order[b];
        order[b] = moved;
    }
}

static void place_rows(const bp_scan_urn *urn, int d, const int32_t *order, int64_t r, bp_scan_draws *draws)
{
    const bp_scan_model *model = &urn->models[d];
    for (int64_t k = 0; k < urn->n_rows; k++) {
        int64_t to = (int64_t)urn->rows[k] * BP_SCAN_BATCH + r;
        draws->observed[d][to] = model->observed[order[k]];
        if (urn->moves[d])
            draws->base[d][to] = model->base[order[k]];
    }
}

void bp_scan_draw(const bp_scan_urn *urn, uint64_t seed, int64_t first, int32_t *order, bp_scan_draws *draws)
{
    for (int d = 0; d < urn->n_models; d++)
        if (urn->models[d].kind != BP_SCAN_NORMAL)
            memset(draws->observed[d], 0, (size_t)urn->n * BP_SCAN_BATCH * sizeof **draws->observed);
    for (int64_t r = 0; r < BP_SCAN_BATCH; r++) {
        if (urn->n_rows > 0)
            exchange_rows(urn, seed, first + r, order);
        for (int d = 0; d < urn->n_models; d++) {
            bp_random random = bp_random_at(seed, STREAM_OF_DOMAINS + (uint32_t)d, (uint64_t)(first + r));
            double *observed = draws->observed[d] + r;
            if (urn->models[d].kind == BP_SCAN_NORMAL)
                place_rows(urn, d, order, r, draws);
            else if (urn->models[d].kind == BP_SCAN_BERNOULLI)
                deal_cases(&urn->models[d], &random, observed);
            else if (urn->other[d])
                drop_cases(urn, d, &random, observed);
            else
                share_cases(urn, d, &random, observed);
        }
    }
}
