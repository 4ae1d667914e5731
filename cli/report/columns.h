/* Tables of a report, column by column, in few bytes. */
#ifndef BP_CLI_REPORT_COLUMNS_H
#define BP_CLI_REPORT_COLUMNS_H

#include "cli/report/markup.h"
#include "geo/table.h"

/** Which columns go in; NULL: all. */
typedef bool (*bp_page_wants_fn)(const char *column);

/**
 * Add a table as an object of JSON: {"rows": n, "columns": [{"name", "kind": "number", "decimals": d,
 * "values":
 * [...]}, {"name", "kind": "text", "words": [...], "values": [...]}]}. Numbers are whole ones, the value
 * times 10^d, d from 0 to 6 so that the largest keeps five digits behind the point or in all; null: missing.
 * Texts that are said more than once stand in `words`, and `values` are their numbers; a column without
 * `words` has the texts themselves. Complexity: O(values) expected.
 */
bp_status bp_page_add_table(bp_context *context, const bp_table *table, bp_page_wants_fn wants,
                            bp_markup *text);

#endif
