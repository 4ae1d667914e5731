/* brandpunt joincount: how often units of one colour meet. */
#include "analysis/joincount.h"
#include "analysis/rank.h"
#include "cli/command.h"
#include "cli/statistic_global.h"
#include "geo/bitmap.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const bp_option options[] = {
    BP_GLOBAL_OPTION_ROWS("B"),
    {"above", 0, BP_OPTION_TEXT, "X", "black is a value above X, a number or 'median'", 0, 0},
    {"sampling", 0, BP_OPTION_TEXT, "nonfree|free", "of the moments (default: nonfree)", 0, 0},
};

static const char *const samplings[] = {"nonfree", "free", NULL};
static const char *const kinds[BP_JOIN_KINDS] = {"BB", "WW", "BW"};

static bp_status find_median(const bp_global_job *job, double *out)
{
    bp_context *context = job->statistic->context;
    int64_t n = job->input.weights->n, m = 0;
    int32_t *order = (int32_t *)malloc(((size_t)n + 1) * sizeof *order);
    if (!order)
        return bp_context_fail_memory(context, (size_t)n * sizeof *order);
    bp_status status = bp_sort_order(context, job->input.x, job->input.valid, n, order, &m);
    if (!status && m == 0)
        status = bp_context_fail(context, BP_ERROR_INPUT, "column '%s': has no values", job->column);
    if (!status)
        *out = 0.5 * job->input.x[order[(m - 1) / 2]] + 0.5 * job->input.x[order[m / 2]];
    free(order);
    return status;
}

/* black[n]: 1 above the threshold, else 0. */
static bp_status colour(const bp_global_job *job, const char *above, double *black)
{
    double threshold = 0.0;
    char *end = NULL;
    if (strcmp(above, "median") == 0) {
        bp_status status = find_median(job, &threshold);
        if (status)
            return status;
    } else {
        threshold = strtod(above, &end);
        if (end == above || *end || !isfinite(threshold))
            return bp_context_fail(job->statistic->context, BP_ERROR_ARGUMENT,
                                   "joincount: --above: found '%s', expected a number or median", above);
    }
    for (int64_t i = 0; i < job->input.weights->n; i++)
        if (bp_bitmap_get(job->input.valid, i))
            black[i] = job->input.x[i] > threshold ? 1.0 : 0.0;
    return BP_OK;
}

static bp_status count(bp_global_job *job)
{
    bp_joincount found;
    bp_shuffled shuffled[BP_JOIN_KINDS];
    bp_context *context = job->statistic->context;
    int sampling = BP_SAMPLING_NONFREE;
    bp_status status = bp_statistic_word(job->statistic->call, "sampling", samplings, &sampling);
    if (!status)
        status = bp_joincount_compute(context, &job->input, (bp_sampling)sampling, &found);
    if (!status && job->input.permutations > 0)
        status = bp_joincount_permute(context, &job->input, shuffled);
    for (int kind = 0; !status && kind < BP_JOIN_KINDS; kind++) {
        bp_global_add_moments(job, kinds[kind], samplings[sampling], found.count[kind], &found.moments[kind],
                              found.n, found.n_islands);
        if (job->input.permutations > 0)
            bp_global_add_shuffled(job, kinds[kind], &shuffled[kind], found.n, found.n_islands);
    }
    return status;
}

static bp_status check_binary(const bp_global_job *job)
{
    const bp_statistic *s = job->statistic;
    for (int64_t i = 0; i < job->input.weights->n; i++) {
        double x = job->input.x[i];
        if (bp_bitmap_get(job->input.valid, i) && x != 0.0 && x != 1.0)
            return bp_context_fail(
                s->context, BP_ERROR_INPUT,
                "column '%s': the unit '%s' has the value %.12g; join counts are of 0 (white) and 1 "
                "(black): --above X or --above median cuts other values in two",
                job->column, s->ids.text[i], x);
    }
    return BP_OK;
}

static bp_status compute(bp_global_job *job)
{
    const char *above = bp_call_text(job->statistic->call, "above", NULL);
    if (!above) {
        bp_status status = check_binary(job);
        return status ? status : count(job);
    }
    double *black = (double *)calloc((size_t)job->input.weights->n + 1, sizeof *black);
    if (!black)
        return bp_context_fail_memory(job->statistic->context, 0);
    bp_status status = colour(job, above, black);
    job->input.x = black;
    if (!status)
        status = count(job);
    free(black);
    return status;
}

static bp_status run(bp_call *call)
{
    const bp_statistic_kind kind = {false, BP_WEIGHTS_BINARY, BP_ALTERNATIVE_TWO_SIDED};
    return bp_statistic_run(call, &kind, false, false, compute);
}

const bp_command bp_command_joincount = {
    .name = "joincount",
    .synopsis = "FILE COLUMN... [options]",
    .summary = "join counts of whole maps: how often do units of one colour meet?",
    .description = "Counts of neighbours that are both black (BB), both white (WW) and of different\n"
                   "colour (BW) for every COLUMN of the layer FILE, with their moments and where\n"
                   "they stand among random arrangements. A column holds 0 (white) and 1 (black),\n"
                   "or is cut with --above. Weights are binary (--style B) unless you say otherwise.\n\n"
                   "Examples:\n"
                   "  brandpunt joincount units.gpkg is_designated\n"
                   "  brandpunt joincount units.gpkg income --above median --rook",
    .options = options,
    .n_options = (int)(sizeof options / sizeof *options),
    .least_arguments = 2,
    .most_arguments = BP_COLUMNS_MOST,
    .run = run,
};
