/* The themes that the columns of a table make. */
#include "cli/theme.h"

#include "cli/theme_colours.h"
#include "cli/theme_make.h"
#include "geo/text.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* What columns make a theme, in the order of the themes. */
typedef struct theme_recipe {
    bp_theme_layer layer;
    const char *name;   /* of the theme; ends with ':' where the column's own part follows */
    const char *column; /* or what it starts with, or with a star in front ends with */
    const char *title;  /* with {name} for the column's own part */
    bp_theme_filling fill;
    bool is_of_one_kind; /* of areas: a designated and a proposed one in the same place have a value each */
} theme_recipe;

static const theme_recipe recipes[] = {
    {BP_THEME_UNITS, "score", "score", N_("Score (1 is the worst)"), BP_THEME_FILL_SCORE, false},
    {BP_THEME_UNITS, "position", "position", N_("Position that areas are drawn by"), BP_THEME_FILL_SCORE,
     false},
    {BP_THEME_UNITS, "stack", "stack", N_("Stack: domains past the threshold"), BP_THEME_FILL_STACK, false},
    {BP_THEME_UNITS, "domain:", "domain_", N_("Domain: {name}"), BP_THEME_FILL_SCORE, false},
    {BP_THEME_UNITS, "role", "role", N_("Part in a proposed area"), BP_THEME_FILL_ROLE, false},
    {BP_THEME_UNITS, "reason", "reason", N_("Why it is in a proposed area, or is not"), BP_THEME_FILL_REASON,
     false},
    {BP_THEME_UNITS, "clusters:", "*_cluster", N_("Clusters: {name}"), BP_THEME_FILL_CLUSTERS, false},
    {BP_THEME_UNITS, "stability", "stability", N_("Stability: share of variants that select it"),
     BP_THEME_FILL_SHARE, false},
    {BP_THEME_UNITS, "versus_national", "versus_national", N_("Against the plain national rule"),
     BP_THEME_FILL_VERSUS, false},
    {BP_THEME_AREAS, "areas", "kind", N_("Designated and proposed areas"), BP_THEME_FILL_KIND, false},
    {BP_THEME_AREAS, "score", "score", N_("Score (1 is the worst)"), BP_THEME_FILL_SCORE, true},
    {BP_THEME_AREAS, "stack", "stack", N_("Stack: domains past the threshold"), BP_THEME_FILL_STACK, true},
    {BP_THEME_AREAS, "domain:", "domain_", N_("Domain: {name}"), BP_THEME_FILL_SCORE, true},
    {BP_THEME_AREAS, "stability", "survival", N_("Stability: share of variants that find it"),
     BP_THEME_FILL_SHARE, true},
    {BP_THEME_AREAS, "grant", "grant_eur", N_("Grant in euros"), BP_THEME_FILL_AMOUNT, true},
    {BP_THEME_AREAS, "programme:", "in_", N_("Relation to {name}"), BP_THEME_FILL_RELATION, true},
    {BP_THEME_AREAS, "population", "population", N_("Residents"), BP_THEME_FILL_AMOUNT, true},
    {BP_THEME_ADOPTED, "adopted", "adopted_id", N_("Adopted areas"), BP_THEME_FILL_ADOPTED, false},
    {BP_THEME_METHODS, "method", "method", N_("Areas by method"), BP_THEME_FILL_METHODS, false},
    {BP_THEME_OVERLAP, "programme", "programme", N_("Programme"), BP_THEME_FILL_WORDS, false},
    {BP_THEME_OVERLAP, "areas", "kind", N_("Designated and proposed areas"), BP_THEME_FILL_KIND, false},
};

enum { N_RECIPES = sizeof recipes / sizeof *recipes };

/* The column's own part of its name where the recipe takes it, as a copy; NULL where it does not. */
static char *own_part(const theme_recipe *recipe, const char *column)
{
    size_t length = strlen(column), fixed = strlen(recipe->column);
    bool has_own = recipe->name[strlen(recipe->name) - 1] == ':';
    if (!has_own)
        return strcmp(recipe->column, column) == 0 ? bp_text_copy("") : NULL;
    if (recipe->column[0] != '*')
        return strncmp(column, recipe->column, fixed) == 0 ? bp_text_copy(column + fixed) : NULL;
    char *copy = length >= fixed && strcmp(column + length - fixed + 1, recipe->column + 1) == 0
                     ? bp_text_copy(column)
                     : NULL;
    if (copy)
        copy[length - fixed + 1] = '\0';
    return copy;
}

char *bp_theme_statistic(const bp_words *words, const char *name)
{
    static const struct {
        const char *front, *title;
    } statistics[] = {{"gi_star_", "Gi*"}, {"gi_", "Gi"}, {"moran_", "Moran"}, {"geary_", "Geary"}};
    for (size_t s = 0; s < sizeof statistics / sizeof *statistics; s++) {
        size_t length = strlen(statistics[s].front);
        if (strncmp(name, statistics[s].front, length) != 0)
            continue;
        const char *of = name + length, front[] = "domain_";
        bool is_domain = strncmp(of, front, strlen(front)) == 0;
        char *own = is_domain ? bp_word_domain(words, of + strlen(front)) : bp_word_name(words, of);
        char *text = own ? bp_text_format("%s (%s)", own, statistics[s].title) : NULL;
        free(own);
        return text;
    }
    return bp_word_name(words, name);
}

static char *title_of(const bp_theme_options *options, const theme_recipe *recipe, const char *own)
{
    bool is_domain = strcmp(recipe->name, "domain:") == 0;
    char *words = is_domain ? bp_word_domain(options->words, own) : bp_theme_statistic(options->words, own);
    const bp_filling filling = {"name", words};
    char *title = words ? bp_words_fill(bp_word(options->words, recipe->title), &filling, 1) : NULL;
    free(words);
    return title;
}

/* Every value that the theme is about must be in a class. */
static bp_status check_rows(bp_context *context, const bp_table *table, const bp_column *column,
                            const bp_theme *theme)
{
    for (int64_t i = 0; i < table->n_rows; i++)
        if (bp_column_is_valid(column, i) && bp_theme_class_of(theme, column, i) < 0)
            return bp_context_fail(context, BP_ERROR_INPUT,
                                   "column '%s', row %" PRId64 ": the value is in none of the classes of the "
                                   "theme '%s', which go from %g to %g",
                                   column->name, i + 1, theme->name, theme->classes[0].above,
                                   theme->classes[theme->n_classes - 1].upto);
    return BP_OK;
}

static bp_status make_theme(bp_context *context, const bp_table *table, const theme_recipe *recipe,
                            const bp_column *column, const char *own, const bp_theme_options *options,
                            bp_theme *theme)
{
    theme->name = bp_text_format("%s%s", recipe->name, own);
    theme->title = title_of(options, recipe, own);
    theme->column = bp_text_copy(column->name);
    theme->is_text = column->type == BP_COLUMN_TEXT;
    theme->missing.label = bp_text_copy(bp_word(options->words, N_("No data")));
    theme->missing.look = BP_THEME_HATCHED;
    bp_colour_set(theme->missing.colour, 0x969696);
    if (!theme->name || !theme->title || !theme->column || !theme->missing.label)
        return bp_context_fail_memory(context, 0);
    const bp_theme_column whole = {table, column, options};
    bp_column masked = {.valid = NULL};
    const bp_theme_column from = {table, &masked, options};
    bp_status status = recipe->is_of_one_kind ? bp_theme_choose_kind(context, &whole, theme) : BP_OK;
    if (!status)
        status = bp_theme_mask(context, theme, table, column, &masked);
    if (!status)
        status = bp_theme_fill(context, &from, recipe->fill, theme);
    if (!status && theme->n_classes > 0)
        status = check_rows(context, table, &masked, theme);
    if (!status && theme->n_classes > 0)
        bp_theme_count(table, column, theme);
    free(masked.valid);
    return status;
}

/* Add the theme of a column; a column without values or of another type than the recipe's makes none. */
static bp_status add_theme(bp_context *context, const bp_table *table, const theme_recipe *recipe, int at,
                           const bp_theme_options *options, bp_themes *themes)
{
    const bp_column *column = &table->columns[at];
    bool wants_text = recipe->fill >= BP_THEME_FILL_ROLE;
    char *own = own_part(recipe, column->name);
    if (!own || wants_text != (column->type == BP_COLUMN_TEXT)) {
        free(own);
        return BP_OK;
    }
    bp_theme *grown = (bp_theme *)realloc(themes->themes, (size_t)(themes->n + 1) * sizeof *grown);
    bp_status status = grown ? BP_OK : bp_context_fail_memory(context, 0);
    if (grown) {
        themes->themes = grown;
        grown[themes->n] = (bp_theme){0};
        status = make_theme(context, table, recipe, column, own, options, &grown[themes->n]);
        if (status || grown[themes->n].n_classes == 0)
            bp_theme_clear(&grown[themes->n]);
        else
            themes->n++;
    }
    free(own);
    return status;
}

bp_status bp_themes_make(bp_context *context, const bp_table *table, const bp_theme_options *options,
                         bp_themes *out)
{
    bp_themes made = BP_THEMES_INIT;
    bp_status status = BP_OK;
    for (int r = 0; !status && r < N_RECIPES; r++)
        for (int c = 0; !status && recipes[r].layer == options->layer && c < table->n_columns; c++)
            status = add_theme(context, table, &recipes[r], c, options, &made);
    if (status)
        bp_themes_clear(&made);
    else
        *out = made;
    return status;
}
