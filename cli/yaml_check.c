#include "cli/yaml_check.h"

#include "geo/text.h"

#include <cyaml/cyaml.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LONGEST_PATH = 256, MOST_VALUES = 100000, MOST_NAMES = 64 };

/* The walk through file and schema together. `path` is where it stands. */
struct walk {
    bp_context *context;
    const bp_yaml_file *file;
    char path[LONGEST_PATH];
    int n_values;
};

static bp_status check_value(struct walk *walk, int node, const cyaml_schema_value_t *schema);

char *bp_yaml_join_names(const char *const *names, int n)
{
    size_t length = 1;
    for (int i = 0; i < n; i++)
        length += strlen(names[i]) + 2;
    char *text = (char *)malloc(length);
    if (!text)
        return NULL;
    text[0] = '\0';
    for (int i = 0; i < n; i++) {
        strcat(text, i ? ", " : "");
        strcat(text, names[i]);
    }
    return text;
}

/* "FILE:LINE: what.ever: " in front of every message of the walk. */
static bp_status fail_at(struct walk *walk, int node, const char *text)
{
    return bp_context_fail(walk->context, BP_ERROR_INPUT, "%s:%d: %s%s%s", walk->file->path,
                           walk->file->nodes[node].line, walk->path, walk->path[0] ? ": " : "", text);
}

/* The same for a text made for the occasion, which is freed. */
static bp_status fail_made(struct walk *walk, int node, char *text)
{
    bp_status status = text ? fail_at(walk, node, text) : bp_context_fail_memory(walk->context, 0);
    free(text);
    return status;
}

/* What a person would call the value that is there; to free(). */
static char *describe(const bp_yaml_file *file, int node)
{
    const bp_yaml_node *value = &file->nodes[bp_yaml_resolve(file, node)];
    if (value->kind == BP_YAML_MAPPING)
        return bp_text_copy("a mapping");
    if (value->kind == BP_YAML_LIST)
        return bp_text_copy("a list");
    return value->text[0] ? bp_text_format("'%s'", value->text) : bp_text_copy("nothing");
}

static bp_status fail_expected(struct walk *walk, int node, const char *expected)
{
    char *found = describe(walk->file, node);
    char *text = found ? bp_text_format("found %s, expected %s", found, expected) : NULL;
    free(found);
    return fail_made(walk, node, text);
}

/* "expected one of a, b; nearest: 'a'": the tail of messages about names; to free(). */
static char *expected_names(const char *found, const char *const *names, int n)
{
    char *all = bp_yaml_join_names(names, n);
    const char *nearest = bp_text_nearest(found, names, n);
    char *text = NULL;
    if (all)
        text = bp_text_format("expected %s%s%s%s%s", n > 1 ? "one of " : "", all,
                              nearest ? "; nearest: '" : "", nearest ? nearest : "", nearest ? "'" : "");
    free(all);
    return text;
}

bp_status bp_yaml_fail_choice(bp_context *context, const bp_yaml_file *file, const char *path,
                              const char *found, const char *const *names, int n)
{
    char *expected = expected_names(found, names, n);
    if (!expected)
        return bp_context_fail_memory(context, 0);
    bp_status status = bp_context_fail(context, BP_ERROR_INPUT, "%s:%d: %s: found '%s', %s", file->path,
                                       bp_yaml_line(file, path), path, found, expected);
    free(expected);
    return status;
}

static int field_names(const cyaml_schema_field_t *fields, const char **names)
{
    int n = 0;
    for (; fields[n].key && n < MOST_NAMES; n++)
        names[n] = fields[n].key;
    return n;
}

static bp_status fail_unknown_key(struct walk *walk, int child, const cyaml_schema_field_t *fields)
{
    const char *names[MOST_NAMES];
    int n = field_names(fields, names);
    const char *key = walk->file->nodes[child].key;
    char *expected = expected_names(key, names, n);
    /* {base: 0,80} is a base of 0 and a key 80. */
    const char *hint =
        key[strspn(key, "0123456789")] ? "" : "; if it is part of a number, write that with a point";
    char *text = expected ? bp_text_format("unknown key '%s'; %s%s", key, expected, hint) : NULL;
    free(expected);
    return fail_made(walk, child, text);
}

static bp_status fail_not_a_mapping(struct walk *walk, int node, const cyaml_schema_field_t *fields)
{
    const char *names[MOST_NAMES];
    char *all = bp_yaml_join_names(names, field_names(fields, names));
    char *expected = all ? bp_text_format("a mapping with keys among %s", all) : NULL;
    free(all);
    if (!expected)
        return bp_context_fail_memory(walk->context, 0);
    bp_status status = fail_expected(walk, node, expected);
    free(expected);
    return status;
}

/* One key of a mapping: known, given once, and its value as the schema has it. */
static bp_status check_field(struct walk *walk, int node, int child, const cyaml_schema_field_t *fields)
{
    const char *key = walk->file->nodes[child].key;
    const cyaml_schema_field_t *field = fields;
    while (field->key && strcmp(field->key, key) != 0)
        field++;
    if (!field->key)
        return fail_unknown_key(walk, child, fields);
    int first = bp_yaml_child(walk->file, node, key, strlen(key));
    if (first != child)
        return fail_made(walk, child,
                         bp_text_format("the key '%s' is given twice, first on line %d", key,
                                        walk->file->nodes[first].line));
    size_t length = strlen(walk->path);
    snprintf(walk->path + length, LONGEST_PATH - length, "%s%s", length ? "." : "", key);
    bp_status status = check_value(walk, child, &field->value);
    walk->path[length] = '\0';
    return status;
}

static bp_status check_mapping(struct walk *walk, int node, const cyaml_schema_value_t *schema)
{
    const cyaml_schema_field_t *fields = schema->mapping.fields;
    int value = bp_yaml_resolve(walk->file, node);
    if (walk->file->nodes[value].kind != BP_YAML_MAPPING)
        return fail_not_a_mapping(walk, node, fields);
    bp_status status = BP_OK;
    for (int child = walk->file->nodes[value].first_child; !status && child >= 0;
         child = walk->file->nodes[child].next)
        status = bp_context_settle(walk->context, check_field(walk, value, child, fields));
    for (; !status && fields->key; fields++) {
        bool required = !(fields->value.flags & CYAML_FLAG_OPTIONAL);
        if (required && bp_yaml_child(walk->file, value, fields->key, strlen(fields->key)) < 0)
            status = bp_context_settle(
                walk->context, fail_made(walk, node, bp_text_format("the key '%s' is missing", fields->key)));
    }
    return status;
}

static bp_status check_list(struct walk *walk, int node, const cyaml_schema_value_t *schema)
{
    int value = bp_yaml_resolve(walk->file, node);
    if (walk->file->nodes[value].kind != BP_YAML_LIST)
        return fail_expected(walk, node, "a list, as in [...]");
    size_t length = strlen(walk->path);
    unsigned n = 0;
    for (int child = walk->file->nodes[value].first_child; child >= 0;
         child = walk->file->nodes[child].next) {
        snprintf(walk->path + length, LONGEST_PATH - length, "[%u]", n++);
        bp_status status = bp_context_settle(walk->context, check_value(walk, child, schema->sequence.entry));
        if (status)
            return status;
        walk->path[length] = '\0';
    }
    if (n < schema->sequence.min && schema->sequence.min == 1)
        return fail_at(walk, node, "the list is empty, expected at least one entry");
    if (n < schema->sequence.min || n > schema->sequence.max)
        return fail_made(walk, node,
                         bp_text_format("found a list of %u, expected %u", n, schema->sequence.min));
    return BP_OK;
}

/* Decimal digits with an optional sign, no leading zero, within int64_t. */
static bool is_whole_number(const char *text)
{
    const char *digits = text + (*text == '-' || *text == '+');
    if (!*digits || digits[strspn(digits, "0123456789")] || (digits[0] == '0' && digits[1]))
        return false;
    errno = 0;
    long long value = strtoll(text, NULL, 10);
    return errno == 0 && value >= INT64_MIN && value <= INT64_MAX;
}

static bool is_number(const char *text)
{
    if (!*text || text[strspn(text, "0123456789+-.eE")])
        return false;
    char *end = NULL;
    double value = strtod(text, &end);
    return !*end && isfinite(value);
}

/* "0,80" as it is meant, to free(); NULL where it is no number with a comma for a point. */
static char *with_point(const char *text)
{
    char *copy = bp_text_copy(text), *comma = copy ? strchr(copy, ',') : NULL;
    if (comma) {
        *comma = '.';
        if (is_number(copy))
            return copy;
    }
    free(copy);
    return NULL;
}

static bp_status fail_number(struct walk *walk, int node, const bp_yaml_node *value)
{
    char *meant = value->kind == BP_YAML_SCALAR ? with_point(value->text) : NULL;
    char *expected = meant ? bp_text_format("a number; write %s, with a point", meant) : NULL;
    bp_status status = fail_expected(walk, node, expected ? expected : "a number");
    free(expected);
    free(meant);
    return status;
}

static bp_status check_choice(struct walk *walk, int node, const char *text,
                              const cyaml_schema_value_t *schema)
{
    const char *names[MOST_NAMES];
    int n = 0;
    for (; n < (int)schema->enumeration.count && n < MOST_NAMES; n++) {
        names[n] = schema->enumeration.strings[n].str;
        if (strcmp(names[n], text) == 0)
            return BP_OK;
    }
    char *expected = expected_names(text, names, n);
    char *found = expected ? bp_text_format("found '%s', %s", text, expected) : NULL;
    free(expected);
    return fail_made(walk, node, found);
}

static bp_status check_scalar(struct walk *walk, int node, const cyaml_schema_value_t *schema)
{
    const bp_yaml_node *value = &walk->file->nodes[bp_yaml_resolve(walk->file, node)];
    bool scalar = value->kind == BP_YAML_SCALAR;
    switch (schema->type) {
    case CYAML_INT:
        return scalar && is_whole_number(value->text) ? BP_OK : fail_expected(walk, node, "a whole number");
    case CYAML_FLOAT:
        return scalar && is_number(value->text) ? BP_OK : fail_number(walk, node, value);
    case CYAML_BOOL:
        if (scalar && (strcmp(value->text, "true") == 0 || strcmp(value->text, "false") == 0))
            return BP_OK;
        return fail_expected(walk, node, "true or false");
    case CYAML_ENUM:
        if (scalar)
            return check_choice(walk, node, value->text, schema);
        return fail_expected(walk, node, "a word");
    default:
        if (scalar && strlen(value->text) >= schema->string.min)
            return BP_OK;
        return fail_expected(walk, node, "a text");
    }
}

static bp_status check_value(struct walk *walk, int node, const cyaml_schema_value_t *schema)
{
    if (++walk->n_values > MOST_VALUES)
        return fail_at(walk, node, "more than 100,000 values; its aliases multiply");
    if (schema->type == CYAML_MAPPING)
        return check_mapping(walk, node, schema);
    if (schema->type == CYAML_SEQUENCE || schema->type == CYAML_SEQUENCE_FIXED)
        return check_list(walk, node, schema);
    return schema->type == CYAML_IGNORE ? BP_OK : check_scalar(walk, node, schema);
}

bp_status bp_yaml_check(bp_context *context, const bp_yaml_file *file,
                        const struct cyaml_schema_value *schema)
{
    struct walk walk = {context, file, "", 0};
    return check_value(&walk, 0, schema);
}
