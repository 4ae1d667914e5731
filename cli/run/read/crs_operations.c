#include "cli/run/read/crs_operations.h"

#include "geo/text.h"

#include <stdio.h>
#include <stdlib.h>

static const double GOOD_ENOUGH_M = 1.0;

static void warn_inaccurate(bp_context *context, const char *role, const bp_crs_operation *used)
{
    char accuracy[64] = "of an accuracy that nobody states";
    char *better = NULL;
    if (used->accuracy_m >= 0.0 && used->accuracy_m <= GOOD_ENOUGH_M)
        return;
    if (used->accuracy_m >= 0.0)
        snprintf(accuracy, sizeof accuracy, "good to %.3g m", used->accuracy_m);
    if (used->better)
        better = bp_text_format("; '%s' is good to %.3g m but needs the file %s, which is not installed",
                                used->better, used->better_accuracy_m, used->missing_grid);
    bp_context_warn(context, "crs_accuracy", "%s: brought from %s to %s by '%s', %s%s%s", role, used->from,
                    used->to, used->name, accuracy,
                    used->n_used > 1 ? ", the least accurate of several that the places call for" : "",
                    better ? better : "");
    free(better);
}

bp_status bp_run_note_crs_operation(bp_run *run, const char *role, const bp_layer *layer, const bp_crs *to)
{
    bp_run_crs_operation made = {NULL, BP_CRS_OPERATION_INIT};
    if (bp_crs_equal(&layer->crs, to))
        return BP_OK;
    bp_status status = bp_crs_operation_find(run->context, &layer->crs, to, layer->polygons.xy,
                                             layer->polygons.n_coords, &made.operation);
    if (status)
        return status;
    made.role = bp_text_copy(role);
    size_t n = (size_t)run->n_crs_operations + 1;
    bp_run_crs_operation *grown =
        made.role ? (bp_run_crs_operation *)realloc(run->crs_operations, n * sizeof *grown) : NULL;
    if (!grown) {
        free(made.role);
        bp_crs_operation_clear(&made.operation);
        return bp_context_fail_memory(run->context, n * sizeof *grown);
    }
    run->crs_operations = grown;
    run->crs_operations[run->n_crs_operations++] = made;
    warn_inaccurate(run->context, role, &made.operation);
    return BP_OK;
}

bp_status bp_run_transform(bp_run *run, const char *role, bp_layer *layer, const bp_crs *to)
{
    if (bp_crs_equal(&layer->crs, to))
        return BP_OK;
    bp_status status = bp_run_note_crs_operation(run, role, layer, to);
    return status ? status : bp_layer_transform(run->context, layer, to, NULL);
}

bp_status bp_run_note_geojson(bp_run *run)
{
    bp_crs degrees = BP_CRS_INIT;
    bp_status status = bp_crs_parse(run->context, "EPSG:4326", "GeoJSON", &degrees);
    if (!status)
        status = bp_run_note_crs_operation(run, "GeoJSON output", &run->units.layer, &degrees);
    bp_crs_clear(&degrees);
    return status;
}

void bp_run_crs_operations_clear(bp_run *run)
{
    for (int i = 0; i < run->n_crs_operations; i++) {
        free(run->crs_operations[i].role);
        bp_crs_operation_clear(&run->crs_operations[i].operation);
    }
    free(run->crs_operations);
}
