/* The last step of an output folder: it takes the place of an earlier one. */
#include "geo/folder_private.h"

#include "geo/text.h"

#include <cpl_string.h>
#include <cpl_vsi.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#ifdef __linux__
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif

/* Let two paths change places, so that there is no moment without either. False where the system or the file
   system cannot. By number, for not every C library has the function. */
static bool exchange(const char *a, const char *b)
{
#if defined(__linux__) && defined(SYS_renameat2)
    const unsigned int rename_exchange = 1U << 1;
    return syscall(SYS_renameat2, AT_FDCWD, a, AT_FDCWD, b, rename_exchange) == 0;
#else
    (void)a;
    (void)b;
    return false;
#endif
}

/* Where the earlier folder goes: a name beside the target that nobody has; the last one tried when all are
   taken, and moving then says so. NULL without memory. */
static char *name_aside(const char *target)
{
    for (int attempt = 1;; attempt++) {
        char *name = bp_folder_name_beside(target, "old", attempt);
        if (!name || !bp_path_exists(name) || attempt == BP_FOLDER_ATTEMPTS)
            return name;
        free(name);
    }
}

/* Two renames; `old` NULL: nothing stands at the target. */
static bp_status replace(bp_context *context, const bp_folder *folder, const char *old)
{
    const char *target = folder->target;
    if (old && VSIRename(target, old) != 0)
        return bp_context_fail(context, BP_ERROR_OUTPUT, "%s: the earlier folder cannot be moved aside: %s",
                               target, strerror(errno));
    if (VSIRename(folder->work, target) == 0)
        return BP_OK;
    int cause = errno;
    if (old && VSIRename(old, target) != 0)
        return bp_context_fail(context, BP_ERROR_OUTPUT,
                               "%s: cannot be put in place: %s; the earlier folder is now %s", target,
                               strerror(cause), old);
    return bp_context_fail(context, BP_ERROR_OUTPUT, "%s: cannot be put in place: %s", target,
                           strerror(cause));
}

/* Length of the name of the database when this is a file that SQLite keeps beside one, else 0. */
static size_t companion_of(const char *name)
{
    static const char *const endings[] = {"-wal", "-shm", "-journal"};
    size_t n = strlen(name);
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        size_t ending = strlen(endings[i]);
        if (n > ending && strcmp(name + n - ending, endings[i]) == 0)
            return n - ending;
    }
    return 0;
}

/* Move one file of the earlier folder over unless the new one has it. A companion belongs to the very
   database it was made for and would spoil another of that name. */
static bool keep_file(const char *old, const char *target, const char *name)
{
    size_t n = companion_of(name);
    char *from = bp_path_join(old, name), *to = bp_path_join(target, name);
    char *database = n ? bp_text_format("%s/%.*s", target, (int)n, name) : NULL;
    bool is_kept = from && to && (n == 0 || database);
    if (is_kept && !bp_path_exists(to) && !(database && bp_path_exists(database)))
        is_kept = VSIRename(from, to) == 0;
    free(from);
    free(to);
    free(database);
    return is_kept;
}

/* Files that somebody put into the earlier folder, a QGIS project say, move over to the new one. False when
   one could not be moved. */
static bool keep_foreign(const char *old, const char *target)
{
    bool all = true;
    char **names = VSIReadDir(old);
    /* Companions first: a database that has moved over looks like one that the new folder has of its own. */
    for (int companions = 1; companions >= 0; companions--)
        for (int i = 0; names && names[i]; i++)
            if (!bp_folder_is_dots(names[i]) && (companion_of(names[i]) > 0) == companions)
                all = keep_file(old, target, names[i]) && all;
    CSLDestroy(names);
    return all;
}

bp_status bp_folder_commit_by(bp_context *context, bp_folder *folder, bool may_exchange)
{
    bool is_taken = bp_path_exists(folder->target);
    char *old = is_taken ? name_aside(folder->target) : NULL;
    bp_status status = BP_OK;
    if (is_taken && !old)
        return bp_context_fail_memory(context, 0);
    if (is_taken && may_exchange && exchange(folder->work, folder->target)) {
        /* The earlier folder now has the name of the work, and keeps it if it must. */
        if (VSIRename(folder->work, old) != 0) {
            free(old);
            old = folder->work;
            folder->work = NULL;
        }
    } else {
        status = replace(context, folder, old);
    }
    if (!status && old && keep_foreign(old, folder->target))
        bp_folder_remove_all(old);
    else if (!status && old)
        bp_context_warn(context, "folder_left",
                        "%s: not every file of yours could be moved over; the earlier folder is now %s",
                        folder->target, old);
    free(old);
    if (!status)
        bp_folder_forget(folder);
    return status;
}

bp_status bp_folder_commit(bp_context *context, bp_folder *folder)
{
    return bp_folder_commit_by(context, folder, true);
}
