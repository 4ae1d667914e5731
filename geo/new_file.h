/* An output file that appears whole or not at all. */
#ifndef BP_GEO_NEW_FILE_H
#define BP_GEO_NEW_FILE_H

#include "geo/context.h"

#ifdef __cplusplus
extern "C" {
#endif

/** A file under construction beside its final place. */
typedef struct bp_new_file {
    char *target; /**< where it will stand */
    char *work;   /**< where it is made, with the same extension; same folder, so that the last step is a
                     rename */
} bp_new_file;

#define BP_NEW_FILE_INIT                                                                                     \
    {                                                                                                        \
        NULL, NULL                                                                                           \
    }

typedef enum bp_new_file_rule { BP_NEW_FILE_KEEP, BP_NEW_FILE_REPLACE } bp_new_file_rule;

/**
 * Begin a file. With BP_NEW_FILE_KEEP a target that exists fails with BP_ERROR_OUTPUT; a folder there always
 * does, and so does a place where no file can be made. Nothing is left yet: the caller writes `work`. A
 * symbolic link is replaced itself, not followed.
 */
bp_status bp_new_file_begin(bp_context *context, const char *target, bp_new_file_rule rule, bp_new_file *out);
/** Write bytes[n] as `work`; failures name the target. */
bp_status bp_new_file_write(bp_context *context, const bp_new_file *file, const char *bytes, size_t n);
/** Put it in its place; an older one is gone then. */
bp_status bp_new_file_commit(bp_context *context, bp_new_file *file);
/** Remove what was made. Does nothing after a commit. */
void bp_new_file_abandon(bp_new_file *file);

/** True when both paths lead to the same file; where the system does not tell, when they are spelt the same.
 */
bool bp_file_is_same(const char *a, const char *b);

#ifdef __cplusplus
}
#endif

#endif
