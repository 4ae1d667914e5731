/* What brandpunt info tells of a source: its layers, their fields, and what these could be used for. */
#ifndef BP_CLI_INFO_H
#define BP_CLI_INFO_H

#include "cli/roles.h"
#include "geo/source.h"

/** A layer with what stands in its columns. */
typedef struct bp_info_layer {
    const bp_source_layer *layer; /**< lent from the description */
    bp_table table;               /**< its values; no columns where they were not read */
    bp_field_roles *roles;        /**< roles[table.n_columns]; NULL where they were not read */
} bp_info_layer;

typedef struct bp_info {
    bp_source_description description;
    bp_info_layer *layers; /**< layers[description.n_layers] */
} bp_info;

#define BP_INFO_INIT                                                                                         \
    {                                                                                                        \
        BP_SOURCE_DESCRIPTION_INIT, NULL                                                                     \
    }

/**
 * Look at a source. The values of every layer of a file are read; of a service or database only those of a
 * layer or query that `options` names, since the others may be many and large. Errors as of
 * bp_source_describe.
 */
bp_status bp_info_make(bp_context *context, const char *source, const bp_read_options *options, bp_info *out);
void bp_info_clear(bp_info *info);

/** What a layer could be in a study, in words: "units or regions (areas)". Static. */
const char *bp_info_use(const bp_source_layer *layer);
/** What is odd about a layer's coordinates, in words; NULL: nothing. Static. */
const char *bp_info_oddity(const bp_source_layer *layer);

/** Print it to stdout, in 80 columns. */
void bp_info_print(const bp_info *info);
bp_status bp_info_print_json(bp_context *context, const bp_info *info);

#endif
