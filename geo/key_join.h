/* Rows of two tables that carry the same code. */
#ifndef BP_GEO_KEY_JOIN_H
#define BP_GEO_KEY_JOIN_H

#include "geo/key_form.h"
#include "geo/table.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { BP_KEY_JOIN_EXAMPLES = 5, BP_KEY_JOIN_LEVELS = 8 };

/** Which codes count as the same. */
typedef enum bp_key_match {
    BP_KEY_MATCH_FORM, /**< also after zeros, letters in front or ".0" that one side lacks are made good */
    BP_KEY_MATCH_EXACT /**< only as they stand, blanks and case kept out */
} bp_key_match;

typedef struct bp_key_join_options {
    bp_key_match match;
    const double *population; /**< population[n_left], for the share of what is unmatched; NULL: unknown */
    const uint8_t *population_known; /**< bitmap of the left rows; NULL: all */
} bp_key_join_options;

#define BP_KEY_JOIN_OPTIONS_INIT                                                                             \
    {                                                                                                        \
        BP_KEY_MATCH_FORM, NULL, NULL                                                                        \
    }

/** The likely reason why codes are left over on the left. A guess, from the codes alone. */
typedef enum bp_key_cause {
    BP_KEY_CAUSE_NONE,       /**< nothing is left over, or nothing can be guessed */
    BP_KEY_CAUSE_YEAR,       /**< more than 2 % of the codes of one form, and three at least, are unmatched on
                                both sides */
    BP_KEY_CAUSE_ZEROS,      /**< the right has shorter numbers behind the same letters, or none */
    BP_KEY_CAUSE_LEVEL,      /**< the right has codes of another width or of several levels only */
    BP_KEY_CAUSE_PREFIX,     /**< the right has codes of the same width behind other letters */
    BP_KEY_CAUSE_INCOMPLETE, /**< the right has nothing left of this form: rows are not there */
    BP_KEY_CAUSE_SEVERAL, /**< the right has bare numbers of several levels, which zeros cannot be told of */
    BP_KEY_CAUSE_SCIENTIFIC, /**< most codes of the right are numbers with an exponent, "5,18E+06" */
    BP_KEY_CAUSE_NAMES,      /**< most codes of the right have no digit, and those of the left have */
    BP_KEY_CAUSE_MARKS,      /**< most codes of the right have other marks between letters and digits */
} bp_key_cause;

/** Right rows whose codes begin with the same letters: one level of a file that mixes levels. */
typedef struct bp_key_level {
    char prefix[BP_KEY_PREFIX_BYTES]; /**< "" for bare numbers and, with width 0, for codes of no form */
    int width;                        /**< characters after the letters, the most of any */
    int64_t rows, matched;            /**< right rows; those that a left row has */
} bp_key_level;

/** What met and what did not. Examples are as found, trimmed, the first in the order of their codes, so that
 * they do not depend on the order of the rows. */
typedef struct bp_key_join_report {
    int64_t n_left, n_right;
    int64_t matched;              /**< left rows with a right row: the sum of the next five */
    int64_t matched_as_is;        /**< of them: codes equal as they stand, blanks aside */
    int64_t matched_case;         /**< equal but for case */
    int64_t matched_point;        /**< after a spreadsheet's ".0" was taken off one of them */
    int64_t matched_zeros;        /**< after zeros in front were made good */
    int64_t matched_prefix;       /**< after letters in front were made good, with or without zeros */
    int64_t matched_prefix_zeros; /**< of these, those with zeros */
    int64_t unmatched_left;       /**< left rows without one */
    int64_t unmatched_right; /**< right rows without a left one whose code has a form of the left codes */
    int64_t other_right;     /**< right rows of another form: another level, a total, a blank */
    int64_t same_right;      /**< right rows whose code has a form of the left codes, matched or not */
    int n_left_examples, n_right_examples;
    char *left_examples[BP_KEY_JOIN_EXAMPLES];  /**< unmatched left */
    char *right_examples[BP_KEY_JOIN_EXAMPLES]; /**< unmatched right of the same form */
    char *first_right;       /**< the first code of the right of any form, as found; NULL: there is none */
    int64_t first_right_row; /**< a row that has it, from 0 */
    bool has_population;
    double population, unmatched_population; /**< of the left rows where known, and of those unmatched */
    bp_key_cause cause;
    int n_levels; /**< by number of rows, the largest first; what does not fit is in the last */
    bp_key_level levels[BP_KEY_JOIN_LEVELS];
} bp_key_join_report;

#define BP_KEY_JOIN_REPORT_INIT                                                                              \
    {                                                                                                        \
        .n_left = 0                                                                                          \
    }

/**
 * right_row[i] = the row of `right` whose key is that of row i of `left`, or -1. Keys are compared as text,
 * trimmed of blanks (no-break blanks too) and of a byte-order mark, of ="..." and of an apostrophe in front
 * of a code, case kept out; a whole number in a numeric column is its decimal digits. What is then left over
 * is tried once more by form (docs/methods/key_join.md): "363", 363, "363.0", "0363" and "GM0363" are one
 * code where the codes of both sides allow no other reading. Two right rows for one left code are
 * BP_ERROR_INPUT, listing up to five with their rows. Missing keys match nothing. Complexity: O(n_left +
 * n_right) expected.
 */
bp_status bp_key_join_by(bp_context *context, const bp_table *left, int left_key, const bp_table *right,
                         int right_key, const bp_key_join_options *options, int64_t *right_row,
                         bp_key_join_report *report);

/** The same with the usual options. `report` may be NULL. */
bp_status bp_key_join(bp_context *context, const bp_table *left, int left_key, const bp_table *right,
                      int right_key, int64_t *right_row, bp_key_join_report *report);
void bp_key_join_report_clear(bp_key_join_report *report);

/** "none", "other_year", "lost_zeros", "other_level", "other_prefix", "no_rows", "several_levels",
 * "scientific", "names", "marks": for programs; never NULL. */
const char *bp_key_cause_name(bp_key_cause cause);

/**
 * The guess in words, to free(): "296 of 3,340 codes of the units are not in the table and 155 of 3,199 the
 * other way: the codes look like those of another year". `left`, `right` are what the two sides are called.
 * NULL when there is no guess beyond rows that are not there, or memory ran out.
 */
char *bp_key_cause_text(const bp_key_join_report *report, const char *left, const char *right);

/**
 * Fails with BP_ERROR_INPUT, listing up to five with how often each, when the ids in a column repeat or are
 * missing.
 */
bp_status bp_key_check_unique(bp_context *context, const bp_table *table, int column);

/**
 * What tells rows with the same key apart, to free(): "they differ in 'year' (2019, 2020, 2021), 'sex' (M,
 * V)". The key is that of keys[n_keys] columns together; column `skipped` (-1: none) is not looked at. Up to
 * three columns, those first that tell all rows apart, then those with the fewest values, each with up to
 * three of them; "they are the same in all columns" where nothing does, `skipped` aside. NULL when no key
 * occurs twice or memory ran out. Complexity: O(n_rows x
 * columns) expected.
 */
char *bp_key_differences(bp_context *context, const bp_table *table, const int *keys, int n_keys,
                         int skipped);

/**
 * The column that says what level the row of a code is of, to free(): "rows: {SoortRegio: TEXT}, with one of
 * Gemeente, Wijk, Buurt". It is the first column of text that has a text in every row, 2 to 8 different ones
 * in all, and with each of them codes of fewer widths than all rows have. NULL when there is none or memory
 * ran out. Complexity: O(n_rows x columns) expected.
 */
char *bp_key_level_column(bp_context *context, const bp_table *table, int key);

#ifdef __cplusplus
}
#endif

#endif
