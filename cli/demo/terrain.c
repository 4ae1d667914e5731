#include "cli/demo/terrain.h"

#include "cli/demo/random.h"

#include <math.h>
#include <stdlib.h>

/* About how many units there are to a km2 in the countryside and in the core of a city. */
static const double rural_density = 0.22, core_density = 3.3;
/* Side of the square for 2,000 units, and the largest that fits in the range of the Dutch grid. */
static const double default_side_m = 88000.0, largest_side_m = 255000.0;
static const double centre_x = 150000.0, centre_y = 460000.0;

void bp_demo_terrain_clear(bp_demo_terrain *terrain)
{
    free(terrain->land);
    free(terrain->coast_m);
    free(terrain->land_density);
    free(terrain->sea_density);
    free(terrain->towns);
    *terrain = (bp_demo_terrain){0};
}

int64_t bp_demo_terrain_cell(const bp_demo_terrain *terrain, double x, double y)
{
    double scale = terrain->cells / terrain->side_m, last = terrain->cells - 1;
    double column = fmin(fmax(floor((x - terrain->left) * scale), 0.0), last);
    double row = fmin(fmax(floor((y - terrain->bottom) * scale), 0.0), last);
    return (int64_t)row * terrain->cells + (int64_t)column;
}

double bp_demo_terrain_urban(const bp_demo_terrain *terrain, double x, double y)
{
    double density = terrain->land_density[bp_demo_terrain_cell(terrain, x, y)];
    return fmin(fmax((density - rural_density) / core_density, 0.0), 1.0);
}

bool bp_demo_terrain_in_lake(const bp_demo_terrain *terrain, double x, double y)
{
    double dx = (x - terrain->lake_x) / terrain->lake_long_m;
    double dy = (y - terrain->lake_y) / terrain->lake_short_m;
    return dx * dx + dy * dy < 1.0;
}

/* An ellipse with a ragged edge. Above zero at the centre for every seed, since the field is at least -1. */
static bool is_above_sea(uint64_t seed, double u, double v)
{
    if (u < 0.08 || v < 0.08 || u > 0.92 || v > 0.92)
        return false;
    double dx = (u - 0.5) / 0.35, dy = (v - 0.5) / 0.42;
    return 1.0 - dx * dx - dy * dy + 0.9 * bp_demo_field(seed, BP_DEMO_STREAM_COAST, 4.0 * u, 4.0 * v) > 0.0;
}

/* Set reached[] over the connected raster cells of kind `kind` that include `start`. */
static void flood(const uint8_t *land, uint8_t kind, int cells, int64_t start, uint8_t *reached,
                  int64_t *queue)
{
    int64_t head = 0, tail = 0;
    reached[start] = 1;
    queue[tail++] = start;
    while (head < tail) {
        int64_t at = queue[head++];
        int64_t row = at / cells, column = at % cells;
        int64_t next[4] = {row > 0 ? at - cells : -1, row < cells - 1 ? at + cells : -1,
                           column > 0 ? at - 1 : -1, column < cells - 1 ? at + 1 : -1};
        for (int i = 0; i < 4; i++) {
            if (next[i] < 0 || reached[next[i]] || land[next[i]] != kind)
                continue;
            reached[next[i]] = 1;
            queue[tail++] = next[i];
        }
    }
}

/* One mainland without inland seas. */
static bp_status draw_land(bp_context *context, bp_demo_terrain *terrain)
{
    int cells = terrain->cells;
    int64_t n = (int64_t)cells * cells;
    uint8_t *reached = (uint8_t *)bp_demo_zeroed(context, n, 1);
    int64_t *queue = (int64_t *)bp_demo_zeroed(context, n, sizeof *queue);
    bp_status status = BP_ERROR_MEMORY;
    if (!reached || !queue)
        goto done;
    for (int64_t i = 0; i < n; i++) {
        double u = ((double)(i % cells) + 0.5) / cells, v = ((double)(i / cells) + 0.5) / cells;
        terrain->land[i] = is_above_sea(terrain->seed, u, v);
    }
    flood(terrain->land, 0, cells, 0, reached, queue);
    for (int64_t i = 0; i < n; i++) {
        terrain->land[i] = !reached[i];
        reached[i] = 0;
    }
    flood(terrain->land, 1, cells, (int64_t)(cells / 2) * cells + cells / 2, reached, queue);
    for (int64_t i = 0; i < n; i++)
        terrain->land[i] = reached[i];
    status = BP_OK;
done:
    free(queue);
    free(reached);
    return status;
}

static void relax_distance(double *distance, int64_t at, int64_t from, double step)
{
    if (distance[from] + step < distance[at])
        distance[at] = distance[from] + step;
}

/* Two-pass chamfer distance (Borgefors 1986, 10.1016/S0734-189X(86)80047-0), within a few percent of the true
 * one. */
static void measure_coast(bp_demo_terrain *terrain)
{
    int64_t cells = terrain->cells;
    double step = terrain->side_m / (double)cells, slant = step * 1.4142135623730951;
    double *distance = terrain->coast_m;
    for (int64_t row = 0; row < cells; row++)
        for (int64_t column = 0; column < cells; column++) {
            int64_t at = row * cells + column;
            bool edge = (column + 1 < cells && terrain->land[at] != terrain->land[at + 1]) ||
                        (row + 1 < cells && terrain->land[at] != terrain->land[at + cells]) ||
                        (column > 0 && terrain->land[at] != terrain->land[at - 1]) ||
                        (row > 0 && terrain->land[at] != terrain->land[at - cells]);
            distance[at] = edge ? 0.5 * step : INFINITY;
        }
    for (int pass = 0; pass < 2; pass++) {
        int64_t sign = pass == 0 ? 1 : -1, n = cells * cells;
        for (int64_t i = 0; i < n; i++) {
            int64_t at = pass == 0 ? i : n - 1 - i;
            int64_t row = at / cells, column = at % cells;
            bool has_row = pass == 0 ? row > 0 : row < cells - 1;
            bool has_left = pass == 0 ? column > 0 : column < cells - 1;
            bool has_right = pass == 0 ? column < cells - 1 : column > 0;
            if (has_left)
                relax_distance(distance, at, at - sign, step);
            if (has_row)
                relax_distance(distance, at, at - sign * cells, step);
            if (has_row && has_left)
                relax_distance(distance, at, at - sign * (cells + 1), slant);
            if (has_row && has_right)
                relax_distance(distance, at, at - sign * (cells - 1), slant);
        }
    }
}

/* How far a place is from the towns there are, against the room that towns of their sizes want. */
static double town_room(const bp_demo_terrain *terrain, int32_t n_placed, double x, double y, double share)
{
    double room = INFINITY;
    for (int32_t i = 0; i < n_placed; i++) {
        const bp_demo_town *town = &terrain->towns[i];
        double distance = hypot(town->x - x, town->y - y) / terrain->side_m;
        room = fmin(room, distance / (0.05 + sqrt(town->share) + sqrt(share)));
    }
    return room;
}

static void place_town(bp_demo_terrain *terrain, int32_t k)
{
    bp_demo_town *town = &terrain->towns[k];
    double best = -1.0;
    town->x = centre_x;
    town->y = centre_y;
    for (uint64_t attempt = 0; attempt < 60; attempt++) {
        uint64_t key = (uint64_t)k * 64 + attempt;
        double x =
            terrain->left + terrain->side_m * bp_demo_uniform(terrain->seed, BP_DEMO_STREAM_TOWNS, key, 0);
        double y =
            terrain->bottom + terrain->side_m * bp_demo_uniform(terrain->seed, BP_DEMO_STREAM_TOWNS, key, 1);
        int64_t cell = bp_demo_terrain_cell(terrain, x, y);
        if (!terrain->land[cell] || terrain->coast_m[cell] < 0.02 * terrain->side_m)
            continue;
        /* The first ten candidates only, so that towns are spread but not evenly. */
        double room = fmin(town_room(terrain, k, x, y, town->share), 1e9);
        if (room > best) {
            best = room;
            town->x = x;
            town->y = y;
        }
        if (attempt >= 10 && best > 0.0)
            break;
    }
}

/* Town sizes follow a rank-size rule; the number of towns grows slowly with the number of units. */
static bp_status place_towns(bp_context *context, bp_demo_terrain *terrain)
{
    double ratio = (double)terrain->n_units / BP_DEMO_DEFAULT_UNITS;
    terrain->n_towns = (int32_t)lround(39.0 * pow(ratio, 0.45));
    terrain->towns = (bp_demo_town *)bp_demo_zeroed(context, terrain->n_towns, sizeof *terrain->towns);
    if (!terrain->towns)
        return BP_ERROR_MEMORY;
    double total = 0.0;
    for (int32_t k = 0; k < terrain->n_towns; k++) {
        double noise = bp_demo_normal(terrain->seed, BP_DEMO_STREAM_TOWNS, (uint64_t)k, 2);
        terrain->towns[k].share = pow(k + 1.5, -0.9) * exp(0.1 * noise);
        total += terrain->towns[k].share;
    }
    for (int32_t k = 0; k < terrain->n_towns; k++) {
        bp_demo_town *town = &terrain->towns[k];
        town->share /= total;
        double core_km2 = 0.5 * (double)terrain->n_units * town->share / core_density;
        town->radius_m = terrain->shrink * 1000.0 * sqrt(core_km2 / 3.14159265358979);
        place_town(terrain, k);
    }
    return BP_OK;
}

/* The lake: the place farthest from coast and towns among some hundred. */
static void place_lake(bp_demo_terrain *terrain)
{
    double spacing = 1000.0 * terrain->shrink / sqrt(rural_density);
    terrain->lake_long_m = fmax(1.6 * spacing, 0.03 * terrain->side_m);
    terrain->lake_short_m = 0.6 * terrain->lake_long_m;
    terrain->lake_x = centre_x;
    terrain->lake_y = centre_y;
    double best = -INFINITY;
    for (uint64_t attempt = 0; attempt < 300; attempt++) {
        double x =
            terrain->left + terrain->side_m * bp_demo_uniform(terrain->seed, BP_DEMO_STREAM_LAKE, attempt, 0);
        double y = terrain->bottom +
                   terrain->side_m * bp_demo_uniform(terrain->seed, BP_DEMO_STREAM_LAKE, attempt, 1);
        int64_t cell = bp_demo_terrain_cell(terrain, x, y);
        double room = terrain->land[cell] ? terrain->coast_m[cell] : -INFINITY;
        for (int32_t k = 0; k < terrain->n_towns; k++) {
            const bp_demo_town *town = &terrain->towns[k];
            room = fmin(room, hypot(town->x - x, town->y - y) - 2.0 * town->radius_m);
        }
        if (room > best) {
            best = room;
            terrain->lake_x = x;
            terrain->lake_y = y;
        }
    }
}

/* Add a town's bell of density, its outline wobbled. */
static void spread_town(bp_demo_terrain *terrain, const bp_demo_town *town)
{
    int cells = terrain->cells;
    double step = terrain->side_m / cells, reach = 3.5 * town->radius_m;
    int64_t low = bp_demo_terrain_cell(terrain, town->x - reach, town->y - reach);
    int64_t high = bp_demo_terrain_cell(terrain, town->x + reach, town->y + reach);
    for (int64_t row = low / cells; row <= high / cells; row++)
        for (int64_t column = low % cells; column <= high % cells; column++) {
            int64_t cell = row * cells + column;
            double x = terrain->left + ((double)column + 0.5) * step;
            double y = terrain->bottom + ((double)row + 0.5) * step;
            double wobble = bp_demo_field(terrain->seed, BP_DEMO_STREAM_TOWN_SHAPE, x / town->radius_m,
                                          y / town->radius_m);
            double distance = hypot(x - town->x, y - town->y) / town->radius_m * (1.0 + 0.9 * wobble);
            if (terrain->land[cell])
                terrain->land_density[cell] += core_density * exp(-distance * distance);
        }
}

static void draw_density(bp_demo_terrain *terrain)
{
    int64_t n = (int64_t)terrain->cells * terrain->cells;
    double band = 5.0 * 1000.0 * terrain->shrink / sqrt(rural_density);
    for (int64_t i = 0; i < n; i++) {
        double distance = fmax(terrain->coast_m[i], band);
        if (terrain->land[i])
            terrain->land_density[i] = rural_density;
        else /* Off the coast sea cells grow with the distance, so that there are few of them. */
            terrain->sea_density[i] = rural_density * band * band / (distance * distance);
    }
    for (int32_t k = 0; k < terrain->n_towns; k++)
        spread_town(terrain, &terrain->towns[k]);
    for (int64_t i = 0; i < n; i++)
        terrain->land_density[i] = fmin(terrain->land_density[i], 1.3 * core_density);
}

bp_status bp_demo_terrain_make(bp_context *context, const bp_demo_options *options, bp_demo_terrain *out)
{
    bp_demo_terrain terrain = {0};
    double wanted = default_side_m * sqrt((double)options->n_units / BP_DEMO_DEFAULT_UNITS);
    terrain.seed = options->seed;
    terrain.n_units = options->n_units;
    terrain.side_m = fmin(wanted, largest_side_m);
    terrain.shrink = terrain.side_m / wanted;
    terrain.left = centre_x - 0.5 * terrain.side_m;
    terrain.bottom = centre_y - 0.5 * terrain.side_m;
    terrain.cells = (int)fmin(fmax(6.0 * sqrt((double)options->n_units), 384.0), 2048.0);
    int64_t n = (int64_t)terrain.cells * terrain.cells;
    terrain.land = (uint8_t *)bp_demo_zeroed(context, n, 1);
    terrain.coast_m = (double *)bp_demo_zeroed(context, n, sizeof(double));
    terrain.land_density = (double *)bp_demo_zeroed(context, n, sizeof(double));
    terrain.sea_density = (double *)bp_demo_zeroed(context, n, sizeof(double));
    bp_status status = BP_ERROR_MEMORY;
    if (!terrain.land || !terrain.coast_m || !terrain.land_density || !terrain.sea_density)
        goto done;
    status = draw_land(context, &terrain);
    if (status)
        goto done;
    measure_coast(&terrain);
    status = place_towns(context, &terrain);
    if (status)
        goto done;
    place_lake(&terrain);
    draw_density(&terrain);
    *out = terrain;
    return BP_OK;
done:
    bp_demo_terrain_clear(&terrain);
    return status;
}
