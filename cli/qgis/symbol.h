/* Symbols of polygons as QGIS writes them. */
#ifndef BP_CLI_QGIS_SYMBOL_H
#define BP_CLI_QGIS_SYMBOL_H

#include "cli/qgis/xml.h"
#include "cli/theme.h"

/** One <symbol> by this name that draws a class. */
void bp_qgis_symbol(bp_xml *xml, const char *name, const bp_theme_class *class);

/** A <symbol> of one colour without a border: "255,255,255,255". */
void bp_qgis_plain_symbol(bp_xml *xml, const char *name, const char *colour);

/** One <Option> that holds a text. */
void bp_qgis_option(bp_xml *xml, const char *name, const char *value);

#endif
