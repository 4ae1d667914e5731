/* Time of the single steps, in process: the layer is read once, every step is run several times on it, and
 * the best time counts. Prints lines `step units seconds result` on stdout, where the result is a figure of
 * what came out, or `-`; what there is to know about the layer on stderr. Statistics run on one thread, steps
 * with all_threads in their name on as many as geometry does. See scripts/bench --steps and --joins.
 *   bench_steps FILE [--with FILE] [--raster FILE] [--points N] [--best-of N] [--threads N]
 *               [--permutations N,N ...] [--only STEP,STEP ...] [--scratch DIR] [--inputs DIR]
 * The step `overlay` lays FILE over the other file, of which every four units that lie together are made one;
 * `dissolve` merges every twenty; `zonal` reads the raster. The steps that write do so below the folder of
 * --scratch, by default this one. --inputs writes what the steps of joins work on to a folder, and times
 * nothing.
 */
#include "tests/bench/bench.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_COUNTS = 8, MOST_RULE_UNITS = 20000 };

/* A step that took this long in all is not run again. */
static const double enough_seconds = 15.0;

static const char usage[] =
    "usage: bench_steps FILE [--with FILE] [--raster FILE] [--points N] [--best-of N] [--threads N] "
    "[--permutations N,N ...] [--only STEP,STEP ...] [--scratch DIR] [--inputs DIR]\n";

/* What was asked for on the command line. */
typedef struct request {
    const char *path, *with, *raster, *only, *scratch, *inputs;
    int best_of, n_threads;
    int64_t n_points, permutations[MOST_COUNTS];
    int n_permutations;
} request;

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
static bp_status time_step(bench *b, const request *r, const bench_step *s, const char *name)
{
    if (!is_listed(r->only, name))
        return BP_OK;
    double best = INFINITY, total = 0.0;
    b->result = NAN;
    for (int k = 0; k < r->best_of && total < enough_seconds; k++) {
        double seconds = 0.0;
        bp_status status = s->run(b, &seconds);
        if (status)
            return status;
        total += seconds;
        best = seconds < best ? seconds : best;
    }
    printf("%s %lld %.6f ", name, (long long)b->layer.polygons.n_units, best);
    printf(isnan(b->result) ? "-\n" : "%.3f\n", b->result);
    fflush(stdout);
    return BP_OK;
}

static bp_status time_plain(bench *b, const request *r, const bench_step *steps)
{
    bp_status status = BP_OK;
    for (; steps->name && !status; steps++)
        status = time_step(b, r, steps, steps->name);
    return status;
}

/* The name of the step with points says how many; steps whose input was not given are left out. */
static bp_status time_joins(bench *b, const request *r)
{
    bp_status status = BP_OK;
    for (const bench_step *s = bench_join_steps; s->name && !status; s++) {
        char name[64];
        snprintf(name, sizeof name, "%s", s->name);
        if (strcmp(name, "points") == 0)
            snprintf(name, sizeof name, "points_%lld", (long long)b->n_many);
        if ((strcmp(name, "overlay") != 0 || r->with) && (strcmp(name, "zonal") != 0 || r->raster))
            status = time_step(b, r, s, name);
    }
    return status;
}

static bp_status time_morans(bench *b, const request *r)
{
    bp_status status = BP_OK;
    for (int i = 0; i < r->n_permutations && !status; i++)
        for (const bench_step *s = bench_moran_steps; s->name && !status; s++) {
            char name[64];
            b->permutations = r->permutations[i];
            snprintf(name, sizeof name, "%s_%lld", s->name, (long long)b->permutations);
            status = time_step(b, r, s, name);
        }
    return status;
}

static bp_status time_all(bench *b, const request *r)
{
    bp_status status = time_plain(b, r, bench_layer_steps);
    if (!status)
        status = time_joins(b, r);
    if (!status)
        status = time_morans(b, r);
    b->permutations = 999;
    if (!status)
        status = time_plain(b, r, bench_statistic_steps);
    /* A thousand times a whole rule, or what takes the square of the units, is out of proportion on a large
     * layer, unless it is asked for. */
    bool is_small = b->layer.polygons.n_units <= MOST_RULE_UNITS;
    if (!status && (is_small || r->only))
        status = time_plain(b, r, bench_clustering_steps);
    return status || !(is_small || r->only) ? status : time_plain(b, r, bench_rule_steps);
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

static int read_value(const char *option, const char *value, request *r)
{
    const struct {
        const char *name;
        const char **text;
        int *number;
    } options[] = {{"--with", &r->with, NULL},        {"--raster", &r->raster, NULL},
                   {"--only", &r->only, NULL},        {"--scratch", &r->scratch, NULL},
                   {"--inputs", &r->inputs, NULL},    {"--best-of", NULL, &r->best_of},
                   {"--threads", NULL, &r->n_threads}};
    for (size_t o = 0; o < sizeof options / sizeof *options; o++) {
        if (strcmp(option, options[o].name) != 0)
            continue;
        if (options[o].text)
            *options[o].text = value;
        else
            *options[o].number = atoi(value);
        return 1;
    }
    if (strcmp(option, "--points") == 0)
        return (r->n_points = atoll(value)) > 0;
    return strcmp(option, "--permutations") == 0 && read_counts(value, r);
}

static int read_request(int argc, char **argv, request *r)
{
    for (int i = 1; i < argc; i++) {
        if (argv[i][0] != '-' && !r->path) {
            r->path = argv[i];
            continue;
        }
        if (i + 1 == argc || !read_value(argv[i], argv[i + 1], r))
            return 0;
        i++;
    }
    return r->path && r->best_of >= 1 && r->n_threads >= 0;
}

int main(int argc, char **argv)
{
    request r = {
        .best_of = 5, .scratch = ".", .n_points = 5000000, .permutations = {999}, .n_permutations = 1};
    bench b = {.layer = BP_LAYER_INIT,
               .coarse = BP_POLYGONS_INIT,
               .points = BP_POINTS_INIT,
               .many = BP_POINTS_INIT,
               .row = BP_WEIGHTS_INIT,
               .star = BP_WEIGHTS_INIT};
    if (!read_request(argc, argv, &r)) {
        fputs(usage, stderr);
        return EXIT_FAILURE;
    }
    bp_context_options all = BP_CONTEXT_OPTIONS_INIT, one = BP_CONTEXT_OPTIONS_INIT;
    all.n_threads = r.n_threads;
    one.n_threads = 1;
    b.path = r.path;
    b.raster = r.raster;
    b.scratch = r.inputs ? r.inputs : r.scratch;
    b.n_many = r.n_points;
    bp_status status = bp_context_new(&all, &b.all);
    if (!status)
        status = bp_context_new(&one, &b.one);
    if (!status)
        status = bench_prepare(&b, r.with);
    if (!status)
        status = r.inputs ? bench_write_inputs(&b) : time_all(&b, &r);
    if (status)
        fprintf(stderr, "bench_steps: %s%s%s\n", bp_status_name(status), b.all ? ": " : "",
                b.all ? bp_context_message(b.all) : "");
    if (status && b.one && *bp_context_message(b.one))
        fprintf(stderr, "bench_steps: %s\n", bp_context_message(b.one));
    bench_clear(&b);
    bp_context_free(b.one);
    bp_context_free(b.all);
    return status ? EXIT_FAILURE : EXIT_SUCCESS;
}
