/* Some C libraries declare the 64-bit stat that CPL works with only when asked. */
#ifndef _LARGEFILE64_SOURCE
#define _LARGEFILE64_SOURCE 1
#endif

#include "geo/source.h"

#include "geo/folder.h"
#include "geo/source_private.h"
#include "geo/text.h"

#include <cpl_string.h>
#include <cpl_vsi.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static bool is_url(const char *text)
{
    return STARTS_WITH_CI(text, "https://") || STARTS_WITH_CI(text, "http://");
}

static bool is_plain_file(const char *path, size_t n)
{
    VSIStatBufL info;
    char *part = bp_text_format("%.*s", (int)n, path);
    bool is_file = part && VSIStatExL(part, &info, VSI_STAT_EXISTS_FLAG | VSI_STAT_NATURE_FLAG) == 0 &&
                   VSI_ISREG(info.st_mode);
    free(part);
    return is_file;
}

size_t bp_source_archive_length(const char *source)
{
    for (const char *at = source; *at; at++) {
        if (!STARTS_WITH_CI(at, ".zip"))
            continue;
        size_t n = (size_t)(at - source) + 4;
        if (!at[4] || ((at[4] == '/' || at[4] == '\\') && is_plain_file(source, n)))
            return n;
    }
    return 0;
}

bp_source_kind bp_source_kind_of(const char *source)
{
    if (STARTS_WITH_CI(source, "WFS:"))
        return BP_SOURCE_WFS;
    if (STARTS_WITH_CI(source, "OAPIF:"))
        return BP_SOURCE_OAPIF;
    if (STARTS_WITH_CI(source, "PG:") || STARTS_WITH_CI(source, "postgresql://"))
        return BP_SOURCE_POSTGRES;
    if (is_url(source))
        return BP_SOURCE_URL;
    if (STARTS_WITH(source, "/vsi"))
        return BP_SOURCE_VIRTUAL;
    VSIStatBufL info;
    size_t n = bp_source_archive_length(source);
    /* A folder may be called x.zip, too. */
    bool is_folder = n > 0 && !source[n] && VSIStatL(source, &info) == 0 && VSI_ISDIR(info.st_mode);
    return n > 0 && !is_folder ? BP_SOURCE_ARCHIVE : BP_SOURCE_FILE;
}

const char *bp_source_kind_name(bp_source_kind kind)
{
    static const char *const names[] = {"file", "archive", "virtual", "url", "wfs", "oapif", "postgres"};
    return names[kind];
}

bool bp_source_is_local(const char *source)
{
    bp_source_kind kind = bp_source_kind_of(source);
    return kind == BP_SOURCE_FILE || kind == BP_SOURCE_ARCHIVE;
}

bool bp_source_exists(const char *source)
{
    bp_source_kind kind = bp_source_kind_of(source);
    if (kind == BP_SOURCE_ARCHIVE)
        return is_plain_file(source, bp_source_archive_length(source));
    return kind != BP_SOURCE_FILE || bp_path_exists(source);
}

char *bp_source_join(const char *base, const char *source)
{
    bp_source_kind kind = bp_source_kind_of(source);
    bool is_path = kind == BP_SOURCE_FILE || kind == BP_SOURCE_ARCHIVE || kind == BP_SOURCE_VIRTUAL;
    return is_path ? bp_path_join(base, source) : bp_text_copy(source);
}

/* Settings whose value is nobody's business. A name counts where it ends in one of these. */
static const char *const secret_names[] = {"password", "passwd", "pwd", "pass",   "token",    "key",
                                           "auth",     "jwt",    "sig", "secret", "signature"};

/* The value's first character when a setting with a secret value starts to end at `at` ("...password="), else
 * NULL. */
static const char *secret_value(const char *text, const char *at)
{
    if (*at != '=')
        return NULL;
    const char *end = at;
    while (end > text && end[-1] == ' ')
        end--;
    for (size_t i = 0; i < sizeof secret_names / sizeof *secret_names; i++) {
        size_t n = strlen(secret_names[i]);
        if ((size_t)(end - text) >= n && EQUALN(end - n, secret_names[i], n))
            return at + 1 + strspn(at + 1, " ");
    }
    return NULL;
}

/* Past the value: to its closing quote, or to what ends it in a URL or a list of settings. */
static const char *skip_value(const char *value)
{
    char quote = *value == '\'' || *value == '"' ? *value : '\0';
    if (!quote) {
        /* A backslash takes a blank into the value of a setting. */
        while (*(value += strcspn(value, " &;,\t\r\n'\")\\")) == '\\')
            value += value[1] ? 2 : 1;
        return value;
    }
    for (value++; *value && *value != quote; value++)
        if (*value == '\\' && value[1])
            value++;
    return *value ? value + 1 : value;
}

/* The '@' that ends a user and password after "://", or NULL. */
static const char *find_at(const char *authority)
{
    const char *last = NULL;
    for (const char *c = authority; *c && !strchr("/?# \t\r\n\"'<>", *c); c++)
        if (*c == '@')
            last = c;
    return last;
}

char *bp_source_shown(const char *text)
{
    /* Nothing replaced is shorter than its text but "=" with nothing after it and "user:@", which stay. */
    char *shown = (char *)malloc(4 * strlen(text) + 1), *to = shown;
    if (!shown)
        return NULL;
    for (const char *at = text; *at;) {
        const char *value = secret_value(text, at);
        const char *host = STARTS_WITH(at, "://") ? find_at(at + 3) : NULL;
        const char *colon = host ? (const char *)memchr(at + 3, ':', (size_t)(host - at - 3)) : NULL;
        const char *kept_to = value ? value : colon ? colon + 1 : at + 1;
        memcpy(to, at, (size_t)(kept_to - at));
        to += kept_to - at;
        at = kept_to;
        const char *end = value ? skip_value(value) : colon ? host : at;
        if (end > at) {
            memcpy(to, "***", 3);
            to += 3;
            at = end;
        }
    }
    *to = '\0';
    return shown;
}
