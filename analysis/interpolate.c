#include "analysis/interpolate.h"

#include "geo/bitmap.h"

#include <math.h>
#include <stdlib.h>

/* A share that rounding may leave of nothing: overlaps of less than this share of a unit are not listed. */
static const double NOISE_SHARE = 1e-9;

void bp_interpolated_clear(bp_interpolated *interpolated)
{
    free(interpolated->value);
    free(interpolated->valid);
    free(interpolated->covered);
    *interpolated = (bp_interpolated)BP_INTERPOLATED_INIT;
}

static bp_status check(bp_context *context, const bp_pieces *pieces, const double *x, const uint8_t *valid,
                       const bp_interpolate_options *options)
{
    if (!(options->least_covered >= 0.0 && options->least_covered <= 1.0))
        return bp_context_fail(context, BP_ERROR_ARGUMENT,
                               "the least share of a target that must be covered is %g; give a share from 0 "
                               "to 1",
                               options->least_covered);
    for (int64_t s = 0; s < pieces->n_sources; s++)
        if (bp_bitmap_get(valid, s) && !isfinite(x[s]))
            return bp_context_fail(context, BP_ERROR_ARGUMENT,
                                   "the value of source %lld is %g; leave it out as missing", (long long)s,
                                   x[s]);
    return BP_OK;
}

static bp_status allocate(bp_context *context, int64_t n, bp_interpolated *made)
{
    made->n = n;
    made->value = (double *)calloc((size_t)n + 1, sizeof *made->value);
    made->covered = (double *)calloc((size_t)n + 1, sizeof *made->covered);
    made->valid = (uint8_t *)calloc(bp_bitmap_bytes(n), 1);
    if (!made->value || !made->covered || !made->valid)
        return bp_context_fail_memory(context, (size_t)n * sizeof *made->value);
    return BP_OK;
}

/* What of a source's value is nowhere, or twice: nothing when it is rounding noise. */
static double beyond_noise(double share)
{
    return share > NOISE_SHARE ? share : 0.0;
}

/* Sum what goes to each target, and note in made->valid which targets anything goes to. */
static void share_out(const bp_pieces *pieces, const double *x, const uint8_t *valid, bp_interpolation kind,
                      bp_interpolated *made)
{
    bool extensive = kind == BP_INTERPOLATE_EXTENSIVE;
    for (int64_t s = 0, k = 0; s < pieces->n_sources; s++) {
        bool has_value = bp_bitmap_get(valid, s);
        double placed = 0.0;
        made->n_missing_sources += !has_value && k < pieces->n && pieces->items[k].source == s;
        for (; k < pieces->n && pieces->items[k].source == s; k++) {
            const bp_piece *piece = &pieces->items[k];
            double share = extensive ? piece->source_share : piece->target_share;
            if (!has_value || !(share > 0.0 || piece->target_share > 0.0))
                continue;
            made->value[piece->target] += x[s] * share;
            made->covered[piece->target] += piece->target_share;
            placed += piece->source_share;
            bp_bitmap_set(made->valid, piece->target);
        }
        if (has_value && extensive) {
            made->total += x[s];
            made->outside += x[s] * beyond_noise(1.0 - placed);
            made->doubled += x[s] * beyond_noise(placed - 1.0);
        }
    }
}

/* From sums to values; take them back where too little of a target is covered. */
static void settle(const bp_interpolate_options *options, bp_interpolated *made)
{
    for (int64_t t = 0; t < made->n; t++) {
        bool reached = bp_bitmap_get(made->valid, t);
        if (reached && options->kind == BP_INTERPOLATE_INTENSIVE)
            made->value[t] /= made->covered[t];
        /* Shares that add up to 1 do so but for rounding. */
        if (reached && made->covered[t] < options->least_covered - NOISE_SHARE) {
            if (options->kind == BP_INTERPOLATE_EXTENSIVE)
                made->withheld += made->value[t];
            made->valid[t / 8] &= (uint8_t) ~(1u << (t % 8));
            reached = false;
        }
        if (!reached) {
            made->value[t] = 0.0;
            made->n_without_value++;
        }
        made->covered[t] = made->covered[t] < 1.0 ? made->covered[t] : 1.0;
    }
}

bp_status bp_interpolate(bp_context *context, const bp_pieces *pieces, const double *x, const uint8_t *valid,
                         const bp_interpolate_options *options, bp_interpolated *out)
{
    bp_interpolated made = BP_INTERPOLATED_INIT;
    bp_status status = check(context, pieces, x, valid, options);
    if (!status)
        status = allocate(context, pieces->n_targets, &made);
    if (status) {
        bp_interpolated_clear(&made);
        return status;
    }
    share_out(pieces, x, valid, options->kind, &made);
    settle(options, &made);
    *out = made;
    return BP_OK;
}

void bp_interpolate_largest(const bp_pieces *pieces, const uint8_t *valid, int64_t *source, double *share)
{
    for (int64_t t = 0; t < pieces->n_targets; t++) {
        source[t] = -1;
        share[t] = 0.0;
    }
    for (int64_t k = 0; k < pieces->n; k++) {
        const bp_piece *piece = &pieces->items[k];
        if (!bp_bitmap_get(valid, piece->source) || !(piece->target_share > share[piece->target]))
            continue;
        source[piece->target] = piece->source;
        share[piece->target] = piece->target_share;
    }
}
