/* Which setting of the rule would bring a unit in, for people. */
#include "cli/explain/page.h"

#include <math.h>
#include <stdio.h>

static const char *number_of(const bp_explainer *explainer, bp_lever_kind kind, double value,
                             char buffer[BP_WORDS_NUMBER])
{
    return kind == BP_LEVER_BASE ? bp_page_score(explainer, value, buffer)
                                 : bp_page_count(explainer, value, buffer);
}

static void say_lever(const bp_explainer *explainer, const bp_lever *lever)
{
    static const char *const names[] = {N_("base"), N_("floor"), N_("ceiling"), N_("rounds")};
    const bp_words *words = explainer->words;
    char to[BP_WORDS_NUMBER], from[BP_WORDS_NUMBER], tried[BP_WORDS_NUMBER], members[BP_WORDS_NUMBER],
        residents[BP_WORDS_NUMBER];
    const char *text = lever->is_found ? bp_word(words, "{name}: {to} in place of {from}")
                       : lever->tried_to == lever->from
                           ? bp_word(words, "{name}: no other value brings it in")
                           : bp_word(words, "{name}: nothing from {from} to {limit} brings it in");
    bp_page_say(explainer, 4, text, "name", bp_word(words, names[lever->kind]), "to",
                number_of(explainer, lever->kind, lever->to, to), "from",
                number_of(explainer, lever->kind, lever->from, from), "limit",
                number_of(explainer, lever->kind, lever->tried_to, tried), NULL);
    if (!lever->is_found)
        return;
    bp_page_say(
        explainer, 6,
        lever->area.n_members == 1
            ? bp_word(words, "It would then be an area by itself: {residents} residents.")
            : bp_word(words, "It would then be in an area of {members} {units}: {residents} residents."),
        "members", bp_page_count(explainer, (double)lever->area.n_members, members), "residents",
        bp_page_count(explainer, lever->area.population, residents), NULL);
    bp_print_effect(explainer, 6, &lever->effect);
}

void bp_print_levers(const bp_explainer *explainer, const bp_unit_answer *answer)
{
    if (!answer->has_levers)
        return;
    bp_page_say(explainer, 2,
                bp_word(explainer->words, "One setting of the study alone, all others as they are:"), NULL);
    for (int k = 0; k < BP_LEVERS; k++)
        if (isfinite(answer->levers[k].from))
            say_lever(explainer, &answer->levers[k]);
}

void bp_print_weight(const bp_explainer *explainer)
{
    putchar('\n');
    bp_page_say(explainer, 0,
                bp_word(explainer->words,
                        "Weight: a {unit} counts with its residents times how far its position is past the "
                        "base; one that is short of the base takes weight off in the same way. The rule "
                        "draws the areas that weigh most together."),
                NULL);
}
