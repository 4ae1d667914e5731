#include "cli/run/steps.h"

#include "cli/run/draw/backtest.h"
#include "cli/run/draw/optimality.h"
#include "cli/run/draw/reasons.h"
#include "cli/run/draw/rules.h"
#include "cli/run/draw/versus.h"
#include "cli/run/read/column_values.h"
#include "cli/run/read/crs_operations.h"
#include "cli/run/read/joins.h"
#include "cli/run/read/levels.h"
#include "cli/run/regions/against.h"
#include "cli/share.h"
#include "cli/study_read.h"

#include "geo/text.h"

#include <stdlib.h>
#include <string.h>

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
    free(areas->share);
    bp_holdings_clear(&areas->holds);
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
    bp_region_set_clear(&run->adopted);
    bp_run_crosswalk_clear(&run->crosswalk);
    free(run->adoptions);
    for (int e = 0; run->evidence && e < run->study->n_evidence; e++)
        bp_run_evidence_clear(&run->evidence[e]);
    free(run->evidence);
    bp_run_reasons_clear(run);
    clear_areas(&run->areas[BP_DESIGNATED]);
    clear_areas(&run->areas[BP_PROPOSED]);
    bp_qgis_layers_clear(&run->shown);
    bp_stability_clear(&run->stability);
    bp_significance_clear(&run->significance);
    bp_audit_clear(&run->audit);
    bp_areas_clear(&run->delineated);
    bp_optimality_clear(&run->optimality);
    bp_scores_clear(&run->scores);
    bp_position_clear(&run->position);
    bp_run_versus_clear(&run->national);
    bp_run_backtest_clear(&run->by_area);
    bp_run_methods_clear(&run->methods);
    bp_run_rule_clear(run);
    bp_graph_clear(&run->graph);
    free(run->taking_part);
    free(run->overlaps);
    if (run->study)
        bp_run_programmes_clear(&run->relations, run->study->n_programmes);
    bp_run_budgets_clear(run->budgets, run->study ? run->study->n_budgets : 0);
    clear_units(&run->units);
    memset(run, 0, sizeof *run);
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
    static const step_fn steps[] = {
        bp_run_read_units,   bp_run_read_indicators, bp_run_check_years,       bp_run_score,
        bp_run_warn_against, bp_run_read_regions,    bp_run_choose_candidates, bp_run_connect};
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
    static const step_fn steps[] = {
        bp_run_delineate,      bp_run_find_optimality,   bp_run_compare_national,   bp_run_describe,
        bp_run_compare_areas,  bp_run_draw_methods,      bp_run_find_evidence,      bp_run_find_audit,
        bp_run_find_stability, bp_run_find_significance, bp_run_share_fallback,     bp_run_find_reasons,
        bp_run_word_reasons,   bp_run_compare_adopted,   bp_run_overlap_programmes, bp_run_relate_programmes,
        bp_run_share_budget};
    const write_fn writers[] = {
        bp_run_write_units,         bp_run_write_areas,   bp_run_write_adopted,  bp_run_write_rules,
        bp_run_write_backtest,      bp_run_write_methods, bp_run_write_overlaps, bp_run_write_programmes,
        bp_run_write_stability,     bp_run_write_audit,   bp_run_write_budget,   bp_run_write_explanations,
        bp_run_write_comparability, bp_run_write_project, bp_run_write_json,     bp_run_write_map};
    bp_status status = bp_run_prepare(run);
    if (!status)
        status = take_steps(run, steps, sizeof steps / sizeof *steps);
    for (size_t i = 0; !status && i < sizeof writers / sizeof *writers; i++) {
        status = writers[i](run, folder);
        if (!status)
            status = bp_context_check(run->context);
    }
    /* Last, for it is made of all the others. */
    if (!status)
        status = bp_run_write_report(run, folder);
    return status;
}
