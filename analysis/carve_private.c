#include "analysis/carve_private.h"

#include <stdlib.h>
#include <string.h>

enum {
    FIRST_TREES = 8,  /* of a whole component */
    TREES = 4,        /* of a few regions */
    LEAST_SWEEPS = 6, /* without a gain, before the work ends */
    MOST_SWEEPS = 100,
    UNITS_OF_SWEEPS = 20000,
    SWEEP_GAIN = 3000, /* less than one of so many regions is no gain */
    MOST_JOINED = 3,   /* regions that are cut again together */
    BALANCE_TRIES = 60
};

/* What a tree gave. */
typedef struct yield {
    int32_t n_pieces; /* 0: pieces that may not be */
    double at_root;   /* size of the piece of the root */
} yield;

bp_status bp_carver_new(bp_context *context, bp_swap *swap, bp_carver *out)
{
    size_t rows = (size_t)swap->partition.ground->n + 1;
    bp_carver c = {0};
    c.swap = swap;
    c.floor = swap->partition.ground->floor;
    c.member = (int32_t *)malloc(8 * rows * sizeof *c.member);
    c.weight = (double *)malloc(rows * sizeof *c.weight);
    if (!c.member || !c.weight) {
        bp_carver_clear(&c);
        return bp_context_fail_memory(context, 10 * rows * sizeof *c.member);
    }
    c.order = c.member + rows;
    c.parent = c.order + rows;
    c.piece = c.parent + rows;
    c.kept = c.piece + rows;
    c.place = c.kept + rows;
    c.distance = c.place + rows;
    c.regions = c.distance + rows;
    *out = c;
    return BP_OK;
}

void bp_carver_clear(bp_carver *carver)
{
    free(carver->member);
    free(carver->weight);
    *carver = (bp_carver){0};
}

static int32_t below(bp_carver *c, int32_t n)
{
    return (int32_t)bp_random_below(&c->swap->random, (uint32_t)n);
}

static int32_t count_stamped(const bp_carver *c, int32_t i, uint32_t stamp)
{
    const bp_graph *graph = c->swap->partition.ground->graph;
    int32_t m = 0;
    for (int64_t l = graph->offsets[i]; l < graph->offsets[i + 1]; l++)
        m += c->swap->seen[graph->neighbours[l]] == stamp;
    return m;
}

/* Where the walk goes on from unit i: anywhere, or, if it is to be long, where it is soonest cut off. */
static int32_t next_unit(bp_carver *c, int32_t i, uint32_t in, int is_long)
{
    const bp_graph *graph = c->swap->partition.ground->graph;
    int64_t m = graph->offsets[i + 1] - graph->offsets[i];
    int32_t best = -1, fewest = INT32_MAX;
    int64_t turn = m > 1 ? below(c, (int32_t)m) : 0;
    for (int64_t k = 0; k < m; k++) {
        int32_t j = graph->neighbours[graph->offsets[i] + (k + turn) % m];
        if (c->swap->seen[j] != in)
            continue;
        if (!is_long)
            return j;
        int32_t exits = count_stamped(c, j, in);
        if (exits < fewest) {
            fewest = exits;
            best = j;
        }
    }
    return best;
}

/* A spanning tree of the members, depth first from a root. */
static void walk(bp_carver *c, int32_t root)
{
    bp_swap *swap = c->swap;
    uint32_t in = bp_swap_stamp(swap);
    int is_long = (int)(bp_random_bits(&swap->random) & 1u);
    for (int32_t k = 0; k < c->n_members; k++)
        swap->seen[c->member[k]] = in;
    int32_t n = 0, at = 0;
    c->order[n] = root;
    c->parent[n++] = -1;
    swap->seen[root] = in - 1;
    while (at >= 0) {
        int32_t j = next_unit(c, c->order[at], in, is_long);
        if (j < 0) {
            at = c->parent[at];
            continue;
        }
        swap->seen[j] = in - 1;
        c->order[n] = j;
        c->parent[n] = at;
        at = n++;
    }
}

/* What is left at the root joins a piece it hangs on: the heaviest that it does not lift above the ceiling.
 */
static int32_t piece_for_rest(const bp_carver *c, double rest)
{
    const double *weight = c->weight;
    double ceiling = c->swap->partition.ground->ceiling;
    int32_t best = -1;
    for (int32_t at = 1; at < c->n_members; at++) {
        int32_t piece = c->piece[at];
        if (piece < 0 || c->piece[c->parent[at]] >= 0)
            continue;
        if (best < 0 || (weight[piece] + rest <= ceiling && weight[piece] > weight[best]))
            best = piece;
    }
    return best;
}

/* Cut the tree from its leaves wherever the floor is reached. */
static yield peel(bp_carver *c)
{
    const bp_ground *g = c->swap->partition.ground;
    double *weight = c->weight;
    int32_t n = c->n_members, n_pieces = 0;
    for (int32_t at = 0; at < n; at++) {
        weight[at] = g->size[c->order[at]];
        c->piece[at] = -1;
    }
    for (int32_t at = n - 1; at >= 0; at--)
        if (weight[at] >= c->floor)
            c->piece[at] = n_pieces++;
        else if (at > 0)
            weight[c->parent[at]] += weight[at];
    double rest = c->piece[0] < 0 ? weight[0] : 0.0;
    if (n_pieces == 0)
        return (yield){0, 0.0};
    for (int32_t at = 1; at < n; at++)
        if (c->piece[at] < 0)
            c->piece[at] = c->piece[c->parent[at]];
    memset(weight, 0, (size_t)n_pieces * sizeof *weight);
    for (int32_t at = 0; at < n; at++)
        if (c->piece[at] >= 0)
            weight[c->piece[at]] += g->size[c->order[at]];
    if (c->piece[0] < 0) {
        int32_t taker = piece_for_rest(c, rest);
        weight[taker] += rest;
        for (int32_t at = 0; at < n; at++)
            if (c->piece[at] < 0)
                c->piece[at] = taker;
    }
    for (int32_t p = 0; p < n_pieces; p++)
        if (weight[p] > g->ceiling)
            return (yield){0, 0.0};
    return (yield){n_pieces, weight[c->piece[0]]};
}

static void keep(bp_carver *c)
{
    for (int32_t at = 0; at < c->n_members; at++)
        c->place[c->order[at]] = c->piece[at];
    for (int32_t k = 0; k < c->n_members; k++)
        c->kept[k] = c->place[c->member[k]];
}

/* The best of several trees: most pieces, then most of the size in one place. */
static yield best_yield(bp_carver *c, int32_t root, int n_trees)
{
    yield best = {0, 0.0};
    for (int t = 0; t < n_trees; t++) {
        walk(c, root >= 0 ? root : c->member[below(c, c->n_members)]);
        yield found = peel(c);
        if (found.n_pieces > best.n_pieces ||
            (found.n_pieces == best.n_pieces && found.at_root > best.at_root)) {
            best = found;
            keep(c);
        }
    }
    return best;
}

/* The kept pieces become the regions[], and new ones where there are more of them. */
static void apply(bp_carver *c, const int32_t *regions, int32_t n_regions, int32_t n_pieces)
{
    bp_division *p = &c->swap->partition;
    int32_t first_new = p->k;
    for (int32_t k = 0; k < c->n_members; k++) {
        int32_t piece = c->kept[k];
        int32_t to = piece < n_regions ? regions[piece] : first_new + piece - n_regions;
        if (p->label[c->member[k]] != to)
            bp_division_move(p, c->member[k], to);
    }
    p->k += n_pieces > n_regions ? n_pieces - n_regions : 0;
}

static void list_members(bp_carver *c, const int32_t *regions, int32_t n_regions)
{
    const bp_division *p = &c->swap->partition;
    c->n_members = 0;
    for (int32_t r = 0; r < n_regions; r++)
        for (int32_t i = p->head[regions[r]]; i >= 0; i = p->next[i])
            c->member[c->n_members++] = i;
}

static void list_component(bp_carver *c, int32_t component)
{
    const bp_ground *g = c->swap->partition.ground;
    c->n_members = g->first[component + 1] - g->first[component];
    memcpy(c->member, g->unit + g->first[component], (size_t)c->n_members * sizeof *c->member);
}

/* Links from a hub in the component, chosen by chance. */
static void measure_distances(bp_carver *c, int32_t component)
{
    const bp_ground *g = c->swap->partition.ground;
    const bp_graph *graph = g->graph;
    list_component(c, component);
    for (int32_t k = 0; k < c->n_members; k++)
        c->distance[c->member[k]] = -1;
    int32_t end = 0;
    c->order[end] = c->member[below(c, c->n_members)];
    c->distance[c->order[end++]] = 0;
    for (int32_t at = 0; at < end; at++)
        for (int64_t l = graph->offsets[c->order[at]]; l < graph->offsets[c->order[at] + 1]; l++) {
            int32_t j = graph->neighbours[l];
            if (c->distance[j] < 0) {
                c->distance[j] = c->distance[c->order[at]] + 1;
                c->order[end++] = j;
            }
        }
}

/* The unit of a region that is nearest to the hub. */
static int32_t nearest_unit(const bp_carver *c, int32_t region)
{
    const bp_division *p = &c->swap->partition;
    int32_t best = p->head[region];
    for (int32_t i = best; i >= 0; i = p->next[i])
        if (c->distance[i] < c->distance[best] || (c->distance[i] == c->distance[best] && i < best))
            best = i;
    return best;
}

/* regions[] = those of the component, the farthest from the hub first; returns how many. */
static int32_t order_regions(bp_carver *c)
{
    const bp_division *p = &c->swap->partition;
    uint32_t stamp = bp_swap_stamp(c->swap);
    int32_t m = 0;
    /* c->order holds the component's units by distance since it was measured: the first of a region is its
     * nearest. */
    for (int32_t at = 0; at < c->n_members; at++) {
        int32_t region = p->label[c->order[at]];
        if (c->swap->seen_region[region] != stamp) {
            c->swap->seen_region[region] = stamp;
            c->regions[m++] = region;
        }
    }
    for (int32_t a = 0, b = m - 1; a < b; a++, b--) {
        int32_t kept = c->regions[a];
        c->regions[a] = c->regions[b];
        c->regions[b] = kept;
    }
    return m;
}

/* A region next to one of joined[n_joined], by chance, nearer to the hub at two of three times; -1: none. */
static int32_t any_region_beside(bp_carver *c, const int32_t *joined, int32_t n_joined)
{
    const bp_division *p = &c->swap->partition;
    const bp_graph *graph = p->ground->graph;
    int is_near = below(c, 3) > 0;
    int32_t best = -1, nearest = INT32_MAX, n_seen = 0;
    for (int32_t r = 0; r < n_joined; r++)
        for (int32_t i = p->head[joined[r]]; i >= 0; i = p->next[i])
            for (int64_t l = graph->offsets[i]; l < graph->offsets[i + 1]; l++) {
                int32_t j = graph->neighbours[l], region = p->label[j];
                int is_own = 0;
                for (int32_t q = 0; q < n_joined; q++)
                    is_own |= joined[q] == region;
                if (is_own || (is_near && c->distance[j] > nearest))
                    continue;
                n_seen = is_near && c->distance[j] < nearest ? 1 : n_seen + 1;
                nearest = is_near ? c->distance[j] : nearest;
                if (n_seen == 1 || below(c, n_seen) == 0)
                    best = region;
            }
    return best;
}

/* Join a region with one or two others and cut them anew; returns how many regions were won. */
static int32_t cut_again(bp_carver *c, int32_t region)
{
    bp_division *p = &c->swap->partition;
    int32_t joined[MOST_JOINED] = {region}, n_joined = 1, wanted = 2 + (below(c, 3) == 0);
    while (n_joined < wanted) {
        int32_t beside = any_region_beside(c, joined, n_joined);
        if (beside < 0)
            break;
        joined[n_joined++] = beside;
    }
    if (n_joined < 2)
        return 0;
    int32_t root = nearest_unit(c, joined[0]);
    double spare = -n_joined * c->floor;
    for (int32_t r = 0; r < n_joined; r++) {
        int32_t unit = nearest_unit(c, joined[r]);
        spare += p->size[joined[r]];
        if (c->distance[unit] < c->distance[root])
            root = unit;
    }
    if (spare <= 0.0)
        return 0;
    double before = p->size[p->label[root]];
    list_members(c, joined, n_joined);
    yield found = best_yield(c, root, TREES);
    if (found.n_pieces < n_joined || (found.n_pieces == n_joined && found.at_root < before))
        return 0;
    apply(c, joined, n_joined, found.n_pieces);
    return found.n_pieces - n_joined;
}

/* How many sweeps without a gain end the work: few where each is long. */
static int patience(int32_t n)
{
    int sweeps = UNITS_OF_SWEEPS / (n + 1);
    if (sweeps < LEAST_SWEEPS)
        sweeps = LEAST_SWEEPS;
    return sweeps < MOST_SWEEPS ? sweeps : MOST_SWEEPS;
}

static bp_status carve_component(bp_context *context, bp_carver *c, int32_t component, int32_t enough)
{
    list_component(c, component);
    yield found = best_yield(c, -1, FIRST_TREES);
    int32_t n = c->n_members, n_regions = found.n_pieces;
    if (n_regions == 0) {
        /* No tree kept the ceiling: all of it is one region for now, which the caller sees to be too large.
         */
        memset(c->kept, 0, (size_t)n * sizeof *c->kept);
        n_regions = 1;
    }
    apply(c, c->regions, 0, n_regions);
    for (int idle = 0; idle < patience(n) && n_regions < enough && n_regions > 1; idle++) {
        measure_distances(c, component);
        int32_t m = order_regions(c), won = 0;
        for (int32_t r = 0; r < m && n_regions + won < enough; r++)
            won += cut_again(c, c->regions[r]);
        if (bp_context_interrupted(context))
            return bp_context_check(context);
        n_regions += won;
        idle = (int64_t)won * SWEEP_GAIN > n_regions ? -1 : idle;
    }
    return BP_OK;
}

bp_status bp_carve(bp_context *context, bp_carver *carver, const int32_t *enough)
{
    bp_division *p = &carver->swap->partition;
    const bp_ground *g = p->ground;
    bp_status status = BP_OK;
    bp_division_set(p, 0, NULL);
    for (int32_t k = 0; !status && k < g->n_components; k++) {
        double most = floor(g->held[k] / carver->floor);
        int32_t wanted = most < g->n ? (int32_t)most : g->n;
        if (enough && enough[k] < wanted)
            wanted = enough[k];
        status = carve_component(context, carver, k, wanted);
    }
    return status;
}

/* Where two regions' tree is best cut in two, so that both sizes are least amiss; by how much. */
static double best_halves(bp_carver *c, double least)
{
    const bp_ground *g = c->swap->partition.ground;
    double total = 0.0, best = least;
    int32_t cut = -1;
    for (int32_t at = 0; at < c->n_members; at++) {
        c->weight[at] = g->size[c->order[at]];
        total += c->weight[at];
    }
    for (int32_t at = c->n_members - 1; at > 0; at--) {
        double amiss = bp_ground_excess(g, c->weight[at]) + bp_ground_excess(g, total - c->weight[at]);
        c->weight[c->parent[at]] += c->weight[at];
        if (amiss < best || (amiss == best && cut < 0)) {
            best = amiss;
            cut = at;
        }
    }
    if (cut < 0)
        return INFINITY;
    for (int32_t at = 0; at < c->n_members; at++)
        c->piece[at] = at == cut ? 1 : at == 0 ? 0 : c->piece[c->parent[at]];
    keep(c);
    return best;
}

bp_status bp_carve_balance(bp_context *context, bp_carver *carver)
{
    bp_division *p = &carver->swap->partition;
    int64_t tries = (int64_t)BALANCE_TRIES * p->k, n_fitting = 0;
    memset(carver->distance, 0, (size_t)p->ground->n * sizeof *carver->distance);
    for (int32_t r = 0; n_fitting < p->k && tries > 0; r = (r + 1) % p->k) {
        n_fitting++;
        if (bp_ground_excess(p->ground, p->size[r]) == 0.0)
            continue;
        n_fitting = 0;
        tries--;
        int32_t pair[2] = {r, -1};
        pair[1] = any_region_beside(carver, pair, 1);
        if (pair[1] < 0)
            continue;
        double least =
            bp_ground_excess(p->ground, p->size[r]) + bp_ground_excess(p->ground, p->size[pair[1]]);
        int is_better = 0;
        list_members(carver, pair, 2);
        for (int t = 0; t < TREES; t++) {
            walk(carver, carver->member[below(carver, carver->n_members)]);
            double amiss = best_halves(carver, least);
            is_better |= amiss <= least;
            least = amiss < least ? amiss : least;
        }
        if (is_better)
            apply(carver, pair, 2, 2);
        if (bp_context_interrupted(context))
            return bp_context_check(context);
    }
    return BP_OK;
}
