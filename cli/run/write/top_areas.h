/* The first of the proposed areas, as a table in 80 columns. */
#ifndef BP_CLI_RUN_WRITE_TOP_AREAS_H
#define BP_CLI_RUN_WRITE_TOP_AREAS_H

struct bp_run;

/** Print the ten heaviest proposed areas: name, municipality, residents, score, domains past the threshold,
 * and how each stands to programmes and what it is granted, where the study has these. Nothing without areas.
 */
void bp_run_print_top(const struct bp_run *run);

#endif
