#include "cli/terminal.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#ifdef _WIN32
#include <io.h>
#define isatty        _isatty
#define STDERR_FILENO 2
#else
#include <unistd.h>
#endif

static int columns_of(const char *text, size_t bytes)
{
    int columns = 0;
    for (size_t i = 0; i < bytes; i++)
        columns += ((unsigned char)text[i] & 0xC0) != 0x80;
    return columns;
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

static void print_wrapped(FILE *to, const char *front, const char *text, int indent)
{
    int at = columns_of(front, strlen(front));
    fputs(front, to);
    while (*text) {
        size_t bytes = piece_of(text);
        int columns = columns_of(text, bytes);
        if (at + 1 + columns <= BP_TERMINAL_COLUMNS) {
            fputc(' ', to);
            at += 1 + columns;
        } else {
            fprintf(to, "\n%*s", indent, "");
            at = indent + columns;
        }
        fwrite(text, 1, bytes, to);
        text += bytes;
        text += *text == ' ';
    }
    fputc('\n', to);
}

void bp_terminal_say(const char *front, const char *text)
{
    if (isatty(STDERR_FILENO))
        print_wrapped(stderr, front, text, 2);
    else
        fprintf(stderr, "%s %s\n", front, text);
}

void bp_terminal_print(const char *front, const char *text, int indent)
{
    print_wrapped(stdout, front, text, indent);
}
