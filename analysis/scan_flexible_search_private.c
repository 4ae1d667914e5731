/* The largest statistic of connected sets on drawn maps. */
#include "analysis/scan_flexible_private.h"

#include <stdlib.h>
#include <string.h>

enum { BATCH = BP_SCAN_BATCH, CENTRES_BETWEEN_CHECKS = 1 << 12 };

/* The bound may be rounded down by this much. */
static const double ROUNDING = 1e-9;

/* One batch in one direction. */
typedef struct batch {
    const bp_scan_flexible_ground *ground;
    const bp_scan_draws *draws;
    bp_scan_direction direction;
    double *promise; /* promise[n_models][n * BATCH]: 0 where the unit may be in no window */
    uint8_t *passes; /* passes[n]: bit r: may be in a window of replicate r */
    bp_scan_subsets subsets;
    double *highest;
} batch;

static double base_of(const batch *b, int d, int64_t unit, int r)
{
    return b->draws->base[d] ? b->draws->base[d][unit * BATCH + r] : b->draws->models[d].base[unit];
}

/* Which units stand out in which replicates. */
static void apply_restriction(batch *b)
{
    const bp_scan_restriction *restriction = b->ground->restriction;
    int64_t n = b->ground->places->n;
    memset(b->passes, restriction ? 0 : 0xff, (size_t)n);
    for (int d = 0; restriction && d < b->draws->n_models; d++)
        for (int64_t i = 0; i < n; i++)
            for (int r = 0; r < BATCH; r++)
                if (bp_scan_restriction_passes(restriction, d, b->direction, i,
                                               b->draws->observed[d][i * BATCH + r], base_of(b, d, i, r)))
                    b->passes[i] |= (uint8_t)(1u << r);
}

static void fill_promises(batch *b)
{
    int64_t n = b->ground->places->n;
    double sign = b->direction == BP_SCAN_LOW ? -1.0 : 1.0;
    for (int d = 0; d < b->draws->n_models; d++) {
        const double *observed = b->draws->observed[d];
        double rate = b->draws->models[d].rate, *promise = b->promise + d * n * BATCH;
        for (int64_t i = 0; i < n; i++)
            for (int r = 0; r < BATCH; r++)
                promise[i * BATCH + r] =
                    b->passes[i] >> r & 1
                        ? bp_scan_promise(rate, sign, observed[i * BATCH + r], base_of(b, d, i, r))
                        : 0.0;
    }
}

/* What all of units[n] together promise in every replicate: no set of them can have more. */
static void bound_centre(const batch *b, const int32_t *units, int64_t n, double *bound)
{
    int64_t all = b->ground->places->n;
    for (int d = 0; d < b->draws->n_models; d++) {
        const double *promise = b->promise + d * all * BATCH;
        double sum[BATCH] = {0.0}, base[BATCH] = {0.0}, fixed = 0.0;
        for (int64_t k = 0; k < n; k++) {
            for (int r = 0; r < BATCH; r++)
                sum[r] += promise[units[k] * (int64_t)BATCH + r];
            fixed += b->draws->models[d].base[units[k]];
            for (int r = 0; b->draws->base[d] && r < BATCH; r++)
                base[r] += b->draws->base[d][units[k] * (int64_t)BATCH + r];
        }
        for (int r = 0; r < BATCH; r++)
            bound[r] += sum[r] * bp_scan_promise_weight(&b->draws->models[d], b->direction,
                                                        b->draws->base[d] ? base[r] : fixed, sum[r]);
    }
}

static void search_centre(batch *b, int64_t centre, int r)
{
    const bp_scan_neighbourhoods *near = b->ground->neighbourhoods;
    const int32_t *units = near->unit + near->offsets[centre];
    const bp_scan_sheet sheet = {b->draws->observed, b->draws->base, BATCH, r};
    uint32_t allowed = 0;
    b->subsets.n = (int)(near->offsets[centre + 1] - near->offsets[centre]);
    b->subsets.adjacent = near->adjacent + near->offsets[centre];
    for (int k = 0; k < b->subsets.n; k++)
        allowed |= (uint32_t)(b->passes[units[k]] >> r & 1) << k;
    bp_scan_subsets_load(&b->subsets, &sheet, b->ground->places->population, units, allowed);
    b->subsets.best = b->highest[r];
    bp_scan_subsets_search(&b->subsets, allowed);
    b->highest[r] = b->subsets.best;
}

static bp_status search_batch(bp_context *context, batch *b)
{
    const bp_scan_neighbourhoods *near = b->ground->neighbourhoods;
    b->subsets.direction = b->direction;
    b->subsets.cap = near->cap;
    apply_restriction(b);
    fill_promises(b);
    for (int64_t c = 0; c < near->n; c++) {
        const int32_t *units = near->unit + near->offsets[c];
        double bound[BATCH] = {0.0};
        uint8_t passes = b->passes[units[0]];
        if (passes)
            bound_centre(b, units, near->offsets[c + 1] - near->offsets[c], bound);
        for (int r = 0; passes && r < BATCH; r++)
            if (passes >> r & 1 && bound[r] * (1.0 + ROUNDING) > b->highest[r])
                search_centre(b, c, r);
        if (b->subsets.interrupted ||
            ((c & (CENTRES_BETWEEN_CHECKS - 1)) == 0 && bp_context_interrupted(context)))
            return bp_context_check(context);
    }
    return BP_OK;
}

bp_status bp_scan_flexible_search(bp_context *context, void *user, int thread, const bp_scan_draws *draws,
                                  double *highest)
{
    const bp_scan_flexible_ground *ground = (const bp_scan_flexible_ground *)user;
    size_t n = (size_t)ground->places->n;
    batch b = {ground, draws, BP_SCAN_HIGH, NULL, NULL, {0}, highest};
    (void)thread;
    memset(highest, 0, BATCH * sizeof *highest);
    bp_status status =
        bp_scan_subsets_new(context, ground->models, ground->n_models, ground->windows, &b.subsets);
    b.promise = (double *)malloc((n * (size_t)ground->n_models * BATCH + 1) * sizeof *b.promise);
    b.passes = (uint8_t *)malloc(n + 1);
    if (status)
        goto done;
    if (!b.promise || !b.passes) {
        status = bp_context_fail_memory(context, n * (size_t)ground->n_models * BATCH * sizeof *b.promise);
        goto done;
    }
    if (ground->direction != BP_SCAN_LOW)
        status = search_batch(context, &b);
    b.direction = BP_SCAN_LOW;
    if (!status && ground->direction != BP_SCAN_HIGH)
        status = search_batch(context, &b);
done:
    bp_scan_subsets_clear(&b.subsets);
    free(b.promise);
    free(b.passes);
    return status;
}
