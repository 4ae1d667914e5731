#include "cli/run/columns.h"

#include "geo/bitmap.h"
#include "geo/text.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

double bp_round_to(double value, int decimals)
{
    double scale = 1.0;
    if (decimals == BP_DECIMALS_ALL)
        return value == 0.0 ? 0.0 : value;
    for (int i = 0; i < decimals; i++)
        scale *= 10.0;
    double rounded = round(value * scale) / scale;
    return rounded == 0.0 ? 0.0 : rounded; /* no "-0" in a table that people read */
}

bp_status bp_add_reals(bp_context *context, bp_table *table, const char *name, const double *values,
                       const uint8_t *valid, double factor, int decimals)
{
    bp_column *column = NULL;
    bp_status status = bp_table_add(context, table, name, BP_COLUMN_REAL, &column);
    for (int64_t i = 0; !status && i < table->n_rows; i++)
        if (bp_bitmap_get(valid, i))
            bp_column_set_real(column, i, bp_round_to(values[i] * factor, decimals));
    return status;
}

bp_status bp_add_integers(bp_context *context, bp_table *table, const char *name, const int32_t *values,
                          const uint8_t *valid)
{
    bp_column *column = NULL;
    bp_status status = bp_table_add(context, table, name, BP_COLUMN_INTEGER, &column);
    for (int64_t i = 0; !status && i < table->n_rows; i++)
        if (bp_bitmap_get(valid, i))
            bp_column_set_integer(column, i, values[i]);
    return status;
}

char *bp_cell_text(const bp_column *column, int64_t i)
{
    if (!bp_column_is_valid(column, i))
        return NULL;
    if (column->type == BP_COLUMN_INTEGER)
        return bp_text_format("%" PRId64, column->integer[i]);
    char number[32];
    if (column->type == BP_COLUMN_REAL) {
        bp_text_number(column->real[i], number);
        return bp_text_copy(number);
    }
    const char *text = bp_column_text_at(column, i);
    while (*text == ' ')
        text++;
    size_t length = strlen(text);
    while (length > 0 && text[length - 1] == ' ')
        length--;
    char *copy = (char *)malloc(length + 1);
    if (copy) {
        memcpy(copy, text, length);
        copy[length] = '\0';
    }
    return copy;
}
