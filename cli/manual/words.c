#include "cli/manual/words.h"

#include <stdio.h>
#include <string.h>

typedef struct word_kind {
    const char *word;
    bp_value_kind kind;
} word_kind;

static const word_kind kinds[] = {
    {"FILE", BP_VALUE_FILE},       {"UNITS", BP_VALUE_FILE},
    {"WITH", BP_VALUE_FILE},       {"OUT", BP_VALUE_FILE},
    {"STUDY.yaml", BP_VALUE_FILE}, {"OP:FILE", BP_VALUE_FREE},
    {"DIR", BP_VALUE_FOLDER},      {"RUN", BP_VALUE_FOLDER},
    {"COLUMN", BP_VALUE_COLUMN},   {"COL", BP_VALUE_COLUMN},
    {"PLACE", BP_VALUE_PLACE},     {"AREA", BP_VALUE_AREA},
    {"AREA_ID", BP_VALUE_AREA},    {"MUNICIPALITY", BP_VALUE_MUNICIPALITY},
    {"THEME", BP_VALUE_THEME},
};

bp_value_kind bp_positional_kind(const char *word)
{
    if (strchr(word, '|'))
        return BP_VALUE_CHOICE;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(kinds[i].word, word) == 0)
            return kinds[i].kind;
    return BP_VALUE_FREE;
}

static bool ends_in(const char *text, const char *end)
{
    size_t n = strlen(text), m = strlen(end);
    return n >= m && strcmp(text + n - m, end) == 0;
}

bp_value_kind bp_option_value_kind(const bp_option *option)
{
    if (option->type == BP_OPTION_FLAG || !option->argument)
        return BP_VALUE_FREE;
    return ends_in(option->name, "layer") ? BP_VALUE_LAYER : bp_positional_kind(option->argument);
}

/* "a|b|..." takes other words as well. */
static bool is_open(const char *argument)
{
    return ends_in(argument, "|...");
}

int bp_choices_count(const char *argument)
{
    int n = 1;
    if (!argument || !strchr(argument, '|'))
        return 0;
    for (const char *c = argument; *c; c++)
        n += *c == '|';
    return n - is_open(argument);
}

const char *bp_choices_at(const char *argument, int i, int *bytes)
{
    for (; i > 0; i--)
        argument += strcspn(argument, "|") + 1;
    *bytes = (int)strcspn(argument, "|");
    return argument;
}

bool bp_choices_have(const char *argument, const char *text)
{
    if (is_open(argument))
        return true;
    for (int i = 0; i < bp_choices_count(argument); i++) {
        int bytes = 0;
        const char *choice = bp_choices_at(argument, i, &bytes);
        if ((int)strlen(text) == bytes && strncmp(choice, text, (size_t)bytes) == 0)
            return true;
    }
    return false;
}

char *bp_choices_list(const char *argument, char *text, size_t size)
{
    int n = bp_choices_count(argument);
    size_t used = 0;
    text[0] = '\0';
    for (int i = 0; i < n && used < size; i++) {
        int bytes = 0;
        const char *choice = bp_choices_at(argument, i, &bytes);
        used += (size_t)snprintf(text + used, size - used, "%s%.*s",
                                 i == 0      ? ""
                                 : i + 1 < n ? ", "
                                             : " or ",
                                 bytes, choice);
    }
    return text;
}

void bp_positionals_read(const bp_command *command, bp_positionals *out)
{
    const char *at = command->synopsis;
    memset(out, 0, sizeof *out);
    while (*at && *at != '-' && out->n < BP_POSITIONAL_MOST) {
        const char *word = at + (*at == '[');
        if (word[0] == '-' || strncmp(at, "[options]", 9) == 0)
            break;
        size_t length = strcspn(word, " ]");
        length = length < BP_POSITIONAL_BYTES ? length : BP_POSITIONAL_BYTES - 1;
        memcpy(out->words[out->n], word, length);
        char *dots = strstr(out->words[out->n], "...");
        if (dots) {
            *dots = '\0';
            out->repeats = true;
            out->repeated = out->n;
        }
        out->n++;
        at += strcspn(at, " ");
        at += *at == ' ';
    }
}

const char *bp_positionals_at(const bp_positionals *positionals, int i)
{
    if (positionals->repeats && i > positionals->repeated)
        i = positionals->repeated;
    return i < positionals->n ? positionals->words[i] : NULL;
}
