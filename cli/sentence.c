#include "cli/sentence.h"

#include "cli/sentence_page.h"

#include <math.h>

/* What the members of an area are: "among the worst 20 % of all districts", as {test}. */
static void put_test(bp_page *page, int64_t units)
{
    const bp_words *words = page->words;
    const bp_sentence_rule *rule = page->rule;
    const char *text;
    if (rule->is_mixed)
        bp_page_put_among(page);
    if (rule->at_least > 0 && rule->stack_alone)
        text = bp_word_count(words, "is among the worst {stack} on at least {least} domains",
                             "are among the worst {stack} on at least {least} domains", units);
    else if (rule->is_mixed)
        text = bp_word_count(words, "is past {base} {among}", "are past {base} {among}", units);
    else
        text = bp_word_count(words, "is among the worst {share} of {whole}",
                             "are among the worst {share} of {whole}", units);
    bp_page_put_filled(page, "test", text);
    if (rule->at_least > 0 && !rule->stack_alone)
        bp_page_put_filled(
            page, "test",
            bp_word_count(words, "{test} and, on at least {least} domains, among the worst {stack}",
                          "{test} and, on at least {least} domains, among the worst {stack}", units));
}

static void add_proposed(bp_page *page, const bp_sentence_area *area)
{
    const bp_words *words = page->words;
    if (area->units == 1)
        bp_page_add(
            page, bp_word_count(words, "Proposed because it is one {unit}, with {all} resident, that {test}",
                                "Proposed because it is one {unit}, with {all} residents, that {test}",
                                llround(area->population)));
    else if (area->population_past_base > area->population - 0.5)
        bp_page_add(
            page, bp_word(words, "Proposed because all of its {all} residents live in {units} that {test}"));
    else
        bp_page_add(
            page, bp_word_count(words,
                                "Proposed because {part} of its {all} residents lives in {units} that {test}",
                                "Proposed because {part} of its {all} residents live in {units} that {test}",
                                llround(area->population_past_base)));
}

static void add_designated(bp_page *page, const bp_sentence_area *area)
{
    const bp_words *words = page->words;
    if (area->units == 0)
        bp_page_add(page, bp_word(words, "Designated; none of its {units} is in this study"));
    else if (!(area->population > 0.0))
        bp_page_add(page, bp_word(words, "Designated; it is not known that anybody lives there"));
    else if (area->population_past_base < 0.5)
        bp_page_add(page,
                    bp_word(words, "Designated; none of its {all} residents live in {units} that {test}"));
    else
        bp_page_add(page,
                    area->population_past_base > area->population - 0.5
                        ? bp_word(words, "Designated; all of its {all} residents live in {units} that {test}")
                        : bp_word_count(
                              words, "Designated; {part} of its {all} residents lives in {units} that {test}",
                              "Designated; {part} of its {all} residents live in {units} that {test}",
                              llround(area->population_past_base)));
}

static void add_missing(bp_page *page, const bp_sentence_area *area)
{
    const bp_words *words = page->words;
    for (int k = 0; k < area->n_missing && k < BP_SENTENCE_MISSING; k++) {
        bp_page_put_name(page, "figure", area->missing[k].name);
        bp_page_put_count(page, "lacking", (double)area->missing[k].units);
        bp_page_put_count(page, "members", (double)area->units);
        bp_page_add(
            page,
            area->units == 1
                ? bp_word(words, "the figure on {figure} is missing")
                : bp_word(words, "the figure on {figure} is missing in {lacking} of {members} {units}"));
    }
    int more = area->n_missing - BP_SENTENCE_MISSING;
    if (more <= 0)
        return;
    bp_page_put_count(page, "more", more);
    bp_page_add(page, bp_word_count(words, "{more} more figure is missing in part",
                                    "{more} more figures are missing in part", more));
}

bp_status bp_sentence_of_area(bp_context *context, const bp_words *words, const bp_sentence_rule *rule,
                              const bp_sentence_area *area, char **out)
{
    bp_page page = bp_page_new(context, words, rule);
    bp_page_put_count(&page, "all", area->population);
    bp_page_put_count(&page, "part", area->population_past_base);
    put_test(&page, area->is_designated ? 2 : area->units);
    if (area->is_designated)
        add_designated(&page, area);
    else
        add_proposed(&page, area);
    if (area->units > 0 && !area->has_score)
        bp_page_add(&page, bp_word(words, "it has no score"));
    bp_page_add_worst(&page, area->worst, area->n_worst, true);
    add_missing(&page, area);
    if (area->fallback_share > 0.0) {
        bp_page_put_percent(&page, "filled", round(area->fallback_share * 100.0) / 100.0);
        bp_page_add(&page, bp_word(words, "for {filled} of its residents a figure of a larger area stands in "
                                          "for one of the {unit}"));
    }
    return bp_page_end(&page, out);
}

bp_status bp_sentence_of_likeness(bp_context *context, const bp_words *words,
                                  const bp_sentence_likeness *likeness, char **out)
{
    static const bp_sentence_rule none = {0};
    bp_page page = bp_page_new(context, words, &none);
    if (likeness->nearest) {
        bp_page_put(&page, "nearest", likeness->nearest);
        bp_page_add(&page, bp_word(words, "Most like the designated area {nearest}"));
    } else
        bp_page_add(&page, bp_word(words, "There is no designated area to compare it with"));
    if (likeness->domain && likeness->of > 0) {
        bp_page_put_domain(&page, "first", likeness->domain);
        bp_page_put_count(&page, "beaten", (double)likeness->worse_than);
        bp_page_put_count(&page, "designated", (double)likeness->of);
        if (likeness->worse_than == 0)
            bp_page_add(&page, bp_word(words, "on no domain worse than any designated area"));
        else if (likeness->worse_than == likeness->of && likeness->of > 1)
            bp_page_add(&page, bp_word(words, "worse on {first} than all {designated} designated areas"));
        else
            bp_page_add(&page,
                        bp_word_count(words, "worse on {first} than {beaten} of {designated} designated area",
                                      "worse on {first} than {beaten} of {designated} designated areas",
                                      likeness->of));
    }
    return bp_page_end(&page, out);
}
