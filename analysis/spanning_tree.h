/* The shortest tree that joins units by their links. */
#ifndef BP_ANALYSIS_SPANNING_TREE_H
#define BP_ANALYSIS_SPANNING_TREE_H

#include "analysis/regions.h"

#ifdef __cplusplus
extern "C" {
#endif

/** One link of a tree, a < b. */
typedef struct bp_tree_link {
    int32_t a, b;
    double length; /**< squared Euclidean distance of the two units over all variables */
} bp_tree_link;

/** The tree of every component, one after the other found by length: a forest where there are several. */
typedef struct bp_spanning_tree {
    int64_t n;           /**< units */
    int64_t n_links;     /**< n - components */
    bp_tree_link *links; /**< links[n_links], shortest first */
} bp_spanning_tree;

#define BP_SPANNING_TREE_INIT                                                                                \
    {                                                                                                        \
        0, 0, NULL                                                                                           \
    }

/**
 * All links of input->graph, each once, shortest first, equally long ones by a, then b: links[m], to free().
 * Complexity: O(links n_variables), by radix.
 */
bp_status bp_tree_links_sorted(bp_context *context, const bp_regions_input *input, bp_tree_link **links,
                               int64_t *m);

/**
 * Minimum spanning forest of input->graph by the squared Euclidean distance between the values of neighbours;
 * of equally long links the one with the lowest a, then b. `valid`, `within` and `size` are not looked at.
 * Complexity: O(links n_variables), memory O(links). Source: Kruskal (1956),
 * doi:10.1090/S0002-9939-1956-0078686-7.
 */
bp_status bp_spanning_tree_make(bp_context *context, const bp_regions_input *input, bp_spanning_tree *out);
void bp_spanning_tree_clear(bp_spanning_tree *tree);

#ifdef __cplusplus
}
#endif

#endif
