/* The list.yaml of a list, and the lists.yaml that names the shipped ones. For cli/list.c. */
#ifndef BP_CLI_LIST_MANIFEST_H
#define BP_CLI_LIST_MANIFEST_H

#include "cli/list.h"
#include "cli/yaml_file.h"

/** The areas' table: a file beside the manifest and its columns; a column that is not told is NULL. */
typedef struct bp_list_areas_keys {
    char *file;
    char *id, *name;
    char *municipality, *phase, *level, *certainty, *certainty_members, *source, *note;
    char *start, *end;
    char **other_columns; /**< other_columns[n_other_columns]: there for people, and not read */
    int n_other_columns;
} bp_list_areas_keys;

typedef struct bp_list_members_keys {
    char *file;
    char *area, *code;
    bp_list_level level;
    char *vintage, *inclusion, *part, *share, *certainty, *note;
    char **other_columns;
    int n_other_columns;
} bp_list_members_keys;

/** The layer with outlines of parts; `file` NULL: there is none. */
typedef struct bp_list_parts_keys {
    char *file, *layer, *crs;
    char *area, *code;
} bp_list_parts_keys;

typedef struct bp_list_manifest {
    char *name, *title;
    bp_list_kind kind;
    char *source, *licence;
    bp_list_areas_keys areas;
    bp_list_members_keys members;
    bp_list_parts_keys parts;
    bp_yaml_file file;
} bp_list_manifest;

/** Read a list.yaml. Errors as of bp_yaml_file_read and bp_yaml_file_load. */
bp_status bp_list_manifest_read(bp_context *context, const char *path, bp_list_manifest **out);
void bp_list_manifest_free(bp_list_manifest *manifest);

typedef struct bp_list_names {
    char **names; /**< names[n] */
    int n;
} bp_list_names;

/** Read a lists.yaml: the names of the shipped lists, each a folder beside it. */
bp_status bp_list_names_read(bp_context *context, const char *path, bp_list_names **out);
void bp_list_names_free(bp_list_names *names);

#endif
