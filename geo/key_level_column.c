#include "geo/key_join.h"

#include "geo/key_index_private.h"
#include "geo/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_LEVELS = 8, MOST_WIDTH = 64, TEXT_BYTES = 300, SHOWN_BYTES = 24 };

/* Widths of the codes that go with one text of a column. */
struct widths {
    size_t least, most;
};

static size_t width_of(const bp_column *key, int64_t row)
{
    char buffer[BP_KEY_NUMBER_BYTES];
    size_t n;
    bp_key_cell(key, row, buffer, &n);
    return n < MOST_WIDTH ? n : MOST_WIDTH;
}

static void widen(struct widths *widths, size_t width)
{
    widths->least = width < widths->least ? width : widths->least;
    widths->most = width > widths->most ? width : widths->most;
}

/* True when the column has few texts and the codes of each are of fewer widths than those of all rows. */
static bool tells_levels(const bp_table *table, const bp_column *key, const bp_keys *texts,
                         bp_key_index *index)
{
    struct widths all = {MOST_WIDTH, 0}, of[MOST_LEVELS];
    for (int64_t i = 0; i < table->n_rows; i++) {
        const char *text = bp_keys_at(texts, i);
        if (!*text)
            return false;
        int64_t t = bp_key_index_add(index, text, i);
        if (t == MOST_LEVELS)
            return false;
        if (index->count[t] == 1)
            of[t] = (struct widths){MOST_WIDTH, 0};
        widen(&of[t], width_of(key, i));
        widen(&all, width_of(key, i));
    }
    for (int64_t t = 0; t < index->n_texts; t++)
        if (of[t].most - of[t].least >= all.most - all.least)
            return false;
    return index->n_texts > 1;
}

static char *tell(const bp_column *column, const bp_key_index *index)
{
    char text[TEXT_BYTES] = "", buffer[BP_KEY_NUMBER_BYTES];
    size_t used = 0, n;
    for (int64_t t = 0; t < index->n_texts && used < sizeof text; t++) {
        const char *cell = bp_key_cell(column, index->first[t], buffer, &n);
        used += (size_t)snprintf(text + used, sizeof text - used, "%s%.*s", t ? ", " : "",
                                 n > SHOWN_BYTES ? SHOWN_BYTES : (int)n, cell);
    }
    return bp_text_format("rows: {%s: TEXT}, with one of %s", column->name, text);
}

char *bp_key_level_column(bp_context *context, const bp_table *table, int key)
{
    char *found = NULL;
    for (int c = 0; !found && c < table->n_columns; c++) {
        bp_keys texts = {0, NULL, NULL};
        bp_key_index index = {0};
        if (c == key || table->columns[c].type != BP_COLUMN_TEXT)
            continue;
        if (bp_keys_make(context, &table->columns[c], table->n_rows, &texts) == BP_OK &&
            bp_key_index_open(context, table->n_rows, &index) == BP_OK) {
            if (tells_levels(table, &table->columns[key], &texts, &index))
                found = tell(&table->columns[c], &index);
            bp_key_index_clear(&index);
        }
        bp_keys_clear(&texts);
    }
    return found;
}
