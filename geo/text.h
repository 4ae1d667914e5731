/* Small helpers on strings and memory that every folder needs. */
#ifndef BP_GEO_TEXT_H
#define BP_GEO_TEXT_H

#include "geo/context.h"

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A copy of `text` to be freed with free(); NULL when memory runs out or `text` is NULL. */
char *bp_text_copy(const char *text);

/** Free texts[n] and each of them; NULL is fine, for the list and in it. */
void bp_texts_free(char **texts, int64_t n);

/** A string made as printf would; to be freed with free(); NULL when memory runs out. */
char *bp_text_format(const char *format, ...) BP_PRINTF(1, 2);

/** Edit distance (insert, delete, replace, swap of neighbours), letters compared without case. O(|a| |b|). */
int bp_text_distance(const char *a, const char *b);

/** The candidate nearest to `text`, or NULL when none of names[n] is within a third of its length. Lent. */
const char *bp_text_nearest(const char *text, const char *const *names, int n);

/**
 * Shortest decimal notation of `value` that reads back as the same number, with a dot whatever the locale
 * says. `buffer` has at least 32 bytes. Returns the length. Not for NaN or infinity.
 */
int bp_text_number(double value, char *buffer);

/** Thousands set apart with commas, for people: 1204370 -> "1,204,370". `buffer` has at least 32 bytes;
 * returned. */
char *bp_text_count(int64_t value, char *buffer);

#ifdef __cplusplus
}
#endif

#endif
