/* units.gpkg and units.geojson: every unit with its scores, membership and flags. */
#include "cli/run/columns.h"
#include "cli/run/draw/reasons.h"
#include "cli/run/draw/stability.h"
#include "cli/run/draw/versus.h"
#include "cli/run/project.h"
#include "cli/run/read/fallback.h"
#include "cli/run/run.h"

#include "geo/bitmap.h"
#include "geo/tasks.h"
#include "geo/text.h"
#include "geo/write.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bp_status add_names(bp_run *run, bp_table *table)
{
    const bp_run_units *units = &run->units;
    int64_t n = bp_run_n(run);
    const char **texts = (const char **)calloc((size_t)n + 1, sizeof *texts);
    if (!texts)
        return bp_context_fail_memory(run->context, (size_t)n * sizeof *texts);
    bp_status status = bp_table_add_text(run->context, table, "unit_id", (const char *const *)units->id);
    if (!status)
        status = bp_table_add_text(run->context, table, "name", (const char *const *)units->name);
    for (int64_t i = 0; i < n; i++)
        texts[i] = units->municipality[i] < 0 ? NULL : units->municipality_code[units->municipality[i]];
    if (!status)
        status = bp_table_add_text(run->context, table, "municipality", texts);
    for (int64_t i = 0; i < n; i++)
        texts[i] = units->municipality[i] < 0 ? NULL : units->municipality_name[units->municipality[i]];
    const bp_study_municipality *asked = &run->study->units.municipality;
    if (!status && (asked->name || asked->names.source))
        status = bp_table_add_text(run->context, table, "municipality_name", texts);
    free(texts);
    return status;
}

static bp_status add_scores(bp_run *run, bp_table *table)
{
    const bp_scores *scores = &run->scores;
    bp_context *context = run->context;
    bp_status status =
        bp_add_reals(context, table, "score", scores->score, scores->valid, 1.0, BP_DECIMALS_SCORE);
    if (!status)
        status =
            bp_add_reals(context, table, "score_mean", scores->mean, scores->valid, 1.0, BP_DECIMALS_SCORE);
    if (!status)
        status = bp_add_integers(context, table, "rank", scores->rank, scores->valid);
    if (!status)
        status = bp_add_integers(context, table, "stack", scores->stack, scores->valid);
    for (int d = 0; !status && d < scores->n_domains; d++) {
        char name[160];
        snprintf(name, sizeof name, "domain_%s", run->study->domains[d].name);
        status = bp_add_reals(context, table, name, scores->domain + (int64_t)d * scores->n,
                              scores->domain_valid[d], 1.0, BP_DECIMALS_SCORE);
    }
    for (int k = 0; !status && k < run->study->n_indicators; k++) {
        char name[160];
        snprintf(name, sizeof name, "value_%s", run->study->indicators[k].name);
        status = bp_add_reals(context, table, name, run->indicators[k].value, run->indicators[k].valid, 1.0,
                              BP_DECIMALS_ALL);
    }
    return status;
}

static const char *role_name(uint8_t role)
{
    return role == BP_ROLE_MEMBER ? "member" : role == BP_ROLE_BRIDGE ? "bridge" : "none";
}

static bp_status add_membership(bp_run *run, bp_table *table)
{
    int64_t n = bp_run_n(run);
    const bp_run_areas *proposed = &run->areas[BP_PROPOSED], *designated = &run->areas[BP_DESIGNATED];
    const char **texts = (const char **)calloc((size_t)n + 1, sizeof *texts);
    if (!texts)
        return bp_context_fail_memory(run->context, (size_t)n * sizeof *texts);
    for (int64_t i = 0; i < n; i++)
        texts[i] = proposed->area_of[i] < 0 ? NULL : proposed->id[proposed->area_of[i]];
    bp_status status = bp_table_add_text(run->context, table, "area_id", texts);
    for (int64_t i = 0; i < n; i++)
        texts[i] = role_name(proposed->role[i]);
    if (!status)
        status = bp_table_add_text(run->context, table, "role", texts);
    for (int64_t i = 0; i < n; i++)
        texts[i] = designated->area_of[i] < 0 ? NULL : designated->id[designated->area_of[i]];
    if (!status)
        status = bp_table_add_text(run->context, table, "designated_id", texts);
    for (int64_t i = 0; i < n; i++)
        texts[i] = designated->certainty[i] < 0 ? NULL : run->designated.words[designated->certainty[i]];
    if (!status)
        status = bp_table_add_text(run->context, table, "designated_certainty", texts);
    free(texts);
    return status;
}

/* A list of words, each put on with a semicolon; grown as needed. */
typedef struct word_list {
    char *text;
    size_t length, cap;
} word_list;

static bp_status add_word(bp_context *context, word_list *list, const char *front, const char *word)
{
    size_t needed = list->length + strlen(front) + strlen(word) + 2;
    if (needed > list->cap) {
        size_t cap = 2 * needed;
        char *grown = (char *)realloc(list->text, cap);
        if (!grown)
            return bp_context_fail_memory(context, cap);
        list->text = grown;
        list->cap = cap;
    }
    list->length += (size_t)snprintf(list->text + list->length, list->cap - list->length, "%s%s%s",
                                     list->length ? ";" : "", front, word);
    return BP_OK;
}

/* What somebody who looks at unit i must know before trusting its numbers; empty when there is nothing. */
static bp_status collect_flags(bp_run *run, int64_t i, word_list *list)
{
    bp_status status = BP_OK;
    bool known = bp_bitmap_get(run->units.population_known, i);
    uint8_t state = run->units.repair.state[i];
    const struct {
        bool applies;
        const char *word;
    } rules[] = {
        {!known, "population_missing"},
        {known && run->units.population[i] <= 0.0, "uninhabited"},
        {!bp_bitmap_get(run->scores.valid, i), "no_score"},
        {state == BP_REPAIR_MENDED, "repaired"},
        {state == BP_REPAIR_EMPTY, "no_geometry"},
        {state != BP_REPAIR_EMPTY && run->graph.offsets[i] == run->graph.offsets[i + 1], "island"},
        {run->areas[BP_PROPOSED].role[i] == BP_ROLE_MEMBER &&
             run->units.population[i] > bp_ceiling_at(&run->rule.delineate, (int32_t)i),
         "above_ceiling"},
        {run->areas[BP_DESIGNATED].is_part[i] == 1, "designated_in_part"},
        {run->areas[BP_DESIGNATED].is_part[i] == 2, "designated_perhaps_in_part"},
        {bp_run_is_left_out(run, i), "past_base_in_no_area"},
        {!bp_bitmap_get(run->ground.candidate, i), "not_a_candidate"},
    };
    for (size_t r = 0; !status && r < sizeof rules / sizeof *rules; r++)
        if (rules[r].applies)
            status = add_word(run->context, list, "", rules[r].word);
    for (int k = 0; !status && k < run->study->n_indicators; k++)
        if (!bp_bitmap_get(run->indicators[k].valid, i))
            status = add_word(run->context, list, "missing:", run->study->indicators[k].name);
    return status;
}

static bp_status add_flags(bp_run *run, bp_table *table)
{
    int64_t n = bp_run_n(run);
    bp_status status = BP_OK;
    word_list list = {NULL, 0, 0};
    char **texts = (char **)calloc((size_t)n + 1, sizeof *texts);
    if (!texts)
        return bp_context_fail_memory(run->context, (size_t)n * sizeof *texts);
    for (int64_t i = 0; !status && i < n; i++) {
        list.length = 0;
        status = collect_flags(run, i, &list);
        if (!status && list.length > 0 && !(texts[i] = bp_text_copy(list.text)))
            status = bp_context_fail_memory(run->context, list.length);
    }
    if (!status)
        status = bp_table_add_text(run->context, table, "flags", (const char *const *)texts);
    for (int64_t i = 0; i < n; i++)
        free(texts[i]);
    free(texts);
    free(list.text);
    return status;
}

static bp_status fill_table(bp_run *run, bp_table *table)
{
    table->n_rows = bp_run_n(run);
    bp_status status = add_names(run, table);
    if (!status)
        status = bp_add_reals(run->context, table, "population", run->units.population,
                              run->units.population_known, 1.0, BP_DECIMALS_ALL);
    if (!status)
        status =
            bp_add_reals(run->context, table, "area_km2", run->units.area_m2, NULL, 1e-6, BP_DECIMALS_KM2);
    if (!status)
        status = add_scores(run, table);
    if (!status)
        status = bp_run_add_fallback(run, table);
    if (!status)
        status = add_membership(run, table);
    if (!status)
        status = bp_run_add_shares(run, table);
    if (!status)
        status = bp_run_versus_add_units(run, table);
    if (!status)
        status = bp_run_programmes_add_units(run, table);
    for (int e = 0; !status && e < run->study->n_evidence; e++)
        status = bp_run_evidence_add_units(run->context, &run->evidence[e], table);
    if (!status)
        status = bp_run_stability_add_units(run, table);
    if (!status)
        status = bp_run_add_reasons(run, table);
    if (!status)
        status = add_flags(run, table);
    return status;
}

typedef struct units_file {
    const bp_layer *layer;
    const char *path;
} units_file;

static bp_status write_gpkg(bp_context *context, void *user)
{
    const units_file *file = (const units_file *)user;
    return bp_layer_write(context, file->layer, file->path, "units");
}

static bp_status write_geojson(bp_context *context, void *user)
{
    const units_file *file = (const units_file *)user;
    return bp_layer_write_geojson(context, file->layer, file->path);
}

bp_status bp_run_write_units(bp_run *run, const bp_folder *folder)
{
    bp_progress_begin(run->progress, "write units");
    bp_table table = BP_TABLE_INIT;
    char *gpkg = bp_folder_path(folder, "units.gpkg"), *geojson = bp_folder_path(folder, "units.geojson");
    bp_status status = gpkg && geojson ? BP_OK : bp_context_fail_memory(run->context, 0);
    if (!status)
        status = fill_table(run, &table);
    if (!status) {
        /* The geometry is lent to the layer for the writing; it is large, and it is the same. */
        bp_layer layer = {table, run->units.layer.polygons, run->units.layer.crs};
        units_file files[] = {{&layer, gpkg}, {&layer, geojson}};
        const bp_task tasks[] = {{write_gpkg, &files[0]}, {write_geojson, &files[1]}};
        status = bp_tasks_run(run->context, tasks, 2);
        if (!status)
            status =
                bp_run_show_layer(run, &layer, (bp_run_shown){"units", "units", true, BP_THEME_UNITS, false});
    }
    bp_table_clear(&table);
    free(gpkg);
    free(geojson);
    return status;
}
