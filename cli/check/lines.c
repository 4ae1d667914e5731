#include "cli/check/lines.h"

#include "cli/terminal.h"
#include "cli/text_width.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { LINE_BYTES = 4096, LABEL_BYTES = 128 };

void bp_check_line(const char *label, const char *format, ...)
{
    char text[LINE_BYTES];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    char front[LABEL_BYTES] = "";
    int columns = label ? bp_text_columns(label, strlen(label)) : 0, field = BP_CHECK_LABEL - 3;
    bool fits = columns <= field;
    if (!fits)
        printf("  %s\n", label);
    /* A blank follows the front. */
    snprintf(front, sizeof front, "  %s%*s", fits && label ? label : "", fits ? field - columns : field, "");
    bp_terminal_print(front, text, BP_CHECK_LABEL);
}
