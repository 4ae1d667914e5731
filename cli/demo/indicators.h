/* The eight indicators of the demo country. */
#ifndef BP_CLI_DEMO_INDICATORS_H
#define BP_CLI_DEMO_INDICATORS_H

#include "cli/demo/country.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct bp_demo_indicator {
    const char *name;   /**< in the study */
    const char *label;  /**< in the study, as YAML: what readers see; NULL: the name */
    const char *column; /**< in its file, as a statistical office would call it */
    const char *domain;
    bool worse_high;
    bool in_housing; /**< in housing_safety.csv, else in social.csv */
    int decimals;
    double loading;      /**< how much of it is the latent score */
    double centre, step; /**< value of an average unit, and per standard deviation; a ratio where is_ratio */
    bool is_ratio;
    double least, most;
    double centre_effect; /**< added in town centres, in standard deviations, whatever the latent score */
} bp_demo_indicator;

extern const bp_demo_indicator bp_demo_indicators[BP_DEMO_INDICATORS];

/** Draw every indicator of every unit; NaN where it is missing. The formula is in indicators.c. O(units). */
bp_status bp_demo_measure(bp_context *context, bp_demo_country *country);

#ifdef __cplusplus
}
#endif

#endif
