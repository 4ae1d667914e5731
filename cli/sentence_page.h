/* A sentence in the making: what its clauses are filled with, and the clauses so far. For cli/sentence*.c. */
#ifndef BP_CLI_SENTENCE_PAGE_H
#define BP_CLI_SENTENCE_PAGE_H

#include "cli/sentence.h"

enum { BP_PAGE_FILLINGS = 32, BP_PAGE_CLAUSES = 8 };

typedef struct bp_page {
    bp_context *context;
    const bp_words *words;
    const bp_sentence_rule *rule;
    bp_status status;                      /**< the first failure; later calls then do nothing */
    bp_filling fillings[BP_PAGE_FILLINGS]; /**< a later one of the same name takes the place of the first */
    char *texts[BP_PAGE_FILLINGS];         /**< owned */
    int n_fillings;
    char *clauses[BP_PAGE_CLAUSES];
    int n_clauses;
} bp_page;

/** An empty page that knows {unit}, {units}, {whole} (what a score is among), {base}, {share} (1 - base) and,
 * where the rule asks for domains, {stack} (1 - stack_at) and {least}. */
bp_page bp_page_new(bp_context *context, const bp_words *words, const bp_sentence_rule *rule);

/** {name} stands for `text` (copied), a count, a share as a percentage, "worse than" this rank, a name of the
 * study in words, that of a domain, a text that is itself filled. */
void bp_page_put(bp_page *page, const char *name, const char *text);
void bp_page_put_count(bp_page *page, const char *name, double count);
void bp_page_put_percent(bp_page *page, const char *name, double share);
void bp_page_put_worse_than(bp_page *page, const char *name, double rank);
void bp_page_put_name(bp_page *page, const char *name, const char *of_study);
void bp_page_put_domain(bp_page *page, const char *name, const char *of_study);
void bp_page_put_filled(bp_page *page, const char *name, const char *text);

/** Put where a mixed rule places a unit as {among}: "on the position within its municipality". */
void bp_page_put_among(bp_page *page);

/** Fill a text in and take it as the next clause. */
void bp_page_add(bp_page *page, const char *text);

/** Tell on which domains it is worst: worst[n], n up to 2; ranks of those that have one. */
void bp_page_add_worst(bp_page *page, const bp_sentence_domain *worst, int n, bool on_average);

/** The clauses as one sentence in *out, to free(); clears the page. */
bp_status bp_page_end(bp_page *page, char **out);

#endif
