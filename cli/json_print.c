#include "cli/json_print.h"

#include "geo/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Digits up to which no number has more than it needs. */
enum { FEW_DIGITS = 15 };

static void print_number(const char *text, size_t n)
{
    char number[32];
    if (n <= FEW_DIGITS || !memchr(text, '.', n)) {
        fwrite(text, 1, n, stdout);
        return;
    }
    bp_text_number(strtod(text, NULL), number);
    fputs(number, stdout);
    if (!strpbrk(number, ".e"))
        fputs(".0", stdout);
}

bp_status bp_json_print(bp_context *context, json_t *root)
{
    char *dump = root ? json_dumps(root, JSON_INDENT(2)) : NULL;
    bool in_text = false;
    json_decref(root);
    if (!dump)
        return bp_context_fail_memory(context, 0);
    for (const char *at = dump; *at;) {
        size_t n = in_text ? 0 : strspn(at, "+-.0123456789eE");
        bool is_number = n > 0 && strchr("-0123456789", *at);
        if (is_number) {
            print_number(at, n);
            at += n;
            continue;
        }
        if (*at == '\\' && in_text)
            putchar(*at++);
        else if (*at == '"')
            in_text = !in_text;
        putchar(*at++);
    }
    putchar('\n');
    free(dump);
    return BP_OK;
}
