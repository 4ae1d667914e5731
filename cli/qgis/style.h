/* A layer drawn by a theme, as QML (QGIS) and as SLD (other programs). */
#ifndef BP_CLI_QGIS_STYLE_H
#define BP_CLI_QGIS_STYLE_H

#include "cli/qgis/layer.h"
#include "cli/qgis/xml.h"
#include "cli/words.h"

/** Class c of those that a style draws: of the theme, then what is missing, then areas of the other kind; the
 * last two where there are any. NULL: there are no more. */
const bp_theme_class *bp_qgis_class_at(const bp_theme *theme, int c);

/** How much of a layer's looks a style says. */
typedef enum bp_qgis_extent {
    BP_QGIS_ALL,    /**< everything: for a layer that is opened */
    BP_QGIS_DRAWING /**< symbols and labels: for a style that is chosen later, which leaves form and names be
                     */
} bp_qgis_extent;

typedef struct bp_qgis_style {
    const bp_qgis_layer *layer;
    const bp_theme *theme;
    const bp_words *words; /**< NULL: English */
    bp_qgis_extent extent;
} bp_qgis_style;

/**
 * What says how the layer looks: renderer and labels; fields, form and map tip with BP_QGIS_ALL. The same
 * elements stand in a QML file and in the layer of a project.
 */
bp_status bp_qgis_style_add(bp_context *context, bp_xml *xml, const bp_qgis_style *style);

/** A whole QML file, to free(). Format: what QGIS 3.22 writes, without what it takes for granted. */
bp_status bp_qgis_style_qml(bp_context *context, const bp_qgis_style *style, char **out);

/** A whole SLD file, to free(). Format: OGC 05-078r4 (SLD 1.1.0) with OGC 05-077r4 (SE 1.1.0). */
bp_status bp_qgis_style_sld(bp_context *context, const bp_qgis_style *style, char **out);

#endif
