/* The units that are to be divided, checked and made ready for a method. */
#ifndef BP_ANALYSIS_REGIONS_PRIVATE_H
#define BP_ANALYSIS_REGIONS_PRIVATE_H

#include "analysis/regions.h"
#include "geo/bitmap.h"

/* What a method works on, and where it comes from. */
typedef struct bp_regions_ready {
    bp_regions_input input; /* of the units that take part; its arrays are those below */
    bp_graph graph;
    double *x, *size;
    int32_t *row;       /* row[input.n]: of the unit in the input it was made from */
    int32_t *component; /* component[input.n] */
    int32_t n_components;
} bp_regions_ready;

#define BP_REGIONS_READY_INIT                                                                                \
    {                                                                                                        \
        BP_REGIONS_INPUT_INIT, BP_GRAPH_INIT, NULL, NULL, NULL, NULL, 0                                      \
    }

static inline bool bp_regions_takes_part(const bp_regions_input *input, int64_t i)
{
    return bp_bitmap_get(input->valid, i) && (!input->within || input->within[i] >= 0);
}

/* Values and sizes of the units that take part are finite, sizes not below 0. */
bp_status bp_regions_check_values(bp_context *context, const bp_regions_input *input);

/*
 * The units that take part, in an order that does not depend on the rows, with the links between them. O(n
 * log n + links), more where units are alike in all their values: see analysis/canonical.h.
 */
bp_status bp_regions_ready_make(bp_context *context, const bp_regions_input *input, bp_regions_ready *out);
void bp_regions_ready_clear(bp_regions_ready *ready);

/*
 * Make `ready` again without the components that cannot reach the floor; *n_left_out: how many units those
 * have. All stay where none could reach it. O(n log n + links).
 */
bp_status bp_regions_leave_out_small(bp_context *context, const bp_regions_input *input, double floor,
                                     bp_regions_ready *ready, int64_t *n_left_out);

/* Can k, floor and ceiling be met at all? What only the method can find out is not told here. */
bp_status bp_regions_ready_check(bp_context *context, const bp_regions_ready *ready,
                                 const bp_regions_options *options);

#endif
