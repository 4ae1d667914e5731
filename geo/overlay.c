#include "geo/overlay.h"

#include "geo/geos_private.h"
#include "geo/region_grid_private.h"

#include <math.h>
#include <stdlib.h>

/* An overlap that is no more than this share of the smaller unit is rounding noise. */
static const double NOISE_SHARE = 1e-9;

/*
 * Units of b with more points than KEPT_POINTS, or that have a grid, are made and prepared once per thread,
 * others whenever they are met. A grid is drawn of each that units of a mostly fit into: of about four cells
 * to a unit of a, so that only those near the border need GEOS, and as long as the cells of all together stay
 * below MOST_CELLS. Up to FEW_UNITS boxes are looked through without the tree.
 */
enum { KEPT_POINTS = 64, LEAST_SIDE = 8, MOST_SIDE = 512, MOST_CELLS = 1 << 26, FEW_UNITS = 32 };

typedef struct overlay_job {
    bp_context *context;
    const bp_polygons *a, *b;
    const uint8_t *wanted;
    double *area_a, *area_b;  /* area_a[a->n_units], area_b[b->n_units] */
    double *box_b;            /* box_b[4 * b->n_units]; what has no geometry has a box that meets none */
    bp_region_grid *grid_b;   /* grid_b[b->n_units] */
    GEOSSTRtree *tree;        /* of the units of b; an item points to the unit's box */
    bp_overlap_list *results; /* results[n_pieces] */
    int64_t n_pieces, piece_size;
} overlay_job;

/* A geometry and its prepared form, made when first asked for. */
typedef struct shape {
    GEOSGeometry *geometry;
    const GEOSPreparedGeometry *prepared;
} shape;

/* The unit of a in hand; its shape is made when GEOS is needed. */
typedef struct subject {
    int64_t unit;
    double box[4];
    shape shape;
} subject;

/* What a thread keeps: the larger units of b, and the units of b near the present unit of a. */
typedef struct workspace {
    bp_geos *geos;
    const overlay_job *job;
    shape *kept; /* kept[n_kept] */
    int64_t n_kept;
    int64_t *near;
    int64_t n_near, cap_near;
    bool failed;
} workspace;

void bp_overlap_list_clear(bp_overlap_list *list)
{
    free(list->items);
    *list = (bp_overlap_list)BP_OVERLAP_LIST_INIT;
}

static void clear_shape(bp_geos *geos, shape *s)
{
    if (s->prepared)
        GEOSPreparedGeom_destroy_r(geos->handle, s->prepared);
    if (s->geometry)
        GEOSGeom_destroy_r(geos->handle, s->geometry);
    *s = (shape){NULL, NULL};
}

/* Prepare a shape whose geometry is there. */
static bool prepare(bp_geos *geos, shape *s)
{
    if (!s->prepared)
        s->prepared = GEOSPrepare_r(geos->handle, s->geometry);
    return s->prepared != NULL;
}

static void free_workspace(bp_geos *geos)
{
    workspace *space = (workspace *)geos->local;
    for (int64_t i = 0; space->kept && i < space->n_kept; i++)
        clear_shape(geos, &space->kept[i]);
    free(space->kept);
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
    space->geos = geos;
    space->job = job;
    space->n_kept = job->b->n_units;
    space->kept = (shape *)calloc((size_t)space->n_kept + 1, sizeof *space->kept);
    return space->kept ? space : NULL;
}

/* The diagonal of a box, whose envelope is the box; NULL when GEOS fails. */
static GEOSGeometry *box_geometry(GEOSContextHandle_t handle, const double box[4])
{
    GEOSCoordSequence *points = GEOSCoordSeq_copyFromBuffer_r(handle, box, 2, 0, 0);
    return points ? GEOSGeom_createLineString_r(handle, points) : NULL;
}

static void count_nothing(void *item, void *user)
{
    (void)item;
    (void)user;
}

/* Plant the tree. A first query makes GEOS finish it, after which threads may query it side by side. */
static bp_status plant_tree(overlay_job *job, GEOSContextHandle_t handle)
{
    job->tree = GEOSSTRtree_create_r(handle, 10);
    bool complete = job->tree != NULL;
    for (int64_t u = 0; complete && u < job->b->n_units; u++) {
        double *box = job->box_b + 4 * u;
        if (job->b->unit_parts[u] == job->b->unit_parts[u + 1])
            continue;
        GEOSGeometry *diagonal = box_geometry(handle, box);
        complete = diagonal != NULL;
        if (complete) {
            GEOSSTRtree_insert_r(handle, job->tree, diagonal, box);
            GEOSGeom_destroy_r(handle, diagonal);
        }
    }
    const double anywhere[4] = {0.0, 0.0, 0.0, 0.0};
    GEOSGeometry *first = complete ? box_geometry(handle, anywhere) : NULL;
    if (!first)
        return bp_context_fail(job->context, BP_ERROR_INTERNAL, "GEOS could not build its tree of boxes");
    GEOSSTRtree_query_r(handle, job->tree, first, count_nothing, NULL);
    GEOSGeom_destroy_r(handle, first);
    return BP_OK;
}

static void note_near(void *item, void *user)
{
    workspace *space = (workspace *)user;
    if (space->n_near == space->cap_near) {
        int64_t cap = space->cap_near ? 2 * space->cap_near : 64;
        int64_t *grown = (int64_t *)realloc(space->near, (size_t)cap * sizeof *grown);
        if (!grown) {
            space->failed = true;
            return;
        }
        space->near = grown;
        space->cap_near = cap;
    }
    space->near[space->n_near++] = ((double *)item - space->job->box_b) / 4;
}

static int by_number(const void *a, const void *b)
{
    int64_t na = *(const int64_t *)a, nb = *(const int64_t *)b;
    return (na > nb) - (na < nb);
}

static bool boxes_meet(const double *a, const double *b)
{
    return a[0] <= b[2] && b[0] <= a[2] && a[1] <= b[3] && b[1] <= a[3];
}

/* The units of b whose boxes meet `box`, ascending, in space->near. */
static bp_status find_near(workspace *space, const double box[4])
{
    bp_geos *geos = space->geos;
    space->n_near = 0;
    space->failed = false;
    if (space->job->b->n_units <= FEW_UNITS) {
        for (int64_t u = 0; u < space->job->b->n_units; u++)
            if (boxes_meet(box, space->job->box_b + 4 * u))
                note_near(space->job->box_b + 4 * u, space);
        return space->failed ? bp_context_fail_memory(geos->context, 0) : BP_OK;
    }
    GEOSGeometry *diagonal = box_geometry(geos->handle, box);
    if (!diagonal)
        return BP_ERROR_INTERNAL;
    GEOSSTRtree_query_r(geos->handle, space->job->tree, diagonal, note_near, space);
    GEOSGeom_destroy_r(geos->handle, diagonal);
    if (space->failed)
        return bp_context_fail_memory(geos->context, 0);
    if (space->n_near > 1)
        qsort(space->near, (size_t)space->n_near, sizeof *space->near, by_number);
    return BP_OK;
}

static bool box_within(const double *inner, const double *outer)
{
    return inner[0] >= outer[0] && inner[1] >= outer[1] && inner[2] <= outer[2] && inner[3] <= outer[3];
}

/*
 * Whether one of the two lies in the other, as GEOS answers: 1 yes, 0 no, else a failure. `*area` is then
 * that of the inner one, to the last bit, which is also much faster than an intersection.
 */
static char contains(workspace *space, subject *a, int64_t b, shape *shape_b, double *area)
{
    GEOSContextHandle_t handle = space->geos->handle;
    const double *box_b = space->job->box_b + 4 * b;
    char answer = 0;
    if (box_within(box_b, a->box)) {
        if (!prepare(space->geos, &a->shape))
            return 2;
        answer = GEOSPreparedContains_r(handle, a->shape.prepared, shape_b->geometry);
        *area = space->job->area_b[b];
    }
    if (answer == 0 && box_within(a->box, box_b)) {
        if (!prepare(space->geos, shape_b))
            return 2;
        answer = GEOSPreparedContains_r(handle, shape_b->prepared, a->shape.geometry);
        *area = space->job->area_a[a->unit];
    }
    return answer;
}

/* Whether the two meet, as GEOS answers; by what is prepared already. */
static char intersects(workspace *space, subject *a, const shape *shape_b)
{
    GEOSContextHandle_t handle = space->geos->handle;
    if (shape_b->prepared)
        return GEOSPreparedIntersects_r(handle, shape_b->prepared, a->shape.geometry);
    if (!prepare(space->geos, &a->shape))
        return 2;
    return GEOSPreparedIntersects_r(handle, a->shape.prepared, shape_b->geometry);
}

/* Area of what the unit of a and unit b have in common. */
static bp_status pair_area(workspace *space, subject *a, int64_t b, shape *shape_b, double *area)
{
    GEOSContextHandle_t handle = space->geos->handle;
    char answer = contains(space, a, b, shape_b, area);
    if (answer != 0)
        return answer == 1 ? BP_OK : BP_ERROR_INTERNAL;
    *area = 0.0;
    answer = intersects(space, a, shape_b);
    if (answer != 1)
        return answer == 0 ? BP_OK : BP_ERROR_INTERNAL;
    GEOSGeometry *common = GEOSIntersection_r(handle, a->shape.geometry, shape_b->geometry);
    bp_status status = common && GEOSArea_r(handle, common, area) ? BP_OK : BP_ERROR_INTERNAL;
    if (common)
        GEOSGeom_destroy_r(handle, common);
    return status;
}

static bp_status add_overlap(bp_geos *geos, bp_overlap_list *list, int64_t *cap, bp_overlap found)
{
    if (list->n == *cap) {
        int64_t grown_cap = *cap ? 2 * *cap : 64;
        bp_overlap *grown = (bp_overlap *)realloc(list->items, (size_t)grown_cap * sizeof *grown);
        if (!grown)
            return bp_context_fail_memory(geos->context, (size_t)grown_cap * sizeof *grown);
        list->items = grown;
        *cap = grown_cap;
    }
    list->items[list->n++] = found;
    return BP_OK;
}

static bool is_kept(const overlay_job *job, int64_t unit)
{
    const bp_polygons *polygons = job->b;
    if (job->grid_b[unit].cells)
        return true;
    int64_t first = polygons->part_rings[polygons->unit_parts[unit]];
    int64_t end = polygons->part_rings[polygons->unit_parts[unit + 1]];
    return polygons->ring_coords[end] - polygons->ring_coords[first] > KEPT_POINTS;
}

/* pair_area with the geometries, made or at hand; without them when the grid of b can tell. */
static bp_status measure_pair(workspace *space, subject *a, int64_t b, double *area)
{
    const overlay_job *job = space->job;
    const bp_region_grid *grid = &job->grid_b[b];
    bp_region_place place = grid->cells ? bp_region_grid_place(grid, a->box) : BP_REGION_BORDER;
    *area = place == BP_REGION_INSIDE ? job->area_a[a->unit] : 0.0;
    if (place != BP_REGION_BORDER)
        return BP_OK;
    if (!a->shape.geometry)
        a->shape.geometry = bp_geos_from_unit(space->geos, job->a, a->unit);
    shape passing = {NULL, NULL};
    shape *shape_b = is_kept(job, b) ? &space->kept[b] : &passing;
    if (!shape_b->geometry)
        shape_b->geometry = bp_geos_from_unit(space->geos, job->b, b);
    /* What is kept is worth preparing, once. */
    bool ready =
        a->shape.geometry && shape_b->geometry && (shape_b == &passing || prepare(space->geos, shape_b));
    bp_status status = ready ? pair_area(space, a, b, shape_b, area) : BP_ERROR_INTERNAL;
    clear_shape(space->geos, &passing);
    return status;
}

static bp_status overlay_unit(workspace *space, int64_t unit, bp_overlap_list *list, int64_t *cap)
{
    const overlay_job *job = space->job;
    subject a = {unit, {0.0, 0.0, 0.0, 0.0}, {NULL, NULL}};
    if (!bp_polygons_unit_extent(job->a, unit, a.box))
        return BP_OK;
    bp_status status = find_near(space, a.box);
    for (int64_t k = 0; !status && k < space->n_near; k++) {
        int64_t b = space->near[k];
        double area = 0.0, area_a = job->area_a[unit], area_b = job->area_b[b];
        status = measure_pair(space, &a, b, &area);
        if (!status && area > NOISE_SHARE * (area_a < area_b ? area_a : area_b))
            status = add_overlap(space->geos, list, cap, (bp_overlap){unit, b, area});
    }
    clear_shape(space->geos, &a.shape);
    return status == BP_ERROR_INTERNAL ? bp_geos_fail(space->geos, "overlay", unit) : status;
}

static bp_status overlay_piece(bp_geos *geos, int64_t number, void *user)
{
    overlay_job *job = (overlay_job *)user;
    workspace *space = workspace_of(geos, job);
    if (!space)
        return bp_context_fail_memory(geos->context, 0);
    int64_t first = number * job->piece_size, end = first + job->piece_size, cap = 0;
    bp_status status = BP_OK;
    for (int64_t a = first; !status && a < end && a < job->a->n_units; a++)
        if ((!job->wanted || job->wanted[a]) && !bp_context_interrupted(job->context))
            status = overlay_unit(space, a, &job->results[number], &cap);
    return status;
}

/* The lists of the pieces in one. */
static bp_status put_together(const overlay_job *job, bp_overlap_list *out)
{
    int64_t n = 0;
    for (int64_t i = 0; i < job->n_pieces; i++)
        n += job->results[i].n;
    bp_overlap *items = (bp_overlap *)malloc((size_t)(n + 1) * sizeof *items);
    if (!items)
        return bp_context_fail_memory(job->context, (size_t)n * sizeof *items);
    int64_t at = 0;
    for (int64_t i = 0; i < job->n_pieces; i++)
        for (int64_t k = 0; k < job->results[i].n; k++)
            items[at++] = job->results[i].items[k];
    *out = (bp_overlap_list){n, items};
    return BP_OK;
}

static bp_status allocate_job(overlay_job *job)
{
    size_t n_a = (size_t)job->a->n_units + 1, n_b = (size_t)job->b->n_units + 1;
    job->area_a = (double *)malloc(n_a * sizeof *job->area_a);
    job->area_b = (double *)malloc(n_b * sizeof *job->area_b);
    job->box_b = (double *)malloc(4 * n_b * sizeof *job->box_b);
    job->grid_b = (bp_region_grid *)calloc(n_b, sizeof *job->grid_b);
    job->results = (bp_overlap_list *)calloc((size_t)job->n_pieces + 1, sizeof *job->results);
    if (!job->area_a || !job->area_b || !job->box_b || !job->grid_b || !job->results)
        return bp_context_fail_memory(job->context, (n_a + 5 * n_b) * sizeof(double));
    bp_polygons_area(job->a, job->area_a);
    bp_polygons_area(job->b, job->area_b);
    return BP_OK;
}

/* Boxes of the units of b, and grids of those that are large beside the units of a. */
static bp_status draw_grids(overlay_job *job)
{
    double total = 0.0;
    int64_t n_cells = 0;
    for (int64_t u = 0; u < job->a->n_units; u++)
        total += job->area_a[u];
    for (int64_t u = 0; u < job->b->n_units; u++) {
        double *box = job->box_b + 4 * u;
        box[0] = box[1] = INFINITY;
        box[2] = box[3] = -INFINITY;
        if (!bp_polygons_unit_extent(job->b, u, box) || !(total > 0.0))
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
    for (int64_t i = 0; job->results && i < job->n_pieces; i++)
        bp_overlap_list_clear(&job->results[i]);
    for (int64_t u = 0; job->grid_b && u < job->b->n_units; u++)
        free(job->grid_b[u].cells);
    free(job->results);
    free(job->area_a);
    free(job->area_b);
    free(job->box_b);
    free(job->grid_b);
}

bp_status bp_overlay_areas(bp_context *context, const bp_polygons *a, const uint8_t *wanted,
                           const bp_polygons *b, bp_overlap_list *out)
{
    overlay_job job = {.context = context, .a = a, .b = b, .wanted = wanted};
    job.piece_size = bp_geos_piece_size(context, a->n_units);
    job.n_pieces = (a->n_units + job.piece_size - 1) / job.piece_size;
    GEOSContextHandle_t handle = GEOS_init_r();
    bp_status status = handle ? allocate_job(&job) : bp_context_fail_memory(context, 0);
    if (!status)
        status = draw_grids(&job);
    if (!status)
        status = plant_tree(&job, handle);
    if (!status)
        status = bp_geos_each(context, job.n_pieces, overlay_piece, &job);
    if (!status)
        status = put_together(&job, out);
    clear_overlay(&job);
    if (job.tree)
        GEOSSTRtree_destroy_r(handle, job.tree);
    if (handle)
        GEOS_finish_r(handle);
    return status;
}
