#include "analysis/reference_private.h"

#include "analysis/random.h"

#include <stdlib.h>
#include <string.h>
#ifdef _OPENMP
#include <omp.h>
#endif

/* Samples whose sums are sorted together; numbers drawn that are kept at a time; units looked up at once. */
enum { SUMS_TOGETHER = 1 << 17, NUMBERS_TOGETHER = 1 << 22, ABREAST = 8 };

/* Room for the sums of a batch. */
typedef struct sums_room {
    int64_t *sum;    /* sum[SUMS_TOGETHER] by sample */
    int64_t *sorted; /* the same, ascending */
    int64_t *spare;
} sums_room;

static void shared_clear(bp_shared *shared)
{
    bp_population_clear(&shared->population);
    free(shared->slots);
    free(shared->by_k);
    free(shared->k_begin);
    free(shared->k_of);
    free(shared->counts);
    free(shared->concerned);
}

static bp_status check_options(bp_context *context, const bp_draw_options *options)
{
    if (options->permutations < 1)
        return bp_context_fail(context, BP_ERROR_ARGUMENT,
                               "%lld permutations were asked for; at least 1 is needed",
                               (long long)options->permutations);
    return BP_OK;
}

static bp_status new_room(bp_context *context, bp_shared *shared)
{
    size_t m = (size_t)shared->population.m + 1;
    shared->slots = (bp_slot *)calloc(m, sizeof *shared->slots);
    shared->by_k = (int32_t *)malloc(m * sizeof *shared->by_k);
    shared->k_begin = (int64_t *)calloc((size_t)shared->k_max + 3, sizeof *shared->k_begin);
    shared->counts = (bp_counts *)calloc(m, sizeof *shared->counts);
    shared->concerned = (uint64_t *)calloc(m / 64 + 1, sizeof *shared->concerned);
    if (shared->slots && shared->by_k && shared->k_begin && shared->counts && shared->concerned)
        return BP_OK;
    return bp_context_fail_memory(context, m * sizeof *shared->slots);
}

/* How many neighbours every unit has, none of them where no weight is above 0. Returns 0 where weights differ
 * within a row, and then no more. */
static int count_neighbours(const bp_weights *weights, int32_t *k_of, int64_t *k_max)
{
    int64_t most = 0;
    for (int64_t i = 0; i < weights->n; i++) {
        int64_t first = weights->offsets[i], end = weights->offsets[i + 1];
        int32_t k = (int32_t)(end - first);
        if (k > 1 && weights->neighbours[first] == i)
            first++;
        int is_equal = 1;
        for (int64_t at = weights->offsets[i]; at < end; at++) {
            int is_self = weights->neighbours[at] == i;
            k -= is_self;
            is_equal &= is_self | (weights->value[at] == weights->value[first]);
        }
        if (!is_equal)
            return 0;
        k_of[i] = k > 0 && weights->value[first] > 0.0 ? k : 0;
        most = k_of[i] > most ? k_of[i] : most;
    }
    *k_max = most;
    return 1;
}

/* Sort the places by their number of neighbours, by counting. */
static void group_by_k(bp_shared *shared)
{
    const bp_population *population = &shared->population;
    int64_t *begin = shared->k_begin;
    /* In the order of the rows: memory is slow for those who jump about in it. */
    for (int64_t i = 0; i < shared->input->weights->n; i++) {
        int32_t k = shared->k_of[i];
        if (k > 0) {
            shared->slots[population->place[i]].k = k;
            begin[k + 1]++;
        }
    }
    for (int64_t p = 0; p < population->m; p++)
        shared->slots[p].end = population->end[p];
    for (int64_t k = 1; k <= shared->k_max + 1; k++)
        begin[k] += begin[k - 1];
    /* begin[k] runs through group k while it is filled, and is put back after. */
    for (int64_t p = 0; p < population->m; p++)
        if (shared->slots[p].k > 0)
            shared->by_k[begin[shared->slots[p].k]++] = (int32_t)p;
    for (int64_t k = shared->k_max + 1; k > 0; k--)
        begin[k] = begin[k - 1];
}

static bp_status shared_new(bp_context *context, const bp_draw_input *input, const bp_draw_options *options,
                            bp_shared *shared, int *is_shared)
{
    size_t n = (size_t)input->weights->n + 1;
    shared->context = context;
    shared->input = input;
    shared->options = options;
    shared->n_threads = bp_context_threads(context);
    shared->k_of = (int32_t *)malloc(n * sizeof *shared->k_of);
    if (!shared->k_of)
        return bp_context_fail_memory(context, n * sizeof *shared->k_of);
    *is_shared = count_neighbours(input->weights, shared->k_of, &shared->k_max);
    if (!*is_shared)
        return BP_OK;
    bp_status status = bp_population_new(context, input, shared->k_max, &shared->population);
    if (!status)
        status = new_room(context, shared);
    if (!status)
        group_by_k(shared);
    return status;
}

static void draw_batch(const bp_shared *shared, bp_sampler *samplers, int64_t first, bp_batch *batch,
                       int32_t *members)
{
    int64_t size = batch->k + 1;
#pragma omp parallel num_threads(bp_shared_threads(shared, batch->n_samples *size))
    {
#ifdef _OPENMP
        bp_sampler *sampler = &samplers[omp_get_thread_num()];
#else
        bp_sampler *sampler = samplers;
#endif
#pragma omp for schedule(static)
        for (int64_t b = 0; b < batch->n_samples; b++) {
            bp_random random = bp_random_at(shared->options->seed, (uint32_t)batch->k, (uint64_t)(first + b));
            bp_sampler_draw(sampler, &random, (uint32_t)size, members + b * size);
        }
    }
    batch->members = members;
}

/* Mark the places that samples for k neighbours concern, or take the marks back. */
static void mark_concerned(bp_shared *shared, int64_t k, int is_marked)
{
    for (int64_t at = shared->k_begin[k]; at < shared->k_begin[k + 1]; at++) {
        int32_t first = shared->population.first[shared->by_k[at]];
        if (is_marked)
            shared->concerned[first >> 6] |= UINT64_C(1) << (first & 63);
        else
            shared->concerned[first >> 6] = 0;
    }
}

static bp_status run_k(bp_shared *shared, bp_sampler *samplers, int32_t *members, int64_t k,
                       int64_t most_samples, bp_count_fn count, void *room)
{
    bp_status status = BP_OK;
    int64_t at_once = NUMBERS_TOGETHER / (k + 1), total = shared->options->permutations;
    at_once = at_once > most_samples ? most_samples : at_once > 0 ? at_once : 1;
    mark_concerned(shared, k, 1);
    for (int64_t first = 0; !status && first < total; first += at_once) {
        bp_batch batch = {k, total - first < at_once ? total - first : at_once, NULL};
        draw_batch(shared, samplers, first, &batch, members);
        count(shared, &batch, room);
        status = bp_context_check(shared->context);
    }
    mark_concerned(shared, k, 0);
    return status;
}

bp_status bp_shared_run(bp_shared *shared, int64_t most_samples, bp_count_fn count, void *room)
{
    bp_status status = BP_OK;
    int64_t numbers = shared->k_max + 1;
    numbers = numbers > NUMBERS_TOGETHER ? numbers : NUMBERS_TOGETHER;
    int32_t *members = (int32_t *)malloc((size_t)numbers * sizeof *members);
    bp_sampler *samplers = (bp_sampler *)calloc((size_t)shared->n_threads, sizeof *samplers);
    if (!members || !samplers)
        status = bp_context_fail_memory(shared->context, (size_t)numbers * sizeof *members);
    for (int t = 0; !status && shared->k_max > 0 && t < shared->n_threads; t++)
        status = bp_sampler_new(shared->context, (uint32_t)shared->population.m, (uint32_t)shared->k_max + 1,
                                &samplers[t]);
    for (int64_t k = 1; !status && k <= shared->k_max; k++)
        if (shared->k_begin[k] < shared->k_begin[k + 1]) {
            status = run_k(shared, samplers, members, k, most_samples, count, room);
            bp_context_progress(shared->context, (double)k / (double)shared->k_max);
        }
    for (int t = 0; samplers && t < shared->n_threads; t++)
        bp_sampler_clear(&samplers[t]);
    free(samplers);
    free(members);
    return status;
}

/* What every unit's neighbours sum to; `fixed` is room for n values by row, which lie closer than by place.
 */
static void observe_sums(bp_shared *shared, int64_t *fixed)
{
    const bp_population *population = &shared->population;
    const bp_weights *weights = shared->input->weights;
    for (int64_t p = 0; p < population->m; p++)
        fixed[population->unit[p]] = population->q[p];
#pragma omp parallel for schedule(static) num_threads(bp_shared_threads(shared, weights->n))
    for (int64_t i = 0; i < weights->n; i++) {
        int64_t sum = 0;
        for (int64_t at = weights->offsets[i]; at < weights->offsets[i + 1]; at++)
            if (weights->neighbours[at] != i)
                sum += fixed[weights->neighbours[at]];
        if (population->place[i] >= 0)
            shared->slots[population->place[i]].observed.sum = sum;
    }
}

/* Sums that are no further apart than the rounding of 2 k terms are equal. */
static int64_t tolerance_of(int64_t k)
{
    return 2 * k;
}

static int64_t count_below(const int64_t *sorted, int64_t n, int64_t bound)
{
    const int64_t *base = sorted;
    /* Without a branch that could be foreseen wrongly. */
    while (n > 1) {
        int64_t half = n / 2;
        base += base[half - 1] < bound ? half : 0;
        n -= half;
    }
    return base - sorted + (n == 1 && *base < bound);
}

/* As count_below for ABREAST bounds at once: each step waits for memory, and so they wait together. */
static void count_below_abreast(const int64_t *sorted, int64_t n, const int64_t *bounds, int64_t *below)
{
    for (int l = 0; l < ABREAST; l++)
        below[l] = 0;
    while (n > 1) {
        int64_t half = n / 2;
        for (int l = 0; l < ABREAST; l++)
            below[l] += sorted[below[l] + half - 1] < bounds[l] ? half : 0;
        n -= half;
    }
    for (int l = 0; l < ABREAST; l++)
        below[l] += n == 1 && sorted[below[l]] < bounds[l];
}

/* Look up the units by_k[begin .. begin + n - 1], at most ABREAST. */
static void look_up_some(bp_shared *shared, const bp_batch *batch, const int64_t *sorted, int64_t begin,
                         int64_t n)
{
    int64_t tolerance = tolerance_of(batch->k), n_samples = batch->n_samples;
    int64_t low[ABREAST], below[ABREAST];
    for (int64_t l = 0; l < ABREAST; l++)
        low[l] = shared->slots[shared->by_k[begin + (l < n ? l : 0)]].observed.sum - tolerance;
    count_below_abreast(sorted, n_samples, low, below);
    for (int64_t l = 0; l < n; l++) {
        bp_counts *counts = &shared->counts[shared->by_k[begin + l]];
        int64_t high = low[l] + 2 * tolerance, upto = below[l];
        if (upto < n_samples && sorted[upto] <= high)
            upto += count_below(sorted + upto, n_samples - upto, high + 1);
        counts->n_ge += n_samples - below[l];
        counts->n_le += upto;
    }
}

static void look_up(bp_shared *shared, const bp_batch *batch, const int64_t *sorted)
{
    int64_t begin = shared->k_begin[batch->k], end = shared->k_begin[batch->k + 1];
#pragma omp parallel for schedule(static) num_threads(bp_shared_threads(shared, end - begin))
    for (int64_t at = begin; at < end; at += ABREAST)
        look_up_some(shared, batch, sorted, at, end - at < ABREAST ? end - at : ABREAST);
}

/* The units at one place of a sample: what they must not be counted by, and what by instead. */
static void correct_place(bp_shared *shared, int32_t place, int32_t k, int64_t with, int64_t without)
{
    int64_t tolerance = tolerance_of(k);
    for (int32_t p = place; p < shared->slots[place].end; p++) {
        if (shared->slots[p].k != k)
            continue;
        int64_t low = shared->slots[p].observed.sum - tolerance, high = low + 2 * tolerance;
        int ge = (without >= low) - (with >= low), le = (without <= high) - (with <= high);
        if (ge) {
#pragma omp atomic
            shared->counts[p].n_ge += ge;
        }
        if (le) {
#pragma omp atomic
            shared->counts[p].n_le += le;
        }
    }
}

/* Where a sample holds the unit itself, let the one in reserve take its place. */
static void leave_out(bp_shared *shared, const bp_batch *batch, const int64_t *sums)
{
    const int64_t *q = shared->population.q;
    int64_t size = batch->k + 1;
#pragma omp parallel for schedule(static) num_threads(bp_shared_threads(shared, batch->n_samples *size))
    for (int64_t b = 0; b < batch->n_samples; b++) {
        const int32_t *members = batch->members + b * size;
        for (int64_t t = 0; t < batch->k; t++)
            if (bp_shared_is_concerned(shared, members[t]))
                correct_place(shared, members[t], (int32_t)batch->k, sums[b],
                              sums[b] - q[members[t]] + q[members[batch->k]]);
    }
}

static void count_sums(bp_shared *shared, const bp_batch *batch, void *room)
{
    const sums_room *sums = (const sums_room *)room;
    const int64_t *q = shared->population.q;
    int64_t size = batch->k + 1;
#pragma omp parallel for schedule(static) num_threads(bp_shared_threads(shared, batch->n_samples *size))
    for (int64_t b = 0; b < batch->n_samples; b++) {
        int64_t sum = 0;
        for (int64_t t = 0; t < batch->k; t++)
            sum += q[batch->members[b * size + t]];
        sums->sum[b] = sum;
    }
    memcpy(sums->sorted, sums->sum, (size_t)batch->n_samples * sizeof *sums->sum);
    bp_radix_sort(sums->sorted, NULL, sums->spare, NULL, batch->n_samples);
    look_up(shared, batch, sums->sorted);
    leave_out(shared, batch, sums->sum);
}

static bp_status reference_sums(bp_shared *shared)
{
    int64_t most = shared->options->permutations < SUMS_TOGETHER ? shared->options->permutations
                                                                 : (int64_t)SUMS_TOGETHER;
    int64_t numbers = 3 * most > shared->input->weights->n ? 3 * most : shared->input->weights->n;
    sums_room room = {NULL, NULL, NULL};
    room.sum = (int64_t *)malloc((size_t)numbers * sizeof *room.sum);
    if (!room.sum)
        return bp_context_fail_memory(shared->context, (size_t)numbers * sizeof *room.sum);
    room.sorted = room.sum + most;
    room.spare = room.sorted + most;
    observe_sums(shared, room.sum);
    bp_status status = bp_shared_run(shared, most, count_sums, &room);
    free(room.sum);
    return status;
}

bp_status bp_reference_try(bp_context *context, const bp_draw_input *input, const bp_draw_options *options,
                           bp_tally *tally, int *is_shared)
{
    bp_shared shared;
    memset(&shared, 0, sizeof shared);
    bp_status status = check_options(context, options);
    if (!status)
        status = shared_new(context, input, options, &shared, is_shared);
    if (status || !*is_shared)
        goto done;
    status = input->of == BP_DRAW_SUM ? reference_sums(&shared) : bp_reference_distances(&shared);
    for (int64_t i = 0; !status && i < input->weights->n; i++)
        if (shared.k_of[i] > 0) {
            bp_counts counts = shared.counts[shared.population.place[i]];
            tally[i] = (bp_tally){counts.n_ge, counts.n_le, options->permutations, 0};
        }
done:
    shared_clear(&shared);
    return status;
}

bp_status bp_reference_count(bp_context *context, const bp_draw_input *input, const bp_draw_options *options,
                             bp_tally *tally)
{
    int is_shared = 0;
    bp_status status = bp_reference_try(context, input, options, tally, &is_shared);
    if (!status && !is_shared)
        status = bp_context_fail(context, BP_ERROR_ARGUMENT,
                                 "shared distributions need weights that are equal within every row");
    return status;
}
