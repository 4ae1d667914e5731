/* What clusters and density of points leave behind: the points, the grid, outlines, and units. */
#include "cli/cluster/points.h"

#include "cli/out_file.h"
#include "geo/bitmap.h"
#include "geo/write.h"

#include <math.h>
#include <stdlib.h>

static bp_status write_layer(bp_cluster_points *job, bp_points_file which, const bp_layer *layer,
                             const char *name)
{
    const char *path = job->files[which].work;
    if (bp_has_extension(path, ".csv"))
        return bp_table_write_csv(job->context, &layer->table, path, NULL);
    if (bp_has_extension(path, ".geojson"))
        return bp_layer_write_geojson(job->context, layer, path);
    return bp_layer_write(job->context, layer, path, name);
}

static bp_status add_reals(bp_context *context, bp_table *table, const char *name, const double *values,
                           const uint8_t *valid)
{
    bp_column *column = NULL;
    bp_status status = bp_table_add(context, table, name, BP_COLUMN_REAL, &column);
    for (int64_t i = 0; !status && i < table->n_rows; i++)
        if (bp_bitmap_get(valid, i) && isfinite(values[i]))
            bp_column_set_real(column, i, values[i]);
    return status;
}

static bp_status add_clusters(bp_cluster_points *job, bp_table *table)
{
    bp_column *column = NULL;
    bp_status status = bp_table_add(job->context, table, "cluster", BP_COLUMN_INTEGER, &column);
    for (int64_t i = 0; !status && i < table->n_rows; i++)
        if (job->cluster[i] >= 0)
            bp_column_set_integer(column, i, job->cluster[i] + 1);
    return status;
}

static bp_status add_kinds(bp_cluster_points *job, bp_table *table)
{
    static const char *const words[] = {NULL, "noise", "border", "core"};
    const char **texts = (const char **)malloc(((size_t)table->n_rows + 1) * sizeof *texts);
    if (!texts)
        return bp_context_fail_memory(job->context, (size_t)table->n_rows * sizeof *texts);
    for (int64_t i = 0; i < table->n_rows; i++)
        texts[i] = words[job->dbscan.kind[i]];
    bp_status status = bp_table_add_text(job->context, table, "kind", texts);
    free((void *)texts);
    return status;
}

/* x and y are those that distances were measured in. */
static bp_status write_points(bp_cluster_points *job)
{
    bp_layer layer = BP_LAYER_INIT;
    bp_table *table = &layer.table;
    table->n_rows = job->set.n;
    bp_status status =
        bp_table_add_text(job->context, table, job->ids.name, (const char *const *)job->ids.text);
    if (!status)
        status = add_reals(job->context, table, "x", job->x, job->valid);
    if (!status)
        status = add_reals(job->context, table, "y", job->y, job->valid);
    if (!status)
        status = add_clusters(job, table);
    if (!status && job->method == BP_POINTS_DBSCAN)
        status = add_kinds(job, table);
    if (!status && job->method == BP_POINTS_HDBSCAN)
        status = add_reals(job->context, table, "probability", job->hdbscan.probability, job->valid);
    if (!status && job->method == BP_POINTS_HDBSCAN)
        status = add_reals(job->context, table, "outlier", job->hdbscan.outlier, job->valid);
    if (!status)
        status = write_layer(job, BP_POINTS_OUT, &layer, "points");
    bp_table_clear(table);
    return status;
}

static bp_status add_cell(bp_cluster_points *job, int64_t c, bp_polygons *polygons)
{
    const bp_density_grid *g = &job->grid;
    double x = g->x + (double)(c % g->n_columns) * g->size, y = g->y + (double)(c / g->n_columns) * g->size;
    const double xy[] = {x, y, x + g->size, y, x + g->size, y + g->size, x, y + g->size, x, y};
    bp_status status = bp_polygons_add_points(job->context, polygons, xy, 5);
    if (!status)
        status = bp_polygons_end_ring(job->context, polygons);
    if (!status)
        status = bp_polygons_end_part(job->context, polygons);
    return status ? status : bp_polygons_end_unit(job->context, polygons);
}

/* Cells that no point reaches are left out. */
static bp_status fill_grid(bp_cluster_points *job, bool has_shapes, bp_layer *layer)
{
    const bp_density_grid *g = &job->grid;
    static const char *const names[] = {"x", "y", "density"};
    int64_t cells = g->n_columns * g->n_rows;
    double per_km2 = job->in_metres ? 1e6 * job->metre * job->metre : 1.0;
    bp_column *column = NULL;
    bp_status status = BP_OK;
    for (int64_t c = 0; c < cells; c++)
        layer->table.n_rows += job->density[c] > 0.0;
    for (int what = 0; !status && what < 3; what++) {
        int64_t row = 0;
        status =
            bp_table_add(job->context, &layer->table,
                         what == 2 && job->in_metres ? "density_km2" : names[what], BP_COLUMN_REAL, &column);
        for (int64_t c = 0; !status && c < cells; c++) {
            const double values[] = {g->x + ((double)(c % g->n_columns) + 0.5) * g->size,
                                     g->y + ((double)(c / g->n_columns) + 0.5) * g->size,
                                     job->density[c] * per_km2};
            if (job->density[c] > 0.0)
                bp_column_set_real(column, row++, values[what]);
        }
    }
    for (int64_t c = 0; !status && has_shapes && c < cells; c++)
        if (job->density[c] > 0.0)
            status = add_cell(job, c, &layer->polygons);
    return status;
}

static bp_status write_grid(bp_cluster_points *job)
{
    bp_layer layer = BP_LAYER_INIT;
    bp_status status = fill_grid(job, !bp_has_extension(job->paths[BP_POINTS_OUT], ".csv"), &layer);
    layer.crs = job->layer.crs;
    if (!status)
        status = write_layer(job, BP_POINTS_OUT, &layer, "density");
    bp_table_clear(&layer.table);
    bp_polygons_clear(&layer.polygons);
    return status;
}

static bp_status write_hulls(bp_cluster_points *job)
{
    bp_layer layer = BP_LAYER_INIT;
    bp_table *table = &layer.table;
    bp_column *column = NULL;
    double square = job->metre * job->metre;
    table->n_rows = job->n_clusters;
    bp_status status = bp_table_add(job->context, table, "cluster", BP_COLUMN_INTEGER, &column);
    for (int32_t c = 0; !status && c < job->n_clusters; c++)
        bp_column_set_integer(column, c, c + 1);
    if (!status)
        status = bp_table_add(job->context, table, "points", BP_COLUMN_INTEGER, &column);
    for (int32_t c = 0; !status && c < job->n_clusters; c++)
        bp_column_set_integer(column, c, job->size[c]);
    if (!status)
        status =
            bp_table_add(job->context, table, job->in_metres ? "area_m2" : "area", BP_COLUMN_REAL, &column);
    for (int32_t c = 0; !status && c < job->n_clusters; c++)
        bp_column_set_real(column, c, job->hull_area[c] / square);
    if (!status && job->method == BP_POINTS_HDBSCAN)
        status = add_reals(job->context, table, "stability", job->hdbscan.stability, NULL);
    /* Lent for the writing. */
    layer.polygons = job->hulls;
    layer.crs = job->layer.crs;
    if (!status)
        status = write_layer(job, BP_POINTS_HULLS, &layer, "hulls");
    bp_table_clear(table);
    return status;
}

static bp_status write_shares(bp_cluster_points *job)
{
    bp_layer layer = BP_LAYER_INIT;
    bp_status status = bp_cluster_points_shares(job, &layer.table);
    layer.polygons = job->units.polygons;
    layer.crs = job->units.crs;
    if (!status)
        status = write_layer(job, BP_POINTS_SHARES, &layer, "units");
    bp_table_clear(&layer.table);
    return status;
}

bp_status bp_cluster_points_write(bp_cluster_points *job)
{
    bp_status status = BP_OK;
    bp_progress_begin(job->call->progress, "write");
    if (job->paths[BP_POINTS_OUT])
        status = job->method == BP_POINTS_KDE ? write_grid(job) : write_points(job);
    if (!status && job->paths[BP_POINTS_HULLS])
        status = write_hulls(job);
    if (!status && job->paths[BP_POINTS_SHARES])
        status = write_shares(job);
    if (!status)
        status = bp_context_check(job->context);
    for (int f = 0; !status && f < BP_POINTS_FILES; f++)
        if (job->paths[f])
            status = bp_new_file_commit(job->context, &job->files[f]);
    return status;
}
