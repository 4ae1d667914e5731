/* What is wrong with a YAML file, in one message: the file's places held against a libcyaml schema. */
#ifndef BP_CLI_YAML_CHECK_H
#define BP_CLI_YAML_CHECK_H

#include "cli/yaml_file.h"

struct cyaml_schema_value;

/**
 * Check every value against the schema before libcyaml loads it. libcyaml stops at the same faults, but tells
 * them in a trace through its own states; here the first one becomes FILE:LINE: where: what was found, what
 * was expected, and the nearest name. Stricter than libcyaml in this: a whole number has no leading zero
 * (libcyaml reads 010 as 8) and no hexadecimal form, a number is finite, a text is not empty where the
 * schema's least length is 1 or more. Complexity: O(values x keys of their mapping); a file whose aliases
 * multiply past 100,000 values is refused.
 */
bp_status bp_yaml_check(bp_context *context, const bp_yaml_file *file,
                        const struct cyaml_schema_value *schema);

/** "a, b, c" of names[n], to free(); NULL when memory runs out. */
char *bp_yaml_join_names(const char *const *names, int n);

/** Message that `found` at FILE:LINE: path is not one of names[n], with the nearest one. Returns
 * BP_ERROR_INPUT. */
bp_status bp_yaml_fail_choice(bp_context *context, const bp_yaml_file *file, const char *path,
                              const char *found, const char *const *names, int n);

#endif
