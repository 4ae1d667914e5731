#include "cli/study_read.h"

#include "cli/study_check.h"
#include "cli/study_place.h"
#include "cli/study_schema.h"
#include "cli/yaml_load.h"
#include "geo/folder.h"
#include "geo/source.h"
#include "geo/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_SECONDS = 3600 };

/* What is secret in a source stays in the path, which is for opening only; the source is what is shown. */
static bp_status keep_elsewhere(bp_context *context, char **source, char **path)
{
    if (*path)
        return BP_OK;
    char *shown = bp_source_shown(*source);
    if (!shown)
        return bp_context_fail_memory(context, 0);
    *path = *source;
    *source = shown;
    return BP_OK;
}

/* In `data` where it is there, else in the study's folder; where it is in neither, the first is what the user
 * meant. */
static bp_status resolve(bp_context *context, const bp_study *study, const char *data, char **source,
                         char **path)
{
    if (!*source)
        return BP_OK;
    if (!bp_source_is_local(*source))
        return keep_elsewhere(context, source, path);
    char *first = bp_path_join(data, *source), *second = bp_path_join(study->directory, *source);
    if (!first || !second) {
        free(first);
        free(second);
        return bp_context_fail_memory(context, 0);
    }
    bool take_second = !bp_source_exists(first) && bp_source_exists(second);
    free(*path);
    *path = take_second ? second : first;
    free(take_second ? first : second);
    return BP_OK;
}

bp_status bp_study_use_data(bp_context *context, bp_study *study, const char *data)
{
    bp_study_names *names = &study->units.municipality.names;
    char *directory = bp_text_copy(data);
    if (!directory)
        return bp_context_fail_memory(context, 0);
    free(study->data_directory);
    study->data_directory = directory;
    bp_status status = resolve(context, study, data, &study->units.source, &study->units.path);
    if (!status)
        status = resolve(context, study, data, &names->source, &names->path);
    for (int i = 0; !status && i < study->n_tables; i++) {
        status = resolve(context, study, data, &study->tables[i].source, &study->tables[i].path);
        if (!status)
            status =
                resolve(context, study, data, &study->tables[i].measures, &study->tables[i].measures_path);
    }
    for (int i = 0; !status && i < study->n_joins; i++) {
        bp_study_join *join = &study->joins[i];
        status = resolve(context, study, data, &join->source, &join->path);
        if (!status)
            status = resolve(context, study, data, &join->population.source, &join->population.path);
    }
    if (!status)
        status = resolve(context, study, data, &study->designated.source, &study->designated.path);
    if (!status)
        status = resolve(context, study, data, &study->adopted.source, &study->adopted.path);
    bp_study_crosswalk *crosswalk = &study->crosswalk;
    if (!status)
        status = resolve(context, study, data, &crosswalk->source, &crosswalk->path);
    if (!status)
        status = resolve(context, study, data, &crosswalk->population.source, &crosswalk->population.path);
    for (int i = 0; !status && i < study->n_programmes; i++)
        status = resolve(context, study, data, &study->programmes[i].source, &study->programmes[i].path);
    return status;
}

static bp_status check_timeout(bp_context *context, const bp_study *study, const char *part, int i,
                               const bp_study_request *request)
{
    char path[BP_STUDY_PATH];
    if (i >= 0)
        bp_study_place(path, part, i, "timeout");
    else
        snprintf(path, sizeof path, "%s.timeout", part);
    if (!bp_study_is_given(study, path) || (request->timeout >= 1 && request->timeout <= MOST_SECONDS))
        return BP_OK;
    return bp_study_fail(context, study, BP_ERROR_INPUT, path,
                         "found %" PRId64 ", expected 1 to %d seconds for each request", request->timeout,
                         MOST_SECONDS);
}

/* Times that services get, and the drivers that the study lets open files. */
static bp_status check_requests(bp_context *context, const bp_study *study)
{
    bp_status status = check_timeout(context, study, "units", -1, &study->units.request);
    if (!status)
        status = check_timeout(context, study, "units.municipality.names", -1,
                               &study->units.municipality.names.request);
    for (int i = 0; !status && i < study->n_tables; i++)
        status = check_timeout(context, study, "tables", i, &study->tables[i].request);
    for (int i = 0; !status && i < study->n_joins; i++)
        status = check_timeout(context, study, "joins", i, &study->joins[i].request);
    if (!status)
        status = check_timeout(context, study, "designated", -1, &study->designated.request);
    if (!status)
        status = check_timeout(context, study, "adopted", -1, &study->adopted.request);
    if (!status)
        status = check_timeout(context, study, "crosswalk", -1, &study->crosswalk.request);
    for (int i = 0; !status && i < study->n_programmes; i++)
        status = check_timeout(context, study, "programmes", i, &study->programmes[i].request);
    if (!status &&
        bp_source_allow_drivers(context, (const char *const *)study->allow_drivers, study->n_allow_drivers))
        status = bp_study_blame(context, study, BP_ERROR_INPUT, "allow_drivers");
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
    size_t before = bp_context_failure_count(context);
    if (!study->directory)
        status = bp_context_fail_memory(context, 0);
    if (!status)
        status = bp_study_complete(context, study);
    if (!status && bp_context_failure_count(context) > before)
        status = BP_ERROR_INPUT;
    if (!status)
        status = check_requests(context, study);
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
    /* What stands elsewhere is no file that can be looked for. */
    if (!path || bp_source_exists(path))
        return BP_OK;
    if (strcmp(source, path) == 0)
        return bp_context_settle(context, bp_study_fail(context, study, BP_ERROR_INPUT, yaml_path,
                                                        "there is no file '%s'", source));
    char *second = bp_path_join(study->directory, source);
    if (!second)
        return bp_context_fail_memory(context, 0);
    bool is_other = strcmp(second, path) != 0;
    bp_status status =
        bp_study_fail(context, study, BP_ERROR_INPUT, yaml_path, "there is no file '%s' (looked for %s%s%s)",
                      source, path, is_other ? " and, beside the study, " : "", is_other ? second : "");
    free(second);
    return bp_context_settle(context, status);
}

static bp_status check_region_files(bp_context *context, const bp_study *study)
{
    const bp_study_crosswalk *crosswalk = &study->crosswalk;
    char where[64];
    bp_status status =
        check_file(context, study, "designated.source", study->designated.source, study->designated.path);
    if (!status)
        status = check_file(context, study, "adopted.source", study->adopted.source, study->adopted.path);
    if (!status)
        status = check_file(context, study, "crosswalk.source", crosswalk->source, crosswalk->path);
    if (!status)
        status = check_file(context, study, "crosswalk.population.source", crosswalk->population.source,
                            crosswalk->population.path);
    for (int i = 0; !status && i < study->n_programmes; i++) {
        snprintf(where, sizeof where, "programmes[%d].source", i);
        status = check_file(context, study, where, study->programmes[i].source, study->programmes[i].path);
    }
    return status;
}

bp_status bp_study_check_files(bp_context *context, const bp_study *study)
{
    char where[64];
    const bp_study_names *names = &study->units.municipality.names;
    if (!bp_path_exists(study->data_directory))
        return bp_context_fail(
            context, BP_ERROR_INPUT,
            "%s: there is no such folder of data; name the right one with --data DIR or under "
            "`data` in %s",
            study->data_directory, study->file.path);
    bp_status status = check_file(context, study, "units.source", study->units.source, study->units.path);
    if (!status)
        status = check_file(context, study, "units.municipality.names.source", names->source, names->path);
    for (int i = 0; !status && i < study->n_tables; i++) {
        snprintf(where, sizeof where, "tables[%d].source", i);
        status = check_file(context, study, where, study->tables[i].source, study->tables[i].path);
        snprintf(where, sizeof where, "tables[%d].measures", i);
        if (!status)
            status =
                check_file(context, study, where, study->tables[i].measures, study->tables[i].measures_path);
    }
    for (int i = 0; !status && i < study->n_joins; i++) {
        const bp_study_join *join = &study->joins[i];
        snprintf(where, sizeof where, "joins[%d].source", i);
        status = check_file(context, study, where, join->source, join->path);
        snprintf(where, sizeof where, "joins[%d].population.source", i);
        if (!status)
            status = check_file(context, study, where, join->population.source, join->population.path);
    }
    return status ? status : check_region_files(context, study);
}
