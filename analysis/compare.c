#include "analysis/compare.h"

#include "geo/bitmap.h"

/* Unit i: `share` of its residents are in the reference. */
static void add_unit(bp_backtest *result, double share, bool is_drawn, bool is_known, double population)
{
    double residents = is_known ? population : 0.0;
    bool is_reference = share > 0.0;
    result->unknown_units += !is_known && (is_reference || is_drawn);
    result->reference_units += is_reference;
    result->drawn_units += is_drawn;
    result->both_units += is_reference && is_drawn;
    result->reference_population += share * residents;
    result->drawn_population += is_drawn ? residents : 0.0;
    result->both_population += is_drawn ? share * residents : 0.0;
}

static void finish(bp_backtest *result)
{
    result->has_recall = result->reference_population > 0.0;
    result->has_precision = result->drawn_population > 0.0;
    double either = result->reference_population + result->drawn_population - result->both_population;
    if (result->has_recall)
        result->recall = result->both_population / result->reference_population;
    if (result->has_precision)
        result->precision = result->both_population / result->drawn_population;
    if (either > 0.0)
        result->jaccard = result->both_population / either;
}

void bp_backtest_compute(const double *reference, const uint8_t *drawn, const double *population,
                         const uint8_t *population_known, int64_t n, bp_backtest *out)
{
    bp_backtest result = {0};
    for (int64_t i = 0; i < n; i++)
        add_unit(&result, reference[i], drawn[i] != 0, bp_bitmap_get(population_known, i), population[i]);
    finish(&result);
    *out = result;
}
