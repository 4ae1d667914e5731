#include "analysis/integer_program_private.h"

#include <stdlib.h>
#include <string.h>

#ifdef BRANDPUNT_CBC
#include <Cbc_C_Interface.h>
#include <stdio.h>
#endif

void bp_integer_program_clear(bp_integer_program *program)
{
    free(program->gain);
    free(program->start);
    free(program->limit);
    free(program->column);
    free(program->value);
    *program = (bp_integer_program)BP_INTEGER_PROGRAM_INIT;
}

bp_status bp_integer_program_row(bp_context *context, bp_integer_program *program, double limit)
{
    if (program->n_rows == program->row_room) {
        int32_t room = program->row_room ? 2 * program->row_room : 256;
        int64_t *start = (int64_t *)realloc(program->start, (size_t)(room + 1) * sizeof *start);
        if (start)
            program->start = start;
        double *limits = (double *)realloc(program->limit, (size_t)room * sizeof *limits);
        if (limits)
            program->limit = limits;
        if (!start || !limits)
            return bp_context_fail_memory(context, (size_t)room * sizeof *start);
        program->row_room = room;
    }
    program->start[program->n_rows] = program->n_values;
    program->limit[program->n_rows++] = limit;
    program->start[program->n_rows] = program->n_values;
    return BP_OK;
}

bp_status bp_integer_program_put(bp_context *context, bp_integer_program *program, int32_t column,
                                 double value)
{
    if (program->n_values == program->value_room) {
        int64_t room = program->value_room ? 2 * program->value_room : 1024;
        int32_t *columns = (int32_t *)realloc(program->column, (size_t)room * sizeof *columns);
        if (columns)
            program->column = columns;
        double *values = (double *)realloc(program->value, (size_t)room * sizeof *values);
        if (values)
            program->value = values;
        if (!columns || !values)
            return bp_context_fail_memory(context, (size_t)room * sizeof *values);
        program->value_room = room;
    }
    program->column[program->n_values] = column;
    program->value[program->n_values++] = value;
    program->start[program->n_rows] = program->n_values;
    return BP_OK;
}

#ifdef BRANDPUNT_CBC

const char *bp_integer_program_solver(void)
{
    static char name[64];
    /* Written once with the same bytes, whoever is first. */
    if (!name[0])
        snprintf(name, sizeof name, "CBC %s", Cbc_getVersion());
    return name;
}

static void fill_model(const bp_integer_program *program, int is_whole, Cbc_Model *model)
{
    /* The interface asks for a name of every column and row. */
    char name[32];
    for (int32_t j = 0; j < program->n_columns; j++) {
        snprintf(name, sizeof name, "x%d", (int)j);
        Cbc_addCol(model, name, 0.0, 1.0, -program->gain[j], (char)(is_whole ? 1 : 0), 0, NULL, NULL);
    }
    for (int32_t i = 0; i < program->n_rows; i++) {
        int64_t first = program->start[i];
        snprintf(name, sizeof name, "r%d", (int)i);
        Cbc_addRow(model, name, (int)(program->start[i + 1] - first), program->column + first,
                   program->value + first, 'L', program->limit[i]);
    }
}

static void solve_model(const bp_integer_program *program, int is_whole, const char *nodes, double *x,
                        Cbc_Model *model, bp_program_answer *out)
{
    Cbc_setLogLevel(model, 0);
    Cbc_setParameter(model, "log", "0");
    Cbc_setParameter(model, "maxNodes", nodes);
    Cbc_setParameter(model, "ratioGap", "0");
    Cbc_setParameter(model, "allowableGap", "1e-9");
    Cbc_setParameter(model, "increment", "1e-7");
    fill_model(program, is_whole, model);
    Cbc_solve(model);
    const double *solution = is_whole ? Cbc_bestSolution(model) : Cbc_getColSolution(model);
    out->is_solved = Cbc_isProvenOptimal(model) != 0;
    out->has_solution = solution != NULL;
    out->bound = is_whole ? -Cbc_getBestPossibleObjValue(model) : -Cbc_getObjValue(model);
    out->n_nodes = Cbc_getNodeCount(model);
    if (solution)
        memcpy(x, solution, (size_t)program->n_columns * sizeof *x);
}

bp_status bp_integer_program_solve(bp_context *context, const bp_integer_program *program, int is_whole,
                                   int64_t max_nodes, double *x, bp_program_answer *out)
{
    char nodes[32];
    bool is_made = false;
    snprintf(nodes, sizeof nodes, "%lld", (long long)max_nodes);
    /* The solver has variables of its own that all its models share. */
#pragma omp critical(bp_integer_program)
    {
        Cbc_Model *model = Cbc_newModel();
        is_made = model != NULL;
        if (model)
            solve_model(program, is_whole, nodes, x, model, out);
        if (model)
            Cbc_deleteModel(model);
    }
    return is_made ? BP_OK : bp_context_fail_memory(context, 0);
}

#else

const char *bp_integer_program_solver(void)
{
    return NULL;
}

bp_status bp_integer_program_solve(bp_context *context, const bp_integer_program *program, int is_whole,
                                   int64_t max_nodes, double *x, bp_program_answer *out)
{
    (void)program;
    (void)is_whole;
    (void)max_nodes;
    (void)x;
    (void)out;
    return bp_context_fail(context, BP_ERROR_ARGUMENT,
                           "this build has no solver of integer programs: build it with CBC");
}

#endif
