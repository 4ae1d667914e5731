#include "cli/run/regions/against.h"

#include "analysis/rank_correlation.h"

#include <math.h>
#include <stdint.h>

/* `sign` is -1 where a low value is the bad one. */
static bp_status look(bp_run *run, const double *value, const uint8_t *valid, double sign, bool *is_against,
                      double *correlation)
{
    const bp_rank_pair pair = {run->ground.n,     value,           run->scores.score, valid,
                               run->scores.valid, run->taking_part};
    int64_t n = 0;
    double r = 0.0;
    bp_status status = bp_rank_correlation(run->context, &pair, &r, &n);
    if (status)
        return status;
    *correlation = sign * r;
    *is_against = sign * r < -2.0 / sqrt((double)n); /* not where r is NaN */
    return BP_OK;
}

static bp_status look_at_domain(bp_run *run, int d)
{
    const bp_study *study = run->study;
    double r = 0.0;
    bool is_against = false, any = false;
    bp_status status = BP_OK;
    for (int k = 0; !status && k < run->ground.n_indicators; k++) {
        const bp_indicator *indicator = &run->ground.indicators[k];
        bool is_low = indicator->worse == BP_WORSE_LOW;
        if (indicator->domain != d)
            continue;
        status = look(run, indicator->value, indicator->valid, is_low ? -1.0 : 1.0, &is_against, &r);
        if (status || !is_against)
            continue;
        any = true;
        bp_context_warn(run->context, "against_the_score",
                        "indicator '%s' with worse: %s is better where the score is worse (rank "
                        "correlation %.2f); is it not worse: %s?",
                        study->indicators[k].name, is_low ? "low" : "high", r, is_low ? "high" : "low");
    }
    if (status || any)
        return status;
    status = look(run, run->scores.domain + (int64_t)d * run->scores.n, run->scores.domain_valid[d], 1.0,
                  &is_against, &r);
    if (!status && is_against)
        bp_context_warn(run->context, "against_the_score",
                        "domain '%s' is better where the score is worse (rank correlation %.2f); look at "
                        "`worse` of its indicators",
                        study->domains[d].name, r);
    return status;
}

bp_status bp_run_warn_against(bp_run *run)
{
    bp_status status = BP_OK;
    for (int d = 0; !status && run->scores.n_scored > 0 && d < run->scores.n_domains; d++)
        status = look_at_domain(run, d);
    return status;
}
