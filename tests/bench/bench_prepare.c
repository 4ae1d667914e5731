/* What the steps start from: the layers, points, values and weights; and the same for other programs. */
#include "analysis/random.h"
#include "geo/bitmap.h"
#include "geo/contiguity.h"
#include "geo/dissolve.h"
#include "geo/read.h"
#include "geo/write.h"
#include "tests/bench/bench.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { PER_COARSE = 4, PATH_BYTES = 1024 };

bp_status bench_make_points(bench *b)
{
    double box[4] = {0.0, 0.0, 0.0, 0.0};
    if (b->many.xy)
        return BP_OK;
    b->many.xy = malloc(2 * (size_t)b->n_many * sizeof *b->many.xy);
    if (!b->many.xy)
        return bp_context_fail_memory(b->all, 2 * (size_t)b->n_many * sizeof *b->many.xy);
    b->many.n = b->n_many;
    bp_polygons_extent(&b->layer.polygons, box);
    for (int64_t i = 0; i < b->n_many; i++) {
        bp_random random = bp_random_at(BENCH_SEED, 1, (uint64_t)i);
        for (int d = 0; d < 2; d++)
            b->many.xy[2 * i + d] =
                box[d] + (box[d + 2] - box[d]) * ((double)bp_random_bits(&random) / 4294967296.0);
    }
    return BP_OK;
}

/* From each unit that is in no group yet, step by step outwards. */
static int32_t grow_groups(const bp_graph *graph, int most, int64_t *members, int32_t *group)
{
    int32_t n_groups = 0;
    for (int64_t u = 0; u < graph->n; u++)
        group[u] = -1;
    for (int64_t u = 0; u < graph->n; u++) {
        if (group[u] >= 0)
            continue;
        int n = 1;
        members[0] = u;
        group[u] = n_groups;
        for (int i = 0; i < n; i++)
            for (int64_t k = graph->offsets[members[i]]; k < graph->offsets[members[i] + 1] && n < most; k++)
                if (group[graph->neighbours[k]] < 0) {
                    members[n++] = graph->neighbours[k];
                    group[graph->neighbours[k]] = n_groups;
                }
        n_groups++;
    }
    return n_groups;
}

bp_status bench_groups(bench *b, const bp_polygons *polygons, int most, int32_t *group, int32_t *n_groups)
{
    bp_graph graph = BP_GRAPH_INIT;
    int64_t *members = malloc((size_t)most * sizeof *members);
    bp_status status = members ? bp_contiguity(b->all, polygons, BP_CONTIGUITY_QUEEN, &graph)
                               : bp_context_fail_memory(b->all, (size_t)most * sizeof *members);
    if (!status)
        *n_groups = grow_groups(&graph, most, members, group);
    bp_graph_clear(&graph);
    free(members);
    return status;
}

/* A number between -2 and 2, near enough to a normal one. */
static double noise(int64_t i)
{
    bp_random random = bp_random_at(BENCH_SEED, 0, (uint64_t)i);
    double sum = 0.0;
    for (int k = 0; k < 4; k++)
        sum += (double)bp_random_bits(&random) / 4294967296.0;
    return sum - 2.0;
}

/* x = waves over the extent of the centroids plus noise. */
static bp_status make_values(bench *b)
{
    const bp_points *points = &b->points;
    double low[2] = {INFINITY, INFINITY}, high[2] = {-INFINITY, -INFINITY};
    b->x = malloc((size_t)points->n * sizeof *b->x);
    if (!b->x)
        return bp_context_fail_memory(b->all, (size_t)points->n * sizeof *b->x);
    for (int64_t i = 0; i < points->n; i++)
        for (int d = 0; d < 2; d++)
            if (!points->valid || bp_bitmap_get(points->valid, i)) {
                low[d] = fmin(low[d], points->xy[2 * i + d]);
                high[d] = fmax(high[d], points->xy[2 * i + d]);
            }
    for (int64_t i = 0; i < points->n; i++) {
        double u = (points->xy[2 * i] - low[0]) / (high[0] - low[0]);
        double v = (points->xy[2 * i + 1] - low[1]) / (high[1] - low[1]);
        b->x[i] = 10.0 + sin(9.0 * u) * cos(7.0 * v) + 0.5 * sin(31.0 * (u + v)) + noise(i);
    }
    return BP_OK;
}

/* Read the other layer and make it coarser. */
static bp_status prepare_coarse(bench *b, const char *path)
{
    static const bp_read_options all_columns = BP_READ_OPTIONS_INIT;
    bp_layer other = BP_LAYER_INIT;
    int32_t n_groups = 0, *group = NULL;
    bp_status status = bp_layer_read(b->all, path, &all_columns, &other);
    if (!status && !(group = malloc(((size_t)other.polygons.n_units + 1) * sizeof *group)))
        status = bp_context_fail_memory(b->all, (size_t)other.polygons.n_units * sizeof *group);
    if (!status)
        status = bench_groups(b, &other.polygons, PER_COARSE, group, &n_groups);
    if (!status)
        status = bp_polygons_dissolve(b->all, &other.polygons, group, n_groups, &b->coarse);
    free(group);
    bp_layer_clear(&other);
    return status;
}

bp_status bench_prepare(bench *b, const char *with)
{
    static const bp_read_options all_columns = BP_READ_OPTIONS_INIT;
    bp_graph queen = BP_GRAPH_INIT;
    bp_weights raw = BP_WEIGHTS_INIT;
    bp_status status = bp_layer_read(b->all, b->path, &all_columns, &b->layer);
    if (!status)
        status = bp_contiguity(b->all, &b->layer.polygons, BP_CONTIGUITY_QUEEN, &queen);
    if (!status)
        status = bp_point_of(b->all, &b->layer.polygons, BP_POINT_CENTROID, &b->points);
    if (!status)
        status = make_values(b);
    if (!status)
        status = bp_weights_from_graph(b->all, &queen, &raw);
    if (!status)
        status = bp_weights_drop_missing(b->all, &raw, b->points.valid, &b->row);
    if (!status)
        status = bp_weights_add_self(b->all, &b->row, 1.0, &b->star);
    if (!status)
        status = bp_weights_style_set(b->all, &b->row, BP_WEIGHTS_ROW);
    if (!status)
        fprintf(stderr, "%lld units, %lld queen links from both ends, %d threads for geometry\n",
                (long long)queen.n, (long long)queen.offsets[queen.n], bp_context_threads(b->all));
    if (!status && with)
        status = prepare_coarse(b, with);
    bp_weights_clear(&raw);
    bp_graph_clear(&queen);
    return status;
}

void bench_clear(bench *b)
{
    bp_weights_clear(&b->row);
    bp_weights_clear(&b->star);
    bp_points_clear(&b->points);
    bp_points_clear(&b->many);
    bp_polygons_clear(&b->coarse);
    bp_layer_clear(&b->layer);
    free(b->x);
}

/* Polygons and the numbers value[n_units] as a GeoPackage with the layer `units` below b->scratch. */
static bp_status write_numbered(bench *b, const bp_polygons *polygons, const char *column,
                                const int32_t *value, const char *file)
{
    char path[PATH_BYTES];
    /* Polygons and CRS are lent to it. */
    bp_layer layer = BP_LAYER_INIT;
    bp_column *added = NULL;
    layer.polygons = *polygons;
    layer.crs = b->layer.crs;
    layer.table.n_rows = polygons->n_units;
    snprintf(path, sizeof path, "%s/%s", b->scratch, file);
    bp_status status = bp_table_add(b->all, &layer.table, column, BP_COLUMN_INTEGER, &added);
    for (int64_t u = 0; !status && u < polygons->n_units; u++)
        bp_column_set_integer(added, u, value[u]);
    if (!status)
        status = bp_layer_write(b->all, &layer, path, "units");
    bp_table_clear(&layer.table);
    return status;
}

static bp_status write_points(bench *b)
{
    char path[PATH_BYTES];
    snprintf(path, sizeof path, "%s/points.csv", b->scratch);
    bp_status status = bench_make_points(b);
    FILE *file = status ? NULL : fopen(path, "w");
    if (!status && !file)
        return bp_context_fail(b->all, BP_ERROR_OUTPUT, "cannot write %s", path);
    for (int64_t i = 0; file && i < b->many.n; i++)
        fprintf(file, "%.17g,%.17g\n", b->many.xy[2 * i], b->many.xy[2 * i + 1]);
    if (file && fclose(file) != 0)
        status = bp_context_fail(b->all, BP_ERROR_OUTPUT, "cannot write %s", path);
    return status;
}

bp_status bench_write_inputs(bench *b)
{
    int64_t n = b->layer.polygons.n_units > b->coarse.n_units ? b->layer.polygons.n_units : b->coarse.n_units;
    int32_t n_groups = 0, *value = calloc((size_t)n + 1, sizeof *value);
    if (!value)
        return bp_context_fail_memory(b->all, (size_t)n * sizeof *value);
    bp_status status = bench_groups(b, &b->layer.polygons, BENCH_PER_GROUP, value, &n_groups);
    if (!status)
        status = write_numbered(b, &b->layer.polygons, "merged", value, "units.gpkg");
    for (int64_t u = 0; !status && u < b->coarse.n_units; u++)
        value[u] = (int32_t)u;
    if (!status)
        status = write_numbered(b, &b->coarse, "coarse", value, "coarse.gpkg");
    if (!status)
        status = write_points(b);
    free(value);
    return status;
}
