#include "geo/values.h"

#include "geo/bitmap.h"
#include "geo/number_private.h"
#include "geo/place_private.h"
#include "geo/text.h"

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

static bool is_not_finite_word(const char *text, size_t n)
{
    static const char *const words[] = {"nan", "-nan", "inf", "-inf", "+inf", "infinity", "-infinity"};
    for (size_t w = 0; w < sizeof words / sizeof words[0]; w++)
        if (strlen(words[w]) == n) {
            size_t same = 0;
            while (same < n && (text[same] | 0x20) == (words[w][same] | 0x20))
                same++;
            if (same == n)
                return true;
        }
    return false;
}

/* How the numbers of a text column are written; rows -1 until one of the kind was seen. */
struct notation {
    int64_t plain_row, mark_row[2]; /* without a mark; with a point, with a comma */
    bool may_be_thousands[2];       /* every number with that mark has the form 1.234 */
};

#define NOTATION_INIT                                                                                        \
    {                                                                                                        \
        -1, {-1, -1},                                                                                        \
        {                                                                                                    \
            true, true                                                                                       \
        }                                                                                                    \
    }

/* One to three digits, not 0 first, the mark, three digits. */
static bool looks_like_thousands(const char *text, size_t n, size_t mark)
{
    size_t first = text[0] == '-' || text[0] == '+';
    return n - mark == 4 && mark - first >= 1 && mark - first <= 3 && text[first] != '0';
}

static void note_number(struct notation *notation, int64_t row, const char *text, size_t n)
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
    if (!looks_like_thousands(text, n, mark))
        notation->may_be_thousands[kind] = false;
}

/* 8.245 beside 930 is eight thousand in one country and eight in another. Reading it wrong would go
   unnoticed, so such a column is refused, as is one with both marks. */
static bp_status judge_notation(bp_context *context, const bp_table *table, int column,
                                const struct notation *notation)
{
    char place[BP_PLACE_BYTES];
    const bp_column *from = &table->columns[column];
    const int64_t *row = notation->mark_row;
    if (row[0] >= 0 && row[1] >= 0)
        return bp_context_fail(
            context, BP_ERROR_INPUT,
            "%s: row %" PRId64 " has '%s' and row %" PRId64
            " '%s': decimal point and decimal comma in one column; use one of them, and nothing "
            "between thousands",
            bp_place(table, column, place), row[0] + 1, bp_column_text_at(from, row[0]), row[1] + 1,
            bp_column_text_at(from, row[1]));
    for (int kind = 0; kind < 2; kind++)
        if (row[kind] >= 0 && notation->plain_row >= 0 && notation->may_be_thousands[kind])
            return bp_context_fail(
                context, BP_ERROR_INPUT,
                "%s: row %" PRId64 " has '%s' and row %" PRId64
                " '%s': thousands or decimals? All with a mark have three digits after it; write "
                "them without anything between thousands",
                bp_place(table, column, place), row[kind] + 1, bp_column_text_at(from, row[kind]),
                notation->plain_row + 1, bp_column_text_at(from, notation->plain_row));
    return BP_OK;
}

static bp_status take_text(bp_context *context, const bp_table *table, int column, int64_t i,
                           const struct code *codes, int n_codes, struct notation *notation,
                           bp_values *values)
{
    const char *cell = bp_column_text_at(&table->columns[column], i);
    size_t n = 0;
    const char *text = cell ? bp_trim(cell, strlen(cell), &n) : "";
    double number = 0.0;
    if (n == 0 || is_missing_text(codes, n_codes, text, n) || is_not_finite_word(text, n))
        return count_missing(context, values, text, n);
    if (!bp_number_parse(text, n, &number)) {
        char place[BP_PLACE_BYTES];
        return bp_context_fail(context, BP_ERROR_INPUT,
                               "%s, row %" PRId64
                               ": '%.*s%s' is not a number; if it stands for a missing value, list it "
                               "under `missing`",
                               bp_place(table, column, place), i + 1, n > SHOWN_BYTES ? SHOWN_BYTES : (int)n,
                               text, n > SHOWN_BYTES ? "..." : "");
    }
    if (!isfinite(number) || is_missing_number(codes, n_codes, number))
        return count_missing(context, values, text, n);
    note_number(notation, i, text, n);
    set_value(values, i, number);
    return BP_OK;
}

static bp_status read_row(bp_context *context, const bp_table *table, int column, int64_t i,
                          const struct code *codes, int n_codes, struct notation *notation, bp_values *values)
{
    const bp_column *from = &table->columns[column];
    if (from->type == BP_COLUMN_TEXT)
        return take_text(context, table, column, i, codes, n_codes, notation, values);
    if (!bp_column_is_valid(from, i))
        return count_missing(context, values, "", 0);
    double number = from->type == BP_COLUMN_REAL ? from->real[i] : (double)from->integer[i];
    return take_number(context, values, i, number, codes, n_codes);
}

bp_status bp_values_read_rows(bp_context *context, const bp_table *table, int column, const uint8_t *wanted,
                              const bp_missing_codes *missing, bp_values *out)
{
    int64_t n = table->n_rows;
    bp_values values = {n, NULL, NULL, 0, NULL, 0, 0};
    struct notation notation = NOTATION_INIT;
    bp_status status = BP_OK;
    struct code *codes = (struct code *)calloc((size_t)missing->n + 1, sizeof *codes);
    values.value = (double *)calloc((size_t)n + 1, sizeof *values.value);
    values.valid = (uint8_t *)calloc(bp_bitmap_bytes(n), 1);
    if (!codes || !values.value || !values.valid) {
        status = bp_context_fail_memory(context, (size_t)n * sizeof(double));
        goto done;
    }
    for (int c = 0; c < missing->n; c++) {
        codes[c].text = bp_trim(missing->texts[c], strlen(missing->texts[c]), &codes[c].length);
        codes[c].is_number = bp_number_parse(codes[c].text, codes[c].length, &codes[c].number);
    }
    for (int64_t i = 0; !status && i < n; i++)
        if (bp_bitmap_get(wanted, i))
            status = read_row(context, table, column, i, codes, missing->n, &notation, &values);
    if (!status)
        status = judge_notation(context, table, column, &notation);
done:
    free(codes);
    if (status)
        bp_values_clear(&values);
    else
        *out = values;
    return status;
}

bp_status bp_values_read(bp_context *context, const bp_table *table, int column, const char *const *missing,
                         int n_missing, bp_values *out)
{
    const bp_missing_codes codes = {missing, n_missing};
    return bp_values_read_rows(context, table, column, NULL, &codes, out);
}
