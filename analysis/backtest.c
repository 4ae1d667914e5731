#include "analysis/backtest.h"

#include "geo/bitmap.h"

#include <math.h>
#include <stdlib.h>

void bp_match_clear(bp_match *match)
{
    free(match->best);
    free(match->shared);
    free(match->jaccard);
    free(match->in_other);
    *match = (bp_match)BP_MATCH_INIT;
}

/* A unit that is in an area of each kind. */
typedef struct pair {
    int32_t own, other, unit;
} pair;

static int by_areas(const void *a, const void *b)
{
    const pair *p = (const pair *)a, *q = (const pair *)b;
    if (p->own != q->own)
        return p->own < q->own ? -1 : 1;
    if (p->other != q->other)
        return p->other < q->other ? -1 : 1;
    return (p->unit > q->unit) - (p->unit < q->unit);
}

static int32_t area_at(const bp_area_sets *sets, int64_t i)
{
    return sets->counts && !sets->counts[i] ? -1 : sets->area_of[i];
}

static double residents_of(const bp_match_input *input, int64_t i)
{
    return bp_bitmap_get(input->population_known, i) ? input->population[i] : 0.0;
}

static bp_status allocate(bp_context *context, int32_t n, bp_match *out)
{
    size_t rows = (size_t)n + 1;
    out->n_areas = n;
    out->best = (int32_t *)malloc(rows * sizeof *out->best);
    out->shared = (double *)calloc(rows, sizeof *out->shared);
    out->jaccard = (double *)calloc(rows, sizeof *out->jaccard);
    out->in_other = (int64_t *)calloc(rows, sizeof *out->in_other);
    if (!out->best || !out->shared || !out->jaccard || !out->in_other)
        return bp_context_fail_memory(context, rows * sizeof *out->shared);
    for (int32_t a = 0; a < n; a++)
        out->best[a] = -1;
    return BP_OK;
}

/* The pairs first .. are of one own and one other area, which share these residents. */
static void hold_against(bp_match *match, const double *own, const double *other, const pair *first,
                         double shared)
{
    int32_t a = first->own;
    double either = own[a] + other[first->other] - shared;
    double jaccard = either > 0.0 ? shared / either : 0.0;
    if (shared > 0.0 && jaccard > match->jaccard[a]) {
        match->best[a] = first->other;
        match->shared[a] = shared;
        match->jaccard[a] = jaccard;
    }
}

static void match_pairs(const bp_match_input *input, const pair *pairs, int64_t n_pairs, const double *own,
                        const double *other, bp_match *out)
{
    for (int64_t first = 0, end = 0; first < n_pairs; first = end) {
        double shared = 0.0;
        for (end = first;
             end < n_pairs && pairs[end].own == pairs[first].own && pairs[end].other == pairs[first].other;
             end++) {
            shared += residents_of(input, pairs[end].unit);
            out->in_other[pairs[end].own]++;
        }
        hold_against(out, own, other, &pairs[first], shared);
    }
}

bp_status bp_match_new(bp_context *context, const bp_match_input *input, bp_match *out)
{
    bp_match match = BP_MATCH_INIT;
    int64_t n_pairs = 0;
    pair *pairs = (pair *)malloc(((size_t)input->n + 1) * sizeof *pairs);
    double *own = (double *)calloc((size_t)input->own.n_areas + 1, sizeof *own);
    double *other = (double *)calloc((size_t)input->other.n_areas + 1, sizeof *other);
    bp_status status = allocate(context, input->own.n_areas, &match);
    if (!pairs || !own || !other) {
        status = bp_context_fail_memory(context, (size_t)input->n * sizeof *pairs);
        goto done;
    }
    if (status)
        goto done;
    for (int64_t i = 0; i < input->n; i++) {
        int32_t a = area_at(&input->own, i), b = area_at(&input->other, i);
        if (a >= 0)
            own[a] += residents_of(input, i);
        if (b >= 0)
            other[b] += residents_of(input, i);
        if (a >= 0 && b >= 0)
            pairs[n_pairs++] = (pair){a, b, (int32_t)i};
    }
    qsort(pairs, (size_t)n_pairs, sizeof *pairs, by_areas);
    match_pairs(input, pairs, n_pairs, own, other, &match);
    *out = match;
    match = (bp_match)BP_MATCH_INIT;
done:
    bp_match_clear(&match);
    free(pairs);
    free(own);
    free(other);
    return status;
}

static void fill_shares(bp_backtest_part *part, double reference)
{
    double either = reference + part->population - part->both;
    part->recall = part->both / reference;
    part->precision = part->population > 0.0 ? part->both / part->population : 0.0;
    part->jaccard = either > 0.0 ? part->both / either : 0.0;
}

void bp_backtest_at_total(const double *population, const double *both, int32_t n_areas, double reference,
                          bp_backtest_equal *out)
{
    bp_backtest_equal result = {0};
    bp_backtest_part sum = {0};
    for (int32_t a = 0; a < n_areas; a++) {
        double missing = reference - sum.population;
        if (!result.reaches && population[a] > 0.0 && population[a] >= missing) {
            double share = missing / population[a];
            result.exact = (bp_backtest_part){a, share, reference, sum.both + share * both[a], 0.0, 0.0, 0.0};
            result.reaches = 1;
        }
        sum.population += population[a];
        sum.both += both[a];
        sum.n_areas = a + 1;
        if (fabs(sum.population - reference) < fabs(result.nearest.population - reference))
            result.nearest = sum;
    }
    result.is_defined = reference > 0.0 && sum.population > 0.0;
    if (result.is_defined)
        fill_shares(&result.nearest, reference);
    if (result.is_defined && result.reaches)
        fill_shares(&result.exact, reference);
    *out = result;
}
