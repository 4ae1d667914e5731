/* The codes of a column as they are compared, and an index of the distinct ones. */
#ifndef BP_GEO_KEY_INDEX_PRIVATE_H
#define BP_GEO_KEY_INDEX_PRIVATE_H

#include "geo/table.h"

enum { BP_KEY_NUMBER_BYTES = 40 };

/** The code in a cell as found, trimmed; "" when missing. Lent from the column or from `buffer`. */
const char *bp_key_cell(const bp_column *column, int64_t row, char buffer[BP_KEY_NUMBER_BYTES], size_t *n);

/** Keys of a column: trimmed, lower case; "" is missing. Key i starts at bytes + at[i]. */
typedef struct bp_keys {
    int64_t n;
    size_t *at;
    char *bytes;
} bp_keys;

bp_status bp_keys_make(bp_context *context, const bp_column *column, int64_t n_rows, bp_keys *out);
void bp_keys_clear(bp_keys *keys);

static inline const char *bp_keys_at(const bp_keys *keys, int64_t i)
{
    return keys->bytes + keys->at[i];
}

/** Distinct texts, each with its number, the first row that had it and how many rows did. Open addressing. */
typedef struct bp_key_index {
    size_t n_slots; /**< a power of two, at least twice the texts */
    int64_t *slots; /**< number of the text, or -1 */
    int64_t n_texts;
    const char **text; /**< text[n_texts], lent */
    int64_t *first, *count;
    int64_t *text_of; /**< text_of[rows] of bp_key_index_keys: the text of each row, -1: missing; else NULL */
} bp_key_index;

/** Room for n texts. */
bp_status bp_key_index_open(bp_context *context, int64_t n, bp_key_index *out);
/** An index of every key that is not missing. It lends the keys' texts. */
bp_status bp_key_index_keys(bp_context *context, const bp_keys *keys, bp_key_index *out);
void bp_key_index_clear(bp_key_index *index);
/** Number of the text, or -1. Expected O(1). */
int64_t bp_key_index_find(const bp_key_index *index, const char *text);
/** The text's number; it is lent. */
int64_t bp_key_index_add(bp_key_index *index, const char *text, int64_t row);

#endif
