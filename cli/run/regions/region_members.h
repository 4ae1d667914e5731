/* The members of a list as units of a run. For cli/run/regions/region_list.c. */
#ifndef BP_CLI_RUN_REGIONS_REGION_MEMBERS_H
#define BP_CLI_RUN_REGIONS_REGION_MEMBERS_H

#include "cli/list.h"
#include "cli/run/run.h"

/**
 * Say of every member of a list of units whether its code is of the crosswalk's year: carried[n_members], 0
 * or
 * 1. BP_ERROR_INPUT, with count and row, for codes of another year than the units, for several years without
 * a crosswalk between them, and for a row without a year beside others that have one. O(members).
 */
bp_status bp_region_judge_vintages(const bp_run *run, const bp_list *list, uint8_t *carried);

/** Fill in the set's members, by region, then unit, and the counts of its codes. `what` names it in warnings.
 */
bp_status bp_region_add_members(bp_run *run, const bp_list *list, const char *what, bp_region_set *out);

/** Take outlines of parts from the list's layer of them, if it has one. Residents go by the share of the
 * list, or else by ground. */
bp_status bp_region_add_parts(bp_run *run, const bp_list *list, bp_region_set *out);

/** Refuse areas of which several hold the same ground or people: BP_ERROR_INPUT with both names and the size.
 * For designated and adopted areas, from a list or a layer. `what` begins the message. O(members log). */
bp_status bp_region_refuse_overlap(bp_run *run, const char *what, const bp_region_set *set);

#endif
