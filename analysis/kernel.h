/* Weights that fall with distance. */
#ifndef BP_ANALYSIS_KERNEL_H
#define BP_ANALYSIS_KERNEL_H

#include "analysis/weights.h"

#ifdef __cplusplus
extern "C" {
#endif

/** K(z) with z = distance / bandwidth, 0 past z = 1. The values are those of libpysal, in its scale. */
typedef enum bp_kernel {
    BP_KERNEL_AS_IS,        /**< the length of the link itself: a weight read from a file, metres of border */
    BP_KERNEL_INVERSE,      /**< distance^-power, no bandwidth */
    BP_KERNEL_UNIFORM,      /**< 1/2 */
    BP_KERNEL_TRIANGULAR,   /**< 1 - z */
    BP_KERNEL_EPANECHNIKOV, /**< 3/4 (1 - z^2), "quadratic" in libpysal */
    BP_KERNEL_QUARTIC,      /**< 15/16 (1 - z^2)^2 */
    BP_KERNEL_GAUSSIAN      /**< exp(-z^2 / 2) / sqrt(2 pi), cut off at z = 1 like the others */
} bp_kernel;

typedef enum bp_kernel_diagonal {
    BP_KERNEL_DIAGONAL_NONE,  /**< no unit has a weight for itself */
    BP_KERNEL_DIAGONAL_VALUE, /**< K(0), libpysal's default */
    BP_KERNEL_DIAGONAL_ONE    /**< 1, libpysal's diagonal = True */
} bp_kernel_diagonal;

typedef struct bp_kernel_options {
    bp_kernel kernel;
    bool adaptive;    /**< every unit has a bandwidth of its own: 1.0000001 times the distance of its furthest
                         link */
    double bandwidth; /**< otherwise: of all, above 0, in units of the lengths */
    double power;     /**< of BP_KERNEL_INVERSE, above 0 */
    bp_kernel_diagonal diagonal;
} bp_kernel_options;

#define BP_KERNEL_OPTIONS_INIT                                                                               \
    {                                                                                                        \
        BP_KERNEL_TRIANGULAR, false, 0.0, 1.0, BP_KERNEL_DIAGONAL_NONE                                       \
    }

/**
 * Raw weights (style B) on the links of `distances`, whose length_m are distances: a band for a fixed
 * bandwidth, the k nearest for an adaptive one. A link past the bandwidth is left out, so all weights are
 * above 0 (but for BP_KERNEL_AS_IS, which keeps what it finds, links of a unit to itself too, and for a
 * triangular, Epanechnikov or quartic kernel at z = 1 exactly, which keeps the link with weight 0). A
 * diagonal is only made for the kernels with a bandwidth.
 *
 * Errors: BP_ERROR_ARGUMENT without lengths, for a bandwidth or power that is not above 0 and finite, for a
 * diagonal on the first two; BP_ERROR_INPUT naming the units for two at one place under BP_KERNEL_INVERSE,
 * for a unit whose furthest neighbour is at its own place under an adaptive bandwidth, and for a length that
 * is negative or not finite. Complexity: O(n + links).
 *
 * Source: Silverman, B. W. (1986), Density Estimation for Statistics and Data Analysis, table 3.1; adaptive
 * bandwidths after Fotheringham, A. S., Brunsdon, C. & Charlton, M. (2002), Geographically Weighted
 * Regression, chapter 2.7.
 */
bp_status bp_kernel_weights(bp_context *context, const bp_graph *distances, const bp_kernel_options *options,
                            bp_weights *out);

/** The kernel of this name ("inverse", "uniform", "triangular", "epanechnikov", "quartic", "gaussian");
 * false: none. */
bool bp_kernel_from_name(const char *name, bp_kernel *out);

#ifdef __cplusplus
}
#endif

#endif
