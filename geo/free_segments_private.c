#include "geo/free_segments_private.h"

#include "geo/point_chains_private.h"

#include <stdlib.h>

/* What is known of a segment; settled is one that has HAS_TWIN alone. */
enum { HAS_TWIN = 1, HAS_MORE = 2 };

typedef struct search {
    const bp_polygons *polygons;
    bp_point_chains chains;
    uint8_t *turned; /* turned[n_rings]: 1 where the unit lies to the right of the ring */
    uint8_t *flags;  /* flags[n_coords], by a segment's first point */
} search;

static bool same_point(const double *a, const double *b)
{
    return a[0] == b[0] && a[1] == b[1];
}

static void note_more(search *s, int64_t segment)
{
#pragma omp atomic update
    s->flags[segment] |= HAS_MORE;
}

/* A second twin on the other side is one too many. */
static void note_twin(search *s, int64_t segment)
{
    uint8_t before;
#pragma omp atomic capture
    {
        before = s->flags[segment];
        s->flags[segment] |= HAS_TWIN;
    }
    if (before & HAS_TWIN)
        note_more(s, segment);
}

/* Segments a and b run between the same two points; `along`: in the same direction. */
static void note_pair(search *s, int64_t a, int64_t b, bool along)
{
    int64_t ring_a = bp_point_chains_ring(&s->chains, s->polygons, a);
    int64_t ring_b = bp_point_chains_ring(&s->chains, s->polygons, b);
    bool same_side = along == (s->turned[ring_a] == s->turned[ring_b]);
    if (same_side) {
        note_more(s, a);
        note_more(s, b);
    } else {
        note_twin(s, a);
        note_twin(s, b);
    }
}

/* Note the twins of segment c in rings that come after its own: so each pair is noted once. */
static void find_twins(search *s, int64_t c)
{
    const bp_polygons *polygons = s->polygons;
    const double *xy = polygons->xy;
    for (uint32_t next = s->chains.next[c]; next != BP_NO_POINT; next = s->chains.next[next]) {
        int64_t other = next, ring = bp_point_chains_ring(&s->chains, polygons, other);
        if (!same_point(xy + 2 * c, xy + 2 * other) || c >= polygons->ring_coords[ring])
            continue;
        int64_t first = polygons->ring_coords[ring], closing = polygons->ring_coords[ring + 1] - 1;
        int64_t before = other > first ? other - 1 : closing - 1;
        if (same_point(xy + 2 * c + 2, xy + 2 * before))
            note_pair(s, c, before, false);
        if (same_point(xy + 2 * c + 2, xy + 2 * other + 2))
            note_pair(s, c, other, true);
    }
}

static void find_turned(search *s)
{
    const bp_polygons *polygons = s->polygons;
    for (int64_t p = 0; p < polygons->n_parts; p++)
        for (int64_t r = polygons->part_rings[p]; r < polygons->part_rings[p + 1]; r++) {
            int64_t first = polygons->ring_coords[r];
            bool clockwise =
                bp_ring_signed_area2(polygons->xy + 2 * first, polygons->ring_coords[r + 1] - first) < 0.0;
            s->turned[r] = clockwise != (r > polygons->part_rings[p]);
        }
}

/* The free segments of a ring; NULL counts only. */
static int64_t collect_ring(const search *s, int64_t ring, bp_segment *segments)
{
    const bp_polygons *polygons = s->polygons;
    int64_t n = 0;
    for (int64_t c = polygons->ring_coords[ring]; c + 1 < polygons->ring_coords[ring + 1]; c++) {
        const double *from = polygons->xy + 2 * (c + s->turned[ring]);
        const double *to = polygons->xy + 2 * (c + !s->turned[ring]);
        if (s->flags[c] == HAS_TWIN || same_point(from, to))
            continue;
        if (segments)
            segments[n] = (bp_segment){{from[0], from[1]}, {to[0], to[1]}, s->chains.ring_unit[ring]};
        n++;
    }
    return n;
}

static int64_t collect(const search *s, bp_segment *segments)
{
    int64_t n = 0;
    for (int64_t r = 0; r < s->polygons->n_rings; r++)
        n += collect_ring(s, r, segments ? segments + n : NULL);
    return n;
}

bp_status bp_free_segments(bp_context *context, const bp_polygons *polygons, bp_segment **segments,
                           int64_t *n)
{
    search s = {polygons, BP_POINT_CHAINS_INIT, NULL, NULL};
    int n_threads = bp_context_threads(context);
    bp_segment *found = NULL;
    bp_status status = bp_point_chains_make(context, polygons, n_threads, &s.chains);
    s.turned = (uint8_t *)malloc((size_t)polygons->n_rings + 1);
    s.flags = (uint8_t *)calloc((size_t)polygons->n_coords + 1, 1);
    if (status)
        goto done;
    if (!s.turned || !s.flags) {
        status = bp_context_fail_memory(context, (size_t)polygons->n_coords);
        goto done;
    }
    find_turned(&s);
#pragma omp parallel for schedule(dynamic, 256) num_threads(n_threads)
    for (int64_t r = 0; r < polygons->n_rings; r++)
        for (int64_t c = polygons->ring_coords[r]; c + 1 < polygons->ring_coords[r + 1]; c++)
            find_twins(&s, c);
    int64_t n_found = collect(&s, NULL);
    found = (bp_segment *)malloc(((size_t)n_found + 1) * sizeof *found);
    if (!found) {
        status = bp_context_fail_memory(context, (size_t)n_found * sizeof *found);
        goto done;
    }
    collect(&s, found);
    *segments = found;
    *n = n_found;
done:
    free(s.turned);
    free(s.flags);
    bp_point_chains_clear(&s.chains);
    return status;
}
