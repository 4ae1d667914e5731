#include "analysis/comparability.h"

#include <math.h>
#include <stdlib.h>

void bp_comparability_clear(bp_comparability *comparability)
{
    free(comparability->worse_than);
    free(comparability->level);
    free(comparability->of);
    free(comparability->nearest);
    *comparability = (bp_comparability)BP_COMPARABILITY_INIT;
}

static bp_status allocate(bp_context *context, int32_t n_areas, int n_domains, bp_comparability *out)
{
    size_t cells = (size_t)n_areas * (size_t)n_domains + 1;
    out->n_areas = n_areas;
    out->n_domains = n_domains;
    out->worse_than = (int32_t *)calloc(cells, sizeof *out->worse_than);
    out->level = (int32_t *)calloc(cells, sizeof *out->level);
    out->of = (int32_t *)calloc(cells, sizeof *out->of);
    out->nearest = (bp_near_area *)calloc((size_t)n_areas * BP_NEAREST_AREAS + 1, sizeof *out->nearest);
    if (out->worse_than && out->level && out->of && out->nearest)
        return BP_OK;
    return bp_context_fail_memory(context, cells * sizeof *out->of);
}

/* Means that are equal as numbers may differ by how their sums were rounded: by so much nothing is worse. */
static const double as_good_as_equal = 1e-9;

/* The place of area a among the reference areas that have domain d. */
static void place(const bp_profile *drawn, const bp_profile *reference, int d, int32_t a,
                  bp_comparability *out)
{
    int64_t at = (int64_t)d * drawn->n_areas + a;
    if (!drawn->domain_valid[at])
        return;
    for (int32_t r = 0; r < reference->n_areas; r++) {
        int64_t there = (int64_t)d * reference->n_areas + r;
        if (!reference->domain_valid[there])
            continue;
        double worse_by = drawn->domain[at] - reference->domain[there];
        out->of[at]++;
        out->worse_than[at] += worse_by > as_good_as_equal;
        out->level[at] += fabs(worse_by) <= as_good_as_equal;
    }
}

static bp_near_area distance_to(const bp_profile *drawn, int32_t a, const bp_profile *reference, int32_t r)
{
    bp_near_area near = {r, 0, 0.0};
    double sum = 0.0;
    for (int d = 0; d < drawn->n_domains; d++) {
        int64_t here = (int64_t)d * drawn->n_areas + a, there = (int64_t)d * reference->n_areas + r;
        if (!drawn->domain_valid[here] || !reference->domain_valid[there])
            continue;
        double difference = drawn->domain[here] - reference->domain[there];
        sum += difference * difference;
        near.n_domains++;
    }
    near.distance = near.n_domains > 0 ? sqrt(sum / near.n_domains) : 0.0;
    return near;
}

/* Keep the nearest in their order; one that is as near as another comes after it. */
static void keep(bp_near_area *nearest, bp_near_area near)
{
    for (int k = 0; k < BP_NEAREST_AREAS; k++) {
        if (nearest[k].area >= 0 && nearest[k].distance <= near.distance)
            continue;
        bp_near_area pushed = nearest[k];
        nearest[k] = near;
        near = pushed;
        if (near.area < 0)
            return;
    }
}

bp_status bp_comparability_new(bp_context *context, const bp_profile *drawn, const bp_profile *reference,
                               bp_comparability *out)
{
    bp_comparability made = BP_COMPARABILITY_INIT;
    bp_status status = allocate(context, drawn->n_areas, drawn->n_domains, &made);
    for (int32_t a = 0; !status && a < drawn->n_areas; a++) {
        bp_near_area *nearest = made.nearest + (int64_t)a * BP_NEAREST_AREAS;
        for (int d = 0; d < drawn->n_domains; d++)
            place(drawn, reference, d, a, &made);
        for (int k = 0; k < BP_NEAREST_AREAS; k++)
            nearest[k].area = -1;
        for (int32_t r = 0; r < reference->n_areas; r++) {
            bp_near_area near = distance_to(drawn, a, reference, r);
            if (near.n_domains > 0)
                keep(nearest, near);
        }
    }
    if (status)
        bp_comparability_clear(&made);
    else
        *out = made;
    return status;
}
