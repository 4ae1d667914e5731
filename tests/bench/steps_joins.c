/* Steps that bring two layers, points or a raster together. */
#include "geo/dissolve.h"
#include "geo/overlay.h"
#include "geo/point_join.h"
#include "geo/zonal.h"
#include "tests/bench/bench.h"

#include <stdlib.h>

static const double m2_per_km2 = 1e6;

/* The result is how many points lie in a unit. */
static bp_status run_points(bench *b, double *seconds)
{
    bp_point_join_report report = BP_POINT_JOIN_REPORT_INIT;
    bp_status status = bench_make_points(b);
    int64_t *unit_of = status ? NULL : malloc((size_t)b->n_many * sizeof *unit_of);
    if (!unit_of)
        return status ? status : bp_context_fail_memory(b->all, (size_t)b->n_many * sizeof *unit_of);
    double start = bench_now();
    status = bp_point_join(b->all, &b->many, &b->layer.polygons, NULL, unit_of, &report);
    *seconds = bench_now() - start;
    b->result = (double)report.n_inside;
    free(unit_of);
    return status;
}

/* The result is the area that the layers have in common, km2. */
static bp_status run_overlay(bench *b, double *seconds)
{
    bp_overlap_list list = BP_OVERLAP_LIST_INIT;
    double start = bench_now(), sum = 0.0;
    bp_status status = bp_overlay_areas(b->all, &b->layer.polygons, NULL, &b->coarse, &list);
    *seconds = bench_now() - start;
    for (int64_t i = 0; i < list.n; i++)
        sum += list.items[i].area;
    b->result = sum / m2_per_km2;
    bp_overlap_list_clear(&list);
    return status;
}

static bp_status sum_areas(bench *b, const bp_polygons *polygons, double *km2)
{
    double sum = 0.0, *area = malloc(((size_t)polygons->n_units + 1) * sizeof *area);
    if (!area)
        return bp_context_fail_memory(b->all, (size_t)polygons->n_units * sizeof *area);
    bp_polygons_area(polygons, area);
    for (int64_t u = 0; u < polygons->n_units; u++)
        sum += area[u];
    *km2 = sum / m2_per_km2;
    free(area);
    return BP_OK;
}

/* The result is the area of the merged, km2. */
static bp_status run_dissolve(bench *b, double *seconds)
{
    const bp_polygons *polygons = &b->layer.polygons;
    bp_polygons merged = BP_POLYGONS_INIT;
    int32_t n_groups = 0, *group = malloc(((size_t)polygons->n_units + 1) * sizeof *group);
    bp_status status = group ? bench_groups(b, polygons, BENCH_PER_GROUP, group, &n_groups)
                             : bp_context_fail_memory(b->all, 0);
    if (!status) {
        double start = bench_now();
        status = bp_polygons_dissolve(b->all, polygons, group, n_groups, &merged);
        *seconds = bench_now() - start;
    }
    if (!status)
        status = sum_areas(b, &merged, &b->result);
    bp_polygons_clear(&merged);
    free(group);
    return status;
}

/* The result is the sum of the shares of pixels that lie in units. */
static bp_status run_zonal(bench *b, double *seconds)
{
    bp_zonal zonal = BP_ZONAL_INIT;
    bp_raster *raster = NULL;
    double start = bench_now(), sum = 0.0;
    bp_status status = bp_raster_open(b->all, b->raster, NULL, &raster);
    if (!status)
        status = bp_zonal_statistics(b->all, &b->layer.polygons, &b->layer.crs, raster, NULL, &zonal);
    *seconds = bench_now() - start;
    for (int64_t u = 0; u < zonal.n; u++)
        sum += zonal.count[u];
    b->result = sum;
    bp_zonal_clear(&zonal);
    bp_raster_close(raster);
    return status;
}

const bench_step bench_join_steps[] = {{"points", run_points},
                                       {"dissolve", run_dissolve},
                                       {"overlay", run_overlay},
                                       {"zonal", run_zonal},
                                       {NULL, NULL}};
