#include "geo/pivot.h"

#include "geo/key_index_private.h"
#include "geo/number_private.h"
#include "geo/place_private.h"
#include "geo/read_private.h"
#include "geo/text.h"

#include <stdlib.h>
#include <string.h>

bp_status bp_table_need(bp_context *context, const bp_table *table, const char *name, int *out)
{
    char place[BP_PLACE_BYTES];
    int c = bp_table_find(table, name);
    if (c >= 0) {
        *out = c;
        return BP_OK;
    }
    const char **names = (const char **)malloc((size_t)(table->n_columns + 1) * sizeof *names);
    if (!names)
        return bp_context_fail_memory(context, 0);
    for (int i = 0; i < table->n_columns; i++)
        names[i] = table->columns[i].name;
    bp_status status =
        bp_fail_name(context, bp_place(table, -1, place), "column", name, names, table->n_columns);
    free((void *)names);
    return status;
}

/* What the column has in the rows instead. */
static bp_status fail_nothing(bp_context *context, const bp_table *table, int column, const bp_pick *pick,
                              const int64_t *rows, int64_t m)
{
    bp_key_index seen = {0};
    bp_keys keys = {0, NULL, NULL};
    bp_name_list list = BP_NAME_LIST_INIT;
    char place[BP_PLACE_BYTES], buffer[BP_KEY_NUMBER_BYTES];
    bp_status status = bp_keys_make(context, &table->columns[column], table->n_rows, &keys);
    if (!status)
        status = bp_key_index_open(context, m, &seen);
    for (int64_t i = 0; !status && i < m; i++) {
        const char *key = bp_keys_at(&keys, rows[i]);
        size_t n;
        if (!*key || bp_key_index_find(&seen, key) >= 0)
            continue;
        bp_key_index_add(&seen, key, rows[i]);
        const char *text = bp_key_cell(&table->columns[column], rows[i], buffer, &n);
        char *shown = bp_text_format("'%.*s'", (int)n, text);
        if (shown)
            bp_name_list_add(&list, shown);
        free(shown);
    }
    if (!status)
        status = bp_context_fail(context, BP_ERROR_INPUT, "%s: no row has '%s'; the column has %s",
                                 bp_place(table, column, place), pick->text,
                                 list.n > 0 ? bp_name_list_end(&list) : "nothing");
    bp_key_index_clear(&seen);
    bp_keys_clear(&keys);
    return status;
}

/* The rows that are left, and room for those that stay. */
struct rows {
    int64_t m, *row, *kept;
};

/* Leave those where the pick holds. */
static bp_status pick_rows(bp_context *context, const bp_table *table, const bp_pick *pick, struct rows *rows)
{
    char buffer[BP_KEY_NUMBER_BYTES];
    size_t n, wanted;
    int column = -1;
    int64_t n_kept = 0;
    const char *text = bp_trim(pick->text, strlen(pick->text), &wanted);
    bp_status status = bp_table_need(context, table, pick->column, &column);
    if (status)
        return status;
    for (int64_t i = 0; i < rows->m; i++) {
        const char *cell = bp_key_cell(&table->columns[column], rows->row[i], buffer, &n);
        if (n == wanted && memcmp(cell, text, n) == 0)
            rows->kept[n_kept++] = rows->row[i];
    }
    if (n_kept == 0)
        return fail_nothing(context, table, column, pick, rows->row, rows->m);
    memcpy(rows->row, rows->kept, (size_t)n_kept * sizeof *rows->row);
    rows->m = n_kept;
    return BP_OK;
}

bp_status bp_table_pick(bp_context *context, const bp_table *table, const bp_pick *picks, int n,
                        bp_table *out)
{
    struct rows rows = {table->n_rows, NULL, NULL};
    size_t bytes = (size_t)(table->n_rows + 1) * sizeof *rows.row;
    bp_status status = BP_OK;
    rows.row = (int64_t *)malloc(bytes);
    rows.kept = (int64_t *)malloc(bytes);
    if (!rows.row || !rows.kept)
        status = bp_context_fail_memory(context, bytes);
    for (int64_t i = 0; !status && i < rows.m; i++)
        rows.row[i] = i;
    for (int p = 0; !status && p < n; p++)
        status = pick_rows(context, table, &picks[p], &rows);
    if (!status)
        status = bp_table_take(context, table, rows.row, rows.m, out);
    free(rows.row);
    free(rows.kept);
    return status;
}
