/* Some C libraries declare the 64-bit stat that CPL works with only when asked. */
#ifndef _LARGEFILE64_SOURCE
#define _LARGEFILE64_SOURCE 1
#endif

#include "geo/new_file.h"

#include "geo/folder_private.h"
#include "geo/output_private.h"
#include "geo/text.h"

#include <cpl_conv.h>
#include <cpl_vsi.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifndef _WIN32
#include <sys/stat.h>
#endif

/* Beside the target, the extension kept: drivers go by it. */
static char *name_beside(const char *target, int attempt)
{
    const char *extension = CPLGetExtension(target);
    char *beside = bp_folder_name_beside(target, "new", attempt);
    char *name = beside ? bp_text_format("%s.%s", beside, extension) : NULL;
    free(beside);
    return name;
}

static void forget(bp_new_file *file)
{
    free(file->target);
    free(file->work);
    *file = (bp_new_file)BP_NEW_FILE_INIT;
}

/* What stands there already, and the folder. */
static bp_status check_target(bp_context *context, const char *target, bp_new_file_rule rule)
{
    VSIStatBufL found;
    bool is_there = VSIStatL(target, &found) == 0;
    if (is_there && VSI_ISDIR(found.st_mode))
        return bp_context_fail(context, BP_ERROR_OUTPUT, "%s: is a folder; name a file", target);
    if (is_there && rule == BP_NEW_FILE_KEEP)
        return bp_context_fail(context, BP_ERROR_OUTPUT,
                               "%s: there is such a file already; name another, or `overwrite` it", target);
    char *parent = bp_path_directory(target);
    bp_status status = BP_OK;
    if (!parent)
        status = bp_context_fail_memory(context, 0);
    else if (!bp_path_exists(parent))
        status = bp_context_fail(context, BP_ERROR_OUTPUT, "%s: there is no folder '%s'; make it first",
                                 target, parent);
    free(parent);
    return status;
}

/* Can a file be made there? Asked before the work is done, and in the name of the target. */
static bp_status try_work(bp_context *context, const bp_new_file *file)
{
    bp_output *output = NULL;
    bp_status status = bp_output_open_for(context, file->work, file->target, &output);
    status = bp_output_close(context, output, status);
    if (!status)
        VSIUnlink(file->work);
    return status;
}

bp_status bp_new_file_begin(bp_context *context, const char *target, bp_new_file_rule rule, bp_new_file *out)
{
    bp_new_file file = BP_NEW_FILE_INIT;
    VSIStatBufL found;
    bp_status status = check_target(context, target, rule);
    if (status)
        return status;
    file.target = bp_text_copy(target);
    for (int attempt = 1; file.target && attempt <= BP_FOLDER_ATTEMPTS; attempt++) {
        file.work = name_beside(target, attempt);
        if (!file.work || VSIStatL(file.work, &found) != 0)
            break;
        free(file.work);
        file.work = NULL;
    }
    status = file.work ? try_work(context, &file) : bp_context_fail_memory(context, 0);
    if (status)
        forget(&file);
    else
        *out = file;
    return status;
}

bp_status bp_new_file_write(bp_context *context, const bp_new_file *file, const char *bytes, size_t n)
{
    bp_output *output = NULL;
    bp_status status = bp_output_open_for(context, file->work, file->target, &output);
    if (!status)
        status = bp_output_write(context, output, bytes, n);
    return bp_output_close(context, output, status);
}

bp_status bp_new_file_commit(bp_context *context, bp_new_file *file)
{
    errno = 0;
#ifdef _WIN32
    VSIUnlink(file->target); /* there a rename does not replace */
#endif
    if (VSIRename(file->work, file->target) != 0)
        return bp_context_fail(context, BP_ERROR_OUTPUT, "%s: cannot be put in its place: %s", file->target,
                               strerror(errno));
    forget(file);
    return BP_OK;
}

void bp_new_file_abandon(bp_new_file *file)
{
    if (file->work)
        VSIUnlink(file->work);
    forget(file);
}

bool bp_file_is_same(const char *a, const char *b)
{
#ifndef _WIN32
    struct stat first, second;
    if (stat(a, &first) == 0 && stat(b, &second) == 0)
        return first.st_dev == second.st_dev && first.st_ino == second.st_ino;
#endif
    return strcmp(a, b) == 0;
}
