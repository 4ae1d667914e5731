#include "analysis/rank_correlation.h"

#include "analysis/rank.h"
#include "geo/bitmap.h"

#include <math.h>
#include <stdlib.h>

enum { LEAST_PAIRS = 3 };

/* Percentile ranks have a mean of one half, ties or none. */
static double correlate(const double *x, const double *y, int64_t n)
{
    double xx = 0.0, yy = 0.0, xy = 0.0;
    for (int64_t i = 0; i < n; i++) {
        xx += (x[i] - 0.5) * (x[i] - 0.5);
        yy += (y[i] - 0.5) * (y[i] - 0.5);
        xy += (x[i] - 0.5) * (y[i] - 0.5);
    }
    return n >= LEAST_PAIRS && xx > 0.0 && yy > 0.0 ? fmax(-1.0, fmin(1.0, xy / sqrt(xx * yy))) : (double)NAN;
}

bp_status bp_rank_correlation(bp_context *context, const bp_rank_pair *pair, double *r, int64_t *n_pairs)
{
    size_t n = (size_t)pair->n + 1;
    int64_t m = 0;
    double *room = (double *)malloc(4 * n * sizeof *room);
    if (!room)
        return bp_context_fail_memory(context, 4 * n * sizeof *room);
    double *x = room, *y = x + n, *rank_x = y + n, *rank_y = rank_x + n;
    for (int64_t i = 0; i < pair->n; i++)
        if (bp_bitmap_get(pair->valid_x, i) && bp_bitmap_get(pair->valid_y, i) &&
            bp_bitmap_get(pair->taking_part, i)) {
            x[m] = pair->x[i];
            y[m++] = pair->y[i];
        }
    bp_status status = m > 0 ? bp_percentile_rank(context, x, NULL, NULL, m, rank_x) : BP_OK;
    if (!status && m > 0)
        status = bp_percentile_rank(context, y, NULL, NULL, m, rank_y);
    if (!status) {
        *r = correlate(rank_x, rank_y, m);
        *n_pairs = m;
    }
    free(room);
    return status;
}
