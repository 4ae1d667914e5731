/* Themes of areas that are about one kind of them: designated and proposed ones lie over each other, and only
 * one of them can be coloured. */
#include "cli/theme_make.h"

#include "geo/bitmap.h"
#include "geo/text.h"

#include <stdlib.h>
#include <string.h>

const bp_column *bp_theme_kinds(const bp_theme *theme, const bp_table *table)
{
    int at = theme->area_kind ? bp_table_find(table, "kind") : -1;
    return at >= 0 ? &table->columns[at] : NULL;
}

bool bp_theme_covers(const bp_theme *theme, const bp_column *kinds, int64_t row)
{
    const char *own = kinds ? bp_column_text_at(kinds, row) : NULL;
    return !kinds || (own && strcmp(own, theme->area_kind) == 0);
}

/* Is there an area of that kind, with a value where `column` is given? */
static bool has_kind(const bp_table *table, const bp_column *kinds, const char *kind, const bp_column *column)
{
    for (int64_t i = 0; i < table->n_rows; i++) {
        const char *own = bp_column_text_at(kinds, i);
        if (own && strcmp(own, kind) == 0 && (!column || bp_column_is_valid(column, i)))
            return true;
    }
    return false;
}

bp_status bp_theme_choose_kind(bp_context *context, const bp_theme_column *from, bp_theme *theme)
{
    const bp_words *words = from->options->words;
    int at = bp_table_find(from->table, "kind");
    const bp_column *kinds = at >= 0 ? &from->table->columns[at] : NULL;
    if (!kinds || kinds->type != BP_COLUMN_TEXT || !has_kind(from->table, kinds, "proposed", NULL) ||
        !has_kind(from->table, kinds, "designated", NULL))
        return BP_OK;
    bool is_proposed = has_kind(from->table, kinds, "proposed", from->column);
    const bp_filling filling = {"theme", theme->title};
    char *title = bp_words_fill(
        bp_word(words, is_proposed ? N_("{theme}: proposed areas") : N_("{theme}: designated areas")),
        &filling, 1);
    theme->area_kind = is_proposed ? "proposed" : "designated";
    theme->others.label =
        bp_text_copy(bp_word(words, is_proposed ? N_("Designated area") : N_("Proposed area")));
    theme->others.look = BP_THEME_OUTLINED;
    bp_colour_set(theme->others.colour, is_proposed ? 0x1f78b4 : 0x252525);
    if (!title || !theme->others.label) {
        free(title);
        return bp_context_fail_memory(context, 0);
    }
    free(theme->title);
    theme->title = title;
    return BP_OK;
}

bp_status bp_theme_mask(bp_context *context, const bp_theme *theme, const bp_table *table,
                        const bp_column *column, bp_column *out)
{
    const bp_column *kinds = bp_theme_kinds(theme, table);
    uint8_t *valid = (uint8_t *)calloc(bp_bitmap_bytes(table->n_rows), 1);
    if (!valid)
        return bp_context_fail_memory(context, bp_bitmap_bytes(table->n_rows));
    for (int64_t i = 0; i < table->n_rows; i++)
        if (bp_column_is_valid(column, i) && bp_theme_covers(theme, kinds, i))
            bp_bitmap_set(valid, i);
    *out = *column;
    out->valid = valid;
    return BP_OK;
}
