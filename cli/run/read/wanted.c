#include "cli/run/read/wanted.h"

#include "geo/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bp_status bp_wanted_add(bp_context *context, bp_wanted *wanted, const char *column, const char *path)
{
    if (!column)
        return BP_OK;
    for (int i = 0; i < wanted->n; i++)
        if (strcmp(wanted->columns[i], column) == 0)
            return BP_OK;
    size_t rows = (size_t)wanted->n + 1;
    const char **columns = (const char **)realloc(wanted->columns, rows * sizeof *columns);
    if (!columns)
        return bp_context_fail_memory(context, rows * sizeof *columns);
    wanted->columns = columns;
    char **paths = (char **)realloc(wanted->paths, rows * sizeof *paths);
    if (!paths)
        return bp_context_fail_memory(context, rows * sizeof *paths);
    wanted->paths = paths;
    paths[wanted->n] = bp_text_copy(path);
    if (!paths[wanted->n])
        return bp_context_fail_memory(context, 0);
    columns[wanted->n++] = column;
    return BP_OK;
}

/* One figure of indicator k, if it is the table's. */
static bp_status add_figure(bp_context *context, bp_wanted *wanted, const bp_study_figure *figure, int table,
                            int k, const char *key)
{
    char path[64];
    snprintf(path, sizeof path, "indicators[%d].%s", k, key);
    return figure->table == table ? bp_wanted_add(context, wanted, figure->column, path) : BP_OK;
}

bp_status bp_wanted_add_indicators(bp_context *context, bp_wanted *wanted, const bp_study *study, int table)
{
    bp_status status = BP_OK;
    for (int k = 0; !status && k < study->n_indicators; k++) {
        const bp_study_indicator *indicator = &study->indicators[k];
        const bp_study_figure own = {indicator->table, indicator->column};
        status = add_figure(context, wanted, &own, table, k, "from");
        if (!status)
            status = add_figure(context, wanted, &indicator->denominator, table, k, "denominator");
        for (int s = 0; !status && s < indicator->n_fallbacks; s++) {
            status = add_figure(context, wanted, &indicator->fallbacks[s].value, table, k, "fallback");
            if (!status)
                status =
                    add_figure(context, wanted, &indicator->fallbacks[s].denominator, table, k, "fallback");
        }
    }
    return status;
}

bp_status bp_wanted_blame(bp_context *context, const bp_wanted *wanted, const bp_study *study,
                          bp_status status, const char *otherwise)
{
    const char *path = otherwise;
    for (int i = 0; status == BP_ERROR_INPUT && i < wanted->n; i++) {
        char *missing = bp_text_format("there is no column '%s'", wanted->columns[i]);
        if (missing && strstr(bp_context_message(context), missing))
            path = wanted->paths[i];
        free(missing);
    }
    return bp_study_blame(context, study, status, path);
}

void bp_wanted_clear(bp_wanted *wanted)
{
    for (int i = 0; i < wanted->n; i++)
        free(wanted->paths[i]);
    free(wanted->paths);
    free(wanted->columns);
    *wanted = (bp_wanted)BP_WANTED_INIT;
}
