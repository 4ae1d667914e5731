#include "analysis/reference_sum_private.h"

#include <stdlib.h>
#include <string.h>

/* Samples whose sums are sorted together; units looked up at once. */
enum { SUMS_TOGETHER = 1 << 17, ABREAST = 8 };

/* Room for the sums of a batch. */
typedef struct sums_room {
    int64_t *sum;    /* sum[SUMS_TOGETHER] by sample */
    int64_t *sorted; /* the same, ascending */
    int64_t *spare;
} sums_room;

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

bp_status bp_reference_sums(bp_shared *shared)
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
