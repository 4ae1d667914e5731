#include "cli/record.h"

#include "geo/folder.h"

#include <stdlib.h>
#include <string.h>

static bp_status check_schema(bp_context *context, const char *directory, json_t *record)
{
    const char *found = json_string_value(json_object_get(record, "schema"));
    const char *version = json_string_value(json_object_get(json_object_get(record, "program"), "version"));
    if (found && strcmp(found, BP_RECORD_SCHEMA) == 0)
        return BP_OK;
    return bp_context_fail(
        context, BP_ERROR_INPUT,
        "%s/run.json: its schema is '%s', expected '%s'; it was written by brandpunt %s: run "
        "the study again with this one",
        directory, found ? found : "(none)", BP_RECORD_SCHEMA, version ? version : "(unknown)");
}

bp_status bp_record_read(bp_context *context, const char *directory, json_t **out)
{
    json_error_t error;
    json_t *record = NULL;
    bp_status status = BP_OK;
    char *path = bp_path_join(directory, "run.json");
    if (!path)
        return bp_context_fail_memory(context, 0);
    if (!bp_path_exists(directory))
        status = bp_context_fail(context, BP_ERROR_INPUT, "%s: there is no such folder", directory);
    else if (!bp_path_exists(path))
        status = bp_context_fail(context, BP_ERROR_INPUT,
                                 "%s: is no run: it has no run.json; name the folder that 'brandpunt run "
                                 "--output' wrote",
                                 directory);
    else if (!(record = json_load_file(path, JSON_REJECT_DUPLICATES, &error)))
        status = bp_context_fail(context, BP_ERROR_INPUT,
                                 "%s/run.json:%d: %s; expected what 'brandpunt run' wrote", directory,
                                 error.line > 0 ? error.line : 1, error.text);
    else
        status = check_schema(context, directory, record);
    free(path);
    if (status)
        json_decref(record);
    else
        *out = record;
    return status;
}

bp_status bp_record_fail(bp_context *context, const char *directory, const char *what)
{
    return bp_context_fail(context, BP_ERROR_INPUT,
                           "%s/run.json: %s; it was changed, or written by another version of brandpunt: run "
                           "the study again",
                           directory, what);
}
