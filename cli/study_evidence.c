#include "cli/study_evidence.h"

#include "cli/study_place.h"
#include "cli/yaml_check.h"
#include "geo/text.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { DEFAULT_PERMUTATIONS = 99999, MOST_PERMUTATIONS = 10000000 };

static void free_variables(char **names, int n)
{
    for (int i = 0; names && i < n; i++)
        free(names[i]);
    free(names);
}

/* What evidence can be about: the score, the domains as units.gpkg calls them, the indicators. For
   free_variables(); NULL when memory runs out. */
static char **list_variables(const bp_study *study, int *n)
{
    int m = 1 + study->n_domains + study->n_indicators;
    bool failed = false;
    char **names = (char **)calloc((size_t)m, sizeof *names);
    for (int i = 0; names && i < m; i++) {
        int domain = i - 1, indicator = domain - study->n_domains;
        names[i] = i == 0          ? bp_text_copy("score")
                   : indicator < 0 ? bp_text_format("domain_%s", study->domains[domain].name)
                                   : bp_text_copy(study->indicators[indicator].name);
        failed = failed || !names[i];
    }
    *n = m;
    if (!failed)
        return names;
    free_variables(names, m);
    return NULL;
}

static bp_status find_variable(bp_context *context, const bp_study *study, int i)
{
    char path[BP_STUDY_PATH];
    int n = 0, at = 0;
    bp_study_evidence *evidence = &study->evidence[i];
    char **names = list_variables(study, &n);
    if (!names)
        return bp_context_fail_memory(context, 0);
    while (at < n && strcmp(names[at], evidence->of) != 0)
        at++;
    bp_status status =
        at < n ? BP_OK
               : bp_yaml_fail_choice(context, &study->file, bp_study_place(path, "evidence", i, "of"),
                                     evidence->of, (const char *const *)names, n);
    free_variables(names, n);
    bool is_domain = at <= study->n_domains;
    evidence->variable = at == 0 ? BP_STUDY_OF_SCORE : is_domain ? BP_STUDY_OF_DOMAIN : BP_STUDY_OF_INDICATOR;
    evidence->index = at == 0 ? 0 : is_domain ? at - 1 : at - 1 - study->n_domains;
    return status;
}

/* Entry i starts a column's name as an earlier one does, or ends it so: gi of star_x is gi_star of x. */
static bp_status check_evidence_columns(bp_context *context, const bp_study *study, int i)
{
    static const char *const endings[] = {"", "_p", "_q", "_cluster"};
    enum { N_ENDINGS = sizeof endings / sizeof *endings };
    char here[BP_STUDY_PATH], there[BP_STUDY_PATH];
    const bp_study_evidence *own = &study->evidence[i];
    bp_status status = BP_OK;
    snprintf(here, sizeof here, "evidence[%d]", i);
    for (int j = 0; !status && j < i; j++) {
        const bp_study_evidence *other = &study->evidence[j];
        int line = bp_study_line(study, bp_study_place(there, "evidence", j, "statistic"));
        if (own->statistic == other->statistic && strcmp(own->of, other->of) == 0)
            return bp_study_fail(context, study, BP_ERROR_INPUT, here,
                                 "%s of %s is asked for on line %d already",
                                 bp_study_statistic_name(own->statistic), own->of, line);
        for (int k = 0; !status && k < N_ENDINGS * N_ENDINGS; k++) {
            char *a = bp_text_format("%s_%s%s", bp_study_statistic_name(own->statistic), own->of,
                                     endings[k / N_ENDINGS]);
            char *b = bp_text_format("%s_%s%s", bp_study_statistic_name(other->statistic), other->of,
                                     endings[k % N_ENDINGS]);
            if (!a || !b)
                status = bp_context_fail_memory(context, 0);
            else if (bp_study_same_name(a, b))
                status = bp_study_fail(context, study, BP_ERROR_INPUT, here,
                                       "its column '%s' is also one of the evidence on line %d; give one of "
                                       "the indicators another name",
                                       a, line);
            free(a);
            free(b);
        }
    }
    return status;
}

static bp_status check_evidence_numbers(bp_context *context, const bp_study *study, int i)
{
    char path[BP_STUDY_PATH];
    const bp_study_evidence *evidence = &study->evidence[i];
    if (evidence->permutations < 1 || evidence->permutations > MOST_PERMUTATIONS)
        return bp_study_fail(context, study, BP_ERROR_INPUT,
                             bp_study_place(path, "evidence", i, "permutations"),
                             "found %" PRId64 ", expected 1 to %d: the p-values come from these draws",
                             evidence->permutations, MOST_PERMUTATIONS);
    if (!(evidence->alpha > 0.0 && evidence->alpha < 1.0))
        return bp_study_fail(context, study, BP_ERROR_INPUT, bp_study_place(path, "evidence", i, "alpha"),
                             "found %g, expected a number between 0 and 1", evidence->alpha);
    return BP_OK;
}

bp_status bp_study_complete_evidence(bp_context *context, bp_study *study)
{
    bp_status status = BP_OK;
    char path[BP_STUDY_PATH];
    for (int i = 0; !status && i < study->n_evidence; i++) {
        bp_study_evidence *evidence = &study->evidence[i];
        if (!bp_study_is_given(study, bp_study_place(path, "evidence", i, "permutations")))
            evidence->permutations = DEFAULT_PERMUTATIONS;
        if (!bp_study_is_given(study, bp_study_place(path, "evidence", i, "correction")))
            evidence->correction = BP_CORRECTION_FDR;
        if (!bp_study_is_given(study, bp_study_place(path, "evidence", i, "alpha")))
            evidence->alpha = 0.05;
        if (!evidence->of && !(evidence->of = bp_text_copy("score")))
            return bp_context_fail_memory(context, 0);
        status = find_variable(context, study, i);
        if (!status)
            status = check_evidence_numbers(context, study, i);
        if (!status)
            status = check_evidence_columns(context, study, i);
    }
    return status;
}
