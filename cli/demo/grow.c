#include "cli/demo/grow.h"

#include "cli/demo/random.h"

#include <math.h>
#include <stdlib.h>

typedef struct front_item {
    double cost;
    int32_t unit, label;
} front_item;

/* A binary heap, cheapest first; equal costs by unit, so that the order is fixed. */
typedef struct front {
    int64_t n, room;
    front_item *items;
} front;

static bool comes_first(const front_item *a, const front_item *b)
{
    if (a->cost < b->cost || a->cost > b->cost)
        return a->cost < b->cost;
    return a->unit != b->unit ? a->unit < b->unit : a->label < b->label;
}

static bp_status push(bp_context *context, front *heap, front_item item)
{
    if (heap->n == heap->room) {
        int64_t room = 2 * heap->room + 1024;
        front_item *grown = (front_item *)realloc(heap->items, (size_t)room * sizeof *grown);
        if (!grown)
            return bp_context_fail_memory(context, (size_t)room * sizeof *grown);
        heap->items = grown;
        heap->room = room;
    }
    int64_t at = heap->n++;
    while (at > 0 && comes_first(&item, &heap->items[(at - 1) / 2])) {
        heap->items[at] = heap->items[(at - 1) / 2];
        at = (at - 1) / 2;
    }
    heap->items[at] = item;
    return BP_OK;
}

static front_item pop(front *heap)
{
    front_item first = heap->items[0], last = heap->items[--heap->n];
    int64_t at = 0;
    for (;;) {
        int64_t child = 2 * at + 1;
        if (child >= heap->n)
            break;
        if (child + 1 < heap->n && comes_first(&heap->items[child + 1], &heap->items[child]))
            child++;
        if (!comes_first(&heap->items[child], &last))
            break;
        heap->items[at] = heap->items[child];
        at = child;
    }
    heap->items[at] = last;
    return first;
}

static bp_status expand(bp_context *context, const bp_demo_country *country, const bp_demo_growth *growth,
                        const front_item *item, const int32_t *label, front *heap)
{
    const bp_graph *graph = &country->graph;
    int32_t unit = item->unit;
    if (country->place[unit] & BP_DEMO_PLACE_LAKE)
        return BP_OK;
    for (int64_t k = graph->offsets[unit]; k < graph->offsets[unit + 1]; k++) {
        int32_t other = graph->neighbours[k];
        if (label[other] >= 0 || (growth->within && growth->within[other] != growth->within[unit]))
            continue;
        double detour =
            0.7 + 0.9 * bp_demo_uniform(country->seed, BP_DEMO_STREAM_GROW, growth->key, (uint64_t)other);
        double distance = hypot(country->x[other] - country->x[unit], country->y[other] - country->y[unit]);
        double speed = growth->speed ? growth->speed[item->label] : 1.0;
        front_item next = {item->cost + detour * distance / speed, other, item->label};
        bp_status status = push(context, heap, next);
        if (status)
            return status;
    }
    return BP_OK;
}

bp_status bp_demo_grow(bp_context *context, const bp_demo_country *country, const bp_demo_growth *growth,
                       int32_t *label)
{
    front heap = {0, 0, NULL};
    bp_status status = BP_OK;
    for (int64_t u = 0; !status && u < country->n; u++) {
        if (label[u] < 0)
            continue;
        status = push(context, &heap, (front_item){0.0, (int32_t)u, label[u]});
        label[u] = -1;
    }
    while (!status && heap.n > 0) {
        front_item item = pop(&heap);
        if (label[item.unit] >= 0)
            continue;
        label[item.unit] = item.label;
        status = expand(context, country, growth, &item, label, &heap);
    }
    free(heap.items);
    return status;
}
