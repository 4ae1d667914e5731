/* Names of places by their own words: "keent weert" for Wijk 21 Keent in Weert. */
#ifndef BP_CLI_PLACE_WORDS_H
#define BP_CLI_PLACE_WORDS_H

#include "geo/table.h"

#include <stdbool.h>
#include <stddef.h>

/** What municipalities are also called: columns `name` and `other_name` of names/municipalities.csv. */
typedef struct bp_other_names {
    bp_table table;
    const bp_column *name, *other; /**< NULL: none are known */
} bp_other_names;

/** The shipped table. It is a help and no condition: where it is not found, no other names are known. */
bp_status bp_other_names_read(bp_context *context, bp_other_names *out);
void bp_other_names_clear(bp_other_names *names);

/** True where `text` is another name of the municipality; letters compared without case. */
bool bp_other_names_has(const bp_other_names *names, const char *municipality, const char *text);

/** Of the municipality's other names the least distance to `text` (bp_text_distance); INT_MAX: it has none.
 */
int bp_other_names_distance(const bp_other_names *names, const char *municipality, const char *text);

/** How many words `text` has. */
int bp_place_count_words(const char *text);

/** The n words of `name` from word `first` on, with what stands between them, in out[size]; false where there
 * are not so many, n is 0, or they do not fit. */
bool bp_place_words_from(const char *name, int first, int n, char *out, size_t size);

/**
 * True where every word of `text` is a word of `name` or of `municipality` (or of another name of that), and
 * one at least of `name`. Words are letters and digits, compared without case; accents count. What stands
 * before a comma must be in the name, what stands after it in the municipality. `municipality` NULL: none.
 */
bool bp_place_has_words(const bp_other_names *names, const char *name, const char *municipality,
                        const char *text);

#endif
