/* Numbers that stand for a missing value in the tables of Statistics Netherlands. */
#ifndef BP_CLI_MISSING_CODES_H
#define BP_CLI_MISSING_CODES_H

#include "geo/values.h"

#include <math.h>
#include <stdbool.h>

/** -99995, -99997, -99999999 and the like. As values they would wreck every mean in silence. */
static inline bool bp_is_missing_code(double value)
{
    return value == -99999999.0 || (value <= -99990.0 && value >= -99999.0 && value == floor(value));
}

enum { BP_CODES_MOST = 5, BP_CODES_BYTES = BP_CODES_MOST * 48 };

/** Codes found among the values of a column. */
typedef struct bp_codes_found {
    int n;
    double code[BP_CODES_MOST];
    int64_t count[BP_CODES_MOST]; /**< rows that have it */
} bp_codes_found;

/** The codes among the valid values, BP_CODES_MOST at most, in the order of the rows. O(values). */
bp_codes_found bp_codes_find(const bp_values *values);

/** "-99997 in 3 rows, -99995 in 1 row, which are codes for a missing value", into `text`, which is returned.
 */
const char *bp_codes_describe(const bp_codes_found *found, char text[BP_CODES_BYTES]);

#endif
