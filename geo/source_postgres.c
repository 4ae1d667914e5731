/* What a PostgreSQL source is kept from: waiting for a link that is dead, and running more than one query. */
#include "geo/source_private.h"
#include "geo/text.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_TAG_BYTES = 64 };

/* The source with `name=value` added; takes the text over. NULL when memory runs out. */
static char *add_setting(char *text, const char *name, int value)
{
    if (!text)
        return NULL;
    bool is_url = strstr(text, "postgresql://") || strstr(text, "postgres://");
    const char *before = !is_url ? " " : strchr(text, '?') ? "&" : "?";
    char *longer = bp_text_format("%s%s%s=%d", text, before, name, value);
    free(text);
    return longer;
}

char *bp_postgres_limit(const char *text, int timeout_s)
{
    char *limited = bp_text_copy(text);
    if (!strstr(text, "connect_timeout"))
        limited = add_setting(limited, "connect_timeout", timeout_s);
    if (!strstr(text, "tcp_user_timeout"))
        limited = add_setting(limited, "tcp_user_timeout", 1000 * timeout_s);
    if (strstr(text, "keepalives"))
        return limited;
    /* Silent for half of the time, then three questions in the other half. */
    limited = add_setting(limited, "keepalives_idle", timeout_s > 1 ? timeout_s / 2 : 1);
    limited = add_setting(limited, "keepalives_interval", timeout_s > 5 ? timeout_s / 6 : 1);
    return add_setting(limited, "keepalives_count", 3);
}

/* Past a text in quotes, in which two quotes are one, and a backslash keeps a quote where it is an E'' text.
 */
static const char *skip_quoted(const char *at, bool has_escapes)
{
    char quote = *at++;
    while (*at) {
        if (has_escapes && *at == '\\' && at[1])
            at += 2;
        else if (*at == quote && at[1] == quote)
            at += 2;
        else if (*at++ == quote)
            return at;
    }
    return at;
}

/* Comments of this kind may hold others. */
static const char *skip_comment(const char *at)
{
    int depth = 0;
    while (*at) {
        bool begins = at[0] == '/' && at[1] == '*', ends = at[0] == '*' && at[1] == '/';
        depth += begins - ends;
        at += begins || ends ? 2 : 1;
        if (depth == 0)
            return at;
    }
    return at;
}

/* Past "$tag$...$tag$", or past the one character where none begins here. */
static const char *skip_dollars(const char *at)
{
    char tag[MOST_TAG_BYTES];
    size_t n = 1;
    while (isalnum((unsigned char)at[n]) || at[n] == '_' || (unsigned char)at[n] >= 128)
        n++;
    if (at[n] != '$' || isdigit((unsigned char)at[1]) || n + 2 > sizeof tag)
        return at + 1;
    memcpy(tag, at, n + 1);
    tag[n + 1] = '\0';
    const char *end = strstr(at + n + 1, tag);
    return end ? end + n + 1 : at + strlen(at);
}

static bool is_word(char c)
{
    return isalnum((unsigned char)c) || c == '_' || c == '$' || (unsigned char)c >= 128;
}

/* Past what begins at `at` and stands for itself: a text, a name, a comment, or one character. */
static const char *skip_piece(const char *query, const char *at)
{
    bool starts_word = at == query || !is_word(at[-1]);
    if ((*at == 'e' || *at == 'E') && at[1] == '\'' && starts_word)
        return skip_quoted(at + 1, true);
    if (*at == '\'' || *at == '"')
        return skip_quoted(at, false);
    if (at[0] == '-' && at[1] == '-')
        return at + strcspn(at, "\r\n");
    if (at[0] == '/' && at[1] == '*')
        return skip_comment(at);
    return *at == '$' && starts_word ? skip_dollars(at) : at + 1;
}

const char *bp_postgres_second(const char *query)
{
    bool has_ended = false;
    for (const char *at = query, *next; *at; at = next) {
        next = skip_piece(query, at);
        bool is_comment = (at[0] == '-' && at[1] == '-') || (at[0] == '/' && at[1] == '*');
        if (has_ended && !is_comment && *at != ';' && !isspace((unsigned char)*at))
            return at;
        has_ended = has_ended || *at == ';';
    }
    return NULL;
}
