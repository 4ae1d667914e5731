/* Whether coordinates can be those of the CRS that they are said to be in. */
#ifndef BP_GEO_CRS_PLACE_H
#define BP_GEO_CRS_PLACE_H

#include "geo/crs.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum bp_crs_verdict {
    BP_CRS_FITS,           /**< nothing speaks against it */
    BP_CRS_PARTLY_OUTSIDE, /**< more than a hundredth of the points lie outside the area of use */
    BP_CRS_OUTSIDE,        /**< all points do; what else they could be is not known */
    BP_CRS_SWAPPED,        /**< degrees around the Netherlands with latitude first, or RD with y first */
    BP_CRS_CONTRADICTED    /**< they cannot be its: they look like another CRS, or are not degrees at all */
} bp_crs_verdict;

enum { BP_CRS_AREA_BYTES = 200 };

typedef struct bp_crs_placing {
    bp_crs_verdict verdict;
    double box[4];        /**< min x, min y, max x, max y of the points */
    double share_outside; /**< of the points looked at, 0 to 1 */
    double area[4];       /**< the area of use: west, south, east, north in degrees; all 0: none is known */
    char area_name[BP_CRS_AREA_BYTES]; /**< "Netherlands - onshore, including ..."; "" when not known */
    const char *looks_like;            /**< as of bp_crs_guess */
} bp_crs_placing;

/**
 * Look at up to 1000 points spread over xy[2 * n_points], n_points > 0, in the light of `crs`, which has a
 * wkt. Its area of use (as the EPSG registry has it) counts with a margin of a quarter of its size on each
 * side. Whatever PROJ cannot bring to degrees counts as outside. Never fails: what cannot be known speaks
 * against nothing. Complexity: O(n_points) for the box.
 */
bp_crs_placing bp_crs_place(const bp_crs *crs, const double *xy, int64_t n_points);

#ifdef __cplusplus
}
#endif

#endif
