/* Steps of spatial statistics, with weights made beforehand. */
#include "analysis/getis.h"
#include "analysis/local_geary.h"
#include "analysis/local_moran.h"
#include "tests/bench/bench.h"

static bp_local_options local_options(const bench *b)
{
    bp_local_options options = BP_LOCAL_OPTIONS_INIT;
    options.permutations = b->permutations;
    options.seed = BENCH_SEED;
    return options;
}

static bp_status time_moran(bench *b, bp_context *context, double *seconds)
{
    const bp_local_options options = local_options(b);
    bp_local local = BP_LOCAL_INIT;
    double start = bench_now();
    bp_status status = bp_local_moran(context, &b->row, b->x, b->points.valid, &options, &local);
    *seconds = bench_now() - start;
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
    double start = bench_now();
    bp_status status = bp_getis(b->one, &b->star, BP_GETIS_GI_STAR, b->x, b->points.valid, &options, &local);
    *seconds = bench_now() - start;
    bp_local_clear(&local);
    return status;
}

static bp_status run_geary(bench *b, double *seconds)
{
    const bp_local_options options = local_options(b);
    const double *columns[] = {b->x};
    bp_local local = BP_LOCAL_INIT;
    double start = bench_now();
    bp_status status = bp_local_geary(b->one, &b->row, columns, 1, b->points.valid, &options, &local);
    *seconds = bench_now() - start;
    bp_local_clear(&local);
    return status;
}

const bench_step bench_moran_steps[] = {
    {"local_moran", run_moran}, {"local_moran_all_threads", run_moran_all}, {NULL, NULL}};

const bench_step bench_statistic_steps[] = {
    {"gi_star_999", run_gi_star}, {"local_geary_999", run_geary}, {NULL, NULL}};
