/* comparability.csv and its part of run.json: how every proposed area stands among the designated ones. */
#include "cli/run/columns.h"
#include "cli/run/draw/reasons.h"
#include "cli/run/json_text.h"

#include "geo/text.h"
#include "geo/write.h"

#include <stdio.h>
#include <stdlib.h>

static bp_status add_nearest_texts(bp_run *run, bp_table *table, const char *name, char *const *of_nearest,
                                   int k)
{
    const char **texts = (const char **)calloc((size_t)table->n_rows + 1, sizeof *texts);
    if (!texts)
        return bp_context_fail_memory(run->context, 0);
    for (int64_t a = 0; a < table->n_rows; a++) {
        int32_t near = run->reasons.likeness.nearest[a * BP_NEAREST_AREAS + k].area;
        texts[a] = near < 0 ? NULL : of_nearest[near];
    }
    bp_status status = bp_table_add_text(run->context, table, name, texts);
    free(texts);
    return status;
}

static bp_status add_texts(bp_run *run, bp_table *table, const char *name, char *const *texts)
{
    return bp_table_add_text(run->context, table, name, (const char *const *)texts);
}

/* nearest_1_id, nearest_1_name, nearest_1_distance, nearest_1_domains. */
static bp_status add_nearest(bp_run *run, bp_table *table, int k)
{
    const bp_run_areas *designated = &run->areas[BP_DESIGNATED];
    const bp_near_area *nearest = run->reasons.likeness.nearest + k;
    char name[64];
    bp_column *column = NULL;
    snprintf(name, sizeof name, "nearest_%d_id", k + 1);
    bp_status status = add_nearest_texts(run, table, name, designated->id, k);
    snprintf(name, sizeof name, "nearest_%d_name", k + 1);
    if (!status)
        status = add_nearest_texts(run, table, name, designated->name, k);
    snprintf(name, sizeof name, "nearest_%d_distance", k + 1);
    if (!status)
        status = bp_table_add(run->context, table, name, BP_COLUMN_REAL, &column);
    for (int64_t a = 0; !status && a < table->n_rows; a++)
        if (nearest[a * BP_NEAREST_AREAS].area >= 0)
            bp_column_set_real(column, a,
                               bp_round_to(nearest[a * BP_NEAREST_AREAS].distance, BP_DECIMALS_SCORE));
    snprintf(name, sizeof name, "nearest_%d_domains", k + 1);
    if (!status)
        status = bp_table_add(run->context, table, name, BP_COLUMN_INTEGER, &column);
    for (int64_t a = 0; !status && a < table->n_rows; a++)
        if (nearest[a * BP_NEAREST_AREAS].area >= 0)
            bp_column_set_integer(column, a, nearest[a * BP_NEAREST_AREAS].n_domains);
    return status;
}

/* worse_than_<domain> and of_<domain>; empty where the area lacks the domain or no designated one has it. */
static bp_status add_places(bp_run *run, bp_table *table, int d)
{
    const bp_comparability *likeness = &run->reasons.likeness;
    const char *const fronts[] = {"worse_than", "level_with", "of"};
    const int32_t *const counts[] = {likeness->worse_than, likeness->level, likeness->of};
    bp_status status = BP_OK;
    for (int c = 0; !status && c < 3; c++) {
        bp_column *column = NULL;
        char *name = bp_text_format("%s_%s", fronts[c], run->study->domains[d].name);
        status = name ? bp_table_add(run->context, table, name, BP_COLUMN_INTEGER, &column)
                      : bp_context_fail_memory(run->context, 0);
        for (int64_t a = 0; !status && a < table->n_rows; a++)
            if (likeness->of[d * table->n_rows + a] > 0)
                bp_column_set_integer(column, a, counts[c][d * table->n_rows + a]);
        free(name);
    }
    return status;
}

bp_status bp_run_write_comparability(bp_run *run, const bp_folder *folder)
{
    if (!run->study->has_designated)
        return BP_OK;
    bp_table table = BP_TABLE_INIT;
    char *path = bp_folder_path(folder, "comparability.csv");
    bp_status status = path ? BP_OK : bp_context_fail_memory(run->context, 0);
    table.n_rows = run->areas[BP_PROPOSED].n;
    if (!status)
        status = add_texts(run, &table, "area_id", run->areas[BP_PROPOSED].id);
    if (!status)
        status = add_texts(run, &table, "name", run->areas[BP_PROPOSED].name);
    for (int k = 0; !status && k < BP_NEAREST_AREAS; k++)
        status = add_nearest(run, &table, k);
    for (int d = 0; !status && d < run->study->n_domains; d++)
        status = add_places(run, &table, d);
    if (!status)
        status = add_texts(run, &table, "most_like", run->reasons.alike);
    if (!status)
        status = bp_table_write_csv(run->context, &table, path, NULL);
    bp_table_clear(&table);
    free(path);
    return status;
}

json_t *bp_json_comparability(const bp_run *run)
{
    const bp_comparability *likeness = &run->reasons.likeness;
    if (!run->study->has_designated)
        return json_null();
    json_t *array = json_array();
    for (int32_t a = 0; a < likeness->n_areas; a++) {
        json_t *nearest = json_array(), *domains = json_object();
        for (int k = 0; k < BP_NEAREST_AREAS; k++) {
            const bp_near_area *near = &likeness->nearest[(int64_t)a * BP_NEAREST_AREAS + k];
            if (near->area >= 0)
                json_array_append_new(nearest,
                                      json_pack("{s:o, s:f, s:i}", "id",
                                                safe_text(run->areas[BP_DESIGNATED].id[near->area]),
                                                "distance", bp_round_to(near->distance, BP_DECIMALS_SCORE),
                                                "domains", near->n_domains));
        }
        for (int d = 0; d < likeness->n_domains; d++) {
            int64_t at = (int64_t)d * likeness->n_areas + a;
            if (likeness->of[at] > 0)
                json_object_set_new(domains, run->study->domains[d].name,
                                    json_pack("{s:i, s:i, s:i}", "worse_than", likeness->worse_than[at],
                                              "level_with", likeness->level[at], "of", likeness->of[at]));
        }
        json_array_append_new(array,
                              json_pack("{s:o, s:o, s:o}", "area", safe_text(run->areas[BP_PROPOSED].id[a]),
                                        "nearest", nearest, "domains", domains));
    }
    return array;
}
