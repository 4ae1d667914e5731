/* What a run writes for QGIS: styles in its GeoPackages and beside its GeoJSON files, and a project. */
#ifndef BP_CLI_QGIS_WRITE_H
#define BP_CLI_QGIS_WRITE_H

#include "cli/qgis/project.h"
#include "geo/folder.h"

/**
 * Into a folder in which the project's layers stand: to FILE.gpkg a style for each theme of the layer, the
 * first being the default; beside FILE.geojson the default as FILE.qml and FILE.sld; and project.qgz. A layer
 * without themes (no rows with values) gets no style. The same bytes from run to run.
 */
bp_status bp_qgis_write(bp_context *context, const bp_qgis_project *project, const bp_folder *folder);

#endif
