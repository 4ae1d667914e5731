/* Bringing layers to another CRS, with a record of how. */
#ifndef BP_CLI_RUN_READ_CRS_OPERATIONS_H
#define BP_CLI_RUN_READ_CRS_OPERATIONS_H

#include "cli/run/run.h"

/**
 * Note which operation brings `layer` to `to`, for run.json, and warn where it is less accurate than a metre
 * or nobody knows how accurate it is. Nothing is noted where the two systems are the same. `role` is what the
 * layer is: "units", "GeoJSON output".
 */
bp_status bp_run_note_crs_operation(bp_run *run, const char *role, const bp_layer *layer, const bp_crs *to);

/** Note it, and transform the layer. */
bp_status bp_run_transform(bp_run *run, const char *role, bp_layer *layer, const bp_crs *to);

/** Note how the units go to longitude and latitude, the CRS of GeoJSON. */
bp_status bp_run_note_geojson(bp_run *run);

void bp_run_crs_operations_clear(bp_run *run);

#endif
