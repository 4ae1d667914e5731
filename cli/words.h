/* Words and numbers in the reader's language: English as written in the code, Dutch from po/nl.po. */
#ifndef BP_CLI_WORDS_H
#define BP_CLI_WORDS_H

#include "geo/context.h"

#include <stdint.h>

typedef enum bp_language { BP_LANGUAGE_ENGLISH = 0, BP_LANGUAGE_DUTCH } bp_language;

enum { BP_N_LANGUAGES = 2 };

/** How many bytes a number in words takes at most. */
enum { BP_WORDS_NUMBER = 64 };

/** Marks a text for translation where it cannot be translated yet: in a table of constants. */
#define N_(text) text

/**
 * A catalogue: what the msgids of one language are translated to. It is read from the .mo file that msgfmt
 * made, by this program itself and not by the C library, which gives Dutch only where a locale other than "C"
 * is installed and chosen for the whole process.
 */
typedef struct bp_words bp_words;

/**
 * The language that `wanted` names ("nl" or "en"); NULL: that of the first of LC_ALL, LC_MESSAGES and LANG
 * that is set and not empty, Dutch when it begins with "nl", else English. BP_ERROR_ARGUMENT for another
 * word.
 */
bp_status bp_words_choose(bp_context *context, const char *wanted, bp_language *out);

/** "nl", "en"; never NULL. */
const char *bp_words_language_name(bp_language language);

/**
 * The words of a language. English needs no file. For Dutch the file nl/LC_MESSAGES/brandpunt.mo is looked
 * for in: the folder that BRANDPUNT_LOCALE names, ../share/locale beside the program, the place it was built
 * to be installed in, the build tree. BP_ERROR_INPUT naming the places when it is in none, or is no
 * catalogue.
 */
bp_status bp_words_open(bp_context *context, bp_language language, bp_words **out);
void bp_words_free(bp_words *words);

bp_language bp_words_language(const bp_words *words);

/** The translation of `text`, or `text` itself where there is none. Lent. `words` NULL: English. */
const char *bp_word(const bp_words *words, const char *text);

/** The same of the form that goes with a count: `one` for 1, `many` for all others. */
const char *bp_word_count(const bp_words *words, const char *one, const char *many, int64_t count);

/** What a name of a study is called in it, in the language of these words: bp_word_name then gives that. Of
 * two labels of a name the first counts. Both texts are copied. */
bp_status bp_words_add_name(bp_context *context, bp_words *words, const char *name, const char *label);

/** A name from a study ("poverty", "low_income") as words: as the study calls it, else translated where it is
 * known, else with blanks for underscores. To free(); NULL when memory runs out. */
char *bp_word_name(const bp_words *words, const char *name);

/** The same of a domain, which may have the name of an indicator: what its column, "domain_NAME", was given
 * as a label is what it is called. */
char *bp_word_domain(const bp_words *words, const char *name);

/** "8,210.5" in English, "8.210,5" in Dutch. `buffer` has BP_WORDS_NUMBER bytes; returned. */
char *bp_words_number(const bp_words *words, double value, int decimals, char *buffer);

/** The fewest decimals, `least` to `most`, with which two numbers that differ are written differently. */
int bp_words_decimals_apart(double a, double b, int least, int most);

/** A share of 0 to 1 as "96 %", with as many of at most two decimals as it has: "12.5 %", "12,5 %". */
char *bp_words_percent(const bp_words *words, double share, char *buffer);

/** A rank of 0 to 1 as a percentage to say "worse than ..." with: rounded down, so that it is never said of
 * more than it is true of; with one decimal past 99 %. */
char *bp_words_worse_than(const bp_words *words, double rank, char *buffer);

/** What stands for {name} in a text. */
typedef struct bp_filling {
    const char *name;
    const char *text;
} bp_filling;

/** `text` with every {name} replaced; a name that is not in fillings[n] stays. To free(); NULL when memory
 * runs out. */
char *bp_words_fill(const char *text, const bp_filling *fillings, int n);

#endif
