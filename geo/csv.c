#include "geo/number_private.h"
#include "geo/output_private.h"
#include "geo/write.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { WRITE_BYTES = 1 << 18, NUMBER_BYTES = 40, ROWS_PER_TICK = 4096 };

/* `quoted` are the characters that a text cannot have outside quotes. */
static bool add_text(bp_buffer *buffer, const char *text, const char *quoted)
{
    if (!strpbrk(text, quoted))
        return bp_buffer_add(buffer, text, strlen(text));
    bool ok = bp_buffer_add(buffer, "\"", 1);
    for (const char *c = text; ok && *c; c++)
        ok = bp_buffer_add(buffer, *c == '"' ? "\"\"" : c, *c == '"' ? 2 : 1);
    return ok && bp_buffer_add(buffer, "\"", 1);
}

static bool add_cell(bp_buffer *buffer, const bp_column *column, int64_t row, const char *quoted)
{
    if (!bp_column_is_valid(column, row))
        return true;
    if (column->type == BP_COLUMN_TEXT)
        return add_text(buffer, bp_column_text_at(column, row), quoted);
    char number[NUMBER_BYTES];
    int n;
    if (column->type == BP_COLUMN_INTEGER)
        n = snprintf(number, sizeof number, "%" PRId64, column->integer[row]);
    else if (isfinite(column->real[row]))
        n = bp_number_format(column->real[row], number);
    else
        n = 0;
    return bp_buffer_add(buffer, number, (size_t)n);
}

/* Readers find the separator from this line, so no other one stands in it outside quotes. */
static bool add_header(bp_buffer *buffer, const bp_table *table, const bp_csv_options *options)
{
    const char quoted[] = {options->separator, ',', ';', '\t', '|', '"', '\n', '\r', '\0'};
    bool ok = !options->byte_order_mark || bp_buffer_add(buffer, "\xEF\xBB\xBF", 3);
    for (int c = 0; ok && c < table->n_columns; c++) {
        ok = c == 0 || bp_buffer_add(buffer, &options->separator, 1);
        ok = ok && add_text(buffer, table->columns[c].name, quoted);
    }
    return ok && bp_buffer_add(buffer, "\n", 1);
}

static bool add_row(bp_buffer *buffer, const bp_table *table, int64_t row, char separator)
{
    /* Without any separator in its lines a table of one column would be cut by what stands in its texts. */
    const char one[] = {',', ';', '\t', '|', '"', '\n', '\r', '\0'},
               several[] = {separator, '"', '\n', '\r', '\0'};
    bool ok = true;
    size_t start = buffer->n;
    for (int c = 0; ok && c < table->n_columns; c++) {
        ok = c == 0 || bp_buffer_add(buffer, &separator, 1);
        ok = ok && add_cell(buffer, &table->columns[c], row, table->n_columns == 1 ? one : several);
    }
    /* An empty line would be no row: the one missing value of a one-column table is written as an empty text.
     */
    if (ok && buffer->n == start)
        ok = bp_buffer_add(buffer, "\"\"", 2);
    return ok && bp_buffer_add(buffer, "\n", 1);
}

bp_status bp_table_write_csv(bp_context *context, const bp_table *table, const char *path,
                             const bp_csv_options *options)
{
    static const bp_csv_options plain = BP_CSV_OPTIONS_INIT;
    bp_buffer buffer = BP_BUFFER_INIT;
    bp_output *output = NULL;
    options = options ? options : &plain;
    bp_status status = bp_output_open(context, path, &output);
    if (!status && !add_header(&buffer, table, options))
        status = bp_context_fail_memory(context, 0);
    for (int64_t row = 0; !status && row < table->n_rows; row++) {
        if (!add_row(&buffer, table, row, options->separator))
            status = bp_context_fail_memory(context, 0);
        if (!status && row % ROWS_PER_TICK == 0)
            status = bp_context_check(context);
        if (!status && buffer.n >= WRITE_BYTES) {
            status = bp_output_write(context, output, buffer.bytes, buffer.n);
            buffer.n = 0;
        }
    }
    if (!status)
        status = bp_output_write(context, output, buffer.bytes, buffer.n);
    bp_buffer_clear(&buffer);
    return bp_output_close(context, output, status);
}
