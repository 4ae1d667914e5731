/* The classes and categories of a theme, one way of filling them per kind of column. */
#ifndef BP_CLI_THEME_MAKE_H
#define BP_CLI_THEME_MAKE_H

#include "cli/theme.h"

typedef enum bp_theme_filling {
    BP_THEME_FILL_SCORE,  /**< 0 to 1, cut at the base */
    BP_THEME_FILL_SHARE,  /**< 0 to 1 in fifths */
    BP_THEME_FILL_STACK,  /**< whole numbers from 0 */
    BP_THEME_FILL_AMOUNT, /**< classed by Jenks */
    BP_THEME_FILL_ROLE,   /**< from here on texts */
    BP_THEME_FILL_REASON,
    BP_THEME_FILL_CLUSTERS,
    BP_THEME_FILL_VERSUS,
    BP_THEME_FILL_KIND,
    BP_THEME_FILL_RELATION,
    BP_THEME_FILL_ADOPTED, /**< one class for all */
    BP_THEME_FILL_METHODS, /**< whichever there are, outlined */
    BP_THEME_FILL_WORDS    /**< whichever there are */
} bp_theme_filling;

/** A column of a table that is to become a theme. */
typedef struct bp_theme_column {
    const bp_table *table;
    const bp_column *column;
    const bp_theme_options *options;
} bp_theme_column;

/** Set kind, decimals and classes of a theme, without counts; no classes where the column has no value. */
bp_status bp_theme_fill(bp_context *context, const bp_theme_column *from, bp_theme_filling filling,
                        bp_theme *theme);

/** Make a theme of areas one of the proposed areas, or of the designated ones where those alone have values:
 * its title says so. */
bp_status bp_theme_choose_kind(bp_context *context, const bp_theme_column *from, bp_theme *theme);

/** The column with the rows alone that the theme is about, lent but for its `valid`, which is to be freed. */
bp_status bp_theme_mask(bp_context *context, const bp_theme *theme, const bp_table *table,
                        const bp_column *column, bp_column *out);

/** Count the table's rows by class, missing and others. */
void bp_theme_count(const bp_table *table, const bp_column *column, bp_theme *theme);

/** Set the classes of a theme to those of numbers, shown with its decimals, in colours of its scheme. */
bp_status bp_theme_fill_classes(bp_context *context, const bp_theme_column *from,
                                const bp_class_options *options, bp_theme *theme);

#endif
