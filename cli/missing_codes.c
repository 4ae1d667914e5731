#include "cli/missing_codes.h"

#include <inttypes.h>
#include <stdio.h>

bp_codes_found bp_codes_find(const bp_values *values)
{
    bp_codes_found found = {0};
    for (int64_t i = 0; i < values->n; i++) {
        if (!bp_values_is_valid(values, i) || !bp_is_missing_code(values->value[i]))
            continue;
        int c = 0;
        while (c < found.n && found.code[c] != values->value[i])
            c++;
        if (c == BP_CODES_MOST)
            continue;
        if (c == found.n) {
            found.code[c] = values->value[i];
            found.n++;
        }
        found.count[c]++;
    }
    return found;
}

const char *bp_codes_describe(const bp_codes_found *found, char text[BP_CODES_BYTES])
{
    size_t at = 0;
    text[0] = '\0';
    for (int c = 0; c < found->n && at < BP_CODES_BYTES; c++)
        at += (size_t)snprintf(text + at, BP_CODES_BYTES - at, "%s%.0f in %" PRId64 " %s", c ? ", " : "",
                               found->code[c], found->count[c], found->count[c] == 1 ? "row" : "rows");
    if (at < BP_CODES_BYTES)
        snprintf(text + at, BP_CODES_BYTES - at, ", which %s for a missing value",
                 found->n == 1 ? "is a code" : "are codes");
    return text;
}
