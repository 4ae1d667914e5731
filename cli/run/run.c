#include "cli/run/column_values.h"
#include "cli/run/crs_operations.h"
#include "cli/run/joins.h"
#include "cli/run/levels.h"
#include "cli/share.h"
#include "cli/study_read.h"

#include "geo/read.h"
#include "geo/source.h"
#include "geo/text.h"

#include <stdlib.h>
#include <string.h>

const char *const bp_kind_names[2] = {"designated", "proposed"};

static void clear_units(bp_run_units *units)
{
    int64_t n = units->layer.table.n_rows;
    bp_texts_free(units->id, n);
    bp_texts_free(units->municipality_code, units->n_municipalities);
    bp_texts_free(units->municipality_name, units->n_municipalities);
    bp_texts_free(units->name, n);
    free(units->population);
    free(units->population_known);
    free(units->area_m2);
    free(units->municipality);
    free(units->unreadable);
    bp_repair_report_clear(&units->repair);
    bp_coverage_report_clear(&units->topology);
    bp_layer_clear(&units->layer);
}

static void clear_indicators(bp_run *run)
{
    for (int k = 0; run->indicators && k < run->study->n_indicators; k++)
        bp_run_values_clear(&run->indicators[k]);
    free(run->indicators);
    for (int t = 0; run->joins && t < run->study->n_tables; t++)
        bp_key_join_report_clear(&run->joins[t]);
    free(run->joins);
    for (int j = 0; j < run->n_level_joins; j++)
        bp_key_join_report_clear(&run->level_joins[j].report);
    free(run->level_joins);
    free(run->n_fallback);
    bp_run_levels_clear(run);
    bp_run_joins_clear(run);
}

static void clear_areas(bp_run_areas *areas)
{
    bp_texts_free(areas->id, areas->n);
    bp_texts_free(areas->name, areas->n);
    free(areas->area_of);
    free(areas->role);
    free(areas->is_part);
    free(areas->certainty);
    free(areas->municipality);
    free(areas->n_bridges);
    free(areas->share_in_other);
    free(areas->share_defined);
    free(areas->rank);
    free(areas->area_m2);
    free(areas->fallback_share);
    free(areas->fallback_share_defined);
    bp_profile_clear(&areas->profile);
    bp_polygons_clear(&areas->outline);
}

void bp_run_clear(bp_run *run)
{
    for (int i = 0; i < run->n_inputs; i++) {
        free(run->inputs[i].role);
        free(run->inputs[i].path);
        free(run->inputs[i].layer);
        free(run->inputs[i].crs);
    }
    free(run->inputs);
    bp_run_crs_operations_clear(run);
    for (int i = 0; i < run->n_renamed; i++) {
        free(run->renamed[i].role);
        free(run->renamed[i].asked);
        free(run->renamed[i].column);
    }
    free(run->renamed);
    bp_aliases_clear(&run->aliases);
    clear_indicators(run);
    for (int p = 0; run->programmes && p < run->study->n_programmes; p++)
        bp_region_set_clear(&run->programmes[p]);
    free(run->programmes);
    bp_region_set_clear(&run->designated);
    for (int e = 0; run->evidence && e < run->study->n_evidence; e++)
        bp_run_evidence_clear(&run->evidence[e]);
    free(run->evidence);
    clear_areas(&run->areas[BP_DESIGNATED]);
    clear_areas(&run->areas[BP_PROPOSED]);
    bp_areas_clear(&run->delineated);
    bp_scores_clear(&run->scores);
    bp_graph_clear(&run->graph);
    free(run->taking_part);
    free(run->overlaps);
    clear_units(&run->units);
    memset(run, 0, sizeof *run);
}

static bp_status add_input(bp_run *run, const char *role, const char *shown, bp_run_input input)
{
    bp_run_input *grown =
        (bp_run_input *)realloc(run->inputs, (size_t)(run->n_inputs + 1) * sizeof *run->inputs);
    if (!grown)
        return bp_context_fail_memory(run->context, 0);
    run->inputs = grown;
    input.role = bp_text_copy(role);
    input.path = bp_text_copy(shown);
    if (!input.role || !input.path) {
        free(input.role);
        free(input.path);
        return bp_context_fail_memory(run->context, 0);
    }
    run->inputs[run->n_inputs++] = input;
    return BP_OK;
}

bp_status bp_run_add_input(bp_run *run, const char *role, const char *shown, const char *path)
{
    bp_run_input input = {NULL, NULL, "", false, NULL, NULL, -1};
    bp_status status = bp_file_sha256(run->context, path, input.sha256);
    return status ? status : add_input(run, role, shown, input);
}

/* What was read of the last input. */
static bp_status describe_input(bp_run *run, const bp_layer *layer)
{
    bp_run_input *input = &run->inputs[run->n_inputs - 1];
    const char *crs = layer->crs.code ? layer->crs.code : layer->crs.name;
    input->n_rows = layer->table.n_rows;
    input->layer = bp_text_copy(layer->table.layer);
    input->crs = layer->polygons.n_units > 0 ? bp_text_copy(crs ? crs : "no CRS") : NULL;
    bool lost = (layer->table.layer && !input->layer) || (layer->polygons.n_units > 0 && !input->crs);
    return lost ? bp_context_fail_memory(run->context, 0) : BP_OK;
}

bp_status bp_run_add_source(bp_run *run, const char *role, const char *shown, const char *path,
                            const bp_layer *layer)
{
    bp_run_input input = {NULL, NULL, "", true, NULL, NULL, -1};
    if (bp_source_is_local(path)) {
        bp_status added = bp_run_add_input(run, role, shown, path);
        return added ? added : describe_input(run, layer);
    }
    bool has_polygons = layer->polygons.n_units > 0;
    bp_status status = bp_content_sha256(run->context, &layer->table, has_polygons ? &layer->polygons : NULL,
                                         &layer->crs, input.sha256);
    if (!status)
        status = add_input(run, role, shown, input);
    return status ? status : describe_input(run, layer);
}

const char *bp_run_file_name(const char *path)
{
    const char *name = path;
    for (const char *c = path; *c; c++) {
        bool separates = *c == '/';
#ifdef _WIN32
        separates = separates || *c == '\\';
#endif
        if (separates)
            name = c + 1;
    }
    return name;
}

bool bp_run_is_absent(const bp_run *run, const char *path)
{
    return bp_context_failure_count(run->context) > 0 && path && !bp_source_exists(path);
}

typedef bp_status (*step_fn)(bp_run *);

static bp_status take_steps(bp_run *run, const step_fn *steps, size_t n)
{
    bp_status status = BP_OK;
    for (size_t i = 0; !status && i < n; i++) {
        status = bp_context_settle(run->context, steps[i](run));
        if (!status)
            status = bp_context_check(run->context);
    }
    return status;
}

bp_status bp_run_prepare(bp_run *run)
{
    static const step_fn steps[] = {bp_run_read_units, bp_run_read_indicators, bp_run_score,
                                    bp_run_read_regions, bp_run_connect};
    bp_status status = bp_study_check_files(run->context, run->study);
    if (!status)
        status =
            bp_run_add_input(run, "study", bp_run_file_name(run->study->file.path), run->study->file.path);
    if (!status)
        status = bp_share_aliases(run->context, &run->aliases);
    return status ? status : take_steps(run, steps, sizeof steps / sizeof *steps);
}

bp_status bp_run_study(bp_run *run, const bp_folder *folder)
{
    typedef bp_status (*write_fn)(bp_run *, const bp_folder *);
    static const step_fn steps[] = {bp_run_delineate, bp_run_describe, bp_run_find_evidence,
                                    bp_run_share_fallback, bp_run_overlap_programmes};
    const write_fn writers[] = {bp_run_write_units, bp_run_write_areas, bp_run_write_overlaps,
                                bp_run_write_json};
    bp_status status = bp_run_prepare(run);
    if (!status)
        status = take_steps(run, steps, sizeof steps / sizeof *steps);
    for (size_t i = 0; !status && i < sizeof writers / sizeof *writers; i++) {
        status = writers[i](run, folder);
        if (!status)
            status = bp_context_check(run->context);
    }
    return status;
}
