/* What the commands for spatial statistics share: their options, columns, weights, and the table they print.
 */
#ifndef BP_CLI_STATISTIC_H
#define BP_CLI_STATISTIC_H

#include "analysis/global.h"
#include "cli/weights_request.h"
#include "geo/values.h"

#include <jansson.h>
#include <stdio.h>

/** Most arguments of a command that takes columns: the file, and what a line may hold. */
enum { BP_COLUMNS_MOST = 256 };
/** Most columns that options name beside them. */
enum { BP_STATISTIC_MORE = 4 };

/** Rows for the option table of a command that computes a statistic. */
#define BP_STATISTIC_OPTION_ROWS(style)                                                                      \
    BP_WEIGHTS_OPTION_ROWS("FILE", style),                                                                   \
        {"missing",                                                                                          \
         'm',                                                                                                \
         BP_OPTION_TEXT,                                                                                     \
         "CODES",                                                                                            \
         "codes of missing values, with commas between; COLUMN=CODE: of that column alone",                  \
         0,                                                                                                  \
         0},                                                                                                 \
        {"alternative",                                                                                      \
         'a',                                                                                                \
         BP_OPTION_TEXT,                                                                                     \
         "two-sided|greater|less|directed",                                                                  \
         "what counts as extreme",                                                                           \
         0,                                                                                                  \
         0},                                                                                                 \
        {"permutations", 'p', BP_OPTION_INTEGER, "P", "random arrangements (default 999)", 1, 10000000},     \
        {"seed", 's', BP_OPTION_INTEGER, "N", "another seed draws others (default 1)", 0, INT64_MAX},        \
    {                                                                                                        \
        "format", 'f', BP_OPTION_TEXT, "table|json|csv", "of the table (default: table)", 0, 0               \
    }

/** Rows of the commands that compare rates. */
#define BP_RATES_OPTION_ROWS                                                                                 \
    {"rates", 0, BP_OPTION_FLAG, NULL, "two columns, cases and population: empirical-Bayes rates", 0, 0},    \
    {                                                                                                        \
        "leave-out-empty", 0, BP_OPTION_FLAG, NULL, "rates: leave out units of 0 residents and 0 cases", 0,  \
            0                                                                                                \
    }

/** Rows that the commands for whole maps have beside these. */
#define BP_GLOBAL_OPTION_ROWS(style)                                                                         \
    BP_STATISTIC_OPTION_ROWS(style),                                                                         \
        {"analytic", 0, BP_OPTION_FLAG, NULL, "no random arrangements, formulas only", 0, 0},                \
    {                                                                                                        \
        "islands", 0, BP_OPTION_TEXT, "leave-out|keep|spdep",                                                \
            "units without neighbours (default: leave-out; esda keeps)", 0, 0                                \
    }

typedef enum bp_format { BP_FORMAT_TABLE, BP_FORMAT_JSON, BP_FORMAT_CSV } bp_format;

/** What a command works on. Texts are lent by the call. */
typedef struct bp_statistic {
    bp_call *call;
    bp_context *context;
    const char *out; /**< file for the layer; NULL: none was named */
    int n_columns;
    const char *const *names; /**< names[n_columns] of the columns that were asked for */
    bp_values *values;        /**< values[n_columns] */
    bp_layer layer; /**< without polygons where the weights come from a file and no layer is written */
    bp_unit_ids ids;
    bp_weights_request request; /**< request.style is the style to be set once missing units are out */
    bp_weights_made made;       /**< raw weights */
    char label[256];            /**< two columns that make one statistic, as the table names them */
    bp_format format;
    bp_alternative alternative;
    /* To be set before bp_statistic_open by a command that reads more than the columns of its arguments. */
    const char *more[BP_STATISTIC_MORE]; /**< columns of numbers: they stand behind the others in names and
                                            values, and count in n_columns */
    int n_more;
    const char *text;      /**< a column that is read as it is; NULL: none */
    bool may_lack_columns; /**< the arguments may name none */
    bool without_weights;  /**< no weights are made; the layer may be of points */
    const char **listed;   /**< names, as they are kept */
} bp_statistic;

/** How a command differs from the others. */
typedef struct bp_statistic_kind {
    bool takes_out;           /**< the last argument may be a file for a layer */
    bp_weights_style style;   /**< without --style */
    bp_alternative otherwise; /**< without --alternative */
} bp_statistic_kind;

/**
 * Read the command line, the columns and the raw weights; neighbours are queen when no other way is named.
 * `statistic` must be zero but for what says otherwise, and is to be cleared in any case. Failures name the
 * option, or the file, column and row.
 */
bp_status bp_statistic_open(bp_call *call, const bp_statistic_kind *kind, bp_statistic *statistic);
void bp_statistic_clear(bp_statistic *statistic);

/**
 * Fill values[] from the layer's columns, by the codes of --missing. Values that are not finite count as
 * missing, with a warning. Errors: BP_ERROR_INPUT for a code of Statistics Netherlands that was not named,
 * and, with --rates, for units without cases and residents unless --leave-out-empty takes them out.
 */
bp_status bp_statistic_read_values(bp_statistic *statistic);

/** Links of a unit to itself. */
typedef enum bp_self_links {
    BP_SELF_OUT, /**< taken out, with a warning where a file brought them */
    BP_SELF_IN   /**< kept where the weights have them, else every unit has one of weight 1 */
} bp_self_links;

/** Weights among the units of `valid` (a bitmap; NULL: all), in their style. */
bp_status bp_statistic_weights(bp_statistic *statistic, const uint8_t *valid, bp_self_links self,
                               bp_weights *out);

/** Units where all of columns first .. first + m - 1 have a value, as a bitmap to free(). */
bp_status bp_statistic_valid(const bp_statistic *statistic, int first, int m, uint8_t **out);

/** The first column as cases of the second, standardised by empirical Bayes (bp_rates_standardise); to
 * free(). */
bp_status bp_statistic_rates(const bp_statistic *statistic, const uint8_t *valid, double **out);

enum { BP_ISLAND_BYTES = 512 };

/**
 * Units with a value and without a neighbour that has one: how many, and in `text` who, "a, b, c" or the
 * first of them and "...". `weights` are without the units that have no value. O(links).
 */
int64_t bp_statistic_islands(const bp_statistic *statistic, const bp_weights *weights, const uint8_t *valid,
                             char text[BP_ISLAND_BYTES]);

/** Refuse a column in which the units of `valid` hold both 0 and 1 and nothing else, pointing to `instead`.
 */
bp_status bp_statistic_check_not_binary(const bp_statistic *statistic, int column, const uint8_t *valid,
                                        const char *instead);

/** Warn when --permutations was given and `why` nothing is drawn. */
void bp_statistic_warn_not_drawn(const bp_call *call, const char *why);

/** A choice among words that end with NULL; `*out` is the number of the word, untouched without the option.
 */
bp_status bp_statistic_word(const bp_call *call, const char *option, const char *const *words, int *out);

/** One line of the printed table. */
typedef struct bp_statistic_row {
    const char *column, *statistic, *inference;
    double value;
    bool has_moments; /**< else expectation, variance and z are not known */
    double expectation, variance, z, p;
    int64_t n, n_islands, n_missing;
    int64_t permutations; /**< 0: none */
} bp_statistic_row;

/** Print rows[n] in the format that was asked for, and the warnings to stderr. */
bp_status bp_statistic_print(const bp_statistic *statistic, const char *command, const bp_statistic_row *rows,
                             int n);

/** The warnings as a JSON array of texts, to json_decref(). */
json_t *bp_statistic_warnings(const bp_context *context);
/** The warnings to stderr, unless --quiet. */
void bp_statistic_print_warnings(const bp_call *call);

/** Of the weights: who is whose neighbour, the style, and the options that made them; NULL when memory runs
 * out. */
json_t *bp_statistic_weights_json(const bp_statistic *statistic);
/** The same options as a line on stdout. */
bp_status bp_statistic_print_options(const bp_statistic *statistic);

/** The style as the letter that --style takes. */
const char *bp_statistic_style(bp_weights_style style);
/** Who is whose neighbour, in words: "queen", "8 nearest", "within 500 m", "from FILE"; `text` has `size`
 * bytes. */
const char *bp_statistic_neighbours(const bp_statistic *statistic, char *text, size_t size);

#endif
