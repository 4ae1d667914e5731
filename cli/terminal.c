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

void bp_terminal_say(const char *front, const char *text)
{
    if (!isatty(STDERR_FILENO)) {
        fprintf(stderr, "%s %s\n", front, text);
        return;
    }
    int at = columns_of(front, strlen(front));
    fputs(front, stderr);
    while (*text) {
        size_t bytes = strcspn(text, " ");
        int columns = columns_of(text, bytes);
        bool fits = at + 1 + columns <= BP_TERMINAL_COLUMNS;
        fprintf(stderr, "%s%.*s", fits ? " " : "\n  ", (int)bytes, text);
        at = (fits ? at + 1 : 2) + columns;
        text += bytes;
        text += *text == ' ';
    }
    fputc('\n', stderr);
}
