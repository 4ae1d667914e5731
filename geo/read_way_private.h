/* The choice between the ways of reading, for the test that compares them. */
#ifndef BP_GEO_READ_WAY_PRIVATE_H
#define BP_GEO_READ_WAY_PRIVATE_H

#include "geo/read.h"

typedef enum bp_read_way {
    BP_READ_FASTEST,   /**< OGR's Arrow stream where the driver has a fast one, else by feature */
    BP_READ_BY_FEATURE /**< feature by feature, whatever the driver has */
} bp_read_way;

/** bp_layer_read one way or the other. `*by_arrow` (may be NULL) says whether the Arrow stream was used. */
bp_status bp_layer_read_by(bp_context *context, const char *path, const bp_read_options *options,
                           bp_read_way way, bp_layer *out, bool *by_arrow);

#endif
