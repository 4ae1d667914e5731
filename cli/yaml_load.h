/* From a YAML file whose places are known to the structs of a libcyaml schema. */
#ifndef BP_CLI_YAML_LOAD_H
#define BP_CLI_YAML_LOAD_H

#include "cli/yaml_file.h"

struct cyaml_schema_value;

/**
 * Check the file against the schema (cli/yaml_check.h) and load it with libcyaml; `*out` is what the schema
 * says, to be freed by its owner with free(), piece by piece. Keys that the schema does not have are errors.
 */
bp_status bp_yaml_file_load(bp_context *context, const bp_yaml_file *file,
                            const struct cyaml_schema_value *schema, void **out);

#endif
