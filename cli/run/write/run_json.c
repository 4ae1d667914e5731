/* run.json: what went in, with which settings and versions, what came out, and what to know about it. */
#include "cli/record.h"
#include "cli/run/run.h"

#include "analysis/branch_and_cut.h"
#include "cli/run/draw/audit.h"
#include "cli/run/draw/backtest.h"
#include "cli/run/draw/optimality.h"
#include "cli/run/draw/reasons.h"
#include "cli/run/draw/stability.h"
#include "cli/run/draw/versus.h"
#include "cli/run/json_text.h"
#include "cli/run/read/fallback.h"
#include "cli/run/read/joins.h"
#include "cli/run/read/json_tables.h"
#include "cli/run/write/json_study.h"
#include "cli/run/write/settings.h"
#include "geo/bitmap.h"
#include "geo/graph.h"
#include "geo/text.h"
#include "geo/version.h"
#include "geo/write.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static json_t *describe_program(void)
{
    bp_versions versions = bp_versions_get();
    return json_pack("{s:s, s:s, s:s, s:s, s:s, s:o}", "name", "brandpunt", "version", BRANDPUNT_VERSION,
                     "gdal", versions.gdal, "geos", versions.geos, "proj", versions.proj, "solver",
                     text_or_null(bp_branch_and_cut_solver()));
}

static json_t *describe_input_files(const bp_run *run)
{
    json_t *array = json_array();
    for (int i = 0; i < run->n_inputs; i++) {
        const bp_run_input *input = &run->inputs[i];
        json_t *object = json_pack("{s:o, s:o, s:s}", "role", safe_text(input->role), "file",
                                   safe_text(input->path), "sha256", input->sha256);
        if (input->is_content)
            json_object_set_new(object, "sha256_of", json_string("content"));
        json_array_append_new(array, object);
    }
    return array;
}

static json_t *describe_crs(const bp_run *run)
{
    const bp_crs *crs = &run->units.layer.crs;
    const char *change = NULL;
    for (int i = 0; i < run->n_crs_operations; i++)
        if (strcmp(run->crs_operations[i].role, "units") == 0)
            change = run->crs_operations[i].operation.name;
    return json_pack("{s:o, s:s, s:o}", "code", text_or_null(crs->code), "name", crs->name ? crs->name : "",
                     "units_transformed_by", text_or_null(change));
}

/* What brought the layers to one CRS, or to that of GeoJSON, and how good it is. */
static json_t *describe_crs_operations(const bp_run *run)
{
    json_t *array = json_array();
    for (int i = 0; i < run->n_crs_operations; i++) {
        const bp_crs_operation *used = &run->crs_operations[i].operation;
        json_t *object =
            json_pack("{s:o, s:o, s:o, s:o, s:I}", "layer", safe_text(run->crs_operations[i].role), "from",
                      safe_text(used->from), "to", safe_text(used->to), "operation", safe_text(used->name),
                      "operations_used", (json_int_t)used->n_used);
        json_t *better = json_null();
        if (used->better)
            better = json_pack("{s:o, s:f, s:o}", "operation", safe_text(used->better), "accuracy_m",
                               used->better_accuracy_m, "missing_file", safe_text(used->missing_grid));
        json_object_set_new(object, "accuracy_m",
                            used->accuracy_m < 0.0 ? json_null() : json_real(used->accuracy_m));
        json_object_set_new(object, "better", better);
        json_array_append_new(array, object);
    }
    return array;
}

/* The repaired units: the area of all of them before and after, and those in which it changed most. */
static json_t *describe_repair(const bp_run *run)
{
    const bp_repair_report *repair = &run->units.repair;
    const double crs_unit = run->units.layer.crs.metres_per_unit, km2 = crs_unit * crs_unit * 1e-6;
    json_t *worst = json_array();
    for (int i = 0; i < repair->n_worst; i++) {
        const bp_repair_change *change = &repair->worst[i];
        json_array_append_new(worst,
                              json_pack("{s:o, s:o, s:o}", "id", safe_text(run->units.id[change->unit]),
                                        "km2_before", rounded(change->area_before * km2, 6), "km2_after",
                                        rounded(change->area_after * km2, 6)));
    }
    return json_pack("{s:I, s:o, s:o, s:I, s:o}", "units", (json_int_t)repair->n_mended, "km2_before",
                     rounded(repair->area_before * km2, 6), "km2_after", rounded(repair->area_after * km2, 6),
                     "outer_rings_taken_as_holes", (json_int_t)repair->n_holes, "largest_changes", worst);
}

/* Why each indicator is missing where it is: no row in its table, or this or that code. */
static json_t *describe_missing(const bp_run *run)
{
    json_t *object = json_object();
    for (int k = 0; k < run->study->n_indicators; k++) {
        const bp_run_values *indicator = &run->indicators[k];
        json_t *codes = json_object();
        int64_t missing = 0;
        for (int64_t i = 0; i < bp_run_n(run); i++)
            missing += !bp_bitmap_get(indicator->valid, i);
        for (int64_t c = 0; c < indicator->n_codes; c++)
            json_object_set_new(codes, indicator->codes[c].code[0] ? indicator->codes[c].code : "(empty)",
                                json_integer((json_int_t)indicator->codes[c].count));
        json_t *reasons = json_pack("{s:I, s:I, s:o}", "units", (json_int_t)missing, "no_row",
                                    (json_int_t)indicator->n_no_row, "codes", codes);
        bp_json_add_denominator(reasons, run, k);
        json_object_set_new(object, run->study->indicators[k].name, reasons);
    }
    return object;
}

static json_t *describe_counts(const bp_run *run)
{
    int64_t n = bp_run_n(run), uninhabited = 0, unknown = 0;
    for (int64_t i = 0; i < n; i++) {
        bool known = bp_bitmap_get(run->units.population_known, i);
        unknown += !known;
        uninhabited += known && run->units.population[i] <= 0.0;
    }
    json_t *object = json_object();
    const struct {
        const char *key;
        int64_t count;
    } rows[] = {
        {"units", n},
        {"scored", run->scores.n_scored},
        {"not_scored", n - run->scores.n_scored},
        {"uninhabited", uninhabited},
        {"population_missing", unknown},
        {"repaired_geometries", run->units.repair.n_mended},
        {"empty_geometries", run->units.repair.n_empty},
        {"islands", bp_graph_count_islands(&run->graph) - run->units.repair.n_empty},
        {"links", run->graph.offsets[n] / 2},
        {"links_by_tolerance", run->links_by_tolerance},
        {"municipalities", run->units.n_municipalities},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        json_object_set_new(object, rows[i].key, json_integer((json_int_t)rows[i].count));
    json_object_set_new(object, "missing", describe_missing(run));
    json_object_set_new(object, "fallback", bp_json_fallback(run));
    json_object_set_new(object, "shrunk", bp_json_shrunk(run));
    json_object_set_new(object, "out_of_range", bp_json_outside(run));
    json_object_set_new(object, "signs_left_out", bp_json_signs(run));
    return object;
}

/* Overlaps and gaps between the units, the largest by name and place. */
static json_t *describe_topology(const bp_run *run)
{
    const bp_coverage_report *found = &run->units.topology;
    double side = run->units.layer.crs.metres_per_unit, km2 = side * side * 1e-6;
    json_t *pairs = json_array(), *holes = json_array();
    for (int64_t k = 0; k < found->n_overlaps && k < BP_RUN_WORST; k++)
        json_array_append_new(pairs, json_pack("{s:o, s:o, s:o}", "a",
                                               safe_text(run->units.id[found->overlaps[k].a]), "b",
                                               safe_text(run->units.id[found->overlaps[k].b]), "km2",
                                               rounded(found->overlaps[k].area * km2, 9)));
    for (int64_t k = 0; k < found->n_gaps && k < BP_RUN_WORST; k++)
        json_array_append_new(holes, json_pack("{s:o, s:o, s:o, s:o}", "x", rounded(found->gaps[k].xy[0], 1),
                                               "y", rounded(found->gaps[k].xy[1], 1), "km2",
                                               rounded(found->gaps[k].area * km2, 9), "width_m",
                                               rounded(found->gaps[k].width * side, 3)));
    json_t *overlaps =
        json_pack("{s:I, s:o, s:I, s:o, s:o}", "pairs", (json_int_t)found->n_overlaps, "km2",
                  rounded(found->overlap_area * km2, 9), "slivers", (json_int_t)found->overlap_slivers.n,
                  "slivers_km2", rounded(found->overlap_slivers.area * km2, 9), "largest", pairs);
    json_t *gaps = json_pack("{s:I, s:o, s:I, s:o, s:o}", "gaps", (json_int_t)found->n_gaps, "km2",
                             rounded(found->gap_area * km2, 9), "slivers", (json_int_t)found->gap_slivers.n,
                             "slivers_km2", rounded(found->gap_slivers.area * km2, 9), "largest", holes);
    return json_pack("{s:I, s:o, s:o}", "unmatched_segments", (json_int_t)found->n_free, "overlaps", overlaps,
                     "gaps", gaps);
}

static void sum_areas(const bp_run_areas *areas, int64_t *units, double *population, int64_t *bridges)
{
    *units = *bridges = 0;
    *population = 0.0;
    for (int32_t a = 0; a < areas->n; a++) {
        *units += areas->profile.n_members[a];
        *population += areas->profile.population[a];
        *bridges += areas->n_bridges[a];
    }
}

static json_t *describe_designated(const bp_run *run)
{
    int64_t units = 0, bridges = 0;
    double population = 0.0;
    if (!run->study->has_designated)
        return json_null();
    sum_areas(&run->areas[BP_DESIGNATED], &units, &population, &bridges);
    return json_pack("{s:I, s:I, s:o, s:I, s:I}", "areas", (json_int_t)run->areas[BP_DESIGNATED].n, "units",
                     (json_int_t)units, "population", rounded(population, 3), "codes",
                     (json_int_t)run->designated.n_codes, "codes_unknown",
                     (json_int_t)run->designated.n_unknown_codes);
}

static json_t *describe_proposed(const bp_run *run)
{
    int64_t units = 0, bridges = 0, below = 0, above = 0;
    double population = 0.0;
    sum_areas(&run->areas[BP_PROPOSED], &units, &population, &bridges);
    for (int32_t a = 0; a < run->delineated.n_areas; a++) {
        below += run->delineated.areas[a].n_below_base;
        above += run->delineated.areas[a].is_above_ceiling;
    }
    json_t *object =
        json_pack("{s:I, s:I, s:o, s:I, s:I, s:I}", "areas", (json_int_t)run->areas[BP_PROPOSED].n, "units",
                  (json_int_t)units, "population", rounded(population, 3), "bridges", (json_int_t)bridges,
                  "units_below_base", (json_int_t)below, "areas_above_ceiling", (json_int_t)above);
    json_object_set_new(object, "left_out",
                        json_pack("{s:I, s:o}", "units", (json_int_t)run->left_out_units, "population",
                                  rounded(run->left_out_population, 3)));
    return object;
}

static json_t *describe_backtest(const bp_run *run)
{
    const bp_backtest *test = &run->backtest;
    if (!run->study->has_designated)
        return json_null();
    json_t *object = json_object();
    json_object_set_new(object, "population_in_both", rounded(test->both_population, 3));
    json_object_set_new(object, "population_missed",
                        rounded(test->reference_population - test->both_population, 3));
    json_object_set_new(object, "population_extra",
                        rounded(test->drawn_population - test->both_population, 3));
    json_object_set_new(object, "units_population_unknown", json_integer((json_int_t)test->unknown_units));
    json_object_set_new(object, "units_in_both", json_integer((json_int_t)test->both_units));
    json_object_set_new(object, "recall", test->has_recall ? rounded(test->recall, 6) : json_null());
    json_object_set_new(object, "precision", test->has_precision ? rounded(test->precision, 6) : json_null());
    bool has_jaccard = test->has_recall || test->has_precision;
    json_object_set_new(object, "jaccard", has_jaccard ? rounded(test->jaccard, 6) : json_null());
    bp_json_add_backtest(object, run);
    return object;
}

static json_t *describe_programmes(const bp_run *run)
{
    json_t *array = json_array();
    for (int p = 0; p < run->study->n_programmes; p++) {
        const bp_region_set *set = &run->programmes[p];
        int64_t overlaps = 0;
        for (int64_t k = 0; k < run->n_overlaps; k++)
            overlaps += run->overlaps[k].programme == p;
        json_t *object = json_pack("{s:s, s:I, s:I, s:I, s:I}", "name", set->name, "regions",
                                   (json_int_t)set->n, "codes", (json_int_t)set->n_codes, "codes_unknown",
                                   (json_int_t)set->n_unknown_codes, "overlaps", (json_int_t)overlaps);
        json_t *areas = bp_json_programme(run, p);
        json_object_update(object, areas);
        json_decref(areas);
        json_array_append_new(array, object);
    }
    return array;
}

static json_t *describe_evidence(const bp_run *run)
{
    json_t *array = json_array();
    for (int e = 0; e < run->study->n_evidence; e++) {
        const bp_run_evidence *found = &run->evidence[e];
        json_t *object = bp_json_evidence_asked(found->asked), *clusters = json_object();
        const char *word = NULL;
        for (int k = 0; (word = bp_run_evidence_word(found, k)) != NULL; k++)
            json_object_set_new(clusters, word, json_integer(bp_run_evidence_count(found, word)));
        json_object_set_new(object, "column", json_string(found->column));
        json_object_set_new(object, "weights", json_string("W"));
        bool is_shared = found->local.inference == BP_INFERENCE_PERMUTATION;
        json_object_set_new(object, "method", json_string(is_shared ? "shared" : "plain"));
        json_object_set_new(object, "drawn", json_integer(found->n_drawn));
        json_object_set_new(object, "tests", json_integer(found->cutoff.n_tests));
        json_object_set_new(object, "significant", json_integer(found->cutoff.n_significant));
        json_object_set_new(object, "cutoff", json_real(found->cutoff.cutoff));
        json_object_set_new(object, "clusters", clusters);
        json_array_append_new(array, object);
    }
    return array;
}

static json_t *describe_warnings(const bp_run *run)
{
    json_t *array = json_array();
    for (size_t i = 0; i < bp_context_warning_count(run->context); i++) {
        const bp_warning *warning = bp_context_warning_at(run->context, i);
        json_array_append_new(
            array, json_pack("{s:s, s:o}", "code", warning->code, "text", safe_text(warning->text)));
    }
    return array;
}

/* All that may differ between two runs of the same study, in one place so that it can be left out of a
 * comparison. */
static json_t *describe_timings(const bp_run *run)
{
    int n = 0;
    const bp_timing *timings = bp_progress_timings(run->progress, &n);
    json_t *object = json_pack("{s:i}", "threads", bp_context_threads(run->context));
    json_t *steps = json_object();
    for (int i = 0; i < n; i++)
        json_object_set_new(steps, timings[i].step, rounded(timings[i].seconds, 4));
    json_object_set_new(object, "seconds", steps);
    return object;
}

static json_t *build(const bp_run *run)
{
    json_t *root = json_object();
    json_object_set_new(root, "schema", json_string(BP_RECORD_SCHEMA));
    json_object_set_new(root, "program", describe_program());
    json_object_set_new(root, "study", bp_json_study(run->study));
    json_object_set_new(root, "settings", json_string(BP_SETTINGS_PLACE));
    json_object_set_new(root, "seed", json_integer((json_int_t)run->seed));
    json_object_set_new(root, "inputs", describe_input_files(run));
    json_object_set_new(root, "crs", describe_crs(run));
    json_object_set_new(root, "crs_operations", describe_crs_operations(run));
    json_object_set_new(root, "repair", describe_repair(run));
    json_object_set_new(root, "counts", describe_counts(run));
    json_object_set_new(root, "units", json_pack("{s:o}", "topology", describe_topology(run)));
    json_object_set_new(root, "joins", bp_json_joins(run));
    json_object_set_new(root, "columns_by_alias", bp_json_renamed(run));
    json_object_set_new(root, "spatial_joins", bp_run_joins_json(run));
    json_object_set_new(root, "designated", describe_designated(run));
    json_object_set_new(root, "proposed", describe_proposed(run));
    json_object_set_new(root, "optimality", bp_json_optimality(run));
    json_object_set_new(root, "size_classes", bp_json_size_classes(run));
    json_object_set_new(root, "candidates", bp_json_candidates(run));
    json_object_set_new(root, "local_position", bp_json_local(run));
    json_object_set_new(root, "versus_national", bp_json_versus(run));
    json_object_set_new(root, "adopted", bp_run_adopted_json(run));
    json_object_set_new(root, "crosswalk", bp_run_crosswalk_json(run));
    json_object_set_new(root, "backtest", describe_backtest(run));
    json_object_set_new(root, "methods", bp_run_methods_json(run));
    json_object_set_new(root, "reasons", bp_json_reasons(run));
    json_object_set_new(root, "comparability", bp_json_comparability(run));
    json_object_set_new(root, "programmes", describe_programmes(run));
    json_object_set_new(root, "evidence", describe_evidence(run));
    json_object_set_new(root, "budget", bp_json_budget(run));
    json_object_set_new(root, "stability", bp_json_stability(run));
    json_object_set_new(root, "significance", bp_json_significance(run));
    json_object_set_new(root, "audit", bp_json_audit(run));
    json_object_set_new(root, "warnings", describe_warnings(run));
    json_object_set_new(root, "timings", describe_timings(run));
    return root;
}

bp_status bp_run_write_json(bp_run *run, const bp_folder *folder)
{
    bp_progress_end(run->progress);
    json_t *root = build(run);
    char *text = root ? json_dumps(root, JSON_INDENT(2) | JSON_REAL_PRECISION(12)) : NULL;
    char *whole = text ? bp_settings_put_in(run, text) : NULL;
    char *path = bp_folder_path(folder, "run.json");
    bp_status status = whole && path ? BP_OK : bp_context_fail_memory(run->context, 0);
    if (!status)
        status = bp_file_write(run->context, path, whole, strlen(whole));
    free(text);
    free(whole);
    free(path);
    json_decref(root);
    return status;
}
