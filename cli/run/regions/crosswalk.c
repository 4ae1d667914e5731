#include "cli/run/regions/crosswalk.h"

#include "cli/join/parts.h"
#include "cli/run/columns.h"
#include "cli/run/read/levels.h"
#include "cli/run/run.h"
#include "geo/read.h"
#include "geo/text.h"

#include <inttypes.h>
#include <stdlib.h>

/* Shares with three decimals, as tables have them, add up to 1 but for this. */
static const double sum_tolerance = 0.005;

void bp_run_crosswalk_clear(bp_run_crosswalk *crosswalk)
{
    bp_texts_free(crosswalk->code, crosswalk->links.n_from);
    bp_crosswalk_clear(&crosswalk->links);
    *crosswalk = (bp_run_crosswalk){BP_CROSSWALK_INIT, NULL, false, 0};
}

/* A table of weights while it is read. */
struct rows {
    bp_run *run;
    bp_table table;
    int code_from, code_to, weight, residents; /* columns; -1: none */
    int64_t *from, *to;
    double *shares, *sizes;
};

static void clear_rows(struct rows *rows)
{
    bp_table_clear(&rows->table);
    free(rows->from);
    free(rows->to);
    free(rows->shares);
    free(rows->sizes);
}

/* The column that `key` of the study names; -1 where it names none. */
static bp_status find_column(struct rows *rows, const char *key, const char *name, int *out)
{
    char path[64];
    int column = name ? bp_table_find(&rows->table, name) : -1;
    const char *nearest = name ? bp_table_nearest_name(&rows->table, name) : NULL;
    *out = column;
    if (!name || column >= 0)
        return BP_OK;
    snprintf(path, sizeof path, "crosswalk.%s", key);
    return bp_study_fail(rows->run->context, rows->run->study, BP_ERROR_INPUT, path,
                         "%s has no column '%s'%s%s%s", rows->table.source, name,
                         nearest ? "; nearest: '" : "", nearest ? nearest : "", nearest ? "'" : "");
}

static bp_status find_columns(struct rows *rows)
{
    const bp_study_crosswalk *asked = &rows->run->study->crosswalk;
    bp_status status = find_column(rows, "code_from", asked->code_from, &rows->code_from);
    if (!status)
        status = find_column(rows, "code_to", asked->code_to, &rows->code_to);
    if (!status)
        status = find_column(rows, "weight", asked->weight, &rows->weight);
    if (!status)
        status = find_column(rows, "residents", asked->residents, &rows->residents);
    if (!status && !asked->weight)
        rows->weight = bp_table_find(&rows->table, "weight");
    return status;
}

/* The old codes, numbered in their order. */
static bp_status number_codes(struct rows *rows)
{
    bp_run *run = rows->run;
    int64_t n = rows->table.n_rows;
    const bp_column *column = &rows->table.columns[rows->code_from];
    char **codes = (char **)calloc((size_t)n + 1, sizeof *codes);
    int32_t *number = (int32_t *)malloc((size_t)(n + 1) * sizeof *number), n_from = 0;
    bp_status status = codes && number ? BP_OK : bp_context_fail_memory(run->context, (size_t)n);
    for (int64_t k = 0; !status && k < n; k++) {
        codes[k] = bp_cell_text(column, k);
        if (!codes[k] || !codes[k][0])
            status =
                bp_context_fail(run->context, BP_ERROR_INPUT, "%s, row %" PRId64 ": the column '%s' is empty",
                                rows->table.source, k + 1, column->name);
    }
    if (!status)
        status = bp_run_number_codes(run->context, codes, n, number, &run->crosswalk.code, &n_from);
    for (int64_t k = 0; !status && k < n; k++)
        rows->from[k] = number[k];
    if (!status)
        run->crosswalk.links.n_from = n_from;
    bp_texts_free(codes, n);
    free(number);
    return status;
}

static bp_status join_units(struct rows *rows)
{
    bp_run *run = rows->run;
    bp_table ids = BP_TABLE_INIT;
    ids.n_rows = bp_run_n(run);
    ids.source = bp_text_copy("the units");
    bp_status status = ids.source
                           ? bp_table_add_text(run->context, &ids, "code", (const char *const *)run->units.id)
                           : bp_context_fail_memory(run->context, 0);
    if (!status)
        status = bp_key_join(run->context, &rows->table, rows->code_to, &ids, 0, rows->to, NULL);
    bp_table_clear(&ids);
    return status;
}

/* A column of numbers, none missing; 1 everywhere where there is none. */
static bp_status read_numbers(struct rows *rows, int column, double *out)
{
    bp_values values = BP_VALUES_INIT;
    for (int64_t k = 0; k < rows->table.n_rows; k++)
        out[k] = 1.0;
    if (column < 0)
        return BP_OK;
    bp_status status = bp_values_read(rows->run->context, &rows->table, column, NULL, 0, &values);
    for (int64_t k = 0; !status && k < rows->table.n_rows; k++) {
        out[k] = values.value[k];
        if (!bp_values_is_valid(&values, k))
            status = bp_context_fail(rows->run->context, BP_ERROR_INPUT,
                                     "%s, row %" PRId64 ": the column '%s' is empty", rows->table.source,
                                     k + 1, rows->table.columns[column].name);
    }
    bp_values_clear(&values);
    return status;
}

/* The residents of every old code, which all of its rows repeat. */
static bp_status read_sizes(struct rows *rows)
{
    bp_run *run = rows->run;
    int64_t n_from = run->crosswalk.links.n_from;
    if (rows->residents < 0)
        return BP_OK;
    double *by_row = (double *)malloc((size_t)(rows->table.n_rows + 1) * sizeof *by_row);
    int64_t *first = (int64_t *)malloc((size_t)(n_from + 1) * sizeof *first);
    rows->sizes = (double *)calloc((size_t)n_from + 1, sizeof *rows->sizes);
    bp_status status = by_row && first && rows->sizes ? read_numbers(rows, rows->residents, by_row)
                                                      : bp_context_fail_memory(run->context, (size_t)n_from);
    for (int64_t c = 0; !status && c < n_from; c++)
        first[c] = -1;
    for (int64_t k = 0; !status && k < rows->table.n_rows; k++) {
        int64_t code = rows->from[k];
        if (first[code] < 0) {
            first[code] = k;
            rows->sizes[code] = by_row[k];
        }
        if (by_row[k] < 0.0)
            status = bp_context_fail(run->context, BP_ERROR_INPUT,
                                     "%s, row %" PRId64 ": found %.15g residents, expected 0 or more",
                                     rows->table.source, k + 1, by_row[k]);
        else if (by_row[k] != rows->sizes[code])
            status = bp_context_fail(run->context, BP_ERROR_INPUT,
                                     "%s, rows %" PRId64 " and %" PRId64
                                     ": '%s' has %.15g residents, and %.15g; expected those of the whole "
                                     "old code on all its rows",
                                     rows->table.source, first[code] + 1, k + 1, run->crosswalk.code[code],
                                     rows->sizes[code], by_row[k]);
    }
    free(by_row);
    free(first);
    return status;
}

static bp_status word_fault(struct rows *rows, const bp_crosswalk_fault *fault)
{
    bp_context *context = rows->run->context;
    const char *source = rows->table.source, *old = rows->run->crosswalk.code[rows->from[fault->row]];
    int64_t row = fault->row + 1;
    if (fault->kind == BP_CROSSWALK_WEIGHT)
        return bp_context_fail(context, BP_ERROR_INPUT,
                               "%s, row %" PRId64
                               ": the weight of '%s' is %.15g, expected a share from 0 to 1",
                               source, row, old, rows->shares[fault->row]);
    if (fault->kind == BP_CROSSWALK_SUM)
        return bp_context_fail(context, BP_ERROR_INPUT,
                               "%s: the weights of '%s' (first in row %" PRId64
                               ") add up to %.6g, expected 1; a part that went nowhere needs a row of its "
                               "own",
                               source, old, row, fault->sum);
    char *unit = bp_cell_text(&rows->table.columns[rows->code_to], fault->row);
    const char *shown = unit ? unit : "";
    bp_status status =
        fault->kind == BP_CROSSWALK_TWICE
            ? bp_context_fail(context, BP_ERROR_INPUT,
                              "%s, rows %" PRId64 " and %" PRId64 ": '%s' to '%s' stands twice", source,
                              fault->other + 1, row, old, shown)
            : bp_context_fail(context, BP_ERROR_INPUT,
                              "%s, row %" PRId64
                              ": '%s' goes to '%s', which is no unit of this study, and to others that are",
                              source, row, old, shown);
    free(unit);
    return status;
}

static bp_status link_rows(struct rows *rows)
{
    bp_run *run = rows->run;
    const bp_crosswalk_rows input = {run->crosswalk.links.n_from,
                                     bp_run_n(run),
                                     rows->table.n_rows,
                                     rows->from,
                                     rows->to,
                                     rows->shares,
                                     rows->sizes};
    bp_crosswalk_fault fault = {BP_CROSSWALK_FINE, -1, -1, 0.0};
    bp_status status = bp_crosswalk_check(run->context, &input, sum_tolerance, &fault);
    if (!status && fault.kind != BP_CROSSWALK_FINE)
        status = word_fault(rows, &fault);
    return status ? status : bp_crosswalk_from_rows(run->context, &input, &run->crosswalk.links);
}

static bp_status from_table(bp_run *run)
{
    const bp_study_crosswalk *asked = &run->study->crosswalk;
    struct rows rows = {run, BP_TABLE_INIT, -1, -1, -1, -1, NULL, NULL, NULL, NULL};
    bp_read_options options = bp_study_read_options(asked->layer, &asked->request, NULL, 0);
    bp_status status = bp_table_read(run->context, asked->path, &options, &rows.table);
    bp_layer read = BP_LAYER_INIT;
    read.table = rows.table; /* lent, for its digest */
    if (!status)
        status = bp_run_add_source(run, "crosswalk", asked->source, asked->path, &read);
    status = bp_study_blame(run->context, run->study, status, "crosswalk.source");
    if (!status)
        status = find_columns(&rows);
    size_t n = (size_t)rows.table.n_rows + 1;
    if (!status) {
        rows.from = (int64_t *)malloc(n * sizeof *rows.from);
        rows.to = (int64_t *)malloc(n * sizeof *rows.to);
        rows.shares = (double *)malloc(n * sizeof *rows.shares);
        if (!rows.from || !rows.to || !rows.shares)
            status = bp_context_fail_memory(run->context, n * sizeof *rows.shares);
    }
    if (!status) {
        bp_status (*const parts[])(struct rows *) = {number_codes, join_units, read_sizes};
        status = read_numbers(&rows, rows.weight, rows.shares);
        for (size_t i = 0; !status && i < sizeof parts / sizeof *parts; i++)
            status = parts[i](&rows);
        if (!status)
            status = link_rows(&rows);
        status = bp_study_blame(run->context, run->study, status, "crosswalk");
    }
    clear_rows(&rows);
    return status;
}

/* Shares of old polygons in units by where people are; nothing where the study does not say. */
static bp_status weigh_people(bp_run *run, const bp_polygons *old, const bp_pieces *by_area, bp_pieces *out)
{
    const bp_study_crosswalk *asked = &run->study->crosswalk;
    const bp_study_join_population *people = &asked->population;
    if (!people->source)
        return BP_OK;
    const bp_join_units units = {&run->units.layer, run->units.population, run->units.population_known};
    bp_join_request request = BP_JOIN_REQUEST_INIT;
    bp_join_work work = {run->context, &units, &request, NULL};
    bp_layer none = BP_LAYER_INIT;
    request.source.shown = asked->source;
    request.population.source.path = people->path;
    request.population.source.shown = people->source;
    request.population.source.read.layer = people->layer;
    request.population.source.crs = people->crs;
    request.population.source.band = (int)people->band;
    request.population.column = people->column;
    bp_status status = bp_join_by_population(&work, old, by_area, out);
    if (!status)
        status = bp_run_add_source(run, "crosswalk population", people->source, people->path, &none);
    if (!status)
        run->inputs[run->n_inputs - 1].n_rows = -1;
    run->crosswalk.n_by_area = out->n_source_by_area;
    return bp_study_blame(run->context, run->study, status, "crosswalk.population");
}

static bp_status link_polygons(bp_run *run, const bp_polygons *old)
{
    const bp_overlay_options options = BP_OVERLAY_OPTIONS_INIT;
    bp_pieces by_area = BP_PIECES_INIT, by_people = BP_PIECES_INIT;
    double metre = run->units.layer.crs.metres_per_unit;
    double *areas = (double *)malloc((size_t)(bp_run_n(run) + 1) * sizeof *areas);
    if (!areas)
        return bp_context_fail_memory(run->context, (size_t)bp_run_n(run) * sizeof *areas);
    for (int64_t i = 0; i < bp_run_n(run); i++)
        areas[i] = run->units.area_m2[i] / (metre * metre);
    bp_status status =
        bp_pieces_by_area(run->context, old, &run->units.layer.polygons, &options, &by_area, NULL);
    if (!status)
        status = weigh_people(run, old, &by_area, &by_people);
    if (!status)
        status = bp_crosswalk_from_pieces(run->context, &by_area,
                                          run->study->crosswalk.population.source ? &by_people : NULL, areas,
                                          &run->crosswalk.links);
    if (!status)
        bp_crosswalk_settle(&run->crosswalk.links, run->study->crosswalk.least_share);
    bp_pieces_clear(&by_area);
    bp_pieces_clear(&by_people);
    free(areas);
    return status;
}

static bp_status from_layer(bp_run *run)
{
    const bp_study_crosswalk *asked = &run->study->crosswalk;
    bp_join_source source = BP_JOIN_SOURCE_INIT;
    bp_join_columns columns = {0, {NULL}};
    bp_join_report report = {0};
    bp_layer layer = BP_LAYER_INIT;
    source.path = asked->path;
    source.shown = asked->source;
    source.read = bp_study_read_options(asked->layer, &asked->request, NULL, 0);
    source.crs = asked->crs;
    bp_join_want(&columns, asked->id);
    bp_status status =
        bp_join_read_polygons(run->context, &source, &run->units.layer, &columns, &layer, &report);
    if (!status)
        status = bp_run_add_source(run, "crosswalk", asked->source, asked->path, &layer);
    status = bp_study_blame(run->context, run->study, status, "crosswalk.source");
    if (!status) {
        status = bp_key_check_unique(run->context, &layer.table, bp_table_find(&layer.table, asked->id));
        status = bp_study_blame(run->context, run->study, status, "crosswalk.id");
    }
    if (!status)
        status = link_polygons(run, &layer.polygons);
    if (!status) {
        const bp_column *column = &layer.table.columns[bp_table_find(&layer.table, asked->id)];
        run->crosswalk.code = (char **)calloc((size_t)layer.table.n_rows + 1, sizeof(char *));
        bool whole = run->crosswalk.code != NULL;
        for (int64_t k = 0; whole && k < layer.table.n_rows; k++)
            whole = (run->crosswalk.code[k] = bp_cell_text(column, k)) != NULL;
        if (!whole)
            status = bp_context_fail_memory(run->context, 0);
    }
    bp_layer_clear(&layer);
    free(report.crs);
    free(report.operation);
    return status;
}

bp_status bp_run_read_crosswalk(bp_run *run)
{
    const bp_study_crosswalk *asked = &run->study->crosswalk;
    if (!asked->source || bp_run_is_absent(run, asked->path))
        return BP_OK;
    bp_progress_begin(run->progress, "read crosswalk");
    return asked->id ? from_layer(run) : from_table(run);
}
