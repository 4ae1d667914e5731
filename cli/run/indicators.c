/* Bringing every indicator to the units: tables read and joined by key, texts made numbers, missing codes
 * counted. */
#include "cli/run/column_values.h"
#include "cli/run/joins.h"
#include "cli/run/wanted.h"

#include "geo/bitmap.h"
#include "geo/read.h"
#include "geo/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

/* Indicator k from `table`; row_of[n] is the table's row of each unit, NULL when the table is the units' own.
 */
static bp_status read_indicator(bp_run *run, int k, const bp_table *table, const int64_t *row_of)
{
    const bp_study_indicator *asked = &run->study->indicators[k];
    char path[64];
    snprintf(path, sizeof path, "indicators[%d].from", k);
    const bp_run_source source = {
        table, row_of, asked->column, {(const char *const *)asked->missing, asked->n_missing}, path};
    bp_status status = bp_run_column_values(run, &source, &run->indicators[k]);
    return status ? status : refuse_nothing(run, k, table);
}

static bp_status read_population(bp_run *run, const bp_table *table, const int64_t *row_of)
{
    const bp_study_units *asked = &run->study->units;
    const bp_study_table *from = &run->study->tables[asked->population_table];
    const bp_run_source source = {table,
                                  row_of,
                                  asked->population_column,
                                  {(const char *const *)from->missing, from->n_missing},
                                  "units.population"};
    return bp_run_take_population(run, &source);
}

static void list_examples(char *const *examples, int n, char *buffer, size_t size)
{
    size_t at = 0;
    buffer[0] = '\0';
    for (int i = 0; i < n && at < size; i++)
        at += (size_t)snprintf(buffer + at, size - at, "%s%s", i ? ", " : "", examples[i]);
}

static bp_status judge_join(bp_run *run, int t)
{
    const bp_study_table *asked = &run->study->tables[t];
    const bp_key_join_report *report = &run->joins[t];
    char left[256], right[256], path[32];
    list_examples(report->left_examples, report->n_left_examples, left, sizeof left);
    list_examples(report->right_examples, report->n_right_examples, right, sizeof right);
    snprintf(path, sizeof path, "tables[%d].key", t);
    if (report->matched == 0)
        return bp_study_fail(
            run->context, run->study, BP_ERROR_INPUT, path,
            "%s: none of the %" PRId64 " units is found by column %s; the units have %s; the table has %s",
            asked->source, report->n_left, asked->key, left, right[0] ? right : "no code of that form");
    if (report->unmatched_left > 0)
        bp_context_warn(run->context, "join_unmatched",
                        "table %s: %" PRId64 " of %" PRId64 " units without a row by key %s (%s%s); %" PRId64
                        " of its rows of the same form without a unit%s%s%s",
                        asked->name, report->unmatched_left, report->n_left, asked->key, left,
                        report->unmatched_left > report->n_left_examples ? ", ..." : "",
                        report->unmatched_right, right[0] ? " (" : "", right, right[0] ? ")" : "");
    return BP_OK;
}

static bp_status read_table(bp_run *run, int t, bp_table *out)
{
    const bp_study_table *asked = &run->study->tables[t];
    bp_wanted wanted = BP_WANTED_INIT;
    char key[64], source[64];
    snprintf(key, sizeof key, "tables[%d].key", t);
    snprintf(source, sizeof source, "tables[%d].source", t);
    bp_status status = bp_wanted_add(run->context, &wanted, asked->key, key);
    if (!status && run->study->units.population_table == t)
        status =
            bp_wanted_add(run->context, &wanted, run->study->units.population_column, "units.population");
    if (!status)
        status = bp_wanted_add_indicators(run->context, &wanted, run->study, t);
    if (!status) {
        bp_read_options options =
            bp_study_read_options(asked->layer, &asked->request, wanted.columns, wanted.n);
        status = bp_table_read(run->context, asked->path, &options, out);
        status = bp_wanted_blame(run->context, &wanted, run->study, status, source);
    }
    bp_wanted_clear(&wanted);
    return status;
}

/* The row of table t for every unit. */
static bp_status join_table(bp_run *run, int t, const bp_table *table, int64_t *row_of)
{
    const bp_table *units = &run->units.layer.table;
    char key[64];
    snprintf(key, sizeof key, "tables[%d].key", t);
    bp_status status = bp_key_join(run->context, units, bp_table_find(units, run->study->units.id), table,
                                   bp_table_find(table, run->study->tables[t].key), row_of, &run->joins[t]);
    status = bp_study_blame(run->context, run->study, status, key);
    return status ? status : judge_join(run, t);
}

static bp_status use_table(bp_run *run, int t)
{
    const bp_study_table *asked = &run->study->tables[t];
    bp_layer layer = BP_LAYER_INIT;
    char role[128];
    snprintf(role, sizeof role, "table %s", asked->name);
    int64_t *row_of = (int64_t *)malloc((size_t)(bp_run_n(run) + 1) * sizeof *row_of);
    bp_status status =
        row_of ? BP_OK : bp_context_fail_memory(run->context, (size_t)bp_run_n(run) * sizeof *row_of);
    if (!status)
        status = read_table(run, t, &layer.table);
    if (!status)
        status = bp_run_add_source(run, role, asked->source, asked->path, &layer);
    if (!status)
        status = join_table(run, t, &layer.table, row_of);
    if (!status && run->study->units.population_table == t)
        status = read_population(run, &layer.table, row_of);
    for (int k = 0; !status && k < run->study->n_indicators; k++)
        if (run->study->indicators[k].table == t)
            status = read_indicator(run, k, &layer.table, row_of);
    bp_layer_clear(&layer);
    free(row_of);
    return status;
}

/* The columns of a spatial join stand in the order of the units. */
static bp_status use_join(bp_run *run, int j)
{
    const bp_study_units *units = &run->study->units;
    int table = run->study->n_tables + j;
    bp_status status = bp_run_make_join(run, j);
    if (!status && units->population_table == table) {
        const bp_run_source source = {
            &run->spatial[j].table, NULL, units->population_column, {NULL, 0}, "units.population"};
        status = bp_run_take_population(run, &source);
    }
    for (int k = 0; !status && k < run->study->n_indicators; k++)
        if (run->study->indicators[k].table == table)
            status = read_indicator(run, k, &run->spatial[j].table, NULL);
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
        status = use_table(run, t);
        bp_context_progress(run->context, (double)(t + 1) / (study->n_tables + 1));
        if (!status)
            status = bp_context_check(run->context);
    }
    if (!status && study->n_joins > 0)
        bp_progress_begin(run->progress, "join layers");
    for (int j = 0; !status && j < study->n_joins; j++) {
        status = use_join(run, j);
        if (!status)
            status = bp_context_check(run->context);
    }
    for (int k = 0; !status && k < study->n_indicators; k++)
        if (study->indicators[k].table < 0)
            status = read_indicator(run, k, &run->units.layer.table, NULL);
    return status;
}
