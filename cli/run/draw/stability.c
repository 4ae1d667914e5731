/* The study worked out in other ways, and held against chance. */
#include "cli/run/draw/stability.h"

#include "cli/run/columns.h"
#include "cli/run/project.h"
#include "cli/terminal.h"
#include "geo/bitmap.h"
#include "geo/contiguity_tolerance.h"
#include "geo/text.h"
#include "geo/write.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The contiguity that the study does not draw with. */
static bp_status connect_other(bp_run *run, bp_contiguity_rule rule, bp_graph *out)
{
    bp_tolerance_report report = BP_TOLERANCE_REPORT_INIT;
    double tolerance = run->study->areas.tolerance / run->units.layer.crs.metres_per_unit;
    const bp_polygons *polygons = &run->units.layer.polygons;
    bp_status status = tolerance > 0.0
                           ? bp_contiguity_tolerant(run->context, polygons, rule, tolerance, out, &report)
                           : bp_contiguity(run->context, polygons, rule, out);
    bp_tolerance_report_clear(&report);
    return status;
}

static bp_range range_of(const double *pair)
{
    return (bp_range){pair[0], pair[1]};
}

static bp_variant_options options_of(const bp_run *run)
{
    const bp_study_stability *asked = &run->study->stability;
    return (bp_variant_options){
        .n_variants = asked->variants,
        .seed = (uint64_t)run->seed,
        .concentration = asked->concentration,
        .normalisations = asked->normalise,
        .n_normalisations = asked->n_normalise,
        .base = range_of(asked->base),
        .reach = range_of(asked->reach),
        .floor = range_of(asked->floor),
        .ceiling = range_of(asked->ceiling),
        .n_graphs = asked->n_contiguity,
        .leave_out = asked->leave_out,
        .policies = asked->missing,
        .n_policies = asked->n_missing,
        .least_domains = (int)asked->min_domains[0],
        .most_domains = (int)asked->min_domains[1],
    };
}

bp_status bp_run_find_stability(bp_run *run)
{
    enum { MOST_RULES = 2 };
    const bp_study_stability *asked = &run->study->stability;
    const bp_graph *graphs[MOST_RULES] = {NULL};
    bp_graph other = BP_GRAPH_INIT;
    bp_status status = BP_OK;
    if (!asked->is_asked)
        return BP_OK;
    bp_progress_begin(run->progress, "stability");
    for (int g = 0; !status && g < asked->n_contiguity && g < MOST_RULES; g++) {
        bool is_own = asked->contiguity[g] == run->study->areas.contiguity;
        graphs[g] = is_own ? &run->graph : &other;
        if (!is_own)
            status = connect_other(run, asked->contiguity[g], &other);
    }
    if (!status) {
        const bp_stability_input input = {&run->ground, &run->rule, &run->delineated, graphs};
        const bp_variant_options options = options_of(run);
        bp_progress_count(run->progress, options.n_variants, "variants");
        status = bp_stability_compute(run->context, &input, &options, &run->stability);
        status = bp_study_blame(run->context, run->study, status, "stability");
    }
    if (!status && run->stability.n_empty > 0)
        bp_context_warn(run->context, "empty_variants",
                        "%" PRId64 " of %" PRId64 " variants select nothing; they count as such",
                        run->stability.n_empty, run->stability.n_variants);
    bp_graph_clear(&other);
    return status;
}

bp_status bp_run_find_significance(bp_run *run)
{
    const bp_study_significance *asked = &run->study->significance;
    bp_significance_options options = BP_SIGNIFICANCE_OPTIONS_INIT;
    if (!asked->is_asked)
        return BP_OK;
    bp_progress_begin(run->progress, "significance");
    options.n_replicates = asked->replicates;
    bp_progress_count(run->progress, asked->replicates, "replicates");
    options.seed = (uint64_t)run->seed;
    options.within = asked->within == BP_STUDY_EXCHANGE_MUNICIPALITY ? run->units.municipality : NULL;
    bp_status status = bp_significance_compute(run->context, &run->ground, &run->rule, &run->delineated,
                                               &options, &run->significance);
    return bp_study_blame(run->context, run->study, status, "significance");
}

static double share_of_variants(const bp_run *run, int64_t count)
{
    return (double)count / (double)run->stability.n_variants;
}

bp_status bp_run_stability_add_units(const bp_run *run, bp_table *table)
{
    bp_column *column = NULL;
    if (!run->study->stability.is_asked)
        return BP_OK;
    bp_status status = bp_table_add(run->context, table, "stability", BP_COLUMN_REAL, &column);
    /* A unit without a score is in no area because nothing is known of it, which is no stability of 0. */
    for (int64_t i = 0; !status && i < table->n_rows; i++)
        if (run->stability.selected[i] > 0 || bp_bitmap_get(run->scores.valid, i))
            bp_column_set_real(
                column, i,
                bp_round_to(share_of_variants(run, run->stability.selected[i]), BP_DECIMALS_SCORE));
    return status;
}

/* A figure of proposed area a. */
typedef double (*area_figure)(const bp_run *run, int32_t a);

static double survival_of(const bp_run *run, int32_t a)
{
    return bp_round_to(share_of_variants(run, run->stability.survived[a]), BP_DECIMALS_SCORE);
}

static double overlap_of(const bp_run *run, int32_t a)
{
    return bp_round_to(run->stability.overlap[a], BP_DECIMALS_SCORE);
}

static double p_of(const bp_run *run, int32_t a)
{
    return run->significance.p[a];
}

static bp_status add_figure(const bp_run *run, bp_table *table, const char *name, area_figure figure,
                            int64_t first)
{
    bp_column *column = NULL;
    bp_status status = bp_table_add(run->context, table, name, BP_COLUMN_REAL, &column);
    for (int32_t a = 0; !status && a < run->areas[BP_PROPOSED].n; a++)
        bp_column_set_real(column, first + a, figure(run, a));
    return status;
}

bp_status bp_run_stability_add_areas(const bp_run *run, bp_table *table, int64_t first)
{
    bp_status status = BP_OK;
    if (run->study->stability.is_asked) {
        status = add_figure(run, table, "survival", survival_of, first);
        if (!status)
            status = add_figure(run, table, "variant_overlap", overlap_of, first);
    }
    if (!status && run->study->significance.is_asked)
        status = add_figure(run, table, "significance_p", p_of, first);
    return status;
}

/* The choice that takes the largest share of the variance of a measure; -1: none does. */
static int largest_choice(const bp_stability *stability, int measure)
{
    int at = -1;
    for (int c = 0; stability->defined[measure] && c < BP_N_CHOICES; c++)
        if (stability->share[measure][c] > (at < 0 ? 0.0 : stability->share[measure][at]))
            at = c;
    return at;
}

static void print_stability(const bp_run *run)
{
    const bp_stability *found = &run->stability;
    char variants[32], line[400];
    int32_t n_lasting = 0;
    int at = largest_choice(found, BP_MEASURE_JACCARD);
    for (int32_t a = 0; a < found->n_areas; a++)
        n_lasting += 10 * found->survived[a] >= 9 * found->n_variants;
    snprintf(line, sizeof line,
             "%s variants share %.0f %% of their residents with this result on average (%.0f to %.0f %% in "
             "nine of ten); %" PRId32 " of %" PRId32 " areas are in nine of ten or more",
             bp_text_count(found->n_variants, variants), 100.0 * found->mean[BP_MEASURE_JACCARD],
             100.0 * found->low[BP_MEASURE_JACCARD], 100.0 * found->high[BP_MEASURE_JACCARD], n_lasting,
             found->n_areas);
    bp_terminal_print("stability   ", line, 13);
    if (at < 0)
        return;
    snprintf(line, sizeof line, "most sensitive to %s: %.0f %% of the variance of that share",
             bp_choice_names[at], 100.0 * found->share[BP_MEASURE_JACCARD][at]);
    bp_terminal_print("            ", line, 13);
}

void bp_run_stability_print(const bp_run *run)
{
    if (run->study->stability.is_asked)
        print_stability(run);
    if (run->study->significance.is_asked) {
        const bp_significance *found = &run->significance;
        char replicates[32], line[300];
        int32_t n = 0;
        for (int32_t a = 0; a < found->n_areas; a++)
            n += found->p[a] <= 0.05;
        snprintf(line, sizeof line,
                 "%" PRId32 " of %" PRId32
                 " areas are heavier than chance makes the heaviest (p <= 0.05, %s replicates); all areas "
                 "together: p = %.3g",
                 n, found->n_areas, bp_text_count(found->n_replicates, replicates), found->total_p);
        bp_terminal_print("significance", line, 13);
    }
}

static bp_status fill_layer(bp_run *run, bp_table *table)
{
    const char *const *ids = (const char *const *)run->units.id;
    table->n_rows = bp_run_n(run);
    bp_status status = bp_table_add_text(run->context, table, "unit_id", ids);
    if (!status)
        status = bp_table_add_text(run->context, table, "name", (const char *const *)run->units.name);
    if (!status)
        status = bp_add_reals(run->context, table, "population", run->units.population,
                              run->units.population_known, 1.0, BP_DECIMALS_WEIGHT);
    const char **area = (const char **)calloc((size_t)table->n_rows + 1, sizeof *area);
    if (!status && !area)
        status = bp_context_fail_memory(run->context, 0);
    for (int64_t i = 0; !status && i < table->n_rows; i++) {
        int32_t a = run->areas[BP_PROPOSED].area_of[i];
        area[i] = a < 0 ? NULL : run->areas[BP_PROPOSED].id[a];
    }
    if (!status)
        status = bp_table_add_text(run->context, table, "area_id", area);
    free((void *)area);
    return status ? status : bp_run_stability_add_units(run, table);
}

bp_status bp_run_write_stability(bp_run *run, const bp_folder *folder)
{
    bp_table table = BP_TABLE_INIT;
    if (!run->study->stability.is_asked)
        return BP_OK;
    bp_progress_begin(run->progress, "write stability");
    char *path = bp_folder_path(folder, "stability.gpkg");
    bp_status status = path ? fill_layer(run, &table) : bp_context_fail_memory(run->context, 0);
    if (!status) {
        /* Geometry and CRS are lent to it. */
        const bp_layer layer = {table, run->units.layer.polygons, run->units.layer.crs};
        status = bp_layer_write(run->context, &layer, path, "stability");
        if (!status)
            status = bp_run_show_layer(run, &layer,
                                       (bp_run_shown){"stability", "stability", false, BP_THEME_UNITS, true});
    }
    bp_table_clear(&table);
    free(path);
    return status;
}
