#include "cli/run/regions/region_figures.h"

#include "geo/bitmap.h"

#include <stdlib.h>

void bp_region_place(const bp_region_set *set, int64_t n_units, double *share, int32_t *area_of)
{
    for (int64_t i = 0; i < n_units; i++) {
        share[i] = 0.0;
        area_of[i] = -1;
    }
    for (int64_t k = 0; k < set->n_members; k++) {
        const bp_region_member *m = &set->members[k];
        if (m->share < BP_REGION_HALF || m->share <= share[m->unit])
            continue;
        share[m->unit] = m->share;
        area_of[m->unit] = m->region;
    }
}

bp_status bp_region_holdings(bp_context *context, const bp_region_set *set, int64_t n_units, bp_holdings *out)
{
    size_t n = (size_t)n_units + 1;
    bp_holding *items = (bp_holding *)malloc((size_t)(set->n_members + 1) * sizeof *items);
    double *share = (double *)malloc(n * sizeof *share);
    int32_t *area_of = (int32_t *)malloc(n * sizeof *area_of);
    bp_status status = BP_OK;
    if (!items || !share || !area_of) {
        status = bp_context_fail_memory(context, n * sizeof *share);
    } else {
        bp_region_place(set, n_units, share, area_of);
        for (int64_t k = 0; k < set->n_members; k++) {
            const bp_region_member *m = &set->members[k];
            items[k] = (bp_holding){
                m->region,          m->unit, m->share, m->residents, area_of[m->unit] == m->region,
                (uint8_t)m->is_part};
        }
        status = bp_holdings_new(context, items, set->n_members, n_units, set->n, out);
    }
    free(items);
    free(share);
    free(area_of);
    return status;
}

/* Whole units and outlines of parts, each with its region. */
static bp_status gather(bp_context *context, const bp_region_set *set, const bp_polygons *units,
                        const int32_t *area_of, bp_polygons *pieces, int32_t *group)
{
    bp_status status = BP_OK;
    for (int64_t k = 0; !status && k < set->n_members; k++) {
        const bp_region_member *m = &set->members[k];
        if (m->outline < 0 && area_of[m->unit] != m->region)
            continue;
        group[pieces->n_units] = m->region;
        status = m->outline >= 0 ? bp_polygons_add_unit(context, pieces, &set->parts, m->outline)
                                 : bp_polygons_add_unit(context, pieces, units, m->unit);
    }
    return status;
}

bp_status bp_region_outlines(bp_context *context, const bp_region_set *set, const bp_polygons *units,
                             const int32_t *area_of, bp_polygons *out, bp_dissolve_report *report)
{
    bp_status status = BP_OK;
    bp_polygons pieces = BP_POLYGONS_INIT;
    if (set->has_polygons) {
        for (int64_t a = 0; !status && a < set->polygons.n_units; a++)
            status = bp_polygons_add_unit(context, out, &set->polygons, a);
        return status;
    }
    if (set->parts.n_units == 0)
        return bp_polygons_dissolve_report(context, units, area_of, set->n, out, report);
    int32_t *group = (int32_t *)malloc((size_t)(set->n_members + 1) * sizeof *group);
    if (!group)
        return bp_context_fail_memory(context, (size_t)set->n_members * sizeof *group);
    status = gather(context, set, units, area_of, &pieces, group);
    if (!status)
        status = bp_polygons_dissolve_report(context, &pieces, group, set->n, out, report);
    bp_polygons_clear(&pieces);
    free(group);
    return status;
}

void bp_region_measure(const bp_region_set *set, const double *unit_area_m2, double *area_m2)
{
    for (int64_t first = 0, end = 0; !set->has_polygons && first < set->n_members; first = end) {
        double sum = 0.0;
        bool has_part = false;
        for (end = first; end < set->n_members && set->members[end].region == set->members[first].region;
             end++) {
            const bp_region_member *m = &set->members[end];
            sum += m->share * unit_area_m2[m->unit];
            has_part = has_part || m->share < 1.0;
        }
        if (has_part)
            area_m2[set->members[first].region] = sum;
    }
}

void bp_region_pieces_clear(bp_region_pieces *pieces)
{
    free(pieces->unit);
    free(pieces->region);
    free(pieces->residents);
    *pieces = (bp_region_pieces)BP_REGION_PIECES_INIT;
}

bp_status bp_region_cut(bp_context *context, const bp_region_set *set, int64_t n_units, const double *held,
                        const double *population, const uint8_t *population_known, bp_region_pieces *out)
{
    size_t most = (size_t)(n_units + set->n_members) + 1;
    out->unit = (int32_t *)malloc(most * sizeof *out->unit);
    out->region = (int32_t *)malloc(most * sizeof *out->region);
    out->residents = (double *)malloc(most * sizeof *out->residents);
    if (!out->unit || !out->region || !out->residents)
        return bp_context_fail_memory(context, most * sizeof *out->residents);
    for (int64_t k = 0; k < n_units + set->n_members; k++) {
        const bp_region_member *m = k < n_units ? NULL : &set->members[k - n_units];
        int32_t unit = m ? m->unit : (int32_t)k;
        double share = m ? m->residents : 1.0 - held[unit];
        if (!m && held[unit] >= 1.0)
            continue;
        out->unit[out->n] = unit;
        out->region[out->n] = m ? m->region : -1;
        out->residents[out->n++] = bp_bitmap_get(population_known, unit) ? share * population[unit] : 0.0;
    }
    return BP_OK;
}
