/* The study file's shape, as libcyaml wants it. For cli/study.c. */
#ifndef BP_CLI_STUDY_SCHEMA_H
#define BP_CLI_STUDY_SCHEMA_H

#include <stdbool.h>

struct cyaml_schema_value;

/** The schema that loads a bp_study: with units.municipality as a mapping, or as the name of a column. */
const struct cyaml_schema_value *bp_study_schema(bool municipality_is_column);

#endif
