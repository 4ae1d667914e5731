/* One run of a study: what was read, what was computed, and the steps from the one to the other. */
#ifndef BP_CLI_RUN_RUN_H
#define BP_CLI_RUN_RUN_H

#include "analysis/audit.h"
#include "analysis/backtest.h"
#include "analysis/comparability.h"
#include "analysis/compare.h"
#include "analysis/contribution.h"
#include "analysis/delineate.h"
#include "analysis/holding.h"
#include "analysis/optimality.h"
#include "analysis/profile.h"
#include "analysis/rule.h"
#include "analysis/significance.h"
#include "analysis/stability.h"
#include "analysis/verdict.h"
#include "cli/join/join.h"
#include "cli/progress.h"
#include "cli/qgis/layer.h"
#include "cli/run/draw/budget.h"
#include "cli/run/draw/evidence.h"
#include "cli/run/methods/methods.h"
#include "cli/run/regions/adopted.h"
#include "cli/run/regions/crosswalk.h"
#include "cli/run/regions/programmes.h"
#include "cli/run/regions/region_set.h"
#include "cli/study.h"
#include "geo/aliases.h"
#include "geo/coverage.h"
#include "geo/crs_operation.h"
#include "geo/folder.h"
#include "geo/key_join.h"
#include "geo/layer.h"
#include "geo/overlay.h"
#include "geo/pivot.h"
#include "geo/repair.h"
#include "geo/values.h"

#include <stdint.h>

/** A file that went into the run. */
typedef struct bp_run_input {
    char *role; /**< "study", "units", "table health", ... */
    char *path; /**< as the study names it */
    char sha256[65];
    bool is_content; /**< the digest is of what was read, not of a file: a service, a database, a URL */
    char *layer;     /**< the layer that was read; NULL: the only one, or no data */
    char *crs;       /**< its code or name, as the file or the study says; NULL: no polygons */
    int64_t n_rows;  /**< -1: no data */
} bp_run_input;

/** What brought a layer of the run to another CRS. */
typedef struct bp_run_crs_operation {
    char *role; /**< "units", "programme Deals", "GeoJSON output" */
    bp_crs_operation operation;
} bp_run_crs_operation;

/** A column that was read under another name than the study's. */
typedef struct bp_run_renamed {
    char *role;  /**< "units", "table health" */
    char *asked; /**< as the study has it */
    char *column;
    bp_column_found found;
} bp_run_renamed;

/** Values outside of what the study says there can be. */
typedef struct bp_run_outside {
    int64_t n_below, n_above;
    int n_units;
    int64_t unit[BP_KEY_JOIN_EXAMPLES]; /**< the first of them, in the order of their ids */
} bp_run_outside;

/** The units of the study, in the order of their ids. */
typedef struct bp_run_units {
    bp_layer layer; /**< in the working CRS, repaired */
    bp_repair_report repair;
    bp_coverage_report topology; /**< overlaps and gaps between them */
    char **id;                   /**< id[n] */
    char **name;                 /**< name[n]; the id where the study names no column or it is missing */
    double *population;
    uint8_t *population_known;
    double *area_m2;
    int32_t *municipality; /**< municipality[n]: index into the two below, -1: none */
    int32_t n_municipalities;
    char **municipality_code;
    char **municipality_name; /**< NULL entries: not known */
    uint8_t *unreadable;      /**< bitmap of the study's indicators: text where numbers should be */
    bool are_read;            /**< all of the above is there */
} bp_run_units;

/** The codes of a level above the units, in their order. */
typedef struct bp_run_level {
    int32_t *of_unit; /**< of_unit[units]: index into code; -1: none */
    int32_t n;
    char **code;
} bp_run_level;

/** How the codes of a level met the rows of a table. */
typedef struct bp_run_level_join {
    int table, level;
    bp_key_join_report report;
} bp_run_level_join;

/** Numbers brought to the units. */
typedef struct bp_run_values {
    double *value;
    uint8_t *valid;
    int64_t n_no_row; /**< units that its table does not have */
    int64_t n_codes;  /**< missing codes that stand in units' rows */
    bp_missing_count *codes;
    int64_t n_percent, n_marked; /**< numbers with a percent sign, or with one of the table's marks */
    bp_run_outside outside;
    uint8_t *level_of; /**< level_of[units] of an indicator: 0 where the value is the unit's own or missing,
                          else 1 + the level that it is of; NULL: all are */
    double *raw;       /**< raw[units]: the rates before they were drawn in; NULL: they were not */
    int64_t n_denominator_missing, n_denominator_zero; /**< units with a count and nothing to divide it by */
} bp_run_values;

/** Designated or proposed areas with what is said of each. */
typedef struct bp_run_areas {
    int32_t n;
    int32_t *area_of; /**< area_of[units] */
    uint8_t *role;    /**< role[units], a bp_role */
    char **id;        /**< "D1", "P001" */
    char **name;
    int32_t *certainty;    /**< certainty[units]: index into designated.words, -1: nothing is said */
    uint8_t *is_part;      /**< is_part[units]: 1 where the unit is in for a part only, 2 where a list does
                                not know */
    double *share;         /**< share[units]: of the unit's residents in areas of this kind, 0 to 1 */
    bp_holdings holds;     /**< what each area has of the units: the figures of areas go by it */
    int32_t *municipality; /**< of all its members, -1 when they differ */
    bp_profile profile;
    int64_t *n_bridges;
    double *share_in_other; /**< share of its residents in the other kind's areas */
    uint8_t *share_defined;
    int32_t *rank;       /**< by weight within its kind, 1 is the heaviest */
    bp_polygons outline; /**< dissolved members and bridges; of a designated layer its own polygons */
    double *area_m2;
    double *fallback_share; /**< share of its residents with a value that is not their unit's own; NULL: the
                               study has no fallback */
    uint8_t *fallback_share_defined;
} bp_run_areas;

/** What the rule of a run and its ground lend. */
typedef struct bp_run_rule_arrays {
    bp_indicator *indicators;            /**< indicators[study->n_indicators] */
    double *domain_weight;               /**< domain_weight[study->n_domains] */
    double *residents;                   /**< residents[units]: 0 where they are not known */
    bp_class_sizes by_class;             /**< n = 0: floor and ceiling hold everywhere */
    double *class_floor, *class_ceiling; /**< [size_classes.n] */
    uint8_t *candidate;                  /**< bitmap of the units; NULL: all */
    double *points;                      /**< points[2 * units] in metres: x, then y */
} bp_run_rule_arrays;

/** The size classes of the municipalities, where the study uses any. */
typedef struct bp_run_size_classes {
    int32_t n;
    char **name;      /**< name[n]; from the smallest, or in the order of their names from a column */
    int32_t *of_unit; /**< of_unit[units], -1: none; NULL: the study uses no classes */
} bp_run_size_classes;

/** The areas of the plain national rule beside those of the study's: same base, reach, floors, ceilings and
 * candidates, no stack and no local position. */
typedef struct bp_run_versus {
    bool is_made; /**< false where the study's rule is the national one */
    bp_position position;
    bp_areas areas;
    int64_t both, entrants, dropouts; /**< member units */
    double both_population, entrants_population, dropouts_population;
} bp_run_versus;

/** The back-test area by area. */
typedef struct bp_run_backtest {
    bp_match match[2]; /**< match[kind]: only where the study has designated areas */
    double *purity[2]; /**< purity[kind][areas]: share of its residents in units past the base */
    uint8_t *purity_defined[2];
    bp_backtest_equal equal; /**< the proposed areas at the residents of the designated ones */
} bp_run_backtest;

/** Who can be in an area, where the study limits it. */
typedef struct bp_run_candidates {
    int64_t units, excluded_units; /**< with residents */
    double population, excluded_population;
    int32_t municipalities; /**< that have candidates */
} bp_run_candidates;

/** How much of an area a programme region covers. */
typedef struct bp_run_overlap {
    int kind; /**< 0 designated, 1 proposed: index into bp_run.areas */
    int32_t area;
    int programme;
    int32_t region;
    double area_m2;
    double population;
    int by_area; /**< 1 when residents were split by area: the region cuts through units */
    int is_part; /**< 1 when a list says that the region holds only a part: what is shared is then at most
                    this */
} bp_run_overlap;

/** Why every unit and area is what it is. */
typedef struct bp_run_reasons {
    bp_contributions units;
    bp_area_contributions areas[2];
    bp_comparability likeness; /**< of the proposed areas among the designated ones */
    bp_verdicts verdicts;
    char **why;         /**< why[units], a sentence each */
    char **area_why[2]; /**< area_why[kind][areas of it] */
    char **alike;       /**< alike[proposed areas]; NULL: the study has no designated ones */
} bp_run_reasons;

/** How many of the largest overlaps and gaps are named. */
enum { BP_RUN_WORST = 5 };

enum { BP_DESIGNATED = 0, BP_PROPOSED = 1 };
/** "designated", "proposed". */
extern const char *const bp_kind_names[2];

typedef struct bp_run {
    bp_context *context;
    bp_progress *progress;
    const bp_study *study;
    const bp_words *words; /**< of the sentences; NULL: English */
    int64_t seed;
    bp_run_input *inputs;
    int n_inputs;
    bp_run_crs_operation *crs_operations;
    int n_crs_operations;
    bp_aliases aliases; /**< other names of columns, as shipped */
    bp_run_renamed *renamed;
    int n_renamed;
    bp_run_units units;
    bp_run_level *levels;      /**< levels[1 + study->units.n_levels], the municipalities first */
    bp_key_join_report *joins; /**< joins[study->n_tables]: at the level that the table says, n_left 0 for one
                                  that is not used at it */
    bp_run_level_join *level_joins; /**< at other levels, for fallbacks */
    int n_level_joins;
    bp_joined *spatial;        /**< spatial[study->n_joins] */
    bp_run_values *indicators; /**< indicators[study->n_indicators] */
    int32_t *n_fallback;       /**< n_fallback[units]: values that are not the unit's own; NULL: the study
                                  has no fallback */
    uint8_t *taking_part; /**< bitmap of units that are ranked: with residents, or with residents unknown */
    bp_run_rule_arrays rule_arrays;
    bp_rule rule;          /**< the study's, what it lends in the arrays above */
    bp_rule_ground ground; /**< the same; its graph is the one below, once the units are connected */
    bp_run_size_classes size_classes;
    bp_run_candidates candidates;
    bp_run_versus national;
    bp_scores scores;
    bp_position position;
    bp_graph graph;
    int64_t links_by_tolerance; /**< links that borders have only within the tolerance */
    bp_areas delineated;
    bp_optimality optimality;   /**< of the delineated areas */
    bp_run_crosswalk crosswalk; /**< code NULL where the study has none */
    bp_region_set designated;   /**< n = 0 when the study has none */
    bp_region_set adopted;      /**< the same: outlines that were decided on in place of the proposed ones */
    bp_run_adopted *adoptions;  /**< adoptions[adopted.n] */
    bp_run_adopted adoption;    /**< all adopted areas against all proposed ones */
    bp_region_set *programmes;  /**< programmes[study->n_programmes] */
    bp_run_areas areas[2];      /**< BP_DESIGNATED, BP_PROPOSED */
    bp_run_reasons reasons;
    bp_run_overlap *overlaps; /**< by kind, area, programme, region */
    int64_t n_overlaps;
    bp_run_programmes relations; /**< of the areas to the programme regions */
    bp_run_budget *budgets;      /**< budgets[study->n_budgets] */
    int64_t left_out_units;      /**< past the base and in no area */
    double left_out_population;
    bp_backtest backtest; /**< only where the study has designated areas */
    bp_run_backtest by_area;
    bp_run_methods methods;
    bp_run_evidence *evidence; /**< evidence[study->n_evidence] */
    bp_qgis_layers shown;      /**< the layers that were written */
    uint64_t written;          /**< the files that were, a bit each: see cli/run/write/written.h */
    bp_stability stability;    /**< only where the study asks for it, as the next two */
    bp_significance significance;
    bp_audit audit;
} bp_run;

/** Remember a file and its digest; for run.json. */
bp_status bp_run_add_input(bp_run *run, const char *role, const char *shown, const char *path);

/** The same for a source of data, once it is read: a local one is digested as the file it is, any other by
 * what was read from it. A table is a layer without polygons. */
bp_status bp_run_add_source(bp_run *run, const char *role, const char *shown, const char *path,
                            const bp_layer *layer);

/** True in a context that collects, for a file whose absence is told already. */
bool bp_run_is_absent(const bp_run *run, const char *path);

/** A path without its folders, lent: a result must not tell where on this machine the study stood. */
const char *bp_run_file_name(const char *path);

/** True for a unit with residents and a score past the base that is in no proposed area. */
bool bp_run_is_left_out(const bp_run *run, int64_t i);

/** Gaps between the units that are less than 50 m wide on average: no water, but borders that do not match.
 */
typedef struct bp_run_slits {
    int64_t n;
    double area; /**< square units of the CRS */
} bp_run_slits;

bp_run_slits bp_run_count_slits(const bp_run *run);

/* The steps, one file each. Failures leave their message in run->context. */
bp_status bp_run_read_units(bp_run *run);
bp_status bp_run_take_municipalities(bp_run *run); /* a part of the step above */
bp_status bp_run_measure_topology(bp_run *run);    /* the same */
bp_status bp_run_read_indicators(bp_run *run);
bp_status bp_run_score(bp_run *run);
bp_status bp_run_read_regions(bp_run *run);
bp_status bp_run_choose_candidates(bp_run *run);
bp_status bp_run_connect(bp_run *run);
bp_status bp_run_delineate(bp_run *run);
bp_status bp_run_compare_national(bp_run *run);
bp_status bp_run_describe(bp_run *run);
bp_status bp_run_compare_areas(bp_run *run);
bp_status bp_run_find_evidence(bp_run *run);
bp_status bp_run_find_stability(bp_run *run);
bp_status bp_run_find_significance(bp_run *run);
bp_status bp_run_find_audit(bp_run *run);
bp_status bp_run_share_fallback(bp_run *run);
bp_status bp_run_find_reasons(bp_run *run);
bp_status bp_run_word_reasons(bp_run *run);
bp_status bp_run_overlap_programmes(bp_run *run);
bp_status bp_run_write_units(bp_run *run, const bp_folder *folder);
bp_status bp_run_write_areas(bp_run *run, const bp_folder *folder);
bp_status bp_run_write_rules(bp_run *run, const bp_folder *folder);
bp_status bp_run_write_backtest(bp_run *run, const bp_folder *folder);
bp_status bp_run_write_overlaps(bp_run *run, const bp_folder *folder);
bp_status bp_run_write_stability(bp_run *run, const bp_folder *folder);
bp_status bp_run_write_audit(bp_run *run, const bp_folder *folder);
bp_status bp_run_write_explanations(bp_run *run, const bp_folder *folder);
bp_status bp_run_write_comparability(bp_run *run, const bp_folder *folder);
bp_status bp_run_write_project(bp_run *run, const bp_folder *folder); /* after the layers */
bp_status bp_run_write_json(bp_run *run, const bp_folder *folder);
bp_status bp_run_write_map(bp_run *run, const bp_folder *folder);    /* of what all others wrote */
bp_status bp_run_write_report(bp_run *run, const bp_folder *folder); /* of what the others wrote */

/** The closing table on stdout. `directory` is where the run now stands. */
void bp_run_print_summary(const bp_run *run, const char *directory);

/** Number of units. */
static inline int64_t bp_run_n(const bp_run *run)
{
    return run->units.layer.table.n_rows;
}

#endif
