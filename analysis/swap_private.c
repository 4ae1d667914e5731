#include "analysis/swap_private.h"

#include <stdlib.h>
#include <string.h>

enum { UNITS_PER_LOOK = 256, UNITS_NEARBY = 64 };

bp_status bp_swap_new(bp_context *context, const bp_ground *ground, bp_random random, bp_swap *out)
{
    size_t rows = (size_t)ground->n + 1;
    bp_swap swap = {0};
    swap.random = random;
    swap.seen = (uint32_t *)calloc(4 * rows, sizeof *swap.seen);
    swap.queue = (int32_t *)malloc(5 * rows * sizeof *swap.queue);
    swap.cursor = (int64_t *)malloc(rows * sizeof *swap.cursor);
    swap.is_cut = (uint8_t *)calloc(2 * rows, 1);
    if (!swap.seen || !swap.queue || !swap.cursor || !swap.is_cut) {
        bp_swap_clear(&swap);
        bp_context_fail_memory(context, 5 * rows * sizeof *swap.queue);
        return BP_ERROR_MEMORY;
    }
    bp_status status = bp_division_new(context, ground, &swap.partition);
    if (status) {
        bp_swap_clear(&swap);
        return status;
    }
    swap.seen_region = swap.seen + rows;
    swap.changed = swap.seen_region + rows;
    swap.looked = swap.changed + rows;
    swap.moves = 1;
    swap.order = swap.queue + rows;
    swap.walk = swap.order + rows;
    swap.is_known = swap.is_cut + rows;
    for (int32_t i = 0; i < ground->n; i++)
        swap.order[i] = i;
    *out = swap;
    return BP_OK;
}

void bp_swap_clear(bp_swap *swap)
{
    bp_division_clear(&swap->partition);
    free(swap->seen);
    free(swap->queue);
    free(swap->cursor);
    free(swap->is_cut);
    *swap = (bp_swap){0};
}

uint32_t bp_swap_stamp(bp_swap *swap)
{
    if (++swap->stamp == 0) {
        size_t rows = (size_t)swap->partition.ground->n + 1;
        memset(swap->seen, 0, 2 * rows * sizeof *swap->seen);
        swap->stamp = 1;
    }
    return swap->stamp;
}

/* Stamp unit i's neighbours in its region; returns how many there are, and one of them. */
static int32_t stamp_neighbours(bp_swap *swap, int32_t i, uint32_t stamp, int32_t *one)
{
    const bp_graph *graph = swap->partition.ground->graph;
    const int32_t *label = swap->partition.label;
    int32_t m = 0;
    for (int64_t l = graph->offsets[i]; l < graph->offsets[i + 1]; l++) {
        int32_t j = graph->neighbours[l];
        if (label[j] != label[i])
            continue;
        swap->seen[j] = stamp;
        *one = j;
        m++;
    }
    return m;
}

/* How many units that bear the stamp `from` can be reached from `seed` over such units alone; they get `to`.
 */
static int32_t reach_stamped(bp_swap *swap, int32_t seed, uint32_t from, uint32_t to)
{
    const bp_graph *graph = swap->partition.ground->graph;
    int32_t end = 0;
    swap->queue[end++] = seed;
    swap->seen[seed] = to;
    for (int32_t at = 0; at < end; at++) {
        int32_t i = swap->queue[at];
        for (int64_t l = graph->offsets[i]; l < graph->offsets[i + 1]; l++) {
            int32_t j = graph->neighbours[l];
            if (swap->seen[j] == from) {
                swap->seen[j] = to;
                swap->queue[end++] = j;
            }
        }
    }
    return end;
}

/*
 * Can all `wanted` units that bear `mark` or the stamp after it be reached from `seed` over i's region
 * without i? Looks at a few units only: 1 yes, 0 no, -1 it did not come to an end.
 */
static int reach_nearby(bp_swap *swap, int32_t i, int32_t seed, uint32_t mark, int32_t wanted)
{
    const bp_graph *graph = swap->partition.ground->graph;
    const int32_t *label = swap->partition.label;
    uint32_t been = bp_swap_stamp(swap);
    int32_t end = 0, found = 1;
    swap->queue[end++] = seed;
    swap->seen[seed] = swap->seen[i] = been;
    for (int32_t at = 0; at < end; at++) {
        int32_t u = swap->queue[at];
        if (at == UNITS_NEARBY)
            return -1;
        for (int64_t l = graph->offsets[u]; l < graph->offsets[u + 1]; l++) {
            int32_t j = graph->neighbours[l];
            if (label[j] != label[i] || swap->seen[j] == been)
                continue;
            found += swap->seen[j] == mark || swap->seen[j] == mark + 1;
            if (found == wanted)
                return 1;
            swap->seen[j] = been;
            swap->queue[end++] = j;
        }
    }
    return 0;
}

/* A unit of a walk is done with: what it reaches, its parent reaches; one that reaches no higher is cut off
 * by it. */
static void settle(bp_swap *swap, int32_t u, int32_t parent, int32_t root)
{
    size_t rows = (size_t)swap->partition.ground->n + 1;
    int32_t *number = swap->walk + rows, *low = number + rows;
    if (low[u] < low[parent])
        low[parent] = low[u];
    if (parent != root && low[u] >= number[parent])
        swap->is_cut[parent] = 1;
}

/* Find the cut vertices of a region, which hangs together. */
static void find_cuts(bp_swap *swap, int32_t region)
{
    const bp_graph *graph = swap->partition.ground->graph;
    const int32_t *label = swap->partition.label;
    size_t rows = (size_t)swap->partition.ground->n + 1;
    int32_t *parent = swap->walk, *number = parent + rows, *low = number + rows;
    uint32_t been = bp_swap_stamp(swap);
    int32_t root = swap->partition.head[region], n = 0, n_branches = 0;
    for (int32_t u = root; u >= 0;) {
        if (swap->seen[u] != been) {
            swap->seen[u] = been;
            swap->is_cut[u] = 0;
            swap->cursor[u] = graph->offsets[u];
            number[u] = low[u] = n++;
        }
        int32_t next = -1;
        while (next < 0 && swap->cursor[u] < graph->offsets[u + 1]) {
            int32_t j = graph->neighbours[swap->cursor[u]++];
            if (label[j] != region)
                continue;
            if (swap->seen[j] != been) {
                parent[j] = u;
                next = j;
            } else if (number[j] < low[u]) {
                low[u] = number[j];
            }
        }
        if (next >= 0) {
            n_branches += u == root;
        } else if (u != root) {
            settle(swap, u, parent[u], root);
            next = parent[u];
        }
        u = next;
    }
    swap->is_cut[root] = n_branches > 1;
    swap->is_known[region] = 1;
}

void bp_swap_forget(bp_swap *swap)
{
    memset(swap->is_known, 0, (size_t)swap->partition.ground->n);
}

void bp_swap_move(bp_swap *swap, int32_t i, int32_t to)
{
    swap->is_known[swap->partition.label[i]] = swap->is_known[to] = 0;
    bp_division_move(&swap->partition, i, to);
}

int bp_swap_can_leave(bp_swap *swap, int32_t i)
{
    int32_t region = swap->partition.label[i];
    if (swap->partition.count[region] < 2)
        return 0;
    if (swap->is_known[region])
        return !swap->is_cut[i];
    /* Two stamps in a row: of neighbours, and of those among them that were reached. */
    if (swap->stamp > UINT32_MAX - 4) {
        swap->stamp = UINT32_MAX;
        bp_swap_stamp(swap);
    }
    uint32_t mark = bp_swap_stamp(swap), reached = bp_swap_stamp(swap);
    int32_t one = -1, m = stamp_neighbours(swap, i, mark, &one);
    if (m < 2)
        return m;
    if (reach_stamped(swap, one, mark, reached) == m)
        return 1;
    int answer = reach_nearby(swap, i, one, mark, m);
    if (answer >= 0)
        return answer;
    find_cuts(swap, region);
    return !swap->is_cut[i];
}

int bp_swap_fits(const bp_swap *swap, int32_t i, int32_t to)
{
    const bp_division *p = &swap->partition;
    double size = p->ground->size[i];
    return p->size[p->label[i]] - size >= p->ground->floor && p->size[to] + size <= p->ground->ceiling;
}

int bp_swap_touches(const bp_swap *swap, int32_t i, int32_t region, int32_t except)
{
    const bp_graph *graph = swap->partition.ground->graph;
    for (int64_t l = graph->offsets[i]; l < graph->offsets[i + 1]; l++)
        if (graph->neighbours[l] != except && swap->partition.label[graph->neighbours[l]] == region)
            return 1;
    return 0;
}

void bp_swap_apply(bp_swap *swap, int32_t i, int32_t to)
{
    swap->moves++;
    swap->changed[swap->partition.label[i]] = swap->changed[to] = swap->moves;
    bp_swap_move(swap, i, to);
}

bp_move bp_swap_best(bp_swap *swap, int32_t i)
{
    const bp_division *p = &swap->partition;
    const bp_graph *graph = p->ground->graph;
    bp_move best = {i, -1, INFINITY};
    double leave = NAN;
    uint32_t stamp = 0;
    for (int64_t l = graph->offsets[i]; l < graph->offsets[i + 1]; l++) {
        int32_t to = p->label[graph->neighbours[l]];
        if (to == p->label[i])
            continue;
        if (stamp == 0) {
            stamp = bp_swap_stamp(swap);
            leave = bp_division_leave(p, i);
        }
        if (swap->seen_region[to] == stamp || !bp_swap_fits(swap, i, to))
            continue;
        swap->seen_region[to] = stamp;
        double change = leave + bp_division_join(p, i, to);
        if (change < best.change || (change == best.change && to < best.to))
            best = (bp_move){i, to, change};
    }
    return best;
}

/* The best unit to come into region `a` for unit i that just left it, so that all sizes fit again. */
static bp_move best_return(bp_swap *swap, int32_t i, int32_t a, double most)
{
    bp_division *p = &swap->partition;
    const bp_graph *graph = p->ground->graph;
    bp_move best = {-1, -1, most};
    for (int32_t u = p->head[a]; u >= 0; u = p->next[u])
        for (int64_t l = graph->offsets[u]; l < graph->offsets[u + 1]; l++) {
            int32_t j = graph->neighbours[l], c = p->label[j], b = p->label[i];
            double size = p->ground->size[j];
            if (c == a || j == i || bp_ground_excess(p->ground, p->size[a] + size) > 0.0 ||
                bp_ground_excess(p->ground, p->size[c] - size) > 0.0 ||
                (c != b && bp_ground_excess(p->ground, p->size[b]) > 0.0))
                continue;
            double change = bp_division_leave(p, j) + bp_division_join(p, j, a);
            if ((change < best.change || (change == best.change && j < best.unit)) &&
                bp_swap_can_leave(swap, j))
                best = (bp_move){j, a, change};
        }
    return best;
}

/* Unit i goes to a region that has no room for it, or leaves one that needs it, and another one comes in. */
static int exchange(bp_swap *swap, int32_t i)
{
    bp_division *p = &swap->partition;
    const bp_graph *graph = p->ground->graph;
    int32_t a = p->label[i];
    for (int64_t l = graph->offsets[i]; l < graph->offsets[i + 1]; l++) {
        int32_t to = p->label[graph->neighbours[l]], earlier = 0;
        for (int64_t k = graph->offsets[i]; k < l; k++)
            earlier |= p->label[graph->neighbours[k]] == to;
        if (earlier || to == a || bp_swap_fits(swap, i, to))
            continue;
        double change = bp_division_leave(p, i) + bp_division_join(p, i, to);
        bp_swap_move(swap, i, to);
        bp_move second = best_return(swap, i, a, -swap->least - change);
        if (second.unit >= 0) {
            bp_swap_apply(swap, second.unit, a);
            swap->changed[to] = swap->moves;
            return 1;
        }
        bp_swap_move(swap, i, a);
    }
    return 0;
}

/* Does unit i touch another region, and did one of those, or its own, change since it was last looked at? */
static int is_worth_a_look(const bp_swap *swap, int32_t i)
{
    const bp_graph *graph = swap->partition.ground->graph;
    const int32_t *label = swap->partition.label;
    uint32_t since = swap->looked[i];
    int is_at_border = 0, is_new = swap->changed[label[i]] >= since;
    for (int64_t l = graph->offsets[i]; l < graph->offsets[i + 1]; l++) {
        int32_t region = label[graph->neighbours[l]];
        is_at_border |= region != label[i];
        is_new |= swap->changed[region] >= since;
    }
    return is_at_border && is_new;
}

static int improve(bp_swap *swap, int32_t i)
{
    if (!is_worth_a_look(swap, i))
        return 0;
    swap->looked[i] = swap->moves + 1;
    bp_move move = bp_swap_best(swap, i);
    if (!(move.change < -swap->least) && !swap->exchanges)
        return 0;
    if (!bp_swap_can_leave(swap, i))
        return 0;
    if (move.change < -swap->least) {
        bp_swap_apply(swap, i, move.to);
        return 1;
    }
    return exchange(swap, i);
}

static void shuffle(bp_swap *swap)
{
    for (int32_t i = swap->partition.ground->n; i > 1; i--) {
        int32_t j = (int32_t)bp_random_below(&swap->random, (uint32_t)i), kept = swap->order[i - 1];
        swap->order[i - 1] = swap->order[j];
        swap->order[j] = kept;
    }
}

bp_status bp_swap_greedy(bp_context *context, bp_swap *swap)
{
    int32_t n = swap->partition.ground->n, n_moved = 1;
    bp_swap_forget(swap);
    memset(swap->looked, 0, (size_t)n * sizeof *swap->looked);
    while (n_moved > 0) {
        n_moved = 0;
        shuffle(swap);
        for (int32_t at = 0; at < n; at++) {
            if (at % UNITS_PER_LOOK == 0 && bp_context_interrupted(context))
                return bp_context_check(context);
            n_moved += improve(swap, swap->order[at]);
        }
    }
    return BP_OK;
}

bp_status bp_swap_search(bp_context *context, bp_swap *swap, const bp_regions_options *options)
{
    swap->least = 1e-12 * bp_division_objective(&swap->partition);
    bp_status status = bp_swap_greedy(context, swap);
    if (!status && options->search == BP_SEARCH_TABU)
        status = bp_swap_tabu(context, swap, options->tabu_length);
    if (!status && options->search == BP_SEARCH_ANNEALING)
        status = bp_swap_annealing(context, swap, options->cooling);
    return status;
}
