#include "cli/study_crosswalk.h"

#include "cli/study_place.h"
#include "geo/text.h"

#include <string.h>

static const double usual_least_share = 0.01, most_least_share = 0.5;

/* Keys of the one form beside those of the other. */
static bp_status check_form(bp_context *context, const bp_study *study)
{
    static const char *const of_table[] = {"code_from", "code_to", "weight", "residents"};
    static const char *const of_layer[] = {"least_share", "crs", "population"};
    bool is_layer = study->crosswalk.id != NULL;
    const char *const *stray = is_layer ? of_table : of_layer;
    size_t n = is_layer ? sizeof of_table / sizeof *of_table : sizeof of_layer / sizeof *of_layer;
    for (size_t i = 0; i < n; i++) {
        char path[BP_STUDY_PATH];
        snprintf(path, sizeof path, "crosswalk.%s", stray[i]);
        if (bp_study_is_given(study, path))
            return bp_study_fail(context, study, BP_ERROR_INPUT, path,
                                 is_layer ? "goes with a table of weights, and `id` says that this is a layer"
                                          : "goes with a layer, which needs `id`, the column of its codes");
    }
    return BP_OK;
}

static bp_status fill_in(bp_context *context, char **text, const char *usual)
{
    if (!*text)
        *text = bp_text_copy(usual);
    return *text ? BP_OK : bp_context_fail_memory(context, 0);
}

bp_status bp_study_complete_crosswalk(bp_context *context, bp_study *study)
{
    bp_study_crosswalk *asked = &study->crosswalk;
    if (!bp_study_is_given(study, "crosswalk"))
        return BP_OK;
    const char *vintage = study->units.vintage;
    if (vintage && strcmp(vintage, asked->from) == 0)
        return bp_study_fail(context, study, BP_ERROR_INPUT, "crosswalk.from",
                             "the units are of %s themselves (units.vintage); nothing is to be carried over",
                             vintage);
    bp_status status = check_form(context, study);
    if (status)
        return status;
    if (!bp_study_is_given(study, "crosswalk.least_share"))
        asked->least_share = usual_least_share;
    if (!(asked->least_share >= 0.0 && asked->least_share < most_least_share))
        return bp_study_fail(context, study, BP_ERROR_INPUT, "crosswalk.least_share",
                             "found %g, expected a share from 0 to below 0.5", asked->least_share);
    if (asked->id)
        return BP_OK;
    status = fill_in(context, &asked->code_from, "code_from");
    return status ? status : fill_in(context, &asked->code_to, "code_to");
}
