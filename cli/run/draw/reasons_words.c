/* The sentences of a run: what is known of each unit and area, handed to cli/sentence.h. */
#include "cli/run/draw/reasons.h"

#include "geo/bitmap.h"
#include "geo/text.h"

#include <stdlib.h>
#include <string.h>

bp_sentence_rule bp_run_sentence_rule(const bp_run *run)
{
    const bp_rule *rule = &run->rule;
    return (bp_sentence_rule){
        .unit = run->study->units.called,
        .base = rule->delineate.base,
        .stack_at = rule->score.stack_at,
        .at_least = rule->stack.at_least,
        .stack_alone = rule->stack.alone != 0,
        .floor = (int64_t)rule->delineate.floor,
        .min_domains = rule->score.min_domains,
        .by_residents = rule->score.reference_weight != NULL,
        .is_mixed = rule->threshold.local != BP_THRESHOLD_NATIONAL,
        .by_class = rule->threshold.local == BP_THRESHOLD_SIZE_CLASS,
        .national = rule->threshold.national,
        .method = rule->delineate.method,
    };
}

static int64_t count_domains(const bp_scores *scores, int64_t i)
{
    int64_t count = 0;
    for (int d = 0; d < scores->n_domains; d++)
        count += bp_bitmap_get(scores->domain_valid[d], i);
    return count;
}

static void tell_missing(const bp_run *run, int64_t i, bp_sentence_unit *told)
{
    for (int k = 0; k < run->study->n_indicators; k++) {
        if (bp_bitmap_get(run->indicators[k].valid, i))
            continue;
        if (told->n_missing < BP_SENTENCE_MISSING)
            told->missing[told->n_missing] = (bp_sentence_missing){run->study->indicators[k].name, 1};
        told->n_missing++;
    }
    told->n_fallback = run->n_fallback ? run->n_fallback[i] : 0;
}

/* NULL where the area has no other name than its id, or there is no area. */
static const char *own_name(const bp_run_areas *areas, int32_t a)
{
    return a >= 0 && areas->name[a] && strcmp(areas->name[a], areas->id[a]) != 0 ? areas->name[a] : NULL;
}

static bp_sentence_unit tell_unit(const bp_run *run, int64_t i)
{
    const bp_run_areas *proposed = &run->areas[BP_PROPOSED], *designated = &run->areas[BP_DESIGNATED];
    const bp_verdicts *verdicts = &run->reasons.verdicts;
    int worst[BP_SENTENCE_DOMAINS];
    bp_sentence_unit told = {
        .reason = (bp_reason)verdicts->reason[i],
        .area = proposed->area_of[i] < 0 ? NULL : proposed->id[proposed->area_of[i]],
        .designated = designated->area_of[i] < 0 ? NULL : designated->id[designated->area_of[i]],
        .designated_name = own_name(designated, designated->area_of[i]),
        .population = run->units.population[i],
        .score = run->scores.score[i],
        .position = verdicts->threshold[i],
        .has_no_local = !bp_position_has_local(&run->position, i),
        .rank = run->scores.rank[i],
        .of = run->scores.n_scored,
        .stack = run->scores.stack[i],
        .domains_present = count_domains(&run->scores, i),
        .domains_in_all = run->scores.n_domains,
        .population_around = verdicts->around[i],
    };
    if (told.reason == BP_REASON_ABOVE_CEILING) {
        told.beside = proposed->id[verdicts->beside[i]];
        told.population_around =
            run->delineated.areas[verdicts->beside[i]].population + run->units.population[i];
    }
    if (told.reason == BP_REASON_UNINHABITED)
        return told;
    told.n_worst = bp_run_worst_of_unit(run, i, worst, BP_SENTENCE_DOMAINS);
    for (int w = 0; w < told.n_worst; w++) {
        int64_t at = worst[w] * run->scores.n + i;
        told.worst[w] =
            (bp_sentence_domain){run->study->domains[worst[w]].name, run->scores.domain[at],
                                 run->reasons.units.domain_rank[at], run->reasons.units.domain_of[worst[w]]};
    }
    tell_missing(run, i, &told);
    return told;
}

static bp_status write_units(bp_run *run)
{
    bp_sentence_rule rule = bp_run_sentence_rule(run);
    int64_t n = bp_run_n(run);
    bp_status status = BP_OK;
    run->reasons.why = (char **)calloc((size_t)n + 1, sizeof *run->reasons.why);
    if (!run->reasons.why)
        return bp_context_fail_memory(run->context, (size_t)n * sizeof *run->reasons.why);
    for (int64_t i = 0; !status && i < n; i++) {
        const bp_sentence_unit told = tell_unit(run, i);
        rule.floor = (int64_t)bp_floor_at(&run->rule.delineate, (int32_t)i);
        rule.ceiling = (int64_t)bp_ceiling_at(&run->rule.delineate, (int32_t)i);
        status = bp_sentence_of_unit(run->context, run->words, &rule, &told, &run->reasons.why[i]);
    }
    return status;
}

/* told[areas], with what has to be added up over the units. */
static void tell_areas(const bp_run *run, int kind, bp_sentence_area *told)
{
    const bp_run_areas *areas = &run->areas[kind];
    const bp_area_contributions *parts = &run->reasons.areas[kind];
    for (int32_t a = 0; a < areas->n; a++) {
        int worst[BP_SENTENCE_DOMAINS];
        told[a].is_designated = kind == BP_DESIGNATED;
        told[a].units = areas->profile.n_members[a];
        told[a].population = areas->profile.population[a];
        told[a].has_score = areas->profile.score_valid[a];
        told[a].n_worst = bp_run_worst_of_area(run, kind, a, worst, BP_SENTENCE_DOMAINS);
        for (int w = 0; w < told[a].n_worst; w++)
            told[a].worst[w] = (bp_sentence_domain){
                run->study->domains[worst[w]].name,
                areas->profile.domain[(int64_t)worst[w] * areas->profile.n_areas + a], 0, 0};
        if (areas->fallback_share && areas->fallback_share_defined[a])
            told[a].fallback_share = areas->fallback_share[a];
        for (int k = 0; k < run->study->n_indicators; k++) {
            int64_t missing = parts->n_missing[(int64_t)k * areas->n + a];
            if (missing > 0 && told[a].n_missing < BP_SENTENCE_MISSING)
                told[a].missing[told[a].n_missing] =
                    (bp_sentence_missing){run->study->indicators[k].name, missing};
            told[a].n_missing += missing > 0;
        }
    }
    for (int64_t h = 0; h < areas->holds.n; h++) {
        const bp_holding *item = &areas->holds.items[h];
        if (bp_bitmap_get(run->units.population_known, item->unit) &&
            bp_rule_is_past(&run->rule, &run->position, item->unit))
            told[item->area].population_past_base += item->residents * run->units.population[item->unit];
    }
}

static bp_status write_areas(bp_run *run, int kind)
{
    const bp_sentence_rule rule = bp_run_sentence_rule(run);
    int32_t n = run->areas[kind].n;
    bp_sentence_area *told = (bp_sentence_area *)calloc((size_t)n + 1, sizeof *told);
    char **texts = (char **)calloc((size_t)n + 1, sizeof *texts);
    bp_status status = BP_OK;
    run->reasons.area_why[kind] = texts;
    if (!told || !texts) {
        status = bp_context_fail_memory(run->context, (size_t)n * sizeof *told);
        goto done;
    }
    tell_areas(run, kind, told);
    for (int32_t a = 0; !status && a < n; a++)
        status = bp_sentence_of_area(run->context, run->words, &rule, &told[a], &texts[a]);
done:
    free(told);
    return status;
}

/* The domain on which the area is worse than most of the designated ones; the study's order where equal. */
static int telling_domain(const bp_comparability *likeness, int32_t a)
{
    int best = -1;
    for (int d = 0; d < likeness->n_domains; d++) {
        int64_t at = (int64_t)d * likeness->n_areas + a;
        if (likeness->of[at] > 0 &&
            (best < 0 ||
             likeness->worse_than[at] > likeness->worse_than[(int64_t)best * likeness->n_areas + a]))
            best = d;
    }
    return best;
}

static bp_status write_likeness(bp_run *run)
{
    const bp_comparability *likeness = &run->reasons.likeness;
    const bp_run_areas *designated = &run->areas[BP_DESIGNATED];
    int32_t n = likeness->n_areas;
    bp_status status = BP_OK;
    if (!run->study->has_designated)
        return BP_OK;
    run->reasons.alike = (char **)calloc((size_t)n + 1, sizeof *run->reasons.alike);
    if (!run->reasons.alike)
        return bp_context_fail_memory(run->context, 0);
    for (int32_t a = 0; !status && a < n; a++) {
        int32_t nearest = likeness->nearest[(int64_t)a * BP_NEAREST_AREAS].area;
        int d = telling_domain(likeness, a);
        const bp_sentence_likeness told = {nearest < 0 ? NULL : designated->name[nearest],
                                           d < 0 ? NULL : run->study->domains[d].name,
                                           d < 0 ? 0 : likeness->worse_than[(int64_t)d * n + a],
                                           d < 0 ? 0 : likeness->of[(int64_t)d * n + a]};
        status = bp_sentence_of_likeness(run->context, run->words, &told, &run->reasons.alike[a]);
    }
    return status;
}

bp_status bp_run_word_reasons(bp_run *run)
{
    bp_status status = write_units(run);
    for (int kind = 0; !status && kind < 2; kind++)
        status = write_areas(run, kind);
    return status ? status : write_likeness(run);
}
