#include "cli/manual/pages.h"

#include "cli/options.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* A line of text in the language of troff: its signs are masked, and a dash is the one that is typed. */
static void put_text(FILE *to, const char *text, size_t bytes)
{
    if (bytes > 0 && (text[0] == '.' || text[0] == '\''))
        fputs("\\&", to);
    for (size_t i = 0; i < bytes; i++) {
        if (text[i] == '\\')
            fputs("\\e", to);
        else if (text[i] == '-')
            fputs("\\-", to);
        else
            fputc(text[i], to);
    }
}

static void put_line(FILE *to, const char *text)
{
    put_text(to, text, strlen(text));
    fputc('\n', to);
}

/* The words of a synopsis that are options are to be typed as they stand. */
static void put_synopsis(FILE *to, const bp_command *command)
{
    fprintf(to, ".B brandpunt %s\n", command->name);
    put_line(to, command->synopsis);
}

/* The paragraphs of a description up to its examples, or from there. Lines that are indented stand as they
 * are. */
static void put_description(FILE *to, const char *text)
{
    static const char examples[] = "Examples:\n";
    bool is_indented = false;
    fputs(".SH DESCRIPTION\n", to);
    while (*text) {
        size_t bytes = strcspn(text, "\n");
        if (strncmp(text, examples, sizeof examples - 1) == 0) {
            fprintf(to, "%s.SH EXAMPLES\n", is_indented ? ".fi\n" : "");
            is_indented = false;
        } else if (bytes == 0) {
            if (!is_indented && strncmp(text + 1, examples, sizeof examples - 1) != 0)
                fputs(".PP\n", to);
        } else {
            bool indent = strncmp(text, "  ", 2) == 0;
            if (indent != is_indented)
                fputs(indent ? ".nf\n" : ".fi\n", to);
            is_indented = indent;
            put_text(to, text + (indent ? 2 : 0), bytes - (indent ? 2 : 0));
            fputc('\n', to);
        }
        text += bytes;
        text += *text == '\n';
    }
    if (is_indented)
        fputs(".fi\n", to);
}

static void put_options(FILE *to, const bp_command *command)
{
    fputs(".SH OPTIONS\n", to);
    for (int i = 0; i < bp_options_count(command); i++) {
        const bp_option *option = bp_options_at(command, i);
        fputs(".TP\n", to);
        if (option->letter)
            fprintf(to, "\\fB\\-%c\\fR, ", option->letter);
        fputs("\\fB\\-\\-", to);
        put_text(to, option->name, strlen(option->name));
        fputs("\\fR", to);
        if (option->argument) {
            fputs(" \\fI", to);
            put_text(to, option->argument, strlen(option->argument));
            fputs("\\fR", to);
        }
        fputc('\n', to);
        put_line(to, option->help);
    }
}

static void put_exit_status(FILE *to)
{
    fputs(".SH EXIT STATUS\n"
          ".TP\n0\ndone\n"
          ".TP\n1\nthe study or the data are not right\n"
          ".TP\n2\nthe command line is not right\n"
          ".TP\n3\nthe result cannot be written; what was there before is whole\n"
          ".TP\n4\nout of memory, or a fault of the program\n"
          ".TP\n130\nstopped; what was there before is whole\n",
          to);
}

static void put_title(FILE *to, const char *name)
{
    fputs(".TH \"", to);
    for (; *name; name++)
        fputc(toupper((unsigned char)*name), to);
    fputs("\" \"1\" \"\" \"brandpunt " BRANDPUNT_VERSION "\" \"User commands\"\n.nh\n.ad l\n.SH NAME\n", to);
}

static void put_program_page(FILE *to)
{
    put_title(to, "brandpunt");
    fputs("brandpunt \\- focus areas from open data, objective and explained\n"
          ".SH SYNOPSIS\n.B brandpunt\nCOMMAND [arguments]\n.SH DESCRIPTION\n"
          "brandpunt draws focus areas, connected groups of neighbourhoods in which problems pile up, from "
          "open\n"
          "data, and explains every one of them. A study, one YAML file, says all of it; a run is its folder "
          "of\n"
          "results.\n.SH COMMANDS\n",
          to);
    for (int i = 0; i < bp_n_commands; i++) {
        fprintf(to, ".TP\n.BR brandpunt\\-%s (1)\n", bp_commands[i]->name);
        put_line(to, bp_commands[i]->summary);
    }
    fputs(".TP\n.B brandpunt help\n"
          "all commands; help COMMAND: one of them; help study: the keys of a study; help lists: the shipped "
          "lists\n"
          ".TP\n.B brandpunt version\nprint the version\n",
          to);
    put_exit_status(to);
    fputs(".SH ENVIRONMENT\n"
          ".TP\nBRANDPUNT_SHARE\nthe folder with the shipped lists, instead of the installed one\n"
          ".TP\nBRANDPUNT_LOCALE\nthe folder with the translations, instead of the installed one\n"
          ".TP\nLC_ALL, LC_MESSAGES, LANG\nthe language of sentences where \\-\\-lang names none\n"
          ".TP\nNO_COLOR\nset and not empty: no colours on a terminal\n"
          ".TP\nTERM\n\"dumb\" or not set: no colours and no moving bars\n"
          ".SH SEE ALSO\n",
          to);
    for (int i = 0; i < bp_n_commands; i++)
        fprintf(to, ".BR brandpunt\\-%s (1)%s\n", bp_commands[i]->name, i + 1 < bp_n_commands ? "," : "");
}

void bp_manual_page(FILE *to, const bp_command *command)
{
    char name[64];
    if (!command) {
        put_program_page(to);
        return;
    }
    snprintf(name, sizeof name, "brandpunt-%s", command->name);
    put_title(to, name);
    fprintf(to, "brandpunt\\-%s \\- ", command->name);
    put_line(to, command->summary);
    fputs(".SH SYNOPSIS\n", to);
    put_synopsis(to, command);
    put_description(to, command->description);
    put_options(to, command);
    put_exit_status(to);
    fputs(".SH SEE ALSO\n.BR brandpunt (1)\n", to);
}
