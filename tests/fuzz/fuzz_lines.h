/* Bytes as lines, for targets that work on lists of texts. */
#ifndef BP_TESTS_FUZZ_LINES_H
#define BP_TESTS_FUZZ_LINES_H

#include "tests/fuzz/fuzz.h"

#include <string.h>

/** text[n], of which a line without a character stands for a missing one (NULL). */
typedef struct fuzz_lines {
    char *bytes;
    const char **text;
    int64_t n;
} fuzz_lines;

/** Cut bytes[n] at every '\n'; what follows a NUL in a line is lost. */
static inline fuzz_lines fuzz_lines_make(const uint8_t *bytes, size_t n)
{
    fuzz_lines lines = {(char *)malloc(n + 1), (const char **)calloc(n + 1, sizeof(char *)), 0};
    fuzz_check(lines.bytes && lines.text);
    if (n > 0)
        memcpy(lines.bytes, bytes, n);
    lines.bytes[n] = '\0';
    for (size_t at = 0; at < n;) {
        char *line = lines.bytes + at;
        const char *end = (const char *)memchr(line, '\n', n - at);
        size_t length = end ? (size_t)(end - line) : n - at;
        line[length] = '\0';
        lines.text[lines.n++] = *line ? line : NULL;
        at += length + 1;
    }
    return lines;
}

static inline void fuzz_lines_free(fuzz_lines *lines)
{
    free(lines->bytes);
    free((void *)lines->text);
}

/** Turn the order of texts[n] round. */
static inline void fuzz_reverse(const char **texts, int64_t n)
{
    for (int64_t i = 0; i < n / 2; i++) {
        const char *kept = texts[i];
        texts[i] = texts[n - 1 - i];
        texts[n - 1 - i] = kept;
    }
}

#endif
