#include "cli/study_levels.h"

#include "cli/study_place.h"
#include "cli/yaml_check.h"
#include "geo/text.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_LEVELS = 16 };

/* A whole number in the place of a character; 0 where it is none. */
static int64_t character_at(const bp_yaml_file *file, int node)
{
    const bp_yaml_node *value = &file->nodes[bp_yaml_resolve(file, node)];
    char *end = NULL;
    if (value->kind != BP_YAML_SCALAR || !value->text[0])
        return 0;
    long long number = strtoll(value->text, &end, 10);
    return *end || number < 1 || number > INT32_MAX ? 0 : (int64_t)number;
}

static bp_status take_characters(bp_context *context, const bp_study *study, const char *path, int node,
                                 int64_t characters[2])
{
    const bp_yaml_file *file = &study->file;
    const bp_yaml_node *list = &file->nodes[bp_yaml_resolve(file, node)];
    int first = list->kind == BP_YAML_LIST ? list->first_child : -1;
    int last = first >= 0 ? file->nodes[first].next : -1;
    if (last >= 0 && file->nodes[last].next < 0) {
        characters[0] = character_at(file, first);
        characters[1] = character_at(file, last);
        if (characters[0] >= 1 && characters[0] <= characters[1])
            return BP_OK;
    }
    return bp_study_fail(context, study, BP_ERROR_INPUT, path,
                         "characters: expected the first and the last character, counted from 1, as in "
                         "[3, 8]");
}

static bp_status take_key(bp_context *context, const bp_study *study, const char *path, int node,
                          bp_study_level *level)
{
    static const char *const known[] = {"column", "characters", "prefix"};
    const bp_yaml_file *file = &study->file;
    const char *key = file->nodes[node].key;
    if (strcmp(key, known[1]) == 0)
        return take_characters(context, study, path, node, level->characters);
    char **text = strcmp(key, known[0]) == 0   ? &level->column
                  : strcmp(key, known[2]) == 0 ? &level->prefix
                                               : NULL;
    if (!text)
        return bp_yaml_fail_choice(context, file, path, key, known, 3);
    const bp_yaml_node *value = &file->nodes[bp_yaml_resolve(file, node)];
    if (value->kind != BP_YAML_SCALAR || !value->text[0])
        return bp_study_fail(context, study, BP_ERROR_INPUT, path, "%s: expected a text", key);
    *text = bp_text_copy(value->text);
    return *text ? BP_OK : bp_context_fail_memory(context, 0);
}

static bp_status take_level(bp_context *context, bp_study *study, int node)
{
    static const char *const taken[] = {"units", "municipality", "none", "nation"};
    const bp_yaml_file *file = &study->file;
    const char *name = file->nodes[node].key;
    char path[BP_STUDY_PATH];
    snprintf(path, sizeof path, "units.levels.%s", name);
    for (size_t i = 0; i < sizeof taken / sizeof *taken; i++)
        if (strcmp(name, taken[i]) == 0)
            return bp_study_fail(context, study, BP_ERROR_INPUT, path,
                                 "the name '%s' has a meaning of its own; give the level another", name);
    if (study->units.n_levels == MOST_LEVELS)
        return bp_study_fail(context, study, BP_ERROR_INPUT, path, "expected at most %d levels", MOST_LEVELS);
    bp_study_level *grown =
        (bp_study_level *)realloc(study->units.levels, (size_t)(study->units.n_levels + 1) * sizeof *grown);
    if (!grown)
        return bp_context_fail_memory(context, 0);
    study->units.levels = grown;
    bp_study_level *level = &grown[study->units.n_levels++];
    *level = (bp_study_level){bp_text_copy(name), NULL, {0, 0}, NULL};
    bp_status status = level->name ? BP_OK : bp_context_fail_memory(context, 0);
    const bp_yaml_node *value = &file->nodes[bp_yaml_resolve(file, node)];
    int child = value->kind == BP_YAML_MAPPING ? value->first_child : -1;
    for (; !status && child >= 0; child = file->nodes[child].next)
        status = take_key(context, study, path, child, level);
    if (!status && !level->column && level->characters[0] == 0)
        status = bp_study_fail(context, study, BP_ERROR_INPUT, path,
                               "expected how its codes are made, as in {characters: [3, 8], prefix: WK}: "
                               "`column`, `characters` or both");
    return status;
}

static bp_status take_levels(bp_context *context, bp_study *study)
{
    const bp_yaml_file *file = &study->file;
    int node = bp_yaml_resolve(file, bp_yaml_find(file, "units.levels"));
    if (node < 0)
        return BP_OK;
    if (file->nodes[node].kind != BP_YAML_MAPPING)
        return bp_study_fail(context, study, BP_ERROR_INPUT, "units.levels",
                             "expected levels by name, as in {wijk: {characters: [3, 8], prefix: WK}}");
    bp_status status = BP_OK;
    for (int child = file->nodes[node].first_child; !status && child >= 0; child = file->nodes[child].next)
        status = take_level(context, study, child);
    return status;
}

bp_status bp_study_find_level(bp_context *context, const bp_study *study, const char *path, const char *name,
                              int *level)
{
    int n_levels = study->units.n_levels, n = 0;
    bool has_municipality = study->units.municipality.column != NULL;
    if (strcmp(name, "municipality") == 0) {
        *level = BP_STUDY_MUNICIPALITY_LEVEL;
        return has_municipality ? BP_OK
                                : bp_study_fail(context, study, BP_ERROR_INPUT, path,
                                                "the study does not say in which municipality a unit is; add "
                                                "units.municipality");
    }
    for (int i = 0; i < n_levels; i++)
        if (strcmp(study->units.levels[i].name, name) == 0) {
            *level = 1 + i;
            return BP_OK;
        }
    if (n_levels == 0 && !has_municipality)
        return bp_study_fail(context, study, BP_ERROR_INPUT, path,
                             "there is no level '%s'; declare it under units.levels, as in {%s: "
                             "{characters: [3, 8], prefix: WK}}",
                             name, name);
    const char **names = (const char **)malloc((size_t)(n_levels + 1) * sizeof *names);
    if (!names)
        return bp_context_fail_memory(context, 0);
    for (int i = 0; i < n_levels; i++)
        names[n++] = study->units.levels[i].name;
    if (has_municipality)
        names[n++] = "municipality";
    bp_status status = bp_yaml_fail_choice(context, &study->file, path, name, names, n);
    free(names);
    return status;
}

bp_status bp_study_complete_levels(bp_context *context, bp_study *study)
{
    char path[BP_STUDY_PATH];
    bp_status status = take_levels(context, study);
    for (int t = 0; !status && t < study->n_tables; t++) {
        bp_study_table *table = &study->tables[t];
        table->level = BP_STUDY_UNIT_LEVEL;
        if (table->level_name)
            status = bp_study_find_level(context, study, bp_study_place(path, "tables", t, "level"),
                                         table->level_name, &table->level);
    }
    return status;
}
