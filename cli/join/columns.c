/* The columns that a join adds. */
#include "cli/join/parts.h"

#include "analysis/aggregate.h"
#include "cli/run/columns.h"
#include "geo/bitmap.h"
#include "geo/exact_sum.h"
#include "geo/text.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

double *bp_join_areas(const bp_join_units *units)
{
    int64_t n = units->layer->table.n_rows;
    double square = units->layer->crs.metres_per_unit * units->layer->crs.metres_per_unit;
    double *area = (double *)malloc((size_t)(n + 1) * sizeof *area);
    if (!area)
        return NULL;
    bp_polygons_area(&units->layer->polygons, area);
    for (int64_t i = 0; i < n; i++)
        area[i] *= square;
    return area;
}

/* A new column; two of one name are a slip. */
static bp_status add_new(bp_join_work *work, const char *name, bp_column_type type, bp_column **out)
{
    bp_table *table = &work->joined->table;
    if (bp_table_find(table, name) >= 0)
        return bp_context_fail(work->context, BP_ERROR_ARGUMENT, "the column '%s' is asked for twice", name);
    return bp_table_add(work->context, table, name, type, out);
}

bp_status bp_join_add_column(bp_join_work *work, const char *name, const double *value, const uint8_t *valid)
{
    bp_column *column = NULL;
    bp_status status = add_new(work, name, BP_COLUMN_REAL, &column);
    for (int64_t i = 0; !status && i < bp_join_n(work); i++)
        if (bp_bitmap_get(valid, i))
            bp_column_set_real(column, i, value[i]);
    return status;
}

static bp_status add_whole(bp_join_work *work, const char *name, const double *value, const uint8_t *valid)
{
    bp_column *column = NULL;
    bp_status status = add_new(work, name, BP_COLUMN_INTEGER, &column);
    for (int64_t i = 0; !status && i < bp_join_n(work); i++)
        if (bp_bitmap_get(valid, i))
            bp_column_set_integer(column, i, (int64_t)value[i]);
    return status;
}

/* factor x value / denominator, where there is one, as the column NAME_SUFFIX. */
static bp_status add_rate(bp_join_work *work, const char *name, const bp_members *denominator, double factor,
                          const bp_aggregates *amount)
{
    int64_t n = amount->n_units;
    bp_aggregates rate = *amount;
    rate.value = (double *)malloc((size_t)(n + 1) * sizeof *rate.value);
    rate.valid = (uint8_t *)calloc(bp_bitmap_bytes(n), 1);
    bp_status status = BP_OK;
    if (!rate.value || !rate.valid) {
        status = bp_context_fail_memory(work->context, (size_t)n * sizeof *rate.value);
        goto done;
    }
    memcpy(rate.value, amount->value, (size_t)n * sizeof *rate.value);
    for (int64_t i = 0; i < n; i++)
        if (bp_bitmap_get(amount->valid, i))
            bp_bitmap_set(rate.valid, i);
    bp_aggregates_per(&rate, factor, denominator->value, denominator->valid);
    status = bp_join_add_column(work, name, rate.value, rate.valid);
done:
    free(rate.value);
    free(rate.valid);
    return status;
}

static bp_status add_rates(bp_join_work *work, const char *name, const bp_aggregates *amount)
{
    const bp_join_request *request = work->request;
    int64_t n = bp_join_n(work);
    bp_status status = BP_OK;
    char *per_residents = bp_text_format("%s_per_1000", name), *per_km2 = bp_text_format("%s_per_km2", name);
    double *area = request->per_km2 ? bp_join_areas(work->units) : NULL;
    if (!per_residents || !per_km2 || (request->per_km2 && !area)) {
        status = bp_context_fail_memory(work->context, 0);
        goto done;
    }
    if (request->per_residents) {
        const bp_members residents = {n, n, NULL, work->units->population, work->units->population_known};
        status = add_rate(work, per_residents, &residents, 1000.0, amount);
    }
    if (!status && request->per_km2) {
        const bp_members areas = {n, n, NULL, area, NULL};
        status = add_rate(work, per_km2, &areas, 1e6, amount);
    }
done:
    free(per_residents);
    free(per_km2);
    free(area);
    return status;
}

bool bp_join_is_amount(const bp_join_request *request, int k)
{
    bp_join_how how = request->measures[k].how;
    return bp_join_how_is_amount(how) &&
           !(how == BP_JOIN_INTERPOLATE && request->kind == BP_INTERPOLATE_INTENSIVE);
}

bp_status bp_join_add(bp_join_work *work, int k, const double *value, const uint8_t *valid)
{
    const bp_join_measure *measure = &work->request->measures[k];
    int64_t n = bp_join_n(work);
    const bp_aggregates amount = {n, (double *)value, (uint8_t *)valid, NULL, NULL, 0};
    bool is_whole =
        measure->how == BP_JOIN_COUNT || measure->how == BP_JOIN_WITHIN || measure->how == BP_JOIN_DISTINCT;
    bp_status status = is_whole ? add_whole(work, measure->name, value, valid)
                                : bp_join_add_column(work, measure->name, value, valid);
    for (int64_t i = 0; i < n; i++)
        work->joined->report.accounts[k].n_without_value += !bp_bitmap_get(valid, i);
    return status || !bp_join_is_amount(work->request, k) ? status : add_rates(work, measure->name, &amount);
}

bp_status bp_join_add_labels(bp_join_work *work, const char *name, const bp_table *table, const char *column,
                             const int64_t *row)
{
    int64_t n = bp_join_n(work);
    const bp_column *labels = &table->columns[bp_table_find(table, column)];
    if (bp_table_find(&work->joined->table, name) >= 0)
        return bp_context_fail(work->context, BP_ERROR_ARGUMENT, "the column '%s' is asked for twice", name);
    char **texts = (char **)calloc((size_t)n + 1, sizeof *texts);
    bp_status status = BP_OK;
    if (!texts)
        return bp_context_fail_memory(work->context, (size_t)n * sizeof *texts);
    for (int64_t i = 0; !status && i < n; i++) {
        if (row[i] < 0 || !bp_column_is_valid(labels, row[i]))
            continue;
        texts[i] = bp_cell_text(labels, row[i]);
        status = texts[i] ? BP_OK : bp_context_fail_memory(work->context, 0);
    }
    if (!status)
        status = bp_table_add_text(work->context, &work->joined->table, name, (const char *const *)texts);
    bp_texts_free(texts, n);
    return status;
}

bp_status bp_join_note_covered(bp_join_work *work, const double *covered)
{
    bp_join_report *report = &work->joined->report;
    bp_exact_sum all = {0}, inside = {0};
    double *area = bp_join_areas(work->units);
    if (!area)
        return bp_context_fail_memory(work->context, 0);
    for (int64_t i = 0; i < report->n_units; i++) {
        if (!(area[i] > 0.0))
            continue;
        bp_exact_sum_add(&all, area[i]);
        bp_exact_sum_add(&inside, area[i] * covered[i]);
        report->n_not_covered += covered[i] == 0.0;
        report->n_partly_covered += covered[i] > 0.0 && covered[i] < 1.0 - 1e-6;
    }
    free(area);
    double total = bp_exact_sum_get(&all);
    report->share_covered = total > 0.0 ? bp_exact_sum_get(&inside) / total : 0.0;
    if (report->n_not_covered + report->n_partly_covered > 0)
        bp_context_warn(work->context, "join_partly_covered",
                        "%s: covers %.4f %% of the units' area; %" PRId64 " of %" PRId64
                        " units lie in it for a part, %" PRId64 " not at all",
                        work->request->source.shown, 100.0 * report->share_covered, report->n_partly_covered,
                        report->n_units, report->n_not_covered);
    return BP_OK;
}
