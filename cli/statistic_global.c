#include "cli/statistic_global.h"

#include "geo/bitmap.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *const island_ways[] = {"leave-out", "keep", "spdep", NULL};
enum { ROWS_MOST = 9, PERMUTATIONS = 999 };

static bp_statistic_row *new_row(bp_global_job *job, const char *what, const char *inference)
{
    bp_statistic_row *row = &job->rows[(*job->n)++];
    *row = (bp_statistic_row){0};
    row->column = job->column;
    row->statistic = what;
    row->inference = inference;
    row->n_missing = job->n_missing;
    return row;
}

void bp_global_add_moments(bp_global_job *job, const char *what, const char *inference, double value,
                           const bp_global_moments *moments, int64_t n, int64_t n_islands)
{
    bp_statistic_row *row = new_row(job, what, inference);
    row->value = value;
    row->has_moments = true;
    row->expectation = moments->expectation;
    row->variance = moments->variance;
    row->z = moments->z;
    row->p = bp_pvalue_normal(moments->z, job->statistic->alternative);
    row->n = n;
    row->n_islands = n_islands;
}

void bp_global_add_shuffled(bp_global_job *job, const char *what, const bp_shuffled *shuffled, int64_t n,
                            int64_t n_islands)
{
    bp_statistic_row *row = new_row(job, what, "permutation");
    row->value = shuffled->observed;
    row->has_moments = shuffled->variance > 0.0;
    row->expectation = shuffled->mean;
    row->variance = shuffled->variance;
    if (row->has_moments)
        row->z = (shuffled->observed - shuffled->mean) / sqrt(shuffled->variance);
    row->p = bp_pvalue_pseudo(&shuffled->tally, job->statistic->alternative);
    row->n = n;
    row->n_islands = n_islands;
    row->permutations = shuffled->tally.n_drawn;
}

void bp_global_add(bp_global_job *job, const char *what, const bp_global *found, const bp_shuffled *shuffled)
{
    if (found->normality.variance > 0.0)
        bp_global_add_moments(job, what, "normality", found->statistic, &found->normality, found->n,
                              found->n_islands);
    bp_global_add_moments(job, what, "randomisation", found->statistic, &found->randomisation, found->n,
                          found->n_islands);
    if (job->input.permutations > 0)
        bp_global_add_shuffled(job, what, shuffled, found->n, found->n_islands);
}

static int64_t count_missing(const uint8_t *valid, int64_t n)
{
    int64_t missing = 0;
    for (int64_t i = 0; i < n; i++)
        missing += !bp_bitmap_get(valid, i);
    return missing;
}

/* Islands are said aloud where they change the number: the table only counts them. Of weights that go one
 * way, an island may be a neighbour of others, who cannot do without it. */
static void settle_islands(const bp_global_job *job, int from)
{
    char who[BP_ISLAND_BYTES];
    bp_statistic *s = job->statistic;
    int64_t n = bp_statistic_islands(s, job->input.weights, job->input.valid, who),
            n_out = job->rows[from].n_islands;
    for (int r = from; r < *job->n; r++)
        job->rows[r].n_islands = n;
    if (n == 0 || job->input.islands != BP_ISLANDS_LEFT_OUT)
        return;
    if (n_out == n)
        bp_context_warn(s->context, "islands",
                        "column '%s': %" PRId64
                        " %s no neighbour with a value and %s left out (--islands): %s",
                        job->column, n, n == 1 ? "unit has" : "units have", n == 1 ? "is" : "are", who);
    else
        bp_context_warn(s->context, "islands",
                        "column '%s': %" PRId64 " %s no neighbour with a value, of which %" PRId64
                        " %s left out (--islands) and %" PRId64 " %s part as neighbours of others: %s",
                        job->column, n, n == 1 ? "unit has" : "units have", n_out, n_out == 1 ? "is" : "are",
                        n - n_out, n - n_out == 1 ? "takes" : "take", who);
}

/* One job: columns first .. first + m - 1. */
static bp_status run_job(bp_statistic *s, int first, int m, bool are_rates, bp_global_fn compute,
                         bp_global_job *job)
{
    bp_weights weights = BP_WEIGHTS_INIT;
    uint8_t *valid = NULL;
    double *rates = NULL;
    int64_t n = s->layer.table.n_rows;
    bp_status status = bp_statistic_valid(s, first, m, &valid);
    if (!status && are_rates)
        status = bp_statistic_rates(s, valid, &rates);
    if (!status)
        status = bp_statistic_weights(s, valid, BP_SELF_OUT, &weights);
    if (!status) {
        job->n_missing = count_missing(valid, n);
        job->column = job->input.name = s->names[first];
        if (m > 1) {
            snprintf(s->label, sizeof s->label, "%s %s %s", s->names[0], are_rates ? "/" : "with neighbours'",
                     s->names[1]);
            job->column = s->label;
        }
        job->input.weights = &weights;
        job->input.x = rates ? rates : s->values[first].value;
        job->input.valid = valid;
        status = m > 1 || strcmp(s->call->command->name, "joincount") == 0
                     ? BP_OK
                     : bp_statistic_check_not_binary(s, first, valid, "'brandpunt joincount'");
    }
    int from = *job->n;
    if (!status)
        status = compute(job);
    if (!status)
        settle_islands(job, from);
    /* What was lent to the job ends here. */
    job->input.weights = NULL;
    job->input.x = NULL;
    job->input.valid = NULL;
    bp_weights_clear(&weights);
    free(valid);
    free(rates);
    return status;
}

bp_status bp_statistic_run(bp_call *call, const bp_statistic_kind *kind, bool together, bool are_rates,
                           bp_global_fn compute)
{
    bp_statistic s = {0};
    bp_statistic_row *rows = NULL;
    int n_rows = 0, islands = BP_ISLANDS_LEFT_OUT;
    bp_status status = bp_statistic_word(call, "islands", island_ways, &islands);
    if (!status)
        status = bp_statistic_open(call, kind, &s);
    if (status)
        goto done;
    if (together && s.n_columns != 2) {
        status = bp_context_fail(call->context, BP_ERROR_ARGUMENT,
                                 "%s: %d columns were named; --bivariate and --rates take two",
                                 call->command->name, s.n_columns);
        goto done;
    }
    rows = (bp_statistic_row *)calloc((size_t)s.n_columns * ROWS_MOST, sizeof *rows);
    if (!rows) {
        status = bp_context_fail_memory(call->context, 0);
        goto done;
    }
    if (bp_call_has(call, "analytic"))
        bp_statistic_warn_not_drawn(call, "--analytic draws nothing");
    bp_progress_begin(call->progress, "statistics");
    if (!bp_call_has(call, "analytic"))
        bp_progress_count(call->progress, bp_call_integer(call, "permutations", PERMUTATIONS),
                          "permutations");
    for (int c = 0; !status && c < (together ? 1 : s.n_columns); c++) {
        bp_global_job job = {.statistic = &s, .rows = rows, .n = &n_rows};
        job.input = (bp_global_input)BP_GLOBAL_INPUT_INIT;
        job.input.islands = (bp_islands)islands;
        job.input.seed = (uint64_t)bp_call_integer(call, "seed", 1);
        job.input.permutations =
            bp_call_has(call, "analytic") ? 0 : bp_call_integer(call, "permutations", PERMUTATIONS);
        status = run_job(&s, c, together ? s.n_columns : 1, are_rates, compute, &job);
    }
    if (!status)
        status = bp_statistic_print(&s, call->command->name, rows, n_rows);
done:
    free(rows);
    bp_statistic_clear(&s);
    return status;
}
