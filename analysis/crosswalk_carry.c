/* Members of groups carried over by a crosswalk. */
#include "analysis/crosswalk.h"

#include <stdlib.h>

static int by_group_then_unit(const void *a, const void *b)
{
    const bp_crosswalk_carried *p = (const bp_crosswalk_carried *)a, *q = (const bp_crosswalk_carried *)b;
    if (p->group != q->group)
        return p->group < q->group ? -1 : 1;
    if (p->unit != q->unit)
        return p->unit < q->unit ? -1 : 1;
    /* The rest makes sums, and the origin, come out the same whatever the order. */
    if (p->share != q->share)
        return p->share > q->share ? -1 : 1;
    if (p->area_share != q->area_share)
        return p->area_share > q->area_share ? -1 : 1;
    return (p->origin > q->origin) - (p->origin < q->origin);
}

/* first[code] .. first[code + 1]: its links. */
static int64_t *index_links(const bp_crosswalk *crosswalk)
{
    int64_t *first = (int64_t *)calloc((size_t)crosswalk->n_from + 2, sizeof *first);
    for (int64_t k = 0; first && k < crosswalk->n; k++)
        first[crosswalk->links[k].from + 1]++;
    for (int64_t code = 0; first && code < crosswalk->n_from; code++)
        first[code + 1] += first[code];
    return first;
}

/* Add up what several members bring of one unit to one group; the first of them brings most. */
static int64_t unite(bp_crosswalk_carried *items, int64_t n)
{
    int64_t kept = 0;
    for (int64_t k = 0; k < n; k++) {
        bp_crosswalk_carried *last = kept > 0 ? &items[kept - 1] : NULL;
        if (last && last->group == items[k].group && last->unit == items[k].unit) {
            last->share += items[k].share;
            last->area_share += items[k].area_share;
        } else {
            items[kept++] = items[k];
        }
    }
    for (int64_t k = 0; k < kept; k++) {
        items[k].share = items[k].share > 1.0 ? 1.0 : items[k].share;
        items[k].area_share = items[k].area_share > 1.0 ? 1.0 : items[k].area_share;
    }
    return kept;
}

bp_status bp_crosswalk_carry(bp_context *context, const bp_crosswalk *crosswalk,
                             const bp_crosswalk_member *members, int64_t n, bp_crosswalk_carried **out,
                             int64_t *n_out)
{
    int64_t total = 0, filled = 0, *first = index_links(crosswalk);
    if (!first)
        return bp_context_fail_memory(context, (size_t)crosswalk->n_from * sizeof *first);
    for (int64_t m = 0; m < n; m++)
        if (members[m].code >= 0)
            total += first[members[m].code + 1] - first[members[m].code];
    bp_crosswalk_carried *items = (bp_crosswalk_carried *)malloc((size_t)(total + 1) * sizeof *items);
    if (!items) {
        free(first);
        return bp_context_fail_memory(context, (size_t)total * sizeof *items);
    }
    for (int64_t m = 0; m < n; m++) {
        const bp_crosswalk_member *member = &members[m];
        for (int64_t k = member->code < 0 ? 0 : first[member->code];
             member->code >= 0 && k < first[member->code + 1]; k++) {
            const bp_crosswalk_link *link = &crosswalk->links[k];
            items[filled++] = (bp_crosswalk_carried){member->group, link->to, member->share * link->share,
                                                     member->area_share * link->area_share, m};
        }
    }
    free(first);
    qsort(items, (size_t)filled, sizeof *items, by_group_then_unit);
    *n_out = unite(items, filled);
    *out = items;
    return BP_OK;
}
