/* A project of QGIS that shows a run. */
#ifndef BP_CLI_QGIS_PROJECT_H
#define BP_CLI_QGIS_PROJECT_H

#include "cli/qgis/layer.h"
#include "cli/words.h"
#include "geo/crs.h"

typedef struct bp_qgis_project {
    const bp_qgis_layers *layers; /**< in GeoPackages beside the project */
    const bp_crs *crs;
    const char *title;
    const char *sources;   /**< whose data they are, in words */
    const bp_words *words; /**< NULL: English */
    bool is_district;      /**< what the study calls a unit: a district, else a neighbourhood */
} bp_qgis_project;

/**
 * The text of a .qgs file, to free(): layers in groups in drawing order (areas and what overlaps them above
 * the units, of whose themes one at a time is shown), with paths relative to the project, its CRS and extent,
 * and a page to print. Where the CRS is the Dutch grid there are background tiles of PDOK, off: nothing is
 * fetched before they are turned on. Format: what QGIS 3.22 writes, without what it takes for granted.
 */
bp_status bp_qgis_project_text(bp_context *context, const bp_qgis_project *project, char **out);

#endif
