#include "geo/pivot.h"

#include "geo/key_index_private.h"
#include "geo/number_private.h"
#include "geo/place_private.h"
#include "geo/read_private.h"
#include "geo/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SHOWN_BYTES = 40, MOST_REASONS = 100, CLASHES_LISTED = 5 };

/* A pivot under way. The wide cells are texts lent from the long table, at row * n_columns + column. */
struct pivot {
    bp_context *context;
    const bp_table *table;
    const bp_pivot_options *options;
    int key, names, values, reasons; /**< columns; `reasons` -1: none */
    char **wanted;                   /**< wanted[options->n_columns]: what stands in `names`, lower case */
    bp_keys keys, labels;
    bp_key_index key_index, label_index;
    int *column_of;  /**< column_of[texts of label_index], -1: nobody asked */
    int64_t *row_of; /**< row_of[cells]: row of the long table, -1: none */
    bp_pivot_report report;
};

void bp_pivot_report_clear(bp_pivot_report *report)
{
    bp_texts_free(report->reasons, report->n_reasons);
    *report = (bp_pivot_report)BP_PIVOT_REPORT_INIT;
}

/* Row of `titles` whose cell in `column` is this text; -1 when there is none, `*n_found` how many are. */
static int64_t find_title(const bp_table *titles, int column, const char *text, int64_t *n_found)
{
    char buffer[BP_KEY_NUMBER_BYTES];
    int64_t first = -1;
    size_t n, wanted = 0;
    const char *trimmed = bp_trim(text, strlen(text), &wanted);
    *n_found = 0;
    for (int64_t i = 0; i < titles->n_rows; i++) {
        const char *cell = bp_key_cell(&titles->columns[column], i, buffer, &n);
        if (n != wanted || memcmp(cell, trimmed, n) != 0)
            continue;
        if ((*n_found)++ == 0)
            first = i;
    }
    return first;
}

/* Names of two rows of `titles` that have the same title, for a message. */
static bp_status fail_two_titles(struct pivot *pivot, int identifier, int title, const char *asked)
{
    const bp_table *titles = pivot->options->titles;
    char place[BP_PLACE_BYTES], buffer[BP_KEY_NUMBER_BYTES];
    bp_name_list list = BP_NAME_LIST_INIT;
    for (int64_t i = 0; i < titles->n_rows; i++) {
        size_t n, m;
        const char *cell = bp_key_cell(&titles->columns[title], i, buffer, &n);
        if (n != strlen(asked) || memcmp(cell, asked, n) != 0)
            continue;
        const char *text = bp_key_cell(&titles->columns[identifier], i, buffer, &m);
        char *name = bp_text_format("%.*s", (int)m, text);
        if (!name)
            return bp_context_fail_memory(pivot->context, m);
        bp_name_list_add(&list, name);
        free(name);
    }
    return bp_context_fail(pivot->context, BP_ERROR_INPUT, "%s: %d rows have '%s': say which of %s",
                           bp_place(titles, title, place), list.n, asked, bp_name_list_end(&list));
}

/* What stands in the column of names for a name asked: itself where it occurs, else the one with that title.
 */
static bp_status find_label(struct pivot *pivot, const char *asked, char **out)
{
    const bp_pivot_options *options = pivot->options;
    int identifier = -1, title = -1;
    int64_t n_found = 0;
    char buffer[BP_KEY_NUMBER_BYTES];
    size_t n = 0;
    const char *label = bp_trim(asked, strlen(asked), &n);
    bp_status status = BP_OK;
    if (options->titles) {
        status = bp_table_need(pivot->context, options->titles, options->identifier, &identifier);
        if (!status)
            status = bp_table_need(pivot->context, options->titles, options->title, &title);
        if (status)
            return status;
        int64_t row = find_title(options->titles, identifier, asked, &n_found);
        if (row < 0) {
            row = find_title(options->titles, title, asked, &n_found);
            if (n_found > 1)
                return fail_two_titles(pivot, identifier, title, asked);
            if (row >= 0)
                label = bp_key_cell(&options->titles->columns[identifier], row, buffer, &n);
        }
    }
    *out = bp_text_format("%.*s", (int)n, label);
    if (!*out)
        return bp_context_fail_memory(pivot->context, n);
    for (char *c = *out; *c; c++)
        *c = *c >= 'A' && *c <= 'Z' ? (char)(*c - 'A' + 'a') : *c;
    return BP_OK;
}

/* The names that occur, as found, and the titles; the nearest of both is told. */
static bp_status fail_unknown(struct pivot *pivot, const char *asked)
{
    const bp_table *titles = pivot->options->titles;
    int title = titles ? bp_table_find(titles, pivot->options->title) : -1;
    int64_t n_titles = titles ? titles->n_rows : 0, n = 0;
    char place[BP_PLACE_BYTES];
    char **names = (char **)calloc((size_t)(pivot->label_index.n_texts + n_titles) + 1, sizeof *names);
    bp_status status = names ? BP_OK : bp_context_fail_memory(pivot->context, 0);
    for (int64_t t = 0; !status && t < pivot->label_index.n_texts + n_titles; t++) {
        bool is_label = t < pivot->label_index.n_texts;
        char buffer[BP_KEY_NUMBER_BYTES];
        size_t length;
        const char *text =
            is_label ? bp_key_cell(&pivot->table->columns[pivot->names], pivot->label_index.first[t], buffer,
                                   &length)
                     : bp_key_cell(&titles->columns[title], t - pivot->label_index.n_texts, buffer, &length);
        names[n] = bp_text_format("%.*s", (int)length, text);
        if (!names[n++])
            status = bp_context_fail_memory(pivot->context, length);
    }
    if (!status)
        status = bp_fail_name(pivot->context, bp_place(pivot->table, pivot->names, place), "name", asked,
                              (const char *const *)names, (int)n);
    bp_texts_free(names, n);
    return status;
}

static bp_status choose_names(struct pivot *pivot)
{
    const bp_pivot_options *options = pivot->options;
    char place[BP_PLACE_BYTES];
    pivot->column_of = (int *)malloc((size_t)(pivot->label_index.n_texts + 1) * sizeof *pivot->column_of);
    pivot->wanted = (char **)calloc((size_t)options->n_columns + 1, sizeof *pivot->wanted);
    if (!pivot->column_of || !pivot->wanted)
        return bp_context_fail_memory(pivot->context, 0);
    for (int64_t t = 0; t < pivot->label_index.n_texts; t++)
        pivot->column_of[t] = -1;
    bp_status status = BP_OK;
    for (int c = 0; !status && c < options->n_columns; c++) {
        status = find_label(pivot, options->columns[c], &pivot->wanted[c]);
        int64_t label = status ? -1 : bp_key_index_find(&pivot->label_index, pivot->wanted[c]);
        if (!status && label < 0)
            return fail_unknown(pivot, options->columns[c]);
        if (!status && pivot->column_of[label] >= 0)
            return bp_context_fail(pivot->context, BP_ERROR_INPUT,
                                   "%s: '%s' and '%s' are the same; name it one way",
                                   bp_place(pivot->table, pivot->names, place),
                                   options->columns[pivot->column_of[label]], options->columns[c]);
        if (!status)
            pivot->column_of[label] = c;
    }
    return status;
}

/* Put the row in the list of those that another row has the place of. */
static void add_clash(struct pivot *pivot, int64_t first, int64_t second, bp_name_list *list)
{
    char text[3 * SHOWN_BYTES], key[BP_KEY_NUMBER_BYTES], name[BP_KEY_NUMBER_BYTES];
    size_t n, m;
    const char *k = bp_key_cell(&pivot->table->columns[pivot->key], first, key, &n);
    const char *l = bp_key_cell(&pivot->table->columns[pivot->names], first, name, &m);
    snprintf(text, sizeof text, "'%.*s', '%.*s' (rows %" PRId64 ", %" PRId64 ")",
             n > SHOWN_BYTES ? SHOWN_BYTES : (int)n, k, m > SHOWN_BYTES ? SHOWN_BYTES : (int)m, l, first + 1,
             second + 1);
    if (list->n++ < CLASHES_LISTED && list->length < sizeof list->text)
        list->length += (size_t)snprintf(list->text + list->length, sizeof list->text - list->length, "%s%s",
                                         list->n > 1 ? ", " : "", text);
}

static bp_status place_rows(struct pivot *pivot)
{
    int n_columns = pivot->options->n_columns;
    char place[BP_PLACE_BYTES];
    bp_name_list clashes = BP_NAME_LIST_INIT;
    for (int64_t i = 0; i < pivot->table->n_rows; i++) {
        int64_t key = pivot->key_index.text_of[i], label = pivot->label_index.text_of[i];
        pivot->report.n_rows++;
        if (key < 0 || label < 0) {
            pivot->report.n_blank++;
            continue;
        }
        int column = pivot->column_of[label];
        if (column < 0) {
            pivot->report.n_other++;
            continue;
        }
        int64_t *cell = &pivot->row_of[key * n_columns + column];
        if (*cell >= 0)
            add_clash(pivot, *cell, i, &clashes);
        else
            *cell = i;
    }
    if (clashes.n == 0)
        return BP_OK;
    if (pivot->options->n_repeated)
        *pivot->options->n_repeated = clashes.n;
    return bp_context_fail(pivot->context, BP_ERROR_INPUT,
                           "%s: %d row%s for a key and name that have one already: %s%s",
                           bp_place(pivot->table, pivot->key, place), clashes.n, clashes.n == 1 ? "" : "s",
                           clashes.text, clashes.n > CLASHES_LISTED ? " and more" : "");
}

/* The text of a wide cell, lent: the value, else why there is none; NULL where there is no row. Remembers the
   reason. */
static const char *cell_of(struct pivot *pivot, int64_t row, char buffer[BP_KEY_NUMBER_BYTES], size_t *n)
{
    *n = 0;
    if (row < 0)
        return NULL;
    const char *text = bp_key_cell(&pivot->table->columns[pivot->values], row, buffer, n);
    if (*n > 0 || pivot->reasons < 0)
        return text;
    text = bp_key_cell(&pivot->table->columns[pivot->reasons], row, buffer, n);
    return text;
}

/* The reasons are few words in many cells; one that is a list of notes would be no reason. */
static bp_status note_reason(struct pivot *pivot, const char *text, size_t n)
{
    bp_pivot_report *report = &pivot->report;
    for (int r = 0; r < report->n_reasons; r++)
        if (strlen(report->reasons[r]) == n && memcmp(report->reasons[r], text, n) == 0)
            return BP_OK;
    if (report->n_reasons == MOST_REASONS) {
        char place[BP_PLACE_BYTES];
        return bp_context_fail(
            pivot->context, BP_ERROR_INPUT,
            "%s: more than %d different texts where there is no value; is it the column with "
            "the reasons?",
            bp_place(pivot->table, pivot->reasons, place), MOST_REASONS);
    }
    if (!report->reasons)
        report->reasons = (char **)calloc(MOST_REASONS, sizeof *report->reasons);
    char *copy = report->reasons ? bp_text_format("%.*s", (int)n, text) : NULL;
    if (!copy)
        return bp_context_fail_memory(pivot->context, n);
    report->reasons[report->n_reasons++] = copy;
    return BP_OK;
}

static bool has_value(const struct pivot *pivot, int64_t row)
{
    char buffer[BP_KEY_NUMBER_BYTES];
    size_t n = 0;
    if (row >= 0)
        bp_key_cell(&pivot->table->columns[pivot->values], row, buffer, &n);
    return n > 0;
}

/* One column of the wide table; column -1: the key. */
static bp_status make_column(struct pivot *pivot, int column, bp_table *out)
{
    bp_status status = BP_OK;
    int64_t n_rows = out->n_rows;
    char **texts = (char **)calloc((size_t)n_rows + 1, sizeof *texts);
    if (!texts)
        return bp_context_fail_memory(pivot->context, (size_t)n_rows * sizeof *texts);
    for (int64_t k = 0; !status && k < n_rows; k++) {
        char buffer[BP_KEY_NUMBER_BYTES];
        size_t n = 0;
        int64_t row =
            column < 0 ? pivot->key_index.first[k] : pivot->row_of[k * pivot->options->n_columns + column];
        const char *text = column < 0 ? bp_key_cell(&pivot->table->columns[pivot->key], row, buffer, &n)
                                      : cell_of(pivot, row, buffer, &n);
        if (!text || n == 0)
            continue;
        texts[k] = bp_text_format("%.*s", (int)n, text);
        if (!texts[k])
            status = bp_context_fail_memory(pivot->context, n);
        else if (column >= 0 && !has_value(pivot, row))
            status = note_reason(pivot, text, n);
    }
    if (!status)
        status = bp_table_add_text(pivot->context, out,
                                   column < 0 ? pivot->options->key : pivot->options->columns[column],
                                   (const char *const *)texts);
    bp_texts_free(texts, n_rows);
    return status;
}

static bp_status make_table(struct pivot *pivot, bp_table *out)
{
    out->n_rows = pivot->key_index.n_texts;
    out->source =
        bp_text_format("%s%s%s, one row per %s", pivot->table->source ? pivot->table->source : "a table",
                       pivot->table->layer ? ", layer " : "", pivot->table->layer ? pivot->table->layer : "",
                       pivot->options->key);
    bp_status status = out->source ? BP_OK : bp_context_fail_memory(pivot->context, 0);
    for (int c = -1; !status && c < pivot->options->n_columns; c++)
        status = make_column(pivot, c, out);
    return status;
}

static bp_status open_pivot(struct pivot *pivot)
{
    const bp_pivot_options *options = pivot->options;
    const bp_table *table = pivot->table;
    bp_status status = bp_table_need(pivot->context, table, options->key, &pivot->key);
    if (!status)
        status = bp_table_need(pivot->context, table, options->names, &pivot->names);
    if (!status)
        status = bp_table_need(pivot->context, table, options->values, &pivot->values);
    if (!status && options->reasons)
        status = bp_table_need(pivot->context, table, options->reasons, &pivot->reasons);
    if (!status)
        status = bp_keys_make(pivot->context, &table->columns[pivot->key], table->n_rows, &pivot->keys);
    if (!status)
        status = bp_keys_make(pivot->context, &table->columns[pivot->names], table->n_rows, &pivot->labels);
    if (!status)
        status = bp_key_index_keys(pivot->context, &pivot->keys, &pivot->key_index);
    if (!status)
        status = bp_key_index_keys(pivot->context, &pivot->labels, &pivot->label_index);
    if (status)
        return status;
    size_t n_cells = (size_t)pivot->key_index.n_texts * (size_t)options->n_columns;
    pivot->row_of = (int64_t *)malloc((n_cells + 1) * sizeof *pivot->row_of);
    if (!pivot->row_of)
        return bp_context_fail_memory(pivot->context, n_cells * sizeof *pivot->row_of);
    for (size_t i = 0; i < n_cells; i++)
        pivot->row_of[i] = -1;
    return BP_OK;
}

static void close_pivot(struct pivot *pivot)
{
    bp_texts_free(pivot->wanted, pivot->options->n_columns);
    bp_keys_clear(&pivot->keys);
    bp_keys_clear(&pivot->labels);
    bp_key_index_clear(&pivot->key_index);
    bp_key_index_clear(&pivot->label_index);
    free(pivot->column_of);
    free(pivot->row_of);
    bp_pivot_report_clear(&pivot->report);
}

bp_status bp_table_pivot(bp_context *context, const bp_table *table, const bp_pivot_options *options,
                         bp_table *out, bp_pivot_report *report)
{
    struct pivot pivot = {.context = context, .table = table, .options = options, .reasons = -1};
    bp_table made = BP_TABLE_INIT;
    bp_status status = open_pivot(&pivot);
    if (!status)
        status = choose_names(&pivot);
    if (!status)
        status = place_rows(&pivot);
    if (!status)
        status = make_table(&pivot, &made);
    if (status) {
        bp_table_clear(&made);
    } else {
        *out = made;
        if (report) {
            *report = pivot.report;
            pivot.report = (bp_pivot_report)BP_PIVOT_REPORT_INIT;
        }
    }
    close_pivot(&pivot);
    return status;
}
