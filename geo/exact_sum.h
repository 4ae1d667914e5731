/* A sum of many numbers that is rounded once. */
#ifndef BP_GEO_EXACT_SUM_H
#define BP_GEO_EXACT_SUM_H

#include <math.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Doubles have 2,098 binary places; parts of 53 that do not overlap are at most 40. */
enum { BP_EXACT_SUM_PARTS = 44 };

/**
 * A sum kept without rounding, as parts that do not overlap, the smallest first. Since nothing is lost on the
 * way, the order of the numbers does not matter. Source: Shewchuk (1997), doi:10.1007/PL00009321.
 */
typedef struct bp_exact_sum {
    int n;
    double parts[BP_EXACT_SUM_PARTS];
} bp_exact_sum;

/** Add a number. O(parts), which are one or two for numbers of like size. Past the largest double, or with a
 * number that is not finite, the sum is what plain addition makes of it, and stays so. */
static inline void bp_exact_sum_add(bp_exact_sum *sum, double value)
{
    int kept = 0;
    for (int i = 0; i < sum->n; i++) {
        double part = sum->parts[i], total = value + part;
        if (!isfinite(total)) {
            /* Nothing could be told of what is lost, and parts would come without end. */
            sum->parts[0] = total;
            sum->n = 1;
            return;
        }
        double from_part = total - value, from_value = total - from_part;
        double error = (value - from_value) + (part - from_part);
        if (error != 0.0)
            sum->parts[kept++] = error;
        value = total;
    }
    sum->parts[kept++] = value;
    sum->n = kept;
}

/** The sum rounded to the nearest number, to the even one of two; 0 when nothing was added. */
static inline double bp_exact_sum_get(const bp_exact_sum *sum)
{
    if (sum->n == 0)
        return 0.0;
    int i = sum->n - 1;
    double total = sum->parts[i], error = 0.0;
    while (i > 0 && error == 0.0) {
        double before = total, part = sum->parts[--i];
        total = before + part;
        error = part - (total - before);
    }
    /* Half a unit in the last place is left over: what comes after says which way it goes. */
    if (i > 0 && ((error < 0.0 && sum->parts[i - 1] < 0.0) || (error > 0.0 && sum->parts[i - 1] > 0.0))) {
        double twice = 2.0 * error, other = total + twice;
        if (other - total == twice)
            total = other;
    }
    return total;
}

#ifdef __cplusplus
}
#endif

#endif
