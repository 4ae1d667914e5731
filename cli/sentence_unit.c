#include "cli/sentence_page.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* Shares with one decimal, or with as many as tell the position and the base apart, so that what it falls
 * short by is the difference of what is written. */
static void put_shortage(bp_page *page, const bp_sentence_unit *unit)
{
    char buffer[BP_WORDS_NUMBER];
    double base = 100.0 * page->rule->base, position = 100.0 * unit->position;
    int decimals = bp_words_decimals_apart(position, base, 1, 4);
    double scale = pow(10.0, decimals), told = round(position * scale) / scale;
    if (fabs(told - round(told)) < 1e-9)
        bp_page_put_percent(page, "position", told / 100.0);
    else {
        size_t length = strlen(bp_words_number(page->words, told, decimals, buffer));
        snprintf(buffer + length, sizeof buffer - length, " %%");
        bp_page_put(page, "position", buffer);
    }
    double shortage = base - told;
    bool is_whole = fabs(shortage - round(shortage)) < 1e-9;
    bp_page_put(page, "short", bp_words_number(page->words, shortage, is_whole ? 0 : decimals, buffer));
}

/* What is said of a unit past the base that is in no area: as {enough}. */
static void put_enough(bp_page *page)
{
    bool is_plain = !page->rule->is_mixed && page->rule->at_least == 0;
    bp_page_put_filled(page, "enough",
                       is_plain ? bp_word(page->words, "it is worse off than {score} of {whole}")
                                : bp_word(page->words, "it is past the threshold"));
}

/* What the clause of this reason is filled with, and no more: there may be a sentence for each of a hundred
 * thousand units. */
static void put_figures(bp_page *page, const bp_sentence_unit *unit)
{
    const bp_sentence_rule *rule = page->rule;
    bp_reason reason = unit->reason;
    bool is_left_out =
        reason == BP_REASON_BELOW_FLOOR || reason == BP_REASON_ABOVE_CEILING || reason == BP_REASON_OTHER;
    if (unit->area)
        bp_page_put(page, "area", unit->area);
    if (rule->at_least > 0)
        bp_page_put_count(page, "past", (double)unit->stack);
    if (reason == BP_REASON_BELOW_BASE || rule->is_mixed)
        put_shortage(page, unit);
    if (rule->is_mixed && unit->has_no_local)
        bp_page_put_filled(
            page, "among",
            rule->by_class ? bp_word(page->words, "in the country (too few {units} are of its size)")
                           : bp_word(page->words, "in the country (its municipality has too few {units})"));
    else if (rule->is_mixed)
        bp_page_put_among(page);
    if (reason == BP_REASON_MEMBER || is_left_out) {
        bp_page_put_worse_than(page, "score", unit->score);
        bp_page_put_count(page, "place", (double)unit->rank);
        bp_page_put_count(page, "scored", (double)unit->of);
    }
    if (is_left_out || reason == BP_REASON_MEMBER_BELOW_BASE) {
        bp_page_put_count(page, "around", unit->population_around);
        bp_page_put_count(page, "floor", (double)rule->floor);
        bp_page_put_count(page, "ceiling", (double)rule->ceiling);
        bp_page_put(page, "beside", unit->beside ? unit->beside : "");
    }
    if (is_left_out)
        put_enough(page);
}

static void add_member(bp_page *page, const bp_sentence_unit *unit)
{
    const bp_words *words = page->words;
    const bp_sentence_rule *rule = page->rule;
    if (rule->at_least > 0 && rule->stack_alone)
        bp_page_add(page, bp_word_count(words,
                                        "Proposed, in area {area}, because it is among the worst {stack} on "
                                        "{past} domain",
                                        "Proposed, in area {area}, because it is among the worst {stack} on "
                                        "{past} domains",
                                        unit->stack));
    else if (rule->is_mixed)
        bp_page_add(page, bp_word(words, "Proposed, in area {area}, because its position {among}, "
                                         "{position}, is past {base}"));
    else
        bp_page_add(page, bp_word(words, "Proposed, in area {area}, because it is worse off than {score} of "
                                         "{whole} (rank {place} of {scored})"));
    if (rule->at_least > 0 && !rule->stack_alone)
        bp_page_add(page, bp_word_count(words, "among the worst {stack} on {past} domain",
                                        "among the worst {stack} on {past} domains", unit->stack));
}

static void add_below_base(bp_page *page)
{
    const bp_words *words = page->words;
    if (page->rule->is_mixed)
        bp_page_add(page, bp_word(words, "Not proposed: its position {among} is {position}, and {base} is "
                                         "needed: {short} points short"));
    else
        bp_page_add(page, bp_word(words, "Not proposed: it is worse off than {position} of {whole}, and "
                                         "{base} is needed: {short} points short"));
}

static void add_below_stack(bp_page *page, const bp_sentence_unit *unit)
{
    bp_page_add(page, bp_word_count(page->words,
                                    "Not proposed: it is among the worst {stack} on {past} domain, and "
                                    "{least} are needed",
                                    "Not proposed: it is among the worst {stack} on {past} domains, and "
                                    "{least} are needed",
                                    unit->stack));
}

static void add_no_score(bp_page *page, const bp_sentence_unit *unit)
{
    bp_page_put_count(page, "gone", (double)(unit->domains_in_all - unit->domains_present));
    bp_page_put_count(page, "domains", (double)unit->domains_in_all);
    bp_page_put_count(page, "needed", (double)page->rule->min_domains);
    bp_page_add(page, bp_word_count(page->words,
                                    "Not proposed: it has no score, since {gone} of {domains} domains is "
                                    "missing and {needed} are needed",
                                    "Not proposed: it has no score, since {gone} of {domains} domains are "
                                    "missing and {needed} are needed",
                                    unit->domains_in_all - unit->domains_present));
}

/* Past the base and in no area: why not, in the words of the method that drew them. */
static void add_other(bp_page *page)
{
    const bp_words *words = page->words;
    const char *method = page->rule->method ? page->rule->method : "levelset";
    if (strcmp(method, "levelset") == 0)
        bp_page_add(page, bp_word(words, "Not proposed: {enough}, but it fits in none of the areas "
                                         "that together weigh most"));
    else if (strcmp(method, "optimal") == 0)
        bp_page_add(page, bp_word(words, "Not proposed: {enough}, but it is in none of the heaviest "
                                         "areas that were found"));
    else if (strcmp(method, "components") == 0)
        bp_page_add(page, bp_word(words, "Not proposed: {enough}, but with the {units} past the base that "
                                         "it hangs together with it lacks the {floor} residents that an "
                                         "area needs"));
    else if (strcmp(method, "hotspots") == 0)
        bp_page_add(page, bp_word(words, "Not proposed: {enough}, but it is in none of the areas that were "
                                         "grown from significant hot spots"));
    else if (strcmp(method, "scan") == 0 || strcmp(method, "flexible") == 0)
        bp_page_add(page, bp_word(words, "Not proposed: {enough}, but it is in no significant cluster of "
                                         "the scan that makes an area there"));
    else
        bp_page_add(page, bp_word(words, "Not proposed: {enough}, but its region as a whole weighs "
                                         "nothing or less, or lacks the {floor} residents that an area "
                                         "needs"));
}

static void add_reason(bp_page *page, const bp_sentence_unit *unit)
{
    const bp_words *words = page->words;
    switch (unit->reason) {
    case BP_REASON_MEMBER:
        add_member(page, unit);
        return;
    case BP_REASON_MEMBER_BELOW_BASE:
        bp_page_add(page,
                    bp_word(words, "Proposed, in area {area}, though short of what is asked for: without "
                                   "it the area would fall apart or lack the {floor} residents it needs"));
        return;
    case BP_REASON_BRIDGE:
        bp_page_add(page, bp_word(words, "Not proposed, but in the outline of area {area}, whose parts it "
                                         "joins; its own residents do not count"));
        return;
    case BP_REASON_UNINHABITED:
        bp_page_add(page, bp_word(words, "Not proposed: nobody lives there"));
        return;
    case BP_REASON_NO_SCORE:
        add_no_score(page, unit);
        return;
    case BP_REASON_POPULATION_UNKNOWN:
        bp_page_add(page, bp_word(words, "Not proposed: it is not known how many people live there"));
        return;
    case BP_REASON_EXCLUDED:
        bp_page_add(page, bp_word(words, "Not proposed: the study leaves this {unit} out beforehand"));
        return;
    case BP_REASON_BELOW_BASE:
        add_below_base(page);
        return;
    case BP_REASON_BELOW_STACK:
        add_below_stack(page, unit);
        return;
    case BP_REASON_BELOW_FLOOR:
        bp_page_add(page,
                    unit->population_around > unit->population + 0.5
                        ? bp_word(words, "Not proposed: {enough}, but together with the {units} "
                                         "around it that come near it has {around} residents, and an area "
                                         "needs {floor}")
                        : bp_word(words, "Not proposed: {enough}, but it has {around} residents, no {unit} "
                                         "around it comes near, and an area needs {floor} residents"));
        return;
    case BP_REASON_ABOVE_CEILING:
        bp_page_add(page, bp_word(words, "Not proposed: {enough}, but area {beside} beside it would have "
                                         "{around} residents with it, and an area has at most {ceiling}"));
        return;
    case BP_REASON_OTHER:
        add_other(page);
        return;
    }
}

static void add_missing(bp_page *page, const bp_sentence_unit *unit)
{
    const bp_words *words = page->words;
    if (unit->n_missing > 0)
        bp_page_put_name(page, "figure", unit->missing[0].name);
    if (unit->n_missing > 1)
        bp_page_put_name(page, "figure_2", unit->missing[1].name);
    if (unit->n_missing > 2)
        bp_page_put_count(page, "more", unit->n_missing - 2);
    if (unit->n_missing == 1)
        bp_page_add(page, bp_word(words, "the figure on {figure} is missing"));
    else if (unit->n_missing == 2)
        bp_page_add(page, bp_word(words, "the figures on {figure} and {figure_2} are missing"));
    else if (unit->n_missing > 2)
        bp_page_add(page, bp_word(words, "the figures on {figure}, {figure_2} and {more} more are missing"));
}

bp_status bp_sentence_of_unit(bp_context *context, const bp_words *words, const bp_sentence_rule *rule,
                              const bp_sentence_unit *unit, char **out)
{
    bp_page page = bp_page_new(context, words, rule);
    put_figures(&page, unit);
    add_reason(&page, unit);
    bp_page_add_worst(&page, unit->worst, unit->n_worst, false);
    add_missing(&page, unit);
    if (unit->n_fallback > 0) {
        bp_page_put_count(&page, "filled", unit->n_fallback);
        bp_page_add(&page, bp_word_count(words, "{filled} figure is that of a larger area",
                                         "{filled} figures are those of a larger area", unit->n_fallback));
    }
    if (unit->designated) {
        bp_page_put(&page, "designated", unit->designated);
        if (unit->designated_name)
            bp_page_put(&page, "designated_name", unit->designated_name);
        bp_page_add(&page, unit->designated_name
                               ? bp_word(words, "it is in the designated area {designated_name} "
                                                "({designated})")
                               : bp_word(words, "it is in the designated area {designated}"));
    }
    return bp_page_end(&page, out);
}
