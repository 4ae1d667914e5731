#include "cli/demo/country.h"

#include <stdlib.h>

void *bp_demo_zeroed(bp_context *context, int64_t n, size_t size)
{
    size_t count = n > 0 ? (size_t)n : 1;
    void *memory = calloc(count, size);
    if (!memory)
        bp_context_fail_memory(context, count * size);
    return memory;
}

void bp_demo_country_clear(bp_demo_country *country)
{
    bp_polygons_clear(&country->polygons);
    bp_graph_clear(&country->graph);
    free(country->x);
    free(country->y);
    free(country->urban);
    free(country->place);
    free(country->type);
    free(country->municipality);
    free(country->wijk);
    free(country->number);
    free(country->population);
    free(country->area);
    free(country->strip);
    for (int i = 0; i < BP_DEMO_INDICATORS; i++)
        free(country->indicator[i]);
    for (int32_t m = 0; country->municipalities && m < country->n_municipalities; m++)
        free(country->municipalities[m].name);
    for (int32_t a = 0; country->areas && a < country->n_areas; a++)
        free(country->areas[a].name);
    free(country->municipalities);
    free(country->areas);
    free(country->towns);
    *country = (bp_demo_country){0};
}
