/* What stands in a column: how much is missing, how many values there are, what they look like. */
#ifndef BP_CLI_FIELD_PROFILE_H
#define BP_CLI_FIELD_PROFILE_H

#include "geo/table.h"

enum { BP_FIELD_EXAMPLES = 3, BP_FIELD_LEVELS = 8 };

/** Blank cells and the usual codes for a missing value (".", "-", "x", "-99997" and their like) count as
 * missing. */
typedef struct bp_field_profile {
    const char *name; /**< lent from the table */
    int64_t n_missing;
    int64_t n_distinct;      /**< different values among those that are there */
    int64_t n_numbers;       /**< values that are numbers, with a decimal point or comma */
    int64_t n_whole;         /**< of these the whole ones */
    double least, most;      /**< of the numbers; NaN without any */
    int64_t n_codes;         /**< values that look like codes of areas: WK001400, 0363 */
    int64_t n_missing_codes; /**< cells that hold a code for a missing value */
    char missing_code[24];   /**< the first of these, "" for none */
    bool has_more_codes;     /**< not all of these are the first */
    int n_levels;            /**< beginnings of codes, of two letters, as found; at most those below */
    struct {
        char prefix[3]; /**< "GM" */
        int64_t n;      /**< values that begin with it and go on with digits */
    } levels[BP_FIELD_LEVELS];
    char *examples[BP_FIELD_EXAMPLES]; /**< the first different values; NULL where there are fewer */
} bp_field_profile;

/** Profile a column of n_rows rows. Errors: BP_ERROR_MEMORY. Complexity: O(n_rows log n_rows). */
bp_status bp_field_profile_make(bp_context *context, const bp_column *column, int64_t n_rows,
                                bp_field_profile *out);

/**
 * Add the codes for a missing value that stand in the column to codes[*n], each once over all calls; both are
 * owned by the caller. Errors: BP_ERROR_MEMORY. Complexity: O(n_rows).
 */
bp_status bp_field_missing_codes(bp_context *context, const bp_column *column, int64_t n_rows, char ***codes,
                                 int *n);
void bp_field_profile_clear(bp_field_profile *profile);

#endif
