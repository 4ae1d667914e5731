#include "geo/key_match_private.h"

#include <stdlib.h>
#include <string.h>

/* The codes of one left group by their digits, and the left code that each right one meets there. */
struct trial {
    bp_key_matching *matching;
    bp_key_index digits; /**< of the left group */
    int64_t *left_text;  /**< left_text[texts of `digits`] */
    int64_t n_open;      /**< left codes of the group that have no right one yet */
};

static bool can_be_one(const bp_key_group *left, const bp_key_group *right)
{
    bool same_letters = strcmp(left->prefix, right->prefix) == 0;
    if (!same_letters && left->prefix[0] && right->prefix[0])
        return false;
    if (left->is_several || right->is_several)
        return false;
    if (left->max_width == right->max_width)
        return true;
    return right->max_width < left->max_width ? !right->has_zeros : !left->has_zeros;
}

static bp_status open_trial(bp_context *context, bp_key_matching *matching, int32_t group, struct trial *out)
{
    struct trial trial = {matching, {0}, NULL, 0};
    const bp_key_groups *groups = &matching->left_groups;
    bp_status status = bp_key_index_open(context, groups->groups[group].n, &trial.digits);
    if (status)
        return status;
    trial.left_text = (int64_t *)malloc((size_t)(groups->groups[group].n + 1) * sizeof *trial.left_text);
    if (!trial.left_text) {
        bp_key_index_clear(&trial.digits);
        return bp_context_fail_memory(context, 0);
    }
    for (int64_t t = 0; t < groups->n_codes; t++) {
        if (groups->codes[t].group != group)
            continue;
        int64_t number = bp_key_index_add(&trial.digits, groups->codes[t].digits, t);
        trial.left_text[number] = t;
        trial.n_open += matching->right_of[t] < 0;
    }
    *out = trial;
    return BP_OK;
}

static void close_trial(struct trial *trial)
{
    bp_key_index_clear(&trial->digits);
    free(trial->left_text);
}

/* The left code that a right one would be; -1 when there is none, or when two left codes are alike but for
   zeros. */
static int64_t meet(const struct trial *trial, int64_t right)
{
    int64_t number = bp_key_index_find(&trial->digits, trial->matching->right_groups.codes[right].digits);
    return number < 0 || trial->digits.count[number] > 1 ? -1 : trial->left_text[number];
}

/* Whether enough of a right group meets the left one for it to be no coincidence. */
static bool is_enough(const struct trial *trial, int32_t group, const uint8_t *is_taken)
{
    const bp_key_groups *right = &trial->matching->right_groups;
    int64_t n_tried = 0, n_met = 0, n_filled = 0;
    for (int64_t t = 0; t < right->n_codes; t++) {
        if (right->codes[t].group != group || is_taken[t])
            continue;
        int64_t left = meet(trial, t);
        n_tried++;
        n_met += left >= 0;
        n_filled += left >= 0 && trial->matching->right_of[left] < 0;
    }
    return n_met > 0 && (2 * n_met >= n_tried || 2 * n_filled >= trial->n_open + (trial->n_open == 0));
}

/* For every right code the left one that it is, -2 where two could be meant. */
static void note_meetings(const struct trial *trial, int32_t group, const uint8_t *is_taken, int64_t *left_of)
{
    const bp_key_groups *right = &trial->matching->right_groups;
    for (int64_t t = 0; t < right->n_codes; t++) {
        if (right->codes[t].group != group || is_taken[t])
            continue;
        int64_t left = meet(trial, t);
        if (left >= 0)
            left_of[t] = left_of[t] == -1 ? left : -2;
    }
}

static bp_key_step step_between(const bp_key_code *left, const bp_key_code *right)
{
    if (strcmp(left->form.prefix, right->form.prefix) != 0)
        return BP_KEY_STEP_PREFIX;
    return left->form.zeros != right->form.zeros ? BP_KEY_STEP_ZEROS : BP_KEY_STEP_POINT;
}

static void take(bp_key_matching *matching, const int64_t *left_of)
{
    for (int64_t t = 0; t < matching->right->n_texts; t++) {
        int64_t left = left_of[t];
        if (left < 0)
            continue;
        if (matching->right_of[left] >= 0) {
            if (matching->n_clashes < BP_KEY_MOST_CLASHES)
                matching->clashes[matching->n_clashes] = (bp_key_clash){left, matching->right_of[left], t};
            matching->n_clashes++;
            continue;
        }
        matching->right_of[left] = t;
        matching->step[left] =
            (uint8_t)step_between(&matching->left_groups.codes[left], &matching->right_groups.codes[t]);
    }
}

static bp_status try_groups(bp_context *context, bp_key_matching *matching, const uint8_t *is_taken,
                            int64_t *left_of)
{
    bp_status status = BP_OK;
    for (int32_t l = 0; !status && l < matching->left_groups.n; l++) {
        struct trial trial;
        status = open_trial(context, matching, l, &trial);
        if (status)
            break;
        for (int32_t r = 0; r < matching->right_groups.n; r++) {
            if (!can_be_one(&matching->left_groups.groups[l], &matching->right_groups.groups[r]) ||
                !is_enough(&trial, r, is_taken))
                continue;
            matching->is_accepted[r] = 1;
            note_meetings(&trial, r, is_taken, left_of);
        }
        close_trial(&trial);
    }
    return status;
}

bp_status bp_key_matching_find(bp_context *context, bp_key_matching *matching)
{
    int64_t n_right = matching->right->n_texts;
    uint8_t *is_taken = (uint8_t *)calloc((size_t)n_right + 1, 1);
    int64_t *left_of = (int64_t *)malloc((size_t)(n_right + 1) * sizeof *left_of);
    bp_status status = is_taken && left_of ? BP_OK : bp_context_fail_memory(context, 0);
    if (!status) {
        for (int64_t t = 0; t < n_right; t++)
            left_of[t] = -1;
        for (int64_t t = 0; t < matching->left->n_texts; t++)
            if (matching->right_of[t] >= 0)
                is_taken[matching->right_of[t]] = 1;
        status = try_groups(context, matching, is_taken, left_of);
    }
    if (!status)
        take(matching, left_of);
    free(is_taken);
    free(left_of);
    return status;
}

void bp_key_matching_clear(bp_key_matching *matching)
{
    bp_key_groups_clear(&matching->left_groups);
    bp_key_groups_clear(&matching->right_groups);
    free(matching->right_of);
    free(matching->step);
    free(matching->is_accepted);
}
