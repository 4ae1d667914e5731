#include "cli/list_manifest.h"

#include "cli/yaml_load.h"
#include "geo/text.h"

#include <cyaml/cyaml.h>
#include <stdlib.h>

#define TEXT(key, type, member)                                                                              \
    CYAML_FIELD_STRING_PTR(key, CYAML_FLAG_POINTER, type, member, 1, CYAML_UNLIMITED)
#define OPTIONAL_TEXT(key, type, member)                                                                     \
    CYAML_FIELD_STRING_PTR(key, CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, type, member, 1, CYAML_UNLIMITED)
#define CHOICE(key, type, member, words)                                                                     \
    CYAML_FIELD_ENUM(key, CYAML_FLAG_STRICT, type, member, words, CYAML_ARRAY_LEN(words))

static const cyaml_strval_t kind_words[] = {{"designated", BP_LIST_DESIGNATED},
                                            {"programme", BP_LIST_PROGRAMME}};
static const cyaml_strval_t level_words[] = {{"unit", BP_LIST_UNIT}, {"municipality", BP_LIST_MUNICIPALITY}};

static const cyaml_schema_value_t name_entry = {
    CYAML_VALUE_STRING(CYAML_FLAG_POINTER, char *, 1, CYAML_UNLIMITED)};
#define OTHER_COLUMNS(type)                                                                                  \
    CYAML_FIELD_SEQUENCE_COUNT("other_columns", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, type,              \
                               other_columns, n_other_columns, &name_entry, 1, CYAML_UNLIMITED)

static const cyaml_schema_field_t areas_fields[] = {
    TEXT("file", bp_list_areas_keys, file),
    TEXT("id", bp_list_areas_keys, id),
    TEXT("name", bp_list_areas_keys, name),
    OPTIONAL_TEXT("municipality", bp_list_areas_keys, municipality),
    OPTIONAL_TEXT("phase", bp_list_areas_keys, phase),
    OPTIONAL_TEXT("level", bp_list_areas_keys, level),
    OPTIONAL_TEXT("certainty", bp_list_areas_keys, certainty),
    OPTIONAL_TEXT("certainty_members", bp_list_areas_keys, certainty_members),
    OPTIONAL_TEXT("source", bp_list_areas_keys, source),
    OPTIONAL_TEXT("note", bp_list_areas_keys, note),
    OPTIONAL_TEXT("start", bp_list_areas_keys, start),
    OPTIONAL_TEXT("end", bp_list_areas_keys, end),
    OTHER_COLUMNS(bp_list_areas_keys),
    CYAML_FIELD_END};

static const cyaml_schema_field_t members_fields[] = {
    TEXT("file", bp_list_members_keys, file),
    TEXT("area", bp_list_members_keys, area),
    TEXT("code", bp_list_members_keys, code),
    CHOICE("level", bp_list_members_keys, level, level_words),
    OPTIONAL_TEXT("vintage", bp_list_members_keys, vintage),
    OPTIONAL_TEXT("inclusion", bp_list_members_keys, inclusion),
    OPTIONAL_TEXT("part", bp_list_members_keys, part),
    OPTIONAL_TEXT("share", bp_list_members_keys, share),
    OPTIONAL_TEXT("certainty", bp_list_members_keys, certainty),
    OPTIONAL_TEXT("note", bp_list_members_keys, note),
    OTHER_COLUMNS(bp_list_members_keys),
    CYAML_FIELD_END};

static const cyaml_schema_field_t parts_fields[] = {
    TEXT("file", bp_list_parts_keys, file),        OPTIONAL_TEXT("layer", bp_list_parts_keys, layer),
    OPTIONAL_TEXT("crs", bp_list_parts_keys, crs), TEXT("area", bp_list_parts_keys, area),
    TEXT("code", bp_list_parts_keys, code),        CYAML_FIELD_END};

static const cyaml_schema_field_t manifest_fields[] = {
    TEXT("list", bp_list_manifest, name),
    TEXT("title", bp_list_manifest, title),
    CHOICE("kind", bp_list_manifest, kind, kind_words),
    TEXT("source", bp_list_manifest, source),
    OPTIONAL_TEXT("licence", bp_list_manifest, licence),
    CYAML_FIELD_MAPPING("areas", CYAML_FLAG_DEFAULT, bp_list_manifest, areas, areas_fields),
    CYAML_FIELD_MAPPING("members", CYAML_FLAG_DEFAULT, bp_list_manifest, members, members_fields),
    CYAML_FIELD_MAPPING("parts", CYAML_FLAG_OPTIONAL, bp_list_manifest, parts, parts_fields),
    CYAML_FIELD_END};
static const cyaml_schema_value_t manifest_schema = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, bp_list_manifest, manifest_fields)};

static const cyaml_schema_field_t names_fields[] = {
    CYAML_FIELD_SEQUENCE_COUNT("lists", CYAML_FLAG_POINTER, bp_list_names, names, n, &name_entry, 0,
                               CYAML_UNLIMITED),
    CYAML_FIELD_END};
static const cyaml_schema_value_t names_schema = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, bp_list_names, names_fields)};

void bp_list_manifest_free(bp_list_manifest *manifest)
{
    if (!manifest)
        return;
    char *texts[] = {manifest->name,
                     manifest->title,
                     manifest->source,
                     manifest->licence,
                     manifest->areas.file,
                     manifest->areas.id,
                     manifest->areas.name,
                     manifest->areas.municipality,
                     manifest->areas.phase,
                     manifest->areas.level,
                     manifest->areas.certainty,
                     manifest->areas.certainty_members,
                     manifest->areas.source,
                     manifest->areas.note,
                     manifest->areas.start,
                     manifest->areas.end,
                     manifest->members.file,
                     manifest->members.area,
                     manifest->members.code,
                     manifest->members.vintage,
                     manifest->members.inclusion,
                     manifest->members.part,
                     manifest->members.share,
                     manifest->parts.file,
                     manifest->parts.layer,
                     manifest->parts.crs,
                     manifest->parts.area,
                     manifest->parts.code,
                     manifest->members.certainty,
                     manifest->members.note};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        free(texts[i]);
    bp_texts_free(manifest->areas.other_columns, manifest->areas.n_other_columns);
    bp_texts_free(manifest->members.other_columns, manifest->members.n_other_columns);
    bp_yaml_file_clear(&manifest->file);
    free(manifest);
}

bp_status bp_list_manifest_read(bp_context *context, const char *path, bp_list_manifest **out)
{
    bp_yaml_file file = BP_YAML_FILE_INIT;
    bp_status status = bp_yaml_file_read(context, path, &file);
    if (status)
        return status;
    void *loaded = NULL;
    status = bp_yaml_file_load(context, &file, &manifest_schema, &loaded);
    if (status) {
        bp_yaml_file_clear(&file);
        return status;
    }
    *out = (bp_list_manifest *)loaded;
    (*out)->file = file;
    return BP_OK;
}

void bp_list_names_free(bp_list_names *names)
{
    if (!names)
        return;
    for (int i = 0; i < names->n; i++)
        free(names->names[i]);
    free(names->names);
    free(names);
}

bp_status bp_list_names_read(bp_context *context, const char *path, bp_list_names **out)
{
    bp_yaml_file file = BP_YAML_FILE_INIT;
    void *loaded = NULL;
    bp_status status = bp_yaml_file_read(context, path, &file);
    if (!status)
        status = bp_yaml_file_load(context, &file, &names_schema, &loaded);
    bp_yaml_file_clear(&file);
    if (!status)
        *out = (bp_list_names *)loaded;
    return status;
}
