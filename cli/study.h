/* A study: one YAML file that says what is read, scored, delineated, compared and written. Reference:
 * docs/study.md. */
#ifndef BP_CLI_STUDY_H
#define BP_CLI_STUDY_H

#include "analysis/fdr.h"
#include "analysis/field.h"
#include "analysis/normalise.h"
#include "analysis/pvalue.h"
#include "analysis/threshold.h"
#include "analysis/variants.h"
#include "cli/study_inputs.h"
#include "cli/yaml_file.h"
#include "geo/contiguity.h"
#include "geo/read.h"

#include <stdint.h>

typedef enum bp_study_weights {
    BP_STUDY_WEIGHTS_GIVEN, /**< as written, 1 where nothing is written */
    BP_STUDY_WEIGHTS_EQUAL  /**< 1 for all; a study that also writes one is refused */
} bp_study_weights;

typedef enum bp_study_reference {
    BP_STUDY_REFERENCE_UNITS,    /**< "the worst fifth" is a fifth of the units */
    BP_STUDY_REFERENCE_RESIDENTS /**< it is a fifth of the residents */
} bp_study_reference;

typedef enum bp_study_within {
    BP_STUDY_WITHIN_NONE,
    BP_STUDY_WITHIN_MUNICIPALITY /**< an area never crosses a municipal border */
} bp_study_within;

typedef struct bp_study_domain {
    char *name;
    bp_study_label label;
    double weight; /**< > 0 */
    int line;      /**< where it is declared, else where an indicator first names it */
} bp_study_domain;

typedef struct bp_study_score {
    bp_normalisation normalise;
    bp_study_weights weights;
    bp_study_reference reference;
    int64_t min_domains; /**< 1 to n_domains; default: more than half of them */
    double stack_at;     /**< 0 to 1 */
} bp_study_score;

typedef struct bp_study_bridges {
    bool allowed;           /**< the study has `bridges` */
    int64_t max_population; /**< a unit with at most so many residents may be one */
    int64_t max_steps;      /**< how many of them in a row may join two units */
} bp_study_bridges;

/** What the position of a unit is taken among; `local` BP_THRESHOLD_NATIONAL where the study says nothing. */
typedef struct bp_study_threshold {
    bp_threshold_local local;
    double national;   /**< share of the national position, 0 to 1 */
    int64_t min_units; /**< scored units that a municipality or class must have */
} bp_study_threshold;

/** Domains that a unit must have past score.stack_at; at_least 0: none is asked for. */
typedef struct bp_study_stack {
    int64_t at_least;
    bool alone; /**< and not the position beside it */
} bp_study_stack;

/** Floor and ceiling of the areas in municipalities of one size class. */
typedef struct bp_study_class_sizes {
    char *name;
    int64_t floor, ceiling; /**< those of `areas` where the entry says nothing */
} bp_study_class_sizes;

/** What `hotspots` grows areas from. */
typedef struct bp_study_core {
    bp_core_statistic statistic;
    bp_correction correction;
    double alpha;         /**< between 0 and 1 */
    int64_t permutations; /**< 1 or more */
    int64_t seed;         /**< -1: that of the run */
} bp_study_core;

/** How far `optimal` goes; of a piece of units that hang together. */
typedef struct bp_study_optimal {
    int64_t steps;     /**< of the exact search; 0 or more */
    int64_t cut_nodes; /**< of the integer program; 0: none is asked for */
} bp_study_optimal;

typedef struct bp_study_areas {
    char *method; /**< a name in bp_delineation_methods */
    char **also;  /**< also[n_also]: other names in it, drawn beside the answer */
    int n_also;
    bp_contiguity_rule contiguity;
    double tolerance;       /**< metres within which borders without common vertices touch; 0: exact only */
    double base;            /**< score that an area is about, 0 to 1 */
    double reach;           /**< lowest score that a member may have, 0 to base */
    int64_t floor, ceiling; /**< residents of an area, floor <= ceiling */
    int64_t rounds;         /**< how often the rule is applied, each time to what is left; 1 to 100 */
    bp_study_within within;
    bp_study_bridges bridges;
    bp_study_threshold threshold;
    bp_study_stack stack;
    bp_study_core core;            /**< of the method hotspots */
    bp_study_optimal optimal;      /**< of the method optimal, and of the gaps of any other */
    bp_study_class_sizes *by_size; /**< by_size[n_by_size] */
    int n_by_size;
} bp_study_areas;

/** Size classes of municipalities: by the residents of their units, or as a column of the units has it. */
typedef struct bp_study_size_classes {
    int64_t *limits; /**< limits[n_limits], ascending: residents from which the next class begins */
    int n_limits;
    char *column; /**< of the units, with the name of the class; NULL: by residents */
    char **names; /**< names[n_names]: n_limits + 1 from the smallest; none with a column */
    int n_names;
} bp_study_size_classes;

/** The units that can be in an area. Nothing given: all. */
typedef struct bp_study_candidates {
    bool exclude_designated; /**< the municipalities that have a designated area */
    char **exclude;          /**< exclude[n_exclude]: codes of municipalities */
    int n_exclude;
    char **include; /**< include[n_include]: the same; n_include 0: all */
    int n_include;
    char **size_class; /**< size_class[n_size_class]: names of classes; n_size_class 0: all */
    int n_size_class;
} bp_study_candidates;

/** Regions that exist already: a list by code, or a layer of polygons. One of `list` and `source` is set. */
typedef struct bp_study_regions {
    char *name; /**< of a programme; NULL for the designated areas */
    char *list; /**< for bp_list_read, with the study's folder */
    char *source, *path;
    char *layer;
    char *crs; /**< as of the units */
    bp_study_request request;
    char *id;          /**< column with the region's id; set where `source` is */
    char *region_name; /**< column with its name (`name` under designated, `region_name` in a programme);
                          NULL: the id */
    char *level, *start, *end; /**< of a programme from `source`: columns with what a region covers, and the
                                  years or dates from and to which it runs; NULL: not there */
    int line;
} bp_study_regions;

/** What a budget is shared out by. */
typedef enum bp_study_budget_rule {
    BP_STUDY_PER_AREA,
    BP_STUDY_PER_RESIDENT,
    BP_STUDY_BY_WEIGHT,
    BP_STUDY_BY_DOMAIN
} bp_study_budget_rule;

/** Whom it is for. */
typedef enum bp_study_budget_areas {
    BP_STUDY_FOR_PROPOSED,
    BP_STUDY_FOR_DESIGNATED,
    BP_STUDY_FOR_BOTH
} bp_study_budget_areas;

/** One scenario of the budget, what it does not say filled in from the first. Money in cents. */
typedef struct bp_study_budget {
    char *name; /**< "budget" for the first */
    bp_study_budget_rule rule;
    bp_study_budget_areas areas;
    int64_t total;      /**< by domain: the sum of the domains' */
    int64_t floor, cap; /**< cap 0: none */
    int64_t *domains;   /**< domains[n_domains], 0: nothing for it; NULL: the study gives none */
    double threshold;   /**< score of a domain past which it counts, by domain */
} bp_study_budget;

/** How codes of lists of another year become units: a table of weights, or a layer of the old polygons. */
typedef struct bp_study_crosswalk {
    char *source, *path; /**< as of the units; NULL: the study has none */
    char *layer;
    char *crs;
    bp_study_request request;
    char *from;                          /**< the year that it starts from */
    char *id;                            /**< of a layer: column with the code; NULL: it is a table */
    char *code_from, *code_to;           /**< of a table: columns */
    char *weight;                        /**< the same; NULL: every weight is 1 */
    char *residents;                     /**< column with the residents of code_from; NULL: not told */
    double least_share;                  /**< less than this of both is a border drawn differently */
    bp_study_join_population population; /**< of a layer, where people are; `source` NULL: spread evenly */
} bp_study_crosswalk;

typedef enum bp_study_statistic {
    BP_STUDY_MORAN,
    BP_STUDY_GEARY,
    BP_STUDY_GI,
    BP_STUDY_GI_STAR
} bp_study_statistic;

/** What a value of `of` is taken from. */
typedef enum bp_study_variable {
    BP_STUDY_OF_SCORE,
    BP_STUDY_OF_DOMAIN,
    BP_STUDY_OF_INDICATOR
} bp_study_variable;

/** A local statistic that goes with the units and areas. It never draws them. */
typedef struct bp_study_evidence {
    bp_study_statistic statistic;
    char *of; /**< as written: "score", "domain_NAME" or the name of an indicator */
    bp_study_variable variable;
    int index;            /**< into domains or indicators; 0 for the score */
    int64_t permutations; /**< 1 or more */
    bp_correction correction;
    double alpha; /**< between 0 and 1 */
    bp_alternative alternative;
} bp_study_evidence;

/** How much may be wrong between the units. A maximum that is not given is infinite. */
typedef struct bp_study_topology {
    double max_overlap_km2, max_gap_km2;
    double sliver_m; /**< what is no wider counts for neither; 0: everything counts */
} bp_study_topology;

/** The other ways in which the study is worked out. Lists that are not given hold everything. */
typedef struct bp_study_stability {
    bool is_asked;
    int64_t variants;
    bool weights_stay;    /**< `weights: fixed` */
    double concentration; /**< of the Dirichlet distribution; 0 where the weights stay */
    bp_normalisation *normalise;
    int n_normalise;
    double base[2], reach[2], floor[2], ceiling[2]; /**< lowest and highest */
    bp_contiguity_rule *contiguity;
    int n_contiguity;
    bool leave_out;
    bp_missing_policy *missing;
    int n_missing;
    int64_t min_domains[2];
} bp_study_stability;

/** An indicator that was modelled from others of the study. */
typedef struct bp_study_modelled {
    char *indicator;
    char **from; /**< from[n_from] */
    int n_from;
    char *why; /**< NULL: not said */
} bp_study_modelled;

typedef struct bp_study_audit {
    bool is_asked;
    bp_study_modelled *modelled;
    int n_modelled;
} bp_study_audit;

/** Among which units chance deals out the values. */
typedef enum bp_study_exchange { BP_STUDY_EXCHANGE_NATION, BP_STUDY_EXCHANGE_MUNICIPALITY } bp_study_exchange;

typedef struct bp_study_significance {
    bool is_asked;
    int64_t replicates;
    bp_study_exchange within;
} bp_study_significance;

typedef struct bp_study_output {
    char *crs;   /**< as written; NULL: that of the units */
    bool report; /**< write report.html; default: yes */
    bool map;    /**< write map.pdf */
} bp_study_output;

typedef struct bp_study {
    char *title;
    bp_study_units units;
    bp_study_topology topology;
    bp_study_table *tables;
    int n_tables;
    bp_study_join *joins;
    int n_joins;
    bp_study_indicator *indicators;
    int n_indicators; /**< at least 1 */
    bp_study_domain *domains;
    int n_domains; /**< as declared, else in the order in which indicators name them */
    bp_study_score score;
    bp_study_areas areas;
    bp_study_size_classes size_classes;
    bp_study_candidates candidates;
    bool has_candidates; /**< the study limits them */
    bool has_designated;
    bp_study_regions designated;
    bool has_adopted;
    bp_study_regions adopted; /**< as of `designated` */
    bp_study_crosswalk crosswalk;
    bp_study_regions *programmes;
    int n_programmes;
    bp_study_evidence *evidence;
    int n_evidence;
    char *as_of;              /**< date of the study: YYYY, YYYY-MM or YYYY-MM-DD; NULL: not told */
    bp_study_budget *budgets; /**< budgets[n_budgets]: the budget, then its scenarios */
    int n_budgets;            /**< 0: the study has none */
    bp_study_stability stability;
    bp_study_audit audit;
    bp_study_significance significance;
    bp_study_output output;
    char **allow_drivers; /**< allow_drivers[n_allow_drivers]: that may open files besides the usual ones */
    int n_allow_drivers;
    char *data;           /**< folder of the files, as written; NULL: the study's own */
    char *data_directory; /**< where the files are looked for first */
    char *directory;      /**< the study file's folder */
    bp_yaml_file file;    /**< the file itself: its path, its text and the line of everything in it */
} bp_study;

void bp_study_free(bp_study *study);

/** Options to read a source by: its layer and request, and columns[n_columns] (NULL: all). */
bp_read_options bp_study_read_options(const char *layer, const bp_study_request *request,
                                      const char *const *columns, int n_columns);

/** The name as a study writes it: "moran", "geary", "gi", "gi_star"; never NULL. */
const char *bp_study_statistic_name(bp_study_statistic statistic);

/** The name as a study writes it: "none", "municipality", "nation"; never NULL. */
const char *bp_study_shrink_name(bp_study_shrink shrink);

/** "municipality" or the level's own name; "units" for the units. Lent, never NULL. */
const char *bp_study_level_name(const bp_study *study, int level);

/** The table at this index, as of an indicator; NULL for the units' own file and for a spatial join. */
const bp_study_table *bp_study_table_at(const bp_study *study, int table);

/** What a study calls it; "units" for the units' own file. Lent, never NULL. */
const char *bp_study_table_name(const bp_study *study, int table);

/** Where a table's figures come from; of the units for -1, of a join from n_tables on. Lent, never NULL. */
const bp_study_origin *bp_study_origin_at(const bp_study *study, int table);

/** The level whose rows it has: those of the units for their own file and for a spatial join. */
int bp_study_table_level(const bp_study *study, int table);

/** Line of the value at a path such as "indicators[2].from" (entries from 0), or of what is around it. At
 * least 1. */
int bp_study_line(const bp_study *study, const char *yaml_path);

/** Fail with "FILE:LINE: yaml_path: " before the message. Returns `status`. */
bp_status bp_study_fail(bp_context *context, const bp_study *study, bp_status status, const char *yaml_path,
                        const char *format, ...) BP_PRINTF(5, 6);

/**
 * Put "FILE:LINE: yaml_path: " before the message that a failed call has left (an unknown column found while
 * reading, a CRS that PROJ does not know). Returns `status`; does nothing when it is BP_OK, or when memory
 * ran out or the user stopped the work.
 */
bp_status bp_study_blame(bp_context *context, const bp_study *study, bp_status status, const char *yaml_path);

#endif
