#include "analysis/local_search.h"

#include <stdlib.h>
#include <string.h>

/* The areas while they change. An area that is no more leaves its number unused until the end. */
typedef struct state {
    const bp_area_problem *problem;
    int32_t *label;
    int32_t n_labels;
    double *population;    /* population[n_labels] */
    int32_t *count;        /* count[n_labels]: units */
    int32_t *queue, *seen; /* scratch; seen[i] == mark: reached in the present walk */
    int32_t *beside;       /* scratch: areas that touch a unit */
    int32_t mark;
} state;

static int32_t areas_beside(const state *s, int32_t unit)
{
    const bp_graph *links = &s->problem->links;
    int32_t n = 0;
    for (int64_t k = links->offsets[unit]; k < links->offsets[unit + 1]; k++) {
        int32_t area = s->label[links->neighbours[k]];
        bool is_new = area >= 0;
        for (int32_t i = 0; is_new && i < n; i++)
            is_new = s->beside[i] != area;
        if (is_new)
            s->beside[n++] = area;
    }
    return n;
}

/* The units that `first` reaches within its area go into the queue; returns how many. */
static int32_t walk(state *s, int32_t first)
{
    const bp_graph *links = &s->problem->links;
    int32_t tail = 0;
    s->mark++;
    s->seen[first] = s->mark;
    s->queue[tail++] = first;
    for (int32_t head = 0; head < tail; head++) {
        int32_t at = s->queue[head];
        for (int64_t k = links->offsets[at]; k < links->offsets[at + 1]; k++) {
            int32_t next = links->neighbours[k];
            if (s->seen[next] == s->mark || s->label[next] != s->label[first])
                continue;
            s->seen[next] = s->mark;
            s->queue[tail++] = next;
        }
    }
    return tail;
}

static void put(state *s, int32_t unit, int32_t area)
{
    s->label[unit] = area;
    s->population[area] += s->problem->population[unit];
    s->count[area]++;
}

static void take(state *s, int32_t unit)
{
    int32_t area = s->label[unit];
    s->label[unit] = -1;
    s->population[area] -= s->problem->population[unit];
    s->count[area]--;
}

/* True when the area is one piece; `unit` is one of its members. */
static bool is_connected(state *s, int32_t unit)
{
    return walk(s, unit) == s->count[s->label[unit]];
}

/* A member of the unit's neighbours that is in the area; -1: none. */
static int32_t member_beside(const state *s, int32_t unit, int32_t area)
{
    const bp_graph *links = &s->problem->links;
    for (int64_t k = links->offsets[unit]; k < links->offsets[unit + 1]; k++)
        if (s->label[links->neighbours[k]] == area)
            return links->neighbours[k];
    return -1;
}

static void merge(state *s, int32_t unit, int32_t from, int32_t into)
{
    int32_t n = walk(s, member_beside(s, unit, from));
    for (int32_t i = 0; i < n; i++) {
        int32_t member = s->queue[i];
        take(s, member);
        put(s, member, into);
    }
}

/* Add a unit past the base to the area that it touches. Where areas may not touch it joins all of them. */
static bool add(state *s, int32_t unit)
{
    const bp_area_problem *p = s->problem;
    double population = p->population[unit];
    int32_t n = p->weight[unit] > 0 ? areas_beside(s, unit) : 0;
    if (n == 0)
        return false;
    if (p->may_touch) {
        for (int32_t i = 0; i < n; i++)
            if (s->population[s->beside[i]] + population <= p->ceiling) {
                put(s, unit, s->beside[i]);
                return true;
            }
        return false;
    }
    for (int32_t i = 0; i < n; i++)
        population += s->population[s->beside[i]];
    if (population > p->ceiling)
        return false;
    for (int32_t i = 1; i < n; i++)
        merge(s, unit, s->beside[i], s->beside[0]);
    put(s, unit, s->beside[0]);
    return true;
}

/* Drop a member that adds nothing and that its area can do without. */
static bool drop(state *s, int32_t unit)
{
    const bp_area_problem *p = s->problem;
    int32_t area = s->label[unit];
    if (p->weight[unit] > 0 || s->population[area] - p->population[unit] < p->floor)
        return false;
    take(s, unit);
    int32_t other = member_beside(s, unit, area);
    if (other < 0 || is_connected(s, other))
        return true;
    put(s, unit, area);
    return false;
}

/* Put a unit in the place of a member of the one area that it touches. */
static bool swap_into(state *s, int32_t unit, int32_t area)
{
    const bp_area_problem *p = s->problem;
    int32_t first = member_beside(s, unit, area);
    int32_t n = walk(s, first);
    /* The queue is used again by every check of what hangs together. */
    int32_t *members = s->beside;
    memcpy(members, s->queue, (size_t)n * sizeof *members);
    for (int32_t i = 0; i < n; i++) {
        int32_t member = members[i];
        double population = s->population[area] + p->population[unit] - p->population[member];
        if (p->weight[member] >= p->weight[unit] || population < p->floor || population > p->ceiling)
            continue;
        take(s, member);
        put(s, unit, area);
        if (is_connected(s, unit))
            return true;
        take(s, unit);
        put(s, member, area);
    }
    return false;
}

static bool swap(state *s, int32_t unit)
{
    int32_t n = areas_beside(s, unit);
    if (n == 0 || (n > 1 && !s->problem->may_touch))
        return false;
    return swap_into(s, unit, s->beside[0]);
}

/* The heaviest unit that a new area can take in; once it has its floor, only what is past the base. */
static int32_t next_to_grow(state *s, int32_t first, int32_t area)
{
    const bp_area_problem *p = s->problem;
    int32_t best = -1, n = walk(s, first);
    for (int32_t i = 0; i < n; i++)
        for (int64_t k = p->links.offsets[s->queue[i]]; k < p->links.offsets[s->queue[i] + 1]; k++) {
            int32_t unit = p->links.neighbours[k];
            bool fits = s->population[area] + p->population[unit] <= p->ceiling;
            if (s->label[unit] >= 0 || !fits || (best >= 0 && unit >= best))
                continue;
            if (p->may_touch || areas_beside(s, unit) == 1)
                best = unit;
        }
    return best >= 0 && s->population[area] >= p->floor && p->weight[best] <= 0 ? -1 : best;
}

/* Grow an area from a unit past the base that touches none; given up where it does not come to the floor. */
static bool create(state *s, int32_t unit)
{
    const bp_area_problem *p = s->problem;
    if (p->weight[unit] <= 0 || (!p->may_touch && areas_beside(s, unit) > 0))
        return false;
    int32_t area = s->n_labels;
    int64_t weight = p->weight[unit];
    s->population[area] = 0.0;
    s->count[area] = 0;
    put(s, unit, area);
    for (int32_t next = next_to_grow(s, unit, area); next >= 0; next = next_to_grow(s, unit, area)) {
        put(s, next, area);
        weight += p->weight[next];
    }
    if (weight > 0 && s->population[area] >= p->floor) {
        s->n_labels++;
        return true;
    }
    int32_t n = walk(s, unit);
    for (int32_t i = 0; i < n; i++)
        take(s, s->queue[i]);
    return false;
}

static bool sweep(bp_context *context, state *s)
{
    bool is_changed = false;
    for (int32_t unit = 0; unit < s->problem->n && !bp_context_interrupted(context); unit++) {
        /* A new number is taken for every area that is made; they are as many as there is room for. */
        bool has_room = s->n_labels < 2 * s->problem->n;
        if (s->label[unit] >= 0)
            is_changed |= drop(s, unit);
        else
            is_changed |= add(s, unit) || (has_room && create(s, unit)) || swap(s, unit);
    }
    return is_changed;
}

static int32_t number_again(state *s)
{
    int32_t n = 0;
    for (int32_t a = 0; a < s->n_labels; a++)
        s->beside[a] = s->count[a] > 0 ? n++ : -1;
    for (int32_t i = 0; i < s->problem->n; i++)
        s->label[i] = s->label[i] < 0 ? -1 : s->beside[s->label[i]];
    return n;
}

bp_status bp_local_search(bp_context *context, const bp_area_problem *problem, int32_t *label,
                          int32_t *n_areas)
{
    bp_status status = BP_OK;
    size_t rows = 2 * ((size_t)problem->n + 1);
    int32_t *copy = (int32_t *)malloc((size_t)(problem->n + 1) * sizeof *copy);
    int32_t *scratch = (int32_t *)calloc(4 * rows, sizeof *scratch);
    double *population = (double *)calloc(rows, sizeof *population);
    if (!copy || !scratch || !population) {
        status = bp_context_fail_memory(context, 4 * rows * sizeof *scratch);
        goto done;
    }
    state s = {problem, copy, 0, population, scratch, scratch + rows, scratch + 2 * rows, scratch + 3 * rows,
               0};
    for (int32_t i = 0; i < problem->n; i++)
        copy[i] = -1;
    for (int32_t i = 0; i < problem->n; i++)
        if (label[i] >= 0)
            put(&s, i, label[i]);
    s.n_labels = *n_areas;
    for (int round = 0; round < BP_LOCAL_SWEEPS; round++)
        if (!sweep(context, &s))
            break;
    status = bp_context_check(context);
    if (!status) {
        *n_areas = number_again(&s);
        memcpy(label, copy, (size_t)problem->n * sizeof *label);
    }
done:
    free(copy);
    free(scratch);
    free(population);
    return status;
}
