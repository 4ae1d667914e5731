/* Tables of other names of columns, as files. */
#ifndef BP_GEO_ALIASES_READ_H
#define BP_GEO_ALIASES_READ_H

#include "geo/aliases.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Read every csv file in a folder, in the order of their names. Columns `role`, `note`, `certainty` and
 * `source`; the others hold names, several in a cell set apart by blanks. A folder that is not there gives no
 * families.
 */
bp_status bp_aliases_read(bp_context *context, const char *folder, bp_aliases *out);

#ifdef __cplusplus
}
#endif

#endif
