#include "cli/list.h"

#include "cli/list_check.h"
#include "cli/list_manifest.h"
#include "cli/share.h"
#include "cli/yaml_check.h"
#include "geo/folder.h"
#include "geo/read.h"
#include "geo/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A list while it is read. */
struct reader {
    bp_context *context;
    bp_list_manifest *manifest;
    bp_list *list;
    bp_table areas, members;
};

void bp_list_free(bp_list *list)
{
    if (!list)
        return;
    for (int i = 0; i < list->n_areas; i++) {
        bp_list_area *area = &list->areas[i];
        char *texts[] = {area->id,    area->name,   area->municipality, area->phase,
                         area->level, area->source, area->certainty,    area->certainty_members,
                         area->note,  area->start,  area->end};
        for (size_t j = 0; j < sizeof texts / sizeof *texts; j++)
            free(texts[j]);
    }
    for (int64_t i = 0; i < list->n_members; i++) {
        bp_list_member *member = &list->members[i];
        char *texts[] = {member->code, member->vintage,   member->inclusion,
                         member->part, member->certainty, member->note};
        for (size_t j = 0; j < sizeof texts / sizeof *texts; j++)
            free(texts[j]);
    }
    char *texts[] = {list->name,          list->title,      list->source,      list->licence,
                     list->manifest_path, list->areas_path, list->members_path};
    for (size_t j = 0; j < sizeof texts / sizeof *texts; j++)
        free(texts[j]);
    bp_list_parts *parts = &list->parts;
    char *of_parts[] = {parts->path, parts->layer, parts->crs, parts->area, parts->code};
    for (size_t j = 0; j < sizeof of_parts / sizeof *of_parts; j++)
        free(of_parts[j]);
    free(list->areas);
    free(list->members);
    free(list);
}

bool bp_list_member_is_part(const bp_list_member *member)
{
    return member->part || (member->inclusion && strcmp(member->inclusion, "part") == 0);
}

/* A cell as text without blanks around it, to free(); NULL where it is missing or blank. */
static bp_status cell_text(bp_context *context, const bp_column *column, int64_t row, char **out)
{
    char number[40] = "";
    const char *text = number;
    *out = NULL;
    if (!bp_column_is_valid(column, row))
        return BP_OK;
    if (column->type == BP_COLUMN_TEXT)
        text = bp_column_text_at(column, row);
    else if (column->type == BP_COLUMN_INTEGER)
        snprintf(number, sizeof number, "%" PRId64, column->integer[row]);
    else
        bp_text_number(column->real[row], number);
    text += strspn(text, " \t\r\n");
    size_t length = strlen(text);
    while (length > 0 && strchr(" \t\r\n", text[length - 1]))
        length--;
    if (length == 0)
        return BP_OK;
    *out = bp_text_format("%.*s", (int)length, text);
    return *out ? BP_OK : bp_context_fail_memory(context, length);
}

/* Fill out[row], `stride` bytes apart, from the column named by a key of the manifest; nothing when it names
 * none. */
static bp_status fill(struct reader *reader, const bp_table *table, const char *key, const char *column_name,
                      char **out, size_t stride)
{
    if (!column_name)
        return BP_OK;
    const bp_yaml_file *file = &reader->manifest->file;
    int column = bp_table_find(table, column_name);
    const char *nearest = bp_table_nearest_name(table, column_name);
    if (column < 0)
        return bp_context_fail(reader->context, BP_ERROR_INPUT, "%s:%d: %s: %s has no column '%s'%s%s%s",
                               file->path, bp_yaml_line(file, key), key, table->source, column_name,
                               nearest ? "; nearest: '" : "", nearest ? nearest : "", nearest ? "'" : "");
    bp_status status = BP_OK;
    for (int64_t row = 0; !status && row < table->n_rows; row++)
        status = cell_text(reader->context, &table->columns[column], row,
                           (char **)(void *)((char *)(void *)out + (size_t)row * stride));
    return status;
}

static bp_status fail_empty(struct reader *reader, const char *path, int64_t row, const char *column)
{
    return bp_context_fail(reader->context, BP_ERROR_INPUT, "%s, row %" PRId64 ": the column '%s' is empty",
                           path, row, column);
}

static bp_status check_areas(struct reader *reader)
{
    bp_list *list = reader->list;
    const bp_list_areas_keys *keys = &reader->manifest->areas;
    for (int i = 0; i < list->n_areas; i++) {
        bp_list_area *area = &list->areas[i];
        area->row = i + 1;
        if (!area->id || !area->name)
            return fail_empty(reader, list->areas_path, area->row, area->id ? keys->name : keys->id);
        for (int j = 0; j < i; j++)
            if (strcmp(area->id, list->areas[j].id) == 0)
                return bp_context_fail(reader->context, BP_ERROR_INPUT,
                                       "%s, row %d: the id '%s' is that of row %d already", list->areas_path,
                                       i + 1, area->id, j + 1);
    }
    return BP_OK;
}

static bp_status fill_areas(struct reader *reader)
{
    bp_list *list = reader->list;
    const bp_list_areas_keys *keys = &reader->manifest->areas;
    const bp_table *table = &reader->areas;
    if (table->n_rows < 1 || table->n_rows > INT32_MAX / 2)
        return bp_context_fail(reader->context, BP_ERROR_INPUT,
                               "%s: found %" PRId64 " areas, expected at least one", list->areas_path,
                               table->n_rows);
    list->areas = (bp_list_area *)calloc((size_t)table->n_rows, sizeof *list->areas);
    if (!list->areas)
        return bp_context_fail_memory(reader->context, (size_t)table->n_rows * sizeof *list->areas);
    list->n_areas = (int)table->n_rows;
    bp_list_area *first = list->areas;
    const struct {
        const char *key, *column;
        char **out;
    } columns[] = {
        {"areas.id", keys->id, &first->id},
        {"areas.name", keys->name, &first->name},
        {"areas.municipality", keys->municipality, &first->municipality},
        {"areas.phase", keys->phase, &first->phase},
        {"areas.level", keys->level, &first->level},
        {"areas.certainty", keys->certainty, &first->certainty},
        {"areas.certainty_members", keys->certainty_members, &first->certainty_members},
        {"areas.source", keys->source, &first->source},
        {"areas.note", keys->note, &first->note},
        {"areas.start", keys->start, &first->start},
        {"areas.end", keys->end, &first->end},
    };
    bp_status status = BP_OK;
    for (size_t i = 0; !status && i < sizeof columns / sizeof *columns; i++)
        status = fill(reader, table, columns[i].key, columns[i].column, columns[i].out, sizeof *first);
    return status ? status : check_areas(reader);
}

static bp_status fill_members(struct reader *reader)
{
    bp_list *list = reader->list;
    const bp_list_members_keys *keys = &reader->manifest->members;
    const bp_table *table = &reader->members;
    size_t n = table->n_rows > 0 ? (size_t)table->n_rows : 1;
    list->members = (bp_list_member *)calloc(n, sizeof *list->members);
    if (!list->members)
        return bp_context_fail_memory(reader->context, n * sizeof *list->members);
    list->n_members = table->n_rows;
    bp_list_member *first = list->members;
    const struct {
        const char *key, *column;
        char **out;
    } columns[] = {
        {"members.code", keys->code, &first->code},
        {"members.vintage", keys->vintage, &first->vintage},
        {"members.inclusion", keys->inclusion, &first->inclusion},
        {"members.part", keys->part, &first->part},
        {"members.certainty", keys->certainty, &first->certainty},
        {"members.note", keys->note, &first->note},
    };
    bp_status status = BP_OK;
    for (size_t i = 0; !status && i < sizeof columns / sizeof *columns; i++)
        status = fill(reader, table, columns[i].key, columns[i].column, columns[i].out, sizeof *first);
    return status;
}

/* Put member `row` in its area. */
static bp_status link_member(struct reader *reader, int64_t row, const char *area_id)
{
    bp_list *list = reader->list;
    const bp_list_members_keys *keys = &reader->manifest->members;
    bp_list_member *member = &list->members[row];
    member->row = row + 1;
    if (!area_id || !member->code)
        return fail_empty(reader, list->members_path, row + 1, area_id ? keys->code : keys->area);
    for (int i = 0; i < list->n_areas; i++) {
        if (strcmp(list->areas[i].id, area_id) != 0)
            continue;
        member->area = i;
        list->areas[i].n_members++;
        return BP_OK;
    }
    return bp_context_fail(reader->context, BP_ERROR_INPUT, "%s, row %" PRId64 ": %s has no area '%s'",
                           list->members_path, row + 1, list->areas_path, area_id);
}

static bp_status link_members(struct reader *reader)
{
    bp_list *list = reader->list;
    char **area_ids = (char **)calloc((size_t)list->n_members + 1, sizeof *area_ids);
    if (!area_ids)
        return bp_context_fail_memory(reader->context, 0);
    bp_status status = fill(reader, &reader->members, "members.area", reader->manifest->members.area,
                            area_ids, sizeof *area_ids);
    for (int64_t i = 0; !status && i < list->n_members; i++)
        status = link_member(reader, i, area_ids[i]);
    for (int64_t i = 0; i < list->n_members; i++)
        free(area_ids[i]);
    free(area_ids);
    return status;
}

/* Take over what the manifest says of the list as a whole, and find its two files. */
static bp_status describe_list(struct reader *reader)
{
    bp_list *list = reader->list;
    const bp_list_manifest *manifest = reader->manifest;
    char *directory = bp_path_directory(manifest->file.path);
    list->name = bp_text_copy(manifest->name);
    list->title = bp_text_copy(manifest->title);
    list->source = bp_text_copy(manifest->source);
    list->licence = bp_text_copy(manifest->licence);
    list->kind = manifest->kind;
    list->level = manifest->members.level;
    list->manifest_path = bp_text_copy(manifest->file.path);
    if (directory) {
        list->areas_path = bp_path_join(directory, manifest->areas.file);
        list->members_path = bp_path_join(directory, manifest->members.file);
    }
    if (directory && manifest->parts.file)
        list->parts.path = bp_path_join(directory, manifest->parts.file);
    free(directory);
    list->parts.layer = bp_text_copy(manifest->parts.layer);
    list->parts.crs = bp_text_copy(manifest->parts.crs);
    list->parts.area = bp_text_copy(manifest->parts.area);
    list->parts.code = bp_text_copy(manifest->parts.code);
    list->parts.line = bp_yaml_line(&manifest->file, "parts");
    if (manifest->parts.file && !(list->parts.path && list->parts.area && list->parts.code))
        return bp_context_fail_memory(reader->context, 0);
    bool complete = list->name && list->title && list->source && (list->licence || !manifest->licence) &&
                    list->manifest_path && list->areas_path && list->members_path;
    return complete ? BP_OK : bp_context_fail_memory(reader->context, 0);
}

/* The two tables, and the list out of them. */
static bp_status read_tables(struct reader *reader)
{
    bp_status status = describe_list(reader);
    if (!status)
        status = bp_table_read(reader->context, reader->list->areas_path, NULL, &reader->areas);
    if (!status)
        status = bp_table_read(reader->context, reader->list->members_path, NULL, &reader->members);
    if (!status)
        status = fill_areas(reader);
    if (!status)
        status = fill_members(reader);
    if (!status)
        status = bp_list_check_columns(reader->context, reader->manifest, &reader->members);
    if (!status)
        status = link_members(reader);
    if (!status)
        status = bp_list_take_shares(reader->context, reader->manifest, &reader->members, reader->list);
    if (!status)
        status = bp_list_check_members(reader->context, reader->manifest, reader->list);
    return status ? status
                  : bp_list_warn_unread(reader->context, reader->manifest, &reader->areas, &reader->members);
}

static bp_status read_manifest(bp_context *context, const char *path, bp_list **out)
{
    bp_list *list = (bp_list *)calloc(1, sizeof *list);
    if (!list)
        return bp_context_fail_memory(context, sizeof *list);
    struct reader reader = {context, NULL, list, BP_TABLE_INIT, BP_TABLE_INIT};
    bp_status status = bp_list_manifest_read(context, path, &reader.manifest);
    if (!status)
        status = read_tables(&reader);
    bp_table_clear(&reader.areas);
    bp_table_clear(&reader.members);
    bp_list_manifest_free(reader.manifest);
    if (status)
        bp_list_free(list);
    else
        *out = list;
    return status;
}

static bp_status fail_unknown(bp_context *context, const char *name, const bp_list_names *shipped)
{
    const char *const *names = (const char *const *)shipped->names;
    const char *nearest = bp_text_nearest(name, names, shipped->n);
    char *all = bp_yaml_join_names(names, shipped->n);
    bp_status status =
        all ? bp_context_fail(
                  context, BP_ERROR_INPUT,
                  "there is no list '%s': not a shipped one (%s)%s%s%s, and no folder with a list.yaml "
                  "beside the study",
                  name, all, nearest ? "; nearest: '" : "", nearest ? nearest : "", nearest ? "'" : "")
            : bp_context_fail_memory(context, 0);
    free(all);
    return status;
}

/* `folder`/list.yaml, to free(). */
static char *manifest_in(const char *base, const char *folder)
{
    char *directory = bp_path_join(base, folder);
    char *path = directory ? bp_path_join(directory, "list.yaml") : NULL;
    free(directory);
    return path;
}

/* The names of the shipped lists, and the folder they are in, to free(). */
static bp_status read_shipped(bp_context *context, char **share, bp_list_names **shipped)
{
    char *directory = NULL;
    bp_status status = bp_share_directory(context, &directory);
    if (status)
        return status;
    char *index = bp_path_join(directory, "lists.yaml");
    if (!index) {
        free(directory);
        bp_context_fail_memory(context, 0);
        return BP_ERROR_MEMORY;
    }
    status = bp_list_names_read(context, index, shipped);
    free(index);
    if (status)
        free(directory);
    else
        *share = directory;
    return status;
}

/* The manifest of a list given by name, to free(): shipped, or a folder beside the study. */
static bp_status find_by_name(bp_context *context, const char *name, const char *base_directory, char **out)
{
    char *share = NULL;
    bp_list_names *shipped = NULL;
    bp_status status = read_shipped(context, &share, &shipped);
    if (status)
        return status;
    bool is_shipped = false;
    for (int i = 0; i < shipped->n; i++)
        is_shipped = is_shipped || strcmp(shipped->names[i], name) == 0;
    char *path = manifest_in(is_shipped ? share : base_directory, name);
    if (!path)
        status = bp_context_fail_memory(context, 0);
    else if (!is_shipped && !bp_path_exists(path))
        status = fail_unknown(context, name, shipped);
    if (status)
        free(path);
    else
        *out = path;
    bp_list_names_free(shipped);
    free(share);
    return status;
}

bp_status bp_list_read(bp_context *context, const char *name_or_path, const char *base_directory,
                       bp_list **out)
{
    char *path = NULL;
    bp_status status = BP_OK;
    if (strpbrk(name_or_path, "/\\"))
        path = manifest_in(base_directory, name_or_path);
    else
        status = find_by_name(context, name_or_path, base_directory, &path);
    if (!status && !path)
        status = bp_context_fail_memory(context, 0);
    if (!status)
        status = read_manifest(context, path, out);
    free(path);
    return status;
}
