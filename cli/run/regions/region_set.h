/* Regions that exist already, brought to the units: designated areas and programme regions. */
#ifndef BP_CLI_RUN_REGIONS_REGION_SET_H
#define BP_CLI_RUN_REGIONS_REGION_SET_H

#include "analysis/crosswalk.h"
#include "geo/geometry.h"

#include <stdint.h>

/** A unit that lies in a region, wholly or for a part. */
typedef struct bp_region_member {
    int32_t region, unit;
    double share;      /**< of the unit's ground, 0 to 1; 1 for a unit that a list names without a share */
    int32_t certainty; /**< index into the set's words; -1: nothing is said */
    int is_part; /**< 1 when a list says that the region holds only a part of it, and not how much; 2 when the
                    list does not know whether it does */
    double residents; /**< share of the unit's residents, 0 to 1; that of its ground where nothing else is
                           told */
    int64_t outline;  /**< polygon of `parts` that is this part of the unit; -1: the unit itself */
} bp_region_member;

/** A set of regions. A region may hold any number of units; a unit may lie in any number of regions. */
typedef struct bp_region_set {
    char *name; /**< of the programme; NULL for designated areas */
    int32_t n;
    char **id;        /**< id[n] */
    char **title;     /**< title[n] */
    char **certainty; /**< certainty[n]; NULL entries: nothing is said */
    char **source;    /**< source[n]; the same */
    char **phase;     /**< phase[n]: round or year it was made in; the same */
    char **level;     /**< level[n]: what it covers, in the list's words; the same */
    char **note;      /**< note[n]; the same */
    char **start;     /**< start[n]: year or date from which it runs; the same */
    char **end;       /**< end[n]: the last of it; the same */
    char **words;     /**< words[n_words]: the words for certainty that its members have */
    int32_t n_words;
    bp_region_member *members; /**< by region, then unit */
    int64_t n_members;
    int has_polygons; /**< 1: from a layer; `polygons` are the regions' own outlines */
    bp_polygons polygons;
    char *vintage;           /**< years of a list's codes: "2022", "2021 to 2022"; NULL: not told */
    int64_t n_codes;         /**< member codes that a list has */
    int64_t n_unknown_codes; /**< and how many of them no unit (or municipality) has */
    bp_polygons parts;       /**< outlines of parts of units, as of a list; in the CRS of the units */
    bool is_carried;         /**< its codes are of another year, and a crosswalk carried them over */
    bp_crosswalk_report carried;
} bp_region_set;

#define BP_REGION_SET_INIT                                                                                   \
    {                                                                                                        \
        .name = NULL                                                                                         \
    }

/** Room for the texts of n regions, all NULL. `name` may be NULL. On failure the caller still clears `out`.
 */
bp_status bp_region_set_allocate(bp_context *context, const char *name, int32_t n, bp_region_set *out);
/** The number of a word for certainty, added if it is new; -1 for NULL and when memory ran out. O(words). */
int32_t bp_region_set_word(bp_region_set *set, const char *word);
void bp_region_set_clear(bp_region_set *set);

#endif
