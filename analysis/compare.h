/* A drawn set of units held against a reference set. */
#ifndef BP_ANALYSIS_COMPARE_H
#define BP_ANALYSIS_COMPARE_H

#include "geo/context.h"

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Residents and units that two sets share and do not. A share whose base is nobody is not defined, and says
 * so. */
typedef struct bp_backtest {
    int64_t reference_units, drawn_units, both_units;
    int64_t unknown_units; /**< in either set, with residents that are not known: they add nobody to what
                              follows */
    double reference_population, drawn_population, both_population;
    int has_recall;    /**< 0 when the reference has no residents */
    int has_precision; /**< 0 when the drawn set has none */
    double recall;     /**< share of the reference's residents that is drawn */
    double precision;  /**< share of the drawn residents that is in the reference */
    double jaccard;    /**< residents in both / residents in either; with has_recall or has_precision */
} bp_backtest;

/**
 * Compare a reference with a drawn set over n units: reference[n] is the share of a unit's residents that the
 * reference holds, 0 to 1 (1 for a set of whole units), drawn[n] is 1 in the set and 0 not. A unit counts as
 * one of the reference where it holds any of it. Units whose residents are not known (population_known, a
 * bitmap; NULL: all are) count as units and add nobody. Complexity: O(n).
 */
void bp_backtest_compute(const double *reference, const uint8_t *drawn, const double *population,
                         const uint8_t *population_known, int64_t n, bp_backtest *out);

#ifdef __cplusplus
}
#endif

#endif
