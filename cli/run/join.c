/* Joining a table to the units by code, and what to say of the codes that are left over. */
#include "cli/run/table.h"

#include "geo/read.h"
#include "geo/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum { PATH_BYTES = 64, EXAMPLES_BYTES = 256 };

static void list_examples(char *const *examples, int n, char buffer[EXAMPLES_BYTES])
{
    size_t at = 0;
    buffer[0] = '\0';
    for (int i = 0; i < n && at < EXAMPLES_BYTES; i++)
        at += (size_t)snprintf(buffer + at, EXAMPLES_BYTES - at, "%s%s", i ? ", " : "", examples[i]);
}

static bp_status fail_nothing(bp_run *run, int t, const char *left, const char *right, const char *guess)
{
    const bp_study_table *asked = &run->study->tables[t];
    char path[PATH_BYTES];
    snprintf(path, sizeof path, "tables[%d].key", t);
    return bp_study_fail(run->context, run->study, BP_ERROR_INPUT, path,
                         "%s: none of the %" PRId64
                         " units is found by column %s; the units have %s; the table has %s%s%s",
                         asked->source, run->joins[t].n_left, asked->key, left,
                         right[0] ? right : "no code of that form", guess ? "; " : "", guess ? guess : "");
}

/* Codes that met only after something was made good: the user should know, and look at the file. */
static void warn_form(bp_run *run, int t)
{
    const bp_key_join_report *report = &run->joins[t];
    int64_t n = report->matched_point + report->matched_zeros + report->matched_prefix;
    if (n > 0)
        bp_context_warn(run->context, "join_by_form",
                        "table %s: %" PRId64 " of %" PRId64
                        " units are found by key %s only after zeros (%" PRId64
                        "), letters in front (%" PRId64 ") or decimals (%" PRId64
                        ") were made good; match: exact leaves codes as they are",
                        run->study->tables[t].name, n, report->n_left, run->study->tables[t].key,
                        report->matched_zeros, report->matched_prefix, report->matched_point);
}

static void warn_unmatched(bp_run *run, int t, const char *left, const char *right, const char *guess)
{
    const bp_key_join_report *report = &run->joins[t];
    const bp_study_table *asked = &run->study->tables[t];
    char share[64] = "";
    bool is_year = report->cause == BP_KEY_CAUSE_YEAR;
    if (report->has_population && report->population > 0.0)
        snprintf(share, sizeof share, " (%.1f %% of the residents)",
                 100.0 * report->unmatched_population / report->population);
    bp_context_warn(run->context, "join_unmatched",
                    "table %s: %" PRId64 " of %" PRId64 " units%s without a row by key %s (%s%s); %" PRId64
                    " of its rows of the same form without a unit%s%s%s%s%s",
                    asked->name, report->unmatched_left, report->n_left, share, asked->key, left,
                    report->unmatched_left > report->n_left_examples ? ", ..." : "", report->unmatched_right,
                    right[0] ? " (" : "", right, right[0] ? ")" : "", guess && !is_year ? "; " : "",
                    guess && !is_year ? guess : "");
    if (is_year && guess)
        bp_context_warn(run->context, "join_other_year", "%s", guess);
}

static bp_status judge(bp_run *run, int t)
{
    const bp_key_join_report *report = &run->joins[t];
    char left[EXAMPLES_BYTES], right[EXAMPLES_BYTES], name[128];
    list_examples(report->left_examples, report->n_left_examples, left);
    list_examples(report->right_examples, report->n_right_examples, right);
    snprintf(name, sizeof name, "table %s", run->study->tables[t].name);
    char *guess = bp_key_cause_text(report, "the units", name);
    bp_status status = BP_OK;
    if (report->matched == 0)
        status = fail_nothing(run, t, left, right, guess);
    else if (report->unmatched_left > 0)
        warn_unmatched(run, t, left, right, guess);
    if (!status)
        warn_form(run, t);
    free(guess);
    return status;
}

/* Rows of one unit that differ in something are most likely years or measures: say which column it is, from
   all columns of the file. */
static bp_status tell_differences(bp_run *run, int t, bp_status status)
{
    const bp_study_table *asked = &run->study->tables[t];
    bp_table all = BP_TABLE_INIT;
    bp_read_options options = BP_READ_OPTIONS_INIT;
    char *message = bp_text_copy(bp_context_message(run->context)), *differ = NULL;
    if (!message || asked->pivot.names)
        goto done;
    options.layer = asked->layer;
    options.encoding = asked->notation.encoding;
    bp_context_clear(run->context);
    if (bp_table_read(run->context, asked->path, &options, &all) == BP_OK) {
        int key = bp_table_find(&all, asked->key);
        differ = key < 0 ? NULL : bp_key_differences(run->context, &all, &key, 1, -1);
    }
    bp_context_clear(run->context);
    bp_context_fail(run->context, status, "%s%s%s%s", message, differ ? "; " : "", differ ? differ : "",
                    differ ? "; if these are years or measures, pick one with rows: {COLUMN: TEXT}, or make "
                             "them columns with pivot"
                           : "");
done:
    bp_table_clear(&all);
    free(message);
    free(differ);
    return status;
}

bp_status bp_run_join_table(bp_run *run, int t, const bp_table *table, int64_t *row_of)
{
    const bp_table *units = &run->units.layer.table;
    const bp_study_table *asked = &run->study->tables[t];
    bp_key_join_options options = BP_KEY_JOIN_OPTIONS_INIT;
    char path[PATH_BYTES];
    options.match = asked->match;
    options.population = run->units.population;
    options.population_known = run->units.population_known;
    bp_status status = bp_key_join_by(run->context, units, bp_table_find(units, run->study->units.id), table,
                                      bp_table_find(table, asked->key), &options, row_of, &run->joins[t]);
    if (status == BP_ERROR_INPUT)
        status = tell_differences(run, t, status);
    snprintf(path, sizeof path, "tables[%d].key", t);
    status = bp_study_blame(run->context, run->study, status, path);
    return status ? status : judge(run, t);
}
