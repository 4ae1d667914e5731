/* How much of every area the programme regions cover. */
#include "cli/run/run.h"

#include "geo/bitmap.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Below this share of the smaller of the two, what an area and a region have in common is no ground:
   a square metre in a square kilometre, what coordinates of seven or eight decimals of a degree leave. */
static const double ROUNDING = 1e-6;

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
} shared;

/* Add what region member `m` brings to the areas that hold its unit. Parts of both count as if they lay
   across each other: where in the unit they are is not known. Bridges bring ground, and nobody. */
static void add_member(const bp_run *run, const bp_holdings *holds, const bp_region_member *m, shared *sum)
{
    for (int64_t k = holds->first_of_unit[m->unit]; k < holds->first_of_unit[m->unit + 1]; k++) {
        const bp_holding *item = &holds->items[holds->of_unit[k]];
        int32_t a = item->area;
        if (m->is_part)
            sum->is_part[a] = 1;
        sum->area_m2[a] += m->share * item->ground * run->units.area_m2[m->unit];
        if (item->residents <= 0.0 || !bp_bitmap_get(run->units.population_known, m->unit))
            continue;
        sum->population[a] += m->residents * item->residents * run->units.population[m->unit];
        if (m->share < 1.0 - 1e-9 || m->residents < 1.0 - 1e-9)
            sum->by_area[a] = 1;
    }
}

/* Where areas and regions have outlines of their own, which need not follow the units, the ground that they
   share is measured on these. `cuts` are the ones laid over the others. */
static void measure_outlines(const bp_run *run, int32_t region, const bp_overlap_list *cuts, shared *sum)
{
    double metre = run->units.layer.crs.metres_per_unit;
    for (int32_t a = 0; a < run->designated.n; a++)
        sum->area_m2[a] = 0.0;
    for (int64_t k = 0; k < cuts->n; k++)
        if (cuts->items[k].b == region)
            sum->area_m2[cuts->items[k].a] += cuts->items[k].area * metre * metre;
}

/* Outlines that follow the same border share pieces that are rounding of their coordinates. */
static bool is_rounding(double shared_m2, double area_m2, double region_m2)
{
    return shared_m2 > 0.0 && shared_m2 < ROUNDING * fmin(area_m2, region_m2);
}

static bp_status take_region(bp_run *run, bp_run_overlap overlap, double region_m2, shared *sum, int64_t *cap)
{
    const bp_run_areas *areas = &run->areas[overlap.kind];
    bp_status status = BP_OK;
    for (int32_t a = 0; !status && a < areas->n; a++) {
        overlap.area = a;
        overlap.area_m2 = sum->area_m2[a];
        overlap.population = sum->population[a];
        overlap.by_area = sum->by_area[a];
        overlap.is_part = sum->is_part[a];
        bool has_any = overlap.area_m2 > 0.0 || overlap.population > 0.0;
        if (has_any && !is_rounding(overlap.area_m2, areas->area_m2[a], region_m2))
            status = add_overlap(run, cap, overlap);
        sum->area_m2[a] = sum->population[a] = 0.0;
        sum->by_area[a] = sum->is_part[a] = 0;
    }
    return status;
}

/* area_m2[set->n]: of its own outline, of a list the ground that it has of the units. */
static void measure_regions(const bp_run *run, const bp_region_set *set, double *area_m2)
{
    double metre = run->units.layer.crs.metres_per_unit;
    if (set->has_polygons)
        bp_polygons_area(&set->polygons, area_m2);
    for (int32_t r = 0; set->has_polygons && r < set->n; r++)
        area_m2[r] *= metre * metre;
    for (int64_t k = 0; !set->has_polygons && k < set->n_members; k++)
        area_m2[set->members[k].region] += set->members[k].share * run->units.area_m2[set->members[k].unit];
}

static bp_status overlap_set(bp_run *run, int kind, int programme, shared *sum, int64_t *cap)
{
    const bp_region_set *set = &run->programmes[programme];
    bool by_outline = kind == BP_DESIGNATED && run->designated.has_polygons && set->has_polygons;
    bp_overlap_list cuts = BP_OVERLAP_LIST_INIT;
    double *region_m2 = (double *)calloc((size_t)set->n + 1, sizeof *region_m2);
    bp_status status = region_m2 ? BP_OK : bp_context_fail_memory(run->context, (size_t)set->n);
    if (!status)
        measure_regions(run, set, region_m2);
    if (!status && by_outline)
        status = bp_overlay_areas(run->context, &run->designated.polygons, NULL, &set->polygons, &cuts);
    for (int64_t first = 0, end = 0; !status && first < set->n_members; first = end) {
        int32_t region = set->members[first].region;
        for (end = first; end < set->n_members && set->members[end].region == region; end++)
            add_member(run, &run->areas[kind].holds, &set->members[end], sum);
        if (by_outline)
            measure_outlines(run, region, &cuts, sum);
        status = take_region(run, (bp_run_overlap){.kind = kind, .programme = programme, .region = region},
                             region_m2[region], sum, cap);
    }
    free(region_m2);
    bp_overlap_list_clear(&cuts);
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
    shared sum = {(double *)calloc(2 * rows, sizeof(double)), NULL, (uint8_t *)calloc(2 * rows, 1), NULL};
    bp_status status = BP_OK;
    if (!sum.area_m2 || !sum.by_area) {
        status = bp_context_fail_memory(run->context, rows * sizeof(double));
    } else {
        sum.population = sum.area_m2 + rows;
        sum.is_part = sum.by_area + rows;
        for (int p = 0; !status && p < run->study->n_programmes; p++)
            status = overlap_set(run, kind, p, &sum, cap);
    }
    free(sum.area_m2);
    free(sum.by_area);
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
