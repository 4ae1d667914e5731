/* run.json of a run's folder: one schema, one reader. */
#ifndef BP_CLI_RECORD_H
#define BP_CLI_RECORD_H

#include "geo/context.h"

#include <jansson.h>

/** What `schema` says in the run.json that this program writes and reads. */
#define BP_RECORD_SCHEMA "brandpunt-run-1"

/**
 * Read run.json of the run in `directory`, to json_decref(). BP_ERROR_INPUT, with the message, on a folder
 * that is not there or is no run, a file that is no JSON or names a key twice, and another schema.
 */
bp_status bp_record_read(bp_context *context, const char *directory, json_t **out);

/** BP_ERROR_INPUT: run.json of `directory` has the right schema, and not what belongs to it; `what` says. */
bp_status bp_record_fail(bp_context *context, const char *directory, const char *what);

#endif
