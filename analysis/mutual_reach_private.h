/* The spanning tree of least mutual reachability distances. */
#ifndef BP_ANALYSIS_MUTUAL_REACH_PRIVATE_H
#define BP_ANALYSIS_MUTUAL_REACH_PRIVATE_H

#include "analysis/placed_private.h"

/** A link of the spanning tree between points `a` and `b`, by its squared length. */
typedef struct bp_reach_link {
    double d2;
    int32_t a, b;
} bp_reach_link;

/**
 * links[n - 1], shortest first: a spanning tree of points[n], n >= 1, that is least by the squared mutual
 * reachability distance, the largest of the squared distance and the two core distances squared; that of a
 * point is to its k-th nearest, itself counted. Which of the least trees it is may differ between numbers of
 * threads; what hangs together by links up to any length does not.
 *
 * Boruvka's rounds over a k-d tree: in each, every component finds its nearest point outside. A point keeps
 * what it found for as long as that stays outside, and what it found before bounds what it can find now.
 * O(n k + n log^2 n) expected.
 */
bp_status bp_mutual_reach_tree(bp_context *context, const bp_placed *points, int64_t n, int64_t k,
                               bp_reach_link *links);

#endif
