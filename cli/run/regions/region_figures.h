/* Figures and outlines of regions that may hold parts of units. */
#ifndef BP_CLI_RUN_REGIONS_REGION_FIGURES_H
#define BP_CLI_RUN_REGIONS_REGION_FIGURES_H

#include "analysis/holding.h"
#include "cli/run/regions/region_set.h"
#include "geo/dissolve.h"

/** A unit belongs to a region that holds at least this share of its ground. */
#define BP_REGION_HALF 0.5

/** area_of[n_units]: the region that holds most of each unit's ground, and at least half; -1: none. Of equal
 * shares the first. share[n_units] gets that share, 0 where there is none. O(n_units + members). */
void bp_region_place(const bp_region_set *set, int64_t n_units, double *share, int32_t *area_of);

/** What the regions of a set hold; a unit belongs to the one that bp_region_place gives. O(members log
 * members
 * + n_units). */
bp_status bp_region_holdings(bp_context *context, const bp_region_set *set, int64_t n_units,
                             bp_holdings *out);

/**
 * Outlines of a set's regions, `out` has set->n units: those of its layer; of a list the units that belong to
 * them (area_of[units]), and the outlines of parts. A part that has no outline cannot be drawn: its unit is
 * drawn whole where it belongs to the region, and not at all where it does not.
 */
bp_status bp_region_outlines(bp_context *context, const bp_region_set *set, const bp_polygons *units,
                             const int32_t *area_of, bp_polygons *out, bp_dissolve_report *report);

/** Ground of regions from a list that hold parts of units, area_m2[set->n]: the sum of shares of units'
 * unit_area_m2. Other regions are left as they are. O(members). */
void bp_region_measure(const bp_region_set *set, const double *unit_area_m2, double *area_m2);

/** Units cut by the regions of a set: a piece for each member, and one for what is left of a unit. */
typedef struct bp_region_pieces {
    int64_t n;
    int32_t *unit, *region; /**< [n]; region -1: what is left */
    double *residents;      /**< residents[n]: of the piece; 0 where those of the unit are not known */
} bp_region_pieces;

#define BP_REGION_PIECES_INIT                                                                                \
    {                                                                                                        \
        0, NULL, NULL, NULL                                                                                  \
    }

/** Cut n_units units. held[n_units]: share of each unit's residents in any region. O(n_units + members). */
bp_status bp_region_cut(bp_context *context, const bp_region_set *set, int64_t n_units, const double *held,
                        const double *population, const uint8_t *population_known, bp_region_pieces *out);
void bp_region_pieces_clear(bp_region_pieces *pieces);

#endif
