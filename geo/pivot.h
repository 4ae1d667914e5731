/* Long tables: one row per unit and year, or per unit and measure, made one row per unit. */
#ifndef BP_GEO_PIVOT_H
#define BP_GEO_PIVOT_H

#include "geo/table.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Rows where a column says this. */
typedef struct bp_pick {
    const char *column;
    const char *text; /**< compared after trimming; a number in a numeric column as its shortest digits */
} bp_pick;

/**
 * Keep the rows where every one of picks[n] holds. BP_ERROR_INPUT when a column is not there, or when no row
 * is left: the message then names the first pick that leaves none, with up to ten values that the column has
 * among the rows left by those before it. Complexity: O(n_rows x n + values kept).
 */
bp_status bp_table_pick(bp_context *context, const bp_table *table, const bp_pick *picks, int n,
                        bp_table *out);

typedef struct bp_pivot_options {
    const char *key;            /**< column whose texts become rows */
    const char *names;          /**< column whose texts become columns */
    const char *values;         /**< column that holds the cells */
    const char *reasons;        /**< column that says why a cell is empty; NULL: there is none */
    const char *const *columns; /**< columns[n_columns]: the names wanted; each must occur */
    int n_columns;
    const bp_table *titles; /**< a row per name with its title; NULL: names stand for themselves */
    const char *identifier; /**< column of `titles` with the name */
    const char *title;      /**< column of `titles` with what people call it */
    int64_t *n_repeated;    /**< gets the number of rows whose key and name another has already, also when the
                                 call fails for it; NULL: nobody asks */
} bp_pivot_options;

#define BP_PIVOT_OPTIONS_INIT                                                                                \
    {                                                                                                        \
        NULL, NULL, NULL, NULL, NULL, 0, NULL, NULL, NULL, NULL                                              \
    }

typedef struct bp_pivot_report {
    int64_t n_rows;  /**< rows of the long table that went in */
    int64_t n_other; /**< rows with names that nobody asked for */
    int64_t n_blank; /**< rows left out because key or name is blank */
    char **reasons;  /**< reasons[n_reasons]: what stands in cells in place of a value, for `missing` */
    int n_reasons;
} bp_pivot_report;

#define BP_PIVOT_REPORT_INIT                                                                                 \
    {                                                                                                        \
        0, 0, 0, NULL, 0                                                                                     \
    }

/**
 * Long to wide. `out` has the key and a text column for each name wanted, a row per key in the order of first
 * appearance; a pair of key and name that has no row is missing. An empty value takes the text of `reasons`
 * in its place, so that missing cells are counted by reason. A name wanted is that of the column, else a
 * title; a title that belongs to two names is BP_ERROR_INPUT, and so are an unknown name (with the nearest)
 * and two rows with one key and name (listing up to five). `report` may be
 * NULL. Complexity: O(n_rows x columns wanted) expected.
 */
bp_status bp_table_pivot(bp_context *context, const bp_table *table, const bp_pivot_options *options,
                         bp_table *out, bp_pivot_report *report);
void bp_pivot_report_clear(bp_pivot_report *report);

#ifdef __cplusplus
}
#endif

#endif
