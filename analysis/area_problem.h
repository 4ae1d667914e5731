/* Which areas can be drawn in one piece of a field: what every search for the heaviest ones is given. */
#ifndef BP_ANALYSIS_AREA_PROBLEM_H
#define BP_ANALYSIS_AREA_PROBLEM_H

#include "analysis/field.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * One piece: candidates that hang together and are not above the ceiling. Asked for are disjoint areas, each
 * connected, with floor <= residents <= ceiling, of the largest total weight and, among those, of the fewest
 * units. The heaviest candidate is the first; equals go by residents, score and unit, so that the order of
 * the rows matters to nothing but candidates that are alike in all of these.
 */
typedef struct bp_area_problem {
    int32_t n;
    int32_t *candidate; /**< candidate[n] of the field; NULL: not from a field */
    int64_t *weight;    /**< weight[n], descending, in the field's fixed point */
    double *population; /**< population[n], > 0 */
    bp_graph links;     /**< on 0 .. n - 1 */
    double floor, ceiling;
    int may_touch; /**< 0: no unit of an area has a link to one of another */
} bp_area_problem;

#define BP_AREA_PROBLEM_INIT                                                                                 \
    {                                                                                                        \
        0, NULL, NULL, NULL, BP_GRAPH_INIT, 0.0, 0.0, 0                                                      \
    }

/** What a search came to. All weights are in the field's fixed point. */
typedef struct bp_area_answer {
    int64_t weight;  /**< of the areas found */
    int64_t bound;   /**< no choice weighs more */
    int is_proved;   /**< weight == bound */
    int64_t n_nodes; /**< steps of the search */
} bp_area_answer;

#define BP_AREA_ANSWER_INIT                                                                                  \
    {                                                                                                        \
        0, 0, 0, 0                                                                                           \
    }

typedef struct bp_area_problems {
    int32_t n;
    bp_area_problem *items; /**< items[n], by their lowest-numbered candidate */
} bp_area_problems;

#define BP_AREA_PROBLEMS_INIT                                                                                \
    {                                                                                                        \
        0, NULL                                                                                              \
    }

/**
 * The pieces of a field. Candidates above the ceiling are in none. Complexity: O(n log n + links).
 */
bp_status bp_area_problems_new(bp_context *context, const bp_field *field,
                               const bp_delineate_options *options, int may_touch, bp_area_problems *out);
void bp_area_problems_clear(bp_area_problems *problems);

/**
 * A bound on the total weight: all that is past the base, but for what hangs together past the base with too
 * few residents for the floor: that is left out, or costs a share of a neighbour short of the base. 0 where
 * the piece has fewer residents than the floor. Complexity: O(n + links).
 */
bp_status bp_area_bound(bp_context *context, const bp_area_problem *problem, int64_t *bound);

#ifdef __cplusplus
}
#endif

#endif
