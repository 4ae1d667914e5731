#include "geo/point_chains_private.h"

#include <stdlib.h>
#include <string.h>

enum { BUCKET_POINTS = 8192, MAX_BUCKET_BITS = 11 };

/*
 * Points go to buckets by the upper bits of their hash, so that the table of a bucket fits the cache. Within
 * a bucket they stay in the order of the polygons, whatever thread puts them there.
 */
typedef struct matcher {
    bp_context *context;
    const bp_polygons *polygons;
    int n_threads;
    int bucket_bits;
    int64_t n_buckets;
    int64_t *piece_rings; /* piece_rings[n_threads + 1]: the rings that each thread puts into buckets */
    uint32_t *starts;     /* starts[n_threads * n_buckets]: where a thread's points go in a bucket */
    uint32_t *bucket_end; /* bucket_end[n_buckets] */
    uint64_t *points;     /* by bucket: lower half of the hash << 32 | number of the point */
    bp_point_chains chains;
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

static inline int64_t bucket_of(const matcher *m, uint64_t hash)
{
    return m->bucket_bits ? (int64_t)(hash >> (64 - m->bucket_bits)) : 0;
}

static void matcher_clear(matcher *m)
{
    free(m->piece_rings);
    free(m->starts);
    free(m->bucket_end);
    free(m->points);
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
    m->chains.next = (uint32_t *)allocate(polygons->n_coords, sizeof *m->chains.next);
    m->chains.ring_unit = (int32_t *)allocate(polygons->n_rings, sizeof *m->chains.ring_unit);
    m->chains.block_ring =
        (uint32_t *)allocate(polygons->n_coords / BP_RING_BLOCK + 1, sizeof *m->chains.block_ring);
    if (m->piece_rings && m->starts && m->bucket_end && m->points && m->chains.next && m->chains.ring_unit &&
        m->chains.block_ring)
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
                m->chains.ring_unit[r] = (int32_t)u;
    int64_t block = 0;
    int piece = 0;
    for (int64_t r = 0; r < polygons->n_rings; r++) {
        for (; block * BP_RING_BLOCK < polygons->ring_coords[r + 1]; block++)
            m->chains.block_ring[block] = (uint32_t)r;
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
            m->chains.next[c] = BP_NO_POINT;
        }
    }
}

/* Chain the points of a bucket. A slot of the table holds the last point so far of its hash. */
static void chain_bucket(matcher *m, int64_t bucket, uint64_t *table, uint32_t mask)
{
    const uint64_t empty = UINT64_MAX; /* no point has the number BP_NO_POINT */
    uint32_t begin = bucket ? m->bucket_end[bucket - 1] : 0, end = m->bucket_end[bucket];
    memset(table, 0xFF, ((size_t)mask + 1) * sizeof *table);
    for (uint32_t k = begin; k < end; k++) {
        uint64_t point = m->points[k];
        uint32_t slot = (uint32_t)(point >> 32) & mask;
        while (table[slot] != empty && table[slot] >> 32 != point >> 32)
            slot = (slot + 1) & mask;
        if (table[slot] != empty)
            m->chains.next[(uint32_t)table[slot]] = (uint32_t)point;
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
    return status;
}

void bp_point_chains_clear(bp_point_chains *chains)
{
    free(chains->next);
    free(chains->ring_unit);
    free(chains->block_ring);
    *chains = (bp_point_chains)BP_POINT_CHAINS_INIT;
}

bp_status bp_point_chains_make(bp_context *context, const bp_polygons *polygons, int n_threads,
                               bp_point_chains *out)
{
    matcher m = {0};
    m.context = context;
    m.polygons = polygons;
    m.n_threads = n_threads;
    while (m.bucket_bits < MAX_BUCKET_BITS && polygons->n_coords >> m.bucket_bits > BUCKET_POINTS)
        m.bucket_bits++;
    m.n_buckets = (int64_t)1 << m.bucket_bits;
    bp_status status = matcher_allocate(&m);
    if (!status)
        status = match_points(&m);
    if (status)
        bp_point_chains_clear(&m.chains);
    else
        *out = m.chains;
    matcher_clear(&m);
    return status;
}
