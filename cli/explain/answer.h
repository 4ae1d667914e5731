/* What is said of a unit, an area or a municipality: the figures, before they are printed. */
#ifndef BP_CLI_EXPLAIN_ANSWER_H
#define BP_CLI_EXPLAIN_ANSWER_H

#include "analysis/branch.h"
#include "analysis/comparability.h"
#include "analysis/contribution.h"
#include "analysis/lever.h"
#include "analysis/verdict.h"
#include "cli/explain/past.h"
#include "cli/place.h"
#include "cli/sentence.h"

enum { BP_NEIGHBOURS_TRIED = 12, BP_UNITS_LISTED = 5 };

/** What all answers about one run need. */
typedef struct bp_explainer {
    bp_context *context;
    const bp_past *past;
    bp_words *words; /**< NULL: English */
    bp_sentence_rule rule;
    bp_contributions parts;
    bp_verdicts verdicts;
    bp_comparability likeness; /**< of the proposed areas among the designated; empty where there are none */
    bp_comparability own_likeness; /**< of the designated areas among the proposed */
} bp_explainer;

/** Why the branches around a unit gave it no area. */
typedef enum bp_obstacle {
    BP_OBSTACLE_NONE,    /**< it is in an area, or in no branch at all, or the method is not levelset */
    BP_OBSTACLE_FLOOR,   /**< all that hangs together down to the reach has too few residents */
    BP_OBSTACLE_CEILING, /**< from too few it goes to too many at once, or it has too many by itself */
    BP_OBSTACLE_WEIGHT,  /**< what has the right size weighs nothing or less */
    BP_OBSTACLE_CHOICE   /**< other branches of the same cluster weigh more together, or it was taken out
                            again as not needed */
} bp_obstacle;

/** A neighbour outside of what hangs together with a unit. */
typedef struct bp_neighbour {
    int64_t unit;
    bp_change change; /**< of its position: how bad it would have to be for the asked unit to come in */
    bp_effect effect; /**< on all other units */
} bp_neighbour;

/** Whose figure a value of a unit is. */
typedef enum bp_sharing {
    BP_SHARING_NONE = 0,     /**< the unit's own */
    BP_SHARING_MUNICIPALITY, /**< one figure for all units of the municipality: they change together */
    BP_SHARING_OTHER         /**< of a level that the run does not tell the members of: not changed at all */
} bp_sharing;

/** What change of one indicator turns the decision. */
typedef struct bp_value_change {
    bp_change change;
    bp_effect effect; /**< on all other units */
    bp_sharing sharing;
    int64_t n_along; /**< units that get the new value, the asked one among them */
} bp_value_change;

typedef struct bp_unit_answer {
    int64_t unit;
    bp_reason reason;
    bp_obstacle obstacle;
    char *sentence;
    bp_change position;
    bp_effect position_effect; /**< on all other units */
    int n_values;
    bp_value_change *values; /**< values[n_values]: one for each indicator */
    bool has_levers;
    bp_lever levers[BP_LEVERS]; /**< of a unit that is out and can come in */
    bp_branches branches;
    double floor, ceiling; /**< residents, of an area there */
    double short_of_floor; /**< residents, with BP_OBSTACLE_FLOOR */
    int n_neighbours;      /**< best first: those that bring it in by the least */
    bp_neighbour neighbours[BP_NEIGHBOURS_TRIED];
    int64_t n_across; /**< neighbours that an area may not take in: in another municipality */
    int64_t n_untried;
} bp_unit_answer;

/** The changes of a unit: of its position, its indicators, the rule's settings. Fills those members of `out`,
 * whose unit, reason and branches are there. */
bp_status bp_explain_changes(const bp_explainer *explainer, bp_unit_answer *out);

/** False of a unit that no figure can bring in: nobody lives there, or it may not take part. */
bool bp_explain_can_change(bp_reason reason);

bp_status bp_explain_unit(const bp_explainer *explainer, int64_t unit, bp_unit_answer *out);
void bp_unit_answer_clear(bp_unit_answer *answer);

typedef struct bp_area_answer {
    int kind; /**< BP_PAST_DESIGNATED, BP_PAST_PROPOSED */
    int32_t area;
    char *sentence;
    char *likeness;          /**< NULL: nothing to compare it with */
    int64_t worst;           /**< its worst unit, -1: none has a score */
    bp_branches branches;    /**< around that one */
    int64_t smaller, larger; /**< the branches next in size, -1: none */
    double past_base;        /**< residents in members past the base */
    int64_t n_found;  /**< of a designated area, members in proposed areas; of a proposed, in designated */
    double found;     /**< residents of those */
    int64_t *reasons; /**< reasons[BP_REASON_OTHER + 1]: members of a designated area by what decided */
} bp_area_answer;

bp_status bp_explain_area(const bp_explainer *explainer, int kind, int32_t area, bp_area_answer *out);
void bp_area_answer_clear(bp_area_answer *answer);

typedef struct bp_municipality_answer {
    int32_t municipality;
    int64_t n_units, n_scored, n_past_base, n_selected;
    double population, selected_population;
    int n_worst; /**< best candidates first: the highest positions that are in no area */
    int64_t worst[BP_UNITS_LISTED];
    bp_unit_answer answer; /**< of worst[0], where there is one */
} bp_municipality_answer;

bp_status bp_explain_municipality(const bp_explainer *explainer, int32_t municipality,
                                  bp_municipality_answer *out);
void bp_municipality_answer_clear(bp_municipality_answer *answer);

bp_status bp_explainer_new(bp_context *context, const bp_past *past, bp_words *words, bp_explainer *out);
void bp_explainer_clear(bp_explainer *explainer);

/** What decided over a unit. */
bp_reason bp_explain_reason(const bp_explainer *explainer, int64_t unit);

/** The one sentence on a unit, to free(). */
bp_status bp_explain_sentence(const bp_explainer *explainer, int64_t unit, char **out);

/** The branches around a unit. */
bp_status bp_explain_branches(const bp_explainer *explainer, int64_t unit, bp_branches *out);

#endif
