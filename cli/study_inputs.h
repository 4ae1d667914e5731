/* What a study reads: its units, tables, spatial joins and indicators. For cli/study.h. */
#ifndef BP_CLI_STUDY_INPUTS_H
#define BP_CLI_STUDY_INPUTS_H

#include "analysis/normalise.h"
#include "cli/join/how.h"
#include "cli/sentence.h"
#include "geo/key_join.h"
#include "geo/point_of.h"

#include <stdbool.h>
#include <stdint.h>

/** How a source is asked, beyond its layer. */
typedef struct bp_study_request {
    char *query;           /**< of a database; NULL: none */
    int64_t timeout;       /**< seconds per request; 0: as the library has it */
    bool accept_truncated; /**< take a service's answer that looks cut short */
} bp_study_request;

/** What readers are shown in place of a name. */
typedef struct bp_study_label {
    char *text[BP_N_LANGUAGES]; /**< by bp_language; NULL: the name itself */
} bp_study_label;

/** Where figures come from and of when they are. */
typedef struct bp_study_origin {
    int64_t year;      /**< 0: nothing is said */
    char *attribution; /**< "CBS, Kerncijfers wijken en buurten"; NULL: nothing is said */
} bp_study_origin;

/** A table that says what a municipality is called. `source` NULL: there is none. */
typedef struct bp_study_names {
    char *source, *path; /**< as of the units */
    char *layer;
    bp_study_request request;
    char *key;  /**< column with the municipality's code */
    char *name; /**< column with its name */
} bp_study_names;

/** Where the municipality of a unit is found. `column` NULL: the study has none. */
typedef struct bp_study_municipality {
    char *column;
    int64_t characters[2]; /**< first and last character taken, from 1; {0, 0}: the whole text */
    char *prefix;          /**< put in front of what is taken; NULL: nothing */
    char *name;            /**< column of the units with the municipality's name; NULL: not there */
    bp_study_names names;  /**< or a table of its own */
} bp_study_municipality;

/** A level above the units: its codes are cut out of a column of theirs. */
typedef struct bp_study_level {
    char *name;
    char *column;          /**< of the units; NULL: their ids */
    int64_t characters[2]; /**< as of the municipality */
    char *prefix;          /**< as of the municipality */
} bp_study_level;

/** What a level is counted from: BP_STUDY_UNIT_LEVEL, the municipality, 1 + i for units.levels[i]. */
enum { BP_STUDY_UNIT_LEVEL = -1, BP_STUDY_MUNICIPALITY_LEVEL = 0 };

/** What becomes of units whose code stands on several rows. */
typedef enum bp_study_repeats {
    BP_STUDY_REPEATS_REFUSE,  /**< the study is refused with a list of them */
    BP_STUDY_REPEATS_DISSOLVE /**< they become one unit where all that is read of them agrees */
} bp_study_repeats;

/** How a file writes its text and numbers. NULL: as usual. */
typedef struct bp_study_notation {
    char *encoding;
    char *thousands; /**< ".", ",", "'" or " " */
    char *marks;     /**< characters that may follow a number */
} bp_study_notation;

typedef struct bp_study_units {
    char *source; /**< as written, without what is secret in it */
    char *path;   /**< resolved against the study's folder, or the service or database as written */
    char *layer;  /**< NULL: the only one of the file */
    char *crs;    /**< as written, for a file that does not say; NULL: what the file says */
    bp_study_repeats repeats;
    bp_study_request request;
    bp_study_origin origin;
    bp_unit_word called; /**< what sentences call a unit */
    char *id;
    char *name;              /**< NULL: the id serves as name */
    char *population;        /**< as written: "column" or "table.column" */
    int population_table;    /**< index into tables, or joins as of an indicator; -1: the units themselves */
    char *population_column; /**< the column in it */
    char **missing;          /**< missing[n_missing]: texts that stand for a missing value */
    int n_missing;
    bp_study_notation notation;
    bp_study_municipality municipality;
    bp_study_level *levels; /**< levels[n_levels], beside the municipality */
    int n_levels;
    char *vintage; /**< year of the codes; NULL: not told */
} bp_study_units;

/** A column of numbers: of table `table`, of the units for -1. `column` NULL: none. */
typedef struct bp_study_figure {
    int table;
    char *column;
} bp_study_figure;

/** Where a value is taken from that the unit itself lacks. */
typedef struct bp_study_fallback {
    int level;                   /**< whose rows have it */
    bp_study_figure value;       /**< always a table's */
    bp_study_figure denominator; /**< where the indicator has one */
} bp_study_fallback;

/** What a rate of few is drawn towards. */
typedef enum bp_study_shrink {
    BP_STUDY_SHRINK_NONE,
    BP_STUDY_SHRINK_MUNICIPALITY,
    BP_STUDY_SHRINK_NATION /**< all units together */
} bp_study_shrink;

/** Long to wide: the texts in column `names` become columns. `names` NULL: the table is wide already. */
typedef struct bp_study_pivot {
    char *names, *values;
    char *reasons; /**< column that says why a value is empty; NULL: there is none */
} bp_study_pivot;

/** Rows where a column has this text. */
typedef struct bp_study_pick {
    char *column, *text;
} bp_study_pick;

typedef struct bp_study_table {
    char *name;
    char *source, *path; /**< as of the units */
    char *layer;
    bp_study_request request;
    bp_study_origin origin;
    char *key;        /**< column that holds the units' ids, or the codes of `level` */
    char *level_name; /**< as written; NULL: the units */
    int level;
    bp_study_fallback *fallbacks; /**< fallbacks[n_fallbacks]: levels only, for indicators that say nothing */
    int n_fallbacks;
    bp_key_match match;
    char **missing;
    int n_missing;
    bp_study_notation notation;
    int64_t header_row;   /**< line of a csv that names its columns; 0: the first */
    bp_study_pick *picks; /**< picks[n_picks], as written under `rows` */
    int n_picks;
    bp_study_pivot pivot;
    char *measures,
        *measures_path; /**< table of the names' titles, as the units' source; NULL: there is none */
    int line;
} bp_study_table;

/** Where people are, for a join that shares out by them. `source` NULL: by area. */
typedef struct bp_study_join_population {
    char *source, *path; /**< as of the units */
    char *layer;
    char *column; /**< of polygons and points, the number of people */
    char *crs;    /**< of a source that has none */
    int64_t band; /**< of a raster; 0: the only one */
} bp_study_join_population;

enum { BP_STUDY_MOST_HOWS = 20 };

/** A spatial join; its columns are called as what is asked for: "count", "sum_per_km2". */
typedef struct bp_study_join {
    char *name;
    char *source, *path; /**< as of the units */
    char *layer;
    bp_study_request request;
    bp_study_origin origin;
    bp_join_how how[BP_STUDY_MOST_HOWS];
    int n_how;
    bool per_residents, per_km2;
    char *column;
    double radius, threshold; /**< NaN: not given */
    bool extensive;
    double least_covered;
    bp_study_join_population population;
    char *crs, *x, *y;
    int64_t band;
    bp_point_rule point;
    char **missing;
    int n_missing;
    int line;
} bp_study_join;

typedef struct bp_study_indicator {
    char *name;
    bp_study_label label;
    char *from;             /**< as written: "column", "table.column" or "units.column" */
    int table;              /**< index into tables, from n_tables on into joins; -1: the units themselves */
    char *column;           /**< the column in it */
    char *domain;           /**< as written */
    int domain_index;       /**< index into domains */
    bp_study_origin origin; /**< its own, else that of where its values come from */
    bp_direction worse;
    double weight;  /**< within its domain, > 0 */
    char **missing; /**< its own texts followed by those of its table or the units */
    int n_missing;
    double range[2]; /**< what its values can be, where has_range */
    bool has_range;
    char *denominator_text;      /**< as written; NULL: the values are no counts */
    bp_study_figure denominator; /**< the same */
    double per;                  /**< rate = per x count / denominator */
    bp_study_shrink shrink;
    bp_study_fallback *fallbacks; /**< fallbacks[n_fallbacks], the first that has a value counts */
    int n_fallbacks;
    int line;
} bp_study_indicator;

#endif
