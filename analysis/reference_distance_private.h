/* Draws compared by distances: the whole of BP_DRAW_DISTANCE. */
#ifndef BP_ANALYSIS_REFERENCE_DISTANCE_PRIVATE_H
#define BP_ANALYSIS_REFERENCE_DISTANCE_PRIVATE_H

#include "analysis/reference_draws_private.h"

bp_status bp_reference_distances(bp_shared *shared);

#endif
