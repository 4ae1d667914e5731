#include "cli/run/read/column_values.h"

#include "cli/missing_codes.h"
#include "cli/run/read/odd_values.h"
#include "geo/bitmap.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

void bp_run_values_clear(bp_run_values *values)
{
    for (int64_t c = 0; c < values->n_codes; c++)
        free(values->codes[c].code);
    free(values->codes);
    free(values->value);
    free(values->valid);
    free(values->level_of);
    free(values->raw);
    *values = (bp_run_values){0};
}

static bp_status refuse_codes(bp_run *run, const bp_run_source *source, const bp_values *values)
{
    char text[BP_CODES_BYTES], list[BP_CODES_MOST * 24] = "";
    size_t end = 0;
    const bp_codes_found found = bp_codes_find(values);
    if (found.n == 0)
        return BP_OK;
    for (int c = 0; c < found.n; c++)
        end += (size_t)snprintf(list + end, sizeof list - end, "%s\"%.0f\"", c ? ", " : "", found.code[c]);
    return bp_study_fail(run->context, run->study, BP_ERROR_INPUT, source->yaml_path,
                         "%s, column '%s': found %s; say so with missing: [%s]", source->table->source,
                         source->column, bp_codes_describe(&found, text), list);
}

/* Bitmap of the table's rows that belong to units; NULL when memory ran out. */
static uint8_t *mark_rows(const bp_run *run, const bp_run_source *source)
{
    uint8_t *wanted = (uint8_t *)calloc(bp_bitmap_bytes(source->table->n_rows), 1);
    for (int64_t i = 0; wanted && i < bp_run_n(run); i++)
        if (source->row_of[i] >= 0)
            bp_bitmap_set(wanted, source->row_of[i]);
    return wanted;
}

/* From rows of the table to units. The counts of missing codes move over: they are of units' rows alone. */
static bp_status spread(bp_run *run, const bp_run_source *source, bp_values *values, bp_run_values *out)
{
    int64_t n = bp_run_n(run);
    out->value = (double *)calloc((size_t)n + 1, sizeof *out->value);
    out->valid = (uint8_t *)calloc(bp_bitmap_bytes(n), 1);
    if (!out->value || !out->valid) {
        bp_run_values_clear(out);
        return bp_context_fail_memory(run->context, (size_t)n * sizeof(double));
    }
    for (int64_t i = 0; i < n; i++) {
        int64_t row = source->row_of ? source->row_of[i] : i;
        out->n_no_row += row < 0;
        if (row < 0 || !bp_values_is_valid(values, row))
            continue;
        out->value[i] = values->value[row];
        bp_bitmap_set(out->valid, i);
    }
    out->n_percent = values->n_percent;
    out->n_marked = values->n_marked;
    out->codes = values->codes;
    out->n_codes = values->n_codes;
    values->codes = NULL;
    values->n_codes = 0;
    return BP_OK;
}

/* Signs after numbers, which were left out. */
static void warn_signs(bp_run *run, const bp_run_source *source, const bp_values *values)
{
    if (values->n_percent > 0)
        bp_context_warn(run->context, "percent_signs",
                        "%s, column '%s': %" PRId64
                        " numbers have a percent sign, which was left out: 12%% is 12",
                        bp_run_file_name(source->table->source), source->column, values->n_percent);
    if (values->n_marked > 0)
        bp_context_warn(run->context, "marks",
                        "%s, column '%s': %" PRId64
                        " numbers have one of '%s' after them, which was left out",
                        bp_run_file_name(source->table->source), source->column, values->n_marked,
                        source->notation->marks);
}

bp_status bp_run_column_values(bp_run *run, const bp_run_source *source, bp_run_values *out)
{
    bp_values values = BP_VALUES_INIT;
    uint8_t *wanted = source->row_of ? mark_rows(run, source) : NULL;
    if (source->row_of && !wanted)
        return bp_context_fail_memory(run->context, bp_bitmap_bytes(source->table->n_rows));
    const bp_values_options options = {wanted, source->missing, source->notation->thousands,
                                       source->notation->marks, source->kind};
    bp_status status = bp_values_read_by(run->context, source->table,
                                         bp_table_find(source->table, source->column), &options, &values);
    status = bp_study_blame(run->context, run->study, status, source->yaml_path);
    if (!status)
        status = refuse_codes(run, source, &values);
    if (!status)
        status = spread(run, source, &values, out);
    if (!status) {
        warn_signs(run, source, &values);
        bp_run_warn_thousands(run, source, &values);
        bp_run_warn_codes(run, source, out);
    }
    bp_values_clear(&values);
    free(wanted);
    return status;
}

/* " (row 7)" of a table, whose rows stand as in the file; "" otherwise. */
static void name_row(const bp_run *run, const bp_run_source *source, int64_t unit, char text[40])
{
    int t = run->study->units.population_table;
    bool as_in_file = t >= 0 && t < run->study->n_tables && run->study->tables[t].n_picks == 0 &&
                      !run->study->tables[t].pivot.names;
    text[0] = '\0';
    if (as_in_file && source->row_of)
        snprintf(text, 40, " (row %" PRId64 ")", source->row_of[unit] + 1);
}

static bp_status refuse_negative(bp_run *run, const bp_run_source *source, int64_t unit, double value)
{
    char row[40], place[64];
    name_row(run, source, unit, row);
    return bp_study_fail(run->context, run->study, BP_ERROR_INPUT, source->yaml_path,
                         "%s, column '%s', unit %s%s: found %g residents, expected 0 or more; if that is a "
                         "missing code, write missing: [\"%.10g\"] under %s",
                         source->table->source, source->column, run->units.id[unit], row, value, value,
                         bp_run_missing_place(run, source, place));
}

static bp_status check_population(bp_run *run, const bp_run_source *source, const bp_run_values *values)
{
    int64_t n = bp_run_n(run), n_unknown = 0, n_inhabited = 0;
    for (int64_t i = 0; i < n; i++) {
        bool known = bp_bitmap_get(values->valid, i);
        n_unknown += !known;
        n_inhabited += known && values->value[i] > 0.0;
        if (known && values->value[i] < 0.0)
            return refuse_negative(run, source, i, values->value[i]);
    }
    if (n_inhabited == 0)
        return bp_study_fail(run->context, run->study, BP_ERROR_INPUT, source->yaml_path,
                             "%s, column '%s': no unit has residents (0 in %" PRId64 ", missing in %" PRId64
                             "); is it the right column?",
                             source->table->source, source->column, n - n_unknown, n_unknown);
    if (n_unknown > 0)
        bp_context_warn(run->context, "population_missing",
                        "%" PRId64 " %s no known number of residents and can be in no area", n_unknown,
                        n_unknown == 1 ? "unit has" : "units have");
    bp_run_warn_parts(run, source, values);
    return BP_OK;
}

bp_status bp_run_take_population(bp_run *run, const bp_run_source *source)
{
    bp_run_values values = {0};
    bp_status status = bp_run_column_values(run, source, &values);
    if (!status)
        status = check_population(run, source, &values);
    if (!status) {
        run->units.population = values.value;
        run->units.population_known = values.valid;
        values.value = NULL;
        values.valid = NULL;
    }
    bp_run_values_clear(&values);
    return status;
}
