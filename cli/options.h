/* Parsing a command line by a table of options, and the help made from it. */
#ifndef BP_CLI_OPTIONS_H
#define BP_CLI_OPTIONS_H

#include "cli/command.h"

/** Options that every command has: --threads, --quiet, --help. */
extern const bp_option bp_common_options[];
extern const int bp_n_common_options;

/**
 * Fill call's texts, integers and arguments from arguments[n], arguments[0] being the command's name. On
 * BP_ERROR_ARGUMENT the message in `message` (of `size` bytes) says what is wrong and which option may have
 * been meant.
 */
bp_status bp_options_parse(bp_call *call, int n, const char **arguments, char *message, size_t size);
void bp_options_clear(bp_call *call);

/** Print the help of one command to stdout. */
void bp_options_help(const bp_command *command);

#endif
