/* What the files of geo/ keep in a context besides what everybody sees. */
#ifndef BP_GEO_CONTEXT_PRIVATE_H
#define BP_GEO_CONTEXT_PRIVATE_H

#include "geo/context.h"

/** Short names of the drivers that may open files besides the usual ones; `*n` of them. Lent. */
char *const *bp_context_drivers(const bp_context *context, int *n);
bp_status bp_context_add_driver(bp_context *context, const char *name);

#endif
