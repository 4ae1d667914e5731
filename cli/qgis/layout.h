/* The page that a project prints. */
#ifndef BP_CLI_QGIS_LAYOUT_H
#define BP_CLI_QGIS_LAYOUT_H

#include "cli/qgis/project.h"
#include "cli/qgis/xml.h"

/** What the legend shows: adds its tree of layers to the XML. */
typedef void (*bp_qgis_tree_fn)(bp_xml *xml, const bp_qgis_project *project);

/**
 * One <Layout>, A4 lying: title, map of `extent` (west, south, east, north; NULL: nowhere), legend of what
 * the map shows, scale bar, north arrow, sources, and the date on which QGIS prints it.
 */
void bp_qgis_layout_add(bp_xml *xml, const bp_qgis_project *project, const double *extent,
                        bp_qgis_tree_fn tree);

#endif
