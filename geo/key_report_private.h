/* What a join by key has to tell beyond its counts: the levels of the right side and a guess at what went
 * wrong. */
#ifndef BP_GEO_KEY_REPORT_PRIVATE_H
#define BP_GEO_KEY_REPORT_PRIVATE_H

#include "geo/key_join.h"
#include "geo/key_match_private.h"

/** Fill in `levels`. is_wanted[texts of `index`]: the left has it. */
void bp_key_report_levels(const bp_key_groups *groups, const bp_key_index *index, const uint8_t *is_wanted,
                          bp_key_join_report *report);

/** Fill in `cause`; the counts are there already. */
void bp_key_report_cause(const bp_key_matching *matching, bp_key_match match, bp_key_join_report *report);

#endif
