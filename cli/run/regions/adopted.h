/* Areas as they were decided on, held against the proposed ones. */
#ifndef BP_CLI_RUN_REGIONS_ADOPTED_H
#define BP_CLI_RUN_REGIONS_ADOPTED_H

#include "geo/folder.h"

#include <jansson.h>
#include <stdint.h>

struct bp_run;
struct bp_table;

/** Units and their residents. A unit for a part counts as one; its residents by the part. */
typedef struct bp_run_tally {
    int64_t units, unknown; /**< and those of them whose residents are not known: they add nobody */
    double population;
} bp_run_tally;

/** One adopted area, or all of them, against what was proposed. */
typedef struct bp_run_adopted {
    int32_t proposed; /**< the proposed area that shares most residents with it, of equal ones most units,
                         then the first; -1: none shares any. Of all areas together: -1 */
    bp_run_tally adopted;
    bp_run_tally kept;    /**< proposed and adopted */
    bp_run_tally added;   /**< adopted, and not in that proposed area */
    bp_run_tally dropped; /**< of that proposed area, and not adopted: of a unit adopted for a part, the
                             rest. Of all areas together: of the proposed ones that an adopted one matches */
    bp_run_tally others;  /**< of all areas together: the same of the proposed areas that none matches */
    int32_t n_others;     /**< and how many these are */
} bp_run_adopted;

/**
 * Hold run->adopted against the proposed areas: run->adoptions, and run->adoption for all of them. Nothing
 * where the study has no `adopted`. Complexity: O(units areas) at worst, of those that meet.
 */
bp_status bp_run_compare_adopted(struct bp_run *run);

/** adopted.csv, and the layer `adopted` of focus_areas.gpkg, which is there already. Nothing without
 * `adopted`. */
bp_status bp_run_write_adopted(struct bp_run *run, const bp_folder *folder);

/** Add what the units have of designated and adopted areas: `designated_share`, where the study has
 * designated areas, and the id of the adopted area that each belongs to. */
bp_status bp_run_add_shares(struct bp_run *run, struct bp_table *table);

/** For run.json; null where the study has no `adopted`. */
json_t *bp_run_adopted_json(const struct bp_run *run);

#endif
