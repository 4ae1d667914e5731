/* Candidates for completion that stand in files: columns, layers, places and lists. Shared by cli/manual. */
#ifndef BP_CLI_MANUAL_CANDIDATES_H
#define BP_CLI_MANUAL_CANDIDATES_H

#include "geo/context.h"

#include <stdbool.h>

/** Told of each candidate, with a description or NULL. */
typedef void (*bp_candidate_fn)(void *user, const char *text, const char *description);

/** Where candidates go. */
typedef struct bp_candidates {
    bp_context *context;
    bp_candidate_fn tell;
    void *user;
    bool with_names; /**< of places the names, too, which stand for them as well */
} bp_candidates;

/* All of these give nothing for a file that cannot be read. */

/** The columns of a file, of one of its layers or of all (NULL). */
void bp_candidates_columns(const bp_candidates *to, const char *file, const char *layer);
void bp_candidates_layers(const bp_candidates *to, const char *file);
/** What a run has: the codes of its units, areas and municipalities, each with its name. */
void bp_candidates_units(const bp_candidates *to, const char *run);
void bp_candidates_areas(const bp_candidates *to, const char *run);
void bp_candidates_municipalities(const bp_candidates *to, const char *run);
/** What a map of the run can show, of its units and of its areas. */
void bp_candidates_themes(const bp_candidates *to, const char *run);
/** The lists shipped with the program. */
void bp_candidates_lists(const bp_candidates *to);

#endif
