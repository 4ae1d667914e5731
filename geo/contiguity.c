#include "geo/contiguity.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#ifdef _OPENMP
#include <omp.h>
#endif

/*
 * Two steps. First the points are hashed, and those with the same hash are chained: next[c] is the next
 * point, in the order of the file, with the hash of point c. Points go to buckets by the upper bits of the
 * hash, so that the table of a bucket fits the cache. Then every unit walks along its own points and looks at
 * the points chained behind them: those at the very same place belong to a neighbour with a higher number,
 * and the border runs on if the neighbour's point before or after is the unit's own next point. Borders are
 * walked in the order they are stored in, so this step is fast, and it compares coordinates, so that two
 * places with the same hash do no harm.
 */

enum { BUCKET_POINTS = 8192, MAX_BUCKET_BITS = 11, RING_BLOCK = 32, PIECES_PER_THREAD = 32 };

static const uint32_t NO_POINT = UINT32_MAX;

/* What the steps share. The closing point of a ring repeats its first and is left out of buckets and chains.
 */
typedef struct matcher {
    bp_context *context;
    const bp_polygons *polygons;
    bp_contiguity_rule rule;
    int n_threads;
    int bucket_bits;
    int64_t n_buckets;
    int64_t *piece_rings; /* piece_rings[n_threads + 1]: the rings that each thread puts into buckets */
    uint32_t *starts;     /* starts[n_threads * n_buckets]: where a thread's points go in a bucket */
    uint32_t *bucket_end; /* bucket_end[n_buckets] */
    uint64_t *points;     /* by bucket: lower half of the hash << 32 | number of the point */
    uint32_t *next;       /* next[n_coords] */
    int32_t *ring_unit;   /* ring_unit[n_rings] */
    uint32_t
        *block_ring; /* block_ring[c / RING_BLOCK] = ring that holds point c, for every RING_BLOCK-th point */
} matcher;

/* Finalisers in the manner of MurmurHash3 and SplitMix64: every bit of x and y reaches every bit of the hash.
 */
static inline uint64_t hash_point(const double *xy)
{
    /* Adding zero makes -0.0 and 0.0 the same. */
    double x = xy[0] + 0.0, y = xy[1] + 0.0;
    uint64_t a, b;
    memcpy(&a, &x, sizeof a);
    memcpy(&b, &y, sizeof b);
    a *= UINT64_C(0x9E3779B97F4A7C15);
    a ^= a >> 32;
    a = (a + b) * UINT64_C(0xBF58476D1CE4E5B9);
    a ^= a >> 29;
    a *= UINT64_C(0x94D049BB133111EB);
    return a ^ a >> 32;
}

static inline bool same_point(const double *xy, int64_t a, int64_t b)
{
    return xy[2 * a] == xy[2 * b] && xy[2 * a + 1] == xy[2 * b + 1];
}

static inline int64_t bucket_of(const matcher *m, uint64_t hash)
{
    return m->bucket_bits ? (int64_t)(hash >> (64 - m->bucket_bits)) : 0;
}

static int thread_number(void)
{
#ifdef _OPENMP
    return omp_get_thread_num();
#else
    return 0;
#endif
}

static void matcher_clear(matcher *m)
{
    free(m->piece_rings);
    free(m->starts);
    free(m->bucket_end);
    free(m->points);
    free(m->next);
    free(m->ring_unit);
    free(m->block_ring);
}

static void *allocate(int64_t n, size_t size)
{
    return malloc((n > 0 ? (size_t)n : 1) * size);
}

static bp_status matcher_allocate(matcher *m)
{
    const bp_polygons *polygons = m->polygons;
    int64_t n_counts = m->n_threads * m->n_buckets;
    m->piece_rings = (int64_t *)allocate(m->n_threads + 1, sizeof *m->piece_rings);
    m->starts = (uint32_t *)calloc((size_t)n_counts, sizeof *m->starts);
    m->bucket_end = (uint32_t *)allocate(m->n_buckets, sizeof *m->bucket_end);
    m->points = (uint64_t *)allocate(polygons->n_coords, sizeof *m->points);
    m->next = (uint32_t *)allocate(polygons->n_coords, sizeof *m->next);
    m->ring_unit = (int32_t *)allocate(polygons->n_rings, sizeof *m->ring_unit);
    m->block_ring = (uint32_t *)allocate(polygons->n_coords / RING_BLOCK + 1, sizeof *m->block_ring);
    if (m->piece_rings && m->starts && m->bucket_end && m->points && m->next && m->ring_unit && m->block_ring)
        return BP_OK;
    return bp_context_fail_memory(m->context, (size_t)polygons->n_coords * sizeof *m->points);
}

/* The units and blocks of the rings, and an equal share of the points for each thread. */
static void index_rings(matcher *m)
{
    const bp_polygons *polygons = m->polygons;
    for (int64_t u = 0; u < polygons->n_units; u++)
        for (int64_t p = polygons->unit_parts[u]; p < polygons->unit_parts[u + 1]; p++)
            for (int64_t r = polygons->part_rings[p]; r < polygons->part_rings[p + 1]; r++)
                m->ring_unit[r] = (int32_t)u;
    int64_t block = 0;
    int piece = 0;
    for (int64_t r = 0; r < polygons->n_rings; r++) {
        for (; block * RING_BLOCK < polygons->ring_coords[r + 1]; block++)
            m->block_ring[block] = (uint32_t)r;
        while (piece < m->n_threads && polygons->ring_coords[r] >= polygons->n_coords / m->n_threads * piece)
            m->piece_rings[piece++] = r;
    }
    while (piece <= m->n_threads)
        m->piece_rings[piece++] = polygons->n_rings;
}

static void count_points(matcher *m, int piece)
{
    const bp_polygons *polygons = m->polygons;
    uint32_t *count = m->starts + piece * m->n_buckets;
    for (int64_t r = m->piece_rings[piece]; r < m->piece_rings[piece + 1]; r++)
        for (int64_t c = polygons->ring_coords[r]; c + 1 < polygons->ring_coords[r + 1]; c++)
            count[bucket_of(m, hash_point(polygons->xy + 2 * c))]++;
}

/* From counts to places: bucket by bucket, and in a bucket by piece, so that its points stay in ascending
 * order. */
static void place_buckets(matcher *m)
{
    uint32_t at = 0;
    for (int64_t b = 0; b < m->n_buckets; b++) {
        for (int piece = 0; piece < m->n_threads; piece++) {
            uint32_t *start = m->starts + piece * m->n_buckets + b;
            uint32_t count = *start;
            *start = at;
            at += count;
        }
        m->bucket_end[b] = at;
    }
}

static void scatter_points(matcher *m, int piece)
{
    const bp_polygons *polygons = m->polygons;
    uint32_t *place = m->starts + piece * m->n_buckets;
    for (int64_t r = m->piece_rings[piece]; r < m->piece_rings[piece + 1]; r++) {
        int64_t closing = polygons->ring_coords[r + 1] - 1;
        for (int64_t c = polygons->ring_coords[r]; c < closing; c++) {
            uint64_t hash = hash_point(polygons->xy + 2 * c);
            m->points[place[bucket_of(m, hash)]++] = hash << 32 | (uint32_t)c;
            m->next[c] = NO_POINT;
        }
    }
}

/* Chain the points of a bucket. A slot of the table holds the last point so far of its hash. */
static void chain_bucket(matcher *m, int64_t bucket, uint64_t *table, uint32_t mask)
{
    const uint64_t empty = UINT64_MAX; /* no point has the number NO_POINT */
    uint32_t begin = bucket ? m->bucket_end[bucket - 1] : 0, end = m->bucket_end[bucket];
    memset(table, 0xFF, ((size_t)mask + 1) * sizeof *table);
    for (uint32_t k = begin; k < end; k++) {
        uint64_t point = m->points[k];
        uint32_t slot = (uint32_t)(point >> 32) & mask;
        while (table[slot] != empty && table[slot] >> 32 != point >> 32)
            slot = (slot + 1) & mask;
        if (table[slot] != empty)
            m->next[(uint32_t)table[slot]] = (uint32_t)point;
        table[slot] = point;
    }
}

/* The least power of two that leaves half of the table of the largest bucket free, less one. */
static uint32_t table_mask(const matcher *m)
{
    uint32_t largest = 0, begin = 0;
    for (int64_t b = 0; b < m->n_buckets; b++) {
        uint32_t size = m->bucket_end[b] - begin;
        largest = size > largest ? size : largest;
        begin = m->bucket_end[b];
    }
    uint64_t slots = 16;
    while (slots < 2 * (uint64_t)largest)
        slots *= 2;
    return (uint32_t)(slots - 1);
}

static bp_status chain_points(matcher *m)
{
    uint32_t mask = table_mask(m);
    bool failed = false;
#pragma omp parallel num_threads(m->n_threads) reduction(|| : failed)
    {
        uint64_t *table = (uint64_t *)malloc(((size_t)mask + 1) * sizeof *table);
        failed = !table;
#pragma omp for schedule(dynamic, 4)
        for (int64_t b = 0; b < m->n_buckets; b++)
            if (table && !bp_context_interrupted(m->context))
                chain_bucket(m, b, table, mask);
        free(table);
    }
    if (failed)
        return bp_context_fail_memory(m->context, ((size_t)mask + 1) * sizeof(uint64_t));
    return bp_context_check(m->context);
}

static bp_status match_points(matcher *m)
{
    index_rings(m);
#pragma omp parallel for schedule(static, 1) num_threads(m->n_threads)
    for (int piece = 0; piece < m->n_threads; piece++)
        count_points(m, piece);
    place_buckets(m);
    bp_context_progress(m->context, 0.15);
#pragma omp parallel for schedule(static, 1) num_threads(m->n_threads)
    for (int piece = 0; piece < m->n_threads; piece++)
        scatter_points(m, piece);
    bp_context_progress(m->context, 0.35);
    bp_status status = chain_points(m);
    free(m->points);
    m->points = NULL;
    bp_context_progress(m->context, 0.65);
    return status;
}

/* A neighbour of the unit in hand, and the ring of it that was met last. */
typedef struct neighbour {
    int32_t unit;
    bool border;          /* a segment is shared, not just a point */
    int64_t ring_begin;   /* first point of that ring */
    int64_t ring_closing; /* its closing point */
    int64_t last_segment; /* the unit's own segment that was added last, so that none counts twice */
    double length;
} neighbour;

/* The neighbours of one unit. slot_of[v] is v's place in items, where items agree. */
typedef struct walker {
    neighbour *items;
    int32_t *slot_of;
    int32_t n, cap;
    int32_t current; /* the one met last */
    bp_link *links;
    int64_t n_links, cap_links;
    bool failed;
} walker;

static int64_t ring_of(const matcher *m, int64_t c)
{
    int64_t ring = m->block_ring[c / RING_BLOCK];
    while (m->polygons->ring_coords[ring + 1] <= c)
        ring++;
    return ring;
}

static neighbour *add_neighbour(walker *w, int32_t unit)
{
    int32_t slot = w->slot_of[unit];
    if (slot < w->n && w->items[slot].unit == unit) {
        w->current = slot;
        return &w->items[slot];
    }
    if (w->n == w->cap) {
        int32_t cap = w->cap ? 2 * w->cap : 64;
        neighbour *grown = (neighbour *)realloc(w->items, (size_t)cap * sizeof *grown);
        if (!grown) {
            w->failed = true;
            return NULL;
        }
        w->items = grown;
        w->cap = cap;
    }
    w->slot_of[unit] = w->current = w->n;
    w->items[w->n] = (neighbour){unit, false, 0, 0, -1, 0.0};
    return &w->items[w->n++];
}

/* The neighbour that point `c` belongs to; NULL when memory runs out. Along a border it is the one met last.
 */
static neighbour *find_neighbour(const matcher *m, walker *w, int64_t c)
{
    if (w->current >= 0) {
        neighbour *current = &w->items[w->current];
        if (c >= current->ring_begin && c < current->ring_closing)
            return current;
    }
    int64_t ring = ring_of(m, c);
    neighbour *found = add_neighbour(w, m->ring_unit[ring]);
    if (found) {
        found->ring_begin = m->polygons->ring_coords[ring];
        found->ring_closing = m->polygons->ring_coords[ring + 1] - 1;
    }
    return found;
}

/* Look at the points chained behind point `c` of a unit whose points end before `unit_end`. */
static void walk_chain(const matcher *m, walker *w, int64_t c, int64_t unit_end)
{
    const double *xy = m->polygons->xy;
    for (uint32_t next = m->next[c]; next != NO_POINT; next = m->next[next]) {
        int64_t other = next;
        if (other < unit_end || !same_point(xy, c, other))
            continue;
        neighbour *found = find_neighbour(m, w, other);
        if (!found)
            return;
        if (found->last_segment == c || same_point(xy, c, c + 1))
            continue;
        int64_t before = other > found->ring_begin ? other - 1 : found->ring_closing - 1;
        if (!same_point(xy, c + 1, before) && !same_point(xy, c + 1, other + 1))
            continue;
        double dx = xy[2 * c + 2] - xy[2 * c], dy = xy[2 * c + 3] - xy[2 * c + 1];
        found->border = true;
        found->last_segment = c;
        found->length += sqrt(dx * dx + dy * dy);
    }
}

static int by_unit(const void *a, const void *b)
{
    int32_t ua = ((const neighbour *)a)->unit, ub = ((const neighbour *)b)->unit;
    return (ua > ub) - (ua < ub);
}

static void sort_neighbours(neighbour *items, int32_t n)
{
    if (n > 32) {
        qsort(items, (size_t)n, sizeof *items, by_unit);
        return;
    }
    for (int32_t i = 1; i < n; i++) {
        neighbour moved = items[i];
        int32_t at = i;
        for (; at > 0 && items[at - 1].unit > moved.unit; at--)
            items[at] = items[at - 1];
        items[at] = moved;
    }
}

/* Turn the neighbours of `unit` into links. */
static void emit_links(const matcher *m, walker *w, int32_t unit)
{
    if (w->n_links + w->n > w->cap_links) {
        int64_t cap = w->cap_links + w->cap_links / 2 + w->n + 256;
        bp_link *grown = (bp_link *)realloc(w->links, (size_t)cap * sizeof *grown);
        if (!grown) {
            w->failed = true;
            return;
        }
        w->links = grown;
        w->cap_links = cap;
    }
    sort_neighbours(w->items, w->n);
    for (int32_t k = 0; k < w->n; k++)
        if (w->items[k].border || m->rule == BP_CONTIGUITY_QUEEN)
            w->links[w->n_links++] = (bp_link){unit, w->items[k].unit, w->items[k].length};
}

static void walk_unit(const matcher *m, walker *w, int64_t unit)
{
    const bp_polygons *polygons = m->polygons;
    int64_t ring = polygons->part_rings[polygons->unit_parts[unit]];
    int64_t ring_end = polygons->part_rings[polygons->unit_parts[unit + 1]];
    int64_t unit_end = polygons->ring_coords[ring_end];
    w->n = 0;
    w->current = -1;
    for (; ring < ring_end; ring++) {
        int64_t closing = polygons->ring_coords[ring + 1] - 1;
        for (int64_t c = polygons->ring_coords[ring]; c < closing; c++)
            if (m->next[c] != NO_POINT)
                walk_chain(m, w, c, unit_end);
    }
    if (w->n > 0)
        emit_links(m, w, (int32_t)unit);
}

/* The links of the units first .. end - 1 to higher units. */
static void walk_units(const matcher *m, walker *w, int64_t first, int64_t end)
{
    for (int64_t u = first; u < end && !w->failed; u++) {
        if (u % 256 == 0 && bp_context_interrupted(m->context))
            return;
        if (m->polygons->unit_parts[u] < m->polygons->unit_parts[u + 1])
            walk_unit(m, w, u);
    }
}

/* Put the links of the pieces together, in their order. */
static bp_status join_links(const matcher *m, walker *walkers, int64_t n_pieces, bp_graph *out)
{
    int64_t n_links = 0;
    for (int64_t piece = 0; piece < n_pieces; piece++)
        n_links += walkers[piece].n_links;
    bp_link *links = (bp_link *)allocate(n_links, sizeof *links);
    if (!links)
        return bp_context_fail_memory(m->context, (size_t)n_links * sizeof *links);
    int64_t at = 0;
    for (int64_t piece = 0; piece < n_pieces; piece++) {
        if (walkers[piece].n_links > 0)
            memcpy(links + at, walkers[piece].links, (size_t)walkers[piece].n_links * sizeof *links);
        at += walkers[piece].n_links;
        free(walkers[piece].links);
        walkers[piece].links = NULL;
    }
    bp_status status = bp_graph_from_links(m->context, m->polygons->n_units, links, n_links, out);
    free(links);
    return status;
}

/* Walk pieces of the units in parallel. A thread lends its table of slots to the piece in hand. */
static bool walk_pieces(const matcher *m, walker *walkers, int64_t n_pieces)
{
    int64_t n = m->polygons->n_units, done = 0;
    bool failed = false;
#pragma omp parallel num_threads(m->n_threads) reduction(|| : failed)
    {
        int32_t *slot_of = (int32_t *)calloc((size_t)n + 1, sizeof *slot_of);
        failed = !slot_of;
#pragma omp for schedule(dynamic, 1)
        for (int64_t piece = 0; piece < n_pieces; piece++) {
            walker *w = &walkers[piece];
            w->slot_of = slot_of;
            if (slot_of)
                walk_units(m, w, n * piece / n_pieces, n * (piece + 1) / n_pieces);
            free(w->items);
            w->items = NULL;
            failed = failed || w->failed;
            int64_t finished;
#pragma omp atomic capture
            finished = ++done;
            if (thread_number() == 0)
                bp_context_progress(m->context, 0.65 + 0.3 * (double)finished / (double)n_pieces);
        }
        free(slot_of);
    }
    return !failed;
}

static bp_status make_links(const matcher *m, bp_graph *out)
{
    int64_t n_pieces = (int64_t)m->n_threads * PIECES_PER_THREAD;
    walker *walkers = (walker *)calloc((size_t)n_pieces, sizeof *walkers);
    if (!walkers)
        return bp_context_fail_memory(m->context, (size_t)n_pieces * sizeof *walkers);
    bp_status status = BP_OK;
    if (!walk_pieces(m, walkers, n_pieces))
        status = bp_context_fail_memory(m->context, 0);
    if (!status)
        status = bp_context_check(m->context);
    if (!status)
        status = join_links(m, walkers, n_pieces, out);
    for (int64_t piece = 0; piece < n_pieces; piece++)
        free(walkers[piece].links);
    free(walkers);
    return status;
}

bp_status bp_contiguity(bp_context *context, const bp_polygons *polygons, bp_contiguity_rule rule,
                        bp_graph *out)
{
    if (polygons->n_units > INT32_MAX || polygons->n_coords >= (int64_t)NO_POINT)
        return bp_context_fail(
            context, BP_ERROR_ARGUMENT,
            "contiguity of %lld units with %lld points was asked for; the most is %lld and %lld",
            (long long)polygons->n_units, (long long)polygons->n_coords, (long long)INT32_MAX,
            (long long)NO_POINT - 1);
    matcher m = {0};
    m.context = context;
    m.polygons = polygons;
    m.rule = rule;
    m.n_threads = bp_context_threads(context);
    while (m.bucket_bits < MAX_BUCKET_BITS && polygons->n_coords >> m.bucket_bits > BUCKET_POINTS)
        m.bucket_bits++;
    m.n_buckets = (int64_t)1 << m.bucket_bits;
    bp_status status = matcher_allocate(&m);
    if (!status)
        status = match_points(&m);
    if (!status)
        status = make_links(&m, out);
    matcher_clear(&m);
    if (!status)
        bp_context_progress(context, 1.0);
    return status;
}
