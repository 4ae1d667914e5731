/* A transformation that several threads use, each its own copy. */
#ifndef BP_GEO_CRS_PRIVATE_H
#define BP_GEO_CRS_PRIVATE_H

#include "geo/crs.h"

#include <proj.h>

/** A PROJ context without network that prints nothing; NULL when memory runs out. */
PJ_CONTEXT *bp_proj_open(void);
/** The transformation between two systems, x east and y north on both sides; NULL when there is none. */
PJ *bp_proj_east_north(PJ_CONTEXT *proj, const bp_crs *from, const bp_crs *to);

/** What PROJ knows a system by: its code, else its WKT. Lent; NULL when there is no system. */
const char *bp_crs_definition(const bp_crs *crs);
/** What messages call it: its code, else its name. Lent. */
const char *bp_crs_title(const bp_crs *crs);

typedef struct bp_transform bp_transform;

/** From one CRS to another with n_threads copies, x east and y north on both sides. `source` names the data.
 */
bp_status bp_transform_new(bp_context *context, const bp_crs *from, const bp_crs *to, const char *source,
                           int n_threads, bp_transform **out);
void bp_transform_free(bp_transform *transform);

/**
 * Transform xy[2 * n_points] in place on copy `thread`. Returns the first point that failed (its coordinates
 * are then undefined) or -1. The result for a point does not depend on the points around it.
 */
int64_t bp_transform_run(bp_transform *transform, int thread, double *xy, int64_t n_points);

/** The message for a point that could not be transformed. Returns BP_ERROR_INPUT. */
bp_status bp_transform_fail(bp_context *context, const bp_transform *transform, double x, double y);

#endif
