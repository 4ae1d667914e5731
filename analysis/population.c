#include "analysis/population_private.h"

#include "geo/bitmap.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Bits of a value in fixed point, unless sums of very many need room; bits per round of sorting. */
enum { VALUE_BITS = 40, SUM_BITS = 61, DIGIT_BITS = 11, N_DIGITS = 1 << DIGIT_BITS };

void bp_population_clear(bp_population *population)
{
    free(population->unit);
    free(population->place);
    free(population->first);
    free(population->end);
    free(population->q);
    *population = (bp_population)BP_POPULATION_INIT;
}

static void sort_digit(const int64_t *keys, const int32_t *carry, int64_t *to_keys, int32_t *to_carry,
                       int64_t m, int64_t lowest, int shift)
{
    int64_t at[N_DIGITS + 1] = {0};
    for (int64_t i = 0; i < m; i++)
        at[(((uint64_t)keys[i] - (uint64_t)lowest) >> shift & (N_DIGITS - 1)) + 1]++;
    for (int d = 0; d < N_DIGITS; d++)
        at[d + 1] += at[d];
    for (int64_t i = 0; i < m; i++) {
        int64_t to = at[((uint64_t)keys[i] - (uint64_t)lowest) >> shift & (N_DIGITS - 1)]++;
        to_keys[to] = keys[i];
        if (carry)
            to_carry[to] = carry[i];
    }
}

void bp_radix_sort(int64_t *keys, int32_t *carry, int64_t *spare_keys, int32_t *spare_carry, int64_t m)
{
    int64_t lowest = m > 0 ? keys[0] : 0, highest = lowest;
    for (int64_t i = 0; i < m; i++) {
        lowest = keys[i] < lowest ? keys[i] : lowest;
        highest = keys[i] > highest ? keys[i] : highest;
    }
    uint64_t span = (uint64_t)highest - (uint64_t)lowest;
    int64_t *from = keys, *to = spare_keys;
    int32_t *from_carry = carry, *to_carry = spare_carry;
    for (int shift = 0; shift < 64 && span >> shift; shift += DIGIT_BITS) {
        sort_digit(from, from_carry, to, to_carry, m, lowest, shift);
        int64_t *keys_done = to;
        int32_t *carry_done = to_carry;
        to = from;
        to_carry = from_carry;
        from = keys_done;
        from_carry = carry_done;
    }
    if (from == keys)
        return;
    memcpy(keys, from, (size_t)m * sizeof *keys);
    if (carry)
        memcpy(carry, from_carry, (size_t)m * sizeof *carry);
}

static bp_status new_population(bp_context *context, int64_t n, int m_columns, bp_population *population)
{
    size_t units = (size_t)(n > 0 ? n : 1);
    population->m_columns = m_columns;
    population->unit = (int32_t *)malloc(units * sizeof *population->unit);
    population->place = (int32_t *)malloc(units * sizeof *population->place);
    population->first = (int32_t *)malloc(units * sizeof *population->first);
    population->end = (int32_t *)malloc(units * sizeof *population->end);
    population->q = (int64_t *)malloc(units * (size_t)m_columns * sizeof *population->q);
    if (population->unit && population->place && population->first && population->end && population->q)
        return BP_OK;
    return bp_context_fail_memory(context, units * (size_t)m_columns * sizeof *population->q);
}

/* Values that are nearer to each other than this share of their size are the same number, rounded. */
static const double SAME_NUMBER = 0x1p-44;

/*
 * The values of one column by unit, in fixed point. The step is 2^-VALUE_BITS of half the range, but not
 * finer than the values themselves are known: 0.1 + 0.2 and 0.3 are to be the same.
 */
static double to_fixed(const bp_population *population, const double *x, int64_t k_max, int64_t *q)
{
    double low = INFINITY, high = -INFINITY;
    for (int64_t p = 0; p < population->m; p++) {
        double value = x[population->unit[p]];
        low = value < low ? value : low;
        high = value > high ? value : high;
    }
    double middle = 0.5 * low + 0.5 * high, half = fmax(high - middle, middle - low);
    int bits = VALUE_BITS, room = 0;
    while (room < 62 && INT64_C(1) << room <= k_max)
        room++;
    if (bits > SUM_BITS - room)
        bits = SUM_BITS - room;
    double quantum = 1.0;
    if (half > 0.0) {
        int exponent = ilogb(half) - bits, noise = ilogb(fmax(fabs(low), fabs(high))) - 51;
        exponent = exponent > noise ? exponent : noise;
        quantum = ldexp(1.0, exponent > -1000 ? exponent : -1000);
    }
    for (int64_t p = 0; p < population->m; p++)
        q[p] = (int64_t)llrint((x[population->unit[p]] - middle) / quantum);
    return quantum;
}

/* Units that are at the same step of the fixed point as some unit of another value; sorted by step. */
static int64_t count_merged(const bp_population *population, const double *x, const int64_t *sorted)
{
    int64_t n_merged = 0;
    for (int64_t begin = 0, end = 0; begin < population->m; begin = end) {
        double low = INFINITY, high = -INFINITY;
        for (end = begin; end < population->m && sorted[end] == sorted[begin]; end++) {
            double value = x[population->unit[end]];
            low = value < low ? value : low;
            high = value > high ? value : high;
        }
        if (high - low > SAME_NUMBER * (fabs(low) > fabs(high) ? fabs(low) : fabs(high)))
            n_merged += end - begin;
    }
    return n_merged;
}

/* A few values far out leave the others too few steps: that is not to pass in silence. */
static void warn_merged(bp_context *context, const bp_draw_input *input, int column, double step,
                        int64_t n_merged, int64_t n)
{
    char which[64] = "";
    if (n_merged == 0 || n_merged < n / 100)
        return;
    if (input->m > 1)
        snprintf(which, sizeof which, " (column %d of %d)", column + 1, input->m);
    bp_context_warn(
        context, "coarse_values",
        "%s%s: some values are so far from the others that draws tell them apart in steps of "
        "%.3g only: %lld of %lld units share one with a unit of another value; take logarithms, or "
        "leave the far ones out",
        input->name ? input->name : "the variable", which, step, (long long)n_merged, (long long)n);
}

/* Order the units by value: by the last column first, so that the first column decides. */
static bp_status sort_units(bp_context *context, bp_population *population, const bp_draw_input *input,
                            int64_t k_max)
{
    size_t m = (size_t)(population->m > 0 ? population->m : 1);
    int64_t *keys = (int64_t *)malloc(m * sizeof *keys), *spare = (int64_t *)malloc(m * sizeof *spare);
    int32_t *carry = (int32_t *)malloc(m * sizeof *carry);
    bp_status status = BP_OK;
    if (!keys || !spare || !carry) {
        status = bp_context_fail_memory(context, m * sizeof *keys);
        goto done;
    }
    for (int v = population->m_columns - 1; v >= 0; v--) {
        double step = to_fixed(population, input->columns[v], k_max, keys);
        bp_radix_sort(keys, population->unit, spare, carry, population->m);
        warn_merged(context, input, v, step, count_merged(population, input->columns[v], keys),
                    population->m);
    }
    /* The first column was sorted last, and its keys are its values in their order. */
    memcpy(population->q, keys, (size_t)population->m * sizeof *keys);
    for (int v = 1; v < population->m_columns; v++)
        to_fixed(population, input->columns[v], k_max, population->q + (int64_t)v * population->m);
done:
    free(keys);
    free(spare);
    free(carry);
    return status;
}

static int same_values(const bp_population *population, int64_t a, int64_t b)
{
    for (int v = 0; v < population->m_columns; v++) {
        const int64_t *q = population->q + (int64_t)v * population->m;
        if (q[a] != q[b])
            return 0;
    }
    return 1;
}

static void find_ties(bp_population *population)
{
    for (int64_t begin = 0, end = 0; begin < population->m; begin = end) {
        for (end = begin; end < population->m && same_values(population, begin, end); end++) {
            population->first[end] = (int32_t)begin;
            population->end[end] = (int32_t)end;
        }
        population->end[begin] = (int32_t)end;
    }
}

bp_status bp_population_new(bp_context *context, const bp_draw_input *input, int64_t k_max,
                            bp_population *out)
{
    int64_t n = input->weights->n;
    bp_population population = BP_POPULATION_INIT;
    bp_status status = new_population(context, n, input->m, &population);
    if (status)
        goto done;
    for (int64_t i = 0; i < n; i++) {
        population.place[i] = -1;
        if (bp_bitmap_get(input->valid, i))
            population.unit[population.m++] = (int32_t)i;
    }
    status = sort_units(context, &population, input, k_max);
    if (status)
        goto done;
    for (int64_t p = 0; p < population.m; p++)
        population.place[population.unit[p]] = (int32_t)p;
    find_ties(&population);
    *out = population;
    population = (bp_population)BP_POPULATION_INIT;
done:
    bp_population_clear(&population);
    return status;
}

double bp_population_standardise(const bp_population *population, int column, double *u)
{
    const int64_t *q = population->q + column * population->m;
    double n = (double)population->m, sum = 0.0, squares = 0.0;
    for (int64_t p = 0; p < population->m; p++)
        sum += (double)q[p];
    double mean = sum / n;
    for (int64_t p = 0; p < population->m; p++)
        squares += ((double)q[p] - mean) * ((double)q[p] - mean);
    double step = squares > 0.0 ? sqrt(n / squares) : 0.0;
    for (int64_t p = 0; p < population->m; p++)
        u[p] = ((double)q[p] - mean) * step;
    return step;
}

int32_t bp_population_count_drawn(const bp_weights *weights, int64_t i)
{
    int64_t k = 0, weighty = 0;
    for (int64_t at = weights->offsets[i]; at < weights->offsets[i + 1]; at++)
        if (weights->neighbours[at] != i) {
            k++;
            weighty += weights->value[at] > 0.0;
        }
    return weighty > 0 ? (int32_t)k : 0;
}
