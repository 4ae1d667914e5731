#include "analysis/regions.h"

#include "analysis/azp.h"
#include "analysis/maxp.h"
#include "analysis/redcap.h"
#include "analysis/regions_private.h"
#include "analysis/schc.h"
#include "analysis/skater.h"
#include "geo/exact_sum.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

const bp_regions_method bp_regions_methods[] = {
    {"skater", "the shortest spanning tree, cut where the sum of squares falls most", bp_skater_label},
    {"redcap", "a spanning tree by linkage of groups, cut where the sum of squares falls most",
     bp_redcap_label},
    {"schc", "neighbouring groups merged by linkage until k are left", bp_schc_label},
    {"azp", "k regions grown from seeds, units moved between them while that helps", bp_azp_label},
    {"maxp", "as many regions as a floor allows, units moved between them while that helps", bp_maxp_label},
};
const int bp_n_regions_methods = (int)(sizeof bp_regions_methods / sizeof *bp_regions_methods);

const bp_regions_method *bp_regions_method_get(const char *name)
{
    for (int i = 0; i < bp_n_regions_methods; i++)
        if (strcmp(bp_regions_methods[i].name, name) == 0)
            return &bp_regions_methods[i];
    return NULL;
}

void bp_regions_clear(bp_regions *regions)
{
    free(regions->label);
    *regions = (bp_regions)BP_REGIONS_INIT;
}

static bp_status check_options(bp_context *context, const bp_regions_options *options)
{
    if (!bp_regions_method_get(options->method))
        return bp_context_fail(context, BP_ERROR_ARGUMENT, "there is no method of regions '%s'",
                               options->method);
    if (options->k < 0)
        return bp_context_fail(context, BP_ERROR_ARGUMENT,
                               "k is %" PRId32 "; the number of regions is 1 or more", options->k);
    if (!(options->floor >= 0.0) || isinf(options->floor))
        return bp_context_fail(context, BP_ERROR_ARGUMENT, "floor %g is not a finite number of 0 or more",
                               options->floor);
    if (!(options->ceiling > 0.0))
        return bp_context_fail(context, BP_ERROR_ARGUMENT, "ceiling %g is not a number above 0",
                               options->ceiling);
    if (options->floor > options->ceiling)
        return bp_context_fail(context, BP_ERROR_ARGUMENT, "floor %g is above ceiling %g", options->floor,
                               options->ceiling);
    return BP_OK;
}

/* Units of one region while the regions are put in their order. */
typedef struct counted {
    int64_t n;
    int32_t first_unit, label;
} counted;

static int most_first(const void *a, const void *b)
{
    const counted *p = (const counted *)a, *q = (const counted *)b;
    if (p->n != q->n)
        return p->n > q->n ? -1 : 1;
    return (p->first_unit > q->first_unit) - (p->first_unit < q->first_unit);
}

/* Number the regions 0 .. k - 1. label[n] has numbers from 0 to n - 1. */
static bp_status number_regions(bp_context *context, int64_t n, int32_t *label, int32_t *k)
{
    int32_t n_regions = 0;
    counted *order = (counted *)malloc(((size_t)n + 1) * sizeof *order);
    int32_t *place = (int32_t *)malloc(((size_t)n + 1) * sizeof *place);
    if (!order || !place) {
        free(order);
        free(place);
        return bp_context_fail_memory(context, (size_t)n * sizeof *order);
    }
    for (int64_t i = 0; i < n; i++)
        place[i] = -1;
    for (int64_t i = 0; i < n; i++) {
        if (place[label[i]] < 0) {
            order[n_regions] = (counted){0, (int32_t)i, label[i]};
            place[label[i]] = n_regions++;
        }
        order[place[label[i]]].n++;
    }
    qsort(order, (size_t)n_regions, sizeof *order, most_first);
    for (int32_t r = 0; r < n_regions; r++)
        place[order[r].label] = r;
    for (int64_t i = 0; i < n; i++)
        label[i] = place[label[i]];
    free(order);
    free(place);
    *k = n_regions;
    return BP_OK;
}

/* Label the n rows of the input by what the method makes of the units that take part. They are numbered as
 * long as they stand in the order that no row decides. */
static bp_status label_ready(bp_context *context, const bp_regions_ready *ready,
                             const bp_regions_options *options, int64_t n, int32_t *label, int32_t *k)
{
    int32_t *found = (int32_t *)malloc(((size_t)ready->input.n + 1) * sizeof *found);
    if (!found)
        return bp_context_fail_memory(context, (size_t)ready->input.n * sizeof *found);
    bp_status status = bp_regions_method_get(options->method)->label(context, &ready->input, options, found);
    if (!status)
        status = number_regions(context, ready->input.n, found, k);
    for (int64_t i = 0; !status && i < n; i++)
        label[i] = -1;
    for (int64_t a = 0; !status && a < ready->input.n; a++)
        label[ready->row[a]] = found[a];
    free(found);
    return status;
}

bp_status bp_regions_make(bp_context *context, const bp_regions_input *input,
                          const bp_regions_options *options, bp_regions *out)
{
    int32_t *label = NULL, k = 0;
    int64_t n_left_out = 0;
    double within_ss = 0.0, total_ss = 0.0;
    bp_regions_ready ready = BP_REGIONS_READY_INIT;
    bp_status status = check_options(context, options);
    if (!status)
        status = bp_regions_ready_make(context, input, &ready);
    if (!status && options->leave_out_small)
        status = bp_regions_leave_out_small(context, input, options->floor, &ready, &n_left_out);
    if (!status)
        status = bp_regions_ready_check(context, &ready, options);
    if (status)
        goto done;
    label = (int32_t *)malloc(((size_t)input->n + 1) * sizeof *label);
    if (!label) {
        status = bp_context_fail_memory(context, (size_t)input->n * sizeof *label);
        goto done;
    }
    status = label_ready(context, &ready, options, input->n, label, &k);
    if (!status)
        status = bp_regions_ss(context, input, label, k, &within_ss, &total_ss);
done:
    if (!status) {
        *out = (bp_regions){input->n, k, label, ready.n_components, within_ss, total_ss, n_left_out};
        label = NULL;
    }
    free(label);
    bp_regions_ready_clear(&ready);
    return status;
}

/* Sum of squares from the mean of the units unit[m], kept without rounding until the end. */
static double squares(const double *x, const int32_t *unit, int64_t m)
{
    bp_exact_sum sum = {0}, square = {0};
    for (int64_t i = 0; i < m; i++)
        bp_exact_sum_add(&sum, x[unit[i]]);
    double mean = m > 0 ? bp_exact_sum_get(&sum) / (double)m : 0.0;
    for (int64_t i = 0; i < m; i++)
        bp_exact_sum_add(&square, (x[unit[i]] - mean) * (x[unit[i]] - mean));
    return bp_exact_sum_get(&square);
}

bp_status bp_regions_ss(bp_context *context, const bp_regions_input *input, const int32_t *label, int32_t k,
                        double *within_ss, double *total_ss)
{
    bp_exact_sum within = {0}, total = {0};
    int64_t *start = (int64_t *)calloc((size_t)k + 2, sizeof *start);
    int32_t *unit = (int32_t *)calloc((size_t)input->n + 1, sizeof *unit);
    if (!start || !unit) {
        free(start);
        free(unit);
        return bp_context_fail_memory(context, (size_t)input->n * sizeof *unit);
    }
    for (int64_t i = 0; i < input->n; i++)
        if (label[i] >= 0)
            start[label[i] + 2]++;
    for (int32_t r = 0; r < k; r++)
        start[r + 2] += start[r + 1];
    for (int64_t i = 0; i < input->n; i++)
        if (label[i] >= 0)
            unit[start[label[i] + 1]++] = (int32_t)i;
    for (int v = 0; v < input->n_variables; v++) {
        const double *x = input->x + (int64_t)v * input->n;
        for (int32_t r = 0; r < k; r++)
            bp_exact_sum_add(&within, squares(x, unit + start[r], start[r + 1] - start[r]));
        bp_exact_sum_add(&total, squares(x, unit, start[k]));
    }
    free(start);
    free(unit);
    *within_ss = bp_exact_sum_get(&within);
    *total_ss = bp_exact_sum_get(&total);
    return BP_OK;
}

static bp_status standardise_one(bp_context *context, const bp_regions_input *input, int v,
                                 const int32_t *unit, int64_t m, double *z)
{
    const double *x = input->x + (int64_t)v * input->n;
    bp_exact_sum sum = {0};
    int is_constant = 1;
    for (int64_t i = 0; i < m; i++) {
        bp_exact_sum_add(&sum, x[unit[i]]);
        is_constant = is_constant && x[unit[i]] == x[unit[0]];
    }
    if (is_constant)
        return bp_context_fail(context, BP_ERROR_INPUT,
                               "variable %d is %g in every unit and tells none from another: leave it out",
                               v + 1, x[unit[0]]);
    double mean = bp_exact_sum_get(&sum) / (double)m, largest = 0.0;
    for (int64_t i = 0; i < m; i++)
        largest = fmax(largest, fabs(x[unit[i]] - mean));
    /* A power of two changes no digit, and the squares of small differences do not vanish. */
    int power = -ilogb(largest);
    double *column = z + (int64_t)v * input->n;
    for (int64_t i = 0; i < m; i++)
        column[unit[i]] = ldexp(x[unit[i]] - mean, power);
    bp_exact_sum square = {0};
    for (int64_t i = 0; i < m; i++)
        bp_exact_sum_add(&square, column[unit[i]] * column[unit[i]]);
    double deviation = sqrt(bp_exact_sum_get(&square) / (double)(m - 1));
    for (int64_t i = 0; i < m; i++)
        column[unit[i]] /= deviation;
    return BP_OK;
}

bp_status bp_regions_standardise(bp_context *context, const bp_regions_input *input, double *z)
{
    int64_t m = 0;
    bp_status status = bp_regions_check_values(context, input);
    int32_t *unit = (int32_t *)malloc(((size_t)input->n + 1) * sizeof *unit);
    if (!unit)
        return bp_context_fail_memory(context, (size_t)input->n * sizeof *unit);
    for (int64_t i = 0; i < input->n; i++)
        if (bp_regions_takes_part(input, i))
            unit[m++] = (int32_t)i;
    if (!status && m < 2)
        status = bp_context_fail(context, BP_ERROR_INPUT,
                                 "%" PRId64 " unit%s part; standardising a variable takes two or more", m,
                                 m == 1 ? " takes" : "s take");
    for (int v = 0; !status && v < input->n_variables; v++)
        status = standardise_one(context, input, v, unit, m, z);
    free(unit);
    return status;
}
