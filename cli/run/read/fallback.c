#include "cli/run/read/fallback.h"

#include "analysis/compare.h"
#include "cli/run/columns.h"
#include "cli/terminal.h"
#include "geo/bitmap.h"
#include "geo/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

/* The level whose rows the indicator's own table has. */
static int own_level(const bp_study *study, int k)
{
    return bp_study_table_level(study, study->indicators[k].table);
}

bool bp_run_may_fall_back(const bp_run *run, int k)
{
    return run->study->indicators[k].n_fallbacks > 0 || own_level(run->study, k) != BP_STUDY_UNIT_LEVEL;
}

/* Give the units without a value that of this step. */
static void fill(bp_run_values *values, const bp_run_values *from, int level, int64_t n)
{
    for (int64_t i = 0; i < n; i++) {
        if (bp_bitmap_get(values->valid, i) || !bp_bitmap_get(from->valid, i))
            continue;
        values->value[i] = from->value[i];
        values->level_of[i] = (uint8_t)(1 + level);
        bp_bitmap_set(values->valid, i);
    }
}

bp_status bp_run_fall_back(bp_run *run, int k, bp_run_figures *figures)
{
    int64_t n = bp_run_n(run);
    const bp_study_indicator *asked = &run->study->indicators[k];
    bp_run_values *values = &run->indicators[k];
    bp_run_figure *own = bp_run_figure_of(figures, k, BP_FIGURE_OWN, false);
    *values = own->values;
    own->values = (bp_run_values){0};
    if (!bp_run_may_fall_back(run, k))
        return BP_OK;
    values->level_of = (uint8_t *)calloc((size_t)n + 1, sizeof *values->level_of);
    if (!values->level_of)
        return bp_context_fail_memory(run->context, (size_t)n);
    for (int64_t i = 0; i < n; i++)
        if (bp_bitmap_get(values->valid, i))
            values->level_of[i] = (uint8_t)(1 + own->level);
    for (int s = 0; s < asked->n_fallbacks; s++)
        fill(values, &bp_run_figure_of(figures, k, s, false)->values, asked->fallbacks[s].level, n);
    return BP_OK;
}

/* Units of which the value of indicator k is of this level, -1 for their own; `*n_all` counts those with any.
 */
static int64_t count_of(const bp_run *run, int k, int level, int64_t *n_all)
{
    int64_t count = 0, all = 0;
    const bp_run_values *values = &run->indicators[k];
    for (int64_t i = 0; i < bp_run_n(run); i++) {
        bool has = bp_bitmap_get(values->valid, i);
        all += has;
        count += has && values->level_of[i] == 1 + level;
    }
    if (n_all)
        *n_all = all;
    return count;
}

static void warn_mostly(bp_run *run, int k)
{
    char numbers[2][BP_WORDS_NUMBER];
    int64_t n_all = 0, n_own = count_of(run, k, BP_STUDY_UNIT_LEVEL, &n_all);
    if (2 * (n_all - n_own) > n_all)
        bp_context_warn(run->context, "mostly_fallback",
                        "indicator %s: %s of %s"
                        " values are of a level above, the same for all units in it: it cannot tell "
                        "neighbourhoods apart there",
                        run->study->indicators[k].name,
                        bp_words_number(NULL, (double)(n_all - n_own), 0, numbers[0]),
                        bp_words_number(NULL, (double)n_all, 0, numbers[1]));
}

bp_status bp_run_count_fallback(bp_run *run)
{
    int64_t n = bp_run_n(run);
    bool has_any = false;
    for (int k = 0; k < run->study->n_indicators; k++)
        has_any = has_any || bp_run_may_fall_back(run, k);
    if (!has_any)
        return BP_OK;
    run->n_fallback = (int32_t *)calloc((size_t)n + 1, sizeof *run->n_fallback);
    if (!run->n_fallback)
        return bp_context_fail_memory(run->context, (size_t)n * sizeof *run->n_fallback);
    for (int k = 0; k < run->study->n_indicators; k++) {
        if (!bp_run_may_fall_back(run, k) || !run->indicators[k].level_of)
            continue;
        for (int64_t i = 0; i < n; i++)
            run->n_fallback[i] += run->indicators[k].level_of[i] > 0;
        warn_mostly(run, k);
    }
    return BP_OK;
}

static bp_status share_one(bp_run *run, int kind, const double *filled)
{
    bp_run_areas *areas = &run->areas[kind];
    const bp_holdings_residents residents = {run->units.population, run->units.population_known};
    areas->fallback_share = (double *)calloc((size_t)areas->n + 1, sizeof *areas->fallback_share);
    areas->fallback_share_defined = (uint8_t *)calloc((size_t)areas->n + 1, 1);
    if (!areas->fallback_share || !areas->fallback_share_defined)
        return bp_context_fail_memory(run->context, 0);
    return bp_holdings_share(run->context, &areas->holds, filled, residents, areas->fallback_share,
                             areas->fallback_share_defined);
}

bp_status bp_run_share_fallback(bp_run *run)
{
    int64_t n = bp_run_n(run);
    bp_status status = BP_OK;
    if (!run->n_fallback)
        return BP_OK;
    double *filled = (double *)calloc((size_t)n + 1, sizeof *filled);
    if (!filled)
        return bp_context_fail_memory(run->context, (size_t)n * sizeof *filled);
    for (int64_t i = 0; i < n; i++)
        filled[i] = run->n_fallback[i] > 0 ? 1.0 : 0.0;
    for (int kind = 0; !status && kind < 2; kind++)
        status = share_one(run, kind, filled);
    free(filled);
    return status;
}

/* fallback_<indicator>: the level that a value is of; empty where it is the unit's own or missing. */
static bp_status add_levels(bp_run *run, bp_table *table, int k)
{
    int64_t n = bp_run_n(run);
    const char **texts = (const char **)calloc((size_t)n + 1, sizeof *texts);
    char *name = bp_text_format("fallback_%s", run->study->indicators[k].name);
    bp_status status =
        texts && name ? BP_OK : bp_context_fail_memory(run->context, (size_t)n * sizeof *texts);
    for (int64_t i = 0; texts && !status && i < n; i++) {
        int level = run->indicators[k].level_of[i];
        texts[i] = level > 0 ? bp_study_level_name(run->study, level - 1) : NULL;
    }
    if (!status)
        status = bp_table_add_text(run->context, table, name, texts);
    free(texts);
    free(name);
    return status;
}

/* raw_<indicator>: the rates before they were drawn in. One that was filled in was none. */
static bp_status add_raw(bp_run *run, bp_table *table, int k)
{
    const bp_run_values *values = &run->indicators[k];
    bp_column *column = NULL;
    char *name = bp_text_format("raw_%s", run->study->indicators[k].name);
    bp_status status = name ? bp_table_add(run->context, table, name, BP_COLUMN_REAL, &column)
                            : bp_context_fail_memory(run->context, 0);
    for (int64_t i = 0; !status && i < bp_run_n(run); i++)
        if (bp_bitmap_get(values->valid, i) && !(values->level_of && values->level_of[i] > 0))
            bp_column_set_real(column, i, bp_round_to(values->raw[i], BP_DECIMALS_SCORE));
    free(name);
    return status;
}

bp_status bp_run_add_fallback(bp_run *run, bp_table *table)
{
    bp_status status = BP_OK;
    for (int k = 0; !status && k < run->study->n_indicators; k++)
        if (run->indicators[k].raw)
            status = add_raw(run, table, k);
    for (int k = 0; !status && k < run->study->n_indicators; k++)
        if (bp_run_may_fall_back(run, k))
            status = add_levels(run, table, k);
    if (!status && run->n_fallback)
        status = bp_add_integers(run->context, table, "n_fallback", run->n_fallback, NULL);
    return status;
}

json_t *bp_json_fallback(const bp_run *run)
{
    json_t *object = json_object();
    for (int k = 0; k < run->study->n_indicators; k++) {
        if (!bp_run_may_fall_back(run, k))
            continue;
        int64_t n_all = 0, n_own = count_of(run, k, BP_STUDY_UNIT_LEVEL, &n_all);
        json_t *levels = json_object();
        for (int level = BP_STUDY_MUNICIPALITY_LEVEL; level <= run->study->units.n_levels; level++) {
            bool is_asked = own_level(run->study, k) == level;
            for (int s = 0; s < run->study->indicators[k].n_fallbacks; s++)
                is_asked = is_asked || run->study->indicators[k].fallbacks[s].level == level;
            if (is_asked)
                json_object_set_new(levels, bp_study_level_name(run->study, level),
                                    json_integer((json_int_t)count_of(run, k, level, NULL)));
        }
        json_object_set_new(object, run->study->indicators[k].name,
                            json_pack("{s:I, s:o, s:I}", "own", (json_int_t)n_own, "levels", levels,
                                      "missing", (json_int_t)(bp_run_n(run) - n_all)));
    }
    return object;
}

json_t *bp_json_shrunk(const bp_run *run)
{
    json_t *object = json_object();
    for (int k = 0; k < run->study->n_indicators; k++) {
        const bp_run_values *values = &run->indicators[k];
        int64_t changed = 0, rates = 0;
        if (!values->raw)
            continue;
        for (int64_t i = 0; i < bp_run_n(run); i++) {
            bool is_rate = bp_bitmap_get(values->valid, i) && !(values->level_of && values->level_of[i] > 0);
            rates += is_rate;
            changed += is_rate && values->value[i] != values->raw[i];
        }
        json_object_set_new(object, run->study->indicators[k].name,
                            json_pack("{s:s, s:I, s:I}", "towards",
                                      bp_study_shrink_name(run->study->indicators[k].shrink), "rates",
                                      (json_int_t)rates, "changed", (json_int_t)changed));
    }
    return object;
}

void bp_json_add_levels(json_t *object, const bp_study *study)
{
    json_t *levels = study->units.n_levels > 0 ? json_object() : NULL;
    for (int l = 0; l < study->units.n_levels; l++) {
        const bp_study_level *level = &study->units.levels[l];
        json_object_set_new(levels, level->name,
                            json_pack("{s:s, s:[I,I], s:s?}", "column",
                                      level->column ? level->column : study->units.id, "characters",
                                      (json_int_t)level->characters[0], (json_int_t)level->characters[1],
                                      "prefix", level->prefix));
    }
    if (levels)
        json_object_set_new(object, "levels", levels);
}

/* "table.column" as a study would name it. */
static json_t *describe_figure(const bp_study *study, const bp_study_figure *figure)
{
    char *text = bp_text_format("%s.%s", bp_study_table_name(study, figure->table), figure->column);
    json_t *string = json_string(text ? text : "");
    free(text);
    return string;
}

void bp_json_add_rate(json_t *object, const bp_study *study, int k)
{
    const bp_study_indicator *asked = &study->indicators[k];
    json_t *fallbacks = asked->n_fallbacks > 0 ? json_array() : NULL;
    for (int s = 0; s < asked->n_fallbacks; s++) {
        const bp_study_fallback *step = &asked->fallbacks[s];
        json_t *entry = json_pack("{s:s, s:o}", "level", bp_study_level_name(study, step->level), "from",
                                  describe_figure(study, &step->value));
        if (step->denominator.column)
            json_object_set_new(entry, "denominator", describe_figure(study, &step->denominator));
        json_array_append_new(fallbacks, entry);
    }
    if (asked->denominator.column) {
        json_object_set_new(object, "denominator", describe_figure(study, &asked->denominator));
        json_object_set_new(object, "per", json_real(asked->per));
        json_object_set_new(object, "shrink", json_string(bp_study_shrink_name(asked->shrink)));
    }
    if (fallbacks)
        json_object_set_new(object, "fallback", fallbacks);
}

void bp_json_add_denominator(json_t *reasons, const bp_run *run, int k)
{
    const bp_run_values *values = &run->indicators[k];
    if (!run->study->indicators[k].denominator.column)
        return;
    json_object_set_new(reasons, "denominator_missing",
                        json_integer((json_int_t)values->n_denominator_missing));
    json_object_set_new(reasons, "denominator_zero", json_integer((json_int_t)values->n_denominator_zero));
}

void bp_run_print_fallback(const bp_run *run)
{
    enum { MOST = 5 };
    int shown = 0, more = 0;
    for (int k = 0; k < run->study->n_indicators; k++) {
        char count[32], all[32];
        int64_t n_all = 0, n_own = 0;
        if (!bp_run_may_fall_back(run, k))
            continue;
        n_own = count_of(run, k, BP_STUDY_UNIT_LEVEL, &n_all);
        if (shown == MOST) {
            more++;
            continue;
        }
        char *name = bp_word_name(run->words, run->study->indicators[k].name);
        char *line = bp_text_format("%s: %s of %s values are of a level above",
                                    name ? name : run->study->indicators[k].name,
                                    bp_text_count(n_all - n_own, count), bp_text_count(n_all, all));
        if (line)
            bp_terminal_print(shown++ ? "            " : "fallback    ", line, 13);
        free(line);
        free(name);
    }
    if (more > 0)
        printf("%-12s and of %d more indicators: see run.json\n", "", more);
}
