/* The files of the demo folder. */
#include "cli/demo/files.h"

#include "cli/demo/codes.h"
#include "cli/demo/layers.h"
#include "cli/demo/statistics.h"
#include "cli/demo/study_text.h"
#include "geo/write.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { N_FILES = 9 };
enum { GEOPACKAGE, SHAPEFILE, DESIGNATED, PROGRAMMES, SOCIAL, HOUSING, STUDY, TRUTH, README };
static const char *const file_names[] = {"boundaries.gpkg", "boundaries.shp", "designated.gpkg",
                                         "programmes.gpkg", "social.csv",     "housing_safety.csv",
                                         "study.yaml",      "truth.csv",      "README.txt"};

static bp_status find_paths(bp_context *context, const bp_folder *folder, char **paths)
{
    for (int i = 0; i < N_FILES; i++) {
        paths[i] = bp_folder_path(folder, file_names[i]);
        if (!paths[i])
            return bp_context_fail_memory(context, 0);
    }
    return BP_OK;
}

static bp_status write_text(bp_context *context, char *text, const char *path)
{
    if (!text)
        return bp_context_fail_memory(context, 0);
    bp_status status = bp_file_write(context, path, text, strlen(text));
    free(text);
    return status;
}

static bp_status add_flag(bp_context *context, const bp_demo_country *country, const int32_t *rows,
                          const char *name, bp_table *table)
{
    bool is_strip = strcmp(name, "strip") == 0;
    bp_column *column = NULL;
    bp_status status = bp_table_add(context, table, name, BP_COLUMN_INTEGER, &column);
    for (int64_t i = 0; !status && i < table->n_rows; i++) {
        const bp_demo_area *area = &country->areas[country->area[rows[i]]];
        bp_column_set_integer(column, i, is_strip ? country->strip[rows[i]] : area->designated);
    }
    return status;
}

/* The columns of truth.csv for the planted units rows[table->n_rows]. */
static bp_status fill_truth(bp_context *context, const bp_demo_country *country, const int32_t *rows,
                            bp_table *table)
{
    bp_demo_texts codes = {0, 0, NULL, NULL}, ids = {0, 0, NULL, NULL};
    const char **names = (const char **)bp_demo_zeroed(context, table->n_rows, sizeof *names);
    bp_status status =
        names ? bp_demo_texts_new(context, table->n_rows, BP_DEMO_CODE_SIZE - 1, &codes) : BP_ERROR_MEMORY;
    if (!status)
        status = bp_demo_texts_new(context, table->n_rows, 15, &ids);
    for (int64_t i = 0; !status && i < table->n_rows; i++) {
        int32_t area = country->area[rows[i]];
        bp_demo_unit_code(country, rows[i], bp_demo_texts_at(&codes, i));
        snprintf(bp_demo_texts_at(&ids, i), 16, "T%02d", (int)area + 1);
        names[i] = country->areas[area].name;
    }
    if (!status)
        status = bp_table_add_text(context, table, "unit", codes.texts);
    if (!status)
        status = bp_table_add_text(context, table, "area", ids.texts);
    if (!status)
        status = bp_table_add_text(context, table, "name", names);
    if (!status)
        status = add_flag(context, country, rows, "designated", table);
    if (!status)
        status = add_flag(context, country, rows, "strip", table);
    bp_demo_texts_clear(&codes);
    bp_demo_texts_clear(&ids);
    free(names);
    return status;
}

static bp_status write_truth(bp_context *context, const bp_demo_country *country, const char *path)
{
    const bp_csv_options csv = BP_CSV_OPTIONS_INIT;
    bp_table table = BP_TABLE_INIT;
    int32_t *rows = (int32_t *)bp_demo_zeroed(context, country->n, sizeof *rows);
    if (!rows)
        return BP_ERROR_MEMORY;
    for (int64_t u = 0; u < country->n; u++)
        if (country->area[u] >= 0)
            rows[table.n_rows++] = (int32_t)u;
    bp_status status = fill_truth(context, country, rows, &table);
    if (!status)
        status = bp_table_write_csv(context, &table, path, &csv);
    bp_table_clear(&table);
    free(rows);
    return status;
}

static bp_status write_layers(bp_context *context, const bp_demo_country *country, char **paths)
{
    bp_crs crs = BP_CRS_INIT;
    bp_status status = bp_crs_parse(context, "EPSG:28992", "the demo country", &crs);
    if (status)
        return status;
    status = bp_demo_layers_write_units(context, country, &crs, paths[GEOPACKAGE], paths[SHAPEFILE]);
    bp_context_progress(context, 0.85);
    if (!status)
        status = bp_demo_layers_write_designated(context, country, &crs, paths[DESIGNATED]);
    if (!status)
        status = bp_demo_layers_write_programmes(context, country, &crs, paths[PROGRAMMES]);
    bp_crs_clear(&crs);
    return status;
}

bp_status bp_demo_files_write(bp_context *context, const bp_demo_country *country,
                              const struct bp_folder *folder)
{
    char *paths[N_FILES] = {NULL};
    bp_status status = find_paths(context, folder, paths);
    if (!status)
        status = write_layers(context, country, paths);
    if (!status)
        status = bp_demo_statistics_write(context, country, false, paths[SOCIAL]);
    if (!status)
        status = bp_demo_statistics_write(context, country, true, paths[HOUSING]);
    if (!status)
        status = write_truth(context, country, paths[TRUTH]);
    if (!status)
        status = write_text(context, bp_demo_study_text(country), paths[STUDY]);
    if (!status)
        status = write_text(context, bp_demo_readme_text(country), paths[README]);
    for (int i = 0; i < N_FILES; i++)
        free(paths[i]);
    return status;
}
