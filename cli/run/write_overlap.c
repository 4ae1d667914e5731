/* overlap.csv: every area with every programme region that it shares ground with. */
#include "cli/run/columns.h"
#include "cli/run/run.h"

#include "geo/write.h"

#include <stdlib.h>

static bp_status add_overlap_texts(bp_run *run, bp_table *table, const char *name, int what)
{
    const char **texts = (const char **)calloc((size_t)table->n_rows + 1, sizeof *texts);
    if (!texts)
        return bp_context_fail_memory(run->context, 0);
    for (int64_t k = 0; k < table->n_rows; k++) {
        const bp_run_overlap *at = &run->overlaps[k];
        const bp_region_set *set = &run->programmes[at->programme];
        const bp_run_areas *areas = &run->areas[at->kind];
        const char *const choices[] = {areas->id[at->area],
                                       areas->name[at->area],
                                       bp_kind_names[at->kind],
                                       set->name,
                                       set->id[at->region],
                                       set->title[at->region],
                                       at->by_area ? "by area" : "whole units",
                                       at->is_part ? "part" : "whole",
                                       set->phase[at->region],
                                       set->level[at->region],
                                       set->certainty[at->region],
                                       set->note[at->region],
                                       set->source[at->region]};
        texts[k] = choices[what];
    }
    bp_status status = bp_table_add_text(run->context, table, name, texts);
    free(texts);
    return status;
}

static bp_status add_overlap_measures(bp_run *run, bp_table *table)
{
    const char *const names[] = {"shared_area_km2", "shared_population", "share_of_area",
                                 "share_of_population"};
    const int decimals[] = {BP_DECIMALS_KM2, BP_DECIMALS_WEIGHT, BP_DECIMALS_SCORE, BP_DECIMALS_SCORE};
    bp_status status = BP_OK;
    for (int m = 0; !status && m < 4; m++) {
        bp_column *column = NULL;
        status = bp_table_add(run->context, table, names[m], BP_COLUMN_REAL, &column);
        for (int64_t k = 0; !status && k < table->n_rows; k++) {
            const bp_run_overlap *at = &run->overlaps[k];
            const bp_run_areas *areas = &run->areas[at->kind];
            double value = m % 2 == 0 ? at->area_m2 : at->population;
            double whole = m % 2 == 0 ? areas->area_m2[at->area] : areas->profile.population[at->area];
            if (m >= 2 && !(whole > 0.0))
                continue;
            value = m >= 2 ? value / whole : m == 0 ? value * 1e-6 : value;
            bp_column_set_real(column, k, bp_round_to(value, decimals[m]));
        }
    }
    return status;
}

bp_status bp_run_write_overlaps(bp_run *run, const bp_folder *folder)
{
    const char *const front[] = {"area_id", "area_name", "kind", "programme", "region_id", "region_name"};
    const char *const back[] = {"residents_counted", "inclusion", "phase", "level",
                                "certainty",         "note",      "source"};
    bp_table table = BP_TABLE_INIT;
    table.n_rows = run->n_overlaps;
    char *path = bp_folder_path(folder, "overlap.csv");
    bp_status status = path ? BP_OK : bp_context_fail_memory(run->context, 0);
    for (int i = 0; !status && i < 6; i++)
        status = add_overlap_texts(run, &table, front[i], i);
    if (!status)
        status = add_overlap_measures(run, &table);
    for (int i = 0; !status && i < 7; i++)
        status = add_overlap_texts(run, &table, back[i], 6 + i);
    if (!status)
        status = bp_table_write_csv(run->context, &table, path, NULL);
    bp_table_clear(&table);
    free(path);
    return status;
}
