/* focus_areas.gpkg, focus_areas.geojson and areas.csv. */
#include "cli/run/columns.h"
#include "cli/run/draw/optimality.h"
#include "cli/run/draw/reasons.h"
#include "cli/run/draw/stability.h"
#include "cli/run/project.h"
#include "cli/run/run.h"

#include "geo/text.h"
#include "geo/write.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Row r of the output: the designated areas first, then the proposed ones by rank. */
typedef struct area_row {
    int kind;
    int32_t area;
} area_row;

static int64_t count_rows(const bp_run *run)
{
    return (int64_t)run->areas[BP_DESIGNATED].n + run->areas[BP_PROPOSED].n;
}

static area_row row_at(const bp_run *run, int64_t r)
{
    int32_t n = run->areas[BP_DESIGNATED].n;
    return r < n ? (area_row){BP_DESIGNATED, (int32_t)r} : (area_row){BP_PROPOSED, (int32_t)(r - n)};
}

/* texts[rows] to be freed with bp_texts_free(). */
typedef char *(*text_fn)(const bp_run *run, area_row row);

static char *kind_of(const bp_run *run, area_row row)
{
    (void)run;
    return bp_text_copy(bp_kind_names[row.kind]);
}

static char *id_of(const bp_run *run, area_row row)
{
    return bp_text_copy(run->areas[row.kind].id[row.area]);
}

static char *name_of(const bp_run *run, area_row row)
{
    return bp_text_copy(run->areas[row.kind].name[row.area]);
}

static char *municipality_of(const bp_run *run, area_row row)
{
    int32_t m = run->areas[row.kind].municipality[row.area];
    return m < 0 ? NULL : bp_text_copy(run->units.municipality_code[m]);
}

static char *municipality_name_of(const bp_run *run, area_row row)
{
    int32_t m = run->areas[row.kind].municipality[row.area];
    return m < 0 ? NULL : bp_text_copy(run->units.municipality_name[m]);
}

static char *certainty_of(const bp_run *run, area_row row)
{
    return row.kind == BP_DESIGNATED ? bp_text_copy(run->designated.certainty[row.area]) : NULL;
}

/* How sure the members are, by how many: "sure 4; likely 3". */
static char *members_certainty_of(const bp_run *run, area_row row)
{
    const bp_region_set *set = &run->designated;
    char *text = NULL;
    if (row.kind != BP_DESIGNATED)
        return NULL;
    for (int32_t w = 0; w < set->n_words; w++) {
        int64_t count = 0;
        for (int64_t k = 0; k < set->n_members; k++)
            count += set->members[k].region == row.area && set->members[k].certainty == w;
        if (count == 0)
            continue;
        char *longer =
            bp_text_format("%s%s%s %" PRId64, text ? text : "", text ? "; " : "", set->words[w], count);
        free(text);
        text = longer;
    }
    return text;
}

/* What to know about an area before using it; none in most. */
static char *flags_of(const bp_run *run, area_row row)
{
    bool above = row.kind == BP_PROPOSED && run->delineated.areas[row.area].is_above_ceiling;
    const bp_profile *profile = &run->areas[row.kind].profile;
    bool none = profile->n_members[row.area] == 0;
    if (none && profile->population[row.area] > 0.0)
        return bp_text_copy("parts_only");
    return above ? bp_text_copy("above_ceiling") : none ? bp_text_copy("no_units") : NULL;
}

static char *why_of(const bp_run *run, area_row row)
{
    return bp_text_copy(run->reasons.area_why[row.kind][row.area]);
}

static char *alike_of(const bp_run *run, area_row row)
{
    return row.kind == BP_PROPOSED && run->reasons.alike ? bp_text_copy(run->reasons.alike[row.area]) : NULL;
}

static char *worst_domain_of(const bp_run *run, area_row row)
{
    int worst[1];
    return bp_run_worst_of_area(run, row.kind, row.area, worst, 1) > 0
               ? bp_text_copy(run->study->domains[worst[0]].name)
               : NULL;
}

static char *source_of(const bp_run *run, area_row row)
{
    return row.kind == BP_DESIGNATED ? bp_text_copy(run->designated.source[row.area]) : NULL;
}

static bp_status add_texts(bp_run *run, bp_table *table, const char *name, text_fn text_at)
{
    char **texts = (char **)calloc((size_t)table->n_rows + 1, sizeof *texts);
    if (!texts)
        return bp_context_fail_memory(run->context, 0);
    for (int64_t r = 0; r < table->n_rows; r++)
        texts[r] = text_at(run, row_at(run, r));
    bp_status status = bp_table_add_text(run->context, table, name, (const char *const *)texts);
    bp_texts_free(texts, table->n_rows);
    return status;
}

/* One text per area, made of the ids of its units with the given role. */
static bp_status add_unit_ids(bp_run *run, bp_table *table, const char *name, uint8_t role)
{
    char **texts = (char **)calloc((size_t)table->n_rows + 1, sizeof *texts);
    size_t *length = (size_t *)calloc((size_t)table->n_rows + 1, sizeof *length);
    bp_status status = texts && length ? BP_OK : bp_context_fail_memory(run->context, 0);
    /* Twice over the units: first to count the bytes of every area, then to fill them in. */
    for (int pass = 0; !status && pass < 2; pass++) {
        for (int kind = 0; kind < 2; kind++) {
            int64_t first = kind == BP_DESIGNATED ? 0 : run->areas[BP_DESIGNATED].n;
            for (int64_t i = 0; i < bp_run_n(run); i++) {
                if (run->areas[kind].area_of[i] < 0 || run->areas[kind].role[i] != role)
                    continue;
                int64_t r = first + run->areas[kind].area_of[i];
                size_t bytes = strlen(run->units.id[i]);
                if (pass == 1) {
                    if (length[r] > 0)
                        texts[r][length[r] - 1] = ';';
                    memcpy(texts[r] + length[r], run->units.id[i], bytes + 1);
                }
                length[r] += bytes + 1;
            }
        }
        for (int64_t r = 0; !status && pass == 0 && r < table->n_rows; r++) {
            if (length[r] > 0 && !(texts[r] = (char *)malloc(length[r])))
                status = bp_context_fail_memory(run->context, length[r]);
            length[r] = 0;
        }
    }
    if (!status)
        status = bp_table_add_text(run->context, table, name, (const char *const *)texts);
    bp_texts_free(texts, table->n_rows);
    free(length);
    return status;
}

/* The regions that residents of the area live in, "; " between them, in the order of the programmes. */
static bp_status add_programmes(bp_run *run, bp_table *table)
{
    bp_status status = BP_OK;
    char **texts = (char **)calloc((size_t)table->n_rows + 1, sizeof *texts);
    if (!texts)
        return bp_context_fail_memory(run->context, 0);
    for (int64_t k = 0; !status && k < run->n_overlaps; k++) {
        const bp_run_overlap *overlap = &run->overlaps[k];
        if (!(overlap->population > 0.0))
            continue;
        int64_t r = overlap->area + (overlap->kind == BP_DESIGNATED ? 0 : run->areas[BP_DESIGNATED].n);
        const char *title = run->programmes[overlap->programme].title[overlap->region];
        const char *part = overlap->is_part ? " (possibly)" : "";
        char *longer =
            bp_text_format("%s%s%s%s", texts[r] ? texts[r] : "", texts[r] ? "; " : "", title, part);
        if (!longer)
            status = bp_context_fail_memory(run->context, 0);
        free(texts[r]);
        texts[r] = longer;
    }
    if (!status)
        status = bp_table_add_text(run->context, table, "programmes", (const char *const *)texts);
    bp_texts_free(texts, table->n_rows);
    return status;
}

/* A REAL column filled from both kinds: value_at says whether row has a value. */
typedef bool (*value_fn)(const bp_run *run, area_row row, int d, double *value);

static bool population_of(const bp_run *run, area_row row, int d, double *value)
{
    (void)d;
    const bp_profile *profile = &run->areas[row.kind].profile;
    *value = profile->population[row.area];
    return profile->n_members[row.area] > profile->n_unknown[row.area] || *value > 0.0;
}

static bool km2_of(const bp_run *run, area_row row, int d, double *value)
{
    (void)d;
    *value = run->areas[row.kind].area_m2[row.area] * 1e-6;
    return true;
}

static bool score_of(const bp_run *run, area_row row, int d, double *value)
{
    const bp_profile *profile = &run->areas[row.kind].profile;
    (void)d;
    *value = profile->score[row.area];
    return profile->score_valid[row.area];
}

static bool weight_of(const bp_run *run, area_row row, int d, double *value)
{
    const bp_profile *profile = &run->areas[row.kind].profile;
    (void)d;
    *value = profile->weight[row.area];
    return profile->score_valid[row.area];
}

/* How the weight of a proposed area compares with the most that could stand in its place. */
static bool optimality_of(const bp_run *run, area_row row, int figure, double *value)
{
    return row.kind == BP_PROPOSED && bp_run_optimality_of_area(run, row.area, figure, value);
}

static bool domain_of(const bp_run *run, area_row row, int d, double *value)
{
    const bp_profile *profile = &run->areas[row.kind].profile;
    int64_t at = (int64_t)d * profile->n_areas + row.area;
    *value = profile->domain[at];
    return profile->domain_valid[at];
}

/* share_in_designated is about proposed areas, share_in_proposed about designated ones; d is that kind. */
static bool share_of(const bp_run *run, area_row row, int d, double *value)
{
    *value = run->areas[row.kind].share_in_other[row.area];
    return run->study->has_designated && row.kind == d && run->areas[row.kind].share_defined[row.area];
}

/* The share of the area's residents in significant hot units of evidence e. */
static bool hot_share_of(const bp_run *run, area_row row, int e, double *value)
{
    const bp_run_evidence *evidence = &run->evidence[e];
    *value = evidence->share[row.kind][row.area];
    return evidence->share_defined[row.kind][row.area];
}

static bp_status add_values(bp_run *run, bp_table *table, const char *name, value_fn value_at, int d,
                            int decimals)
{
    bp_column *column = NULL;
    bp_status status = bp_table_add(run->context, table, name, BP_COLUMN_REAL, &column);
    for (int64_t r = 0; !status && r < table->n_rows; r++) {
        double value = 0.0;
        if (value_at(run, row_at(run, r), d, &value))
            bp_column_set_real(column, r, bp_round_to(value, decimals));
    }
    return status;
}

static int64_t units_of(const bp_run *run, area_row row)
{
    return run->areas[row.kind].profile.n_members[row.area];
}

static int64_t bridges_of(const bp_run *run, area_row row)
{
    return run->areas[row.kind].n_bridges[row.area];
}

static int64_t stack_of(const bp_run *run, area_row row)
{
    return run->areas[row.kind].profile.stack[row.area];
}

static int64_t unknown_of(const bp_run *run, area_row row)
{
    return run->areas[row.kind].profile.n_unknown[row.area];
}

static int64_t rank_of(const bp_run *run, area_row row)
{
    return run->areas[row.kind].rank[row.area];
}

static bp_status add_counts(bp_run *run, bp_table *table, const char *name,
                            int64_t (*count_at)(const bp_run *run, area_row row))
{
    bp_column *column = NULL;
    bp_status status = bp_table_add(run->context, table, name, BP_COLUMN_INTEGER, &column);
    for (int64_t r = 0; !status && r < table->n_rows; r++)
        bp_column_set_integer(column, r, count_at(run, row_at(run, r)));
    return status;
}

/* An area without a score has no place among the others. */
static bp_status add_ranks(bp_run *run, bp_table *table)
{
    bp_column *column = NULL;
    bp_status status = bp_table_add(run->context, table, "rank", BP_COLUMN_INTEGER, &column);
    for (int64_t r = 0; !status && r < table->n_rows; r++)
        if (rank_of(run, row_at(run, r)) > 0)
            bp_column_set_integer(column, r, rank_of(run, row_at(run, r)));
    return status;
}

static bp_status add_identity(bp_run *run, bp_table *table)
{
    bp_status status = add_texts(run, table, "area_id", id_of);
    if (!status)
        status = add_texts(run, table, "kind", kind_of);
    if (!status)
        status = add_texts(run, table, "name", name_of);
    if (!status)
        status = add_texts(run, table, "municipality", municipality_of);
    const bp_study_municipality *asked = &run->study->units.municipality;
    if (!status && (asked->name || asked->names.source))
        status = add_texts(run, table, "municipality_name", municipality_name_of);
    if (!status)
        status = add_counts(run, table, "units", units_of);
    if (!status)
        status = add_unit_ids(run, table, "unit_ids", BP_ROLE_MEMBER);
    if (!status)
        status = add_counts(run, table, "bridges", bridges_of);
    if (!status)
        status = add_unit_ids(run, table, "bridge_ids", BP_ROLE_BRIDGE);
    return status;
}

static bp_status add_measures(bp_run *run, bp_table *table)
{
    bp_status status = add_values(run, table, "population", population_of, 0, BP_DECIMALS_WEIGHT);
    if (!status)
        status = add_counts(run, table, "units_population_unknown", unknown_of);
    if (!status)
        status = add_values(run, table, "area_km2", km2_of, 0, BP_DECIMALS_KM2);
    if (!status)
        status = add_values(run, table, "score", score_of, 0, BP_DECIMALS_SCORE);
    if (!status)
        status = add_counts(run, table, "stack", stack_of);
    if (!status)
        status = add_values(run, table, "weight", weight_of, 0, BP_DECIMALS_WEIGHT);
    if (!status)
        status = add_values(run, table, "bound", optimality_of, BP_OPTIMALITY_BOUND, BP_DECIMALS_WEIGHT);
    if (!status)
        status = add_values(run, table, "gap", optimality_of, BP_OPTIMALITY_GAP, BP_DECIMALS_SCORE);
    if (!status)
        status = add_ranks(run, table);
    for (int d = 0; !status && d < run->study->n_domains; d++) {
        char name[160];
        snprintf(name, sizeof name, "domain_%s", run->study->domains[d].name);
        status = add_values(run, table, name, domain_of, d, BP_DECIMALS_SCORE);
    }
    return status;
}

/* The share of the area's residents with a value that is not their unit's own. */
static bool fallback_share_of(const bp_run *run, area_row row, int d, double *value)
{
    (void)d;
    const bp_run_areas *areas = &run->areas[row.kind];
    *value = areas->fallback_share[row.area];
    return areas->fallback_share_defined[row.area];
}

static bool missing_share_of(const bp_run *run, area_row row, int d, double *value)
{
    (void)d;
    const bp_area_contributions *areas = &run->reasons.areas[row.kind];
    *value = areas->missing_share[row.area];
    return areas->share_defined[row.area];
}

static bp_status add_reasons(bp_run *run, bp_table *table)
{
    bp_status status = add_values(run, table, "missing_share", missing_share_of, 0, BP_DECIMALS_SCORE);
    if (!status)
        status = add_texts(run, table, "worst_domain", worst_domain_of);
    if (!status)
        status = add_texts(run, table, "why", why_of);
    if (!status && run->reasons.alike)
        status = add_texts(run, table, "most_like", alike_of);
    return status;
}

static bp_status add_evidence(bp_run *run, bp_table *table)
{
    bp_status status = BP_OK;
    for (int e = 0; !status && e < run->study->n_evidence; e++) {
        char *name = bp_text_format("%s_share", run->evidence[e].column);
        status = name ? add_values(run, table, name, hot_share_of, e, BP_DECIMALS_SCORE)
                      : bp_context_fail_memory(run->context, 0);
        free(name);
    }
    return status;
}

static bp_status add_comparison(bp_run *run, bp_table *table)
{
    bp_status status =
        add_values(run, table, "share_in_designated", share_of, BP_PROPOSED, BP_DECIMALS_SCORE);
    if (!status)
        status = add_values(run, table, "share_in_proposed", share_of, BP_DESIGNATED, BP_DECIMALS_SCORE);
    if (!status)
        status = add_evidence(run, table);
    if (!status)
        status = bp_run_stability_add_areas(run, table, run->areas[BP_DESIGNATED].n);
    if (!status && run->n_fallback)
        status = add_values(run, table, "fallback_share", fallback_share_of, 0, BP_DECIMALS_SCORE);
    if (!status)
        status = add_reasons(run, table);
    if (!status)
        status = add_programmes(run, table);
    if (!status)
        status = bp_run_programmes_add_areas(run, table);
    if (!status)
        status = bp_run_budget_add_areas(run, table);
    if (!status)
        status = add_texts(run, table, "certainty", certainty_of);
    if (!status)
        status = add_texts(run, table, "members_certainty", members_certainty_of);
    if (!status)
        status = add_texts(run, table, "source", source_of);
    if (!status)
        status = add_texts(run, table, "flags", flags_of);
    return status;
}

static bp_status copy_outlines(bp_run *run, bp_polygons *out)
{
    bp_status status = BP_OK;
    for (int64_t r = 0; !status && r < count_rows(run); r++) {
        area_row row = row_at(run, r);
        status = bp_polygons_add_unit(run->context, out, &run->areas[row.kind].outline, row.area);
    }
    return status;
}

bp_status bp_run_write_areas(bp_run *run, const bp_folder *folder)
{
    enum { GPKG, GEOJSON, AREAS, N_PATHS };
    const char *const names[N_PATHS] = {"focus_areas.gpkg", "focus_areas.geojson", "areas.csv"};
    char *paths[N_PATHS] = {NULL};
    bp_layer layer = BP_LAYER_INIT;
    bp_status status = BP_OK;
    bp_progress_begin(run->progress, "write areas");
    for (int i = 0; i < N_PATHS; i++) {
        paths[i] = bp_folder_path(folder, names[i]);
        if (!paths[i])
            status = bp_context_fail_memory(run->context, 0);
    }
    layer.table.n_rows = count_rows(run);
    if (!status)
        status = add_identity(run, &layer.table);
    if (!status)
        status = add_measures(run, &layer.table);
    if (!status)
        status = add_comparison(run, &layer.table);
    if (!status)
        status = copy_outlines(run, &layer.polygons);
    if (!status)
        status = bp_crs_copy(run->context, &run->units.layer.crs, &layer.crs);
    if (!status)
        status = bp_layer_write(run->context, &layer, paths[GPKG], "focus_areas");
    if (!status)
        status = bp_layer_write_geojson(run->context, &layer, paths[GEOJSON]);
    if (!status)
        status = bp_run_show_layer(run, &layer,
                                   (bp_run_shown){"focus_areas", "focus_areas", true, BP_THEME_AREAS, false});
    if (!status)
        status = bp_table_write_csv(run->context, &layer.table, paths[AREAS], NULL);
    bp_layer_clear(&layer);
    for (int i = 0; i < N_PATHS; i++)
        free(paths[i]);
    return status;
}
