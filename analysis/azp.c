#include "analysis/azp.h"

#include "analysis/starts_private.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* How many regions each component gets. */
typedef struct shares {
    int32_t *k;     /* k[n_components] */
    int32_t *least; /* least[n_components]: what the ceiling asks for, 1 at least */
    int32_t *most;  /* most[n_components]: what the floor allows, the units at most */
    double *ss;     /* ss[n_components]: squared differences from the component's mean */
    int32_t all, least_of_all, most_of_all;
} shares;

/* A unit that a region may take, and how unlike its seed it is. */
typedef struct offer {
    double key;
    int32_t unit, region;
} offer;

typedef struct heap {
    offer *items;
    int64_t n;
} heap;

static int comes_first(const offer *a, const offer *b)
{
    if (a->key != b->key)
        return a->key < b->key;
    if (a->unit != b->unit)
        return a->unit < b->unit;
    return a->region < b->region;
}

static void push(heap *h, offer item)
{
    int64_t at = h->n++;
    for (; at > 0 && comes_first(&item, &h->items[(at - 1) / 2]); at = (at - 1) / 2)
        h->items[at] = h->items[(at - 1) / 2];
    h->items[at] = item;
}

static offer pop(heap *h)
{
    offer top = h->items[0], last = h->items[--h->n];
    int64_t at = 0;
    for (int64_t child = 1; child < h->n; child = 2 * at + 1) {
        if (child + 1 < h->n && comes_first(&h->items[child + 1], &h->items[child]))
            child++;
        if (!comes_first(&h->items[child], &last))
            break;
        h->items[at] = h->items[child];
        at = child;
    }
    h->items[at] = last;
    return top;
}

static double distance(const bp_ground *g, int32_t i, int32_t j)
{
    const double *x = g->x + (int64_t)i * g->n_variables, *y = g->x + (int64_t)j * g->n_variables;
    double total = 0.0;
    for (int v = 0; v < g->n_variables; v++)
        total += (x[v] - y[v]) * (x[v] - y[v]);
    return total;
}

/* Unit i goes to a region, which from now on may take i's neighbours. */
static void take(bp_division *p, heap *h, int32_t i, int32_t region, int32_t seed)
{
    const bp_graph *graph = p->ground->graph;
    bp_division_move(p, i, region);
    for (int64_t l = graph->offsets[i]; l < graph->offsets[i + 1]; l++) {
        int32_t j = graph->neighbours[l];
        if (p->label[j] < 0)
            push(h, (offer){distance(p->ground, j, seed), j, region});
    }
}

/* Regions grow from seeds, the unit that is most like the seed of a region beside it first. */
static bp_status grow(bp_context *context, bp_carver *c, const shares *s)
{
    bp_division *p = &c->swap->partition;
    const bp_ground *g = p->ground;
    heap h = {NULL, 0};
    h.items = (offer *)malloc(((size_t)g->graph->offsets[g->n] + 1) * sizeof *h.items);
    if (!h.items)
        return bp_context_fail_memory(context, (size_t)g->graph->offsets[g->n] * sizeof *h.items);
    int32_t *seed = c->regions, n_regions = 0;
    bp_division_set(p, s->all, NULL);
    memcpy(c->order, g->unit, (size_t)g->n * sizeof *c->order);
    for (int32_t k = 0; k < g->n_components; k++)
        for (int32_t r = 0; r < s->k[k]; r++) {
            int32_t at = g->first[k] + r, left = g->first[k + 1] - at;
            int32_t other = at + (int32_t)bp_random_below(&c->swap->random, (uint32_t)left);
            seed[n_regions++] = c->order[other];
            c->order[other] = c->order[at];
        }
    for (int32_t r = 0; r < n_regions; r++)
        bp_division_move(p, seed[r], r);
    for (int32_t r = 0; r < n_regions; r++)
        take(p, &h, seed[r], r, seed[r]);
    while (h.n > 0) {
        offer best = pop(&h);
        if (p->label[best.unit] < 0)
            take(p, &h, best.unit, best.region, seed[best.region]);
    }
    free(h.items);
    return BP_OK;
}

/* Two neighbouring regions of a component become one: those that lose least by it. 0: none may. */
static int merge_pair(bp_division *p, int32_t component)
{
    const bp_ground *g = p->ground;
    double least = INFINITY;
    int32_t a = -1, b = -1;
    for (int32_t at = g->first[component]; at < g->first[component + 1]; at++) {
        int32_t i = g->unit[at], from = p->label[i];
        for (int64_t l = g->graph->offsets[i]; l < g->graph->offsets[i + 1]; l++) {
            int32_t to = p->label[g->graph->neighbours[l]];
            if (to <= from || p->size[from] + p->size[to] > g->ceiling)
                continue;
            double n = p->count[from], m = p->count[to], apart = 0.0;
            for (int v = 0; v < g->n_variables; v++) {
                double off = p->sum[(int64_t)from * g->n_variables + v] / n -
                             p->sum[(int64_t)to * g->n_variables + v] / m;
                apart += off * off;
            }
            apart *= n * m / (n + m);
            if (apart < least || (apart == least && (from < a || (from == a && to < b)))) {
                least = apart;
                a = from;
                b = to;
            }
        }
    }
    if (a < 0)
        return 0;
    while (p->head[b] >= 0)
        bp_division_move(p, p->head[b], a);
    /* The last region takes the number that became free. */
    p->k--;
    while (b != p->k && p->head[p->k] >= 0)
        bp_division_move(p, p->head[p->k], b);
    return 1;
}

static int32_t regions_of(bp_swap *swap, int32_t component)
{
    const bp_ground *g = swap->partition.ground;
    uint32_t stamp = bp_swap_stamp(swap);
    int32_t m = 0;
    for (int32_t at = g->first[component]; at < g->first[component + 1]; at++) {
        int32_t region = swap->partition.label[g->unit[at]];
        m += swap->seen_region[region] != stamp;
        swap->seen_region[region] = stamp;
    }
    return m;
}

/* As many regions of the floor as are wanted, from ever smaller ones, and what is too many merged. */
static bp_status carve(bp_context *context, bp_carver *c, const shares *s)
{
    bp_division *p = &c->swap->partition;
    bp_status status = bp_carve(context, c, s->k);
    for (int32_t k = 0; !status && k < p->ground->n_components; k++)
        for (int32_t m = regions_of(c->swap, k); m > s->k[k] && merge_pair(p, k); m--)
            if (bp_context_interrupted(context))
                return bp_context_check(context);
    return status;
}

static bp_status draw(bp_context *context, bp_carver *carver, const void *user)
{
    const shares *s = (const shares *)user;
    bp_division *p = &carver->swap->partition;
    bp_status status = grow(context, carver, s);
    if (!status && bp_division_excess(p) > 0.0)
        status = bp_carve_balance(context, carver);
    if (!status && bp_division_excess(p) > 0.0 && p->ground->floor > 0.0) {
        status = carve(context, carver, s);
        /* Fewer regions than were asked for are no answer. */
        if (!status && p->k != s->all)
            bp_division_set(p, 0, NULL);
    }
    return status;
}

static bp_status shares_new(bp_context *context, const bp_ground *g, shares *s)
{
    size_t rows = (size_t)g->n_components + 1;
    s->k = (int32_t *)malloc(3 * rows * sizeof *s->k);
    s->ss = (double *)calloc(rows, sizeof *s->ss);
    if (!s->k || !s->ss)
        return bp_context_fail_memory(context, 3 * rows * sizeof *s->k);
    s->least = s->k + rows;
    s->most = s->least + rows;
    for (int32_t c = 0; c < g->n_components; c++) {
        int32_t first = g->first[c], count = g->first[c + 1] - first;
        double least = ceil(g->held[c] / g->ceiling),
               most = g->floor > 0.0 ? floor(g->held[c] / g->floor) : count;
        s->least[c] = least > 1.0 ? (int32_t)least : 1;
        s->most[c] = most < count ? (int32_t)most : count;
        s->least_of_all += s->least[c];
        s->most_of_all += s->most[c];
        for (int v = 0; v < g->n_variables; v++) {
            double sum = 0.0, squares = 0.0;
            for (int32_t at = first; at < first + count; at++)
                sum += g->x[(int64_t)g->unit[at] * g->n_variables + v];
            for (int32_t at = first; at < first + count; at++) {
                double off = g->x[(int64_t)g->unit[at] * g->n_variables + v] - sum / count;
                squares += off * off;
            }
            s->ss[c] += squares;
        }
    }
    return BP_OK;
}

static void shares_clear(shares *s)
{
    free(s->k);
    free(s->ss);
}

/* Every component gets what it needs, the rest go one by one where squares per region are most. */
static void share_out(const bp_ground *g, int32_t k, shares *s)
{
    s->all = s->least_of_all;
    memcpy(s->k, s->least, (size_t)g->n_components * sizeof *s->k);
    while (s->all < k) {
        int32_t best = -1;
        for (int32_t c = 0; c < g->n_components; c++)
            if (s->k[c] < s->most[c] && (best < 0 || s->ss[c] / s->k[c] > s->ss[best] / s->k[best]))
                best = c;
        s->k[best]++;
        s->all++;
    }
}

static bp_status check(bp_context *context, const bp_regions_options *options, const shares *s)
{
    if (options->k == 0 && isinf(options->ceiling))
        return bp_context_fail(context, BP_ERROR_INPUT,
                               "azp needs the number of regions, or a ceiling from which it follows: give k");
    if (options->k > 0 && (options->k < s->least_of_all || options->k > s->most_of_all))
        return bp_context_fail(context, BP_ERROR_INPUT,
                               "k is %" PRId32 " and the parts that no links join can be from %" PRId32
                               " to %" PRId32 " regions between floor and ceiling: change k",
                               options->k, s->least_of_all, s->most_of_all);
    if (s->least_of_all > s->most_of_all)
        return bp_context_fail(context, BP_ERROR_INPUT,
                               "ceiling %.12g asks for %" PRId32 " regions and floor %.12g allows %" PRId32
                               ": raise the ceiling or lower the floor",
                               options->ceiling, s->least_of_all, options->floor, s->most_of_all);
    return BP_OK;
}

/* The starts, for k regions or, where k is 0, for ever more of them until one fits. */
static bp_status run(bp_context *context, const bp_ground *ground, const bp_regions_options *options,
                     shares *s, int32_t *label)
{
    bp_starts starts = {ground, options, draw, s};
    int32_t found = 0, k = options->k > 0 ? options->k : s->least_of_all;
    for (;;) {
        share_out(ground, k, s);
        bp_status status = bp_starts_run(context, &starts, label, &found);
        if (status || found > 0)
            return status;
        if (options->k > 0 || k >= s->most_of_all)
            return bp_context_fail(
                context, BP_ERROR_INPUT,
                "azp: none of %d starts made %" PRId32
                " regions from floor %.12g to ceiling %.12g: change k, widen the limits, or "
                "give more starts",
                options->starts, k, options->floor, options->ceiling);
        k += 1 + (k - s->least_of_all) / 4;
        k = k < s->most_of_all ? k : s->most_of_all;
    }
}

bp_status bp_azp_label(bp_context *context, const bp_regions_input *input, const bp_regions_options *options,
                       int32_t *label)
{
    bp_ground ground = {0};
    shares s = {0};
    bp_status status = bp_starts_check(context, options);
    if (!status)
        status = bp_ground_make(context, input, options, &ground);
    if (!status)
        status = shares_new(context, &ground, &s);
    if (!status)
        status = check(context, options, &s);
    if (!status)
        status = run(context, &ground, options, &s, label);
    shares_clear(&s);
    bp_ground_clear(&ground);
    return status;
}
