#include "cli/map/sheet.h"

#include "geo/text.h"

#include <stdlib.h>
#include <string.h>

bool bp_sheet_is_subject(const bp_sheet *sheet, int64_t unit)
{
    const bp_map_run *run = sheet->run;
    if (sheet->place.kind == BP_MAP_ALL)
        return true;
    if (sheet->place.kind == BP_MAP_MUNICIPALITY)
        return run->municipalities.of_unit[unit] == (int32_t)sheet->place.index;
    const char *id = bp_map_run_text(run, BP_THEME_AREAS, "area_id", sheet->place.index);
    const char *proposed = bp_map_run_text(run, BP_THEME_UNITS, "area_id", unit),
               *designated = bp_map_run_text(run, BP_THEME_UNITS, "designated_id", unit);
    return id && ((proposed && strcmp(proposed, id) == 0) || (designated && strcmp(designated, id) == 0));
}

static bool has_role(const bp_sheet *sheet, int64_t unit, const char *wanted)
{
    const char *role = bp_map_run_text(sheet->run, BP_THEME_UNITS, "role", unit);
    return role && strcmp(role, wanted) == 0;
}

bool bp_sheet_is_bridge(const bp_sheet *sheet, int64_t unit)
{
    if (sheet->place.kind != BP_MAP_AREA)
        return false;
    const char *kind = bp_map_run_text(sheet->run, BP_THEME_AREAS, "kind", sheet->place.index);
    return kind && strcmp(kind, "proposed") == 0 && has_role(sheet, unit, "bridge") &&
           bp_sheet_is_subject(sheet, unit);
}

bool bp_sheet_is_chosen(const bp_sheet *sheet, int64_t unit)
{
    return has_role(sheet, unit, "member");
}

bp_map_text bp_sheet_text(const bp_sheet *sheet, const char *text, double letters)
{
    bp_map_text made = BP_MAP_TEXT_INIT;
    made.text = text;
    made.size = letters * sheet->em;
    return made;
}

double bp_sheet_write(const bp_sheet *sheet, bp_map_text text, double x, double y)
{
    return bp_map_text_draw(sheet->canvas, &text, x, y);
}

/* Of the units of the subject, or of all rows of another layer. */
void bp_sheet_count(const bp_sheet *sheet, int64_t *count)
{
    const bp_theme *theme = sheet->theme;
    const bp_table *table = &sheet->run->layers[sheet->layer].layer.table;
    const bp_column *column = &table->columns[bp_table_find(table, theme->column)],
                    *kinds = bp_theme_kinds(theme, table);
    memset(count, 0, (size_t)(theme->n_classes + 1) * sizeof *count);
    for (int64_t i = 0; i < table->n_rows; i++) {
        if ((sheet->layer == BP_THEME_UNITS &&
             (!bp_sheet_is_subject(sheet, i) || bp_sheet_is_bridge(sheet, i))) ||
            !bp_theme_covers(theme, kinds, i))
            continue;
        int c = bp_theme_class_of(theme, column, i);
        count[c < 0 ? theme->n_classes : c]++;
    }
}

static char *sources_text(const bp_sheet *sheet)
{
    const bp_words *words = sheet->run->words;
    const bp_filling filling = {"sources", sheet->run->sources};
    return bp_words_fill(bp_word(words, N_("Sources: {sources}. Made with brandpunt.")), &filling, 1);
}

bp_rectangle bp_sheet_frame(const bp_sheet *sheet, const char *title, const char *subtitle)
{
    double em = sheet->em, margin = BP_SHEET_MARGIN * em, y = margin, size[2];
    double width = sheet->canvas->width - 2.0 * margin;
    bp_map_text head = bp_sheet_text(sheet, title, 1.9), below = bp_sheet_text(sheet, subtitle, 1.0);
    head.is_bold = true;
    head.width = below.width = width;
    head.lines = below.lines = 2;
    below.colour = 0x4d4d4d;
    bp_map_text_fit(sheet->canvas, &head, 0.6 * head.size);
    head.lines = below.lines = 3;
    bp_map_text_fit(sheet->canvas, &below, 0.75 * below.size);
    y += bp_sheet_write(sheet, head, margin, y) + 0.3 * em;
    if (subtitle[0])
        y += bp_sheet_write(sheet, below, margin, y);
    y += 0.7 * em;
    char *sources = sources_text(sheet);
    bp_map_text foot = bp_sheet_text(sheet, sources ? sources : "", 0.78);
    foot.width = width;
    foot.lines = 3;
    foot.colour = 0x4d4d4d;
    bp_map_text_measure(sheet->canvas, &foot, size);
    double bottom = sheet->canvas->height - margin - size[1];
    bp_sheet_write(sheet, foot, margin, bottom);
    free(sources);
    return (bp_rectangle){margin, y, width, bottom - 0.7 * em - y};
}
