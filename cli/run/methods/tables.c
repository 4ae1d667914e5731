/* methods.csv: in which area of each method a unit is. agreement.csv: how far the methods agree on each
 * proposed area. */
#include "cli/run/columns.h"
#include "cli/run/run.h"

#include "geo/text.h"
#include "geo/write.h"

#include <stdlib.h>

static bool is_member(const bp_run *run, int m, int64_t i)
{
    return bp_run_method_areas(run, m)->role[i] == BP_ROLE_MEMBER;
}

static bp_status add_area_ids(bp_run *run, bp_table *table, int m)
{
    const bp_areas *areas = bp_run_method_areas(run, m);
    bp_status status = BP_OK;
    const char **texts = (const char **)calloc((size_t)table->n_rows + 1, sizeof *texts);
    char **ids = (char **)calloc((size_t)areas->n_areas + 1, sizeof *ids);
    if (!texts || !ids)
        status = bp_context_fail_memory(run->context, 0);
    for (int32_t a = 0; !status && a < areas->n_areas; a++) {
        ids[a] = bp_run_method_area_id(run, m, a);
        if (!ids[a])
            status = bp_context_fail_memory(run->context, 0);
    }
    for (int64_t i = 0; !status && i < table->n_rows; i++)
        texts[i] = is_member(run, m, i) ? ids[areas->area_of[i]] : NULL;
    if (!status)
        status = bp_table_add_text(run->context, table, run->methods.methods[m].name, texts);
    bp_texts_free(ids, areas->n_areas);
    free(texts);
    return status;
}

/* By how many methods a unit is in an area, the answer among them. */
static bp_status add_counts(bp_run *run, bp_table *table)
{
    bp_column *column = NULL;
    bp_status status = bp_table_add(run->context, table, "methods", BP_COLUMN_INTEGER, &column);
    for (int64_t i = 0; !status && i < table->n_rows; i++) {
        int64_t count = 0;
        for (int m = 0; m < run->methods.n; m++)
            count += is_member(run, m, i);
        bp_column_set_integer(column, i, count);
    }
    return status;
}

static bp_status write_units(bp_run *run, const bp_folder *folder)
{
    bp_table table = BP_TABLE_INIT;
    char *path = bp_folder_path(folder, "methods.csv");
    table.n_rows = bp_run_n(run);
    bp_status status =
        path ? bp_table_add_text(run->context, &table, "unit_id", (const char *const *)run->units.id)
             : bp_context_fail_memory(run->context, 0);
    if (!status)
        status = bp_table_add_text(run->context, &table, "name", (const char *const *)run->units.name);
    for (int m = 0; !status && m < run->methods.n; m++)
        status = add_area_ids(run, &table, m);
    if (!status)
        status = add_counts(run, &table);
    if (!status)
        status = bp_table_write_csv(run->context, &table, path, NULL);
    bp_table_clear(&table);
    free(path);
    return status;
}

static bp_status add_shares(bp_run *run, bp_table *table, int m)
{
    bp_column *column = NULL;
    char *name = bp_text_format("share_%s", run->methods.methods[m].name);
    bp_status status = name ? bp_table_add(run->context, table, name, BP_COLUMN_REAL, &column)
                            : bp_context_fail_memory(run->context, 0);
    for (int64_t a = 0; !status && a < table->n_rows; a++)
        bp_column_set_real(column, a, bp_round_to(run->methods.methods[m].share[a], BP_DECIMALS_SCORE));
    free(name);
    return status;
}

static bp_status add_sizes(bp_run *run, bp_table *table)
{
    const bp_areas *areas = &run->delineated;
    bp_column *column = NULL;
    bp_status status = bp_table_add(run->context, table, "units", BP_COLUMN_INTEGER, &column);
    for (int64_t a = 0; !status && a < table->n_rows; a++)
        bp_column_set_integer(column, a, areas->areas[a].n_members);
    if (!status)
        status = bp_table_add(run->context, table, "population", BP_COLUMN_REAL, &column);
    for (int64_t a = 0; !status && a < table->n_rows; a++)
        bp_column_set_real(column, a, bp_round_to(areas->areas[a].population, BP_DECIMALS_WEIGHT));
    return status;
}

static bp_status add_found(bp_run *run, bp_table *table)
{
    const bp_run_methods *methods = &run->methods;
    bp_column *column = NULL;
    const char **words = (const char **)calloc((size_t)table->n_rows + 1, sizeof *words);
    bp_status status = words ? bp_table_add(run->context, table, "other_methods", BP_COLUMN_INTEGER, &column)
                             : bp_context_fail_memory(run->context, 0);
    for (int64_t a = 0; !status && a < table->n_rows; a++)
        bp_column_set_integer(column, a, methods->n - 1);
    if (!status)
        status = bp_table_add(run->context, table, "found_by", BP_COLUMN_INTEGER, &column);
    for (int64_t a = 0; !status && a < table->n_rows; a++) {
        bp_column_set_integer(column, a, methods->found_by[a]);
        words[a] = methods->n_drawing > 0 && methods->found_by[a] == methods->n_drawing ? "yes" : "no";
    }
    if (!status)
        status = bp_table_add_text(run->context, table, "found_by_all", words);
    free(words);
    return status;
}

static bp_status write_agreement(bp_run *run, const bp_folder *folder)
{
    const bp_run_areas *areas = &run->areas[BP_PROPOSED];
    bp_table table = BP_TABLE_INIT;
    char *path = bp_folder_path(folder, "agreement.csv");
    table.n_rows = areas->n;
    bp_status status =
        path ? bp_table_add_text(run->context, &table, "area_id", (const char *const *)areas->id)
             : bp_context_fail_memory(run->context, 0);
    if (!status)
        status = bp_table_add_text(run->context, &table, "name", (const char *const *)areas->name);
    if (!status)
        status = add_sizes(run, &table);
    if (!status)
        status = add_found(run, &table);
    for (int m = 1; !status && m < run->methods.n; m++)
        status = add_shares(run, &table, m);
    if (!status)
        status = bp_table_write_csv(run->context, &table, path, NULL);
    bp_table_clear(&table);
    free(path);
    return status;
}

bp_status bp_run_write_methods(bp_run *run, const bp_folder *folder)
{
    if (run->methods.n == 0)
        return BP_OK;
    bp_progress_begin(run->progress, "write methods");
    bp_status status = write_units(run, folder);
    if (!status)
        status = write_agreement(run, folder);
    return status ? status : bp_run_write_method_areas(run, folder);
}
