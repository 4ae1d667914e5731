#include "cli/demo/statistics.h"

#include "cli/demo/codes.h"
#include "cli/demo/indicators.h"
#include "cli/demo/names.h"
#include "geo/write.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CELL_WIDTH = 8, LEVEL_WIDTH = 10 };

/* Row r is unit unit[r], or the municipality of the unit in the next row where unit[r] is -1. */
typedef struct sheet {
    const bp_demo_country *country;
    bp_table table;
    int32_t *unit;
    bool in_housing;
} sheet;

static int32_t municipality_of(const sheet *s, int64_t row)
{
    int32_t unit = s->unit[row] >= 0 ? s->unit[row] : s->unit[row + 1];
    return s->country->municipality[unit];
}

static void pad_right(char *text, size_t width)
{
    size_t length = strlen(text);
    if (length < width)
        memset(text + length, ' ', width - length);
}

static bp_status add_codes(bp_context *context, sheet *s)
{
    char code[BP_DEMO_CODE_SIZE];
    bp_demo_unit_code(s->country, 0, code);
    size_t length = strlen(code), width = length <= 10 ? 10 : length + 2;
    bp_demo_texts texts;
    bp_status status = bp_demo_texts_new(context, s->table.n_rows, width, &texts);
    if (status)
        return status;
    for (int64_t row = 0; row < s->table.n_rows; row++) {
        if (s->unit[row] >= 0)
            bp_demo_unit_code(s->country, s->unit[row], code);
        else
            bp_demo_municipality_code(s->country, municipality_of(s, row), code);
        memcpy(bp_demo_texts_at(&texts, row), code, strlen(code) + 1);
        pad_right(bp_demo_texts_at(&texts, row), width);
    }
    status = bp_table_add_text(context, &s->table, s->in_housing ? "RegioS" : "Codering_3", texts.texts);
    bp_demo_texts_clear(&texts);
    return status;
}

static bp_status add_levels(bp_context *context, sheet *s)
{
    bp_demo_texts levels = {0, 0, NULL, NULL}, names = {0, 0, NULL, NULL};
    bp_status status = bp_demo_texts_new(context, s->table.n_rows, LEVEL_WIDTH, &levels);
    if (!status)
        status = bp_demo_texts_new(context, s->table.n_rows, BP_DEMO_NAME_SIZE, &names);
    for (int64_t row = 0; !status && row < s->table.n_rows; row++) {
        const char *name = s->country->municipalities[municipality_of(s, row)].name;
        memcpy(bp_demo_texts_at(&levels, row), s->unit[row] >= 0 ? "Buurt" : "Gemeente",
               s->unit[row] >= 0 ? 6 : 9);
        pad_right(bp_demo_texts_at(&levels, row), LEVEL_WIDTH);
        memcpy(bp_demo_texts_at(&names, row), name, strlen(name) + 1);
    }
    if (!status)
        status = bp_table_add_text(context, &s->table, "Gemeentenaam_1", names.texts);
    if (!status)
        status = bp_table_add_text(context, &s->table, "SoortRegio_2", levels.texts);
    bp_demo_texts_clear(&levels);
    bp_demo_texts_clear(&names);
    return status;
}

static void write_cell(char *cell, double value, int decimals, const char *missing)
{
    if (isnan(value))
        snprintf(cell, CELL_WIDTH + 1, "%*s", CELL_WIDTH, missing);
    else
        snprintf(cell, CELL_WIDTH + 1, "%*.*f", CELL_WIDTH, decimals, value);
}

/* Means over the residents of the units that have a value; NaN where none has. */
static bp_status average(bp_context *context, const bp_demo_country *country, int j, double **out)
{
    double *sum = (double *)bp_demo_zeroed(context, country->n_municipalities, sizeof *sum);
    double *weight = (double *)bp_demo_zeroed(context, country->n_municipalities, sizeof *weight);
    bp_status status = sum && weight ? BP_OK : BP_ERROR_MEMORY;
    for (int64_t u = 0; !status && u < country->n; u++) {
        int32_t m = country->municipality[u];
        if (isnan(country->indicator[j][u]))
            continue;
        sum[m] += (double)country->population[u] * country->indicator[j][u];
        weight[m] += (double)country->population[u];
    }
    for (int32_t m = 0; !status && m < country->n_municipalities; m++)
        sum[m] = weight[m] > 0.0 ? sum[m] / weight[m] : NAN;
    free(weight);
    if (status)
        free(sum);
    else
        *out = sum;
    return status;
}

static bp_status add_indicator(bp_context *context, sheet *s, int j)
{
    const bp_demo_indicator *indicator = &bp_demo_indicators[j];
    const char *missing = s->in_housing ? "-99997" : ".";
    bp_demo_texts texts = {0, 0, NULL, NULL};
    double *mean = NULL;
    bp_status status = average(context, s->country, j, &mean);
    if (!status)
        status = bp_demo_texts_new(context, s->table.n_rows, CELL_WIDTH, &texts);
    for (int64_t row = 0; !status && row < s->table.n_rows; row++) {
        double value =
            s->unit[row] >= 0 ? s->country->indicator[j][s->unit[row]] : mean[municipality_of(s, row)];
        write_cell(bp_demo_texts_at(&texts, row), value, indicator->decimals, missing);
    }
    if (!status)
        status = bp_table_add_text(context, &s->table, indicator->column, texts.texts);
    bp_demo_texts_clear(&texts);
    free(mean);
    return status;
}

/* A row for each municipality before those of its units, which lie together. */
static bp_status lay_out(bp_context *context, sheet *s)
{
    const bp_demo_country *country = s->country;
    s->table.n_rows = country->n + country->n_municipalities;
    s->unit = (int32_t *)bp_demo_zeroed(context, s->table.n_rows, sizeof *s->unit);
    if (!s->unit)
        return BP_ERROR_MEMORY;
    int64_t row = 0;
    for (int64_t u = 0; u < country->n; u++) {
        if (u == 0 || country->municipality[u] != country->municipality[u - 1])
            s->unit[row++] = -1;
        s->unit[row++] = (int32_t)u;
    }
    bp_column *id = NULL;
    bp_status status = bp_table_add(context, &s->table, "ID", BP_COLUMN_INTEGER, &id);
    for (int64_t r = 0; !status && r < s->table.n_rows; r++)
        bp_column_set_integer(id, r, r);
    return status;
}

bp_status bp_demo_statistics_write(bp_context *context, const bp_demo_country *country, bool in_housing,
                                   const char *path)
{
    const bp_csv_options csv = {';', true};
    sheet s = {country, BP_TABLE_INIT, NULL, in_housing};
    bp_status status = lay_out(context, &s);
    if (!status)
        status = add_codes(context, &s);
    if (!status)
        status = add_levels(context, &s);
    for (int j = 0; !status && j < BP_DEMO_INDICATORS; j++)
        if (bp_demo_indicators[j].in_housing == in_housing)
            status = add_indicator(context, &s, j);
    if (!status)
        status = bp_table_write_csv(context, &s.table, path, &csv);
    bp_table_clear(&s.table);
    free(s.unit);
    return status;
}
