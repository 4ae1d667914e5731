#include "analysis/budget.h"

#include "geo/bitmap.h"
#include "geo/exact_sum.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { ONE_MORE = 100 }; /* cents */

void bp_budget_clear(bp_budget *budget)
{
    free(budget->grant);
    free(budget->funded);
    free(budget->extra);
    *budget = (bp_budget)BP_BUDGET_INIT;
}

static bp_status check(bp_context *context, const bp_budget_input *input)
{
    bool any = false;
    if (input->n < 1)
        return bp_context_fail(context, BP_ERROR_ARGUMENT, "there is no area to share a budget out over");
    if (input->total < 1 || input->total > BP_BUDGET_MOST)
        return bp_context_fail(context, BP_ERROR_ARGUMENT,
                               "the total is %" PRId64 " cents, expected 1 to %" PRId64, input->total,
                               BP_BUDGET_MOST);
    if (input->floor < 0 || input->cap < 0 || (input->cap > 0 && input->floor > input->cap))
        return bp_context_fail(context, BP_ERROR_ARGUMENT,
                               "floor %" PRId64 " and cap %" PRId64
                               " cents: expected a floor of 0 or more that is not above the cap",
                               input->floor, input->cap);
    for (int32_t a = 0; a < input->n; a++) {
        if (!isfinite(input->claim[a]) || input->claim[a] < 0.0)
            return bp_context_fail(context, BP_ERROR_INPUT,
                                   "the claim of area %" PRId32
                                   " is %g; expected a number of 0 or more, 0 for none",
                                   a + 1, input->claim[a]);
        any = any || input->claim[a] > 0.0;
    }
    if (!any)
        return bp_context_fail(context, BP_ERROR_INPUT,
                               "no area has a claim on it: what it is shared out by is 0 in all %" PRId32,
                               input->n);
    if (input->total < input->floor)
        return bp_context_fail(context, BP_ERROR_INPUT,
                               "%.2f is less than the floor of %.2f, the smallest grant: no area can be "
                               "funded; lower the floor or raise the total",
                               (double)input->total / 100.0, (double)input->floor / 100.0);
    return BP_OK;
}

/* The funded areas with their claims, in the order; what they get. */
typedef struct sharing {
    int32_t n;
    const int32_t *area; /* area[n] */
    const double *claim; /* of all areas */
    int64_t floor, cap;  /* cap: INT64_MAX for none */
    int64_t *grant;      /* grant[n] */
} sharing;

/* What the next cent of entry k stands on, and its last one. Both fall as the grant rises, also as rounded,
   so that grants of a larger total hold those of a smaller one. */
static double next_key(const sharing *s, int32_t k)
{
    return s->claim[s->area[k]] / ((double)s->grant[k] + 0.5);
}

static double last_key(const sharing *s, int32_t k)
{
    return s->claim[s->area[k]] / ((double)s->grant[k] - 0.5);
}

/* The entry to get the next cent; -1 when all are at their cap. */
static int32_t find_gainer(const sharing *s)
{
    int32_t best = -1;
    for (int32_t k = 0; k < s->n; k++)
        if (s->grant[k] < s->cap && (best < 0 || next_key(s, k) > next_key(s, best)))
            best = k;
    return best;
}

/* The entry to lose its last cent: of equals the last in the order; -1 when all are at their floor. */
static int32_t find_loser(const sharing *s)
{
    int32_t best = -1;
    for (int32_t k = s->n - 1; k >= 0; k--)
        if (s->grant[k] > s->floor && (best < 0 || last_key(s, k) < last_key(s, best)))
            best = k;
    return best;
}

/* Give or take single cents until the sum is right, then trade until no cent stands on less than another
   could. */
static void settle_cents(sharing *s, int64_t total)
{
    int64_t sum = 0;
    for (int32_t k = 0; k < s->n; k++)
        sum += s->grant[k];
    for (; sum < total; sum++)
        s->grant[find_gainer(s)]++;
    for (; sum > total; sum--)
        s->grant[find_loser(s)]--;
    for (;;) {
        int32_t to = find_gainer(s), from = find_loser(s);
        if (to < 0 || from < 0 || to == from)
            return;
        double gain = next_key(s, to), loss = last_key(s, from);
        if (gain < loss || (gain == loss && to > from))
            return;
        s->grant[to]++;
        s->grant[from]--;
    }
}

static double clamped(double value, const sharing *s)
{
    return value < (double)s->floor ? (double)s->floor : value > (double)s->cap ? (double)s->cap : value;
}

static double sum_at(const sharing *s, double rate)
{
    bp_exact_sum sum = {0, {0.0}};
    for (int32_t k = 0; k < s->n; k++)
        bp_exact_sum_add(&sum, clamped(rate * s->claim[s->area[k]], s));
    return bp_exact_sum_get(&sum);
}

static int ascending(const void *a, const void *b)
{
    double p = *(const double *)a, q = *(const double *)b;
    return (p > q) - (p < q);
}

/* The rate per unit of claim at which the bounded grants add up to the total: between two of the rates at
   which an entry leaves its floor or meets its cap the sum is a straight line. bends[2 n] is room. */
static double find_rate(const sharing *s, int64_t total, double *bends)
{
    int32_t m = 0, low = -1;
    for (int32_t k = 0; k < s->n; k++) {
        bends[m++] = (double)s->floor / s->claim[s->area[k]];
        if (s->cap < INT64_MAX)
            bends[m++] = (double)s->cap / s->claim[s->area[k]];
    }
    qsort(bends, (size_t)m, sizeof *bends, ascending);
    for (int32_t high = m; high - low > 1;) {
        int32_t middle = low + (high - low) / 2;
        if (sum_at(s, bends[middle]) <= (double)total)
            low = middle;
        else
            high = middle;
    }
    double from = low >= 0 ? bends[low] : 0.0, slope = 0.0;
    for (int32_t k = 0; k < s->n; k++) {
        double claim = s->claim[s->area[k]];
        if ((double)s->floor / claim <= from && (s->cap == INT64_MAX || (double)s->cap / claim > from))
            slope += claim;
    }
    double missing = (double)total - sum_at(s, from);
    return slope > 0.0 && missing > 0.0 ? from + missing / slope : from;
}

/* Grants of the entries that add up to `total`, which lies between all floors and all caps. */
static bp_status share_cents(bp_context *context, sharing *s, int64_t total)
{
    double *bends = (double *)malloc((2 * (size_t)s->n + 1) * sizeof *bends);
    if (!bends)
        return bp_context_fail_memory(context, 2 * (size_t)s->n * sizeof *bends);
    double rate = find_rate(s, total, bends);
    free(bends);
    for (int32_t k = 0; k < s->n; k++)
        s->grant[k] = (int64_t)clamped(floor(rate * s->claim[s->area[k]] + 0.5), s);
    settle_cents(s, total);
    return BP_OK;
}

/* Fill grant[n] and the counts of `out` for one total. */
static bp_status fund(bp_context *context, const bp_budget_input *input, int64_t total, bp_budget *out)
{
    int32_t *area = (int32_t *)calloc((size_t)input->n + 1, sizeof *area);
    int64_t *grant = (int64_t *)calloc((size_t)input->n + 1, sizeof *grant);
    if (!area || !grant) {
        free(area);
        free(grant);
        return bp_context_fail_memory(context, (size_t)input->n * sizeof *grant);
    }
    out->n_claims = out->n_funded = 0;
    out->first_out = out->last_in = -1;
    for (int32_t a = 0; a < input->n; a++) {
        if (!(input->claim[a] > 0.0))
            continue;
        out->n_claims++;
        if (input->floor == 0 || total / input->floor > out->n_funded) {
            area[out->n_funded++] = a;
            out->last_in = a;
        } else if (out->first_out < 0) {
            out->first_out = a;
        }
    }
    sharing s = {out->n_funded, area, input->claim, input->floor, input->cap > 0 ? input->cap : INT64_MAX,
                 grant};
    int64_t most = input->cap > 0 && total / input->cap >= s.n ? input->cap * s.n : total;
    bp_status status = share_cents(context, &s, most);
    for (int32_t k = 0; !status && k < s.n; k++)
        out->grant[area[k]] = grant[k];
    out->left = total - most;
    out->needed = out->first_out >= 0 ? input->floor * (out->n_funded + 1) - total : 0;
    free(area);
    free(grant);
    return status;
}

static bp_status allocate(bp_context *context, int32_t n, bp_budget *out)
{
    out->n = n;
    out->grant = (int64_t *)calloc((size_t)n + 1, sizeof *out->grant);
    out->funded = (uint8_t *)calloc((size_t)n, 1);
    out->extra = (int64_t *)calloc((size_t)n, sizeof *out->extra);
    return out->grant && out->funded && out->extra
               ? BP_OK
               : bp_context_fail_memory(context, (size_t)n * sizeof *out->grant);
}

bp_status bp_budget_share(bp_context *context, const bp_budget_input *input, bp_budget *out)
{
    bp_budget result = BP_BUDGET_INIT, more = BP_BUDGET_INIT;
    bp_status status = check(context, input);
    if (!status)
        status = allocate(context, input->n, &result);
    if (!status)
        status = fund(context, input, input->total, &result);
    if (!status)
        status = allocate(context, input->n, &more);
    if (!status)
        status = fund(context, input, input->total + ONE_MORE, &more);
    for (int32_t a = 0; !status && a < input->n; a++) {
        bool within = result.first_out < 0 || a < result.first_out;
        result.funded[a] = (uint8_t)(input->claim[a] > 0.0 && within);
        result.extra[a] = more.grant[a] - result.grant[a];
    }
    bp_budget_clear(&more);
    if (status)
        bp_budget_clear(&result);
    else
        *out = result;
    return status;
}

void bp_budget_excess(const bp_excess_input *input, double *claim)
{
    memset(claim, 0, (size_t)input->holdings->n_areas * sizeof *claim);
    for (int64_t k = 0; k < input->holdings->n; k++) {
        const bp_holding *item = &input->holdings->items[k];
        int32_t i = item->unit;
        if (bp_bitmap_get(input->residents.known, i) && bp_bitmap_get(input->valid, i) &&
            input->score[i] > input->threshold)
            claim[item->area] +=
                item->residents * input->residents.population[i] * (input->score[i] - input->threshold);
    }
}
