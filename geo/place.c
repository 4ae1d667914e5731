#include "geo/place_private.h"

#include <stdio.h>
#include <string.h>

const char *bp_place(const bp_table *table, int column, char buffer[BP_PLACE_BYTES])
{
    snprintf(buffer, BP_PLACE_BYTES, "%s%s%s", table->source ? table->source : "a table made in memory",
             table->layer ? ", layer " : "", table->layer ? table->layer : "");
    size_t n = strlen(buffer);
    if (column >= 0)
        snprintf(buffer + n, BP_PLACE_BYTES - n, ", column '%s'", table->columns[column].name);
    return buffer;
}
