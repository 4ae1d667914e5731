#include "cli/run/read/table_again.h"

#include "cli/run/read/pick_rows.h"
#include "geo/key_join.h"
#include "geo/read.h"
#include "geo/text.h"

#include <stdlib.h>
#include <string.h>

bool bp_run_read_again(bp_run *run, int t, bp_table *all)
{
    const bp_study_table *asked = &run->study->tables[t];
    bp_read_options options = bp_study_read_options(asked->layer, &asked->request, NULL, 0);
    options.encoding = asked->notation.encoding;
    options.header_row = (int)asked->header_row;
    options.aliases = &run->aliases;
    bp_status status = bp_table_read(run->context, asked->path, &options, all);
    if (!status)
        status = bp_run_pick_rows(run, t, all);
    bp_context_clear(run->context);
    return status == BP_OK;
}

/* "; they differ in ...; what to do", to free(); NULL when there is nothing to tell. */
static char *describe(bp_run *run, int t, const bp_table *all)
{
    const bp_study_table *asked = &run->study->tables[t];
    const char *names = asked->pivot.names;
    const int keys[] = {bp_table_find(all, asked->key), names ? bp_table_find(all, names) : 0};
    if (keys[0] < 0 || keys[1] < 0)
        return NULL;
    char *differ = bp_key_differences(run->context, all, keys, names ? 2 : 1,
                                      names ? bp_table_find(all, asked->pivot.values) : -1);
    if (!differ)
        return NULL;
    bool are_same = strncmp(differ, "they differ", strlen("they differ")) != 0;
    const char *advice = are_same ? "; leave one of each in the file"
                         : names  ? "; pick one of them with rows: {COLUMN: TEXT}"
                                  : "; if these are years or measures, pick one with rows: {COLUMN: TEXT}, "
                                    "or make them columns with pivot";
    char *text = bp_text_format("; %s%s", differ, advice);
    free(differ);
    return text;
}

bp_status bp_run_tell_differences(bp_run *run, int t, bp_status status)
{
    bp_table all = BP_TABLE_INIT;
    char *message = bp_text_copy(bp_context_message(run->context)), *differ = NULL;
    if (!message)
        return status;
    bp_context_clear(run->context);
    if (bp_run_read_again(run, t, &all))
        differ = describe(run, t, &all);
    bp_context_clear(run->context);
    bp_context_fail(run->context, status, "%s%s", message, differ ? differ : "");
    bp_table_clear(&all);
    free(message);
    free(differ);
    return status;
}
