/* Rows of two tables that carry the same code. */
#ifndef BP_GEO_KEY_JOIN_H
#define BP_GEO_KEY_JOIN_H

#include "geo/table.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { BP_KEY_JOIN_EXAMPLES = 5 };

/** What met and what did not. Examples are as found, trimmed. */
typedef struct bp_key_join_report {
    int64_t n_left, n_right;
    int64_t matched;         /**< left rows with a right row */
    int64_t unmatched_left;  /**< left rows without one */
    int64_t unmatched_right; /**< right rows without a left one whose code has the form of the left codes
                                (same letters in front, same length) */
    int64_t other_right;     /**< right rows of another form: another level, a total, a blank */
    int n_left_examples, n_right_examples;
    char *left_examples[BP_KEY_JOIN_EXAMPLES];  /**< unmatched left */
    char *right_examples[BP_KEY_JOIN_EXAMPLES]; /**< unmatched right of the same form */
} bp_key_join_report;

#define BP_KEY_JOIN_REPORT_INIT                                                                              \
    {                                                                                                        \
        0, 0, 0, 0, 0, 0, 0, 0, {NULL},                                                                      \
        {                                                                                                    \
            NULL                                                                                             \
        }                                                                                                    \
    }

/**
 * right_row[i] = the row of `right` whose key equals that of row i of `left`, or -1. Keys are compared as
 * text, trimmed of blanks and of a byte-order mark, case kept out; a whole number in a numeric column is its
 * decimal digits. Two right rows with a key that the left has are BP_ERROR_INPUT, listing up to five. Missing
 * keys match nothing. Complexity: O(n_left + n_right) expected.
 */
bp_status bp_key_join(bp_context *context, const bp_table *left, int left_key, const bp_table *right,
                      int right_key, int64_t *right_row, bp_key_join_report *report);
void bp_key_join_report_clear(bp_key_join_report *report);

/**
 * Fails with BP_ERROR_INPUT, listing up to five with how often each, when the ids in a column repeat or are
 * missing.
 */
bp_status bp_key_check_unique(bp_context *context, const bp_table *table, int column);

#ifdef __cplusplus
}
#endif

#endif
