#include "cli/theme.h"

#include "geo/text.h"

#include <stdlib.h>
#include <string.h>

static void clear_class(bp_theme_class *class)
{
    free(class->value);
    free(class->label);
}

void bp_theme_clear(bp_theme *theme)
{
    for (int c = 0; c < theme->n_classes; c++)
        clear_class(&theme->classes[c]);
    clear_class(&theme->missing);
    clear_class(&theme->others);
    free(theme->classes);
    free(theme->name);
    free(theme->title);
    free(theme->column);
}

void bp_themes_clear(bp_themes *themes)
{
    for (int t = 0; t < themes->n; t++)
        bp_theme_clear(&themes->themes[t]);
    free(themes->themes);
    *themes = (bp_themes)BP_THEMES_INIT;
}

const bp_theme *bp_themes_find(const bp_themes *themes, const char *name)
{
    for (int t = 0; t < themes->n; t++)
        if (strcmp(themes->themes[t].name, name) == 0)
            return &themes->themes[t];
    return NULL;
}

bp_status bp_themes_fail(bp_context *context, const bp_themes *themes, const char *name)
{
    const char **names = (const char **)calloc((size_t)themes->n + 1, sizeof *names);
    char *list = bp_text_copy("");
    for (int t = 0; names && list && t < themes->n; t++) {
        names[t] = themes->themes[t].name;
        char *longer = bp_text_format("%s%s%s", list, t ? ", " : "", names[t]);
        free(list);
        list = longer;
    }
    bp_status status = BP_ERROR_ARGUMENT;
    if (!names || !list) {
        status = bp_context_fail_memory(context, 0);
    } else {
        const char *nearest = bp_text_nearest(name, names, themes->n);
        status = nearest
                     ? bp_context_fail(context, status, "no theme '%s'; did you mean '%s'? This run has %s",
                                       name, nearest, list)
                     : bp_context_fail(context, status, "no theme '%s'; this run has %s", name,
                                       themes->n ? list : "none");
    }
    free(names);
    free(list);
    return status;
}

static int class_of_number(const bp_theme *theme, double x)
{
    for (int c = 0; c < theme->n_classes; c++) {
        const bp_theme_class *class = &theme->classes[c];
        if (theme->kind == BP_THEME_CATEGORIES
                ? x == class->upto
                : x <= class->upto && (x > class->above || (c == 0 && x >= class->above)))
            return c;
    }
    return -1;
}

int bp_theme_class_of(const bp_theme *theme, const bp_column *column, int64_t row)
{
    if (!bp_column_is_valid(column, row))
        return -1;
    if (column->type != BP_COLUMN_TEXT)
        return class_of_number(theme, column->type == BP_COLUMN_REAL ? column->real[row]
                                                                     : (double)column->integer[row]);
    const char *text = bp_column_text_at(column, row);
    for (int c = 0; c < theme->n_classes; c++)
        if (!theme->classes[c].value || strcmp(theme->classes[c].value, text) == 0)
            return c;
    return -1;
}
