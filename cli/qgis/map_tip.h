/* What is shown where the mouse rests. */
#ifndef BP_CLI_QGIS_MAP_TIP_H
#define BP_CLI_QGIS_MAP_TIP_H

#include "cli/qgis/fields.h"

/**
 * HTML with expressions of QGIS in it: name and municipality, the sentence, and a table of the figures about
 * place, score and area, in the reader's language, "No data" where one is missing. looks[layer->n_fields]. To
 * free().
 */
bp_status bp_qgis_map_tip(bp_context *context, const bp_qgis_layer *layer, const bp_field_look *looks,
                          const bp_words *words, char **out);

#endif
