/* A study made from what is recognised in files. */
#ifndef BP_CLI_INIT_INIT_H
#define BP_CLI_INIT_INIT_H

#include "cli/info.h"
#include "cli/init/words.h"
#include "geo/key_join.h"

/** A column that may be scored. */
typedef struct bp_init_indicator {
    int column;
    bp_init_meaning meaning;
    bool is_usable;                         /**< numbers that differ, in units' rows */
    char why_not[2 * BP_INIT_REASON_BYTES]; /**< where it is not */
} bp_init_indicator;

/** A layer or sheet of one of the files. */
typedef struct bp_init_layer {
    const char *path;    /**< as given; lent */
    char *source;        /**< as the study writes it: from the folder that it stands in */
    char *name;          /**< what the study calls it as a table */
    bool needs_layer;    /**< the file has several layers, so that the study must name it */
    bp_info_layer *info; /**< lent from the infos */
    int key;             /**< the column that meets the units' ids; -1: none does */
    int64_t *row_of;     /**< row_of[units' rows]; NULL: as the units themselves */
    bp_key_join_report join;
    char *why_not; /**< why a column that looked like a key is none; NULL */
    char **missing;
    int n_missing;
    bp_init_indicator *indicators;
    int n_indicators;
} bp_init_layer;

/** What the files are taken for. */
typedef struct bp_init {
    bp_context *context;
    bp_aliases aliases; /**< names of columns, as shipped */
    bp_info *infos;     /**< infos[n_infos], one per file */
    int n_infos;
    bp_init_layer *layers; /**< of all files, in their order */
    int n_layers;
    int units; /**< index into layers */
    int id;    /**< column of the units; those that follow are -1 where there is none */
    int name;
    int municipality, municipality_name;
    bool code_has_municipality; /**< no column, but the ids are codes such as WK036392 */
    int population_layer;       /**< index into layers: the units' own, or a table that goes with them */
    int population;             /**< the column in it */
    bool has_designated, has_programmes; /**< the shipped Dutch lists go with these codes */
    char *title;
} bp_init;

#define BP_INIT_INIT                                                                                         \
    {                                                                                                        \
        .units = -1, .id = -1, .name = -1, .municipality = -1, .municipality_name = -1,                      \
        .population_layer = -1, .population = -1                                                             \
    }

/**
 * Look at paths[n] and find the units, their columns and the tables that go with them. `study_path` is where
 * the study will stand. Errors: BP_ERROR_INPUT where no file has polygons, where two layers could be the
 * units, where they have no column that could be an id, and where no number of residents is found.
 */
bp_status bp_init_recognise(bp_context *context, const char *const *paths, int n, const char *study_path,
                            bp_init *out);
void bp_init_clear(bp_init *init);

/** Join the other layers to the units by the column that fits best. For bp_init_recognise. */
bp_status bp_init_find_keys(bp_init *init);
/** Propose indicators from the units and the tables that go with them. For bp_init_recognise. */
bp_status bp_init_find_indicators(bp_init *init);

/** `path` as seen from the folder of `study_path`; what is no file stays as it is. To free(); NULL when
 * memory runs out. */
char *bp_init_source(const char *path, const char *study_path);

/** How many indicators are sure and usable: those that the study has without a comment sign. */
int bp_init_count_sure(const bp_init *init);

/** The study as text, to free(): commented, every choice with its reason. BP_ERROR_MEMORY only. */
bp_status bp_init_write(const bp_init *init, char **out);

#endif
