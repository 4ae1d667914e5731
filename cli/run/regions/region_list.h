/* Regions from a list of codes. For cli/run/regions/regions.c. */
#ifndef BP_CLI_RUN_REGIONS_REGION_LIST_H
#define BP_CLI_RUN_REGIONS_REGION_LIST_H

#include "cli/run/run.h"

/**
 * Read the list that `asked` names and bring it to the units: codes of the units' year as they stand, those
 * of the crosswalk's year carried over, parts by their share or outline. `role` is what warnings call it.
 * Errors: those of bp_list_read; BP_ERROR_INPUT for codes of another or of several years, for one that the
 * crosswalk does not have, for an outline that is not in its unit, and when no code is one of this study.
 */
bp_status bp_region_set_from_list(bp_run *run, const bp_study_regions *asked, const char *role,
                                  bp_region_set *out);

#endif
