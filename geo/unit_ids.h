/* What the units of a layer are called, and which unit a name stands for. */
#ifndef BP_GEO_UNIT_IDS_H
#define BP_GEO_UNIT_IDS_H

#include "geo/table.h"

#ifdef __cplusplus
extern "C" {
#endif

/** The ids of n units, all different, none empty. */
typedef struct bp_unit_ids {
    int64_t n;
    char *name;    /**< of the column; "row" when the ids are row numbers */
    bool are_rows; /**< the ids are row numbers */
    char **text;   /**< text[n] */
    int64_t *slot; /**< for bp_unit_ids_find */
    int64_t n_slots;
} bp_unit_ids;

#define BP_UNIT_IDS_INIT                                                                                     \
    {                                                                                                        \
        0, NULL, false, NULL, NULL, 0                                                                        \
    }

/**
 * The ids in a column of a table: texts without the blanks around them, whole numbers as their digits. With
 * column -1 they are the row numbers from 1. Errors: BP_ERROR_INPUT when an id is missing, repeats or is a
 * number that is not whole, naming file, column, row and id. O(rows) expected.
 */
bp_status bp_unit_ids_make(bp_context *context, const bp_table *table, int column, bp_unit_ids *out);
void bp_unit_ids_clear(bp_unit_ids *ids);

/** The unit called text[length] (which needs no NUL), or -1. O(1) expected. */
int64_t bp_unit_ids_find(const bp_unit_ids *ids, const char *text, size_t length);

/**
 * order[n] = the units in the order of their ids, which does not depend on that of the rows: ids of digits
 * alone come first, by the number they make, then the others, byte by byte. Row numbers stay in the order of
 * the rows. O(n) when the ids stand in this order, else O(n log n).
 */
bp_status bp_unit_ids_order(bp_context *context, const bp_unit_ids *ids, int64_t *order);

#ifdef __cplusplus
}
#endif

#endif
