#include "cli/study_methods.h"

#include "analysis/delineate.h"
#include "cli/study_place.h"
#include "cli/yaml_check.h"

#include <string.h>

enum { MOST_METHODS = 64 };

static bp_status check_method(bp_context *context, const bp_study *study, const char *path,
                              const char *method)
{
    const char *names[MOST_METHODS];
    int n = 0;
    for (; n < bp_n_delineation_methods && n < MOST_METHODS; n++) {
        names[n] = bp_delineation_methods[n].name;
        if (strcmp(method, names[n]) == 0)
            return BP_OK;
    }
    return bp_yaml_fail_choice(context, &study->file, path, method, names, n);
}

static bp_status check_also(bp_context *context, const bp_study *study, int i)
{
    const bp_study_areas *areas = &study->areas;
    char path[BP_STUDY_PATH];
    snprintf(path, sizeof path, "areas.also[%d]", i);
    bp_status status = check_method(context, study, path, areas->also[i]);
    if (!status && strcmp(areas->also[i], areas->method) == 0)
        status = bp_study_fail(context, study, BP_ERROR_INPUT, path,
                               "'%s' is the method of the answer (areas.method); name the other ones here",
                               areas->also[i]);
    for (int k = 0; !status && k < i; k++)
        if (strcmp(areas->also[i], areas->also[k]) == 0)
            status = bp_study_fail(context, study, BP_ERROR_INPUT, path,
                                   "'%s' is named twice; leave one of them out", areas->also[i]);
    return status;
}

bp_status bp_study_check_methods(bp_context *context, const bp_study *study)
{
    bp_status status = check_method(context, study, "areas.method", study->areas.method);
    for (int i = 0; !status && i < study->areas.n_also; i++)
        status = check_also(context, study, i);
    return status;
}
