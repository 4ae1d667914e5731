/* The search in one piece, as it serves both the drawing of areas and the judging of given ones. */
#ifndef BP_ANALYSIS_OPTIMAL_PRIVATE_H
#define BP_ANALYSIS_OPTIMAL_PRIVATE_H

#include "analysis/area_problem.h"
#include "analysis/optimal.h"

/** What a piece has come to. */
typedef struct bp_piece_result {
    int32_t n_areas;
    bp_area_answer answer;
    bp_proof how;
} bp_piece_result;

#define BP_PIECE_RESULT_INIT                                                                                 \
    {                                                                                                        \
        0, BP_AREA_ANSWER_INIT, BP_PROOF_SUM                                                                 \
    }

/** The best areas of every piece, from given ones. */
typedef struct bp_pieces_task {
    const bp_area_problems *problems;
    const bp_optimal_limits *limits;
    int32_t *label; /**< label[candidates]: areas to start from; gets the best, from 0 in each piece */
    bp_piece_result *result; /**< result[problems->n] */
} bp_pieces_task;

/** Do all pieces of a task, by all threads. What an area to start from is made of must lie in one piece. */
bp_status bp_pieces_solve(bp_context *context, bp_pieces_task *task);

#endif
