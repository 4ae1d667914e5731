#include "cli/manual/study_keys.h"

#include "cli/study_schema.h"
#include "cli/terminal.h"
#include "geo/text.h"

#include <cyaml/cyaml.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { KEY_INDENT = 39, MOST_KEYS = 512, MOST_DEPTH = 8, FORM_BYTES = 256 };

struct telling {
    bp_study_key_fn tell;
    void *user;
    char path[BP_STUDY_KEY];
};

static void describe_choice(const cyaml_schema_value_t *value, char *text)
{
    size_t used = (size_t)snprintf(text, FORM_BYTES, "one of ");
    for (uint32_t i = 0; i < value->enumeration.count && used < FORM_BYTES; i++)
        used += (size_t)snprintf(text + used, FORM_BYTES - used, "%s%s", i ? ", " : "",
                                 value->enumeration.strings[i].str);
}

static void describe(const cyaml_schema_value_t *value, char *text)
{
    switch (value->type) {
    case CYAML_INT:
    case CYAML_UINT:
        snprintf(text, FORM_BYTES, "a whole number");
        break;
    case CYAML_FLOAT:
        snprintf(text, FORM_BYTES, "a number");
        break;
    case CYAML_BOOL:
        snprintf(text, FORM_BYTES, "true or false");
        break;
    case CYAML_ENUM:
        describe_choice(value, text);
        break;
    case CYAML_SEQUENCE:
    case CYAML_SEQUENCE_FIXED:
        snprintf(text, FORM_BYTES, "a list");
        break;
    case CYAML_MAPPING:
    case CYAML_IGNORE:
        snprintf(text, FORM_BYTES, "a mapping");
        break;
    default:
        snprintf(text, FORM_BYTES, "a text");
    }
}

static void walk(struct telling *telling, const cyaml_schema_field_t *fields, int depth)
{
    char form[FORM_BYTES];
    size_t length = strlen(telling->path);
    for (; fields->key; fields++) {
        const cyaml_schema_value_t *value = &fields->value;
        snprintf(telling->path + length, sizeof telling->path - length, "%s%s", length ? "." : "",
                 fields->key);
        describe(value, form);
        telling->tell(telling->user, telling->path, form, !(value->flags & CYAML_FLAG_OPTIONAL));
        if (value->type == CYAML_SEQUENCE) {
            size_t end = strlen(telling->path);
            snprintf(telling->path + end, sizeof telling->path - end, "[]");
            value = value->sequence.entry;
        }
        if (value->type == CYAML_MAPPING && depth < MOST_DEPTH)
            walk(telling, value->mapping.fields, depth + 1);
        telling->path[length] = '\0';
    }
}

void bp_study_keys_each(bp_study_key_fn tell, void *user)
{
    struct telling telling = {tell, user, ""};
    walk(&telling, bp_study_schema(false)->mapping.fields, 0);
}

struct printing {
    const char *key;
    int n;
    char names[MOST_KEYS][BP_STUDY_KEY];
    int n_names;
};

/* "areas" is itself and "areas.base", and not "areas_of"; "indicators" is "indicators[].domain", too. */
static bool is_within(const char *key, const char *path)
{
    size_t n = strlen(key);
    return strncmp(path, key, n) == 0 && (path[n] == '\0' || path[n] == '.' || path[n] == '[');
}

static void print_key(void *user, const char *path, const char *form, bool is_required)
{
    struct printing *printing = (struct printing *)user;
    if (printing->n_names < MOST_KEYS)
        snprintf(printing->names[printing->n_names++], BP_STUDY_KEY, "%s", path);
    if (printing->key && !is_within(printing->key, path))
        return;
    printing->n++;
    char front[BP_STUDY_KEY + 4], *text = bp_text_format("%s%s", form, is_required ? " (required)" : "");
    snprintf(front, sizeof front, "  %-36s", path);
    bp_terminal_print(front, text ? text : form, KEY_INDENT);
    free(text);
}

static int count_dots(const char *name)
{
    int n = 0;
    for (; *name; name++)
        n += *name == '.';
    return n;
}

/* "floor" may be said of areas.floor: the first of the keys whose own name that is, those with the fewest
 * parts before others. */
static const char *key_ending_in(const struct printing *printing, const char *key)
{
    const char *found = NULL;
    for (int i = 0; i < printing->n_names; i++) {
        const char *name = printing->names[i], *own = strrchr(name, '.');
        if (own && strcmp(own + 1, key) == 0 && (!found || count_dots(name) < count_dots(found)))
            found = name;
    }
    return found;
}

bool bp_study_keys_print(const char *key, char nearest[BP_STUDY_KEY])
{
    static struct printing printing;
    const char *names[MOST_KEYS], *found;
    memset(&printing, 0, sizeof printing);
    printing.key = key;
    bp_study_keys_each(print_key, &printing);
    if (printing.n > 0)
        return true;
    for (int i = 0; i < printing.n_names; i++)
        names[i] = printing.names[i];
    found = key_ending_in(&printing, key);
    if (!found)
        found = bp_text_nearest(key, names, printing.n_names);
    snprintf(nearest, BP_STUDY_KEY, "%s", found ? found : "");
    return false;
}
