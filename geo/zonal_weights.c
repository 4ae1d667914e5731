#include "geo/bitmap.h"
#include "geo/zonal.h"

#include <stdlib.h>

/* What is left of a sum by no more than this share of it is rounding. */
static const double ROUNDING = 1e-9;

/* Weights of what units have beyond their pieces; inside[u] is in their pieces. */
static void add_outside(const bp_zonal *units, const double *inside, bool is_source, bp_piece_weight *weights,
                        int64_t *n)
{
    for (int64_t u = 0; u < units->n; u++) {
        double outside = bp_bitmap_get(units->valid, u) ? units->sum[u] - inside[u] : 0.0;
        if (outside > 0.0 && outside > ROUNDING * units->sum[u])
            weights[(*n)++] = (bp_piece_weight){is_source ? u : -1, is_source ? -1 : u, outside};
    }
}

bp_status bp_zonal_piece_weights(bp_context *context, const bp_zonal_pieces *pieces, const bp_zonal *source,
                                 const bp_zonal *target, bp_piece_weight **weights, int64_t *n)
{
    size_t most = (size_t)(pieces->n + source->n + target->n) + 1;
    bp_piece_weight *made = (bp_piece_weight *)malloc(most * sizeof *made);
    double *in_source = (double *)calloc((size_t)source->n + 1, sizeof *in_source);
    double *in_target = (double *)calloc((size_t)target->n + 1, sizeof *in_target);
    int64_t n_made = 0;
    bp_status status = BP_OK;
    if (!made || !in_source || !in_target) {
        status = bp_context_fail_memory(context, most * sizeof *made);
        goto done;
    }
    for (int64_t k = 0; !status && k < pieces->n; k++) {
        const bp_zonal_piece *piece = &pieces->items[k];
        if (piece->sum < 0.0)
            status =
                bp_context_fail(context, BP_ERROR_INPUT,
                                "the raster adds up to %g over what row %lld of the sources and row %lld "
                                "of the targets share; a weight is 0 or more, so give a raster without "
                                "negative values",
                                piece->sum, (long long)piece->source + 1, (long long)piece->target + 1);
        else if (piece->covered > 0.0)
            made[n_made++] = (bp_piece_weight){piece->source, piece->target, piece->sum};
        in_source[piece->source] += piece->sum;
        in_target[piece->target] += piece->sum;
    }
    if (status)
        goto done;
    add_outside(source, in_source, true, made, &n_made);
    add_outside(target, in_target, false, made, &n_made);
    *weights = made;
    *n = n_made;
    made = NULL;
done:
    free(made);
    free(in_source);
    free(in_target);
    return status;
}
