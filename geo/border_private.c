#include "geo/border_private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What is known of edge i of the list; `head` and `walked` are of use where it is the first at its point. */
struct bp_border_node {
    uint32_t first;     /* the first edge in the list that begins where this one does */
    uint32_t following; /* the next edge that begins there, or NONE */
    uint32_t head;      /* the first of them that is not in a ring yet, or NONE */
    uint32_t walked;    /* where on the present path the point is, or NONE */
};

enum { SMALLEST_TABLE = 64 };

static const uint32_t NONE = UINT32_MAX;

static bool same_place(const double *xy, int64_t a, int64_t b)
{
    return xy[2 * a] == xy[2 * b] && xy[2 * a + 1] == xy[2 * b + 1];
}

void bp_border_clear(bp_border *border)
{
    free(border->edges);
    free(border->ring_edges);
    free(border->ring_begin);
    free(border->nodes);
    free(border->table);
    bp_ring_workspace_clear(&border->checked);
    memset(border, 0, sizeof *border);
}

/* Point `c` and the one at the same place in another ring: edges that run to and fro between the same places
 * cancel each other. `before` is the point before c in its ring. */
static void cancel_at(bp_border_job *job, int64_t before, int64_t c, int64_t other)
{
    const bp_polygons *polygons = job->polygons;
    int64_t ring = bp_point_chains_ring(&job->chains, polygons, other);
    int64_t begin = polygons->ring_coords[ring], closing = polygons->ring_coords[ring + 1] - 1;
    int64_t other_before = other > begin ? other - 1 : closing - 1;
    if (same_place(polygons->xy, c + 1, other_before))
        job->inner[c] = job->inner[other_before] = 1;
    if (same_place(polygons->xy, before, other + 1))
        job->inner[before] = job->inner[other] = 1;
}

static void cancel_ring(bp_border_job *job, int64_t ring, int32_t group)
{
    const bp_polygons *polygons = job->polygons;
    int64_t begin = polygons->ring_coords[ring], closing = polygons->ring_coords[ring + 1] - 1;
    for (int64_t c = begin; c < closing; c++)
        for (uint32_t other = job->chains.next[c]; other != BP_NO_POINT; other = job->chains.next[other]) {
            if (!same_place(polygons->xy, c, other))
                continue;
            int64_t other_ring = bp_point_chains_ring(&job->chains, polygons, other);
            if (job->group[job->chains.ring_unit[other_ring]] == group)
                cancel_at(job, c > begin ? c - 1 : closing - 1, c, other);
        }
}

/* The range of rings of a unit that has some. */
static void rings_of(const bp_polygons *polygons, int64_t unit, int64_t *first, int64_t *end)
{
    *first = polygons->part_rings[polygons->unit_parts[unit]];
    *end = polygons->part_rings[polygons->unit_parts[unit + 1]];
}

static bool reserve_edges(bp_border *border, int64_t n)
{
    if (border->edges && n <= border->cap_edges)
        return true;
    uint32_t *edges = (uint32_t *)realloc(border->edges, ((size_t)n + 1) * sizeof *edges);
    border->edges = edges ? edges : border->edges;
    uint32_t *ring_edges = (uint32_t *)realloc(border->ring_edges, (2 * (size_t)n + 1) * sizeof *ring_edges);
    border->ring_edges = ring_edges ? ring_edges : border->ring_edges;
    int64_t *ring_begin = (int64_t *)realloc(border->ring_begin, (size_t)(n + 1) * sizeof *ring_begin);
    border->ring_begin = ring_begin ? ring_begin : border->ring_begin;
    if (!edges || !ring_edges || !ring_begin)
        return false;
    border->cap_edges = n;
    return true;
}

/* Cancel what the members share, and list the other edges. */
static bool list_edges(bp_border_job *job, const int64_t *members, int64_t n, bp_border *border)
{
    const bp_polygons *polygons = job->polygons;
    int64_t n_points = 0, ring, end;
    for (int64_t m = 0; m < n; m++) {
        rings_of(polygons, members[m], &ring, &end);
        n_points += polygons->ring_coords[end] - polygons->ring_coords[ring];
        for (; ring < end; ring++)
            cancel_ring(job, ring, job->group[members[m]]);
    }
    if (!reserve_edges(border, n_points))
        return false;
    border->n_edges = 0;
    for (int64_t m = 0; m < n; m++)
        for (rings_of(polygons, members[m], &ring, &end); ring < end; ring++)
            for (int64_t c = polygons->ring_coords[ring]; c < polygons->ring_coords[ring + 1] - 1; c++)
                if (!job->inner[c] && !same_place(polygons->xy, c, c + 1))
                    border->edges[border->n_edges++] = (uint32_t)c;
    return true;
}

static uint64_t hash_place(const double *p)
{
    uint64_t x, y;
    const double place[2] = {p[0] + 0.0, p[1] + 0.0}; /* so that -0 is 0 */
    memcpy(&x, &place[0], sizeof x);
    memcpy(&y, &place[1], sizeof y);
    uint64_t mixed = (x ^ (y << 32 | y >> 32)) * UINT64_C(0x9E3779B97F4A7C15);
    mixed ^= mixed >> 32;
    mixed *= UINT64_C(0xD6E8FEB86659FD93);
    return mixed ^ mixed >> 32;
}

/* The slot of the table for point `c`: the one that holds the first edge there, or a free one. */
static uint32_t *slot_of(const bp_border *border, const double *xy, int64_t c, uint64_t mask)
{
    uint64_t at = hash_place(xy + 2 * c) & mask;
    while (border->table[at] != NONE && !same_place(xy, border->edges[border->table[at]], c))
        at = (at + 1) & mask;
    return &border->table[at];
}

static uint64_t table_size(int64_t n_edges)
{
    uint64_t size = SMALLEST_TABLE;
    while (size < 2 * (uint64_t)n_edges)
        size *= 2;
    return size;
}

/* Find which edges begin at the same point. */
static bool make_nodes(const double *xy, bp_border *border)
{
    uint64_t size = table_size(border->n_edges);
    if (border->n_edges > border->cap_nodes || !border->table) {
        struct bp_border_node *nodes =
            (struct bp_border_node *)realloc(border->nodes, (size_t)size / 2 * sizeof *nodes);
        border->nodes = nodes ? nodes : border->nodes;
        uint32_t *table = (uint32_t *)realloc(border->table, (size_t)size * sizeof *table);
        border->table = table ? table : border->table;
        if (!nodes || !table)
            return false;
        border->cap_nodes = (int64_t)(size / 2);
    }
    memset(border->table, 0xFF, (size_t)size * sizeof *border->table);
    for (int64_t i = border->n_edges - 1; i >= 0; i--) {
        /* From the last, so that the first edge at a point ends up at the head of the others. */
        uint32_t *slot = slot_of(border, xy, border->edges[i], size - 1);
        border->nodes[i] = (struct bp_border_node){(uint32_t)i, *slot, (uint32_t)i, NONE};
        *slot = (uint32_t)i;
    }
    for (int64_t i = 0; i < border->n_edges; i++)
        if (border->nodes[i].following != NONE)
            border->nodes[border->nodes[i].following].first = border->nodes[i].first;
    return true;
}

/* How far left the way turns from edge `in` to edge `out`, in radians. */
static double turn(const double *xy, int64_t in, int64_t out)
{
    const double *a = xy + 2 * in, *b = xy + 2 * out;
    double ax = a[2] - a[0], ay = a[3] - a[1], bx = b[2] - b[0], by = b[3] - b[1];
    return atan2(ax * by - ay * bx, ax * bx + ay * by);
}

/* Take the edge out of the list of those at a point that goes on from edge `in` with the group on its left,
 * the leftmost one; NONE when there is none. */
static uint32_t take_edge(bp_border *border, const double *xy, uint32_t node, int64_t in)
{
    uint32_t best = border->nodes[node].head, before_best = NONE;
    if (best == NONE)
        return NONE;
    if (in >= 0 && border->nodes[best].following != NONE) {
        double most = turn(xy, in, border->edges[best]);
        for (uint32_t e = best; border->nodes[e].following != NONE; e = border->nodes[e].following) {
            uint32_t next = border->nodes[e].following;
            double left = turn(xy, in, border->edges[next]);
            if (left > most) {
                most = left;
                best = next;
                before_best = e;
            }
        }
    }
    if (before_best == NONE)
        border->nodes[node].head = border->nodes[best].following;
    else
        border->nodes[before_best].following = border->nodes[best].following;
    return best;
}

/*
 * Walk from a point until the path is used up. The path grows from the end of ring_edges down to where the
 * rings end; a loop is a ring as soon as it is closed, so none touches itself.
 */
static bool walk_from(bp_border *border, const double *xy, uint32_t start, uint64_t mask)
{
    uint32_t *path = border->ring_edges + border->cap_edges;
    int64_t n_path = 0, in = -1;
    uint32_t node = start;
    do {
        uint32_t edge = take_edge(border, xy, node, in);
        if (edge == NONE)
            return false;
        border->nodes[node].walked = (uint32_t)n_path;
        path[n_path++] = edge;
        in = border->edges[edge];
        node = *slot_of(border, xy, in + 1, mask);
        if (node == NONE)
            return false;
        if (border->nodes[node].walked == NONE)
            continue;
        int64_t begin = border->nodes[node].walked, at = border->ring_begin[border->n_rings];
        for (int64_t k = begin; k < n_path; k++) {
            border->nodes[border->nodes[path[k]].first].walked = NONE;
            border->ring_edges[at++] = border->edges[path[k]];
        }
        border->ring_begin[++border->n_rings] = at;
        n_path = begin;
    } while (n_path > 0);
    return true;
}

bp_border_result bp_border_find(bp_context *context, bp_border_job *job, const int64_t *members, int64_t n,
                                bp_border *border)
{
    const double *xy = job->polygons->xy;
    border->n_rings = 0;
    if (!list_edges(job, members, n, border) || !make_nodes(xy, border))
        return BP_BORDER_NO_MEMORY;
    if (!bp_edges_meet_in_ends(context, &border->checked, xy, border->edges, border->n_edges))
        return *bp_context_message(context) ? BP_BORDER_NO_MEMORY : BP_BORDER_DOUBTFUL;
    uint64_t mask = table_size(border->n_edges) - 1;
    border->ring_begin[0] = 0;
    for (int64_t i = 0; i < border->n_edges; i++) {
        if (border->nodes[i].first != (uint32_t)i)
            continue;
        while (border->nodes[i].head != NONE)
            if (!walk_from(border, xy, (uint32_t)i, mask))
                return BP_BORDER_DOUBTFUL;
    }
    return BP_BORDER_DONE;
}
