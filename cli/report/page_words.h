/* The words of the page, which it has in both languages. */
#ifndef BP_CLI_REPORT_PAGE_WORDS_H
#define BP_CLI_REPORT_PAGE_WORDS_H

#include "cli/words.h"

/** A text of the page's scripts in English. */
typedef struct bp_page_word {
    const char *one;  /**< the text, or its form for 1 */
    const char *many; /**< its form for any other number; NULL: it goes with none */
} bp_page_word;

extern const bp_page_word bp_page_words[];
extern const int bp_n_page_words;

#endif
