#include "geo/aliases_read.h"

#include "geo/folder.h"
#include "geo/read.h"
#include "geo/text.h"

#include <cpl_conv.h>
#include <cpl_string.h>
#include <cpl_vsi.h>
#include <stdlib.h>
#include <string.h>

/* Room for one more pointer. */
static bool grow(char ***list, int n)
{
    char **grown = (char **)realloc((void *)*list, (size_t)(n + 1) * sizeof *grown);
    if (grown)
        *list = grown;
    return grown != NULL;
}

static bp_status add_name(bp_context *context, bp_aliases *aliases, const char *name, size_t n)
{
    int *family = (int *)realloc(aliases->family, (size_t)(aliases->n_names + 1) * sizeof *family);
    if (family)
        aliases->family = family;
    char *copy =
        family && grow(&aliases->name, aliases->n_names) ? bp_text_format("%.*s", (int)n, name) : NULL;
    if (!copy)
        return bp_context_fail_memory(context, n);
    aliases->family[aliases->n_names] = aliases->n - 1;
    aliases->name[aliases->n_names++] = copy;
    return BP_OK;
}

/* The names in a cell, set apart by blanks. */
static bp_status add_names(bp_context *context, bp_aliases *aliases, const char *cell)
{
    bp_status status = BP_OK;
    while (!status && *cell) {
        size_t n = strcspn(cell, " ");
        if (n > 0)
            status = add_name(context, aliases, cell, n);
        cell += n + (cell[n] == ' ');
    }
    return status;
}

static bool is_about(const char *column)
{
    return strcmp(column, "role") == 0 || strcmp(column, "note") == 0 || strcmp(column, "certainty") == 0 ||
           strcmp(column, "source") == 0;
}

static bp_status add_family(bp_context *context, bp_aliases *aliases, const bp_table *table, int64_t row)
{
    static const char *const about[] = {"role", "note", "certainty"};
    char ***const lists[] = {&aliases->role, &aliases->note, &aliases->certainty};
    if (!grow(&aliases->role, aliases->n) || !grow(&aliases->note, aliases->n) ||
        !grow(&aliases->certainty, aliases->n))
        return bp_context_fail_memory(context, 0);
    int family = aliases->n++;
    for (int k = 0; k < 3; k++) {
        int c = bp_table_find(table, about[k]);
        const char *text = c < 0 ? NULL : bp_column_text_at(&table->columns[c], row);
        (*lists[k])[family] = bp_text_copy(text);
        if (text && !(*lists[k])[family])
            return bp_context_fail_memory(context, 0);
    }
    bp_status status = BP_OK;
    for (int c = 0; !status && c < table->n_columns; c++) {
        const char *cell =
            is_about(table->columns[c].name) ? NULL : bp_column_text_at(&table->columns[c], row);
        if (cell)
            status = add_names(context, aliases, cell);
    }
    return status;
}

static bp_status read_table(bp_context *context, const char *path, bp_aliases *aliases)
{
    bp_table table = BP_TABLE_INIT;
    bp_status status = bp_table_read(context, path, NULL, &table);
    if (!status && bp_table_find(&table, "role") < 0)
        status = bp_context_fail(context, BP_ERROR_INPUT,
                                 "%s: has no column 'role'; a table of column names says in it what they are",
                                 path);
    for (int64_t i = 0; !status && i < table.n_rows; i++)
        status = add_family(context, aliases, &table, i);
    bp_table_clear(&table);
    return status;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

bp_status bp_aliases_read(bp_context *context, const char *folder, bp_aliases *out)
{
    bp_aliases aliases = BP_ALIASES_INIT;
    bp_status status = BP_OK;
    char **names = VSIReadDir(folder);
    int n = CSLCount(names);
    if (n > 1)
        qsort((void *)names, (size_t)n, sizeof *names, by_name);
    for (int i = 0; !status && i < n; i++) {
        if (!EQUAL(CPLGetExtension(names[i]), "csv"))
            continue;
        char *path = bp_path_join(folder, names[i]);
        status = path ? read_table(context, path, &aliases) : bp_context_fail_memory(context, 0);
        free(path);
    }
    CSLDestroy(names);
    if (status)
        bp_aliases_clear(&aliases);
    else
        *out = aliases;
    return status;
}
