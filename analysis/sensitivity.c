#include "analysis/sensitivity.h"

#include "analysis/rank.h"
#include "geo/bitmap.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { DRAWS_PER_BIN = 25, MOST_BINS = 20 };

/* Part of a group's matrix below which a column is taken to follow from the others. */
static const double dependent = 1e-9;

/* What a factor explains, and with how many numbers it does so. */
typedef struct explained {
    double squares;
    int64_t freedom;
} explained;

/* The share of `total` less what as many numbers explain of pure noise. */
static double corrected(explained found, double total, int64_t n)
{
    int64_t left = n - 1 - found.freedom;
    if (left <= 0)
        return 0.0;
    double noise = (total - found.squares) / (double)left;
    double share = (found.squares - (double)found.freedom * noise) / total;
    return share < 0.0 ? 0.0 : share > 1.0 ? 1.0 : share;
}

static double mean_of(const double *y, int64_t n)
{
    double sum = 0.0;
    for (int64_t v = 0; v < n; v++)
        sum += y[v];
    return sum / (double)n;
}

/* y less its mean, and the sum of squares of that. */
static double centre(const double *y, int64_t n, double *off)
{
    double mean = mean_of(y, n), squares = 0.0;
    for (int64_t v = 0; v < n; v++) {
        off[v] = y[v] - mean;
        squares += off[v] * off[v];
    }
    return squares;
}

static int varies(const double *y, int64_t n)
{
    for (int64_t v = 1; v < n; v++)
        if (y[v] != y[0])
            return 1;
    return 0;
}

/* What the means of `off` by cell explain; cell[n] is 0 .. n_cells - 1. */
static bp_status explain_by_cells(bp_context *context, const double *off, const int32_t *cell, int64_t n,
                                  int n_cells, explained *out)
{
    double *sum = (double *)calloc((size_t)n_cells + 1, sizeof *sum);
    int64_t *count = (int64_t *)calloc((size_t)n_cells + 1, sizeof *count), n_filled = 0;
    bp_status status = sum && count ? BP_OK : bp_context_fail_memory(context, (size_t)n_cells * sizeof *sum);
    out->squares = 0.0;
    for (int64_t v = 0; !status && v < n; v++) {
        sum[cell[v]] += off[v];
        count[cell[v]]++;
    }
    for (int c = 0; !status && c < n_cells; c++)
        if (count[c] > 0) {
            out->squares += sum[c] * sum[c] / (double)count[c];
            n_filled++;
        }
    out->freedom = n_filled - 1;
    free(sum);
    free(count);
    return status;
}

static int count_bins(int64_t n)
{
    int64_t bins = n / DRAWS_PER_BIN;
    return (int)(bins < 2 ? 2 : bins > MOST_BINS ? MOST_BINS : bins);
}

/* cell[n]: the bin of every draw by the order of x; equal numbers are in the bin of the first of them. */
static bp_status cut_into_bins(bp_context *context, const double *x, int64_t n, int n_bins, int32_t *cell)
{
    int64_t m = 0;
    int32_t *order = (int32_t *)malloc((size_t)(n + 1) * sizeof *order);
    if (!order)
        return bp_context_fail_memory(context, (size_t)n * sizeof *order);
    bp_status status = bp_sort_order(context, x, NULL, n, order, &m);
    for (int64_t k = 0; !status && k < m; k++) {
        bool is_tied = k > 0 && x[order[k]] == x[order[k - 1]];
        cell[order[k]] = is_tied ? cell[order[k - 1]] : (int32_t)(k * n_bins / n);
    }
    free(order);
    return status;
}

static bp_status explain_single(bp_context *context, const double *off, const bp_factor *factor, int64_t n,
                                explained *out)
{
    int n_cells = factor->kind == BP_FACTOR_LEVELS ? factor->n_levels : count_bins(n);
    int32_t *cell = (int32_t *)calloc((size_t)n + 1, sizeof *cell);
    bp_status status = cell ? BP_OK : bp_context_fail_memory(context, (size_t)n * sizeof *cell);
    if (!status && factor->kind == BP_FACTOR_LEVELS)
        for (int64_t v = 0; v < n; v++)
            cell[v] = (int32_t)factor->x[v];
    else if (!status)
        status = cut_into_bins(context, factor->x, n, n_cells, cell);
    if (!status)
        status = explain_by_cells(context, off, cell, n, n_cells, out);
    free(cell);
    return status;
}

/* Terms of draw v: every column less its mean, then the squares of these less theirs, then y. */
static void fill_terms(const bp_factor *factor, int64_t n, int64_t v, const double *mean, int n_terms,
                       double y, double *term)
{
    for (int c = 0; c < factor->n_columns; c++)
        term[c] = factor->x[c * n + v] - mean[c];
    for (int c = factor->n_columns; c < n_terms; c++) {
        double off = term[c - factor->n_columns];
        term[c] = off * off - mean[c];
    }
    term[n_terms] = y;
}

static void find_means(const bp_factor *factor, int64_t n, int n_terms, double *mean)
{
    for (int c = 0; c < factor->n_columns; c++)
        mean[c] = mean_of(factor->x + c * n, n);
    for (int c = factor->n_columns; c < n_terms; c++) {
        const double *x = factor->x + (c - factor->n_columns) * n;
        double squares = 0.0, m = mean[c - factor->n_columns];
        for (int64_t v = 0; v < n; v++)
            squares += (x[v] - m) * (x[v] - m);
        mean[c] = squares / (double)n;
    }
}

/* The terms are taken in one after another, each less what those before it say; matrix[width * width] holds
   their products, those with y in the last row and column. */
static explained sweep(double *matrix, int n_terms)
{
    int width = n_terms + 1;
    explained found = {0.0, 0};
    for (int j = 0; j < n_terms; j++) {
        const double *row = matrix + (ptrdiff_t)j * width;
        double own = row[j];
        if (!(own > dependent))
            continue;
        found.squares += row[n_terms] * row[n_terms] / own;
        found.freedom++;
        for (int a = j + 1; a < width; a++)
            for (int b = j + 1; b < width; b++)
                matrix[a * width + b] -= row[a] * row[b] / own;
    }
    return found;
}

/* Bring every term to length 1, so that what is left of one tells how far the others say it. */
static void scale_terms(double *matrix, int n_terms)
{
    int width = n_terms + 1;
    for (int j = 0; j < n_terms; j++) {
        double length = sqrt(matrix[j * width + j]);
        for (int k = 0; k < width && length > 0.0; k++) {
            matrix[j * width + k] /= length;
            matrix[k * width + j] /= length;
        }
    }
}

static bp_status explain_group(bp_context *context, const double *off, const bp_factor *factor, int64_t n,
                               explained *out)
{
    /* Squares as well, where there are draws enough to tell them. */
    int n_terms = 10 * (int64_t)factor->n_columns <= n ? 2 * factor->n_columns : factor->n_columns;
    int width = n_terms + 1;
    double *matrix = (double *)calloc((size_t)width * (size_t)(width + 2), sizeof *matrix);
    if (!matrix)
        return bp_context_fail_memory(context, (size_t)width * (size_t)width * sizeof *matrix);
    double *mean = matrix + (ptrdiff_t)width * width, *term = mean + width;
    find_means(factor, n, n_terms, mean);
    for (int64_t v = 0; v < n; v++) {
        fill_terms(factor, n, v, mean, n_terms, off[v], term);
        for (int a = 0; a < width; a++)
            for (int b = 0; b < width; b++)
                matrix[a * width + b] += term[a] * term[b];
    }
    scale_terms(matrix, n_terms);
    *out = sweep(matrix, n_terms);
    free(matrix);
    return BP_OK;
}

static bp_status find_shares(bp_context *context, const double *off, double total, int64_t n,
                             const bp_factor *factors, int n_factors, double *share)
{
    bp_status status = BP_OK;
    double sum = 0.0;
    for (int f = 0; !status && f < n_factors; f++) {
        explained found = {0.0, 0};
        status = factors[f].kind == BP_FACTOR_GROUP ? explain_group(context, off, &factors[f], n, &found)
                                                    : explain_single(context, off, &factors[f], n, &found);
        if (!status)
            share[f] = corrected(found, total, n);
        sum += share[f];
    }
    for (int f = 0; !status && sum > 1.0 && f < n_factors; f++)
        share[f] /= sum;
    return status;
}

bp_status bp_sensitivity(bp_context *context, const double *y, int64_t n, const bp_factor *factors,
                         int n_factors, double *share, double *rest, int *defined)
{
    if (n < BP_SENSITIVITY_LEAST)
        return bp_context_fail(context, BP_ERROR_ARGUMENT,
                               "sensitivity: %" PRId64 " draws are too few, %d are needed", n,
                               BP_SENSITIVITY_LEAST);
    double *off = (double *)malloc((size_t)n * sizeof *off);
    double *found = (double *)calloc((size_t)n_factors + 1, sizeof *found), left = 0.0;
    int has_variance = varies(y, n);
    bp_status status = off && found ? BP_OK : bp_context_fail_memory(context, (size_t)n * sizeof *off);
    if (!status && has_variance) {
        double total = centre(y, n, off);
        status = find_shares(context, off, total, n, factors, n_factors, found);
        left = 1.0;
        for (int f = 0; f < n_factors; f++)
            left -= found[f];
    }
    if (!status) {
        memcpy(share, found, (size_t)n_factors * sizeof *share);
        *rest = left < 0.0 ? 0.0 : left;
        *defined = has_variance;
    }
    free(off);
    free(found);
    return status;
}

bp_status bp_correlation_ratio(bp_context *context, const double *x, const double *y, const uint8_t *valid,
                               int64_t n, double *ratio, int *defined)
{
    int64_t m = 0;
    explained found = {0.0, 0};
    double *both = (double *)malloc(2 * (size_t)(n + 1) * sizeof *both);
    if (!both)
        return bp_context_fail_memory(context, 2 * (size_t)n * sizeof *both);
    double *kept_x = both, *kept_y = both + n + 1;
    for (int64_t i = 0; i < n; i++)
        if (bp_bitmap_get(valid, i)) {
            kept_x[m] = x[i];
            kept_y[m++] = y[i];
        }
    int has_both = varies(kept_x, m) && varies(kept_y, m);
    const bp_factor factor = {"", BP_FACTOR_RANGE, 0, 1, kept_x};
    double total = has_both ? centre(kept_y, m, kept_y) : 0.0;
    bp_status status = has_both ? explain_single(context, kept_y, &factor, m, &found) : BP_OK;
    if (!status) {
        *ratio = has_both ? corrected(found, total, m) : 0.0;
        *defined = has_both;
    }
    free(both);
    return status;
}
