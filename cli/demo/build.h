/* The whole country. */
#ifndef BP_CLI_DEMO_BUILD_H
#define BP_CLI_DEMO_BUILD_H

#include "cli/demo/country.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Make the country of these options, all steps in their order. O(units log units). */
bp_status bp_demo_country_make(bp_context *context, const bp_demo_options *options, bp_demo_country *out);

#ifdef __cplusplus
}
#endif

#endif
