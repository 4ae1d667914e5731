/* Maps drawn under the null hypothesis of a scan. */
#ifndef BP_ANALYSIS_SCAN_DRAWS_PRIVATE_H
#define BP_ANALYSIS_SCAN_DRAWS_PRIVATE_H

#include "analysis/scan_inference.h"

/** What drawing needs of the models; the same for all threads. */
typedef struct bp_scan_urn {
    const bp_scan_model *models;
    int n_models;
    int64_t n;
    uint8_t *moves;  /**< moves[n_models]: 1 where weights move with their values */
    double **keep;   /**< keep[n_models][n]: of an alias table, or of conditional shares; NULL: not needed */
    int32_t **other; /**< other[n_models][n]: of an alias table; NULL: conditional draws */
    int32_t *rows;   /**< rows[n_rows]: units that exchange rows */
    int64_t n_rows;
} bp_scan_urn;

bp_status bp_scan_urn_make(bp_context *context, const bp_scan_model *models, int n_models, bp_scan_urn *out);
void bp_scan_urn_clear(bp_scan_urn *urn);

/** Room for the draws of one thread. */
bp_status bp_scan_draws_new(bp_context *context, const bp_scan_urn *urn, bp_scan_draws *out);
void bp_scan_draws_clear(bp_scan_draws *draws);

/** Draw replicates first .. first + BP_SCAN_BATCH - 1; order[n_rows] is room. */
void bp_scan_draw(const bp_scan_urn *urn, uint64_t seed, int64_t first, int32_t *order, bp_scan_draws *draws);

#endif
