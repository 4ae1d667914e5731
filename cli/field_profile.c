/* What stands in a column: counts, range, examples. */
#include "cli/field_profile.h"

#include "geo/text.h"

#include <ctype.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CELL_BYTES = 64 };

/* A cell as text without blanks around it: lent, or in `buffer`. NULL: null or blank. */
static const char *cell_text(const bp_column *column, int64_t row, char buffer[CELL_BYTES], size_t *n)
{
    *n = 0;
    if (!bp_column_is_valid(column, row))
        return NULL;
    const char *text = buffer;
    if (column->type == BP_COLUMN_INTEGER)
        snprintf(buffer, CELL_BYTES, "%" PRId64, column->integer[row]);
    else if (column->type == BP_COLUMN_TEXT)
        text = bp_column_text_at(column, row);
    else if (isfinite(column->real[row]))
        bp_text_number(column->real[row], buffer);
    else
        return NULL;
    while (isspace((unsigned char)*text))
        text++;
    *n = strlen(text);
    while (*n > 0 && isspace((unsigned char)text[*n - 1]))
        --*n;
    return *n > 0 ? text : NULL;
}

/* Numbers with a decimal point or comma; nothing else may be with them. */
static bool to_number(const char *text, size_t n, double *out)
{
    char copy[CELL_BYTES], *end = NULL;
    if (n == 0 || n >= sizeof copy || !strchr("+-.,0123456789", text[0]))
        return false;
    for (size_t i = 0; i < n; i++)
        copy[i] = text[i] == ',' ? '.' : text[i];
    copy[n] = '\0';
    if (copy[strspn(copy, "+-.0123456789eE")])
        return false;
    *out = strtod(copy, &end);
    return !*end && end != copy && isfinite(*out);
}

/* The codes that the statistical offices use where a number is missing. */
static bool is_missing_code(const char *text, size_t n)
{
    static const char *const marks[] = {".", "-", "x", "X", "*", "?", "NA", "N/A", "n/a", "NULL"};
    double number = 0.0;
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (n == strlen(marks[i]) && memcmp(text, marks[i], n) == 0)
            return true;
    return to_number(text, n, &number) &&
           (number == -99999999.0 || (number <= -99990.0 && number >= -99999.0));
}

/* Letters, up to three, then three digits or more: WK001400, GM0363, E01000001; or five digits or more. */
static bool is_code(const char *text, size_t n)
{
    size_t letters = 0, digits = 0;
    while (letters < n && letters < 3 && isalpha((unsigned char)text[letters]))
        letters++;
    while (letters + digits < n && isdigit((unsigned char)text[letters + digits]))
        digits++;
    return letters + digits == n && (letters > 0 ? digits >= 3 : digits >= 4 && text[0] == '0');
}

bp_status bp_field_missing_codes(bp_context *context, const bp_column *column, int64_t n_rows, char ***codes,
                                 int *n)
{
    char buffer[CELL_BYTES];
    for (int64_t row = 0; row < n_rows; row++) {
        size_t length = 0;
        const char *text = cell_text(column, row, buffer, &length);
        bool is_known = !text || !is_missing_code(text, length);
        for (int i = 0; !is_known && i < *n; i++)
            is_known = strlen((*codes)[i]) == length && memcmp((*codes)[i], text, length) == 0;
        if (is_known)
            continue;
        char **grown = (char **)realloc((void *)*codes, (size_t)(*n + 1) * sizeof *grown);
        if (!grown)
            return bp_context_fail_memory(context, 0);
        *codes = grown;
        grown[*n] = bp_text_format("%.*s", (int)length, text);
        if (!grown[*n])
            return bp_context_fail_memory(context, 0);
        ++*n;
    }
    return BP_OK;
}

static uint64_t hash_bytes(const char *text, size_t n)
{
    uint64_t hash = UINT64_C(14695981039346656037);
    for (size_t i = 0; i < n; i++)
        hash = (hash ^ (unsigned char)text[i]) * UINT64_C(1099511628211);
    return hash;
}

static int by_value(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

/* Of 64-bit hashes: that two values out of a million share one has a chance of 1 in 30 million. */
static int64_t count_distinct(uint64_t *hashes, int64_t n)
{
    int64_t n_distinct = n > 0;
    qsort(hashes, (size_t)n, sizeof *hashes, by_value);
    for (int64_t i = 1; i < n; i++)
        n_distinct += hashes[i] != hashes[i - 1];
    return n_distinct;
}

static bool keep_example(bp_field_profile *profile, const char *text, size_t n)
{
    int i = 0;
    for (; i < BP_FIELD_EXAMPLES && profile->examples[i]; i++)
        if (strlen(profile->examples[i]) == n && memcmp(profile->examples[i], text, n) == 0)
            return true;
    if (i == BP_FIELD_EXAMPLES)
        return true;
    profile->examples[i] = bp_text_format("%.*s", (int)n, text);
    return profile->examples[i] != NULL;
}

static void take_number(bp_field_profile *profile, const char *text, size_t n)
{
    double number = 0.0;
    if (!to_number(text, n, &number))
        return;
    profile->n_numbers++;
    profile->n_whole += number == floor(number);
    profile->least = fmin(profile->least, number);
    profile->most = fmax(profile->most, number);
}

/* Codes of areas begin with two letters for their level: NL00, GM0363, WK036301, BU03630100. */
static void take_level(bp_field_profile *profile, const char *text, size_t n)
{
    int i = 0;
    if (n < 4 || !isupper((unsigned char)text[0]) || !isupper((unsigned char)text[1]))
        return;
    for (size_t k = 2; k < n; k++)
        if (!isdigit((unsigned char)text[k]))
            return;
    while (i < profile->n_levels && strncmp(profile->levels[i].prefix, text, 2) != 0)
        i++;
    if (i == BP_FIELD_LEVELS)
        return;
    if (i == profile->n_levels) {
        memcpy(profile->levels[i].prefix, text, 2);
        profile->n_levels++;
    }
    profile->levels[i].n++;
}

static void take_missing_code(bp_field_profile *profile, const char *text, size_t n)
{
    if (profile->n_missing_codes++ == 0)
        snprintf(profile->missing_code, sizeof profile->missing_code, "%.*s", (int)n, text);
    else if (strlen(profile->missing_code) != n || memcmp(profile->missing_code, text, n) != 0)
        profile->has_more_codes = true;
}

bp_status bp_field_profile_make(bp_context *context, const bp_column *column, int64_t n_rows,
                                bp_field_profile *out)
{
    bp_field_profile profile = {.name = column->name, .least = NAN, .most = NAN};
    uint64_t *hashes = (uint64_t *)malloc(((size_t)n_rows + 1) * sizeof *hashes);
    int64_t n_values = 0;
    bool ok = hashes != NULL;
    for (int64_t row = 0; ok && row < n_rows; row++) {
        char buffer[CELL_BYTES];
        size_t n = 0;
        const char *text = cell_text(column, row, buffer, &n);
        if (!text || is_missing_code(text, n)) {
            profile.n_missing++;
            if (text)
                take_missing_code(&profile, text, n);
            continue;
        }
        hashes[n_values++] = hash_bytes(text, n);
        profile.n_codes += is_code(text, n);
        take_level(&profile, text, n);
        take_number(&profile, text, n);
        ok = keep_example(&profile, text, n);
    }
    if (ok)
        profile.n_distinct = count_distinct(hashes, n_values);
    free(hashes);
    if (!ok) {
        bp_field_profile_clear(&profile);
        return bp_context_fail_memory(context, 0);
    }
    *out = profile;
    return BP_OK;
}

void bp_field_profile_clear(bp_field_profile *profile)
{
    for (int i = 0; i < BP_FIELD_EXAMPLES; i++) {
        free(profile->examples[i]);
        profile->examples[i] = NULL;
    }
}
