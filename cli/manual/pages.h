/* The manual of the program: pages for man, made from the tables of options, and scripts for shells. */
#ifndef BP_CLI_MANUAL_PAGES_H
#define BP_CLI_MANUAL_PAGES_H

#include "cli/command.h"

#include <stdio.h>

/** Print the man page of a command, or of the program as a whole (NULL), in the macros of man(7). */
void bp_manual_page(FILE *to, const bp_command *command);

/** Print what makes a shell complete: "bash", "zsh" or "fish". False for another shell. */
bool bp_manual_completion(FILE *to, const char *shell);

/**
 * Write all of it below `directory`, at the places that systems look for under their share folder: man/man1,
 * bash-completion/completions, zsh/site-functions and fish/vendor_completions.d. For the build. Returns
 * false, after a message on stderr, when a file cannot be written.
 */
bool bp_manual_write(const char *directory);

#endif
