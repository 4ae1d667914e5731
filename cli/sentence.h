/* One plain sentence that says why an area or a unit was chosen, or why not, with the figures behind it. */
#ifndef BP_CLI_SENTENCE_H
#define BP_CLI_SENTENCE_H

#include "analysis/verdict.h"
#include "cli/words.h"

#include <stdbool.h>
#include <stdint.h>

/** What a unit is called: "neighbourhood" (buurt), "district" (wijk). */
typedef enum bp_unit_word { BP_UNIT_NEIGHBOURHOOD = 0, BP_UNIT_DISTRICT } bp_unit_word;

enum { BP_SENTENCE_DOMAINS = 2, BP_SENTENCE_MISSING = 2 };

/** How a unit or an area stands on a domain. */
typedef struct bp_sentence_domain {
    const char *name;
    double score; /**< 0 to 1; of an area the mean over its residents */
    int64_t rank; /**< of a unit, 1 is the worst; 0: not told */
    int64_t of;   /**< how many have a rank */
} bp_sentence_domain;

/** A figure that is missing in some of an area's units. */
typedef struct bp_sentence_missing {
    const char *name;
    int64_t units;
} bp_sentence_missing;

/** What holds for all sentences of a study. */
typedef struct bp_sentence_rule {
    bp_unit_word unit;
    double base;            /**< 0 to 1 */
    double stack_at;        /**< 0 to 1 */
    int64_t at_least;       /**< domains past stack_at that the study asks for; 0: none */
    bool stack_alone;       /**< they decide, and not the score */
    int64_t floor, ceiling; /**< residents; a ceiling that there is not: 0 */
    int64_t min_domains;
    bool by_residents;  /**< the score ranks residents, not units */
    bool is_mixed;      /**< the base is held against a position that is not the national one */
    bool by_class;      /**< with is_mixed: among the municipalities of its size, not within its own */
    double national;    /**< with is_mixed: weight of the national position, 0 to 1; 0: none */
    const char *method; /**< that drew the areas, a name of bp_delineation_methods; NULL: levelset */
} bp_sentence_rule;

/** What is known of one area. Texts are lent. */
typedef struct bp_sentence_area {
    bool is_designated;
    int64_t units;               /**< members; 0: none of the study's units */
    double population;           /**< known residents of the members */
    double population_past_base; /**< of those past the base */
    int n_worst;
    bp_sentence_domain worst[BP_SENTENCE_DOMAINS];
    int n_missing; /**< indicators that are missing somewhere, the first two of them named */
    bp_sentence_missing missing[BP_SENTENCE_MISSING];
    double fallback_share; /**< share of residents with a value of a level above; 0: none, or not allowed */
    bool has_score;        /**< false: no member has one */
} bp_sentence_area;

/** What is known of one unit. Texts are lent. */
typedef struct bp_sentence_unit {
    bp_reason reason;
    const char *area;            /**< id of the area it is in; NULL: none */
    const char *designated;      /**< id of the designated area it is in; NULL: none */
    const char *designated_name; /**< NULL: it has no other */
    double population;
    double score;      /**< 0 to 1, national */
    double position;   /**< what the base is held against; the score where the rule is not mixed */
    bool has_no_local; /**< with a mixed rule: too few units for a local position, the national one holds */
    int64_t rank, of;
    int64_t stack; /**< domains past stack_at */
    int64_t domains_present, domains_in_all;
    double population_around; /**< of BP_REASON_BELOW_FLOOR the residents of the connected units near the
                                base; of BP_REASON_ABOVE_CEILING those of area `beside` with this unit */
    const char *beside;       /**< id of the area of BP_REASON_ABOVE_CEILING */
    int n_worst;
    bp_sentence_domain worst[BP_SENTENCE_DOMAINS];
    int n_missing;
    bp_sentence_missing missing[BP_SENTENCE_MISSING];
    int n_fallback; /**< values that are not the unit's own */
} bp_sentence_unit;

/** How a proposed area stands among the designated ones. Texts are lent. */
typedef struct bp_sentence_likeness {
    const char *nearest; /**< name of the designated area that is most like it */
    const char *domain;  /**< the domain on which it is worse than most of them */
    int64_t worse_than, of;
} bp_sentence_likeness;

/** The sentence, to free(). `words` NULL: English. BP_ERROR_MEMORY is all that goes wrong. */
bp_status bp_sentence_of_area(bp_context *context, const bp_words *words, const bp_sentence_rule *rule,
                              const bp_sentence_area *area, char **out);
bp_status bp_sentence_of_unit(bp_context *context, const bp_words *words, const bp_sentence_rule *rule,
                              const bp_sentence_unit *unit, char **out);
bp_status bp_sentence_of_likeness(bp_context *context, const bp_words *words,
                                  const bp_sentence_likeness *likeness, char **out);

#endif
