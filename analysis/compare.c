#include "analysis/compare.h"

#include "geo/bitmap.h"

#include <stdlib.h>

void bp_backtest_compute(const uint8_t *reference, const uint8_t *drawn, const double *population,
                         const uint8_t *population_known, int64_t n, bp_backtest *out)
{
    bp_backtest result = {0};
    for (int64_t i = 0; i < n; i++) {
        double residents = bp_bitmap_get(population_known, i) ? population[i] : 0.0;
        if (!bp_bitmap_get(population_known, i))
            result.unknown_units += reference[i] || drawn[i];
        result.reference_units += reference[i];
        result.drawn_units += drawn[i];
        result.both_units += reference[i] && drawn[i];
        result.reference_population += reference[i] ? residents : 0.0;
        result.drawn_population += drawn[i] ? residents : 0.0;
        result.both_population += reference[i] && drawn[i] ? residents : 0.0;
    }
    result.has_recall = result.reference_population > 0.0;
    result.has_precision = result.drawn_population > 0.0;
    double either = result.reference_population + result.drawn_population - result.both_population;
    if (result.has_recall)
        result.recall = result.both_population / result.reference_population;
    if (result.has_precision)
        result.precision = result.both_population / result.drawn_population;
    if (either > 0.0)
        result.jaccard = result.both_population / either;
    *out = result;
}

bp_status bp_area_shares(bp_context *context, const bp_area_shares_input *input, double *share,
                         uint8_t *defined)
{
    double *total = (double *)calloc((size_t)input->n_areas + 1, sizeof *total);
    if (!total)
        return bp_context_fail_memory(context, (size_t)input->n_areas * sizeof *total);
    for (int32_t a = 0; a < input->n_areas; a++)
        share[a] = 0.0;
    for (int64_t i = 0; i < input->n; i++) {
        int32_t a = input->area_of[i];
        if (a < 0 || (input->counts && !input->counts[i]) || !bp_bitmap_get(input->population_known, i))
            continue;
        total[a] += input->population[i];
        if (input->marked[i])
            share[a] += input->population[i];
    }
    for (int32_t a = 0; a < input->n_areas; a++) {
        defined[a] = total[a] > 0.0;
        share[a] = defined[a] ? share[a] / total[a] : 0.0;
    }
    free(total);
    return BP_OK;
}
