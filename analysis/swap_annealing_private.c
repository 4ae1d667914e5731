/* Simulated annealing: moves by chance, for the worse the more seldom the colder it is. */
#include "analysis/swap_private.h"

#include <stdlib.h>
#include <string.h>

/* A sweep proposes a move for each unit on average, and more of them where there are few units. */
enum { MOVES_PER_LOOK = 1024, COLD_SWEEPS = 3, MOST_SWEEPS = 500, MORE_PROPOSALS = 4000, MORE_PER_UNIT = 64 };

typedef struct annealing {
    bp_swap *swap;
    double temperature;
    double objective, least;
    int32_t *best; /* best[n]: the labels of the best partition at the end of a sweep */
    int64_t n_taken;
} annealing;

/* A number from 0 to below 1. */
static double share(bp_random *random)
{
    return bp_random_bits(random) * (1.0 / 4294967296.0);
}

static int is_taken(annealing *a, double change)
{
    return change <= 0.0 || share(&a->swap->random) < exp(-change / a->temperature);
}

/* One of unit i's neighbours by chance; -1: there is none. */
static int32_t any_neighbour(bp_swap *swap, int32_t i)
{
    const bp_graph *graph = swap->partition.ground->graph;
    int64_t m = graph->offsets[i + 1] - graph->offsets[i];
    return m > 0 ? graph->neighbours[graph->offsets[i] + bp_random_below(&swap->random, (uint32_t)m)] : -1;
}

/* Unit i has left region `from`, which needs another: one from near by comes in, or all is as it was. */
static void propose_return(annealing *a, int32_t i, int32_t from, double change)
{
    bp_swap *swap = a->swap;
    bp_division *p = &swap->partition;
    const bp_ground *g = p->ground;
    int32_t to = p->label[i], u = any_neighbour(swap, i), j = -1;
    if (u >= 0 && p->label[u] == from)
        j = any_neighbour(swap, u);
    if (j >= 0 && j != i && p->label[j] != from) {
        int32_t c = p->label[j];
        int fits = bp_ground_excess(g, p->size[from] + g->size[j]) == 0.0 &&
                   bp_ground_excess(g, p->size[c] - g->size[j]) == 0.0 &&
                   (c == to || bp_ground_excess(g, p->size[to]) == 0.0);
        double both = change + bp_division_leave(p, j) + bp_division_join(p, j, from);
        if (fits && is_taken(a, both) && bp_swap_can_leave(swap, j)) {
            bp_swap_move(swap, j, from);
            a->objective += both;
            a->n_taken++;
            return;
        }
    }
    bp_swap_move(swap, i, from);
}

static void propose(annealing *a)
{
    bp_swap *swap = a->swap;
    bp_division *p = &swap->partition;
    int32_t i = (int32_t)bp_random_below(&swap->random, (uint32_t)p->ground->n), j = any_neighbour(swap, i);
    if (j < 0 || p->label[j] == p->label[i])
        return;
    int32_t from = p->label[i], to = p->label[j];
    int fits = bp_swap_fits(swap, i, to);
    if (!fits && !swap->exchanges)
        return;
    double change = bp_division_leave(p, i) + bp_division_join(p, i, to);
    if (fits && !is_taken(a, change))
        return;
    if (!bp_swap_can_leave(swap, i))
        return;
    bp_swap_move(swap, i, to);
    if (!fits) {
        propose_return(a, i, from, change);
        return;
    }
    a->objective += change;
    a->n_taken++;
}

/* The mean change for the worse of single moves: at this temperature about a third of them would be taken. */
static double mean_worsening(bp_swap *swap)
{
    const bp_division *p = &swap->partition;
    double total = 0.0;
    int64_t m = 0;
    for (int32_t i = 0; i < p->ground->n; i++) {
        bp_move move = bp_swap_best(swap, i);
        if (move.to >= 0 && move.change > 0.0) {
            total += move.change;
            m++;
        }
    }
    return m > 0 ? total / (double)m : bp_division_objective(p) / (double)(p->ground->n + 1);
}

static bp_status run(bp_context *context, annealing *a, double cooling)
{
    bp_division *p = &a->swap->partition;
    size_t bytes = (size_t)p->ground->n * sizeof *a->best;
    int32_t n = p->ground->n,
            n_proposals = n < MORE_PROPOSALS / MORE_PER_UNIT ? n + MORE_PER_UNIT * n : n + MORE_PROPOSALS;
    bp_swap_forget(a->swap);
    memcpy(a->best, p->label, bytes);
    a->objective = a->least = bp_division_objective(p);
    a->temperature = mean_worsening(a->swap);
    for (int sweep = 0, cold = 0; sweep < MOST_SWEEPS && cold < COLD_SWEEPS && a->temperature > 0.0;
         sweep++) {
        int64_t taken_before = a->n_taken;
        for (int32_t k = 0; k < n_proposals; k++) {
            if (k % MOVES_PER_LOOK == 0 && bp_context_interrupted(context))
                return bp_context_check(context);
            propose(a);
        }
        a->temperature *= cooling;
        cold = (a->n_taken - taken_before) * 1000 < n_proposals ? cold + 1 : 0;
        if (a->objective < a->least - a->swap->least) {
            a->least = a->objective;
            memcpy(a->best, p->label, bytes);
        }
    }
    bp_division_set(p, p->k, a->best);
    return bp_swap_greedy(context, a->swap);
}

bp_status bp_swap_annealing(bp_context *context, bp_swap *swap, double cooling)
{
    annealing a = {0};
    a.swap = swap;
    a.best = (int32_t *)malloc(((size_t)swap->partition.ground->n + 1) * sizeof *a.best);
    bp_status status =
        a.best ? run(context, &a, cooling)
               : bp_context_fail_memory(context, (size_t)swap->partition.ground->n * sizeof *a.best);
    free(a.best);
    return status;
}
