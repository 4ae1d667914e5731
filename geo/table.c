#include "geo/table.h"

#include "geo/bitmap.h"
#include "geo/text.h"

#include <stdlib.h>
#include <string.h>

static void clear_column(bp_column *column)
{
    free(column->name);
    free(column->asked);
    free(column->valid);
    free(column->real);
    free(column->integer);
    free(column->offsets);
    free(column->bytes);
}

void bp_table_clear(bp_table *table)
{
    for (int i = 0; i < table->n_columns; i++)
        clear_column(&table->columns[i]);
    free(table->columns);
    free(table->source);
    free(table->layer);
    *table = (bp_table)BP_TABLE_INIT;
}

int bp_table_find(const bp_table *table, const char *name)
{
    for (int i = 0; i < table->n_columns; i++)
        if (strcmp(table->columns[i].name, name) == 0)
            return i;
    for (int i = 0; i < table->n_columns; i++)
        if (table->columns[i].asked && strcmp(table->columns[i].asked, name) == 0)
            return i;
    return -1;
}

const char *bp_table_nearest_name(const bp_table *table, const char *name)
{
    if (table->n_columns == 0)
        return NULL;
    const char **names = (const char **)malloc((size_t)table->n_columns * sizeof *names);
    if (!names)
        return NULL;
    for (int i = 0; i < table->n_columns; i++)
        names[i] = table->columns[i].name;
    const char *nearest = bp_text_nearest(name, names, table->n_columns);
    free(names);
    return nearest;
}

static size_t at_least_one(int64_t n)
{
    return n > 0 ? (size_t)n : 1;
}

bp_status bp_table_add(bp_context *context, bp_table *table, const char *name, bp_column_type type,
                       bp_column **out)
{
    size_t n = at_least_one(table->n_rows);
    bp_column *grown =
        (bp_column *)realloc(table->columns, (size_t)(table->n_columns + 1) * sizeof *table->columns);
    if (!grown)
        return bp_context_fail_memory(context, 0);
    table->columns = grown;
    bp_column column = {0};
    column.type = type;
    column.name = bp_text_copy(name);
    column.valid = (uint8_t *)calloc(n / 8 + 1, 1);
    if (type == BP_COLUMN_REAL)
        column.real = (double *)calloc(n, sizeof *column.real);
    else if (type == BP_COLUMN_INTEGER)
        column.integer = (int64_t *)calloc(n, sizeof *column.integer);
    else
        column.offsets = (int64_t *)calloc(n + 1, sizeof *column.offsets);
    if (!column.name || !column.valid || (!column.real && !column.integer && !column.offsets)) {
        clear_column(&column);
        return bp_context_fail_memory(context, n * sizeof(double));
    }
    table->columns[table->n_columns] = column;
    *out = &table->columns[table->n_columns++];
    return BP_OK;
}

bp_status bp_table_add_text(bp_context *context, bp_table *table, const char *name, const char *const *texts)
{
    size_t total = 0;
    for (int64_t i = 0; i < table->n_rows; i++)
        total += texts[i] ? strlen(texts[i]) + 1 : 0;
    char *bytes = (char *)malloc(total + 1);
    if (!bytes)
        return bp_context_fail_memory(context, total);
    bp_column *column = NULL;
    bp_status status = bp_table_add(context, table, name, BP_COLUMN_TEXT, &column);
    if (status) {
        free(bytes);
        return status;
    }
    column->bytes = bytes;
    int64_t at = 0;
    for (int64_t i = 0; i < table->n_rows; i++) {
        column->offsets[i] = at;
        if (!texts[i])
            continue;
        size_t length = strlen(texts[i]) + 1;
        memcpy(bytes + at, texts[i], length);
        at += (int64_t)length;
        bp_bitmap_set(column->valid, i);
    }
    column->offsets[table->n_rows] = at;
    return BP_OK;
}

bool bp_column_is_valid(const bp_column *column, int64_t i)
{
    return bp_bitmap_get(column->valid, i);
}

static void mark_valid(bp_column *column, int64_t i)
{
    if (column->valid)
        bp_bitmap_set(column->valid, i);
}

void bp_column_set_real(bp_column *column, int64_t i, double value)
{
    column->real[i] = value;
    mark_valid(column, i);
}

void bp_column_set_integer(bp_column *column, int64_t i, int64_t value)
{
    column->integer[i] = value;
    mark_valid(column, i);
}

const char *bp_column_text_at(const bp_column *column, int64_t i)
{
    return bp_column_is_valid(column, i) ? column->bytes + column->offsets[i] : NULL;
}

int64_t bp_column_count_missing(const bp_column *column, int64_t n_rows)
{
    int64_t n = 0;
    for (int64_t i = 0; i < n_rows; i++)
        n += !bp_column_is_valid(column, i);
    return n;
}

static bp_status take_text(bp_context *context, const bp_column *from, const int64_t *rows, bp_table *out)
{
    const char **texts = (const char **)malloc(at_least_one(out->n_rows) * sizeof *texts);
    if (!texts)
        return bp_context_fail_memory(context, 0);
    for (int64_t i = 0; i < out->n_rows; i++)
        texts[i] = bp_column_text_at(from, rows[i]);
    bp_status status = bp_table_add_text(context, out, from->name, texts);
    free(texts);
    return status;
}

static bp_status take_column(bp_context *context, const bp_column *from, const int64_t *rows, bp_table *out)
{
    if (from->type == BP_COLUMN_TEXT)
        return take_text(context, from, rows, out);
    bp_column *column = NULL;
    bp_status status = bp_table_add(context, out, from->name, from->type, &column);
    for (int64_t i = 0; !status && i < out->n_rows; i++) {
        if (!bp_column_is_valid(from, rows[i]))
            continue;
        if (from->type == BP_COLUMN_REAL)
            bp_column_set_real(column, i, from->real[rows[i]]);
        else if (from->type == BP_COLUMN_INTEGER)
            bp_column_set_integer(column, i, from->integer[rows[i]]);
    }
    return status;
}

static bp_status copy_asked(bp_context *context, const bp_column *from, bp_column *to)
{
    to->found = from->found;
    to->asked = bp_text_copy(from->asked);
    return to->asked || !from->asked ? BP_OK : bp_context_fail_memory(context, 0);
}

bp_status bp_table_take(bp_context *context, const bp_table *table, const int64_t *rows, int64_t m,
                        bp_table *out)
{
    bp_table taken = BP_TABLE_INIT;
    taken.n_rows = m;
    taken.source = bp_text_copy(table->source);
    taken.layer = bp_text_copy(table->layer);
    bp_status status = BP_OK;
    if ((table->source && !taken.source) || (table->layer && !taken.layer))
        status = bp_context_fail_memory(context, 0);
    for (int i = 0; !status && i < table->n_columns; i++) {
        status = take_column(context, &table->columns[i], rows, &taken);
        if (!status)
            status = copy_asked(context, &table->columns[i], &taken.columns[i]);
    }
    if (status)
        bp_table_clear(&taken);
    else
        *out = taken;
    return status;
}
