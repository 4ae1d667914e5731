#include "cli/sentence_page.h"

#include "geo/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void put_owned(bp_page *page, const char *name, char *text)
{
    int at = 0;
    if (page->status || !text) {
        if (!page->status)
            page->status = bp_context_fail_memory(page->context, 0);
        free(text);
        return;
    }
    while (at < page->n_fillings &&
           (page->fillings[at].name[0] != name[0] || strcmp(page->fillings[at].name, name) != 0))
        at++;
    if (at == BP_PAGE_FILLINGS) {
        free(text);
        page->status = bp_context_fail(page->context, BP_ERROR_INTERNAL,
                                       "a sentence has more than %d figures", BP_PAGE_FILLINGS);
        return;
    }
    page->n_fillings += at == page->n_fillings;
    free(page->texts[at]);
    page->texts[at] = text;
    page->fillings[at] = (bp_filling){name, text};
}

void bp_page_put(bp_page *page, const char *name, const char *text)
{
    put_owned(page, name, bp_text_copy(text));
}

void bp_page_put_count(bp_page *page, const char *name, double count)
{
    char buffer[BP_WORDS_NUMBER];
    put_owned(page, name, bp_text_copy(bp_words_number(page->words, count, 0, buffer)));
}

void bp_page_put_percent(bp_page *page, const char *name, double share)
{
    char buffer[BP_WORDS_NUMBER];
    put_owned(page, name, bp_text_copy(bp_words_percent(page->words, share, buffer)));
}

void bp_page_put_worse_than(bp_page *page, const char *name, double rank)
{
    char buffer[BP_WORDS_NUMBER];
    put_owned(page, name, bp_text_copy(bp_words_worse_than(page->words, rank, buffer)));
}

void bp_page_put_name(bp_page *page, const char *name, const char *of_study)
{
    put_owned(page, name, bp_word_name(page->words, of_study));
}

void bp_page_put_domain(bp_page *page, const char *name, const char *of_study)
{
    put_owned(page, name, bp_word_domain(page->words, of_study));
}

void bp_page_put_filled(bp_page *page, const char *name, const char *text)
{
    put_owned(page, name, bp_words_fill(text, page->fillings, page->n_fillings));
}

bp_page bp_page_new(bp_context *context, const bp_words *words, const bp_sentence_rule *rule)
{
    bp_page page = {context, words, rule, BP_OK, {{NULL, NULL}}, {NULL}, 0, {NULL}, 0};
    bool is_district = rule->unit == BP_UNIT_DISTRICT;
    bp_page_put(&page, "unit", is_district ? bp_word(words, "district") : bp_word(words, "neighbourhood"));
    bp_page_put(&page, "units", is_district ? bp_word(words, "districts") : bp_word(words, "neighbourhoods"));
    bp_page_put_filled(&page, "whole",
                       rule->by_residents ? bp_word(words, "all {units} (counted by residents)")
                                          : bp_word(words, "all {units}"));
    bp_page_put_percent(&page, "base", rule->base);
    bp_page_put_percent(&page, "share", 1.0 - rule->base);
    if (rule->at_least > 0) {
        bp_page_put_percent(&page, "stack", 1.0 - rule->stack_at);
        bp_page_put_count(&page, "least", (double)rule->at_least);
    }
    return page;
}

void bp_page_put_among(bp_page *page)
{
    const bp_words *words = page->words;
    const bp_sentence_rule *rule = page->rule;
    bool is_local_only = !(rule->national > 0.0);
    const char *text =
        is_local_only && rule->by_class ? bp_word(words, "among the {units} of municipalities of its size")
        : is_local_only                 ? bp_word(words, "within the municipality")
        : rule->by_class ? bp_word(words, "in the country and among municipalities of its size together")
                         : bp_word(words, "in the country and within the municipality together");
    bp_page_put_filled(page, "among", text);
}

void bp_page_add(bp_page *page, const char *text)
{
    char *clause = page->status ? NULL : bp_words_fill(text, page->fillings, page->n_fillings);
    if (page->status)
        return;
    if (!clause || page->n_clauses == BP_PAGE_CLAUSES) {
        page->status = clause ? bp_context_fail(page->context, BP_ERROR_INTERNAL,
                                                "a sentence has more than %d clauses", BP_PAGE_CLAUSES)
                              : bp_context_fail_memory(page->context, 0);
        free(clause);
        return;
    }
    page->clauses[page->n_clauses++] = clause;
}

/* "worse than 96 % of all districts, rank 112 of 3,100", or without the rank. The second domain leaves out of
 * what. */
static const char *place_text(const bp_words *words, bool is_first, bool on_average, bool has_rank)
{
    if (is_first && on_average)
        return bp_word(words, "on average worse than {percent} of {whole}");
    if (is_first && has_rank)
        return bp_word(words, "worse than {percent} of {whole}, rank {rank} of {ranked}");
    if (is_first)
        return bp_word(words, "worse than {percent} of {whole}");
    return has_rank ? bp_word(words, "{percent}, rank {rank} of {ranked}") : "{percent}";
}

void bp_page_add_worst(bp_page *page, const bp_sentence_domain *worst, int n, bool on_average)
{
    static const char *const names[] = {"first", "second"}, *const places[] = {"place", "place_2"};
    for (int d = 0; d < n && d < BP_SENTENCE_DOMAINS; d++) {
        bp_page_put_domain(page, names[d], worst[d].name);
        bp_page_put_worse_than(page, "percent", worst[d].score);
        if (worst[d].rank > 0) {
            bp_page_put_count(page, "rank", (double)worst[d].rank);
            bp_page_put_count(page, "ranked", (double)worst[d].of);
        }
        bp_page_put_filled(page, places[d],
                           place_text(page->words, d == 0, on_average, !on_average && worst[d].rank > 0));
    }
    if (n >= 2)
        bp_page_add(page, bp_word(page->words, "worst on {first} ({place}) and {second} ({place_2})"));
    else if (n == 1)
        bp_page_add(page, bp_word(page->words, "worst on {first} ({place})"));
}

bp_status bp_page_end(bp_page *page, char **out)
{
    size_t length = 2;
    for (int c = 0; c < page->n_clauses; c++)
        length += strlen(page->clauses[c]) + 2;
    char *text = page->status ? NULL : (char *)malloc(length);
    if (!page->status && !text)
        page->status = bp_context_fail_memory(page->context, length);
    if (text)
        *text = '\0';
    for (int c = 0; text && c < page->n_clauses; c++) {
        strcat(text, page->clauses[c]);
        strcat(text, c + 1 < page->n_clauses ? "; " : ".");
    }
    for (int c = 0; c < page->n_clauses; c++)
        free(page->clauses[c]);
    for (int f = 0; f < page->n_fillings; f++)
        free(page->texts[f]);
    if (text)
        *out = text;
    return page->status;
}
