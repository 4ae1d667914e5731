/* What the two halves of an output folder share: making it and putting it in its place. */
#ifndef BP_GEO_FOLDER_PRIVATE_H
#define BP_GEO_FOLDER_PRIVATE_H

#include "geo/folder.h"

enum { BP_FOLDER_ATTEMPTS = 100 };

/** A name beside the target: target.word-PID, then target.word-PID-2 and so on; to free(). NULL without
 * memory. */
char *bp_folder_name_beside(const char *target, const char *word, int attempt);
/** True for "." and "..". */
bool bp_folder_is_dots(const char *name);
/** Remove a file or a folder with all that is in it. What a symbolic link points to is left alone. */
void bp_folder_remove_all(const char *path);
/** Free the names and leave the files. */
void bp_folder_forget(bp_folder *folder);

/** bp_folder_commit(); without `may_exchange` by two renames, as where the system cannot do it in one. */
bp_status bp_folder_commit_by(bp_context *context, bp_folder *folder, bool may_exchange);

#endif
