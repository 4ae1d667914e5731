/* Which municipality every unit is in, and what the municipalities are called. */
#include "cli/run/columns.h"
#include "cli/run/run.h"
#include "cli/run/table.h"

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

/* The code of unit i's municipality as the study wants it cut out; NULL when missing or too short. */
static char *municipality_code(const bp_study_municipality *asked, const bp_column *column, int64_t i)
{
    char *text = bp_cell_text(column, i);
    if (!text)
        return NULL;
    int64_t length = (int64_t)strlen(text), first = 1, last = length;
    if (asked->characters[0] > 0) {
        first = asked->characters[0];
        last = asked->characters[1];
    }
    char *code = NULL;
    if (first <= last && last <= length)
        code = bp_text_format("%s%.*s", asked->prefix ? asked->prefix : "", (int)(last - first + 1),
                              text + first - 1);
    free(text);
    return code;
}

typedef struct coded_unit {
    char *code;
    int64_t unit;
} coded_unit;

static int by_code(const void *a, const void *b)
{
    const coded_unit *p = (const coded_unit *)a, *q = (const coded_unit *)b;
    int order = strcmp(p->code, q->code);
    return order ? order : (p->unit > q->unit) - (p->unit < q->unit);
}

/* Number the municipalities in the order of their codes and keep code and name of each. */
static bp_status number_municipalities(bp_run *run, coded_unit *list, int64_t m)
{
    bp_run_units *units = &run->units;
    const bp_column *names = column_of(run, run->study->units.municipality.name);
    qsort(list, (size_t)m, sizeof *list, by_code);
    for (int64_t i = 0; i < m; i++) {
        bool is_new = i == 0 || strcmp(list[i].code, list[i - 1].code) != 0;
        if (is_new) {
            int32_t number = units->n_municipalities++;
            units->municipality_code[number] = bp_text_copy(list[i].code);
            if (!units->municipality_code[number])
                return bp_context_fail_memory(run->context, 0);
            if (names)
                units->municipality_name[number] = bp_cell_text(names, list[i].unit);
        }
        units->municipality[list[i].unit] = units->n_municipalities - 1;
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
    int64_t nameless = 0;
    for (int32_t m = 0; m < run->units.n_municipalities; m++)
        nameless += !run->units.municipality_name[m];
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
    bp_status status = BP_OK;
    int64_t n = bp_run_n(run), m = 0;
    coded_unit *list = (coded_unit *)calloc((size_t)n + 1, sizeof *list);
    units->municipality = (int32_t *)malloc((size_t)(n + 1) * sizeof *units->municipality);
    units->municipality_code = (char **)calloc((size_t)n + 1, sizeof *units->municipality_code);
    units->municipality_name = (char **)calloc((size_t)n + 1, sizeof *units->municipality_name);
    if (!list || !units->municipality || !units->municipality_code || !units->municipality_name) {
        status = bp_context_fail_memory(run->context, (size_t)n * sizeof *list);
        goto done;
    }
    const bp_column *column = column_of(run, asked->column);
    for (int64_t i = 0; i < n; i++) {
        units->municipality[i] = -1;
        char *code = column ? municipality_code(asked, column, i) : NULL;
        if (code)
            list[m++] = (coded_unit){code, i};
    }
    if (column && m == 0) {
        status = fail_nowhere(run, asked);
        goto done;
    }
    if (column && m < n)
        bp_context_warn(run->context, "municipality_missing",
                        "%" PRId64 " %s no municipality in column %s and can be in no area", n - m,
                        n - m == 1 ? "unit has" : "units have", asked->column);
    status = number_municipalities(run, list, m);
    if (!status && asked->names.source && !bp_run_is_absent(run, asked->names.path))
        status = read_names(run);
done:
    for (int64_t i = 0; list && i < m; i++)
        free(list[i].code);
    free(list);
    return status;
}
