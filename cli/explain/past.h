/* A run of a study, read back from its folder: what its rule was applied to, and the same rule applied again.
 */
#ifndef BP_CLI_EXPLAIN_PAST_H
#define BP_CLI_EXPLAIN_PAST_H

#include "analysis/counterfactual.h"
#include "analysis/profile.h"
#include "cli/place.h"
#include "geo/contiguity.h"
#include "geo/layer.h"

#include <jansson.h>

enum { BP_PAST_DESIGNATED = 0, BP_PAST_PROPOSED = 1 };

/** The designated or the proposed areas of a run. */
typedef struct bp_past_areas {
    int32_t n;
    int32_t *area_of;   /**< area_of[units], -1: none */
    uint8_t *is_member; /**< is_member[units]: 1 for members, 0 for bridges and all others */
    int64_t *row;       /**< row[n] in areas.csv; by weight, heaviest first, or as designated */
    const char **id;    /**< id[n], lent */
    const char **name;  /**< name[n], lent */
    bp_profile profile;
} bp_past_areas;

/** An indicator as the study has it, beside what bp_rule_ground needs of it. */
typedef struct bp_past_indicator {
    const char *name; /**< lent */
    double range[2];  /**< what its values can be, where has_range */
    int has_range;
    const bp_column *level; /**< whose value it is where not the unit's own; NULL: always its own */
    const bp_column *raw;   /**< before it was drawn in; NULL: it was not */
} bp_past_indicator;

typedef struct bp_past {
    const char *directory; /**< lent */
    json_t *record;        /**< run.json */
    const char *title;     /**< of the study; lent from record */
    bp_layer layer;        /**< units.gpkg */
    bp_table areas_table;  /**< areas.csv */
    int64_t n;             /**< units */
    const char **id;       /**< id[n], lent from layer */
    const char **name;     /**< name[n], the same */
    double *population;    /**< population[n], 0 where it is not known */
    uint8_t *population_known;
    int32_t *municipality; /**< municipality[n], -1: none */
    int32_t n_municipalities;
    const char **municipality_code; /**< lent */
    const char **municipality_name; /**< lent; NULL entries: not known */
    int n_indicators;
    bp_indicator *indicators;
    bp_past_indicator *asked; /**< asked[n_indicators] */
    int n_domains;
    const char **domain; /**< domain[n_domains], lent from record */
    double *domain_weight;
    uint8_t *taking_part; /**< bitmap: with residents, or with residents unknown */
    int32_t *size_class;  /**< size_class[n]; NULL: the study has none */
    uint8_t *candidate;   /**< bitmap; NULL: all */
    bool is_district;     /**< what the study calls a unit: a district, else a neighbourhood */
    bool by_residents;    /**< ranks go by residents */
    bool is_within;       /**< an area stays inside one municipality */
    json_t *by_class;     /**< floor and ceiling per size class, lent from record */
    bp_class_sizes sizes; /**< the same for the rule, where there are any */
    double *class_limits; /**< what sizes points at */
    bp_contiguity_rule contiguity;
    double tolerance_m;
    bp_graph graph;
    double *points; /**< points[2 * n] in metres: x, then y */
    bp_rule rule;
    bp_rule_ground ground;
    bp_rule_result result;
    bp_past_areas areas[2]; /**< BP_PAST_DESIGNATED, BP_PAST_PROPOSED */
} bp_past;

/**
 * Read the folder of a run and apply its rule again. `out` is lent `directory` and stays where it is: parts
 * of it point at others. Fails with BP_ERROR_INPUT on a folder that is no run, one of a program with another
 * schema, files of it that are missing or lack what they must have, and where the rule does not give the
 * scores and areas that stand there: then something was changed since. Nothing is written.
 */
bp_status bp_past_read(bp_context *context, const char *directory, bp_past *out);
void bp_past_clear(bp_past *past);

/* The steps of bp_past_read, one file each. */
bp_status bp_past_read_settings(bp_context *context, bp_past *past);
bp_status bp_past_read_units(bp_context *context, bp_past *past);
bp_status bp_past_read_classes(bp_context *context, bp_past *past);
bp_status bp_past_read_areas(bp_context *context, bp_past *past);
bp_status bp_past_verify(bp_context *context, bp_past *past);

/** What the analysis of counterfactuals asks for. */
bp_what_if bp_past_what_if(const bp_past *past);

/** The column of units.gpkg, NULL where there is none. */
const bp_column *bp_past_column(const bp_past *past, const char *name);

/** Text of a cell of areas.csv; "" where it is empty or not there. Lent. */
const char *bp_past_area_text(const bp_past *past, int64_t row, const char *column);

/** Name of the unit's municipality, else its code, else NULL. Lent. */
const char *bp_past_municipality_of(const bp_past *past, int64_t unit);

/**
 * The places of the run: units, areas and municipalities, counted as bp_past does; to be cleared.
 */
bp_status bp_past_places(bp_context *context, const bp_past *past, bp_places *out);

#endif
