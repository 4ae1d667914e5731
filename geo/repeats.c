#include "geo/repeats.h"

#include "geo/dissolve.h"
#include "geo/number_private.h"
#include "geo/place_private.h"
#include "geo/repair.h"
#include "geo/text.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* A row with its code, trimmed; NULL where the code is missing. */
struct coded_row {
    char *code;
    int64_t row;
};

/* The rows of a layer by code, and what becomes of them. */
struct repeats {
    bp_layer *layer;
    int column;
    struct coded_row *rows; /**< rows[n], by code, then by row */
    int64_t *first_row;     /**< first_row[n]: the first row that has the code of the row */
    int64_t n_kept;
    bp_repeats_report report;
};

void bp_repeats_report_clear(bp_repeats_report *report)
{
    free(report->first_code);
    *report = (bp_repeats_report)BP_REPEATS_REPORT_INIT;
}

/* The value of a cell as text, to free(); NULL when it is missing or memory runs out. */
static char *copy_cell(const bp_column *column, int64_t row)
{
    char number[40];
    if (!bp_column_is_valid(column, row))
        return NULL;
    if (column->type == BP_COLUMN_TEXT)
        return bp_text_copy(bp_column_text_at(column, row));
    if (column->type == BP_COLUMN_INTEGER)
        return bp_text_format("%" PRId64, column->integer[row]);
    bp_number_format(column->real[row], number);
    return bp_text_copy(number);
}

static int by_code(const void *a, const void *b)
{
    const struct coded_row *ra = (const struct coded_row *)a, *rb = (const struct coded_row *)b;
    int order = !ra->code || !rb->code ? !ra->code - !rb->code : strcmp(ra->code, rb->code);
    return order ? order : (ra->row > rb->row) - (ra->row < rb->row);
}

static bp_status list_rows(bp_context *context, struct repeats *repeats)
{
    const bp_column *column = &repeats->layer->table.columns[repeats->column];
    for (int64_t i = 0; i < repeats->layer->table.n_rows; i++) {
        char *text = copy_cell(column, i);
        size_t n = 0;
        if (!text && bp_column_is_valid(column, i))
            return bp_context_fail_memory(context, 0);
        const char *start = text ? bp_trim(text, strlen(text), &n) : NULL;
        repeats->rows[i] = (struct coded_row){n > 0 ? bp_text_format("%.*s", (int)n, start) : NULL, i};
        free(text);
        if (n > 0 && !repeats->rows[i].code)
            return bp_context_fail_memory(context, n);
    }
    qsort(repeats->rows, (size_t)repeats->layer->table.n_rows, sizeof *repeats->rows, by_code);
    return BP_OK;
}

/* For every row the first that has its code; what the report says of them. */
static bp_status find_repeats(bp_context *context, struct repeats *repeats)
{
    int64_t n = repeats->layer->table.n_rows;
    const struct coded_row *rows = repeats->rows;
    bp_repeats_report *report = &repeats->report;
    for (int64_t i = 0, end; i < n; i = end) {
        for (end = i + 1;
             end < n && rows[i].code && rows[end].code && strcmp(rows[i].code, rows[end].code) == 0;)
            end++;
        for (int64_t k = i; k < end; k++)
            repeats->first_row[rows[k].row] = rows[i].row;
        repeats->n_kept++;
        if (end - i == 1)
            continue;
        report->n_rows += end - i;
        if (report->n_codes++ == 0) {
            report->first_rows = end - i;
            report->first_code = bp_text_copy(rows[i].code);
            if (!report->first_code)
                return bp_context_fail_memory(context, 0);
        }
    }
    return BP_OK;
}

static bp_status fail_difference(bp_context *context, const struct repeats *repeats, int column, int64_t row)
{
    char place[BP_PLACE_BYTES];
    const bp_table *table = &repeats->layer->table;
    int64_t first = repeats->first_row[row];
    char *code = copy_cell(&table->columns[repeats->column], row);
    char *a = copy_cell(&table->columns[column], first), *b = copy_cell(&table->columns[column], row);
    bp_place(table, column, place);
    bp_status status =
        bp_context_fail(context, BP_ERROR_INPUT,
                        "%s: the rows of '%s' cannot be dissolved: row %" PRId64 " has %s, row %" PRId64
                        " has %s; make them the same, or sum them up in the file",
                        place, code ? code : "", first + 1, a ? a : "no value", row + 1, b ? b : "no value");
    free(code);
    free(a);
    free(b);
    return status;
}

static bool cells_agree(const bp_column *column, int64_t a, int64_t b)
{
    bool has_a = bp_column_is_valid(column, a), has_b = bp_column_is_valid(column, b);
    if (!has_a || !has_b)
        return has_a == has_b;
    if (column->type == BP_COLUMN_TEXT)
        return strcmp(bp_column_text_at(column, a), bp_column_text_at(column, b)) == 0;
    return column->type == BP_COLUMN_REAL ? column->real[a] == column->real[b]
                                          : column->integer[a] == column->integer[b];
}

static bp_status check_columns(bp_context *context, const struct repeats *repeats)
{
    const bp_table *table = &repeats->layer->table;
    for (int64_t i = 0; i < table->n_rows; i++)
        for (int c = 0; repeats->first_row[i] != i && c < table->n_columns; c++)
            if (c != repeats->column && !cells_agree(&table->columns[c], repeats->first_row[i], i))
                return fail_difference(context, repeats, c, i);
    return BP_OK;
}

static double sum_areas(const bp_polygons *polygons, double *area)
{
    double sum = 0.0;
    bp_polygons_area(polygons, area);
    for (int64_t u = 0; u < polygons->n_units; u++)
        sum += area[u];
    return sum;
}

/*
 * The unions of the rows of each code that repeats, in the order of their first rows. taken[n_rows] are the
 * rows concerned, group[n_rows] the number of the union that each goes into.
 */
static bp_status unite(bp_context *context, struct repeats *repeats, const int64_t *taken,
                       const int32_t *group, bp_polygons *out)
{
    bp_repeats_report *report = &repeats->report;
    bp_polygons concerned = BP_POLYGONS_INIT;
    bp_repair_report repair = BP_REPAIR_REPORT_INIT;
    bp_dissolve_report dissolved = BP_DISSOLVE_REPORT_INIT;
    double *area = (double *)malloc((size_t)report->n_rows * sizeof *area);
    bp_status status = area ? BP_OK : bp_context_fail_memory(context, 0);
    if (!status)
        status = bp_polygons_take(context, &repeats->layer->polygons, taken, report->n_rows, &concerned);
    if (!status)
        status = bp_polygons_repair(context, &concerned, &repair);
    if (!status)
        status = bp_polygons_dissolve_report(context, &concerned, group, (int32_t)report->n_codes, out,
                                             &dissolved);
    if (!status) {
        report->n_mended = repair.n_mended;
        report->n_holes = repair.n_holes;
        report->n_overlapping = dissolved.n_overlapping;
        report->area_overlapped = sum_areas(&concerned, area);
        report->area_overlapped -= sum_areas(out, area);
    }
    bp_repair_report_clear(&repair);
    bp_polygons_clear(&concerned);
    free(area);
    return status;
}

/* The rows that stay, each with its own geometry or the union that it now stands for. */
static bp_status rebuild(bp_context *context, const struct repeats *repeats, const int64_t *kept,
                         const int32_t *union_of, const bp_polygons *unions, bp_layer *out)
{
    bp_status status = bp_table_take(context, &repeats->layer->table, kept, repeats->n_kept, &out->table);
    for (int64_t i = 0; !status && i < repeats->n_kept; i++)
        status = union_of[kept[i]] < 0
                     ? bp_polygons_add_unit(context, &out->polygons, &repeats->layer->polygons, kept[i])
                     : bp_polygons_add_unit(context, &out->polygons, unions, union_of[kept[i]]);
    return status;
}

/* Bring the rows together and put the result in the layer's place. */
static bp_status merge(bp_context *context, struct repeats *repeats)
{
    bp_layer *layer = repeats->layer, made = BP_LAYER_INIT;
    bp_polygons unions = BP_POLYGONS_INIT;
    int64_t n = layer->table.n_rows, n_taken = 0, n_kept = 0;
    int32_t n_unions = 0;
    int64_t *taken = (int64_t *)calloc(2 * (size_t)n, sizeof *taken), *kept = taken ? taken + n : NULL;
    int32_t *union_of = (int32_t *)calloc(2 * (size_t)n, sizeof *union_of),
            *group = union_of ? union_of + n : NULL;
    uint8_t *repeated = (uint8_t *)calloc((size_t)n, 1);
    bp_status status = taken && union_of && repeated ? BP_OK : bp_context_fail_memory(context, 0);
    for (int64_t i = 0; !status && i < n; i++)
        repeated[repeats->first_row[i]] |= repeats->first_row[i] != i;
    for (int64_t i = 0; !status && i < n; i++) {
        int64_t first = repeats->first_row[i];
        union_of[i] = -1;
        if (first == i) {
            kept[n_kept++] = i;
            union_of[i] = repeated[i] ? n_unions++ : -1;
        }
        if (repeated[first]) {
            group[n_taken] = union_of[first];
            taken[n_taken++] = i;
        }
    }
    if (!status)
        status = unite(context, repeats, taken, group, &unions);
    if (!status)
        status = rebuild(context, repeats, kept, union_of, &unions, &made);
    if (!status) {
        bp_table_clear(&layer->table);
        bp_polygons_clear(&layer->polygons);
        layer->table = made.table;
        layer->polygons = made.polygons;
        made = (bp_layer)BP_LAYER_INIT;
    }
    bp_layer_clear(&made);
    bp_polygons_clear(&unions);
    free(taken);
    free(union_of);
    free(repeated);
    return status;
}

bp_status bp_layer_dissolve_repeats(bp_context *context, bp_layer *layer, int column, bp_repeats_report *out)
{
    int64_t n = layer->table.n_rows;
    struct repeats repeats = {layer, column, NULL, NULL, 0, BP_REPEATS_REPORT_INIT};
    repeats.rows = (struct coded_row *)calloc((size_t)n + 1, sizeof *repeats.rows);
    repeats.first_row = (int64_t *)malloc(((size_t)n + 1) * sizeof *repeats.first_row);
    bp_status status = repeats.rows && repeats.first_row ? BP_OK : bp_context_fail_memory(context, 0);
    if (!status)
        status = list_rows(context, &repeats);
    if (!status)
        status = find_repeats(context, &repeats);
    if (!status && repeats.report.n_codes > 0)
        status = check_columns(context, &repeats);
    if (!status && repeats.report.n_codes > 0)
        status = merge(context, &repeats);
    for (int64_t i = 0; repeats.rows && i < n; i++)
        free(repeats.rows[i].code);
    free(repeats.rows);
    free(repeats.first_row);
    if (status)
        bp_repeats_report_clear(&repeats.report);
    else
        *out = repeats.report;
    return status;
}
