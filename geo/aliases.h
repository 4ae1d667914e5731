/* What one column is called in different years and editions of the same data. */
#ifndef BP_GEO_ALIASES_H
#define BP_GEO_ALIASES_H

#include "geo/table.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Families of names. Case and a number at the end ("_5") do not count. */
typedef struct bp_aliases {
    int n;            /**< families */
    char **role;      /**< role[n]: "population", "code", "poverty", ... */
    char **note;      /**< note[n]: unit of measurement and the like; NULL: none */
    char **certainty; /**< certainty[n] */
    int n_names;
    char **name; /**< name[n_names], as published */
    int *family; /**< family[n_names] */
} bp_aliases;

#define BP_ALIASES_INIT                                                                                      \
    {                                                                                                        \
        0, NULL, NULL, NULL, 0, NULL, NULL                                                                   \
    }

void bp_aliases_clear(bp_aliases *aliases);

/** The first family from `from` on that knows the name, or -1. Complexity: O(names). */
int bp_aliases_find(const bp_aliases *aliases, const char *name, int from);

/**
 * Which of names[n] is meant by `asked`, where none has that very name: one that the file format has cut to
 * ten characters (`is_cut`), else one in a family with it. BP_OK with `*out` -1 when there is none;
 * BP_ERROR_INPUT when there are two, naming them after `place`. `aliases` NULL: none are known.
 */
bp_status bp_aliases_resolve(bp_context *context, const bp_aliases *aliases, const char *place,
                             const char *asked, bool is_cut, const char *const *names, int n, int *out,
                             bp_column_found *found);

#ifdef __cplusplus
}
#endif

#endif
