/* Bringing every indicator to the units: tables read and joined by key, texts made numbers, missing codes
 * counted. */
#include "cli/run/column_values.h"
#include "cli/run/joins.h"
#include "cli/run/table.h"

#include "geo/bitmap.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

/* An indicator that no unit has is a slip in the study more often than not: tell what stands there instead.
 */
static bp_status refuse_nothing(bp_run *run, int k, const bp_table *table)
{
    const bp_run_values *indicator = &run->indicators[k];
    int64_t n = bp_run_n(run);
    char why[256] = "", path[64];
    for (int64_t i = 0; i < n; i++)
        if (bp_bitmap_get(indicator->valid, i))
            return BP_OK;
    size_t at = indicator->n_no_row > 0
                    ? (size_t)snprintf(why, sizeof why, "no row: %" PRId64, indicator->n_no_row)
                    : 0;
    for (int64_t c = 0; c < indicator->n_codes && at < sizeof why; c++)
        at += (size_t)snprintf(why + at, sizeof why - at, "%s%s: %" PRId64, at ? ", " : "",
                               indicator->codes[c].code[0] ? indicator->codes[c].code : "empty",
                               indicator->codes[c].count);
    snprintf(path, sizeof path, "indicators[%d].from", k);
    return bp_study_fail(run->context, run->study, BP_ERROR_INPUT, path,
                         "%s, column '%s': none of the %" PRId64 " units has a value (%s); name another "
                         "column, or leave the indicator out",
                         table->source, run->study->indicators[k].column, n, why);
}

/* The indicator's own texts for a missing value and the reasons that a long table gives, as one list. */
static const char **join_missing(char *const *missing, int n_missing, const bp_pivot_report *reasons)
{
    const char **texts = (const char **)malloc((size_t)(n_missing + reasons->n_reasons + 1) * sizeof *texts);
    for (int i = 0; texts && i < n_missing + reasons->n_reasons; i++)
        texts[i] = i < n_missing ? missing[i] : reasons->reasons[i - n_missing];
    return texts;
}

/* Where a figure comes from: the units themselves or a table. */
struct origin {
    const bp_table *table;
    const int64_t *row_of;          /**< row_of[units]; NULL: row i is unit i */
    const bp_pivot_report *reasons; /**< texts that stand in place of values */
    const bp_study_notation *notation;
};

/* Count the values that cannot be, as the study has it. They are told and stay as they are. */
static void find_outside(bp_run *run, int k)
{
    const bp_study_indicator *asked = &run->study->indicators[k];
    const bp_run_values *indicator = &run->indicators[k];
    bp_run_outside outside = {0, 0, 0, {0}};
    char examples[256] = "";
    size_t used = 0;
    if (!asked->has_range)
        return;
    for (int64_t i = 0; i < bp_run_n(run); i++) {
        bool is_below = indicator->value[i]<asked->range[0], is_above = indicator->value[i]> asked->range[1];
        if (!bp_bitmap_get(indicator->valid, i) || (!is_below && !is_above))
            continue;
        outside.n_below += is_below;
        outside.n_above += is_above;
        if (outside.n_units == BP_KEY_JOIN_EXAMPLES)
            continue;
        if (used < sizeof examples)
            used += (size_t)snprintf(examples + used, sizeof examples - used, "%s%s %.6g",
                                     outside.n_units ? ", " : "", run->units.id[i], indicator->value[i]);
        outside.unit[outside.n_units++] = i;
    }
    run->indicators[k].outside = outside;
    int64_t n = outside.n_below + outside.n_above;
    if (n > 0)
        bp_context_warn(run->context, "out_of_range",
                        "indicator %s: %" PRId64 " values outside %g to %g (%s%s); they are used as they are",
                        asked->name, n, asked->range[0], asked->range[1], examples,
                        n > outside.n_units ? ", ..." : "");
}

static bp_status read_indicator(bp_run *run, int k, const struct origin *origin)
{
    const bp_study_indicator *asked = &run->study->indicators[k];
    char path[64];
    snprintf(path, sizeof path, "indicators[%d].from", k);
    const char **missing = join_missing(asked->missing, asked->n_missing, origin->reasons);
    if (!missing)
        return bp_context_fail_memory(run->context, 0);
    const bp_run_source source = {origin->table,    origin->row_of,
                                  asked->column,    {missing, asked->n_missing + origin->reasons->n_reasons},
                                  origin->notation, path};
    bp_status status = bp_run_column_values(run, &source, &run->indicators[k]);
    free((void *)missing);
    if (!status)
        status = refuse_nothing(run, k, origin->table);
    if (!status)
        find_outside(run, k);
    else
        bp_run_values_clear(&run->indicators[k]);
    return bp_context_settle(run->context, status);
}

static bp_status read_population(bp_run *run, const struct origin *origin)
{
    const bp_study_units *asked = &run->study->units;
    const bp_study_table *from = &run->study->tables[asked->population_table];
    const char **missing = join_missing(from->missing, from->n_missing, origin->reasons);
    if (!missing)
        return bp_context_fail_memory(run->context, 0);
    const bp_run_source source = {origin->table,
                                  origin->row_of,
                                  asked->population_column,
                                  {missing, from->n_missing + origin->reasons->n_reasons},
                                  origin->notation,
                                  "units.population"};
    bp_status status = bp_run_take_population(run, &source);
    free((void *)missing);
    return status;
}

static bp_status use_table(bp_run *run, int t)
{
    bp_table table = BP_TABLE_INIT;
    bp_pivot_report reasons = BP_PIVOT_REPORT_INIT;
    if (bp_run_is_absent(run, run->study->tables[t].path))
        return BP_OK;
    int64_t *row_of = (int64_t *)malloc((size_t)(bp_run_n(run) + 1) * sizeof *row_of);
    bp_status status =
        row_of ? BP_OK : bp_context_fail_memory(run->context, (size_t)bp_run_n(run) * sizeof *row_of);
    if (!status)
        status = bp_run_read_table(run, t, &table, &reasons);
    if (!run->units.are_read)
        goto done; /* only where failures are collected: the table is read, and there is nothing to join */
    if (!status)
        status = bp_run_join_table(run, t, &table, row_of);
    const struct origin origin = {&table, row_of, &reasons, &run->study->tables[t].notation};
    if (!status && run->study->units.population_table == t)
        status = bp_context_settle(run->context, read_population(run, &origin));
    for (int k = 0; !status && k < run->study->n_indicators; k++)
        if (run->study->indicators[k].table == t)
            status = read_indicator(run, k, &origin);
done:
    bp_table_clear(&table);
    bp_pivot_report_clear(&reasons);
    free(row_of);
    return status;
}

/* The columns of a spatial join stand in the order of the units. */
static bp_status use_join(bp_run *run, int j)
{
    static const bp_study_notation plain = {NULL, NULL, NULL};
    const bp_pivot_report no_reasons = BP_PIVOT_REPORT_INIT;
    const bp_study_units *units = &run->study->units;
    int table = run->study->n_tables + j;
    if (bp_run_is_absent(run, run->study->joins[j].path) || !run->units.are_read)
        return BP_OK;
    bp_status status = bp_run_make_join(run, j);
    if (status)
        return status;
    const struct origin origin = {&run->spatial[j].table, NULL, &no_reasons, &plain};
    if (units->population_table == table) {
        const bp_run_source source = {origin.table, NULL,   units->population_column,
                                      {NULL, 0},    &plain, "units.population"};
        status = bp_context_settle(run->context, bp_run_take_population(run, &source));
    }
    for (int k = 0; !status && k < run->study->n_indicators; k++)
        if (run->study->indicators[k].table == table)
            status = read_indicator(run, k, &origin);
    return status;
}

bp_status bp_run_read_indicators(bp_run *run)
{
    const bp_study *study = run->study;
    bp_progress_begin(run->progress, "read and join tables");
    run->joins = (bp_key_join_report *)calloc((size_t)study->n_tables + 1, sizeof *run->joins);
    run->indicators = (bp_run_values *)calloc((size_t)study->n_indicators + 1, sizeof *run->indicators);
    if (!run->joins || !run->indicators)
        return bp_context_fail_memory(run->context, 0);
    bp_status status = BP_OK;
    for (int t = 0; !status && t < study->n_tables; t++) {
        status = bp_context_settle(run->context, use_table(run, t));
        bp_context_progress(run->context, (double)(t + 1) / (study->n_tables + 1));
        if (!status)
            status = bp_context_check(run->context);
    }
    const bp_pivot_report no_reasons = BP_PIVOT_REPORT_INIT;
    const struct origin units = {&run->units.layer.table, NULL, &no_reasons, &study->units.notation};
    if (!status && study->n_joins > 0)
        bp_progress_begin(run->progress, "join layers");
    for (int j = 0; !status && j < study->n_joins; j++) {
        status = bp_context_settle(run->context, use_join(run, j));
        if (!status)
            status = bp_context_check(run->context);
    }
    for (int k = 0; !status && k < study->n_indicators; k++)
        if (study->indicators[k].table < 0 && run->units.are_read && !bp_bitmap_get(run->units.unreadable, k))
            status = read_indicator(run, k, &units);
    return status;
}
