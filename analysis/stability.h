/* How much of a result is left when it is worked out in other ways. */
#ifndef BP_ANALYSIS_STABILITY_H
#define BP_ANALYSIS_STABILITY_H

#include "analysis/rule.h"
#include "analysis/variants.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Results of a variant that are looked at. */
typedef enum bp_measure {
    BP_MEASURE_JACCARD,   /**< residents in the variant's areas and the base's / in either's */
    BP_MEASURE_POPULATION /**< residents in the variant's areas */
} bp_measure;
enum { BP_N_MEASURES = 2 };
/** "jaccard", "population". */
extern const char *const bp_measure_names[BP_N_MEASURES];

/** What can be varied, in the order of bp_choice_names. */
typedef enum bp_choice {
    BP_CHOICE_WEIGHTS,
    BP_CHOICE_NORMALISE,
    BP_CHOICE_BASE,
    BP_CHOICE_REACH,
    BP_CHOICE_FLOOR,
    BP_CHOICE_CEILING,
    BP_CHOICE_CONTIGUITY,
    BP_CHOICE_LEAVE_OUT,
    BP_CHOICE_MISSING,
    BP_CHOICE_MIN_DOMAINS
} bp_choice;
enum { BP_N_CHOICES = 10 };
/** As a study writes them: "weights", "normalise", ... */
extern const char *const bp_choice_names[BP_N_CHOICES];

/** What is varied and what it is held against; all lent. */
typedef struct bp_stability_input {
    const bp_rule_ground *ground;  /**< the contiguity of the study in ground->graph */
    const bp_rule *rule;           /**< as the study has it */
    const bp_areas *base;          /**< its result */
    const bp_graph *const *graphs; /**< graphs[options->n_graphs]: the contiguities to choose from */
} bp_stability_input;

typedef struct bp_stability {
    int64_t n;          /**< units */
    int64_t n_variants; /**< of which ... */
    int64_t n_empty;    /**< ... select nothing: no unit is past the base, or no area has the floor */
    int64_t *selected;  /**< selected[n]: variants of which the unit is a member */
    int32_t n_areas;
    int64_t *survived; /**< survived[n_areas]: variants with an area that holds at least half of the base
                          area's residents */
    double *overlap;   /**< overlap[n_areas]: mean over the variants of the Jaccard share, by residents, of
                          the area that matches best; 0 where none does */
    double mean[BP_N_MEASURES], low[BP_N_MEASURES], high[BP_N_MEASURES]; /**< over the variants; low and high
                                                                            leave 5 % out on either side */
    int varied[BP_N_CHOICES];                  /**< 1 where there was anything to choose */
    int has_shares;                            /**< 0 below BP_SENSITIVITY_LEAST variants */
    int defined[BP_N_MEASURES];                /**< 0 where the measure is the same in all variants */
    double share[BP_N_MEASURES][BP_N_CHOICES]; /**< share of the measure's variance by each choice alone */
    double rest[BP_N_MEASURES];                /**< interactions and noise */
} bp_stability;

#define BP_STABILITY_INIT                                                                                    \
    {                                                                                                        \
        0, 0, 0, NULL, 0, NULL, NULL, {0}, {0}, {0}, {0}, 0, {0}, {{0}},                                     \
        {                                                                                                    \
            0                                                                                                \
        }                                                                                                    \
    }

/**
 * Work the rule out in options->n_variants other ways, each a draw of all choices, from the indicators to
 * the areas, and count what comes back. In parallel over variants; the same for any number of threads. A
 * domain whose only indicator is left out is left out with it. Fails as bp_variant_check does; a variant that
 * selects nothing is counted, not a failure. Complexity: that of bp_rule_apply without its normalisation,
 * per variant.
 * Sources: Saisana, Saltelli & Tarantola (2005), doi:10.1111/j.1467-985X.2005.00350.x; OECD (2008), Handbook
 * on constructing composite indicators, doi:10.1787/9789264043466-en, step 7.
 */
bp_status bp_stability_compute(bp_context *context, const bp_stability_input *input,
                               const bp_variant_options *options, bp_stability *out);
void bp_stability_clear(bp_stability *stability);

#ifdef __cplusplus
}
#endif

#endif
