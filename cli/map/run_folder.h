/* The folder of a run, as far as a map shows it: layers with their themes, municipalities, sources. */
#ifndef BP_CLI_MAP_RUN_FOLDER_H
#define BP_CLI_MAP_RUN_FOLDER_H

#include "cli/theme.h"
#include "geo/layer.h"

#include <jansson.h>

/** The layers of a run that have themes, units first. */
enum { BP_MAP_LAYERS = 4 };

typedef struct bp_map_layer {
    bool is_there; /**< units and areas always are */
    bp_layer layer;
    bp_themes themes;
} bp_map_layer;

typedef struct bp_map_municipalities {
    int32_t n;
    int32_t *of_unit;  /**< of_unit[units], -1: none */
    const char **code; /**< code[n], ascending; lent from the units, as the next */
    const char **name; /**< name[n]; NULL entries: not known */
    double *residents; /**< residents[n], of units where they are known */
    bp_polygons outline;
} bp_map_municipalities;

typedef struct bp_map_run {
    const char *directory; /**< lent */
    json_t *record;        /**< run.json */
    const char *title;     /**< of the study; lent from record */
    bool is_district;      /**< what the study calls a unit: a district, else a neighbourhood */
    double base;           /**< of the study */
    int64_t n_domains;
    char *sources;         /**< whose figures they are, as the study's attribution keys say, else its file of
                              units */
    const bp_words *words; /**< lent; NULL: English */
    bp_map_layer layers[BP_MAP_LAYERS]; /**< by bp_theme_layer */
    bp_map_municipalities municipalities;
} bp_map_run;

/**
 * Read the folder of a run; nothing is written, so it may be read-only. Errors: BP_ERROR_INPUT for a folder
 * that is no run, one of a program with another schema, a layer that is missing or was changed.
 */
bp_status bp_map_run_read(bp_context *context, const char *directory, const bp_words *words, bp_map_run *out);
void bp_map_run_clear(bp_map_run *run);

/** A column of one of its layers, NULL where there is none of that name and type. Lent. */
const bp_column *bp_map_run_column(const bp_map_run *run, bp_theme_layer layer, const char *name,
                                   bp_column_type type);

/** Text of a cell, NULL where it is missing or there is no such column. Lent. */
const char *bp_map_run_text(const bp_map_run *run, bp_theme_layer layer, const char *column, int64_t row);

/** Number of a cell, whole or not; false where it is missing. */
bool bp_map_run_number(const bp_map_run *run, bp_theme_layer layer, const char *column, int64_t row,
                       double *out);

/** Row of the area with this code or name, and the number of the municipality, found as bp_place_find does
 * (cli/place.h), with its warnings and messages. */
bp_status bp_map_run_find_area(bp_context *context, const bp_map_run *run, const char *text, int64_t *out);
bp_status bp_map_run_find_municipality(bp_context *context, const bp_map_run *run, const char *text,
                                       int32_t *out);

#endif
