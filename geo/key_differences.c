#include "geo/key_join.h"

#include "geo/key_index_private.h"
#include "geo/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COLUMNS_TOLD = 3, VALUES_TOLD = 3, TEXT_BYTES = 600, SHOWN_BYTES = 24 };

/* Rows whose key others have, too. */
struct repeats {
    const bp_table *table;
    int64_t m, *row, *group; /**< row[m], group[m]: which key it has */
    int64_t n_groups;
};

/* How a column tells them apart. */
struct difference {
    int column;
    bool tells_all;   /**< no two rows of a group have the same value */
    int64_t n_values; /**< different values in all */
    int n_shown;
    int64_t shown[VALUES_TOLD]; /**< rows with the first of them */
};

static char *joined_text(const struct repeats *repeats, int64_t row, const int *columns, int n)
{
    char *text = bp_text_copy("");
    for (int c = 0; text && c < n; c++) {
        char buffer[BP_KEY_NUMBER_BYTES];
        size_t length;
        const char *cell = bp_key_cell(&repeats->table->columns[columns[c]], row, buffer, &length);
        char *longer = bp_text_format("%s%.*s\x1F", text, (int)length, cell);
        free(text);
        text = longer;
    }
    return text;
}

/* Which rows have a key that others have, too; their groups are numbered. False when memory ran out. */
static bool find_repeats(bp_context *context, struct repeats *repeats, const int *keys, int n_keys)
{
    int64_t n = repeats->table->n_rows;
    bp_key_index index = {0};
    char **texts = (char **)calloc((size_t)n + 1, sizeof *texts);
    repeats->row = (int64_t *)malloc((size_t)(n + 1) * sizeof *repeats->row);
    repeats->group = (int64_t *)malloc((size_t)(n + 1) * sizeof *repeats->group);
    bool ok = texts && repeats->row && repeats->group && bp_key_index_open(context, n, &index) == BP_OK;
    for (int64_t i = 0; ok && i < n; i++) {
        texts[i] = joined_text(repeats, i, keys, n_keys);
        ok = texts[i] != NULL;
        if (ok)
            bp_key_index_add(&index, texts[i], i);
    }
    for (int64_t i = 0; ok && i < n; i++) {
        int64_t group = bp_key_index_find(&index, texts[i]);
        if (index.count[group] < 2 || texts[i][0] == '\x1F')
            continue;
        repeats->n_groups += index.first[group] == i;
        repeats->row[repeats->m] = i;
        repeats->group[repeats->m++] = group;
    }
    bp_key_index_clear(&index);
    bp_texts_free(texts, n);
    return ok;
}

/* True when some group has two values in the column. */
static bool tells_apart(bp_context *context, const struct repeats *repeats, int column,
                        struct difference *out)
{
    struct difference difference = {column, false, 0, 0, {0}};
    bp_key_index values = {0}, pairs = {0};
    int64_t n_pairs = 0;
    char **texts = (char **)calloc(2 * (size_t)repeats->m + 1, sizeof *texts);
    bool ok = texts && bp_key_index_open(context, repeats->m, &values) == BP_OK &&
              bp_key_index_open(context, 2 * repeats->m, &pairs) == BP_OK;
    for (int64_t i = 0; ok && i < repeats->m; i++) {
        char *value = joined_text(repeats, repeats->row[i], &column, 1);
        char *pair = value ? bp_text_format("%" PRId64 " %s", repeats->group[i], value) : NULL;
        texts[2 * i] = value;
        texts[2 * i + 1] = pair;
        ok = pair != NULL;
        if (!ok)
            break;
        if (bp_key_index_find(&values, value) < 0 && difference.n_shown < VALUES_TOLD)
            difference.shown[difference.n_shown++] = repeats->row[i];
        bp_key_index_add(&values, value, i);
        bp_key_index_add(&pairs, pair, i);
    }
    if (ok) {
        difference.n_values = values.n_texts;
        n_pairs = pairs.n_texts;
        difference.tells_all = n_pairs == repeats->m;
    }
    bp_key_index_clear(&values);
    bp_key_index_clear(&pairs);
    bp_texts_free(texts, 2 * repeats->m);
    *out = difference;
    return ok && n_pairs > repeats->n_groups;
}

static int by_use(const void *a, const void *b)
{
    const struct difference *p = (const struct difference *)a, *q = (const struct difference *)b;
    if (p->tells_all != q->tells_all)
        return p->tells_all ? -1 : 1;
    if (p->n_values != q->n_values)
        return p->n_values < q->n_values ? -1 : 1;
    return p->column - q->column;
}

static char *tell(const struct repeats *repeats, const struct difference *differences, int n)
{
    char text[TEXT_BYTES] = "", buffer[BP_KEY_NUMBER_BYTES];
    size_t used = 0;
    for (int d = 0; d < n && d < COLUMNS_TOLD && used < sizeof text; d++) {
        const bp_column *column = &repeats->table->columns[differences[d].column];
        used += (size_t)snprintf(text + used, sizeof text - used, "%s'%s' (", d ? ", " : "", column->name);
        for (int v = 0; v < differences[d].n_shown && used < sizeof text; v++) {
            size_t length;
            const char *cell = bp_key_cell(column, differences[d].shown[v], buffer, &length);
            used +=
                (size_t)snprintf(text + used, sizeof text - used, "%s%.*s", v ? ", " : "",
                                 length > SHOWN_BYTES ? SHOWN_BYTES : (int)length, length ? cell : "empty");
        }
        if (used < sizeof text)
            used += (size_t)snprintf(text + used, sizeof text - used, "%s)",
                                     differences[d].n_values > VALUES_TOLD ? ", ..." : "");
    }
    return n > 0 ? bp_text_format("they differ in %s", text)
                 : bp_text_copy("they are the same in all columns");
}

char *bp_key_differences(bp_context *context, const bp_table *table, const int *keys, int n_keys, int skipped)
{
    struct repeats repeats = {table, 0, NULL, NULL, 0};
    struct difference *differences =
        (struct difference *)calloc((size_t)table->n_columns + 1, sizeof *differences);
    char *text = NULL;
    int n = 0;
    bool ok = differences && find_repeats(context, &repeats, keys, n_keys);
    for (int c = 0; ok && repeats.m > 0 && c < table->n_columns; c++) {
        bool is_key = c == skipped;
        for (int k = 0; k < n_keys; k++)
            is_key = is_key || keys[k] == c;
        if (!is_key && tells_apart(context, &repeats, c, &differences[n]))
            n++;
    }
    if (ok && repeats.m > 0) {
        qsort(differences, (size_t)n, sizeof *differences, by_use);
        text = tell(&repeats, differences, n);
    }
    free(differences);
    free(repeats.row);
    free(repeats.group);
    return text;
}
