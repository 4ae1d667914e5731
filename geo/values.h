/* Numbers as the field really writes them: padded, with a decimal comma, with a code in place of a missing
 * one. */
#ifndef BP_GEO_VALUES_H
#define BP_GEO_VALUES_H

#include "geo/table.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct bp_missing_count {
    char *code;    /**< the code as found; "" for an empty cell or a null */
    int64_t count; /**< rows that had it */
} bp_missing_count;

/** A column as numbers, and why the missing ones are missing. */
typedef struct bp_values {
    int64_t n;
    double *value;  /**< value[n]; 0 where missing, which means nothing */
    uint8_t *valid; /**< bitmap */
    int n_codes;
    bp_missing_count *codes; /**< in the order of first appearance */
    int64_t n_percent;       /**< numbers that had a percent sign after them */
    int64_t n_marked;        /**< numbers that had one of the marks after them */
    char thousands_mark;     /**< the point or comma after which all numbers of the text column that have it
                                  have three digits, as thousands would; 0: none */
    int64_t thousands_row;   /**< the first row with it */
} bp_values;

#define BP_VALUES_INIT                                                                                       \
    {                                                                                                        \
        0, NULL, NULL, 0, NULL, 0, 0, 0, -1                                                                  \
    }

/** What the numbers of a column are. */
typedef enum bp_values_kind {
    BP_VALUES_ANY,
    BP_VALUES_COUNTS /**< people or things: 217.828 must be a slip */
} bp_values_kind;

/** Texts that stand for a missing value. */
typedef struct bp_missing_codes {
    const char *const *texts; /**< texts[n] */
    int n;
} bp_missing_codes;

typedef struct bp_values_options {
    const uint8_t *wanted; /**< bitmap of the rows to look at; NULL: all */
    bp_missing_codes missing;
    const char *thousands; /**< what stands between thousands: ".", ",", "'" or " " (any kind of blank); NULL:
                                nothing. The other of point and comma is then the decimal mark */
    const char *marks; /**< characters that may follow a number and say something about it, such as "*" for
                            provisional; NULL: none */
    bp_values_kind kind;
} bp_values_options;

#define BP_VALUES_OPTIONS_INIT                                                                               \
    {                                                                                                        \
        NULL, {NULL, 0}, NULL, NULL, BP_VALUES_ANY                                                           \
    }

/**
 * The column as numbers. A cell counts as missing when it is null, blank, equal to one of the missing codes
 * (compared as text after trimming and, where both are numbers, as numbers), or, in a column of numbers, not
 * finite. Text is trimmed; a single comma and no dot is a decimal comma. Any other text, "nan" and 1e400
 * among them, fails with BP_ERROR_INPUT naming file, layer, column, row (1-based, as the reader of the file
 * counts its data rows) and value. So does a text column with both decimal marks, or one in which all numbers
 * with a mark have just three digits after it while others have none, or while they are counts: whether these
 * are thousands cannot be told (`thousands` tells). A percent sign after a number is
 * left out and counted; one after some numbers but not after others, zero aside, fails. Rows outside `wanted`
 * (a bitmap; NULL: all) are not looked at, not counted, and not valid in the result. Complexity: O(n_rows).
 */
bp_status bp_values_read_by(bp_context *context, const bp_table *table, int column,
                            const bp_values_options *options, bp_values *out);

/** The same with the usual options, for some rows. */
bp_status bp_values_read_rows(bp_context *context, const bp_table *table, int column, const uint8_t *wanted,
                              const bp_missing_codes *missing, bp_values *out);

/** The same for all rows. */
bp_status bp_values_read(bp_context *context, const bp_table *table, int column, const char *const *missing,
                         int n_missing, bp_values *out);
void bp_values_clear(bp_values *values);
bool bp_values_is_valid(const bp_values *values, int64_t i);

#ifdef __cplusplus
}
#endif

#endif
