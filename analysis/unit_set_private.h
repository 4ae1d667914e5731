/* Sets of at most 64 units as the bits of a word. */
#ifndef BP_ANALYSIS_UNIT_SET_PRIVATE_H
#define BP_ANALYSIS_UNIT_SET_PRIVATE_H

#include <stdint.h>

typedef uint64_t unit_set;

static inline unit_set set_of(int unit)
{
    return UINT64_C(1) << unit;
}

/* The lowest-numbered unit of a set that is not empty. */
static inline int first_of(unit_set set)
{
#if defined(__GNUC__)
    return __builtin_ctzll(set);
#else
    int unit = 0;
    while (!((set >> unit) & 1))
        unit++;
    return unit;
#endif
}

/* All that is linked with a unit of the set; may hold units of the set itself. */
static inline unit_set around(const unit_set *near_to, unit_set set)
{
    unit_set all = 0;
    for (; set; set &= set - 1)
        all |= near_to[first_of(set)];
    return all;
}

/* What of `within` hangs together with the units of `from`, those included. */
static inline unit_set reach_of(const unit_set *near_to, unit_set from, unit_set within)
{
    unit_set reached = from, fresh = from;
    while (fresh) {
        fresh = around(near_to, fresh) & within & ~reached;
        reached |= fresh;
    }
    return reached;
}

#endif
