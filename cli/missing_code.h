/* Numbers that stand for a missing value in the tables of Statistics Netherlands. */
#ifndef BP_CLI_MISSING_CODE_H
#define BP_CLI_MISSING_CODE_H

#include <math.h>
#include <stdbool.h>

/** -99995, -99997, -99999999 and the like. As values they would wreck every mean in silence. */
static inline bool bp_is_missing_code(double value)
{
    return value == -99999999.0 || (value <= -99990.0 && value >= -99999.0 && value == floor(value));
}

#endif
