#include "cli/report/columns.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What is kept of a number: this many digits, and never more decimals than the layers have. */
enum { DIGITS = 5, MOST_DECIMALS = 6 };

/* Texts seen so far, by their hash; open addressing. */
typedef struct word_index {
    uint64_t mask;
    int64_t *slot;     /* number of the word + 1; 0: free */
    const char **word; /* word[n], lent */
    int64_t n;
} word_index;

static uint64_t hash_of(const char *text)
{
    uint64_t hash = 1469598103934665603u; /* FNV-1a */
    for (; *text; text++)
        hash = (hash ^ (unsigned char)*text) * 1099511628211u;
    return hash ^ (hash >> 29);
}

static bp_status index_words(bp_context *context, const bp_column *column, int64_t n_rows, word_index *out,
                             int64_t *number)
{
    uint64_t cap = 16;
    while (cap < 2 * (uint64_t)n_rows)
        cap *= 2;
    out->mask = cap - 1;
    out->slot = (int64_t *)calloc(cap, sizeof *out->slot);
    out->word = (const char **)malloc(((size_t)n_rows + 1) * sizeof *out->word);
    if (!out->slot || !out->word)
        return bp_context_fail_memory(context, cap * sizeof *out->slot);
    for (int64_t i = 0; i < n_rows; i++) {
        const char *text = bp_column_text_at(column, i);
        number[i] = -1;
        if (!text)
            continue;
        uint64_t at = hash_of(text) & out->mask;
        while (out->slot[at] != 0 && strcmp(out->word[out->slot[at] - 1], text) != 0)
            at = (at + 1) & out->mask;
        if (out->slot[at] == 0) {
            out->word[out->n] = text;
            out->slot[at] = ++out->n;
        }
        number[i] = out->slot[at] - 1;
    }
    return BP_OK;
}

static void add_numbers(const int64_t *number, int64_t n, bp_markup *text)
{
    for (int64_t i = 0; i < n; i++) {
        if (i > 0)
            bp_markup_add(text, ",", 1);
        if (number[i] < 0)
            bp_markup_add_text(text, "null");
        else
            bp_markup_add_integer(text, number[i]);
    }
}

static void add_strings(const bp_column *column, int64_t n, bp_markup *text)
{
    for (int64_t i = 0; i < n; i++) {
        if (i > 0)
            bp_markup_add(text, ",", 1);
        bp_markup_add_string(text, bp_column_text_at(column, i));
    }
}

static bp_status add_text_column(bp_context *context, const bp_column *column, int64_t n, bp_markup *text)
{
    word_index index = {0, NULL, NULL, 0};
    int64_t *number = (int64_t *)malloc(((size_t)n + 1) * sizeof *number);
    if (!number)
        return bp_context_fail_memory(context, (size_t)n * sizeof *number);
    bp_status status = index_words(context, column, n, &index, number);
    if (!status) {
        bp_markup_add_text(text, ",\"kind\":\"text\"");
        if (2 * index.n <= n) {
            bp_markup_add_text(text, ",\"words\":[");
            for (int64_t k = 0; k < index.n; k++) {
                if (k > 0)
                    bp_markup_add(text, ",", 1);
                bp_markup_add_string(text, index.word[k]);
            }
            bp_markup_add_text(text, "],\"values\":[");
            add_numbers(number, n, text);
        } else {
            bp_markup_add_text(text, ",\"values\":[");
            add_strings(column, n, text);
        }
        bp_markup_add_text(text, "]");
    }
    free(index.slot);
    free(index.word);
    free(number);
    return status;
}

static double value_at(const bp_column *column, int64_t i)
{
    return column->type == BP_COLUMN_INTEGER ? (double)column->integer[i] : column->real[i];
}

/* Decimals that keep five digits of the largest value, and none more than the values have. */
static int decimals_of(const bp_column *column, int64_t n)
{
    double most = 0.0;
    bool is_whole = true;
    for (int64_t i = 0; i < n; i++)
        if (bp_column_is_valid(column, i) && isfinite(value_at(column, i))) {
            most = fmax(most, fabs(value_at(column, i)));
            is_whole = is_whole && value_at(column, i) == round(value_at(column, i));
        }
    if (is_whole)
        return 0;
    int decimals = DIGITS - 1 - (most >= 1.0 ? (int)floor(log10(most)) : 0);
    return decimals < 0 ? 0 : decimals > MOST_DECIMALS ? MOST_DECIMALS : decimals;
}

static void add_number_column(const bp_column *column, int64_t n, bp_markup *text)
{
    int decimals = decimals_of(column, n);
    double scale = pow(10.0, decimals);
    bp_markup_add_text(text, ",\"kind\":\"number\",\"decimals\":");
    bp_markup_add_integer(text, decimals);
    bp_markup_add_text(text, ",\"values\":[");
    for (int64_t i = 0; i < n; i++) {
        double scaled = bp_column_is_valid(column, i) ? round(value_at(column, i) * scale) : NAN;
        if (i > 0)
            bp_markup_add(text, ",", 1);
        /* JSON has no infinity, and a script no whole numbers past 2^53. */
        if (fabs(scaled) < 9007199254740992.0)
            bp_markup_add_integer(text, (int64_t)scaled);
        else
            bp_markup_add_text(text, "null");
    }
    bp_markup_add_text(text, "]");
}

bp_status bp_page_add_table(bp_context *context, const bp_table *table, bp_page_wants_fn wants,
                            bp_markup *text)
{
    bp_status status = BP_OK;
    bool is_first = true;
    bp_markup_add_text(text, "{\"rows\":");
    bp_markup_add_integer(text, table->n_rows);
    bp_markup_add_text(text, ",\"columns\":[");
    for (int c = 0; !status && c < table->n_columns; c++) {
        const bp_column *column = &table->columns[c];
        if (wants && !wants(column->name))
            continue;
        bp_markup_add_text(text, is_first ? "{\"name\":" : ",{\"name\":");
        bp_markup_add_string(text, column->name);
        if (column->type == BP_COLUMN_TEXT)
            status = add_text_column(context, column, table->n_rows, text);
        else
            add_number_column(column, table->n_rows, text);
        bp_markup_add_text(text, "}");
        is_first = false;
    }
    bp_markup_add_text(text, "]}");
    if (!status && text->failed)
        status = bp_context_fail_memory(context, text->n);
    return status;
}
