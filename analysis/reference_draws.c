#include "analysis/reference_draws_private.h"

#include "analysis/random.h"

#include <stdlib.h>
#ifdef _OPENMP
#include <omp.h>
#endif

/* Numbers drawn that are kept at a time. */
enum { NUMBERS_TOGETHER = 1 << 22 };

void bp_shared_clear(bp_shared *shared)
{
    bp_population_clear(&shared->population);
    free(shared->slots);
    free(shared->by_k);
    free(shared->k_begin);
    free(shared->k_of);
    free(shared->counts);
    free(shared->concerned);
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

bp_status bp_shared_new(bp_context *context, const bp_draw_input *input, const bp_draw_options *options,
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
