/* Local statistics of a run: where high scores gather more than chance has it. They go with the units and
 * areas and never draw them. */
#ifndef BP_CLI_RUN_DRAW_EVIDENCE_H
#define BP_CLI_RUN_DRAW_EVIDENCE_H

#include "analysis/local.h"
#include "cli/study.h"
#include "geo/table.h"

/** One entry of `evidence` in the study, and what came of it. */
typedef struct bp_run_evidence {
    const bp_study_evidence *asked; /**< lent from the study */
    char *column;                   /**< STATISTIC_OF, which the names of its columns start with */
    bp_local local;
    double *q; /**< q[units] where the local statistic has a p */
    bp_cutoff cutoff;
    int64_t n_drawn;           /**< draws behind a p-value */
    double *share[2];          /**< share[kind][areas]: of an area's residents in significant hot units */
    uint8_t *share_defined[2]; /**< 0 where no residents are known; indexed as bp_run.areas */
} bp_run_evidence;

void bp_run_evidence_clear(bp_run_evidence *evidence);

/** The cluster of unit i: "Hot", "High-High" and the like where significant, "Not significant", "Island" or
 * "Missing". */
const char *bp_run_evidence_cluster(const bp_run_evidence *evidence, int64_t i);

/** The k-th word that a unit's cluster can be with this statistic; NULL past the last. */
const char *bp_run_evidence_word(const bp_run_evidence *evidence, int k);

/** How many units are in that cluster. Complexity: O(units). */
int64_t bp_run_evidence_count(const bp_run_evidence *evidence, const char *word);

/** Add the columns STATISTIC_OF, ..._p, ..._q and ..._cluster to a table of the units. */
bp_status bp_run_evidence_add_units(bp_context *context, const bp_run_evidence *evidence, bp_table *table);

#endif
