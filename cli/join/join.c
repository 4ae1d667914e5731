#include "cli/join/join.h"

#include "cli/join/parts.h"
#include "geo/text.h"

#include <math.h>
#include <stdlib.h>

static bp_status fail_unfit(bp_context *context, const bp_join_source *source, bp_join_how how,
                            bp_join_kind kind)
{
    bp_join_kind other = BP_JOIN_POINTS;
    while (!bp_join_how_fits(how, other))
        other = (bp_join_kind)(other + 1);
    char *list = bp_join_how_list(kind);
    bp_status status =
        list ? bp_context_fail(context, BP_ERROR_INPUT, "%s: holds %s, and %s goes with %s; with %s go %s",
                               source->shown, bp_join_kind_name(kind), bp_join_how_name(how),
                               bp_join_kind_name(other), bp_join_kind_name(kind), list)
             : bp_context_fail_memory(context, 0);
    free(list);
    return status;
}

/* Words that would do nothing. */
static bp_status check_company(bp_context *context, const bp_join_request *request, bp_join_kind kind)
{
    const char *shown = request->source.shown;
    bool has_amount = false;
    for (int k = 0; k < request->n_measures; k++)
        has_amount = has_amount || bp_join_is_amount(request, k);
    if ((request->per_residents || request->per_km2) && !has_amount)
        return bp_context_fail(
            context, BP_ERROR_INPUT,
            "%s: nothing that is asked for is an amount, to be told per 1,000 residents or "
            "per km2; count, sum, distinct, length and extensive values are",
            shown);
    if (request->source.band > 0 && kind != BP_JOIN_RASTER)
        return bp_context_fail(context, BP_ERROR_INPUT, "%s: holds %s; band goes with a raster", shown,
                               bp_join_kind_name(kind));
    if (kind == BP_JOIN_RASTER && request->source.missing.n > 0 && !request->per_residents)
        return bp_context_fail(context, BP_ERROR_INPUT,
                               "%s: holds a raster, of which missing is not looked at; a pixel has no value "
                               "where the file says so: set that with gdal_edit.py -a_nodata",
                               shown);
    return BP_OK;
}

/* The measures against what the source turns out to be. */
static bp_status check_request(bp_context *context, const bp_join_units *units,
                               const bp_join_request *request, bp_join_kind kind)
{
    const char *shown = request->source.shown;
    for (int k = 0; k < request->n_measures; k++) {
        const bp_join_measure *measure = &request->measures[k];
        if (!bp_join_how_fits(measure->how, kind))
            return fail_unfit(context, &request->source, measure->how, kind);
        if (bp_join_how_has_column(measure->how, kind) && !measure->column)
            return bp_context_fail(context, BP_ERROR_INPUT,
                                   "%s: %s of %s needs a column; name the one to take", shown,
                                   bp_join_how_name(measure->how), bp_join_kind_name(kind));
        if (measure->how == BP_JOIN_ABOVE && !isfinite(measure->number))
            return bp_context_fail(context, BP_ERROR_INPUT, "%s: above needs a threshold", shown);
    }
    if (request->population.source.path && kind != BP_JOIN_POLYGONS)
        return bp_context_fail(context, BP_ERROR_INPUT,
                               "%s: holds %s; a population goes with interpolate, and that with polygons",
                               shown, bp_join_kind_name(kind));
    if (request->per_residents && !units->population)
        return bp_context_fail(
            context, BP_ERROR_INPUT,
            "%s: cannot be told per 1,000 residents: the residents of the units are not known", shown);
    return check_company(context, request, kind);
}

static bp_status start(bp_context *context, const bp_join_units *units, const bp_join_request *request,
                       bp_joined *made)
{
    int64_t n = units->layer->table.n_rows;
    made->table.n_rows = n;
    made->table.source = bp_text_copy(request->source.shown);
    made->report.n_units = n;
    made->report.share_covered = NAN;
    made->report.accounts =
        (bp_join_account *)calloc((size_t)request->n_measures + 1, sizeof *made->report.accounts);
    if (!made->table.source || !made->report.accounts)
        return bp_context_fail_memory(context, 0);
    for (int k = 0; k < request->n_measures; k++) {
        made->report.accounts[k].name = bp_text_copy(request->measures[k].name);
        if (!made->report.accounts[k].name)
            return bp_context_fail_memory(context, 0);
        made->report.n_accounts++;
    }
    return BP_OK;
}

bp_status bp_join(bp_context *context, const bp_join_units *units, const bp_join_request *request,
                  bp_joined *out)
{
    static bp_status (*const ways[])(bp_join_work *) = {bp_join_points, bp_join_lines, bp_join_polygons,
                                                        bp_join_raster};
    bp_joined made = BP_JOINED_INIT;
    bp_join_work work = {context, units, request, &made};
    bp_status status = bp_join_check_units(context, units->layer);
    if (!status)
        status = bp_join_kind_of(context, &request->source, &made.report.kind);
    if (!status)
        status = check_request(context, units, request, made.report.kind);
    if (!status)
        status = start(context, units, request, &made);
    if (!status)
        status = ways[made.report.kind](&work);
    if (status)
        bp_joined_clear(&made);
    else
        *out = made;
    return status;
}

void bp_joined_clear(bp_joined *joined)
{
    for (int k = 0; k < joined->report.n_accounts; k++)
        free(joined->report.accounts[k].name);
    free(joined->report.accounts);
    free(joined->report.crs);
    free(joined->report.operation);
    bp_texts_free(joined->source_id, joined->pieces.n_sources);
    bp_pieces_clear(&joined->pieces);
    bp_table_clear(&joined->table);
    *joined = (bp_joined)BP_JOINED_INIT;
}
