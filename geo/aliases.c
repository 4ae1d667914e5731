#include "geo/aliases.h"

#include "geo/text.h"

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
