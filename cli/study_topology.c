#include "cli/study_topology.h"

#include "cli/study_place.h"

#include <math.h>

bp_status bp_study_complete_topology(bp_context *context, bp_study *study)
{
    const struct {
        const char *path;
        double *value, unless_given;
    } rows[] = {{"topology.max_overlap_km2", &study->topology.max_overlap_km2, INFINITY},
                {"topology.max_gap_km2", &study->topology.max_gap_km2, INFINITY},
                {"topology.sliver_m", &study->topology.sliver_m, 0.0}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (!bp_study_is_given(study, rows[i].path))
            *rows[i].value = rows[i].unless_given;
        else if (!(*rows[i].value >= 0.0 && isfinite(*rows[i].value)))
            return bp_study_fail(context, study, BP_ERROR_INPUT, rows[i].path,
                                 "found %g, expected a number of 0 or more", *rows[i].value);
    }
    return BP_OK;
}
