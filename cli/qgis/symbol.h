/* Symbols of polygons as QGIS writes them. */
#ifndef BP_CLI_QGIS_SYMBOL_H
#define BP_CLI_QGIS_SYMBOL_H

#include "cli/qgis/xml.h"
#include "cli/theme.h"

/** How wide outlines are. */
typedef enum bp_qgis_outline {
    BP_QGIS_OUTLINE_STEPS, /**< thinner from class to class: one that lies on another leaves it to be seen */
    BP_QGIS_OUTLINE_ALONE, /**< by itself beside filled ones */
    BP_QGIS_OUTLINE_TINTED /**< with a tint within: it is seen under those */
} bp_qgis_outline;

/** One <symbol>, called by its number, that draws a class. */
void bp_qgis_symbol(bp_xml *xml, int number, const bp_theme_class *class, bp_qgis_outline outline);

/** A <symbol> of one colour without a border: "255,255,255,255". */
void bp_qgis_plain_symbol(bp_xml *xml, const char *name, const char *colour);

/** One <Option> that holds a text. */
void bp_qgis_option(bp_xml *xml, const char *name, const char *value);

#endif
