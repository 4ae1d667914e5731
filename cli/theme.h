/* What a map of a run can show: a column of one of its layers, in classes or categories, with colours and
 * labels. Themes are made of the columns that a table has, so that they are the same for a run that is still
 * in memory and for one that is read back. */
#ifndef BP_CLI_THEME_H
#define BP_CLI_THEME_H

#include "analysis/classify.h"
#include "cli/theme_colours.h"
#include "cli/words.h"
#include "geo/table.h"

#include <stdint.h>

/** How the surface of a class is drawn. */
typedef enum bp_theme_look {
    BP_THEME_FILLED,
    BP_THEME_HATCHED, /**< strokes of the colour on white: nothing is known */
    BP_THEME_OUTLINED /**< the border alone, in the colour */
} bp_theme_look;

typedef enum bp_theme_kind {
    BP_THEME_CLASSES,   /**< a number between limits */
    BP_THEME_CATEGORIES /**< one value each: a whole number or a text */
} bp_theme_kind;

typedef struct bp_theme_class {
    double above, upto; /**< of BP_THEME_CLASSES: above < x <= upto; the first class has `above` in it */
    char *value;        /**< of BP_THEME_CATEGORIES: as a text; the last one may be NULL: any other value */
    char *label;        /**< in the language of the words */
    uint8_t colour[3];  /**< red, green, blue */
    bp_theme_look look;
    int64_t count; /**< rows of the table in it */
} bp_theme_class;

typedef struct bp_theme {
    char *name;   /**< "score", "stack", "domain:poverty", "areas": as --theme has it */
    char *title;  /**< "Score", "Domain: poverty", for a legend; in the language of the words */
    char *column; /**< of the layer's table */
    bp_theme_kind kind;
    bool is_text;            /**< the column holds texts */
    int decimals;            /**< to show its numbers with; as shares, not as percentages */
    bool is_share;           /**< 0 to 1, shown as a percentage */
    bp_scheme scheme;        /**< of BP_THEME_CLASSES: its colours */
    bp_theme_class *classes; /**< classes[n_classes], from low to high */
    int n_classes;
    bp_theme_class missing; /**< rows without a value; hatched */
    const char
        *area_kind; /**< of areas: "proposed" or "designated", the kind that it is about; NULL: all rows */
    bp_theme_class others; /**< where area_kind is set: the areas of the other kind, outlined */
} bp_theme;

typedef struct bp_themes {
    int n;
    bp_theme *themes; /**< themes[n]; the first is the layer's default */
} bp_themes;

#define BP_THEMES_INIT                                                                                       \
    {                                                                                                        \
        0, NULL                                                                                              \
    }

/** What a layer holds. */
typedef enum bp_theme_layer {
    BP_THEME_UNITS,   /**< score, position, stack, domain:NAME, role, areas, STATISTIC_OF clusters, stability,
                         ... */
    BP_THEME_AREAS,   /**< areas (designated or proposed, outlined), score, stack, domain:NAME, stability, ...
                       */
    BP_THEME_ADOPTED, /**< adopted: all areas alike, outlined */
    BP_THEME_OVERLAP, /**< programme: parts of areas within programme regions */
    BP_THEME_METHODS  /**< method: the areas of every method, outlined */
} bp_theme_layer;

typedef struct bp_theme_options {
    bp_theme_layer layer;
    double base;           /**< of the study: score classes are cut there */
    int64_t n_domains;     /**< of the study: the stack runs from 0 to it; 0: as the data have it */
    const bp_words *words; /**< NULL: English */
} bp_theme_options;

#define BP_THEME_OPTIONS_INIT                                                                                \
    {                                                                                                        \
        BP_THEME_UNITS, 0.8, 0, NULL                                                                         \
    }

/**
 * The themes that a table has the columns for; there may be none. Scores and shares have fixed classes, so
 * that maps of different runs can be compared; amounts are classed by Jenks. Complexity: O(rows) per theme,
 * with sorting where classes are computed.
 */
bp_status bp_themes_make(bp_context *context, const bp_table *table, const bp_theme_options *options,
                         bp_themes *out);
void bp_theme_clear(bp_theme *theme);
void bp_themes_clear(bp_themes *themes);

/**
 * Put a theme of classes in others, with colours of the same scheme, and count the table's rows anew. With
 * BP_CLASSES_MANUAL the limits[n_classes - 1] are those between the classes; the first class begins and the
 * last ends where the theme did, or the data do. The theme is as it was after a failure. Errors:
 * BP_ERROR_ARGUMENT for a theme of categories, more classes than a scheme has colours for, and limits that
 * are not ascending or lie outside what the classes span.
 */
bp_status bp_theme_reclass(bp_context *context, const bp_table *table, const bp_theme_options *options,
                           const bp_class_options *classes, bp_theme *theme);

/** The theme of that name, or NULL. Lent. */
const bp_theme *bp_themes_find(const bp_themes *themes, const char *name);

/**
 * BP_ERROR_ARGUMENT that says which themes there are, and which is nearest: "no theme 'scroe'; did you mean
 * 'score'? This run has score, stack, ...".
 */
bp_status bp_themes_fail(bp_context *context, const bp_themes *themes, const char *name);

/** What a local statistic's columns are about: "gi_star_domain_work" is "work (Gi*)" in English; other names
 * as of bp_word_name. To free(); NULL when memory runs out. */
char *bp_theme_statistic(const bp_words *words, const char *name);

/** The column that tells the rows that a theme is about from others; NULL: it is about all. Lent. */
const bp_column *bp_theme_kinds(const bp_theme *theme, const bp_table *table);

/** Is the theme about the row? `kinds` as of bp_theme_kinds. */
bool bp_theme_covers(const bp_theme *theme, const bp_column *kinds, int64_t row);

/** The class of a row that the theme is about; -1: missing. `column` is the theme's. O(classes). */
int bp_theme_class_of(const bp_theme *theme, const bp_column *column, int64_t row);

#endif
