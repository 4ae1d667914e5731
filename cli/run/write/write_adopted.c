/* adopted.csv, and the layer `adopted` beside the focus areas. */
#include "cli/run/regions/adopted.h"

#include "cli/run/columns.h"
#include "cli/run/project.h"
#include "cli/run/regions/region_figures.h"
#include "cli/run/run.h"
#include "geo/text.h"
#include "geo/write.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bp_status add_identity(bp_run *run, bp_table *table)
{
    const bp_region_set *set = &run->adopted;
    const bp_run_areas *proposed = &run->areas[BP_PROPOSED];
    const char **texts = (const char **)calloc(2 * (size_t)set->n + 1, sizeof *texts);
    if (!texts)
        return bp_context_fail_memory(run->context, 0);
    const char **names = texts + set->n;
    for (int32_t a = 0; a < set->n; a++) {
        int32_t p = run->adoptions[a].proposed;
        texts[a] = p < 0 ? NULL : proposed->id[p];
        names[a] = p < 0 ? NULL : proposed->name[p];
    }
    bp_status status = bp_table_add_text(run->context, table, "adopted_id", (const char *const *)set->id);
    if (!status)
        status = bp_table_add_text(run->context, table, "name", (const char *const *)set->title);
    if (!status)
        status = bp_table_add_text(run->context, table, "proposed_id", texts);
    if (!status)
        status = bp_table_add_text(run->context, table, "proposed_name", names);
    free(texts);
    return status;
}

/* What is counted of an area, by the front of its columns. */
static const struct tally_columns {
    const char *front;
    size_t offset;
} tallies[] = {{"", offsetof(bp_run_adopted, adopted)},
               {"kept_", offsetof(bp_run_adopted, kept)},
               {"added_", offsetof(bp_run_adopted, added)},
               {"dropped_", offsetof(bp_run_adopted, dropped)}};

static const bp_run_tally *tally_of(const bp_run *run, int64_t a, size_t t)
{
    return (const bp_run_tally *)(const void *)((const char *)&run->adoptions[a] + tallies[t].offset);
}

static bp_status add_tally(bp_run *run, bp_table *table, size_t t)
{
    char name[64];
    bp_column *column = NULL;
    snprintf(name, sizeof name, "%sunits", tallies[t].front);
    bp_status status = bp_table_add(run->context, table, name, BP_COLUMN_INTEGER, &column);
    for (int64_t a = 0; !status && a < table->n_rows; a++)
        bp_column_set_integer(column, a, tally_of(run, a, t)->units);
    snprintf(name, sizeof name, "%spopulation", tallies[t].front);
    if (!status)
        status = bp_table_add(run->context, table, name, BP_COLUMN_REAL, &column);
    for (int64_t a = 0; !status && a < table->n_rows; a++) {
        const bp_run_tally *tally = tally_of(run, a, t);
        if (tally->units == 0 || tally->unknown < tally->units)
            bp_column_set_real(column, a, bp_round_to(tally->population, BP_DECIMALS_WEIGHT));
    }
    return status;
}

/* Ids of the units that were added (`dropped` false) or dropped, ";" between them, per area. */
static bp_status add_ids(bp_run *run, bp_table *table, const char *name, bool dropped)
{
    const bp_region_set *set = &run->adopted;
    const bp_run_areas *proposed = &run->areas[BP_PROPOSED];
    bp_status status = BP_OK;
    char **texts = (char **)calloc((size_t)set->n + 1, sizeof *texts);
    double *held = (double *)calloc((size_t)bp_run_n(run) + 1, sizeof *held);
    if (!texts || !held)
        status = bp_context_fail_memory(run->context, (size_t)bp_run_n(run) * sizeof *held);
    for (int32_t a = 0; !status && a < set->n; a++) {
        int32_t p = run->adoptions[a].proposed;
        for (int64_t k = 0; k < set->n_members; k++)
            if (set->members[k].region == a)
                held[set->members[k].unit] = set->members[k].residents;
        for (int64_t i = 0; !status && i < bp_run_n(run); i++) {
            bool is_proposed = p >= 0 && proposed->role[i] == BP_ROLE_MEMBER && proposed->area_of[i] == p;
            if (dropped ? !is_proposed || held[i] >= 1.0 : is_proposed || !(held[i] > 0.0))
                continue;
            char *longer =
                bp_text_format("%s%s%s", texts[a] ? texts[a] : "", texts[a] ? ";" : "", run->units.id[i]);
            free(texts[a]);
            texts[a] = longer;
            if (!longer)
                status = bp_context_fail_memory(run->context, 0);
        }
        memset(held, 0, (size_t)bp_run_n(run) * sizeof *held);
    }
    if (!status)
        status = bp_table_add_text(run->context, table, name, (const char *const *)texts);
    bp_texts_free(texts, set->n);
    free(held);
    return status;
}

static bp_status fill_table(bp_run *run, bp_table *table)
{
    table->n_rows = run->adopted.n;
    bp_status status = add_identity(run, table);
    for (size_t t = 0; !status && t < sizeof tallies / sizeof *tallies; t++)
        status = add_tally(run, table, t);
    if (!status)
        status = add_ids(run, table, "added_ids", false);
    if (!status)
        status = add_ids(run, table, "dropped_ids", true);
    return status;
}

/* The units that belong to an adopted area, for its outline. */
static bp_status outline(bp_run *run, bp_polygons *out)
{
    const bp_region_set *set = &run->adopted;
    bp_dissolve_report found = BP_DISSOLVE_REPORT_INIT;
    double *best = (double *)calloc((size_t)bp_run_n(run) + 1, sizeof *best);
    int32_t *area_of = (int32_t *)malloc((size_t)(bp_run_n(run) + 1) * sizeof *area_of);
    bp_status status =
        best && area_of ? BP_OK : bp_context_fail_memory(run->context, (size_t)bp_run_n(run) * sizeof *best);
    if (!status) {
        bp_region_place(set, bp_run_n(run), best, area_of);
        status = bp_region_outlines(run->context, set, &run->units.layer.polygons, area_of, out, &found);
    }
    free(best);
    free(area_of);
    return status;
}

static bp_status add_adopted(bp_run *run, bp_table *table)
{
    int64_t n = bp_run_n(run);
    const char **texts = (const char **)calloc((size_t)n + 1, sizeof *texts);
    double *share = (double *)calloc((size_t)n + 1, sizeof *share);
    int32_t *area_of = (int32_t *)malloc((size_t)(n + 1) * sizeof *area_of);
    bp_status status =
        texts && share && area_of ? BP_OK : bp_context_fail_memory(run->context, (size_t)n * sizeof *texts);
    if (!status) {
        bp_region_place(&run->adopted, n, share, area_of);
        for (int64_t i = 0; i < n; i++)
            texts[i] = area_of[i] < 0 ? NULL : run->adopted.id[area_of[i]];
        status = bp_table_add_text(run->context, table, "adopted", texts);
    }
    free(texts);
    free(share);
    free(area_of);
    return status;
}

bp_status bp_run_add_shares(bp_run *run, bp_table *table)
{
    bp_status status = BP_OK;
    if (run->study->has_designated)
        status = bp_add_reals(run->context, table, "designated_share", run->areas[BP_DESIGNATED].share, NULL,
                              1.0, BP_DECIMALS_SCORE);
    return status || !run->study->has_adopted ? status : add_adopted(run, table);
}

bp_status bp_run_write_adopted(bp_run *run, const bp_folder *folder)
{
    if (!run->study->has_adopted)
        return BP_OK;
    bp_layer layer = BP_LAYER_INIT;
    char *csv = bp_folder_path(folder, "adopted.csv"), *gpkg = bp_folder_path(folder, "focus_areas.gpkg");
    bp_status status = csv && gpkg ? fill_table(run, &layer.table) : bp_context_fail_memory(run->context, 0);
    if (!status)
        status = bp_table_write_csv(run->context, &layer.table, csv, NULL);
    if (!status)
        status = outline(run, &layer.polygons);
    if (!status)
        status = bp_crs_copy(run->context, &run->units.layer.crs, &layer.crs);
    if (!status)
        status = bp_layer_write(run->context, &layer, gpkg, "adopted");
    if (!status)
        status = bp_run_show_layer(run, &layer,
                                   (bp_run_shown){"focus_areas", "adopted", false, BP_THEME_ADOPTED, false});
    bp_layer_clear(&layer);
    free(csv);
    free(gpkg);
    return status;
}
