#include "analysis/fdr.h"

#include "analysis/rank.h"
#include "geo/bitmap.h"

#include <math.h>
#include <stdlib.h>

const char *bp_correction_name(bp_correction correction)
{
    switch (correction) {
    case BP_CORRECTION_BONFERRONI:
        return "bonferroni";
    case BP_CORRECTION_HOLM:
        return "holm";
    case BP_CORRECTION_FDR:
        return "fdr";
    case BP_CORRECTION_BENJAMINI_YEKUTIELI:
        return "by";
    default:
        return "none";
    }
}

static bp_status check_input(bp_context *context, const double *p, const uint8_t *valid, int64_t n,
                             double alpha)
{
    if (!(alpha >= 0.0 && alpha <= 1.0))
        return bp_context_fail(context, BP_ERROR_ARGUMENT, "the level alpha is %g; expected 0 to 1", alpha);
    for (int64_t i = 0; i < n; i++)
        if (bp_bitmap_get(valid, i) && !(p[i] >= 0.0 && p[i] <= 1.0))
            return bp_context_fail(context, BP_ERROR_ARGUMENT,
                                   "the p-value of unit %lld is %g; expected 0 to 1", (long long)i, p[i]);
    return BP_OK;
}

/* What the p-value of a rank (from 1, of m) is multiplied by. */
static double factor_of(bp_correction correction, int64_t rank, int64_t m, double harmonic)
{
    switch (correction) {
    case BP_CORRECTION_BONFERRONI:
        return (double)m;
    case BP_CORRECTION_HOLM:
        return (double)(m - rank + 1);
    case BP_CORRECTION_FDR:
        return (double)m / (double)rank;
    case BP_CORRECTION_BENJAMINI_YEKUTIELI:
        return harmonic * (double)m / (double)rank;
    default:
        return 1.0;
    }
}

/* Adjusted values by rank, made monotone: from the bottom up for Holm, from the top down for the others. */
static void adjust(const double *p, const int32_t *order, int64_t m, bp_correction correction,
                   double harmonic, double *q)
{
    double bound = correction == BP_CORRECTION_HOLM ? 0.0 : 1.0;
    for (int64_t step = 1; step <= m; step++) {
        int64_t rank = correction == BP_CORRECTION_HOLM ? step : m + 1 - step;
        int32_t i = order[rank - 1];
        double value = fmin(1.0, p[i] * factor_of(correction, rank, m, harmonic));
        bound = correction == BP_CORRECTION_HOLM ? fmax(bound, value) : fmin(bound, value);
        q[i] = bound;
    }
}

bp_status bp_pvalue_adjust(bp_context *context, const double *p, const uint8_t *valid, int64_t n,
                           bp_correction correction, double alpha, double *q, bp_cutoff *cutoff)
{
    bp_cutoff found = {0, 0, 0.0};
    size_t bytes = (size_t)(n ? n : 1) * sizeof(int32_t);
    bp_status status = check_input(context, p, valid, n, alpha);
    if (status)
        return status;
    int32_t *order = (int32_t *)malloc(bytes);
    if (!order)
        return bp_context_fail_memory(context, bytes);
    status = bp_sort_order(context, p, valid, n, order, &found.n_tests);
    if (status)
        goto done;
    double harmonic = 0.0;
    for (int64_t rank = found.n_tests; rank > 0; rank--)
        harmonic += 1.0 / (double)rank;
    adjust(p, order, found.n_tests, correction, harmonic, q);
    for (int64_t rank = 0; rank < found.n_tests; rank++)
        found.n_significant += q[order[rank]] <= alpha;
    if (found.n_tests > 0) {
        /* Where nothing is significant, the hurdle that the smallest p did not take. */
        int64_t last = found.n_significant > 0 ? found.n_significant : 1;
        found.cutoff = alpha / factor_of(correction, last, found.n_tests, harmonic);
        /* Rounding must not part the cut-off from the last test that is significant. */
        if (found.n_significant > 0)
            found.cutoff = fmax(found.cutoff, p[order[last - 1]]);
    }
    *cutoff = found;
done:
    free(order);
    return status;
}
