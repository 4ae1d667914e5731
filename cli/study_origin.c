#include "cli/study_origin.h"

#include "cli/study_place.h"
#include "geo/text.h"

#include <inttypes.h>

enum { FIRST_YEAR = 1900, LAST_YEAR = 2100 };

const bp_study_origin *bp_study_origin_at(const bp_study *study, int table)
{
    if (table < 0)
        return &study->units.origin;
    return table < study->n_tables ? &study->tables[table].origin
                                   : &study->joins[table - study->n_tables].origin;
}

static bp_status check_year(bp_context *context, const bp_study *study, const char *path, int64_t year)
{
    if (!bp_study_is_given(study, path) || (year >= FIRST_YEAR && year <= LAST_YEAR))
        return BP_OK;
    return bp_study_fail(context, study, BP_ERROR_INPUT, path,
                         "found %" PRId64 ", expected the year of the figures, %d to %d", year, FIRST_YEAR,
                         LAST_YEAR);
}

static bp_status inherit(bp_context *context, const bp_study *study, bp_study_indicator *indicator)
{
    const bp_study_origin *origin = bp_study_origin_at(study, indicator->table);
    if (indicator->origin.year == 0)
        indicator->origin.year = origin->year;
    if (indicator->origin.attribution || !origin->attribution)
        return BP_OK;
    indicator->origin.attribution = bp_text_copy(origin->attribution);
    return indicator->origin.attribution ? BP_OK : bp_context_fail_memory(context, 0);
}

bp_status bp_study_complete_origins(bp_context *context, bp_study *study)
{
    char path[BP_STUDY_PATH];
    bp_status status = check_year(context, study, "units.year", study->units.origin.year);
    for (int t = 0; !status && t < study->n_tables; t++)
        status = check_year(context, study, bp_study_place(path, "tables", t, "year"),
                            study->tables[t].origin.year);
    for (int j = 0; !status && j < study->n_joins; j++)
        status =
            check_year(context, study, bp_study_place(path, "joins", j, "year"), study->joins[j].origin.year);
    for (int k = 0; !status && k < study->n_indicators; k++) {
        bp_study_indicator *indicator = &study->indicators[k];
        status =
            check_year(context, study, bp_study_place(path, "indicators", k, "year"), indicator->origin.year);
        if (!status)
            status = inherit(context, study, indicator);
        status = bp_context_settle(context, status);
    }
    return status;
}
