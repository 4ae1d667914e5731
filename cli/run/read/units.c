/* Reading the units: ids, names, residents, municipality, geometry in the working CRS. */
#include "cli/run/columns.h"
#include "cli/run/read/column_values.h"
#include "cli/run/read/crs_operations.h"
#include "cli/run/read/ground.h"
#include "cli/run/read/table.h"
#include "cli/run/read/wanted.h"
#include "cli/run/run.h"

#include "geo/bitmap.h"
#include "geo/read.h"
#include "geo/repeats.h"
#include "geo/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Every column that the study names, so that one that is not there is reported where it is written. */
static bp_status want_columns(bp_run *run, bp_wanted *wanted)
{
    const bp_study_units *units = &run->study->units;
    const char *own_population = units->population_table < 0 ? units->population_column : NULL;
    const char *const columns[] = {units->id,
                                   units->name,
                                   own_population,
                                   units->municipality.column,
                                   units->municipality.name,
                                   run->study->size_classes.column};
    const char *const paths[] = {"units.id",
                                 "units.name",
                                 "units.population",
                                 "units.municipality.column",
                                 "units.municipality.name",
                                 "size_classes.column"};
    bp_status status = BP_OK;
    for (size_t i = 0; !status && i < sizeof columns / sizeof *columns; i++)
        status = bp_wanted_add(run->context, wanted, columns[i], paths[i]);
    for (int l = 0; !status && l < units->n_levels; l++) {
        char path[96];
        snprintf(path, sizeof path, "units.levels.%s", units->levels[l].name);
        status = bp_wanted_add(run->context, wanted, units->levels[l].column, path);
    }
    return status ? status : bp_wanted_add_indicators(run->context, wanted, run->study, -1);
}

static bp_status read_layer(bp_run *run, bp_layer *out)
{
    const bp_study_units *units = &run->study->units;
    bp_wanted wanted = BP_WANTED_INIT;
    bp_status status = want_columns(run, &wanted);
    if (!status) {
        bp_read_options options =
            bp_study_read_options(units->layer, &units->request, wanted.columns, wanted.n);
        options.encoding = units->notation.encoding;
        options.aliases = &run->aliases;
        status = bp_layer_read(run->context, units->path, &options, out);
        status = bp_wanted_blame(run->context, &wanted, run->study, status, "units.source");
    }
    bp_wanted_clear(&wanted);
    return status ? status : bp_run_note_renamed(run, "units", &out->table);
}

/* The CRS that everything is brought to: output.crs, else that of the units. */
static bp_status choose_crs(bp_run *run, const bp_layer *layer, bp_crs *out)
{
    const bp_study *study = run->study;
    bp_crs crs = BP_CRS_INIT;
    bp_status status = study->output.crs ? bp_ground_parse_crs(run->context, study->output.crs, &crs)
                                         : bp_crs_copy(run->context, &layer->crs, &crs);
    status = bp_study_blame(run->context, study, status, "output.crs");
    if (!status && crs.is_geographic) {
        status = bp_study_fail(
            run->context, study, BP_ERROR_INPUT, study->output.crs ? "output.crs" : "units.source",
            "%s is in degrees, and areas and borders need metres; name a projected CRS under "
            "output: {crs: ...}, EPSG:28992 for the Netherlands or EPSG:3035 for Europe",
            crs.name);
        bp_crs_clear(&crs);
    }
    if (!status)
        *out = crs;
    return status;
}

static bp_status settle_crs(bp_run *run, bp_layer *layer)
{
    bp_crs working = BP_CRS_INIT;
    bp_status status = bp_ground_state_crs(run->context, layer, run->study->units.crs);
    status = bp_study_blame(run->context, run->study, status, "units.crs");
    if (!status) {
        status = bp_ground_check_layer(run->context, layer, run->study->units.crs);
        status = bp_study_blame(run->context, run->study, status, "units.source");
    }
    if (!status)
        status = choose_crs(run, layer, &working);
    if (!status)
        status = bp_run_transform(run, "units", layer, &working);
    if (!status)
        status = bp_ground_check_scale(run->context, layer);
    bp_crs_clear(&working);
    return status;
}

static bp_status check_column(bp_run *run, const bp_table *table, const char *column, char *const *missing,
                              int n_missing, bp_values_kind kind, const char *path)
{
    bp_values values = BP_VALUES_INIT;
    bp_values_options options = BP_VALUES_OPTIONS_INIT;
    options.thousands = run->study->units.notation.thousands;
    options.marks = run->study->units.notation.marks;
    options.missing = (bp_missing_codes){(const char *const *)missing, n_missing};
    options.kind = kind;
    bp_status status =
        bp_values_read_by(run->context, table, bp_table_find(table, column), &options, &values);
    bp_values_clear(&values);
    return bp_study_blame(run->context, run->study, status, path);
}

/* Texts that are no numbers are found here, while the rows still stand as in the file and can be named by
 * number. */
static bp_status check_numbers(bp_run *run, const bp_table *table)
{
    const bp_study *study = run->study;
    const bp_study_units *units = &study->units;
    bp_status status = BP_OK;
    if (units->population_table < 0)
        status = check_column(run, table, units->population_column, units->missing, units->n_missing,
                              BP_VALUES_COUNTS, "units.population");
    run->units.unreadable = (uint8_t *)calloc(bp_bitmap_bytes(study->n_indicators), 1);
    if (!run->units.unreadable)
        return bp_context_fail_memory(run->context, 0);
    for (int k = 0; !status && k < study->n_indicators; k++) {
        const bp_study_indicator *asked = &study->indicators[k];
        char path[64];
        snprintf(path, sizeof path, "indicators[%d].from", k);
        if (asked->table < 0)
            status = check_column(run, table, asked->column, asked->missing, asked->n_missing, BP_VALUES_ANY,
                                  path);
        snprintf(path, sizeof path, "indicators[%d].denominator", k);
        if (!status && asked->denominator.column && asked->denominator.table < 0)
            status = check_column(run, table, asked->denominator.column, units->missing, units->n_missing,
                                  BP_VALUES_ANY, path);
        if (status)
            bp_bitmap_set(run->units.unreadable, k);
        status = bp_context_settle(run->context, status);
    }
    return status;
}

typedef struct keyed_row {
    char *id;
    int64_t row;
} keyed_row;

static int by_id(const void *a, const void *b)
{
    return strcmp(((const keyed_row *)a)->id, ((const keyed_row *)b)->id);
}

/* The rows of the layer in that order. They mostly stand in it already, and then nothing is copied. */
static bp_status take_rows(bp_run *run, bp_layer *read, const int64_t *order)
{
    bp_layer *out = &run->units.layer;
    int64_t n = read->table.n_rows, in_place = 0;
    while (in_place < n && order[in_place] == in_place)
        in_place++;
    if (in_place == n) {
        *out = *read;
        *read = (bp_layer)BP_LAYER_INIT;
        return BP_OK;
    }
    bp_status status = bp_table_take(run->context, &read->table, order, n, &out->table);
    if (!status)
        status = bp_polygons_take(run->context, &read->polygons, order, n, &out->polygons);
    return status ? status : bp_crs_copy(run->context, &read->crs, &out->crs);
}

/* Put the rows in the order of their ids, so that no result depends on the order in a file. */
static bp_status sort_units(bp_run *run, bp_layer *read)
{
    bp_run_units *units = &run->units;
    bp_status status = BP_OK;
    int64_t n = read->table.n_rows, *order = NULL;
    const bp_column *id = &read->table.columns[bp_table_find(&read->table, run->study->units.id)];
    keyed_row *rows = (keyed_row *)calloc((size_t)n + 1, sizeof *rows);
    order = (int64_t *)malloc((size_t)(n + 1) * sizeof *order);
    units->id = (char **)calloc((size_t)n + 1, sizeof *units->id);
    if (!rows || !order || !units->id) {
        status = bp_context_fail_memory(run->context, (size_t)n * sizeof *rows);
        goto done;
    }
    for (int64_t i = 0; i < n; i++) {
        rows[i] = (keyed_row){bp_cell_text(id, i), i};
        if (!rows[i].id) {
            status = bp_context_fail_memory(run->context, 0);
            goto done;
        }
    }
    int64_t in_order = 1;
    while (in_order < n && by_id(&rows[in_order - 1], &rows[in_order]) <= 0)
        in_order++;
    if (in_order < n)
        qsort(rows, (size_t)n, sizeof *rows, by_id);
    for (int64_t i = 0; i < n; i++) {
        order[i] = rows[i].row;
        units->id[i] = rows[i].id;
        rows[i].id = NULL;
    }
    status = take_rows(run, read, order);
done:
    for (int64_t i = 0; rows && i < n; i++)
        free(rows[i].id);
    free(rows);
    free(order);
    return status;
}

static const bp_column *column_of(const bp_run *run, const char *name)
{
    int i = name ? bp_table_find(&run->units.layer.table, name) : -1;
    return i < 0 ? NULL : &run->units.layer.table.columns[i];
}

static bp_status take_names(bp_run *run)
{
    int64_t n = bp_run_n(run);
    const bp_column *column = column_of(run, run->study->units.name);
    run->units.name = (char **)calloc((size_t)n + 1, sizeof *run->units.name);
    if (!run->units.name)
        return bp_context_fail_memory(run->context, (size_t)n * sizeof(char *));
    for (int64_t i = 0; i < n; i++) {
        run->units.name[i] = column ? bp_cell_text(column, i) : NULL;
        if (!run->units.name[i])
            run->units.name[i] = bp_text_copy(run->units.id[i]);
        if (!run->units.name[i])
            return bp_context_fail_memory(run->context, 0);
    }
    return BP_OK;
}

static bp_status take_own_population(bp_run *run)
{
    const bp_study_units *asked = &run->study->units;
    const bp_run_source source = {
        &run->units.layer.table,  NULL,
        asked->population_column, {(const char *const *)asked->missing, asked->n_missing},
        &asked->notation,         "units.population",
        BP_VALUES_COUNTS};
    return bp_run_take_population(run, &source);
}

/* "A (1.5 km2 before, 1.2 after), B (...)": the units of which repair changed the area most. */
static char *list_worst(const bp_run *run, double km2)
{
    const bp_repair_report *report = &run->units.repair;
    char *list = NULL;
    for (int i = 0; i < report->n_worst; i++) {
        const bp_repair_change *change = &report->worst[i];
        char *longer =
            bp_text_format("%s%s%s (%.6f before, %.6f after)", list ? list : "", list ? ", " : "",
                           run->units.id[change->unit], change->area_before * km2, change->area_after * km2);
        free(list);
        list = longer;
    }
    return list;
}

static void warn_repaired(bp_run *run, double km2)
{
    const bp_repair_report *report = &run->units.repair;
    char *worst = list_worst(run, km2);
    if (report->n_mended > 0)
        bp_context_warn(run->context, "geometry_repaired",
                        "the invalid geometry of %" PRId64 " of %" PRId64
                        " units was repaired (%.6f km2 before, %.6f after); the first is %s: %s%s%s",
                        report->n_mended, bp_run_n(run), report->area_before * km2, report->area_after * km2,
                        run->units.id[report->first_unit],
                        report->first_reason ? report->first_reason : "no reason given",
                        worst ? "; most changed in km2: " : "", worst ? worst : "");
    if (report->n_holes > 0)
        bp_context_warn(run->context, "parts_as_holes",
                        "%" PRId64
                        " part%s of units inside another part of the same unit %s taken as a hole in "
                        "it; the first unit is %s",
                        report->n_holes, report->n_holes == 1 ? "" : "s",
                        report->n_holes == 1 ? "was" : "were", run->units.id[report->first_holes_unit]);
    if (report->n_empty > 0)
        bp_context_warn(run->context, "geometry_empty",
                        "%" PRId64
                        " %s no geometry: ranked, without neighbours and without a place on the map",
                        report->n_empty, report->n_empty == 1 ? "unit has" : "units have");
    free(worst);
}

static bp_status repair(bp_run *run)
{
    bp_run_units *units = &run->units;
    int64_t n = bp_run_n(run);
    bp_status status = bp_polygons_repair(run->context, &units->layer.polygons, &units->repair);
    if (status)
        return status;
    units->area_m2 = (double *)calloc((size_t)n + 1, sizeof *units->area_m2);
    if (!units->area_m2)
        return bp_context_fail_memory(run->context, (size_t)n * sizeof(double));
    bp_polygons_area(&units->layer.polygons, units->area_m2);
    double square = units->layer.crs.metres_per_unit * units->layer.crs.metres_per_unit;
    for (int64_t i = 0; i < n; i++)
        units->area_m2[i] *= square;
    warn_repaired(run, square * 1e-6);
    return BP_OK;
}

/* The rows of a code as one unit, where the study asks for it. */
static bp_status dissolve_repeats(bp_run *run, bp_layer *layer)
{
    bp_repeats_report report = BP_REPEATS_REPORT_INIT;
    bp_status status = bp_layer_dissolve_repeats(run->context, layer,
                                                 bp_table_find(&layer->table, run->study->units.id), &report);
    status = bp_study_blame(run->context, run->study, status, "units.repeats");
    if (!status && report.n_codes > 0)
        bp_context_warn(run->context, "repeats_dissolved",
                        "%" PRId64 " code%s on several rows, %" PRId64
                        " in all, dissolved into one unit each; the first is %s, on %" PRId64 " rows",
                        report.n_codes, report.n_codes == 1 ? " stands" : "s stand", report.n_rows,
                        report.first_code, report.first_rows);
    if (!status && report.n_mended > 0)
        bp_context_warn(run->context, "geometry_repaired",
                        "%" PRId64
                        " of the rows that were dissolved had an invalid geometry and were repaired",
                        report.n_mended);
    if (!status && report.n_holes > 0)
        bp_context_warn(run->context, "parts_as_holes",
                        "%" PRId64 " parts inside another part of the same row were taken as holes in it",
                        report.n_holes);
    if (!status && report.n_overlapping > 0)
        bp_context_warn(run->context, "repeats_overlap",
                        "rows of %" PRId64 " of the codes that were dissolved overlap each other; what they "
                        "share counts once",
                        report.n_overlapping);
    bp_repeats_report_clear(&report);
    return status;
}

static bp_status check_ids(bp_run *run, const bp_table *table)
{
    bp_status status = bp_key_check_unique(run->context, table, bp_table_find(table, run->study->units.id));
    return bp_study_blame(run->context, run->study, status, "units.id");
}

bp_status bp_run_read_units(bp_run *run)
{
    const bp_study_units *asked = &run->study->units;
    bp_layer read = BP_LAYER_INIT;
    if (bp_run_is_absent(run, asked->path))
        return BP_OK;
    bp_progress_begin(run->progress, "read units");
    bp_status status = read_layer(run, &read);
    if (!status)
        status = bp_run_add_source(run, "units", asked->source, asked->path, &read);
    if (!status && asked->repeats == BP_STUDY_REPEATS_DISSOLVE)
        status = dissolve_repeats(run, &read);
    if (!status)
        status = check_ids(run, &read.table);
    if (!status)
        status = check_numbers(run, &read.table);
    if (!status)
        status = settle_crs(run, &read);
    if (!status)
        status = sort_units(run, &read);
    bp_layer_clear(&read);
    if (!status)
        status = bp_run_note_geojson(run);
    if (!status)
        status = take_names(run);
    if (!status && run->study->units.population_table < 0)
        status = bp_context_settle(run->context, take_own_population(run));
    if (!status)
        status = bp_context_settle(run->context, bp_run_take_municipalities(run));
    if (status)
        return status;
    bp_progress_count(run->progress, bp_run_n(run), "units");
    bp_progress_begin(run->progress, "check geometry");
    bp_progress_count(run->progress, bp_run_n(run), "units");
    status = repair(run);
    if (!status)
        status = bp_context_settle(run->context, bp_run_measure_topology(run));
    run->units.are_read = !status;
    return status;
}
