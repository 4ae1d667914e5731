/* What the steps of the bench work on, and the tables of them. */
#ifndef BP_TESTS_BENCH_H
#define BP_TESTS_BENCH_H

#include "analysis/weights.h"
#include "geo/layer.h"
#include "geo/point_of.h"

#include <time.h>

enum { BENCH_SEED = 20240501 };

typedef struct bench {
    bp_context *all, *one; /* as many threads as asked for; one thread */
    const char *path, *scratch,
        *raster; /* the layer's file, the folder to write to, the raster's file or NULL */
    bp_layer layer;
    bp_polygons coarse; /* of the other layer; no units when there is none */
    bp_points points;   /* centroids of the units */
    int64_t n_many;
    bp_points many;       /* n_many anywhere in the extent, made when they are first needed */
    bp_weights row, star; /* queen, rows sum to 1; binary with the unit itself */
    double *x;
    int64_t permutations;
    double result; /* a figure of the last step's outcome, to hold against another program's; NaN: none */
} bench;

/* One step: its name, and a function that does it, sets `*seconds` to what the step itself took, without
 * giving the result back, and may set b->result. */
typedef struct bench_step {
    const char *name;
    bp_status (*run)(bench *b, double *seconds);
} bench_step;

/* Each table ends with a step without a name. */
extern const bench_step bench_layer_steps[];     /* files and neighbours */
extern const bench_step bench_join_steps[];      /* points, overlay, dissolve, raster */
extern const bench_step bench_moran_steps[];     /* for every number of permutations */
extern const bench_step bench_statistic_steps[]; /* with 999 */
extern const bench_step bench_rule_steps[];      /* whole rules, many times */

/* Regions, scans and areas by search. */
extern const bench_step bench_clustering_steps[];

/* Read the layer at b->path, and the other one at `with` unless it is NULL, and make what the steps start
 * from. */
bp_status bench_prepare(bench *b, const char *with);
void bench_clear(bench *b);

/* Make b->many, unless it is there. */
bp_status bench_make_points(bench *b);

/* group[polygons->n_units]: of neighbours, every `most` of them at most; how many there are. */
bp_status bench_groups(bench *b, const bp_polygons *polygons, int most, int32_t *group, int32_t *n_groups);

/* The groups that the step `dissolve` merges. */
enum { BENCH_PER_GROUP = 20 };

/* Write the inputs of the join steps for other programs to b->scratch: units.gpkg, with the column `merged`
 * for the step `dissolve`, coarse.gpkg and points.csv. */
bp_status bench_write_inputs(bench *b);

static inline double bench_now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

#endif
