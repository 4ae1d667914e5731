#include "geo/text.h"

#include <ctype.h>
#include <inttypes.h>
#include <locale.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LONGEST_COMPARED = 63 };

char *bp_text_copy(const char *text)
{
    if (!text)
        return NULL;
    size_t n = strlen(text) + 1;
    char *copy = (char *)malloc(n);
    if (copy)
        memcpy(copy, text, n);
    return copy;
}

void bp_texts_free(char **texts, int64_t n)
{
    for (int64_t i = 0; texts && i < n; i++)
        free(texts[i]);
    free(texts);
}

char *bp_text_format(const char *format, ...)
{
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    int n = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    char *text = n < 0 ? NULL : (char *)malloc((size_t)n + 1);
    if (text)
        vsnprintf(text, (size_t)n + 1, format, again);
    va_end(again);
    return text;
}

static int smaller(int a, int b)
{
    return a < b ? a : b;
}

static int letter(const char *text, int i)
{
    return tolower((unsigned char)text[i]);
}

int bp_text_distance(const char *a, const char *b)
{
    size_t la = strlen(a), lb = strlen(b);
    /* Names are short; a longer text is compared by its start so that the rows fit on the stack. */
    int m = la > LONGEST_COMPARED ? LONGEST_COMPARED : (int)la;
    int n = lb > LONGEST_COMPARED ? LONGEST_COMPARED : (int)lb;
    int rows[3][LONGEST_COMPARED + 1];
    for (int j = 0; j <= n; j++)
        rows[0][j] = j;
    for (int i = 1; i <= m; i++) {
        int *row = rows[i % 3], *up = rows[(i + 2) % 3], *up2 = rows[(i + 1) % 3];
        row[0] = i;
        for (int j = 1; j <= n; j++) {
            int cost = letter(a, i - 1) != letter(b, j - 1);
            row[j] = smaller(smaller(up[j] + 1, row[j - 1] + 1), up[j - 1] + cost);
            if (i > 1 && j > 1 && letter(a, i - 1) == letter(b, j - 2) &&
                letter(a, i - 2) == letter(b, j - 1))
                row[j] = smaller(row[j], up2[j - 2] + 1);
        }
    }
    return rows[m % 3][n];
}

const char *bp_text_nearest(const char *text, const char *const *names, int n)
{
    const char *best = NULL;
    int best_distance = 0;
    for (int i = 0; i < n; i++) {
        int distance = bp_text_distance(text, names[i]);
        if (!best || distance < best_distance) {
            best = names[i];
            best_distance = distance;
        }
    }
    int allowed = (int)(strlen(text) + 2) / 3;
    return best && best_distance <= allowed ? best : NULL;
}

int bp_text_number(double value, char *buffer)
{
    int n = 0;
    for (int digits = 15; digits <= 17; digits++) {
        n = snprintf(buffer, 32, "%.*g", digits, value);
        if (strtod(buffer, NULL) == value)
            break;
    }
    const struct lconv *locale = localeconv();
    char point = locale && locale->decimal_point && locale->decimal_point[0] ? locale->decimal_point[0] : '.';
    for (int i = 0; i < n; i++)
        if (buffer[i] == point)
            buffer[i] = '.';
    return n;
}

char *bp_text_count(int64_t value, char *buffer)
{
    char digits[32];
    int n = snprintf(digits, sizeof digits, "%" PRId64, value);
    int out = 0;
    for (int i = 0; i < n; i++) {
        buffer[out++] = digits[i];
        int left = n - 1 - i;
        if (left > 0 && left % 3 == 0 && digits[i] != '-')
            buffer[out++] = ',';
    }
    buffer[out] = '\0';
    return buffer;
}
