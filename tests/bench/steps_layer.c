/* Steps on one layer: its files, and neighbours. */
#include "geo/contiguity.h"
#include "geo/nearest.h"
#include "geo/read.h"
#include "geo/write.h"
#include "tests/bench/bench.h"

#include <stdio.h>
#include <string.h>

enum { PATH_BYTES = 1024 };

static bp_status run_contiguity(bench *b, bp_contiguity_rule rule, double *seconds)
{
    bp_graph graph = BP_GRAPH_INIT;
    double start = bench_now();
    bp_status status = bp_contiguity(b->all, &b->layer.polygons, rule, &graph);
    *seconds = bench_now() - start;
    bp_graph_clear(&graph);
    return status;
}

static bp_status run_queen(bench *b, double *seconds)
{
    return run_contiguity(b, BP_CONTIGUITY_QUEEN, seconds);
}

static bp_status run_rook(bench *b, double *seconds)
{
    return run_contiguity(b, BP_CONTIGUITY_ROOK, seconds);
}

static bp_status run_centroids(bench *b, double *seconds)
{
    bp_points points = BP_POINTS_INIT;
    double start = bench_now();
    bp_status status = bp_point_of(b->all, &b->layer.polygons, BP_POINT_CENTROID, &points);
    *seconds = bench_now() - start;
    bp_points_clear(&points);
    return status;
}

static bp_status run_nearest(bench *b, double *seconds)
{
    bp_graph graph = BP_GRAPH_INIT;
    double start = bench_now();
    bp_status status = bp_nearest_k(b->all, &b->points, 8, &graph);
    *seconds = bench_now() - start;
    bp_graph_clear(&graph);
    return status;
}

/* The layer and all its columns from the file, which the machine has in memory by then. */
static bp_status run_read(bench *b, double *seconds)
{
    static const bp_read_options all_columns = BP_READ_OPTIONS_INIT;
    bp_layer layer = BP_LAYER_INIT;
    double start = bench_now();
    bp_status status = bp_layer_read(b->all, b->path, &all_columns, &layer);
    *seconds = bench_now() - start;
    bp_layer_clear(&layer);
    return status;
}

/* The layer into a new file in `scratch`, which is taken away again. */
static bp_status run_write(bench *b, const char *name, double *seconds)
{
    char path[PATH_BYTES];
    snprintf(path, sizeof path, "%s/%s", b->scratch, name);
    double start = bench_now();
    bp_status status = strstr(name, ".gpkg") ? bp_layer_write(b->all, &b->layer, path, "units")
                                             : bp_layer_write_geojson(b->all, &b->layer, path);
    *seconds = bench_now() - start;
    remove(path);
    return status;
}

static bp_status run_write_gpkg(bench *b, double *seconds)
{
    return run_write(b, "bench_steps.gpkg", seconds);
}

static bp_status run_write_geojson(bench *b, double *seconds)
{
    return run_write(b, "bench_steps.geojson", seconds);
}

const bench_step bench_layer_steps[] = {{"read", run_read},
                                        {"write_gpkg", run_write_gpkg},
                                        {"write_geojson", run_write_geojson},
                                        {"queen", run_queen},
                                        {"rook", run_rook},
                                        {"centroids", run_centroids},
                                        {"nearest_8", run_nearest},
                                        {NULL, NULL}};
