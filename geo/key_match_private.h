/* Codes that are the same once what one side lacks is made good. */
#ifndef BP_GEO_KEY_MATCH_PRIVATE_H
#define BP_GEO_KEY_MATCH_PRIVATE_H

#include "geo/key_group_private.h"

/** What had to be made good. */
typedef enum bp_key_step { BP_KEY_STEP_POINT, BP_KEY_STEP_ZEROS, BP_KEY_STEP_PREFIX } bp_key_step;

/** A right code that would be a left code which has one already. */
typedef struct bp_key_clash {
    int64_t left, first, second; /**< numbers of texts */
} bp_key_clash;

enum { BP_KEY_MOST_CLASHES = 5 };

/** One join by form, in numbers of texts of both indexes. */
typedef struct bp_key_matching {
    const bp_key_index *left, *right;
    bp_key_groups left_groups, right_groups;
    int64_t *right_of; /**< right_of[left texts], -1: none. The caller fills in what is equal as it stands */
    uint8_t *step;     /**< step[left texts]: a bp_key_step, where `right_of` was found here */
    uint8_t *is_accepted; /**< is_accepted[right groups]: their codes have the form of the left after all */
    int64_t n_clashes;
    bp_key_clash clashes[BP_KEY_MOST_CLASHES];
} bp_key_matching;

/**
 * Fill in the rest of `right_of`. Two groups are held together when their letters in front are equal or one
 * has none, and their widths are equal or those of the narrower one can have lost zeros; not when the numbers
 * mix levels. What they then have in common counts only where it is at least half of the right codes tried or
 * of the left codes still open. Complexity: O((left + right) x left groups).
 */
bp_status bp_key_matching_find(bp_context *context, bp_key_matching *matching);
void bp_key_matching_clear(bp_key_matching *matching);

#endif
