/* What a run says of its index. */
#ifndef BP_CLI_RUN_DRAW_AUDIT_H
#define BP_CLI_RUN_DRAW_AUDIT_H

#include "cli/run/run.h"

#include <jansson.h>

/** For run.json: what the study asks for, and what came out; null where it does not. */
json_t *bp_json_audit_asked(const bp_study *study);
json_t *bp_json_audit(const bp_run *run);

/** A finding as a sentence, to free(); NULL when memory runs out. */
char *bp_run_finding_text(const bp_run *run, const bp_finding *finding);

/** A line of the closing table. */
void bp_run_audit_print(const bp_run *run);

#endif
