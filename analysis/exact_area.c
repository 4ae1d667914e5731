#include "analysis/exact_area.h"

#include "analysis/unit_set_private.h"

#include <math.h>
#include <stdlib.h>

/* A gain is a weight and, far behind it, one unit less: the heaviest choice, and of equals the fewest units.
 */
enum { GAIN_PER_WEIGHT = 2 * BP_EXACT_MAX, INTERRUPT_EVERY = 4096 };

/* What is known of a connected set of units. */
typedef struct solved {
    unit_set set;  /* 0: free place */
    unit_set area; /* the area that its heaviest unit is in; 0: it is in none */
    int64_t gain;
} solved;

typedef struct search {
    bp_context *context;
    const bp_area_problem *problem;
    int n;
    unit_set near_to[BP_EXACT_MAX];
    int64_t gain[BP_EXACT_MAX];
    unit_set past_base;
    int by_density[BP_EXACT_MAX]; /* units past the base, the most gain per resident first */
    int n_past_base;
    int64_t n_nodes, max_nodes;
    int is_stopped;
    bp_status status;
    solved *table; /* open addressing; capacity is a power of two */
    size_t capacity, n_solved;
} search;

/* One connected set while the areas of its heaviest unit are tried. */
typedef struct trial {
    unit_set set;
    unit_set best_area;
    int64_t best, bound;
} trial;

static double residents(const search *s, unit_set set)
{
    double sum = 0.0;
    for (; set; set &= set - 1)
        sum += s->problem->population[first_of(set)];
    return sum;
}

static int64_t gain_of(const search *s, unit_set set)
{
    int64_t sum = 0;
    for (; set; set &= set - 1)
        sum += s->gain[first_of(set)];
    return sum;
}

static solved *place_of(const solved *table, size_t capacity, unit_set set)
{
    size_t at = (size_t)((set * UINT64_C(0x9E3779B97F4A7C15)) >> 20) & (capacity - 1);
    while (table[at].set != 0 && table[at].set != set)
        at = (at + 1) & (capacity - 1);
    return (solved *)&table[at];
}

static void stop(search *s, bp_status status)
{
    s->is_stopped = 1;
    if (!s->status)
        s->status = status;
}

static void keep(search *s, unit_set set, unit_set area, int64_t gain)
{
    if (2 * s->n_solved >= s->capacity) {
        solved *grown = (solved *)calloc(2 * s->capacity, sizeof *grown);
        if (!grown) {
            stop(s, bp_context_fail_memory(s->context, 2 * s->capacity * sizeof *grown));
            return;
        }
        for (size_t i = 0; i < s->capacity; i++)
            if (s->table[i].set != 0)
                *place_of(grown, 2 * s->capacity, s->table[i].set) = s->table[i];
        free(s->table);
        s->table = grown;
        s->capacity *= 2;
    }
    *place_of(s->table, s->capacity, set) = (solved){set, area, gain};
    s->n_solved++;
}

/* Count a step; false once the search is to end. */
static int go_on(search *s)
{
    if (s->is_stopped)
        return 0;
    if (s->n_nodes >= s->max_nodes)
        stop(s, BP_OK);
    else if (++s->n_nodes % INTERRUPT_EVERY == 0 && bp_context_interrupted(s->context))
        stop(s, BP_OK);
    return !s->is_stopped;
}

/* What is lost of a connected set by what hangs together past the base with too few residents: it is left
 * out, or takes a neighbour short of the base in, whose cost is shared among all such clusters beside it. */
static int64_t sure_loss(const search *s, unit_set set)
{
    unit_set clusters[BP_EXACT_MAX];
    int n = 0, n_beside[BP_EXACT_MAX] = {0};
    int64_t loss = 0;
    for (unit_set rest = set & s->past_base; rest;) {
        unit_set cluster = reach_of(s->near_to, set_of(first_of(rest)), set & s->past_base);
        rest &= ~cluster;
        if (residents(s, cluster) >= s->problem->floor)
            continue;
        clusters[n++] = cluster;
        for (unit_set out = around(s->near_to, cluster) & set & ~cluster; out; out &= out - 1)
            n_beside[first_of(out)]++;
    }
    for (int k = 0; k < n; k++) {
        int64_t least = gain_of(s, clusters[k]);
        for (unit_set out = around(s->near_to, clusters[k]) & set & ~clusters[k]; out; out &= out - 1) {
            int64_t share = -s->gain[first_of(out)] / n_beside[first_of(out)];
            least = share < least ? share : least;
        }
        loss += least;
    }
    return loss;
}

/* No areas in the set gain more. */
static int64_t bound_of(const search *s, unit_set set)
{
    int64_t sum = 0;
    while (set & s->past_base) {
        unit_set part = reach_of(s->near_to, set_of(first_of(set & s->past_base)), set);
        set &= ~part;
        if (residents(s, part) >= s->problem->floor)
            sum += gain_of(s, part & s->past_base) - sure_loss(s, part);
    }
    return sum;
}

static int64_t solve_set(search *s, unit_set set);

/* The area is complete: what does it gain together with the best of what is left? */
static void try_area(search *s, trial *t, unit_set area, int64_t gain)
{
    unit_set left = t->set & ~area;
    if (!s->problem->may_touch)
        left &= ~around(s->near_to, area);
    if (gain + bound_of(s, left) <= t->best)
        return;
    int64_t total = gain + solve_set(s, left);
    if (total > t->best) {
        t->best = total;
        t->best_area = area;
    }
}

/* All areas that hold `area` and nothing of `barred`, the largest first. */
static void grow(search *s, trial *t, unit_set area, unit_set barred)
{
    double population = residents(s, area);
    int64_t gain = gain_of(s, area);
    unit_set front = around(s->near_to, area) & t->set & ~area;
    if (!go_on(s))
        return;
    for (unit_set rest = front & ~barred; rest; rest &= rest - 1)
        if (population + s->problem->population[first_of(rest)] > s->problem->ceiling)
            barred |= set_of(first_of(rest));
    if (population < s->problem->floor &&
        residents(s, reach_of(s->near_to, area, t->set & ~barred)) < s->problem->floor)
        return;
    unit_set lost = s->problem->may_touch ? 0 : front & barred;
    int64_t bound = gain + gain_of(s, t->set & s->past_base & ~area & ~lost);
    for (unit_set rest = front & ~barred; rest; rest &= rest - 1) {
        int unit = first_of(rest);
        if (bound <= t->best || t->best >= t->bound)
            return;
        grow(s, t, area | set_of(unit), barred);
        barred |= set_of(unit);
        if (!s->problem->may_touch && s->gain[unit] > 0)
            bound -= s->gain[unit];
    }
    if (bound > t->best && population >= s->problem->floor)
        try_area(s, t, area, gain);
}

/* The most that areas in a connected set can gain. `known` is what some choice gains that need not be found
 * again. */
static int64_t solve_connected(search *s, unit_set set, int64_t known)
{
    const solved *before = place_of(s->table, s->capacity, set);
    if (before->set)
        return before->gain;
    if (residents(s, set) < s->problem->floor || !go_on(s))
        return 0;
    trial t = {set, 0, known, bound_of(s, set)};
    unit_set root = set_of(first_of(set));
    if (t.best < t.bound)
        grow(s, &t, root, 0);
    if (t.best < t.bound && bound_of(s, set & ~root) > t.best) {
        int64_t without = solve_set(s, set & ~root);
        if (without > t.best) {
            t.best = without;
            t.best_area = 0;
        }
    }
    keep(s, set, t.best_area, t.best);
    return t.best;
}

static int64_t solve_set(search *s, unit_set set)
{
    int64_t sum = 0;
    while (set & s->past_base) {
        unit_set part = reach_of(s->near_to, set_of(first_of(set & s->past_base)), set);
        set &= ~part;
        sum += solve_connected(s, part, 0);
    }
    return sum;
}

/* Label the areas of what was found; returns how many. */
static int32_t label_found(const search *s, unit_set set, int32_t *label)
{
    int32_t n = 0;
    unit_set left = set;
    for (int i = 0; i < s->n; i++)
        label[i] = -1;
    while (left & s->past_base) {
        unit_set part = reach_of(s->near_to, set_of(first_of(left & s->past_base)), left);
        const solved *found = place_of(s->table, s->capacity, part);
        if (!found->set || found->gain <= 0) {
            left &= ~part;
            continue;
        }
        left &= ~(found->area ? found->area : set_of(first_of(part)));
        if (!found->area)
            continue;
        if (!s->problem->may_touch)
            left &= ~around(s->near_to, found->area);
        for (unit_set rest = found->area; rest; rest &= rest - 1)
            label[first_of(rest)] = n;
        n++;
    }
    return n;
}

static void order_by_density(search *s)
{
    const bp_area_problem *p = s->problem;
    s->n_past_base = 0;
    for (int i = 0; i < s->n && p->weight[i] > 0; i++) {
        int at = s->n_past_base++;
        double density = (double)p->weight[i] / p->population[i];
        for (; at > 0; at--) {
            int before = s->by_density[at - 1];
            if ((double)p->weight[before] / p->population[before] >= density)
                break;
            s->by_density[at] = before;
        }
        s->by_density[at] = i;
    }
}

static bp_status prepare(bp_context *context, const bp_area_problem *problem, int64_t max_nodes, search *out)
{
    if (problem->n > BP_EXACT_MAX)
        return bp_context_fail(context, BP_ERROR_ARGUMENT,
                               "a piece of %d units is too large for an exact search (at most %d)",
                               (int)problem->n, (int)BP_EXACT_MAX);
    out->context = context;
    out->problem = problem;
    out->n = problem->n;
    out->max_nodes = max_nodes;
    for (int i = 0; i < out->n; i++) {
        out->gain[i] = problem->weight[i] * GAIN_PER_WEIGHT - 1;
        out->past_base |= problem->weight[i] > 0 ? set_of(i) : 0;
        for (int64_t k = problem->links.offsets[i]; k < problem->links.offsets[i + 1]; k++)
            out->near_to[i] |= set_of(problem->links.neighbours[k]);
    }
    order_by_density(out);
    out->capacity = 1024;
    out->table = (solved *)calloc(out->capacity, sizeof *out->table);
    return out->table ? BP_OK : bp_context_fail_memory(context, out->capacity * sizeof *out->table);
}

static unit_set all_units(const search *s)
{
    return s->n == 0 ? 0 : UINT64_MAX >> (BP_EXACT_MAX - s->n);
}

static int64_t weight_of_labels(const bp_area_problem *problem, const int32_t *label)
{
    int64_t sum = 0;
    for (int32_t i = 0; i < problem->n; i++)
        sum += label[i] >= 0 ? problem->weight[i] : 0;
    return sum;
}

bp_status bp_exact_areas(bp_context *context, const bp_area_problem *problem, int64_t max_nodes,
                         int32_t *label, bp_area_answer *out)
{
    search s = {0};
    bp_area_answer answer = BP_AREA_ANSWER_INIT;
    bp_status status = prepare(context, problem, max_nodes, &s);
    if (status)
        goto done;
    int64_t known = 0, found = 0;
    for (int i = 0; i < s.n; i++)
        known += label[i] >= 0 ? s.gain[i] : 0;
    /* The piece hangs together, so its set is one; what it is to beat is known from the start. */
    unit_set all = all_units(&s);
    if (all & s.past_base)
        found = solve_connected(&s, all, known);
    status = s.status ? s.status : bp_context_check(context);
    if (status)
        goto done;
    if (found > known)
        label_found(&s, all, label);
    status = bp_area_bound(context, problem, &answer.bound);
    answer.weight = weight_of_labels(problem, label);
    answer.n_nodes = s.n_nodes;
    if (!s.is_stopped)
        answer.bound = answer.weight;
    answer.is_proved = answer.weight == answer.bound;
    if (!status)
        *out = answer;
done:
    free(s.table);
    return status;
}

/* The most that units of `rest` past the base can gain with so many residents, a unit taken in part. */
static int64_t gain_within(const search *s, unit_set rest, double room)
{
    int64_t sum = 0;
    for (int k = 0; k < s->n_past_base && room > 0.0; k++) {
        int unit = s->by_density[k];
        double population = s->problem->population[unit];
        if (!(rest & set_of(unit)))
            continue;
        if (population > room)
            return sum + (int64_t)ceil((double)s->gain[unit] * (room / population)) + 1;
        sum += s->gain[unit];
        room -= population;
    }
    return sum;
}

/* The heaviest area that holds `area` and nothing of `barred`. */
static void grow_single(search *s, trial *t, unit_set area, unit_set barred)
{
    double population = residents(s, area);
    int64_t gain = gain_of(s, area);
    unit_set front = around(s->near_to, area) & t->set & ~area & ~barred;
    if (population > s->problem->ceiling || !go_on(s))
        return;
    for (unit_set rest = front; rest; rest &= rest - 1)
        if (population + s->problem->population[first_of(rest)] > s->problem->ceiling)
            barred |= set_of(first_of(rest));
    unit_set reach = reach_of(s->near_to, area, t->set & ~barred);
    if (residents(s, reach) < s->problem->floor)
        return;
    if (gain + gain_within(s, reach & ~area, s->problem->ceiling - population) <= t->best)
        return;
    if (population >= s->problem->floor && gain > t->best) {
        t->best = gain;
        t->best_area = area;
    }
    for (unit_set rest = front & ~barred; rest; rest &= rest - 1) {
        grow_single(s, t, area | set_of(first_of(rest)), barred);
        barred |= set_of(first_of(rest));
    }
}

bp_status bp_exact_single(bp_context *context, const bp_area_problem *problem, const uint8_t *is_needed,
                          int64_t max_nodes, uint8_t *is_in, bp_area_answer *out)
{
    search s = {0};
    trial t = {0, 0, INT64_MIN, 0};
    bp_area_answer answer = BP_AREA_ANSWER_INIT;
    bp_status status = prepare(context, problem, max_nodes, &s);
    if (status)
        goto done;
    t.set = all_units(&s);
    /* Every area has a first needed unit: once all that hold it were tried, it is out of the way. */
    for (int i = 0; i < s.n; i++) {
        if (!is_needed[i])
            continue;
        grow_single(&s, &t, set_of(i), 0);
        t.set &= ~set_of(i);
    }
    status = s.status ? s.status : bp_context_check(context);
    if (status)
        goto done;
    answer.n_nodes = s.n_nodes;
    answer.weight = t.best_area ? 0 : INT64_MIN;
    for (int i = 0; i < s.n; i++) {
        is_in[i] = (t.best_area >> i) & 1;
        answer.weight += is_in[i] ? problem->weight[i] : 0;
    }
    answer.bound = answer.weight;
    if (s.is_stopped) {
        int64_t most = (gain_within(&s, all_units(&s), problem->ceiling) + s.n) / GAIN_PER_WEIGHT;
        answer.bound = most > answer.weight ? most : answer.weight;
    }
    answer.is_proved = answer.weight == answer.bound;
    *out = answer;
done:
    free(s.table);
    return status;
}
