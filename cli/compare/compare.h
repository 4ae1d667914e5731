/* Two runs held against each other: settings, data, units, areas and scores. */
#ifndef BP_CLI_COMPARE_COMPARE_H
#define BP_CLI_COMPARE_COMPARE_H

#include "analysis/agreement.h"
#include "analysis/area_changes.h"
#include "cli/words.h"
#include "geo/table.h"
#include "geo/unit_ids.h"

#include <jansson.h>

/** A run as its folder has it. */
typedef struct bp_compare_side {
    const char *directory; /**< lent */
    json_t *record;        /**< run.json */
    bp_table units;        /**< of units.gpkg, without the outlines */
    bp_table areas;        /**< areas.csv; no columns where the run has no areas */
    bp_unit_ids ids;       /**< of its units */
    int32_t n_areas;       /**< proposed */
    int64_t *area_row;     /**< area_row[n_areas]: in areas */
    int32_t *area_of;      /**< area_of[ids.n]: the proposed area that a unit is a member of, -1: none */
} bp_compare_side;

/** A key of the study that differs. */
typedef struct bp_compare_setting {
    char *key;     /**< "areas.base", "indicators[low_income].weight" */
    char *text[2]; /**< NULL: not in that run */
} bp_compare_setting;

/** A file that went into either run, and is not the same in both. */
typedef struct bp_compare_input {
    const char *role;    /**< "units", "table social" */
    const char *file[2]; /**< NULL: not in that run; the same name twice: other contents */
} bp_compare_input;

/** A score of the units, in both runs. */
typedef struct bp_compare_score {
    const char *column; /**< "score", "domain_health" */
    int64_t n_both, n_only[2];
    int64_t n_differ;     /**< of n_both, by more than the last of the six decimals */
    double mean, largest; /**< of the differences, without their sign; where n_both > 0 */
    double at[2];         /**< the two scores that differ most */
    int64_t unit;         /**< whose they are, among the units in both */
} bp_compare_score;

/** Which units the figures of agreement are of. */
enum { BP_COMPARE_IN_BOTH, BP_COMPARE_ALL, BP_COMPARE_WAYS };

typedef struct bp_comparison {
    bp_compare_side side[2];
    bp_compare_setting *settings;
    int n_settings;
    bp_compare_input *inputs;
    int n_inputs;
    int64_t n;                 /**< units in both, in the order of the first run */
    int64_t *unit[2];          /**< unit[s][n]: in that run */
    int64_t n_only[2];         /**< units of one run only */
    int64_t n_only_in_area[2]; /**< of them in an area there */
    int32_t *area_of[2];       /**< area_of[s][n]: of the units in both */
    double *population;        /**< population[n] of the second run */
    uint8_t *known;
    int64_t n_other_population; /**< units with other residents in the first run, or known in one only */
    bp_agreement by_units[BP_COMPARE_WAYS], by_residents[BP_COMPARE_WAYS];
    bp_area_changes changes;
    bp_match match[2][2]; /**< [s][0] by units, [s][1] by residents: the areas of s in those of the other */
    bp_compare_score *scores;
    int n_scores;
} bp_comparison;

/**
 * Read two runs and compare them; `out` starts as {0}. Errors: BP_ERROR_INPUT as of bp_record_read, for
 * files of a run that are missing or changed, and for two runs without a unit of the same code.
 */
bp_status bp_compare_runs(bp_context *context, const char *first, const char *second, bp_comparison *out);
void bp_comparison_clear(bp_comparison *comparison);

/* The steps of it, one file each. */
bp_status bp_compare_read_side(bp_context *context, const char *directory, bp_compare_side *out);
void bp_compare_clear_side(bp_compare_side *side);
bp_status bp_compare_settings(bp_context *context, bp_comparison *comparison);

/** The column of units.gpkg; BP_ERROR_INPUT where there is none of this type. */
bp_status bp_compare_column(bp_context *context, const bp_compare_side *side, const char *name,
                            bp_column_type type, const bp_column **out);

/** Text of a cell of areas.csv; "" where it is empty or not there. Lent. */
const char *bp_compare_area_text(const bp_compare_side *side, int32_t area, const char *column);

/** Residents that both have of those that either has; false where nobody is known in either. */
bool bp_compare_jaccard(double both, double before, double after, double *out);

/** For people, in 80 columns. */
void bp_compare_print(const bp_comparison *comparison, const bp_words *words);
/** NULL when memory runs out. */
json_t *bp_compare_json(const bp_comparison *comparison);
/** The changes of areas, a row each. */
void bp_compare_print_csv(const bp_comparison *comparison);

#endif
