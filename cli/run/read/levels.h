/* Levels above the units: which code of a level a unit belongs to. */
#ifndef BP_CLI_RUN_READ_LEVELS_H
#define BP_CLI_RUN_READ_LEVELS_H

#include "cli/run/run.h"

/** Where the code of a level stands in a text. All is lent. */
typedef struct bp_run_cut {
    const int64_t *characters; /**< first and last from 1; {0, 0}: the whole text */
    const char *prefix;        /**< put in front; NULL: nothing */
} bp_run_cut;

/** The code in a text, to free(); NULL when the text is NULL or too short, or memory ran out. */
char *bp_run_cut_code(const char *text, const bp_run_cut *cut);

/**
 * Number codes in their order: of_unit[n] is the number of codes[i], -1 where that is NULL. `*distinct` gets
 * the `*n_distinct` codes themselves, for bp_texts_free(). Complexity: O(n log n).
 */
bp_status bp_run_number_codes(bp_context *context, char *const *codes, int64_t n, int32_t *of_unit,
                              char ***distinct, int32_t *n_distinct);

/** Fill in run->levels; after the municipalities. Fails, naming the study's line, where no unit has a code of
 * a level. */
bp_status bp_run_take_levels(bp_run *run);
void bp_run_levels_clear(bp_run *run);

/** The codes of a level as a table with the one column "code", for a join. */
bp_status bp_run_level_table(bp_run *run, int level, bp_table *out);

/** residents[n] of the codes of a level, the known ones of their units; known[n] is a bitmap of the codes
 * with any. */
void bp_run_level_population(const bp_run *run, int level, double *residents, uint8_t *known);

#endif
