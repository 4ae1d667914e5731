/* The whole rule that draws areas, from indicators to areas, as one call over numbers. */
#ifndef BP_ANALYSIS_RULE_H
#define BP_ANALYSIS_RULE_H

#include "analysis/delineate.h"
#include "analysis/score.h"
#include "analysis/threshold.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Domains past the threshold (score.stack_at) that a unit must have to be past the base. */
typedef struct bp_stack_rule {
    int at_least; /**< 0: none is asked for */
    int alone;    /**< not 0: the stack decides, and not the position; 0: both are asked for */
} bp_stack_rule;

#define BP_STACK_RULE_INIT                                                                                   \
    {                                                                                                        \
        0, 0                                                                                                 \
    }

typedef struct bp_rule {
    bp_score_options score;
    bp_threshold_options threshold;
    bp_stack_rule stack;
    bp_delineate_options delineate;
} bp_rule;

#define BP_RULE_INIT                                                                                         \
    {                                                                                                        \
        BP_SCORE_OPTIONS_INIT, BP_THRESHOLD_OPTIONS_INIT, BP_STACK_RULE_INIT, BP_DELINEATE_OPTIONS_INIT      \
    }

/** What the rule is applied to. All arrays are lent. */
typedef struct bp_rule_ground {
    int64_t n; /**< units */
    const bp_indicator *indicators;
    int n_indicators;
    const bp_graph *graph;
    const double *population;        /**< population[n] >= 0 */
    const uint8_t *population_known; /**< bitmap; NULL: all */
    const int32_t *region;       /**< region[n]: an area stays inside one; -1: in no area; NULL: no limit */
    const int32_t *municipality; /**< municipality[n], -1: none; NULL: not known */
    const int32_t *size_class;   /**< size_class[n], -1: none; NULL: there are no classes */
    const uint8_t *candidate;    /**< bitmap: units that can be in an area or a bridge; NULL: all */
    const double *x, *y; /**< x[n], y[n]: a point per unit in metres, NaN: it has none; NULL: not known */
} bp_rule_ground;

#define BP_RULE_GROUND_INIT                                                                                  \
    {                                                                                                        \
        0, NULL, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL                                     \
    }

/** Where every unit stands under a rule. */
typedef struct bp_position {
    int64_t n;
    double *value;        /**< value[n]: what areas are drawn on, 0 (best) to 1 (worst); past the base where
                             it is delineate.base or more */
    uint8_t *valid;       /**< bitmap: as the scores' */
    double *local;        /**< local[n]: position within the municipality or class */
    uint8_t *local_valid; /**< bitmap of local: none with BP_THRESHOLD_NATIONAL */
    bp_threshold_report report;
} bp_position;

#define BP_POSITION_INIT                                                                                     \
    {                                                                                                        \
        0, NULL, NULL, NULL, NULL, BP_THRESHOLD_REPORT_INIT                                                  \
    }

typedef struct bp_rule_result {
    bp_scores scores; /**< national, whatever the threshold */
    bp_position position;
    bp_areas areas;
} bp_rule_result;

#define BP_RULE_RESULT_INIT                                                                                  \
    {                                                                                                        \
        BP_SCORES_INIT, BP_POSITION_INIT, BP_AREAS_INIT                                                      \
    }

/**
 * Score the units, place them, draw the areas: bp_score, bp_rule_place and bp_rule_draw in a row, with their
 * errors. Complexity: theirs together.
 */
bp_status bp_rule_apply(bp_context *context, const bp_rule_ground *ground, const bp_rule *rule,
                        bp_rule_result *out);
void bp_rule_result_clear(bp_rule_result *result);

/**
 * The position of every scored unit. Without a stack rule it is that of bp_threshold_position, and the score
 * itself where the threshold is national. With a stack rule the units past the base are exactly those with
 * stack.at_least domains past score.stack_at that are past the base by the threshold, or, where the stack
 * decides alone, those with the stack:
 *  - both asked for: a unit that lacks k of the m domains is placed at base - (base - reach) k / m at the
 *    most, so that it counts as short of the base and costs what it lacks;
 *  - alone: units go by stack and, where it is equal, by score; the percentile rank in that order is
 *    stretched, below and above, so that the base falls where the stack is reached. The threshold must be
 *    national and the base above 0.
 * Fails with BP_ERROR_ARGUMENT on a threshold or stack rule that cannot be. O(n).
 */
bp_status bp_rule_place(bp_context *context, const bp_rule_ground *ground, const bp_rule *rule,
                        const bp_scores *scores, bp_position *out);
void bp_position_clear(bp_position *position);

/**
 * What bp_delineate needs to draw on these positions. *taken marks the units outside ground->candidate, to
 * free() after use; NULL where all are candidates. O(n).
 */
bp_status bp_rule_field_input(bp_context *context, const bp_rule_ground *ground, const bp_position *position,
                              bp_delineate_input *out, uint8_t **taken);

/**
 * The areas drawn on these positions, by bp_delineate; units outside ground->candidate are in no area and no
 * bridge. Fails as bp_delineate does, and with BP_ERROR_INPUT where no candidate meets the stack rule.
 */
bp_status bp_rule_draw(bp_context *context, const bp_rule_ground *ground, const bp_rule *rule,
                       const bp_position *position, bp_areas *out);

/** True where unit i has a position within its municipality or size class. */
bool bp_position_has_local(const bp_position *position, int64_t i);

/** True where unit i is past the base. */
bool bp_rule_is_past(const bp_rule *rule, const bp_position *position, int64_t i);

/** True where a unit that can be a member of an area is: without one, bp_rule_draw fails. O(n). */
bool bp_rule_has_any(const bp_rule_ground *ground, const bp_rule *rule, const bp_position *position);

#ifdef __cplusplus
}
#endif

#endif
