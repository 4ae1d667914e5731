/* Programs of zeros and ones, to which rows are added while they are solved. */
#ifndef BP_ANALYSIS_INTEGER_PROGRAM_PRIVATE_H
#define BP_ANALYSIS_INTEGER_PROGRAM_PRIVATE_H

#include "geo/context.h"

#include <stdint.h>

/** Maximise the sum of gain[j] x[j], 0 <= x[j] <= 1, under rows: sum of value[k] x[column[k]] <= limit. */
typedef struct bp_integer_program {
    int32_t n_columns;
    double *gain; /**< gain[n_columns] */
    int32_t n_rows, row_room;
    int64_t *start; /**< start[n_rows + 1] */
    double *limit;  /**< limit[n_rows] */
    int64_t n_values, value_room;
    int32_t *column;
    double *value;
} bp_integer_program;

#define BP_INTEGER_PROGRAM_INIT                                                                              \
    {                                                                                                        \
        0, NULL, 0, 0, NULL, NULL, 0, 0, NULL, NULL                                                          \
    }

/** How a solution was come by. */
typedef struct bp_program_answer {
    int is_solved;    /**< x is the best there is, as far as floating point goes */
    int has_solution; /**< x holds a solution */
    double bound;     /**< no solution gains more */
    int64_t n_nodes;
} bp_program_answer;

void bp_integer_program_clear(bp_integer_program *program);

/** Begin a row; what is put next is in it. */
bp_status bp_integer_program_row(bp_context *context, bp_integer_program *program, double limit);
bp_status bp_integer_program_put(bp_context *context, bp_integer_program *program, int32_t column,
                                 double value);

/** The solver's name and version; NULL: none was built in. */
const char *bp_integer_program_solver(void);

/**
 * Solve: x[n_columns], whole numbers or, where is_whole is 0, any from 0 to 1. One thread and a count of
 * nodes, so that the answer is the same every time. Fails with BP_ERROR_ARGUMENT where there is no solver.
 */
bp_status bp_integer_program_solve(bp_context *context, const bp_integer_program *program, int is_whole,
                                   int64_t max_nodes, double *x, bp_program_answer *out);

#endif
