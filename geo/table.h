/* Columns of numbers and texts with a validity bitmap each. */
#ifndef BP_GEO_TABLE_H
#define BP_GEO_TABLE_H

#include "geo/context.h"

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum bp_column_type { BP_COLUMN_REAL, BP_COLUMN_INTEGER, BP_COLUMN_TEXT } bp_column_type;

/** How a column came by what it was asked for as. */
typedef enum bp_column_found {
    BP_FOUND_BY_NAME,     /**< it has that name */
    BP_FOUND_BY_CUT_NAME, /**< its name is the first ten characters of it, as a shapefile cuts them */
    BP_FOUND_BY_ALIAS     /**< another name of the same thing */
} bp_column_found;

/**
 * One column of n rows. Only the arrays of its type are there. A row whose bit in `valid` is 0 is missing;
 * what stands in its place in the value arrays means nothing.
 */
typedef struct bp_column {
    char *name;
    bp_column_type type;
    uint8_t *valid;   /**< bitmap, row i is bit i % 8 of byte i / 8; NULL: every row is valid */
    double *real;     /**< real[n] of BP_COLUMN_REAL */
    int64_t *integer; /**< integer[n] of BP_COLUMN_INTEGER */
    int64_t *
        offsets; /**< offsets[n + 1] of BP_COLUMN_TEXT: row i starts at bytes + offsets[i], ends with a NUL */
    char *bytes; /**< UTF-8 */
    char *asked; /**< the name it was asked for by where that is another one; NULL: its own */
    bp_column_found found;
} bp_column;

typedef struct bp_table {
    char *source; /**< the file, as messages name it; NULL for a table made here */
    char *layer;  /**< the layer in it; NULL when the file has one only */
    int64_t n_rows;
    int n_columns;
    bp_column *columns;
} bp_table;

/** An empty table; safe to clear. */
#define BP_TABLE_INIT                                                                                        \
    {                                                                                                        \
        NULL, NULL, 0, 0, NULL                                                                               \
    }

/** Free what the table holds and leave it empty. */
void bp_table_clear(bp_table *table);

/** Number of the column with exactly this name, else of the one that was asked for by it, or -1. O(columns).
 */
int bp_table_find(const bp_table *table, const char *name);

/** The column name nearest to `name` in edit distance, or NULL when none is near enough to be meant. Lent. */
const char *bp_table_nearest_name(const bp_table *table, const char *name);

/**
 * Add a column of n_rows rows, all missing. REAL and INTEGER get their array; a TEXT column has no text yet
 * and is filled by bp_table_add_text instead. `*out` is lent until the next column is added.
 */
bp_status bp_table_add(bp_context *context, bp_table *table, const char *name, bp_column_type type,
                       bp_column **out);

/** Add a text column from texts[n_rows]; a NULL text is a missing value. The texts are copied. */
bp_status bp_table_add_text(bp_context *context, bp_table *table, const char *name, const char *const *texts);

/** True when row i has a value. */
bool bp_column_is_valid(const bp_column *column, int64_t i);
/** Set row i of a REAL / INTEGER column and mark it valid. Not for two threads at once in rows less than 8
 * apart. */
void bp_column_set_real(bp_column *column, int64_t i, double value);
void bp_column_set_integer(bp_column *column, int64_t i, int64_t value);
/** The text of row i of a TEXT column, lent; NULL when missing. */
const char *bp_column_text_at(const bp_column *column, int64_t i);
/** Number of rows without a value. O(n_rows). */
int64_t bp_column_count_missing(const bp_column *column, int64_t n_rows);

/**
 * Keep rows[m] of the table, in that order (a selection or a permutation).
 * Complexity: O(m) per column; texts are copied.
 */
bp_status bp_table_take(bp_context *context, const bp_table *table, const int64_t *rows, int64_t m,
                        bp_table *out);

#ifdef __cplusplus
}
#endif

#endif
