#include "geo/key_group_private.h"

#include <stdlib.h>
#include <string.h>

/* Digits that one level of a hierarchy of codes may have more than the one above it. */
enum { MOST_DROPPED = 4 };

/* What is left of "363.0" without its decimals; the length of all of it where these are not just zeros. */
static size_t without_point(const char *text, size_t n)
{
    size_t end = n;
    while (end > 0 && text[end - 1] == '0')
        end--;
    bool is_whole = end > 1 && end < n && (text[end - 1] == '.' || text[end - 1] == ',');
    for (size_t i = 0; is_whole && i + 1 < end; i++)
        is_whole = text[i] >= '0' && text[i] <= '9';
    return is_whole ? end - 1 : n;
}

static bp_status take_apart(bp_context *context, const bp_key_index *index, bp_key_groups *out)
{
    size_t total = 0;
    for (int64_t t = 0; t < index->n_texts; t++)
        total += strlen(index->text[t]) + 1;
    out->n_codes = index->n_texts;
    out->codes = (bp_key_code *)calloc((size_t)index->n_texts + 1, sizeof *out->codes);
    out->store = (char *)malloc(total + 1);
    if (!out->codes || !out->store)
        return bp_context_fail_memory(context, total);
    total = 0;
    for (int64_t t = 0; t < index->n_texts; t++) {
        bp_key_code *code = &out->codes[t];
        size_t all = strlen(index->text[t]), n = without_point(index->text[t], all);
        code->digits = out->store + total;
        code->has_point = n < all;
        code->group = bp_key_form_of(index->text[t], n, &code->form) ? 0 : -1;
        size_t skipped = code->group < 0 ? 0 : strlen(code->form.prefix) + (size_t)code->form.zeros;
        memcpy(code->digits, index->text[t] + skipped, n - skipped);
        code->digits[n - skipped] = '\0';
        total += n - skipped + 1;
    }
    return BP_OK;
}

/* The group of that prefix (and width, unless -1), made where it is not there; -1 when there are `most`. */
static int32_t find_group(bp_key_groups *groups, const char *prefix, int width, int most)
{
    for (int32_t g = 0; g < groups->n; g++)
        if (strcmp(groups->groups[g].prefix, prefix) == 0 &&
            (width < 0 || groups->groups[g].max_width == width))
            return g;
    if (groups->n == most)
        return -1;
    bp_key_group *group = &groups->groups[groups->n];
    *group = (bp_key_group){"", width < 0 ? INT32_MAX : width, width, false, false, 0};
    memcpy(group->prefix, prefix, sizeof group->prefix);
    return groups->n++;
}

static void join_group(bp_key_group *group, const bp_key_form *form)
{
    group->n++;
    group->has_zeros = group->has_zeros || form->zeros > 0;
    if (form->width < group->min_width)
        group->min_width = form->width;
    if (form->width > group->max_width)
        group->max_width = form->width;
}

/* First by prefix alone. */
static bool group_by_prefix(bp_key_groups *groups)
{
    for (int64_t t = 0; t < groups->n_codes; t++) {
        bp_key_code *code = &groups->codes[t];
        if (code->group < 0)
            continue;
        code->group = find_group(groups, code->form.prefix, -1, BP_KEY_MOST_PREFIXES);
        if (code->group < 0)
            return false;
        join_group(&groups->groups[code->group], &code->form);
    }
    return true;
}

/* Then those apart that are written out in full in several widths. */
static bool split_by_width(bp_key_groups *groups)
{
    const bp_key_groups old = *groups;
    groups->n = 0;
    groups->groups = (bp_key_group *)calloc(BP_KEY_MOST_GROUPS, sizeof *groups->groups);
    bool fits = groups->groups != NULL;
    for (int64_t t = 0; fits && t < groups->n_codes; t++) {
        bp_key_code *code = &groups->codes[t];
        if (code->group < 0)
            continue;
        const bp_key_group *was = &old.groups[code->group];
        bool splits = was->has_zeros && was->min_width < was->max_width;
        code->group =
            find_group(groups, code->form.prefix, splits ? code->form.width : -1, BP_KEY_MOST_GROUPS);
        fits = code->group >= 0;
        if (fits)
            join_group(&groups->groups[code->group], &code->form);
    }
    if (!groups->groups)
        *groups = old;
    else
        free(old.groups);
    return fits;
}

/* Share of the numbers that begin as another number of the group does, `dropped` digits shorter. `parent` has
   room for any of them: the index lends the digits, so that they cannot be cut where they are. */
static double share_with_parent(const bp_key_groups *groups, int32_t g, const bp_key_index *index,
                                size_t dropped, char *parent)
{
    int64_t n = 0, found = 0;
    for (int64_t t = 0; t < groups->n_codes; t++) {
        const char *digits = groups->codes[t].digits;
        size_t length = strlen(digits);
        if (groups->codes[t].group != g || length <= dropped)
            continue;
        memcpy(parent, digits, length - dropped);
        parent[length - dropped] = '\0';
        n++;
        found += bp_key_index_find(index, parent) >= 0;
    }
    return n > 0 ? (double)found / (double)n : 0.0;
}

/* Whether most numbers have the number of what they lie in beside them, 36301 its 363. Numbers that run on,
   from 1 to 1000, have a parent at every step and are no levels. */
static bp_status find_several(bp_context *context, bp_key_groups *groups, int32_t g)
{
    bp_key_index index;
    size_t room = (size_t)groups->groups[g].max_width + 1;
    char *parent = (char *)malloc(room);
    if (!parent)
        return bp_context_fail_memory(context, room);
    bp_status status = bp_key_index_open(context, groups->groups[g].n, &index);
    if (status)
        goto done;
    for (int64_t t = 0; t < groups->n_codes; t++)
        if (groups->codes[t].group == g)
            bp_key_index_add(&index, groups->codes[t].digits, t);
    bool runs_on = share_with_parent(groups, g, &index, 1, parent) > 0.5, has_parents = false;
    for (size_t dropped = 2; !runs_on && dropped <= MOST_DROPPED; dropped++)
        has_parents = has_parents || share_with_parent(groups, g, &index, dropped, parent) > 0.5;
    groups->groups[g].is_several = has_parents;
    bp_key_index_clear(&index);
done:
    free(parent);
    return status;
}

static bp_status judge_groups(bp_context *context, bp_key_groups *groups)
{
    bp_status status = BP_OK;
    for (int32_t g = 0; !status && g < groups->n; g++) {
        const bp_key_group *group = &groups->groups[g];
        if (!group->has_zeros && group->min_width < group->max_width)
            status = find_several(context, groups, g);
    }
    return status;
}

static void forget_groups(bp_key_groups *groups)
{
    groups->n = 0;
    for (int64_t t = 0; t < groups->n_codes; t++)
        groups->codes[t].group = -1;
}

bp_status bp_key_groups_make(bp_context *context, const bp_key_index *index, bp_key_groups *out)
{
    bp_key_groups groups = BP_KEY_GROUPS_INIT;
    bp_status status = take_apart(context, index, &groups);
    if (!status) {
        groups.groups = (bp_key_group *)calloc(BP_KEY_MOST_PREFIXES, sizeof *groups.groups);
        if (!groups.groups)
            status = bp_context_fail_memory(context, 0);
    }
    if (!status && group_by_prefix(&groups) && split_by_width(&groups))
        status = judge_groups(context, &groups);
    else
        forget_groups(&groups);
    if (status)
        bp_key_groups_clear(&groups);
    else
        *out = groups;
    return status;
}

void bp_key_groups_clear(bp_key_groups *groups)
{
    free(groups->codes);
    free(groups->store);
    free(groups->groups);
    *groups = (bp_key_groups)BP_KEY_GROUPS_INIT;
}
