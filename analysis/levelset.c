#include "analysis/levelset.h"

#include "analysis/prune.h"

#include <stdlib.h>

/* A branch: one connected component at the level where it changed. Children have smaller numbers than
 * parents. */
typedef struct branch {
    int64_t weight;
    int64_t below_best; /* sum of the best of its children */
    double population;
    int32_t parent; /* -1: none */
    int32_t owner;  /* the chosen branch it lies in, -1: none */
    int32_t unit;   /* one of its units: its floor and ceiling are those of all of them */
} branch;

typedef struct tree {
    const bp_field *field;
    const bp_delineate_options *options;
    branch *branches;
    int32_t n_branches;
    int32_t *entered; /* entered[c]: the branch in which candidate c came in, -1: in none */
    int32_t *joined;  /* union-find over candidates; -1: not yet there */
    int32_t *top;     /* top[root]: branch of that component, -1: to be made at this level */
    int32_t
        *swallowed; /* branches that the present level joined into a larger one, with a candidate of each */
    int32_t *inside;
    int32_t n_swallowed;
} tree;

static int32_t find(int32_t *joined, int32_t c)
{
    while (joined[c] != c) {
        joined[c] = joined[joined[c]];
        c = joined[c];
    }
    return c;
}

/* A component that grows at this level gives its branch up; the new one is made when the level is complete.
 */
static void open_root(tree *t, int32_t root)
{
    if (t->top[root] < 0)
        return;
    t->swallowed[t->n_swallowed] = t->top[root];
    t->inside[t->n_swallowed++] = root;
    t->top[root] = -1;
}

static void join(tree *t, int32_t a, int32_t b)
{
    a = find(t->joined, a);
    b = find(t->joined, b);
    if (a == b)
        return;
    open_root(t, a);
    open_root(t, b);
    /* The lower number wins: any rule would do, this one needs no ranks and keeps roots at the worst unit. */
    if (a < b)
        t->joined[b] = a;
    else
        t->joined[a] = b;
}

static int32_t branch_of_root(tree *t, int32_t root)
{
    if (t->top[root] < 0) {
        t->branches[t->n_branches] = (branch){0, 0, 0.0, -1, -1, t->field->unit[root]};
        t->top[root] = t->n_branches++;
    }
    return t->top[root];
}

static int is_admissible(const tree *t, const branch *b)
{
    return b->population >= bp_floor_at(t->options, b->unit) &&
           b->population <= bp_ceiling_at(t->options, b->unit);
}

static int64_t best_of(const tree *t, const branch *b)
{
    return is_admissible(t, b) && b->weight > b->below_best ? b->weight : b->below_best;
}

/* The candidates first .. end - 1 have one score. They come in together, so that the tree has no order among
 * equals. */
static void add_level(tree *t, int64_t first, int64_t end)
{
    const bp_graph *links = &t->field->links;
    t->n_swallowed = 0;
    for (int64_t c = first; c < end; c++)
        if (t->field->population[c] <= bp_ceiling_at(t->options, t->field->unit[c]))
            t->joined[c] = (int32_t)c;
    for (int64_t c = first; c < end; c++) {
        if (t->joined[c] < 0)
            continue;
        for (int64_t k = links->offsets[c]; k < links->offsets[c + 1]; k++)
            if (t->joined[links->neighbours[k]] >= 0)
                join(t, (int32_t)c, links->neighbours[k]);
    }
    for (int64_t c = first; c < end; c++) {
        if (t->joined[c] < 0)
            continue;
        int32_t at = branch_of_root(t, find(t->joined, (int32_t)c));
        t->entered[c] = at;
        t->branches[at].weight += t->field->weight[c];
        t->branches[at].population += t->field->population[c];
    }
    for (int32_t i = 0; i < t->n_swallowed; i++) {
        int32_t at = t->top[find(t->joined, t->inside[i])];
        branch *child = &t->branches[t->swallowed[i]], *parent = &t->branches[at];
        child->parent = at;
        parent->weight += child->weight;
        parent->population += child->population;
        parent->below_best += best_of(t, child);
    }
}

static bp_status build(bp_context *context, tree *t)
{
    const bp_field *field = t->field;
    size_t rows = (size_t)field->n + 1;
    t->branches = (branch *)malloc(rows * sizeof *t->branches);
    t->entered = (int32_t *)malloc(5 * rows * sizeof *t->entered);
    if (!t->branches || !t->entered)
        return bp_context_fail_memory(context, rows * sizeof *t->branches);
    t->joined = t->entered + rows;
    t->top = t->joined + rows;
    t->swallowed = t->top + rows;
    t->inside = t->swallowed + rows;
    for (int64_t c = 0; c < field->n; c++)
        t->entered[c] = t->joined[c] = t->top[c] = -1;
    for (int64_t first = 0, end = 0; first < field->n; first = end) {
        for (end = first + 1; end < field->n && field->score[end] == field->score[first];)
            end++;
        add_level(t, first, end);
    }
    return BP_OK;
}

/* From the roots down: a branch is chosen when none above it is and it beats what lies below it. */
static void choose(tree *t)
{
    for (int32_t b = t->n_branches - 1; b >= 0; b--) {
        branch *at = &t->branches[b];
        if (at->parent >= 0 && t->branches[at->parent].owner >= 0)
            at->owner = t->branches[at->parent].owner;
        else if (is_admissible(t, at) && at->weight > at->below_best)
            at->owner = b;
    }
}

/* Number the chosen branches and the units above the ceiling; returns how many there are. */
static int32_t label_chosen(const tree *t, double base, int32_t *number, int32_t *label)
{
    int32_t n = 0;
    for (int32_t b = 0; b < t->n_branches; b++)
        number[b] = -1;
    for (int64_t c = 0; c < t->field->n; c++) {
        int32_t owner = t->entered[c] < 0 ? -1 : t->branches[t->entered[c]].owner;
        label[c] = -1;
        if (owner >= 0) {
            if (number[owner] < 0)
                number[owner] = n++;
            label[c] = number[owner];
        } else if (t->entered[c] < 0 && t->field->score[c] >= base) {
            label[c] = n++;
        }
    }
    return n;
}

bp_status bp_levelset_label(bp_context *context, const bp_field *field, const bp_delineate_options *options,
                            int32_t *label, int32_t *n_areas)
{
    tree t = {0};
    t.field = field;
    t.options = options;
    bp_status status = build(context, &t);
    if (!status) {
        choose(&t);
        /* The stack of swallowed branches has done its work and has room for a number per branch. */
        int32_t n = label_chosen(&t, options->base, t.swallowed, label);
        if (!options->keep_unpruned)
            status = bp_prune(context, field, options, n, label);
        if (!status)
            *n_areas = n;
    }
    free(t.branches);
    free(t.entered);
    return status;
}
