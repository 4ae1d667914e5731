#include "analysis/scan_subsets_private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Sums in another order differ in the last digits: ratios closer than this are equal. */
static const double SAME = 1e-12;

/* Bounds may be rounded down by this much. */
static const double ROUNDING = 1e-9;

/* In place of a bound where there is none: large, but not so that 0 times it is no number. */
static const double NO_BOUND = 1e30;

enum { STEPS_BETWEEN_CHECKS = 1 << 18 };

void bp_scan_subsets_clear(bp_scan_subsets *subsets)
{
    free(subsets->observed);
    *subsets = (bp_scan_subsets){0};
}

bp_status bp_scan_subsets_new(bp_context *context, const bp_scan_model *models, int n_models,
                              const bp_scan_window_options *windows, bp_scan_subsets *out)
{
    bp_scan_subsets made = {0};
    size_t d = (size_t)n_models, units = BP_SCAN_MOST_NEAREST;
    size_t room = 2 * units * d + 2 * (units + 1) * d + d;
    made.observed = (double *)calloc(room, sizeof *made.observed);
    if (!made.observed)
        return bp_context_fail_memory(context, room * sizeof *made.observed);
    made.base = made.observed + units * d;
    made.sums = made.base + units * d;
    made.weight = made.sums + 2 * (units + 1) * d;
    made.context = context;
    made.models = models;
    made.n_models = n_models;
    made.least = windows->least_units;
    made.skips_oversize = windows->oversize == BP_SCAN_OVERSIZE_SKIP;
    made.most = windows->n_units > 0 ? windows->n_units : BP_SCAN_MOST_NEAREST;
    *out = made;
    return BP_OK;
}

/* Suprema of KL(a || p) / (a - p)^2 for a above p and below it; of Poisson likewise for h(u) / u^2. */
static void divergence_factors(const bp_scan_model *model, bp_scan_direction direction, double *inside,
                               double *outside)
{
    double p = model->rate, q = 1.0 - p, above = 0.5, below = 1.0;
    if (model->kind == BP_SCAN_BERNOULLI) {
        above = fmax(0.5 / (p * q), -log(p) / (q * q));
        below = fmax(0.5 / (p * q), -log(q) / (p * p));
    } else if (model->kind == BP_SCAN_NORMAL) {
        above = below = 1.0;
    }
    *inside = direction == BP_SCAN_LOW ? below : above;
    *outside = direction == BP_SCAN_LOW ? above : below;
}

double bp_scan_promise_weight(const bp_scan_model *model, bp_scan_direction direction, double base,
                              double promise)
{
    double inside = 0.0, outside = 0.0, left = model->total_base - base;
    divergence_factors(model, direction, &inside, &outside);
    if (left <= ROUNDING * model->total_base)
        return NO_BOUND;
    double weight = inside + outside * base / left;
    if (model->kind != BP_SCAN_NORMAL)
        return weight;
    /* -m/2 ln(1 - share) is convex in the share: below its chord from 0. */
    double share = weight * promise / model->squares;
    if (share >= 1.0 - ROUNDING)
        return NO_BOUND;
    double slope = share > ROUNDING ? -log1p(-share) / share : 1.0 / (1.0 - share);
    return 0.5 * (double)model->n_valid * slope * weight / model->squares;
}

static double observed_of(const bp_scan_subsets *s, const bp_scan_sheet *sheet, int d, int64_t unit)
{
    return sheet->observed ? sheet->observed[d][unit * sheet->stride + sheet->offset]
                           : s->models[d].observed[unit];
}

static double base_of(const bp_scan_subsets *s, const bp_scan_sheet *sheet, int d, int64_t unit)
{
    return sheet->base && sheet->base[d] ? sheet->base[d][unit * sheet->stride + sheet->offset]
                                         : s->models[d].base[unit];
}

static double sign_of(const bp_scan_subsets *s)
{
    return s->direction == BP_SCAN_LOW ? -1.0 : 1.0;
}

void bp_scan_subsets_load(bp_scan_subsets *s, const bp_scan_sheet *sheet, const double *population,
                          const int32_t *units, uint32_t allowed)
{
    double total = 0.0, sign = sign_of(s);
    memset(s->promise, 0, sizeof s->promise);
    for (int k = 0; k < s->n; k++)
        s->population[k] = population[units[k]];
    for (int d = 0; d < s->n_models; d++) {
        double base = 0.0, promise = 0.0, rate = s->models[d].rate;
        for (int k = 0; k < s->n; k++) {
            double observed = observed_of(s, sheet, d, units[k]), own = base_of(s, sheet, d, units[k]);
            s->observed[k * s->n_models + d] = observed;
            s->base[k * s->n_models + d] = own;
            base += own;
            if (allowed >> k & 1)
                promise += bp_scan_promise(rate, sign, observed, own);
        }
        s->weight[d] = bp_scan_promise_weight(&s->models[d], s->direction, base, promise);
        for (int k = 0; k < s->n; k++)
            if (allowed >> k & 1)
                s->promise[k] += s->weight[d] * bp_scan_promise(rate, sign, s->observed[k * s->n_models + d],
                                                                s->base[k * s->n_models + d]);
    }
    for (int k = 0; k < s->n; k++)
        total += s->promise[k];
    s->slack = ROUNDING * total;
}

static int lowest_bit(uint32_t bits)
{
    int k = 0;
    while (!(bits >> k & 1))
        k++;
    return k;
}

static int count_bits(uint32_t bits)
{
    int count = 0;
    for (; bits; bits &= bits - 1)
        count++;
    return count;
}

static int highest_bit(uint32_t bits)
{
    int k = 0;
    while (bits >>= 1)
        k++;
    return k;
}

static bool is_simpler(const bp_scan_subsets *s, uint32_t a, uint32_t b)
{
    if (b == 0)
        return true;
    if (s->radius) {
        double x = s->radius[highest_bit(a)], y = s->radius[highest_bit(b)];
        if (fabs(x - y) > SAME * fmax(x, y))
            return x < y;
    }
    int m = count_bits(a), n = count_bits(b);
    return m != n ? m < n : a < b;
}

/* Sums of the set at a depth: observed, then base. */
static double *sums_at(const bp_scan_subsets *s, int depth)
{
    return s->sums + (ptrdiff_t)2 * depth * s->n_models;
}

static void add_unit(const bp_scan_subsets *s, int depth, int unit)
{
    const double *before = sums_at(s, depth);
    double *after = sums_at(s, depth + 1);
    for (int d = 0; d < s->n_models; d++) {
        after[d] = before[d] + s->observed[unit * s->n_models + d];
        after[s->n_models + d] = before[s->n_models + d] + s->base[unit * s->n_models + d];
    }
}

/* What the set at a depth can have at the most, by itself. */
static double bound_at(const bp_scan_subsets *s, int depth)
{
    const double *sums = sums_at(s, depth);
    double bound = 0.0, sign = sign_of(s);
    for (int d = 0; d < s->n_models; d++)
        bound += s->weight[d] * bp_scan_promise(s->models[d].rate, sign, sums[d], sums[s->n_models + d]);
    return bound;
}

static void judge(bp_scan_subsets *s, int depth, uint32_t set)
{
    const double *sums = sums_at(s, depth);
    double llr = bp_scan_llr_sum(s->models, s->n_models, s->direction, sums, sums + s->n_models, NULL);
    if (llr <= 0.0 || llr < s->best * (1.0 - SAME))
        return;
    if (llr > s->best * (1.0 + SAME) || is_simpler(s, set, s->set)) {
        s->best = fmax(llr, s->best);
        s->set = set;
    }
}

/* Whether something that has no more than a bound may still be the best. */
static bool is_promising(const bp_scan_subsets *s, double bound)
{
    return bound > 0.0 && bound + s->slack >= s->best;
}

/* A set on the way: who is in, who may come next, who may come at all, and what those promise. */
typedef struct branch {
    int depth; /* units in the set */
    uint32_t set, frontier, left;
    double promise, population;
} branch;

/* All sets that hold this one: by the first that joins it; those before it stay out. */
static void grow(bp_scan_subsets *s, branch at) /* NOLINT(misc-no-recursion): no deeper than K */
{
    double own = bound_at(s, at.depth);
    if ((++s->steps & (STEPS_BETWEEN_CHECKS - 1)) == 0 && bp_context_interrupted(s->context))
        s->interrupted = true;
    while (at.frontier && is_promising(s, own + at.promise) && !s->interrupted) {
        int unit = lowest_bit(at.frontier);
        uint32_t bit = UINT32_C(1) << unit;
        at.frontier &= ~bit;
        at.left &= ~bit;
        at.promise -= s->promise[unit];
        branch next = {at.depth + 1, at.set | bit, (at.frontier | s->adjacent[unit]) & at.left,
                       at.left,      at.promise,   at.population + s->population[unit]};
        if (next.population > s->cap || next.depth > s->most)
            continue;
        add_unit(s, at.depth, unit);
        double bound = bound_at(s, next.depth);
        if (next.depth >= s->least && is_promising(s, bound))
            judge(s, next.depth, next.set);
        if (next.depth < s->most && is_promising(s, bound + next.promise))
            grow(s, next);
    }
}

void bp_scan_subsets_search(bp_scan_subsets *s, uint32_t allowed)
{
    branch root = {1, 1, s->adjacent[0] & allowed, allowed & ~UINT32_C(1), 0.0, s->population[0]};
    s->set = 0;
    if (!(allowed & 1))
        return;
    for (int k = 1; k < s->n; k++)
        root.promise += s->promise[k];
    memset(s->sums, 0, 2 * (size_t)s->n_models * sizeof *s->sums);
    add_unit(s, 0, 0);
    if (s->least <= 1 && !(s->skips_oversize && s->population[0] > s->cap))
        judge(s, 1, 1);
    if (s->most > 1)
        grow(s, root);
}
