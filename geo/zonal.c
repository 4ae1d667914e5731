#include "geo/zonal.h"

#include "geo/bitmap.h"
#include "geo/pixel_share_private.h"
#include "geo/reproject_private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#ifdef _OPENMP
#include <omp.h>
#endif

/* Edges are bent until they are this part of a pixel from their place. */
static const double BEND = 1e-3;

/* What falls short of the whole by no more than this is rounding. */
static const double WHOLE = 1.0 - 1e-9;

/* What is known of a unit so far. */
typedef struct tally {
    bp_raster_window window; /* of the grid; no rows: the unit does not meet it */
    double on_raster;        /* sum of the shares of all pixels */
    double count, sum, mean, squares, least, most, above;
} tally;

typedef struct zonal_job {
    bp_context *context;
    const bp_polygons *polygons; /* in the raster's CRS */
    bp_raster *raster;
    double threshold;
    tally *tallies;          /* tallies[n_units] */
    bp_raster_window window; /* what is in memory */
    double *values;
    uint8_t *valid;
    bp_pixel_scan *scans; /* scans[n_threads] */
    int n_threads;
} zonal_job;

/* A unit of a job, for the function that takes its rows. */
typedef struct taker {
    const zonal_job *job;
    tally *own;
} taker;

void bp_zonal_clear(bp_zonal *zonal)
{
    free(zonal->count);
    free(zonal->sum);
    free(zonal->mean);
    free(zonal->least);
    free(zonal->most);
    free(zonal->deviation);
    free(zonal->share_above);
    free(zonal->share_covered);
    free(zonal->valid);
    free(zonal->state);
    free(zonal->operation);
    *zonal = (bp_zonal)BP_ZONAL_INIT;
}

/* Two sets of weighted numbers in one (Chan, Golub & LeVeque 1983): stable where squares of sums are not. */
static void merge_row(tally *own, double count, double sum, double squares)
{
    double mean = sum / count, apart = mean - own->mean, together = own->count + count;
    own->squares += squares + apart * apart * (own->count * count / together);
    own->mean += apart * (count / together);
    own->count = together;
    own->sum += sum;
}

/* Row by row, so that no result depends on how many rows are in memory at a time. */
static void take_row(void *user, int64_t row, int64_t column, int64_t n, const double *share)
{
    const taker *t = (const taker *)user;
    const zonal_job *job = t->job;
    int64_t first = (row - job->window.row) * job->window.n_columns + column - job->window.column;
    const double *value = job->values + first;
    const uint8_t *valid = job->valid + first;
    double count = 0.0, sum = 0.0, squares = 0.0;
    for (int64_t i = 0; i < n; i++) {
        t->own->on_raster += share[i];
        if (!valid[i] || share[i] == 0.0)
            continue;
        count += share[i];
        sum += share[i] * value[i];
        t->own->least = fmin(t->own->least, value[i]);
        t->own->most = fmax(t->own->most, value[i]);
        t->own->above += value[i] > job->threshold ? share[i] : 0.0;
    }
    if (count == 0.0)
        return;
    for (int64_t i = 0; i < n; i++) {
        double off = value[i] - sum / count;
        squares += valid[i] ? share[i] * off * off : 0.0;
    }
    merge_row(t->own, count, sum, squares);
}

/* The rows and columns of a unit that are in memory; false when there are none. */
static bool part_in_memory(const zonal_job *job, int64_t unit, bp_raster_window *part)
{
    const bp_raster_window *own = &job->tallies[unit].window, *there = &job->window;
    int64_t begin = own->row > there->row ? own->row : there->row;
    int64_t own_end = own->row + own->n_rows, there_end = there->row + there->n_rows;
    int64_t end = own_end < there_end ? own_end : there_end;
    *part = (bp_raster_window){own->column, begin, own->n_columns, end - begin};
    return begin < end;
}

static bp_status take_strip(zonal_job *job)
{
    bool failed = false;
#pragma omp parallel for schedule(dynamic, 16) num_threads(job->n_threads) reduction(|| : failed)
    for (int64_t u = 0; u < job->polygons->n_units; u++) {
        int thread = 0;
#ifdef _OPENMP
        thread = omp_get_thread_num();
#endif
        bp_raster_window part;
        taker user = {job, &job->tallies[u]};
        if (part_in_memory(job, u, &part) && !bp_context_interrupted(job->context) &&
            !bp_pixel_scan_unit(&job->scans[thread], job->polygons, u, bp_raster_grid_of(job->raster), &part,
                                take_row, &user))
            failed = true;
    }
    return failed ? bp_context_fail_memory(job->context, 0) : bp_context_check(job->context);
}

/* The columns of the units that rows first .. end - 1 meet; false when they meet none. */
static bool columns_of_rows(const zonal_job *job, int64_t first, int64_t end, bp_raster_window *out)
{
    int64_t west = INT64_MAX, east = 0;
    for (int64_t u = 0; u < job->polygons->n_units; u++) {
        const bp_raster_window *own = &job->tallies[u].window;
        if (own->row >= end || own->row + own->n_rows <= first || own->n_rows == 0)
            continue;
        west = own->column < west ? own->column : west;
        east = own->column + own->n_columns > east ? own->column + own->n_columns : east;
    }
    *out = (bp_raster_window){west, first, east - west, end - first};
    return west < east;
}

static bp_status take_strips(zonal_job *job, int64_t most_pixels)
{
    const bp_raster_grid *grid = bp_raster_grid_of(job->raster);
    bp_raster_window all;
    if (!columns_of_rows(job, 0, grid->n_rows, &all))
        return BP_OK;
    int64_t rows = most_pixels / all.n_columns;
    rows = rows < 1 ? 1 : rows > grid->n_rows ? grid->n_rows : rows;
    size_t n = (size_t)rows * (size_t)all.n_columns;
    job->values = (double *)malloc(n * sizeof *job->values);
    job->valid = (uint8_t *)malloc(n);
    if (!job->values || !job->valid)
        return bp_context_fail_memory(job->context, n * (sizeof *job->values + 1));
    bp_status status = BP_OK;
    for (int64_t row = 0; !status && row < grid->n_rows; row += rows) {
        int64_t end = row + rows < grid->n_rows ? row + rows : grid->n_rows;
        bp_context_progress(job->context, (double)row / (double)grid->n_rows);
        if (!columns_of_rows(job, row, end, &job->window))
            continue;
        status = bp_raster_read(job->context, job->raster, &job->window, job->values, job->valid);
        if (!status)
            status = take_strip(job);
    }
    return status;
}

static bp_status allocate_job(zonal_job *job)
{
    size_t n = (size_t)job->polygons->n_units;
    job->tallies = (tally *)calloc(n + 1, sizeof *job->tallies);
    job->scans = (bp_pixel_scan *)calloc((size_t)job->n_threads, sizeof *job->scans);
    if (!job->tallies || !job->scans)
        return bp_context_fail_memory(job->context, n * sizeof *job->tallies);
    for (size_t u = 0; u < n; u++) {
        tally *own = &job->tallies[u];
        own->least = INFINITY;
        own->most = -INFINITY;
        if (!bp_pixel_window(job->polygons, (int64_t)u, bp_raster_grid_of(job->raster), &own->window))
            own->window = (bp_raster_window){0, 0, 0, 0};
    }
    return BP_OK;
}

static bp_status allocate_result(bp_context *context, int64_t n, bool has_threshold, bp_zonal *out)
{
    double **columns[] = {&out->count, &out->sum,       &out->mean,        &out->least,
                          &out->most,  &out->deviation, &out->share_above, &out->share_covered};
    bool complete = true;
    out->n = n;
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
        if (columns[i] != &out->share_above || has_threshold) {
            *columns[i] = (double *)calloc((size_t)n + 1, sizeof(double));
            complete = complete && *columns[i];
        }
    out->valid = (uint8_t *)calloc(bp_bitmap_bytes(n), 1);
    out->state = (uint8_t *)calloc((size_t)n + 1, 1);
    return complete && out->valid && out->state
               ? BP_OK
               : bp_context_fail_memory(context, (size_t)n * 8 * sizeof(double));
}

static bp_zonal_state state_of(const bp_polygons *polygons, int64_t unit, const tally *own, double covered)
{
    if (polygons->unit_parts[unit] == polygons->unit_parts[unit + 1])
        return BP_ZONAL_EMPTY;
    if (own->on_raster == 0.0)
        return BP_ZONAL_OUTSIDE;
    if (own->count == 0.0)
        return BP_ZONAL_NO_VALUE;
    return covered >= WHOLE ? BP_ZONAL_COVERED : BP_ZONAL_PARTLY;
}

/* From tallies to statistics. out->share_covered holds the units' areas. */
static void conclude(const zonal_job *job, bp_zonal *out)
{
    const bp_raster_grid *grid = bp_raster_grid_of(job->raster);
    for (int64_t u = 0; u < out->n; u++) {
        const tally *own = &job->tallies[u];
        double pixels = out->share_covered[u] / (grid->width * grid->height);
        double covered = pixels > 0.0 ? fmin(own->count / pixels, 1.0) : 0.0;
        bp_zonal_state state = state_of(job->polygons, u, own, covered);
        out->share_covered[u] = covered;
        out->state[u] = (uint8_t)state;
        out->n_state[state]++;
        if (state > BP_ZONAL_PARTLY)
            continue;
        bp_bitmap_set(out->valid, u);
        out->count[u] = own->count;
        out->sum[u] = own->sum;
        out->mean[u] = own->mean;
        out->least[u] = own->least;
        out->most[u] = own->most;
        out->deviation[u] = sqrt(own->squares / own->count);
        if (out->share_above)
            out->share_above[u] = fmin(own->above / own->count, 1.0);
    }
}

/* The units in the raster's CRS: themselves, or `made`. */
static bp_status settle_crs(zonal_job *job, const bp_crs *crs, bp_polygons *made, char **operation)
{
    const bp_crs *to = bp_raster_crs_of(job->raster);
    const bp_raster_grid *grid = bp_raster_grid_of(job->raster);
    if (!crs->wkt)
        return bp_context_fail(job->context, BP_ERROR_INPUT,
                               "the units have no coordinate reference system, so that their place on %s is "
                               "not known; say which it is",
                               bp_raster_path_of(job->raster));
    if (bp_crs_equal(crs, to))
        return BP_OK;
    bp_status status = bp_polygons_reproject(job->context, job->polygons, crs, to,
                                             BEND * fmin(grid->width, grid->height), made, operation);
    if (!status)
        job->polygons = made;
    return status;
}

bp_status bp_zonal_statistics(bp_context *context, const bp_polygons *polygons, const bp_crs *crs,
                              bp_raster *raster, const bp_zonal_options *options, bp_zonal *out)
{
    const bp_zonal_options usual = BP_ZONAL_OPTIONS_INIT;
    options = options ? options : &usual;
    zonal_job job = {.context = context,
                     .polygons = polygons,
                     .raster = raster,
                     .threshold = options->threshold,
                     .n_threads = bp_context_threads(context)};
    bp_polygons made = BP_POLYGONS_INIT;
    bp_zonal result = BP_ZONAL_INIT;
    bp_status status = settle_crs(&job, crs, &made, &result.operation);
    if (!status)
        status = allocate_job(&job);
    if (!status)
        status = allocate_result(context, polygons->n_units, !isnan(options->threshold), &result);
    if (!status)
        status = take_strips(&job, options->most_pixels);
    if (!status) {
        bp_polygons_area(job.polygons, result.share_covered);
        conclude(&job, &result);
        *out = result;
    } else {
        bp_zonal_clear(&result);
    }
    for (int i = 0; job.scans && i < job.n_threads; i++)
        bp_pixel_scan_clear(&job.scans[i]);
    free(job.scans);
    free(job.tallies);
    free(job.values);
    free(job.valid);
    bp_polygons_clear(&made);
    return status;
}
