/* Draws compared by sums: the whole of BP_DRAW_SUM. */
#ifndef BP_ANALYSIS_REFERENCE_SUM_PRIVATE_H
#define BP_ANALYSIS_REFERENCE_SUM_PRIVATE_H

#include "analysis/reference_draws_private.h"

bp_status bp_reference_sums(bp_shared *shared);

#endif
