/* From points to units: count, sum, mean, median, least, most, number of different values; and rates. */
#ifndef BP_ANALYSIS_AGGREGATE_H
#define BP_ANALYSIS_AGGREGATE_H

#include "geo/context.h"
#include "geo/table.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum bp_aggregate_method {
    BP_AGGREGATE_COUNT,    /**< rows in the unit, whether they have a value or not; values are not needed */
    BP_AGGREGATE_SUM,      /**< of the values; 0 without any row, missing when there are rows and no value */
    BP_AGGREGATE_MEAN,     /**< sum / number of values */
    BP_AGGREGATE_MEDIAN,   /**< the middle value, or the mean of the two in the middle */
    BP_AGGREGATE_MIN,      /**< least value */
    BP_AGGREGATE_MAX,      /**< largest value */
    BP_AGGREGATE_DISTINCT, /**< number of different values; 0 without any row, as the sum */
    BP_AGGREGATE_METHODS   /**< how many there are */
} bp_aggregate_method;

/** "count", "sum", ...: as a study writes it. Static. */
const char *bp_aggregate_name(bp_aggregate_method method);
/** The method of that name; false when there is none. */
bool bp_aggregate_parse(const char *name, bp_aggregate_method *out);

/** Rows and the units they are in. All arrays are lent. */
typedef struct bp_members {
    int64_t n; /**< rows */
    int64_t n_units;
    const int64_t *unit_of; /**< unit_of[n]; -1 in none: the row counts nowhere */
    const double *value;    /**< value[n]; NULL: for BP_AGGREGATE_COUNT only */
    const uint8_t *valid;   /**< bitmap of the rows that have a value; NULL: all */
} bp_members;

/** A number per unit. */
typedef struct bp_aggregates {
    int64_t n_units;
    double *value;         /**< value[n_units]; 0 where not valid, which means nothing */
    uint8_t *valid;        /**< bitmap */
    int64_t *n_rows;       /**< n_rows[n_units]: rows in the unit */
    int64_t *n_missing;    /**< n_missing[n_units]: of them without a value, and so left out */
    int64_t total_missing; /**< sum of n_missing */
} bp_aggregates;

#define BP_AGGREGATES_INIT                                                                                   \
    {                                                                                                        \
        0, NULL, NULL, NULL, NULL, 0                                                                         \
    }

void bp_aggregates_clear(bp_aggregates *aggregates);

/**
 * One number per unit. Rows without a value are left out and counted. A unit without any row has count, sum
 * and distinct 0, which is a true zero, and no mean, median, min or max. A unit with rows of which none has a
 * value has no sum and no distinct either: what they add up to is not known. Sums are exact and rounded once
 * (Shewchuk 1997, doi:10.1007/PL00009321), so the result is the same for any number of threads and any order
 * of rows.
 *
 * Errors: BP_ERROR_ARGUMENT when a unit is out of range, a valid value is not finite, or values are wanted
 * and not given; BP_ERROR_INPUT, naming the unit (1-based), when a sum is too large for a number. Complexity:
 * O(n + n_units), the median O(n) expected, distinct O(n log n).
 */
bp_status bp_aggregate(bp_context *context, const bp_members *members, bp_aggregate_method method,
                       bp_aggregates *out);

/**
 * code[n_rows] = for every row with a text a number that rows with the same text share, so that
 * BP_AGGREGATE_DISTINCT can count texts; its validity is that of the column. Texts are compared byte by byte.
 * The column must be of type BP_COLUMN_TEXT (else BP_ERROR_ARGUMENT). O(bytes) expected.
 */
bp_status bp_aggregate_text_codes(bp_context *context, const bp_column *column, int64_t n_rows, double *code);

/**
 * rate[i] = factor * value[i] / denominator[i] in place of the values: factor 1000 over residents, 1 over
 * area in km2. Where the denominator is missing, not finite or not above 0, and where the value is missing,
 * there is no rate (not valid). Returns how many units lost their value so. denominator[n_units];
 * `denominator_valid` is a bitmap (NULL: all). O(n_units).
 */
int64_t bp_aggregates_per(bp_aggregates *aggregates, double factor, const double *denominator,
                          const uint8_t *denominator_valid);

#ifdef __cplusplus
}
#endif

#endif
