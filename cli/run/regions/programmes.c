#include "cli/run/run.h"

#include "cli/study_programmes.h"
#include "geo/bitmap.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Lists match by code, and only sums are rounded. */
static const double all_of_list = 1.0 - 1e-9;
/* A municipality is one of a region that has no more than such a sliver of any of its units in it only where
   the region has no more of any unit. */
static const double sliver_of_unit = 0.05;
static const double most_of_unit = 0.5;

const char *bp_relation_name(bp_relation relation)
{
    static const char *const names[] = {"none", "ring", "possibly", "partly", "inside"};
    return (unsigned)relation < 5 ? names[relation] : "unknown";
}

const char *bp_scope_name(bp_scope scope)
{
    static const char *const names[] = {"part", "municipality", "province"};
    return (unsigned)scope < 3 ? names[scope] : "unknown";
}

const char *bp_region_state_name(bp_region_state state)
{
    static const char *const names[] = {"unknown", "not begun", "running", "ended"};
    return (unsigned)state < 4 ? names[state] : "unknown";
}

void bp_run_programmes_clear(bp_run_programmes *programmes, int n_programmes)
{
    for (int p = 0; programmes->regions && p < n_programmes; p++)
        free(programmes->regions[p]);
    free(programmes->regions);
    free(programmes->links);
    free(programmes->standing[0]);
    free(programmes->standing[1]);
    *programmes = (bp_run_programmes)BP_RUN_PROGRAMMES_INIT;
}

/* How the first date stands to the second, as far as both say: "2023" and "2023-05" are the same. */
static int compare_dates(const char *a, const char *b)
{
    size_t n = strlen(a) < strlen(b) ? strlen(a) : strlen(b);
    return strncmp(a, b, n);
}

static bp_status find_state(bp_run *run, const bp_region_set *set, int32_t r, bp_region_state *out)
{
    const char *start = set->start[r], *end = set->end[r], *now = run->study->as_of;
    const char *odd = start && !bp_study_is_date(start) ? start : end && !bp_study_is_date(end) ? end : NULL;
    if (odd)
        return bp_context_fail(run->context, BP_ERROR_INPUT,
                               "programme %s, region %s: found '%s' where it begins or ends, expected a year "
                               "or a date, such as 2023 or 2023-05-01",
                               set->name, set->id[r], odd);
    if (start && end && compare_dates(start, end) > 0)
        return bp_context_fail(run->context, BP_ERROR_INPUT,
                               "programme %s, region %s: it ends in %s, before it begins in %s", set->name,
                               set->id[r], end, start);
    *out = BP_REGION_UNKNOWN;
    if (now && start && compare_dates(start, now) > 0)
        *out = BP_REGION_NOT_BEGUN;
    else if (now && end && compare_dates(end, now) < 0)
        *out = BP_REGION_ENDED;
    else if (now && start && end)
        *out = BP_REGION_RUNNING;
    return BP_OK;
}

/* Room for one region at a time, and who adjoins whom. */
typedef struct ground {
    int32_t n_municipalities;
    int64_t *first; /* first[municipalities + 1], into adjoining */
    int32_t *adjoining;
    int32_t *n_units;           /* n_units[municipalities] */
    int32_t *held;              /* held[municipalities]: units that the region has for half or more */
    uint8_t *touched, *part_in; /* [municipalities] by the region; for an unknown part */
    uint8_t *near;              /* near[municipalities]: a municipality of the region, or one beside it */
    uint8_t *near_unit;         /* near_unit[units], where the study has no municipality for them */
    bp_scope *scope;            /* scope[areas], of the kind at hand */
    uint8_t *linked, *is_near;  /* [areas]: by an overlap; by the ring */
    int64_t *first_region;      /* first_region[n_programmes]: a programme's regions in the next */
    int64_t *first_overlap;     /* first_overlap[all regions + 1]: where a region's stand in overlap_of */
    int64_t *overlap_of;        /* overlap_of[n_overlaps]: places in bp_run.overlaps, by region, then area */
} ground;

static void clear_ground(ground *at)
{
    free(at->first);
    free(at->adjoining);
    free(at->n_units);
    free(at->held);
    free(at->touched);
    free(at->near);
    free(at->near_unit);
    free(at->scope);
    free(at->linked);
    free(at->first_region);
    free(at->first_overlap);
    free(at->overlap_of);
}

static int by_number(const void *a, const void *b)
{
    int64_t p = *(const int64_t *)a, q = *(const int64_t *)b;
    return (p > q) - (p < q);
}

/* The municipalities beside each, from the units' links: pairs as numbers, sorted, each once. */
static bp_status find_adjoining(bp_run *run, ground *at)
{
    const int32_t *of = run->units.municipality;
    int64_t m = 0, kept = 0, most = run->graph.offsets[bp_run_n(run)];
    int64_t *pairs = (int64_t *)malloc((size_t)(most + 1) * sizeof *pairs);
    at->first = (int64_t *)calloc((size_t)at->n_municipalities + 1, sizeof *at->first);
    at->adjoining = (int32_t *)malloc((size_t)(most + 1) * sizeof *at->adjoining);
    if (!pairs || !at->first || !at->adjoining) {
        free(pairs);
        return bp_context_fail_memory(run->context, (size_t)most * sizeof *pairs);
    }
    for (int64_t i = 0; i < bp_run_n(run); i++)
        for (int64_t k = run->graph.offsets[i]; k < run->graph.offsets[i + 1]; k++) {
            int32_t a = of[i], b = of[run->graph.neighbours[k]];
            if (a >= 0 && b >= 0 && a != b)
                pairs[m++] = (int64_t)a * at->n_municipalities + b;
        }
    qsort(pairs, (size_t)m, sizeof *pairs, by_number);
    for (int64_t k = 0; k < m; k++) {
        if (k > 0 && pairs[k] == pairs[k - 1])
            continue;
        at->first[pairs[k] / at->n_municipalities + 1]++;
        at->adjoining[kept++] = (int32_t)(pairs[k] % at->n_municipalities);
    }
    for (int32_t a = 0; a < at->n_municipalities; a++)
        at->first[a + 1] += at->first[a];
    free(pairs);
    return BP_OK;
}

/* Taken in their own order, the overlaps of a region come by kind and area. */
static bp_status index_overlaps(bp_run *run, ground *at)
{
    int64_t n_regions = 0;
    at->first_region = (int64_t *)calloc((size_t)run->study->n_programmes + 1, sizeof *at->first_region);
    for (int p = 0; at->first_region && p < run->study->n_programmes; p++) {
        at->first_region[p] = n_regions;
        n_regions += run->programmes[p].n;
    }
    int64_t *first = at->first_overlap = (int64_t *)calloc((size_t)n_regions + 2, sizeof *first);
    at->overlap_of = (int64_t *)malloc((size_t)(run->n_overlaps + 1) * sizeof *at->overlap_of);
    if (!at->first_region || !first || !at->overlap_of)
        return bp_context_fail_memory(run->context, (size_t)run->n_overlaps * sizeof *at->overlap_of);
    for (int64_t k = 0; k < run->n_overlaps; k++)
        first[at->first_region[run->overlaps[k].programme] + run->overlaps[k].region + 2]++;
    for (int64_t r = 0; r < n_regions; r++)
        first[r + 2] += first[r + 1];
    for (int64_t k = 0; k < run->n_overlaps; k++) {
        int64_t r = at->first_region[run->overlaps[k].programme] + run->overlaps[k].region;
        at->overlap_of[first[r + 1]++] = k;
    }
    return BP_OK;
}

static bp_status make_ground(bp_run *run, ground *at)
{
    size_t m = (size_t)run->units.n_municipalities + 1;
    int32_t n_areas = run->areas[0].n > run->areas[1].n ? run->areas[0].n : run->areas[1].n;
    size_t rows = (size_t)n_areas + 1;
    at->n_municipalities = run->units.n_municipalities;
    at->n_units = (int32_t *)calloc(m, sizeof *at->n_units);
    at->held = (int32_t *)calloc(m, sizeof *at->held);
    at->touched = (uint8_t *)calloc(2 * m, 1);
    at->near = (uint8_t *)calloc(m, 1);
    at->near_unit = (uint8_t *)calloc((size_t)bp_run_n(run) + 1, 1);
    at->scope = (bp_scope *)calloc(rows, sizeof *at->scope);
    at->linked = (uint8_t *)calloc(2 * rows, 1);
    if (!at->n_units || !at->held || !at->touched || !at->near || !at->near_unit || !at->scope || !at->linked)
        return bp_context_fail_memory(run->context, 0);
    at->part_in = at->touched + m;
    at->is_near = at->linked + rows;
    for (int64_t i = 0; i < bp_run_n(run); i++)
        if (run->units.municipality[i] >= 0)
            at->n_units[run->units.municipality[i]]++;
    bp_status status = find_adjoining(run, at);
    return status ? status : index_overlaps(run, at);
}

/* The members of one region. */
typedef struct region_at {
    const bp_region_set *set;
    int p;
    int32_t r;
    int64_t first, end;
} region_at;

/* Where the region is: its municipalities, those beside them, and beside units that have none. */
static void mark_place(const bp_run *run, const region_at *region, ground *at)
{
    const bp_region_member *members = region->set->members;
    size_t m = (size_t)at->n_municipalities + 1;
    double least = 0.0;
    memset(at->held, 0, m * sizeof *at->held);
    memset(at->touched, 0, 2 * m);
    memset(at->near, 0, m);
    memset(at->near_unit, 0, (size_t)bp_run_n(run));
    for (int64_t k = region->first; k < region->end; k++)
        if (members[k].share >= sliver_of_unit)
            least = sliver_of_unit;
    for (int64_t k = region->first; k < region->end; k++) {
        int32_t i = members[k].unit, a = run->units.municipality[i];
        if (members[k].share < least)
            continue;
        for (int64_t j = run->graph.offsets[i]; a < 0 && j < run->graph.offsets[i + 1]; j++)
            at->near_unit[run->graph.neighbours[j]] = 1;
        at->near_unit[i] |= a < 0;
        if (a < 0)
            continue;
        at->held[a] += members[k].share >= most_of_unit && !members[k].is_part;
        at->part_in[a] |= members[k].is_part != 0;
        at->touched[a] = at->near[a] = 1;
    }
    for (int32_t a = 0; a < at->n_municipalities; a++)
        for (int64_t j = at->first[a]; at->touched[a] && j < at->first[a + 1]; j++)
            at->near[at->adjoining[j]] = 1;
}

static bool is_province(const char *level)
{
    static const char *const words[] = {"province", "provincial", "provincie", "national", "nation"};
    for (size_t i = 0; level && i < sizeof words / sizeof *words; i++)
        if (strcmp(level, words[i]) == 0)
            return true;
    return false;
}

static void describe_region(bp_run *run, const region_at *region, const ground *at, bp_programme_region *out)
{
    for (int64_t k = region->first; k < region->end; k++) {
        const bp_region_member *member = &region->set->members[k];
        out->n_units += member->share >= most_of_unit;
        out->is_part = out->is_part || member->is_part;
        if (bp_bitmap_get(run->units.population_known, member->unit))
            out->population += member->residents * run->units.population[member->unit];
    }
    for (int32_t a = 0; a < at->n_municipalities; a++)
        out->n_municipalities += at->touched[a];
}

/* What the region covers of the municipalities of every area that has ground in it. */
static void find_scopes(const bp_run *run, int kind, const region_at *region, ground *at)
{
    const bp_run_areas *areas = &run->areas[kind];
    const bp_holdings *holds = &areas->holds;
    bool is_wide = is_province(region->set->level[region->r]);
    for (int32_t a = 0; a < areas->n; a++)
        at->scope[a] = is_wide ? BP_SCOPE_PROVINCE : BP_SCOPE_MUNICIPALITY;
    for (int64_t k = region->first; !is_wide && k < region->end; k++) {
        int32_t unit = region->set->members[k].unit, m = run->units.municipality[unit];
        bool is_some = m < 0 || at->part_in[m] || at->held[m] < at->n_units[m];
        for (int64_t j = holds->first_of_unit[unit]; is_some && j < holds->first_of_unit[unit + 1]; j++)
            at->scope[holds->items[holds->of_unit[j]].area] = BP_SCOPE_PART;
    }
}

static bp_status add_link(bp_run *run, int64_t *cap, bp_programme_link link)
{
    bp_run_programmes *out = &run->relations;
    if (out->n_links == *cap) {
        int64_t larger = *cap ? 2 * *cap : 256;
        bp_programme_link *grown = (bp_programme_link *)realloc(out->links, (size_t)larger * sizeof *grown);
        if (!grown)
            return bp_context_fail_memory(run->context, (size_t)larger * sizeof *grown);
        out->links = grown;
        *cap = larger;
    }
    out->links[out->n_links++] = link;
    return BP_OK;
}

static bp_relation relation_of(const bp_region_set *set, const bp_programme_link *link, bool is_part)
{
    double share = isnan(link->share_of_population) ? link->share_of_area : link->share_of_population;
    double all = set->has_polygons ? BP_PROGRAMME_ALL : all_of_list;
    if (set->has_polygons && !(share >= BP_PROGRAMME_NONE) && !(link->share_of_area >= BP_PROGRAMME_NONE))
        return BP_RELATION_RING;
    if (is_part)
        return BP_RELATION_POSSIBLY;
    return share >= all ? BP_RELATION_INSIDE : BP_RELATION_PARTLY;
}

static double share_of(double part, double whole)
{
    return whole > 0.0 ? (part < whole ? part / whole : 1.0) : NAN;
}

/* Areas with ground in the region, by the overlaps that are found already. */
static bp_status link_overlaps(bp_run *run, int kind, const region_at *region, ground *at, int64_t *cap)
{
    const bp_run_areas *areas = &run->areas[kind];
    bp_status status = BP_OK;
    const int64_t *first = at->first_overlap + at->first_region[region->p] + region->r;
    memset(at->linked, 0, (size_t)areas->n);
    for (int64_t k = first[0]; !status && k < first[1]; k++) {
        const bp_run_overlap *overlap = &run->overlaps[at->overlap_of[k]];
        if (overlap->kind != kind)
            continue;
        int32_t a = overlap->area;
        bp_programme_link link = {kind,
                                  a,
                                  region->p,
                                  region->r,
                                  BP_RELATION_NONE,
                                  at->scope[a],
                                  share_of(overlap->population, areas->profile.population[a]),
                                  share_of(overlap->area_m2, areas->area_m2[a]),
                                  at->overlap_of[k]};
        link.relation = relation_of(region->set, &link, overlap->is_part != 0);
        at->linked[a] = 1;
        status = add_link(run, cap, link);
    }
    return status;
}

static bp_status link_ring(bp_run *run, int kind, const region_at *region, ground *at, int64_t *cap)
{
    const bp_run_areas *areas = &run->areas[kind];
    bp_status status = BP_OK;
    memset(at->is_near, 0, (size_t)areas->n);
    for (int64_t k = 0; k < areas->holds.n; k++) {
        const bp_holding *item = &areas->holds.items[k];
        int32_t m = run->units.municipality[item->unit];
        bool is_there = item->belongs || (item->residents > 0.0 && item->ground >= sliver_of_unit);
        if (is_there && (m >= 0 ? at->near[m] : at->near_unit[item->unit]))
            at->is_near[item->area] = 1;
    }
    for (int32_t a = 0; !status && a < areas->n; a++)
        if (at->is_near[a] && !at->linked[a])
            status = add_link(run, cap,
                              (bp_programme_link){kind, a, region->p, region->r, BP_RELATION_RING,
                                                  at->scope[a], 0.0, 0.0, -1});
    return status;
}

static bp_status relate_region(bp_run *run, const region_at *region, ground *at, int64_t *cap)
{
    bp_programme_region *own = &run->relations.regions[region->p][region->r];
    bp_status status = find_state(run, region->set, region->r, &own->state);
    if (status || region->first == region->end)
        return status;
    mark_place(run, region, at);
    describe_region(run, region, at, own);
    for (int kind = 0; !status && kind < 2; kind++) {
        find_scopes(run, kind, region, at);
        status = link_overlaps(run, kind, region, at, cap);
        if (!status)
            status = link_ring(run, kind, region, at, cap);
    }
    return status;
}

static bp_status relate_programme(bp_run *run, int p, ground *at, int64_t *cap)
{
    const bp_region_set *set = &run->programmes[p];
    bp_status status = BP_OK;
    region_at region = {set, p, 0, 0, 0};
    run->relations.regions[p] =
        (bp_programme_region *)calloc((size_t)set->n + 1, sizeof **run->relations.regions);
    if (!run->relations.regions[p])
        return bp_context_fail_memory(run->context, 0);
    for (; !status && region.r < set->n; region.r++) {
        region.first = region.end;
        while (region.end < set->n_members && set->members[region.end].region == region.r)
            region.end++;
        status = relate_region(run, &region, at, cap);
    }
    return status;
}

/* The order of links, and what it needs to know of their regions; qsort has no place for it. */
typedef struct sorted_link {
    bp_programme_link link;
    double region_population;
} sorted_link;

static int nearest_first(const void *a, const void *b)
{
    const sorted_link *p = (const sorted_link *)a, *q = (const sorted_link *)b;
    const bp_programme_link *s = &p->link, *t = &q->link;
    double x = isnan(s->share_of_population) ? s->share_of_area : s->share_of_population;
    double y = isnan(t->share_of_population) ? t->share_of_area : t->share_of_population;
    if (s->kind != t->kind)
        return s->kind - t->kind;
    if (s->area != t->area)
        return s->area < t->area ? -1 : 1;
    if (s->programme != t->programme)
        return s->programme - t->programme;
    bool far = s->relation == BP_RELATION_RING, far_too = t->relation == BP_RELATION_RING;
    if (far != far_too)
        return far ? 1 : -1;
    if (s->scope != t->scope)
        return (int)s->scope - (int)t->scope;
    if (s->relation != t->relation)
        return (int)t->relation - (int)s->relation;
    if (x != y)
        return x > y ? -1 : 1;
    if (p->region_population != q->region_population)
        return p->region_population < q->region_population ? -1 : 1;
    return (s->region > t->region) - (s->region < t->region);
}

static bp_status sort_links(bp_run *run)
{
    bp_run_programmes *out = &run->relations;
    sorted_link *sorted = (sorted_link *)malloc((size_t)(out->n_links + 1) * sizeof *sorted);
    if (!sorted)
        return bp_context_fail_memory(run->context, (size_t)out->n_links * sizeof *sorted);
    for (int64_t k = 0; k < out->n_links; k++) {
        const bp_programme_link *link = &out->links[k];
        sorted[k] = (sorted_link){*link, out->regions[link->programme][link->region].population};
    }
    if (out->n_links > 0)
        qsort(sorted, (size_t)out->n_links, sizeof *sorted, nearest_first);
    for (int64_t k = 0; k < out->n_links; k++)
        out->links[k] = sorted[k].link;
    free(sorted);
    return BP_OK;
}

bp_status bp_run_relate_programmes(bp_run *run)
{
    ground at = {0};
    int64_t cap = 0;
    if (run->study->n_programmes == 0)
        return BP_OK;
    bp_progress_begin(run->progress, "relate programmes");
    run->relations.regions =
        (bp_programme_region **)calloc((size_t)run->study->n_programmes, sizeof *run->relations.regions);
    if (!run->relations.regions)
        return bp_context_fail_memory(run->context, 0);
    bp_status status = make_ground(run, &at);
    for (int p = 0; !status && p < run->study->n_programmes; p++)
        status = relate_programme(run, p, &at, &cap);
    if (!status)
        status = sort_links(run);
    if (!status)
        status = bp_run_stand_programmes(run);
    clear_ground(&at);
    return status;
}
