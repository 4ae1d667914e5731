#include "geo/bitmap.h"
#include "geo/geos_private.h"
#include "geo/outline_private.h"
#include "geo/pieces.h"

#include <math.h>
#include <stdlib.h>

/* What is left of a polygon outside the sources or the targets, as a share of it, when it is rounding noise.
 */
static const double NOISE_SHARE = 1e-9;

/* One of the two layers that the polygons are laid over. */
typedef struct side {
    const bp_polygons *polygons;
    bp_overlap_list overlaps; /* of the ancillary polygons with it */
    int64_t *begin;           /* begin[n + 1]: the overlaps of ancillary polygon u are begin[u] .. */
    bp_outline *outlines;     /* outlines[n_units], made where they are needed */
} side;

/* The weights of a piece of the work. */
typedef struct weight_list {
    bp_piece_weight *items;
    int64_t n, cap;
} weight_list;

typedef struct weigh_job {
    bp_context *context;
    const bp_ancillary *ancillary;
    double *area; /* of the ancillary polygons */
    side sources, targets;
    weight_list *results; /* results[n_pieces] */
    int64_t n_pieces, piece_size;
} weigh_job;

static bool has_count(const bp_ancillary *ancillary, int64_t u)
{
    return bp_bitmap_get(ancillary->valid, u) && ancillary->count[u] > 0.0;
}

static int64_t n_overlaps(const side *of, int64_t u)
{
    return of->begin[u + 1] - of->begin[u];
}

/* Whether polygon u lies in one unit of the side. */
static bool lies_in_one(const weigh_job *job, const side *of, int64_t u)
{
    return n_overlaps(of, u) == 1 && of->overlaps.items[of->begin[u]].area == job->area[u];
}

/* Whether the areas common to polygon u, a source and a target have to be worked out. */
static bool is_cut_by_both(const weigh_job *job, int64_t u)
{
    return has_count(job->ancillary, u) && n_overlaps(&job->sources, u) > 0 &&
           n_overlaps(&job->targets, u) > 0 && !lies_in_one(job, &job->sources, u) &&
           !lies_in_one(job, &job->targets, u);
}

static bp_status check_counts(bp_context *context, const bp_ancillary *ancillary, int64_t *n_missing)
{
    int64_t missing = 0;
    for (int64_t u = 0; u < ancillary->polygons->n_units; u++) {
        if (!bp_bitmap_get(ancillary->valid, u))
            missing++;
        else if (!(ancillary->count[u] >= 0.0) || isinf(ancillary->count[u]))
            return bp_context_fail(context, BP_ERROR_INPUT,
                                   "the count of ancillary polygon %lld is %g; counts are numbers from 0 up",
                                   (long long)u, ancillary->count[u]);
    }
    *n_missing = missing;
    return BP_OK;
}

/* Lay the ancillary polygons over a side. */
static bp_status overlay_side(weigh_job *job, side *of)
{
    const bp_polygons *polygons = job->ancillary->polygons;
    const bp_overlay_options options = BP_OVERLAY_OPTIONS_INIT;
    of->begin = (int64_t *)calloc((size_t)polygons->n_units + 2, sizeof *of->begin);
    of->outlines = (bp_outline *)calloc((size_t)of->polygons->n_units + 1, sizeof *of->outlines);
    if (!of->begin || !of->outlines)
        return bp_context_fail_memory(job->context, (size_t)of->polygons->n_units * sizeof *of->outlines);
    bp_status status = bp_overlay(job->context, polygons, of->polygons, &options, &of->overlaps, NULL);
    for (int64_t k = 0; k < of->overlaps.n; k++)
        of->begin[of->overlaps.items[k].a + 1]++;
    for (int64_t u = 0; u < polygons->n_units; u++)
        of->begin[u + 1] += of->begin[u];
    return status;
}

/* Make the outlines that polygons that are cut by both sides ask for. */
static bp_status make_outlines(weigh_job *job, side *of)
{
    for (int64_t u = 0; u < job->ancillary->polygons->n_units; u++) {
        if (!is_cut_by_both(job, u))
            continue;
        for (int64_t k = of->begin[u]; k < of->begin[u + 1]; k++) {
            int64_t unit = of->overlaps.items[k].b;
            if (!of->outlines[unit].begin && !bp_outline_make(of->polygons, unit, &of->outlines[unit]))
                return bp_context_fail_memory(job->context, 0);
        }
    }
    return BP_OK;
}

/* Add a weight; one of 0 is none. */
static bool add_weight(weight_list *list, int64_t source, int64_t target, double weight)
{
    if (!(weight > 0.0))
        return true;
    if (list->n == list->cap) {
        int64_t cap = 2 * list->cap + 64;
        bp_piece_weight *grown = (bp_piece_weight *)realloc(list->items, (size_t)cap * sizeof *grown);
        if (!grown)
            return false;
        list->items = grown;
        list->cap = cap;
    }
    list->items[list->n++] = (bp_piece_weight){source, target, weight};
    return true;
}

/* The area that polygon u has in common with overlap s of the sources and overlap t of the targets; `pair` is
 * polygon and source where that is needed. */
static double area_of_three(const weigh_job *job, int64_t u, const bp_outline_pair *pair, const bp_overlap *s,
                            const bp_overlap *t)
{
    if (lies_in_one(job, &job->sources, u))
        return t->area;
    if (lies_in_one(job, &job->targets, u))
        return s->area;
    double area = bp_outline_pair_area(pair, &job->targets.outlines[t->b]);
    return area > NOISE_SHARE * fmin(s->area, t->area) ? area : 0.0;
}

/* What a thread needs for one polygon. */
typedef struct room {
    bp_outline_pair pair;
    double *in_target; /* in_target[cap]: of each overlap with a target, what lies in a source */
    int64_t cap;
} room;

/* What of an area no other has: nothing when it is rounding noise. */
static double remainder_of(double area, double taken, double whole)
{
    return area - taken > NOISE_SHARE * whole ? area - taken : 0.0;
}

/* The weights of what polygon u has in a source: in each target, and outside all. */
static bool weigh_source(const weigh_job *job, int64_t u, const bp_overlap *s, room *space, weight_list *out)
{
    const side *targets = &job->targets;
    double density = job->ancillary->count[u] / job->area[u], taken = 0.0;
    bool complete = true;
    for (int64_t k = 0; complete && k < n_overlaps(targets, u); k++) {
        const bp_overlap *t = &targets->overlaps.items[targets->begin[u] + k];
        double area = area_of_three(job, u, &space->pair, s, t);
        taken += area;
        space->in_target[k] += area;
        complete = add_weight(out, s->b, t->b, density * area);
    }
    return complete && add_weight(out, s->b, -1, density * remainder_of(s->area, taken, job->area[u]));
}

static bool weigh_polygon(const weigh_job *job, int64_t u, room *space, weight_list *out)
{
    const side *sources = &job->sources, *targets = &job->targets;
    int64_t n_targets = n_overlaps(targets, u);
    if (n_targets > space->cap || !space->in_target) {
        double *grown = (double *)realloc(space->in_target, ((size_t)n_targets + 1) * sizeof *grown);
        if (!grown)
            return false;
        space->in_target = grown;
        space->cap = n_targets;
    }
    for (int64_t k = 0; k < n_targets; k++)
        space->in_target[k] = 0.0;
    bool cut = is_cut_by_both(job, u), complete = true;
    bp_outline own = {.n_edges = 0};
    if (cut)
        complete = bp_outline_make(job->ancillary->polygons, u, &own);
    for (int64_t k = sources->begin[u]; complete && k < sources->begin[u + 1]; k++) {
        const bp_overlap *s = &sources->overlaps.items[k];
        if (cut)
            complete = bp_outline_pair_make(&own, &sources->outlines[s->b], &space->pair);
        complete = complete && weigh_source(job, u, s, space, out);
    }
    double density = job->ancillary->count[u] / job->area[u];
    for (int64_t k = 0; complete && k < n_targets; k++) {
        const bp_overlap *t = &targets->overlaps.items[targets->begin[u] + k];
        double rest = remainder_of(t->area, space->in_target[k], job->area[u]);
        complete = add_weight(out, -1, t->b, density * rest);
    }
    bp_outline_clear(&own);
    return complete;
}

static bp_status weigh_piece(bp_geos *geos, int64_t number, void *user)
{
    const weigh_job *job = (const weigh_job *)user;
    int64_t first = number * job->piece_size, end = first + job->piece_size;
    room space = {BP_OUTLINE_PAIR_INIT, NULL, 0};
    bool complete = true;
    for (int64_t u = first; complete && u < end && u < job->ancillary->polygons->n_units; u++)
        if (has_count(job->ancillary, u) && !bp_context_interrupted(job->context))
            complete = weigh_polygon(job, u, &space, &job->results[number]);
    bp_outline_pair_clear(&space.pair);
    free(space.in_target);
    return complete ? BP_OK : bp_context_fail_memory(geos->context, 0);
}

static bp_status put_together(const weigh_job *job, bp_piece_weight **weights, int64_t *n)
{
    int64_t total = 0, at = 0;
    for (int64_t i = 0; i < job->n_pieces; i++)
        total += job->results[i].n;
    bp_piece_weight *items = (bp_piece_weight *)malloc(((size_t)total + 1) * sizeof *items);
    if (!items)
        return bp_context_fail_memory(job->context, (size_t)total * sizeof *items);
    for (int64_t i = 0; i < job->n_pieces; i++)
        for (int64_t k = 0; k < job->results[i].n; k++)
            items[at++] = job->results[i].items[k];
    *weights = items;
    *n = total;
    return BP_OK;
}

static void clear_side(side *of)
{
    for (int64_t u = 0; of->outlines && u < of->polygons->n_units; u++)
        bp_outline_clear(&of->outlines[u]);
    free(of->outlines);
    free(of->begin);
    bp_overlap_list_clear(&of->overlaps);
}

static bp_status allocate_job(weigh_job *job)
{
    int64_t n = job->ancillary->polygons->n_units;
    job->piece_size = bp_geos_piece_size(job->context, n);
    job->n_pieces = (n + job->piece_size - 1) / job->piece_size;
    job->results = (weight_list *)calloc((size_t)job->n_pieces + 1, sizeof *job->results);
    job->area = (double *)malloc(((size_t)n + 1) * sizeof *job->area);
    if (!job->results || !job->area)
        return bp_context_fail_memory(job->context, (size_t)n * sizeof *job->area);
    bp_polygons_area(job->ancillary->polygons, job->area);
    return BP_OK;
}

bp_status bp_piece_weights_of_polygons(bp_context *context, const bp_polygons *sources,
                                       const bp_polygons *targets, const bp_ancillary *ancillary,
                                       bp_piece_weight **weights, int64_t *n, int64_t *n_missing)
{
    weigh_job job = {.context = context, .ancillary = ancillary};
    int64_t missing = 0;
    job.sources.polygons = sources;
    job.targets.polygons = targets;
    bp_status status = check_counts(context, ancillary, &missing);
    if (!status)
        status = allocate_job(&job);
    if (!status)
        status = overlay_side(&job, &job.sources);
    if (!status)
        status = overlay_side(&job, &job.targets);
    if (!status)
        status = make_outlines(&job, &job.sources);
    if (!status)
        status = make_outlines(&job, &job.targets);
    if (!status)
        status = bp_geos_each(context, job.n_pieces, weigh_piece, &job);
    if (!status)
        status = put_together(&job, weights, n);
    if (!status)
        *n_missing = missing;
    for (int64_t i = 0; job.results && i < job.n_pieces; i++)
        free(job.results[i].items);
    free(job.results);
    free(job.area);
    clear_side(&job.sources);
    clear_side(&job.targets);
    return status;
}
