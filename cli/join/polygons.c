/* Values of polygons brought to units, by area or by where people are. */
#include "cli/join/parts.h"

#include "cli/run/columns.h"
#include "geo/bitmap.h"
#include "geo/text.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

static void warn_values(bp_join_work *work, const bp_join_measure *measure, const bp_interpolated *found)
{
    const char *shown = work->request->source.shown;
    if (found->n_missing_sources > 0)
        bp_context_warn(work->context, "join_missing",
                        "%s, column '%s': %" PRId64
                        " polygons in units have no value; what is theirs is in no unit's value",
                        shown, measure->column, found->n_missing_sources);
    if (found->outside > 1e-6 * found->total)
        bp_context_warn(work->context, "join_outside",
                        "%s, column '%s': %.6g of %.6g (%.2f %%) lies outside all units", shown,
                        measure->column, found->outside, found->total, 100.0 * found->outside / found->total);
    if (found->withheld > 0.0)
        bp_context_warn(work->context, "join_withheld",
                        "%s, column '%s': %.6g of %.6g lies in units of which less than %g is covered, and "
                        "which have no value",
                        shown, measure->column, found->withheld, found->total, work->request->least_covered);
    if (fabs(found->doubled) > 1e-6 * found->total)
        bp_context_warn(work->context, "join_doubled",
                        "%s, column '%s': %.6g counts more than once, since units overlap", shown,
                        measure->column, found->doubled);
}

static bp_status interpolate(bp_join_work *work, int k, const bp_table *table)
{
    const bp_join_request *request = work->request;
    const bp_join_measure *measure = &request->measures[k];
    bp_join_account *account = &work->joined->report.accounts[k];
    bp_interpolate_options options = BP_INTERPOLATE_OPTIONS_INIT;
    bp_values values = BP_VALUES_INIT;
    bp_interpolated found = BP_INTERPOLATED_INIT;
    options.kind = request->kind;
    options.least_covered = request->least_covered;
    bool is_amount = request->kind == BP_INTERPOLATE_EXTENSIVE;
    bp_status status =
        bp_join_read_values(work->context, &request->source, table, measure->column, is_amount, &values);
    if (!status)
        status = bp_interpolate(work->context, &work->joined->pieces, values.value, values.valid, &options,
                                &found);
    if (!status) {
        account->has_total = is_amount;
        account->total = found.total;
        account->outside = found.outside;
        for (int64_t i = 0; is_amount && i < found.n; i++)
            account->inside += bp_bitmap_get(found.valid, i) ? found.value[i] : 0.0;
        account->n_missing = found.n_missing_sources;
        warn_values(work, measure, &found);
        status = bp_join_add(work, k, found.value, found.valid);
    }
    bp_interpolated_clear(&found);
    bp_values_clear(&values);
    return status;
}

/* The label, and in a column beside it the share of the unit that it covers. */
static bp_status take_largest(bp_join_work *work, int k, const bp_table *table, const bp_pieces *by_area)
{
    const bp_join_measure *measure = &work->request->measures[k];
    const bp_column *labels = &table->columns[bp_table_find(table, measure->column)];
    int64_t n = bp_join_n(work), *source = (int64_t *)malloc((size_t)(n + 1) * sizeof *source);
    double *share = (double *)malloc((size_t)(n + 1) * sizeof *share);
    uint8_t *valid = (uint8_t *)calloc(bp_bitmap_bytes(n), 1);
    char *name = bp_text_format("%s_share", measure->name);
    bp_status status = BP_OK;
    if (!source || !share || !valid || !name) {
        status = bp_context_fail_memory(work->context, (size_t)n * sizeof *share);
        goto done;
    }
    bp_interpolate_largest(by_area, labels->valid, source, share);
    for (int64_t i = 0; i < n; i++) {
        if (source[i] >= 0)
            bp_bitmap_set(valid, i);
        work->joined->report.accounts[k].n_without_value += source[i] < 0;
    }
    status = bp_join_add_labels(work, measure->name, table, measure->column, source);
    if (!status)
        status = bp_join_add_column(work, name, share, valid);
done:
    free(source);
    free(share);
    free(valid);
    free(name);
    return status;
}

static bp_status count_outside(bp_join_work *work, const bp_pieces *by_area)
{
    uint8_t *is_inside = (uint8_t *)calloc(bp_bitmap_bytes(by_area->n_sources), 1);
    if (!is_inside)
        return bp_context_fail_memory(work->context, 0);
    for (int64_t p = 0; p < by_area->n; p++)
        bp_bitmap_set(is_inside, by_area->items[p].source);
    for (int64_t s = 0; s < by_area->n_sources; s++)
        work->joined->report.n_outside += !bp_bitmap_get(is_inside, s);
    work->joined->report.n_outside -= work->joined->report.n_empty;
    free(is_inside);
    return BP_OK;
}

static bp_status take_ids(bp_join_work *work, const bp_table *table)
{
    if (!work->request->with_id)
        return BP_OK;
    const bp_column *column = &table->columns[bp_table_find(table, work->request->with_id)];
    work->joined->source_id = (char **)calloc((size_t)table->n_rows + 1, sizeof(char *));
    for (int64_t i = 0; work->joined->source_id && i < table->n_rows; i++)
        work->joined->source_id[i] = bp_cell_text(column, i);
    return work->joined->source_id ? BP_OK : bp_context_fail_memory(work->context, 0);
}

static bp_status measure_all(bp_join_work *work, const bp_layer *sources, const bp_pieces *by_area)
{
    const bp_table *table = &sources->table;
    double *covered = (double *)calloc((size_t)bp_join_n(work) + 1, sizeof *covered);
    bp_status status = covered ? bp_join_cover(work, &sources->polygons, by_area, covered)
                               : bp_context_fail_memory(work->context, 0);
    if (!status)
        status = bp_join_note_covered(work, covered);
    for (int k = 0; !status && k < work->request->n_measures; k++) {
        bp_join_how how = work->request->measures[k].how;
        status = how == BP_JOIN_INTERPOLATE ? interpolate(work, k, table)
                 : how == BP_JOIN_LARGEST   ? take_largest(work, k, table, by_area)
                                            : bp_join_add(work, k, covered, NULL);
    }
    free(covered);
    return status;
}

/* The pieces by which values go to units where people are asked for. */
static bp_status share_by_population(bp_join_work *work, const bp_polygons *sources, const bp_pieces *by_area)
{
    const bp_join_request *request = work->request;
    bp_pieces *out = &work->joined->pieces;
    bp_status status = bp_join_by_population(work, sources, by_area, out);
    work->joined->report.n_by_area = out->n_source_by_area;
    if (!status && out->n_source_by_area > 0)
        bp_context_warn(work->context, "join_by_area",
                        "%s: %" PRId64 " of %" PRId64
                        " polygons have no population of %s in them and are shared out by area",
                        request->source.shown, out->n_source_by_area, out->n_sources,
                        request->population.source.shown);
    return status;
}

bp_status bp_join_polygons(bp_join_work *work)
{
    const bp_join_request *request = work->request;
    const bp_overlay_options options = BP_OVERLAY_OPTIONS_INIT;
    bool has_population = request->population.source.path != NULL;
    bp_layer sources = BP_LAYER_INIT;
    bp_pieces apart = BP_PIECES_INIT, *by_area = has_population ? &apart : &work->joined->pieces;
    bp_join_columns columns = {0, {NULL}};
    for (int k = 0; k < request->n_measures; k++)
        if (bp_join_how_has_column(request->measures[k].how, BP_JOIN_POLYGONS))
            bp_join_want(&columns, request->measures[k].column);
    bp_join_want(&columns, request->with_id);
    bp_status status = bp_join_read_polygons(work->context, &request->source, work->units->layer, &columns,
                                             &sources, &work->joined->report);
    if (!status)
        status = bp_pieces_by_area(work->context, &sources.polygons, &work->units->layer->polygons, &options,
                                   by_area, NULL);
    if (!status)
        status = count_outside(work, by_area);
    if (!status && has_population)
        status = share_by_population(work, &sources.polygons, by_area);
    if (!status)
        status = take_ids(work, &sources.table);
    if (!status)
        status = measure_all(work, &sources, by_area);
    bp_pieces_clear(&apart);
    bp_layer_clear(&sources);
    return status;
}
