#include "geo/overlay.h"

#include "geo/geos_private.h"
#include "geo/outline_private.h"
#include "geo/region_grid_private.h"
#include "geo/segment_tree_private.h"
#include "geo/sliver_private.h"

#include <math.h>
#include <stdlib.h>

/* An overlap that is no more than this share of the smaller unit is rounding noise, and one that differs from
 * it by no more than this other share is the whole of it. */
static const double NOISE_SHARE = 1e-9, WHOLE_SHARE = 1e-12;

/*
 * A grid is drawn of each unit of b that units of a mostly fit into: of about four cells to a unit of a, so
 * that only those near the border need their edges looked at, and as long as the cells of all together stay
 * below MOST_CELLS. Units that are not finite are named up to MOST_NAMED.
 */
enum { LEAST_SIDE = 8, MOST_SIDE = 512, MOST_CELLS = 1 << 26, MOST_NAMED = 5 };

/* The overlaps of a piece of the work. */
typedef struct found {
    bp_overlap_list kept, slivers;
    int64_t cap_kept, cap_slivers;
} found;

typedef struct overlay_job {
    bp_context *context;
    const bp_polygons *a, *b;
    const bp_overlay_options *options;
    double *area_a, *area_b; /* area_a[a->n_units], area_b[b->n_units]; NAN: a coordinate is not finite */
    bp_outline *outline_b;   /* outline_b[b->n_units] */
    bp_region_grid *grid_b;  /* grid_b[b->n_units] */
    bp_segment *diagonals;   /* of the boxes of the units of b that have one */
    bp_segment_tree tree;    /* of the diagonals */
    found *results;          /* results[n_pieces] */
    int64_t n_pieces, piece_size;
} overlay_job;

/* What a thread keeps: the units of b near the present unit of a. */
typedef struct workspace {
    const overlay_job *job;
    int64_t *near;
    int64_t n_near, cap_near;
    bool failed;
} workspace;

void bp_overlap_list_clear(bp_overlap_list *list)
{
    free(list->items);
    *list = (bp_overlap_list)BP_OVERLAP_LIST_INIT;
}

static void free_workspace(bp_geos *geos)
{
    workspace *space = (workspace *)geos->local;
    free(space->near);
    free(space);
}

/* The thread's workspace, made on first use; NULL when memory runs out. */
static workspace *workspace_of(bp_geos *geos, const overlay_job *job)
{
    if (geos->local)
        return (workspace *)geos->local;
    workspace *space = (workspace *)calloc(1, sizeof *space);
    if (!space)
        return NULL;
    geos->local = space;
    geos->free_local = free_workspace;
    space->job = job;
    return space;
}

static bool note_near(void *user, int64_t number)
{
    workspace *space = (workspace *)user;
    if (space->n_near == space->cap_near) {
        int64_t cap = space->cap_near ? 2 * space->cap_near : 64;
        int64_t *grown = (int64_t *)realloc(space->near, (size_t)cap * sizeof *grown);
        if (!grown) {
            space->failed = true;
            return false;
        }
        space->near = grown;
        space->cap_near = cap;
    }
    space->near[space->n_near++] = space->job->diagonals[number].unit;
    return true;
}

static int by_number(const void *a, const void *b)
{
    int64_t na = *(const int64_t *)a, nb = *(const int64_t *)b;
    return (na > nb) - (na < nb);
}

/* The units of b whose boxes meet `box`, ascending, in space->near. */
static bool find_near(workspace *space, const double box[4])
{
    const bp_box wanted = {{box[0], box[1], box[2], box[3]}};
    space->n_near = 0;
    space->failed = false;
    bp_segment_tree_query(&space->job->tree, &wanted, note_near, space);
    if (space->n_near > 1)
        qsort(space->near, (size_t)space->n_near, sizeof *space->near, by_number);
    return !space->failed;
}

static bool add_overlap(bp_overlap_list *list, int64_t *cap, bp_overlap overlap)
{
    if (list->n == *cap) {
        int64_t grown_cap = *cap ? 2 * *cap : 64;
        bp_overlap *grown = (bp_overlap *)realloc(list->items, (size_t)grown_cap * sizeof *grown);
        if (!grown)
            return false;
        list->items = grown;
        *cap = grown_cap;
    }
    list->items[list->n++] = overlap;
    return true;
}

/* Area of what the unit of a and unit b have in common; without their edges when the grid of b can tell. */
static double pair_area(const overlay_job *job, int64_t unit, const bp_outline *a, int64_t b)
{
    const bp_region_grid *grid = &job->grid_b[b];
    bp_region_place place = grid->cells ? bp_region_grid_place(grid, a->box) : BP_REGION_BORDER;
    if (place != BP_REGION_BORDER)
        return place == BP_REGION_INSIDE ? job->area_a[unit] : 0.0;
    double whole = fmin(job->area_a[unit], job->area_b[b]);
    double area = bp_outline_common_area(a, &job->outline_b[b]);
    return fabs(area - whole) <= WHOLE_SHARE * whole ? whole : area;
}

static bool is_sliver(bp_geos *geos, const overlay_job *job, const bp_overlap *overlap, double whole)
{
    const bp_overlay_options *options = job->options;
    if (overlap->area < options->least_share * whole)
        return true;
    return options->least_width > 0.0 &&
           bp_is_narrow(geos, job->a, overlap->a, job->b, overlap->b, overlap->area, options->least_width);
}

static bp_status overlay_unit(bp_geos *geos, workspace *space, int64_t unit, found *out)
{
    const overlay_job *job = space->job;
    bp_outline a;
    if (!bp_outline_make(job->a, unit, &a))
        return bp_context_fail_memory(geos->context, 0);
    bool complete = find_near(space, a.box);
    for (int64_t k = 0; complete && k < space->n_near; k++) {
        int64_t b = space->near[k];
        const bp_overlap overlap = {unit, b, pair_area(job, unit, &a, b)};
        double whole = fmin(job->area_a[unit], job->area_b[b]);
        if (!(overlap.area > NOISE_SHARE * whole))
            continue;
        if (is_sliver(geos, job, &overlap, whole))
            complete = add_overlap(&out->slivers, &out->cap_slivers, overlap);
        else
            complete = add_overlap(&out->kept, &out->cap_kept, overlap);
    }
    bp_outline_clear(&a);
    return complete ? BP_OK : bp_context_fail_memory(geos->context, 0);
}

static bp_status overlay_piece(bp_geos *geos, int64_t number, void *user)
{
    overlay_job *job = (overlay_job *)user;
    workspace *space = workspace_of(geos, job);
    if (!space)
        return bp_context_fail_memory(geos->context, 0);
    const uint8_t *wanted = job->options->wanted;
    int64_t first = number * job->piece_size, end = first + job->piece_size;
    bp_status status = BP_OK;
    for (int64_t a = first; !status && a < end && a < job->a->n_units; a++)
        if ((!wanted || wanted[a]) && !isnan(job->area_a[a]) && !bp_context_interrupted(job->context))
            status = overlay_unit(geos, space, a, &job->results[number]);
    return status;
}

/* The lists of the pieces in one: those of slivers, or the others. */
static bp_status put_together(const overlay_job *job, bool slivers, bp_overlap_list *out)
{
    int64_t n = 0, at = 0;
    for (int64_t i = 0; i < job->n_pieces; i++)
        n += slivers ? job->results[i].slivers.n : job->results[i].kept.n;
    bp_overlap *items = (bp_overlap *)malloc((size_t)(n + 1) * sizeof *items);
    if (!items)
        return bp_context_fail_memory(job->context, (size_t)n * sizeof *items);
    for (int64_t i = 0; i < job->n_pieces; i++) {
        const bp_overlap_list *list = slivers ? &job->results[i].slivers : &job->results[i].kept;
        for (int64_t k = 0; k < list->n; k++)
            items[at++] = list->items[k];
    }
    *out = (bp_overlap_list){n, items};
    return BP_OK;
}

/* Whether all coordinates of a unit are finite numbers. */
static bool is_finite(const bp_polygons *polygons, int64_t unit)
{
    double sum = 0.0; /* stays 0 as long as they are */
    if (polygons->unit_parts[unit] == polygons->unit_parts[unit + 1])
        return true;
    int64_t c = polygons->ring_coords[polygons->part_rings[polygons->unit_parts[unit]]];
    int64_t end = polygons->ring_coords[polygons->part_rings[polygons->unit_parts[unit + 1]]];
    for (; c < end; c++)
        sum += 0.0 * polygons->xy[2 * c] + 0.0 * polygons->xy[2 * c + 1];
    return sum == 0.0;
}

/* The areas of the units; NAN for those that are not finite, of which the first are named. */
static void measure(bp_context *context, const char *which, const bp_polygons *polygons, double *area)
{
    int64_t n_odd = 0, named[MOST_NAMED];
    bp_polygons_area(polygons, area);
    for (int64_t u = 0; u < polygons->n_units; u++) {
        if (is_finite(polygons, u))
            continue;
        area[u] = NAN;
        if (n_odd < MOST_NAMED)
            named[n_odd] = u;
        n_odd++;
    }
    for (int64_t k = 0; k < n_odd && k < MOST_NAMED; k++)
        bp_context_warn(context, "overlay.not_finite",
                        "row %lld of the %s layer has a coordinate that is no finite number, and was left "
                        "out of the overlay (%lld such row%s)",
                        (long long)named[k] + 1, which, (long long)n_odd, n_odd == 1 ? "" : "s");
}

static bp_status allocate_job(overlay_job *job)
{
    size_t n_a = (size_t)job->a->n_units + 1, n_b = (size_t)job->b->n_units + 1;
    job->area_a = (double *)malloc(n_a * sizeof *job->area_a);
    job->area_b = (double *)malloc(n_b * sizeof *job->area_b);
    job->outline_b = (bp_outline *)calloc(n_b, sizeof *job->outline_b);
    job->grid_b = (bp_region_grid *)calloc(n_b, sizeof *job->grid_b);
    job->diagonals = (bp_segment *)malloc(n_b * sizeof *job->diagonals);
    job->results = (found *)calloc((size_t)job->n_pieces + 1, sizeof *job->results);
    if (!job->area_a || !job->area_b || !job->outline_b || !job->grid_b || !job->diagonals || !job->results)
        return bp_context_fail_memory(job->context, (n_a + n_b) * sizeof(bp_outline));
    measure(job->context, "first", job->a, job->area_a);
    measure(job->context, "second", job->b, job->area_b);
    return BP_OK;
}

/* The outlines of the units of b, and the tree of their boxes. */
static bp_status plant_tree(overlay_job *job)
{
    int64_t n = 0;
    bool failed = false;
#pragma omp parallel for num_threads(bp_context_threads(job->context)) schedule(dynamic, 64)                 \
    reduction(||                                                                                             \
              : failed)
    for (int64_t u = 0; u < job->b->n_units; u++)
        if (!isnan(job->area_b[u]) && !bp_outline_make(job->b, u, &job->outline_b[u]))
            failed = true;
    if (failed)
        return bp_context_fail_memory(job->context, 0);
    for (int64_t u = 0; u < job->b->n_units; u++) {
        const double *box = job->outline_b[u].box;
        if (!isnan(job->area_b[u]) && box[0] <= box[2])
            job->diagonals[n++] = (bp_segment){{box[0], box[1]}, {box[2], box[3]}, (int32_t)u};
    }
    return bp_segment_tree_build(job->context, job->diagonals, n, &job->tree);
}

/* Grids of the units of b that are large beside the units of a. */
static bp_status draw_grids(overlay_job *job)
{
    double total = 0.0;
    int64_t n_cells = 0;
    for (int64_t u = 0; u < job->a->n_units; u++)
        total += isnan(job->area_a[u]) ? 0.0 : job->area_a[u];
    for (int64_t u = 0; total > 0.0 && u < job->b->n_units; u++) {
        const double *box = job->outline_b[u].box;
        if (!(box[0] < box[2]))
            continue;
        double fit = (box[2] - box[0]) * (box[3] - box[1]) / total * (double)job->a->n_units;
        double side = 2.0 * sqrt(fit);
        int n = side < MOST_SIDE ? (int)side : MOST_SIDE;
        if (n < LEAST_SIDE || n_cells + (int64_t)n * n > MOST_CELLS)
            continue;
        if (!bp_region_grid_draw(job->b, u, n, &job->grid_b[u]))
            return bp_context_fail_memory(job->context, (size_t)n * (size_t)n);
        n_cells += (int64_t)n * n;
    }
    return BP_OK;
}

static void clear_overlay(overlay_job *job)
{
    for (int64_t i = 0; job->results && i < job->n_pieces; i++) {
        bp_overlap_list_clear(&job->results[i].kept);
        bp_overlap_list_clear(&job->results[i].slivers);
    }
    for (int64_t u = 0; job->grid_b && u < job->b->n_units; u++)
        free(job->grid_b[u].cells);
    for (int64_t u = 0; job->outline_b && u < job->b->n_units; u++)
        bp_outline_clear(&job->outline_b[u]);
    bp_segment_tree_clear(&job->tree);
    free(job->results);
    free(job->area_a);
    free(job->area_b);
    free(job->outline_b);
    free(job->grid_b);
    free(job->diagonals);
}

static bp_status check_options(bp_context *context, const bp_polygons *b, const bp_overlay_options *options)
{
    if (!(options->least_width >= 0.0))
        return bp_context_fail(context, BP_ERROR_ARGUMENT,
                               "the least width of an overlap is %g; give 0 or a length",
                               options->least_width);
    if (!(options->least_share >= 0.0))
        return bp_context_fail(context, BP_ERROR_ARGUMENT,
                               "the least share of an overlap is %g; give 0 or a share up to 1",
                               options->least_share);
    if (b->n_units > INT32_MAX)
        return bp_context_fail(context, BP_ERROR_ARGUMENT,
                               "an overlay with %lld units was asked for; the most is %lld",
                               (long long)b->n_units, (long long)INT32_MAX);
    return BP_OK;
}

bp_status bp_overlay(bp_context *context, const bp_polygons *a, const bp_polygons *b,
                     const bp_overlay_options *options, bp_overlap_list *out, bp_overlap_list *slivers)
{
    bp_status status = check_options(context, b, options);
    if (status)
        return status;
    bp_overlap_list kept = BP_OVERLAP_LIST_INIT, thin = BP_OVERLAP_LIST_INIT;
    overlay_job job = {.context = context, .a = a, .b = b, .options = options, .tree = BP_SEGMENT_TREE_INIT};
    job.piece_size = bp_geos_piece_size(context, a->n_units);
    job.n_pieces = (a->n_units + job.piece_size - 1) / job.piece_size;
    status = allocate_job(&job);
    if (!status)
        status = plant_tree(&job);
    if (!status)
        status = draw_grids(&job);
    if (!status)
        status = bp_geos_each(context, job.n_pieces, overlay_piece, &job);
    if (!status)
        status = put_together(&job, false, &kept);
    if (!status && slivers)
        status = put_together(&job, true, &thin);
    clear_overlay(&job);
    if (status) {
        bp_overlap_list_clear(&kept);
        return status;
    }
    *out = kept;
    if (slivers)
        *slivers = thin;
    return BP_OK;
}

bp_status bp_overlay_areas(bp_context *context, const bp_polygons *a, const uint8_t *wanted,
                           const bp_polygons *b, bp_overlap_list *out)
{
    const bp_overlay_options options = {wanted, 0.0, 0.0};
    return bp_overlay(context, a, b, &options, out, NULL);
}
