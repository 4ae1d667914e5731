/* Municipalities, wijken, codes and residents. */
#ifndef BP_CLI_DEMO_SETTLEMENT_H
#define BP_CLI_DEMO_SETTLEMENT_H

#include "cli/demo/country.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Fill municipality[], wijk[] and number[]: each town's municipality grows from its centre, larger towns
 * faster; inside the largest one that has room for it a municipality of its own is enclosed; wijken of about
 * eight units grow inside municipalities. Islands belong to the nearest town. `order` gets the units in the
 * order of their codes.
 */
bp_status bp_demo_settlement_divide(bp_context *context, bp_demo_country *country, int32_t *order);

/**
 * Fill type[] and population[], whole persons, 0 to 15,000, 1,500 on average. Residents per unit are
 * log-normal about 700 + 1000 urban, times a constant (sigma 0.55), so units in cities are both smaller and
 * fuller; about 4 % have none.
 */
bp_status bp_demo_settlement_populate(bp_context *context, bp_demo_country *country);

#ifdef __cplusplus
}
#endif

#endif
