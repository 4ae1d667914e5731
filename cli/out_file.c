#include "cli/out_file.h"

#include "geo/folder.h"
#include "geo/text.h"

#include <stdlib.h>
#include <string.h>

bool bp_has_extension(const char *path, const char *extension)
{
    size_t n = strlen(path), m = strlen(extension);
    return n > m && bp_text_distance(path + n - m, extension) == 0;
}

bp_status bp_out_file_check(bp_context *context, const char *path, bp_out_rule rule)
{
    bp_status status = BP_OK;
    char *folder = bp_path_directory(path);
    if (!folder)
        return bp_context_fail_memory(context, 0);
    if (bp_path_exists(path))
        status = bp_context_fail(context, BP_ERROR_OUTPUT,
                                 "%s: there is such a file already, and it is not written over; take another "
                                 "name%s",
                                 path, rule == BP_OUT_REPLACED_IF_ASKED ? ", or --overwrite it" : "");
    else if (!bp_path_exists(folder))
        status = bp_context_fail(context, BP_ERROR_OUTPUT,
                                 "%s: there is no folder '%s'; make it, or take another", path, folder);
    free(folder);
    return status;
}
