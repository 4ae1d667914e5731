#include "cli/run/draw/reasons.h"

#include "cli/run/columns.h"
#include "geo/bitmap.h"
#include "geo/text.h"

#include <inttypes.h>
#include <stdlib.h>

enum { MOST_YEARS_APART = 3 };

void bp_run_reasons_clear(bp_run *run)
{
    bp_run_reasons *reasons = &run->reasons;
    bp_texts_free(reasons->why, bp_run_n(run));
    for (int kind = 0; kind < 2; kind++) {
        bp_texts_free(reasons->area_why[kind], run->areas[kind].n);
        bp_area_contributions_clear(&reasons->areas[kind]);
    }
    bp_texts_free(reasons->alike, run->areas[BP_PROPOSED].n);
    bp_contributions_clear(&reasons->units);
    bp_comparability_clear(&reasons->likeness);
    bp_verdicts_clear(&reasons->verdicts);
}

bp_status bp_run_check_years(bp_run *run)
{
    const bp_study *study = run->study;
    const bp_study_indicator *first = NULL, *last = NULL;
    for (int k = 0; k < study->n_indicators; k++) {
        const bp_study_indicator *indicator = &study->indicators[k];
        if (indicator->origin.year == 0)
            continue;
        if (!first || indicator->origin.year < first->origin.year)
            first = indicator;
        if (!last || indicator->origin.year > last->origin.year)
            last = indicator;
    }
    if (first && last->origin.year - first->origin.year > MOST_YEARS_APART)
        bp_context_warn(
            run->context, "years_apart",
            "indicator %s is of %" PRId64 " and %s of %" PRId64
            ": figures more than %d years apart may say as much about the years as about the units",
            first->name, first->origin.year, last->name, last->origin.year, MOST_YEARS_APART);
    return BP_OK;
}

const bp_study_origin *bp_run_origin_of(const bp_run *run, int k, int64_t i)
{
    const bp_study_indicator *asked = &run->study->indicators[k];
    const uint8_t *level_of = run->indicators[k].level_of;
    int level = i >= 0 && level_of ? level_of[i] - 1 : -1;
    for (int f = 0; level >= 0 && f < asked->n_fallbacks; f++)
        if (asked->fallbacks[f].level == level && asked->fallbacks[f].value.table != asked->table)
            return bp_study_origin_at(run->study, asked->fallbacks[f].value.table);
    return &asked->origin;
}

/* Put domain d with its score among the worst so far. */
static int place_domain(int d, double score, int *domains, double *scores, int n, int most)
{
    int at = n;
    while (at > 0 && scores[at - 1] < score)
        at--;
    if (at >= most)
        return n;
    int grown = n < most ? n + 1 : most;
    for (int k = grown - 1; k > at; k--) {
        domains[k] = domains[k - 1];
        scores[k] = scores[k - 1];
    }
    domains[at] = d;
    scores[at] = score;
    return grown;
}

int bp_run_worst_of_unit(const bp_run *run, int64_t i, int *domains, int most)
{
    double best[BP_SENTENCE_DOMAINS];
    int n = 0;
    for (int d = 0; d < run->scores.n_domains; d++)
        if (bp_bitmap_get(run->scores.domain_valid[d], i))
            n = place_domain(d, run->scores.domain[d * run->scores.n + i], domains, best, n, most);
    return n;
}

int bp_run_worst_of_area(const bp_run *run, int kind, int32_t a, int *domains, int most)
{
    const bp_profile *profile = &run->areas[kind].profile;
    double best[BP_SENTENCE_DOMAINS];
    int n = 0;
    for (int d = 0; d < profile->n_domains; d++)
        if (profile->domain_valid[(int64_t)d * profile->n_areas + a])
            n = place_domain(d, profile->domain[(int64_t)d * profile->n_areas + a], domains, best, n, most);
    return n;
}

bp_status bp_run_find_reasons(bp_run *run)
{
    bp_run_reasons *reasons = &run->reasons;
    const bp_contribution_input input = {bp_run_n(run), run->ground.indicators, run->ground.n_indicators,
                                         &run->rule.score, &run->scores};
    const bp_verdict_input verdict = {&run->ground, &run->rule, &run->scores, &run->position,
                                      &run->delineated};
    const bp_holdings_residents residents = {run->units.population, run->units.population_known};
    bp_progress_begin(run->progress, "explain");
    bp_status status = bp_contributions_new(run->context, &input, &reasons->units);
    for (int kind = 0; !status && kind < 2; kind++)
        status = bp_area_contributions_new(run->context, &input, &reasons->units, &run->areas[kind].holds,
                                           residents, &reasons->areas[kind]);
    if (!status)
        status = bp_verdicts_new(run->context, &verdict, &reasons->verdicts);
    return status ? status
                  : bp_comparability_new(run->context, &run->areas[BP_PROPOSED].profile,
                                         &run->areas[BP_DESIGNATED].profile, &reasons->likeness);
}

static bp_status add_missing_share(bp_run *run, bp_table *table)
{
    bp_column *column = NULL;
    int n_indicators = run->study->n_indicators;
    bp_status status = bp_table_add(run->context, table, "missing_share", BP_COLUMN_REAL, &column);
    for (int64_t i = 0; !status && i < table->n_rows; i++) {
        int missing = 0;
        for (int k = 0; k < n_indicators; k++)
            missing += !bp_bitmap_get(run->indicators[k].valid, i);
        bp_column_set_real(column, i, bp_round_to((double)missing / n_indicators, BP_DECIMALS_SCORE));
    }
    return status;
}

bp_status bp_run_add_reasons(bp_run *run, bp_table *table)
{
    const char **texts = (const char **)calloc((size_t)table->n_rows + 1, sizeof *texts);
    if (!texts)
        return bp_context_fail_memory(run->context, (size_t)table->n_rows * sizeof *texts);
    bp_status status = add_missing_share(run, table);
    for (int64_t i = 0; i < table->n_rows; i++) {
        int worst[1];
        texts[i] = bp_run_worst_of_unit(run, i, worst, 1) > 0 ? run->study->domains[worst[0]].name : NULL;
    }
    if (!status)
        status = bp_table_add_text(run->context, table, "worst_domain", texts);
    for (int64_t i = 0; i < table->n_rows; i++)
        texts[i] = bp_reason_name((bp_reason)run->reasons.verdicts.reason[i]);
    if (!status)
        status = bp_table_add_text(run->context, table, "reason", texts);
    if (!status)
        status = bp_table_add_text(run->context, table, "why", (const char *const *)run->reasons.why);
    free(texts);
    return status;
}

json_t *bp_json_reasons(const bp_run *run)
{
    int64_t counts[BP_REASON_OTHER + 1] = {0};
    json_t *units = json_object();
    for (int64_t i = 0; i < bp_run_n(run); i++)
        counts[run->reasons.verdicts.reason[i]]++;
    for (int r = 0; r <= BP_REASON_OTHER; r++)
        json_object_set_new(units, bp_reason_name((bp_reason)r), json_integer((json_int_t)counts[r]));
    return json_pack("{s:s, s:o}", "language", bp_words_language_name(bp_words_language(run->words)), "units",
                     units);
}
