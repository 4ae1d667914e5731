#include "cli/run/read/pick_rows.h"

#include "cli/study_place.h"
#include "geo/pivot.h"

#include <stdlib.h>

bp_status bp_run_pick_rows(bp_run *run, int t, bp_table *table)
{
    const bp_study_table *asked = &run->study->tables[t];
    bp_table picked = BP_TABLE_INIT;
    char path[BP_STUDY_PATH];
    if (asked->n_picks == 0)
        return BP_OK;
    bp_pick *picks = (bp_pick *)calloc((size_t)asked->n_picks, sizeof *picks);
    if (!picks)
        return bp_context_fail_memory(run->context, 0);
    for (int p = 0; p < asked->n_picks; p++)
        picks[p] = (bp_pick){asked->picks[p].column, asked->picks[p].text};
    bp_status status = bp_table_pick(run->context, table, picks, asked->n_picks, &picked);
    free(picks);
    if (status)
        return bp_study_blame(run->context, run->study, status, bp_study_place(path, "tables", t, "rows"));
    bp_table_clear(table);
    *table = picked;
    return BP_OK;
}
