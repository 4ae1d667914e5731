#include "cli/terminal.h"

#include "cli/text_width.h"

#include <stdlib.h>
#include <string.h>
#ifdef _WIN32
#include <io.h>
#define isatty _isatty
#define fileno _fileno
#else
#include <unistd.h>
#endif

bool bp_terminal_is_able(FILE *to)
{
    const char *kind = getenv("TERM");
    return isatty(fileno(to)) && kind && kind[0] && strcmp(kind, "dumb") != 0;
}

bool bp_terminal_has_colours(FILE *to)
{
    const char *no = getenv("NO_COLOR");
    return (!no || !no[0]) && bp_terminal_is_able(to);
}

void bp_terminal_set(FILE *to, bp_terminal_style style)
{
    static const char *const codes[] = {"0", "1", "2", "31", "33", "32"};
    if (bp_terminal_has_colours(to))
        fprintf(to, "\033[%sm", codes[style]);
}

/* Beside the control characters proper, those that turn the direction of writing round. */
static bool is_control(uint32_t c)
{
    return c < 0x20 || (c >= 0x7F && c < 0xA0) || (c >= 0x202A && c <= 0x202E) ||
           (c >= 0x2066 && c <= 0x2069);
}

static void put(FILE *to, const char *text, size_t bytes)
{
    for (size_t i = 0, n = 0; i < bytes; i += n) {
        uint32_t character = bp_text_character(text + i, &n);
        if (is_control(character) || (character == 0xFFFD && n == 1))
            fputc('?', to);
        else
            fwrite(text + i, 1, n, to);
    }
}

void bp_terminal_put(FILE *to, const char *text)
{
    put(to, text, strlen(text));
}

/* Bytes up to the next blank where a line may end: not between a number and its percent sign. */
static size_t piece_of(const char *text)
{
    size_t bytes = strcspn(text, " ");
    while (bytes > 0 && text[bytes] == ' ' && text[bytes + 1] == '%' && text[bytes - 1] >= '0' &&
           text[bytes - 1] <= '9')
        bytes += 1 + strcspn(text + bytes + 1, " ");
    return bytes;
}

/* Characters that become "?" take a column each, whatever they took before. */
static int shown_columns(const char *text, size_t bytes)
{
    int columns = 0;
    for (size_t i = 0, n = 0; i < bytes; i += n) {
        uint32_t character = bp_text_character(text + i, &n);
        columns += is_control(character) ? 1 : bp_character_columns(character);
    }
    return columns;
}

static void print_wrapped(FILE *to, const char *front, const char *text, int indent)
{
    int at = shown_columns(front, strlen(front));
    put(to, front, strlen(front));
    while (*text) {
        size_t bytes = piece_of(text);
        int columns = shown_columns(text, bytes);
        if (at + 1 + columns <= BP_TERMINAL_COLUMNS) {
            fputc(' ', to);
            at += 1 + columns;
        } else {
            fprintf(to, "\n%*s", indent, "");
            at = indent + columns;
        }
        put(to, text, bytes);
        text += bytes;
        text += *text == ' ';
    }
    fputc('\n', to);
}

void bp_terminal_say(const char *front, const char *text)
{
    if (isatty(fileno(stderr)))
        print_wrapped(stderr, front, text, 2);
    else
        fprintf(stderr, "%s %s\n", front, text);
}

void bp_terminal_print(const char *front, const char *text, int indent)
{
    print_wrapped(stdout, front, text, indent);
}

static size_t fit(const char *text, int columns)
{
    size_t length = 0, n = 0;
    for (; text[length]; length += n) {
        bp_text_character(text + length, &n);
        if (shown_columns(text, length + n) > columns)
            break;
    }
    return length;
}

size_t bp_terminal_line(const char *text, int columns)
{
    size_t bytes = fit(text, columns), end = bytes;
    if (!text[bytes])
        return bytes;
    while (end > 0 && text[end] != ' ')
        end--;
    if (end == 0 && bytes == 0)
        bp_text_character(text, &bytes);
    return end > 0 ? end : bytes;
}

static void print_cell(const char *text, int columns, bool to_the_right)
{
    size_t bytes = strlen(text);
    bool is_cut = shown_columns(text, bytes) > columns;
    if (is_cut)
        bytes = fit(text, columns - 1);
    int blanks = columns - shown_columns(text, bytes) - (is_cut ? 1 : 0);
    if (to_the_right)
        printf("%*s", blanks, "");
    put(stdout, text, bytes);
    if (is_cut)
        fputs("\xE2\x80\xA6", stdout);
    if (!to_the_right)
        printf("%*s", blanks, "");
}

void bp_terminal_cell(const char *text, int columns)
{
    print_cell(text, columns, false);
}

void bp_terminal_cell_right(const char *text, int columns)
{
    print_cell(text, columns, true);
}
