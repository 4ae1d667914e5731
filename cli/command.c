#include "cli/command.h"

#include "geo/text.h"

#include <stdio.h>
#include <string.h>

const bp_command *const bp_commands[] = {
    &bp_command_run,     &bp_command_demo,       &bp_command_weights,   &bp_command_moran,
    &bp_command_geary,   &bp_command_getis,      &bp_command_joincount, &bp_command_lisa,
    &bp_command_cluster, &bp_command_info,       &bp_command_check,     &bp_command_init,
    &bp_command_join,    &bp_command_explain,    &bp_command_compare,   &bp_command_report,
    &bp_command_map,     &bp_command_completion,
};
const int bp_n_commands = (int)(sizeof bp_commands / sizeof *bp_commands);

const bp_command *bp_command_find(const char *name)
{
    for (int i = 0; i < bp_n_commands; i++)
        if (strcmp(bp_commands[i]->name, name) == 0)
            return bp_commands[i];
    return NULL;
}

int bp_command_unknown(const char *name)
{
    const char *names[64] = {"help", "version"};
    int n = 2;
    for (int i = 0; i < bp_n_commands && n < 64; i++)
        names[n++] = bp_commands[i]->name;
    const char *nearest = bp_text_nearest(name, names, n);
    fprintf(stderr, "brandpunt: there is no command '%s'%s%s%s; see 'brandpunt help'\n", name,
            nearest ? " (did you mean '" : "", nearest ? nearest : "", nearest ? "'?)" : "");
    return BP_EXIT_USAGE;
}
