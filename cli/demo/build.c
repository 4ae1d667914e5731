/* The whole country, all steps in their order. */
#include "cli/demo/build.h"

#include "cli/demo/indicators.h"
#include "cli/demo/planted.h"
#include "cli/demo/settlement.h"
#include "cli/demo/terrain.h"
#include "cli/demo/tessellation.h"

#include <stdlib.h>

static bp_status make_room(bp_context *context, bp_demo_country *country)
{
    int64_t n = country->n;
    country->x = (double *)bp_demo_zeroed(context, n, sizeof(double));
    country->y = (double *)bp_demo_zeroed(context, n, sizeof(double));
    country->urban = (double *)bp_demo_zeroed(context, n, sizeof(double));
    country->place = (uint8_t *)bp_demo_zeroed(context, n, 1);
    country->type = (uint8_t *)bp_demo_zeroed(context, n, 1);
    country->municipality = (int32_t *)bp_demo_zeroed(context, n, sizeof(int32_t));
    country->wijk = (int32_t *)bp_demo_zeroed(context, n, sizeof(int32_t));
    country->number = (int32_t *)bp_demo_zeroed(context, n, sizeof(int32_t));
    country->population = (int64_t *)bp_demo_zeroed(context, n, sizeof(int64_t));
    country->area = (int32_t *)bp_demo_zeroed(context, n, sizeof(int32_t));
    country->strip = (uint8_t *)bp_demo_zeroed(context, n, 1);
    bool all = country->x && country->y && country->urban && country->place && country->type &&
               country->municipality && country->wijk && country->number && country->population &&
               country->area && country->strip;
    for (int i = 0; i < BP_DEMO_INDICATORS; i++) {
        country->indicator[i] = (double *)bp_demo_zeroed(context, n, sizeof(double));
        all = all && country->indicator[i];
    }
    return all ? BP_OK : BP_ERROR_MEMORY;
}

/* A point, the density and the place of each unit, from the first of its cells. */
static void describe_units(bp_demo_country *country, const bp_demo_terrain *terrain,
                           const bp_demo_tessellation *tessellation)
{
    const bp_demo_cells *cells = &tessellation->cells;
    for (int32_t i = cells->n - 1; i >= 0; i--) {
        int32_t unit = tessellation->unit[i];
        if (unit < 0)
            continue;
        country->x[unit] = cells->x[i];
        country->y[unit] = cells->y[i];
        country->urban[unit] = bp_demo_terrain_urban(terrain, cells->x[i], cells->y[i]);
    }
    for (int64_t u = 0; u < country->n; u++)
        country->place[u] = tessellation->place[u];
}

/* Put municipality[], wijk[] and number[] in the new order. */
static bp_status reorder(bp_context *context, bp_demo_country *country, const int32_t *order)
{
    int32_t *columns[3] = {country->municipality, country->wijk, country->number};
    int32_t *before = (int32_t *)bp_demo_zeroed(context, country->n, sizeof *before);
    if (!before)
        return BP_ERROR_MEMORY;
    for (int c = 0; c < 3; c++) {
        for (int64_t u = 0; u < country->n; u++)
            before[u] = columns[c][u];
        for (int64_t u = 0; u < country->n; u++)
            columns[c][u] = before[order[u]];
    }
    free(before);
    return BP_OK;
}

/* Divide the units, then number them anew in the order of their codes. */
static bp_status divide(bp_context *context, bp_demo_country *country, const bp_demo_terrain *terrain,
                        bp_demo_tessellation *tessellation)
{
    int32_t *order = (int32_t *)bp_demo_zeroed(context, country->n, sizeof *order);
    int32_t *number = (int32_t *)bp_demo_zeroed(context, country->n, sizeof *number);
    bp_status status = BP_ERROR_MEMORY;
    if (!order || !number)
        goto done;
    status = bp_demo_tessellation_graph(context, tessellation, &country->graph);
    if (status)
        goto done;
    describe_units(country, terrain, tessellation);
    status = bp_demo_settlement_divide(context, country, order);
    if (status)
        goto done;
    for (int64_t u = 0; u < country->n; u++)
        number[order[u]] = (int32_t)u;
    status = bp_demo_tessellation_renumber(context, tessellation, number);
    if (!status)
        status = reorder(context, country, order);
    if (status)
        goto done;
    bp_graph_clear(&country->graph);
    status = bp_demo_tessellation_graph(context, tessellation, &country->graph);
    describe_units(country, terrain, tessellation);
done:
    free(order);
    free(number);
    return status;
}

static bp_status draw_map(bp_context *context, const bp_demo_options *options, bp_demo_country *country)
{
    bp_demo_terrain terrain = {0};
    bp_demo_tessellation tessellation = {0};
    bp_status status = bp_demo_terrain_make(context, options, &terrain);
    if (status)
        goto done;
    country->left = terrain.left;
    country->bottom = terrain.bottom;
    country->side_m = terrain.side_m;
    country->shrink = terrain.shrink;
    country->n_towns = terrain.n_towns;
    country->towns = terrain.towns;
    bp_context_progress(context, 0.05);
    status = bp_demo_tessellation_make(context, options, &terrain, &tessellation);
    if (status)
        goto done;
    bp_context_progress(context, 0.3);
    status = divide(context, country, &terrain, &tessellation);
    if (!status)
        status = bp_demo_tessellation_outline(context, &tessellation, &country->polygons);
done:
    if (country->towns)
        terrain.towns = NULL; /* the country owns them now */
    bp_demo_terrain_clear(&terrain);
    bp_demo_tessellation_clear(&tessellation);
    return status;
}

bp_status bp_demo_country_make(bp_context *context, const bp_demo_options *options, bp_demo_country *out)
{
    bp_demo_country country = {0};
    country.seed = options->seed;
    country.noise = options->noise;
    country.n = options->n_units;
    bp_status status = make_room(context, &country);
    if (!status)
        status = draw_map(context, options, &country);
    if (!status)
        status = bp_context_check(context);
    if (!status)
        status = bp_demo_settlement_populate(context, &country);
    if (!status)
        status = bp_demo_plant(context, &country);
    if (!status)
        status = bp_demo_measure(context, &country);
    if (status)
        bp_demo_country_clear(&country);
    else
        *out = country;
    return status;
}
