/* Made-up names that sound Dutch. */
#ifndef BP_CLI_DEMO_NAMES_H
#define BP_CLI_DEMO_NAMES_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { BP_DEMO_NAME_SIZE = 48, BP_DEMO_MOST_TOWNS = 900 };

/** Name of town k, 0 <= k < BP_DEMO_MOST_TOWNS; no two towns of a country have the same. */
void bp_demo_town_name(uint64_t seed, int32_t k, char name[BP_DEMO_NAME_SIZE]);
/** Name of unit i; not unique, as in life. */
void bp_demo_unit_name(uint64_t seed, int64_t i, char name[BP_DEMO_NAME_SIZE]);

#ifdef __cplusplus
}
#endif

#endif
