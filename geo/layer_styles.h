/* The styles that QGIS looks for in a GeoPackage. */
#ifndef BP_GEO_LAYER_STYLES_H
#define BP_GEO_LAYER_STYLES_H

#include "geo/context.h"

#ifdef __cplusplus
extern "C" {
#endif

/** One way to draw a layer. */
typedef struct bp_layer_style {
    const char *name;        /**< at most 30 characters are kept, as QGIS does */
    const char *description; /**< NULL: none */
    const char *qml, *sld;   /**< texts of XML */
} bp_layer_style;

/**
 * Add styles[n] of a layer to the table layer_styles of its GeoPackage, which is made as QGIS makes it where
 * it is not there: registered among the contents as attributes. The first style is the layer's default, which
 * QGIS takes when the layer is opened; styles that the layer has already stay, and are no default any more.
 * The time in the table is that of all outputs (docs/decisions). Errors: BP_ERROR_OUTPUT when the file cannot
 * be opened to write or has no such layer.
 */
bp_status bp_layer_styles_write(bp_context *context, const char *path, const char *layer,
                                const bp_layer_style *styles, int n);

#ifdef __cplusplus
}
#endif

#endif
