/* What the tables of options and the synopses say of values, for help, completion and man pages. The words
 * are:
 *
 *   a|b|c              one of these; with ... behind them, or other text
 *   FILE UNITS WITH OUT STUDY.yaml   a file
 *   DIR RUN            a folder; RUN: that of a run
 *   COLUMN COL         a column of a file
 *   NAME, L            of an option whose name ends in "layer": a layer of a file
 *   PLACE              a unit, area or municipality of a run
 *   AREA               an area of a run
 *   MUNICIPALITY       a municipality of a run
 *   THEME              what a map of a run can show
 *   anything else      free
 */
#ifndef BP_CLI_MANUAL_WORDS_H
#define BP_CLI_MANUAL_WORDS_H

#include "cli/command.h"

typedef enum bp_value_kind {
    BP_VALUE_FREE,
    BP_VALUE_CHOICE,
    BP_VALUE_FILE,
    BP_VALUE_FOLDER,
    BP_VALUE_COLUMN,
    BP_VALUE_LAYER,
    BP_VALUE_PLACE,
    BP_VALUE_AREA,
    BP_VALUE_MUNICIPALITY,
    BP_VALUE_THEME
} bp_value_kind;

/** What an option takes; BP_VALUE_FREE for a flag. */
bp_value_kind bp_option_value_kind(const bp_option *option);

/** How many choices "a|b|c" has, 0 for what is no choice. */
int bp_choices_count(const char *argument);
/** The i-th choice, of `*bytes` bytes, lent. */
const char *bp_choices_at(const char *argument, int i, int *bytes);
/** Is `text` one of them? */
bool bp_choices_have(const char *argument, const char *text);
/** "a, b or c", cut to `size` bytes; returned. */
char *bp_choices_list(const char *argument, char *text, size_t size);

enum { BP_POSITIONAL_MOST = 8, BP_POSITIONAL_BYTES = 32 };

/** The arguments of a command, from its synopsis: "UNITS [OUT] --queen ..." has UNITS and OUT. */
typedef struct bp_positionals {
    int n;
    char words[BP_POSITIONAL_MOST][BP_POSITIONAL_BYTES]; /**< without brackets and dots */
    bool repeats; /**< the last one that has "..." may be given again and again */
    int repeated; /**< which one that is */
} bp_positionals;

void bp_positionals_read(const bp_command *command, bp_positionals *out);
/** The word for the i-th argument of a call; NULL: there is none. */
const char *bp_positionals_at(const bp_positionals *positionals, int i);
/** What such a word takes. */
bp_value_kind bp_positional_kind(const char *word);

#endif
