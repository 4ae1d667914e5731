#include "cli/yaml_file.h"

#include "geo/text.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

enum { LARGEST_FILE = 1 << 20 };

/* An anchor that has been seen, newest first. */
struct anchor {
    char *name;
    int node;
    struct anchor *older;
};

/* The tree while it grows. */
struct builder {
    bp_context *context;
    bp_yaml_file *file;
    int open;       /* innermost mapping or list that has not ended; -1 at the top */
    int last_child; /* last child of `open` so far */
    char *key;      /* of the value that comes next in a mapping */
    int key_line, key_column;
    struct anchor *anchors;
};

int bp_yaml_resolve(const bp_yaml_file *file, int node)
{
    return node >= 0 && file->nodes[node].kind == BP_YAML_ALIAS ? file->nodes[node].target : node;
}

int bp_yaml_child(const bp_yaml_file *file, int node, const char *key, size_t length)
{
    node = bp_yaml_resolve(file, node);
    if (node < 0 || file->nodes[node].kind != BP_YAML_MAPPING)
        return -1;
    for (int child = file->nodes[node].first_child; child >= 0; child = file->nodes[child].next)
        if (strlen(file->nodes[child].key) == length && memcmp(file->nodes[child].key, key, length) == 0)
            return child;
    return -1;
}

static int entry_at(const bp_yaml_file *file, int node, long i)
{
    node = bp_yaml_resolve(file, node);
    if (node < 0 || file->nodes[node].kind != BP_YAML_LIST)
        return -1;
    int child = file->nodes[node].first_child;
    for (; child >= 0 && i > 0; i--)
        child = file->nodes[child].next;
    return child;
}

/* Follow the path as far as it goes: the last node met, and whether that was the end of the path. */
static int follow(const bp_yaml_file *file, const char *path, bool *complete)
{
    int node = 0;
    while (*path) {
        int child = -1;
        size_t length = strcspn(path, ".[");
        if (*path == '[') {
            char *end = NULL;
            child = entry_at(file, node, strtol(path + 1, &end, 10));
            path = *end == ']' ? end + 1 : end;
        } else {
            child = bp_yaml_child(file, node, path, length);
            path += length;
        }
        *complete = child >= 0;
        if (child < 0)
            return node;
        node = child;
        path += *path == '.';
    }
    *complete = true;
    return node;
}

int bp_yaml_find(const bp_yaml_file *file, const char *path)
{
    bool complete = false;
    int node = follow(file, path, &complete);
    return complete ? node : -1;
}

int bp_yaml_line(const bp_yaml_file *file, const char *path)
{
    bool complete = false;
    return file->nodes[follow(file, path, &complete)].line;
}

void bp_yaml_file_clear(bp_yaml_file *file)
{
    for (int i = 0; i < file->n_nodes; i++) {
        free(file->nodes[i].key);
        free(file->nodes[i].text);
    }
    free(file->nodes);
    free(file->bytes);
    free(file->path);
    *file = (bp_yaml_file)BP_YAML_FILE_INIT;
}

static bp_status read_bytes(bp_context *context, FILE *stream, bp_yaml_file *file)
{
    file->bytes = (char *)malloc(LARGEST_FILE + 2);
    if (!file->bytes)
        return bp_context_fail_memory(context, LARGEST_FILE);
    file->n_bytes = fread(file->bytes, 1, LARGEST_FILE + 1, stream);
    if (ferror(stream))
        return bp_context_fail(context, BP_ERROR_INPUT, "%s: cannot be read: %s", file->path,
                               strerror(errno));
    if (file->n_bytes > LARGEST_FILE)
        return bp_context_fail(context, BP_ERROR_INPUT,
                               "%s: larger than 1 MiB; this is not a file of settings", file->path);
    file->bytes[file->n_bytes] = '\0';
    return BP_OK;
}

static bp_status open_and_read(bp_context *context, const char *path, bp_yaml_file *file)
{
    file->path = bp_text_copy(path);
    if (!file->path)
        return bp_context_fail_memory(context, 0);
    FILE *stream = fopen(path, "rb");
    if (!stream && errno == ENOENT)
        return bp_context_fail(context, BP_ERROR_INPUT, "%s: there is no such file", path);
    if (!stream)
        return bp_context_fail(context, BP_ERROR_INPUT, "%s: cannot be opened: %s", path, strerror(errno));
    bp_status status = read_bytes(context, stream, file);
    fclose(stream);
    return status;
}

/* A new node under the open one; `mark` is where its value begins. */
static bp_status add_node(struct builder *builder, bp_yaml_kind kind, yaml_mark_t mark)
{
    bp_yaml_file *file = builder->file;
    if (file->n_nodes == file->cap_nodes) {
        int cap = file->cap_nodes ? 2 * file->cap_nodes : 64;
        bp_yaml_node *grown = (bp_yaml_node *)realloc(file->nodes, (size_t)cap * sizeof *grown);
        if (!grown) {
            bp_context_fail_memory(builder->context, (size_t)cap * sizeof *grown);
            return BP_ERROR_MEMORY;
        }
        file->nodes = grown;
        file->cap_nodes = cap;
    }
    int i = file->n_nodes++;
    file->nodes[i] = (bp_yaml_node){
        kind, (int)mark.line + 1, (int)mark.column + 1, builder->open, -1, -1, -1, builder->key, NULL};
    if (builder->key) {
        file->nodes[i].line = builder->key_line;
        file->nodes[i].column = builder->key_column;
        builder->key = NULL;
    }
    if (builder->last_child >= 0)
        file->nodes[builder->last_child].next = i;
    else if (builder->open >= 0)
        file->nodes[builder->open].first_child = i;
    builder->last_child = i;
    return BP_OK;
}

/* Remember an anchor. A mapping or list is remembered at its start, so that an alias inside it can be
 * refused. */
static bp_status add_anchor(struct builder *builder, const yaml_char_t *name)
{
    if (!name)
        return BP_OK;
    struct anchor *anchor = (struct anchor *)malloc(sizeof *anchor);
    char *copy = bp_text_copy((const char *)name);
    if (!anchor || !copy) {
        free(anchor);
        free(copy);
        return bp_context_fail_memory(builder->context, 0);
    }
    *anchor = (struct anchor){copy, builder->last_child, builder->anchors};
    builder->anchors = anchor;
    return BP_OK;
}

static bp_status fail_at(const struct builder *builder, yaml_mark_t mark, const char *text)
{
    return bp_context_fail(builder->context, BP_ERROR_INPUT, "%s:%d:%d: %s", builder->file->path,
                           (int)mark.line + 1, (int)mark.column + 1, text);
}

/* True when the next event must be the key of a mapping. */
static bool wants_key(const struct builder *builder)
{
    return builder->open >= 0 && builder->file->nodes[builder->open].kind == BP_YAML_MAPPING && !builder->key;
}

static bp_status on_scalar(struct builder *builder, const yaml_event_t *event)
{
    const char *value = (const char *)event->data.scalar.value;
    if (wants_key(builder) && event->data.scalar.anchor)
        return fail_at(builder, event->start_mark, "a key must be a plain text, without an anchor");
    if (strlen(value) != event->data.scalar.length)
        return fail_at(builder, event->start_mark, "the text holds a NUL character");
    char *copy = bp_text_copy(value);
    if (!copy)
        return bp_context_fail_memory(builder->context, 0);
    if (wants_key(builder)) {
        builder->key = copy;
        builder->key_line = (int)event->start_mark.line + 1;
        builder->key_column = (int)event->start_mark.column + 1;
        return BP_OK;
    }
    bp_status status = add_node(builder, BP_YAML_SCALAR, event->start_mark);
    if (status) {
        free(copy);
        return status;
    }
    builder->file->nodes[builder->last_child].text = copy;
    return add_anchor(builder, event->data.scalar.anchor);
}

static bp_status on_alias(struct builder *builder, const yaml_event_t *event)
{
    const char *name = (const char *)event->data.alias.anchor;
    const struct anchor *anchor = builder->anchors;
    while (anchor && strcmp(anchor->name, name) != 0)
        anchor = anchor->older;
    bool inside_itself = false;
    for (int node = builder->open; anchor && node >= 0; node = builder->file->nodes[node].parent)
        inside_itself = inside_itself || node == anchor->node;
    if (!anchor || inside_itself)
        return bp_context_fail(builder->context, BP_ERROR_INPUT, "%s:%d:%d: *%s: %s", builder->file->path,
                               (int)event->start_mark.line + 1, (int)event->start_mark.column + 1, name,
                               inside_itself ? "a value cannot hold itself"
                                             : "there is no anchor of that name above");
    bp_status status = add_node(builder, BP_YAML_ALIAS, event->start_mark);
    if (!status)
        builder->file->nodes[builder->last_child].target = anchor->node;
    return status;
}

static bp_status on_start(struct builder *builder, bp_yaml_kind kind, const yaml_event_t *event)
{
    const yaml_char_t *anchor =
        kind == BP_YAML_MAPPING ? event->data.mapping_start.anchor : event->data.sequence_start.anchor;
    bp_status status = add_node(builder, kind, event->start_mark);
    if (!status)
        status = add_anchor(builder, anchor);
    builder->open = builder->last_child;
    builder->last_child = -1;
    return status;
}

static bp_status on_event(struct builder *builder, const yaml_event_t *event)
{
    bool is_value = event->type == YAML_ALIAS_EVENT || event->type == YAML_MAPPING_START_EVENT ||
                    event->type == YAML_SEQUENCE_START_EVENT;
    if (is_value && wants_key(builder))
        return fail_at(builder, event->start_mark, "a key must be a plain text");
    switch (event->type) {
    case YAML_DOCUMENT_START_EVENT:
        if (builder->file->n_nodes > 0)
            return fail_at(builder, event->start_mark, "a second document begins here; only one is read");
        return BP_OK;
    case YAML_SCALAR_EVENT:
        return on_scalar(builder, event);
    case YAML_ALIAS_EVENT:
        return on_alias(builder, event);
    case YAML_MAPPING_START_EVENT:
        return on_start(builder, BP_YAML_MAPPING, event);
    case YAML_SEQUENCE_START_EVENT:
        return on_start(builder, BP_YAML_LIST, event);
    case YAML_MAPPING_END_EVENT:
    case YAML_SEQUENCE_END_EVENT:
        if (builder->open < 0 || !builder->file->nodes)
            return fail_at(builder, event->start_mark, "an end without a start");
        builder->last_child = builder->open;
        builder->open = builder->file->nodes[builder->open].parent;
        return BP_OK;
    default:
        return BP_OK;
    }
}

/* '>250k' is a text to everybody but YAML, to which a '>' begins a block of lines. */
static const char *hint_at(const struct builder *builder, size_t line, size_t column)
{
    const char *text = builder->file->bytes;
    for (; line > 0 && (text = strchr(text, '\n')); line--)
        text++;
    for (size_t i = 0; text && text[i] && text[i] != '\n' && i <= column; i++)
        if (text[i] == '>' && text[i + 1] >= '0' && text[i + 1] <= '9')
            return "; put a text that begins with > in quotes, as in \">250k\"";
    return "";
}

static bp_status parser_failure(const struct builder *builder, const yaml_parser_t *parser)
{
    if (parser->error == YAML_MEMORY_ERROR)
        return bp_context_fail_memory(builder->context, 0);
    const char *problem = parser->problem ? parser->problem : "it cannot be read as YAML";
    if (parser->error == YAML_READER_ERROR)
        return bp_context_fail(builder->context, BP_ERROR_INPUT,
                               "%s: not a text file in UTF-8: %s at byte %zu", builder->file->path, problem,
                               parser->problem_offset);
    return bp_context_fail(builder->context, BP_ERROR_INPUT, "%s:%d:%d: not YAML: %s%s%s%s",
                           builder->file->path, (int)parser->problem_mark.line + 1,
                           (int)parser->problem_mark.column + 1, problem, parser->context ? " " : "",
                           parser->context ? parser->context : "",
                           hint_at(builder, parser->problem_mark.line, parser->problem_mark.column));
}

static bp_status parse(struct builder *builder)
{
    yaml_parser_t parser;
    if (!yaml_parser_initialize(&parser))
        return bp_context_fail_memory(builder->context, 0);
    yaml_parser_set_input_string(&parser, (const unsigned char *)builder->file->bytes,
                                 builder->file->n_bytes);
    bp_status status = BP_OK;
    bool done = false;
    while (!status && !done) {
        yaml_event_t event;
        if (!yaml_parser_parse(&parser, &event)) {
            status = parser_failure(builder, &parser);
            break;
        }
        done = event.type == YAML_STREAM_END_EVENT;
        status = on_event(builder, &event);
        yaml_event_delete(&event);
    }
    yaml_parser_delete(&parser);
    if (!status && builder->file->n_nodes == 0)
        status =
            bp_context_fail(builder->context, BP_ERROR_INPUT, "%s: the file is empty", builder->file->path);
    return status;
}

bp_status bp_yaml_file_read(bp_context *context, const char *path, bp_yaml_file *out)
{
    bp_yaml_file file = BP_YAML_FILE_INIT;
    struct builder builder = {context, &file, -1, -1, NULL, 0, 0, NULL};
    bp_status status = open_and_read(context, path, &file);
    if (!status)
        status = parse(&builder);
    free(builder.key);
    while (builder.anchors) {
        struct anchor *older = builder.anchors->older;
        free(builder.anchors->name);
        free(builder.anchors);
        builder.anchors = older;
    }
    if (status)
        bp_yaml_file_clear(&file);
    else
        *out = file;
    return status;
}
