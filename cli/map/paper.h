/* Sizes of paper. */
#ifndef BP_CLI_MAP_PAPER_H
#define BP_CLI_MAP_PAPER_H

#include "geo/context.h"

typedef struct bp_paper {
    const char *name;     /**< "a4" */
    double width, height; /**< points, upright */
} bp_paper;

/** The paper of that name, in letters of whatever case. BP_ERROR_ARGUMENT that lists them for another. */
bp_status bp_paper_find(bp_context *context, const char *name, bp_paper *out);

#endif
