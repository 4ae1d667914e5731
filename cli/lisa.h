/* Local statistics of a layer: computed as a command line asks, printed, written as a layer. */
#ifndef BP_CLI_LISA_H
#define BP_CLI_LISA_H

#include "analysis/local.h"
#include "analysis/local_joincount.h"
#include "cli/statistic.h"

typedef enum bp_lisa_kind {
    BP_LISA_MORAN,
    BP_LISA_GEARY,
    BP_LISA_GI,
    BP_LISA_GI_STAR,
    BP_LISA_JOINCOUNT
} bp_lisa_kind;

/** Names as --statistic takes them, ended by NULL. */
extern const char *const bp_lisa_names[];

/** What was asked for, and what came of it. */
typedef struct bp_lisa {
    bp_statistic base;
    bp_lisa_kind kind;
    bool bivariate, are_rates;
    bp_quantile quantile; /**< of: 0 when the columns are taken as they are */
    bp_local_options options;
    bp_correction correction;
    double alpha;
    bp_local local;
    double *q; /**< q[n] where the local statistic has a p */
    bp_cutoff cutoff;
} bp_lisa;

/** Read the command line. `lisa` must be zero and is to be cleared in any case. */
bp_status bp_lisa_open(bp_call *call, bp_lisa *lisa);
bp_status bp_lisa_compute(bp_lisa *lisa);
void bp_lisa_clear(bp_lisa *lisa);

/** "High-High" and the like where significant, "Not significant", "Not tested", "Island" or "Missing". */
const char *bp_lisa_cluster(const bp_lisa *lisa, int64_t i);

/** Write the layer, if one was named: ids, columns, and all that is known of every unit. */
bp_status bp_lisa_write(bp_lisa *lisa);
/** Print how many units are in which cluster, and how that came about. */
bp_status bp_lisa_print(const bp_lisa *lisa);

#endif
