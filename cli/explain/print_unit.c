/* A unit's answer for people. */
#include "cli/explain/page.h"

#include "cli/terminal.h"
#include "cli/text_width.h"
#include "geo/bitmap.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Widths of the columns; with the indents they stay within 80. */
enum { NAME_WIDTH = 28, NUMBER_WIDTH = 12, RANK_WIDTH = 18, ADDS_WIDTH = 12 };

static void print_row(const char *name, const char *number, const char *rank, const char *adds, int indent)
{
    /* What a study calls a figure may be long, and is not to be cut: the figures then stand below it. */
    if (bp_text_columns(name, strlen(name)) >= NAME_WIDTH - indent) {
        bp_terminal_print(indent == 4 ? "   " : " ", name, indent);
        name = "";
    }
    printf("%*s", indent, "");
    bp_terminal_cell(name, NAME_WIDTH - indent);
    bp_terminal_cell_right(number, NUMBER_WIDTH);
    if (rank[0])
        bp_terminal_cell_right(rank, RANK_WIDTH);
    if (rank[0] && adds[0])
        bp_terminal_cell_right(adds, ADDS_WIDTH);
    putchar('\n');
}

/* With its sign: what is above 0 makes the unit worse than the average one. */
static const char *print_part(const bp_explainer *explainer, double part, char buffer[BP_WORDS_NUMBER + 1])
{
    char number[BP_WORDS_NUMBER];
    snprintf(buffer, BP_WORDS_NUMBER + 1, "%s%s", part < 0.0 ? "-" : "+",
             bp_page_score(explainer, fabs(part), number));
    return buffer;
}

static void print_indicator(const bp_explainer *explainer, int64_t unit, int k)
{
    const bp_past *past = explainer->past;
    const bp_contributions *parts = &explainer->parts;
    const bp_indicator *indicator = &past->indicators[k];
    char number[BP_WORDS_NUMBER], rank[3 * BP_WORDS_NUMBER], adds[BP_WORDS_NUMBER + 1];
    char *name = bp_word_name(explainer->words, past->asked[k].name);
    int64_t at = (int64_t)k * past->n + unit;
    if (!bp_bitmap_get(indicator->valid, unit)) {
        print_row(name ? name : "", bp_word(explainer->words, "missing"), "", "", 4);
    } else {
        double step = bp_change_step(indicator->value, indicator->valid, past->n);
        bool has_score = bp_bitmap_get(past->result.scores.valid, unit);
        print_row(name ? name : "", bp_page_value(explainer, indicator->value[unit], step, number),
                  bp_page_rank(explainer, parts->rank[at], parts->indicator_of[k], rank),
                  has_score ? print_part(explainer, parts->indicator[at], adds) : "", 4);
        const bp_column *level = past->asked[k].level;
        if (level && bp_column_is_valid(level, unit))
            bp_page_say(explainer, 6, bp_word(explainer->words, "(not its own: that of the {level})"),
                        "level", bp_word(explainer->words, bp_column_text_at(level, unit)), NULL);
    }
    free(name);
}

static void print_figures(const bp_explainer *explainer, int64_t unit)
{
    const bp_past *past = explainer->past;
    const bp_words *words = explainer->words;
    const bp_scores *scores = &past->result.scores;
    bool has_score = bp_bitmap_get(scores->valid, unit);
    bp_page_head(explainer, bp_word(words, "Figures (rank 1 is the worst)"));
    print_row("", bp_word(words, "score"), bp_word(words, "rank"), bp_word(words, "adds"), 2);
    for (int d = 0; d < past->n_domains; d++) {
        char number[BP_WORDS_NUMBER], rank[3 * BP_WORDS_NUMBER], adds[BP_WORDS_NUMBER + 1];
        char *name = bp_word_domain(words, past->domain[d]);
        int64_t at = (int64_t)d * past->n + unit;
        if (bp_bitmap_get(scores->domain_valid[d], unit))
            print_row(name ? name : "", bp_page_score(explainer, scores->domain[at], number),
                      bp_page_rank(explainer, explainer->parts.domain_rank[at], explainer->parts.domain_of[d],
                                   rank),
                      has_score ? print_part(explainer, explainer->parts.domain[at], adds) : "", 2);
        else
            print_row(name ? name : "", bp_word(words, "missing"), "", "", 2);
        free(name);
        for (int k = 0; k < past->n_indicators; k++)
            if (past->indicators[k].domain == d)
                print_indicator(explainer, unit, k);
    }
    if (has_score) {
        char number[BP_WORDS_NUMBER], rank[3 * BP_WORDS_NUMBER], adds[BP_WORDS_NUMBER + 1];
        print_row(bp_word(words, "in all"), bp_page_score(explainer, scores->score[unit], number),
                  bp_page_rank(explainer, scores->rank[unit], scores->n_scored, rank),
                  print_part(explainer, scores->mean[unit] - 0.5, adds), 2);
    }
}

static void print_base(const bp_explainer *explainer, double position)
{
    const bp_delineate_options *areas = &explainer->past->rule.delineate;
    const bp_words *words = explainer->words;
    char at[BP_WORDS_NUMBER], base[BP_WORDS_NUMBER], by[BP_WORDS_NUMBER], reach[BP_WORDS_NUMBER],
        under[BP_WORDS_NUMBER];
    bool is_past = position >= areas->base;
    bp_page_apart(explainer, position, areas->base, at, base, by);
    bp_page_say(explainer, 2,
                is_past ? bp_word(words, "Position {at}, base {base}: past it by {by}.")
                        : bp_word(words, "Position {at}, base {base}: short of it by {by}."),
                "at", at, "base", base, "by", by, NULL);
    if (is_past)
        return;
    bp_page_apart(explainer, areas->reach, position, reach, at, under);
    bp_page_say(explainer, 2,
                position >= areas->reach
                    ? bp_word(words, "It is past the reach of {reach}: an area may take it in to join worse "
                                     "{units}, or to reach the floor.")
                    : bp_word(words, "The reach is {reach}: it is short of that, too, by {under}, so that no "
                                     "area may take it in."),
                "reach", reach, "under", under, NULL);
}

static void print_stack(const bp_explainer *explainer, int64_t unit)
{
    const bp_past *past = explainer->past;
    char has[BP_WORDS_NUMBER], asked[BP_WORDS_NUMBER], at[BP_WORDS_NUMBER];
    if (past->rule.stack.at_least == 0)
        return;
    bp_page_say(explainer, 2,
                bp_word(explainer->words, "Domains past {at}: {has}, and {asked} are asked for."), "at",
                bp_page_score(explainer, past->rule.score.stack_at, at), "has",
                bp_page_count(explainer, past->result.scores.stack[unit], has), "asked",
                bp_page_count(explainer, past->rule.stack.at_least, asked), NULL);
    if (past->rule.stack.alone)
        bp_page_say(explainer, 2,
                    bp_word(explainer->words, "These domains decide alone: the position goes by how many "
                                              "there are, and then by the score."),
                    NULL);
    else if (past->result.scores.stack[unit] < past->rule.stack.at_least &&
             explainer->verdicts.threshold[unit] > past->result.position.value[unit])
        bp_page_say(explainer, 2,
                    bp_word(explainer->words, "By its figures it would stand at {score}; for want of domains "
                                              "it counts as {position}, short of the base."),
                    "score", bp_page_score(explainer, explainer->verdicts.threshold[unit], at), "position",
                    bp_page_score(explainer, past->result.position.value[unit], has), NULL);
}

static const char *obstacle_text(const bp_words *words, bp_obstacle obstacle)
{
    switch (obstacle) {
    case BP_OBSTACLE_FLOOR:
        return bp_word(words, "All {units} that hang together with it past the reach have {residents} "
                              "residents: {short} short of the floor of {floor}.");
    case BP_OBSTACLE_CEILING:
        return bp_word(words, "What hangs together with it has too few residents or, one step on, more than "
                              "the ceiling of {ceiling}: nothing of the right size holds it.");
    case BP_OBSTACLE_WEIGHT:
        return bp_word(words, "What has the right size around it has too little weight to be an area: more "
                              "residents live short of the base, or further short of it, than past it.");
    case BP_OBSTACLE_CHOICE:
        return bp_word(words,
                       "Around it another choice weighs more: other {units} of the same cluster are in "
                       "an area without it.");
    case BP_OBSTACLE_NONE:
        break;
    }
    return NULL;
}

static void print_thresholds(const bp_explainer *explainer, const bp_unit_answer *answer)
{
    const bp_past *past = explainer->past;
    char residents[BP_WORDS_NUMBER], missing[BP_WORDS_NUMBER], floor[BP_WORDS_NUMBER],
        ceiling[BP_WORDS_NUMBER];
    if (!bp_bitmap_get(past->result.position.valid, answer->unit))
        return;
    bp_page_head(explainer, bp_word(explainer->words, "Thresholds"));
    print_base(explainer, past->result.position.value[answer->unit]);
    print_stack(explainer, answer->unit);
    const char *text = obstacle_text(explainer->words, answer->obstacle);
    double around = answer->branches.n > 0 ? answer->branches.list[answer->branches.n - 1].population : 0.0;
    if (text)
        bp_page_say(explainer, 2, text, "residents", bp_page_count(explainer, around, residents), "short",
                    bp_page_count(explainer, ceil(answer->short_of_floor), missing), "floor",
                    bp_page_count(explainer, answer->floor, floor), "ceiling",
                    bp_page_count(explainer, answer->ceiling, ceiling), NULL);
    bp_print_branches(explainer, &answer->branches);
}

static void print_title(const bp_explainer *explainer, const bp_unit_answer *answer)
{
    const bp_past *past = explainer->past;
    const char *municipality = bp_past_municipality_of(past, answer->unit);
    bp_page_say(explainer, 0, municipality ? "{name}, {municipality} ({code})" : "{name} ({code})", "name",
                past->name[answer->unit], "code", past->id[answer->unit], "municipality",
                municipality ? municipality : "", NULL);
    for (int kind = BP_PAST_PROPOSED; kind >= BP_PAST_DESIGNATED; kind--) {
        int32_t area = past->areas[kind].area_of[answer->unit];
        if (area >= 0)
            bp_page_say(explainer, 0,
                        kind == BP_PAST_PROPOSED
                            ? bp_word(explainer->words, "Proposed area {code}: {name}.")
                            : bp_word(explainer->words, "Designated area {code}: {name}."),
                        "code", past->areas[kind].id[area], "name", past->areas[kind].name[area], NULL);
    }
    bp_print_unit_standing(explainer, answer->unit);
}

void bp_print_unit(const bp_explainer *explainer, const bp_unit_answer *answer)
{
    print_title(explainer, answer);
    putchar('\n');
    bp_page_say(explainer, 0, "{sentence}", "sentence", answer->sentence, NULL);
    if (answer->reason == BP_REASON_EXCLUDED)
        bp_print_excluded(explainer, answer->unit);
    print_thresholds(explainer, answer);
    print_figures(explainer, answer->unit);
    bp_print_changes(explainer, answer);
    if (bp_explain_can_change(answer->reason))
        bp_print_levers(explainer, answer);
    if (answer->branches.n > 0)
        bp_print_weight(explainer);
}
