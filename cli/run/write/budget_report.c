/* The grants in run.json and in the summary. */
#include "cli/run/json_text.h"
#include "cli/run/run.h"
#include "cli/study_budget.h"
#include "cli/terminal.h"
#include "geo/text.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { EURO_DECIMALS = 2 };

static double euro(int64_t cents)
{
    return bp_round_to((double)cents / 100.0, EURO_DECIMALS);
}

/* "40,000,000", or "1,250.50" where there are cents. */
static const char *money(int64_t cents, char text[48])
{
    char whole[32];
    bp_text_count(cents / 100, whole);
    if (cents % 100 == 0)
        snprintf(text, 48, "%s", whole);
    else
        snprintf(text, 48, "%s.%02d", whole, (int)(cents % 100));
    return text;
}

/* The area at a place of a budget, as it stands at the cut-off line; null for -1. */
static json_t *describe_area(const bp_run *run, const bp_run_budget *budget, int32_t k)
{
    if (k < 0)
        return json_null();
    bp_run_claimant at = budget->areas[k];
    const bp_run_areas *areas = &run->areas[at.kind];
    bool valid = areas->profile.score_valid[at.area] != 0;
    return json_pack("{s:s, s:o, s:o, s:o, s:i}", "area_id", areas->id[at.area], "weight",
                     valid ? rounded(areas->profile.weight[at.area], BP_DECIMALS_WEIGHT) : json_null(),
                     "score", valid ? rounded(areas->profile.score[at.area], BP_DECIMALS_SCORE) : json_null(),
                     "population", rounded(areas->profile.population[at.area], BP_DECIMALS_WEIGHT), "place",
                     (int)k + 1);
}

static json_t *describe_pot(const bp_run *run, const bp_run_budget *budget, int p)
{
    const bp_budget *pot = &budget->pots[p];
    int d = budget->pot_domain[p];
    json_t *object = json_object(), *more = json_object();
    for (int32_t k = 0; k < budget->n; k++) {
        bp_run_claimant at = budget->areas[k];
        if (pot->extra[k] != 0)
            json_object_set_new(more, run->areas[at.kind].id[at.area], json_real(euro(pot->extra[k])));
    }
    json_object_set_new(object, "domain", d < 0 ? json_null() : json_string(run->study->domains[d].name));
    json_object_set_new(object, "total_eur", json_real(euro(budget->pot_total[p])));
    json_object_set_new(object, "left_eur", json_real(euro(pot->left)));
    json_object_set_new(object, "with_claim", json_integer(pot->n_claims));
    json_object_set_new(object, "funded", json_integer(pot->n_funded));
    json_object_set_new(object, "last_in", describe_area(run, budget, pot->last_in));
    json_object_set_new(object, "first_out", describe_area(run, budget, pot->first_out));
    json_object_set_new(object, "needed_eur",
                        pot->first_out < 0 ? json_null() : json_real(euro(pot->needed)));
    json_object_set_new(object, "one_euro_more_eur", more);
    return object;
}

static json_t *describe_asked(const bp_run *run, const bp_study_budget *asked)
{
    json_t *domains = asked->rule == BP_STUDY_BY_DOMAIN ? json_object() : json_null();
    for (int d = 0; asked->rule == BP_STUDY_BY_DOMAIN && d < run->study->n_domains; d++)
        json_object_set_new(domains, run->study->domains[d].name, json_real(euro(asked->domains[d])));
    json_t *object =
        json_pack("{s:s, s:s, s:s, s:o, s:o}", "scenario", asked->name, "rule",
                  bp_study_budget_rule_name(asked->rule), "areas", bp_study_budget_areas_name(asked->areas),
                  "total_eur", json_real(euro(asked->total)), "domains_eur", domains);
    json_object_set_new(object, "floor_eur", json_real(euro(asked->floor)));
    json_object_set_new(object, "cap_eur", asked->cap > 0 ? json_real(euro(asked->cap)) : json_null());
    json_object_set_new(object, "threshold",
                        asked->rule == BP_STUDY_BY_DOMAIN ? json_real(asked->threshold) : json_null());
    return object;
}

json_t *bp_json_budget(const bp_run *run)
{
    json_t *array = json_array();
    for (int b = 0; b < run->study->n_budgets; b++) {
        const bp_run_budget *budget = &run->budgets[b];
        json_t *object = describe_asked(run, &run->study->budgets[b]), *sums = json_array();
        for (int p = 0; budget->n > 0 && p < budget->n_pots; p++)
            json_array_append_new(sums, describe_pot(run, budget, p));
        json_object_set_new(object, "n_areas", json_integer(budget->n));
        json_object_set_new(object, "n_funded", json_integer(budget->n_funded));
        json_object_set_new(object, "funded_population", rounded(budget->funded_population, 3));
        json_object_set_new(object, "granted_eur", json_real(euro(budget->granted)));
        json_object_set_new(object, "left_eur", json_real(euro(budget->left)));
        json_object_set_new(object, "sums", sums);
        json_array_append_new(array, object);
    }
    return array;
}

/* Smallest and largest grant of the funded areas. */
static void find_extremes(const bp_run_budget *budget, int64_t *least, int64_t *most)
{
    *least = *most = 0;
    for (int32_t k = 0; k < budget->n; k++) {
        int64_t grant = budget->grant[k];
        if (grant > 0 && (*least == 0 || grant < *least))
            *least = grant;
        if (grant > *most)
            *most = grant;
    }
}

/* "118.7 less in weight": what the first area below the line has less, or more, than the last above it. */
static void put_gap(char *text, size_t size, double gap, int decimals, const char *what)
{
    char number[BP_WORDS_NUMBER];
    snprintf(text, size, "%s %s in %s", bp_words_number(NULL, fabs(gap), decimals, number),
             gap < 0.0 ? "more" : "less", what);
}

/* Who is the last in, who the first out, by how little, and what would bring it in. */
static void print_cutoff(const bp_run *run, int b)
{
    const bp_run_budget *budget = &run->budgets[b];
    for (int p = 0; budget->n > 0 && p < budget->n_pots; p++) {
        const bp_budget *pot = &budget->pots[p];
        char needed[48], gaps[3][64];
        if (pot->first_out < 0)
            continue;
        bp_run_claimant in = budget->areas[pot->last_in], out = budget->areas[pot->first_out];
        const bp_profile *last = &run->areas[in.kind].profile, *next = &run->areas[out.kind].profile;
        char *domain = budget->pot_domain[p] < 0
                           ? NULL
                           : bp_word_domain(run->words, run->study->domains[budget->pot_domain[p]].name);
        put_gap(gaps[0], sizeof gaps[0], last->weight[in.area] - next->weight[out.area], 1, "weight");
        put_gap(gaps[1], sizeof gaps[1], last->score[in.area] - next->score[out.area], 3, "score");
        put_gap(gaps[2], sizeof gaps[2], last->population[in.area] - next->population[out.area], 0,
                "residents");
        bool scored = last->score_valid[in.area] && next->score_valid[out.area];
        char *line = bp_text_format(
            "%s%s%s: %s is the last in, %s the first out: %s%s%s%s%s; %s euro more brings it in",
            run->study->budgets[b].name, domain ? ", " : "", domain ? domain : "",
            run->areas[in.kind].id[in.area], run->areas[out.kind].id[out.area], scored ? gaps[0] : "",
            scored ? ", " : "", scored ? gaps[1] : "", scored ? ", " : "", gaps[2],
            money(pot->needed, needed));
        if (line)
            bp_terminal_print("cut-off     ", line, 13);
        free(line);
        free(domain);
    }
}

/* The area that gets most of one euro more, of a budget that is one sum; -1: nobody, the cap keeps it. */
static int32_t first_gainer(const bp_run_budget *budget, int32_t *n)
{
    int32_t best = -1;
    *n = 0;
    for (int32_t k = 0; budget->n_pots == 1 && k < budget->n; k++) {
        int64_t extra = budget->pots[0].extra[k];
        *n += extra > 0;
        if (extra > 0 && (best < 0 || extra > budget->pots[0].extra[best]))
            best = k;
    }
    return best;
}

static void print_grants(const bp_run *run, int b)
{
    const bp_run_budget *budget = &run->budgets[b];
    int64_t least = 0, most = 0;
    int32_t n = 0;
    char low[48], high[48], more[128] = "", line[300];
    find_extremes(budget, &least, &most);
    int32_t gainer = first_gainer(budget, &n);
    if (gainer >= 0) {
        bp_run_claimant at = budget->areas[gainer];
        snprintf(more, sizeof more, "; one euro more goes to %" PRId32 " %s, most of it to %s", n,
                 n == 1 ? "area" : "areas", run->areas[at.kind].id[at.area]);
    }
    snprintf(line, sizeof line, "%s: from %s to %s euro an area%s", run->study->budgets[b].name,
             money(least, low), money(most, high), more);
    if (most > 0)
        bp_terminal_print(b == 0 ? "grants      " : "            ", line, 13);
}

void bp_run_print_budget(const bp_run *run)
{
    if (run->study->n_budgets == 0)
        return;
    printf("\n%-14s %-12s %15s %5s %10s %8s %9s\n", "scenario", "shared out", "granted, eur", "areas",
           "residents", "per head", "left, eur");
    for (int b = 0; b < run->study->n_budgets; b++) {
        const bp_run_budget *budget = &run->budgets[b];
        char granted[48], left[48], residents[32], each[32];
        double population = budget->funded_population;
        snprintf(each, sizeof each, "%.2f",
                 population > 0.0 ? (double)budget->granted / 100.0 / population : 0.0);
        printf("%-14.14s %-12s %15s %5" PRId32 " %10s %8s %9s\n", run->study->budgets[b].name,
               bp_study_budget_rule_name(run->study->budgets[b].rule), money(budget->granted, granted),
               budget->n_funded, bp_text_count((int64_t)population, residents), population > 0.0 ? each : "-",
               money(budget->left, left));
    }
    for (int b = 0; b < run->study->n_budgets; b++)
        print_grants(run, b);
    for (int b = 0; b < run->study->n_budgets; b++)
        print_cutoff(run, b);
}
