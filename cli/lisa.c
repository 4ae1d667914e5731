#include "cli/lisa.h"

#include "analysis/getis.h"
#include "analysis/local_geary.h"
#include "geo/bitmap.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

const char *const bp_lisa_names[] = {"moran", "geary", "gi", "gi_star", "joincount", NULL};

static const char *const corrections[] = {"none", "bonferroni", "holm", "fdr", "by", NULL};
static const char *const inferences[] = {"permutation", "plain", "analytic", NULL};
static const char *const moments[] = {"conditional", "total", NULL};
static const char *const divisors[] = {"n", "n-1", NULL};

static bp_status read_alpha(const bp_call *call, double *out)
{
    const char *text = bp_call_text(call, "alpha", "0.05");
    char *end = NULL;
    double value = strtod(text, &end);
    if (end == text || *end || !(value > 0.0 && value < 1.0))
        return bp_context_fail(call->context, BP_ERROR_ARGUMENT,
                               "lisa: --alpha: found '%s', expected a number between 0 and 1", text);
    *out = value;
    return BP_OK;
}

/* "5/5": the highest of five. */
static bp_status read_quantile(const bp_call *call, bp_quantile *out)
{
    const char *text = bp_call_text(call, "quantile", NULL);
    char *end = NULL;
    if (!text)
        return BP_OK;
    long which = strtol(text, &end, 10), of = *end == '/' ? strtol(end + 1, &end, 10) : 0;
    if (*end || of < 2 || of > 1000 || which < 1 || which > of)
        return bp_context_fail(call->context, BP_ERROR_ARGUMENT,
                               "lisa: --quantile: found '%s', expected K/N, 5/5 for the highest fifth say",
                               text);
    *out = (bp_quantile){(int)of, (int)which};
    return BP_OK;
}

static bp_status check_columns(const bp_lisa *lisa)
{
    const bp_call *call = lisa->base.call;
    int n = lisa->base.n_columns;
    const char *bad = NULL;
    if (lisa->are_rates && lisa->bivariate)
        bad = "--bivariate and --rates do not go together";
    else if (lisa->bivariate && lisa->kind != BP_LISA_MORAN && lisa->kind != BP_LISA_JOINCOUNT)
        bad = "--bivariate goes with --statistic moran or joincount";
    else if (lisa->quantile.of > 0 && lisa->kind != BP_LISA_JOINCOUNT)
        bad = "--quantile goes with --statistic joincount";
    else if ((lisa->bivariate || lisa->are_rates) && n != 2)
        bad = "--bivariate and --rates take two columns";
    else if (!lisa->bivariate && !lisa->are_rates && n != 1 && lisa->kind != BP_LISA_GEARY &&
             lisa->kind != BP_LISA_JOINCOUNT)
        bad = "this statistic takes one column; geary and joincount take several";
    return bad ? bp_context_fail(call->context, BP_ERROR_ARGUMENT, "lisa: %s", bad) : BP_OK;
}

bp_status bp_lisa_open(bp_call *call, bp_lisa *lisa)
{
    int kind = BP_LISA_MORAN, correction = BP_CORRECTION_NONE, inference = BP_INFERENCE_PERMUTATION;
    int moment = BP_MOMENTS_CONDITIONAL, divisor = -1;
    bp_status status = bp_statistic_word(call, "statistic", bp_lisa_names, &kind);
    if (!status)
        status = bp_statistic_word(call, "correction", corrections, &correction);
    if (!status)
        status = bp_statistic_word(call, "inference", inferences, &inference);
    if (!status)
        status = bp_statistic_word(call, "moments", moments, &moment);
    if (!status)
        status = bp_statistic_word(call, "divisor", divisors, &divisor);
    if (!status)
        status = read_alpha(call, &lisa->alpha);
    if (!status)
        status = read_quantile(call, &lisa->quantile);
    if (status)
        return status;
    bool is_count = kind == BP_LISA_JOINCOUNT, is_g = kind == BP_LISA_GI || kind == BP_LISA_GI_STAR;
    const bp_statistic_kind how = {true, is_count || is_g ? BP_WEIGHTS_BINARY : BP_WEIGHTS_ROW,
                                   is_count ? BP_ALTERNATIVE_GREATER : BP_ALTERNATIVE_TWO_SIDED};
    lisa->kind = (bp_lisa_kind)kind;
    lisa->correction = (bp_correction)correction;
    lisa->bivariate = bp_call_has(call, "bivariate");
    lisa->are_rates = bp_call_has(call, "rates");
    status = bp_statistic_open(call, &how, &lisa->base);
    if (!status)
        status = check_columns(lisa);
    lisa->options = (bp_local_options)BP_LOCAL_OPTIONS_INIT;
    lisa->options.name = lisa->base.n_columns > 0 ? lisa->base.names[0] : NULL;
    lisa->options.inference = (bp_inference)inference;
    lisa->options.permutations = bp_call_integer(call, "permutations", lisa->options.permutations);
    lisa->options.seed = (uint64_t)bp_call_integer(call, "seed", 1);
    lisa->options.stop_after = bp_call_integer(call, "stop-after", 0);
    lisa->options.alternative = lisa->base.alternative;
    lisa->options.moments = (bp_moments)moment;
    /* As most programs have it: Moran's I by n, as spdep, Geary's c by n - 1, as spdep and GeoDa. */
    lisa->options.divisor = divisor >= 0            ? (bp_divisor)divisor
                            : kind == BP_LISA_GEARY ? BP_DIVISOR_N_MINUS_ONE
                                                    : BP_DIVISOR_N;
    return status;
}

void bp_lisa_clear(bp_lisa *lisa)
{
    bp_local_clear(&lisa->local);
    free(lisa->q);
    bp_statistic_clear(&lisa->base);
}

/* The columns as they are, or as 0 and 1 where a quantile was asked for: marks[c * n + i]. */
static bp_status mark_quantiles(bp_lisa *lisa, const uint8_t *valid, double **marks)
{
    bp_statistic *s = &lisa->base;
    int64_t n = s->layer.table.n_rows;
    bp_status status = BP_OK;
    double *made = (double *)calloc((size_t)n * (size_t)s->n_columns + 1, sizeof *made);
    if (!made)
        return bp_context_fail_memory(s->context, (size_t)n * (size_t)s->n_columns * sizeof *made);
    for (int c = 0; !status && c < s->n_columns; c++)
        status = bp_quantile_mark(s->context, s->names[c], s->values[c].value, valid, n, lisa->quantile,
                                  made + c * n);
    if (status)
        free(made);
    else
        *marks = made;
    return status;
}

static bp_status dispatch(bp_lisa *lisa, const bp_weights *weights, const double *const *columns,
                          const uint8_t *valid)
{
    bp_context *context = lisa->base.context;
    const bp_local_pair pair = {columns[0], lisa->bivariate ? columns[1] : NULL, valid};
    const bp_local_options *options = &lisa->options;
    int n_columns = lisa->are_rates ? 1 : lisa->base.n_columns;
    switch (lisa->kind) {
    case BP_LISA_MORAN:
        if (lisa->bivariate)
            return bp_local_moran_bivariate(context, weights, &pair, options, &lisa->local);
        return bp_local_moran(context, weights, columns[0], valid, options, &lisa->local);
    case BP_LISA_GEARY:
        return bp_local_geary(context, weights, columns, n_columns, valid, options, &lisa->local);
    case BP_LISA_GI:
        return bp_getis(context, weights, BP_GETIS_GI, columns[0], valid, options, &lisa->local);
    case BP_LISA_GI_STAR:
        return bp_getis(context, weights, BP_GETIS_GI_STAR, columns[0], valid, options, &lisa->local);
    case BP_LISA_JOINCOUNT:
        break;
    }
    if (lisa->bivariate)
        return bp_local_joincount_bivariate(context, weights, &pair, options, &lisa->local);
    return bp_local_joincount(context, weights, columns, n_columns, valid, options, &lisa->local);
}

static void warn_islands(const bp_lisa *lisa, const bp_weights *weights, const uint8_t *valid)
{
    char who[BP_ISLAND_BYTES];
    int64_t n = bp_statistic_islands(&lisa->base, weights, valid, who);
    if (n > 0)
        bp_context_warn(lisa->base.context, "islands",
                        "column '%s': %" PRId64 " %s no neighbour with a value, and no statistic: %s",
                        lisa->base.names[0], n, n == 1 ? "unit has" : "units have", who);
}

static bp_status compute_local(bp_lisa *lisa, const uint8_t *valid)
{
    bp_statistic *s = &lisa->base;
    bp_weights weights = BP_WEIGHTS_INIT;
    int64_t n = s->layer.table.n_rows;
    double *made = NULL;
    const double **columns = (const double **)calloc((size_t)s->n_columns + 1, sizeof *columns);
    bp_status status = columns ? BP_OK : bp_context_fail_memory(s->context, 0);
    if (!status && lisa->are_rates)
        status = bp_statistic_rates(s, valid, &made);
    if (!status && lisa->quantile.of > 0)
        status = mark_quantiles(lisa, valid, &made);
    for (int c = 0; !status && c < s->n_columns; c++)
        columns[c] = made ? made + (lisa->are_rates ? 0 : c * n) : s->values[c].value;
    if (!status)
        status = bp_statistic_weights(s, valid, lisa->kind == BP_LISA_GI_STAR ? BP_SELF_IN : BP_SELF_OUT,
                                      &weights);
    if (!status)
        status = dispatch(lisa, &weights, columns, valid);
    if (!status)
        warn_islands(lisa, &weights, valid);
    bp_weights_clear(&weights);
    free(columns);
    free(made);
    return status;
}

/* So few permutations that nothing could have been significant: better said than left to be found out. */
static void warn_too_few(bp_lisa *lisa)
{
    const bp_local_options *o = &lisa->options;
    double sides = o->alternative == BP_ALTERNATIVE_TWO_SIDED ? 2.0 : 1.0;
    double smallest = sides / ((double)o->permutations + 1.0);
    if (lisa->local.inference == BP_INFERENCE_ANALYTIC || lisa->cutoff.n_significant > 0 ||
        lisa->correction == BP_CORRECTION_NONE || smallest * (double)lisa->cutoff.n_tests <= lisa->alpha)
        return;
    bp_context_warn(lisa->base.context, "few_permutations",
                    "%" PRId64 " permutations give no p below %.3g, too coarse for %s over %" PRId64
                    " units; --permutations %.0f is not",
                    o->permutations, smallest, bp_correction_name(lisa->correction), lisa->cutoff.n_tests,
                    ceil(sides * (double)lisa->cutoff.n_tests / lisa->alpha));
}

/* Why nothing is drawn; NULL where something is. */
static const char *why_not_drawn(const bp_lisa *lisa)
{
    return lisa->kind == BP_LISA_JOINCOUNT ? "p-values of join counts are exact and not drawn"
           : lisa->local.inference == BP_INFERENCE_ANALYTIC ? "--inference analytic draws nothing"
                                                            : NULL;
}

/* --stop-after means something to draws unit by unit only; an option that does nothing is not to go unsaid.
 */
static void warn_not_stopped(bp_lisa *lisa)
{
    if (lisa->options.stop_after == 0 || lisa->local.inference == BP_INFERENCE_PLAIN)
        return;
    const char *why = why_not_drawn(lisa);
    const char *instead = why ? why
                              : "units share their draws, all of which are made; --inference plain draws for "
                                "each unit by itself";
    bp_context_warn(lisa->base.context, "stop_after", "--stop-after %" PRId64 " has no effect: %s",
                    lisa->options.stop_after, instead);
    lisa->options.stop_after = 0;
}

bp_status bp_lisa_compute(bp_lisa *lisa)
{
    bp_statistic *s = &lisa->base;
    uint8_t *valid = NULL;
    bp_progress_begin(s->call->progress, "statistic");
    bp_progress_count(s->call->progress, s->layer.table.n_rows, "units");
    bp_status status = bp_statistic_valid(s, 0, s->n_columns, &valid);
    if (!status && s->n_columns == 1 && lisa->kind != BP_LISA_JOINCOUNT)
        status = bp_statistic_check_not_binary(s, 0, valid, "--statistic joincount");
    if (!status)
        status = compute_local(lisa, valid);
    free(valid);
    if (status)
        return status;
    lisa->q = (double *)calloc((size_t)lisa->local.n + 1, sizeof *lisa->q);
    if (!lisa->q)
        return bp_context_fail_memory(s->context, (size_t)lisa->local.n * sizeof *lisa->q);
    status = bp_pvalue_adjust(s->context, lisa->local.p, lisa->local.has_p, lisa->local.n, lisa->correction,
                              lisa->alpha, lisa->q, &lisa->cutoff);
    if (!status) {
        warn_too_few(lisa);
        warn_not_stopped(lisa);
        if (why_not_drawn(lisa))
            bp_statistic_warn_not_drawn(s->call, why_not_drawn(lisa));
    }
    return status;
}

const char *bp_lisa_cluster(const bp_lisa *lisa, int64_t i)
{
    const bp_local *local = &lisa->local;
    if (local->kind[i] == BP_LOCAL_MISSING || local->kind[i] == BP_LOCAL_ISLAND ||
        local->kind[i] == BP_LOCAL_UNTESTED)
        return bp_local_class_name((bp_local_class)local->kind[i]);
    if (bp_bitmap_get(local->has_p, i) && lisa->q[i] <= lisa->alpha)
        return bp_local_class_name((bp_local_class)local->kind[i]);
    return "Not significant";
}
