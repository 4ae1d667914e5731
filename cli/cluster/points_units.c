/* Clusters and density of points, told per unit. */
#include "cli/cluster/points.h"

#include "geo/bitmap.h"
#include "geo/dissolve.h"
#include "geo/overlay.h"
#include "geo/point_join.h"
#include "geo/read.h"
#include "geo/repair.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

static bp_status read_units(bp_cluster_points *job)
{
    bp_read_options read = BP_READ_OPTIONS_INIT;
    bp_repair_report repair = BP_REPAIR_REPORT_INIT;
    const char *id = bp_call_text(job->call, "units-id", NULL);
    read.layer = bp_call_text(job->call, "units-layer", NULL);
    read.columns = &id;
    read.n_columns = id ? 1 : 0;
    if (!id)
        read.columns = NULL;
    bp_status status = bp_layer_read(job->context, job->units_path, &read, &job->units);
    if (!status)
        status = bp_unit_ids_make(job->context, &job->units.table,
                                  id ? bp_table_find(&job->units.table, id) : -1, &job->unit_ids);
    if (!status)
        status = bp_polygons_repair(job->context, &job->units.polygons, &repair);
    if (!status && repair.n_mended > 0)
        bp_context_warn(job->context, "repaired",
                        "%s: the invalid geometry of %" PRId64 " of %" PRId64 " units was repaired",
                        job->units_path, repair.n_mended, job->units.table.n_rows);
    bp_repair_report_clear(&repair);
    return status;
}

/* Points come to the units' system, in which their area is measured. */
static bp_status bring_together(bp_cluster_points *job)
{
    const bp_crs *to = &job->units.crs;
    if (!to->wkt || !job->layer.crs.wkt) {
        if (to->wkt || job->layer.crs.wkt)
            bp_context_warn(job->context, "crs_unknown",
                            "%s has no coordinate system; it is taken to be that of %s",
                            to->wkt ? job->call->arguments[0] : job->units_path,
                            to->wkt ? job->units_path : job->call->arguments[0]);
        return BP_OK;
    }
    if (bp_crs_equal(&job->layer.crs, to))
        return BP_OK;
    return bp_point_layer_transform(job->context, &job->layer, to, NULL);
}

static bool looks_like_degrees(const bp_points *points)
{
    int64_t n = 0;
    for (int64_t i = 0; i < points->n; i++) {
        if (!bp_bitmap_get(points->valid, i))
            continue;
        n++;
        if (fabs(points->xy[2 * i]) > 180.0 || fabs(points->xy[2 * i + 1]) > 90.0)
            return false;
    }
    return n > 0;
}

static bp_status settle_metre(bp_cluster_points *job)
{
    const bp_crs *crs = &job->layer.crs;
    job->metre = 1.0;
    if (bp_call_has(job->call, "planar"))
        return BP_OK;
    if (crs->wkt && !crs->is_geographic) {
        job->in_metres = crs->metres_per_unit > 0.0;
        job->metre = job->in_metres ? 1.0 / crs->metres_per_unit : 1.0;
        return BP_OK;
    }
    if (!crs->wkt && !looks_like_degrees(&job->layer.points))
        return BP_OK;
    return bp_context_fail(job->context, BP_ERROR_INPUT,
                           "%s: %s, in which distances cannot be measured; transform the points to a "
                           "projected system first, or add --planar to take the coordinates as they are",
                           job->call->arguments[0],
                           crs->wkt ? "its coordinates are longitude and latitude"
                                    : "it has no coordinate system and its coordinates look like degrees");
}

bp_status bp_cluster_points_read_units(bp_cluster_points *job)
{
    bp_status status = BP_OK;
    if (job->units_path) {
        status = read_units(job);
        if (!status)
            status = bring_together(job);
    }
    return status ? status : settle_metre(job);
}

bp_status bp_cluster_points_grid(bp_cluster_points *job, double size, double margin)
{
    bp_density_grid around = {0};
    double box[4];
    bp_status status = bp_density_grid_make(job->context, &job->set, size, margin, &job->grid);
    if (status || !job->units_path || !bp_polygons_extent(&job->units.polygons, box))
        return status;
    const bp_density_grid *g = &job->grid;
    const double x[] = {fmin(box[0], g->x + size / 2.0),
                        fmax(box[2], g->x + ((double)g->n_columns - 0.5) * size)};
    const double y[] = {fmin(box[1], g->y + size / 2.0),
                        fmax(box[3], g->y + ((double)g->n_rows - 0.5) * size)};
    const bp_point_set corners = {2, x, y, NULL, NULL};
    status = bp_density_grid_make(job->context, &corners, size, 0.0, &around);
    if (!status)
        job->grid = around;
    return status;
}

static bp_status add_points(bp_cluster_points *job, bp_table *table)
{
    bp_column *column = NULL;
    int64_t n = job->set.n, units = table->n_rows,
            *unit_of = (int64_t *)malloc(((size_t)n + 1) * sizeof(int64_t));
    double *all = (double *)calloc(2 * (size_t)units + 1, sizeof *all), *inside = all ? all + units : NULL;
    const bp_points points = {n, job->layer.points.xy, job->valid};
    bp_status status = unit_of && all
                           ? bp_point_join(job->context, &points, &job->units.polygons, NULL, unit_of, NULL)
                           : bp_context_fail_memory(job->context, (size_t)n * sizeof *unit_of);
    for (int64_t i = 0; !status && i < n; i++) {
        double weight = job->set.weight ? job->set.weight[i] : 1.0;
        if (!bp_bitmap_get(job->valid, i) || unit_of[i] < 0)
            continue;
        all[unit_of[i]] += weight;
        inside[unit_of[i]] += job->cluster && job->cluster[i] >= 0 ? weight : 0.0;
    }
    if (!status)
        status = bp_table_add(job->context, table, "points", BP_COLUMN_REAL, &column);
    for (int64_t u = 0; !status && u < units; u++)
        bp_column_set_real(column, u, all[u]);
    if (!status && job->cluster)
        status = bp_table_add(job->context, table, "points_in_clusters", BP_COLUMN_REAL, &column);
    for (int64_t u = 0; !status && job->cluster && u < units; u++)
        bp_column_set_real(column, u, inside[u]);
    if (!status && job->cluster)
        status = bp_table_add(job->context, table, "share_of_points", BP_COLUMN_REAL, &column);
    for (int64_t u = 0; !status && job->cluster && u < units; u++)
        if (all[u] > 0.0)
            bp_column_set_real(column, u, inside[u] / all[u]);
    free(unit_of);
    free(all);
    return status;
}

/* Outlines may overlap: what several cover counts once. */
static bp_status add_covered(bp_cluster_points *job, const double *area, bp_table *table)
{
    bp_polygons covered = BP_POLYGONS_INIT;
    bp_overlap_list overlaps = BP_OVERLAP_LIST_INIT;
    bp_dissolve_report report = BP_DISSOLVE_REPORT_INIT;
    bp_column *column = NULL;
    int32_t *group = (int32_t *)calloc((size_t)job->n_clusters + 1, sizeof *group);
    bp_status status =
        group ? bp_polygons_dissolve_report(job->context, &job->hulls, group, 1, &covered, &report)
              : bp_context_fail_memory(job->context, 0);
    if (!status)
        status = bp_overlay_areas(job->context, &job->units.polygons, NULL, &covered, &overlaps);
    if (!status)
        status = bp_table_add(job->context, table, "share_of_area", BP_COLUMN_REAL, &column);
    for (int64_t u = 0; !status && u < table->n_rows; u++)
        if (area[u] > 0.0)
            bp_column_set_real(column, u, 0.0);
    for (int64_t k = 0; !status && k < overlaps.n; k++) {
        int64_t u = overlaps.items[k].a;
        bp_column_set_real(column, u, fmin(1.0, column->real[u] + overlaps.items[k].area / area[u]));
    }
    bp_overlap_list_clear(&overlaps);
    bp_polygons_clear(&covered);
    free(group);
    return status;
}

/* For units too small to hold the centre of a cell: the density at a point of theirs. */
static bp_status density_of_small(bp_cluster_points *job, const int64_t *count, double *mean)
{
    int64_t n = job->units.polygons.n_units, m = 0;
    bp_points on = BP_POINTS_INIT;
    double *xy = (double *)malloc((3 * (size_t)n + 1) * sizeof *xy), *x = xy, *y = xy + n,
           *found = xy + 2 * n;
    bp_status status = xy ? bp_point_of(job->context, &job->units.polygons, BP_POINT_SURFACE, &on)
                          : bp_context_fail_memory(job->context, 3 * (size_t)n * sizeof *xy);
    for (int64_t u = 0; !status && u < n; u++)
        if (count[u] == 0 && bp_bitmap_get(on.valid, u)) {
            x[m] = on.xy[2 * u];
            y[m++] = on.xy[2 * u + 1];
        }
    if (!status)
        status = bp_density_at(job->context, &job->set, &job->density_options, m, x, y, found, NULL);
    m = 0;
    for (int64_t u = 0; !status && u < n; u++)
        if (count[u] == 0 && bp_bitmap_get(on.valid, u))
            mean[u] = found[m++];
    bp_points_clear(&on);
    free(xy);
    return status;
}

/* The mean over the cells whose centre lies in a unit. */
static bp_status mean_density(bp_cluster_points *job, double *mean)
{
    const bp_density_grid *g = &job->grid;
    int64_t cells = g->n_columns * g->n_rows, n = job->units.polygons.n_units;
    bp_points centres = {cells, (double *)malloc(2 * (size_t)cells * sizeof(double)), NULL};
    int64_t *unit_of = (int64_t *)malloc((size_t)cells * sizeof *unit_of);
    int64_t *count = (int64_t *)calloc((size_t)n + 1, sizeof *count);
    bp_status status = centres.xy && unit_of && count
                           ? BP_OK
                           : bp_context_fail_memory(job->context, 2 * (size_t)cells * sizeof(double));
    for (int64_t c = 0; !status && c < cells; c++) {
        centres.xy[2 * c] = g->x + ((double)(c % g->n_columns) + 0.5) * g->size;
        centres.xy[2 * c + 1] = g->y + ((double)(c / g->n_columns) + 0.5) * g->size;
    }
    if (!status)
        status = bp_point_join(job->context, &centres, &job->units.polygons, NULL, unit_of, NULL);
    for (int64_t c = 0; !status && c < cells; c++)
        if (unit_of[c] >= 0) {
            mean[unit_of[c]] += job->density[c];
            count[unit_of[c]]++;
        }
    for (int64_t u = 0; !status && u < n; u++)
        mean[u] /= count[u] > 0 ? (double)count[u] : 1.0;
    if (!status)
        status = density_of_small(job, count, mean);
    free(centres.xy);
    free(unit_of);
    free(count);
    return status;
}

static bp_status add_density(bp_cluster_points *job, const double *area, bp_table *table)
{
    bp_column *column = NULL;
    double *mean = (double *)calloc((size_t)table->n_rows + 1, sizeof *mean);
    double per_km2 = job->in_metres ? 1e6 * job->metre * job->metre : 1.0;
    bp_status status = mean ? mean_density(job, mean) : bp_context_fail_memory(job->context, 0);
    if (!status)
        status = bp_table_add(job->context, table, job->in_metres ? "density_km2" : "density", BP_COLUMN_REAL,
                              &column);
    for (int64_t u = 0; !status && u < table->n_rows; u++)
        if (area[u] > 0.0)
            bp_column_set_real(column, u, mean[u] * per_km2);
    if (!status)
        status = bp_table_add(job->context, table, "expected_points", BP_COLUMN_REAL, &column);
    for (int64_t u = 0; !status && u < table->n_rows; u++)
        if (area[u] > 0.0)
            bp_column_set_real(column, u, mean[u] * area[u]);
    free(mean);
    return status;
}

bp_status bp_cluster_points_shares(bp_cluster_points *job, bp_table *table)
{
    int64_t n = job->units.polygons.n_units;
    double *area = (double *)calloc((size_t)n + 1, sizeof *area);
    table->n_rows = n;
    if (!area)
        return bp_context_fail_memory(job->context, (size_t)n * sizeof *area);
    bp_polygons_area(&job->units.polygons, area);
    bp_status status =
        bp_table_add_text(job->context, table, job->unit_ids.name, (const char *const *)job->unit_ids.text);
    if (!status)
        status = add_points(job, table);
    if (!status)
        status = job->method == BP_POINTS_KDE ? add_density(job, area, table) : add_covered(job, area, table);
    free(area);
    return status;
}
