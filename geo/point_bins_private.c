#include "geo/point_bins_private.h"

#include "geo/bitmap.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Rows are made of levels: equal slices of the height, far thinner than a row wherever points are many. */
enum { LEVELS = 32768, POINTS_PER_CELL = 2, POINTS_WORTH_A_THREAD = 65536 };

/* What the threads share while they bin. Every thread has one stretch of the points. */
typedef struct job {
    bp_context *context;
    const bp_points *points;
    const double *box;
    bp_point_bins *bins;
    int n_threads;
    int32_t *counts;  /* counts[n_threads * LEVELS]: points of a stretch in a level */
    int32_t *cursors; /* cursors[n_threads * n_rows]: where the next of a stretch in a row goes */
    int64_t *odd;     /* odd[n_threads]: first point of the stretch that is not finite, else -1 */
    bool no_memory;
} job;

void bp_point_bins_clear(bp_point_bins *bins)
{
    free(bins->points);
    free(bins->row_of_level);
    free(bins->rows);
    free(bins->starts);
    *bins = (bp_point_bins)BP_POINT_BINS_INIT;
}

static inline int32_t slot(double at, double low, double per, int32_t n)
{
    double position = (at - low) * per;
    if (!(position > 0.0))
        return 0;
    return position >= n ? n - 1 : (int32_t)position;
}

static inline int32_t row_of(const bp_point_bins *bins, double y)
{
    return bins->row_of_level[slot(y, bins->low_y, bins->per_y, LEVELS)];
}

int32_t bp_point_bins_row(const bp_point_bins *bins, double y)
{
    return row_of(bins, y);
}

void bp_point_bins_span(const bp_point_bins *bins, int32_t row, double low, double high, int64_t *first,
                        int64_t *end)
{
    const bp_bin_row *r = &bins->rows[row];
    const int32_t *starts = bins->starts + r->first_cell;
    *first = starts[slot(low, r->low_x, r->per_x, r->n_columns)];
    *end = starts[slot(high, r->low_x, r->per_x, r->n_columns) + 1];
}

static inline bool is_wanted(const job *j, int64_t i)
{
    const double *xy = j->points->xy + 2 * i, *box = j->box;
    return xy[0] >= box[0] && xy[1] >= box[1] && xy[0] <= box[2] && xy[1] <= box[3] &&
           bp_bitmap_get(j->points->valid, i);
}

static int64_t stretch(const job *j, int t)
{
    return j->points->n / j->n_threads * t +
           (t < j->points->n % j->n_threads ? t : j->points->n % j->n_threads);
}

static void count_levels(job *j, int t)
{
    int32_t *counts = j->counts + (size_t)t * LEVELS;
    j->odd[t] = -1;
    for (int64_t i = stretch(j, t); i < stretch(j, t + 1); i++) {
        const double *xy = j->points->xy + 2 * i;
        if (is_wanted(j, i))
            counts[slot(xy[1], j->bins->low_y, j->bins->per_y, LEVELS)]++;
        else if (!(isfinite(xy[0]) && isfinite(xy[1])) && j->odd[t] < 0 && bp_bitmap_get(j->points->valid, i))
            j->odd[t] = i;
    }
}

/* Levels to rows of about as many points each, as many rows as make cells of them as high as wide. */
static bp_status make_rows(job *j)
{
    bp_point_bins *bins = j->bins;
    int64_t before = 0, *sums = (int64_t *)calloc(LEVELS, sizeof *sums);
    if (!sums)
        return bp_context_fail_memory(j->context, LEVELS * sizeof *sums);
    for (int t = 0; t < j->n_threads; t++)
        for (int l = 0; l < LEVELS; l++)
            sums[l] += j->counts[(size_t)t * LEVELS + (size_t)l];
    for (int l = 0; l < LEVELS; l++)
        bins->n += sums[l];
    double width = j->box[2] - j->box[0], height = j->box[3] - j->box[1];
    double shape = width > 0.0 && height > 0.0 ? height / width : 1.0;
    double rows = sqrt((double)bins->n / POINTS_PER_CELL * shape);
    bins->n_rows = rows < 1.0 ? 1 : rows > LEVELS / 4 ? LEVELS / 4 : (int32_t)rows;
    for (int l = 0; l < LEVELS; l++) {
        bins->row_of_level[l] = bins->n ? (int32_t)(before * bins->n_rows / bins->n) : 0;
        if (bins->row_of_level[l] >= bins->n_rows)
            bins->row_of_level[l] = bins->n_rows - 1;
        before += sums[l];
    }
    free(sums);
    return BP_OK;
}

/* Where every stretch puts its points of a row, and where the cells of a row begin. */
static bp_status place_rows(job *j)
{
    bp_point_bins *bins = j->bins;
    size_t n_rows = (size_t)bins->n_rows, n_threads = (size_t)j->n_threads;
    j->cursors = (int32_t *)calloc(n_rows * n_threads, sizeof *j->cursors);
    bins->rows = (bp_bin_row *)calloc(n_rows + 1, sizeof *bins->rows);
    bins->points = (bp_binned *)malloc(((size_t)bins->n + 1) * sizeof *bins->points);
    if (!j->cursors || !bins->rows || !bins->points)
        return bp_context_fail_memory(j->context, ((size_t)bins->n + 1) * sizeof *bins->points);
    for (size_t t = 0; t < n_threads; t++)
        for (size_t l = 0; l < LEVELS; l++)
            j->cursors[t * n_rows + (size_t)bins->row_of_level[l]] += j->counts[t * LEVELS + l];
    int32_t at = 0;
    int64_t cells = 0;
    for (size_t r = 0; r < n_rows; r++) {
        int32_t first = at;
        for (size_t t = 0; t < n_threads; t++) {
            int32_t count = j->cursors[t * n_rows + r];
            j->cursors[t * n_rows + r] = at;
            at += count;
        }
        bins->rows[r].n_columns = (at - first) / POINTS_PER_CELL + 1;
        bins->rows[r].first_cell = cells;
        cells += bins->rows[r].n_columns;
    }
    bins->starts = (int32_t *)calloc((size_t)cells + 1, sizeof *bins->starts);
    return bins->starts ? BP_OK : bp_context_fail_memory(j->context, (size_t)cells * sizeof *bins->starts);
}

static void put_in_rows(job *j, int t)
{
    int32_t *cursors = j->cursors + (size_t)t * (size_t)j->bins->n_rows;
    for (int64_t i = stretch(j, t); i < stretch(j, t + 1); i++) {
        const double *xy = j->points->xy + 2 * i;
        if (is_wanted(j, i))
            j->bins->points[cursors[row_of(j->bins, xy[1])]++] = (bp_binned){{xy[0], xy[1]}, (int32_t)i, 0};
    }
}

/* Order the n points of a row, which begin at `first` of all, by cell; `copy` has room for them. */
static void sort_row(bp_point_bins *bins, int32_t row, int64_t first, int64_t n, bp_binned *copy)
{
    bp_bin_row *r = &bins->rows[row];
    bp_binned *points = bins->points + first;
    int32_t *starts = bins->starts + r->first_cell;
    double low = INFINITY, high = -INFINITY;
    for (int64_t i = 0; i < n; i++) {
        low = points[i].xy[0] < low ? points[i].xy[0] : low;
        high = points[i].xy[0] > high ? points[i].xy[0] : high;
    }
    r->low_x = n ? low : 0.0;
    r->per_x = high > low ? r->n_columns / (high - low) : 0.0;
    for (int64_t i = 0; i < n; i++) {
        points[i].cell = slot(points[i].xy[0], r->low_x, r->per_x, r->n_columns);
        starts[points[i].cell]++;
    }
    if (n > 0)
        memcpy(copy, points, (size_t)n * sizeof *points);
    int32_t at = (int32_t)first;
    for (int32_t c = 0; c < r->n_columns; c++) {
        at += starts[c];
        starts[c] = at;
    }
    /* From the back, so that every start ends where its cell begins. */
    for (int64_t i = n - 1; i >= 0; i--)
        bins->points[--starts[copy[i].cell]] = copy[i];
}

/* Of the rows; the last stretch's cursor of a row stands where the row ends. */
static void sort_rows(job *j)
{
    bp_point_bins *bins = j->bins;
    const int32_t *ends = j->cursors + (size_t)(j->n_threads - 1) * (size_t)bins->n_rows;
#pragma omp parallel num_threads(j->n_threads)
    {
        bp_binned *copy = NULL;
        int64_t cap = 0;
#pragma omp for schedule(dynamic, 16)
        for (int32_t row = 0; row < bins->n_rows; row++) {
            int64_t first = row ? ends[row - 1] : 0, n = ends[row] - first;
            if (n > cap) {
                free(copy);
                cap = n + n / 4;
                copy = (bp_binned *)malloc((size_t)cap * sizeof *copy);
            }
            if (copy || n == 0)
                sort_row(bins, row, first, n, copy);
            else
                cap = 0;
            if (n > cap) {
#pragma omp atomic write
                j->no_memory = true;
            }
        }
        free(copy);
    }
    const bp_bin_row *last = &bins->rows[bins->n_rows - 1];
    bins->starts[last->first_cell + last->n_columns] = (int32_t)bins->n;
}

static bp_status check_finite(const job *j)
{
    for (int t = 0; t < j->n_threads; t++)
        if (j->odd[t] >= 0)
            return bp_context_fail(j->context, BP_ERROR_ARGUMENT, "the point of row %lld is not finite",
                                   (long long)j->odd[t] + 1);
    return bp_context_check(j->context);
}

static bp_status fill(job *j)
{
    const int n_threads = j->n_threads;
#pragma omp parallel for num_threads(n_threads) schedule(static, 1)
    for (int t = 0; t < n_threads; t++)
        count_levels(j, t);
    bp_status status = check_finite(j);
    if (!status)
        status = make_rows(j);
    if (!status)
        status = place_rows(j);
    if (status)
        return status;
#pragma omp parallel for num_threads(n_threads) schedule(static, 1)
    for (int t = 0; t < n_threads; t++)
        put_in_rows(j, t);
    sort_rows(j);
    return j->no_memory ? bp_context_fail_memory(j->context, 0) : bp_context_check(j->context);
}

bp_status bp_point_bins_build(bp_context *context, const bp_points *points, const double box[4],
                              bp_point_bins *out)
{
    bp_point_bins bins = BP_POINT_BINS_INIT;
    int64_t worth = points->n / POINTS_WORTH_A_THREAD + 1;
    job j = {.context = context, .points = points, .box = box, .bins = &bins};
    j.n_threads = bp_context_threads(context) < worth ? bp_context_threads(context) : (int)worth;
    bins.low_y = box[1];
    bins.per_y = box[3] > box[1] ? LEVELS / (box[3] - box[1]) : 0.0;
    bins.row_of_level = (int32_t *)malloc(LEVELS * sizeof *bins.row_of_level);
    j.counts = (int32_t *)calloc((size_t)j.n_threads * LEVELS, sizeof *j.counts);
    j.odd = (int64_t *)malloc((size_t)j.n_threads * sizeof *j.odd);
    bp_status status = BP_OK;
    if (!bins.row_of_level || !j.counts || !j.odd)
        status = bp_context_fail_memory(context, (size_t)j.n_threads * LEVELS * sizeof *j.counts);
    else
        status = fill(&j);
    free(j.counts);
    free(j.cursors);
    free(j.odd);
    if (status)
        bp_point_bins_clear(&bins);
    else
        *out = bins;
    return status;
}
