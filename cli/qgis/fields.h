/* What the columns of a run are called for people, how their numbers are shown, and where in a form they
 * stand. */
#ifndef BP_CLI_QGIS_FIELDS_H
#define BP_CLI_QGIS_FIELDS_H

#include "cli/qgis/layer.h"
#include "cli/words.h"

/** The parts of a form, in their order. */
typedef enum bp_field_group {
    BP_FIELDS_WHY, /**< the sentence */
    BP_FIELDS_PLACE,
    BP_FIELDS_SCORE,
    BP_FIELDS_AREA,
    BP_FIELDS_PROGRAMMES,
    BP_FIELDS_INDICATORS,
    BP_FIELDS_EVIDENCE,
    BP_FIELDS_QUALITY,
    BP_FIELDS_OTHER,
    BP_FIELDS_GROUPS
} bp_field_group;

/** How a column is shown. */
typedef struct bp_field_look {
    char *alias; /**< in the language of the words; to free() */
    bp_field_group group;
    int decimals;  /**< of a number; -1: as many as it has */
    bool is_share; /**< 0 to 1, shown as a percentage */
} bp_field_look;

/** The look of a layer's column. One that is not known is called by its name, blanks for underscores. */
bp_status bp_field_look_of(bp_context *context, const bp_words *words, const bp_qgis_layer *layer, int field,
                           bp_field_look *out);

/** What a group is called: "Why", "Place", ...; in English, to be translated. Never NULL. */
const char *bp_field_group_title(bp_field_group group);

#endif
