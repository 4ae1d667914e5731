/* Moves of units between neighbouring regions that tear none and keep floor and ceiling. */
#ifndef BP_ANALYSIS_SWAP_PRIVATE_H
#define BP_ANALYSIS_SWAP_PRIVATE_H

#include "analysis/division_private.h"
#include "analysis/random.h"

/* A partition that is being made better, and room to do so in. */
typedef struct bp_swap {
    bp_division partition;
    bp_random random;
    double least;   /* a change of the objective smaller than this is none */
    int exchanges;  /* not 0: a move that a floor or ceiling forbids may be made together with a second */
    uint32_t stamp; /* of the last question asked */
    uint32_t *seen; /* seen[n]: units, by stamp */
    uint32_t *seen_region; /* seen_region[n] */
    int32_t *queue;        /* queue[n] */
    int32_t *order;        /* order[n]: the units, as they are looked at */
    int64_t *cursor;       /* cursor[n]: the next link of a unit, in a walk through a region */
    int32_t *walk;         /* walk[3 * n]: of each unit its parent, its number and the lowest it reaches */
    uint8_t *is_cut;       /* is_cut[n]: the region falls apart without the unit; only where is_known */
    uint8_t *is_known;     /* is_known[n]: of a region, as it is now */
    uint32_t moves;        /* that were made, from 1 */
    uint32_t *changed;     /* changed[n]: the move that last changed a region */
    uint32_t *looked;      /* looked[n]: the move after which a unit was last looked at */
} bp_swap;

bp_status bp_swap_new(bp_context *context, const bp_ground *ground, bp_random random, bp_swap *out);
void bp_swap_clear(bp_swap *swap);

/* A stamp that nothing bears yet. */
uint32_t bp_swap_stamp(bp_swap *swap);

/* What unit i may do: the change of the objective, and where it goes. */
typedef struct bp_move {
    int32_t unit, to; /* to -1: there is no move */
    double change;
} bp_move;

/* The partition was made anew: nothing is known of its regions. */
void bp_swap_forget(bp_swap *swap);

/* Put unit i into another region. Moves are made by this or bp_swap_apply, so that what is known stays true.
 */
void bp_swap_move(bp_swap *swap, int32_t i, int32_t to);

/*
 * Does unit i's region stay in one piece, and not empty, without it? First asked among i's neighbours,
 * O(links of them), then a little way around, and only then of the whole region, O(links of the region),
 * which answers it for all units of the region until that changes (cut vertices by depth-first search:
 * Hopcroft & Tarjan 1973, doi:10.1145/362248.362272).
 */
int bp_swap_can_leave(bp_swap *swap, int32_t i);

/* Would the sizes of both regions stay within the limits if unit i went from its own to `to`? */
int bp_swap_fits(const bp_swap *swap, int32_t i, int32_t to);

/* Is there a link from unit i to a unit of the region other than `except`? */
int bp_swap_touches(const bp_swap *swap, int32_t i, int32_t region, int32_t except);

/* Move unit i for good: units that the two regions concern are worth another look. */
void bp_swap_apply(bp_swap *swap, int32_t i, int32_t to);

/* The best move of unit i that fits, whether or not its region stays whole; ties go to the lower region. */
bp_move bp_swap_best(bp_swap *swap, int32_t i);

/*
 * The greedy search: units in an order of chance, each makes its best move if that makes the objective
 * smaller, until no unit has such a move.
 */
bp_status bp_swap_greedy(bp_context *context, bp_swap *swap);

/* The search that the options name, from the partition as it is; what is left there is the best that was
 * seen. */
bp_status bp_swap_search(bp_context *context, bp_swap *swap, const bp_regions_options *options);

/* The searches after a greedy one that also take moves for the worse: analysis/swap_tabu_private.c,
 * swap_annealing_private.c. */
bp_status bp_swap_tabu(bp_context *context, bp_swap *swap, int length);
bp_status bp_swap_annealing(bp_context *context, bp_swap *swap, double cooling);

#endif
