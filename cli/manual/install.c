/* The manual as files, for the build. */
#include "cli/manual/pages.h"
#include "geo/folder.h"
#include "geo/text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Opens `directory`/`name`; NULL after a message. The folders are made by the build. */
static FILE *begin(const char *directory, const char *name)
{
    char *path = bp_path_join(directory, name);
    FILE *file = path ? fopen(path, "wb") : NULL;
    if (!file)
        fprintf(stderr, "brandpunt: %s: cannot be written: %s\n", path ? path : name, strerror(errno));
    free(path);
    return file;
}

static bool end(FILE *file, const char *directory)
{
    bool is_lost = ferror(file) != 0;
    is_lost = fclose(file) != 0 || is_lost;
    if (is_lost)
        fprintf(stderr, "brandpunt: %s: cannot be written to\n", directory);
    return !is_lost;
}

static bool write_page(const char *directory, const bp_command *command)
{
    char name[96];
    snprintf(name, sizeof name, "man/man1/brandpunt%s%s.1", command ? "-" : "", command ? command->name : "");
    FILE *file = begin(directory, name);
    if (!file)
        return false;
    bp_manual_page(file, command);
    return end(file, directory);
}

static bool write_script(const char *directory, const char *shell, const char *name)
{
    FILE *file = begin(directory, name);
    if (!file)
        return false;
    bp_manual_completion(file, shell);
    return end(file, directory);
}

bool bp_manual_write(const char *directory)
{
    bool is_written = write_page(directory, NULL);
    for (int i = 0; is_written && i < bp_n_commands; i++)
        is_written = write_page(directory, bp_commands[i]);
    return is_written && write_script(directory, "bash", "bash-completion/completions/brandpunt") &&
           write_script(directory, "zsh", "zsh/site-functions/_brandpunt") &&
           write_script(directory, "fish", "fish/vendor_completions.d/brandpunt.fish");
}
