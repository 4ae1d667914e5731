/* A study made from what is recognised in files. */
#ifndef BP_CLI_INIT_INIT_H
#define BP_CLI_INIT_INIT_H

#include "cli/info.h"
#include "geo/aliases.h"
#include "geo/key_join.h"

/** A layer or sheet of one of the files. */
typedef struct bp_init_layer {
    const char *path; /**< as given */
    char *source;     /**< as the study writes it: against the folder that the study stands in */
    bool needs_layer; /**< the file has several layers, so that the study must name it */
    bp_info_layer *info;
    int key;                 /**< the column that meets the units' ids; -1: none does */
    bp_key_join_report join; /**< of that column, the units being on the left */
} bp_init_layer;

/** What the files are taken for. */
typedef struct bp_init {
    bp_context *context;
    bp_aliases aliases; /**< names of columns, as shipped */
    bp_info *infos;     /**< infos[n_infos], one per file */
    int n_infos;
    bp_init_layer *layers; /**< of all files, in their order */
    int n_layers;
    int units;        /**< index into layers */
    int id;           /**< column of the units; the next three are -1 where there is none */
    int name;
    int population, municipality;
    int population_layer; /**< index into layers of the table that has the residents; the units' own index
                             where they have them themselves */
} bp_init;

#define BP_INIT_INIT                                                                                         \
    {                                                                                                        \
        .units = -1, .id = -1, .name = -1, .population = -1, .municipality = -1, .population_layer = -1      \
    }

/**
 * Look at paths[n] and find the units, their columns and the tables that go with them. `study_path` is where
 * the study will stand. Errors: BP_ERROR_INPUT where no file has polygons, where two have and none has more
 * rows with an id than the other, where the units have no column that could be an id or no number of
 * residents is found.
 */
bp_status bp_init_recognise(bp_context *context, const char *const *paths, int n, const char *study_path,
                            bp_init *out);
void bp_init_clear(bp_init *init);

/** The study as text, to free(): commented, every choice with its reason. BP_ERROR_INPUT where no column could
 * be an indicator. */
bp_status bp_init_write(const bp_init *init, char **out);

#endif
