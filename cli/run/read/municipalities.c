/* Which municipality every unit is in, and what the municipalities are called. */
#include "cli/run/columns.h"
#include "cli/run/read/levels.h"
#include "cli/run/read/table.h"
#include "cli/run/run.h"

#include "geo/key_join.h"
#include "geo/read.h"
#include "geo/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const bp_column *column_of(const bp_run *run, const char *name)
{
    int i = name ? bp_table_find(&run->units.layer.table, name) : -1;
    return i < 0 ? NULL : &run->units.layer.table.columns[i];
}

/* Number the municipalities in the order of their codes and keep code and name of each. */
static bp_status number_municipalities(bp_run *run, char *const *codes)
{
    bp_run_units *units = &run->units;
    int64_t n = bp_run_n(run);
    const bp_column *names = column_of(run, run->study->units.municipality.name);
    bp_status status = bp_run_number_codes(run->context, codes, n, units->municipality,
                                           &units->municipality_code, &units->n_municipalities);
    if (status)
        return status;
    units->municipality_name =
        (char **)calloc((size_t)units->n_municipalities + 1, sizeof *units->municipality_name);
    if (!units->municipality_name)
        return bp_context_fail_memory(run->context, 0);
    for (int64_t i = 0; names && i < n; i++) {
        int32_t m = units->municipality[i];
        if (m >= 0 && !units->municipality_name[m])
            units->municipality_name[m] = bp_cell_text(names, i);
    }
    return BP_OK;
}

/* Put the name in row i of the table of names to the municipality that has its code, if any has. */
static void name_one(bp_run *run, const bp_column *key, const bp_column *name, int64_t row)
{
    bp_run_units *units = &run->units;
    char *code = bp_cell_text(key, row);
    if (!code)
        return;
    int64_t low = 0, high = units->n_municipalities;
    while (low < high) {
        int64_t middle = low + (high - low) / 2;
        if (strcmp(units->municipality_code[middle], code) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    const char *there = low < units->n_municipalities ? units->municipality_code[low] : NULL;
    if (there && strcmp(there, code) == 0 && !units->municipality_name[low])
        units->municipality_name[low] = bp_cell_text(name, row);
    free(code);
}

/* Codes that the exact pass left without a name, by form: 363 for GM0363. Where that is not clear they stay
   without. */
static void name_by_form(bp_run *run, const bp_table *table, int key, int name)
{
    bp_run_units *units = &run->units;
    bp_table codes = BP_TABLE_INIT;
    int64_t n = units->n_municipalities;
    int64_t *row_of = (int64_t *)malloc((size_t)(n + 1) * sizeof *row_of);
    codes.n_rows = n;
    if (row_of &&
        bp_table_add_text(run->context, &codes, "code", (const char *const *)units->municipality_code) ==
            BP_OK &&
        bp_key_join(run->context, &codes, 0, table, key, row_of, NULL) == BP_OK)
        for (int64_t m = 0; m < n; m++)
            if (!units->municipality_name[m] && row_of[m] >= 0)
                units->municipality_name[m] = bp_cell_text(&table->columns[name], row_of[m]);
    bp_context_clear(run->context);
    bp_table_clear(&codes);
    free(row_of);
}

static int64_t count_nameless(const bp_run *run)
{
    int64_t n = 0;
    for (int32_t m = 0; m < run->units.n_municipalities; m++)
        n += !run->units.municipality_name[m];
    return n;
}

static bp_status read_names(bp_run *run)
{
    const bp_study_names *asked = &run->study->units.municipality.names;
    bp_layer layer = BP_LAYER_INIT;
    const char *const columns[] = {asked->key, asked->name};
    bp_read_options options = bp_study_read_options(asked->layer, &asked->request, columns, 2);
    options.aliases = &run->aliases;
    bp_status status = bp_table_read(run->context, asked->path, &options, &layer.table);
    if (!status)
        status = bp_run_add_source(run, "municipality names", asked->source, asked->path, &layer);
    status = bp_study_blame(run->context, run->study, status, "units.municipality.names");
    const bp_table *table = &layer.table;
    if (!status)
        status = bp_run_note_renamed(run, "municipality names", table);
    for (int64_t i = 0; !status && i < table->n_rows; i++)
        name_one(run, &table->columns[bp_table_find(table, asked->key)],
                 &table->columns[bp_table_find(table, asked->name)], i);
    if (!status && count_nameless(run) > 0)
        name_by_form(run, table, bp_table_find(table, asked->key), bp_table_find(table, asked->name));
    int64_t nameless = count_nameless(run);
    if (!status && nameless > 0)
        bp_context_warn(run->context, "municipality_names",
                        "%" PRId64 " of %" PRId32 " municipalities are not in %s; their code serves as name",
                        nameless, run->units.n_municipalities, asked->source);
    bp_layer_clear(&layer);
    return status;
}

static bp_status fail_nowhere(bp_run *run, const bp_study_municipality *asked)
{
    char part[64] = "";
    if (asked->characters[0] > 0)
        snprintf(part, sizeof part, ", characters %" PRId64 " to %" PRId64, asked->characters[0],
                 asked->characters[1]);
    return bp_study_fail(run->context, run->study, BP_ERROR_INPUT, "units.municipality",
                         "%s, column '%s'%s: no unit has a municipality there; leave the key out where there "
                         "are none",
                         run->units.layer.table.source, asked->column, part);
}

bp_status bp_run_take_municipalities(bp_run *run)
{
    bp_run_units *units = &run->units;
    const bp_study_municipality *asked = &run->study->units.municipality;
    const bp_run_cut cut = {asked->characters, asked->prefix};
    bp_status status = BP_OK;
    int64_t n = bp_run_n(run), m = 0;
    char **codes = (char **)calloc((size_t)n + 1, sizeof *codes);
    units->municipality = (int32_t *)malloc((size_t)(n + 1) * sizeof *units->municipality);
    if (!codes || !units->municipality) {
        status = bp_context_fail_memory(run->context, (size_t)n * sizeof *codes);
        goto done;
    }
    const bp_column *column = column_of(run, asked->column);
    for (int64_t i = 0; column && i < n; i++) {
        char *text = bp_cell_text(column, i);
        codes[i] = bp_run_cut_code(text, &cut);
        m += codes[i] != NULL;
        free(text);
    }
    if (column && m == 0) {
        status = fail_nowhere(run, asked);
        goto done;
    }
    if (column && m < n)
        bp_context_warn(run->context, "municipality_missing",
                        "%" PRId64 " %s no municipality in column %s and can be in no area", n - m,
                        n - m == 1 ? "unit has" : "units have", asked->column);
    status = number_municipalities(run, codes);
    if (!status && asked->names.source && !bp_run_is_absent(run, asked->names.path))
        status = read_names(run);
done:
    bp_texts_free(codes, n);
    return status;
}
