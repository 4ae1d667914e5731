/* A YAML file as a tree of places: what stands where, for messages with a line, and the way into libcyaml. */
#ifndef BP_CLI_YAML_FILE_H
#define BP_CLI_YAML_FILE_H

#include "geo/context.h"

typedef enum bp_yaml_kind { BP_YAML_SCALAR, BP_YAML_MAPPING, BP_YAML_LIST, BP_YAML_ALIAS } bp_yaml_kind;

/** One value. Links are indices into the file's nodes, -1 for none. */
typedef struct bp_yaml_node {
    bp_yaml_kind kind;
    int line, column; /**< 1-based; of the key for a value in a mapping, of the value itself elsewhere */
    int parent;
    int first_child, next; /**< children in the order of the file */
    int target;            /**< of an alias: the anchored node, never an alias itself */
    char *key;             /**< of a value in a mapping, else NULL */
    char *text;            /**< of a scalar, else NULL */
} bp_yaml_node;

typedef struct bp_yaml_file {
    char *path;  /**< as the caller gave it; messages begin with it */
    char *bytes; /**< the whole file, UTF-8, ends with a NUL that does not count */
    size_t n_bytes;
    int n_nodes, cap_nodes;
    bp_yaml_node *nodes; /**< nodes[0] is the outermost value */
} bp_yaml_file;

#define BP_YAML_FILE_INIT                                                                                    \
    {                                                                                                        \
        NULL, NULL, 0, 0, 0, NULL                                                                            \
    }

/**
 * Read the file and find its places. BP_ERROR_INPUT, with path, line and column, for a missing or empty file,
 * one over 1 MiB, one that is not YAML, a second document, a key that is no plain text, an alias without its
 * anchor. Complexity: O(bytes).
 */
bp_status bp_yaml_file_read(bp_context *context, const char *path, bp_yaml_file *out);
void bp_yaml_file_clear(bp_yaml_file *file);

/** The node itself, or what it is an alias of. */
int bp_yaml_resolve(const bp_yaml_file *file, int node);

/** The child of a mapping under `key` (the first `length` bytes of it), aliases followed; -1 when there is
 * none. */
int bp_yaml_child(const bp_yaml_file *file, int node, const char *key, size_t length);

/**
 * The node at a path such as "areas.base" or "indicators[0].from" (list entries are counted from 0), or -1.
 * Keys with a dot or a bracket in them cannot be reached this way.
 */
int bp_yaml_find(const bp_yaml_file *file, const char *path);

/** Line of the value at a path; of the innermost value around it that is there when it is not. At least 1. */
int bp_yaml_line(const bp_yaml_file *file, const char *path);

#endif
