#include "cli/study.h"

#include "cli/study_check.h"
#include "cli/study_schema.h"
#include "geo/folder.h"
#include "geo/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void free_texts(char **texts, int n)
{
    for (int i = 0; i < n; i++)
        free(texts[i]);
    free(texts);
}

static void clear_units(bp_study_units *units)
{
    free(units->source);
    free(units->path);
    free(units->layer);
    free(units->id);
    free(units->name);
    free(units->population);
    free_texts(units->missing, units->n_missing);
    free(units->municipality.column);
    free(units->municipality.prefix);
    free(units->municipality.name);
    free(units->municipality.names.source);
    free(units->municipality.names.path);
    free(units->municipality.names.layer);
    free(units->municipality.names.key);
    free(units->municipality.names.name);
}

static void clear_table(bp_study_table *table)
{
    free(table->name);
    free(table->source);
    free(table->path);
    free(table->layer);
    free(table->key);
    free_texts(table->missing, table->n_missing);
}

static void clear_indicator(bp_study_indicator *indicator)
{
    free(indicator->name);
    free(indicator->from);
    free(indicator->column);
    free(indicator->domain);
    free_texts(indicator->missing, indicator->n_missing);
}

static void clear_regions(bp_study_regions *regions)
{
    free(regions->name);
    free(regions->list);
    free(regions->source);
    free(regions->path);
    free(regions->layer);
    free(regions->id);
    free(regions->region_name);
}

void bp_study_free(bp_study *study)
{
    if (!study)
        return;
    free(study->title);
    clear_units(&study->units);
    for (int i = 0; i < study->n_tables; i++)
        clear_table(&study->tables[i]);
    free(study->tables);
    for (int i = 0; i < study->n_indicators; i++)
        clear_indicator(&study->indicators[i]);
    free(study->indicators);
    for (int i = 0; i < study->n_domains; i++)
        free(study->domains[i].name);
    free(study->domains);
    free(study->areas.method);
    clear_regions(&study->designated);
    for (int i = 0; i < study->n_programmes; i++)
        clear_regions(&study->programmes[i]);
    free(study->programmes);
    free(study->output.crs);
    free(study->data);
    free(study->directory);
    bp_yaml_file_clear(&study->file);
    free(study);
}

int bp_study_line(const bp_study *study, const char *yaml_path)
{
    return bp_yaml_line(&study->file, yaml_path);
}

bp_status bp_study_fail(bp_context *context, const bp_study *study, bp_status status, const char *yaml_path,
                        const char *format, ...)
{
    char text[1024];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    return bp_context_fail(context, status, "%s:%d: %s: %s", study->file.path,
                           bp_study_line(study, yaml_path), yaml_path, text);
}

bp_status bp_study_blame(bp_context *context, const bp_study *study, bp_status status, const char *yaml_path)
{
    /* Want of memory and Ctrl-C are no fault of the study. */
    if (!status || status == BP_ERROR_MEMORY || status == BP_ERROR_INTERRUPTED)
        return status;
    char *message = bp_text_copy(bp_context_message(context));
    if (!message)
        return status;
    bp_context_clear(context);
    bp_context_fail(context, status, "%s:%d: %s: %s", study->file.path, bp_study_line(study, yaml_path),
                    yaml_path, message);
    free(message);
    return status;
}

/* In `data` where it is there, else in the study's folder; where it is in neither, the first is what the user
 * meant. */
static bp_status resolve(bp_context *context, const bp_study *study, const char *data, const char *source,
                         char **path)
{
    if (!source)
        return BP_OK;
    char *first = bp_path_join(data, source), *second = bp_path_join(study->directory, source);
    if (!first || !second) {
        free(first);
        free(second);
        return bp_context_fail_memory(context, 0);
    }
    bool take_second = !bp_path_exists(first) && bp_path_exists(second);
    free(*path);
    *path = take_second ? second : first;
    free(take_second ? first : second);
    return BP_OK;
}

bp_status bp_study_use_data(bp_context *context, bp_study *study, const char *data)
{
    bp_study_names *names = &study->units.municipality.names;
    bp_status status = resolve(context, study, data, study->units.source, &study->units.path);
    if (!status)
        status = resolve(context, study, data, names->source, &names->path);
    for (int i = 0; !status && i < study->n_tables; i++)
        status = resolve(context, study, data, study->tables[i].source, &study->tables[i].path);
    if (!status)
        status = resolve(context, study, data, study->designated.source, &study->designated.path);
    for (int i = 0; !status && i < study->n_programmes; i++)
        status = resolve(context, study, data, study->programmes[i].source, &study->programmes[i].path);
    return status;
}

static bp_status resolve_paths(bp_context *context, bp_study *study)
{
    char *data = study->data ? bp_path_join(study->directory, study->data) : bp_text_copy(study->directory);
    if (!data)
        return bp_context_fail_memory(context, 0);
    bp_status status = bp_study_use_data(context, study, data);
    free(data);
    return status;
}

bp_status bp_study_read(bp_context *context, const char *path, bp_study **out)
{
    bp_study *study = NULL;
    void *loaded = NULL;
    bp_yaml_file file = BP_YAML_FILE_INIT;
    bp_status status = bp_yaml_file_read(context, path, &file);
    if (status)
        return status;
    int municipality = bp_yaml_resolve(&file, bp_yaml_find(&file, "units.municipality"));
    bool is_column = municipality >= 0 && file.nodes[municipality].kind == BP_YAML_SCALAR;
    status = bp_yaml_file_load(context, &file, bp_study_schema(is_column), &loaded);
    if (status) {
        bp_yaml_file_clear(&file);
        return status;
    }
    study = (bp_study *)loaded;
    study->file = file;
    study->directory = bp_path_directory(path);
    if (!study->directory)
        status = bp_context_fail_memory(context, 0);
    if (!status)
        status = bp_study_complete(context, study);
    if (!status)
        status = resolve_paths(context, study);
    if (status)
        bp_study_free(study);
    else
        *out = study;
    return status;
}

static bp_status check_file(bp_context *context, const bp_study *study, const char *yaml_path,
                            const char *source, const char *path)
{
    /* What GDAL reads out of an archive or from elsewhere is no file that can be looked for. */
    if (!path || strncmp(path, "/vsi", 4) == 0 || bp_path_exists(path))
        return BP_OK;
    if (strcmp(source, path) == 0)
        return bp_study_fail(context, study, BP_ERROR_INPUT, yaml_path, "there is no file '%s'", source);
    return bp_study_fail(context, study, BP_ERROR_INPUT, yaml_path, "there is no file '%s' (looked for %s)",
                         source, path);
}

bp_status bp_study_check_files(bp_context *context, const bp_study *study)
{
    char where[64];
    const bp_study_names *names = &study->units.municipality.names;
    bp_status status = check_file(context, study, "units.source", study->units.source, study->units.path);
    if (!status)
        status = check_file(context, study, "units.municipality.names.source", names->source, names->path);
    for (int i = 0; !status && i < study->n_tables; i++) {
        snprintf(where, sizeof where, "tables[%d].source", i);
        status = check_file(context, study, where, study->tables[i].source, study->tables[i].path);
    }
    if (!status)
        status =
            check_file(context, study, "designated.source", study->designated.source, study->designated.path);
    for (int i = 0; !status && i < study->n_programmes; i++) {
        snprintf(where, sizeof where, "programmes[%d].source", i);
        status = check_file(context, study, where, study->programmes[i].source, study->programmes[i].path);
    }
    return status;
}
