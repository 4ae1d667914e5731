/* Time of the single steps of a spatial statistic, in process: the layer is read once, every step is run
 * several times on it, and the best time counts. Prints lines `step units seconds` on stdout, what there is
 * to know about the layer on stderr. Statistics run on one thread, steps with all_threads in their name on as
 * many as geometry does. See scripts/bench --steps.
 *   bench_steps FILE [--with FILE] [--best-of N] [--threads N] [--permutations N,N ...]
 *               [--only STEP,STEP ...] [--scratch DIR]
 * The step `overlay` lays FILE over the other file, of which every four units that follow each other are made
 * one; `dissolve` merges every twenty. The steps that write do so below the folder DIR, by default this one.
 */
#include "analysis/getis.h"
#include "analysis/local_geary.h"
#include "analysis/local_moran.h"
#include "analysis/random.h"
#include "geo/bitmap.h"
#include "geo/contiguity.h"
#include "geo/dissolve.h"
#include "geo/nearest.h"
#include "geo/overlay.h"
#include "geo/point_join.h"
#include "geo/read.h"
#include "geo/write.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    SEED = 20240501,
    MOST_COUNTS = 8,
    MANY_POINTS = 5000000,
    PER_COARSE = 4,
    PER_GROUP = 20,
    PATH_BYTES = 1024
};

/* A step that took this long in all is not run again. */
static const double enough_seconds = 15.0;

/* What was asked for on the command line. */
typedef struct request {
    const char *path, *with, *only, *scratch;
    int best_of, n_threads;
    int64_t permutations[MOST_COUNTS];
    int n_permutations;
} request;

/* What the steps work on. */
typedef struct bench {
    bp_context *all, *one;      /* as many threads as asked for; one thread */
    const char *path, *scratch; /* the layer's file, and the folder to write to */
    bp_layer layer;
    bp_polygons coarse; /* of the other layer; no units when there is none */
    bp_points points;
    bp_points many;       /* MANY_POINTS anywhere in the extent, made when they are first needed */
    bp_weights row, star; /* queen, rows sum to 1; binary with the unit itself */
    double *x;
    int64_t permutations;
} bench;

/* One step: its name and a function that does it, which reports only how long the step itself took, without
 * giving the result back. */
typedef struct step {
    const char *name;
    bp_status (*run)(bench *b, double *seconds);
} step;

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static bp_status run_contiguity(bench *b, bp_contiguity_rule rule, double *seconds)
{
    bp_graph graph = BP_GRAPH_INIT;
    double start = now();
    bp_status status = bp_contiguity(b->all, &b->layer.polygons, rule, &graph);
    *seconds = now() - start;
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
    double start = now();
    bp_status status = bp_point_of(b->all, &b->layer.polygons, BP_POINT_CENTROID, &points);
    *seconds = now() - start;
    bp_points_clear(&points);
    return status;
}

static bp_status run_overlay(bench *b, double *seconds)
{
    bp_overlap_list list = BP_OVERLAP_LIST_INIT;
    double start = now();
    bp_status status = bp_overlay_areas(b->all, &b->layer.polygons, NULL, &b->coarse, &list);
    *seconds = now() - start;
    bp_overlap_list_clear(&list);
    return status;
}

/* Groups of at most `most` neighbours: from each unit that has none yet, step by step outwards. */
static int32_t grow_groups(const bp_graph *graph, int most, int32_t *group)
{
    int32_t n_groups = 0;
    int64_t members[PER_GROUP];
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

/* Merge groups of at most `most` neighbours. */
static bp_status merge(bench *b, const bp_polygons *polygons, int most, double *seconds, bp_polygons *out)
{
    bp_graph graph = BP_GRAPH_INIT;
    int32_t *group = malloc(((size_t)polygons->n_units + 1) * sizeof *group);
    bp_status status = group ? bp_contiguity(b->all, polygons, BP_CONTIGUITY_QUEEN, &graph)
                             : bp_context_fail_memory(b->all, 0);
    if (!status) {
        int32_t n_groups = grow_groups(&graph, most, group);
        double start = now();
        status = bp_polygons_dissolve(b->all, polygons, group, n_groups, out);
        *seconds = now() - start;
    }
    bp_graph_clear(&graph);
    free(group);
    return status;
}

static bp_status run_dissolve(bench *b, double *seconds)
{
    bp_polygons merged = BP_POLYGONS_INIT;
    bp_status status = merge(b, &b->layer.polygons, PER_GROUP, seconds, &merged);
    bp_polygons_clear(&merged);
    return status;
}

static bp_status run_nearest(bench *b, double *seconds)
{
    bp_graph graph = BP_GRAPH_INIT;
    double start = now();
    bp_status status = bp_nearest_k(b->all, &b->points, 8, &graph);
    *seconds = now() - start;
    bp_graph_clear(&graph);
    return status;
}

/* The layer and all its columns from the file, which the machine has in memory by then. */
static bp_status run_read(bench *b, double *seconds)
{
    static const bp_read_options all_columns = BP_READ_OPTIONS_INIT;
    bp_layer layer = BP_LAYER_INIT;
    double start = now();
    bp_status status = bp_layer_read(b->all, b->path, &all_columns, &layer);
    *seconds = now() - start;
    bp_layer_clear(&layer);
    return status;
}

/* The layer into a new file in `scratch`, which is taken away again. */
static bp_status run_write(bench *b, const char *name, double *seconds)
{
    char path[PATH_BYTES];
    snprintf(path, sizeof path, "%s/%s", b->scratch, name);
    double start = now();
    bp_status status = strstr(name, ".gpkg") ? bp_layer_write(b->all, &b->layer, path, "units")
                                             : bp_layer_write_geojson(b->all, &b->layer, path);
    *seconds = now() - start;
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

static bp_status make_many(bench *b)
{
    double box[4] = {0.0, 0.0, 0.0, 0.0};
    if (b->many.xy)
        return BP_OK;
    b->many.xy = malloc(2 * (size_t)MANY_POINTS * sizeof *b->many.xy);
    if (!b->many.xy)
        return bp_context_fail_memory(b->all, 2 * (size_t)MANY_POINTS * sizeof *b->many.xy);
    b->many.n = MANY_POINTS;
    bp_polygons_extent(&b->layer.polygons, box);
    for (int64_t i = 0; i < MANY_POINTS; i++) {
        bp_random random = bp_random_at(SEED, 1, (uint64_t)i);
        for (int d = 0; d < 2; d++)
            b->many.xy[2 * i + d] =
                box[d] + (box[d + 2] - box[d]) * ((double)bp_random_bits(&random) / 4294967296.0);
    }
    return BP_OK;
}

static bp_status run_point_join(bench *b, double *seconds)
{
    bp_status status = make_many(b);
    int64_t *unit_of = status ? NULL : malloc((size_t)MANY_POINTS * sizeof *unit_of);
    if (!unit_of)
        return status ? status : bp_context_fail_memory(b->all, (size_t)MANY_POINTS * sizeof *unit_of);
    double start = now();
    status = bp_point_join(b->all, &b->many, &b->layer.polygons, NULL, unit_of, NULL);
    *seconds = now() - start;
    free(unit_of);
    return status;
}

static bp_local_options local_options(const bench *b)
{
    bp_local_options options = BP_LOCAL_OPTIONS_INIT;
    options.permutations = b->permutations;
    options.seed = SEED;
    return options;
}

static bp_status time_moran(bench *b, bp_context *context, double *seconds)
{
    const bp_local_options options = local_options(b);
    bp_local local = BP_LOCAL_INIT;
    double start = now();
    bp_status status = bp_local_moran(context, &b->row, b->x, b->points.valid, &options, &local);
    *seconds = now() - start;
    bp_local_clear(&local);
    return status;
}

static bp_status run_moran(bench *b, double *seconds)
{
    return time_moran(b, b->one, seconds);
}

static bp_status run_moran_all(bench *b, double *seconds)
{
    return time_moran(b, b->all, seconds);
}

static bp_status run_gi_star(bench *b, double *seconds)
{
    const bp_local_options options = local_options(b);
    bp_local local = BP_LOCAL_INIT;
    double start = now();
    bp_status status = bp_getis(b->one, &b->star, BP_GETIS_GI_STAR, b->x, b->points.valid, &options, &local);
    *seconds = now() - start;
    bp_local_clear(&local);
    return status;
}

static bp_status run_geary(bench *b, double *seconds)
{
    const bp_local_options options = local_options(b);
    const double *columns[] = {b->x};
    bp_local local = BP_LOCAL_INIT;
    double start = now();
    bp_status status = bp_local_geary(b->one, &b->row, columns, 1, b->points.valid, &options, &local);
    *seconds = now() - start;
    bp_local_clear(&local);
    return status;
}

/* 1 when `name` is a word of the list "a,b,c"; NULL is the list of all. */
static int is_listed(const char *list, const char *name)
{
    size_t n = strlen(name);
    for (const char *at = list; at; at = strchr(at, ',')) {
        at += *at == ',';
        if (strncmp(at, name, n) == 0 && (at[n] == ',' || !at[n]))
            return 1;
    }
    return !list;
}

/* Run a step several times and print its best time. */
static bp_status time_step(bench *b, const request *r, const step *s, const char *name)
{
    if (!is_listed(r->only, name))
        return BP_OK;
    double best = INFINITY, total = 0.0;
    for (int k = 0; k < r->best_of && total < enough_seconds; k++) {
        double seconds = 0.0;
        bp_status status = s->run(b, &seconds);
        if (status)
            return status;
        total += seconds;
        best = seconds < best ? seconds : best;
    }
    printf("%s %lld %.6f\n", name, (long long)b->layer.polygons.n_units, best);
    fflush(stdout);
    return BP_OK;
}

static bp_status time_all(bench *b, const request *r)
{
    static const step geometry[] = {{"read", run_read},
                                    {"write_gpkg", run_write_gpkg},
                                    {"write_geojson", run_write_geojson},
                                    {"queen", run_queen},
                                    {"rook", run_rook},
                                    {"centroids", run_centroids},
                                    {"nearest_8", run_nearest},
                                    {"points_5000000", run_point_join},
                                    {"dissolve", run_dissolve}};
    static const step overlay = {"overlay", run_overlay};
    static const step morans[] = {{"local_moran", run_moran}, {"local_moran_all_threads", run_moran_all}};
    static const step others[] = {{"gi_star_999", run_gi_star}, {"local_geary_999", run_geary}};
    bp_status status = BP_OK;
    for (size_t i = 0; i < sizeof geometry / sizeof *geometry && !status; i++)
        status = time_step(b, r, &geometry[i], geometry[i].name);
    if (!status && b->coarse.n_units > 0)
        status = time_step(b, r, &overlay, overlay.name);
    for (int i = 0; i < r->n_permutations && !status; i++) {
        b->permutations = r->permutations[i];
        for (int k = 0; k < 2 && !status; k++) {
            char name[64];
            snprintf(name, sizeof name, "%s_%lld", morans[k].name, (long long)b->permutations);
            status = time_step(b, r, &morans[k], name);
        }
    }
    b->permutations = 999;
    for (size_t i = 0; i < sizeof others / sizeof *others && !status; i++)
        status = time_step(b, r, &others[i], others[i].name);
    return status;
}

/* A number between -2 and 2, near enough to a normal one. */
static double noise(int64_t i)
{
    bp_random random = bp_random_at(SEED, 0, (uint64_t)i);
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
    double seconds = 0.0;
    bp_status status = bp_layer_read(b->all, path, &all_columns, &other);
    if (!status)
        status = merge(b, &other.polygons, PER_COARSE, &seconds, &b->coarse);
    bp_layer_clear(&other);
    return status;
}

/* Read the layer and make what the steps start from. */
static bp_status prepare(bench *b, const request *r)
{
    static const bp_read_options all_columns = BP_READ_OPTIONS_INIT;
    bp_graph queen = BP_GRAPH_INIT;
    bp_weights raw = BP_WEIGHTS_INIT;
    bp_status status = bp_layer_read(b->all, r->path, &all_columns, &b->layer);
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
    if (!status && r->with)
        status = prepare_coarse(b, r->with);
    bp_weights_clear(&raw);
    bp_graph_clear(&queen);
    return status;
}

/* Numbers of the list "N,N"; 0 when one is no number above 0. */
static int read_counts(const char *text, request *r)
{
    r->n_permutations = 0;
    for (const char *at = text; r->n_permutations < MOST_COUNTS; at++) {
        char *end = NULL;
        long long count = strtoll(at, &end, 10);
        if (end == at || count < 1)
            return 0;
        r->permutations[r->n_permutations++] = count;
        at = end;
        if (*at != ',')
            return !*at;
    }
    return 0;
}

static int read_request(int argc, char **argv, request *r)
{
    for (int i = 1; i < argc; i++) {
        const char *value = i + 1 < argc ? argv[i + 1] : NULL;
        if (argv[i][0] != '-' && !r->path) {
            r->path = argv[i];
            continue;
        }
        if (!value)
            return 0;
        i++;
        if (strcmp(argv[i - 1], "--best-of") == 0)
            r->best_of = atoi(value);
        else if (strcmp(argv[i - 1], "--threads") == 0)
            r->n_threads = atoi(value);
        else if (strcmp(argv[i - 1], "--with") == 0)
            r->with = value;
        else if (strcmp(argv[i - 1], "--only") == 0)
            r->only = value;
        else if (strcmp(argv[i - 1], "--scratch") == 0)
            r->scratch = value;
        else if (strcmp(argv[i - 1], "--permutations") != 0 || !read_counts(value, r))
            return 0;
    }
    return r->path && r->best_of >= 1 && r->n_threads >= 0;
}

int main(int argc, char **argv)
{
    request r = {.best_of = 5, .scratch = ".", .permutations = {999}, .n_permutations = 1};
    bench b = {.layer = BP_LAYER_INIT,
               .coarse = BP_POLYGONS_INIT,
               .points = BP_POINTS_INIT,
               .many = BP_POINTS_INIT,
               .row = BP_WEIGHTS_INIT,
               .star = BP_WEIGHTS_INIT};
    if (!read_request(argc, argv, &r)) {
        fprintf(stderr, "usage: bench_steps FILE [--with FILE] [--best-of N] [--threads N] "
                        "[--permutations N,N ...] [--only STEP,STEP ...] [--scratch DIR]\n");
        return EXIT_FAILURE;
    }
    bp_context_options all = BP_CONTEXT_OPTIONS_INIT, one = BP_CONTEXT_OPTIONS_INIT;
    all.n_threads = r.n_threads;
    one.n_threads = 1;
    b.path = r.path;
    b.scratch = r.scratch;
    bp_status status = bp_context_new(&all, &b.all);
    if (!status)
        status = bp_context_new(&one, &b.one);
    if (!status)
        status = prepare(&b, &r);
    if (!status)
        status = time_all(&b, &r);
    if (status)
        fprintf(stderr, "bench_steps: %s%s%s\n", bp_status_name(status), b.all ? ": " : "",
                b.all ? bp_context_message(b.all) : "");
    if (status && b.one && *bp_context_message(b.one))
        fprintf(stderr, "bench_steps: %s\n", bp_context_message(b.one));
    bp_weights_clear(&b.row);
    bp_weights_clear(&b.star);
    bp_points_clear(&b.points);
    bp_points_clear(&b.many);
    bp_polygons_clear(&b.coarse);
    bp_layer_clear(&b.layer);
    free(b.x);
    bp_context_free(b.one);
    bp_context_free(b.all);
    return status ? EXIT_FAILURE : EXIT_SUCCESS;
}
