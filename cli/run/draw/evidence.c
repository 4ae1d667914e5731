#include "cli/run/draw/evidence.h"

#include "analysis/getis.h"
#include "analysis/local_geary.h"
#include "analysis/local_moran.h"
#include "cli/run/columns.h"
#include "cli/run/run.h"
#include "geo/bitmap.h"
#include "geo/text.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PATH_SIZE = 64 };

static const char not_significant[] = "Not significant";

void bp_run_evidence_clear(bp_run_evidence *evidence)
{
    bp_local_clear(&evidence->local);
    free(evidence->column);
    free(evidence->q);
    for (int kind = 0; kind < 2; kind++) {
        free(evidence->share[kind]);
        free(evidence->share_defined[kind]);
    }
    memset(evidence, 0, sizeof *evidence);
}

static bool is_significant(const bp_run_evidence *evidence, int64_t i)
{
    return bp_bitmap_get(evidence->local.has_p, i) && evidence->q[i] <= evidence->asked->alpha;
}

const char *bp_run_evidence_cluster(const bp_run_evidence *evidence, int64_t i)
{
    bp_local_class kind = (bp_local_class)evidence->local.kind[i];
    if (kind == BP_LOCAL_MISSING || kind == BP_LOCAL_ISLAND || is_significant(evidence, i))
        return bp_local_class_name(kind);
    return not_significant;
}

const char *bp_run_evidence_word(const bp_run_evidence *evidence, int k)
{
    /* Classes of every statistic, ended by MISSING, which all have. */
    static const bp_local_class moran[] = {BP_LOCAL_HIGH_HIGH, BP_LOCAL_LOW_LOW, BP_LOCAL_LOW_HIGH,
                                           BP_LOCAL_HIGH_LOW,  BP_LOCAL_ISLAND,  BP_LOCAL_MISSING};
    static const bp_local_class geary[] = {BP_LOCAL_HIGH_HIGH, BP_LOCAL_LOW_LOW, BP_LOCAL_POSITIVE,
                                           BP_LOCAL_NEGATIVE,  BP_LOCAL_ISLAND,  BP_LOCAL_MISSING};
    static const bp_local_class getis[] = {BP_LOCAL_HOT, BP_LOCAL_COLD, BP_LOCAL_ISLAND, BP_LOCAL_MISSING};
    const bp_study_statistic statistic = evidence->asked->statistic;
    const bp_local_class *classes = statistic == BP_STUDY_MORAN   ? moran
                                    : statistic == BP_STUDY_GEARY ? geary
                                                                  : getis;
    int n = 1;
    while (classes[n - 1] != BP_LOCAL_MISSING)
        n++;
    return k < n ? bp_local_class_name(classes[k]) : k == n ? not_significant : NULL;
}

int64_t bp_run_evidence_count(const bp_run_evidence *evidence, const char *word)
{
    int64_t count = 0;
    for (int64_t i = 0; i < evidence->local.n; i++)
        count += strcmp(bp_run_evidence_cluster(evidence, i), word) == 0;
    return count;
}

/* Numbers are written in full, as `brandpunt lisa` writes them: a p of 1e-5 would not survive 6 decimals of
   anything coarser, and q is what a reader holds against alpha. */
static bp_status add_column(bp_context *context, bp_table *table, const char *name, const double *values,
                            const uint8_t *valid)
{
    bp_column *column = NULL;
    bp_status status = bp_table_add(context, table, name, BP_COLUMN_REAL, &column);
    for (int64_t i = 0; !status && i < table->n_rows; i++)
        if (bp_bitmap_get(valid, i))
            bp_column_set_real(column, i, values[i]);
    return status;
}

static bp_status add_clusters(bp_context *context, const bp_run_evidence *evidence, bp_table *table,
                              const char *name)
{
    int64_t n = table->n_rows;
    const char **texts = (const char **)calloc((size_t)n + 1, sizeof *texts);
    if (!texts)
        return bp_context_fail_memory(context, (size_t)n * sizeof *texts);
    for (int64_t i = 0; i < n; i++)
        texts[i] = bp_run_evidence_cluster(evidence, i);
    bp_status status = bp_table_add_text(context, table, name, texts);
    free(texts);
    return status;
}

bp_status bp_run_evidence_add_units(bp_context *context, const bp_run_evidence *evidence, bp_table *table)
{
    const bp_local *local = &evidence->local;
    char *p = bp_text_format("%s_p", evidence->column), *q = bp_text_format("%s_q", evidence->column);
    char *cluster = bp_text_format("%s_cluster", evidence->column);
    bp_status status = p && q && cluster ? BP_OK : bp_context_fail_memory(context, 0);
    if (!status)
        status = add_column(context, table, evidence->column, local->statistic, local->has);
    if (!status)
        status = add_column(context, table, p, local->p, local->has_p);
    if (!status)
        status = add_column(context, table, q, evidence->q, local->has_p);
    if (!status)
        status = add_clusters(context, evidence, table, cluster);
    free(p);
    free(q);
    free(cluster);
    return status;
}

/* Values and which units have one. Rounded as units.gpkg has them, so that `brandpunt lisa` on that file says
   the same. Units that are not ranked (nobody lives there) have none, whatever their table says. */
static bp_status take_values(const bp_run *run, const bp_study_evidence *asked, double **value,
                             uint8_t **valid)
{
    int64_t n = bp_run_n(run);
    const bp_scores *scores = &run->scores;
    const double *from = scores->score;
    const uint8_t *known = scores->valid;
    int decimals = asked->variable == BP_STUDY_OF_INDICATOR ? BP_DECIMALS_ALL : BP_DECIMALS_SCORE;
    if (asked->variable == BP_STUDY_OF_DOMAIN) {
        from = scores->domain + (int64_t)asked->index * scores->n;
        known = scores->domain_valid[asked->index];
    } else if (asked->variable == BP_STUDY_OF_INDICATOR) {
        from = run->indicators[asked->index].value;
        known = run->indicators[asked->index].valid;
    }
    *value = (double *)calloc((size_t)n + 1, sizeof **value);
    *valid = (uint8_t *)calloc(bp_bitmap_bytes(n) + 1, 1);
    if (!*value || !*valid)
        return bp_context_fail_memory(run->context, (size_t)n * sizeof **value);
    for (int64_t i = 0; i < n; i++)
        if (bp_bitmap_get(known, i) && bp_bitmap_get(run->taking_part, i)) {
            (*value)[i] = bp_round_to(from[i], decimals);
            bp_bitmap_set(*valid, i);
        }
    return BP_OK;
}

/* Rows that sum to 1, over the neighbours that have a value; for Gi* the unit itself among them. */
static bp_status make_weights(const bp_run *run, const uint8_t *valid, bool with_self, bp_weights *out)
{
    bp_weights all = BP_WEIGHTS_INIT, known = BP_WEIGHTS_INIT, with = BP_WEIGHTS_INIT;
    bp_status status = bp_weights_from_graph(run->context, &run->graph, &all);
    if (!status)
        status = bp_weights_drop_missing(run->context, &all, valid, &known);
    if (!status && with_self)
        status = bp_weights_add_self(run->context, &known, 1.0, &with);
    bp_weights *made = with_self ? &with : &known;
    if (!status)
        status = bp_weights_style_set(run->context, made, BP_WEIGHTS_ROW);
    if (!status) {
        *out = *made;
        *made = (bp_weights)BP_WEIGHTS_INIT;
    }
    bp_weights_clear(&all);
    bp_weights_clear(&known);
    bp_weights_clear(&with);
    return status;
}

static bp_status compute_local(const bp_run *run, bp_run_evidence *evidence)
{
    const bp_study_evidence *asked = evidence->asked;
    bp_weights weights = BP_WEIGHTS_INIT;
    double *value = NULL;
    uint8_t *valid = NULL;
    bp_local_options options = BP_LOCAL_OPTIONS_INIT;
    options.name = asked->of;
    options.permutations = asked->permutations;
    options.seed = (uint64_t)run->seed;
    options.alternative = asked->alternative;
    options.divisor = asked->statistic == BP_STUDY_GEARY ? BP_DIVISOR_N_MINUS_ONE : BP_DIVISOR_N;
    bp_status status = take_values(run, asked, &value, &valid);
    if (!status)
        status = make_weights(run, valid, asked->statistic == BP_STUDY_GI_STAR, &weights);
    const double *const columns[] = {value};
    if (!status)
        switch (asked->statistic) {
        case BP_STUDY_MORAN:
            status = bp_local_moran(run->context, &weights, value, valid, &options, &evidence->local);
            break;
        case BP_STUDY_GEARY:
            status = bp_local_geary(run->context, &weights, columns, 1, valid, &options, &evidence->local);
            break;
        case BP_STUDY_GI:
            status = bp_getis(run->context, &weights, BP_GETIS_GI, value, valid, &options, &evidence->local);
            break;
        case BP_STUDY_GI_STAR:
            status =
                bp_getis(run->context, &weights, BP_GETIS_GI_STAR, value, valid, &options, &evidence->local);
            break;
        }
    bp_weights_clear(&weights);
    free(value);
    free(valid);
    return status;
}

static bp_status adjust(const bp_run *run, bp_run_evidence *evidence)
{
    const bp_local *local = &evidence->local;
    evidence->q = (double *)calloc((size_t)local->n + 1, sizeof *evidence->q);
    if (!evidence->q)
        return bp_context_fail_memory(run->context, (size_t)local->n * sizeof *evidence->q);
    for (int64_t i = 0; local->tally && i < local->n; i++)
        if (bp_bitmap_get(local->has_p, i) && local->tally[i].n_drawn > evidence->n_drawn)
            evidence->n_drawn = local->tally[i].n_drawn;
    return bp_pvalue_adjust(run->context, local->p, local->has_p, local->n, evidence->asked->correction,
                            evidence->asked->alpha, evidence->q, &evidence->cutoff);
}

/* So few permutations that nothing could have been significant: better said than left to be found out. */
static void warn_too_few(const bp_run *run, const bp_run_evidence *evidence, int e)
{
    const bp_study_evidence *asked = evidence->asked;
    double sides = asked->alternative == BP_ALTERNATIVE_TWO_SIDED ? 2.0 : 1.0;
    double smallest = sides / ((double)asked->permutations + 1.0);
    if (evidence->cutoff.n_significant > 0 || asked->correction == BP_CORRECTION_NONE ||
        smallest * (double)evidence->cutoff.n_tests <= asked->alpha)
        return;
    bp_context_warn(run->context, "few_permutations",
                    "evidence[%d]: %" PRId64 " permutations give no p below %.3g, too coarse for %s over "
                    "%" PRId64 " units; permutations: %.0f is not",
                    e, asked->permutations, smallest, bp_correction_name(asked->correction),
                    evidence->cutoff.n_tests, ceil(sides * (double)evidence->cutoff.n_tests / asked->alpha));
}

/* The bad end of what the evidence is about: high, but for an indicator of which low is worse. */
static bool is_hot(const bp_run *run, const bp_run_evidence *evidence, int64_t i)
{
    const bp_study_evidence *asked = evidence->asked;
    uint8_t kind = evidence->local.kind[i];
    bool low_is_bad = asked->variable == BP_STUDY_OF_INDICATOR &&
                      run->study->indicators[asked->index].worse == BP_WORSE_LOW;
    bool is_bad_end = low_is_bad ? kind == BP_LOCAL_COLD || kind == BP_LOCAL_LOW_LOW
                                 : kind == BP_LOCAL_HOT || kind == BP_LOCAL_HIGH_HIGH;
    return is_bad_end && is_significant(evidence, i);
}

static bp_status find_shares(const bp_run *run, bp_run_evidence *evidence, int kind)
{
    const bp_run_areas *areas = &run->areas[kind];
    const bp_holdings_residents residents = {run->units.population, run->units.population_known};
    double *hot = (double *)calloc((size_t)bp_run_n(run) + 1, sizeof *hot);
    evidence->share[kind] = (double *)calloc((size_t)areas->n + 1, sizeof **evidence->share);
    evidence->share_defined[kind] = (uint8_t *)calloc((size_t)areas->n + 1, 1);
    bp_status status = hot && evidence->share[kind] && evidence->share_defined[kind]
                           ? BP_OK
                           : bp_context_fail_memory(run->context, 0);
    for (int64_t i = 0; !status && i < bp_run_n(run); i++)
        hot[i] = is_hot(run, evidence, i) ? 1.0 : 0.0;
    if (!status)
        status = bp_holdings_share(run->context, &areas->holds, hot, residents, evidence->share[kind],
                                   evidence->share_defined[kind]);
    free(hot);
    return status;
}

static bp_status find_one(bp_run *run, int e)
{
    char path[PATH_SIZE];
    bp_run_evidence *evidence = &run->evidence[e];
    evidence->asked = &run->study->evidence[e];
    evidence->column =
        bp_text_format("%s_%s", bp_study_statistic_name(evidence->asked->statistic), evidence->asked->of);
    if (!evidence->column)
        return bp_context_fail_memory(run->context, 0);
    bp_status status = compute_local(run, evidence);
    snprintf(path, sizeof path, "evidence[%d].of", e);
    status = bp_study_blame(run->context, run->study, status, path);
    if (!status)
        status = adjust(run, evidence);
    if (!status)
        warn_too_few(run, evidence, e);
    for (int kind = 0; !status && kind < 2; kind++)
        status = find_shares(run, evidence, kind);
    return status;
}

bp_status bp_run_find_evidence(bp_run *run)
{
    int n = run->study->n_evidence;
    bp_status status = BP_OK;
    if (n == 0)
        return BP_OK;
    bp_progress_begin(run->progress, "evidence");
    bp_progress_count(run->progress, n, n == 1 ? "statistic" : "statistics");
    run->evidence = (bp_run_evidence *)calloc((size_t)n, sizeof *run->evidence);
    if (!run->evidence)
        return bp_context_fail_memory(run->context, (size_t)n * sizeof *run->evidence);
    for (int e = 0; !status && e < n; e++) {
        status = find_one(run, e);
        if (!status)
            status = bp_context_check(run->context);
    }
    return status;
}
