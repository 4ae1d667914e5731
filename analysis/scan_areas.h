/* Areas from the clusters of a spatial scan over the scores. */
#ifndef BP_ANALYSIS_SCAN_AREAS_H
#define BP_ANALYSIS_SCAN_AREAS_H

#include "analysis/delineate.h"

#ifdef __cplusplus
extern "C" {
#endif

/** What the scan is done with: p up to this, from so many maps drawn by chance. */
#define BP_SCAN_AREAS_ALPHA 0.05
enum { BP_SCAN_AREAS_REPLICATES = 999 };

/**
 * Scan all units of the input that have a score, residents and a point, by circles (options->method
 * "flexible": by the restricted flexible scan, with the defaults of BP_SCAN_FLEXIBLE_OPTIONS_INIT and the
 * input's graph) of at most half of all residents and at most the ceiling (the largest, where it goes by
 * class), with the normal model: values are
 * scores, weights are residents, high is sought. Of the clusters that share no unit and have p up to
 * BP_SCAN_AREAS_ALPHA the candidates are taken; what of a cluster hangs together by the field's links, so
 * inside one region, is an area when it keeps floor and ceiling and, pruned by bp_prune, weighs more than
 * nothing (a candidate above the ceiling by itself is one too). A bp_delineation_fn. The seed is
 * options->core.seed. Errors: BP_ERROR_ARGUMENT when the input has no points; those of bp_scan_make.
 * Complexity: bp_scan_make's, bp_scan_flexible_make's. Source of the model: Kulldorff, Huang & Konty (2009),
 * doi:10.1186/1476-072X-8-58; the weighted one: Huang et al. (2009), doi:10.1198/jasa.2009.ap07613.
 */
bp_status bp_scan_areas_label(bp_context *context, const bp_field *field, const bp_delineate_options *options,
                              int32_t *label, int32_t *n_areas);

#ifdef __cplusplus
}
#endif

#endif
