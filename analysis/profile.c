#include "analysis/profile.h"

#include "geo/bitmap.h"

#include <stdlib.h>

void bp_profile_clear(bp_profile *profile)
{
    free(profile->n_members);
    free(profile->n_unknown);
    free(profile->population);
    free(profile->weight);
    free(profile->score);
    free(profile->score_valid);
    free(profile->domain);
    free(profile->domain_valid);
    free(profile->stack);
    *profile = (bp_profile)BP_PROFILE_INIT;
}

static bp_status allocate(bp_context *context, int32_t n_areas, int n_domains, bp_profile *out)
{
    size_t rows = (size_t)n_areas + 1;
    out->n_areas = n_areas;
    out->n_domains = n_domains;
    out->n_members = (int64_t *)calloc(rows, sizeof *out->n_members);
    out->n_unknown = (int64_t *)calloc(rows, sizeof *out->n_unknown);
    out->population = (double *)calloc(rows, sizeof *out->population);
    out->weight = (double *)calloc(rows, sizeof *out->weight);
    out->score = (double *)calloc(rows, sizeof *out->score);
    out->score_valid = (uint8_t *)calloc(rows, 1);
    out->domain = (double *)calloc(rows * (size_t)n_domains + 1, sizeof *out->domain);
    out->domain_valid = (uint8_t *)calloc(rows * (size_t)n_domains + 1, 1);
    out->stack = (int32_t *)calloc(rows, sizeof *out->stack);
    if (out->n_members && out->n_unknown && out->population && out->weight && out->score &&
        out->score_valid && out->domain && out->domain_valid && out->stack)
        return BP_OK;
    return bp_context_fail_memory(context, rows * sizeof(double));
}

/* What is added up: units in the area that they count in, or what areas hold. */
typedef struct addends {
    const bp_profile_input *input;
    const bp_holding *holdings; /* NULL: the units */
    int64_t n;
} addends;

/* The k-th of them; its area is -1 where it counts nowhere. */
static bp_holding addend_at(const addends *list, int64_t k)
{
    const bp_profile_input *input = list->input;
    if (list->holdings)
        return list->holdings[k];
    int32_t area = input->counts && !input->counts[k] ? -1 : input->area_of[k];
    return (bp_holding){area, (int32_t)k, 1.0, 1.0, 1, 0};
}

/* mean[a] over the members that have x, weighted by residents; present[a] 0 where there is none. */
static bp_status weighted_means(bp_context *context, const addends *list, const double *x,
                                const uint8_t *valid, double *mean, uint8_t *present)
{
    const bp_profile_input *input = list->input;
    double *total = (double *)calloc((size_t)input->n_areas + 1, sizeof *total);
    if (!total)
        return bp_context_fail_memory(context, (size_t)input->n_areas * sizeof *total);
    for (int64_t k = 0; k < list->n; k++) {
        bp_holding m = addend_at(list, k);
        if (m.area < 0 || !bp_bitmap_get(valid, m.unit) || !bp_bitmap_get(input->population_known, m.unit))
            continue;
        double residents = m.residents * input->population[m.unit];
        mean[m.area] += residents * x[m.unit];
        total[m.area] += residents;
    }
    for (int32_t a = 0; a < input->n_areas; a++) {
        present[a] = total[a] > 0.0;
        mean[a] = present[a] ? mean[a] / total[a] : 0.0;
    }
    free(total);
    return BP_OK;
}

static void add_up(const addends *list, bp_profile *out)
{
    const bp_profile_input *input = list->input;
    const double *position = input->position ? input->position : input->scores->score;
    for (int64_t k = 0; k < list->n; k++) {
        bp_holding m = addend_at(list, k);
        if (m.area < 0)
            continue;
        bool is_known = bp_bitmap_get(input->population_known, m.unit);
        out->n_members[m.area] += m.belongs;
        out->n_unknown[m.area] += m.belongs && !is_known;
        if (!is_known)
            continue;
        double residents = m.residents * input->population[m.unit];
        out->population[m.area] += residents;
        if (bp_bitmap_get(input->scores->valid, m.unit))
            out->weight[m.area] += residents * (position[m.unit] - input->base);
    }
}

static bp_status make(bp_context *context, const addends *list, bp_profile *out)
{
    const bp_profile_input *input = list->input;
    const bp_scores *scores = input->scores;
    bp_profile profile = BP_PROFILE_INIT;
    bp_status status = allocate(context, input->n_areas, scores->n_domains, &profile);
    if (!status) {
        add_up(list, &profile);
        status =
            weighted_means(context, list, scores->score, scores->valid, profile.score, profile.score_valid);
    }
    for (int d = 0; !status && d < scores->n_domains; d++) {
        double *mean = profile.domain + (int64_t)d * input->n_areas;
        uint8_t *present = profile.domain_valid + (int64_t)d * input->n_areas;
        status = weighted_means(context, list, scores->domain + (int64_t)d * scores->n,
                                scores->domain_valid[d], mean, present);
        for (int32_t a = 0; !status && a < input->n_areas; a++)
            profile.stack[a] += present[a] && mean[a] >= input->stack_at;
    }
    if (status)
        bp_profile_clear(&profile);
    else
        *out = profile;
    return status;
}

bp_status bp_profile_new(bp_context *context, const bp_profile_input *input, bp_profile *out)
{
    const addends list = {input, NULL, input->n};
    return make(context, &list, out);
}

bp_status bp_profile_of_holdings(bp_context *context, const bp_profile_input *input,
                                 const bp_holdings *holdings, bp_profile *out)
{
    const addends list = {input, holdings->items, holdings->n};
    return make(context, &list, out);
}
