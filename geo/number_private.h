/* Numbers and codes as they stand in a cell. */
#ifndef BP_GEO_NUMBER_PRIVATE_H
#define BP_GEO_NUMBER_PRIVATE_H

#include <stdbool.h>
#include <stddef.h>

enum { BP_NUMBER_BYTES = 64 };

/** The part of text[n] without the blanks (no-break spaces too) and byte-order marks around it; its length in
 * `*out_n`. */
const char *bp_trim(const char *text, size_t n, size_t *out_n);

/**
 * Read all of text[n] as a decimal number: sign, digits, one point or one comma, exponent. Correctly rounded,
 * whatever the locale. False when it is anything else (hexadecimal, "nan", thousands set apart).
 */
bool bp_number_parse(const char *text, size_t n, double *out);

/**
 * Put text[n] into `out` without what stands between thousands: ".", ",", "'", or " " for blanks of any kind.
 * Its length; 0 when the digits do not stand in threes behind the first such mark, or the text is too long. A
 * comma between thousands leaves the point for decimals, and the other way round.
 */
size_t bp_number_without_thousands(const char *text, size_t n, const char *thousands,
                                   char out[BP_NUMBER_BYTES]);

/** What bp_text_number writes, far faster for numbers of few decimals. `buffer` has at least 40 bytes. */
int bp_number_format(double value, char *buffer);

#endif
