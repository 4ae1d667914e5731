#include "cli/check/lines.h"

#include "cli/terminal.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { LINE_BYTES = 4096 };

/* Columns of the first `bytes` of a text in UTF-8. */
static int columns_of(const char *text, size_t bytes)
{
    int columns = 0;
    for (size_t i = 0; i < bytes; i++)
        columns += ((unsigned char)text[i] & 0xC0) != 0x80;
    return columns;
}

/* Print from column `at`, further lines from column `indent`. */
static void print_wrapped(const char *text, int at, int indent)
{
    bool is_first = true;
    while (*text) {
        size_t bytes = strcspn(text, " ");
        int columns = columns_of(text, bytes);
        if (!is_first && at + 1 + columns > BP_TERMINAL_COLUMNS) {
            printf("\n%*s", indent, "");
            at = indent;
        } else if (!is_first) {
            putchar(' ');
            at++;
        }
        fwrite(text, 1, bytes, stdout);
        at += columns;
        is_first = false;
        text += bytes;
        text += *text == ' ';
    }
    putchar('\n');
}

void bp_check_line(const char *label, const char *format, ...)
{
    char text[LINE_BYTES];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    const char *front = label ? label : "";
    int columns = columns_of(front, strlen(front)), field = BP_CHECK_LABEL - 3;
    bool fits = columns <= field;
    printf("  %s%*s", front, fits ? field - columns + 1 : 0, "");
    if (!fits)
        printf("\n%*s", BP_CHECK_LABEL, "");
    print_wrapped(text, BP_CHECK_LABEL, BP_CHECK_LABEL);
}

void bp_check_item(const char *front, const char *text)
{
    int indent = (int)strlen(front);
    fputs(front, stdout);
    print_wrapped(text, indent, indent);
}
