/* Shared reference distributions where they can be had: for those who can do without. */
#ifndef BP_ANALYSIS_REFERENCE_PRIVATE_H
#define BP_ANALYSIS_REFERENCE_PRIVATE_H

#include "analysis/reference.h"

/* As bp_reference_count, but where weights differ within a row nothing is done and *is_shared is 0. */
bp_status bp_reference_try(bp_context *context, const bp_draw_input *input, const bp_draw_options *options,
                           bp_tally *tally, int *is_shared);

#endif
