#include "cli/study_tables.h"

#include "cli/study_joins.h"
#include "cli/study_place.h"
#include "cli/yaml_check.h"
#include "geo/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *table_name(const bp_study *study, int i)
{
    return study->tables[i].name;
}

bp_status bp_study_check_notation(bp_context *context, const bp_study *study, const char *path,
                                  const bp_study_notation *notation)
{
    static const char *const known[] = {".", ",", "'", " "};
    char place[BP_STUDY_PATH];
    if (notation->marks && strpbrk(notation->marks, "+-0123456789.,")) {
        snprintf(place, sizeof place, "%s.marks", path);
        return bp_study_fail(context, study, BP_ERROR_INPUT, place,
                             "found '%s', expected characters that are no part of a number: no digit, point, "
                             "comma or sign",
                             notation->marks);
    }
    for (size_t k = 0; notation->thousands && k < sizeof known / sizeof *known; k++)
        if (strcmp(notation->thousands, known[k]) == 0)
            return BP_OK;
    if (!notation->thousands)
        return BP_OK;
    snprintf(place, sizeof place, "%s.thousands", path);
    return bp_study_fail(context, study, BP_ERROR_INPUT, place,
                         "found '%s', expected one of \".\", \",\", \"'\" and \" \" (any kind of blank)",
                         notation->thousands);
}

/* `rows: {year: 2020}`, from the file itself: its keys are columns. */
static bp_status complete_rows(bp_context *context, bp_study *study, int t)
{
    bp_study_table *table = &study->tables[t];
    const bp_yaml_file *file = &study->file;
    char path[BP_STUDY_PATH];
    int node = bp_yaml_resolve(file, bp_yaml_find(file, bp_study_place(path, "tables", t, "rows")));
    if (node < 0)
        return BP_OK;
    if (file->nodes[node].kind != BP_YAML_MAPPING || file->nodes[node].first_child < 0)
        return bp_study_fail(context, study, BP_ERROR_INPUT, path,
                             "expected columns with the text that the rows have there, as in {year: 2020}");
    for (int child = file->nodes[node].first_child; child >= 0; child = file->nodes[child].next) {
        const bp_yaml_node *value = &file->nodes[bp_yaml_resolve(file, child)];
        const char *column = file->nodes[child].key;
        if (value->kind != BP_YAML_SCALAR)
            return bp_study_fail(context, study, BP_ERROR_INPUT, path, "expected one text for column '%s'",
                                 column);
        bp_study_pick *grown =
            (bp_study_pick *)realloc(table->picks, (size_t)(table->n_picks + 1) * sizeof *grown);
        if (!grown)
            return bp_context_fail_memory(context, 0);
        table->picks = grown;
        bp_study_pick *pick = &grown[table->n_picks++];
        *pick = (bp_study_pick){bp_text_copy(column), bp_text_copy(value->text)};
        if (!pick->column || !pick->text)
            return bp_context_fail_memory(context, 0);
    }
    return BP_OK;
}

static bp_status complete_table(bp_context *context, bp_study *study, int t)
{
    bp_study_table *table = &study->tables[t];
    char path[BP_STUDY_PATH];
    table->line = bp_study_line(study, bp_study_place(path, "tables", t, "name"));
    if (strchr(table->name, '.') || strcmp(table->name, "units") == 0)
        return bp_study_fail(context, study, BP_ERROR_INPUT, path,
                             "found '%s', expected a name without a dot that is not 'units'", table->name);
    bp_status status = bp_study_check_unique(context, study, "tables", t, table_name);
    if (!status) {
        snprintf(path, sizeof path, "tables[%d]", t);
        status = bp_study_check_notation(context, study, path, &table->notation);
    }
    bp_study_place(path, "tables", t, "header_row");
    if (!status && bp_study_is_given(study, path) && (table->header_row < 1 || table->header_row > 1000))
        status = bp_study_fail(context, study, BP_ERROR_INPUT, path,
                               "found %" PRId64 ", expected the line that names the columns, 1 to 1000",
                               table->header_row);
    if (!status && table->measures && !table->pivot.names)
        status = bp_study_fail(context, study, BP_ERROR_INPUT, bp_study_place(path, "tables", t, "measures"),
                               "it says what the names of a pivot are called, and the table has no `pivot`");
    return status ? status : complete_rows(context, study, t);
}

bp_status bp_study_complete_tables(bp_context *context, bp_study *study)
{
    bp_status status = BP_OK;
    for (int t = 0; !status && t < study->n_tables; t++)
        status = complete_table(context, study, t);
    return status;
}

static bp_status fail_unknown_table(bp_context *context, const bp_study *study, const char *path,
                                    const char *name)
{
    int n = study->n_tables + study->n_joins + 1;
    const char **names = (const char **)malloc((size_t)n * sizeof *names);
    if (!names)
        return bp_context_fail_memory(context, 0);
    for (int i = 0; i < study->n_tables; i++)
        names[i] = study->tables[i].name;
    for (int i = 0; i < study->n_joins; i++)
        names[study->n_tables + i] = study->joins[i].name;
    names[n - 1] = "units";
    const char *nearest = bp_text_nearest(name, names, n);
    char *all = bp_yaml_join_names(names, n);
    bp_status status =
        all ? bp_study_fail(
                  context, study, BP_ERROR_INPUT, path,
                  "there is no table '%s'; expected one of %s%s%s%s (a column of the units with a dot in its "
                  "name is written units.NAME)",
                  name, all, nearest ? "; nearest: '" : "", nearest ? nearest : "", nearest ? "'" : "")
            : bp_context_fail_memory(context, 0);
    free(all);
    free(names);
    return status;
}

bp_status bp_study_split_from(bp_context *context, const bp_study *study, const char *path, const char *from,
                              int *table, char **out)
{
    *table = -1;
    const char *dot = strchr(from, '.');
    const char *column = dot ? dot + 1 : from;
    char *name = dot ? bp_text_format("%.*s", (int)(dot - from), from) : NULL;
    if (dot && !name)
        return bp_context_fail_memory(context, 0);
    for (int j = 0; name && j < study->n_tables; j++)
        if (strcmp(study->tables[j].name, name) == 0)
            *table = j;
    for (int j = 0; name && j < study->n_joins; j++)
        if (strcmp(study->joins[j].name, name) == 0)
            *table = study->n_tables + j;
    bp_status status = BP_OK;
    if (name && *table < 0 && strcmp(name, "units") != 0)
        status = fail_unknown_table(context, study, path, name);
    else if (!*column)
        status = bp_study_fail(context, study, BP_ERROR_INPUT, path,
                               "found '%s', expected a column after the dot", from);
    else if (*table >= study->n_tables)
        status = bp_study_check_join_column(context, study, *table - study->n_tables, column, path);
    free(name);
    if (status)
        return status;
    *out = bp_text_copy(column);
    return *out ? BP_OK : bp_context_fail_memory(context, 0);
}
