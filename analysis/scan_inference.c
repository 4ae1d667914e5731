#include "analysis/scan_inference.h"

#include "analysis/scan_draws_private.h"
#include "analysis/workers_private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Sums in another order differ in the last digits, and must count as equal. */
static const double SAME_STATISTIC = 1e-9;

typedef struct room {
    bp_scan_draws draws;
    int32_t *order;
} room;

typedef struct job {
    bp_scan_urn urn;
    bp_scan_search_fn search;
    void *user;
    const bp_scan_inference_options *options;
    double observed;
    room *rooms;       /* rooms[threads] */
    double *highest;   /* highest[n_batches * BP_SCAN_BATCH] */
    uint8_t *done;     /* done[n_batches] */
    int64_t n_counted; /* batches counted, in their order */
    int64_t reached;   /* replicates among them that reach the observed maximum */
    int64_t end;       /* replicates that count */
} job;

void bp_scan_maxima_clear(bp_scan_maxima *maxima)
{
    free(maxima->highest);
    *maxima = (bp_scan_maxima)BP_SCAN_MAXIMA_INIT;
}

static bool reaches(double maximum, double statistic)
{
    return maximum >= statistic * (1.0 - SAME_STATISTIC);
}

/* Where drawing stops depends on the order of the replicates alone, not on who is done first. */
static void count_batches(job *work)
{
    while (work->n_counted * BP_SCAN_BATCH < work->end && work->done[work->n_counted]) {
        int64_t first = work->n_counted++ * BP_SCAN_BATCH;
        for (int64_t r = first; r < first + BP_SCAN_BATCH && r < work->end; r++) {
            work->reached += reaches(work->highest[r], work->observed);
            if (work->reached >= work->options->stop_at)
                work->end = r + 1;
        }
    }
}

static bp_status do_batch(bp_context *context, void *user, int thread, int64_t number)
{
    job *work = (job *)user;
    room *r = &work->rooms[thread];
    bool stopping = work->options->stop_at > 0, past = false;
    if (stopping) {
#pragma omp critical(bp_scan_counting)
        past = number * BP_SCAN_BATCH >= work->end;
    }
    if (past)
        return BP_OK;
    bp_scan_draw(&work->urn, work->options->seed, number * BP_SCAN_BATCH, r->order, &r->draws);
    bp_status status =
        work->search(context, work->user, thread, &r->draws, work->highest + number * BP_SCAN_BATCH);
    if (!status && stopping) {
#pragma omp critical(bp_scan_counting)
        {
            work->done[number] = 1;
            count_batches(work);
        }
    }
    return status;
}

/* Gumbel's distribution by the moments of the maxima. */
static void fit_gumbel(bp_scan_maxima *maxima)
{
    const double euler = 0.57721566490153286061, pi = 3.14159265358979323846;
    double mean = 0.0, square = 0.0;
    for (int64_t r = 0; r < maxima->n; r++)
        mean += maxima->highest[r] / (double)maxima->n;
    for (int64_t r = 0; r < maxima->n; r++)
        square += (maxima->highest[r] - mean) * (maxima->highest[r] - mean);
    maxima->scale = maxima->n > 1 ? sqrt(6.0 * square / (double)(maxima->n - 1)) / pi : 0.0;
    maxima->location = mean - euler * maxima->scale;
}

static bp_status prepare(bp_context *context, const bp_scan_model *models, int n_models, job *work,
                         int n_threads)
{
    size_t n_batches = (size_t)((work->options->n_replicates + BP_SCAN_BATCH - 1) / BP_SCAN_BATCH);
    bp_status status = bp_scan_urn_make(context, models, n_models, &work->urn);
    if (status)
        return status;
    work->rooms = (room *)calloc((size_t)n_threads, sizeof *work->rooms);
    work->highest = (double *)calloc(n_batches * BP_SCAN_BATCH, sizeof *work->highest);
    work->done = (uint8_t *)calloc(n_batches, 1);
    if (!work->rooms || !work->highest || !work->done)
        return bp_context_fail_memory(context, n_batches * BP_SCAN_BATCH * sizeof *work->highest);
    for (int t = 0; !status && t < n_threads; t++) {
        room *r = &work->rooms[t];
        r->order = (int32_t *)malloc(((size_t)work->urn.n_rows + 1) * sizeof *r->order);
        status = r->order ? bp_scan_draws_new(context, &work->urn, &r->draws)
                          : bp_context_fail_memory(context, (size_t)work->urn.n_rows * sizeof *r->order);
    }
    return status;
}

bp_status bp_scan_infer(bp_context *context, const bp_scan_model *models, int n_models, double observed,
                        bp_scan_search_fn search, void *user, const bp_scan_inference_options *options,
                        bp_scan_maxima *out)
{
    int n_threads = bp_context_threads(context);
    bp_scan_maxima maxima = BP_SCAN_MAXIMA_INIT;
    job work = {0};
    work.search = search;
    work.user = user;
    work.options = options;
    work.observed = observed;
    work.end = options->n_replicates;
    if (options->n_replicates < 1 || options->stop_at < 0)
        return bp_context_fail(context, BP_ERROR_ARGUMENT,
                               "scan: there must be 1 replicate at the least; 999 say something");
    bp_status status = prepare(context, models, n_models, &work, n_threads);
    if (!status)
        status = bp_workers_run(context, (options->n_replicates + BP_SCAN_BATCH - 1) / BP_SCAN_BATCH,
                                do_batch, &work);
    if (!status) {
        maxima.n = work.end;
        maxima.stopped = options->stop_at > 0 && work.reached >= options->stop_at;
        maxima.highest = work.highest;
        work.highest = NULL;
        fit_gumbel(&maxima);
        *out = maxima;
    }
    for (int t = 0; work.rooms && t < n_threads; t++) {
        bp_scan_draws_clear(&work.rooms[t].draws);
        free(work.rooms[t].order);
    }
    free(work.rooms);
    free(work.highest);
    free(work.done);
    bp_scan_urn_clear(&work.urn);
    return status;
}

int64_t bp_scan_at_least(const bp_scan_maxima *maxima, double statistic)
{
    int64_t count = 0;
    for (int64_t r = 0; r < maxima->n; r++)
        count += reaches(maxima->highest[r], statistic);
    return count;
}

double bp_scan_p(const bp_scan_maxima *maxima, double statistic)
{
    double count = (double)bp_scan_at_least(maxima, statistic), n = (double)maxima->n;
    if (statistic <= 0.0)
        return 1.0;
    /* A window that is above the observed maximum has not been waited for. */
    return maxima->stopped && count > 0.0 ? count / n : (count + 1.0) / (n + 1.0);
}

double bp_scan_p_gumbel(const bp_scan_maxima *maxima, double statistic)
{
    if (statistic <= 0.0)
        return 1.0;
    if (!(maxima->scale > 0.0))
        return statistic > maxima->location ? 0.0 : 1.0;
    /* 1 - exp(-x) without loss where x is small. */
    return -expm1(-exp(-(statistic - maxima->location) / maxima->scale));
}
