#include "analysis/tree_cut.h"

#include "analysis/unit_values_private.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* The loss of the link between a unit and its parent. */
typedef struct cut {
    double fall;  /* of the sum of squares within regions */
    int32_t unit; /* -1: none */
} cut;

/* A tree of what is left: order[begin] .. order[end - 1], parents before their children. */
typedef struct part {
    int64_t begin, end;
    int64_t least;   /* parts that it takes to stay below the ceiling */
    cut best, tight; /* of all links that floor allows; of those that make up `least` */
} part;

/* A branch below a unit. */
typedef struct below {
    double size;
    int32_t unit;
} below;

typedef struct forest {
    const bp_regions_input *input;
    const bp_regions_options *options;
    double *values;           /* values[n * n_variables], unit by unit */
    int32_t *parent;          /* parent[n], -1: a root */
    int32_t *order, *moved;   /* order[n], moved[n] */
    int32_t *n_below;         /* n_below[n]: units from this one down */
    double *size_below;       /* size_below[n] */
    double *sum;              /* sum[n * n_variables], of values less their tree's mean, from a unit down */
    double *mean;             /* mean[n_variables], of a tree */
    double *kept;             /* kept[n]: size that hangs below a unit where nothing passes the ceiling */
    int32_t *child, *sibling; /* child[n], sibling[n]: lists of children, while `kept` is made */
    uint8_t *is_loose;        /* is_loose[n]: 1 where `least` parts lose the link to the parent */
    below *branches;          /* branches[n], scratch */
    part *parts;              /* parts[n] */
    int32_t *heap;            /* heap[n_parts], the largest fall first */
    int64_t n_parts;
    int is_tight; /* no cut is left to spare: the heap goes by `tight` */
} forest;

static void free_forest(forest *f)
{
    free(f->values);
    free(f->parent);
    free(f->order);
    free(f->moved);
    free(f->n_below);
    free(f->size_below);
    free(f->sum);
    free(f->mean);
    free(f->kept);
    free(f->child);
    free(f->sibling);
    free(f->is_loose);
    free(f->branches);
    free(f->parts);
    free(f->heap);
}

static bp_status allocate(bp_context *context, forest *f)
{
    size_t n = (size_t)f->input->n + 1, p = (size_t)f->input->n_variables;
    f->parent = (int32_t *)malloc(n * sizeof *f->parent);
    f->order = (int32_t *)malloc(n * sizeof *f->order);
    f->moved = (int32_t *)malloc(n * sizeof *f->moved);
    f->n_below = (int32_t *)malloc(n * sizeof *f->n_below);
    f->size_below = (double *)malloc(n * sizeof *f->size_below);
    f->sum = (double *)malloc(n * p * sizeof *f->sum);
    f->mean = (double *)malloc(p * sizeof *f->mean);
    f->kept = (double *)malloc(n * sizeof *f->kept);
    f->child = (int32_t *)malloc(n * sizeof *f->child);
    f->sibling = (int32_t *)malloc(n * sizeof *f->sibling);
    f->is_loose = (uint8_t *)malloc(n);
    f->branches = (below *)malloc(n * sizeof *f->branches);
    f->parts = (part *)malloc(n * sizeof *f->parts);
    f->heap = (int32_t *)malloc(n * sizeof *f->heap);
    bool have_all = f->parent && f->order && f->moved && f->n_below && f->size_below && f->sum && f->mean &&
                    f->kept && f->child && f->sibling && f->is_loose && f->branches && f->parts && f->heap;
    return have_all ? bp_unit_values(context, f->input, &f->values)
                    : bp_context_fail_memory(context, n * p * sizeof *f->sum);
}

/* Neighbours along the tree: next[offsets[i]] .. next[offsets[i + 1] - 1]. */
static void list_neighbours(const bp_spanning_tree *tree, int64_t *offsets, int32_t *next)
{
    memset(offsets, 0, ((size_t)tree->n + 2) * sizeof *offsets);
    for (int64_t k = 0; k < tree->n_links; k++) {
        offsets[tree->links[k].a + 2]++;
        offsets[tree->links[k].b + 2]++;
    }
    for (int64_t i = 0; i < tree->n; i++)
        offsets[i + 2] += offsets[i + 1];
    for (int64_t k = 0; k < tree->n_links; k++) {
        next[offsets[tree->links[k].a + 1]++] = tree->links[k].b;
        next[offsets[tree->links[k].b + 1]++] = tree->links[k].a;
    }
}

/* Put the units from `root` on in an order in which all that hang on a unit follow it at once. */
static int64_t walk_tree(forest *f, const int64_t *offsets, const int32_t *next, int32_t root, int64_t at)
{
    int64_t n_waiting = 0;
    f->parent[root] = -1;
    f->moved[n_waiting++] = root;
    while (n_waiting > 0) {
        int32_t unit = f->moved[--n_waiting];
        f->order[at++] = unit;
        for (int64_t k = offsets[unit]; k < offsets[unit + 1]; k++)
            if (next[k] != f->parent[unit]) {
                f->parent[next[k]] = unit;
                f->moved[n_waiting++] = next[k];
            }
    }
    return at;
}

/* A part per component, rooted at its first unit. */
static bp_status plant(bp_context *context, forest *f, const bp_spanning_tree *tree)
{
    enum { UNSEEN = -2 };
    int64_t n = f->input->n, at = 0;
    int64_t *offsets = (int64_t *)malloc(((size_t)n + 2) * sizeof *offsets);
    int32_t *next = (int32_t *)malloc((2 * (size_t)tree->n_links + 1) * sizeof *next);
    if (!offsets || !next) {
        free(offsets);
        free(next);
        return bp_context_fail_memory(context, (size_t)n * sizeof *offsets);
    }
    list_neighbours(tree, offsets, next);
    for (int64_t i = 0; i < n; i++)
        f->parent[i] = UNSEEN;
    for (int32_t i = 0; i < n; i++)
        if (f->parent[i] == UNSEEN) {
            int64_t end = walk_tree(f, offsets, next, i, at);
            f->parts[f->n_parts++] = (part){at, end, 1, {0.0, -1}, {0.0, -1}};
            at = end;
        }
    free(offsets);
    free(next);
    return BP_OK;
}

static int heaviest_first(const void *a, const void *b)
{
    const below *p = (const below *)a, *q = (const below *)b;
    if (p->size != q->size)
        return p->size > q->size ? -1 : 1;
    return (p->unit > q->unit) - (p->unit < q->unit);
}

/* Let go of the heaviest branches of a unit until what it keeps is below the ceiling; how many. */
static int64_t shed(forest *f, int32_t unit)
{
    double total = f->input->size[unit];
    int64_t n = 0, n_shed = 0;
    for (int32_t c = f->child[unit]; c >= 0; c = f->sibling[c]) {
        f->branches[n++] = (below){f->kept[c], c};
        total += f->kept[c];
    }
    if (total > f->options->ceiling)
        qsort(f->branches, (size_t)n, sizeof *f->branches, heaviest_first);
    for (; n_shed < n && total > f->options->ceiling; n_shed++) {
        f->is_loose[f->branches[n_shed].unit] = 1;
        total -= f->branches[n_shed].size;
    }
    f->kept[unit] = total;
    return n_shed;
}

/* The fewest parts below the ceiling: from the leaves up, each unit keeps as many of its branches as it can.
 */
static int64_t fewest_parts(forest *f, const part *q)
{
    int64_t least = 1;
    for (int64_t k = q->begin; k < q->end; k++) {
        f->child[f->order[k]] = -1;
        f->is_loose[f->order[k]] = 0;
    }
    for (int64_t k = q->end - 1; k >= q->begin; k--) {
        int32_t unit = f->order[k], parent = f->parent[unit];
        least += shed(f, unit);
        if (parent >= 0) {
            f->sibling[unit] = f->child[parent];
            f->child[parent] = unit;
        }
    }
    return least;
}

/* Sums from each unit of a part down. */
static void sum_below(forest *f, const part *q)
{
    int p = f->input->n_variables;
    for (int v = 0; v < p; v++)
        f->mean[v] = 0.0;
    for (int64_t k = q->begin; k < q->end; k++)
        for (int v = 0; v < p; v++)
            f->mean[v] += f->values[(int64_t)f->order[k] * p + v];
    for (int v = 0; v < p; v++)
        f->mean[v] /= (double)(q->end - q->begin);
    for (int64_t k = q->begin; k < q->end; k++)
        for (int v = 0; v < p; v++) {
            int64_t at = (int64_t)f->order[k] * p + v;
            f->sum[at] = f->values[at] - f->mean[v];
        }
    for (int64_t k = q->begin; k < q->end; k++) {
        f->n_below[f->order[k]] = 1;
        f->size_below[f->order[k]] = f->input->size[f->order[k]];
    }
    for (int64_t k = q->end - 1; k > q->begin; k--) {
        int32_t unit = f->order[k], parent = f->parent[unit];
        for (int v = 0; v < p; v++)
            f->sum[(int64_t)parent * p + v] += f->sum[(int64_t)unit * p + v];
        f->n_below[parent] += f->n_below[unit];
        f->size_below[parent] += f->size_below[unit];
    }
}

static bool is_better(cut a, cut b)
{
    if (a.unit < 0 || b.unit < 0)
        return a.unit >= 0;
    return a.fall > b.fall || (a.fall == b.fall && a.unit < b.unit);
}

/*
 * Find the best cuts of a part. With S the sum over m of its n units, each less the mean of all n, the sum of
 * squares falls by S^2 / m + S^2 / (n - m).
 */
static void measure(forest *f, part *q)
{
    int p = f->input->n_variables;
    int64_t n = q->end - q->begin;
    q->best = q->tight = (cut){0.0, -1};
    q->least = isinf(f->options->ceiling) ? 1 : fewest_parts(f, q);
    sum_below(f, q);
    double size = f->size_below[f->order[q->begin]];
    for (int64_t k = q->begin + 1; k < q->end; k++) {
        int32_t unit = f->order[k];
        double m = f->n_below[unit], square = 0.0;
        if (f->size_below[unit] < f->options->floor || size - f->size_below[unit] < f->options->floor)
            continue;
        for (int v = 0; v < p; v++)
            square += f->sum[(int64_t)unit * p + v] * f->sum[(int64_t)unit * p + v];
        cut found = {square * (double)n / (m * ((double)n - m)), unit};
        if (is_better(found, q->best))
            q->best = found;
        if (q->least > 1 && f->is_loose[unit] && is_better(found, q->tight))
            q->tight = found;
    }
}

static cut next_cut(const forest *f, int64_t place)
{
    const part *q = &f->parts[f->heap[place]];
    return f->is_tight ? q->tight : q->best;
}

static void swap_places(forest *f, int64_t a, int64_t b)
{
    int32_t swap = f->heap[a];
    f->heap[a] = f->heap[b];
    f->heap[b] = swap;
}

static void sift_down(forest *f, int64_t at)
{
    for (int64_t child = 2 * at + 1; child < f->n_parts; child = 2 * at + 1) {
        if (child + 1 < f->n_parts && is_better(next_cut(f, child + 1), next_cut(f, child)))
            child++;
        if (!is_better(next_cut(f, child), next_cut(f, at)))
            return;
        swap_places(f, at, child);
        at = child;
    }
}

static void sift_up(forest *f, int64_t at)
{
    for (; at > 0 && is_better(next_cut(f, at), next_cut(f, (at - 1) / 2)); at = (at - 1) / 2)
        swap_places(f, at, (at - 1) / 2);
}

static void make_heap(forest *f)
{
    for (int64_t k = f->n_parts / 2; k >= 0; k--)
        sift_down(f, k);
}

/* Cut the first part of the heap; by how much `least` grew over all parts. */
static int64_t split_first(forest *f)
{
    part *q = &f->parts[f->heap[0]];
    int32_t unit = next_cut(f, 0).unit;
    int64_t at = q->begin, n = f->n_below[unit], least = q->least;
    while (f->order[at] != unit)
        at++;
    memcpy(f->moved, f->order + at, (size_t)n * sizeof *f->moved);
    memmove(f->order + at, f->order + at + n, (size_t)(q->end - at - n) * sizeof *f->order);
    memcpy(f->order + q->end - n, f->moved, (size_t)n * sizeof *f->moved);
    f->parent[unit] = -1;
    part *fresh = &f->parts[f->n_parts];
    *fresh = (part){q->end - n, q->end, 1, {0.0, -1}, {0.0, -1}};
    q->end -= n;
    measure(f, q);
    measure(f, fresh);
    sift_down(f, 0);
    f->heap[f->n_parts] = (int32_t)f->n_parts;
    sift_up(f, f->n_parts++);
    return q->least + fresh->least - least;
}

static bp_status fail_stuck(bp_context *context, const forest *f, int64_t target)
{
    const bp_regions_options *options = f->options;
    if (isinf(options->ceiling))
        return bp_context_fail(context, BP_ERROR_INPUT,
                               "%s: the cuts that keep floor %.12g end at %" PRId64
                               " regions and k is %" PRId64 ": lower k or the floor",
                               options->method, options->floor, f->n_parts, target);
    return bp_context_fail(context, BP_ERROR_INPUT,
                           "%s: the cuts that keep floor %.12g end at %" PRId64
                           " regions, and ceiling %.12g needs %" PRId64
                           ": lower the floor or raise the ceiling",
                           options->method, options->floor, f->n_parts, options->ceiling, target);
}

/* How many regions there are to be in the end. */
static bp_status find_target(bp_context *context, const forest *f, int64_t least, int64_t *target)
{
    const bp_regions_options *options = f->options;
    if (options->k == 0 && isinf(options->ceiling))
        return bp_context_fail(context, BP_ERROR_ARGUMENT,
                               "k is 0: %s needs the number of regions, or a ceiling to find it by",
                               options->method);
    if (options->k > 0 && options->k < least)
        return bp_context_fail(context, BP_ERROR_INPUT,
                               "%s: ceiling %.12g asks for at least %" PRId64
                               " regions along the tree and k is %" PRId32 ": raise k or the ceiling",
                               options->method, options->ceiling, least, options->k);
    *target = options->k > 0 ? options->k : least;
    return BP_OK;
}

static bp_status cut_all(bp_context *context, forest *f)
{
    int64_t target = 0, least = 0;
    for (int64_t k = 0; k < f->n_parts; k++) {
        measure(f, &f->parts[k]);
        f->heap[k] = (int32_t)k;
        least += f->parts[k].least;
    }
    bp_status status = find_target(context, f, least, &target);
    f->is_tight = least == target && least > f->n_parts;
    make_heap(f);
    while (!status && f->n_parts < target) {
        if (next_cut(f, 0).unit < 0)
            return fail_stuck(context, f, target);
        least += split_first(f);
        if (!f->is_tight && least == target && least > f->n_parts) {
            f->is_tight = 1;
            make_heap(f);
        }
        bp_context_progress(context, (double)f->n_parts / (double)target);
        status = bp_context_check(context);
    }
    return status;
}

bp_status bp_tree_cut(bp_context *context, const bp_regions_input *input, const bp_spanning_tree *tree,
                      const bp_regions_options *options, int32_t *label)
{
    forest f = {.input = input, .options = options};
    bp_status status = allocate(context, &f);
    if (!status)
        status = plant(context, &f, tree);
    if (!status)
        status = cut_all(context, &f);
    for (int64_t q = 0; !status && q < f.n_parts; q++)
        for (int64_t k = f.parts[q].begin; k < f.parts[q].end; k++)
            label[f.order[k]] = (int32_t)q;
    free_forest(&f);
    return status;
}
