#include "geo/csv_shape_private.h"
#include "geo/encoding_private.h"
#include "geo/read_private.h"
#include "geo/text.h"

#include <cpl_conv.h>
#include <cpl_string.h>
#include <cpl_vsi.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROWS_PER_TICK = 16384, SHOWN_BYTES = 40, ADVICE_BYTES = 160 };

/* A csv file in memory. Cells are unquoted in place, which never makes them longer. */
struct csv {
    bp_reader *reader;
    char *bytes;
    char *at, *end;
    char separator;
    bp_csv_shape shape;
    int n_header;                 /**< columns of the header */
    char **names;                 /**< names[n_header] */
    int *builder_of;              /**< builder_of[column], -1 when it is not wanted */
    int64_t n_short, first_short; /**< rows with fewer cells than the header; the first, from 1 */
};

/* One cell, and what ended it. */
struct cell {
    char *text;
    size_t n;
    bool ends_row;
    bool is_open; /**< its quote is not closed: text of other cells is in it */
};

/* The row ends at the line's end; "\r\n", "\n" and a lone "\r" are all one. */
static bool skip_line_end(struct csv *csv)
{
    if (csv->at < csv->end && *csv->at == '\r')
        csv->at += csv->at + 1 < csv->end && csv->at[1] == '\n' ? 2 : 1;
    else if (csv->at < csv->end && *csv->at == '\n')
        csv->at++;
    else
        return csv->at == csv->end;
    return true;
}

static bool is_end(const struct csv *csv, const char *at)
{
    return at == csv->end || *at == csv->separator || *at == '\n' || *at == '\r';
}

/* What stands between quotes goes to `*to`; true when it goes over the end of a line. */
static bool take_quoted(struct csv *csv, char **to, bool *is_open)
{
    bool has_lines = false;
    for (csv->at++; csv->at < csv->end; *(*to)++ = *csv->at++) {
        if (*csv->at == '"' && csv->at + 1 < csv->end && csv->at[1] == '"')
            csv->at++;
        else if (*csv->at == '"')
            break;
        has_lines = has_lines || *csv->at == '\n' || *csv->at == '\r';
    }
    *is_open = csv->at == csv->end;
    csv->at += !*is_open;
    return has_lines;
}

static struct cell next_cell(struct csv *csv)
{
    struct cell cell = {csv->at, 0, false, false};
    char *to = csv->at;
    bool has_lines = csv->at < csv->end && *csv->at == '"' && take_quoted(csv, &to, &cell.is_open);
    while (!is_end(csv, csv->at)) {
        /* A quote lines below that has text after it is the opening one of another cell. */
        cell.is_open = cell.is_open || (has_lines && *csv->at != ' ' && *csv->at != '\t');
        *to++ = *csv->at++;
    }
    cell.n = (size_t)(to - cell.text);
    cell.ends_row = csv->at == csv->end || *csv->at != csv->separator;
    if (cell.ends_row)
        skip_line_end(csv);
    else
        csv->at++;
    return cell;
}

static bp_status fail_file(struct csv *csv, const char *what)
{
    return bp_context_fail(csv->reader->context, BP_ERROR_INPUT, "%s: %s", csv->reader->path, what);
}

/* `row` 0 is the header. */
static bp_status fail_open(struct csv *csv, int64_t row, const struct cell *cell)
{
    char place[32] = "header";
    size_t n = 0;
    while (n < cell->n && n < SHOWN_BYTES && cell->text[n] != '\n' && cell->text[n] != '\r')
        n++;
    if (row > 0)
        snprintf(place, sizeof place, "row %" PRId64, row);
    return bp_context_fail(csv->reader->context, BP_ERROR_INPUT,
                           "%s, %s: the quote before '%.*s' is not closed; close it, or write it twice in a "
                           "quoted cell where it is part of the text",
                           csv->reader->path, place, (int)n, cell->text);
}

/* Files from older spreadsheets are not UTF-8; what they were taken for is said. */
static bp_status recode(struct csv *csv, const char *encoding, size_t n)
{
    const bp_encoding known = {csv->reader->path, encoding};
    const char *assumed = NULL;
    bp_status status = bp_text_to_utf8(csv->reader->context, &known, &csv->bytes, n, &assumed);
    if (!status && assumed)
        bp_context_warn(csv->reader->context, "encoding", "%s: is not UTF-8; its text was read as %s",
                        csv->reader->path, assumed);
    return status;
}

/* A csv file has one layer, which is called as the file. */
static bp_status check_layer(struct csv *csv, const char *layer)
{
    const char *const name = CPLGetBasename(csv->reader->opened);
    if (!layer || EQUAL(layer, name))
        return BP_OK;
    return bp_fail_name(csv->reader->context, csv->reader->path, "layer", layer, &name, 1);
}

static bp_status load(struct csv *csv, const bp_read_options *options)
{
    int header_row = options ? options->header_row : 0;
    const char *path = csv->reader->opened;
    GByte *bytes = NULL;
    vsi_l_offset size = 0;
    if (!VSIIngestFile(NULL, path, &bytes, &size, INT32_MAX))
        return fail_file(csv, "cannot be read, or is larger than 2 GB");
    csv->bytes = (char *)bytes;
    bp_status status = recode(csv, options ? options->encoding : NULL, (size_t)size);
    if (status)
        return status;
    csv->end = csv->bytes + strlen(csv->bytes);
    csv->shape = bp_csv_find_shape(csv->bytes, csv->end, header_row);
    csv->separator = csv->shape.separator;
    csv->at = csv->shape.header;
    if (!csv->at)
        return bp_context_fail(csv->reader->context, BP_ERROR_INPUT,
                               "%s: `header_row` is %d, and the file has fewer lines", csv->reader->path,
                               header_row);
    return BP_OK;
}

/* The next name of the header, without the byte-order mark that some programs put inside its quotes. */
static struct cell next_name(struct csv *csv)
{
    struct cell cell = next_cell(csv);
    while (cell.n >= 3 && memcmp(cell.text, "\xEF\xBB\xBF", 3) == 0) {
        cell.text += 3;
        cell.n -= 3;
    }
    return cell;
}

/* What to do where the header is a line further down; "" for line 0. */
static const char *header_advice(int line, char buffer[ADVICE_BYTES])
{
    buffer[0] = '\0';
    if (line > 0)
        snprintf(buffer, ADVICE_BYTES,
                 "; line %d looks like the header: remove the lines above it, or say `header_row: %d` in the "
                 "study",
                 line, line);
    return buffer;
}

static bp_status read_header(struct csv *csv)
{
    bool ends = csv->at == csv->end;
    int cap = 0;
    while (!ends) {
        struct cell cell = next_name(csv);
        ends = cell.ends_row;
        if (cell.is_open)
            return fail_open(csv, 0, &cell);
        if (csv->n_header == cap) {
            cap = cap ? 2 * cap : 32;
            char **grown = (char **)realloc((void *)csv->names, (size_t)cap * sizeof *grown);
            if (!grown)
                return bp_context_fail_memory(csv->reader->context, 0);
            csv->names = grown;
        }
        char *name = cell.n ? bp_text_format("%.*s", (int)cell.n, cell.text)
                            : bp_text_format("column_%d", csv->n_header + 1);
        if (!name)
            return bp_context_fail_memory(csv->reader->context, 0);
        csv->names[csv->n_header++] = name;
    }
    return csv->n_header ? BP_OK : fail_file(csv, "the file is empty");
}

static int find_name(const struct csv *csv, const char *name)
{
    for (int c = 0; c < csv->n_header; c++)
        if (strcmp(csv->names[c], name) == 0)
            return c;
    return -1;
}

static bp_status add_column(struct csv *csv, int c, const bp_column_choice *choice)
{
    bp_reader *reader = csv->reader;
    int first = find_name(csv, csv->names[c]);
    if (first < c)
        return bp_context_fail(reader->context, BP_ERROR_INPUT,
                               "%s: columns %d and %d are both named '%s'; rename one of them", reader->path,
                               first + 1, c + 1, csv->names[c]);
    bp_column_builder *builder = &reader->columns[reader->n_columns];
    csv->builder_of[c] = reader->n_columns++;
    builder->column.type = BP_COLUMN_TEXT;
    return bp_builder_name(reader->context, builder, csv->names[c], choice);
}

/* A column that the header lacks and a line below it has: the lines above that one are a title. */
static bp_status blame_header(struct csv *csv, const bp_read_options *options, bp_status status)
{
    bp_context *context = csv->reader->context;
    int line = 0;
    for (int i = 0; !line && i < options->n_columns; i++)
        if (find_name(csv, options->columns[i]) < 0)
            line = bp_csv_find_line(&csv->shape, csv->end, options->columns[i]);
    char advice[ADVICE_BYTES], *message = bp_text_copy(bp_context_message(context));
    if (line && message) {
        bp_context_clear(context);
        bp_context_fail(context, status, "%s%s", message, header_advice(line, advice));
    }
    free(message);
    return status;
}

static bp_status choose_columns(struct csv *csv, const bp_read_options *options)
{
    bp_reader *reader = csv->reader;
    const bp_column_place place = {reader->path, false, (const char *const *)csv->names, csv->n_header};
    bp_status status = BP_OK;
    bp_column_choice *choices = (bp_column_choice *)calloc((size_t)csv->n_header, sizeof *choices);
    csv->builder_of = (int *)malloc((size_t)csv->n_header * sizeof *csv->builder_of);
    reader->columns = (bp_column_builder *)calloc((size_t)csv->n_header, sizeof *reader->columns);
    if (!choices || !csv->builder_of || !reader->columns)
        status = bp_context_fail_memory(reader->context, 0);
    if (!status)
        status = bp_columns_choose(reader->context, &place, options, choices);
    if (status == BP_ERROR_INPUT && options)
        status = blame_header(csv, options, status);
    for (int c = 0; !status && c < csv->n_header; c++) {
        csv->builder_of[c] = -1;
        if (choices[c].is_wanted)
            status = add_column(csv, c, &choices[c]);
    }
    free(choices);
    return status;
}

static bp_status fail_cells(struct csv *csv, const struct cell *cell)
{
    char advice[ADVICE_BYTES];
    bp_reader *reader = csv->reader;
    return bp_context_fail(reader->context, BP_ERROR_INPUT,
                           "%s, row %" PRId64 ": has more cells than the %d of the header ('%.*s')%s",
                           reader->path, reader->n_rows + 1, csv->n_header,
                           cell->n > SHOWN_BYTES ? SHOWN_BYTES : (int)cell->n, cell->text,
                           header_advice(csv->shape.likely_line, advice));
}

static bp_status read_row(struct csv *csv)
{
    bp_reader *reader = csv->reader;
    bp_status status = bp_reader_grow(reader, 1);
    bool ends = false, is_short = false;
    for (int c = 0; !status && !(ends && c >= csv->n_header); c++) {
        struct cell cell = {NULL, 0, true, false};
        is_short = is_short || ends;
        if (!ends)
            cell = next_cell(csv);
        ends = cell.ends_row;
        if (cell.is_open)
            status = fail_open(csv, reader->n_rows + 1, &cell);
        else if (c >= csv->n_header && cell.n > 0)
            status = fail_cells(csv, &cell);
        else if (c < csv->n_header && csv->builder_of[c] >= 0)
            status = bp_builder_set_text(reader, &reader->columns[csv->builder_of[c]], reader->n_rows,
                                         cell.n ? cell.text : NULL, cell.n);
    }
    reader->n_rows += !status;
    if (is_short && csv->n_short++ == 0)
        csv->first_short = reader->n_rows;
    return status;
}

static bp_status read_rows(struct csv *csv)
{
    bp_reader *reader = csv->reader;
    bp_status status = BP_OK;
    while (!status && csv->at < csv->end) {
        /* An empty line is no row. */
        if ((*csv->at == '\n' || *csv->at == '\r') && skip_line_end(csv))
            continue;
        status = read_row(csv);
        if (!status && reader->n_rows % ROWS_PER_TICK == 0)
            status = bp_reader_tick(reader);
    }
    if (!status && reader->n_rows == 0)
        status = fail_file(csv, "the file has a header and no rows");
    if (!status && csv->n_short > 0)
        bp_context_warn(reader->context, "csv_short_rows",
                        "%s: %" PRId64
                        " row%s fewer cells than the %d of the header, the first is row %" PRId64
                        "; what they lack is missing",
                        reader->path, csv->n_short, csv->n_short == 1 ? " has" : "s have", csv->n_header,
                        csv->first_short);
    return status;
}

static void clear_csv(struct csv *csv)
{
    for (int c = 0; c < csv->n_header; c++)
        free(csv->names[c]);
    free((void *)csv->names);
    free(csv->builder_of);
    VSIFree(csv->bytes);
}

bp_status bp_read_csv(bp_reader *reader, const bp_read_options *options, bp_table *out)
{
    struct csv csv = {.reader = reader};
    bp_status status = check_layer(&csv, options ? options->layer : NULL);
    if (!status)
        status = load(&csv, options);
    if (!status)
        status = read_header(&csv);
    if (!status)
        status = choose_columns(&csv, options);
    if (!status)
        status = read_rows(&csv);
    if (!status)
        status = bp_reader_hand_over(reader, NULL, out);
    clear_csv(&csv);
    return status;
}
