/* The units that can be in an area, from the worst down, and how they hang together. */
#ifndef BP_ANALYSIS_FIELD_H
#define BP_ANALYSIS_FIELD_H

#include "analysis/fdr.h"
#include "geo/graph.h"

#ifdef __cplusplus
extern "C" {
#endif

/** What is known of n units when areas are to be drawn. All arrays are lent. */
typedef struct bp_delineate_input {
    const bp_graph *graph;           /**< contiguity on the n units */
    const double *score;             /**< score[n], 0 (best) to 1 (worst) */
    const uint8_t *scored;           /**< bitmap of score; NULL: all */
    const double *population;        /**< population[n] >= 0 */
    const uint8_t *population_known; /**< bitmap of population; NULL: all */
    const int32_t *region;           /**< region[n]: an area stays inside one; -1: none; NULL: no limit */
    const uint8_t *taken; /**< taken[n]: 1 where a unit can be in no area and no bridge; NULL: none */
    const double *x,
        *y; /**< x[n], y[n]: a point per unit in metres, NaN where one has none; NULL: not known */
} bp_delineate_input;

/** Residents of an area by the size class of its municipality, in place of one floor and one ceiling. */
typedef struct bp_class_sizes {
    const int32_t *class_of; /**< class_of[units]: 0 .. n - 1, -1: none; the same throughout a region */
    int n;
    const double *floor, *ceiling; /**< floor[n], ceiling[n]; units without a class have the options' own */
} bp_class_sizes;

/** What the method `hotspots` starts an area from. */
typedef enum bp_core_statistic {
    BP_CORE_MORAN,  /**< local Moran's I: high among high */
    BP_CORE_GI_STAR /**< Gi*: hot */
} bp_core_statistic;

typedef struct bp_core_options {
    bp_core_statistic statistic;
    bp_correction correction;
    double alpha;         /**< level of significance after the correction, 0 to 1 */
    int64_t permutations; /**< >= 1 */
    uint64_t seed;
} bp_core_options;

#define BP_CORE_OPTIONS_INIT                                                                                 \
    {                                                                                                        \
        BP_CORE_MORAN, BP_CORRECTION_FDR, 0.05, 99999, 1                                                     \
    }

/** How far the method `optimal`, and what judges areas by it, goes. Limits are counts, so that a result is
 * the same on every machine. */
typedef struct bp_optimal_limits {
    int32_t local_units; /**< pieces of more units keep the areas that they start from */
    int64_t exact_nodes; /**< steps of branch and bound for a piece */
    int64_t cut_nodes;   /**< nodes of the integer program; 0: do not ask for one, it takes minutes */
} bp_optimal_limits;

#define BP_OPTIMAL_LIMITS_INIT                                                                               \
    {                                                                                                        \
        20000, 2000000, 0                                                                                    \
    }

/** See docs/methods/levelset.md. */
typedef struct bp_delineate_options {
    const char *method;             /**< a name in bp_delineation_methods */
    double base;                    /**< a unit at or past it adds to its area */
    double reach;                   /**< <= base: how far below the base a unit may be to be taken in */
    double floor, ceiling;          /**< residents of an area; ceiling INFINITY: none */
    int bridge_steps;               /**< how many bridges in a row may join two units; 0: no bridges */
    double bridge_population;       /**< a unit with at most so many residents is a bridge, never a member */
    int rounds;                     /**< >= 1: how often the rule is applied, each time to what is left */
    int keep_unpruned;              /**< not 0: leave out the pruning (to see what it does) */
    const bp_class_sizes *by_class; /**< lent; NULL: floor and ceiling hold everywhere */
    bp_core_options core;           /**< hotspots */
    bp_optimal_limits optimal;      /**< optimal */
} bp_delineate_options;

#define BP_DELINEATE_OPTIONS_INIT                                                                            \
    {                                                                                                        \
        "levelset", 0.8, 0.65, 2500.0, 30000.0, 0, 0.0, 1, 0, NULL, BP_CORE_OPTIONS_INIT,                    \
            BP_OPTIMAL_LIMITS_INIT                                                                           \
    }

/**
 * The candidates: units with a score at or past `reach` and with known residents, more than 0 and more than a
 * bridge has. Candidate 0 is the worst; equal scores go by unit. Weights are in fixed point (BP_WEIGHT_ONE =
 * one resident one whole score past the base), so that sums do not depend on the order they are made in.
 */
typedef struct bp_field {
    int64_t n;          /**< candidates */
    int32_t *unit;      /**< unit[n] */
    double *score;      /**< score[n], descending */
    double *population; /**< population[n] */
    int64_t *weight;    /**< weight[n] = population * (score - base) * BP_WEIGHT_ONE, rounded */
    bp_graph
        links; /**< between candidates of one region that touch, or that at most bridge_steps bridges join */
    int64_t n_units;    /**< of the input */
    uint8_t *is_bridge; /**< is_bridge[n_units]: 1 where a unit may serve as a bridge */
    const bp_delineate_input
        *input; /**< all units, candidates or not; lent, as long as what it was made of */
} bp_field;

#define BP_FIELD_INIT                                                                                        \
    {                                                                                                        \
        0, NULL, NULL, NULL, NULL, BP_GRAPH_INIT, 0, NULL, NULL                                              \
    }
#define BP_WEIGHT_ONE 1048576.0

/** Fewest residents of an area that unit u is in. */
static inline double bp_floor_at(const bp_delineate_options *options, int32_t u)
{
    const bp_class_sizes *sizes = options->by_class;
    return sizes && sizes->class_of[u] >= 0 ? sizes->floor[sizes->class_of[u]] : options->floor;
}

/** The most of them. */
static inline double bp_ceiling_at(const bp_delineate_options *options, int32_t u)
{
    const bp_class_sizes *sizes = options->by_class;
    return sizes && sizes->class_of[u] >= 0 ? sizes->ceiling[sizes->class_of[u]] : options->ceiling;
}

/** Make the field. Complexity: O(n log n + links), times the bridges in reach where there are any. */
bp_status bp_field_new(bp_context *context, const bp_delineate_input *input,
                       const bp_delineate_options *options, bp_field *out);
void bp_field_clear(bp_field *field);

/**
 * Choose the bridges that hold a set of units together. members[n_members] are units of the input; `bridges`
 * (room for the input's units) gets the chosen ones, ascending; how many through *n_bridges. The nearest
 * parts are joined first, by the fewest bridges. The members must hang together by the field's links. `stamp`
 * is scratch: stamp[n_units], all 0 before and after.
 */
bp_status bp_field_bridges(bp_context *context, const bp_field *field, const bp_delineate_input *input,
                           const bp_delineate_options *options, const int32_t *members, int64_t n_members,
                           int32_t *stamp, int32_t *bridges, int64_t *n_bridges);

#ifdef __cplusplus
}
#endif

#endif
