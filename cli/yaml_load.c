#include "cli/yaml_load.h"

#include "cli/yaml_check.h"

#include <cyaml/cyaml.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* libcyaml's memory through the C library, so that what it makes can be freed with free() everywhere. */
static void *own_memory(void *user, void *pointer, size_t size)
{
    (void)user;
    if (size == 0) {
        free(pointer);
        return NULL;
    }
    return realloc(pointer, size);
}

/* Keep the first complaint of libcyaml; the lines after it only say where, which the places know better. */
static void keep_first(cyaml_log_t level, void *user, const char *format, va_list arguments)
{
    char *kept = (char *)user;
    if (level < CYAML_LOG_ERROR || kept[0])
        return;
    vsnprintf(kept, 256, format, arguments);
    kept[strcspn(kept, "\r\n")] = '\0';
}

bp_status bp_yaml_file_load(bp_context *context, const bp_yaml_file *file,
                            const struct cyaml_schema_value *schema, void **out)
{
    size_t before = bp_context_failure_count(context);
    bp_status status = bp_yaml_check(context, file, schema);
    if (!status && bp_context_failure_count(context) > before)
        status = BP_ERROR_INPUT;
    if (status)
        return status;
    char complaint[256] = "";
    cyaml_config_t config = {keep_first, complaint, own_memory, NULL, CYAML_LOG_NOTICE, CYAML_CFG_DEFAULT};
    cyaml_data_t *data = NULL;
    cyaml_err_t error =
        cyaml_load_data((const uint8_t *)file->bytes, file->n_bytes, &config, schema, &data, NULL);
    if (error == CYAML_ERR_OOM)
        return bp_context_fail_memory(context, 0);
    if (error != CYAML_OK || !data)
        return bp_context_fail(context, BP_ERROR_INPUT, "%s: %s (%s)", file->path, cyaml_strerror(error),
                               complaint);
    *out = data;
    return BP_OK;
}
