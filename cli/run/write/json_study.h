/* What run.json says of the study: all that was asked, with what holds where the study says nothing. */
#ifndef BP_CLI_RUN_WRITE_JSON_STUDY_H
#define BP_CLI_RUN_WRITE_JSON_STUDY_H

#include "cli/run/run.h"

#include <jansson.h>

json_t *bp_json_study(const bp_study *study);
/** One entry of `evidence`. */
json_t *bp_json_evidence_asked(const bp_study_evidence *asked);

#endif
