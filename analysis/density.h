/* Kernel density: how many points there are per square unit, smoothed. */
#ifndef BP_ANALYSIS_DENSITY_H
#define BP_ANALYSIS_DENSITY_H

#include "analysis/point_set.h"

#ifdef __cplusplus
extern "C" {
#endif

/** The kernel over u = distance / bandwidth, each with volume 1 in the plane. */
typedef enum bp_density_kernel {
    BP_DENSITY_QUARTIC,      /**< 3 / pi (1 - u^2)^2 for u < 1 */
    BP_DENSITY_GAUSSIAN,     /**< exp(-u^2 / 2), cut off at u = 4 and scaled up to volume 1 */
    BP_DENSITY_EPANECHNIKOV, /**< 2 / pi (1 - u^2) for u < 1 */
    BP_DENSITY_TRIANGULAR,   /**< 3 / pi (1 - u) for u < 1 */
    BP_DENSITY_UNIFORM       /**< 1 / pi for u < 1 */
} bp_density_kernel;

/** Names of the kernels, in their order, ended by NULL. */
extern const char *const bp_density_kernel_names[];

typedef struct bp_density_options {
    bp_density_kernel kernel;
    double bandwidth; /**< in the units of the points; 0: by bp_density_bandwidth */
    int64_t nearest;  /**< above 0: every point has the distance to this many others as its bandwidth, but
                           never less than `bandwidth` */
} bp_density_options;

#define BP_DENSITY_OPTIONS_INIT                                                                              \
    {                                                                                                        \
        BP_DENSITY_QUARTIC, 0.0, 0                                                                           \
    }

/**
 * Silverman's rule for two dimensions, made robust: h = A s n^(-1/6), s^2 the mean over both axes of
 * min(sd, IQR / 1.349)^2 (sd alone where the quartiles are equal), n the sum of weights squared over the sum
 * of squared weights, A 1 for the gaussian kernel and its equivalent for the others ((R / mu2^2 * 4
 * pi)^(1/6): quartic 2.78, epanechnikov 2.40). Source: Silverman (1986), Density Estimation, 4.3.2,
 * table 4.1. Errors: as bp_density_at. O(n log n).
 */
bp_status bp_density_bandwidth(bp_context *context, const bp_point_set *points, bp_density_kernel kernel,
                               double *bandwidth);

/**
 * density[m] = sum over points of weight / h^2 * K(distance / h) at the places x[m], y[m]: incidents per
 * square unit. No correction is made at the edge of the region studied: what the kernel puts beyond it is
 * lost to a sum over the region alone. `used` is the bandwidth, of `nearest` the least one allowed; it may
 * be NULL.
 *
 * Source: Silverman (1986); of the k-th nearest point: Breiman, Meisel & Purcell (1977),
 * doi:10.1080/00401706.1977.10489521. Errors: BP_ERROR_ARGUMENT for a bandwidth below 0 or not finite, or
 * places that are not finite; BP_ERROR_INPUT when there is no point, one is not finite, a weight is negative,
 * there are no more points than `nearest`, or a bandwidth is 0 since points lie in one place. The same for
 * any number of threads and any order of rows. Complexity: O(n log n + m log n + pairs within reach).
 */
bp_status bp_density_at(bp_context *context, const bp_point_set *points, const bp_density_options *options,
                        int64_t m, const double *x, const double *y, double *density, double *used);

/** A grid of square cells: cell (column c, row r) has its centre at x + (c + 0.5) size, y + (r + 0.5) size.
 */
typedef struct bp_density_grid {
    double x, y; /**< lower left corner */
    double size; /**< side of a cell */
    int64_t n_columns, n_rows;
} bp_density_grid;

enum { BP_DENSITY_CELLS_MOST = 100000000 };

/**
 * The grid with cells of `size` that holds all points and `margin` around them, its corner at a whole
 * multiple of `size`. Errors: BP_ERROR_ARGUMENT unless size is above 0 and margin 0 or more; BP_ERROR_INPUT
 * when there would be more than BP_DENSITY_CELLS_MOST cells (the message says from what size on there are
 * not). O(n).
 */
bp_status bp_density_grid_make(bp_context *context, const bp_point_set *points, double size, double margin,
                               bp_density_grid *out);

/** density[n_rows * n_columns], row by row from the lowest, at the centres of the cells; see bp_density_at.
 */
bp_status bp_density_on_grid(bp_context *context, const bp_point_set *points,
                             const bp_density_options *options, const bp_density_grid *grid, double *density,
                             double *used);

#ifdef __cplusplus
}
#endif

#endif
