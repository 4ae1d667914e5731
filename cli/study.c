#include "cli/study.h"

#include "geo/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

bp_read_options bp_study_read_options(const char *layer, const bp_study_request *request,
                                      const char *const *columns, int n_columns)
{
    bp_read_options options = BP_READ_OPTIONS_INIT;
    options.layer = layer;
    options.columns = columns;
    options.n_columns = n_columns;
    options.query = request->query;
    options.timeout_s = (int)request->timeout;
    options.accept_truncated = request->accept_truncated;
    return options;
}

const char *bp_study_statistic_name(bp_study_statistic statistic)
{
    switch (statistic) {
    case BP_STUDY_MORAN:
        return "moran";
    case BP_STUDY_GEARY:
        return "geary";
    case BP_STUDY_GI:
        return "gi";
    case BP_STUDY_GI_STAR:
        return "gi_star";
    }
    return "unknown";
}

const char *bp_study_shrink_name(bp_study_shrink shrink)
{
    switch (shrink) {
    case BP_STUDY_SHRINK_NONE:
        return "none";
    case BP_STUDY_SHRINK_MUNICIPALITY:
        return "municipality";
    case BP_STUDY_SHRINK_NATION:
        return "nation";
    }
    return "unknown";
}

const char *bp_study_level_name(const bp_study *study, int level)
{
    return level < 0                              ? "units"
           : level == BP_STUDY_MUNICIPALITY_LEVEL ? "municipality"
                                                  : study->units.levels[level - 1].name;
}

const bp_study_table *bp_study_table_at(const bp_study *study, int table)
{
    return table >= 0 && table < study->n_tables ? &study->tables[table] : NULL;
}

const char *bp_study_table_name(const bp_study *study, int table)
{
    return table < 0                 ? "units"
           : table < study->n_tables ? study->tables[table].name
                                     : study->joins[table - study->n_tables].name;
}

int bp_study_table_level(const bp_study *study, int table)
{
    const bp_study_table *own = bp_study_table_at(study, table);
    return own ? own->level : BP_STUDY_UNIT_LEVEL;
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
