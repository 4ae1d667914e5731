/* Some C libraries declare the 64-bit stat that CPL works with only when asked. */
#ifndef _LARGEFILE64_SOURCE
#define _LARGEFILE64_SOURCE 1
#endif

#include "geo/folder.h"

#include "geo/text.h"

#include <cpl_multiproc.h>
#include <cpl_string.h>
#include <cpl_vsi.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { NAME_ATTEMPTS = 100 };

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

static bool is_dots(const char *name)
{
    return strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
}

static bool is_empty_directory(const char *path)
{
    char **names = VSIReadDir(path);
    bool empty = true;
    for (int i = 0; names && names[i]; i++)
        empty = empty && is_dots(names[i]);
    CSLDestroy(names);
    return empty;
}

/*
 * Remove a file or a folder with all that is in it. Unlinking comes first, so that a symbolic link is removed
 * itself and what it points to is left alone.
 */
static void remove_all(const char *path)
{
    if (VSIUnlink(path) == 0 || !is_directory(path))
        return;
    char **names = VSIReadDir(path);
    for (int i = 0; names && names[i]; i++) {
        char *entry = is_dots(names[i]) ? NULL : bp_path_join(path, names[i]);
        if (entry)
            remove_all(entry);
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

/* A name beside the target that nobody has: target.word-PID, then target.word-PID-2 and so on. NULL without
 * memory. */
static char *name_beside(const char *target, const char *word, int attempt)
{
    long pid = (long)CPLGetPID();
    if (attempt == 1)
        return bp_text_format("%s.%s-%ld", target, word, pid);
    return bp_text_format("%s.%s-%ld-%d", target, word, pid, attempt);
}

static bp_status make_work(bp_context *context, const char *target, char **out)
{
    for (int attempt = 1; attempt <= NAME_ATTEMPTS; attempt++) {
        char *work = name_beside(target, "partial", attempt);
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
            return bp_context_fail(context, BP_ERROR_OUTPUT, "%s: the folder cannot be made: %s", target,
                                   strerror(cause));
    }
    return bp_context_fail(context, BP_ERROR_OUTPUT,
                           "%s: the folder cannot be made: too many unfinished ones stand "
                           "beside it",
                           target);
}

bp_status bp_folder_begin(bp_context *context, const char *target, const char *marker, bp_folder *out)
{
    bp_status status = BP_OK;
    char *work = NULL, *trimmed = bp_text_format("%.*s", (int)trimmed_length(target), target);
    char *parent = trimmed ? bp_path_directory(trimmed) : NULL;
    if (!trimmed || !parent) {
        status = bp_context_fail_memory(context, 0);
        goto done;
    }
    status = check_target(context, trimmed, marker);
    if (status)
        goto done;
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

static void forget(bp_folder *folder)
{
    free(folder->target);
    free(folder->work);
    *folder = (bp_folder)BP_FOLDER_INIT;
}

/* Move what stands at the target aside; `*old` stays NULL when nothing does. */
static bp_status move_aside(bp_context *context, const char *target, char **old)
{
    for (int attempt = 1; attempt <= NAME_ATTEMPTS && bp_path_exists(target); attempt++) {
        char *name = name_beside(target, "old", attempt);
        if (!name)
            return bp_context_fail_memory(context, 0);
        if (bp_path_exists(name)) {
            free(name);
            continue;
        }
        if (VSIRename(target, name) == 0) {
            *old = name;
            return BP_OK;
        }
        int cause = errno;
        free(name);
        return bp_context_fail(context, BP_ERROR_OUTPUT, "%s: the earlier folder cannot be moved aside: %s",
                               target, strerror(cause));
    }
    return BP_OK;
}

/* What SQLite leaves beside a database belongs to that very file and would spoil another. */
static bool is_sqlite_companion(const char *name)
{
    const char *const endings[] = {"-wal", "-shm", "-journal"};
    size_t n = strlen(name);
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        if (n > strlen(endings[i]) && strcmp(name + n - strlen(endings[i]), endings[i]) == 0)
            return true;
    return false;
}

/* Files that somebody put into the earlier folder, a QGIS project say, move over to the new one. False when
   one could not be moved. */
static bool keep_foreign(const char *old, const char *target)
{
    bool all = true;
    char **names = VSIReadDir(old);
    for (int i = 0; names && names[i]; i++) {
        if (strcmp(names[i], ".") == 0 || strcmp(names[i], "..") == 0 || is_sqlite_companion(names[i]))
            continue;
        char *from = bp_text_format("%s/%s", old, names[i]), *to = bp_text_format("%s/%s", target, names[i]);
        if (!from || !to || (!bp_path_exists(to) && VSIRename(from, to) != 0))
            all = false;
        free(from);
        free(to);
    }
    CSLDestroy(names);
    return all;
}

bp_status bp_folder_commit(bp_context *context, bp_folder *folder)
{
    char *old = NULL;
    bp_status status = move_aside(context, folder->target, &old);
    if (status)
        return status;
    if (VSIRename(folder->work, folder->target) != 0) {
        int cause = errno;
        if (old && VSIRename(old, folder->target) != 0)
            status = bp_context_fail(context, BP_ERROR_OUTPUT,
                                     "%s: cannot be put in place: %s; the earlier folder is now %s",
                                     folder->target, strerror(cause), old);
        else
            status = bp_context_fail(context, BP_ERROR_OUTPUT, "%s: cannot be put in place: %s",
                                     folder->target, strerror(cause));
        free(old);
        return status;
    }
    if (old && keep_foreign(old, folder->target))
        remove_all(old);
    else if (old)
        bp_context_warn(context, "folder_left",
                        "%s: not every file of yours could be moved over; the earlier folder is now %s",
                        folder->target, old);
    free(old);
    forget(folder);
    return BP_OK;
}

void bp_folder_abandon(bp_folder *folder)
{
    if (folder->work)
        remove_all(folder->work);
    forget(folder);
}
