/* Other classes for a theme than its own. */
#include "cli/theme.h"

#include "cli/theme_make.h"

#include <math.h>
#include <stdlib.h>

enum { MOST_DECIMALS = 4 };

static bp_status check(bp_context *context, const bp_theme *theme, const bp_class_options *classes)
{
    if (theme->kind != BP_THEME_CLASSES)
        return bp_context_fail(context, BP_ERROR_ARGUMENT,
                               "the theme '%s' has categories, which are not put in classes; leave --classes "
                               "and --number out",
                               theme->name);
    if (classes->n_classes < 1 || classes->n_classes > BP_SCHEME_MOST)
        return bp_context_fail(context, BP_ERROR_ARGUMENT,
                               "found %d classes, expected 1 to %d: more colours cannot be told apart",
                               classes->n_classes, BP_SCHEME_MOST);
    return BP_OK;
}

/* limit[n_classes + 1]: those between the classes, with the ends of the theme around them. */
static bp_status add_ends(bp_context *context, const bp_theme *theme, const bp_class_options *classes,
                          double *limit)
{
    double least = theme->classes[0].above, most = theme->classes[theme->n_classes - 1].upto;
    int n = classes->n_classes;
    limit[0] = least;
    limit[n] = most;
    for (int k = 1; k < n; k++) {
        limit[k] = classes->limits[k - 1];
        if (!(limit[k] > least && limit[k] < most))
            return bp_context_fail(context, BP_ERROR_ARGUMENT,
                                   "found %g as a limit between classes of the theme '%s', expected numbers "
                                   "between %g and %g",
                                   limit[k], theme->name, least, most);
        if (!(limit[k] > limit[k - 1]))
            return bp_context_fail(context, BP_ERROR_ARGUMENT,
                                   "found %g after %g as limits between classes, expected them ascending",
                                   limit[k], limit[k - 1]);
    }
    return BP_OK;
}

/* Two limits that are not the same are not to be shown as the same, and those that somebody chose as others
 * than those. */
static bool is_told_apart(const bp_theme *theme, const bp_class_options *classes)
{
    double unit = pow(10.0, -theme->decimals);
    for (int k = 0; classes->method == BP_CLASSES_MANUAL && k < classes->n_classes - 1; k++)
        if (fabs(round(classes->limits[k] / unit) * unit - classes->limits[k]) > 1e-9)
            return false;
    for (int c = 0; c < theme->n_classes; c++)
        if (theme->classes[c].upto > theme->classes[c].above &&
            round(theme->classes[c].upto / unit) <= round(theme->classes[c].above / unit))
            return false;
    return true;
}

static void free_classes(bp_theme *theme)
{
    for (int c = 0; c < theme->n_classes; c++) {
        free(theme->classes[c].value);
        free(theme->classes[c].label);
    }
    free(theme->classes);
    theme->classes = NULL;
    theme->n_classes = 0;
}

void bp_theme_count(const bp_table *table, const bp_column *column, bp_theme *theme)
{
    const bp_column *kinds = bp_theme_kinds(theme, table);
    theme->missing.count = theme->others.count = 0;
    for (int c = 0; c < theme->n_classes; c++)
        theme->classes[c].count = 0;
    for (int64_t i = 0; i < table->n_rows; i++) {
        int c = bp_theme_class_of(theme, column, i);
        bp_theme_class *class = c < 0 ? &theme->missing : &theme->classes[c];
        class = bp_theme_covers(theme, kinds, i) ? class : &theme->others;
        class->count++;
    }
}

bp_status bp_theme_reclass(bp_context *context, const bp_table *table, const bp_theme_options *options,
                           const bp_class_options *classes, bp_theme *theme)
{
    double limit[BP_SCHEME_MOST + 1];
    bp_class_options asked = *classes;
    const bp_column *column = &table->columns[bp_table_find(table, theme->column)];
    bp_column masked = {.valid = NULL};
    const bp_theme_column from = {table, &masked, options};
    bp_status status = check(context, theme, classes);
    if (!status)
        status = bp_theme_mask(context, theme, table, column, &masked);
    if (!status && classes->method == BP_CLASSES_MANUAL) {
        status = add_ends(context, theme, classes, limit);
        asked.limits = limit;
    }
    bp_theme made = *theme;
    bool is_done = false;
    while (!status && !is_done) {
        made.classes = NULL;
        made.n_classes = 0;
        status = bp_theme_fill_classes(context, &from, &asked, &made);
        is_done = status || made.decimals >= MOST_DECIMALS || is_told_apart(&made, classes);
        if (!is_done || status)
            free_classes(&made);
        if (!is_done)
            made.decimals++;
    }
    if (!status) {
        bp_theme_count(table, column, &made);
        free_classes(theme);
        *theme = made;
    }
    free(masked.valid);
    return status;
}
