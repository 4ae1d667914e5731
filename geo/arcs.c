#include "geo/arcs.h"

#include "geo/point_chains_private.h"

#include <stdlib.h>
#include <string.h>

/*
 * Points at the same place get one number, that of the first of them. A place is a node when it has not the
 * same two neighbours at each of its points. Between nodes a border cannot part, so the first edge from a
 * node says which arc follows: another ring that leaves the node by that edge runs along the same arc, and
 * one that arrives by it runs along it the opposite way.
 */
typedef struct cutter {
    bp_context *context;
    const bp_polygons *polygons;
    bp_point_chains chains;
    uint32_t *place;   /* place[n_coords], not of closing points */
    uint8_t *is_node;  /* is_node[n_coords], by place */
    int64_t *leaving;  /* leaving[n_coords]: what a ring that was cut follows from this point, by point */
    int64_t *arriving; /* arriving[n_coords]: what it followed up to this point */
    uint8_t *is_cut;   /* is_cut[n_coords]: both are known of this point */
    int64_t cap_refs, cap_arcs, cap_points;
    bp_arcs arcs;
} cutter;

/* A ring as the numbers of its points, the closing one left out. */
struct ring {
    int64_t first, n;
};

static struct ring ring_at(const bp_polygons *polygons, int64_t r)
{
    return (struct ring){polygons->ring_coords[r],
                         polygons->ring_coords[r + 1] - polygons->ring_coords[r] - 1};
}

static int64_t point_after(const struct ring *ring, int64_t c)
{
    return c + 1 < ring->first + ring->n ? c + 1 : ring->first;
}

static int64_t point_before(const struct ring *ring, int64_t c)
{
    return c > ring->first ? c - 1 : ring->first + ring->n - 1;
}

void bp_arcs_clear(bp_arcs *arcs)
{
    static const bp_arcs nothing = BP_ARCS_INIT;
    free(arcs->unit_parts);
    free(arcs->part_rings);
    free(arcs->ring_refs);
    free(arcs->refs);
    free(arcs->arc_points);
    free(arcs->xy);
    *arcs = nothing;
}

static bool same_place(const bp_polygons *polygons, int64_t a, int64_t b)
{
    return polygons->xy[2 * a] == polygons->xy[2 * b] && polygons->xy[2 * a + 1] == polygons->xy[2 * b + 1];
}

/* Chains ascend, so the first point of a place is met before the others. */
static void number_places(cutter *job)
{
    const bp_polygons *polygons = job->polygons;
    for (int64_t c = 0; c < polygons->n_coords; c++)
        job->place[c] = BP_NO_POINT;
    for (int64_t r = 0; r < polygons->n_rings; r++) {
        struct ring ring = ring_at(polygons, r);
        for (int64_t c = ring.first; c < ring.first + ring.n; c++) {
            if (job->place[c] != BP_NO_POINT)
                continue;
            job->place[c] = (uint32_t)c;
            for (uint32_t d = job->chains.next[c]; d != BP_NO_POINT; d = job->chains.next[d])
                if (job->place[d] == BP_NO_POINT && same_place(polygons, c, d))
                    job->place[d] = (uint32_t)c;
        }
    }
}

/* leaving and arriving serve as the two neighbours of a place, until rings are cut. */
static void find_nodes(cutter *job)
{
    for (int64_t r = 0; r < job->polygons->n_rings; r++) {
        struct ring ring = ring_at(job->polygons, r);
        for (int64_t c = ring.first; c < ring.first + ring.n; c++) {
            uint32_t place = job->place[c];
            int64_t a = job->place[point_before(&ring, c)], b = job->place[point_after(&ring, c)];
            int64_t low = a < b ? a : b, high = a < b ? b : a;
            if (place == c) {
                job->leaving[place] = low;
                job->arriving[place] = high;
            } else if (job->leaving[place] != low || job->arriving[place] != high) {
                job->is_node[place] = 1;
            }
        }
    }
}

/* Room for one more; false when memory runs out. */
static bool reserve(void **array, int64_t *cap, int64_t n, size_t size)
{
    if (n < *cap)
        return true;
    int64_t wanted = *cap ? 2 * *cap : 1024;
    void *larger = realloc(*array, (size_t)wanted * size);
    if (!larger)
        return false;
    *array = larger;
    *cap = wanted;
    return true;
}

static bool add_point(cutter *job, int64_t c)
{
    bp_arcs *arcs = &job->arcs;
    if (!reserve((void **)&arcs->xy, &job->cap_points, arcs->n_points, 2 * sizeof *arcs->xy))
        return false;
    memcpy(arcs->xy + 2 * arcs->n_points++, job->polygons->xy + 2 * c, 2 * sizeof *arcs->xy);
    return true;
}

/* A new arc from point `from` on to point `to` of the ring, which is the same for a whole ring. */
static bool add_arc(cutter *job, const struct ring *ring, int64_t from, int64_t to)
{
    bp_arcs *arcs = &job->arcs;
    bool ok = add_point(job, from);
    for (int64_t c = point_after(ring, from); ok && c != to; c = point_after(ring, c))
        ok = add_point(job, c);
    ok = ok && add_point(job, to) &&
         reserve((void **)&arcs->arc_points, &job->cap_arcs, arcs->n_arcs + 1, sizeof *arcs->arc_points);
    if (ok)
        arcs->arc_points[++arcs->n_arcs] = arcs->n_points;
    return ok;
}

/* The arc that leaves point c of a ring, if another ring has it already. */
static bool find_arc(const cutter *job, const struct ring *own, int64_t c, int64_t *ref)
{
    const bp_polygons *polygons = job->polygons;
    uint32_t next = job->place[point_after(own, c)];
    for (uint32_t d = job->place[c]; d != BP_NO_POINT && d < c; d = job->chains.next[d]) {
        if (!job->is_cut[d] || job->place[d] != job->place[c])
            continue;
        struct ring other = ring_at(polygons, bp_point_chains_ring(&job->chains, polygons, d));
        bool is_along = job->place[point_after(&other, d)] == next;
        if (is_along || job->place[point_before(&other, d)] == next) {
            *ref = is_along ? job->leaving[d] : ~job->arriving[d];
            return true;
        }
    }
    return false;
}

static bool add_ref(cutter *job, int64_t ref)
{
    bp_arcs *arcs = &job->arcs;
    if (!reserve((void **)&arcs->refs, &job->cap_refs, arcs->n_refs, sizeof *arcs->refs))
        return false;
    arcs->refs[arcs->n_refs++] = ref;
    return true;
}

/* The first node of the ring from its first point on, or its smallest point where it has none. */
static int64_t find_start(const cutter *job, const struct ring *ring)
{
    const double *xy = job->polygons->xy;
    int64_t smallest = ring->first;
    for (int64_t c = ring->first; c < ring->first + ring->n; c++) {
        if (job->is_node[job->place[c]])
            return c;
        if (xy[2 * c] < xy[2 * smallest] ||
            (xy[2 * c] == xy[2 * smallest] && xy[2 * c + 1] < xy[2 * smallest + 1]))
            smallest = c;
    }
    return smallest;
}

static bool cut_ring(cutter *job, int64_t r)
{
    struct ring ring = ring_at(job->polygons, r);
    int64_t start = find_start(job, &ring), from = start;
    do {
        int64_t to = point_after(&ring, from), ref;
        while (to != start && !job->is_node[job->place[to]])
            to = point_after(&ring, to);
        if (!find_arc(job, &ring, from, &ref)) {
            ref = job->arcs.n_arcs;
            if (!add_arc(job, &ring, from, to))
                return false;
        }
        if (!add_ref(job, ref))
            return false;
        job->leaving[from] = job->arriving[to] = ref;
        from = to;
    } while (from != start);
    /* Only now are both known wherever it was cut. */
    for (int64_t c = ring.first; c < ring.first + ring.n; c++)
        job->is_cut[c] = c == start || job->is_node[job->place[c]];
    job->arcs.ring_refs[r + 1] = job->arcs.n_refs;
    return true;
}

static void *copy_of(const void *from, int64_t n, size_t size)
{
    void *copy = malloc((size_t)(n > 0 ? n : 1) * size);
    if (copy && n > 0)
        memcpy(copy, from, (size_t)n * size);
    return copy;
}

static bp_status allocate(cutter *job)
{
    const bp_polygons *polygons = job->polygons;
    bp_arcs *arcs = &job->arcs;
    size_t n = (size_t)polygons->n_coords + 1;
    static const int64_t none = 0;
    arcs->n_units = polygons->n_units;
    arcs->n_parts = polygons->n_parts;
    arcs->n_rings = polygons->n_rings;
    job->place = (uint32_t *)malloc(n * sizeof *job->place);
    job->is_node = (uint8_t *)calloc(n, 1);
    job->is_cut = (uint8_t *)calloc(n, 1);
    job->leaving = (int64_t *)malloc(n * sizeof *job->leaving);
    job->arriving = (int64_t *)malloc(n * sizeof *job->arriving);
    arcs->unit_parts = (int64_t *)copy_of(polygons->n_units ? polygons->unit_parts : &none,
                                          polygons->n_units + 1, sizeof *arcs->unit_parts);
    arcs->part_rings = (int64_t *)copy_of(polygons->n_parts ? polygons->part_rings : &none,
                                          polygons->n_parts + 1, sizeof *arcs->part_rings);
    arcs->ring_refs = (int64_t *)calloc((size_t)polygons->n_rings + 1, sizeof *arcs->ring_refs);
    if (!job->place || !job->is_node || !job->is_cut || !job->leaving || !job->arriving ||
        !arcs->unit_parts || !arcs->part_rings || !arcs->ring_refs ||
        !reserve((void **)&arcs->arc_points, &job->cap_arcs, 0, sizeof *arcs->arc_points))
        return bp_context_fail_memory(job->context, n * sizeof *job->leaving);
    arcs->arc_points[0] = 0;
    return BP_OK;
}

static bp_status cut(cutter *job)
{
    number_places(job);
    find_nodes(job);
    for (int64_t r = 0; r < job->polygons->n_rings; r++)
        if (!cut_ring(job, r))
            return bp_context_fail_memory(job->context, (size_t)job->arcs.n_points * 2 * sizeof(double));
    return bp_context_check(job->context);
}

bp_status bp_arcs_make(bp_context *context, const bp_polygons *polygons, bp_arcs *out)
{
    static const bp_point_chains no_chains = BP_POINT_CHAINS_INIT;
    static const bp_arcs no_arcs = BP_ARCS_INIT;
    if (polygons->n_units > INT32_MAX || polygons->n_coords >= (int64_t)BP_NO_POINT)
        return bp_context_fail(context, BP_ERROR_ARGUMENT,
                               "%lld units with %lld points were to be cut into arcs; the most is %lld and "
                               "%lld",
                               (long long)polygons->n_units, (long long)polygons->n_coords,
                               (long long)INT32_MAX, (long long)BP_NO_POINT - 1);
    cutter job = {.context = context, .polygons = polygons, .chains = no_chains, .arcs = no_arcs};
    bp_status status = bp_point_chains_make(context, polygons, bp_context_threads(context), &job.chains);
    if (!status)
        status = allocate(&job);
    if (!status)
        status = cut(&job);
    bp_point_chains_clear(&job.chains);
    free(job.place);
    free(job.is_node);
    free(job.is_cut);
    free(job.leaving);
    free(job.arriving);
    if (status)
        bp_arcs_clear(&job.arcs);
    else
        *out = job.arcs;
    return status;
}

/* The points of an arc in the order in which a ring follows it, but for the last, with which the next starts.
 */
static bp_status follow(bp_context *context, const bp_arcs *arcs, int64_t ref, bp_polygons *out)
{
    int64_t arc = ref < 0 ? ~ref : ref, first = arcs->arc_points[arc], end = arcs->arc_points[arc + 1];
    if (ref >= 0)
        return bp_polygons_add_points(context, out, arcs->xy + 2 * first, end - first - 1);
    bp_status status = BP_OK;
    for (int64_t c = end - 1; !status && c > first; c--)
        status = bp_polygons_add_points(context, out, arcs->xy + 2 * c, 1);
    return status;
}

static bp_status build_part(bp_context *context, const bp_arcs *arcs, int64_t part, bp_polygons *out)
{
    bp_status status = BP_OK;
    for (int64_t r = arcs->part_rings[part]; !status && r < arcs->part_rings[part + 1]; r++) {
        for (int64_t k = arcs->ring_refs[r]; !status && k < arcs->ring_refs[r + 1]; k++)
            status = follow(context, arcs, arcs->refs[k], out);
        if (!status)
            status = bp_polygons_end_ring(context, out);
    }
    return status ? status : bp_polygons_end_part(context, out);
}

bp_status bp_arcs_polygons(bp_context *context, const bp_arcs *arcs, bp_polygons *out)
{
    bp_status status = BP_OK;
    bp_polygons made = BP_POLYGONS_INIT;
    for (int64_t u = 0; !status && u < arcs->n_units; u++) {
        for (int64_t p = arcs->unit_parts[u]; !status && p < arcs->unit_parts[u + 1]; p++)
            status = build_part(context, arcs, p, &made);
        if (!status)
            status = bp_polygons_end_unit(context, &made);
    }
    if (status)
        bp_polygons_clear(&made);
    else
        *out = made;
    return status;
}
