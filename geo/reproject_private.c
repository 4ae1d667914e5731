#include "geo/reproject_private.h"

#include <math.h>
#include <stdlib.h>

enum { MOST_ROUNDS = 16 };

/* A point of a ring, where it was and where it went. The points of a ring are a chain that grows. */
typedef struct node {
    double from[2], to[2];
    int64_t next; /* -1: the last of its ring */
} node;

typedef struct chains {
    bp_context *context;
    const bp_crs *from, *to;
    double tolerance;
    node *nodes; /* the points of the polygons first, in their order */
    int64_t n, cap;
    int64_t *edges; /* edges[n_edges]: first points of the edges to look at */
    int64_t n_edges, cap_edges;
    double *middles; /* middles[2 * n_edges] */
} chains;

static void clear_chains(chains *c)
{
    free(c->nodes);
    free(c->edges);
    free(c->middles);
}

static bp_status allocate(chains *c, const bp_polygons *polygons)
{
    size_t n = (size_t)polygons->n_coords + 1;
    c->cap = c->cap_edges = (int64_t)n;
    c->nodes = (node *)malloc(n * sizeof *c->nodes);
    c->edges = (int64_t *)malloc(n * sizeof *c->edges);
    c->middles = (double *)malloc(2 * n * sizeof *c->middles);
    if (c->nodes && c->edges && c->middles)
        return BP_OK;
    return bp_context_fail_memory(c->context, n * sizeof *c->nodes);
}

/* Every point in its new place and every edge to be looked at. */
static bp_status begin(chains *c, const bp_polygons *polygons, char **operation)
{
    for (int64_t i = 0; i < 2 * polygons->n_coords; i++)
        c->middles[i] = polygons->xy[i];
    bp_status status =
        bp_crs_transform(c->context, c->from, c->to, "the units", c->middles, polygons->n_coords, operation);
    if (status)
        return status;
    c->n = polygons->n_coords;
    for (int64_t r = 0; r < polygons->n_rings; r++)
        for (int64_t i = polygons->ring_coords[r]; i < polygons->ring_coords[r + 1]; i++) {
            bool is_last = i + 1 == polygons->ring_coords[r + 1];
            const double *was = polygons->xy + 2 * i, *went = c->middles + 2 * i;
            c->nodes[i] = (node){{was[0], was[1]}, {went[0], went[1]}, is_last ? -1 : i + 1};
            if (!is_last)
                c->edges[c->n_edges++] = i;
        }
    return BP_OK;
}

/* Room for a point in each edge, and for the halves of all as the next edges. */
static bp_status reserve(chains *c)
{
    if (c->n + c->n_edges > c->cap) {
        c->cap = c->n + c->n_edges;
        node *grown = (node *)realloc(c->nodes, (size_t)c->cap * sizeof *grown);
        if (!grown)
            return bp_context_fail_memory(c->context, (size_t)c->cap * sizeof *grown);
        c->nodes = grown;
    }
    if (2 * c->n_edges > c->cap_edges) {
        c->cap_edges = 2 * c->n_edges;
        int64_t *edges = (int64_t *)realloc(c->edges, (size_t)c->cap_edges * sizeof *edges);
        c->edges = edges ? edges : c->edges;
        double *middles = (double *)realloc(c->middles, 2 * (size_t)c->cap_edges * sizeof *middles);
        c->middles = middles ? middles : c->middles;
        if (!edges || !middles)
            return bp_context_fail_memory(c->context, (size_t)c->cap_edges * sizeof *middles);
    }
    return BP_OK;
}

/* Put the middle of every edge that strays into its chain; its halves are the next edges. */
static bp_status halve(chains *c)
{
    bp_status status = reserve(c);
    if (status)
        return status;
    for (int64_t e = 0; e < c->n_edges; e++) {
        const node *a = &c->nodes[c->edges[e]], *b = &c->nodes[a->next];
        for (int axis = 0; axis < 2; axis++)
            c->middles[2 * e + axis] = 0.5 * (a->from[axis] + b->from[axis]);
    }
    status = bp_crs_transform(c->context, c->from, c->to, "the units", c->middles, c->n_edges, NULL);
    int64_t n_more = 0, n_edges = c->n_edges;
    for (int64_t e = 0; !status && e < n_edges; e++) {
        node *a = &c->nodes[c->edges[e]], *b = &c->nodes[a->next], *middle = &c->nodes[c->n];
        const double *went = c->middles + 2 * e;
        if (hypot(went[0] - 0.5 * (a->to[0] + b->to[0]), went[1] - 0.5 * (a->to[1] + b->to[1])) <=
            c->tolerance)
            continue;
        *middle = (node){
            {0.5 * (a->from[0] + b->from[0]), 0.5 * (a->from[1] + b->from[1])}, {went[0], went[1]}, a->next};
        /* The halves go behind the edges still to be looked at. */
        c->edges[n_edges + n_more] = c->edges[e];
        a->next = c->n++;
        n_more++;
    }
    /* Each halved edge has become two: the one from its first point, and the one from its middle. */
    for (int64_t k = 0; k < n_more; k++)
        c->edges[k] = c->edges[n_edges + k];
    for (int64_t k = 0; k < n_more; k++)
        c->edges[n_more + k] = c->nodes[c->edges[k]].next;
    c->n_edges = 2 * n_more;
    return status;
}

static bp_status write_unit(const chains *c, const bp_polygons *polygons, int64_t unit, bp_polygons *out)
{
    bp_status status = BP_OK;
    for (int64_t p = polygons->unit_parts[unit]; !status && p < polygons->unit_parts[unit + 1]; p++) {
        for (int64_t r = polygons->part_rings[p]; !status && r < polygons->part_rings[p + 1]; r++) {
            for (int64_t i = polygons->ring_coords[r]; !status && i >= 0; i = c->nodes[i].next)
                status = bp_polygons_add_points(c->context, out, c->nodes[i].to, 1);
            if (!status)
                status = bp_polygons_end_ring(c->context, out);
        }
        if (!status)
            status = bp_polygons_end_part(c->context, out);
    }
    return status ? status : bp_polygons_end_unit(c->context, out);
}

bp_status bp_polygons_reproject(bp_context *context, const bp_polygons *polygons, const bp_crs *from,
                                const bp_crs *to, double tolerance, bp_polygons *out, char **operation)
{
    chains c = {context, from, to, tolerance, NULL, 0, 0, NULL, 0, 0, NULL};
    bp_polygons made = BP_POLYGONS_INIT;
    char *words = NULL;
    bp_status status = allocate(&c, polygons);
    if (!status)
        status = begin(&c, polygons, &words);
    for (int round = 0; !status && round < MOST_ROUNDS && c.n_edges > 0; round++)
        status = halve(&c);
    for (int64_t u = 0; !status && u < polygons->n_units; u++)
        status = write_unit(&c, polygons, u, &made);
    clear_chains(&c);
    if (status) {
        bp_polygons_clear(&made);
        free(words);
        return status;
    }
    *out = made;
    *operation = words;
    return BP_OK;
}
