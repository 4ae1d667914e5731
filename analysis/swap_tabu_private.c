/* Tabu search: the best move there is, for better or worse, and none of the last ones back. */
#include "analysis/swap_private.h"

#include <stdlib.h>
#include <string.h>

/* The search gives up after so many moves that gave nothing better, and a tenth of the units besides. */
enum { LEAST_PATIENCE = 500, UNITS_PER_PATIENCE = 10, MOVES_PER_LOOK = 16 };

/* A unit that may not go back to a region for the present. */
typedef struct ban {
    int32_t unit, region;
} ban;

typedef struct tabu {
    bp_swap *swap;
    int length;
    ban *bans; /* bans[length], a ring; unit -1: none */
    int64_t n_moves;
    int32_t *n_banned; /* n_banned[n]: bans of a unit */
    bp_move *moves;    /* moves[n]: the best of each unit that is not banned */
    int32_t n_leaves;  /* a power of two, n or more */
    int32_t *winner;   /* winner[2 * n_leaves]: a knock-out of the units by moves[].change; -1: none */
    int32_t *best;     /* best[n]: the labels of the best partition */
    double objective, least;
} tabu;

static bp_status tabu_new(bp_context *context, bp_swap *swap, int length, tabu *t)
{
    size_t n = (size_t)swap->partition.ground->n;
    t->swap = swap;
    t->length = length;
    t->n_leaves = 1;
    while ((size_t)t->n_leaves < n)
        t->n_leaves *= 2;
    t->bans = (ban *)malloc((size_t)(length + 1) * sizeof *t->bans);
    t->moves = (bp_move *)malloc((n + 1) * sizeof *t->moves);
    t->winner = (int32_t *)calloc(2 * (size_t)t->n_leaves, sizeof *t->winner);
    t->best = (int32_t *)malloc(2 * (n + 1) * sizeof *t->best);
    if (!t->bans || !t->moves || !t->winner || !t->best) {
        bp_context_fail_memory(context, (n + 1) * sizeof *t->moves);
        return BP_ERROR_MEMORY;
    }
    t->n_banned = t->best + n + 1;
    memset(t->n_banned, 0, (n + 1) * sizeof *t->n_banned);
    for (int i = 0; i <= length; i++)
        t->bans[i] = (ban){-1, -1};
    return BP_OK;
}

static void tabu_clear(tabu *t)
{
    free(t->bans);
    free(t->moves);
    free(t->winner);
    free(t->best);
}

static int is_banned(const tabu *t, int32_t unit, int32_t region)
{
    for (int i = 0; t->n_banned[unit] > 0 && i < t->length; i++)
        if (t->bans[i].unit == unit && t->bans[i].region == region)
            return 1;
    return 0;
}

/* The best move of a unit that is not banned. */
static bp_move best_allowed(const tabu *t, int32_t i)
{
    bp_swap *swap = t->swap;
    const bp_division *p = &swap->partition;
    const bp_graph *graph = p->ground->graph;
    bp_move best = {i, -1, INFINITY};
    for (int64_t l = graph->offsets[i]; l < graph->offsets[i + 1]; l++) {
        int32_t to = p->label[graph->neighbours[l]];
        if (to == p->label[i] || is_banned(t, i, to) || !bp_swap_fits(swap, i, to))
            continue;
        double change = bp_division_leave(p, i) + bp_division_join(p, i, to);
        if (change < best.change || (change == best.change && to < best.to))
            best = (bp_move){i, to, change};
    }
    return best;
}

static int32_t better(const tabu *t, int32_t a, int32_t b)
{
    if (a < 0 || b < 0)
        return a < 0 ? b : a;
    if (t->moves[a].change != t->moves[b].change)
        return t->moves[a].change < t->moves[b].change ? a : b;
    return a < b ? a : b;
}

static void play_again(tabu *t, int32_t i)
{
    int32_t at = t->n_leaves + i;
    t->winner[at] = t->moves[i].to >= 0 ? i : -1;
    for (at /= 2; at >= 1; at /= 2)
        t->winner[at] = better(t, t->winner[2 * at], t->winner[2 * at + 1]);
}

/* Ask again what unit i may do. Whether its region would be torn is asked when its turn comes: few are. */
static void look_again(tabu *t, int32_t i)
{
    bp_move move = t->n_banned[i] > 0 ? best_allowed(t, i) : bp_swap_best(t->swap, i);
    if (move.to < 0 && t->moves[i].to < 0)
        return;
    t->moves[i] = move;
    play_again(t, i);
}

/* The unit with the best move that tears no region; -1: there is none. */
static int32_t best_unit(tabu *t)
{
    int32_t unit = t->winner[1];
    while (unit >= 0 && !bp_swap_can_leave(t->swap, unit)) {
        /* So it stays until its region changes, and then it is asked again. */
        t->moves[unit].to = -1;
        play_again(t, unit);
        unit = t->winner[1];
    }
    return unit;
}

static void look_at_all(tabu *t)
{
    for (int32_t at = 0; at < 2 * t->n_leaves; at++)
        t->winner[at] = -1;
    for (int32_t i = 0; i < t->swap->partition.ground->n; i++) {
        t->moves[i] = (bp_move){i, -1, INFINITY};
        look_again(t, i);
    }
}

/* All that a change of a region may concern: its units and those that touch it. */
static void look_at_region(tabu *t, int32_t region)
{
    bp_swap *swap = t->swap;
    const bp_division *p = &swap->partition;
    const bp_graph *graph = p->ground->graph;
    /* Units that were looked at bear the number of the move, so that none is asked twice. */
    for (int32_t u = p->head[region]; u >= 0; u = p->next[u]) {
        if (swap->looked[u] != swap->moves) {
            swap->looked[u] = swap->moves;
            look_again(t, u);
        }
        for (int64_t l = graph->offsets[u]; l < graph->offsets[u + 1]; l++) {
            int32_t j = graph->neighbours[l];
            if (p->label[j] == region || swap->looked[j] == swap->moves)
                continue;
            swap->looked[j] = swap->moves;
            look_again(t, j);
        }
    }
}

/* A banned move is made all the same if it leads to something better than the best so far. */
static bp_move best_banned(tabu *t)
{
    bp_division *p = &t->swap->partition;
    bp_move best = {-1, -1, t->least - t->swap->least - t->objective};
    for (int b = 0; b < t->length; b++) {
        int32_t i = t->bans[b].unit, to = t->bans[b].region;
        if (i < 0 || p->label[i] == to || !bp_swap_touches(t->swap, i, to, -1) ||
            !bp_swap_fits(t->swap, i, to))
            continue;
        double change = bp_division_leave(p, i) + bp_division_join(p, i, to);
        if (change < best.change && bp_swap_can_leave(t->swap, i))
            best = (bp_move){i, to, change};
    }
    return best;
}

/* The move just made may not be taken back; the oldest ban ends. */
static void ban_return(tabu *t, int32_t unit, int32_t region)
{
    if (t->length == 0)
        return;
    ban *slot = &t->bans[t->n_moves % t->length];
    int32_t freed = slot->unit;
    if (freed >= 0)
        t->n_banned[freed]--;
    *slot = (ban){unit, region};
    t->n_banned[unit]++;
    if (freed >= 0)
        look_again(t, freed);
}

static int make_move(tabu *t)
{
    bp_swap *swap = t->swap;
    bp_move move = best_banned(t);
    if (move.unit < 0) {
        int32_t unit = best_unit(t);
        if (unit < 0)
            return 0;
        move = t->moves[unit];
    }
    int32_t from = swap->partition.label[move.unit];
    bp_swap_apply(swap, move.unit, move.to);
    t->objective += move.change;
    ban_return(t, move.unit, from);
    t->n_moves++;
    look_at_region(t, from);
    look_at_region(t, move.to);
    return 1;
}

static bp_status run(bp_context *context, tabu *t)
{
    bp_division *p = &t->swap->partition;
    size_t bytes = (size_t)p->ground->n * sizeof *t->best;
    int64_t patience = LEAST_PATIENCE + p->ground->n / UNITS_PER_PATIENCE, idle = 0;
    bp_swap_forget(t->swap);
    memcpy(t->best, p->label, bytes);
    t->objective = t->least = bp_division_objective(p);
    memset(t->swap->looked, 0, (size_t)p->ground->n * sizeof *t->swap->looked);
    look_at_all(t);
    while (idle < patience && make_move(t)) {
        if (t->n_moves % MOVES_PER_LOOK == 0 && bp_context_interrupted(context))
            return bp_context_check(context);
        idle++;
        if (t->objective < t->least - t->swap->least) {
            t->least = t->objective;
            memcpy(t->best, p->label, bytes);
            idle = 0;
        }
    }
    bp_division_set(p, p->k, t->best);
    return bp_swap_greedy(context, t->swap);
}

bp_status bp_swap_tabu(bp_context *context, bp_swap *swap, int length)
{
    tabu t = {0};
    bp_status status = tabu_new(context, swap, length, &t);
    if (!status)
        status = run(context, &t);
    tabu_clear(&t);
    return status;
}
