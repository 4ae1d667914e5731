/* How much of every area the programme regions cover. */
#include "cli/run/run.h"

#include "geo/bitmap.h"

#include <stdlib.h>
#include <string.h>

static bp_status add_overlap(bp_run *run, int64_t *cap, bp_run_overlap overlap)
{
    if (run->n_overlaps == *cap) {
        int64_t larger = *cap ? 2 * *cap : 256;
        bp_run_overlap *grown = (bp_run_overlap *)realloc(run->overlaps, (size_t)larger * sizeof *grown);
        if (!grown)
            return bp_context_fail_memory(run->context, (size_t)larger * sizeof *grown);
        run->overlaps = grown;
        *cap = larger;
    }
    run->overlaps[run->n_overlaps++] = overlap;
    return BP_OK;
}

/* What one region shares with every area of a kind, before it is put in the list. */
typedef struct shared {
    double *area_m2, *population; /* [n_areas] */
    uint8_t *by_area, *is_part;   /* [n_areas] */
    double *ground;               /* ground[units] that the unit's area has of it, 0 to 1 */
} shared;

/* Add what region member `m` brings to the area of its unit. Residents of a unit that a region or an area
   cuts are split by area, and parts of both as if they lay across each other: where in the unit they live is
   not known. Bridges bring ground, and nobody. */
static void add_member(const bp_run *run, const bp_run_areas *areas, const bp_region_member *m, shared *sum)
{
    int32_t a = areas->area_of[m->unit];
    if (a < 0)
        return;
    double own = areas->share ? areas->share[m->unit] : 1.0;
    if (m->is_part)
        sum->is_part[a] = 1;
    sum->area_m2[a] += m->share * sum->ground[m->unit] * run->units.area_m2[m->unit];
    if (areas->role[m->unit] != BP_ROLE_MEMBER || !bp_bitmap_get(run->units.population_known, m->unit))
        return;
    sum->population[a] += m->residents * own * run->units.population[m->unit];
    if (m->share < 1.0 - 1e-9 || m->residents < 1.0 - 1e-9)
        sum->by_area[a] = 1;
}

/* How much of the ground of its units an area has: of those that a list takes in for a part, the part. */
static void find_ground(const bp_run *run, int kind, double *ground)
{
    const bp_region_set *set = &run->designated;
    for (int64_t i = 0; i < bp_run_n(run); i++)
        ground[i] = 1.0;
    for (int64_t k = 0; kind == BP_DESIGNATED && !set->has_polygons && k < set->n_members; k++) {
        const bp_region_member *m = &set->members[k];
        if (run->areas[kind].area_of[m->unit] == m->region)
            ground[m->unit] = m->share;
    }
}

/* Areas from a layer have an outline of their own, which need not follow the units: ground is then measured
   on it. `cuts` are the outlines laid over the region's polygons; for a region that is a list of units, the
   outlines' shares of those units serve. */
static void measure_outlines(const bp_run *run, const bp_region_set *set, int32_t region,
                             const bp_overlap_list *cuts, const double *in_region, shared *sum)
{
    const bp_region_set *own = &run->designated;
    double metre = run->units.layer.crs.metres_per_unit;
    for (int32_t a = 0; a < own->n; a++)
        sum->area_m2[a] = 0.0;
    for (int64_t k = 0; k < cuts->n; k++)
        if (cuts->items[k].b == region)
            sum->area_m2[cuts->items[k].a] += cuts->items[k].area * metre * metre;
    for (int64_t k = 0; !set->has_polygons && k < own->n_members; k++) {
        const bp_region_member *m = &own->members[k];
        sum->area_m2[m->region] += in_region[m->unit] * m->share * run->units.area_m2[m->unit];
    }
}

static bp_status take_region(bp_run *run, int kind, int programme, int32_t region, shared *sum, int64_t *cap)
{
    bp_status status = BP_OK;
    for (int32_t a = 0; !status && a < run->areas[kind].n; a++) {
        if (sum->area_m2[a] > 0.0 || sum->population[a] > 0.0)
            status = add_overlap(run, cap,
                                 (bp_run_overlap){kind, a, programme, region, sum->area_m2[a],
                                                  sum->population[a], sum->by_area[a], sum->is_part[a]});
        sum->area_m2[a] = sum->population[a] = 0.0;
        sum->by_area[a] = sum->is_part[a] = 0;
    }
    return status;
}

/* Where the members of one region are marked by their share, set or cleared again. */
static void mark_region(const bp_region_set *set, int64_t first, int64_t end, bool set_it, double *in_region)
{
    for (int64_t k = first; k < end; k++)
        in_region[set->members[k].unit] = set_it ? set->members[k].share : 0.0;
}

static bp_status overlap_set(bp_run *run, int kind, int programme, shared *sum, int64_t *cap)
{
    const bp_region_set *set = &run->programmes[programme];
    bool by_outline = kind == BP_DESIGNATED && run->designated.has_polygons;
    bp_overlap_list cuts = BP_OVERLAP_LIST_INIT;
    bp_status status = BP_OK;
    double *in_region = (double *)calloc((size_t)bp_run_n(run) + 1, sizeof *in_region);
    if (!in_region)
        return bp_context_fail_memory(run->context, (size_t)bp_run_n(run) * sizeof *in_region);
    if (by_outline && set->has_polygons)
        status = bp_overlay_areas(run->context, &run->designated.polygons, NULL, &set->polygons, &cuts);
    for (int64_t first = 0, end = 0; !status && first < set->n_members; first = end) {
        int32_t region = set->members[first].region;
        for (end = first; end < set->n_members && set->members[end].region == region; end++)
            add_member(run, &run->areas[kind], &set->members[end], sum);
        if (by_outline) {
            mark_region(set, first, end, true, in_region);
            measure_outlines(run, set, region, &cuts, in_region, sum);
            mark_region(set, first, end, false, in_region);
        }
        status = take_region(run, kind, programme, region, sum, cap);
    }
    bp_overlap_list_clear(&cuts);
    free(in_region);
    return status;
}

static int by_area(const void *a, const void *b)
{
    const bp_run_overlap *p = (const bp_run_overlap *)a, *q = (const bp_run_overlap *)b;
    if (p->kind != q->kind)
        return p->kind - q->kind;
    if (p->area != q->area)
        return p->area < q->area ? -1 : 1;
    if (p->programme != q->programme)
        return p->programme - q->programme;
    return (p->region > q->region) - (p->region < q->region);
}

static bp_status overlap_kind(bp_run *run, int kind, int64_t *cap)
{
    size_t rows = (size_t)run->areas[kind].n + 1;
    shared sum = {(double *)calloc(2 * rows, sizeof(double)), NULL, (uint8_t *)calloc(2 * rows, 1), NULL,
                  (double *)malloc(((size_t)bp_run_n(run) + 1) * sizeof(double))};
    bp_status status = BP_OK;
    if (!sum.area_m2 || !sum.by_area || !sum.ground) {
        status = bp_context_fail_memory(run->context, rows * sizeof(double));
    } else {
        sum.population = sum.area_m2 + rows;
        sum.is_part = sum.by_area + rows;
        find_ground(run, kind, sum.ground);
        for (int p = 0; !status && p < run->study->n_programmes; p++)
            status = overlap_set(run, kind, p, &sum, cap);
    }
    free(sum.area_m2);
    free(sum.by_area);
    free(sum.ground);
    return status;
}

bp_status bp_run_overlap_programmes(bp_run *run)
{
    int64_t cap = 0;
    bp_progress_begin(run->progress, "overlap programmes");
    bp_status status = overlap_kind(run, BP_DESIGNATED, &cap);
    if (!status)
        status = overlap_kind(run, BP_PROPOSED, &cap);
    if (!status && run->n_overlaps > 0)
        qsort(run->overlaps, (size_t)run->n_overlaps, sizeof *run->overlaps, by_area);
    return status;
}
