#include "cli/report/stored.h"

#include "cli/record.h"
#include "geo/folder.h"
#include "geo/read.h"
#include "geo/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What a run may have beside its layers; explanations.csv is left to the layers, which say the same shorter.
 */
static const char *const table_files[] = {"overlap.csv", "adopted.csv", "backtest.csv", "agreement.csv"};

static bp_status read_layer(bp_context *context, const bp_stored_run *run, const char *file,
                            const char *layer, bp_layer *out)
{
    bp_read_options options = BP_READ_OPTIONS_INIT;
    options.layer = layer;
    char *path = bp_path_join(run->directory, file);
    if (!path)
        return bp_context_fail_memory(context, 0);
    bp_status status = BP_OK;
    if (!bp_path_exists(path))
        status = bp_context_fail(context, BP_ERROR_INPUT,
                                 "%s: is missing beside run.json; run the study again", path);
    else
        status = bp_layer_read(context, path, &options, out);
    free(path);
    return status;
}

/* A run without any area has a layer without features, which is no error here. */
static bool has_areas(const bp_stored_run *run)
{
    json_int_t n = 0;
    static const char *const kinds[] = {"designated", "proposed"};
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
        n += json_integer_value(json_object_get(json_object_get(run->json, kinds[k]), "areas"));
    return n > 0;
}

/* The columns that every page needs; what else there is is shown, too. */
static bp_status check_units(bp_context *context, const bp_stored_run *run)
{
    static const char *const needed[] = {"unit_id", "name", "population", "score", "stack", "area_id"};
    json_int_t counted = json_integer_value(json_object_get(json_object_get(run->json, "counts"), "units"));
    const bp_table *table = &run->units.table;
    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
        if (bp_table_find(table, needed[i]) < 0)
            return bp_context_fail(context, BP_ERROR_INPUT,
                                   "%s/units.gpkg: layer units has no column '%s'; run the study again",
                                   run->directory, needed[i]);
    if (table->n_rows != counted)
        return bp_context_fail(context, BP_ERROR_INPUT,
                               "%s/units.gpkg: found %lld units, expected %lld as run.json counts; run the "
                               "study again",
                               run->directory, (long long)table->n_rows, (long long)counted);
    return BP_OK;
}

/* A table may have a header and no rows, which reading it would refuse. */
static bool has_rows(const char *path)
{
    FILE *file = fopen(path, "rb");
    int c = file ? getc(file) : EOF;
    while (c != EOF && c != '\n')
        c = getc(file);
    bool found = c != EOF && getc(file) != EOF;
    if (file)
        fclose(file);
    return found;
}

static bp_status read_tables(bp_context *context, bp_stored_run *run)
{
    bp_status status = BP_OK;
    for (size_t i = 0; !status && i < sizeof table_files / sizeof *table_files; i++) {
        bp_stored_table *table = &run->tables[run->n_tables];
        char *path = bp_path_join(run->directory, table_files[i]);
        if (!path)
            return bp_context_fail_memory(context, 0);
        if (has_rows(path)) {
            table->file = table_files[i];
            status = bp_table_read(context, path, NULL, &table->table);
            run->n_tables += !status;
        }
        free(path);
    }
    return status;
}

bp_status bp_stored_run_read(bp_context *context, const char *directory, bp_stored_run *out)
{
    bp_stored_run run = BP_STORED_RUN_INIT;
    run.directory = bp_text_copy(directory);
    bp_status status = run.directory ? BP_OK : bp_context_fail_memory(context, 0);
    if (!status)
        status = bp_record_read(context, directory, &run.json);
    if (!status)
        status = read_layer(context, &run, "units.gpkg", "units", &run.units);
    if (!status)
        status = check_units(context, &run);
    if (!status && has_areas(&run))
        status = read_layer(context, &run, "focus_areas.gpkg", "focus_areas", &run.areas);
    if (!status && json_is_object(json_object_get(run.json, "adopted")))
        status = read_layer(context, &run, "focus_areas.gpkg", "adopted", &run.adopted);
    if (!status)
        status = read_tables(context, &run);
    if (status)
        bp_stored_run_clear(&run);
    else
        *out = run;
    return status;
}

void bp_stored_run_clear(bp_stored_run *run)
{
    free(run->directory);
    json_decref(run->json);
    bp_layer_clear(&run->units);
    bp_layer_clear(&run->areas);
    bp_layer_clear(&run->adopted);
    for (int i = 0; i < run->n_tables; i++)
        bp_table_clear(&run->tables[i].table);
    *run = (bp_stored_run)BP_STORED_RUN_INIT;
}
