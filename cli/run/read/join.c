/* Joining a table to the units by code, and what to say of the codes that are left over. */
#include "cli/run/read/levels.h"
#include "cli/run/read/table.h"
#include "cli/run/read/table_again.h"

#include "geo/bitmap.h"
#include "geo/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PATH_BYTES = 64, EXAMPLES_BYTES = 256 };

static void list_examples(char *const *examples, int n, char buffer[EXAMPLES_BYTES])
{
    size_t at = 0;
    buffer[0] = '\0';
    for (int i = 0; i < n && at < EXAMPLES_BYTES; i++)
        at += (size_t)snprintf(buffer + at, EXAMPLES_BYTES - at, "%s%s", i ? ", " : "", examples[i]);
}

static const char *grouped(int64_t count, char buffer[BP_WORDS_NUMBER])
{
    return bp_words_number(NULL, (double)count, 0, buffer);
}

/* What met what, for the messages. All is lent. */
typedef struct meeting {
    int table, level;
    const bp_key_join_report *report;
    char who[128]; /* "units", "codes of level municipality" */
} meeting;

/* What the table has in place of the codes: those of the same form, else the first of all with its row. */
static char *table_has(const bp_study_table *asked, const bp_key_join_report *report, const char *right)
{
    bool as_in_file = asked->n_picks == 0 && !asked->pivot.names;
    if (right[0])
        return bp_text_copy(right);
    if (!report->first_right)
        return bp_text_copy("none");
    if (!as_in_file)
        return bp_text_format("codes such as %s", report->first_right);
    return bp_text_format("codes such as %s (row %" PRId64 ")", report->first_right,
                          report->first_right_row + 1);
}

/* Which rows to take of a table that mixes levels, to free(). */
static char *advise_rows(bp_run *run, const meeting *met, const bp_study_table *asked)
{
    bp_table all = BP_TABLE_INIT;
    char *rows = NULL;
    if (asked->n_picks == 0 && !asked->pivot.names && bp_run_read_again(run, met->table, &all)) {
        int key = bp_table_find(&all, asked->key);
        rows = key < 0 ? NULL : bp_key_level_column(run->context, &all, key);
    }
    bp_table_clear(&all);
    char *advice = rows ? bp_text_format("; pick one level with %s", rows)
                        : bp_text_copy("; give a file of one level, or with the zeros in place");
    free(rows);
    return advice;
}

/* What to do about it, to free(). */
static char *advise(bp_run *run, const meeting *met, const bp_study_table *asked)
{
    switch (met->report->cause) {
    case BP_KEY_CAUSE_ZEROS:
        return bp_text_copy(
            asked->match == BP_KEY_MATCH_EXACT ? "; leave out match: exact, and they are made good" : "");
    case BP_KEY_CAUSE_NAMES:
        return bp_text_copy("; name another column under key");
    case BP_KEY_CAUSE_SEVERAL:
        return advise_rows(run, met, asked);
    default:
        return bp_text_copy("");
    }
}

static bp_status fail_nothing(bp_run *run, const meeting *met, const char *left, const char *right,
                              const char *guess)
{
    const bp_study_table *asked = &run->study->tables[met->table];
    char path[PATH_BYTES];
    char *has = table_has(asked, met->report, right), *advice = advise(run, met, asked);
    snprintf(path, sizeof path, "tables[%d].key", met->table);
    bp_status status = !has || !advice
                           ? bp_context_fail_memory(run->context, 0)
                           : bp_study_fail(run->context, run->study, BP_ERROR_INPUT, path,
                                           "%s: none of the %" PRId64
                                           " %s is found by column %s; %s %s; the table has %s%s%s%s",
                                           asked->source, met->report->n_left, met->who, asked->key,
                                           met->level < 0 ? "the units have" : "they are", left, has,
                                           guess ? "; " : "", guess ? guess : "", advice);
    free(has);
    free(advice);
    return status;
}

/* Add "letters in front (3340)" to a list, where there are any. */
static void put_count(char *list, size_t bytes, int64_t n, const char *what)
{
    size_t used = strlen(list);
    if (n > 0)
        snprintf(list + used, bytes - used, "%s%s (%" PRId64 ")", used ? ", " : "", what, n);
}

/* Codes that met only after something was made good: the user should know, and look at the file. */
static void warn_form(bp_run *run, const meeting *met)
{
    const bp_key_join_report *report = met->report;
    const bp_study_table *asked = &run->study->tables[met->table];
    int64_t n = report->matched_point + report->matched_zeros + report->matched_prefix;
    char what[128] = "", numbers[2][BP_WORDS_NUMBER];
    put_count(what, sizeof what, report->matched_zeros, "zeros in front");
    put_count(what, sizeof what, report->matched_prefix, "letters in front");
    put_count(what, sizeof what, report->matched_point, "decimals");
    if (n > 0)
        bp_context_warn(
            run->context, "join_by_form",
            "table %s: %s of %s"
            " %s are found by key %s only after %s were made good; match: exact leaves codes as they are",
            asked->name, grouped(n, numbers[0]), grouped(report->n_left, numbers[1]), met->who, asked->key,
            what);
}

static void warn_unmatched(bp_run *run, const meeting *met, const char *left, const char *right,
                           const char *guess)
{
    const bp_key_join_report *report = met->report;
    const bp_study_table *asked = &run->study->tables[met->table];
    char share[64] = "", numbers[3][BP_WORDS_NUMBER];
    bool is_year = report->cause == BP_KEY_CAUSE_YEAR;
    if (report->has_population && report->population > 0.0)
        snprintf(share, sizeof share, " (%.1f %% of the residents)",
                 100.0 * report->unmatched_population / report->population);
    bp_context_warn(run->context, "join_unmatched",
                    "table %s: %s of %s %s%s without a row by key %s (%s%s); %s"
                    " of its rows of the same form without a %s%s%s%s%s%s",
                    asked->name, grouped(report->unmatched_left, numbers[0]),
                    grouped(report->n_left, numbers[1]), met->who, share, asked->key, left,
                    report->unmatched_left > report->n_left_examples ? ", ..." : "",
                    grouped(report->unmatched_right, numbers[2]), met->level < 0 ? "unit" : "unit in them",
                    right[0] ? " (" : "", right, right[0] ? ")" : "", guess && !is_year ? "; " : "",
                    guess && !is_year ? guess : "");
    if (is_year && guess)
        bp_context_warn(run->context, "join_other_year", "%s", guess);
}

static bp_status judge(bp_run *run, const meeting *met)
{
    const bp_key_join_report *report = met->report;
    char left[EXAMPLES_BYTES], right[EXAMPLES_BYTES], name[128], who[160];
    list_examples(report->left_examples, report->n_left_examples, left);
    list_examples(report->right_examples, report->n_right_examples, right);
    snprintf(name, sizeof name, "table %s", run->study->tables[met->table].name);
    snprintf(who, sizeof who, "the %s", met->who);
    char *guess = bp_key_cause_text(report, who, name);
    bp_status status = BP_OK;
    if (report->matched == 0)
        status = fail_nothing(run, met, left, right, guess);
    else if (report->unmatched_left > 0)
        warn_unmatched(run, met, left, right, guess);
    if (!status)
        warn_form(run, met);
    free(guess);
    return status;
}

/* The units themselves by their ids, or the codes of a level by theirs; row_of[rows of left]. */
static bp_status join_rows(bp_run *run, const meeting *met, const bp_table *left, const bp_table *table,
                           const bp_key_join_options *options, int64_t *row_of, bp_key_join_report *report)
{
    const char *key = met->level < 0 ? run->study->units.id : "code";
    char path[PATH_BYTES];
    bp_status status =
        bp_key_join_by(run->context, left, bp_table_find(left, key), table,
                       bp_table_find(table, run->study->tables[met->table].key), options, row_of, report);
    if (status == BP_ERROR_INPUT && !run->study->tables[met->table].pivot.names)
        status = bp_run_tell_differences(run, met->table, status);
    snprintf(path, sizeof path, "tables[%d].key", met->table);
    status = bp_study_blame(run->context, run->study, status, path);
    return status ? status : judge(run, met);
}

static bp_status join_level(bp_run *run, const meeting *met, const bp_table *table, int64_t *row_of,
                            bp_key_join_report *report)
{
    const bp_run_level *level = &run->levels[met->level];
    bp_table codes = BP_TABLE_INIT;
    bp_key_join_options options = BP_KEY_JOIN_OPTIONS_INIT;
    int64_t *row_of_code = (int64_t *)malloc((size_t)(level->n + 1) * sizeof *row_of_code);
    double *residents = (double *)calloc((size_t)level->n + 1, sizeof *residents);
    uint8_t *known = (uint8_t *)calloc(bp_bitmap_bytes(level->n), 1);
    bp_status status = row_of_code && residents && known ? BP_OK : bp_context_fail_memory(run->context, 0);
    if (!status)
        status = bp_run_level_table(run, met->level, &codes);
    if (!status) {
        options.match = run->study->tables[met->table].match;
        if (run->units.population) {
            bp_run_level_population(run, met->level, residents, known);
            options.population = residents;
            options.population_known = known;
        }
        status = join_rows(run, met, &codes, table, &options, row_of_code, report);
    }
    for (int64_t i = 0; !status && i < bp_run_n(run); i++)
        row_of[i] = level->of_unit[i] < 0 ? -1 : row_of_code[level->of_unit[i]];
    bp_table_clear(&codes);
    free(row_of_code);
    free(residents);
    free(known);
    return status;
}

bp_status bp_run_join_table(bp_run *run, int t, int level, const bp_table *table, int64_t *row_of,
                            bp_key_join_report *report)
{
    bp_key_join_options options = BP_KEY_JOIN_OPTIONS_INIT;
    meeting met = {t, level, report, "units"};
    if (level >= 0) {
        snprintf(met.who, sizeof met.who, "codes of level %s", bp_study_level_name(run->study, level));
        return join_level(run, &met, table, row_of, report);
    }
    options.match = run->study->tables[t].match;
    options.population = run->units.population;
    options.population_known = run->units.population_known;
    return join_rows(run, &met, &run->units.layer.table, table, &options, row_of, report);
}
