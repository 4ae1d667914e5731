/* Lines of an answer in the reader's language, in 80 columns. */
#ifndef BP_CLI_EXPLAIN_PAGE_H
#define BP_CLI_EXPLAIN_PAGE_H

#include "cli/explain/answer.h"

/** Print `text` with every {name} replaced, wrapped, indented by so many columns. After it come pairs of a
 * name and what stands for it, ended by NULL. {unit} and {units} are known. */
void bp_page_say(const bp_explainer *explainer, int indent, const char *text, ...);

/** A heading with an empty line before it. */
void bp_page_head(const bp_explainer *explainer, const char *text);

/** A count, a position or score (three decimals), a value on its step, as words; `buffer` is returned. */
const char *bp_page_count(const bp_explainer *explainer, double count, char buffer[BP_WORDS_NUMBER]);
const char *bp_page_score(const bp_explainer *explainer, double score, char buffer[BP_WORDS_NUMBER]);
const char *bp_page_value(const bp_explainer *explainer, double value, double step,
                          char buffer[BP_WORDS_NUMBER]);

/** Two numbers with so many decimals (three to six) that they can be told apart where they are not equal. */
void bp_page_apart(const bp_explainer *explainer, double a, double b, char first[BP_WORDS_NUMBER],
                   char second[BP_WORDS_NUMBER], char difference[BP_WORDS_NUMBER]);

/** "97 of 3,144"; "-" where rank is 0. */
const char *bp_page_rank(const bp_explainer *explainer, int64_t rank, int64_t of,
                         char buffer[3 * BP_WORDS_NUMBER]);

/** Number of decimals of a step. */
int bp_page_decimals(double step);

void bp_print_unit(const bp_explainer *explainer, const bp_unit_answer *answer);
/** What would bring it in or take it out; a part of the above. */
void bp_print_changes(const bp_explainer *explainer, const bp_unit_answer *answer);
/** Who else comes in or drops out; nothing where nobody does. */
void bp_print_effect(const bp_explainer *explainer, int indent, const bp_effect *effect);
/** Which setting of the study would bring it in. */
void bp_print_levers(const bp_explainer *explainer, const bp_unit_answer *answer);
/** Which keys of the study left a unit out beforehand. */
void bp_print_excluded(const bp_explainer *explainer, int64_t unit);
/** What the run says beyond the rule, where it was asked: of a row of areas.csv, of a unit. */
void bp_print_standing(const bp_explainer *explainer, int64_t row);
void bp_print_unit_standing(const bp_explainer *explainer, int64_t unit);
/** What weight is, once. */
void bp_print_weight(const bp_explainer *explainer);
/** What hangs together with it and which of that has a fitting size. */
void bp_print_branches(const bp_explainer *explainer, const bp_branches *branches);
void bp_print_area(const bp_explainer *explainer, const bp_area_answer *answer);
void bp_print_municipality(const bp_explainer *explainer, const bp_municipality_answer *answer);

/* The same as JSON; NULL when memory runs out. */
json_t *bp_json_unit(const bp_explainer *explainer, const bp_unit_answer *answer);
json_t *bp_json_area(const bp_explainer *explainer, const bp_area_answer *answer);
json_t *bp_json_municipality(const bp_explainer *explainer, const bp_municipality_answer *answer);

#endif
