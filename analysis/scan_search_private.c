#include "analysis/scan_search_private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { BATCH = BP_SCAN_BATCH };

/* The bound may be rounded down by this much. */
static const double ROUNDING = 1e-9;

/* What one walk along a list adds up: of each domain and replicate. */
typedef struct sums {
    double *observed; /* observed[n_models * BATCH] */
    double *base;     /* base[n_models * BATCH] */
    double *one;      /* one[2 * n_models]: of a single replicate, observed and base */
} sums;

static void raise_highest(const bp_scan_draws *draws, const bp_scan_searcher *searcher, const sums *s,
                          double weight, int r, double *highest)
{
    double *observed = s->one, *base = s->one + draws->n_models;
    for (int d = 0; d < draws->n_models; d++) {
        observed[d] = s->observed[d * BATCH + r];
        base[d] = s->base[d * BATCH + r];
    }
    double llr = bp_scan_llr_sum(draws->models, draws->n_models, searcher->direction, observed, base, NULL);
    highest[r] = fmax(highest[r], weight * llr);
}

/* The bound of every replicate, of the domains together. */
static void add_bounds(const bp_scan_model *model, const double *observed, const double *base, double sign,
                       double *bound)
{
    for (int r = 0; r < BATCH; r++) {
        double excess = observed[r] - model->rate * base[r];
        /* One direction: the other counts for nothing. Both: the sums of either are within that of all. */
        if (sign * excess < 0.0)
            continue;
        bound[r] += bp_scan_llr_bound(model, observed[r], base[r]);
    }
}

static double sign_of(bp_scan_direction direction)
{
    return direction == BP_SCAN_HIGH ? 1.0 : direction == BP_SCAN_LOW ? -1.0 : 0.0;
}

static void walk_many(const bp_scan_draws *draws, const bp_scan_searcher *searcher, int64_t list,
                      const sums *s, double *highest)
{
    const bp_scan_windows *windows = searcher->windows;
    double weight = windows->weight[windows->form[list]], sign = sign_of(searcher->direction);
    size_t n_sums = (size_t)draws->n_models * BATCH;
    memset(s->observed, 0, n_sums * sizeof *s->observed);
    memset(s->base, 0, n_sums * sizeof *s->base);
    for (int64_t k = windows->offsets[list]; k < windows->offsets[list + 1]; k++) {
        int64_t unit = windows->unit[k];
        for (int d = 0; d < draws->n_models; d++) {
            const double *observed = draws->observed[d] + unit * BATCH;
            const double *base = draws->base[d] ? draws->base[d] + unit * BATCH : NULL;
            double fixed = draws->models[d].base[unit];
            for (int r = 0; r < BATCH; r++) {
                s->observed[d * BATCH + r] += observed[r];
                s->base[d * BATCH + r] += base ? base[r] : fixed;
            }
        }
        if (!windows->ends[k])
            continue;
        double bound[BATCH] = {0.0};
        for (int d = 0; d < draws->n_models; d++)
            add_bounds(&draws->models[d], s->observed + d * BATCH, s->base + d * BATCH, sign, bound);
        for (int r = 0; r < BATCH; r++)
            if (weight * bound[r] * (1.0 + ROUNDING) > highest[r])
                raise_highest(draws, searcher, s, weight, r, highest);
    }
}

/* Root of the chi-square that a window must exceed to have a chance against `highest`. */
static double least_root(const bp_scan_model *model, double highest)
{
    double square = highest;
    if (model->kind == BP_SCAN_NORMAL)
        square = -expm1(-2.0 * highest / (double)model->n_valid) * model->squares;
    return sqrt(square) * (1.0 - ROUNDING);
}

/* One domain whose base is the same in every draw: nearly all of the time goes here. */
static void walk_one(const bp_scan_draws *draws, const bp_scan_searcher *searcher, int64_t list,
                     double *highest)
{
    const bp_scan_windows *windows = searcher->windows;
    const bp_scan_model *model = draws->models;
    const double *drawn = draws->observed[0];
    double weight = windows->weight[windows->form[list]], sign = sign_of(searcher->direction);
    double either = sign == 0.0 ? 1.0 : 0.0, sum[BATCH] = {0.0}, least[BATCH], base = 0.0;
    double unspread = 1.0 / (model->per_spread * model->total_base);
    for (int r = 0; r < BATCH; r++)
        least[r] = least_root(model, highest[r] / weight);
    for (int64_t k = windows->offsets[list]; k < windows->offsets[list + 1]; k++) {
        int64_t unit = windows->unit[k];
        base += model->base[unit];
        for (int r = 0; r < BATCH; r++)
            sum[r] += drawn[unit * BATCH + r];
        double spread = base * (model->total_base - base);
        if (!windows->ends[k] || spread <= 0.0)
            continue;
        double expected = model->rate * base, deviation = sqrt(spread * unspread);
        int promising = 0;
        for (int r = 0; r < BATCH; r++) {
            double excess = sum[r] - expected;
            promising |= sign * excess + either * fabs(excess) > least[r] * deviation;
        }
        for (int r = 0; promising && r < BATCH; r++) {
            double excess = sum[r] - expected;
            if (sign * excess + either * fabs(excess) <= least[r] * deviation)
                continue;
            double statistic = weight * bp_scan_llr(model, searcher->direction, sum[r], base);
            if (statistic > highest[r]) {
                highest[r] = statistic;
                least[r] = least_root(model, statistic / weight);
            }
        }
    }
}

bp_status bp_scan_search(bp_context *context, void *user, int thread, const bp_scan_draws *draws,
                         double *highest)
{
    const bp_scan_searcher *searcher = (const bp_scan_searcher *)user;
    size_t n_sums = (size_t)draws->n_models * BATCH;
    bool one = draws->n_models == 1 && !draws->base[0];
    (void)thread;
    memset(highest, 0, BATCH * sizeof *highest);
    double *room = (double *)malloc((2 * n_sums + 2 * (size_t)draws->n_models) * sizeof *room);
    if (!room)
        return bp_context_fail_memory(context, n_sums * sizeof *room);
    sums s = {room, room + n_sums, room + 2 * n_sums};
    for (int64_t list = 0; list < searcher->windows->n_lists; list++) {
        if (one)
            walk_one(draws, searcher, list, highest);
        else
            walk_many(draws, searcher, list, &s, highest);
    }
    free(room);
    return BP_OK;
}
