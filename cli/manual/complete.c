#include "cli/manual/complete.h"

#include "cli/manual/candidates.h"
#include "cli/manual/study_keys.h"
#include "cli/manual/words.h"
#include "cli/options.h"
#include "geo/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What a line holds up to the word that is begun. */
struct line {
    int n;
    const char **words;
    const char *begun; /* the last word, or what stands after "--option=" in it */
    const char *front; /* what goes before every candidate: "--option=" or nothing; not ended */
    int front_bytes;
    const bp_command *command;
    bp_positionals positionals;
    int n_given;
    const char *given[BP_POSITIONAL_MOST];
    const char *values[BP_OPTIONS_MOST]; /* of options given; "" of a flag; by number of the option */
    const bp_option *waiting;            /* the option that the last word is the value of */
    bool is_after_dashes;
    int n_found, n_room;
    char **found;
    const char *directive;
};

static void add(void *user, const char *text, const char *description)
{
    struct line *line = (struct line *)user;
    if (strncmp(text, line->begun, strlen(line->begun)) != 0 || strpbrk(text, "\n\t"))
        return;
    if (line->n_found == line->n_room) {
        int room = line->n_room ? 2 * line->n_room : 64;
        char **grown = (char **)realloc(line->found, (size_t)room * sizeof *grown);
        if (!grown)
            return;
        line->found = grown;
        line->n_room = room;
    }
    bool is_told = description && description[0];
    char *made = bp_text_format("%.*s%s%s%.*s", line->front_bytes, line->front, text, is_told ? "\t" : "",
                                is_told ? (int)strcspn(description, "\n\t") : 0, is_told ? description : "");
    if (made)
        line->found[line->n_found++] = made;
}

static const bp_option *find_option(const bp_command *command, const char *word, size_t bytes, int *number)
{
    for (int i = 0; i < bp_options_count(command); i++) {
        const bp_option *option = bp_options_at(command, i);
        bool is_long = bytes > 2 && strlen(option->name) == bytes - 2 && word[1] == '-' &&
                       strncmp(option->name, word + 2, bytes - 2) == 0;
        bool is_short = bytes == 2 && option->letter && word[1] == option->letter;
        if (is_long || is_short) {
            *number = i;
            return option;
        }
    }
    return NULL;
}

/* One word before the one that is begun. Shells cut "--format=json" into three words, or leave it one. */
static void take_word(struct line *line, const char *word)
{
    int number = 0;
    if (line->waiting) {
        if (strcmp(word, "=") == 0)
            return;
        for (int i = 0; i < bp_options_count(line->command); i++)
            if (bp_options_at(line->command, i) == line->waiting)
                line->values[i] = word;
        line->waiting = NULL;
        return;
    }
    if (line->is_after_dashes || word[0] != '-' || !word[1]) {
        if (line->n_given < BP_POSITIONAL_MOST)
            line->given[line->n_given] = word;
        line->n_given++;
        return;
    }
    line->is_after_dashes = strcmp(word, "--") == 0;
    const char *value = strchr(word, '=');
    const bp_option *option =
        find_option(line->command, word, value ? (size_t)(value - word) : strlen(word), &number);
    if (!option)
        return;
    line->values[number] = value ? value + 1 : "";
    if (option->type != BP_OPTION_FLAG && !value)
        line->waiting = option;
}

/* The word that is begun may hold an option and its value: "--format=js". */
static void take_last(struct line *line)
{
    const char *value = strchr(line->begun, '=');
    int number = 0;
    if (strcmp(line->begun, "=") == 0 && line->waiting) {
        line->begun = "";
        return;
    }
    if (line->waiting || line->is_after_dashes || strncmp(line->begun, "--", 2) != 0 || !value)
        return;
    line->waiting = find_option(line->command, line->begun, (size_t)(value - line->begun), &number);
    line->front = line->begun;
    line->front_bytes = (int)(value + 1 - line->begun);
    line->begun = value + 1;
}

static void add_options(struct line *line)
{
    for (int i = 0; i < bp_options_count(line->command); i++) {
        const bp_option *option = bp_options_at(line->command, i);
        char name[64];
        if (line->values[i] && option->type != BP_OPTION_LIST)
            continue;
        snprintf(name, sizeof name, "--%s", option->name);
        add(line, name, option->help);
    }
}

static void add_choices(struct line *line, const char *argument)
{
    for (int i = 0; i < bp_choices_count(argument); i++) {
        char word[64];
        int bytes = 0;
        const char *choice = bp_choices_at(argument, i, &bytes);
        snprintf(word, sizeof word, "%.*s", bytes, choice);
        add(line, word, NULL);
    }
}

static const char *value_of(const struct line *line, const char *name)
{
    for (int i = 0; i < bp_options_count(line->command); i++)
        if (strcmp(bp_options_at(line->command, i)->name, name) == 0)
            return line->values[i];
    return NULL;
}

/* The last file that was given to an option before this one: "of that file". */
static const char *file_of_options(const struct line *line)
{
    const char *file = NULL;
    for (int i = 0; i < bp_options_count(line->command) && bp_options_at(line->command, i) != line->waiting;
         i++)
        if (bp_option_value_kind(bp_options_at(line->command, i)) == BP_VALUE_FILE && line->values[i])
            file = line->values[i];
    return file;
}

/* Which file an option's column or layer is of: its help says "UNITS", "WITH" or "that file"; else the last
   one that is read. */
static const char *file_of(const struct line *line, const bp_option *option)
{
    const char *help = option ? option->help : "";
    if (strstr(help, "that file") || strstr(help, "that layer"))
        return file_of_options(line);
    int which = -1;
    for (int i = 0; i < line->n_given && i < BP_POSITIONAL_MOST; i++) {
        const char *word = bp_positionals_at(&line->positionals, i);
        if (!word || bp_positional_kind(word) != BP_VALUE_FILE || strcmp(word, "OUT") == 0)
            continue;
        which = i;
        if (strstr(help, word))
            break;
    }
    return which < 0 ? NULL : line->given[which];
}

static void add_of_file(struct line *line, const bp_candidates *to, const bp_option *option, bool layers)
{
    const char *file = file_of(line, option);
    bool is_first = file && file == line->given[0];
    if (!file)
        return;
    if (layers)
        bp_candidates_layers(to, file);
    else
        bp_candidates_columns(to, file, is_first ? value_of(line, "layer") : NULL);
}

static void add_values(struct line *line, bp_value_kind kind, const char *argument, const bp_option *option)
{
    bp_context *context = NULL;
    bp_context_options options = BP_CONTEXT_OPTIONS_INIT;
    options.n_threads = 1;
    if (bp_context_new(&options, &context))
        return;
    const bp_candidates to = {context, add, line, line->begun[0] != '\0'};
    const char *run = line->n_given > 0 ? line->given[0] : NULL;
    if (kind == BP_VALUE_CHOICE)
        add_choices(line, argument);
    else if (kind == BP_VALUE_FILE)
        line->directive = ":file";
    else if (kind == BP_VALUE_FOLDER)
        line->directive = ":folder";
    else if (kind == BP_VALUE_COLUMN || kind == BP_VALUE_LAYER)
        add_of_file(line, &to, option, kind == BP_VALUE_LAYER);
    else if (kind == BP_VALUE_THEME && run)
        bp_candidates_themes(&to, run);
    if (run && (kind == BP_VALUE_AREA || kind == BP_VALUE_PLACE))
        bp_candidates_areas(&to, run);
    if (run && kind == BP_VALUE_PLACE)
        bp_candidates_units(&to, run);
    if (run && (kind == BP_VALUE_MUNICIPALITY || kind == BP_VALUE_PLACE))
        bp_candidates_municipalities(&to, run);
    bp_context_free(context);
}

static void complete_call(struct line *line)
{
    bp_positionals_read(line->command, &line->positionals);
    for (int i = 1; i + 1 < line->n; i++)
        take_word(line, line->words[i]);
    take_last(line);
    if (line->waiting) {
        add_values(line, bp_option_value_kind(line->waiting), line->waiting->argument, line->waiting);
        return;
    }
    if (line->begun[0] == '-' && !line->is_after_dashes) {
        add_options(line);
        return;
    }
    const char *word = bp_positionals_at(&line->positionals, line->n_given);
    if (word)
        add_values(line, bp_positional_kind(word), word, NULL);
    /* After the columns a command may have a file to write. */
    if (word && line->positionals.repeats && line->positionals.repeated + 1 < line->positionals.n &&
        line->n_given > line->positionals.repeated)
        line->directive = ":file";
}

static void add_key(void *user, const char *key, const char *form, bool is_required)
{
    (void)is_required;
    add(user, key, form);
}

static void complete_help(struct line *line)
{
    bp_context *context = NULL;
    if (line->n == 2) {
        for (int i = 0; i < bp_n_commands; i++)
            add(line, bp_commands[i]->name, bp_commands[i]->summary);
        add(line, "study", "the keys of a study");
        add(line, "lists", "the lists shipped with the program");
    } else if (line->n == 3 && strcmp(line->words[1], "study") == 0) {
        bp_study_keys_each(add_key, line);
    } else if (line->n == 3 && strcmp(line->words[1], "lists") == 0 && !bp_context_new(NULL, &context)) {
        bp_candidates_lists(&(bp_candidates){context, add, line, false});
        bp_context_free(context);
    }
}

static void complete_commands(struct line *line)
{
    for (int i = 0; i < bp_n_commands; i++)
        add(line, bp_commands[i]->name, bp_commands[i]->summary);
    add(line, "help", "what commands there are, and the help of one");
    add(line, "version", "print the version");
    if (line->begun[0] != '-')
        return;
    add(line, "--help", "what commands there are");
    add(line, "--version", "print the version");
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void print_found(struct line *line)
{
    if (line->n_found > 1)
        qsort(line->found, (size_t)line->n_found, sizeof *line->found, by_text);
    for (int i = 0; i < line->n_found; i++)
        if (i == 0 || strcmp(line->found[i], line->found[i - 1]) != 0)
            puts(line->found[i]);
    puts(line->directive);
    for (int i = 0; i < line->n_found; i++)
        free(line->found[i]);
    free(line->found);
}

void bp_complete(int n, const char **words)
{
    struct line line = {0};
    line.n = n;
    line.words = words;
    line.begun = n > 0 ? words[n - 1] : "";
    line.front = "";
    line.directive = ":none";
    if (n <= 1) {
        complete_commands(&line);
    } else if (strcmp(words[0], "help") == 0) {
        complete_help(&line);
    } else {
        for (int i = 0; i < bp_n_commands; i++)
            if (strcmp(bp_commands[i]->name, words[0]) == 0)
                line.command = bp_commands[i];
        if (line.command)
            complete_call(&line);
    }
    print_found(&line);
}
