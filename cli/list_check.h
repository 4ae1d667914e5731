/* What is wrong with the members of a list. For cli/list.c. */
#ifndef BP_CLI_LIST_CHECK_H
#define BP_CLI_LIST_CHECK_H

#include "cli/list_manifest.h"
#include "geo/table.h"

/**
 * Refuse a column of the members' table that is called as a key of the manifest, or nearly so, and that the
 * manifest does not name: shares that nobody reads would count for whole units. BP_ERROR_INPUT.
 */
bp_status bp_list_check_columns(bp_context *context, const bp_list_manifest *manifest,
                                const bp_table *members);

/**
 * Warn (`list_columns_unread`), once for both tables, of columns that list.yaml names nowhere: a share under
 * another name would count for nothing in silence.
 */
bp_status bp_list_warn_unread(bp_context *context, const bp_list_manifest *manifest, const bp_table *areas,
                              const bp_table *members);

/** Take members[n].share from the table's column, 1 where it is empty. BP_ERROR_INPUT, with the row, for what
 * is no share above 0 and at most 1. */
bp_status bp_list_take_shares(bp_context *context, const bp_list_manifest *manifest, const bp_table *members,
                              bp_list *list);

/**
 * An inclusion is `whole`, `part` or `unknown`, and a whole unit has no share below 1. A code stands once in
 * an area; in a designated list once at all, but where its shares or outlines tell the areas apart. Errors:
 * BP_ERROR_INPUT with the rows. Complexity: O(rows log rows).
 */
bp_status bp_list_check_members(bp_context *context, const bp_list_manifest *manifest, const bp_list *list);

#endif
