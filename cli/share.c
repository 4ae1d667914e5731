#if defined(__linux__)
#define _POSIX_C_SOURCE 200809L /* readlink */
#endif

#include "cli/share.h"

#include "geo/aliases_read.h"
#include "geo/folder.h"
#include "geo/text.h"

#include <stdlib.h>
#include <string.h>

#if defined(__linux__)
#include <unistd.h>
#elif defined(_WIN32)
#include <windows.h>
#elif defined(__APPLE__)
#include <mach-o/dyld.h>
#endif

enum { LONGEST_PROGRAM = 4096 };

/* The one thing here that C leaves to the system: the path of the running program. False where it is not
 * known. */
static bool program_path(char path[LONGEST_PROGRAM])
{
#if defined(__linux__)
    ssize_t n = readlink("/proc/self/exe", path, LONGEST_PROGRAM - 1);
    if (n <= 0)
        return false;
    path[n] = '\0';
    return true;
#elif defined(_WIN32)
    DWORD n = GetModuleFileNameA(NULL, path, LONGEST_PROGRAM);
    return n > 0 && n < LONGEST_PROGRAM;
#elif defined(__APPLE__)
    uint32_t size = LONGEST_PROGRAM;
    return _NSGetExecutablePath(path, &size) == 0;
#else
    (void)path;
    return false;
#endif
}

/* A path from the folder of the program. */
static char *beside_program(const char *path)
{
    char program[LONGEST_PROGRAM];
    if (!program_path(program))
        return NULL;
    char *directory = bp_path_directory(program);
    char *share = directory ? bp_path_join(directory, path) : NULL;
    free(directory);
    return share;
}

static bool holds_lists(const char *directory)
{
    char *index = bp_path_join(directory, "lists.yaml");
    bool found = index && bp_path_exists(index);
    free(index);
    return found;
}

/* Take `candidate` when it holds the lists; else free it. */
static bool accept(char *candidate, char **out)
{
    if (candidate && holds_lists(candidate)) {
        *out = candidate;
        return true;
    }
    free(candidate);
    return false;
}

bp_status bp_share_directory(bp_context *context, char **out)
{
    const char *wanted = getenv("BRANDPUNT_SHARE");
    if (wanted && *wanted) {
        if (accept(bp_text_copy(wanted), out))
            return BP_OK;
        return bp_context_fail(
            context, BP_ERROR_INPUT,
            "BRANDPUNT_SHARE is '%s', which holds no lists.yaml; set it to the folder with the "
            "shipped lists, or unset it",
            wanted);
    }
    if (accept(beside_program("../share/brandpunt/shapefiles"), out) ||
        accept(bp_text_copy(BRANDPUNT_INSTALL_SHARE), out) ||
        accept(bp_text_copy(BRANDPUNT_SOURCE_SHARE), out))
        return BP_OK;
    return bp_context_fail(
        context, BP_ERROR_INPUT,
        "the lists shipped with brandpunt were not found in %s; set BRANDPUNT_SHARE to their folder",
        BRANDPUNT_INSTALL_SHARE);
}

bp_status bp_share_aliases(bp_context *context, bp_aliases *out)
{
    char *share = NULL;
    bp_status status = bp_share_directory(context, &share);
    if (status == BP_ERROR_INPUT) {
        bp_context_clear(context);
        return BP_OK;
    }
    char *folder = share ? bp_path_join(share, "columns") : NULL;
    status = folder ? bp_aliases_read(context, folder, out) : bp_context_fail_memory(context, 0);
    free(folder);
    free(share);
    return status;
}

/* The catalogue of `language` in a folder of languages, where it is there; takes and frees `folder`. */
static bool find_words(char *folder, const char *language, char **out)
{
    char *file = folder ? bp_text_format("%s/%s/LC_MESSAGES/brandpunt.mo", folder, language) : NULL;
    bool found = file && bp_path_exists(file);
    if (found)
        *out = file;
    else
        free(file);
    free(folder);
    return found;
}

bp_status bp_share_words(bp_context *context, const char *language, char **out)
{
    const char *wanted = getenv("BRANDPUNT_LOCALE");
    if (wanted && *wanted) {
        if (find_words(bp_text_copy(wanted), language, out))
            return BP_OK;
        return bp_context_fail(context, BP_ERROR_INPUT,
                               "BRANDPUNT_LOCALE is '%s', which holds no %s/LC_MESSAGES/brandpunt.mo; set it "
                               "to the folder with the translations, or unset it",
                               wanted, language);
    }
    if (find_words(beside_program("../share/locale"), language, out) ||
        find_words(bp_text_copy(BRANDPUNT_INSTALL_LOCALE), language, out) ||
        find_words(bp_text_copy(BRANDPUNT_BUILD_LOCALE), language, out))
        return BP_OK;
    return bp_context_fail(context, BP_ERROR_INPUT,
                           "the words of the language '%s' were not found in %s; set BRANDPUNT_LOCALE to the "
                           "folder with the translations, or ask for --lang en",
                           language, BRANDPUNT_INSTALL_LOCALE);
}
