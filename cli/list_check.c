#include "cli/list_check.h"

#include "geo/text.h"
#include "geo/values.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* Two names that differ in one letter are the same slip of the pen; shorter ones are words of their own. */
enum { SHORTEST_SLIP = 5 };

bp_status bp_list_check_columns(bp_context *context, const bp_list_manifest *manifest,
                                const bp_table *members)
{
    const bp_list_members_keys *keys = &manifest->members;
    const struct {
        const char *key, *column;
    } meant[] = {{"vintage", keys->vintage},
                 {"inclusion", keys->inclusion},
                 {"part", keys->part},
                 {"share", keys->share},
                 {"certainty", keys->certainty}};
    const char *const named[] = {keys->area, keys->code,  keys->vintage,   keys->inclusion,
                                 keys->part, keys->share, keys->certainty, keys->note};
    for (int c = 0; c < members->n_columns; c++) {
        const char *name = members->columns[c].name;
        bool is_named = false;
        for (size_t i = 0; i < sizeof named / sizeof *named; i++)
            is_named = is_named || (named[i] && strcmp(named[i], name) == 0);
        for (size_t i = 0; !is_named && i < sizeof meant / sizeof *meant; i++) {
            int slips = strlen(name) >= SHORTEST_SLIP ? 1 : 0;
            if (meant[i].column || bp_text_distance(name, meant[i].key) > slips)
                continue;
            return bp_context_fail(context, BP_ERROR_INPUT,
                                   "%s:%d: members: %s has a column '%s' that list.yaml does not name; "
                                   "write %s: %s there, or give the column another name",
                                   manifest->file.path, bp_yaml_line(&manifest->file, "members"),
                                   members->source, name, meant[i].key, name);
        }
    }
    return BP_OK;
}

bp_status bp_list_take_shares(bp_context *context, const bp_list_manifest *manifest, const bp_table *members,
                              bp_list *list)
{
    const char *name = manifest->members.share;
    for (int64_t k = 0; k < list->n_members; k++)
        list->members[k].share = 1.0;
    if (!name)
        return BP_OK;
    int column = bp_table_find(members, name);
    const char *nearest = bp_table_nearest_name(members, name);
    if (column < 0)
        return bp_context_fail(context, BP_ERROR_INPUT, "%s:%d: members.share: %s has no column '%s'%s%s%s",
                               manifest->file.path, bp_yaml_line(&manifest->file, "members.share"),
                               members->source, name, nearest ? "; nearest: '" : "", nearest ? nearest : "",
                               nearest ? "'" : "");
    bp_values values = BP_VALUES_INIT;
    bp_status status = bp_values_read(context, members, column, NULL, 0, &values);
    for (int64_t k = 0; !status && k < list->n_members; k++) {
        bp_list_member *member = &list->members[k];
        member->has_share = bp_values_is_valid(&values, k);
        if (!member->has_share)
            continue;
        member->share = values.value[k];
        if (!(member->share > 0.0 && member->share <= 1.0))
            status = bp_context_fail(context, BP_ERROR_INPUT,
                                     "%s, column '%s', row %" PRId64
                                     ": found %.15g, expected a share above 0 and at most 1 (0.3 for 30 %%)",
                                     list->members_path, name, member->row, member->share);
    }
    bp_values_clear(&values);
    return status;
}

static bp_status check_inclusion(bp_context *context, const bp_list_manifest *manifest, const bp_list *list,
                                 const bp_list_member *member)
{
    static const char *const words[] = {"whole", "part", "unknown"};
    if (!member->inclusion)
        return BP_OK;
    bool is_known = false;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        is_known = is_known || strcmp(member->inclusion, words[i]) == 0;
    const char *nearest = bp_text_nearest(member->inclusion, words, 3);
    if (!is_known)
        return bp_context_fail(
            context, BP_ERROR_INPUT,
            "%s, column '%s', row %" PRId64 ": found '%s', expected one of whole, part, unknown%s%s%s",
            list->members_path, manifest->members.inclusion, member->row, member->inclusion,
            nearest ? "; nearest: '" : "", nearest ? nearest : "", nearest ? "'" : "");
    if (strcmp(member->inclusion, words[0]) == 0 && member->share < 1.0)
        return bp_context_fail(context, BP_ERROR_INPUT,
                               "%s, row %" PRId64
                               ": '%s' belongs whole, and for a share of %.15g; write part, or leave the "
                               "share empty",
                               list->members_path, member->row, member->code, member->share);
    return BP_OK;
}

static int by_code(const void *a, const void *b)
{
    const bp_list_member *p = *(const bp_list_member *const *)a, *q = *(const bp_list_member *const *)b;
    int order = strcmp(p->code, q->code);
    if (order == 0)
        order = (p->area > q->area) - (p->area < q->area);
    return order ? order : (p->row > q->row) - (p->row < q->row);
}

/* Whether two areas may name the same code: any two of a programme, and those whose shares or outlines say
 * that they divide it. That they do not overlap is then a matter of their sizes. */
static bool may_divide(const bp_list *list, const bp_list_member *a, const bp_list_member *b)
{
    return a->area != b->area &&
           (list->kind == BP_LIST_PROGRAMME || list->parts.path || (a->has_share && b->has_share));
}

static bp_status check_codes(bp_context *context, const bp_list *list)
{
    const bp_list_member **sorted =
        (const bp_list_member **)calloc((size_t)list->n_members + 1, sizeof *sorted);
    if (!sorted)
        return bp_context_fail_memory(context, 0);
    for (int64_t i = 0; i < list->n_members; i++)
        sorted[i] = &list->members[i];
    qsort(sorted, (size_t)list->n_members, sizeof *sorted, by_code);
    bp_status status = BP_OK;
    for (int64_t i = 1; !status && i < list->n_members; i++) {
        const bp_list_member *a = sorted[i - 1], *b = sorted[i];
        if (strcmp(a->code, b->code) != 0 || may_divide(list, a, b))
            continue;
        status = bp_context_fail(
            context, BP_ERROR_INPUT,
            "%s, rows %" PRId64 " and %" PRId64 ": '%s' is listed twice (areas %s and %s)",
            list->members_path, a->row < b->row ? a->row : b->row, a->row < b->row ? b->row : a->row, a->code,
            list->areas[a->area].id, list->areas[b->area].id);
    }
    free(sorted);
    return status;
}

bp_status bp_list_check_members(bp_context *context, const bp_list_manifest *manifest, const bp_list *list)
{
    bp_status status = BP_OK;
    for (int64_t k = 0; !status && k < list->n_members; k++)
        status = check_inclusion(context, manifest, list, &list->members[k]);
    return status ? status : check_codes(context, list);
}
