#include "cli/demo/settlement.h"

#include "cli/demo/grow.h"
#include "cli/demo/names.h"
#include "cli/demo/random.h"
#include "geo/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { UNITS_PER_WIJK = 8, MEAN_RESIDENTS = 1500, MOST_RESIDENTS = 15000 };

static int32_t nearest_unit(const bp_demo_country *country, const bp_demo_town *town, const int32_t *taken)
{
    double best = INFINITY;
    int32_t found = -1;
    for (int64_t u = 0; u < country->n; u++) {
        double dx = country->x[u] - town->x, dy = country->y[u] - town->y, distance = dx * dx + dy * dy;
        if (distance >= best || taken[u] >= 0 ||
            (country->place[u] & (BP_DEMO_PLACE_ISLAND | BP_DEMO_PLACE_LAKE)))
            continue;
        best = distance;
        found = (int32_t)u;
    }
    return found;
}

static int32_t nearest_town(const bp_demo_country *country, int64_t unit)
{
    int32_t nearest = 0;
    double best = INFINITY;
    for (int32_t k = 0; k < country->n_towns; k++) {
        double distance =
            hypot(country->x[unit] - country->towns[k].x, country->y[unit] - country->towns[k].y);
        if (distance < best) {
            best = distance;
            nearest = k;
        }
    }
    return nearest;
}

static bp_status grow_municipalities(bp_context *context, bp_demo_country *country)
{
    double *speed = (double *)bp_demo_zeroed(context, country->n_towns, sizeof *speed);
    if (!speed)
        return BP_ERROR_MEMORY;
    for (int64_t u = 0; u < country->n; u++)
        country->municipality[u] = -1;
    for (int32_t k = 0; k < country->n_towns; k++) {
        int32_t unit = nearest_unit(country, &country->towns[k], country->municipality);
        country->municipality[unit] = k;
        speed[k] = pow(country->towns[k].share, 0.3);
    }
    bp_demo_growth growth = {0, NULL, speed};
    bp_status status = bp_demo_grow(context, country, &growth, country->municipality);
    free(speed);
    for (int64_t u = 0; !status && u < country->n; u++)
        if (country->municipality[u] < 0)
            country->municipality[u] = nearest_town(country, u);
    return status;
}

/* True when the unit and all around it, `hops` links far, are plain units of its municipality off the coast.
 */
static bool is_inside(const bp_demo_country *country, int32_t unit, int hops)
{
    const bp_graph *graph = &country->graph;
    if (country->place[unit] != 0)
        return false;
    for (int64_t k = graph->offsets[unit]; k < graph->offsets[unit + 1]; k++) {
        int32_t other = graph->neighbours[k];
        if (country->municipality[other] != country->municipality[unit] ||
            (hops > 1 && !is_inside(country, other, hops - 1)))
            return false;
    }
    return true;
}

static bool is_near_centre(const bp_demo_country *country, int32_t unit)
{
    const bp_demo_town *town = &country->towns[country->municipality[unit]];
    return hypot(country->x[unit] - town->x, country->y[unit] - town->y) < 1.2 * town->radius_m;
}

/* The middle of a municipality that may lie inside another one: in the largest that has the room, as suburban
   as can be. hops 2: it takes the unit and its neighbours, with a ring of units left around; hops 1: the unit
   alone. */
static int32_t find_enclave(const bp_demo_country *country, int hops)
{
    int32_t found = -1;
    for (int64_t u = 0; u < country->n; u++) {
        if (found >= 0 && country->municipality[u] > country->municipality[found])
            continue;
        bool larger = found < 0 || country->municipality[u] < country->municipality[found];
        if (!larger && country->urban[u] <= country->urban[found])
            continue;
        if (!is_near_centre(country, (int32_t)u) && is_inside(country, (int32_t)u, hops))
            found = (int32_t)u;
    }
    return found;
}

static void enclose(bp_demo_country *country)
{
    const bp_graph *graph = &country->graph;
    int hops = 2;
    int32_t middle = find_enclave(country, hops);
    if (middle < 0)
        middle = find_enclave(country, hops = 1);
    if (middle < 0)
        return;
    for (int64_t k = graph->offsets[middle]; hops == 2 && k < graph->offsets[middle + 1]; k++)
        country->municipality[graph->neighbours[k]] = country->n_municipalities;
    country->municipality[middle] = country->n_municipalities++;
}

/* Codes spread over the four digits, shuffled, so that their order has nothing to do with size. */
static bp_status name_municipalities(bp_context *context, bp_demo_country *country)
{
    int32_t n = country->n_municipalities, step = 9900 / n;
    for (int32_t k = 0; k < n; k++)
        country->municipalities[k].code = 14 + k * step;
    for (int32_t k = n - 1; k > 0; k--) {
        uint64_t draw = bp_demo_bits(country->seed, BP_DEMO_STREAM_CODE, (uint64_t)k, 0);
        int32_t other = (int32_t)(draw % ((uint64_t)k + 1)), code = country->municipalities[k].code;
        country->municipalities[k].code = country->municipalities[other].code;
        country->municipalities[other].code = code;
    }
    for (int32_t k = 0; k < n; k++) {
        char name[BP_DEMO_NAME_SIZE];
        bp_demo_town_name(country->seed, k, name);
        country->municipalities[k].name = bp_text_copy(name);
        if (!country->municipalities[k].name)
            return bp_context_fail_memory(context, 0);
    }
    return BP_OK;
}

/* A permutation of the units by municipality code; within one by a random draw. */
typedef struct sort_item {
    int32_t unit, code, wijk;
    uint64_t draw;
} sort_item;

static int compare_items(const void *left, const void *right)
{
    const sort_item *a = (const sort_item *)left, *b = (const sort_item *)right;
    if (a->code != b->code)
        return a->code < b->code ? -1 : 1;
    if (a->wijk != b->wijk)
        return a->wijk < b->wijk ? -1 : 1;
    if (a->draw != b->draw)
        return a->draw < b->draw ? -1 : 1;
    return (a->unit > b->unit) - (a->unit < b->unit);
}

static void sort_units(const bp_demo_country *country, bool by_wijk, sort_item *items)
{
    for (int64_t u = 0; u < country->n; u++) {
        items[u].unit = (int32_t)u;
        items[u].code = country->municipalities[country->municipality[u]].code;
        items[u].wijk = by_wijk ? country->wijk[u] : 0;
        items[u].draw = bp_demo_bits(country->seed, BP_DEMO_STREAM_WIJK, (uint64_t)u, by_wijk);
    }
    qsort(items, (size_t)country->n, sizeof *items, compare_items);
}

/* Random seeds of wijken, grown; then what they did not reach, islands, one wijk each. */
static bp_status grow_wijken(bp_context *context, bp_demo_country *country, sort_item *items)
{
    int32_t *next = (int32_t *)bp_demo_zeroed(context, country->n_municipalities, sizeof *next);
    if (!next)
        return BP_ERROR_MEMORY;
    sort_units(country, false, items);
    for (int64_t u = 0; u < country->n; u++)
        country->wijk[u] = -1;
    for (int64_t i = 0; i < country->n; i++) {
        int32_t unit = items[i].unit, m = country->municipality[unit];
        bool is_plain =
            !(country->place[unit] & (BP_DEMO_PLACE_ISLAND | BP_DEMO_PLACE_LAKE | BP_DEMO_PLACE_HOLE));
        int64_t wanted = (country->municipalities[m].n_units + UNITS_PER_WIJK / 2) / UNITS_PER_WIJK;
        if (is_plain && (next[m] == 0 || next[m] < wanted))
            country->wijk[unit] = next[m]++;
    }
    bp_demo_growth growth = {1, country->municipality, NULL};
    bp_status status = bp_demo_grow(context, country, &growth, country->wijk);
    for (int64_t u = 0; !status && u < country->n; u++)
        if (country->wijk[u] < 0)
            country->wijk[u] = next[country->municipality[u]]++;
    country->n_wijken = 0;
    int32_t most = 0;
    for (int32_t m = 0; m < country->n_municipalities; m++) {
        country->n_wijken += next[m];
        most = next[m] > most ? next[m] : most;
    }
    for (country->wijk_digits = 2, most /= 100; most > 0; most /= 10)
        country->wijk_digits++;
    free(next);
    return status;
}

static void number_units(bp_demo_country *country, sort_item *items, int32_t *order)
{
    sort_units(country, true, items);
    int32_t number = 0, most = 0;
    for (int64_t i = 0; i < country->n; i++) {
        bool is_new = i == 0 || items[i].code != items[i - 1].code || items[i].wijk != items[i - 1].wijk;
        number = is_new ? 0 : number + 1;
        most = number > most ? number : most;
        country->number[items[i].unit] = number;
        order[i] = items[i].unit;
    }
    for (country->number_digits = 2, most /= 100; most > 0; most /= 10)
        country->number_digits++;
}

bp_status bp_demo_settlement_divide(bp_context *context, bp_demo_country *country, int32_t *order)
{
    sort_item *items = (sort_item *)bp_demo_zeroed(context, country->n, sizeof *items);
    country->n_municipalities = country->n_towns;
    country->municipalities = (bp_demo_municipality *)bp_demo_zeroed(context, (int64_t)country->n_towns + 1,
                                                                     sizeof *country->municipalities);
    bp_status status = BP_ERROR_MEMORY;
    if (!items || !country->municipalities)
        goto done;
    status = grow_municipalities(context, country);
    if (status)
        goto done;
    enclose(country);
    for (int64_t u = 0; u < country->n; u++)
        country->municipalities[country->municipality[u]].n_units++;
    status = name_municipalities(context, country);
    if (!status)
        status = grow_wijken(context, country, items);
    if (!status)
        number_units(country, items, order);
done:
    free(items);
    return status;
}

static bp_demo_type type_of(const bp_demo_country *country, int64_t unit)
{
    double urban = country->urban[unit];
    double draw = bp_demo_uniform(country->seed, BP_DEMO_STREAM_UNINHABITED, (uint64_t)unit, 0);
    if (country->place[unit] & BP_DEMO_PLACE_LAKE)
        return BP_DEMO_WATER;
    if (draw < 0.04 && country->place[unit] == 0 && urban < 0.7)
        return urban > 0.05 ? BP_DEMO_INDUSTRY : BP_DEMO_FOREST;
    return urban > 0.75   ? BP_DEMO_CENTRE
           : urban > 0.35 ? BP_DEMO_URBAN
           : urban > 0.10 ? BP_DEMO_SUBURBAN
           : urban > 0.02 ? BP_DEMO_VILLAGE
                          : BP_DEMO_RURAL;
}

bp_status bp_demo_settlement_populate(bp_context *context, bp_demo_country *country)
{
    double *raw = (double *)bp_demo_zeroed(context, country->n, sizeof *raw), total = 0.0;
    if (!raw)
        return BP_ERROR_MEMORY;
    for (int64_t u = 0; u < country->n; u++) {
        country->type[u] = (uint8_t)type_of(country, u);
        double noise = bp_demo_normal(country->seed, BP_DEMO_STREAM_POPULATION, (uint64_t)u, 0);
        if (country->type[u] < BP_DEMO_INDUSTRY)
            raw[u] = (700.0 + 1000.0 * country->urban[u]) * exp(0.55 * noise);
        total += raw[u];
    }
    double scale = (double)MEAN_RESIDENTS * (double)country->n / total;
    for (int64_t u = 0; u < country->n; u++) {
        country->population[u] = (int64_t)fmin(floor(raw[u] * scale + 0.5), MOST_RESIDENTS);
        country->municipalities[country->municipality[u]].population += country->population[u];
    }
    free(raw);
    return BP_OK;
}
