#include "analysis/branch_and_cut.h"

#include "analysis/integer_program_private.h"
#include "analysis/node_cut_private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* How often cuts are looked for at points that need not be whole, and at whole ones. */
enum { FRACTION_ROUNDS = 15, WHOLE_ROUNDS = 30 };

/* A cut is added where it is violated by so much; a solution is whole within as much. */
static const double violation = 1e-3;

/* What the solver's floating point may be off by, in residents past the base. */
static const double slack = 1e-3;

typedef struct cutting {
    bp_context *context;
    const bp_area_problem *problem;
    bp_integer_program program;
    bp_node_cutter cutter;
    int32_t *column;  /* column[r * n + v] of x[r, v]; -1: v is in no area of root r */
    double *x;        /* x[columns] */
    double *capacity; /* capacity[n] */
    double *shortest; /* shortest[n]: residents on the way from the root */
    int32_t *cut;     /* cut[n] */
    int32_t *label;   /* label[n]: of the present point */
    int64_t max_nodes;
    bp_area_answer answer;
} cutting;

const char *bp_branch_and_cut_solver(void)
{
    return bp_integer_program_solver();
}

static int32_t column_of(const cutting *c, int32_t root, int32_t unit)
{
    return c->column[(int64_t)root * c->problem->n + unit];
}

/* The fewest residents of a connected set with the root and each unit, of units not before the root. Goes
 * round until nothing changes: pieces are small. */
static void find_shortest(const cutting *c, int32_t root)
{
    const bp_area_problem *p = c->problem;
    for (int32_t u = 0; u < p->n; u++)
        c->shortest[u] = HUGE_VAL;
    c->shortest[root] = p->population[root];
    for (bool is_changed = true; is_changed;) {
        is_changed = false;
        for (int32_t u = root; u < p->n; u++)
            for (int64_t k = p->links.offsets[u]; k < p->links.offsets[u + 1]; k++) {
                int32_t next = p->links.neighbours[k];
                double way = c->shortest[u] + p->population[next];
                if (next < root || !(way < c->shortest[next]))
                    continue;
                c->shortest[next] = way;
                is_changed = true;
            }
    }
}

static bp_status make_columns(cutting *c)
{
    const bp_area_problem *p = c->problem;
    int32_t n = 0;
    for (int32_t r = 0; r < p->n; r++) {
        if (p->weight[r] > 0)
            find_shortest(c, r);
        for (int32_t v = 0; v < p->n; v++) {
            bool is_in = v >= r && p->weight[r] > 0 && c->shortest[v] <= p->ceiling;
            c->column[(int64_t)r * p->n + v] = is_in ? n++ : -1;
        }
    }
    c->program.n_columns = n;
    c->program.gain = (double *)malloc(((size_t)n + 1) * sizeof *c->program.gain);
    c->x = (double *)malloc(((size_t)n + 1) * sizeof *c->x);
    if (!c->program.gain || !c->x)
        return bp_context_fail_memory(c->context, (size_t)n * sizeof *c->x);
    for (int32_t r = 0; r < p->n; r++)
        for (int32_t v = r; v < p->n; v++)
            if (column_of(c, r, v) >= 0)
                c->program.gain[column_of(c, r, v)] = (double)p->weight[v] / BP_WEIGHT_ONE;
    return BP_OK;
}

/* Put a term into the present row; a column that is not there is 0. */
static bp_status put(cutting *c, int32_t root, int32_t unit, double value)
{
    int32_t column = column_of(c, root, unit);
    return column < 0 ? BP_OK : bp_integer_program_put(c->context, &c->program, column, value);
}

static bp_status row(cutting *c, double limit)
{
    return bp_integer_program_row(c->context, &c->program, limit);
}

/* A unit is in one area at most. */
static bp_status add_once(cutting *c)
{
    bp_status status = BP_OK;
    for (int32_t v = 0; !status && v < c->problem->n; v++) {
        status = row(c, 1.0);
        for (int32_t r = 0; !status && r <= v; r++)
            status = put(c, r, v, 1.0);
    }
    return status;
}

/* x[r, v] <= x[r, r], and at most the neighbours of v within the area where v is not beside the root. */
static bp_status add_members(cutting *c, int32_t r)
{
    const bp_graph *links = &c->problem->links;
    bp_status status = BP_OK;
    for (int32_t v = r + 1; !status && v < c->problem->n; v++) {
        bool is_beside = false;
        if (column_of(c, r, v) < 0)
            continue;
        status = row(c, 0.0);
        if (!status)
            status = put(c, r, v, 1.0);
        if (!status)
            status = put(c, r, r, -1.0);
        for (int64_t k = links->offsets[v]; k < links->offsets[v + 1]; k++)
            is_beside = is_beside || links->neighbours[k] == r;
        if (status || is_beside)
            continue;
        status = row(c, 0.0);
        if (!status)
            status = put(c, r, v, 1.0);
        for (int64_t k = links->offsets[v]; !status && k < links->offsets[v + 1]; k++)
            status = put(c, r, links->neighbours[k], -1.0);
    }
    return status;
}

/* Floor and ceiling, in thousands of residents so that the numbers of a row are of one size. */
static bp_status add_sizes(cutting *c, int32_t r)
{
    const bp_area_problem *p = c->problem;
    const double limits[2] = {p->floor, p->ceiling};
    bp_status status = BP_OK;
    for (int which = 0; !status && which < 2; which++) {
        double sign = which == 0 ? -1e-3 : 1e-3;
        if (!isfinite(limits[which]))
            continue;
        status = row(c, 0.0);
        for (int32_t v = r; !status && v < p->n; v++)
            status = put(c, r, v, sign * (p->population[v] - (v == r ? limits[which] : 0.0)));
    }
    return status;
}

/* Of two linked units not one is in the area of r and the other in that of another root. */
static bp_status add_apart(cutting *c, int32_t r)
{
    const bp_graph *links = &c->problem->links;
    bp_status status = BP_OK;
    for (int32_t u = r; !status && u < c->problem->n; u++)
        for (int64_t k = links->offsets[u]; !status && k < links->offsets[u + 1]; k++) {
            int32_t v = links->neighbours[k];
            if (column_of(c, r, u) < 0)
                break;
            status = row(c, 1.0);
            if (!status)
                status = put(c, r, u, 1.0);
            for (int32_t s = 0; !status && s <= v; s++)
                if (s != r)
                    status = put(c, s, v, 1.0);
        }
    return status;
}

static bp_status make_rows(cutting *c)
{
    bp_status status = add_once(c);
    for (int32_t r = 0; !status && r < c->problem->n && c->problem->weight[r] > 0; r++) {
        status = add_members(c, r);
        if (!status)
            status = add_sizes(c, r);
        if (!status && !c->problem->may_touch)
            status = add_apart(c, r);
    }
    return status;
}

/* Add the cuts that the present point violates for one root; *n_added counts them. */
static bp_status cut_off(cutting *c, int32_t r, int32_t *n_added)
{
    /* So little on every unit makes the solver of cuts choose few of them. */
    const double little = 1e-7;
    const bp_graph *links = &c->problem->links;
    bp_status status = BP_OK;
    for (int32_t u = 0; u < c->problem->n; u++)
        c->capacity[u] = column_of(c, r, u) < 0 ? 0.0 : fmax(0.0, c->x[column_of(c, r, u)]) + little;
    for (int32_t v = r + 1; !status && v < c->problem->n; v++) {
        int32_t n_cut = 0;
        bool is_beside = false;
        for (int64_t k = links->offsets[v]; k < links->offsets[v + 1]; k++)
            is_beside = is_beside || links->neighbours[k] == r;
        if (is_beside || c->capacity[v] <= violation)
            continue;
        double least = bp_node_cut(&c->cutter, c->capacity, r, v, c->cut, &n_cut);
        if (least > c->capacity[v] - violation)
            continue;
        (*n_added)++;
        status = row(c, 0.0);
        if (!status)
            status = put(c, r, v, 1.0);
        for (int32_t i = 0; !status && i < n_cut; i++)
            status = put(c, r, c->cut[i], -1.0);
    }
    return status;
}

static bp_status add_cuts(cutting *c, int32_t *n_added)
{
    bp_status status = BP_OK;
    *n_added = 0;
    for (int32_t r = 0; !status && r < c->problem->n && c->problem->weight[r] > 0; r++)
        if (c->x[column_of(c, r, r)] > violation)
            status = cut_off(c, r, n_added);
    return status;
}

static void lower_bound_to(cutting *c, double gain)
{
    /* What cannot be a number of fixed point is no bound either. */
    if (!(gain < 1e12))
        return;
    int64_t bound = (int64_t)ceil((gain + slack * 1e-1) * BP_WEIGHT_ONE);
    if (bound < c->answer.bound)
        c->answer.bound = bound;
}

/* Label the area of a root at the present whole point; false where it keeps to floor and ceiling only as far
 * as floating point goes. */
static bool label_area(cutting *c, int32_t r, int32_t area, int64_t *weight)
{
    const bp_area_problem *p = c->problem;
    double population = 0.0;
    for (int32_t v = r; v < p->n; v++)
        if (column_of(c, r, v) >= 0 && c->x[column_of(c, r, v)] > 0.5) {
            c->label[v] = area;
            *weight += p->weight[v];
            population += p->population[v];
        }
    return population >= p->floor && population <= p->ceiling;
}

/* Keep the present whole point where it is heavier than what is known; it violates no cut. */
static void take_point(cutting *c, int32_t *best)
{
    const bp_area_problem *p = c->problem;
    bool is_allowed = true;
    int64_t weight = 0;
    int32_t n_areas = 0;
    for (int32_t v = 0; v < p->n; v++)
        c->label[v] = -1;
    for (int32_t r = 0; r < p->n && p->weight[r] > 0; r++)
        if (c->x[column_of(c, r, r)] > 0.5)
            is_allowed = label_area(c, r, n_areas++, &weight) && is_allowed;
    if (!is_allowed || weight <= c->answer.weight)
        return;
    c->answer.weight = weight;
    memcpy(best, c->label, (size_t)p->n * sizeof *best);
}

static bool is_closed(const cutting *c)
{
    double gap = (double)(c->answer.bound - c->answer.weight) / BP_WEIGHT_ONE;
    return gap <= slack + 1e-9 * fabs((double)c->answer.bound / BP_WEIGHT_ONE);
}

/* Solve, add what is violated, solve again: first with parts of units, then with whole ones. */
static bp_status cut_and_solve(cutting *c, int32_t *best)
{
    bp_status status = BP_OK;
    for (int stage = 0; !status && stage < 2; stage++)
        for (int round = 0; !status && round < (stage ? WHOLE_ROUNDS : FRACTION_ROUNDS); round++) {
            int32_t n_added = 0;
            bp_program_answer answer = {0, 0, HUGE_VAL, 0};
            status = bp_context_check(c->context);
            if (!status)
                status =
                    bp_integer_program_solve(c->context, &c->program, stage, c->max_nodes, c->x, &answer);
            if (status)
                return status;
            c->answer.n_nodes += answer.n_nodes;
            if (stage == 1 || answer.is_solved)
                lower_bound_to(c, answer.bound);
            if (is_closed(c) || !answer.has_solution)
                return BP_OK;
            status = add_cuts(c, &n_added);
            if (stage == 1 && n_added == 0)
                take_point(c, best);
            if (n_added == 0 && stage == 1)
                return status;
            if (n_added == 0)
                break;
        }
    return status;
}

static bp_status prepare(cutting *c)
{
    size_t n = (size_t)c->problem->n;
    c->column = (int32_t *)malloc((n * n + 1) * sizeof *c->column);
    c->capacity = (double *)malloc((2 * n + 1) * sizeof *c->capacity);
    c->cut = (int32_t *)malloc((2 * n + 1) * sizeof *c->cut);
    if (!c->column || !c->capacity || !c->cut)
        return bp_context_fail_memory(c->context, n * n * sizeof *c->column);
    c->shortest = c->capacity + n;
    c->label = c->cut + n;
    bp_status status = bp_node_cutter_new(c->context, &c->problem->links, &c->cutter);
    if (!status)
        status = make_columns(c);
    return status ? status : make_rows(c);
}

static int64_t weight_of(const bp_area_problem *problem, const int32_t *label)
{
    int64_t sum = 0;
    for (int32_t i = 0; i < problem->n; i++)
        sum += label[i] >= 0 ? problem->weight[i] : 0;
    return sum;
}

bp_status bp_branch_and_cut(bp_context *context, const bp_area_problem *problem, int64_t max_nodes,
                            int32_t *label, bp_area_answer *out)
{
    cutting c = {0};
    c.context = context;
    c.problem = problem;
    c.max_nodes = max_nodes;
    bp_status status = BP_OK;
    if (!bp_integer_program_solver())
        status = bp_context_fail(context, BP_ERROR_ARGUMENT,
                                 "this build has no solver of integer programs: build it with CBC");
    else if (problem->n > BP_CUT_MAX)
        status = bp_context_fail(context, BP_ERROR_ARGUMENT,
                                 "a piece of %d units is too large for an integer program (at most %d)",
                                 (int)problem->n, (int)BP_CUT_MAX);
    if (!status)
        status = bp_area_bound(context, problem, &c.answer.bound);
    if (!status)
        c.answer.weight = weight_of(problem, label);
    if (!status && c.answer.weight < c.answer.bound)
        status = prepare(&c);
    if (!status && c.answer.weight < c.answer.bound)
        status = cut_and_solve(&c, label);
    if (!status) {
        c.answer.bound = is_closed(&c) ? c.answer.weight : c.answer.bound;
        c.answer.is_proved = c.answer.weight == c.answer.bound;
        *out = c.answer;
    }
    bp_integer_program_clear(&c.program);
    bp_node_cutter_clear(&c.cutter);
    free(c.column);
    free(c.x);
    free(c.capacity);
    free(c.cut);
    return status;
}
