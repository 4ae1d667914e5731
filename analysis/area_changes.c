#include "analysis/area_changes.h"

#include "geo/bitmap.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

const char *bp_area_change_name(bp_area_change_kind kind)
{
    static const char *const names[BP_AREA_CHANGE_KINDS] = {"same",   "grown",     "shrunk", "moved", "split",
                                                            "merged", "regrouped", "new",    "gone"};
    return names[kind];
}

void bp_area_changes_clear(bp_area_changes *changes)
{
    free(changes->items);
    free(changes->of_before);
    free(changes->of_after);
    *changes = (bp_area_changes)BP_AREA_CHANGES_INIT;
}

/* The area that a unit counts in, -1: none. */
static int32_t counted_in(const bp_area_sets *sets, int64_t i)
{
    return sets->counts && !sets->counts[i] ? -1 : sets->area_of[i];
}

static bp_status check_areas(bp_context *context, const bp_match_input *input)
{
    const bp_area_sets *const sides[] = {&input->own, &input->other};
    for (int side = 0; side < 2; side++)
        for (int64_t i = 0; i < input->n; i++)
            if (sides[side]->area_of[i] < -1 || sides[side]->area_of[i] >= sides[side]->n_areas)
                return bp_context_fail(context, BP_ERROR_ARGUMENT,
                                       "unit %" PRId64 " is in area %d, expected -1 to %d", i,
                                       sides[side]->area_of[i], sides[side]->n_areas - 1);
    return BP_OK;
}

static int32_t find(int32_t *joined, int32_t area)
{
    while (joined[area] != area) {
        joined[area] = joined[joined[area]];
        area = joined[area];
    }
    return area;
}

/* Areas before are 0 .. n_before - 1, those after follow; the lowest number stands for all that are joined.
 */
static void join_areas(const bp_match_input *input, int32_t *joined)
{
    const int32_t n_before = input->own.n_areas;
    for (int32_t area = 0; area < n_before + input->other.n_areas; area++)
        joined[area] = area;
    for (int64_t i = 0; i < input->n; i++) {
        int32_t before = counted_in(&input->own, i), after = counted_in(&input->other, i);
        if (before < 0 || after < 0)
            continue;
        before = find(joined, before);
        after = find(joined, n_before + after);
        if (before < after)
            joined[after] = before;
        else
            joined[before] = after;
    }
}

static void number_changes(int32_t *joined, bp_area_changes *out)
{
    const int32_t n_areas = out->n_before + out->n_after;
    for (int32_t area = 0; area < n_areas; area++) {
        int32_t *of = area < out->n_before ? &out->of_before[area] : &out->of_after[area - out->n_before];
        const int32_t root = find(joined, area);
        if (root == area)
            *of = out->n++;
        else
            *of = root < out->n_before ? out->of_before[root] : out->of_after[root - out->n_before];
        bp_area_change *change = &out->items[*of];
        if (area < out->n_before)
            change->n_before++;
        else
            change->n_after++;
    }
}

static void add_units(const bp_match_input *input, bp_area_changes *out)
{
    for (int64_t i = 0; i < input->n; i++) {
        const int32_t before = counted_in(&input->own, i), after = counted_in(&input->other, i);
        if (before < 0 && after < 0)
            continue;
        bp_area_change *change = &out->items[before >= 0 ? out->of_before[before] : out->of_after[after]];
        const bool known = bp_bitmap_get(input->population_known, i);
        const double residents = known ? input->population[i] : 0.0;
        change->n_unknown += !known;
        if (before >= 0) {
            change->units_before++;
            change->before += residents;
        }
        if (after >= 0) {
            change->units_after++;
            change->after += residents;
        }
        if (before >= 0 && after >= 0) {
            change->units_both++;
            change->both += residents;
        }
    }
}

static bp_area_change_kind kind_of(const bp_area_change *change)
{
    if (change->n_before == 0)
        return BP_AREA_NEW;
    if (change->n_after == 0)
        return BP_AREA_GONE;
    if (change->n_before > 1)
        return change->n_after > 1 ? BP_AREA_REGROUPED : BP_AREA_MERGED;
    if (change->n_after > 1)
        return BP_AREA_SPLIT;
    const bool lost = change->units_both < change->units_before;
    const bool gained = change->units_both < change->units_after;
    return lost && gained ? BP_AREA_MOVED : lost ? BP_AREA_SHRUNK : gained ? BP_AREA_GROWN : BP_AREA_SAME;
}

/* A change while the changes are put in their order. */
typedef struct ranked {
    bp_area_change change;
    int32_t number;
} ranked;

static double larger(const bp_area_change *change)
{
    return change->before > change->after ? change->before : change->after;
}

static int most_first(const void *a, const void *b)
{
    const ranked *p = (const ranked *)a, *q = (const ranked *)b;
    const double own = larger(&p->change), other = larger(&q->change);
    if (own != other)
        return own > other ? -1 : 1;
    return (p->number > q->number) - (p->number < q->number);
}

static bp_status order_changes(bp_context *context, bp_area_changes *out)
{
    bp_status status = BP_OK;
    const size_t rows = (size_t)out->n + 1;
    ranked *order = (ranked *)calloc(rows, sizeof *order);
    int32_t *place = (int32_t *)calloc(rows, sizeof *place);
    if (!order || !place) {
        status = bp_context_fail_memory(context, rows * sizeof *order);
        goto done;
    }
    for (int32_t c = 0; c < out->n; c++)
        order[c] = (ranked){out->items[c], c};
    qsort(order, (size_t)out->n, sizeof *order, most_first);
    for (int32_t c = 0; c < out->n; c++) {
        out->items[c] = order[c].change;
        place[order[c].number] = c;
    }
    for (int32_t a = 0; a < out->n_before; a++)
        out->of_before[a] = place[out->of_before[a]];
    for (int32_t a = 0; a < out->n_after; a++)
        out->of_after[a] = place[out->of_after[a]];
done:
    free(order);
    free(place);
    return status;
}

bp_status bp_area_changes_new(bp_context *context, const bp_match_input *input, bp_area_changes *out)
{
    bp_area_changes found = BP_AREA_CHANGES_INIT;
    const size_t rows = (size_t)input->own.n_areas + (size_t)input->other.n_areas + 1;
    int32_t *joined = NULL;
    bp_status status = check_areas(context, input);
    if (status)
        return status;
    found.n_before = input->own.n_areas;
    found.n_after = input->other.n_areas;
    joined = (int32_t *)malloc(rows * sizeof *joined);
    found.items = (bp_area_change *)calloc(rows, sizeof *found.items);
    found.of_before = (int32_t *)calloc((size_t)found.n_before + 1, sizeof *found.of_before);
    found.of_after = (int32_t *)calloc((size_t)found.n_after + 1, sizeof *found.of_after);
    if (!joined || !found.items || !found.of_before || !found.of_after) {
        status = bp_context_fail_memory(context, rows * sizeof *found.items);
        goto done;
    }
    join_areas(input, joined);
    number_changes(joined, &found);
    add_units(input, &found);
    for (int32_t c = 0; c < found.n; c++)
        found.items[c].kind = kind_of(&found.items[c]);
    status = order_changes(context, &found);
done:
    free(joined);
    if (status)
        bp_area_changes_clear(&found);
    else
        *out = found;
    return status;
}
