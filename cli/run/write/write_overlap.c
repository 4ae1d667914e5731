/* overlap.csv and the layer `overlap`: every area with every programme region that it shares ground with. */
#include "cli/run/columns.h"
#include "cli/run/project.h"
#include "cli/run/run.h"
#include "cli/run/write/overlap_layer.h"

#include "geo/write.h"

#include <stdlib.h>

/* The overlaps as their links stand, what names a part first. */
typedef struct overlap_rows {
    int64_t *link;  /* link[n_overlaps]: index into run->relations.links */
    int64_t *order; /* order[n_overlaps]: index into run->overlaps */
} overlap_rows;

static void list_rows(const bp_run *run, overlap_rows *out)
{
    int64_t n = 0;
    for (int64_t k = 0; k < run->relations.n_links; k++) {
        const bp_programme_link *link = &run->relations.links[k];
        if (link->overlap < 0)
            continue;
        out->link[n] = k;
        out->order[n++] = link->overlap;
    }
}

static bp_status add_texts(bp_run *run, bp_table *table, const overlap_rows *rows, const char *name, int what)
{
    const char **texts = (const char **)calloc((size_t)table->n_rows + 1, sizeof *texts);
    if (!texts)
        return bp_context_fail_memory(run->context, 0);
    for (int64_t k = 0; k < table->n_rows; k++) {
        const bp_run_overlap *at = &run->overlaps[rows->order[k]];
        const bp_region_set *set = &run->programmes[at->programme];
        const bp_run_areas *areas = &run->areas[at->kind];
        bp_region_state state = run->relations.regions[at->programme][at->region].state;
        const char *const choices[] = {areas->id[at->area],
                                       areas->name[at->area],
                                       bp_kind_names[at->kind],
                                       set->name,
                                       set->id[at->region],
                                       set->title[at->region],
                                       bp_relation_name(run->relations.links[rows->link[k]].relation),
                                       bp_scope_name(run->relations.links[rows->link[k]].scope),
                                       at->by_area ? "by area" : "whole units",
                                       at->is_part ? "part" : "whole",
                                       set->phase[at->region],
                                       set->level[at->region],
                                       bp_region_state_name(state),
                                       set->certainty[at->region],
                                       set->note[at->region],
                                       set->source[at->region]};
        texts[k] = choices[what];
    }
    bp_status status = bp_table_add_text(run->context, table, name, texts);
    free(texts);
    return status;
}

static bp_status add_measures(bp_run *run, bp_table *table, const overlap_rows *rows)
{
    const char *const names[] = {"shared_area_km2", "shared_population", "share_of_area",
                                 "share_of_population"};
    const int decimals[] = {BP_DECIMALS_KM2, BP_DECIMALS_WEIGHT, BP_DECIMALS_SCORE, BP_DECIMALS_SCORE};
    bp_status status = BP_OK;
    for (int m = 0; !status && m < 4; m++) {
        bp_column *column = NULL;
        status = bp_table_add(run->context, table, names[m], BP_COLUMN_REAL, &column);
        for (int64_t k = 0; !status && k < table->n_rows; k++) {
            const bp_run_overlap *at = &run->overlaps[rows->order[k]];
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

static bp_status fill_table(bp_run *run, bp_table *table, const overlap_rows *rows)
{
    static const char *const names[] = {"area_id",     "area_name", "kind",  "programme",         "region_id",
                                        "region_name", "relation",  "scope", "residents_counted", "inclusion",
                                        "phase",       "level",     "state", "certainty",         "note",
                                        "source"};
    enum { N_FRONT = 8, N_TEXTS = sizeof names / sizeof *names };
    bp_status status = BP_OK;
    table->n_rows = run->n_overlaps;
    for (int i = 0; !status && i < N_FRONT; i++)
        status = add_texts(run, table, rows, names[i], i);
    if (!status)
        status = add_measures(run, table, rows);
    for (int i = N_FRONT; !status && i < N_TEXTS; i++)
        status = add_texts(run, table, rows, names[i], i);
    return status;
}

static bp_status write_layer(bp_run *run, const bp_folder *folder, const overlap_rows *rows,
                             const bp_table *table)
{
    bp_layer layer = {*table, BP_POLYGONS_INIT, run->units.layer.crs};
    char *gpkg = bp_folder_path(folder, "overlap.gpkg"), *geojson = bp_folder_path(folder, "overlap.geojson");
    bp_status status = gpkg && geojson ? BP_OK : bp_context_fail_memory(run->context, 0);
    if (!status)
        status = bp_run_overlap_polygons(run, rows->order, &layer.polygons);
    if (!status)
        status = bp_layer_write(run->context, &layer, gpkg, "overlap");
    if (!status)
        status = bp_layer_write_geojson(run->context, &layer, geojson);
    if (!status)
        status = bp_run_show_layer(run, &layer,
                                   (bp_run_shown){"overlap", "overlap", true, BP_THEME_OVERLAP, false});
    bp_polygons_clear(&layer.polygons);
    free(gpkg);
    free(geojson);
    return status;
}

bp_status bp_run_write_overlaps(bp_run *run, const bp_folder *folder)
{
    bp_table table = BP_TABLE_INIT;
    size_t n = (size_t)run->n_overlaps + 1;
    overlap_rows rows = {(int64_t *)calloc(n, sizeof *rows.link), (int64_t *)calloc(n, sizeof *rows.order)};
    char *path = bp_folder_path(folder, "overlap.csv");
    bp_status status = BP_OK;
    bp_progress_begin(run->progress, "write overlaps");
    if (!path || !rows.link || !rows.order) {
        status = bp_context_fail_memory(run->context, 0);
    } else {
        list_rows(run, &rows);
        status = fill_table(run, &table, &rows);
    }
    if (!status)
        status = bp_table_write_csv(run->context, &table, path, NULL);
    if (!status && run->study->n_programmes > 0)
        status = write_layer(run, folder, &rows, &table);
    bp_table_clear(&table);
    free(rows.link);
    free(rows.order);
    free(path);
    return status;
}
