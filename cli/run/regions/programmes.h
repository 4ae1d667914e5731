/* How every area stands to every programme region: inside, partly, possibly, in the ring around it. */
#ifndef BP_CLI_RUN_REGIONS_PROGRAMMES_H
#define BP_CLI_RUN_REGIONS_PROGRAMMES_H

#include "geo/folder.h"
#include "geo/table.h"

#include <jansson.h>
#include <stdint.h>

struct bp_run;

/** From far to near. */
typedef enum bp_relation {
    BP_RELATION_NONE,
    BP_RELATION_RING,     /**< outside, in a municipality of the region or one that adjoins it */
    BP_RELATION_POSSIBLY, /**< the region is a part of the municipality, and which part is not known */
    BP_RELATION_PARTLY,
    BP_RELATION_INSIDE
} bp_relation;

/** Outlines that are drawn a little differently never match to the last metre: so little of an area in a
 * region is none of it, and so much is all. */
#define BP_PROGRAMME_NONE 0.005
#define BP_PROGRAMME_ALL  0.995

/** What a region covers around an area; a region of a named part says more of an area than one of a province.
 */
typedef enum bp_scope { BP_SCOPE_PART, BP_SCOPE_MUNICIPALITY, BP_SCOPE_PROVINCE } bp_scope;

/** Whether a programme region was at work on the study's date. */
typedef enum bp_region_state {
    BP_REGION_UNKNOWN, /**< its years, or the study's date, are not known */
    BP_REGION_NOT_BEGUN,
    BP_REGION_RUNNING,
    BP_REGION_ENDED
} bp_region_state;

/** The words that outputs use; never NULL. */
const char *bp_relation_name(bp_relation relation);
const char *bp_scope_name(bp_scope scope);
const char *bp_region_state_name(bp_region_state state);

/** One area and one region that are something to each other. */
typedef struct bp_programme_link {
    int kind; /**< index into bp_run.areas */
    int32_t area;
    int programme;
    int32_t region;
    bp_relation relation;
    bp_scope scope;
    double share_of_population, share_of_area; /**< of the area, 0 to 1; of `possibly`, at most so much; NaN:
                                                  nobody's residents are known, or the area has no ground */
    int64_t overlap;                           /**< index into bp_run.overlaps; -1: a ring */
} bp_programme_link;

/** What a region holds. */
typedef struct bp_programme_region {
    bp_region_state state;
    int32_t n_municipalities; /**< that a unit of it lies in */
    int64_t n_units;          /**< units that lie in it for half or more; of a part, of the whole */
    double population;        /**< known residents, by share */
    bool is_part;             /**< some of its members are in it for an unknown part */
} bp_programme_region;

/** An area and a programme as a whole. */
typedef struct bp_programme_standing {
    bp_relation relation; /**< the nearest of its regions' */
    double share;         /**< of the area's known residents in any region; NaN: not known (only possibly) */
    double share_of_area; /**< the same of its ground */
} bp_programme_standing;

typedef struct bp_run_programmes {
    bp_programme_link *links; /**< by kind, area, programme; within it the named parts first, then by
                                 relation, share and the residents of the region, few first */
    int64_t n_links;
    bp_programme_region **regions;      /**< regions[n_programmes][region] */
    bp_programme_standing *standing[2]; /**< [kind][area * n_programmes + programme] */
} bp_run_programmes;

#define BP_RUN_PROGRAMMES_INIT                                                                               \
    {                                                                                                        \
        NULL, 0, NULL,                                                                                       \
        {                                                                                                    \
            NULL, NULL                                                                                       \
        }                                                                                                    \
    }

void bp_run_programmes_clear(bp_run_programmes *programmes, int n_programmes);

/** The step after bp_run_overlap_programmes. Complexity: O(links log links + regions x (municipalities +
 * units)). */
bp_status bp_run_relate_programmes(struct bp_run *run);

/** Its last part: what each area and programme are to each other as a whole. */
bp_status bp_run_stand_programmes(struct bp_run *run);

/** Columns of areas (`in_<programme>`, its shares and names) and of units. */
bp_status bp_run_programmes_add_areas(struct bp_run *run, bp_table *table);
bp_status bp_run_programmes_add_units(struct bp_run *run, bp_table *table);

/** programmes.csv and programme_matrix.csv; nothing without programmes. */
bp_status bp_run_write_programmes(struct bp_run *run, const bp_folder *folder);

/** Of one programme, for run.json: areas per relation and kind, regions per state. */
json_t *bp_json_programme(const struct bp_run *run, int p);
void bp_run_print_programmes(const struct bp_run *run);

#endif
