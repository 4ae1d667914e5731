/* The indicators as files, the way a statistical office hands them out. */
#ifndef BP_CLI_DEMO_STATISTICS_H
#define BP_CLI_DEMO_STATISTICS_H

#include "cli/demo/country.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Write social.csv (in_housing false: a dot where a value is missing) or housing_safety.csv (-99997), with a
 * byte-order mark, semicolons, codes padded to ten characters (two more than they have where that is more),
 * numbers padded on the left, and the rows of municipalities, means over their residents, between those of
 * units.
 */
bp_status bp_demo_statistics_write(bp_context *context, const bp_demo_country *country, bool in_housing,
                                   const char *path);

#ifdef __cplusplus
}
#endif

#endif
