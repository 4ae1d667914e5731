/* What may come next on a command line: commands, options, their values, columns of files, places of runs. */
#ifndef BP_CLI_MANUAL_COMPLETE_H
#define BP_CLI_MANUAL_COMPLETE_H

#include "cli/command.h"

/**
 * Print to stdout what may stand for the last of words[n], the words after the program's name; the last one
 * is "" where none was begun. One candidate a line, a tab and a short description after it where there is
 * one; the last line says what the shell itself may add: ":file", ":folder" or ":none". Candidates begin with
 * what was typed. A file or run that cannot be read gives none: nothing fails here.
 */
void bp_complete(int n, const char **words);

#endif
