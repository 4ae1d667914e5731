/* The problem areas that a good method ought to find. */
#ifndef BP_CLI_DEMO_PLANTED_H
#define BP_CLI_DEMO_PLANTED_H

#include "cli/demo/country.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Plant the problem areas: connected, inside one municipality, of known extent. Those that find no room are
 * left out with a warning. Complexity: O(units) a municipality that is tried.
 */
bp_status bp_demo_plant(bp_context *context, bp_demo_country *country);

#ifdef __cplusplus
}
#endif

#endif
