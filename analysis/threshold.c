#include "analysis/threshold.h"

#include "analysis/rank.h"
#include "geo/bitmap.h"

#include <stdlib.h>
#include <string.h>

/* The scored units by group, each group by ascending score: order[start[g]] .. order[start[g + 1] - 1]. */
typedef struct grouping {
    int32_t n_groups;
    int32_t *order;
    int64_t *start;
} grouping;

static int32_t count_groups(const bp_threshold_input *input)
{
    int32_t most = -1;
    for (int64_t i = 0; i < input->n; i++)
        most = input->group[i] > most ? input->group[i] : most;
    return most + 1;
}

static void clear(grouping *groups)
{
    free(groups->order);
    free(groups->start);
}

static bp_status group_units(bp_context *context, const bp_threshold_input *input, grouping *out)
{
    size_t rows = (size_t)input->n + 1;
    int64_t m = 0;
    out->n_groups = count_groups(input);
    int32_t *sorted = (int32_t *)malloc(rows * sizeof *sorted);
    out->order = (int32_t *)malloc(rows * sizeof *out->order);
    out->start = (int64_t *)calloc((size_t)out->n_groups + 2, sizeof *out->start);
    if (!sorted || !out->order || !out->start) {
        free(sorted);
        return bp_context_fail_memory(context, rows * sizeof *sorted);
    }
    bp_status status = bp_sort_order(context, input->score, input->scored, input->n, sorted, &m);
    for (int64_t k = 0; !status && k < m; k++)
        if (input->group[sorted[k]] >= 0)
            out->start[input->group[sorted[k]] + 2]++;
    for (int32_t g = 2; !status && g <= out->n_groups; g++)
        out->start[g] += out->start[g - 1];
    /* While units are put in, start[g + 1] is where the next one of g goes; it ends up where g ends. */
    for (int64_t k = 0; !status && k < m; k++)
        if (input->group[sorted[k]] >= 0)
            out->order[out->start[input->group[sorted[k]] + 1]++] = sorted[k];
    free(sorted);
    return status;
}

static bool has_weight(const bp_threshold_input *input, const int32_t *order, int64_t m)
{
    for (int64_t k = 0; k < m; k++)
        if (!input->weight || input->weight[order[k]] > 0.0)
            return true;
    return false;
}

/* The local positions of one group, or its units counted as those of a small one. */
static bp_status rank_group(bp_context *context, const bp_threshold_input *input,
                            const bp_threshold_options *options, const int32_t *order, int64_t m,
                            double *local, uint8_t *local_valid, bp_threshold_report *report)
{
    if (m == 0)
        return BP_OK;
    if (m < options->min_units || !has_weight(input, order, m)) {
        report->n_small_groups++;
        report->n_small += m;
        return BP_OK;
    }
    for (int64_t k = 0; k < m; k++)
        bp_bitmap_set(local_valid, order[k]);
    return bp_percentile_rank_sorted(context, input->score, order, m, input->weight, local);
}

static bp_status rank_locally(bp_context *context, const bp_threshold_input *input,
                              const bp_threshold_options *options, double *local, uint8_t *local_valid,
                              bp_threshold_report *report)
{
    grouping groups = {0, NULL, NULL};
    bp_status status = group_units(context, input, &groups);
    for (int32_t g = 0; !status && g < groups.n_groups; g++)
        status = rank_group(context, input, options, groups.order + groups.start[g],
                            groups.start[g + 1] - groups.start[g], local, local_valid, report);
    for (int64_t i = 0; !status && i < input->n; i++)
        report->n_without_group += bp_bitmap_get(input->scored, i) && input->group[i] < 0;
    clear(&groups);
    return status;
}

static bp_status check(bp_context *context, const bp_threshold_input *input,
                       const bp_threshold_options *options)
{
    if (!(options->national >= 0.0 && options->national <= 1.0))
        return bp_context_fail(context, BP_ERROR_ARGUMENT,
                               "the share of the national position is %g, expected 0 to 1",
                               options->national);
    if (options->local != BP_THRESHOLD_NATIONAL && !input->group)
        return bp_context_fail(context, BP_ERROR_ARGUMENT,
                               "a local position needs the municipality or the size class of every unit");
    return BP_OK;
}

static void mix(const bp_threshold_input *input, double national, const double *local,
                const uint8_t *local_valid, double *position)
{
    for (int64_t i = 0; i < input->n; i++)
        if (bp_bitmap_get(input->scored, i))
            position[i] = bp_bitmap_get(local_valid, i)
                              ? national * input->score[i] + (1.0 - national) * local[i]
                              : input->score[i];
}

bp_status bp_threshold_position(bp_context *context, const bp_threshold_input *input,
                                const bp_threshold_options *options, double *position, double *local,
                                uint8_t *local_valid, bp_threshold_report *report)
{
    size_t bytes = bp_bitmap_bytes(input->n);
    bp_threshold_report found = BP_THRESHOLD_REPORT_INIT;
    bp_status status = check(context, input, options);
    if (status)
        return status;
    double *rank = (double *)calloc((size_t)input->n + 1, sizeof *rank);
    uint8_t *valid = (uint8_t *)calloc(bytes, 1);
    if (!rank || !valid) {
        status = bp_context_fail_memory(context, (size_t)input->n * sizeof *rank);
        goto done;
    }
    if (options->local != BP_THRESHOLD_NATIONAL)
        status = rank_locally(context, input, options, rank, valid, &found);
    if (!status) {
        mix(input, options->national, rank, valid, position);
        if (local)
            memcpy(local, rank, (size_t)input->n * sizeof *rank);
        if (local_valid)
            memcpy(local_valid, valid, bytes);
        *report = found;
    }
done:
    free(rank);
    free(valid);
    return status;
}
