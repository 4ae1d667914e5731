/* A run as it stands in its folder, read back. */
#ifndef BP_CLI_REPORT_STORED_H
#define BP_CLI_REPORT_STORED_H

#include "geo/layer.h"

#include <jansson.h>

/** A csv file of the run. */
typedef struct bp_stored_table {
    const char *file; /**< "overlap.csv" */
    bp_table table;   /**< all TEXT; no columns where the run has no such file */
} bp_stored_table;

enum { BP_STORED_TABLES = 12 };

typedef struct bp_stored_run {
    char *directory;
    json_t *json;     /**< run.json */
    bp_layer units;   /**< every column, in the order of their ids */
    bp_layer areas;   /**< designated, then proposed */
    bp_layer adopted; /**< empty where the study has none */
    bp_stored_table tables[BP_STORED_TABLES];
    int n_tables;
} bp_stored_run;

#define BP_STORED_RUN_INIT                                                                                   \
    {                                                                                                        \
        NULL, NULL, BP_LAYER_INIT, BP_LAYER_INIT, BP_LAYER_INIT, {{NULL, BP_TABLE_INIT}}, 0                  \
    }

/**
 * Read a run's folder, which may be read-only. BP_ERROR_INPUT as of bp_record_read, and when units.gpkg or
 * focus_areas.gpkg is missing or has other units than run.json counts.
 */
bp_status bp_stored_run_read(bp_context *context, const char *directory, bp_stored_run *out);
void bp_stored_run_clear(bp_stored_run *run);

#endif
