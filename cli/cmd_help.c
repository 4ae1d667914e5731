/* brandpunt help: what commands there are, one of them, the keys of a study, the shipped lists. */
#include "cli/command.h"
#include "cli/list.h"
#include "cli/manual/candidates.h"
#include "cli/manual/study_keys.h"
#include "cli/options.h"
#include "cli/terminal.h"
#include "cli/text_width.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Where the texts of options begin. */
enum { HELP_COLUMN = 25 };

static void print_heading(FILE *to, const char *text)
{
    bp_terminal_set(to, BP_TERMINAL_BOLD);
    fputs(text, to);
    bp_terminal_set(to, BP_TERMINAL_PLAIN);
    fputc('\n', to);
}

void bp_help_overview(FILE *to)
{
    fputs("brandpunt draws focus areas that are objective and explained, from open data.\n\n"
          "Usage: brandpunt COMMAND [arguments]\n\n",
          to);
    print_heading(to, "Commands:");
    for (int i = 0; i < bp_n_commands; i++)
        fprintf(to, "  %-10s %s\n", bp_commands[i]->name, bp_commands[i]->summary);
    fputs("  help       print this, or the help of a command: brandpunt help run\n"
          "  version    print the version\n\n",
          to);
    print_heading(to, "Start with:");
    fputs("  brandpunt demo demo\n"
          "  brandpunt run demo/study.yaml --output demo-run\n\n",
          to);
    print_heading(to, "More help:");
    fputs("  brandpunt help study       the keys of a study (help study areas: of a part)\n"
          "  brandpunt help lists       the lists of areas shipped with the program\n",
          to);
}

static void print_option(const bp_option *option)
{
    char left[128], front[160], letter[8] = "    ";
    if (option->letter)
        snprintf(letter, sizeof letter, "-%c, ", option->letter);
    snprintf(left, sizeof left, "%s--%s%s%s", letter, option->name, option->argument ? " " : "",
             option->argument ? option->argument : "");
    snprintf(front, sizeof front, "  %-22s", left);
    /* What is too long for its column, two blanks after it, has its text on the next line. */
    if (bp_text_columns(left, strlen(left)) > HELP_COLUMN - 4) {
        puts(front);
        snprintf(front, sizeof front, "%*s", HELP_COLUMN - 1, "");
    }
    bp_terminal_print(front, option->help, HELP_COLUMN);
}

void bp_help_command(const bp_command *command)
{
    printf("Usage: brandpunt %s %s\n\n%s\n\n", command->name, command->synopsis, command->description);
    print_heading(stdout, "Options:");
    for (int i = 0; i < bp_options_count(command); i++)
        print_option(bp_options_at(command, i));
}

static int help_study(const char *key)
{
    char nearest[BP_STUDY_KEY];
    if (!key)
        puts("Keys of a study; [] is each entry of a list. docs/study.md explains them.\n");
    if (bp_study_keys_print(key, nearest))
        return BP_EXIT_OK;
    fprintf(stderr, "brandpunt: help: a study has no key '%s'%s%s%s; see 'brandpunt help study'\n", key,
            nearest[0] ? " (did you mean '" : "", nearest, nearest[0] ? "'?)" : "");
    return BP_EXIT_USAGE;
}

struct shown {
    bp_context *context;
    const char *wanted;
    bp_status status;
};

static void print_list(void *user, const char *name, const char *description)
{
    struct shown *shown = (struct shown *)user;
    bp_list *list = NULL;
    (void)description;
    if (shown->status || (shown->wanted && strcmp(shown->wanted, name) != 0))
        return;
    shown->status = bp_list_read(shown->context, name, "", &list);
    if (shown->status)
        return;
    char front[64];
    snprintf(front, sizeof front, "  %-14s", name);
    bp_terminal_print(front, list->title, 17);
    printf("%*s%d areas, as %s: {list: %s}\n", 17, "", list->n_areas,
           list->kind == BP_LIST_DESIGNATED ? "designated" : "an entry of programmes", name);
    for (int a = 0; shown->wanted && a < list->n_areas; a++) {
        printf("    ");
        bp_terminal_cell(list->areas[a].id, 16);
        printf(" ");
        bp_terminal_put(stdout, list->areas[a].name);
        puts("");
    }
    bp_list_free(list);
}

static int help_lists(const char *name)
{
    struct shown shown = {NULL, name, BP_OK};
    bp_list *list = NULL;
    bp_status status = bp_context_new(NULL, &shown.context);
    /* An unknown name fails with the nearest one. */
    if (!status && name)
        status = bp_list_read(shown.context, name, "", &list);
    bp_list_free(list);
    if (!status) {
        bp_candidates_lists(&(bp_candidates){shown.context, print_list, &shown, false});
        status = shown.status;
    }
    if (status)
        bp_terminal_say("brandpunt: help:",
                        shown.context ? bp_context_message(shown.context) : "out of memory");
    bp_context_free(shown.context);
    return status == BP_OK ? BP_EXIT_OK : BP_EXIT_USAGE;
}

int bp_help(int n, const char **arguments)
{
    if (n == 0) {
        bp_help_overview(stdout);
        return BP_EXIT_OK;
    }
    if (strcmp(arguments[0], "study") == 0)
        return help_study(n > 1 ? arguments[1] : NULL);
    if (strcmp(arguments[0], "lists") == 0)
        return help_lists(n > 1 ? arguments[1] : NULL);
    const bp_command *command = bp_command_find(arguments[0]);
    if (!command)
        return bp_command_unknown(arguments[0]);
    bp_help_command(command);
    return BP_EXIT_OK;
}
