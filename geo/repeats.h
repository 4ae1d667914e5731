/* Rows of a layer that carry the same code, brought together in one. */
#ifndef BP_GEO_REPEATS_H
#define BP_GEO_REPEATS_H

#include "geo/layer.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct bp_repeats_report {
    int64_t n_codes;        /**< codes that stood on several rows */
    int64_t n_rows;         /**< the rows that they stood on */
    int64_t n_mended;       /**< of those rows, how many had an invalid geometry, which was repaired first */
    int64_t n_holes;        /**< parts inside other parts of their row, taken as holes in them */
    char *first_code;       /**< the first of them; NULL when none */
    int64_t first_rows;     /**< how many rows it stood on */
    double area_overlapped; /**< what the rows of a code have in common, counted once; square units */
    int64_t n_overlapping;  /**< codes of which rows overlap */
} bp_repeats_report;

#define BP_REPEATS_REPORT_INIT                                                                               \
    {                                                                                                        \
        0, 0, 0, 0, NULL, 0, 0.0, 0                                                                          \
    }

/**
 * Bring the rows of a layer that have the same text in `column` together: the geometry is their union, and
 * every column must say the same on all rows of a code, a missing value only together with missing values.
 * The row stands where the first of them stood. Codes are compared trimmed and letter for letter; rows
 * without a code stay. BP_ERROR_INPUT names the code, the column, and two rows with their values. On failure
 * the layer is as it was. Complexity: O(rows log rows + points of the rows concerned).
 */
bp_status bp_layer_dissolve_repeats(bp_context *context, bp_layer *layer, int column, bp_repeats_report *out);
void bp_repeats_report_clear(bp_repeats_report *report);

#ifdef __cplusplus
}
#endif

#endif
