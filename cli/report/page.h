/* The parts of a page that are made of a run. */
#ifndef BP_CLI_REPORT_PAGE_H
#define BP_CLI_REPORT_PAGE_H

#include "cli/report/markup.h"
#include "cli/report/stored.h"
#include "cli/words.h"

/** The catalogues of both languages; English first. */
typedef struct bp_page_languages {
    bp_words *words[2];
    bp_language opens_in;
} bp_page_languages;

/**
 * Add the words of the page as an object of JSON: the language that it opens in, the Dutch of every text, the
 * names of the run's domains, indicators and columns in both, the other names of its municipalities, and the
 * licence of Leaflet.
 */
bp_status bp_page_add_words(bp_context *context, const bp_stored_run *run, const bp_page_languages *languages,
                            bp_markup *text);

/**
 * Add an array of JSON with the themes of the units: names, classes with colours and labels in both
 * languages, and the class of every unit as a letter (a, b, ...; - for a missing value).
 */
bp_status bp_page_add_themes(bp_context *context, const bp_stored_run *run,
                             const bp_page_languages *languages, bp_markup *text);

/** The whole page. Sentences that it does without are taken out of the table of units. */
bp_status bp_page_make(bp_context *context, bp_stored_run *run, const bp_page_languages *languages,
                       bp_markup *out);

#endif
