#include "cli/place_words.h"

#include "cli/share.h"
#include "geo/folder.h"
#include "geo/read.h"
#include "geo/text.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

static bp_status read_names(bp_context *context, const char *share, bp_other_names *out)
{
    bp_status status = BP_OK;
    bp_read_options options = BP_READ_OPTIONS_INIT;
    char *folder = bp_path_join(share, "names");
    char *path = folder ? bp_path_join(folder, "municipalities.csv") : NULL;
    if (!path)
        status = bp_context_fail_memory(context, 0);
    else if (bp_path_exists(path))
        status = bp_table_read(context, path, &options, &out->table);
    int name = status ? -1 : bp_table_find(&out->table, "name");
    int other = status ? -1 : bp_table_find(&out->table, "other_name");
    if (name >= 0 && other >= 0) {
        out->name = &out->table.columns[name];
        out->other = &out->table.columns[other];
    }
    free(path);
    free(folder);
    return status;
}

bp_status bp_other_names_read(bp_context *context, bp_other_names *out)
{
    bp_other_names made = {BP_TABLE_INIT, NULL, NULL};
    char *share = NULL;
    bp_status status = bp_share_directory(context, &share);
    if (status == BP_ERROR_INPUT) {
        bp_context_clear(context);
        *out = made;
        return BP_OK;
    }
    if (!status)
        status = read_names(context, share, &made);
    free(share);
    if (status)
        bp_other_names_clear(&made);
    else
        *out = made;
    return status;
}

void bp_other_names_clear(bp_other_names *names)
{
    bp_table_clear(&names->table);
    names->name = names->other = NULL;
}

static bool is_same(const char *a, const char *b)
{
    return a && b && strlen(a) == strlen(b) && bp_text_distance(a, b) == 0;
}

/* The next other name of the municipality from row *r on; NULL: none. */
static const char *next_other(const bp_other_names *names, const char *municipality, int64_t *r)
{
    for (; names->name && *r < names->table.n_rows; ++*r) {
        const char *name = bp_column_text_at(names->name, *r);
        if (is_same(name, municipality))
            return bp_column_text_at(names->other, (*r)++);
    }
    return NULL;
}

bool bp_other_names_has(const bp_other_names *names, const char *municipality, const char *text)
{
    int64_t r = 0;
    for (const char *other; (other = next_other(names, municipality, &r)) != NULL;)
        if (is_same(other, text))
            return true;
    return false;
}

int bp_other_names_distance(const bp_other_names *names, const char *municipality, const char *text)
{
    int64_t r = 0;
    int least = INT_MAX;
    for (const char *other; (other = next_other(names, municipality, &r)) != NULL;) {
        int distance = bp_text_distance(other, text);
        least = distance < least ? distance : least;
    }
    return least;
}

/* Letters, digits, and all bytes of letters outside of ASCII. */
static bool is_of_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           ((unsigned char)c & 0x80);
}

static size_t next_word(const char **text, const char *end)
{
    size_t n = 0;
    while (*text < end && !is_of_word(**text))
        ++*text;
    while (*text + n < end && is_of_word((*text)[n]))
        n++;
    return n;
}

int bp_place_count_words(const char *text)
{
    const char *end = text + strlen(text);
    int n = 0;
    for (size_t length; (length = next_word(&text, end)) > 0; text += length)
        n++;
    return n;
}

bool bp_place_words_from(const char *name, int first, int n, char *out, size_t size)
{
    const char *end = name + strlen(name), *begin = NULL;
    int word = 0;
    for (size_t length; (length = next_word(&name, end)) > 0; name += length, word++) {
        if (word == first)
            begin = name;
        size_t bytes = begin ? (size_t)(name + length - begin) : 0;
        if (!begin || word < first + n - 1)
            continue;
        if (bytes >= size)
            return false;
        memcpy(out, begin, bytes);
        out[bytes] = '\0';
        return true;
    }
    return false;
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool has_word(const char *text, const char *word, size_t length)
{
    const char *end = text ? text + strlen(text) : NULL;
    for (size_t n; text && (n = next_word(&text, end)) > 0; text += n) {
        size_t k = 0;
        while (k < n && n == length && lower(text[k]) == lower(word[k]))
            k++;
        if (n == length && k == n)
            return true;
    }
    return false;
}

static bool municipality_has(const bp_other_names *names, const char *municipality, const char *word,
                             size_t length)
{
    int64_t r = 0;
    if (!municipality)
        return false;
    if (has_word(municipality, word, length))
        return true;
    for (const char *other; (other = next_other(names, municipality, &r)) != NULL;)
        if (has_word(other, word, length))
            return true;
    return false;
}

bool bp_place_has_words(const bp_other_names *names, const char *name, const char *municipality,
                        const char *text)
{
    const char *end = text + strlen(text), *comma = strchr(text, ','), *at = text;
    int in_name = 0;
    for (size_t n; (n = next_word(&at, end)) > 0; at += n) {
        bool is_named = (!comma || at < comma) && has_word(name, at, n);
        bool is_placed = (!comma || at > comma) && municipality_has(names, municipality, at, n);
        if (!is_named && !is_placed)
            return false;
        in_name += is_named;
    }
    return in_name > 0;
}
