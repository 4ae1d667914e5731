/* Numbers in classes, for a map. */
#ifndef BP_ANALYSIS_CLASSIFY_H
#define BP_ANALYSIS_CLASSIFY_H

#include "geo/context.h"

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum bp_class_method {
    BP_CLASSES_QUANTILE, /**< as many values in each class as ties allow */
    BP_CLASSES_JENKS,    /**< least squared deviation from the classes' means */
    BP_CLASSES_EQUAL,    /**< of equal width; a class may be empty */
    BP_CLASSES_MANUAL    /**< limits as given */
} bp_class_method;

/** "quantile", "jenks", "equal", "manual"; never NULL. */
const char *bp_class_method_name(bp_class_method method);

enum { BP_CLASSES_MOST = 32 };

typedef struct bp_class_options {
    bp_class_method method;
    int n_classes; /**< 1 to BP_CLASSES_MOST; with BP_CLASSES_MANUAL that of the classes between limits */
    const double *limits; /**< limits[n_classes + 1], ascending, of BP_CLASSES_MANUAL */
} bp_class_options;

#define BP_CLASS_OPTIONS_INIT                                                                                \
    {                                                                                                        \
        BP_CLASSES_QUANTILE, 5, NULL                                                                         \
    }

/**
 * Classes of numbers. Class k holds limit[k] < x <= limit[k + 1]; the first one limit[0] as well. Equal
 * values are always in one class.
 */
typedef struct bp_classes {
    int n;                             /**< classes; 0 when no row has a value */
    double limit[BP_CLASSES_MOST + 1]; /**< limit[n + 1], ascending */
    int64_t count[BP_CLASSES_MOST];    /**< count[n]: rows in each */
    int64_t n_missing;                 /**< rows without a value */
    double within;                     /**< squared deviations from the classes' means, summed */
} bp_classes;

/**
 * Class x[n]; rows outside `valid` (a bitmap; NULL: all are valid) are missing and in no class. There are
 * fewer classes than asked for where there are fewer distinct values, or where ties leave a quantile none of
 * its own. Quantile and Jenks put limits on values that occur: the largest of each class.
 *
 * Jenks is exact: dynamic programming over the distinct values, whose best cuts only move up as values are
 * added, so that each class is found by halving. Of equally good classifications that with the lower limits
 * is taken. Complexity: O(n + k m log m) for m distinct values; quantile and equal O(n).
 * Sources: Fisher (1958), doi:10.1080/01621459.1958.10501479; Jenks (1977), Optimal data classification for
 * choropleth maps; that cuts only move up: Wu (1991),
 * doi:10.1016/0196-6774(91)90039-2.
 *
 * Errors: BP_ERROR_ARGUMENT for a number of classes out of range, limits that are missing, not ascending or
 * not finite, a value that is not finite, or one outside the manual limits (with its row).
 */
bp_status bp_classify(bp_context *context, const double *x, const uint8_t *valid, int64_t n,
                      const bp_class_options *options, bp_classes *out);

/** The class of a number, -1: outside all. O(log classes). */
int bp_class_of(const bp_classes *classes, double x);

#ifdef __cplusplus
}
#endif

#endif
