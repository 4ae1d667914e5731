#include "cli/run/run.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { IDS_SHOWN = 5 };

void bp_run_budgets_clear(bp_run_budget *budgets, int n)
{
    for (int i = 0; budgets && i < n; i++) {
        for (int p = 0; budgets[i].pots && p < budgets[i].n_pots; p++)
            bp_budget_clear(&budgets[i].pots[p]);
        free(budgets[i].pots);
        free(budgets[i].areas);
        free(budgets[i].pot_domain);
        free(budgets[i].pot_total);
        free(budgets[i].claim);
        free(budgets[i].grant);
    }
    free(budgets);
}

static bool is_for(const bp_study_budget *asked, int kind)
{
    return asked->areas == BP_STUDY_FOR_BOTH || (asked->areas == BP_STUDY_FOR_DESIGNATED) == (kind == 0);
}

/* What areas are put in order by; an area without a score comes after all that have one. */
typedef struct claimant_weight {
    bp_run_claimant area;
    bool has_score;
    double weight;
} claimant_weight;

static int heaviest_first(const void *a, const void *b)
{
    const claimant_weight *p = (const claimant_weight *)a, *q = (const claimant_weight *)b;
    if (p->has_score != q->has_score)
        return p->has_score ? -1 : 1;
    if (p->has_score && p->weight != q->weight)
        return p->weight > q->weight ? -1 : 1;
    if (p->area.kind != q->area.kind)
        return p->area.kind - q->area.kind;
    return (p->area.area > q->area.area) - (p->area.area < q->area.area);
}

static bp_status list_areas(bp_run *run, const bp_study_budget *asked, bp_run_budget *out)
{
    size_t rows = (size_t)run->areas[0].n + (size_t)run->areas[1].n + 1;
    claimant_weight *order = (claimant_weight *)calloc(rows, sizeof *order);
    out->areas = (bp_run_claimant *)calloc(rows, sizeof *out->areas);
    bp_status status =
        order && out->areas ? BP_OK : bp_context_fail_memory(run->context, rows * sizeof *order);
    for (int kind = 0; !status && kind < 2; kind++) {
        const bp_profile *profile = &run->areas[kind].profile;
        for (int32_t a = 0; is_for(asked, kind) && a < run->areas[kind].n; a++)
            order[out->n++] = (claimant_weight){{kind, a}, profile->score_valid[a] != 0, profile->weight[a]};
    }
    if (!status)
        qsort(order, (size_t)out->n, sizeof *order, heaviest_first);
    for (int32_t k = 0; !status && k < out->n; k++)
        out->areas[k] = order[k].area;
    free(order);
    return status;
}

/* The sums: one per domain that gets anything, or the total. */
static bp_status list_pots(bp_run *run, const bp_study_budget *asked, bp_run_budget *out)
{
    int most = run->study->n_domains + 1;
    out->pot_domain = (int *)calloc((size_t)most, sizeof *out->pot_domain);
    out->pot_total = (int64_t *)calloc((size_t)most, sizeof *out->pot_total);
    out->pots = (bp_budget *)calloc((size_t)most, sizeof *out->pots);
    out->claim = (double *)calloc((size_t)most * ((size_t)out->n + 1), sizeof *out->claim);
    out->grant = (int64_t *)calloc((size_t)out->n + 1, sizeof *out->grant);
    if (!out->pot_domain || !out->pot_total || !out->pots || !out->claim || !out->grant)
        return bp_context_fail_memory(run->context, 0);
    for (int d = 0; asked->rule == BP_STUDY_BY_DOMAIN && d < run->study->n_domains; d++)
        if (asked->domains[d] > 0) {
            out->pot_domain[out->n_pots] = d;
            out->pot_total[out->n_pots++] = asked->domains[d];
        }
    if (asked->rule != BP_STUDY_BY_DOMAIN) {
        out->pot_domain[0] = -1;
        out->pot_total[0] = asked->total;
        out->n_pots = 1;
    }
    return BP_OK;
}

/* An area without residents or without a score that is known has no claim by them; nor has one that weighs
   less than nothing. */
static double simple_claim(const bp_run *run, const bp_study_budget *asked, bp_run_claimant at)
{
    const bp_profile *profile = &run->areas[at.kind].profile;
    const int64_t *first = run->areas[at.kind].holds.first_of_area;
    double weight = profile->score_valid[at.area] ? profile->weight[at.area] : 0.0;
    if (first[at.area] == first[at.area + 1])
        return 0.0;
    if (asked->rule == BP_STUDY_PER_AREA)
        return 1.0;
    if (asked->rule == BP_STUDY_PER_RESIDENT)
        return profile->population[at.area];
    return weight > 0.0 ? weight : 0.0;
}

static bp_status make_claims(bp_run *run, const bp_study_budget *asked, bp_run_budget *out)
{
    bp_status status = BP_OK;
    double *by_area[2] = {NULL, NULL};
    for (int kind = 0; kind < 2; kind++) {
        by_area[kind] = (double *)calloc((size_t)run->areas[kind].n + 1, sizeof **by_area);
        if (!by_area[kind])
            status = bp_context_fail_memory(run->context, 0);
    }
    for (int p = 0; !status && p < out->n_pots; p++) {
        double *claim = out->claim + (int64_t)p * out->n;
        int d = out->pot_domain[p];
        for (int kind = 0; d >= 0 && kind < 2; kind++) {
            const bp_excess_input input = {&run->areas[kind].holds,
                                           {run->units.population, run->units.population_known},
                                           run->scores.domain + (int64_t)d * run->scores.n,
                                           run->scores.domain_valid[d],
                                           asked->threshold};
            bp_budget_excess(&input, by_area[kind]);
        }
        for (int32_t k = 0; !status && k < out->n; k++)
            claim[k] = d >= 0 ? by_area[out->areas[k].kind][out->areas[k].area]
                              : simple_claim(run, asked, out->areas[k]);
    }
    free(by_area[0]);
    free(by_area[1]);
    return status;
}

/* Where in the study a sum stands. */
static void place_of(const bp_run *run, int b, int domain, char path[256])
{
    const bp_study_budget *asked = &run->study->budgets[b];
    int at = b == 0 ? snprintf(path, 256, "budget") : snprintf(path, 256, "budget.scenarios.%s", asked->name);
    if (domain >= 0)
        snprintf(path + at, 256 - (size_t)at, ".domains.%s", run->study->domains[domain].name);
}

static bp_status share_pots(bp_run *run, int b, bp_run_budget *out)
{
    const bp_study_budget *asked = &run->study->budgets[b];
    char path[256];
    for (int p = 0; p < out->n_pots; p++) {
        bp_budget_input input = {out->n, out->claim + (int64_t)p * out->n, out->pot_total[p], asked->floor,
                                 asked->cap};
        bp_status status = bp_budget_share(run->context, &input, &out->pots[p]);
        place_of(run, b, out->pot_domain[p], path);
        if (status)
            return bp_study_blame(run->context, run->study, status, path);
        out->left += out->pots[p].left;
        for (int32_t k = 0; k < out->n; k++)
            out->grant[k] += out->pots[p].grant[k];
    }
    for (int32_t k = 0; k < out->n; k++) {
        bp_run_claimant at = out->areas[k];
        out->granted += out->grant[k];
        if (out->grant[k] == 0)
            continue;
        out->n_funded++;
        out->funded_population += run->areas[at.kind].profile.population[at.area];
    }
    return BP_OK;
}

/* Areas that have no claim get nothing, which is to be said. */
static void warn_of_claims(bp_run *run, int b, const bp_run_budget *out)
{
    static const char *const why[] = {"they hold no unit of this study", "they have no known residents",
                                      "they do not weigh more than 0",
                                      "no member is past the threshold in these domains"};
    const bp_study_budget *asked = &run->study->budgets[b];
    char ids[160] = "";
    int32_t n = 0;
    for (int32_t k = 0; k < out->n; k++) {
        bool has = false;
        for (int p = 0; p < out->n_pots; p++)
            has = has || out->claim[(int64_t)p * out->n + k] > 0.0;
        size_t length = strlen(ids);
        if (!has && n++ < IDS_SHOWN)
            snprintf(ids + length, sizeof ids - length, "%s%s", length ? ", " : "",
                     run->areas[out->areas[k].kind].id[out->areas[k].area]);
    }
    if (n > 0)
        bp_context_warn(run->context, "budget_no_claim",
                        "%s: %" PRId32 " of %" PRId32 " areas have no claim and get nothing, for %s: %s%s",
                        asked->name, n, out->n, why[asked->rule], ids, n > IDS_SHOWN ? ", ..." : "");
}

/* Where designated and proposed areas overlap, both may be paid for the same residents. */
static void warn_of_both(bp_run *run, int b)
{
    const bp_run_areas *proposed = &run->areas[BP_PROPOSED];
    double twice = 0.0;
    for (int32_t a = 0; a < proposed->n; a++)
        if (proposed->share_defined[a])
            twice += proposed->share_in_other[a] * proposed->profile.population[a];
    if (run->study->budgets[b].areas == BP_STUDY_FOR_BOTH && twice > 0.5)
        bp_context_warn(run->context, "budget_counted_twice",
                        "%s: %.0f residents live in a designated and in a proposed area; both areas have a "
                        "claim for them",
                        run->study->budgets[b].name, twice);
}

static bp_status share_budget(bp_run *run, int b)
{
    const bp_study_budget *asked = &run->study->budgets[b];
    bp_run_budget *out = &run->budgets[b];
    bp_status status = list_areas(run, asked, out);
    if (!status)
        status = list_pots(run, asked, out);
    if (!status && out->n == 0) {
        out->left = asked->total;
        bp_context_warn(run->context, "budget_no_areas", "%s: there is no %s area to share it out over",
                        asked->name,
                        asked->areas == BP_STUDY_FOR_BOTH ? "designated or proposed"
                                                          : bp_kind_names[is_for(asked, BP_PROPOSED)]);
        return BP_OK;
    }
    if (!status)
        status = make_claims(run, asked, out);
    if (!status)
        status = share_pots(run, b, out);
    if (!status) {
        warn_of_claims(run, b, out);
        warn_of_both(run, b);
    }
    return status;
}

bp_status bp_run_share_budget(bp_run *run)
{
    bp_status status = BP_OK;
    if (run->study->n_budgets == 0)
        return BP_OK;
    bp_progress_begin(run->progress, "share budget");
    run->budgets = (bp_run_budget *)calloc((size_t)run->study->n_budgets, sizeof *run->budgets);
    if (!run->budgets)
        return bp_context_fail_memory(run->context, 0);
    for (int b = 0; !status && b < run->study->n_budgets; b++)
        status = share_budget(run, b);
    return status;
}
