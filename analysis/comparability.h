/* How drawn areas stand among reference areas, domain by domain, and which of those they are most like. */
#ifndef BP_ANALYSIS_COMPARABILITY_H
#define BP_ANALYSIS_COMPARABILITY_H

#include "analysis/profile.h"

#ifdef __cplusplus
extern "C" {
#endif

/** The most like areas that are kept. */
enum { BP_NEAREST_AREAS = 3 };

typedef struct bp_near_area {
    int32_t area;    /**< of the reference; -1: there is none left that shares a domain */
    int n_domains;   /**< that both have */
    double distance; /**< square root of the mean, over these, of the squared difference; 0 to 1 */
} bp_near_area;

/** Of area a among the reference areas. */
typedef struct bp_comparability {
    int32_t n_areas;
    int n_domains;
    int32_t *worse_than; /**< worse_than[n_domains * n_areas], area a of domain d at d * n_areas + a:
                            reference areas with a lower mean score on the domain */
    int32_t *level;      /**< the same shape: with an equal one, which is one that differs by 1e-9 at most */
    int32_t *of; /**< the same shape: reference areas that have the domain; 0 also where the area lacks it */
    bp_near_area *nearest; /**< nearest[BP_NEAREST_AREAS * n_areas], those of area a from 3 a on, nearest
                              first; equal distances by the order of the reference */
} bp_comparability;

#define BP_COMPARABILITY_INIT                                                                                \
    {                                                                                                        \
        0, 0, NULL, NULL, NULL, NULL                                                                         \
    }

/**
 * Compare every area of `drawn` with all of `reference`, on their mean domain scores weighted by residents.
 * The distance is Euclidean over the domains that both have, as a root mean square, so that a domain that is
 * missing does not make two areas look alike. Both profiles have the same domains. Complexity: O(areas x
 * reference areas x domains).
 */
bp_status bp_comparability_new(bp_context *context, const bp_profile *drawn, const bp_profile *reference,
                               bp_comparability *out);
void bp_comparability_clear(bp_comparability *comparability);

#ifdef __cplusplus
}
#endif

#endif
