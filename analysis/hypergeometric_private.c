#include "analysis/hypergeometric_private.h"

#include <math.h>

/* Log of the chance of the fewest black ones that there can be: none, or all those that white ones leave
 * over. */
static double log_first(int64_t all, int64_t black, int64_t drawn)
{
    int64_t white = all - black, left = all - drawn;
    double sum = 0.0;
    if (drawn <= white)
        for (int64_t j = 0; j < drawn; j++)
            sum += log((double)(white - j) / (double)(all - j));
    else /* Then all that is left is black. */
        for (int64_t j = 0; j < left; j++)
            sum += log((double)(black - j) / (double)(all - j));
    return sum;
}

void bp_hypergeometric_tails(int64_t all, int64_t black, int64_t drawn, double *at_least, double *at_most)
{
    int64_t white = all - black, fewest = drawn > white ? drawn - white : 0,
            most = drawn < black ? drawn : black;
    double chance = log_first(all, black, drawn), sum = 0.0;
    for (int64_t c = 0; c <= drawn; c++)
        at_least[c] = 0.0;
    for (int64_t c = fewest; c <= most; c++) {
        at_least[c] = exp(chance);
        chance += log((double)(black - c) * (double)(drawn - c) /
                      ((double)(c + 1) * (double)(white - drawn + c + 1)));
    }
    /* The chances stand in at_least for now; both sums begin at their own end, where the terms are small. */
    for (int64_t c = 0; c <= drawn; c++) {
        sum += at_least[c];
        at_most[c] = c >= most ? 1.0 : fmin(sum, 1.0);
    }
    sum = 0.0;
    for (int64_t c = drawn; c >= 0; c--) {
        sum += at_least[c];
        at_least[c] = c <= fewest ? 1.0 : fmin(sum, 1.0);
    }
}
