/* What areas hold of the units: all of one, a share of it, or its ground alone. */
#ifndef BP_ANALYSIS_HOLDING_H
#define BP_ANALYSIS_HOLDING_H

#include "geo/context.h"

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A unit, or a share of one, that an area holds. */
typedef struct bp_holding {
    int32_t area, unit;
    double ground;    /**< share of the unit's ground, 0 to 1 */
    double residents; /**< share of the unit's residents, 0 to 1; 0 of a bridge */
    uint8_t belongs;  /**< 1 where the unit is one of the area's; 0: a bridge, or a lesser part of it */
    uint8_t is_part;  /**< 1 when it is said that the area holds only a part of the unit, and not how much; 2
                         when it is not known whether it does */
} bp_holding;

/** All of them, by area and by unit. An area may hold any number of units, and several may share one. */
typedef struct bp_holdings {
    int64_t n_units;
    int32_t n_areas;
    int64_t n;
    bp_holding *items;      /**< items[n]: by area, then unit */
    int64_t *first_of_area; /**< first_of_area[n_areas + 1]: where an area's stand in items */
    int64_t *first_of_unit; /**< first_of_unit[n_units + 1]: where a unit's stand in of_unit */
    int64_t *of_unit;       /**< of_unit[n]: places in items, by unit, then area */
} bp_holdings;

#define BP_HOLDINGS_INIT                                                                                     \
    {                                                                                                        \
        0, 0, 0, NULL, NULL, NULL, NULL                                                                      \
    }

/**
 * Put items[n] in order; they are copied. Errors: BP_ERROR_ARGUMENT for an area or a unit out of range, and
 * for one that stands twice in an area. Complexity: O(n log n + n_units + n_areas).
 */
bp_status bp_holdings_new(bp_context *context, const bp_holding *items, int64_t n, int64_t n_units,
                          int32_t n_areas, bp_holdings *out);

/**
 * Those of areas that are made of whole units: area_of[n_units] (-1: none) and role[n_units], a bp_role. Of a
 * bridge an area holds the ground and nobody. Complexity: O(n_units log n_units).
 */
bp_status bp_holdings_of_units(bp_context *context, int64_t n_units, int32_t n_areas, const int32_t *area_of,
                               const uint8_t *role, bp_holdings *out);
void bp_holdings_clear(bp_holdings *holdings);

/** Residents of the units; lent. */
typedef struct bp_holdings_residents {
    const double *population; /**< population[n_units] */
    const uint8_t *known;     /**< bitmap; NULL: all are */
} bp_holdings_residents;

/**
 * share[a] = share of the known residents that area a holds who are within something else, which has
 * within[n_units] (0 to 1) of every unit's residents: parts of both lie across each other, as it is not known
 * where in the unit people live. defined[a] is 0 where an area holds no known residents; share[a] is then 0
 * and means nothing. Complexity: O(n).
 */
bp_status bp_holdings_share(bp_context *context, const bp_holdings *holdings, const double *within,
                            bp_holdings_residents residents, double *share, uint8_t *defined);

#ifdef __cplusplus
}
#endif

#endif
