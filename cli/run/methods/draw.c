/* The other methods of a study: drawn, added up, held against the answer. */
#include "cli/run/run.h"

#include "analysis/scan_areas.h"
#include "geo/bitmap.h"
#include "geo/text.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void bp_run_methods_clear(bp_run_methods *methods)
{
    for (int m = 0; methods->methods && m < methods->n; m++) {
        bp_areas_clear(&methods->methods[m].areas);
        free(methods->methods[m].share);
    }
    free(methods->methods);
    free(methods->found_by);
}

const bp_areas *bp_run_method_areas(const bp_run *run, int method)
{
    return method == 0 ? &run->delineated : &run->methods.methods[method].areas;
}

char *bp_run_method_area_id(const bp_run *run, int method, int32_t area)
{
    if (method == 0)
        return bp_text_copy(run->areas[BP_PROPOSED].id[area]);
    return bp_text_format("%s-%03d", run->methods.methods[method].name, (int)area + 1);
}

static void warn_of_none(bp_run *run, const bp_rule *rule, const char *path, double p)
{
    const char *method = rule->delineate.method;
    if (isfinite(p) && p > BP_SCAN_AREAS_ALPHA)
        bp_context_warn(
            run->context, "no_areas",
            "%s: %s draws no area: no cluster of the scan is significant, the most likely one has "
            "p %.3g and %g is asked for",
            path, method, p, BP_SCAN_AREAS_ALPHA);
    else
        bp_context_warn(run->context, "no_areas",
                        "%s: %s draws no area: none passes the floor of %" PRId64
                        " residents and weighs more than nothing",
                        path, method, run->study->areas.floor);
}

bp_status bp_run_draw_told(bp_run *run, const bp_rule *rule, const char *path, bp_areas *out)
{
    double p = NAN;
    bp_rule asked = *rule;
    asked.delineate.cluster_p = &p;
    bp_status status = bp_rule_draw(run->context, &run->ground, &asked, &run->position, out);
    bool is_answer = out == &run->delineated;
    bool is_plain =
        strcmp(rule->delineate.method, "levelset") == 0 || strcmp(rule->delineate.method, "components") == 0;
    if (!status && out->n_areas == 0 && is_answer && is_plain)
        bp_context_warn(run->context, "no_areas",
                        "no area passes the floor of %" PRId64 " residents: nothing is proposed",
                        run->study->areas.floor);
    else if (!status && out->n_areas == 0)
        warn_of_none(run, rule, path, p);
    return status;
}

/* Everything but the method is that of the answer, and the rounds, which levelset alone has. */
static bp_status draw(bp_run *run, int m)
{
    char path[48];
    bp_run_method *at = &run->methods.methods[m];
    bp_rule rule = run->rule;
    if (m == 0)
        return BP_OK;
    rule.delineate.method = at->name;
    rule.delineate.rounds = 1;
    snprintf(path, sizeof path, "areas.also[%d]", m - 1);
    bp_status status = bp_run_draw_told(run, &rule, path, &at->areas);
    at->draws_none = !status && at->areas.n_areas == 0;
    return bp_study_blame(run->context, run->study, status, path);
}

static void add_up(const bp_run *run, int m)
{
    const bp_areas *areas = bp_run_method_areas(run, m);
    bp_run_method *at = &run->methods.methods[m];
    for (int32_t a = 0; a < areas->n_areas; a++) {
        at->units += areas->areas[a].n_members;
        at->population += areas->areas[a].population;
        at->weight += areas->areas[a].weight;
    }
}

/* Members have known residents, or they would be no candidates. */
static bp_status share_residents(bp_run *run, int m)
{
    const bp_areas *areas = bp_run_method_areas(run, m), *answer = &run->delineated;
    bp_run_method *at = &run->methods.methods[m];
    at->share = (double *)calloc((size_t)answer->n_areas + 1, sizeof *at->share);
    if (!at->share)
        return bp_context_fail_memory(run->context, (size_t)answer->n_areas * sizeof *at->share);
    for (int64_t i = 0; i < answer->n; i++)
        if (answer->role[i] == BP_ROLE_MEMBER && areas->role[i] == BP_ROLE_MEMBER)
            at->share[answer->area_of[i]] += run->units.population[i];
    for (int32_t a = 0; a < answer->n_areas; a++)
        at->share[a] /= answer->areas[a].population;
    return BP_OK;
}

static bp_status test_against_designated(bp_run *run, int m)
{
    const bp_areas *areas = bp_run_method_areas(run, m);
    if (!run->study->has_designated)
        return BP_OK;
    uint8_t *drawn = (uint8_t *)calloc((size_t)areas->n + 1, 1);
    if (!drawn)
        return bp_context_fail_memory(run->context, (size_t)areas->n);
    for (int64_t i = 0; i < areas->n; i++)
        drawn[i] = areas->role[i] == BP_ROLE_MEMBER;
    bp_backtest_compute(run->areas[BP_DESIGNATED].share, drawn, run->units.population,
                        run->units.population_known, areas->n, &run->methods.methods[m].backtest);
    free(drawn);
    return BP_OK;
}

static void count_found(bp_run_methods *methods, int32_t n_areas)
{
    for (int m = 1; m < methods->n; m++)
        methods->n_drawing += !methods->methods[m].draws_none;
    for (int32_t a = 0; a < n_areas; a++) {
        for (int m = 1; m < methods->n; m++)
            methods->found_by[a] += methods->methods[m].share[a] >= BP_RUN_METHODS_HALF;
        methods->n_found_by_all += methods->n_drawing > 0 && methods->found_by[a] == methods->n_drawing;
    }
}

bp_status bp_run_draw_methods(bp_run *run)
{
    const bp_study_areas *asked = &run->study->areas;
    bp_run_methods *out = &run->methods;
    bp_status status = BP_OK;
    if (asked->n_also == 0)
        return BP_OK;
    bp_progress_begin(run->progress, "other methods");
    out->methods = (bp_run_method *)calloc((size_t)asked->n_also + 1, sizeof *out->methods);
    out->found_by = (int32_t *)calloc((size_t)run->delineated.n_areas + 1, sizeof *out->found_by);
    if (!out->methods || !out->found_by)
        return bp_context_fail_memory(run->context, 0);
    out->n = asked->n_also + 1;
    for (int m = 0; !status && m < out->n; m++) {
        out->methods[m].name = m == 0 ? asked->method : asked->also[m - 1];
        status = draw(run, m);
        if (!status)
            status = share_residents(run, m);
        if (!status)
            status = test_against_designated(run, m);
        if (!status)
            add_up(run, m);
    }
    if (!status)
        count_found(out, run->delineated.n_areas);
    bp_progress_count(run->progress, asked->n_also, asked->n_also == 1 ? "method" : "methods");
    return status;
}
