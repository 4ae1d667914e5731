/* Where the files shipped with the program are. */
#ifndef BP_CLI_SHARE_H
#define BP_CLI_SHARE_H

#include "geo/aliases.h"

/**
 * The folder with the shipped lists and layers (its lists.yaml says which), to free(). Tried in this order:
 * the environment variable BRANDPUNT_SHARE, ../share/brandpunt/shapefiles beside the program, the place it
 * was built to be installed in, the source tree it was built from. BP_ERROR_INPUT when BRANDPUNT_SHARE is set
 * and holds no lists.yaml, or none is found.
 */
bp_status bp_share_directory(bp_context *context, char **out);

/**
 * The shipped names of columns. They are a help and no condition: where the shipped files are not found there
 * are none. Errors as of bp_aliases_read.
 */
bp_status bp_share_aliases(bp_context *context, bp_aliases *out);

/**
 * The catalogue of a language ("nl"), to free(). Tried in this order: the folder that BRANDPUNT_LOCALE names,
 * ../share/locale beside the program, the place it was built to be installed in, the build tree.
 * BP_ERROR_INPUT when BRANDPUNT_LOCALE is set and has none, or none is found.
 */
bp_status bp_share_words(bp_context *context, const char *language, char **out);

#endif
