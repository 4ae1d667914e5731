/* An output folder that appears whole or not at all. */
#ifndef BP_GEO_FOLDER_H
#define BP_GEO_FOLDER_H

#include "geo/context.h"

#ifdef __cplusplus
extern "C" {
#endif

/** A folder under construction beside its final place. */
typedef struct bp_folder {
    char *target; /**< where it will stand, symbolic links followed */
    char *work;   /**< where it is made: same parent, so that the last step is a rename */
} bp_folder;

#define BP_FOLDER_INIT                                                                                       \
    {                                                                                                        \
        NULL, NULL                                                                                           \
    }

/**
 * Begin a folder. If `target` exists: fails with BP_ERROR_OUTPUT unless `marker` is given and target holds a
 * file of that name (an earlier output of ours, which commit then replaces) or target is an empty folder.
 * Parents are not made: a missing parent is an error that names it. A target that is a symbolic link to a
 * folder stands for that folder, and the link stays; one that leads nowhere is an error.
 */
bp_status bp_folder_begin(bp_context *context, const char *target, const char *marker, bp_folder *out);
/** Path of a file in it, to free(). NULL when memory runs out. */
char *bp_folder_path(const bp_folder *folder, const char *name);
/** Put it in its place; an older one is removed last. The two change places at once where the system can do
 * that; elsewhere the older one is moved aside first, and put back on failure. Files in it that the new one
 * does not have (a project that somebody saved there) are moved over, but not what SQLite left beside a
 * database that the new one has of its own. */
bp_status bp_folder_commit(bp_context *context, bp_folder *folder);
/** Remove what was made. Does nothing after a commit. */
void bp_folder_abandon(bp_folder *folder);

/** Directory part of a path ("." when it has none), and a path joined to a base folder unless absolute; to
 * free(). */
char *bp_path_directory(const char *path);
char *bp_path_join(const char *base, const char *path);
/**
 * A path from the root of its file system, without "." and ".." in it, slashes forward; to free(). A relative
 * one is one of the working directory. NULL when memory runs out.
 */
char *bp_path_absolute(const char *path);
/** True when something is at the path. */
bool bp_path_exists(const char *path);

#ifdef __cplusplus
}
#endif

#endif
