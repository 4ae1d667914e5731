#include "geo/aliases.h"

#include "geo/folder.h"
#include "geo/read.h"
#include "geo/text.h"

#include <cpl_conv.h>
#include <cpl_string.h>
#include <cpl_vsi.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* Length of a name in a dbf, and of one that was numbered because two names were cut to the same. */
enum { CUT_LENGTH = 10, NUMBERED_LENGTH = 8, MOST_SUFFIX_DIGITS = 3 };

void bp_aliases_clear(bp_aliases *aliases)
{
    bp_texts_free(aliases->role, aliases->n);
    bp_texts_free(aliases->note, aliases->n);
    bp_texts_free(aliases->certainty, aliases->n);
    bp_texts_free(aliases->name, aliases->n_names);
    free(aliases->family);
    *aliases = (bp_aliases)BP_ALIASES_INIT;
}

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

/* Length of a name without the number that StatLine puts behind it. */
static size_t stem(const char *name)
{
    size_t n = strlen(name), end = n;
    while (end > 0 && isdigit((unsigned char)name[end - 1]))
        end--;
    bool is_suffix = end > 1 && end < n && n - end <= MOST_SUFFIX_DIGITS && name[end - 1] == '_';
    return is_suffix ? end - 1 : n;
}

static bool same_start(const char *a, const char *b, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!a[i] || tolower((unsigned char)a[i]) != tolower((unsigned char)b[i]))
            return false;
    return true;
}

static bool same_name(const char *a, const char *b)
{
    size_t n = stem(a);
    return n == stem(b) && same_start(a, b, n);
}

int bp_aliases_find(const bp_aliases *aliases, const char *name, int from)
{
    /* Names stand in the order of their families. */
    for (int i = 0; i < aliases->n_names; i++)
        if (aliases->family[i] >= from && same_name(aliases->name[i], name))
            return aliases->family[i];
    return -1;
}

static bool share_family(const bp_aliases *aliases, const char *a, const char *b)
{
    for (int f = bp_aliases_find(aliases, a, 0); f >= 0; f = bp_aliases_find(aliases, a, f + 1))
        if (bp_aliases_find(aliases, b, f) == f)
            return true;
    return false;
}

/* A name of ten characters that the longer one starts with, or eight of them with "_1", "_2", ... after. */
static bool is_cut_from(const char *name, const char *asked)
{
    size_t n = strlen(name);
    if (strlen(asked) <= CUT_LENGTH || n > CUT_LENGTH)
        return false;
    bool is_numbered = n == CUT_LENGTH && name[n - 2] == '_' && isdigit((unsigned char)name[n - 1]);
    return (n == CUT_LENGTH && same_start(name, asked, CUT_LENGTH)) ||
           (is_numbered && same_start(name, asked, NUMBERED_LENGTH));
}

static bp_status fail_candidates(bp_context *context, const char *place, const char *asked, const char *first,
                                 const char *second)
{
    return bp_context_fail(context, BP_ERROR_INPUT,
                           "%s: there is no column '%s'; '%s' and '%s' could both be meant: name one of them",
                           place, asked, first, second);
}

bp_status bp_aliases_resolve(bp_context *context, const bp_aliases *aliases, const char *place,
                             const char *asked, bool is_cut, const char *const *names, int n, int *out,
                             bp_column_found *found)
{
    int at = -1;
    for (int c = 0; is_cut && c < n; c++) {
        if (!is_cut_from(names[c], asked))
            continue;
        if (at >= 0)
            return fail_candidates(context, place, asked, names[at], names[c]);
        at = c;
    }
    bp_column_found how = BP_FOUND_BY_CUT_NAME;
    /* A numbered name alone says too little: the column it was cut from may be any. */
    if (at >= 0 && !same_start(names[at], asked, CUT_LENGTH))
        at = -1;
    if (at < 0)
        how = BP_FOUND_BY_ALIAS;
    for (int c = 0; how == BP_FOUND_BY_ALIAS && aliases && c < n; c++) {
        if (!share_family(aliases, asked, names[c]))
            continue;
        if (at >= 0)
            return fail_candidates(context, place, asked, names[at], names[c]);
        at = c;
    }
    *out = at;
    if (at >= 0)
        *found = how;
    return BP_OK;
}
