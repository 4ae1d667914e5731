/* Drawn areas held against reference areas one by one, and at the same number of residents. */
#ifndef BP_ANALYSIS_BACKTEST_H
#define BP_ANALYSIS_BACKTEST_H

#include "analysis/compare.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Areas as sets of units. All arrays are lent. */
typedef struct bp_area_sets {
    int32_t n_areas;
    const int32_t *area_of; /**< area_of[units]: 0 .. n_areas - 1, or -1 */
    const uint8_t *counts;  /**< counts[units]: 0 where a unit (a bridge) does not count; NULL: all do */
} bp_area_sets;

/** Two ways of drawing areas on the same n units, and their residents. */
typedef struct bp_match_input {
    int64_t n;
    bp_area_sets own, other;
    const double *population;
    const uint8_t *population_known; /**< bitmap; NULL: all. Unknown residents add nobody */
} bp_match_input;

/** For each own area the other area that is most like it. Arrays of own.n_areas. */
typedef struct bp_match {
    int32_t n_areas;
    int32_t *best;     /**< the other area with the largest Jaccard index by residents; -1: none shares any */
    double *shared;    /**< residents in both */
    double *jaccard;   /**< residents in both / residents in either */
    int64_t *in_other; /**< units of the area that are in any other area */
} bp_match;

#define BP_MATCH_INIT                                                                                        \
    {                                                                                                        \
        0, NULL, NULL, NULL, NULL                                                                            \
    }

/**
 * Match areas. Equal indices go to the smaller number. O(n log n). Source of the index: Jaccard (1912),
 * doi:10.1111/j.1469-8137.1912.tb05611.x.
 */
bp_status bp_match_new(bp_context *context, const bp_match_input *input, bp_match *out);
void bp_match_clear(bp_match *match);

/** A back-test of some of the drawn areas. Shares of nobody are not defined. */
typedef struct bp_backtest_part {
    int32_t n_areas;   /**< whole areas, from the first */
    double partial;    /**< share of the next area that is taken besides, 0 to 1 */
    double population; /**< residents drawn */
    double both;       /**< of them in the reference */
    double recall, precision, jaccard;
} bp_backtest_part;

/** A rule that draws more residents finds more: so the areas are taken from the first down until they hold as
 * many residents as the reference. */
typedef struct bp_backtest_equal {
    int is_defined; /**< 0 where the reference has no residents or no area has any: nothing else holds then */
    int reaches;    /**< 0 where all areas together have fewer residents than the reference */
    bp_backtest_part nearest; /**< whole areas, as many as come nearest to the total; of two as near, fewer */
    bp_backtest_part exact; /**< the last area in part, its residents taken in proportion; where `reaches` */
} bp_backtest_equal;

/**
 * Back-test at the same total. population[n_areas] and both[n_areas] are the residents of the drawn areas,
 * the first area first, and how many of them live in the reference; `reference` is the reference's residents.
 * O(n_areas).
 */
void bp_backtest_at_total(const double *population, const double *both, int32_t n_areas, double reference,
                          bp_backtest_equal *out);

#ifdef __cplusplus
}
#endif

#endif
