/* Indicators and domains that point the other way than the score made of them. */
#ifndef BP_CLI_RUN_REGIONS_AGAINST_H
#define BP_CLI_RUN_REGIONS_AGAINST_H

#include "cli/run/run.h"

/**
 * Warn (`against_the_score`) of every indicator whose rank correlation with the score, turned by its
 * direction, is below -2 / sqrt(units that have both): what a column without any bearing on the score reaches
 * once in forty times. Of a domain that is so while none of its indicators is. Nothing where there is no
 * score yet. O(n log n) per indicator.
 */
bp_status bp_run_warn_against(bp_run *run);

#endif
