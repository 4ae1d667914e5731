/* What QGIS shows of one row: names of columns, formats of numbers, the form and the map tip. */
#ifndef BP_CLI_QGIS_FORM_H
#define BP_CLI_QGIS_FORM_H

#include "cli/qgis/layer.h"
#include "cli/qgis/xml.h"
#include "cli/words.h"

/** Aliases, formats, a form in groups whose fields cannot be edited, and a map tip, for a layer of a run. */
bp_status bp_qgis_form_add(bp_context *context, bp_xml *xml, const bp_qgis_layer *layer,
                           const bp_words *words);

#endif
