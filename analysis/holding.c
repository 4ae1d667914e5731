#include "analysis/holding.h"

#include "analysis/delineate.h"
#include "geo/bitmap.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

void bp_holdings_clear(bp_holdings *holdings)
{
    free(holdings->items);
    free(holdings->first_of_area);
    free(holdings->first_of_unit);
    free(holdings->of_unit);
    *holdings = (bp_holdings)BP_HOLDINGS_INIT;
}

static int by_area_then_unit(const void *a, const void *b)
{
    const bp_holding *p = (const bp_holding *)a, *q = (const bp_holding *)b;
    if (p->area != q->area)
        return p->area < q->area ? -1 : 1;
    return (p->unit > q->unit) - (p->unit < q->unit);
}

static bp_status check(bp_context *context, const bp_holdings *holdings)
{
    for (int64_t k = 0; k < holdings->n; k++) {
        const bp_holding *item = &holdings->items[k];
        if (item->area < 0 || item->area >= holdings->n_areas || item->unit < 0 ||
            item->unit >= holdings->n_units)
            return bp_context_fail(context, BP_ERROR_ARGUMENT,
                                   "area %" PRId32 " holds unit %" PRId32
                                   ", expected areas from 0 to %" PRId32 " and units from 0 to %" PRId64,
                                   item->area, item->unit, holdings->n_areas - 1, holdings->n_units - 1);
        if (k > 0 && by_area_then_unit(item - 1, item) == 0)
            return bp_context_fail(context, BP_ERROR_ARGUMENT,
                                   "area %" PRId32 " holds unit %" PRId32 " twice, expected once", item->area,
                                   item->unit);
    }
    return BP_OK;
}

static void index_areas(bp_holdings *holdings)
{
    int64_t *first = holdings->first_of_area;
    for (int64_t k = 0; k < holdings->n; k++)
        first[holdings->items[k].area + 1]++;
    for (int32_t a = 0; a < holdings->n_areas; a++)
        first[a + 1] += first[a];
}

/* Taken in the order of the areas, the holdings of a unit come by area. */
static void index_units(bp_holdings *holdings)
{
    int64_t *first = holdings->first_of_unit;
    for (int64_t k = 0; k < holdings->n; k++)
        first[holdings->items[k].unit + 1]++;
    for (int64_t i = 0; i < holdings->n_units; i++)
        first[i + 1] += first[i];
    for (int64_t k = 0; k < holdings->n; k++)
        holdings->of_unit[first[holdings->items[k].unit]++] = k;
    for (int64_t i = holdings->n_units; i > 0; i--)
        first[i] = first[i - 1];
    first[0] = 0;
}

bp_status bp_holdings_new(bp_context *context, const bp_holding *items, int64_t n, int64_t n_units,
                          int32_t n_areas, bp_holdings *out)
{
    bp_holdings made = {n_units, n_areas, n, NULL, NULL, NULL, NULL};
    made.items = (bp_holding *)malloc((size_t)(n + 1) * sizeof *made.items);
    made.of_unit = (int64_t *)malloc((size_t)(n + 1) * sizeof *made.of_unit);
    made.first_of_area = (int64_t *)calloc((size_t)n_areas + 1, sizeof *made.first_of_area);
    made.first_of_unit = (int64_t *)calloc((size_t)n_units + 1, sizeof *made.first_of_unit);
    bp_status status = made.items && made.of_unit && made.first_of_area && made.first_of_unit
                           ? BP_OK
                           : bp_context_fail_memory(context, (size_t)n * sizeof *made.items);
    if (!status && items && made.items) {
        memcpy(made.items, items, (size_t)n * sizeof *items);
        qsort(made.items, (size_t)n, sizeof *items, by_area_then_unit);
        status = check(context, &made);
    }
    if (status) {
        bp_holdings_clear(&made);
        return status;
    }
    index_areas(&made);
    index_units(&made);
    *out = made;
    return BP_OK;
}

bp_status bp_holdings_of_units(bp_context *context, int64_t n_units, int32_t n_areas, const int32_t *area_of,
                               const uint8_t *role, bp_holdings *out)
{
    int64_t n = 0;
    bp_holding *items = (bp_holding *)malloc((size_t)(n_units + 1) * sizeof *items);
    if (!items)
        return bp_context_fail_memory(context, (size_t)n_units * sizeof *items);
    for (int64_t i = 0; i < n_units; i++) {
        bool is_member = role[i] == BP_ROLE_MEMBER;
        if (area_of[i] >= 0)
            items[n++] =
                (bp_holding){area_of[i], (int32_t)i, 1.0, is_member ? 1.0 : 0.0, (uint8_t)is_member, 0};
    }
    bp_status status = bp_holdings_new(context, items, n, n_units, n_areas, out);
    free(items);
    return status;
}

bp_status bp_holdings_share(bp_context *context, const bp_holdings *holdings, const double *within,
                            bp_holdings_residents residents, double *share, uint8_t *defined)
{
    double *total = (double *)calloc((size_t)holdings->n_areas + 1, sizeof *total);
    if (!total)
        return bp_context_fail_memory(context, (size_t)holdings->n_areas * sizeof *total);
    for (int32_t a = 0; a < holdings->n_areas; a++)
        share[a] = 0.0;
    for (int64_t k = 0; k < holdings->n; k++) {
        const bp_holding *item = &holdings->items[k];
        if (!bp_bitmap_get(residents.known, item->unit))
            continue;
        double held = item->residents * residents.population[item->unit];
        total[item->area] += held;
        share[item->area] += held * within[item->unit];
    }
    for (int32_t a = 0; a < holdings->n_areas; a++) {
        defined[a] = total[a] > 0.0;
        share[a] = defined[a] ? share[a] / total[a] : 0.0;
    }
    free(total);
    return BP_OK;
}
