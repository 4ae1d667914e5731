/* JSON on stdout. */
#ifndef BP_CLI_JSON_PRINT_H
#define BP_CLI_JSON_PRINT_H

#include "geo/context.h"

#include <jansson.h>

/** Print and free a tree; numbers as short as reads back the same, 0.05 and not 0.050000000000000003. `root`
 * NULL: memory ran out. */
bp_status bp_json_print(bp_context *context, json_t *root);

#endif
