#include "analysis/getis.h"

#include "analysis/local_private.h"
#include "geo/bitmap.h"

#include <math.h>

/* One unit's share in the work. */
typedef struct getis_row {
    double w, w2; /* sums of the weights and their squares, with the link to itself where it counts */
    double lag;   /* of deviations from the mean */
} getis_row;

static double weight_to_itself(const bp_weights *weights, int64_t i)
{
    for (int64_t at = weights->offsets[i]; at < weights->offsets[i + 1]; at++)
        if (weights->neighbours[at] == i)
            return weights->value[at];
    return 0.0;
}

/*
 * The statistic, or z in its place. Everything is taken from the deviations: with x far from 0 the sums
 * themselves would lose what sets them apart.
 */
static void set_unit(const bp_weights *weights, bp_getis_kind kind, const double *x, const bp_spread *s,
                     int64_t i, bp_local *local)
{
    bp_row_sums others = bp_local_row(weights, x, s->mean, i);
    /* Deviations are taken from the mean as a double has it, and then from the mean itself. */
    getis_row row = {others.w, others.w2, others.lag - others.w * s->offset};
    double n = (double)s->n, z = x[i] - s->mean - s->offset, mean = 0.0, spread = s->m2, total = n * s->mean;
    if (kind == BP_GETIS_GI_STAR) {
        double own = weight_to_itself(weights, i);
        row.w += own;
        row.w2 += own * own;
        row.lag += own * z;
    } else {
        /* The population is the other units. */
        n -= 1.0;
        mean = -z / n;
        spread = (n + 1.0) / n * (s->m2 - z * z / n);
        total -= x[i];
    }
    double factor = (n * row.w2 - row.w * row.w) / (n - 1.0);
    double deviation = row.lag - row.w * mean, variance = spread * factor;
    double scale = fmax(fabs(spread) * n / (n - 1.0) * row.w2, s->m2 * fabs(factor));
    local->lag[i] = row.lag + row.w * (s->mean + s->offset);
    local->kind[i] = deviation > 0.0 ? BP_LOCAL_HOT : BP_LOCAL_COLD;
    if (s->lowest >= 0.0 && total > 0.0) {
        local->statistic[i] = local->lag[i] / total;
        bp_local_set_moments(local, i, row.w / n, variance / (total * total), scale / (total * total));
    }
    if (!(variance > 1e-12 * scale))
        return;
    /* From the deviation itself, which is more exact than the difference of two ratios. */
    local->z[i] = deviation / sqrt(variance);
    bp_bitmap_set(local->has_z, i);
    if (s->lowest < 0.0 || !(total > 0.0)) {
        local->statistic[i] = local->z[i];
        local->variance[i] = 1.0;
    }
}

/* Every unit that has links at all needs one to itself: where only some do, the others would get Gi in
 * silence. */
static bp_status check_kind(bp_context *context, const bp_weights *weights, bp_getis_kind kind)
{
    bool complete = kind != BP_GETIS_GI_STAR || weights->has_self;
    for (int64_t i = 0; complete && kind == BP_GETIS_GI_STAR && i < weights->n; i++) {
        bool found = weights->offsets[i] == weights->offsets[i + 1];
        for (int64_t k = weights->offsets[i]; !found && k < weights->offsets[i + 1]; k++)
            found = weights->neighbours[k] == i;
        complete = found;
    }
    if (complete)
        return BP_OK;
    return bp_context_fail(context, BP_ERROR_ARGUMENT,
                           "Gi* needs weights in which every unit has a link to itself");
}

bp_status bp_getis(bp_context *context, const bp_weights *weights, bp_getis_kind kind, const double *x,
                   const uint8_t *valid, const bp_local_options *options, bp_local *out)
{
    bp_draw_input input = {BP_DRAW_SUM, weights, &x, 1, valid, NULL};
    bp_local local = BP_LOCAL_INIT;
    bp_status status = check_kind(context, weights, kind);
    if (!status)
        status = bp_local_new(context, &input, kind == BP_GETIS_GI_STAR, options, &local);
    if (status)
        goto done;
    bp_spread spread = bp_local_spread(x, valid, weights->n);
    for (int64_t i = 0; i < local.n; i++)
        if (bp_bitmap_get(local.has, i))
            set_unit(weights, kind, x, &spread, i, &local);
    status = bp_local_infer(context, &input, NULL, options, &local);
    if (status)
        goto done;
    if (spread.lowest < 0.0)
        bp_context_warn(context, "getis_negative",
                        "%s has negative values: %s is given as its z, not as a share of the sum",
                        options->name ? options->name : "the variable",
                        kind == BP_GETIS_GI_STAR ? "Gi*" : "Gi");
    *out = local;
    local = (bp_local)BP_LOCAL_INIT;
done:
    bp_local_clear(&local);
    return status;
}
