/* Some C libraries declare the 64-bit stat that CPL works with only when asked. */
#ifndef _LARGEFILE64_SOURCE
#define _LARGEFILE64_SOURCE 1
#endif

#include "geo/folder_private.h"

#include "geo/text.h"

#include <cpl_conv.h>
#include <cpl_string.h>
#include <cpl_vsi.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#ifdef _WIN32
#include <process.h>
#else
#include <sys/stat.h>
#include <unistd.h>
#endif

static bool is_separator(char c)
{
#ifdef _WIN32
    return c == '/' || c == '\\';
#else
    return c == '/';
#endif
}

static bool is_absolute(const char *path)
{
#ifdef _WIN32
    if (path[0] && path[1] == ':')
        return true;
#endif
    return is_separator(path[0]);
}

/* Number of bytes of a path before its closing separators; a root keeps its one. */
static size_t trimmed_length(const char *path)
{
    size_t n = strlen(path);
    while (n > 1 && is_separator(path[n - 1]))
        n--;
    return n;
}

bool bp_path_exists(const char *path)
{
    VSIStatBufL stat;
    return VSIStatExL(path, &stat, VSI_STAT_EXISTS_FLAG) == 0;
}

static bool is_directory(const char *path)
{
    VSIStatBufL stat;
    return VSIStatL(path, &stat) == 0 && VSI_ISDIR(stat.st_mode);
}

char *bp_path_directory(const char *path)
{
    size_t n = trimmed_length(path);
    while (n > 0 && !is_separator(path[n - 1]))
        n--;
    if (n == 0)
        return bp_text_copy(".");
    while (n > 1 && is_separator(path[n - 1]))
        n--;
    return bp_text_format("%.*s", (int)n, path);
}

char *bp_path_join(const char *base, const char *path)
{
    if (is_absolute(path) || base[0] == '\0' || strcmp(base, ".") == 0)
        return bp_text_copy(path);
    bool closed = is_separator(base[strlen(base) - 1]);
    return bp_text_format("%s%s%s", base, closed ? "" : "/", path);
}

char *bp_path_absolute(const char *path)
{
    char *folder = CPLGetCurrentDir(), *whole = folder ? bp_path_join(folder, path) : NULL;
    CPLFree(folder);
    if (!whole)
        return NULL;
    size_t n = 0;
    for (const char *from = whole; *from;) {
        size_t length = 0;
        while (from[length] && !is_separator(from[length]))
            length++;
        bool is_up = length == 2 && memcmp(from, "..", 2) == 0;
        bool is_here = from > whole && (length == 0 || (length == 1 && from[0] == '.'));
        if (is_up) {
            while (n > 0 && whole[--n] != '/')
                continue;
        } else if (!is_here) {
            if (from > whole)
                whole[n++] = '/';
            memmove(whole + n, from, length);
            n += length;
        }
        from += length;
        from += *from != '\0';
    }
    if (n == 0 && whole[0])
        n = 1; /* the root itself */
    whole[n] = '\0';
    return whole;
}

bool bp_folder_is_dots(const char *name)
{
    return strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
}

static bool is_empty_directory(const char *path)
{
    char **names = VSIReadDir(path);
    bool empty = true;
    for (int i = 0; names && names[i]; i++)
        empty = empty && bp_folder_is_dots(names[i]);
    CSLDestroy(names);
    return empty;
}

/*
 * Remove a file or a folder with all that is in it. Unlinking comes first, so that a symbolic link is removed
 * itself and what it points to is left alone.
 */
void bp_folder_remove_all(const char *path)
{
    if (VSIUnlink(path) == 0 || !is_directory(path))
        return;
    char **names = VSIReadDir(path);
    for (int i = 0; names && names[i]; i++) {
        char *entry = bp_folder_is_dots(names[i]) ? NULL : bp_path_join(path, names[i]);
        if (entry)
            bp_folder_remove_all(entry);
        free(entry);
    }
    CSLDestroy(names);
    VSIRmdir(path);
}

/* Whether the place is free, or taken by something that may be replaced. */
static bp_status check_target(bp_context *context, const char *target, const char *marker)
{
    size_t n = strlen(target);
    if (n == 0 || is_separator(target[n - 1]) || strcmp(target, ".") == 0 || strcmp(target, "..") == 0 ||
        (n > 2 && strcmp(target + n - 2, "/.") == 0) || (n > 3 && strcmp(target + n - 3, "/..") == 0))
        return bp_context_fail(context, BP_ERROR_OUTPUT, "'%s': name the output folder itself", target);
    if (!bp_path_exists(target))
        return BP_OK;
    if (!is_directory(target))
        return bp_context_fail(context, BP_ERROR_OUTPUT, "%s: exists already and is not a folder", target);
    if (is_empty_directory(target))
        return BP_OK;
    if (!marker)
        return bp_context_fail(context, BP_ERROR_OUTPUT, "%s: exists already", target);
    char *path = bp_path_join(target, marker);
    if (!path)
        return bp_context_fail_memory(context, 0);
    bool marked = bp_path_exists(path);
    free(path);
    if (marked)
        return BP_OK;
    return bp_context_fail(context, BP_ERROR_OUTPUT,
                           "%s: exists and holds no '%s': it is not an earlier output and is left alone",
                           target, marker);
}

char *bp_folder_name_beside(const char *target, const char *word, int attempt)
{
#ifdef _WIN32
    long pid = _getpid();
#else
    long pid = (long)getpid();
#endif
    if (attempt == 1)
        return bp_text_format("%s.%s-%ld", target, word, pid);
    return bp_text_format("%s.%s-%ld-%d", target, word, pid, attempt);
}

/* Also where the target is there and may be replaced: the new one is made beside it. */
static bp_status fail_work(bp_context *context, const char *target, int cause)
{
    char *parent = bp_path_directory(target);
    bp_status status =
        !parent
            ? bp_context_fail_memory(context, 0)
            : bp_context_fail(context, BP_ERROR_OUTPUT, "%s: no folder can be made in '%s': %s%s", target,
                              parent, strerror(cause), bp_path_exists(target) ? "; what is there stays" : "");
    free(parent);
    return status;
}

static bp_status make_work(bp_context *context, const char *target, char **out)
{
    for (int attempt = 1; attempt <= BP_FOLDER_ATTEMPTS; attempt++) {
        char *work = bp_folder_name_beside(target, "partial", attempt);
        if (!work)
            return bp_context_fail_memory(context, 0);
        if (VSIMkdir(work, 0777) == 0) {
            *out = work;
            return BP_OK;
        }
        int cause = errno;
        bool taken = bp_path_exists(work);
        free(work);
        if (!taken)
            return fail_work(context, target, cause);
    }
    return bp_context_fail(context, BP_ERROR_OUTPUT,
                           "%s: the folder cannot be made: too many unfinished ones stand "
                           "beside it",
                           target);
}

/* A target that is a symbolic link stands for what it points to: that is what is replaced, and the link
   stays.
   `*target` is replaced by the real path. */
static bp_status resolve_link(bp_context *context, char **target)
{
#ifndef _WIN32
    struct stat info;
    if (lstat(*target, &info) != 0 || !S_ISLNK(info.st_mode))
        return BP_OK;
    char *real = realpath(*target, NULL);
    if (!real)
        return bp_context_fail(context, BP_ERROR_OUTPUT, "%s: is a symbolic link that leads nowhere: %s",
                               *target, strerror(errno));
    free(*target);
    *target = real;
#else
    (void)context;
    (void)target;
#endif
    return BP_OK;
}

bp_status bp_folder_begin(bp_context *context, const char *target, const char *marker, bp_folder *out)
{
    bp_status status = BP_OK;
    char *work = NULL, *parent = NULL;
    char *trimmed = bp_text_format("%.*s", (int)trimmed_length(target), target);
    status = trimmed ? check_target(context, trimmed, marker) : bp_context_fail_memory(context, 0);
    if (!status)
        status = resolve_link(context, &trimmed);
    if (status)
        goto done;
    parent = bp_path_directory(trimmed);
    if (!parent) {
        status = bp_context_fail_memory(context, 0);
        goto done;
    }
    if (!is_directory(parent)) {
        status =
            bp_context_fail(context, BP_ERROR_OUTPUT,
                            "%s: the folder '%s' that it would stand in does not exist", trimmed, parent);
        goto done;
    }
    status = make_work(context, trimmed, &work);
    if (status)
        goto done;
    *out = (bp_folder){trimmed, work};
    trimmed = NULL;
done:
    free(trimmed);
    free(parent);
    return status;
}

char *bp_folder_path(const bp_folder *folder, const char *name)
{
    return bp_path_join(folder->work, name);
}

void bp_folder_forget(bp_folder *folder)
{
    free(folder->target);
    free(folder->work);
    *folder = (bp_folder)BP_FOLDER_INIT;
}

void bp_folder_abandon(bp_folder *folder)
{
    if (folder->work)
        bp_folder_remove_all(folder->work);
    bp_folder_forget(folder);
}
