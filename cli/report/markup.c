#include "cli/report/markup.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void bp_markup_clear(bp_markup *text)
{
    free(text->bytes);
    *text = (bp_markup)BP_MARKUP_INIT;
}

void bp_markup_add(bp_markup *text, const char *bytes, size_t n)
{
    if (text->failed || n == 0)
        return;
    if (text->n + n > text->cap) {
        size_t cap = 2 * (text->n + n);
        char *grown = (char *)realloc(text->bytes, cap);
        if (!grown) {
            text->failed = true;
            return;
        }
        text->bytes = grown;
        text->cap = cap;
    }
    memcpy(text->bytes + text->n, bytes, n);
    text->n += n;
}

void bp_markup_add_text(bp_markup *text, const char *plain)
{
    bp_markup_add(text, plain, strlen(plain));
}

void bp_markup_add_escaped(bp_markup *text, const char *plain)
{
    for (; *plain; plain++) {
        const char *entity = *plain == '&'    ? "&amp;"
                             : *plain == '<'  ? "&lt;"
                             : *plain == '>'  ? "&gt;"
                             : *plain == '"'  ? "&quot;"
                             : *plain == '\'' ? "&#39;"
                                              : NULL;
        if (entity)
            bp_markup_add_text(text, entity);
        else
            bp_markup_add(text, plain, 1);
    }
}

/* Length of the character of UTF-8 that begins here; 0: there is none. */
static size_t utf8_length(const unsigned char *at)
{
    size_t n = at[0] < 0x80   ? 1
               : at[0] < 0xC2 ? 0
               : at[0] < 0xE0 ? 2
               : at[0] < 0xF0 ? 3
               : at[0] < 0xF5 ? 4
                              : 0;
    for (size_t i = 1; i < n; i++)
        if ((at[i] & 0xC0) != 0x80)
            return 0;
    bool is_long = (at[0] == 0xE0 && at[1] < 0xA0) || (at[0] == 0xF0 && at[1] < 0x90);
    bool is_outside = (at[0] == 0xED && at[1] > 0x9F) || (at[0] == 0xF4 && at[1] > 0x8F);
    return is_long || is_outside ? 0 : n;
}

static bool needs_escape(const unsigned char *at, size_t n)
{
    if (n == 1)
        return at[0] < 0x20 || at[0] == 0x7F || strchr("\"\\<>&", at[0]) != NULL;
    return n == 3 && at[0] == 0xE2 && at[1] == 0x80 && (at[2] == 0xA8 || at[2] == 0xA9);
}

void bp_markup_add_string(bp_markup *text, const char *plain)
{
    const unsigned char *at = (const unsigned char *)plain;
    if (!plain) {
        bp_markup_add_text(text, "null");
        return;
    }
    bp_markup_add_text(text, "\"");
    while (*at) {
        size_t n = utf8_length(at);
        if (n == 0) {
            bp_markup_add_text(text, "\xEF\xBF\xBD");
        } else if (needs_escape(at, n)) {
            char escape[8];
            snprintf(escape, sizeof escape, "\\u%04x", n == 1 ? at[0] : 0x2000u + (at[2] & 0x3Fu));
            bp_markup_add_text(text, escape);
        } else {
            bp_markup_add(text, (const char *)at, n);
        }
        at += n == 0 ? 1 : n;
    }
    bp_markup_add_text(text, "\"");
}

void bp_markup_add_integer(bp_markup *text, int64_t value)
{
    char digits[32];
    int n = snprintf(digits, sizeof digits, "%" PRId64, value);
    bp_markup_add(text, digits, (size_t)n);
}

void bp_markup_add_packed(bp_markup *text, uint64_t value)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    do {
        unsigned low = (unsigned)(value & 31u);
        value >>= 5;
        bp_markup_add(text, &letters[low | (value ? 32u : 0u)], 1);
    } while (value);
}

void bp_markup_add_packed_signed(bp_markup *text, int64_t value)
{
    uint64_t twice = (uint64_t)value << 1;
    bp_markup_add_packed(text, value < 0 ? ~twice : twice);
}
