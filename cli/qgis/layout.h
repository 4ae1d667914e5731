/* The page that a project prints. */
#ifndef BP_CLI_QGIS_LAYOUT_H
#define BP_CLI_QGIS_LAYOUT_H

#include "cli/qgis/project.h"
#include "cli/qgis/xml.h"

/** Where a line of the legend is broken: a sign that names do not have. */
#define BP_QGIS_LEGEND_BREAK "\xe2\x8f\x8e"

/** How many letters of a title go on a line of the legend. */
enum { BP_QGIS_LEGEND_LETTERS = 38 };

/** What the legend shows: adds its tree of layers to the XML. */
typedef void (*bp_qgis_tree_fn)(bp_xml *xml, const bp_qgis_project *project);

/**
 * One <Layout>, A4 lying: title, map of `extent` (west, south, east, north; NULL: nowhere), legend of what
 * the map shows, scale bar, north arrow, sources, and the date on which QGIS prints it.
 */
void bp_qgis_layout_add(bp_xml *xml, const bp_qgis_project *project, const double *extent,
                        bp_qgis_tree_fn tree);

#endif
