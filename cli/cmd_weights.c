/* brandpunt weights: who is whose neighbour, and how much that counts. */
#include "cli/command.h"
#include "cli/out_file.h"
#include "cli/statistic.h"
#include "cli/units_layer.h"
#include "cli/weights_summary.h"
#include "geo/folder.h"
#include "geo/read.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const bp_option options[] = {
    BP_WEIGHTS_OPTION_ROWS("UNITS", "B"),
    {"missing", 'm', BP_OPTION_TEXT, "CODES", "population: codes of missing values, with commas", 0, 0},
    {"format", 'f', BP_OPTION_TEXT, "table|json", "of the summary (default: table)", 0, 0},
};

/* The layer with its column of ids; without one with all, since some readers of GDAL lose the geometry that
 * stands alone. */
static bp_status read_units(const bp_call *call, bp_weights_request *request, bp_layer *layer,
                            bp_unit_ids *ids)
{
    bp_read_options read = BP_READ_OPTIONS_INIT;
    const char *id = bp_call_text(call, "id", NULL), *columns[1] = {id};
    read.layer = bp_call_text(call, "layer", NULL);
    if (id) {
        read.columns = columns;
        read.n_columns = 1;
    }
    bool are_points = false;
    bp_status status =
        bp_units_layer_read(call->context, call->arguments[0], &read, request, layer, &are_points);
    if (!status)
        status =
            bp_unit_ids_make(call->context, &layer->table, id ? bp_table_find(&layer->table, id) : -1, ids);
    return status;
}

/* The layer's name for the first line of a .gal or .gwt file: that of the file, without folder and extension.
 */
static void layer_name(const char *path, char name[128])
{
    for (const char *c = path; *c; c++)
        if (*c == '/' || *c == '\\')
            path = c + 1;
    snprintf(name, 128, "%.*s", (int)strcspn(path, "."), path);
}

static bp_status write_weights(const bp_call *call, const bp_weights_made *made, const bp_unit_ids *ids)
{
    const bp_weights *weights = &made->weights;
    const bp_graph rows = {weights->n, weights->offsets, weights->neighbours, weights->value};
    bp_weights_file_options file = {NULL, made->length, made->length_name};
    char name[128];
    if (call->n_arguments < 2)
        return BP_OK;
    layer_name(call->arguments[0], name);
    file.source = name;
    return bp_weights_file_write(call->context, &rows, ids, &file, call->arguments[1]);
}

static bp_status print_account(const bp_call *call, bp_weights_account *account, bool json)
{
    char *options_text = bp_weights_request_text(call);
    bp_status status = options_text ? BP_OK : bp_context_fail_memory(call->context, 0);
    account->source = call->arguments[0];
    account->output = call->n_arguments > 1 ? call->arguments[1] : NULL;
    account->options = options_text;
    bp_statistic_print_warnings(call);
    if (!status && json)
        status = bp_weights_print_json(call->context, account);
    else if (!status && !bp_progress_quiet(call->progress))
        bp_weights_print_table(account);
    free(options_text);
    return status;
}

/* Looked at first: what is named here by mistake is somebody's work, UNITS itself it may be. */
static bp_status check_out(const bp_call *call)
{
    const char *units = call->arguments[0], *out = call->n_arguments > 1 ? call->arguments[1] : NULL;
    if (!out)
        return BP_OK;
    bool swapped = bp_has_extension(units, ".gal") || bp_has_extension(units, ".gwt") ||
                   (!bp_weights_file_is(out) && bp_path_exists(out));
    if (bp_weights_file_is(out) && !swapped)
        return bp_out_file_check(call->context, out, BP_OUT_NEVER_REPLACED);
    return bp_context_fail(
        call->context, BP_ERROR_ARGUMENT,
        "weights: found OUT '%s' after UNITS '%s', but weights are kept in a .gal, .gwt or "
        ".csv file%s",
        out, units, swapped ? "; are the two swapped? UNITS comes first" : "");
}

static bp_status run(bp_call *call)
{
    bp_weights_request request;
    bp_weights_made made = BP_WEIGHTS_MADE_INIT;
    bp_weights_summary summary = BP_WEIGHTS_SUMMARY_INIT;
    bp_layer layer = BP_LAYER_INIT;
    bp_unit_ids ids = BP_UNIT_IDS_INIT;
    bool json = strcmp(bp_call_text(call, "format", "table"), "json") == 0;
    bp_status status = bp_weights_request_read(call, &request);
    request.for_account = true;
    if (!status)
        status = check_out(call);
    if (status)
        return status;
    bp_progress_begin(call->progress, "read units");
    status = read_units(call, &request, &layer, &ids);
    bp_progress_begin(call->progress, "weights");
    if (!status)
        status = bp_weights_request_make(call->context, &request, &layer, &ids, &made);
    if (!status)
        status = bp_weights_summary_make(call->context, &made.weights, &summary);
    if (!status)
        status = write_weights(call, &made, &ids);
    bp_progress_end(call->progress);
    if (!status)
        status = print_account(
            call, &(bp_weights_account){.request = &request, .made = &made, .ids = &ids, .summary = &summary},
            json);
    bp_weights_summary_clear(&summary);
    bp_weights_made_clear(&made);
    bp_unit_ids_clear(&ids);
    bp_layer_clear(&layer);
    return status;
}

const bp_command bp_command_weights = {
    .name = "weights",
    .synopsis = "UNITS [OUT] --queen|--rook|--knn K|... [options]",
    .summary = "who is whose neighbour: make, read, write and sum up weights",
    .description = "Finds the neighbours of every unit of the layer UNITS, prints how many links,\n"
                   "islands and pieces there are and with which options they were made, and\n"
                   "writes them to OUT: .gal (neighbours), .gwt (with weights) or .csv (with\n"
                   "weights, and the shared border or the distance beside them). Distances are in\n"
                   "metres and take a projected coordinate system; --planar takes the coordinates\n"
                   "as they are. Of several at the same distance the first by id is the nearest.\n\n"
                   "--kernel is inverse, uniform, triangular, epanechnikov, quartic or gaussian:\n"
                   "--band M is then the bandwidth of all units, and --knn K gives every unit its\n"
                   "own, the distance of its furthest neighbour. --weight takes the length of a\n"
                   "link as it is: the shared border or the distance.\n\n"
                   "With --point population, the point of a unit is where its residents are: the\n"
                   "mean of the points that it holds of a finer layer (--centres FILE; of polygons\n"
                   "a point on each), weighted by --residents COLUMN. A unit without any keeps its\n"
                   "centroid, and is named.\n\n"
                   "Examples:\n"
                   "  brandpunt weights units.gpkg units.gal --queen --id code\n"
                   "  brandpunt weights units.gpkg units.gwt --knn 8 --kernel triangular --id code\n"
                   "  brandpunt weights units.gpkg --rook --tolerance 0.5 --format json\n"
                   "  brandpunt weights units.gpkg units.csv --band 2000 --point population\n"
                   "      --centres postcodes.gpkg --residents residents --id code",
    .options = options,
    .n_options = (int)(sizeof options / sizeof *options),
    .least_arguments = 1,
    .most_arguments = 2,
    .run = run,
};
