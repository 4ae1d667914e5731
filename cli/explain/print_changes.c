/* What would bring a unit in or take it out, for people. */
#include "cli/explain/page.h"

#include "cli/terminal.h"
#include "geo/bitmap.h"
#include "geo/text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { UNITS_NAMED = 3 };

/* "an area of 2 districts with 5,100 residents, number 12 of 235 by weight" */
static void say_area(const bp_explainer *explainer, const bp_change *change)
{
    char members[BP_WORDS_NUMBER], residents[BP_WORDS_NUMBER], weight[BP_WORDS_NUMBER], rank[BP_WORDS_NUMBER],
        areas[BP_WORDS_NUMBER];
    bp_page_say(explainer, 4,
                change->n_members == 1
                    ? bp_word(explainer->words, "It would then be an area by itself: {residents} residents, "
                                                "weight {weight}, number {rank} of {areas} by weight.")
                    : bp_word(explainer->words,
                              "It would then be in an area of {members} {units}: {residents} "
                              "residents, weight {weight}, number {rank} of {areas} by "
                              "weight."),
                "members", bp_page_count(explainer, (double)change->n_members, members), "residents",
                bp_page_count(explainer, change->population, residents), "weight",
                bp_words_number(explainer->words, change->weight, 1, weight), "rank",
                bp_page_count(explainer, change->rank, rank), "areas",
                bp_page_count(explainer, (double)change->n_areas_after, areas), NULL);
}

/* Units by name, the first few of them. To free(). */
static char *name_units(const bp_explainer *explainer, const int32_t *units, int64_t n)
{
    const bp_past *past = explainer->past;
    char *list = bp_text_copy("");
    for (int64_t i = 0; list && i < n && i < UNITS_NAMED; i++) {
        char residents[BP_WORDS_NUMBER];
        const char *municipality = bp_past_municipality_of(past, units[i]);
        char *longer =
            bp_text_format("%s%s%s%s%s (%s, %s %s)", list, i > 0 ? "; " : "", past->name[units[i]],
                           municipality ? ", " : "", municipality ? municipality : "", past->id[units[i]],
                           bp_page_count(explainer, past->population[units[i]], residents),
                           bp_word(explainer->words, "residents"));
        free(list);
        list = longer;
    }
    return list;
}

static void say_others(const bp_explainer *explainer, int indent, const int32_t *units, int64_t n,
                       double population, const char *few, const char *many)
{
    char more[BP_WORDS_NUMBER], number[BP_WORDS_NUMBER], residents[BP_WORDS_NUMBER];
    char *list = n > 0 ? name_units(explainer, units, n) : NULL;
    if (list)
        bp_page_say(explainer, indent, n <= UNITS_NAMED ? few : many, "list", list, "more",
                    bp_page_count(explainer, (double)(n - UNITS_NAMED), more), "number",
                    bp_page_count(explainer, (double)n, number), "residents",
                    bp_page_count(explainer, population, residents), NULL);
    free(list);
}

void bp_print_effect(const bp_explainer *explainer, int indent, const bp_effect *effect)
{
    const bp_words *words = explainer->words;
    say_others(explainer, indent, effect->lost, effect->n_lost, effect->lost_population,
               bp_word_count(words, "Drops out because of it: {list}.", "Drop out because of it: {list}.",
                             effect->n_lost),
               bp_word(words, "Drop out because of it: {list}; and {more} more: {number} {units} with "
                              "{residents} residents in all."));
    say_others(
        explainer, indent, effect->gained, effect->n_gained, effect->gained_population,
        bp_word_count(words, "Comes in as well: {list}.", "Come in as well: {list}.", effect->n_gained),
        bp_word(words, "Come in as well: {list}; and {more} more: {number} {units} with {residents} "
                       "residents in all."));
}

static void say_position(const bp_explainer *explainer, const bp_unit_answer *answer, bool is_in)
{
    const bp_change *change = &answer->position;
    char to[BP_WORDS_NUMBER], from[BP_WORDS_NUMBER], by[BP_WORDS_NUMBER];
    const bp_words *words = explainer->words;
    if (!change->is_found) {
        bp_page_say(explainer, 2,
                    is_in ? bp_word(words, "No lower position would take it out.")
                          : bp_word(words, "No higher position would bring it in, everything else as it is."),
                    NULL);
        return;
    }
    bp_page_apart(explainer, change->from, change->to, from, to, by);
    bp_page_say(explainer, 2,
                !change->has_from ? bp_word(words, "With a position of {to} it would be in; it has none.")
                : is_in && change->to >= explainer->past->rule.delineate.base - 1e-9 &&
                        change->to <= explainer->past->rule.delineate.base + 1e-9
                    ? bp_word(words, "Its position is {from}; below {to} it would drop out.")
                : is_in ? bp_word(words, "Its position is {from}; at {to} it would drop out.")
                        : bp_word(words, "Its position is {from}; at {to} it would be in."),
                "from", from, "to", to, NULL);
    if (!is_in)
        say_area(explainer, change);
    bp_print_effect(explainer, 4, &answer->position_effect);
}

/* The text for a value whose figure is the unit's own, or one that all units of a municipality share. */
static const char *value_text(const bp_words *words, const bp_value_change *value, bool is_in)
{
    bool is_whole = value->sharing == BP_SHARING_MUNICIPALITY;
    if (value->sharing == BP_SHARING_OTHER)
        return bp_word(words, "{name}: not its own figure but that of the {level}, and not to be changed for "
                              "this {unit} alone");
    if (!value->change.is_found && is_in)
        return is_whole ? bp_word(words, "{name}: no value up to {limit} for the whole municipality takes it "
                                         "out")
                        : bp_word(words, "{name}: no value up to {limit} alone takes it out");
    if (!value->change.is_found)
        return is_whole ? bp_word(words, "{name}: no value up to {limit} for the whole municipality brings "
                                         "it in")
                        : bp_word(words, "{name}: no value up to {limit} alone brings it in");
    if (!value->change.has_from)
        return bp_word(words, "{name}: {to}, where it is missing");
    return is_whole ? bp_word(words, "{name}: {to} in place of {from}, for the whole municipality ({along} "
                                     "{units})")
                    : bp_word(words, "{name}: {to} in place of {from}");
}

/* What is changed is the drawn-in figure; what a reader can look up is the one before. */
static void say_drawn_in(const bp_explainer *explainer, int64_t unit, int k, double step)
{
    const bp_column *raw = explainer->past->asked[k].raw;
    char number[BP_WORDS_NUMBER];
    if (raw && bp_column_is_valid(raw, unit))
        bp_page_say(explainer, 6,
                    bp_word(explainer->words, "(this figure is drawn in towards that of a larger area, since "
                                              "it counts few people; before that it was {raw})"),
                    "raw", bp_page_value(explainer, raw->real[unit], step, number), NULL);
}

static void say_value(const bp_explainer *explainer, int64_t unit, int k, const bp_value_change *value)
{
    const bp_past *past = explainer->past;
    const bp_words *words = explainer->words;
    const bp_change *change = &value->change;
    bool is_in = past->result.areas.role[unit] == BP_ROLE_MEMBER;
    char to[BP_WORDS_NUMBER], from[BP_WORDS_NUMBER], limit[BP_WORDS_NUMBER], along[BP_WORDS_NUMBER];
    char *name = bp_word_name(words, past->asked[k].name);
    const bp_column *level = past->asked[k].level;
    const char *level_name = level && bp_column_is_valid(level, unit) ? bp_column_text_at(level, unit) : "";
    bp_page_say(explainer, 4, value_text(words, value, is_in), "name", name ? name : "", "limit",
                bp_page_value(explainer, change->limit, change->step, limit), "to",
                bp_page_value(explainer, change->to, change->step, to), "from",
                bp_page_value(explainer, change->from, change->step, from), "along",
                bp_page_count(explainer, (double)value->n_along, along), "level", bp_word(words, level_name),
                NULL);
    if (change->is_found) {
        say_drawn_in(explainer, unit, k, change->step);
        bp_print_effect(explainer, 6, &value->effect);
    }
    free(name);
}

static void print_values(const bp_explainer *explainer, const bp_unit_answer *answer)
{
    int n_found = 0;
    for (int k = 0; k < explainer->past->n_indicators; k++)
        n_found += answer->values[k].change.is_found != 0;
    if (n_found == 0) {
        bp_page_say(explainer, 2,
                    bp_word(explainer->words,
                            "No figure alone does it, all others as they are: each was tried up "
                            "to the last value that any {unit} has."),
                    NULL);
        return;
    }
    bp_page_say(explainer, 2, bp_word(explainer->words, "One figure alone, all others as they are:"), NULL);
    for (int k = 0; k < explainer->past->n_indicators; k++)
        say_value(explainer, answer->unit, k, &answer->values[k]);
}

static void say_neighbour(const bp_explainer *explainer, const bp_neighbour *neighbour)
{
    const bp_past *past = explainer->past;
    const bp_words *words = explainer->words;
    const bp_change *change = &neighbour->change;
    char to[BP_WORDS_NUMBER], from[BP_WORDS_NUMBER], residents[BP_WORDS_NUMBER];
    bp_page_say(
        explainer, 2,
        !change->is_found  ? bp_word(words, "{name} ({code}), {residents} residents: not at any position")
        : change->has_from ? bp_word(words, "{name} ({code}), {residents} residents: at a position of "
                                            "{to}; it has {from}")
                           : bp_word(words, "{name} ({code}), {residents} residents: at a position of "
                                            "{to}; it has none"),
        "name", past->name[neighbour->unit], "code", past->id[neighbour->unit], "residents",
        bp_page_count(explainer, past->population[neighbour->unit], residents), "to",
        bp_page_score(explainer, change->to, to), "from", bp_page_score(explainer, change->from, from), NULL);
    if (change->is_found)
        say_area(explainer, change);
    bp_print_effect(explainer, 4, &neighbour->effect);
}

static void print_neighbours(const bp_explainer *explainer, const bp_unit_answer *answer)
{
    char number[BP_WORDS_NUMBER];
    const bp_words *words = explainer->words;
    if (answer->obstacle != BP_OBSTACLE_FLOOR)
        return;
    bp_page_head(explainer,
                 bp_word(words, "Neighbours that would bring it over the floor, if they were worse"));
    if (answer->n_neighbours == 0)
        bp_page_say(explainer, 2, bp_word(words, "It has no neighbour that an area may take in."), NULL);
    for (int k = 0; k < answer->n_neighbours && k < BP_UNITS_LISTED; k++)
        say_neighbour(explainer, &answer->neighbours[k]);
    if (answer->n_across > 0)
        bp_page_say(explainer, 2,
                    bp_word(words, "In other municipalities, where no area may go on: {number} more."),
                    "number", bp_page_count(explainer, (double)answer->n_across, number), NULL);
}

void bp_print_changes(const bp_explainer *explainer, const bp_unit_answer *answer)
{
    const bp_words *words = explainer->words;
    bool is_in = explainer->past->result.areas.role[answer->unit] == BP_ROLE_MEMBER;
    if (!bp_explain_can_change(answer->reason)) {
        bp_page_head(explainer, bp_word(words, "No figure of its own would bring it in."));
        return;
    }
    bp_page_head(explainer,
                 is_in ? bp_word(words, "What would take it out") : bp_word(words, "What would bring it in"));
    say_position(explainer, answer, is_in);
    print_values(explainer, answer);
    print_neighbours(explainer, answer);
}

/* The branches worth a line: the first and last, the first that fits, the heaviest of those, the first that
   is too large. */
static bool is_shown(const bp_branches *branches, int64_t b)
{
    int64_t first_fit = -1, heaviest = -1, too_large = -1;
    for (int64_t i = 0; i < branches->n; i++) {
        const bp_branch *at = &branches->list[i];
        bool fits = !at->is_below_floor && !at->is_above_ceiling;
        if (fits && first_fit < 0)
            first_fit = i;
        if (fits && (heaviest < 0 || at->weight > branches->list[heaviest].weight))
            heaviest = i;
        if (at->is_above_ceiling && too_large < 0)
            too_large = i;
    }
    return b == 0 || b == branches->n - 1 || b == first_fit || b == heaviest || b == too_large;
}

void bp_print_branches(const bp_explainer *explainer, const bp_branches *branches)
{
    enum { LEVEL = 9, COUNT = 12, RESIDENTS = 13, WEIGHT = 13 };
    const bp_words *words = explainer->words;
    if (branches->n == 0)
        return;
    bp_page_say(explainer, 2, bp_word(words, "What hangs together with it, from a position down:"), NULL);
    fputs("    ", stdout);
    bp_terminal_cell_right(bp_word(words, "from"), LEVEL - 4);
    bp_terminal_cell_right(
        bp_word(words, explainer->rule.unit == BP_UNIT_DISTRICT ? "districts" : "neighbourhoods"), COUNT + 4);
    bp_terminal_cell_right(bp_word(words, "residents"), RESIDENTS);
    bp_terminal_cell_right(bp_word(words, "weight"), WEIGHT);
    putchar('\n');
    for (int64_t b = 0; b < branches->n; b++) {
        char number[BP_WORDS_NUMBER];
        const bp_branch *at = &branches->list[b];
        if (!is_shown(branches, b))
            continue;
        fputs("    ", stdout);
        bp_terminal_cell_right(bp_page_score(explainer, at->level, number), LEVEL - 4);
        bp_terminal_cell_right(bp_page_count(explainer, (double)at->n_members, number), COUNT + 4);
        bp_terminal_cell_right(bp_page_count(explainer, at->population, number), RESIDENTS);
        bp_terminal_cell_right(bp_words_number(words, at->weight, 1, number), WEIGHT);
        printf("  %s\n", at->is_below_floor     ? bp_word(words, "too few")
                         : at->is_above_ceiling ? bp_word(words, "too many")
                         : at->weight <= 0.0    ? bp_word(words, "weighs too little")
                                                : bp_word(words, "right size"));
    }
}
