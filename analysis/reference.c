#include "analysis/reference_private.h"

#include "analysis/reference_distance_private.h"
#include "analysis/reference_sum_private.h"

#include <string.h>

static bp_status check_options(bp_context *context, const bp_draw_options *options)
{
    if (options->permutations < 1)
        return bp_context_fail(context, BP_ERROR_ARGUMENT,
                               "%lld permutations were asked for; at least 1 is needed",
                               (long long)options->permutations);
    return BP_OK;
}

bp_status bp_reference_try(bp_context *context, const bp_draw_input *input, const bp_draw_options *options,
                           bp_tally *tally, int *is_shared)
{
    bp_shared shared;
    memset(&shared, 0, sizeof shared);
    bp_status status = check_options(context, options);
    if (!status)
        status = bp_shared_new(context, input, options, &shared, is_shared);
    if (status || !*is_shared)
        goto done;
    status = input->of == BP_DRAW_SUM ? bp_reference_sums(&shared) : bp_reference_distances(&shared);
    for (int64_t i = 0; !status && i < input->weights->n; i++)
        if (shared.k_of[i] > 0) {
            bp_counts counts = shared.counts[shared.population.place[i]];
            tally[i] = (bp_tally){counts.n_ge, counts.n_le, options->permutations, 0};
        }
done:
    bp_shared_clear(&shared);
    return status;
}

bp_status bp_reference_count(bp_context *context, const bp_draw_input *input, const bp_draw_options *options,
                             bp_tally *tally)
{
    int is_shared = 0;
    bp_status status = bp_reference_try(context, input, options, tally, &is_shared);
    if (!status && !is_shared)
        status = bp_context_fail(context, BP_ERROR_ARGUMENT,
                                 "shared distributions need weights that are equal within every row");
    return status;
}
