#include "analysis/branch_and_cut.h"

const char *bp_branch_and_cut_solver(void)
{
    return NULL;
}

bp_status bp_branch_and_cut(bp_context *context, const bp_area_problem *problem, int64_t max_nodes,
                            int32_t *label, bp_area_answer *out)
{
    (void)problem;
    (void)max_nodes;
    (void)label;
    (void)out;
    return bp_context_fail(context, BP_ERROR_ARGUMENT,
                           "no solver for integer programs was built in (it is CBC's library)");
}
