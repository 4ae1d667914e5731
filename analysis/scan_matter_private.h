/* What every scan is made of, whatever its windows: models, places, and who takes part. */
#ifndef BP_ANALYSIS_SCAN_MATTER_PRIVATE_H
#define BP_ANALYSIS_SCAN_MATTER_PRIVATE_H

#include "analysis/scan.h"

typedef struct bp_scan_matter {
    bp_scan_model *models; /**< models[n_models], a domain each */
    int n_models;
    uint8_t *part;          /**< bitmap of units that take part */
    double *own_population; /**< population[n]; NULL: the input's */
    int64_t n_part;
    bp_scan_places places; /**< of the input, with the population that counts and `part` */
} bp_scan_matter;

/** Check the input and make it. Fails as bp_scan_make says of its input. */
bp_status bp_scan_matter_make(bp_context *context, const bp_scan_input *input, bp_scan_matter *out);
void bp_scan_matter_clear(bp_scan_matter *matter);

#endif
