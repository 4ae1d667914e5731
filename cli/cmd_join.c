/* brandpunt join: values of another layer or raster as columns of units. */
#include "cli/command.h"
#include "cli/join/call.h"
#include "cli/join/report.h"
#include "cli/join/source.h"
#include "cli/terminal.h"
#include "geo/new_file.h"
#include "geo/repair.h"
#include "geo/text.h"
#include "geo/unit_ids.h"
#include "geo/write.h"

#include <ctype.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const bp_option options[] = {
    BP_JOIN_OPTION_ROWS,
    {"weights", 0, BP_OPTION_TEXT, "FILE", "polygons: write the shares to this .csv", 0, 0},
    {"overwrite", 0, BP_OPTION_FLAG, NULL, "replace OUT, and the file of --weights", 0, 0},
    {"format", 'f', BP_OPTION_TEXT, "text|json", "of the report (default: text)", 0, 0},
};

/* A join under way, as the command sees it. */
struct work {
    const bp_call *call;
    bp_join_call asked;
    bp_layer units;
    bp_unit_ids ids;
    bp_values population;
    bp_joined joined;
    bp_new_file out, weights;
    bool json, is_geojson;
};

static bool ends_with(const char *path, const char *ending)
{
    const char *dot = strrchr(path, '.');
    return dot && bp_text_distance(dot, ending) == 0;
}

static bp_status begin_file(struct work *w, const char *path, bp_new_file *file)
{
    const bp_call *call = w->call;
    const char *inputs[] = {call->arguments[0], call->arguments[1], bp_call_text(call, "population", NULL)};
    for (size_t i = 0; i < sizeof inputs / sizeof *inputs; i++)
        if (inputs[i] && bp_file_is_same(inputs[i], path))
            return bp_context_fail(call->context, BP_ERROR_OUTPUT,
                                   "%s: is read by this join and never written over; name another file",
                                   path);
    bp_status status = bp_new_file_begin(
        call->context, path, bp_call_has(call, "overwrite") ? BP_NEW_FILE_REPLACE : BP_NEW_FILE_KEEP, file);
    return status;
}

static bp_status begin_files(struct work *w)
{
    const bp_call *call = w->call;
    const char *out = call->arguments[2], *weights = bp_call_text(call, "weights", NULL);
    w->is_geojson = ends_with(out, ".geojson") || ends_with(out, ".json");
    if (!w->is_geojson && !ends_with(out, ".gpkg"))
        return bp_context_fail(call->context, BP_ERROR_ARGUMENT,
                               "%s: units are written as .gpkg or .geojson; name such a file", out);
    if (weights && !ends_with(weights, ".csv"))
        return bp_context_fail(call->context, BP_ERROR_ARGUMENT,
                               "%s: weights are written as .csv; name such a file", weights);
    bp_status status = begin_file(w, out, &w->out);
    return status || !weights ? status : begin_file(w, weights, &w->weights);
}

static bp_status read_options(struct work *w)
{
    const bp_call *call = w->call;
    w->json = strcmp(bp_call_text(call, "format", "text"), "json") == 0;
    return bp_join_call_read(call, &w->asked);
}

/* Where nothing is asked for, say what the file could be asked for. */
static bp_status check_asked(struct work *w)
{
    bp_context *context = w->call->context;
    const bp_join_request *request = &w->asked.request;
    bp_join_kind kind = BP_JOIN_POINTS;
    if (request->n_measures > 0)
        return BP_OK;
    bp_status status = bp_join_kind_of(context, &request->source, &kind);
    char *list = status ? NULL : bp_join_how_list(kind);
    if (!status)
        status = list ? bp_context_fail(context, BP_ERROR_ARGUMENT,
                                        "join: nothing is asked for; %s holds %s, with which go %s%s",
                                        request->source.shown, bp_join_kind_name(kind),
                                        kind == BP_JOIN_RASTER ? "--zonal with some of " : "", list)
                      : bp_context_fail_memory(context, 0);
    free(list);
    return status;
}

static bp_status read_population(struct work *w)
{
    const bp_call *call = w->call;
    const char *name = bp_call_text(call, "per-1000", NULL);
    const bp_missing_codes *missing = &w->asked.request.source.missing;
    if (!name)
        return BP_OK;
    int column = bp_table_find(&w->units.table, name);
    if (column < 0) {
        const char *nearest = bp_table_nearest_name(&w->units.table, name);
        return bp_context_fail(call->context, BP_ERROR_INPUT, "%s: there is no column '%s'%s%s%s",
                               call->arguments[0], name, nearest ? "; nearest: '" : "",
                               nearest ? nearest : "", nearest ? "'" : "");
    }
    return bp_values_read(call->context, &w->units.table, column, missing->texts, missing->n, &w->population);
}

static bp_status read_units(struct work *w)
{
    const bp_call *call = w->call;
    bp_context *context = call->context;
    bp_read_options read = BP_READ_OPTIONS_INIT;
    bp_repair_report repair = BP_REPAIR_REPORT_INIT;
    const char *id = bp_call_text(call, "id", NULL);
    read.layer = bp_call_text(call, "layer", NULL);
    bp_status status = bp_layer_read(context, call->arguments[0], &read, &w->units);
    int column = !status && id ? bp_table_find(&w->units.table, id) : -1;
    if (!status && id && column < 0)
        status =
            bp_context_fail(context, BP_ERROR_INPUT, "%s: there is no column '%s'", call->arguments[0], id);
    if (!status)
        status = bp_unit_ids_make(context, &w->units.table, column, &w->ids);
    if (!status)
        status = bp_join_check_units(context, &w->units);
    if (!status)
        status = read_population(w);
    if (!status)
        status = bp_polygons_repair(context, &w->units.polygons, &repair);
    if (!status && repair.n_mended > 0)
        bp_context_warn(context, "geometry_repaired",
                        "%s: the invalid geometry of %" PRId64 " of %" PRId64
                        " units was repaired, and is written so; the first is %s",
                        call->arguments[0], repair.n_mended, w->units.table.n_rows,
                        w->ids.text[repair.first_unit]);
    bp_repair_report_clear(&repair);
    return status;
}

/* Columns of a GeoPackage do not tell capitals apart. */
static bool is_same_name(const char *a, const char *b)
{
    while (*a && tolower((unsigned char)*a) == tolower((unsigned char)*b))
        a++, b++;
    return *a == *b;
}

/* The new columns go to the units. */
static bp_status take_columns(struct work *w)
{
    bp_table *to = &w->units.table, *from = &w->joined.table;
    size_t n = (size_t)to->n_columns + (size_t)from->n_columns;
    for (int i = 0; i < from->n_columns; i++)
        for (int j = 0; j < to->n_columns; j++)
            if (is_same_name(from->columns[i].name, to->columns[j].name))
                return bp_context_fail(
                    w->call->context, BP_ERROR_INPUT,
                    "%s: has a column '%s' already; put another name in front of the new ones with "
                    "--name",
                    w->call->arguments[0], to->columns[j].name);
    bp_column *grown = (bp_column *)realloc(to->columns, n * sizeof *grown);
    if (!grown)
        return bp_context_fail_memory(w->call->context, n * sizeof *grown);
    to->columns = grown;
    memcpy(grown + to->n_columns, from->columns, (size_t)from->n_columns * sizeof *grown);
    to->n_columns += from->n_columns;
    from->n_columns = 0;
    return BP_OK;
}

/* The layer is called as the file without folder and extension. */
static bp_status write_units(struct work *w)
{
    const char *path = w->call->arguments[2], *name = path;
    if (w->is_geojson)
        return bp_layer_write_geojson(w->call->context, &w->units, w->out.work);
    for (const char *c = path; *c; c++)
        if (*c == '/' || *c == '\\')
            name = c + 1;
    char *layer = bp_text_format("%.*s", (int)(strrchr(name, '.') - name), name);
    bp_status status = layer ? bp_layer_write(w->call->context, &w->units, w->out.work, layer)
                             : bp_context_fail_memory(w->call->context, 0);
    free(layer);
    return status;
}

static bp_status write_weights(struct work *w)
{
    double metre = w->units.crs.metres_per_unit;
    if (!w->weights.work)
        return BP_OK;
    if (w->joined.report.kind != BP_JOIN_POLYGONS)
        return bp_context_fail(w->call->context, BP_ERROR_ARGUMENT,
                               "%s: holds %s; --weights goes with polygons", w->call->arguments[1],
                               bp_join_kind_name(w->joined.report.kind));
    return bp_join_write_weights(w->call->context, &w->joined, w->ids.text, metre * metre, w->weights.work);
}

static bp_status write_all(struct work *w)
{
    bp_progress_begin(w->call->progress, "write");
    bp_status status = take_columns(w);
    if (!status)
        status = write_weights(w);
    if (!status)
        status = write_units(w);
    if (!status && w->weights.work)
        status = bp_new_file_commit(w->call->context, &w->weights);
    return status ? status : bp_new_file_commit(w->call->context, &w->out);
}

static bp_status print(const struct work *w)
{
    const bp_call *call = w->call;
    bool quiet = bp_progress_quiet(call->progress);
    bp_progress_end(call->progress);
    for (size_t i = 0; !quiet && i < bp_context_warning_count(call->context); i++)
        bp_terminal_say("brandpunt: warning:", bp_context_warning_at(call->context, i)->text);
    if (!w->json && !quiet) {
        printf("%s: %s with %s\n", call->arguments[2], call->arguments[0], call->arguments[1]);
        bp_join_report_print(&w->joined.report);
    }
    if (!w->json)
        return BP_OK;
    json_t *root = bp_join_report_json(&w->joined.report);
    json_object_set_new(root, "units_file", json_string(call->arguments[0]));
    json_object_set_new(root, "with_file", json_string(call->arguments[1]));
    json_object_set_new(root, "output", json_string(call->arguments[2]));
    char *text = root ? json_dumps(root, JSON_INDENT(2) | JSON_REAL_PRECISION(15)) : NULL;
    json_decref(root);
    if (!text)
        return bp_context_fail_memory(call->context, 0);
    puts(text);
    free(text);
    return BP_OK;
}

static bp_status join(struct work *w)
{
    const bp_join_units units = {&w->units, w->population.value, w->population.valid};
    bp_progress_begin(w->call->progress, "join");
    return bp_join(w->call->context, &units, &w->asked.request, &w->joined);
}

static bp_status run(bp_call *call)
{
    struct work w = {.call = call, .asked = {.request = BP_JOIN_REQUEST_INIT}, .units = BP_LAYER_INIT};
    bp_status status = read_options(&w);
    if (!status)
        status = check_asked(&w);
    if (!status)
        status = begin_files(&w);
    bp_progress_begin(call->progress, "read units");
    if (!status)
        status = read_units(&w);
    if (!status)
        status = join(&w);
    if (!status)
        status = write_all(&w);
    if (!status)
        status = print(&w);
    bp_new_file_abandon(&w.weights);
    bp_new_file_abandon(&w.out);
    bp_joined_clear(&w.joined);
    bp_values_clear(&w.population);
    bp_unit_ids_clear(&w.ids);
    bp_layer_clear(&w.units);
    bp_join_call_clear(&w.asked);
    return status;
}

const bp_command bp_command_join = {
    .name = "join",
    .synopsis = "UNITS WITH OUT --count|--sum COL|... [options]",
    .summary = "values of points, lines, polygons or a raster as columns of units",
    .description = "Writes UNITS to OUT (.gpkg or .geojson) with columns made from WITH, and prints\n"
                   "what went in, what came out and what lies outside. What WITH holds decides what\n"
                   "can be asked of it: points are counted, summed or looked for, lines measured,\n"
                   "polygons interpolated, a raster (.tif, .asc, .img) gives zonal statistics.\n"
                   "Different coordinate systems are brought together; UNITS must be in metres.\n"
                   "Options with COL may be repeated. A value that is missing stays missing.\n\n"
                   "Examples:\n"
                   "  brandpunt join units.gpkg schools.gpkg out.gpkg --count --sum pupils\n"
                   "  brandpunt join units.gpkg shops.csv out.gpkg --x lon --y lat --crs EPSG:4326\n"
                   "      --count --nearest --within 1000 --per-1000 residents\n"
                   "  brandpunt join units.gpkg roads.gpkg out.gpkg --length --per-km2\n"
                   "  brandpunt join units.gpkg postcodes.gpkg out.gpkg --interpolate residents\n"
                   "      --extensive --population blocks.gpkg --population-column people\n"
                   "  brandpunt join units.gpkg noise.asc out.gpkg --crs EPSG:28992\n"
                   "      --zonal mean,max,above=65",
    .options = options,
    .n_options = (int)(sizeof options / sizeof *options),
    .least_arguments = 3,
    .most_arguments = 3,
    .run = run,
};
