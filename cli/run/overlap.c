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
    double *area_m2, *population;     /* [n_areas] */
    uint8_t *met, *by_area, *is_part; /* [n_areas] */
} shared;

/* Add what region member `m` brings to the area of its unit. Residents of a unit that a region cuts are split
   by area: where in the unit they live is not known. Bridges bring ground, and nobody. */
static void add_member(const bp_run *run, const bp_run_areas *areas, const bp_region_member *m, shared *sum)
{
    int32_t a = areas->area_of[m->unit];
    if (a < 0)
        return;
    sum->met[a] = 1;
    if (m->is_part)
        sum->is_part[a] = 1;
    sum->area_m2[a] += m->share * run->units.area_m2[m->unit];
    if (areas->role[m->unit] != BP_ROLE_MEMBER || !bp_bitmap_get(run->units.population_known, m->unit))
        return;
    sum->population[a] += m->share * run->units.population[m->unit];
    if (m->share < 1.0 - 1e-9)
        sum->by_area[a] = 1;
}

static bp_status overlap_set(bp_run *run, int kind, int programme, shared *sum, int64_t *cap)
{
    const bp_run_areas *areas = &run->areas[kind];
    const bp_region_set *set = &run->programmes[programme];
    bp_status status = BP_OK;
    for (int64_t first = 0, end = 0; !status && first < set->n_members; first = end) {
        int32_t region = set->members[first].region;
        for (end = first; end < set->n_members && set->members[end].region == region; end++)
            add_member(run, areas, &set->members[end], sum);
        for (int64_t k = first; !status && k < end; k++) {
            int32_t a = areas->area_of[set->members[k].unit];
            if (a < 0 || !sum->met[a])
                continue;
            status = add_overlap(run, cap,
                                 (bp_run_overlap){kind, a, programme, region, sum->area_m2[a],
                                                  sum->population[a], sum->by_area[a], sum->is_part[a]});
            sum->area_m2[a] = sum->population[a] = 0.0;
            sum->met[a] = sum->by_area[a] = sum->is_part[a] = 0;
        }
    }
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
    shared sum = {(double *)calloc(2 * rows, sizeof(double)), NULL, (uint8_t *)calloc(3 * rows, 1), NULL,
                  NULL};
    bp_status status =
        sum.area_m2 && sum.met ? BP_OK : bp_context_fail_memory(run->context, rows * sizeof(double));
    if (!status) {
        sum.population = sum.area_m2 + rows;
        sum.by_area = sum.met + rows;
        sum.is_part = sum.by_area + rows;
    }
    for (int p = 0; !status && p < run->study->n_programmes; p++)
        status = overlap_set(run, kind, p, &sum, cap);
    free(sum.area_m2);
    free(sum.met);
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
