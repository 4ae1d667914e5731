/* An area and a programme as a whole: how near its nearest region is, and how much of it lies in any. */
#include "cli/run/run.h"

#include "geo/bitmap.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Of each unit, the most that one region has of it; 2 x units, residents then ground. Where two regions have
   parts of one unit they may be the same part or not: the larger is what is sure. */
static void cover_units(const bp_run *run, int p, double *cover)
{
    const bp_region_set *set = &run->programmes[p];
    int64_t n = bp_run_n(run);
    memset(cover, 0, 2 * (size_t)n * sizeof *cover);
    for (int64_t k = 0; k < set->n_members; k++) {
        const bp_region_member *member = &set->members[k];
        if (member->is_part)
            continue;
        if (member->residents > cover[member->unit])
            cover[member->unit] = member->residents;
        if (member->share > cover[n + member->unit])
            cover[n + member->unit] = member->share;
    }
}

/* Areas from a layer have an outline of their own, which need not follow the units. */
static bool has_outlines(const bp_run *run, int kind)
{
    return kind == BP_DESIGNATED && run->designated.has_polygons;
}

/* Shares of every area of a kind, in standing[a * n_programmes + p]; whole[4 * areas] is room. */
static void share_areas(const bp_run *run, int kind, int p, const double *cover, double *whole)
{
    const bp_run_areas *areas = &run->areas[kind];
    int n_programmes = run->study->n_programmes;
    int64_t n = bp_run_n(run), m = areas->n;
    memset(whole, 0, 4 * (size_t)m * sizeof *whole);
    for (int64_t k = 0; k < areas->holds.n; k++) {
        const bp_holding *item = &areas->holds.items[k];
        double ground = item->ground * run->units.area_m2[item->unit];
        whole[2 * m + item->area] += ground;
        whole[3 * m + item->area] += cover[n + item->unit] * ground;
        if (!bp_bitmap_get(run->units.population_known, item->unit))
            continue;
        double residents = item->residents * run->units.population[item->unit];
        whole[item->area] += residents;
        whole[m + item->area] += cover[item->unit] * residents;
    }
    for (int32_t a = 0; a < areas->n; a++) {
        bp_programme_standing *out = &run->relations.standing[kind][(int64_t)a * n_programmes + p];
        out->share = whole[a] > 0.0 ? whole[m + a] / whole[a] : NAN;
        out->share_of_area = whole[2 * m + a] > 0.0 ? whole[3 * m + a] / whole[2 * m + a] : NAN;
        if (has_outlines(run, kind))
            out->share_of_area = 0.0;
    }
}

/* The nearest relation of each; several regions that an area lies partly in may hold all of it together. Of
   an outline it is known how much each region has, and not whether that is the same: the largest counts. */
static void settle_relations(bp_run *run)
{
    int n_programmes = run->study->n_programmes;
    for (int64_t k = 0; k < run->relations.n_links; k++) {
        const bp_programme_link *link = &run->relations.links[k];
        bp_programme_standing *out =
            &run->relations.standing[link->kind][(int64_t)link->area * n_programmes + link->programme];
        if (link->relation > out->relation)
            out->relation = link->relation;
        if (has_outlines(run, link->kind) && link->relation != BP_RELATION_POSSIBLY &&
            link->share_of_area > out->share_of_area)
            out->share_of_area = link->share_of_area;
    }
    for (int kind = 0; kind < 2; kind++)
        for (int64_t k = 0; k < (int64_t)run->areas[kind].n * n_programmes; k++) {
            bp_programme_standing *out = &run->relations.standing[kind][k];
            bool has_polygons = run->programmes[k % n_programmes].has_polygons;
            double all = has_polygons ? BP_PROGRAMME_ALL : 1.0 - 1e-9;
            if (out->relation == BP_RELATION_PARTLY && out->share >= all)
                out->relation = BP_RELATION_INSIDE;
            if (out->relation == BP_RELATION_POSSIBLY)
                out->share = out->share_of_area = NAN;
        }
}

/* Room for the standing of every area to every programme. */
static bp_status allocate(bp_run *run)
{
    for (int kind = 0; kind < 2; kind++) {
        size_t rows = (size_t)run->areas[kind].n * (size_t)run->study->n_programmes + 1;
        run->relations.standing[kind] =
            (bp_programme_standing *)calloc(rows, sizeof **run->relations.standing);
        if (!run->relations.standing[kind])
            return bp_context_fail_memory(run->context, rows * sizeof **run->relations.standing);
    }
    return BP_OK;
}

bp_status bp_run_stand_programmes(bp_run *run)
{
    int64_t rows = run->areas[0].n > run->areas[1].n ? run->areas[0].n : run->areas[1].n;
    bp_status status = allocate(run);
    if (status)
        return status;
    double *cover = (double *)malloc((2 * (size_t)bp_run_n(run) + 1) * sizeof *cover);
    double *whole = (double *)malloc((4 * (size_t)rows + 1) * sizeof *whole);
    if (!cover || !whole)
        status = bp_context_fail_memory(run->context, 0);
    for (int p = 0; cover && whole && p < run->study->n_programmes; p++) {
        cover_units(run, p, cover);
        for (int kind = 0; kind < 2; kind++)
            share_areas(run, kind, p, cover, whole);
    }
    if (!status)
        settle_relations(run);
    free(cover);
    free(whole);
    return status;
}
