/* A catalogue of translations: the .mo file of GNU gettext. */
#ifndef BP_CLI_WORDS_FILE_H
#define BP_CLI_WORDS_FILE_H

#include "geo/context.h"

typedef struct bp_words_file bp_words_file;

/**
 * Read a catalogue, whichever byte order it was written in. BP_ERROR_INPUT when the file cannot be read, is
 * no catalogue, is cut short, or does not count as English does (1 has a form of its own, all else another).
 * Source of the format: GNU gettext manual, section 10.3, The Format of GNU MO Files.
 */
bp_status bp_words_file_read(bp_context *context, const char *path, bp_words_file **out);
void bp_words_file_free(bp_words_file *file);

/** The translation of `text`, in its form 0 (of one) or 1 (of many); NULL when there is none. Lent. O(log
 * texts). */
const char *bp_words_file_find(const bp_words_file *file, const char *text, int form);

#endif
