/* How messages name the place in a file that they are about. */
#ifndef BP_GEO_PLACE_PRIVATE_H
#define BP_GEO_PLACE_PRIVATE_H

#include "geo/table.h"

enum { BP_PLACE_BYTES = 1024 };

/** "FILE, layer L, column 'C'", as far as the table knows; column -1 leaves the column out. Returns `buffer`.
 */
const char *bp_place(const bp_table *table, int column, char buffer[BP_PLACE_BYTES]);

#endif
