#include "cli/theme_make.h"

#include "analysis/classify.h"
#include "cli/theme_colours.h"
#include "geo/text.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SCORE_BELOW = 4, SCORE_PAST = 2, SCORE_DECIMALS = 2, MOST_DECIMALS = 6, AMOUNT_CLASSES = 5 };

/* Scores are written with six decimals: half of the last one below the base keeps a unit at it past it. */
static const double below_base = 5e-7;

/* A text of a column, what it is called, and its colour. */
typedef struct word {
    const char *value, *label;
    uint32_t colour;
    bp_theme_look look;
} word;

static const word roles[] = {{"member", N_("member"), 0xd95f02, BP_THEME_FILLED},
                             {"bridge", N_("bridge"), 0xfdb863, BP_THEME_FILLED},
                             {"none", N_("in no proposed area"), 0xd9d9d9, BP_THEME_FILLED}};

static const word reasons[] = {
    {"member", N_("member"), 0xd95f02, BP_THEME_FILLED},
    {"member_below_base", N_("member, short of the base"), 0xfdb863, BP_THEME_FILLED},
    {"bridge", N_("bridge"), 0xfee0b6, BP_THEME_FILLED},
    {"below_floor", N_("too few residents around it"), 0x542788, BP_THEME_FILLED},
    {"above_ceiling", N_("more residents around it than the ceiling"), 0x35978f, BP_THEME_FILLED},
    {"other", N_("another choice weighs more"), 0xb2abd2, BP_THEME_FILLED},
    {"below_stack", N_("too few domains past the threshold"), 0xbdbdbd, BP_THEME_FILLED},
    {"below_base", N_("short of the base"), 0xd9d9d9, BP_THEME_FILLED},
    {"excluded", N_("not a candidate"), 0x737373, BP_THEME_FILLED},
    {"uninhabited", N_("without residents"), 0xccebc5, BP_THEME_FILLED},
    {"no_score", N_("without a score"), 0x969696, BP_THEME_HATCHED},
    {"population_unknown", N_("residents not known"), 0x525252, BP_THEME_HATCHED},
};

/* Low in purple: blue is for designated areas. */
static const word clusters[] = {
    {"High-High", N_("high among high"), 0xca0020, BP_THEME_FILLED},
    {"High-Low", N_("high among low"), 0xf4a582, BP_THEME_FILLED},
    {"Low-High", N_("low among high"), 0xb2abd2, BP_THEME_FILLED},
    {"Low-Low", N_("low among low"), 0x542788, BP_THEME_FILLED},
    {"Hot", N_("hot"), 0xca0020, BP_THEME_FILLED},
    {"Cold", N_("cold"), 0x542788, BP_THEME_FILLED},
    {"Positive", N_("like its neighbours"), 0x5e3c99, BP_THEME_FILLED},
    {"Other Positive", N_("like its neighbours"), 0xb2abd2, BP_THEME_FILLED},
    {"Negative", N_("unlike its neighbours"), 0xe66101, BP_THEME_FILLED},
    {"Not significant", N_("not significant"), 0xd9d9d9, BP_THEME_FILLED},
    {"Island", N_("no neighbours"), 0x969696, BP_THEME_FILLED},
    {"Missing", N_("No data"), 0x969696, BP_THEME_HATCHED},
};

static const word versus[] = {{"both", N_("in an area by both rules"), 0x7570b3, BP_THEME_FILLED},
                              {"entrant", N_("by this study's rule only"), 0x1b9e77, BP_THEME_FILLED},
                              {"drop-out", N_("by the national rule only"), 0xd95f02, BP_THEME_FILLED},
                              {"neither", N_("by neither"), 0xd9d9d9, BP_THEME_FILLED}};

static const word relations[] = {{"inside", N_("inside"), 0x810f7c, BP_THEME_FILLED},
                                 {"partly", N_("partly inside"), 0x8c96c6, BP_THEME_FILLED},
                                 {"possibly", N_("possibly inside"), 0xb3cde3, BP_THEME_FILLED},
                                 {"ring", N_("next to it"), 0xfdb863, BP_THEME_FILLED},
                                 {"none", N_("none"), 0xd9d9d9, BP_THEME_FILLED}};

static const word kinds[] = {{"designated", N_("designated"), 0x1f78b4, BP_THEME_OUTLINED},
                             {"proposed", N_("proposed"), 0x252525, BP_THEME_OUTLINED},
                             {"adopted", N_("adopted"), 0x33a02c, BP_THEME_OUTLINED}};

/* One more class; its number, or -1 when memory ran out. `value` and `label` are copied. */
static int add_class(bp_theme *theme, const char *value, const char *label)
{
    bp_theme_class *grown =
        (bp_theme_class *)realloc(theme->classes, (size_t)(theme->n_classes + 1) * sizeof *grown);
    if (!grown)
        return -1;
    theme->classes = grown;
    bp_theme_class *class = &grown[theme->n_classes++];
    *class = (bp_theme_class){.value = bp_text_copy(value), .label = bp_text_copy(label)};
    return (value && !class->value) || !class->label ? -1 : theme->n_classes - 1;
}

/* "0.20 - 0.40", or "20 - 40 %" of a share; both ends are one where they are the same. To free(). */
static char *range_label(const bp_words *words, const bp_theme *theme, double low, double high)
{
    char texts[2][BP_WORDS_NUMBER];
    const double times = theme->is_share ? 100.0 : 1.0;
    const int decimals = !theme->is_share ? theme->decimals : theme->decimals > 2 ? theme->decimals - 2 : 0;
    const char *end = theme->is_share ? " %" : "";
    bp_words_number(words, low * times, decimals, texts[0]);
    bp_words_number(words, high * times, decimals, texts[1]);
    return low < high ? bp_text_format("%s \xe2\x80\x93 %s%s", texts[0], texts[1], end)
                      : bp_text_format("%s%s", texts[0], end);
}

/* Classes between limit[n + 1], shown as shown[n + 1]. */
static bp_status add_ranges(bp_context *context, const bp_theme_column *from, const double *limit,
                            const double *shown, int n, bp_scheme scheme, bp_theme *theme)
{
    theme->kind = BP_THEME_CLASSES;
    theme->scheme = scheme;
    for (int c = 0; c < n; c++) {
        char *label = range_label(from->options->words, theme, shown[c], shown[c + 1]);
        int k = label ? add_class(theme, NULL, label) : -1;
        free(label);
        if (k < 0)
            return bp_context_fail_memory(context, 0);
        theme->classes[k].above = limit[c];
        theme->classes[k].upto = limit[c + 1];
        bp_scheme_colour(scheme, n, k, theme->classes[k].colour);
    }
    return BP_OK;
}

/* Decimals that show the base as it is: a legend that rounded it would put units past it in the class below.
 */
static int decimals_of(double base)
{
    int decimals = SCORE_DECIMALS;
    double scale = pow(10.0, decimals);
    for (; decimals < MOST_DECIMALS && fabs(base * scale - round(base * scale)) > 1e-6; scale *= 10.0)
        decimals++;
    return decimals;
}

/* Four equal steps below the base and two past it. A base near an end leaves steps that round to nothing
 * out. */
static bp_status fill_score(bp_context *context, const bp_theme_column *from, bp_theme *theme)
{
    enum { N = SCORE_BELOW + SCORE_PAST };
    double base = from->options->base, limit[N + 1] = {0.0}, shown[N + 1] = {0.0};
    int n = 0;
    for (int c = 1; c <= N; c++) {
        double at =
            c <= SCORE_BELOW ? base * c / SCORE_BELOW : base + (1.0 - base) * (c - SCORE_BELOW) / SCORE_PAST;
        /* The base as it is, other limits as they are shown. */
        double rounded = c == SCORE_BELOW ? at : round(at * 100.0) / 100.0;
        bool is_needed = c == N || (c == SCORE_BELOW && base > below_base);
        if (!is_needed && (rounded - shown[n] < 0.005 || rounded > 0.995))
            continue;
        shown[++n] = rounded;
        limit[n] = c == SCORE_BELOW ? round((rounded - below_base) * 1e7) / 1e7 : rounded;
    }
    theme->decimals = decimals_of(base);
    return add_ranges(context, from, limit, shown, n, BP_SCHEME_HEAT, theme);
}

/* Fifths, and a grey class for what no variant has: most units, which would else look like the first fifth.
 */
static bp_status fill_share(bp_context *context, const bp_theme_column *from, bp_theme *theme)
{
    static const double limits[] = {0.0, 0.0, 0.2, 0.4, 0.6, 0.8, 1.0};
    theme->decimals = 2;
    theme->is_share = true;
    bp_status status = add_ranges(context, from, limits, limits, 6, BP_SCHEME_PLAIN, theme);
    for (int c = 1; !status && c < 6; c++)
        bp_scheme_colour(BP_SCHEME_PLAIN, 5, c - 1, theme->classes[c].colour);
    if (!status)
        bp_colour_set(theme->classes[0].colour, 0xd9d9d9);
    return status;
}

/* The column's numbers; to free(). */
static double *numbers_of(const bp_theme_column *from)
{
    int64_t n = from->table->n_rows;
    double *x = (double *)calloc((size_t)n + 1, sizeof *x);
    for (int64_t i = 0; x && i < n; i++)
        if (bp_column_is_valid(from->column, i))
            x[i] = from->column->type == BP_COLUMN_REAL ? from->column->real[i]
                                                        : (double)from->column->integer[i];
    return x;
}

bp_status bp_theme_fill_classes(bp_context *context, const bp_theme_column *from,
                                const bp_class_options *options, bp_theme *theme)
{
    bp_classes classes;
    double *x = numbers_of(from);
    if (!x)
        return bp_context_fail_memory(context, 0);
    bp_status status = bp_classify(context, x, from->column->valid, from->table->n_rows, options, &classes);
    if (!status)
        status = add_ranges(context, from, classes.limit, classes.limit, classes.n, theme->scheme, theme);
    free(x);
    return status;
}

static bp_status fill_amount(bp_context *context, const bp_theme_column *from, bp_theme *theme)
{
    const bp_class_options options = {BP_CLASSES_JENKS, AMOUNT_CLASSES, NULL};
    theme->decimals = 0;
    theme->scheme = BP_SCHEME_PLAIN;
    return bp_theme_fill_classes(context, from, &options, theme);
}

/* A class per whole number from 0, so that the legend is the same for every run of the study; where there are
 * more than colours, classes by Jenks. */
static bp_status fill_stack(bp_context *context, const bp_theme_column *from, bp_theme *theme)
{
    int64_t most = from->options->n_domains;
    if (from->column->type != BP_COLUMN_INTEGER)
        return BP_OK;
    for (int64_t i = 0; i < from->table->n_rows; i++)
        if (bp_column_is_valid(from->column, i) && from->column->integer[i] > most)
            most = from->column->integer[i];
    if (most >= BP_SCHEME_MOST)
        return fill_amount(context, from, theme);
    theme->kind = BP_THEME_CATEGORIES;
    for (int64_t value = 0; value <= most; value++) {
        char text[32];
        snprintf(text, sizeof text, "%" PRId64, value);
        int k = add_class(theme, text, text);
        if (k < 0)
            return bp_context_fail_memory(context, 0);
        theme->classes[k].above = theme->classes[k].upto = (double)value;
        bp_scheme_colour(BP_SCHEME_STEPS, (int)most + 1, k, theme->classes[k].colour);
    }
    return BP_OK;
}

static bool occurs(const bp_theme_column *from, const char *value)
{
    for (int64_t i = 0; i < from->table->n_rows; i++) {
        const char *text = bp_column_text_at(from->column, i);
        if (text && strcmp(text, value) == 0)
            return true;
    }
    return false;
}

/* The words of the list that occur, and a class of what is not in the list where there is any. */
static bp_status fill_words(bp_context *context, const bp_theme_column *from, const word *list, int n,
                            bp_theme *theme)
{
    theme->kind = BP_THEME_CATEGORIES;
    for (int w = 0; w < n; w++) {
        if (from->table->n_rows > 0 && !occurs(from, list[w].value))
            continue;
        int k = add_class(theme, list[w].value, bp_word(from->options->words, list[w].label));
        if (k < 0)
            return bp_context_fail_memory(context, 0);
        bp_colour_set(theme->classes[k].colour, list[w].colour);
        theme->classes[k].look = list[w].look;
    }
    for (int64_t i = 0; i < from->table->n_rows; i++) {
        if (!bp_column_is_valid(from->column, i) || bp_theme_class_of(theme, from->column, i) >= 0)
            continue;
        int k = add_class(theme, NULL, bp_word(from->options->words, N_("other")));
        if (k < 0)
            return bp_context_fail_memory(context, 0);
        bp_colour_set(theme->classes[k].colour, 0xb3b3b3);
    }
    return BP_OK;
}

/* Of the columns about a programme the one with these words; names of regions are no theme. */
static bp_status fill_relation(bp_context *context, const bp_theme_column *from, bp_theme *theme)
{
    enum { N_WORDS = sizeof relations / sizeof *relations };
    bool is_any = false;
    for (int w = 0; w < N_WORDS; w++)
        is_any = is_any || occurs(from, relations[w].value);
    return is_any ? fill_words(context, from, relations, N_WORDS, theme) : BP_OK;
}

static bp_status fill_adopted(bp_context *context, const bp_theme_column *from, bp_theme *theme)
{
    theme->kind = BP_THEME_CATEGORIES;
    int k = add_class(theme, NULL, bp_word(from->options->words, N_("adopted")));
    if (k < 0)
        return bp_context_fail_memory(context, 0);
    bp_colour_set(theme->classes[k].colour, 0x33a02c);
    theme->classes[k].look = BP_THEME_OUTLINED;
    return BP_OK;
}

/* The column's own texts in the order in which they come, as far as there are colours. */
static bp_status fill_any(bp_context *context, const bp_theme_column *from, bp_theme *theme)
{
    word list[BP_SCHEME_MOST - 1] = {{NULL, NULL, 0, BP_THEME_FILLED}};
    int n = 0;
    for (int64_t i = 0; i < from->table->n_rows && n < BP_SCHEME_MOST - 1; i++) {
        const char *text = bp_column_text_at(from->column, i);
        bool is_new = text != NULL;
        for (int w = 0; is_new && w < n; w++)
            is_new = strcmp(list[w].value, text) != 0;
        if (is_new)
            list[n++] = (word){text, text, 0, BP_THEME_FILLED};
    }
    bp_status status = fill_words(context, from, list, n, theme);
    for (int k = 0; !status && k < n; k++)
        bp_scheme_colour(BP_SCHEME_MANY, n, k, theme->classes[k].colour);
    return status;
}

/* A class for each text in the order in which they come, all outlined, since their areas lie on each other;
 * after as many as there are colours these begin again. */
static bp_status fill_methods(bp_context *context, const bp_theme_column *from, bp_theme *theme)
{
    theme->kind = BP_THEME_CATEGORIES;
    for (int64_t i = 0; i < from->table->n_rows; i++) {
        if (!bp_column_is_valid(from->column, i) || bp_theme_class_of(theme, from->column, i) >= 0)
            continue;
        const char *name = bp_column_text_at(from->column, i);
        int k = add_class(theme, name, name);
        if (k < 0)
            return bp_context_fail_memory(context, 0);
        bp_scheme_colour(BP_SCHEME_MANY, BP_SCHEME_MOST, k % BP_SCHEME_MOST, theme->classes[k].colour);
        theme->classes[k].look = BP_THEME_OUTLINED;
    }
    return BP_OK;
}

/* Do the rows name more than one programme? */
static bool has_programmes(const bp_theme_column *from)
{
    int at = bp_table_find(from->table, "programme");
    const char *first = NULL;
    for (int64_t i = 0; at >= 0 && i < from->table->n_rows; i++) {
        const char *text = bp_column_text_at(&from->table->columns[at], i);
        if (text && first && strcmp(text, first) != 0)
            return true;
        first = text ? text : first;
    }
    return false;
}

bp_status bp_theme_fill(bp_context *context, const bp_theme_column *from, bp_theme_filling filling,
                        bp_theme *theme)
{
    /* A layer that has no areas yet gets the style of those that it can have. */
    bool can_be_empty = filling == BP_THEME_FILL_KIND;
    int64_t n = from->table->n_rows;
    if (bp_column_count_missing(from->column, n) == n && (n > 0 || !can_be_empty))
        return BP_OK;
    switch (filling) {
    case BP_THEME_FILL_SCORE:
        return fill_score(context, from, theme);
    case BP_THEME_FILL_SHARE:
        return fill_share(context, from, theme);
    case BP_THEME_FILL_STACK:
        return fill_stack(context, from, theme);
    case BP_THEME_FILL_AMOUNT:
        return fill_amount(context, from, theme);
    case BP_THEME_FILL_ROLE:
        return fill_words(context, from, roles, 3, theme);
    case BP_THEME_FILL_REASON:
        return fill_words(context, from, reasons, sizeof reasons / sizeof *reasons, theme);
    case BP_THEME_FILL_CLUSTERS:
        return fill_words(context, from, clusters, sizeof clusters / sizeof *clusters, theme);
    case BP_THEME_FILL_VERSUS:
        return fill_words(context, from, versus, 4, theme);
    case BP_THEME_FILL_KIND:
        return fill_words(context, from, kinds, n > 0 ? 3 : 2, theme);
    case BP_THEME_FILL_RELATION:
        return fill_relation(context, from, theme);
    case BP_THEME_FILL_ADOPTED:
        return fill_adopted(context, from, theme);
    case BP_THEME_FILL_METHODS:
        return fill_methods(context, from, theme);
    case BP_THEME_FILL_PROGRAMME:
        return has_programmes(from) ? fill_any(context, from, theme) : BP_OK;
    case BP_THEME_FILL_ONLY_PROGRAMME:
        return has_programmes(from) ? BP_OK : fill_relation(context, from, theme);
    }
    return BP_OK;
}
