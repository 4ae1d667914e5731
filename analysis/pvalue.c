#include "analysis/pvalue.h"

#include <math.h>

static const double ROOT_HALF = 0.70710678118654752440;

const char *bp_alternative_name(bp_alternative alternative)
{
    switch (alternative) {
    case BP_ALTERNATIVE_GREATER:
        return "greater";
    case BP_ALTERNATIVE_LESS:
        return "less";
    case BP_ALTERNATIVE_DIRECTED:
        return "directed";
    default:
        return "two-sided";
    }
}

/* Of one tail with r draws in it. */
static double tail_of(const bp_tally *tally, int64_t r)
{
    if (tally->stopped)
        return (double)r / (double)tally->n_drawn;
    return ((double)r + 1.0) / ((double)tally->n_drawn + 1.0);
}

double bp_pvalue_pseudo(const bp_tally *tally, bp_alternative alternative)
{
    double greater = tail_of(tally, tally->n_ge), less = tail_of(tally, tally->n_le);
    double smaller = fmin(greater, less);
    switch (alternative) {
    case BP_ALTERNATIVE_GREATER:
        return greater;
    case BP_ALTERNATIVE_LESS:
        return less;
    case BP_ALTERNATIVE_DIRECTED:
        return fmin(0.5, smaller);
    default:
        return fmin(1.0, 2.0 * smaller);
    }
}

double bp_pvalue_normal(double z, bp_alternative alternative)
{
    switch (alternative) {
    case BP_ALTERNATIVE_GREATER:
        return 0.5 * erfc(z * ROOT_HALF);
    case BP_ALTERNATIVE_LESS:
        return 0.5 * erfc(-z * ROOT_HALF);
    case BP_ALTERNATIVE_DIRECTED:
        return 0.5 * erfc(fabs(z) * ROOT_HALF);
    default:
        return erfc(fabs(z) * ROOT_HALF);
    }
}
