/* What the parts of the stability of a result share. */
#ifndef BP_ANALYSIS_STABILITY_PRIVATE_H
#define BP_ANALYSIS_STABILITY_PRIVATE_H

#include "analysis/variant_chain_private.h"

/** Fill in what was varied and the shares of the variance; y[BP_N_MEASURES][n_variants]. */
bp_status bp_stability_find_shares(bp_context *context, const bp_variant_chain *chain, double *const *y,
                                   bp_stability *out);

#endif
