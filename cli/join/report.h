/* What is to be told of a spatial join. */
#ifndef BP_CLI_JOIN_REPORT_H
#define BP_CLI_JOIN_REPORT_H

#include "cli/join/join.h"

struct json_t;

/** The report as JSON, numbers rounded to 15 digits; NULL when memory runs out. */
struct json_t *bp_join_report_json(const bp_join_report *report);

/** The same for people, on stdout, in 80 columns. */
void bp_join_report_print(const bp_join_report *report);

/** Write the pieces as csv: unit, source, area_m2, weight, source_share, target_share. unit_id[n_targets]. */
bp_status bp_join_write_weights(bp_context *context, const bp_joined *joined, char *const *unit_id,
                                double square_metres, const char *path);

#endif
