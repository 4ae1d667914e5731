#include "analysis/maxp.h"

#include "analysis/regions_private.h"
#include "analysis/starts_private.h"

#include <inttypes.h>
#include <stdlib.h>

static bp_status draw(bp_context *context, bp_carver *carver, const void *user)
{
    (void)user;
    bp_status status = bp_carve(context, carver, NULL);
    if (!status && bp_division_excess(&carver->swap->partition) > 0.0)
        status = bp_carve_balance(context, carver);
    return status;
}

static bp_status check(bp_context *context, const bp_regions_options *options)
{
    if (!(options->floor > 0.0))
        return bp_context_fail(
            context, BP_ERROR_INPUT,
            "max-p makes as many regions as a floor allows, and there is none: give a floor");
    if (options->k != 0)
        return bp_context_fail(context, BP_ERROR_INPUT,
                               "k is %" PRId32
                               " and max-p finds the number of regions itself: leave k out, or use azp",
                               options->k);
    return BP_OK;
}

bp_status bp_maxp_label(bp_context *context, const bp_regions_input *input, const bp_regions_options *options,
                        int32_t *label)
{
    bp_ground ground = {0};
    int32_t k = 0;
    bp_status status = check(context, options);
    if (!status)
        status = bp_starts_check(context, options);
    if (!status)
        status = bp_ground_make(context, input, options, &ground);
    if (!status) {
        bp_starts starts = {&ground, options, draw, NULL};
        status = bp_starts_run(context, &starts, label, &k);
    }
    if (!status && k == 0)
        status = bp_context_fail(context, BP_ERROR_INPUT,
                                 "max-p: none of %d starts made regions from floor %.12g to ceiling %.12g: "
                                 "raise the ceiling, lower the floor, or give more starts",
                                 options->starts, options->floor, options->ceiling);
    bp_ground_clear(&ground);
    return status;
}

bp_status bp_maxp_bound(bp_context *context, const bp_regions_input *input, const bp_regions_options *options,
                        bp_maxp_limit *out)
{
    bp_regions_ready ready = BP_REGIONS_READY_INIT;
    bp_ground ground = {0};
    bp_maxp_limit limit = BP_MAXP_LIMIT_INIT;
    bp_status status = check(context, options);
    if (!status)
        status = bp_regions_ready_make(context, input, &ready);
    if (!status)
        status = bp_ground_make(context, &ready.input, options, &ground);
    for (int32_t c = 0; !status && c < ground.n_components; c++) {
        int32_t count = ground.first[c + 1] - ground.first[c];
        double most = floor(ground.held[c] / options->floor);
        limit.most_regions += most < count ? (int32_t)most : count;
        if (most >= 1.0)
            continue;
        limit.n_small++;
        limit.n_small_units += count;
        limit.small_size += ground.held[c];
    }
    if (!status)
        *out = limit;
    bp_ground_clear(&ground);
    bp_regions_ready_clear(&ready);
    return status;
}
