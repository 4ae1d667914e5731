#include "analysis/scan_places_private.h"

#include "geo/bitmap.h"

#include <math.h>
#include <stdlib.h>

/* Sums of residents in another order differ in the last digits. */
static const double SAME_SUM = 1e-12;

void bp_scan_takers_clear(bp_scan_takers *takers)
{
    free(takers->unit);
    *takers = (bp_scan_takers){NULL, 0, 0.0};
}

bp_status bp_scan_caps_check(bp_context *context, const bp_scan_window_options *options)
{
    if (!(options->population_share > 0.0) || options->population_share > 1.0)
        return bp_context_fail(context, BP_ERROR_ARGUMENT,
                               "the largest window holds a share of %g of the population; give a share above "
                               "0, up to 1",
                               options->population_share);
    if (!(options->population >= 0.0) || options->n_units < 0 || options->least_units < 0 ||
        !(options->radius >= 0.0))
        return bp_context_fail(
            context, BP_ERROR_ARGUMENT,
            "the limits on residents, units and radius of a window must be 0 (none) or more");
    return BP_OK;
}

static bp_status check_unit(bp_context *context, const bp_scan_places *places, int64_t i)
{
    if (!isfinite(places->x[i]) || !isfinite(places->y[i]))
        return bp_context_fail(context, BP_ERROR_INPUT, "row %lld: its point is not known", (long long)i + 1);
    if (!isfinite(places->population[i]) || places->population[i] < 0.0)
        return bp_context_fail(context, BP_ERROR_INPUT,
                               "row %lld: a population of %g; it must be 0 or more to be held against a cap",
                               (long long)i + 1, places->population[i]);
    return BP_OK;
}

static bp_status check_caps(bp_context *context, const bp_scan_places *places,
                            const bp_scan_window_options *options, bp_scan_takers *takers)
{
    const double *population = places->population;
    double total = 0.0;
    for (int64_t c = 0; c < takers->n; c++)
        total += population[takers->unit[c]];
    takers->cap = options->population_share * total;
    if (options->population > 0.0)
        takers->cap = fmin(takers->cap, options->population);
    takers->cap *= 1.0 + SAME_SUM;
    int32_t largest = takers->unit[0];
    for (int64_t c = 1; c < takers->n; c++)
        if (population[takers->unit[c]] > population[largest])
            largest = takers->unit[c];
    if (options->oversize == BP_SCAN_OVERSIZE_REFUSE && population[largest] > takers->cap)
        return bp_context_fail(
            context, BP_ERROR_INPUT,
            "row %lld has a population of %.10g, above the cap of %.10g on a window; raise "
            "the cap, or say what becomes of such units (--oversize alone or skip)",
            (long long)largest + 1, population[largest], takers->cap);
    return BP_OK;
}

static bp_status list_takers(bp_context *context, const bp_scan_places *places,
                             const bp_scan_window_options *options, bp_scan_takers *takers)
{
    takers->unit = (int32_t *)malloc(((size_t)places->n + 1) * sizeof *takers->unit);
    if (!takers->unit)
        return bp_context_fail_memory(context, (size_t)places->n * sizeof *takers->unit);
    for (int64_t i = 0; i < places->n; i++) {
        if (!bp_bitmap_get(places->part, i))
            continue;
        bp_status status = check_unit(context, places, i);
        if (status)
            return status;
        takers->unit[takers->n++] = (int32_t)i;
    }
    if (takers->n < 2)
        return bp_context_fail(context, BP_ERROR_INPUT, "%lld units take part; a scan needs 2 at the least",
                               (long long)takers->n);
    return check_caps(context, places, options, takers);
}

bp_status bp_scan_places_take_part(bp_context *context, const bp_scan_places *places,
                                   const bp_scan_window_options *options, bp_scan_takers *out)
{
    bp_scan_takers takers = {NULL, 0, 0.0};
    bp_status status = list_takers(context, places, options, &takers);
    if (status)
        bp_scan_takers_clear(&takers);
    else
        *out = takers;
    return status;
}
