/* What the two kinds of shared reference distributions have in common: units grouped by their number of
 * neighbours, and the draws for each number. See analysis/reference.h. */
#ifndef BP_ANALYSIS_REFERENCE_DRAWS_PRIVATE_H
#define BP_ANALYSIS_REFERENCE_DRAWS_PRIVATE_H

#include "analysis/population_private.h"

/* What an observed value is compared by, kept together because it is looked at in no order. */
typedef struct bp_slot {
    union {
        int64_t sum;
        double distance;
    } observed;
    int32_t end; /* the end of the places that are equal to this one, as in bp_population */
    int32_t k;   /* neighbours of the unit at this place, 0: it gets no draws */
} bp_slot;

/* Draws that are at least, and at most, what is observed. */
typedef struct bp_counts {
    int64_t n_ge, n_le;
} bp_counts;

/* Units by place, with those that get draws grouped by their number of neighbours. */
typedef struct bp_shared {
    bp_context *context;
    const bp_draw_input *input;
    const bp_draw_options *options;
    bp_population population;
    bp_slot *slots;   /* slots[m] */
    int32_t *by_k;    /* places of units with 1 neighbour, then with 2, and so on; ascending within */
    int64_t *k_begin; /* k_begin[k_max + 2]: where the units with k neighbours begin in by_k */
    int64_t k_max;
    int32_t *k_of;       /* k_of[n] by row: neighbours that are drawn for */
    bp_counts *counts;   /* counts[m] by place */
    uint64_t *concerned; /* bitmap of places where a unit with as many neighbours as the batch stands */
    int n_threads;
} bp_shared;

/* Does a sample that holds this place hold some unit that it is drawn for? Nearly always not, and the bitmap
 * fits a near cache, which the slots do not. */
static inline int bp_shared_is_concerned(const bp_shared *shared, int32_t place)
{
    return (int)(shared->concerned[place >> 6] >> (place & 63) & 1);
}

/* Some samples for the units with k neighbours: of each, k places and one in reserve. */
typedef struct bp_batch {
    int64_t k;
    int64_t n_samples;
    const int32_t *members; /* members[n_samples * (k + 1)] */
} bp_batch;

/* Threads for so many small steps: making a thread work costs as much as some thousands. */
static inline int bp_shared_threads(const bp_shared *shared, int64_t steps)
{
    return steps > (1 << 14) ? shared->n_threads : 1;
}

/* Tell what a batch says of the units with as many neighbours; `room` is the comparison's own. */
typedef void (*bp_count_fn)(bp_shared *shared, const bp_batch *batch, void *room);

/* Make all draws, at most most_samples at a time, and have each batch counted. */
bp_status bp_shared_run(bp_shared *shared, int64_t most_samples, bp_count_fn count, void *room);

/* Fill `shared`, which is all zero, and is cleared by the caller whatever comes of it. *is_shared is 0 where
 * weights differ within a row, and then little of it is filled. */
bp_status bp_shared_new(bp_context *context, const bp_draw_input *input, const bp_draw_options *options,
                        bp_shared *shared, int *is_shared);
void bp_shared_clear(bp_shared *shared);

#endif
