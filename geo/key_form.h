/* The form of a code: letters in front, then digits (or digits and letters) of a certain width, "WK036392".
 */
#ifndef BP_GEO_KEY_FORM_H
#define BP_GEO_KEY_FORM_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { BP_KEY_PREFIX_BYTES = 12 };

/** What a code is made of. The level of a code (country, municipality, neighbourhood) shows in its prefix. */
typedef struct bp_key_form {
    char prefix[BP_KEY_PREFIX_BYTES]; /**< letters in front, in capitals; "" when it begins with a digit */
    int width;                        /**< characters after them */
    int zeros;      /**< zeros that these begin with, the last of all not counted: 2 in WK0014 */
    bool is_number; /**< they are digits only, so that zeros in front can have been lost */
} bp_key_form;

/**
 * The form of code[n], trimmed already. False for a text of another build: letters only, more than 11 letters
 * in front, or anything but letters and digits in it. Complexity: O(n).
 */
bool bp_key_form_of(const char *code, size_t n, bp_key_form *out);

#ifdef __cplusplus
}
#endif

#endif
