/* The windows of a scan: growing circles or ellipses around every unit. */
#ifndef BP_ANALYSIS_SCAN_WINDOWS_H
#define BP_ANALYSIS_SCAN_WINDOWS_H

#include "geo/context.h"

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A family of ellipses of one form. */
typedef struct bp_scan_shape {
    double ratio; /**< long axis by short axis, 1 or more; 1 is the circle */
    int n_angles; /**< directions of the long axis, spread evenly over half a turn from the x-axis on */
} bp_scan_shape;

enum { BP_SCAN_N_ELLIPSES = 6 };
/** The six of Kulldorff et al. (2006): ratios 1, 1.5, 2, 3, 4, 5 with 1, 4, 6, 9, 12, 15 angles. */
extern const bp_scan_shape bp_scan_ellipses[BP_SCAN_N_ELLIPSES];

/** How much less a long ellipse counts: its log likelihood ratio is multiplied by (4 s / (s + 1)^2)^a for the
 * ratio s, with a = 0, 1/2 or 1. */
typedef enum bp_scan_penalty {
    BP_SCAN_PENALTY_NONE,
    BP_SCAN_PENALTY_MEDIUM,
    BP_SCAN_PENALTY_STRONG
} bp_scan_penalty;

/** What becomes of a unit that is by itself above the cap on the population. */
typedef enum bp_scan_oversize {
    BP_SCAN_OVERSIZE_REFUSE, /**< the scan fails and names the unit */
    BP_SCAN_OVERSIZE_ALONE,  /**< it is a window by itself, and part of no other */
    BP_SCAN_OVERSIZE_SKIP    /**< it is in no window, and counts in the totals alone */
} bp_scan_oversize;

typedef struct bp_scan_window_options {
    double population_share; /**< a window holds at most this share of the population, above 0, up to 1 */
    double population;       /**< ... and at most so many residents; 0: no such cap */
    int64_t n_units;         /**< ... and at most so many units; 0: no such cap */
    double radius;           /**< ... and reaches at most so far, in the unit of x and y; 0: no such cap */
    const bp_scan_shape *shapes; /**< shapes[n_shapes]; NULL: circles alone */
    int n_shapes;
    bp_scan_penalty penalty;
    bp_scan_oversize oversize;
    int64_t least_units; /**< a window holds at least so many units. Under the normal model with a value per
                            unit a window of one can never be significant: wherever its value is moved, the
                            ratio goes with it; 2 leaves such windows out. */
} bp_scan_window_options;

#define BP_SCAN_WINDOW_OPTIONS_INIT                                                                          \
    {                                                                                                        \
        0.5, 0.0, 0, 0.0, NULL, 0, BP_SCAN_PENALTY_MEDIUM, BP_SCAN_OVERSIZE_REFUSE, 1                        \
    }

/** Where the units are, lent by the caller. */
typedef struct bp_scan_places {
    int64_t n;
    const double *x, *y;      /**< [n] each, of a unit that takes part finite */
    const double *population; /**< population[n], 0 or more: what the caps count */
    const uint8_t *part;      /**< bitmap of the units that take part; NULL: all */
} bp_scan_places;

/**
 * Lists of units by rising distance from a centre, one per centre, shape and angle; windows are prefixes of
 * them. A prefix is a window where the next unit is farther: units at the same distance (relative difference
 * of the squares up to 1e-9) enter together.
 */
typedef struct bp_scan_windows {
    int64_t n_lists;
    int64_t *offsets; /**< offsets[n_lists + 1] into unit and ends; a list may be empty */
    int32_t *unit;    /**< the units of each list, the centre among the first */
    uint8_t *ends;    /**< 1 where a window ends with this unit */
    int32_t *centre;  /**< centre[n_lists] */
    uint16_t *form;   /**< form[n_lists]: which ratio and angle */
    int n_forms;
    double *ratio, *angle, *weight; /**< [n_forms]: ratio, angle in radians, and factor of the penalty */
    int64_t n_windows;
} bp_scan_windows;

#define BP_SCAN_WINDOWS_INIT                                                                                 \
    {                                                                                                        \
        0, NULL, NULL, NULL, NULL, NULL, 0, NULL, NULL, NULL, 0                                              \
    }

/**
 * Make all windows. Fails with BP_ERROR_INPUT, naming the row (counted from 1), for a coordinate that is not
 * a finite number, a population that is negative or no number, fewer than 2 units, and a unit above the cap
 * on the population unless the options let it stand alone; with BP_ERROR_ARGUMENT for caps and shapes that
 * make no sense. Expected O(m log m) per list of m units with a grid over the points. Source: Kulldorff
 * (1997), doi:10.1080/03610929708831995; ellipses: Kulldorff, Huang, Pickle & Duczmal (2006),
 * doi:10.1002/sim.2490.
 */
bp_status bp_scan_windows_make(bp_context *context, const bp_scan_places *places,
                               const bp_scan_window_options *options, bp_scan_windows *out);
void bp_scan_windows_clear(bp_scan_windows *windows);

/** Distance between two units as the ellipse of a ratio and an angle (radians) has it: the long half-axis of
 * the ellipse around `from` that passes through `to`. With ratio 1 the plain distance. */
double bp_scan_reach(const bp_scan_places *places, int32_t from, int32_t to, double ratio, double angle);

#ifdef __cplusplus
}
#endif

#endif
