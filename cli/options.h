/* Parsing a command line by a table of options. */
#ifndef BP_CLI_OPTIONS_H
#define BP_CLI_OPTIONS_H

#include "cli/command.h"

/** The options of a command: its own, and those that every command has (--threads, --quiet, --help, ...). */
int bp_options_count(const bp_command *command);
const bp_option *bp_options_at(const bp_command *command, int i);

/**
 * Fill call's texts, integers and arguments from arguments[n], arguments[0] being the command's name. On
 * BP_ERROR_ARGUMENT the message in `message` (of `size` bytes) says what is wrong and which option may have
 * been meant.
 */
bp_status bp_options_parse(bp_call *call, int n, const char **arguments, char *message, size_t size);
void bp_options_clear(bp_call *call);

#endif
