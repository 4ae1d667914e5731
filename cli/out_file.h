/* Where a command is to write: looked at before the work, so that nothing is lost at its end. */
#ifndef BP_CLI_OUT_FILE_H
#define BP_CLI_OUT_FILE_H

#include "geo/context.h"

/** Has the path this extension (".csv"), in letters of whatever case? */
bool bp_has_extension(const char *path, const char *extension);

/** Whether the command has an option --overwrite, which the message then names. */
typedef enum bp_out_rule { BP_OUT_NEVER_REPLACED, BP_OUT_REPLACED_IF_ASKED } bp_out_rule;

/** BP_ERROR_OUTPUT when something stands there already, or when there is no folder for it. */
bp_status bp_out_file_check(bp_context *context, const char *path, bp_out_rule rule);

#endif
