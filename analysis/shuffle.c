#include "analysis/shuffle.h"

#include "analysis/random.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#ifdef _OPENMP
#include <omp.h>
#endif

/* Results are gathered in blocks that depend on the number of permutations alone, and added up in their
 * order. */
enum { BLOCKS_MOST = 4096 };

/* The stream of random numbers that is kept for this use: "map". */
enum { WHOLE_MAP = 0x6d6170 };

typedef struct tally {
    double sum[BP_SHUFFLE_MOST], squares[BP_SHUFFLE_MOST]; /* about the centre */
    int64_t at_least[BP_SHUFFLE_MOST], at_most[BP_SHUFFLE_MOST];
} tally;

static void draw(const bp_shuffle *job, int64_t number, double *y)
{
    bp_random random = bp_random_at(job->seed, WHOLE_MAP, (uint64_t)number);
    memcpy(y, job->y, (size_t)job->n * sizeof *y);
    for (int64_t a = job->n - 1; a > 0; a--) {
        uint32_t b = bp_random_below(&random, (uint32_t)a + 1);
        double moved = y[a];
        y[a] = y[b];
        y[b] = moved;
    }
}

static void add_block(const bp_shuffle *job, const bp_shuffled *out, int64_t first, int64_t end, double *y,
                      tally *block)
{
    double statistics[BP_SHUFFLE_MOST];
    for (int64_t number = first; number < end; number++) {
        draw(job, number, y);
        job->compute(job->user, y, statistics);
        for (int s = 0; s < job->n_statistics; s++) {
            double off = statistics[s] - job->centre[s];
            block->sum[s] += off;
            block->squares[s] += off * off;
            block->at_least[s] += statistics[s] >= out[s].observed - job->tolerance[s];
            block->at_most[s] += statistics[s] <= out[s].observed + job->tolerance[s];
        }
    }
}

static void add_up(const bp_shuffle *job, const tally *blocks, int64_t n_blocks, bp_shuffled *out)
{
    double total = (double)job->permutations;
    for (int s = 0; s < job->n_statistics; s++) {
        double sum = 0.0, squares = 0.0;
        for (int64_t b = 0; b < n_blocks; b++) {
            sum += blocks[b].sum[s];
            squares += blocks[b].squares[s];
            out[s].tally.n_ge += blocks[b].at_least[s];
            out[s].tally.n_le += blocks[b].at_most[s];
        }
        out[s].tally.n_drawn = job->permutations;
        out[s].mean = job->centre[s] + sum / total;
        if (job->permutations > 1)
            out[s].variance = fmax(squares - sum * sum / total, 0.0) / (total - 1.0);
    }
}

static int thread_number(void)
{
#ifdef _OPENMP
    return omp_get_thread_num();
#else
    return 0;
#endif
}

/* rooms: a map of job->n values per thread. */
static void run_blocks(bp_context *context, const bp_shuffle *job, const bp_shuffled *found, double *rooms,
                       tally *blocks, int64_t n_blocks)
{
    int64_t n_done = 0, each = job->permutations / n_blocks, rest = job->permutations % n_blocks;
#pragma omp parallel for num_threads(bp_context_threads(context)) schedule(dynamic)
    for (int64_t b = 0; b < n_blocks; b++) {
        if (bp_context_interrupted(context))
            continue;
        int64_t first = each * b + (b < rest ? b : rest), end = first + each + (b < rest), n_so_far = 0;
        add_block(job, found, first, end, rooms + thread_number() * job->n, &blocks[b]);
#pragma omp atomic capture
        n_so_far = ++n_done;
        if (thread_number() == 0)
            bp_context_progress(context, (double)n_so_far / (double)n_blocks);
    }
}

bp_status bp_shuffle_run(bp_context *context, const bp_shuffle *job, bp_shuffled *out)
{
    if (job->permutations < 1)
        return bp_context_fail(context, BP_ERROR_ARGUMENT,
                               "permutations: there must be 1 at the least; 999 or more say something");
    int64_t n_blocks = job->permutations < BLOCKS_MOST ? job->permutations : BLOCKS_MOST;
    size_t room = (size_t)bp_context_threads(context) * ((size_t)job->n + 1);
    bp_shuffled found[BP_SHUFFLE_MOST] = {{0}};
    double observed[BP_SHUFFLE_MOST] = {0.0};
    bp_status status = BP_OK;
    tally *blocks = (tally *)calloc((size_t)n_blocks, sizeof *blocks);
    double *rooms = (double *)malloc(room * sizeof *rooms);
    if (!blocks || !rooms) {
        status = bp_context_fail_memory(context, room * sizeof *rooms);
        goto done;
    }
    job->compute(job->user, job->y, observed);
    for (int s = 0; s < job->n_statistics; s++)
        found[s].observed = observed[s];
    run_blocks(context, job, found, rooms, blocks, n_blocks);
    status = bp_context_check(context);
    if (status)
        goto done;
    add_up(job, blocks, n_blocks, found);
    memcpy(out, found, (size_t)job->n_statistics * sizeof *out);
done:
    free(blocks);
    free(rooms);
    return status;
}
