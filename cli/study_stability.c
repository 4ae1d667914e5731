#include "cli/study_stability.h"

#include "cli/study_place.h"
#include "cli/yaml_check.h"
#include "geo/text.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { DEFAULT_VARIANTS = 1000, DEFAULT_REPLICATES = 999, MOST_REPLICATES = 1000000 };

static const double default_concentration = 10.0, least_concentration = 0.01;
/* How far floors and ceilings go up and down where the study does not say, and the share of all units that is
   past the base. */
static const double size_factor = 1.25, share_step = 0.25;

const char *bp_study_policy_name(bp_missing_policy policy)
{
    return policy == BP_MISSING_COMPLETE ? "complete" : "present";
}

int bp_study_find_indicator(const bp_study *study, const char *name)
{
    for (int k = 0; k < study->n_indicators; k++)
        if (strcmp(study->indicators[k].name, name) == 0)
            return k;
    return -1;
}

void bp_study_clear_stability(bp_study *study)
{
    free(study->stability.normalise);
    free(study->stability.contiguity);
    free(study->stability.missing);
    for (int m = 0; m < study->audit.n_modelled; m++) {
        bp_study_modelled *modelled = &study->audit.modelled[m];
        free(modelled->indicator);
        bp_texts_free(modelled->from, modelled->n_from);
        free(modelled->why);
    }
    free(study->audit.modelled);
}

static void default_range(const bp_study *study, const char *path, double low, double high, double *range)
{
    if (bp_study_is_given(study, path))
        return;
    range[0] = low;
    range[1] = high;
}

/* Around what the study itself has. */
static void default_ranges(const bp_study *study, bp_study_stability *asked)
{
    const bp_study_areas *areas = &study->areas;
    const int64_t domains = study->score.min_domains;
    const double score_step = (1.0 - areas->base) * share_step;
    default_range(study, "stability.base", fmax(areas->base - score_step, 0.0),
                  fmin(areas->base + score_step, 1.0), asked->base);
    default_range(study, "stability.reach", fmax(areas->reach - score_step, 0.0),
                  fmin(areas->reach + score_step, 1.0), asked->reach);
    default_range(study, "stability.floor", (double)areas->floor / size_factor,
                  (double)areas->floor * size_factor, asked->floor);
    default_range(study, "stability.ceiling", (double)areas->ceiling / size_factor,
                  (double)areas->ceiling * size_factor, asked->ceiling);
    if (!bp_study_is_given(study, "stability.min_domains")) {
        asked->min_domains[0] = domains > 1 ? domains - 1 : 1;
        asked->min_domains[1] = domains < study->n_domains ? domains + 1 : domains;
    }
}

static void *copy_of(const void *items, size_t bytes)
{
    void *copy = malloc(bytes);
    return copy ? memcpy(copy, items, bytes) : NULL;
}

/* Lists that are not given hold all there is. */
static bp_status default_lists(bp_context *context, bp_study_stability *asked)
{
    static const bp_normalisation methods[BP_N_NORMALISATIONS] = {
        BP_NORMALISE_PERCENTILE, BP_NORMALISE_ZSCORE, BP_NORMALISE_MINMAX, BP_NORMALISE_WINSORISED,
        BP_NORMALISE_EXPONENTIAL};
    static const bp_contiguity_rule rules[] = {BP_CONTIGUITY_QUEEN, BP_CONTIGUITY_ROOK};
    static const bp_missing_policy policies[BP_N_MISSING_POLICIES] = {BP_MISSING_PRESENT,
                                                                      BP_MISSING_COMPLETE};
    if (asked->n_normalise == 0) {
        asked->normalise = (bp_normalisation *)copy_of(methods, sizeof methods);
        asked->n_normalise = BP_N_NORMALISATIONS;
    }
    if (asked->n_contiguity == 0) {
        asked->contiguity = (bp_contiguity_rule *)copy_of(rules, sizeof rules);
        asked->n_contiguity = 2;
    }
    if (asked->n_missing == 0) {
        asked->missing = (bp_missing_policy *)copy_of(policies, sizeof policies);
        asked->n_missing = BP_N_MISSING_POLICIES;
    }
    return asked->normalise && asked->contiguity && asked->missing ? BP_OK
                                                                   : bp_context_fail_memory(context, 0);
}

/* A value that stands in a list twice would be drawn twice as often. */
static bp_status check_repeats(bp_context *context, const bp_study *study, const char *list, int n,
                               const int *values)
{
    char path[BP_STUDY_PATH];
    for (int i = 1; i < n; i++)
        for (int j = 0; j < i; j++)
            if (values[i] == values[j]) {
                snprintf(path, sizeof path, "stability.%s[%d]", list, i);
                return bp_study_fail(context, study, BP_ERROR_INPUT, path,
                                     "stands in the list already; leave it out");
            }
    return BP_OK;
}

static bp_status check_lists(bp_context *context, const bp_study *study)
{
    enum { MOST = 64 };
    const bp_study_stability *asked = &study->stability;
    int values[MOST];
    int n = 0;
    for (n = 0; n < asked->n_normalise && n < MOST; n++)
        values[n] = asked->normalise[n];
    bp_status status = check_repeats(context, study, "normalise", n, values);
    for (n = 0; n < asked->n_contiguity && n < MOST; n++)
        values[n] = asked->contiguity[n];
    if (!status)
        status = check_repeats(context, study, "contiguity", n, values);
    for (n = 0; n < asked->n_missing && n < MOST; n++)
        values[n] = asked->missing[n];
    return status ? status : check_repeats(context, study, "missing", n, values);
}

static bp_status check_range(bp_context *context, const bp_study *study, const char *path,
                             const double *range, double least, double most)
{
    if (range[0] > range[1])
        return bp_study_fail(context, study, BP_ERROR_INPUT, path,
                             "found [%g, %g], an empty range; expected the lowest and the highest value",
                             range[0], range[1]);
    if (range[0] >= least && range[1] <= most)
        return BP_OK;
    if (isinf(most))
        return bp_study_fail(context, study, BP_ERROR_INPUT, path,
                             "found [%g, %g], expected residents from %g up", range[0], range[1], least);
    return bp_study_fail(context, study, BP_ERROR_INPUT, path, "found [%g, %g], expected %g to %g", range[0],
                         range[1], least, most);
}

static bp_status check_ranges(bp_context *context, const bp_study *study)
{
    const bp_study_stability *asked = &study->stability;
    const double domains[] = {(double)asked->min_domains[0], (double)asked->min_domains[1]};
    bp_status status = check_range(context, study, "stability.base", asked->base, 0.0, 1.0);
    if (!status)
        status = check_range(context, study, "stability.reach", asked->reach, 0.0, 1.0);
    if (!status && asked->reach[0] > asked->base[1])
        status = bp_study_fail(context, study, BP_ERROR_INPUT, "stability.reach",
                               "the reach, %g or more, is above the base, %g at the most", asked->reach[0],
                               asked->base[1]);
    if (!status)
        status = check_range(context, study, "stability.floor", asked->floor, 0.0, INFINITY);
    if (!status)
        status = check_range(context, study, "stability.ceiling", asked->ceiling, 1.0, INFINITY);
    if (!status && asked->floor[0] > asked->ceiling[1])
        status = bp_study_fail(context, study, BP_ERROR_INPUT, "stability.floor",
                               "the floor, %g or more, is above the ceiling, %g at the most", asked->floor[0],
                               asked->ceiling[1]);
    if (!status)
        status = check_range(context, study, "stability.min_domains", domains, 1.0, study->n_domains);
    return status;
}

static bp_status check_weights(bp_context *context, const bp_study *study)
{
    const char *path = "stability.concentration";
    const bp_study_stability *asked = &study->stability;
    if (!bp_study_is_given(study, path))
        return BP_OK;
    if (asked->weights_stay)
        return bp_study_fail(context, study, BP_ERROR_INPUT, path,
                             "stability.weights says fixed (line %d); leave one of the two out",
                             bp_study_line(study, "stability.weights"));
    if (asked->concentration >= least_concentration)
        return BP_OK;
    return bp_study_fail(context, study, BP_ERROR_INPUT, path,
                         "found %g, expected %g or more: 1 draws any weights, 10 keeps near the study's",
                         asked->concentration, least_concentration);
}

bp_status bp_study_complete_stability(bp_context *context, bp_study *study)
{
    bp_study_stability *asked = &study->stability;
    asked->is_asked = bp_study_is_given(study, "stability");
    if (!asked->is_asked)
        return BP_OK;
    if (!bp_study_is_given(study, "stability.variants"))
        asked->variants = DEFAULT_VARIANTS;
    if (asked->variants < 1 || asked->variants > BP_MOST_VARIANTS)
        return bp_study_fail(context, study, BP_ERROR_INPUT, "stability.variants",
                             "found %" PRId64 ", expected 1 to %d", asked->variants, BP_MOST_VARIANTS);
    if (!bp_study_is_given(study, "stability.leave_out"))
        asked->leave_out = true;
    bp_status status = check_weights(context, study);
    if (!bp_study_is_given(study, "stability.concentration"))
        asked->concentration = asked->weights_stay ? 0.0 : default_concentration;
    default_ranges(study, asked);
    if (!status)
        status = check_ranges(context, study);
    if (!status)
        status = default_lists(context, asked);
    return status ? status : check_lists(context, study);
}

static bp_status check_indicator(bp_context *context, const bp_study *study, const char *path,
                                 const char *name)
{
    if (bp_study_find_indicator(study, name) >= 0)
        return BP_OK;
    const char **names = (const char **)calloc((size_t)study->n_indicators, sizeof *names);
    if (!names)
        return bp_context_fail_memory(context, 0);
    for (int k = 0; k < study->n_indicators; k++)
        names[k] = study->indicators[k].name;
    bp_status status = bp_yaml_fail_choice(context, &study->file, path, name, names, study->n_indicators);
    free((void *)names);
    return status;
}

bp_status bp_study_complete_audit(bp_context *context, bp_study *study)
{
    char path[BP_STUDY_PATH];
    bp_status status = BP_OK;
    study->audit.is_asked = bp_study_is_given(study, "audit");
    for (int m = 0; !status && m < study->audit.n_modelled; m++) {
        const bp_study_modelled *modelled = &study->audit.modelled[m];
        bp_study_place(path, "audit.modelled", m, "indicator");
        status = check_indicator(context, study, path, modelled->indicator);
        for (int f = 0; !status && f < modelled->n_from; f++) {
            snprintf(path, sizeof path, "audit.modelled[%d].from[%d]", m, f);
            status = check_indicator(context, study, path, modelled->from[f]);
            if (!status && strcmp(modelled->from[f], modelled->indicator) == 0)
                status = bp_study_fail(context, study, BP_ERROR_INPUT, path,
                                       "'%s' cannot be modelled from itself", modelled->indicator);
        }
    }
    return status;
}

bp_status bp_study_complete_significance(bp_context *context, bp_study *study)
{
    bp_study_significance *asked = &study->significance;
    asked->is_asked = bp_study_is_given(study, "significance");
    if (!asked->is_asked)
        return BP_OK;
    if (!bp_study_is_given(study, "significance.replicates"))
        asked->replicates = DEFAULT_REPLICATES;
    if (asked->replicates < 1 || asked->replicates > MOST_REPLICATES)
        return bp_study_fail(context, study, BP_ERROR_INPUT, "significance.replicates",
                             "found %" PRId64 ", expected 1 to %d: p comes from these draws",
                             asked->replicates, MOST_REPLICATES);
    if (asked->within == BP_STUDY_EXCHANGE_MUNICIPALITY && !study->units.municipality.column)
        return bp_study_fail(context, study, BP_ERROR_INPUT, "significance.within",
                             "values cannot be exchanged within municipalities without units.municipality");
    return BP_OK;
}
