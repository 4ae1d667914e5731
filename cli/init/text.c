#include "cli/init/text.h"

#include "geo/text.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COMMENT_BYTES = 4096, WIDTH = 100 };

static void add_bytes(bp_init_text *text, const char *bytes, size_t n)
{
    if (text->failed)
        return;
    if (text->n + n + 1 > text->cap) {
        size_t cap = 2 * (text->n + n + 1);
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
    text->bytes[text->n] = '\0';
}

void bp_init_add(bp_init_text *text, const char *format, ...)
{
    char buffer[COMMENT_BYTES];
    va_list arguments;
    va_start(arguments, format);
    int n = vsnprintf(buffer, sizeof buffer, format, arguments);
    va_end(arguments);
    if (n < 0 || n >= (int)sizeof buffer)
        text->failed = true;
    else
        add_bytes(text, buffer, (size_t)n);
}

void bp_init_comment(bp_init_text *text, int indent, const char *format, ...)
{
    char buffer[COMMENT_BYTES];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(buffer, sizeof buffer, format, arguments);
    va_end(arguments);
    for (char *c = buffer; *c; c++)
        if (((unsigned char)*c < 0x20 && !strchr("\r\n\t", *c)) || *c == 0x7F)
            *c = '?'; /* YAML takes no other control character, not even in a comment */
    int at = 0;
    for (const char *word = buffer; *word;) {
        size_t n = strcspn(word, " \r\n\t");
        bool fits = at > 0 && at + 1 + (int)n <= WIDTH;
        if (at > 0 && !fits)
            add_bytes(text, "\n", 1);
        if (!fits) {
            bp_init_add(text, "%*s#", indent, "");
            at = indent + 1;
        }
        add_bytes(text, " ", 1);
        add_bytes(text, word, n);
        at += 1 + (int)n;
        word += n;
        word += strspn(word, " \r\n\t");
    }
    if (at > 0)
        add_bytes(text, "\n", 1);
}

/* Letters, digits and a few signs that mean nothing to YAML, a letter first: no number, no date, and none of
   the words that some readers take for something else. */
static bool is_plain(const char *value)
{
    static const char *const words[] = {"true", "false", "yes", "no", "on", "off", "null", "y", "n"};
    if (!isalpha((unsigned char)value[0]) && value[0] != '.' && value[0] != '/')
        return false;
    if (strcmp(value, ".") == 0 || isdigit((unsigned char)value[1]))
        return isalpha((unsigned char)value[0]) &&
               !value[strspn(value, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")];
    for (const char *c = value; *c; c++)
        if (!isalnum((unsigned char)*c) && !strchr("_./-+", *c))
            return false;
    for (size_t w = 0; w < sizeof words / sizeof *words; w++) {
        size_t i = 0;
        while (words[w][i] && tolower((unsigned char)value[i]) == words[w][i])
            i++;
        if (!words[w][i] && !value[i])
            return false;
    }
    return true;
}

char *bp_init_yaml(const char *value)
{
    if (is_plain(value))
        return bp_text_copy(value);
    char *quoted = (char *)malloc(4 * strlen(value) + 3), *to = quoted;
    if (!quoted)
        return NULL;
    *to++ = '"';
    for (const char *c = value; *c; c++) {
        if (*c == '"' || *c == '\\')
            *to++ = '\\';
        if ((unsigned char)*c < 0x20)
            to += snprintf(to, 5, "\\x%02X", (unsigned)*c);
        else
            *to++ = *c;
    }
    *to++ = '"';
    *to = '\0';
    return quoted;
}

void bp_init_entry(bp_init_text *text, int indent, const char *key, const char *value)
{
    char *yaml = value ? bp_init_yaml(value) : NULL;
    if (value && !yaml)
        text->failed = true;
    if (yaml)
        bp_init_add(text, "%*s%s: %s\n", indent, "", key, yaml);
    free(yaml);
}
