/* The problem areas that a good method ought to find: connected, inside one municipality, of known extent. */
#include "cli/demo/planted.h"

#include "cli/demo/names.h"
#include "cli/demo/random.h"
#include "geo/text.h"

#include <math.h>
#include <stdlib.h>

enum {
    UNITS_PER_AREA = 200, /* of the country: ten areas for 2,000 units */
    LEAST_UNITS = 4,
    MOST_UNITS = 14,
    LEAST_RESIDENTS = 4000,
    MOST_RESIDENTS = 25000,
    MOST_STRIP = 3,
    SEEDS_TRIED = 60
};

/* One area in the making. Side 1 and 2 are what lies on either side of a strip; without a strip all is
 * side 1. */
typedef struct plot {
    int32_t area, municipality;
    int n_members, n_strip;
    int32_t members[MOST_UNITS], strip[MOST_STRIP];
    int side[MOST_UNITS];
    int64_t population;
} plot;

typedef struct planter {
    bp_demo_country *country;
    int64_t *first;   /* first[m]: first unit of municipality m; its units lie together */
    int32_t *ranking; /* municipalities, most residents first */
    uint8_t *blocked; /* planted, or next to what is */
} planter;

static int side_of(const plot *p, int32_t unit)
{
    for (int i = 0; i < p->n_members; i++)
        if (p->members[i] == unit)
            return p->side[i];
    return 0;
}

static bool touches_side(const planter *work, const plot *p, int32_t unit, int side)
{
    const bp_graph *graph = &work->country->graph;
    for (int64_t k = graph->offsets[unit]; k < graph->offsets[unit + 1]; k++)
        if (side_of(p, graph->neighbours[k]) == side)
            return true;
    return false;
}

static bool is_strip(const plot *p, int32_t unit)
{
    for (int i = 0; i < p->n_strip; i++)
        if (p->strip[i] == unit)
            return true;
    return false;
}

static bool is_plantable(const planter *work, const plot *p, int32_t unit)
{
    const bp_demo_country *country = work->country;
    return !work->blocked[unit] && country->municipality[unit] == p->municipality &&
           !(country->place[unit] & ~BP_DEMO_PLACE_COAST) && country->urban[unit] > 0.15 &&
           country->population[unit] >= 400 && country->population[unit] <= 2500 && !is_strip(p, unit) &&
           side_of(p, unit) == 0;
}

static void add_member(const planter *work, plot *p, int32_t unit, int side)
{
    p->members[p->n_members] = unit;
    p->side[p->n_members++] = side;
    p->population += work->country->population[unit];
}

static void remove_first(const planter *work, plot *p)
{
    p->population -= work->country->population[p->members[0]];
    p->n_members--;
    p->members[0] = p->members[p->n_members];
    p->side[0] = p->side[p->n_members];
}

/* The plantable unit next to the side that lies nearest to its first unit, give or take; -1 when there is
 * none. */
static int32_t find_next(const planter *work, const plot *p, int32_t seed, int side)
{
    const bp_demo_country *country = work->country;
    const bp_graph *graph = &country->graph;
    double best = INFINITY;
    int32_t found = -1;
    for (int i = 0; i < p->n_members; i++) {
        if (p->side[i] != side)
            continue;
        for (int64_t k = graph->offsets[p->members[i]]; k < graph->offsets[p->members[i] + 1]; k++) {
            int32_t unit = graph->neighbours[k];
            double distance = hypot(country->x[unit] - country->x[seed], country->y[unit] - country->y[seed]);
            distance *= 0.6 + 0.8 * bp_demo_uniform(country->seed, BP_DEMO_STREAM_PLANT, (uint64_t)unit, 1);
            if (distance < best && is_plantable(work, p, unit) && !touches_side(work, p, unit, 3 - side) &&
                p->population + country->population[unit] <= MOST_RESIDENTS) {
                best = distance;
                found = unit;
            }
        }
    }
    return found;
}

static void grow_side(const planter *work, plot *p, int32_t seed, int side, int most_units, int64_t target)
{
    add_member(work, p, seed, side);
    while (p->n_members < most_units && (p->population < target || p->n_members < LEAST_UNITS)) {
        int32_t unit = find_next(work, p, seed, side);
        if (unit < 0)
            return;
        add_member(work, p, unit, side);
    }
}

/* Two sides that do not touch, with `seed` and what else touches both in between. */
static void grow_around_strip(const planter *work, plot *p, int32_t seed, int64_t target)
{
    const bp_demo_country *country = work->country;
    const bp_graph *graph = &country->graph;
    int32_t one = -1, two = -1;
    double farthest = 0.0;
    p->strip[p->n_strip++] = seed;
    for (int64_t a = graph->offsets[seed]; a < graph->offsets[seed + 1]; a++)
        for (int64_t b = graph->offsets[seed]; b < a; b++) {
            int32_t u = graph->neighbours[a], v = graph->neighbours[b];
            double distance = hypot(country->x[u] - country->x[v], country->y[u] - country->y[v]);
            if (distance > farthest && is_plantable(work, p, u) && is_plantable(work, p, v)) {
                farthest = distance;
                one = u;
                two = v;
            }
        }
    if (one < 0)
        return;
    /* The second seed stands by while the first side grows, so that the sides do not come to touch. */
    add_member(work, p, two, 2);
    grow_side(work, p, one, 1, MOST_UNITS / 2 - 1, target / 2);
    remove_first(work, p);
    if (!touches_side(work, p, two, 1))
        grow_side(work, p, two, 2, MOST_UNITS - MOST_STRIP, target);
    for (int64_t k = graph->offsets[seed]; k < graph->offsets[seed + 1] && p->n_strip < MOST_STRIP; k++) {
        int32_t unit = graph->neighbours[k];
        if (is_plantable(work, p, unit) && touches_side(work, p, unit, 1) && touches_side(work, p, unit, 2))
            p->strip[p->n_strip++] = unit;
    }
}

static bool is_good(const plot *p, bool with_strip)
{
    int on_side[3] = {0, 0, 0};
    for (int i = 0; i < p->n_members; i++)
        on_side[p->side[i]]++;
    return p->n_members >= LEAST_UNITS && p->population >= LEAST_RESIDENTS &&
           p->population <= MOST_RESIDENTS && (!with_strip || (on_side[1] >= 2 && on_side[2] >= 2));
}

static bool find_plot(const planter *work, int32_t area, int32_t municipality, bool with_strip, plot *out)
{
    const bp_demo_country *country = work->country;
    double size = bp_demo_uniform(country->seed, BP_DEMO_STREAM_PLANT_SIZE, (uint64_t)area, 0);
    int64_t target = (int64_t)(8000.0 * pow(2.75, size)), n = country->municipalities[municipality].n_units;
    for (uint64_t attempt = 0; attempt < SEEDS_TRIED; attempt++) {
        plot p = {0};
        p.area = area;
        p.municipality = municipality;
        uint64_t draw = bp_demo_bits(country->seed, BP_DEMO_STREAM_PLANT, (uint64_t)area + 2,
                                     (uint64_t)municipality * 64 + attempt);
        int32_t seed = (int32_t)(work->first[municipality] + (int64_t)(draw % (uint64_t)n));
        if (!is_plantable(work, &p, seed))
            continue;
        if (with_strip)
            grow_around_strip(work, &p, seed, target);
        else
            grow_side(work, &p, seed, 1, MOST_UNITS, target);
        if (is_good(&p, with_strip)) {
            *out = p;
            return true;
        }
    }
    return false;
}

static void block_around(planter *work, int32_t unit)
{
    const bp_graph *graph = &work->country->graph;
    work->blocked[unit] = 1;
    for (int64_t k = graph->offsets[unit]; k < graph->offsets[unit + 1]; k++) {
        int32_t other = graph->neighbours[k];
        work->blocked[other] = 1;
        for (int64_t j = graph->offsets[other]; j < graph->offsets[other + 1]; j++)
            work->blocked[graph->neighbours[j]] = 1;
    }
}

static bp_status settle_plot(bp_context *context, planter *work, const plot *p)
{
    bp_demo_country *country = work->country;
    bp_demo_area *area = &country->areas[country->n_areas];
    char name[BP_DEMO_NAME_SIZE];
    bp_demo_unit_name(country->seed, p->members[0], name);
    area->name = bp_text_format("%s, %s", country->municipalities[p->municipality].name, name);
    if (!area->name)
        return bp_context_fail_memory(context, 0);
    area->municipality = p->municipality;
    area->n_units = p->n_members + p->n_strip;
    area->population = p->population;
    area->strength = 3.2 + fmod(0.618034 * (p->area + 1), 1.0);
    area->designated = p->area % 5 == 0 || p->area % 5 == 3;
    for (int i = 0; i < p->n_members; i++) {
        country->area[p->members[i]] = country->n_areas;
        block_around(work, p->members[i]);
    }
    for (int i = 0; i < p->n_strip; i++) {
        int32_t unit = p->strip[i];
        country->area[unit] = country->n_areas;
        country->strip[unit] = 1;
        country->type[unit] = BP_DEMO_RAILWAY;
        country->municipalities[p->municipality].population -= country->population[unit];
        country->population[unit] = 0;
        block_around(work, unit);
    }
    country->n_areas++;
    return BP_OK;
}

/* Plant the area in the first of ranking[from .. from + size - 1], beginning at `start`, that has room for
 * it. */
static bool find_town(const planter *work, int32_t area, const int32_t range[3], bool with_strip, plot *out)
{
    int32_t from = range[0], size = range[1], start = range[2];
    for (int32_t i = 0; i < size; i++)
        if (find_plot(work, area, work->ranking[from + (start + i) % size], with_strip, out))
            return true;
    return false;
}

/* Even areas go to the tenth of the municipalities with most residents, odd ones to the next third, each to
   the next one of its group; where a small country has no room there, to any. Every tenth area is cut by a
   strip. */
static bp_status plant_area(bp_context *context, planter *work, int32_t area)
{
    int32_t n = work->country->n_municipalities;
    int32_t n_large = n / 10 > 2 ? n / 10 : 2, n_middle = n / 3 > 3 ? n / 3 : 3;
    int32_t group[3] = {area % 2 == 0 ? 0 : n_large, area % 2 == 0 ? n_large : n_middle, area / 2};
    const int32_t any[3] = {0, n, 0};
    bool with_strip = area % 10 == 0;
    plot p;
    if (find_town(work, area, group, with_strip, &p) || find_town(work, area, any, with_strip, &p))
        return settle_plot(context, work, &p);
    if (with_strip && find_town(work, area, any, false, &p)) {
        bp_context_warn(context, "demo_no_strip",
                        "planted area %d is whole: no room was found for a strip through it", (int)area + 1);
        return settle_plot(context, work, &p);
    }
    bp_context_warn(context, "demo_no_room",
                    "no room was found for planted area %d: the country has one less", (int)area + 1);
    return BP_OK;
}

static void rank_municipalities(planter *work)
{
    const bp_demo_country *country = work->country;
    for (int32_t m = 0; m < country->n_municipalities; m++) {
        int32_t at = m;
        for (; at > 0 && country->municipalities[work->ranking[at - 1]].population <
                             country->municipalities[m].population;
             at--)
            work->ranking[at] = work->ranking[at - 1];
        work->ranking[at] = m;
    }
    for (int64_t u = country->n - 1; u >= 0; u--)
        work->first[country->municipality[u]] = u;
}

bp_status bp_demo_plant(bp_context *context, bp_demo_country *country)
{
    planter work = {country, NULL, NULL, NULL};
    int32_t wanted = (int32_t)((country->n + UNITS_PER_AREA / 2) / UNITS_PER_AREA);
    wanted = wanted < 2 ? 2 : wanted;
    work.first = (int64_t *)bp_demo_zeroed(context, country->n_municipalities, sizeof *work.first);
    work.ranking = (int32_t *)bp_demo_zeroed(context, country->n_municipalities, sizeof *work.ranking);
    work.blocked = (uint8_t *)bp_demo_zeroed(context, country->n, 1);
    country->areas = (bp_demo_area *)bp_demo_zeroed(context, wanted, sizeof *country->areas);
    bp_status status = BP_ERROR_MEMORY;
    if (!work.first || !work.ranking || !work.blocked || !country->areas)
        goto done;
    status = BP_OK;
    for (int64_t u = 0; u < country->n; u++)
        country->area[u] = -1;
    rank_municipalities(&work);
    for (int32_t area = 0; !status && area < wanted; area++)
        status = plant_area(context, &work, area);
done:
    free(work.first);
    free(work.ranking);
    free(work.blocked);
    return status;
}
