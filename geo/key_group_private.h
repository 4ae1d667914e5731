/* Codes of one side of a join taken together by their form. */
#ifndef BP_GEO_KEY_GROUP_PRIVATE_H
#define BP_GEO_KEY_GROUP_PRIVATE_H

#include "geo/key_form.h"
#include "geo/key_index_private.h"

enum { BP_KEY_MOST_PREFIXES = 64, BP_KEY_MOST_GROUPS = 256 };

/** A code taken apart. */
typedef struct bp_key_code {
    int32_t group;    /**< index into the groups, -1: the code has no form */
    bool has_point;   /**< a spreadsheet's ".0" was taken off */
    bp_key_form form; /**< of what is left */
    char *digits;     /**< what follows prefix and leading zeros */
} bp_key_code;

/**
 * Codes with the same letters in front. Where some of them begin with a zero, those of another width are a
 * group of their own: such codes are written out in full. Where none does, zeros may have been lost and all
 * widths are one group.
 */
typedef struct bp_key_group {
    char prefix[BP_KEY_PREFIX_BYTES];
    int min_width, max_width;
    bool has_zeros;  /**< one begins with a zero */
    bool is_several; /**< bare numbers of several levels, 36301 beside its 363: their widths say nothing */
    int64_t n;       /**< distinct codes */
} bp_key_group;

typedef struct bp_key_groups {
    int64_t n_codes;
    bp_key_code *codes; /**< codes[n_codes], by the index's numbers */
    char *store;        /**< what `digits` point into */
    int n;              /**< groups; 0 when the codes have more kinds of letters in front than levels have */
    bp_key_group *groups;
} bp_key_groups;

#define BP_KEY_GROUPS_INIT                                                                                   \
    {                                                                                                        \
        0, NULL, NULL, 0, NULL                                                                               \
    }

/** Group the distinct codes of an index. Complexity: O(n) expected. */
bp_status bp_key_groups_make(bp_context *context, const bp_key_index *index, bp_key_groups *out);
void bp_key_groups_clear(bp_key_groups *groups);

#endif
