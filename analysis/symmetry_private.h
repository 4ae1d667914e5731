/* Telling apart units that stand in the graph of the links in the same way. */
#ifndef BP_ANALYSIS_SYMMETRY_PRIVATE_H
#define BP_ANALYSIS_SYMMETRY_PRIVATE_H

#include "analysis/weights.h"

/* Links that are looked at before giving up: some seconds' worth. */
#define BP_SYMMETRY_BUDGET INT64_C(400000000)

/*
 * Give the n_tied units of `tied`, each of which has the colour[weights->n] of another, colours of their own,
 * so that the graph in the order of the colours is the same whichever way its rows are sorted. Units that a
 * symmetry of the map carries into each other may then change places, without a change of that graph.
 *
 * Rounds of refinement as in analysis/canonical.h, by the weights (to single precision, since sums that made
 * them were rounded in the order of the rows) as well; then, piece by piece of what still looks alike, every
 * unit of the smallest class in turn is given a colour of its own, and of the colourings that come of it the
 * one with the least fingerprint is kept. Units with the same neighbours are taken together. Fingerprints and
 * colours have 64 bits: that two of them are equal by chance is left out of account.
 *
 * After `budget` links the search ends and *is_settled is 0: the rows then had a part in the colours. The
 * graphs that need that long are as regular as a large chessboard on a torus. Source: McKay & Piperno (2014),
 * doi:10.1016/j.jsc.2013.09.003.
 */
bp_status bp_symmetry_break(bp_context *context, const bp_weights *weights, const int32_t *tied,
                            int64_t n_tied, int64_t budget, uint64_t *colour, int *is_settled);

/* The finaliser of splitmix64: every bit of the input reaches every bit of the output. */
static inline uint64_t bp_mix(uint64_t v)
{
    v = (v ^ (v >> 30)) * 0xbf58476d1ce4e5b9u;
    v = (v ^ (v >> 27)) * 0x94d049bb133111ebu;
    return v ^ (v >> 31);
}

#endif
