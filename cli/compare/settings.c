/* What two runs were asked and given that is not the same. */
#include "cli/compare/compare.h"

#include "geo/text.h"

#include <stdlib.h>
#include <string.h>

enum { DIGITS = 12 };

static char *text_of(const json_t *value)
{
    if (!value)
        return NULL;
    if (json_is_string(value))
        return bp_text_copy(json_string_value(value));
    char *dump = json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT | JSON_REAL_PRECISION(DIGITS));
    char *text = dump ? bp_text_copy(dump) : NULL;
    free(dump);
    return text;
}

static bp_status add_setting(bp_context *context, bp_comparison *c, const char *key, const json_t *a,
                             const json_t *b)
{
    bp_compare_setting *grown =
        (bp_compare_setting *)realloc(c->settings, ((size_t)c->n_settings + 1) * sizeof *grown);
    if (!grown)
        return bp_context_fail_memory(context, ((size_t)c->n_settings + 1) * sizeof *grown);
    c->settings = grown;
    bp_compare_setting *at = &grown[c->n_settings++];
    *at = (bp_compare_setting){bp_text_copy(key), {text_of(a), text_of(b)}};
    if (!at->key || (a && !at->text[0]) || (b && !at->text[1]))
        return bp_context_fail_memory(context, 0);
    return BP_OK;
}

static bool is_something(const json_t *value)
{
    return value && !json_is_null(value);
}

/* A list whose entries have names, which are what they go by. */
static bool is_named_list(const json_t *value)
{
    for (size_t i = 0; i < json_array_size(value); i++)
        if (!json_is_string(json_object_get(json_array_get(value, i), "name")))
            return false;
    return json_array_size(value) > 0;
}

static json_t *entry_named(const json_t *list, const char *name)
{
    for (size_t i = 0; i < json_array_size(list); i++) {
        json_t *entry = json_array_get(list, i);
        if (strcmp(json_string_value(json_object_get(entry, "name")), name) == 0)
            return entry;
    }
    return NULL;
}

static bp_status differ(bp_context *context, bp_comparison *c, const char *key, json_t *a, json_t *b);

/* A pair of values at `path`, which is freed. */
static bp_status differ_at(bp_context *context, bp_comparison *c, char *path, json_t *a, json_t *b)
{
    bp_status status = path ? differ(context, c, path, a, b) : bp_context_fail_memory(context, 0);
    free(path);
    return status;
}

static char *below(const char *key, const char *name)
{
    return *key ? bp_text_format("%s.%s", key, name) : bp_text_copy(name);
}

/* An entry that only one of the lists has is told whole. */
static bp_status differ_in_entry(bp_context *context, bp_comparison *c, const char *key, const char *name,
                                 json_t *a, json_t *b)
{
    char *path = bp_text_format("%s[%s]", key, name);
    if (a && b)
        return differ_at(context, c, path, a, b);
    bp_status status = path ? add_setting(context, c, path, a, b) : bp_context_fail_memory(context, 0);
    free(path);
    return status;
}

static bp_status differ_in_lists(bp_context *context, bp_comparison *c, const char *key, json_t *a, json_t *b)
{
    bp_status status = BP_OK;
    for (size_t i = 0; !status && i < json_array_size(a); i++) {
        json_t *entry = json_array_get(a, i);
        const char *name = json_string_value(json_object_get(entry, "name"));
        status = differ_in_entry(context, c, key, name, entry, entry_named(b, name));
    }
    for (size_t i = 0; !status && i < json_array_size(b); i++) {
        json_t *entry = json_array_get(b, i);
        const char *name = json_string_value(json_object_get(entry, "name"));
        if (!entry_named(a, name))
            status = differ_in_entry(context, c, key, name, NULL, entry);
    }
    return status;
}

static bp_status differ_in_objects(bp_context *context, bp_comparison *c, const char *key, json_t *a,
                                   json_t *b)
{
    const char *name = NULL;
    json_t *value = NULL;
    bp_status status = BP_OK;
    json_object_foreach(a, name, value)
    {
        if (!status)
            status = differ_at(context, c, below(key, name), value, json_object_get(b, name));
    }
    json_object_foreach(b, name, value)
    {
        if (!status && !json_object_get(a, name))
            status = differ_at(context, c, below(key, name), NULL, value);
    }
    return status;
}

/* A key that is null says what one that is not there says. */
static bp_status differ(bp_context *context, bp_comparison *c, const char *key, json_t *a, json_t *b)
{
    const bool in_either = is_something(a) || is_something(b);
    if (in_either && (json_is_object(a) || !is_something(a)) && (json_is_object(b) || !is_something(b)))
        return differ_in_objects(context, c, key, a, b);
    if (is_named_list(a) && is_named_list(b))
        return differ_in_lists(context, c, key, a, b);
    if (!in_either || json_equal(a, b))
        return BP_OK;
    return add_setting(context, c, key, is_something(a) ? a : NULL, is_something(b) ? b : NULL);
}

static const char *text_at(const json_t *input, const char *key)
{
    const char *text = json_string_value(json_object_get(input, key));
    return text ? text : "";
}

static int count_role(const json_t *list, const char *role)
{
    int n = 0;
    for (size_t i = 0; i < json_array_size(list); i++)
        n += strcmp(text_at(json_array_get(list, i), "role"), role) == 0;
    return n;
}

/* What the other run has in the place of input `wanted` of `own`: the file of that role and name, else the
   only one of that role. */
static json_t *counterpart(const json_t *own, const json_t *other, const json_t *wanted)
{
    const char *role = text_at(wanted, "role"), *file = text_at(wanted, "file");
    const bool is_only = count_role(own, role) == 1 && count_role(other, role) == 1;
    for (size_t i = 0; i < json_array_size(other); i++) {
        json_t *input = json_array_get(other, i);
        if (strcmp(text_at(input, "role"), role) == 0 &&
            (is_only || strcmp(text_at(input, "file"), file) == 0))
            return input;
    }
    return NULL;
}

/* Room for all inputs of both is there. What the study file asks is told by its settings. */
static void add_input(bp_comparison *c, json_t *a, json_t *b)
{
    json_t *const inputs[] = {a, b};
    const char *hash[2] = {"", ""};
    bp_compare_input found = {NULL, {NULL, NULL}};
    for (int s = 0; s < 2; s++) {
        if (!inputs[s])
            continue;
        const char *digest = json_string_value(json_object_get(inputs[s], "sha256"));
        found.role = json_string_value(json_object_get(inputs[s], "role"));
        found.file[s] = json_string_value(json_object_get(inputs[s], "file"));
        hash[s] = digest ? digest : "";
    }
    if (found.role && strcmp(found.role, "study") != 0 && strcmp(hash[0], hash[1]) != 0)
        c->inputs[c->n_inputs++] = found;
}

static bp_status compare_inputs(bp_context *context, bp_comparison *c)
{
    json_t *first = json_object_get(c->side[0].record, "inputs"),
           *second = json_object_get(c->side[1].record, "inputs");
    const size_t most = json_array_size(first) + json_array_size(second) + 1;
    c->inputs = (bp_compare_input *)calloc(most, sizeof *c->inputs);
    if (!c->inputs)
        return bp_context_fail_memory(context, most * sizeof *c->inputs);
    for (size_t i = 0; i < json_array_size(first); i++) {
        json_t *input = json_array_get(first, i);
        add_input(c, input, counterpart(first, second, input));
    }
    for (size_t i = 0; i < json_array_size(second); i++) {
        json_t *input = json_array_get(second, i);
        if (!counterpart(second, first, input))
            add_input(c, NULL, input);
    }
    return BP_OK;
}

bp_status bp_compare_settings(bp_context *context, bp_comparison *c)
{
    json_t *a = c->side[0].record, *b = c->side[1].record;
    bp_status status = differ(context, c, "", json_object_get(a, "study"), json_object_get(b, "study"));
    if (!status)
        status = differ(context, c, "seed", json_object_get(a, "seed"), json_object_get(b, "seed"));
    if (!status)
        status = differ(context, c, "program", json_object_get(a, "program"), json_object_get(b, "program"));
    return status ? status : compare_inputs(context, c);
}
