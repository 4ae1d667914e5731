/* The ground that areas and programme regions have in common, as polygons. */
#include "cli/run/write/overlap_layer.h"

#include "geo/dissolve.h"
#include "geo/intersect.h"

#include <stdlib.h>

/* Dissolve the units of a region, or the parts of them whose outline its list has, into one more unit. */
static bp_status add_units(bp_run *run, const bp_region_set *set, int32_t region, bp_polygons *out)
{
    bp_polygons units = BP_POLYGONS_INIT, whole = BP_POLYGONS_INIT;
    int32_t *group = NULL;
    bp_status status = BP_OK;
    for (int64_t k = 0; !status && k < set->n_members; k++) {
        const bp_region_member *m = &set->members[k];
        if (m->region == region)
            status = bp_polygons_add_unit(run->context, &units,
                                          m->outline >= 0 ? &set->parts : &run->units.layer.polygons,
                                          m->outline >= 0 ? m->outline : m->unit);
    }
    if (!status && !(group = (int32_t *)calloc((size_t)units.n_units + 1, sizeof *group)))
        status = bp_context_fail_memory(run->context, 0);
    if (!status)
        status = bp_polygons_dissolve_report(run->context, &units, group, 1, &whole,
                                             &(bp_dissolve_report)BP_DISSOLVE_REPORT_INIT);
    if (!status)
        status = bp_polygons_add_unit(run->context, out, &whole, 0);
    free(group);
    bp_polygons_clear(&units);
    bp_polygons_clear(&whole);
    return status;
}

/* Outlines that must be laid over each other: of the areas, a unit per overlap; of the regions, one each. */
typedef struct cutting {
    bp_polygons areas, regions;
    bp_pair *pairs;
    int64_t n;
    int64_t **region_at; /* region_at[programme][region]: its unit in `regions`, plus 1; 0: not there yet */
} cutting;

static bp_status add_cut(bp_run *run, const bp_run_overlap *overlap, cutting *cut)
{
    const bp_region_set *set = &run->programmes[overlap->programme];
    int64_t *at = &cut->region_at[overlap->programme][overlap->region];
    bp_status status =
        bp_polygons_add_unit(run->context, &cut->areas, &run->areas[overlap->kind].outline, overlap->area);
    if (!status && *at == 0) {
        status = set->has_polygons
                     ? bp_polygons_add_unit(run->context, &cut->regions, &set->polygons, overlap->region)
                     : add_units(run, set, overlap->region, &cut->regions);
        *at = cut->regions.n_units;
    }
    cut->pairs[cut->n] = (bp_pair){cut->n, *at - 1};
    cut->n++;
    return status;
}

static bp_status make_cutting(bp_run *run, cutting *cut)
{
    int n = run->study->n_programmes;
    cut->pairs = (bp_pair *)malloc(((size_t)run->n_overlaps + 1) * sizeof *cut->pairs);
    cut->region_at = (int64_t **)calloc((size_t)n + 1, sizeof *cut->region_at);
    bool lost = !cut->pairs || !cut->region_at;
    for (int p = 0; !lost && p < n; p++) {
        cut->region_at[p] = (int64_t *)calloc((size_t)run->programmes[p].n + 1, sizeof **cut->region_at);
        lost = !cut->region_at[p];
    }
    return lost ? bp_context_fail_memory(run->context, 0) : BP_OK;
}

static void clear_cutting(cutting *cut, int n_programmes)
{
    for (int p = 0; cut->region_at && p < n_programmes; p++)
        free(cut->region_at[p]);
    free(cut->region_at);
    free(cut->pairs);
    bp_polygons_clear(&cut->areas);
    bp_polygons_clear(&cut->regions);
}

/* An area that lies in the region whole is copied, and keeps every vertex that it has. */
static bool is_whole(const bp_run *run, const bp_run_overlap *overlap)
{
    return overlap->area_m2 >= run->areas[overlap->kind].area_m2[overlap->area] * (1.0 - 1e-9);
}

bp_status bp_run_overlap_polygons(bp_run *run, const int64_t *order, bp_polygons *out)
{
    cutting cut = {BP_POLYGONS_INIT, BP_POLYGONS_INIT, NULL, 0, NULL};
    bp_polygons common = BP_POLYGONS_INIT;
    bp_status status = make_cutting(run, &cut);
    for (int64_t k = 0; !status && k < run->n_overlaps; k++)
        if (!is_whole(run, &run->overlaps[order[k]]))
            status = add_cut(run, &run->overlaps[order[k]], &cut);
    if (!status)
        status = bp_polygons_intersect(run->context, &cut.areas, &cut.regions, cut.pairs, cut.n, &common);
    for (int64_t k = 0, at = 0; !status && k < run->n_overlaps; k++) {
        const bp_run_overlap *overlap = &run->overlaps[order[k]];
        bool whole = is_whole(run, overlap);
        status = bp_polygons_add_unit(run->context, out, whole ? &run->areas[overlap->kind].outline : &common,
                                      whole ? overlap->area : at);
        at += !whole;
    }
    bp_polygons_clear(&common);
    clear_cutting(&cut, run->study->n_programmes);
    return status;
}
