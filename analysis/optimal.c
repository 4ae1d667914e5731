#include "analysis/optimal_private.h"

#include "analysis/branch_and_cut.h"
#include "analysis/exact_area.h"
#include "analysis/levelset.h"
#include "analysis/local_search.h"
#include "analysis/workers_private.h"

#include <stdlib.h>

const char *bp_proof_name(bp_proof proof)
{
    static const char *const names[] = {"sum", "exact", "branch and cut", "none"};
    return names[proof];
}

static int64_t weight_of(const bp_area_problem *problem, const int32_t *label)
{
    int64_t sum = 0;
    for (int32_t i = 0; i < problem->n; i++)
        sum += label[i] >= 0 ? problem->weight[i] : 0;
    return sum;
}

/* Areas numbered from 0 without gaps, by their heaviest unit. number[n] and queue[n] are scratch. */
static int32_t number_areas(const bp_area_problem *problem, int32_t *label, int32_t *number, int32_t *queue)
{
    const bp_graph *links = &problem->links;
    int32_t n = 0;
    for (int32_t i = 0; i < problem->n; i++)
        number[i] = -1;
    for (int32_t i = 0; i < problem->n; i++) {
        int32_t tail = 0;
        if (label[i] < 0 || number[i] >= 0)
            continue;
        number[i] = n;
        queue[tail++] = i;
        for (int32_t head = 0; head < tail; head++)
            for (int64_t k = links->offsets[queue[head]]; k < links->offsets[queue[head] + 1]; k++) {
                int32_t next = links->neighbours[k];
                if (number[next] >= 0 || label[next] != label[i])
                    continue;
                number[next] = n;
                queue[tail++] = next;
            }
        n++;
    }
    for (int32_t i = 0; i < problem->n; i++)
        label[i] = number[i];
    return n;
}

/* A unit that stands at the base weighs nothing: areas that hold one may be as heavy with fewer units. */
static bool has_weightless(const bp_area_problem *problem, const int32_t *label)
{
    for (int32_t i = 0; i < problem->n; i++)
        if (label[i] >= 0 && problem->weight[i] == 0)
            return true;
    return false;
}

/* From the cheapest proof to the dearest. `label` holds areas to start from, and gets the best. */
static bp_status search_piece(bp_context *context, const bp_area_problem *problem,
                              const bp_optimal_limits *limits, int32_t *label, bp_piece_result *out)
{
    bp_area_answer *answer = &out->answer;
    bp_status status = BP_OK;
    if (problem->n <= limits->local_units)
        status = bp_local_search(context, problem, label, &out->n_areas);
    if (!status)
        status = bp_area_bound(context, problem, &answer->bound);
    if (status)
        return status;
    answer->weight = weight_of(problem, label);
    answer->is_proved = answer->weight == answer->bound;
    out->how = BP_PROOF_SUM;
    if (problem->n <= BP_EXACT_MAX && (!answer->is_proved || has_weightless(problem, label))) {
        status = bp_exact_areas(context, problem, limits->exact_nodes, label, answer);
        out->how = BP_PROOF_EXACT;
    }
    if (!status && !answer->is_proved && limits->cut_nodes > 0 && problem->n <= BP_CUT_MAX &&
        bp_branch_and_cut_solver()) {
        status = bp_branch_and_cut(context, problem, limits->cut_nodes, label, answer);
        out->how = BP_PROOF_BRANCH_AND_CUT;
    }
    if (!answer->is_proved)
        out->how = BP_PROOF_NONE;
    return status;
}

static bp_status solve_piece(bp_context *context, void *user, int thread, int64_t number)
{
    bp_pieces_task *task = (bp_pieces_task *)user;
    const bp_area_problem *problem = &task->problems->items[number];
    (void)thread;
    bp_piece_result result = BP_PIECE_RESULT_INIT;
    size_t rows = (size_t)problem->n;
    int32_t *label = (int32_t *)malloc(3 * rows * sizeof *label);
    if (!label)
        return bp_context_fail_memory(context, 3 * rows * sizeof *label);
    for (int32_t i = 0; i < problem->n; i++)
        label[i] = task->label[problem->candidate[i]];
    result.n_areas = number_areas(problem, label, label + rows, label + 2 * rows);
    bp_status status = search_piece(context, problem, task->limits, label, &result);
    if (!status) {
        result.n_areas = number_areas(problem, label, label + rows, label + 2 * rows);
        for (int32_t i = 0; i < problem->n; i++)
            task->label[problem->candidate[i]] = label[i];
        task->result[number] = result;
    }
    free(label);
    return status;
}

bp_status bp_pieces_solve(bp_context *context, bp_pieces_task *task)
{
    return bp_workers_run(context, task->problems->n, solve_piece, task);
}

/* One numbering for the areas of all pieces and the units that are areas of their own; returns how many. */
static int32_t number_all(const bp_field *field, const bp_delineate_options *options,
                          const bp_pieces_task *task, int32_t *label)
{
    int32_t n = 0;
    for (int64_t c = 0; c < field->n; c++)
        if (field->population[c] > bp_ceiling_at(options, field->unit[c]))
            label[c] = field->score[c] >= options->base ? n++ : -1;
    for (int32_t p = 0; p < task->problems->n; p++) {
        const bp_area_problem *problem = &task->problems->items[p];
        for (int32_t i = 0; i < problem->n; i++)
            if (label[problem->candidate[i]] >= 0)
                label[problem->candidate[i]] += n;
        n += task->result[p].n_areas;
    }
    return n;
}

bp_status bp_optimal_label(bp_context *context, const bp_field *field, const bp_delineate_options *options,
                           int32_t *label, int32_t *n_areas)
{
    int32_t n_start = 0;
    bp_area_problems problems = BP_AREA_PROBLEMS_INIT;
    bp_piece_result *result = NULL;
    bp_status status = bp_levelset_label(context, field, options, label, &n_start);
    if (!status)
        status = bp_area_problems_new(context, field, options, 0, &problems);
    if (status)
        goto done;
    result = (bp_piece_result *)calloc((size_t)problems.n + 1, sizeof *result);
    if (!result) {
        status = bp_context_fail_memory(context, (size_t)problems.n * sizeof *result);
        goto done;
    }
    bp_pieces_task task = {&problems, &options->optimal, label, result};
    status = bp_pieces_solve(context, &task);
    if (!status)
        *n_areas = number_all(field, options, &task, label);
done:
    free(result);
    bp_area_problems_clear(&problems);
    return status;
}
