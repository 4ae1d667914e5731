#include "cli/study_place.h"

bp_status bp_study_check_unique(bp_context *context, const bp_study *study, const char *list, int i,
                                const char *(*name_at)(const bp_study *study, int i))
{
    char here[BP_STUDY_PATH], there[BP_STUDY_PATH];
    for (int j = 0; j < i; j++) {
        if (!bp_study_same_name(name_at(study, i), name_at(study, j)))
            continue;
        return bp_study_fail(context, study, BP_ERROR_INPUT, bp_study_place(here, list, i, "name"),
                             "the name '%s' is taken on line %d already", name_at(study, i),
                             bp_study_line(study, bp_study_place(there, list, j, "name")));
    }
    return BP_OK;
}
