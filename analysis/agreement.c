#include "analysis/agreement.h"

#include "geo/bitmap.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

/* A unit that counts, with its groups as they are compared. */
typedef struct placed {
    int64_t a, b;
    double weight;
} placed;

static int by_a(const void *first, const void *second)
{
    const placed *p = (const placed *)first, *q = (const placed *)second;
    if (p->a != q->a)
        return p->a < q->a ? -1 : 1;
    if (p->b != q->b)
        return p->b < q->b ? -1 : 1;
    return (p->weight > q->weight) - (p->weight < q->weight);
}

static int by_b(const void *first, const void *second)
{
    const placed *p = (const placed *)first, *q = (const placed *)second;
    if (p->b != q->b)
        return p->b < q->b ? -1 : 1;
    return by_a(first, second);
}

static bp_status check_unit(bp_context *context, const bp_agreement_input *input, int64_t i)
{
    const int32_t labels[] = {input->a[i], input->b[i]}, limits[] = {input->n_a, input->n_b};
    for (int side = 0; side < 2; side++)
        if (labels[side] < -1 || labels[side] >= limits[side])
            return bp_context_fail(context, BP_ERROR_ARGUMENT,
                                   "unit %" PRId64 " is in group %d of the %s grouping, expected -1 to %d", i,
                                   labels[side], side == 0 ? "first" : "second", limits[side] - 1);
    if (input->weight && bp_bitmap_get(input->known, i) &&
        !(input->weight[i] >= 0.0 && isfinite(input->weight[i])))
        return bp_context_fail(context, BP_ERROR_ARGUMENT,
                               "unit %" PRId64 " has the weight %g, expected 0 or more", i, input->weight[i]);
    return BP_OK;
}

/* Who has the unit in a group: counted for every unit, weighed where its weight is known. */
static void count_unit(const bp_agreement_input *input, int64_t i, double weight, bp_agreement *out)
{
    const bool in_a = input->a[i] >= 0, in_b = input->b[i] >= 0;
    double *const weights[] = {&out->neither, &out->only_a, &out->only_b, &out->both};
    int64_t *const counts[] = {&out->n_neither, &out->n_only_a, &out->n_only_b, &out->n_both};
    const int at = (in_a ? 1 : 0) + (in_b ? 2 : 0);
    *weights[at] += weight;
    *counts[at] += 1;
}

/* The group of a unit in none: past all groups, one for all or one each. */
static int64_t group_of(int32_t label, int32_t n_groups, bp_unlabelled unlabelled, int64_t i)
{
    if (label >= 0)
        return label;
    return unlabelled == BP_UNLABELLED_ALONE ? n_groups + i : n_groups;
}

static bp_status place_units(bp_context *context, const bp_agreement_input *input, placed *list,
                             bp_agreement *out)
{
    for (int64_t i = 0; i < input->n; i++) {
        bp_status status = check_unit(context, input, i);
        if (status)
            return status;
        const bool known = !input->weight || bp_bitmap_get(input->known, i);
        const double weight = !known ? 0.0 : input->weight ? input->weight[i] : 1.0;
        count_unit(input, i, weight, out);
        out->n_unknown += !known;
        if (!known || (input->unlabelled == BP_UNLABELLED_LEFT_OUT && (input->a[i] < 0 || input->b[i] < 0)))
            continue;
        list[out->n++] = (placed){group_of(input->a[i], input->n_a, input->unlabelled, i),
                                  group_of(input->b[i], input->n_b, input->unlabelled, i), weight};
    }
    return BP_OK;
}

/* What the groups of one kind add up to: pairs inside a group, and sum of w ln w. */
typedef struct sums {
    double pairs, w_log_w;
} sums;

static void add_group(sums *total, double weight)
{
    total->pairs += weight * (weight - 1.0) / 2.0;
    total->w_log_w += weight > 0.0 ? weight * log(weight) : 0.0;
}

static bool same_group(const placed *p, const placed *q, int kind)
{
    return (kind == 1 || p->a == q->a) && (kind == 0 || p->b == q->b);
}

/* The list stands in the order of the groups: 0 of a, 1 of b, 2 of both together. */
static sums sum_groups(const placed *list, int64_t n, int kind)
{
    sums total = {0.0, 0.0};
    double weight = 0.0;
    for (int64_t i = 0; i < n; i++) {
        weight += list[i].weight;
        if (i + 1 < n && same_group(&list[i], &list[i + 1], kind))
            continue;
        add_group(&total, weight);
        weight = 0.0;
    }
    return total;
}

static double not_below_zero(double value)
{
    return value > 0.0 ? value : 0.0;
}

/* H = ln W - sum w ln w / W, and the others follow. */
static void find_information(const sums *a, const sums *b, const sums *cells, bp_agreement *out)
{
    const double log_total = log(out->total);
    const double joint = not_below_zero(log_total - cells->w_log_w / out->total);
    out->entropy_a = not_below_zero(log_total - a->w_log_w / out->total);
    out->entropy_b = not_below_zero(log_total - b->w_log_w / out->total);
    out->information = not_below_zero(out->entropy_a + out->entropy_b - joint);
    out->variation = not_below_zero(out->entropy_a + out->entropy_b - 2.0 * out->information);
    const double mean = 0.5 * (out->entropy_a + out->entropy_b);
    out->normalised = mean > 0.0 ? fmin(1.0, out->information / mean) : 1.0;
}

static void find_rand(const sums *a, const sums *b, const sums *cells, bp_agreement *out)
{
    const double pairs = out->total * (out->total - 1.0) / 2.0;
    const double expected = a->pairs * (b->pairs / pairs), most = 0.5 * (a->pairs + b->pairs);
    out->rand = (pairs + 2.0 * cells->pairs - a->pairs - b->pairs) / pairs;
    /* All together in both, or all apart in both: there is nothing that chance could change. */
    out->adjusted_rand =
        most - expected > 1e-12 * pairs ? (cells->pairs - expected) / (most - expected) : 1.0;
}

bp_status bp_agreement_compute(bp_context *context, const bp_agreement_input *input, bp_agreement *out)
{
    bp_agreement found = {0};
    placed *list = (placed *)malloc(((size_t)input->n + 1) * sizeof *list);
    if (!list)
        return bp_context_fail_memory(context, (size_t)input->n * sizeof *list);
    bp_status status = place_units(context, input, list, &found);
    if (!status) {
        qsort(list, (size_t)found.n, sizeof *list, by_b);
        const sums b = sum_groups(list, found.n, 1);
        qsort(list, (size_t)found.n, sizeof *list, by_a);
        const sums a = sum_groups(list, found.n, 0), cells = sum_groups(list, found.n, 2);
        for (int64_t i = 0; i < found.n; i++)
            found.total += list[i].weight;
        found.is_defined = found.total > 1.0;
        if (found.is_defined) {
            find_information(&a, &b, &cells, &found);
            find_rand(&a, &b, &cells, &found);
        }
        *out = found;
    }
    free(list);
    return status;
}
