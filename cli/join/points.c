/* Points in units: how many, and what they add up to. */
#include "cli/join/parts.h"

#include "analysis/aggregate.h"
#include "geo/bitmap.h"
#include "geo/exact_sum.h"
#include "geo/point_join.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static bool is_about_distance(bp_join_how how)
{
    return how == BP_JOIN_NEAREST || how == BP_JOIN_WITHIN;
}

static bp_aggregate_method method_of(bp_join_how how)
{
    bp_aggregate_method method = BP_AGGREGATE_COUNT;
    bp_aggregate_parse(bp_join_how_name(how), &method);
    return method;
}

/* True where a text, blanks around it aside, stands for a missing value. */
static bool is_listed(const bp_missing_codes *missing, const char *text)
{
    size_t length = strlen(text);
    while (length > 0 && text[length - 1] == ' ')
        length--;
    for (; length > 0 && *text == ' '; length--)
        text++;
    for (int i = 0; i < missing->n; i++)
        if (strlen(missing->texts[i]) == length && strncmp(missing->texts[i], text, length) == 0)
            return true;
    return length == 0;
}

/* Texts as numbers that tell them apart. */
static bp_status read_codes(bp_join_work *work, const bp_table *table, const char *name, bp_values *out)
{
    const bp_column *column = &table->columns[bp_table_find(table, name)];
    if (column->type != BP_COLUMN_TEXT)
        return bp_join_read_values(work->context, &work->request->source, table, name, false, out);
    out->n = table->n_rows;
    out->value = (double *)calloc((size_t)table->n_rows + 1, sizeof *out->value);
    out->valid = (uint8_t *)calloc(bp_bitmap_bytes(table->n_rows), 1);
    if (!out->value || !out->valid)
        return bp_context_fail_memory(work->context, (size_t)table->n_rows * sizeof *out->value);
    for (int64_t i = 0; i < table->n_rows; i++)
        if (bp_column_is_valid(column, i) &&
            !is_listed(&work->request->source.missing, bp_column_text_at(column, i)))
            bp_bitmap_set(out->valid, i);
    return bp_aggregate_text_codes(work->context, column, table->n_rows, out->value);
}

/* What goes in, and where it ends up; rows without a place count as outside. */
static void account_for(const bp_members *members, bp_join_account *account)
{
    bp_exact_sum all = {0}, inside = {0}, outside = {0};
    for (int64_t i = 0; i < members->n; i++) {
        double value = members->value ? members->value[i] : 1.0;
        if (members->value && !bp_bitmap_get(members->valid, i))
            continue;
        bp_exact_sum_add(&all, value);
        bp_exact_sum_add(members->unit_of[i] >= 0 ? &inside : &outside, value);
    }
    account->has_total = true;
    account->total = bp_exact_sum_get(&all);
    account->inside = bp_exact_sum_get(&inside);
    account->outside = bp_exact_sum_get(&outside);
}

static bp_status aggregate(bp_join_work *work, int k, const bp_table *table, const int64_t *unit_of)
{
    const bp_join_measure *measure = &work->request->measures[k];
    bp_join_account *account = &work->joined->report.accounts[k];
    bp_values values = BP_VALUES_INIT;
    bp_aggregates aggregates = BP_AGGREGATES_INIT;
    bp_status status = BP_OK;
    if (measure->how == BP_JOIN_DISTINCT)
        status = read_codes(work, table, measure->column, &values);
    else if (measure->how != BP_JOIN_COUNT)
        status = bp_join_read_values(work->context, &work->request->source, table, measure->column, false,
                                     &values);
    const bp_members members = {table->n_rows, bp_join_n(work), unit_of, values.value, values.valid};
    if (!status)
        status = bp_aggregate(work->context, &members, method_of(measure->how), &aggregates);
    if (!status && (measure->how == BP_JOIN_COUNT || measure->how == BP_JOIN_SUM))
        account_for(&members, account);
    account->n_missing = aggregates.total_missing;
    if (!status && aggregates.total_missing > 0)
        bp_context_warn(work->context, "join_missing",
                        "%s, column '%s': %" PRId64 " points in units have no value and count for nothing",
                        work->request->source.shown, measure->column, aggregates.total_missing);
    if (!status)
        status = bp_join_add(work, k, aggregates.value, aggregates.valid);
    bp_aggregates_clear(&aggregates);
    bp_values_clear(&values);
    return status;
}

static void warn(bp_join_work *work)
{
    const bp_join_report *r = &work->joined->report;
    const char *shown = work->request->source.shown;
    int64_t n = r->n_outside + r->n_empty;
    if (n > 0)
        bp_context_warn(work->context, "join_outside",
                        "%s: %" PRId64 " of %" PRId64 " rows (%.2f %%) lie in no unit (%" PRId64
                        " outside all, %" PRId64 " without a point) and count for none",
                        shown, n, r->n_rows, 100.0 * (double)n / (double)r->n_rows, r->n_outside, r->n_empty);
    if (r->n_overlap > 0)
        bp_context_warn(work->context, "join_overlap",
                        "%s: %" PRId64 " of %" PRId64
                        " points lie where units overlap; they count for the first of those",
                        shown, r->n_overlap, r->n_rows);
}

static bp_status place(bp_join_work *work, const bp_point_layer *points, int64_t *unit_of)
{
    bp_point_join_report found = BP_POINT_JOIN_REPORT_INIT;
    bp_join_report *report = &work->joined->report;
    bp_status status =
        bp_point_join(work->context, &points->points, &work->units->layer->polygons, NULL, unit_of, &found);
    report->n_outside = found.n_outside;
    report->n_border = found.n_outer_border;
    report->n_overlap = found.n_overlap;
    if (!status)
        warn(work);
    return status;
}

bp_status bp_join_points(bp_join_work *work)
{
    const bp_join_request *request = work->request;
    bp_point_layer points = BP_POINT_LAYER_INIT;
    bp_join_columns columns = {0, {NULL}};
    bool has_aggregate = false;
    for (int k = 0; k < request->n_measures; k++) {
        has_aggregate = has_aggregate || !is_about_distance(request->measures[k].how);
        if (bp_join_how_has_column(request->measures[k].how, BP_JOIN_POINTS))
            bp_join_want(&columns, request->measures[k].column);
    }
    bp_join_want(&columns, request->with_id);
    bp_status status = bp_join_read_points(work->context, &request->source, work->units->layer, &columns,
                                           has_aggregate, &points, &work->joined->report);
    int64_t *unit_of = (int64_t *)malloc((size_t)(points.points.n + 1) * sizeof *unit_of);
    if (!status && !unit_of)
        status = bp_context_fail_memory(work->context, (size_t)points.points.n * sizeof *unit_of);
    if (!has_aggregate)
        work->joined->report.n_outside = -1;
    if (!status && has_aggregate)
        status = place(work, &points, unit_of);
    for (int k = 0; !status && k < request->n_measures; k++)
        status = is_about_distance(request->measures[k].how) ? bp_join_nearest(work, k, &points)
                                                             : aggregate(work, k, &points.table, unit_of);
    free(unit_of);
    bp_point_layer_clear(&points);
    return status;
}
