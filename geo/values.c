#include "geo/values.h"

#include "geo/bitmap.h"
#include "geo/number_private.h"
#include "geo/place_private.h"
#include "geo/text.h"

#include <ctype.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SHOWN_BYTES = 40 };

/* One of the codes that stand for a missing value. */
struct code {
    const char *text;
    size_t length;
    bool is_number;
    double number;
};

void bp_values_clear(bp_values *values)
{
    for (int i = 0; i < values->n_codes; i++)
        free(values->codes[i].code);
    free(values->codes);
    free(values->value);
    free(values->valid);
    *values = (bp_values)BP_VALUES_INIT;
}

bool bp_values_is_valid(const bp_values *values, int64_t i)
{
    return bp_bitmap_get(values->valid, i);
}

static bool is_missing_text(const struct code *codes, int n, const char *text, size_t length)
{
    for (int i = 0; i < n; i++)
        if (codes[i].length == length && memcmp(codes[i].text, text, length) == 0)
            return true;
    return false;
}

static bool is_missing_number(const struct code *codes, int n, double number)
{
    for (int i = 0; i < n; i++)
        if (codes[i].is_number && codes[i].number == number)
            return true;
    return false;
}

/* Count a missing value under its code as found. */
static bp_status count_missing(bp_context *context, bp_values *values, const char *text, size_t length)
{
    for (int i = 0; i < values->n_codes; i++)
        if (strlen(values->codes[i].code) == length && memcmp(values->codes[i].code, text, length) == 0) {
            values->codes[i].count++;
            return BP_OK;
        }
    size_t bytes = (size_t)(values->n_codes + 1) * sizeof *values->codes;
    bp_missing_count *grown = (bp_missing_count *)realloc(values->codes, bytes);
    if (grown)
        values->codes = grown;
    char *code = grown ? bp_text_format("%.*s", (int)length, text) : NULL;
    if (!code)
        return bp_context_fail_memory(context, bytes);
    values->codes[values->n_codes++] = (bp_missing_count){code, 1};
    return BP_OK;
}

static void set_value(bp_values *values, int64_t i, double number)
{
    values->value[i] = number;
    bp_bitmap_set(values->valid, i);
}

static bp_status take_number(bp_context *context, bp_values *values, int64_t i, double number,
                             const struct code *codes, int n_codes)
{
    char text[40];
    if (isfinite(number) && !is_missing_number(codes, n_codes, number)) {
        set_value(values, i, number);
        return BP_OK;
    }
    if (isfinite(number))
        bp_number_format(number, text);
    else
        snprintf(text, sizeof text, "%s", isnan(number) ? "nan" : number > 0 ? "inf" : "-inf");
    return count_missing(context, values, text, strlen(text));
}

/* How the numbers of a text column are written; rows -1 until one of the kind was seen. */
struct notation {
    int64_t plain_row, mark_row[2];    /* without a mark; with a point, with a comma */
    int64_t first_mark_row[2];         /* the first of these */
    int64_t percent_row, unsigned_row; /* with a percent sign; without one and not zero */
    bool may_be_thousands[2];          /* every number with that mark has the form 1.234 */
};

#define NOTATION_INIT                                                                                        \
    {                                                                                                        \
        -1, {-1, -1}, {-1, -1}, -1, -1,                                                                      \
        {                                                                                                    \
            true, true                                                                                       \
        }                                                                                                    \
    }

/* One pass over a column. */
struct reading {
    bp_context *context;
    const bp_table *table;
    int column;
    const bp_values_options *options;
    const struct code *codes; /* codes[options->missing.n] */
    struct notation notation;
    bp_values values;
};

/* One to three digits, not 0 first, the mark, three digits. */
static bool looks_like_thousands(const char *text, size_t n, size_t mark)
{
    size_t first = text[0] == '-' || text[0] == '+';
    return n - mark == 4 && mark - first >= 1 && mark - first <= 3 && text[first] != '0';
}

static void note_number(struct notation *notation, int64_t row, const char *text, size_t n, bool is_told)
{
    size_t mark = 0;
    while (mark < n && text[mark] != '.' && text[mark] != ',')
        mark++;
    if (mark == n) {
        notation->plain_row = row;
        return;
    }
    int kind = text[mark] == ',';
    notation->mark_row[kind] = row;
    if (notation->first_mark_row[kind] < 0)
        notation->first_mark_row[kind] = row;
    if (is_told || !looks_like_thousands(text, n, mark))
        notation->may_be_thousands[kind] = false;
}

/* 8.245 beside 930 is eight thousand in one country and eight in another. Reading it wrong would go
   unnoticed, so such a column is refused, as is one with both marks. */
static bp_status judge_marks(const struct reading *reading)
{
    char place[BP_PLACE_BYTES];
    const bp_column *from = &reading->table->columns[reading->column];
    const struct notation *notation = &reading->notation;
    const int64_t *row = notation->mark_row;
    if (row[0] >= 0 && row[1] >= 0)
        return bp_context_fail(
            reading->context, BP_ERROR_INPUT,
            "%s: row %" PRId64 " has '%s' and row %" PRId64
            " '%s': decimal point and decimal comma in one column; use one of them, and nothing "
            "between thousands",
            bp_place(reading->table, reading->column, place), row[0] + 1, bp_column_text_at(from, row[0]),
            row[1] + 1, bp_column_text_at(from, row[1]));
    for (int kind = 0; kind < 2; kind++)
        if (row[kind] >= 0 && notation->plain_row >= 0 && notation->may_be_thousands[kind])
            return bp_context_fail(
                reading->context, BP_ERROR_INPUT,
                "%s: row %" PRId64 " has '%s' and row %" PRId64
                " '%s': thousands or decimals? All with a mark have three digits after it; write "
                "them without anything between thousands, or say thousands: \"%c\"",
                bp_place(reading->table, reading->column, place), row[kind] + 1,
                bp_column_text_at(from, row[kind]), notation->plain_row + 1,
                bp_column_text_at(from, notation->plain_row), kind ? ',' : '.');
    return BP_OK;
}

/* Where every number with a mark looks like thousands, none stands without, and people are no decimals. */
static bp_status judge_thousands(struct reading *reading)
{
    char place[BP_PLACE_BYTES];
    const struct notation *notation = &reading->notation;
    for (int kind = 0; kind < 2; kind++) {
        int64_t row = notation->mark_row[kind];
        if (row < 0 || !notation->may_be_thousands[kind])
            continue;
        reading->values.thousands_mark = kind ? ',' : '.';
        reading->values.thousands_row = notation->first_mark_row[kind];
    }
    int64_t row = reading->values.thousands_row;
    if (reading->options->kind != BP_VALUES_COUNTS || row < 0)
        return BP_OK;
    char mark = reading->values.thousands_mark;
    return bp_context_fail(reading->context, BP_ERROR_INPUT,
                           "%s, row %" PRId64 ": found '%s', expected a whole number; if the '%c' stands "
                           "between thousands, say thousands: \"%c\"",
                           bp_place(reading->table, reading->column, place), row + 1,
                           bp_column_text_at(&reading->table->columns[reading->column], row), mark, mark);
}

/* 12% beside 0.12 may be the same. */
static bp_status judge_notation(struct reading *reading)
{
    char place[BP_PLACE_BYTES];
    const bp_column *from = &reading->table->columns[reading->column];
    int64_t with = reading->notation.percent_row, without = reading->notation.unsigned_row;
    if (with >= 0 && without >= 0)
        return bp_context_fail(reading->context, BP_ERROR_INPUT,
                               "%s: row %" PRId64 " has '%s' and row %" PRId64
                               " '%s': a percent sign after some numbers only; write it after all or none",
                               bp_place(reading->table, reading->column, place), with + 1,
                               bp_column_text_at(from, with), without + 1, bp_column_text_at(from, without));
    bp_status status = judge_marks(reading);
    return status ? status : judge_thousands(reading);
}

/* The mark between thousands that makes a number of the text; NULL when none does. */
static const char *find_thousands(const char *text, size_t n)
{
    static const char *const candidates[] = {" ", ".", ",", "'"};
    char bare[BP_NUMBER_BYTES];
    double number = 0.0;
    for (size_t c = 0; c < sizeof candidates / sizeof *candidates; c++)
        if (bp_number_parse(bare, bp_number_without_thousands(text, n, candidates[c], bare), &number))
            return candidates[c];
    return NULL;
}

/* What is wrong with a text that is no number, and what to do about it. */
static bp_status fail_text(const struct reading *reading, int64_t i, const char *text, size_t n)
{
    char place[BP_PLACE_BYTES], advice[80] = "";
    double number = 0.0;
    bool is_infinite = bp_number_parse(text, n, &number) && !isfinite(number);
    const char *told = reading->options->thousands;
    const char *thousands = told || is_infinite ? NULL : find_thousands(text, n);
    if (is_infinite && strpbrk(text, "0123456789"))
        snprintf(advice, sizeof advice, "; it is too large for one");
    else if (told && !is_infinite)
        snprintf(advice, sizeof advice, " with thousands: \"%s\"", told);
    else if (thousands)
        snprintf(advice, sizeof advice, "; if '%s' stands between thousands, say thousands: \"%s\"",
                 thousands, thousands);
    else if (n > 1 && strchr("-+", text[n - 1]) && bp_number_parse(text, n - 1, &number))
        snprintf(advice, sizeof advice, "; write its sign in front");
    else if (n > 1 && ispunct((unsigned char)text[n - 1]) && bp_number_parse(text, n - 1, &number))
        snprintf(advice, sizeof advice, "; if the '%c' is a remark, say marks: \"%c\"", text[n - 1],
                 text[n - 1]);
    return bp_context_fail(
        reading->context, BP_ERROR_INPUT,
        "%s, row %" PRId64 ": '%.*s%s' is not a number%s; if it stands for a missing value, "
        "list it under `missing`",
        bp_place(reading->table, reading->column, place), i + 1, n > SHOWN_BYTES ? SHOWN_BYTES : (int)n, text,
        n > SHOWN_BYTES ? "..." : "", advice);
}

/* Take marks such as a provisional "*" off the end. */
static size_t without_marks(const char *marks, const char *text, size_t n, bool *found)
{
    *found = false;
    while (marks && n > 1 && text[n - 1] && strchr(marks, text[n - 1])) {
        *found = true;
        bp_trim(text, n - 1, &n);
    }
    return n;
}

/* Take the percent sign off the end. */
static size_t without_percent(const char *text, size_t n, bool *found)
{
    *found = n > 1 && text[n - 1] == '%';
    if (*found)
        bp_trim(text, n - 1, &n);
    return n;
}

static bp_status take_text(struct reading *reading, int64_t i)
{
    const bp_missing_codes *missing = &reading->options->missing;
    const char *cell = bp_column_text_at(&reading->table->columns[reading->column], i);
    size_t n = 0, m = 0;
    const char *text = cell ? bp_trim(cell, strlen(cell), &n) : "", *bare = text;
    bool is_marked = false, is_percent = false;
    char buffer[BP_NUMBER_BYTES];
    double number = 0.0;
    if (n == 0 || is_missing_text(reading->codes, missing->n, text, n))
        return count_missing(reading->context, &reading->values, text, n);
    m = without_marks(reading->options->marks, text, n, &is_marked);
    m = without_percent(text, m, &is_percent);
    if (reading->options->thousands) {
        m = bp_number_without_thousands(text, m, reading->options->thousands, buffer);
        bare = buffer;
    }
    if (!bp_number_parse(bare, m, &number) || !isfinite(number))
        return fail_text(reading, i, text, n);
    if (is_missing_number(reading->codes, missing->n, number))
        return count_missing(reading->context, &reading->values, text, n);
    note_number(&reading->notation, i, bare, m, reading->options->thousands != NULL);
    if (is_percent)
        reading->notation.percent_row = i;
    else if (number != 0.0)
        reading->notation.unsigned_row = i;
    reading->values.n_percent += is_percent;
    reading->values.n_marked += is_marked;
    set_value(&reading->values, i, number);
    return BP_OK;
}

static bp_status read_row(struct reading *reading, int64_t i)
{
    const bp_column *from = &reading->table->columns[reading->column];
    if (from->type == BP_COLUMN_TEXT)
        return take_text(reading, i);
    if (!bp_column_is_valid(from, i))
        return count_missing(reading->context, &reading->values, "", 0);
    double number = from->type == BP_COLUMN_REAL ? from->real[i] : (double)from->integer[i];
    return take_number(reading->context, &reading->values, i, number, reading->codes,
                       reading->options->missing.n);
}

static bp_status open_reading(struct reading *reading)
{
    int64_t n = reading->table->n_rows;
    reading->values.n = n;
    reading->values.value = (double *)calloc((size_t)n + 1, sizeof *reading->values.value);
    reading->values.valid = (uint8_t *)calloc(bp_bitmap_bytes(n), 1);
    if (!reading->values.value || !reading->values.valid)
        return bp_context_fail_memory(reading->context, (size_t)n * sizeof(double));
    return BP_OK;
}

static void fill_codes(const bp_missing_codes *missing, struct code *codes)
{
    for (int c = 0; c < missing->n; c++) {
        codes[c].text = bp_trim(missing->texts[c], strlen(missing->texts[c]), &codes[c].length);
        codes[c].is_number = bp_number_parse(codes[c].text, codes[c].length, &codes[c].number);
    }
}

bp_status bp_values_read_by(bp_context *context, const bp_table *table, int column,
                            const bp_values_options *options, bp_values *out)
{
    struct code *codes = (struct code *)calloc((size_t)options->missing.n + 1, sizeof *codes);
    if (!codes)
        return bp_context_fail_memory(context, 0);
    struct reading reading = {context, table, column, options, codes, NOTATION_INIT, BP_VALUES_INIT};
    fill_codes(&options->missing, codes);
    bp_status status = open_reading(&reading);
    for (int64_t i = 0; !status && i < table->n_rows; i++)
        if (bp_bitmap_get(options->wanted, i))
            status = read_row(&reading, i);
    if (!status)
        status = judge_notation(&reading);
    free(codes);
    if (status)
        bp_values_clear(&reading.values);
    else
        *out = reading.values;
    return status;
}

bp_status bp_values_read_rows(bp_context *context, const bp_table *table, int column, const uint8_t *wanted,
                              const bp_missing_codes *missing, bp_values *out)
{
    const bp_values_options options = {wanted, *missing, NULL, NULL, BP_VALUES_ANY};
    return bp_values_read_by(context, table, column, &options, out);
}

bp_status bp_values_read(bp_context *context, const bp_table *table, int column, const char *const *missing,
                         int n_missing, bp_values *out)
{
    const bp_missing_codes codes = {missing, n_missing};
    return bp_values_read_rows(context, table, column, NULL, &codes, out);
}
