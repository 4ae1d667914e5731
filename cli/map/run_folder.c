#include "cli/map/run_folder.h"

#include "cli/record.h"
#include "geo/dissolve.h"
#include "geo/folder.h"
#include "geo/read.h"
#include "geo/text.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* Where the layers of a run are, by bp_theme_layer. */
static const struct {
    const char *file, *name;
} places[BP_MAP_LAYERS] = {
    {"units.gpkg", "units"},
    {"focus_areas.gpkg", "focus_areas"},
    {"focus_areas.gpkg", "adopted"},
    {"overlap.gpkg", "overlap"},
};

void bp_map_run_clear(bp_map_run *run)
{
    for (int l = 0; l < BP_MAP_LAYERS; l++) {
        bp_themes_clear(&run->layers[l].themes);
        bp_layer_clear(&run->layers[l].layer);
    }
    free(run->municipalities.of_unit);
    free(run->municipalities.code);
    free(run->municipalities.name);
    free(run->municipalities.residents);
    bp_polygons_clear(&run->municipalities.outline);
    free(run->sources);
    json_decref(run->record);
    *run = (bp_map_run){0};
}

/* Put whose figures an entry of the study has behind a list of them, once. */
static bool add_source(char **list, json_t *entry)
{
    const char *text = json_string_value(json_object_get(entry, "attribution"));
    json_int_t year = json_integer_value(json_object_get(entry, "year"));
    if (!text)
        return true;
    char *source = year ? bp_text_format("%s, %" PRId64, text, (int64_t)year) : bp_text_copy(text);
    if (source && !strstr(*list, source)) {
        char *longer = bp_text_format("%s%s%s", *list, **list ? "; " : "", source);
        free(*list);
        *list = longer;
    }
    bool is_whole = source && *list;
    free(source);
    return is_whole;
}

static bp_status list_sources(bp_context *context, bp_map_run *run, json_t *study, json_t *units)
{
    size_t i = 0;
    json_t *entry = NULL;
    run->sources = bp_text_copy("");
    bool is_whole = run->sources && add_source(&run->sources, units);
    json_array_foreach(json_object_get(study, "tables"), i, entry) is_whole =
        is_whole && add_source(&run->sources, entry);
    const char *file = json_string_value(json_object_get(units, "source"));
    if (is_whole && !run->sources[0] && file) {
        free(run->sources);
        run->sources = bp_text_copy(file);
        is_whole = run->sources != NULL;
    }
    return is_whole ? BP_OK : bp_context_fail_memory(context, 0);
}

static bp_status take_record(bp_context *context, bp_map_run *run)
{
    bp_status status = bp_record_read(context, run->directory, &run->record);
    if (status)
        return status;
    json_t *study = json_object_get(run->record, "study"), *units = json_object_get(study, "units"),
           *settings = json_object_get(run->record, "settings"), *score = json_object_get(settings, "score");
    const char *called = json_string_value(json_object_get(units, "called"));
    run->title = json_string_value(json_object_get(study, "title"));
    run->is_district = called && strcmp(called, "district") == 0;
    run->n_domains = (int64_t)json_array_size(json_object_get(score, "domains"));
    if (!run->title)
        return bp_record_fail(context, run->directory, "it has no `study.title`");
    if (json_unpack(settings, "{s:{s:F}}", "areas", "base", &run->base))
        return bp_record_fail(context, run->directory, "`settings.areas.base` is not there");
    return list_sources(context, run, study, units);
}

/* Some layers are written only where the study has what goes into them. */
static bool is_expected(const bp_map_run *run, bp_theme_layer kind, const char *path)
{
    if (kind == BP_THEME_ADOPTED)
        return json_is_object(json_object_get(run->record, "adopted"));
    return kind != BP_THEME_OVERLAP || bp_path_exists(path);
}

static bp_status check_layer(bp_context *context, const bp_map_run *run, int l)
{
    const bp_layer *layer = &run->layers[l].layer;
    if (layer->crs.metres_per_unit > 0.0)
        return BP_OK;
    return bp_context_fail(context, BP_ERROR_INPUT,
                           "%s/%s: layer '%s' is not in a projected CRS, as those of a run are; it was "
                           "changed: run the study again",
                           run->directory, places[l].file, places[l].name);
}

static bp_status read_layer(bp_context *context, bp_map_run *run, int l)
{
    bp_read_options options = BP_READ_OPTIONS_INIT;
    bp_map_layer *out = &run->layers[l];
    char *path = bp_path_join(run->directory, places[l].file);
    bp_status status = path ? BP_OK : bp_context_fail_memory(context, 0);
    options.layer = places[l].name;
    if (path && is_expected(run, (bp_theme_layer)l, path)) {
        if (!bp_path_exists(path))
            status =
                bp_context_fail(context, BP_ERROR_INPUT,
                                "%s: has no %s, in which a run keeps its layer '%s'; run the study again",
                                run->directory, places[l].file, places[l].name);
        if (!status)
            status = bp_layer_read(context, path, &options, &out->layer);
        if (!status)
            status = check_layer(context, run, l);
        out->is_there = !status;
    }
    free(path);
    return status;
}

static bp_status make_themes(bp_context *context, bp_map_run *run, int l)
{
    bp_theme_options options = BP_THEME_OPTIONS_INIT;
    options.layer = (bp_theme_layer)l;
    options.base = run->base;
    options.n_domains = run->n_domains;
    options.words = run->words;
    return bp_themes_make(context, &run->layers[l].layer.table, &options, &run->layers[l].themes);
}

static int by_code(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static int32_t find_code(const bp_map_municipalities *all, const char *code)
{
    const char **found = (const char **)bsearch((const void *)&code, (const void *)all->code, (size_t)all->n,
                                                sizeof *all->code, by_code);
    return found ? (int32_t)(found - all->code) : -1;
}

static void list_codes(const bp_column *code, int64_t n, bp_map_municipalities *out)
{
    int32_t m = 0, kept = 0;
    for (int64_t i = 0; i < n; i++) {
        const char *text = bp_column_text_at(code, i);
        if (text && (m == 0 || strcmp(out->code[m - 1], text) != 0))
            out->code[m++] = text;
    }
    qsort((void *)out->code, (size_t)m, sizeof *out->code, by_code);
    for (int32_t k = 0; k < m; k++)
        if (kept == 0 || strcmp(out->code[kept - 1], out->code[k]) != 0)
            out->code[kept++] = out->code[k];
    out->n = kept;
}

static bp_status take_municipalities(bp_context *context, bp_map_run *run)
{
    bp_map_municipalities *out = &run->municipalities;
    int64_t n = run->layers[BP_THEME_UNITS].layer.table.n_rows;
    const bp_column *code = bp_map_run_column(run, BP_THEME_UNITS, "municipality", BP_COLUMN_TEXT);
    out->of_unit = (int32_t *)malloc((size_t)(n + 1) * sizeof *out->of_unit);
    out->code = (const char **)calloc((size_t)n + 1, sizeof *out->code);
    out->name = (const char **)calloc((size_t)n + 1, sizeof *out->name);
    out->residents = (double *)calloc((size_t)n + 1, sizeof *out->residents);
    if (!out->of_unit || !out->code || !out->name || !out->residents)
        return bp_context_fail_memory(context, (size_t)n * sizeof *out->code);
    if (code)
        list_codes(code, n, out);
    for (int64_t i = 0; i < n; i++) {
        const char *text = code ? bp_column_text_at(code, i) : NULL;
        double residents = 0.0;
        out->of_unit[i] = text ? find_code(out, text) : -1;
        if (!text)
            continue;
        if (bp_map_run_number(run, BP_THEME_UNITS, "population", i, &residents))
            out->residents[out->of_unit[i]] += residents;
        if (!out->name[out->of_unit[i]])
            out->name[out->of_unit[i]] = bp_map_run_text(run, BP_THEME_UNITS, "municipality_name", i);
    }
    bp_dissolve_report report = BP_DISSOLVE_REPORT_INIT; /* overlaps were told by the run */
    return bp_polygons_dissolve_report(context, &run->layers[BP_THEME_UNITS].layer.polygons, out->of_unit,
                                       out->n, &out->outline, &report);
}

bp_status bp_map_run_read(bp_context *context, const char *directory, const bp_words *words, bp_map_run *out)
{
    out->directory = directory;
    out->words = words;
    bp_status status = take_record(context, out);
    for (int l = 0; !status && l < BP_MAP_LAYERS; l++)
        status = read_layer(context, out, l);
    for (int l = 0; !status && l < BP_MAP_LAYERS; l++)
        if (out->layers[l].is_there)
            status = make_themes(context, out, l);
    return status ? status : take_municipalities(context, out);
}

const bp_column *bp_map_run_column(const bp_map_run *run, bp_theme_layer layer, const char *name,
                                   bp_column_type type)
{
    const bp_table *table = &run->layers[layer].layer.table;
    int at = bp_table_find(table, name);
    return at >= 0 && table->columns[at].type == type ? &table->columns[at] : NULL;
}

const char *bp_map_run_text(const bp_map_run *run, bp_theme_layer layer, const char *column, int64_t row)
{
    const bp_column *found = bp_map_run_column(run, layer, column, BP_COLUMN_TEXT);
    return found ? bp_column_text_at(found, row) : NULL;
}

bool bp_map_run_number(const bp_map_run *run, bp_theme_layer layer, const char *column, int64_t row,
                       double *out)
{
    const bp_table *table = &run->layers[layer].layer.table;
    int at = bp_table_find(table, column);
    if (at < 0 || table->columns[at].type == BP_COLUMN_TEXT || !bp_column_is_valid(&table->columns[at], row))
        return false;
    *out = table->columns[at].type == BP_COLUMN_REAL ? table->columns[at].real[row]
                                                     : (double)table->columns[at].integer[row];
    return true;
}
