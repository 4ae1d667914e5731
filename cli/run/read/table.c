#include "cli/run/read/table.h"

#include "cli/run/read/pick_rows.h"
#include "cli/run/read/table_again.h"
#include "cli/run/read/wanted.h"
#include "geo/read.h"
#include "geo/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PATH_BYTES = 64 };

/* "tables[2].key" into `buffer`; returned. */
static const char *place_of(char buffer[PATH_BYTES], int t, const char *key)
{
    snprintf(buffer, PATH_BYTES, "tables[%d].%s", t, key);
    return buffer;
}

/* The columns that figures come from: of the file, or names in a long table. */
static bp_status want_figures(bp_run *run, int t, bp_wanted *wanted)
{
    bp_status status = BP_OK;
    if (run->study->units.population_table == t)
        status = bp_wanted_add(run->context, wanted, run->study->units.population_column, "units.population");
    return status ? status : bp_wanted_add_indicators(run->context, wanted, run->study, t);
}

/* The columns of the file itself. */
static bp_status want_columns(bp_run *run, int t, bp_wanted *wanted)
{
    const bp_study_table *asked = &run->study->tables[t];
    const char *const columns[] = {asked->key, asked->pivot.names, asked->pivot.values, asked->pivot.reasons};
    static const char *const keys[] = {"key", "pivot.names", "pivot.values", "pivot.reasons"};
    char path[PATH_BYTES];
    bp_status status = BP_OK;
    for (size_t c = 0; !status && c < sizeof columns / sizeof *columns; c++)
        status = bp_wanted_add(run->context, wanted, columns[c], place_of(path, t, keys[c]));
    for (int p = 0; !status && p < asked->n_picks; p++)
        status = bp_wanted_add(run->context, wanted, asked->picks[p].column, place_of(path, t, "rows"));
    if (!status && !asked->pivot.names)
        status = want_figures(run, t, wanted);
    return status;
}

static bp_status read_file(bp_run *run, int t, bp_table *out)
{
    const bp_study_table *asked = &run->study->tables[t];
    bp_wanted wanted = BP_WANTED_INIT;
    char source[PATH_BYTES];
    bp_status status = want_columns(run, t, &wanted);
    if (!status) {
        bp_read_options options =
            bp_study_read_options(asked->layer, &asked->request, wanted.columns, wanted.n);
        options.encoding = asked->notation.encoding;
        options.header_row = (int)asked->header_row;
        options.aliases = &run->aliases;
        status = bp_table_read(run->context, asked->path, &options, out);
        status = bp_wanted_blame(run->context, &wanted, run->study, status, place_of(source, t, "source"));
    }
    bp_wanted_clear(&wanted);
    return status;
}

static bp_status read_measures(bp_run *run, int t, bp_table *out)
{
    const bp_study_table *asked = &run->study->tables[t];
    static const char *const columns[] = {"Identifier", "Title"};
    bp_read_options options = BP_READ_OPTIONS_INIT;
    char path[PATH_BYTES], role[128];
    snprintf(role, sizeof role, "measures of table %s", asked->name);
    options.columns = columns;
    options.n_columns = 2;
    options.encoding = asked->notation.encoding;
    bp_status status = bp_run_add_input(run, role, asked->measures, asked->measures_path);
    if (!status)
        status = bp_table_read(run->context, asked->measures_path, &options, out);
    return bp_study_blame(run->context, run->study, status, place_of(path, t, "measures"));
}

static bp_status pivot(bp_run *run, int t, bp_table *table, bp_pivot_report *report)
{
    const bp_study_table *asked = &run->study->tables[t];
    bp_wanted wanted = BP_WANTED_INIT;
    bp_table titles = BP_TABLE_INIT, wide = BP_TABLE_INIT;
    char path[PATH_BYTES];
    int64_t n_repeated = 0;
    bp_status status = want_figures(run, t, &wanted);
    if (!status && asked->measures)
        status = read_measures(run, t, &titles);
    if (!status) {
        const bp_pivot_options options = {asked->key,
                                          asked->pivot.names,
                                          asked->pivot.values,
                                          asked->pivot.reasons,
                                          wanted.columns,
                                          wanted.n,
                                          asked->measures ? &titles : NULL,
                                          "Identifier",
                                          "Title",
                                          &n_repeated};
        status = bp_table_pivot(run->context, table, &options, &wide, report);
        if (n_repeated > 0)
            status = bp_run_tell_differences(run, t, status);
        status = bp_study_blame(run->context, run->study, status, place_of(path, t, "pivot"));
    }
    bp_wanted_clear(&wanted);
    bp_table_clear(&titles);
    if (status)
        return status;
    bp_table_clear(table);
    *table = wide;
    return BP_OK;
}

bp_status bp_run_note_renamed(bp_run *run, const char *role, const bp_table *table)
{
    for (int c = 0; c < table->n_columns; c++) {
        const bp_column *column = &table->columns[c];
        if (!column->asked)
            continue;
        size_t bytes = (size_t)(run->n_renamed + 1) * sizeof *run->renamed;
        bp_run_renamed *grown = (bp_run_renamed *)realloc(run->renamed, bytes);
        if (!grown)
            return bp_context_fail_memory(run->context, bytes);
        run->renamed = grown;
        bp_run_renamed *renamed = &grown[run->n_renamed++];
        *renamed = (bp_run_renamed){bp_text_copy(role), bp_text_copy(column->asked),
                                    bp_text_copy(column->name), column->found};
        if (!renamed->role || !renamed->asked || !renamed->column)
            return bp_context_fail_memory(run->context, 0);
        bp_context_warn(
            run->context, "column_by_alias", "%s: there is no column '%s'; '%s' was read in its place, %s",
            role, column->asked, column->name,
            column->found == BP_FOUND_BY_CUT_NAME ? "its first ten characters" : "another name of the same");
    }
    return BP_OK;
}

bp_status bp_run_read_table(bp_run *run, int t, bp_table *out, bp_pivot_report *reasons)
{
    char role[128];
    const bp_study_table *asked = &run->study->tables[t];
    bp_table table = BP_TABLE_INIT;
    snprintf(role, sizeof role, "table %s", asked->name);
    bp_status status = read_file(run, t, &table);
    if (!status) {
        const bp_layer read = {.table = table};
        status = bp_run_add_source(run, role, asked->source, asked->path, &read);
    }
    if (!status)
        status = bp_run_note_renamed(run, role, &table);
    if (!status)
        status = bp_run_pick_rows(run, t, &table);
    if (!status && run->study->tables[t].pivot.names)
        status = pivot(run, t, &table, reasons);
    if (status)
        bp_table_clear(&table);
    else
        *out = table;
    return status;
}
