/* The study's indicators and rules handed to the analysis, which scores every unit. */
#include "cli/run/draw/rules.h"

bp_status bp_run_score(bp_run *run)
{
    if (!run->units.are_read || !run->units.population)
        return BP_OK; /* only where failures are collected: there is nobody to count then */
    bp_progress_begin(run->progress, "score");
    bp_progress_count(run->progress, bp_run_n(run), "units");
    bp_status status = bp_run_make_rule(run);
    /* With what failed left out it would be another score. */
    if (status || bp_context_failure_count(run->context) > 0)
        return status;
    status = bp_score(run->context, run->ground.indicators, run->ground.n_indicators, run->ground.n,
                      &run->rule.score, &run->scores);
    return bp_study_blame(run->context, run->study, status, "score");
}
