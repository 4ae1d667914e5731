#include "cli/cluster/points.h"

#include "cli/out_file.h"
#include "geo/bitmap.h"
#include "geo/text.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *const methods[] = {"dbscan", "hdbscan", "kde", NULL};
static const char *const selections[] = {"mass", "leaves", NULL};
static const char *const formats[] = {"table", "json", "csv", NULL};

/* A bandwidth has so many cells, unless --cell says how large one is. */
static const double cells_per_bandwidth = 5.0;

bool bp_cluster_is_points(const char *method)
{
    for (int m = 0; methods[m]; m++)
        if (strcmp(method, methods[m]) == 0)
            return true;
    return false;
}

static bp_status fail_argument(const bp_cluster_points *job, const char *text)
{
    return bp_context_fail(job->context, BP_ERROR_ARGUMENT, "cluster: %s", text);
}

static bp_status read_paths(bp_cluster_points *job)
{
    const bp_call *call = job->call;
    if (call->n_arguments > 2)
        return fail_argument(job, "methods of points take POINTS and OUT, and no columns; --count names one");
    job->paths[BP_POINTS_OUT] = call->n_arguments > 1 ? call->arguments[1] : NULL;
    job->paths[BP_POINTS_HULLS] = bp_call_text(call, "hulls", NULL);
    job->paths[BP_POINTS_SHARES] = bp_call_text(call, "shares", NULL);
    job->units_path = bp_call_text(call, "units", NULL);
    if (job->paths[BP_POINTS_SHARES] && !job->units_path)
        return fail_argument(job, "--shares says where to write; --units FILE, of which units, is missing");
    if (job->units_path && !job->paths[BP_POINTS_SHARES])
        return fail_argument(job, "--units is there for --shares FILE, which is missing: where to write");
    if (job->paths[BP_POINTS_OUT] && job->method != BP_POINTS_KDE &&
        !bp_has_extension(job->paths[BP_POINTS_OUT], ".csv"))
        return bp_context_fail(job->context, BP_ERROR_ARGUMENT,
                               "cluster: %s: points are written as .csv; --hulls FILE writes outlines of the "
                               "clusters as a layer",
                               job->paths[BP_POINTS_OUT]);
    return BP_OK;
}

static bool is_writable(const char *path)
{
    return bp_has_extension(path, ".csv") || bp_has_extension(path, ".gpkg") ||
           bp_has_extension(path, ".geojson") || bp_has_extension(path, ".shp");
}

static bp_status begin_files(bp_cluster_points *job)
{
    bp_status status = BP_OK;
    for (int f = 0; !status && f < BP_POINTS_FILES; f++) {
        if (!job->paths[f])
            continue;
        if (!is_writable(job->paths[f]))
            return bp_context_fail(job->context, BP_ERROR_ARGUMENT,
                                   "cluster: found '%s'; what is written may be a .gpkg, .geojson, .shp or "
                                   ".csv file",
                                   job->paths[f]);
        if (f == BP_POINTS_HULLS && bp_has_extension(job->paths[f], ".csv"))
            return bp_context_fail(
                job->context, BP_ERROR_ARGUMENT,
                "cluster: %s: a .csv file holds no outlines; name a .gpkg, .geojson or .shp "
                "file",
                job->paths[f]);
        for (int g = 0; g < f; g++)
            if (job->paths[g] && strcmp(job->paths[f], job->paths[g]) == 0)
                return bp_context_fail(job->context, BP_ERROR_ARGUMENT,
                                       "cluster: '%s' is named for two results; name two files",
                                       job->paths[f]);
        status = bp_out_file_check(job->context, job->paths[f], BP_OUT_NEVER_REPLACED);
        if (!status)
            status = bp_new_file_begin(job->context, job->paths[f], BP_NEW_FILE_KEEP, &job->files[f]);
    }
    return status;
}

/* Lengths are read in metres; scaled to the units of the layer once that is known. */
static bp_status read_numbers(bp_cluster_points *job)
{
    const bp_call *call = job->call;
    bp_status status = bp_cluster_number(call, "eps", 0.0, &job->dbscan_options.eps);
    if (!status)
        status = bp_cluster_number(call, "min-points", 0.0, &job->dbscan_options.min_points);
    if (!status)
        status = bp_cluster_number(call, "bandwidth", 0.0, &job->density_options.bandwidth);
    if (!status)
        status = bp_cluster_number(call, "hull-ratio", 0.0, &job->hull_options.ratio);
    if (!status)
        status = bp_cluster_number(call, "hull-margin", 0.0, &job->hull_options.margin);
    job->hdbscan_options.min_cluster_size = bp_call_integer(call, "min-cluster-size", 5);
    job->hdbscan_options.min_samples = bp_call_integer(call, "min-samples", 0);
    job->hdbscan_options.allow_one = bp_call_has(call, "allow-one");
    job->density_options.nearest = bp_call_integer(call, "adaptive", 0);
    if (!status && job->method == BP_POINTS_DBSCAN && !bp_call_has(call, "eps"))
        status = fail_argument(job, "--eps M is missing: metres within which points are near each other");
    if (!status && job->hull_options.ratio > 1.0)
        status = fail_argument(job, "--hull-ratio is above 1; it lies between 0, the tightest, and 1, the "
                                    "convex hull");
    return status;
}

static bp_status read_words(bp_cluster_points *job)
{
    int selection = 0, kernel = 0, format = 0;
    bp_status status = bp_statistic_word(job->call, "selection", selections, &selection);
    if (!status)
        status = bp_statistic_word(job->call, "smoothing", bp_density_kernel_names, &kernel);
    if (!status)
        status = bp_statistic_word(job->call, "format", formats, &format);
    job->hdbscan_options.selection = (bp_hdbscan_selection)selection;
    job->density_options.kernel = (bp_density_kernel)kernel;
    job->format = (bp_format)format;
    return status;
}

static bp_status read_codes(bp_cluster_points *job)
{
    job->codes_text = bp_text_copy(bp_call_text(job->call, "missing", ""));
    if (!job->codes_text)
        return bp_context_fail_memory(job->context, 0);
    for (char *at = job->codes_text; *at;) {
        if (job->n_codes == BP_POINTS_CODES)
            return fail_argument(job, "--missing names more codes than the 32 that there may be");
        size_t length = strcspn(at, ",");
        bool is_last = at[length] == '\0';
        at[length] = '\0';
        job->codes[job->n_codes++] = at;
        at += length + !is_last;
    }
    return BP_OK;
}

static bp_status read_points(bp_cluster_points *job)
{
    const bp_call *call = job->call;
    const char *id = bp_call_text(call, "id", NULL), *columns[2];
    bp_read_points_options options = BP_READ_POINTS_OPTIONS_INIT;
    options.x = bp_call_text(call, "x", NULL);
    options.y = bp_call_text(call, "y", NULL);
    options.crs = bp_call_text(call, "crs", NULL);
    options.missing = job->codes;
    options.n_missing = job->n_codes;
    options.read.layer = bp_call_text(call, "layer", NULL);
    if (job->count)
        columns[options.read.n_columns++] = job->count;
    if (id && (!job->count || strcmp(id, job->count) != 0))
        columns[options.read.n_columns++] = id;
    options.read.columns = options.read.n_columns ? columns : NULL;
    bp_progress_begin(call->progress, "read");
    bp_status status = bp_point_layer_read(job->context, call->arguments[0], &options, &job->layer);
    if (!status)
        status = bp_unit_ids_make(job->context, &job->layer.table,
                                  id ? bp_table_find(&job->layer.table, id) : -1, &job->ids);
    if (!status && job->count)
        status = bp_values_read(job->context, &job->layer.table, bp_table_find(&job->layer.table, job->count),
                                job->codes, job->n_codes, &job->counts);
    return status;
}

static bp_status take_points(bp_cluster_points *job)
{
    const bp_points *points = &job->layer.points;
    int64_t n = points->n;
    job->x = (double *)calloc((size_t)n + 1, sizeof *job->x);
    job->y = (double *)calloc((size_t)n + 1, sizeof *job->y);
    job->valid = (uint8_t *)calloc(bp_bitmap_bytes(n), 1);
    if (!job->x || !job->y || !job->valid)
        return bp_context_fail_memory(job->context, (size_t)n * sizeof *job->x);
    for (int64_t i = 0; i < n; i++) {
        if (!bp_bitmap_get(points->valid, i) || (job->count && !bp_values_is_valid(&job->counts, i)))
            continue;
        bp_bitmap_set(job->valid, i);
        job->x[i] = points->xy[2 * i];
        job->y[i] = points->xy[2 * i + 1];
        job->n_part++;
    }
    job->n_missing = n - job->n_part;
    job->set = (bp_point_set){n, job->x, job->y, job->count ? job->counts.value : NULL, job->valid};
    return BP_OK;
}

static bp_status find_density(bp_cluster_points *job)
{
    bp_density_options *options = &job->density_options;
    double cell = 0.0, rule = 0.0;
    bp_status status = bp_cluster_number(job->call, "cell", 0.0, &cell);
    cell *= job->metre;
    options->bandwidth *= job->metre;
    if (!status && options->bandwidth == 0.0 && (options->nearest == 0 || cell == 0.0))
        status = bp_density_bandwidth(job->context, &job->set, options->kernel, &rule);
    if (status)
        return status;
    if (options->nearest == 0 && options->bandwidth == 0.0)
        options->bandwidth = rule;
    job->bandwidth = options->bandwidth;
    double width = options->bandwidth > 0.0 ? options->bandwidth : rule;
    if (cell == 0.0)
        cell = width / cells_per_bandwidth;
    double reach = options->kernel == BP_DENSITY_GAUSSIAN ? 4.0 * width : width;
    status = bp_cluster_points_grid(job, cell, reach);
    if (status)
        return status;
    size_t cells = (size_t)(job->grid.n_columns * job->grid.n_rows);
    job->density = (double *)malloc(cells * sizeof *job->density);
    if (!job->density)
        return bp_context_fail_memory(job->context, cells * sizeof *job->density);
    return bp_density_on_grid(job->context, &job->set, options, &job->grid, job->density, NULL);
}

static bp_status find_clusters(bp_cluster_points *job)
{
    bp_status status = BP_OK;
    if (job->method == BP_POINTS_DBSCAN) {
        job->dbscan_options.eps *= job->metre;
        status = bp_dbscan_make(job->context, &job->set, &job->dbscan_options, &job->dbscan);
        job->cluster = job->dbscan.cluster;
        job->n_clusters = job->dbscan.n_clusters;
        job->size = job->dbscan.size;
    } else {
        status = bp_hdbscan_make(job->context, &job->set, &job->hdbscan_options, &job->hdbscan);
        job->cluster = job->hdbscan.cluster;
        job->n_clusters = job->hdbscan.n_clusters;
        job->size = job->hdbscan.size;
    }
    if (!status && (job->paths[BP_POINTS_HULLS] || job->units_path)) {
        bp_progress_begin(job->call->progress, "outline");
        job->hull_options.margin *= job->metre;
        status = bp_concave_hulls(job->context, &job->layer.points, job->cluster, job->n_clusters,
                                  &job->hull_options, &job->hulls);
        job->hull_area = (double *)calloc((size_t)job->n_clusters + 1, sizeof *job->hull_area);
        if (!status && !job->hull_area)
            status = bp_context_fail_memory(job->context, 0);
        if (!status)
            bp_polygons_area(&job->hulls, job->hull_area);
    }
    return status;
}

static void clear_job(bp_cluster_points *job)
{
    for (int f = 0; f < BP_POINTS_FILES; f++)
        bp_new_file_abandon(&job->files[f]);
    bp_dbscan_clear(&job->dbscan);
    bp_hdbscan_clear(&job->hdbscan);
    bp_polygons_clear(&job->hulls);
    bp_values_clear(&job->counts);
    bp_unit_ids_clear(&job->ids);
    bp_unit_ids_clear(&job->unit_ids);
    bp_point_layer_clear(&job->layer);
    bp_layer_clear(&job->units);
    free(job->codes_text);
    free(job->x);
    free(job->y);
    free(job->valid);
    free(job->density);
    free(job->hull_area);
}

static bp_status read_options(bp_cluster_points *job)
{
    bp_status status = read_paths(job);
    if (!status)
        status = read_words(job);
    if (!status)
        status = read_numbers(job);
    if (!status)
        status = read_codes(job);
    return status ? status : begin_files(job);
}

bp_status bp_cluster_make_points(bp_call *call, const char *method)
{
    bp_cluster_points job = {.call = call, .context = call->context, .counts = BP_VALUES_INIT};
    job.dbscan_options = (bp_dbscan_options)BP_DBSCAN_OPTIONS_INIT;
    job.hdbscan_options = (bp_hdbscan_options)BP_HDBSCAN_OPTIONS_INIT;
    job.density_options = (bp_density_options)BP_DENSITY_OPTIONS_INIT;
    job.hull_options = (bp_concave_hull_options)BP_CONCAVE_HULL_OPTIONS_INIT;
    job.count = bp_call_text(call, "count", NULL);
    for (int m = 0; methods[m]; m++)
        if (strcmp(methods[m], method) == 0)
            job.method = (bp_points_method)m;
    bp_status status = read_options(&job);
    if (!status)
        status = read_points(&job);
    if (!status)
        status = bp_cluster_points_read_units(&job);
    if (!status)
        status = take_points(&job);
    bp_progress_begin(call->progress, method);
    if (!status)
        status = job.method == BP_POINTS_KDE ? find_density(&job) : find_clusters(&job);
    if (!status)
        status = bp_cluster_points_write(&job);
    if (!status)
        status = bp_cluster_points_print(&job);
    clear_job(&job);
    return status;
}
