/* How much of the units polygons cover, where the polygons may overlap each other. */
#include "cli/join/parts.h"

#include "geo/dissolve.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

/* An overlap of less than this share of both polygons is a border drawn twice. Along one it counts twice,
 * which is little; to unite a whole country for it would be much. */
static const double LEAST_SHARE = 0.01;

static void add_up(const bp_pieces *pieces, double *covered)
{
    for (int64_t i = 0; i < pieces->n_targets; i++)
        covered[i] = 0.0;
    for (int64_t p = 0; p < pieces->n; p++)
        covered[pieces->items[p].target] += pieces->items[p].target_share;
    for (int64_t i = 0; i < pieces->n_targets; i++)
        covered[i] = fmin(covered[i], 1.0);
}

static int32_t root_of(int32_t *parent, int32_t i)
{
    while (parent[i] != i) {
        parent[i] = parent[parent[i]];
        i = parent[i];
    }
    return i;
}

/* group[n]: polygons that overlap have one number, those that meet no unit -1. The root of a group is the
 * lowest of it. Returns the number of groups. */
static int32_t number_groups(const bp_overlap_list *overlaps, const uint8_t *wanted, int32_t n,
                             int32_t *parent, int32_t *group)
{
    int32_t n_groups = 0;
    for (int32_t i = 0; i < n; i++) {
        parent[i] = i;
        group[i] = -1;
    }
    for (int64_t k = 0; k < overlaps->n; k++) {
        if (!wanted[overlaps->items[k].b])
            continue;
        int32_t a = root_of(parent, (int32_t)overlaps->items[k].a);
        int32_t b = root_of(parent, (int32_t)overlaps->items[k].b);
        parent[a > b ? a : b] = a < b ? a : b;
    }
    for (int32_t i = 0; i < n; i++) {
        int32_t root = root_of(parent, i);
        if (wanted[i])
            group[i] = root == i ? n_groups++ : group[root];
    }
    return n_groups;
}

/* Polygons that overlap made one, whose warnings would speak of areas that nobody asked for. */
static bp_status unite(bp_context *context, const bp_polygons *sources, const int32_t *group,
                       int32_t n_groups, bp_polygons *out)
{
    const bp_context_options options = {bp_context_threads(context), bp_context_interrupt(context), NULL,
                                        NULL};
    bp_context *apart = NULL;
    if (bp_context_new(&options, &apart))
        return bp_context_fail_memory(context, 0);
    bp_status status = bp_polygons_dissolve(apart, sources, group, n_groups, out);
    if (status)
        bp_context_fail(context, status, "%s", bp_context_message(apart));
    bp_context_free(apart);
    return status;
}

/* covered[units] of what the polygons cover together. */
static bp_status cover_once(bp_join_work *work, const bp_polygons *sources, const bp_overlap_list *overlaps,
                            const uint8_t *wanted, double *covered)
{
    const bp_overlay_options options = BP_OVERLAY_OPTIONS_INIT;
    bp_polygons united = BP_POLYGONS_INIT;
    bp_pieces pieces = BP_PIECES_INIT;
    size_t n = (size_t)sources->n_units;
    int32_t *parent = (int32_t *)malloc((n + 1) * sizeof *parent);
    int32_t *group = (int32_t *)malloc((n + 1) * sizeof *group);
    bp_status status = BP_OK;
    if (!parent || !group) {
        status = bp_context_fail_memory(work->context, n * sizeof *group);
        goto done;
    }
    int32_t n_groups = number_groups(overlaps, wanted, (int32_t)n, parent, group);
    status = unite(work->context, sources, group, n_groups, &united);
    if (!status)
        status =
            bp_pieces_by_area(work->context, &united, &work->units->layer->polygons, &options, &pieces, NULL);
    if (!status)
        add_up(&pieces, covered);
done:
    bp_pieces_clear(&pieces);
    bp_polygons_clear(&united);
    free(parent);
    free(group);
    return status;
}

/* Pairs of different polygons that both meet a unit; each is listed both ways. */
static int64_t count_pairs(const bp_overlap_list *overlaps, const uint8_t *wanted)
{
    int64_t n = 0;
    for (int64_t k = 0; k < overlaps->n; k++)
        n += overlaps->items[k].a < overlaps->items[k].b && wanted[overlaps->items[k].b];
    return n;
}

bp_status bp_join_cover(bp_join_work *work, const bp_polygons *sources, const bp_pieces *by_area,
                        double *covered)
{
    bp_overlay_options options = BP_OVERLAY_OPTIONS_INIT;
    bp_overlap_list overlaps = BP_OVERLAP_LIST_INIT;
    uint8_t *wanted = (uint8_t *)calloc((size_t)sources->n_units + 1, 1);
    int64_t n_pairs = 0;
    if (!wanted)
        return bp_context_fail_memory(work->context, (size_t)sources->n_units);
    for (int64_t p = 0; p < by_area->n; p++)
        wanted[by_area->items[p].source] = 1;
    options.wanted = wanted;
    options.least_share = LEAST_SHARE;
    bp_status status = bp_overlay(work->context, sources, sources, &options, &overlaps, NULL);
    if (!status)
        n_pairs = count_pairs(&overlaps, wanted);
    if (!status && n_pairs == 0)
        add_up(by_area, covered);
    else if (!status)
        status = cover_once(work, sources, &overlaps, wanted, covered);
    if (!status && n_pairs > 0)
        bp_context_warn(work->context, "join_sources_overlap",
                        "%s: pairs of its polygons that overlap each other: %" PRId64
                        "; what they cover counts "
                        "once, their values count each",
                        work->request->source.shown, n_pairs);
    bp_overlap_list_clear(&overlaps);
    free(wanted);
    return status;
}
