/* Cutting rings into arcs: a point where rings meet or part has different neighbours in different rings. */
#include "geo/arcs_private.h"

#include <stdlib.h>
#include <string.h>

/* A table of 64-bit keys, open addressing; room for twice what is put in. */
typedef struct key_table {
    uint64_t mask;
    uint64_t *key; /* 0: free, so keys are put in plus one */
    int64_t *value;
} key_table;

typedef struct cutting {
    bp_context *context;
    const bp_drawn *drawn;
    bp_arcs *arcs;
    key_table points; /* place on the grid -> point id */
    key_table edges;  /* the first two points of an arc -> the arc, ~arc for the reverse */
    int64_t *id;      /* id[points of the rings] */
    int64_t n_ids;
    int64_t *beside; /* beside[2 * n_ids]: the two neighbours, the smaller first */
    uint8_t *meets;  /* meets[n_ids] */
} cutting;

static bp_status table_new(bp_context *context, int64_t n, key_table *out)
{
    uint64_t cap = 16;
    while (cap < 2 * (uint64_t)n)
        cap *= 2;
    out->mask = cap - 1;
    out->key = (uint64_t *)calloc(cap, sizeof *out->key);
    out->value = (int64_t *)malloc(cap * sizeof *out->value);
    return out->key && out->value ? BP_OK : bp_context_fail_memory(context, cap * sizeof *out->key);
}

static void table_free(key_table *table)
{
    free(table->key);
    free(table->value);
}

/* The slot of a key, or the free one where it belongs. The mixing is that of splitmix64. */
static uint64_t table_slot(const key_table *table, uint64_t key)
{
    uint64_t hash = key + 0x9e3779b97f4a7c15u;
    hash = (hash ^ (hash >> 30)) * 0xbf58476d1ce4e5b9u;
    hash = (hash ^ (hash >> 27)) * 0x94d049bb133111ebu;
    uint64_t slot = (hash ^ (hash >> 31)) & table->mask;
    while (table->key[slot] != 0 && table->key[slot] != key + 1)
        slot = (slot + 1) & table->mask;
    return slot;
}

static void table_put(key_table *table, uint64_t key, int64_t value)
{
    uint64_t slot = table_slot(table, key);
    if (table->key[slot] == 0) {
        table->key[slot] = key + 1;
        table->value[slot] = value;
    }
}

static uint64_t pair_key(int64_t a, int64_t b)
{
    return ((uint64_t)a << 32) | (uint64_t)b;
}

static void number_points(cutting *cut)
{
    const int32_t *point = cut->drawn->point;
    int64_t n = cut->drawn->ring_points[cut->drawn->n_rings];
    for (int64_t i = 0; i < n; i++) {
        uint64_t key = pair_key(point[2 * i], point[2 * i + 1]), slot = table_slot(&cut->points, key);
        if (cut->points.key[slot] == 0) {
            cut->points.key[slot] = key + 1;
            cut->points.value[slot] = cut->n_ids++;
        }
        cut->id[i] = cut->points.value[slot];
    }
}

/* A point is where borders meet when two rings, or one ring twice, go on from it to different points. */
static void find_meetings(cutting *cut)
{
    const int64_t *ends = cut->drawn->ring_points;
    memset(cut->beside, 0xff, 2 * (size_t)cut->n_ids * sizeof *cut->beside);
    for (int64_t r = 0; r < cut->drawn->n_rings; r++) {
        int64_t n = ends[r + 1] - ends[r];
        const int64_t *id = cut->id + ends[r];
        for (int64_t i = 0; i < n; i++) {
            int64_t a = id[i == 0 ? n - 1 : i - 1], b = id[i == n - 1 ? 0 : i + 1];
            int64_t low = a < b ? a : b, high = a < b ? b : a, *beside = cut->beside + 2 * id[i];
            if (beside[0] < 0) {
                beside[0] = low;
                beside[1] = high;
            } else if (beside[0] != low || beside[1] != high) {
                cut->meets[id[i]] = 1;
            }
        }
    }
}

/* Where to begin a ring: at its first meeting; one without any at its point with the smallest number, so that
 * two rings around the same ground begin at the same. */
static int64_t first_of(const cutting *cut, const int64_t *id, int64_t n)
{
    int64_t first = 0;
    for (int64_t i = 0; i < n; i++) {
        if (cut->meets[id[i]])
            return i;
        if (id[i] < id[first])
            first = i;
    }
    return first;
}

/* The arc of the points id[from .. from + length] of a ring of n points, made when it is not there yet. */
static int64_t arc_of(cutting *cut, int64_t begin, int64_t n, int64_t from, int64_t length)
{
    bp_arcs *arcs = cut->arcs;
    const int64_t *id = cut->id + begin;
    int64_t last = from + length;
    uint64_t forward = pair_key(id[from % n], id[(from + 1) % n]),
             backward = pair_key(id[last % n], id[(last - 1) % n]);
    uint64_t slot = table_slot(&cut->edges, forward);
    if (cut->edges.key[slot] != 0)
        return cut->edges.value[slot];
    int64_t arc = arcs->n_arcs++;
    table_put(&cut->edges, forward, arc);
    table_put(&cut->edges, backward, ~arc);
    for (int64_t i = from; i <= last; i++)
        memcpy(arcs->point + 2 * arcs->n_points++, cut->drawn->point + 2 * (begin + i % n),
               2 * sizeof *arcs->point);
    arcs->arc_offsets[arcs->n_arcs] = arcs->n_points;
    return arc;
}

static void cut_ring(cutting *cut, int64_t r)
{
    bp_arcs *arcs = cut->arcs;
    int64_t begin = cut->drawn->ring_points[r], n = cut->drawn->ring_points[r + 1] - begin;
    const int64_t *id = cut->id + begin;
    int64_t first = first_of(cut, id, n), from = first;
    for (int64_t i = first + 1; i <= first + n; i++) {
        if (i < first + n && !cut->meets[id[i % n]])
            continue;
        arcs->ring_arcs[arcs->n_refs++] = arc_of(cut, begin, n, from, i - from);
        from = i;
    }
    arcs->ring_offsets[r + 1] = arcs->n_refs;
}

static bp_status allocate(cutting *cut)
{
    bp_arcs *arcs = cut->arcs;
    size_t rings = (size_t)cut->drawn->n_rings, points = (size_t)cut->drawn->ring_points[rings];
    bp_status status = table_new(cut->context, (int64_t)points, &cut->points);
    if (!status)
        status = table_new(cut->context, 2 * (int64_t)points, &cut->edges);
    cut->id = (int64_t *)malloc((points + 1) * sizeof *cut->id);
    cut->beside = (int64_t *)malloc((2 * points + 1) * sizeof *cut->beside);
    cut->meets = (uint8_t *)calloc(points + 1, 1);
    arcs->ring_offsets = (int64_t *)calloc(rings + 1, sizeof *arcs->ring_offsets);
    /* An arc has a point more than it has edges, and at least one edge. */
    arcs->ring_arcs = (int64_t *)malloc((points + 1) * sizeof *arcs->ring_arcs);
    arcs->arc_offsets = (int64_t *)calloc(points + 1, sizeof *arcs->arc_offsets);
    arcs->point = (int32_t *)malloc((4 * points + 1) * sizeof *arcs->point);
    bool is_whole = cut->id && cut->beside && cut->meets && arcs->ring_offsets && arcs->ring_arcs &&
                    arcs->arc_offsets && arcs->point;
    if (!status && !is_whole)
        status = bp_context_fail_memory(cut->context, (4 * points + 1) * sizeof *arcs->point);
    return status;
}

bp_status bp_arcs_cut(bp_context *context, const bp_drawn *drawn, bp_arcs *arcs)
{
    cutting cut = {.context = context, .drawn = drawn, .arcs = arcs};
    bp_status status = allocate(&cut);
    if (!status) {
        number_points(&cut);
        find_meetings(&cut);
        for (int64_t r = 0; r < drawn->n_rings; r++)
            cut_ring(&cut, r);
    }
    table_free(&cut.points);
    table_free(&cut.edges);
    free(cut.id);
    free(cut.beside);
    free(cut.meets);
    return status;
}
