/* focus_areas_by_method.gpkg: the areas of every method, to be laid over each other. */
#include "cli/run/columns.h"
#include "cli/run/project.h"
#include "cli/run/run.h"

#include "geo/dissolve.h"
#include "geo/text.h"
#include "geo/write.h"

#include <stdlib.h>

/* Row r of the layer: areas in the order of the methods. */
typedef struct area_at {
    int method;
    int32_t area;
} area_at;

static bp_status list_rows(const bp_run *run, area_at **out, int64_t *n)
{
    *n = 0;
    for (int m = 0; m < run->methods.n; m++)
        *n += bp_run_method_areas(run, m)->n_areas;
    area_at *rows = (area_at *)calloc((size_t)*n + 1, sizeof *rows);
    if (!rows)
        return bp_context_fail_memory(run->context, (size_t)*n * sizeof *rows);
    *n = 0;
    for (int m = 0; m < run->methods.n; m++)
        for (int32_t a = 0; a < bp_run_method_areas(run, m)->n_areas; a++)
            rows[(*n)++] = (area_at){m, a};
    *out = rows;
    return BP_OK;
}

static bp_status add_texts(bp_run *run, bp_table *table, const area_at *rows)
{
    bp_status status = BP_OK;
    const char **words = (const char **)calloc((size_t)table->n_rows + 1, sizeof *words);
    char **ids = (char **)calloc((size_t)table->n_rows + 1, sizeof *ids);
    if (!words || !ids)
        status = bp_context_fail_memory(run->context, 0);
    for (int64_t r = 0; !status && r < table->n_rows; r++) {
        words[r] = run->methods.methods[rows[r].method].name;
        ids[r] = bp_run_method_area_id(run, rows[r].method, rows[r].area);
        if (!ids[r])
            status = bp_context_fail_memory(run->context, 0);
    }
    if (!status)
        status = bp_table_add_text(run->context, table, "area_id", (const char *const *)ids);
    if (!status)
        status = bp_table_add_text(run->context, table, "method", words);
    for (int64_t r = 0; !status && r < table->n_rows; r++)
        words[r] = rows[r].method == 0 ? "yes" : "no";
    if (!status)
        status = bp_table_add_text(run->context, table, "is_answer", words);
    bp_texts_free(ids, table->n_rows);
    free(words);
    return status;
}

static bp_status add_counts(bp_run *run, bp_table *table, const area_at *rows)
{
    bp_column *column = NULL;
    bp_status status = bp_table_add(run->context, table, "units", BP_COLUMN_INTEGER, &column);
    for (int64_t r = 0; !status && r < table->n_rows; r++)
        bp_column_set_integer(column, r,
                              bp_run_method_areas(run, rows[r].method)->areas[rows[r].area].n_members);
    if (!status)
        status = bp_table_add(run->context, table, "bridges", BP_COLUMN_INTEGER, &column);
    for (int64_t r = 0; !status && r < table->n_rows; r++)
        bp_column_set_integer(column, r,
                              bp_run_method_areas(run, rows[r].method)->areas[rows[r].area].n_bridges);
    return status;
}

static bp_status add_measures(bp_run *run, bp_table *table, const area_at *rows)
{
    bp_column *column = NULL;
    bp_status status = bp_table_add(run->context, table, "population", BP_COLUMN_REAL, &column);
    for (int64_t r = 0; !status && r < table->n_rows; r++) {
        const bp_area *area = &bp_run_method_areas(run, rows[r].method)->areas[rows[r].area];
        bp_column_set_real(column, r, bp_round_to(area->population, BP_DECIMALS_WEIGHT));
    }
    if (!status)
        status = bp_table_add(run->context, table, "weight", BP_COLUMN_REAL, &column);
    for (int64_t r = 0; !status && r < table->n_rows; r++) {
        const bp_area *area = &bp_run_method_areas(run, rows[r].method)->areas[rows[r].area];
        bp_column_set_real(column, r, bp_round_to(area->weight, BP_DECIMALS_WEIGHT));
    }
    return status;
}

/* The share of the residents of each area that live in a proposed one. */
static bp_status add_share(bp_run *run, bp_table *table, const area_at *rows)
{
    bp_column *column = NULL;
    double *both = (double *)calloc((size_t)table->n_rows + 1, sizeof *both);
    bp_status status = both ? bp_table_add(run->context, table, "share_in_proposed", BP_COLUMN_REAL, &column)
                            : bp_context_fail_memory(run->context, 0);
    int64_t first = 0;
    for (int m = 0; !status && m < run->methods.n; m++) {
        const bp_areas *areas = bp_run_method_areas(run, m);
        for (int64_t i = 0; i < areas->n; i++)
            if (areas->role[i] == BP_ROLE_MEMBER && run->delineated.role[i] == BP_ROLE_MEMBER)
                both[first + areas->area_of[i]] += run->units.population[i];
        first += areas->n_areas;
    }
    for (int64_t r = 0; !status && r < table->n_rows; r++) {
        double whole = bp_run_method_areas(run, rows[r].method)->areas[rows[r].area].population;
        bp_column_set_real(column, r, bp_round_to(both[r] / whole, BP_DECIMALS_SCORE));
    }
    free(both);
    return status;
}

static bp_status add_outlines(bp_run *run, int m, bp_polygons *out)
{
    const bp_areas *areas = bp_run_method_areas(run, m);
    bp_polygons made = BP_POLYGONS_INIT;
    bp_dissolve_report found = BP_DISSOLVE_REPORT_INIT;
    const bp_polygons *from = m == 0 ? &run->areas[BP_PROPOSED].outline : &made;
    bp_status status = BP_OK;
    if (m > 0)
        status = bp_polygons_dissolve_report(run->context, &run->units.layer.polygons, areas->area_of,
                                             areas->n_areas, &made, &found);
    for (int32_t a = 0; !status && a < areas->n_areas; a++)
        status = bp_polygons_add_unit(run->context, out, from, a);
    bp_polygons_clear(&made);
    return status;
}

bp_status bp_run_write_method_areas(bp_run *run, const bp_folder *folder)
{
    bp_layer layer = BP_LAYER_INIT;
    area_at *rows = NULL;
    char *path = bp_folder_path(folder, "focus_areas_by_method.gpkg");
    bp_status status =
        path ? list_rows(run, &rows, &layer.table.n_rows) : bp_context_fail_memory(run->context, 0);
    if (!status)
        status = add_texts(run, &layer.table, rows);
    if (!status)
        status = add_counts(run, &layer.table, rows);
    if (!status)
        status = add_measures(run, &layer.table, rows);
    if (!status)
        status = add_share(run, &layer.table, rows);
    for (int m = 0; !status && m < run->methods.n; m++)
        status = add_outlines(run, m, &layer.polygons);
    if (!status)
        status = bp_crs_copy(run->context, &run->units.layer.crs, &layer.crs);
    if (!status)
        status = bp_layer_write(run->context, &layer, path, "focus_areas_by_method");
    if (!status)
        status = bp_run_show_layer(run, &layer,
                                   (bp_run_shown){.file = "focus_areas_by_method",
                                                  .name = "focus_areas_by_method",
                                                  .kind = BP_THEME_METHODS});
    bp_layer_clear(&layer);
    free(rows);
    free(path);
    return status;
}
