#include "analysis/branch.h"

#include <stdlib.h>
#include <string.h>

void bp_branches_clear(bp_branches *branches)
{
    free(branches->list);
    free(branches->largest);
    *branches = (bp_branches)BP_BRANCHES_INIT;
}

/* Candidates that come in level by level; `waiting` ones touch the branch and are short of its level. */
typedef struct growth {
    const bp_field *field;
    const bp_delineate_options *options;
    uint8_t *state; /* state[candidates] */
    int32_t *queue; /* candidates of the branch, then free */
    int32_t *waiting;
    int64_t n_inside, n_waiting;
    int64_t weight;
    double population;
    int32_t unit; /* a branch lies in one region, whose floor and ceiling are those of this unit */
} growth;

static bool is_above_ceiling(const growth *g, double population)
{
    return population > bp_ceiling_at(g->options, g->unit);
}

enum { UNSEEN = 0, WAITING, INSIDE };

static void take_in(growth *g, int32_t c)
{
    g->state[c] = INSIDE;
    g->queue[g->n_inside++] = c;
    g->weight += g->field->weight[c];
    g->population += g->field->population[c];
}

/* Everything at or past the level that hangs together with what is at queue[head] and after. */
static void flood(growth *g, int64_t head, double level)
{
    const bp_graph *links = &g->field->links;
    for (; head < g->n_inside; head++)
        for (int64_t k = links->offsets[g->queue[head]]; k < links->offsets[g->queue[head] + 1]; k++) {
            int32_t next = links->neighbours[k];
            if (g->state[next] != UNSEEN || is_above_ceiling(g, g->field->population[next]))
                continue;
            if (g->field->score[next] >= level) {
                take_in(g, next);
            } else {
                g->state[next] = WAITING;
                g->waiting[g->n_waiting++] = next;
            }
        }
}

/* The next level at which the branch grows: that of the worst unit around it. */
static bool next_level(const growth *g, double *level)
{
    bool is_any = g->n_waiting > 0;
    for (int64_t i = 0; i < g->n_waiting; i++)
        if (i == 0 || g->field->score[g->waiting[i]] > *level)
            *level = g->field->score[g->waiting[i]];
    return is_any;
}

static void admit_waiting(growth *g, double level)
{
    int64_t kept = 0;
    for (int64_t i = 0; i < g->n_waiting; i++) {
        int32_t c = g->waiting[i];
        if (g->field->score[c] >= level)
            take_in(g, c);
        else
            g->waiting[kept++] = c;
    }
    g->n_waiting = kept;
}

static bp_branch describe(const growth *g, double level)
{
    return (bp_branch){level,
                       g->n_inside,
                       g->population,
                       (double)g->weight / BP_WEIGHT_ONE,
                       g->population < bp_floor_at(g->options, g->unit),
                       is_above_ceiling(g, g->population)};
}

static int ascending(const void *a, const void *b)
{
    int32_t p = *(const int32_t *)a, q = *(const int32_t *)b;
    return (p > q) - (p < q);
}

/* Grow from candidate `first`; list[n] of `out` has room for one branch per candidate. */
static void grow(growth *g, int32_t first, bp_branches *out)
{
    double level = g->field->score[first];
    int64_t head = 0;
    take_in(g, first);
    do {
        flood(g, head, level);
        out->list[out->n++] = describe(g, level);
        head = g->n_inside;
        if (!next_level(g, &level))
            break;
        admit_waiting(g, level);
    } while (head < g->n_inside);
    out->n_largest = g->n_inside;
    for (int64_t i = 0; i < g->n_inside; i++)
        out->largest[i] = g->field->unit[g->queue[i]];
    qsort(out->largest, (size_t)out->n_largest, sizeof *out->largest, ascending);
}

static int64_t find_candidate(const bp_field *field, int64_t unit)
{
    for (int64_t c = 0; c < field->n; c++)
        if (field->unit[c] == unit)
            return c;
    return -1;
}

bp_status bp_branches_of(bp_context *context, const bp_delineate_input *input,
                         const bp_delineate_options *options, int64_t unit, bp_branches *out)
{
    bp_field field = BP_FIELD_INIT;
    bp_branches branches = BP_BRANCHES_INIT;
    growth g = {0};
    bp_status status = bp_field_new(context, input, options, &field);
    if (status)
        return status;
    size_t rows = (size_t)field.n + 1;
    g.field = &field;
    g.options = options;
    g.state = (uint8_t *)calloc(rows, 1);
    g.queue = (int32_t *)malloc(2 * rows * sizeof *g.queue);
    branches.list = (bp_branch *)malloc(rows * sizeof *branches.list);
    branches.largest = (int32_t *)malloc(rows * sizeof *branches.largest);
    if (!g.state || !g.queue || !branches.list || !branches.largest) {
        status = bp_context_fail_memory(context, rows * sizeof *branches.list);
        goto done;
    }
    g.waiting = g.queue + rows;
    int64_t first = find_candidate(&field, unit);
    g.unit = (int32_t)unit;
    if (first >= 0 && !is_above_ceiling(&g, field.population[first]))
        grow(&g, (int32_t)first, &branches);
    *out = branches;
    branches = (bp_branches)BP_BRANCHES_INIT;
done:
    bp_branches_clear(&branches);
    free(g.state);
    free(g.queue);
    bp_field_clear(&field);
    return status;
}
