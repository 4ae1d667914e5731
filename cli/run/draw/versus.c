/* The study's rule held against the plain national one: who enters, who drops out; rules.csv. */
#include "cli/run/draw/versus.h"

#include "cli/run/columns.h"
#include "cli/run/json_text.h"
#include "geo/bitmap.h"
#include "geo/text.h"
#include "geo/write.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

void bp_run_versus_clear(bp_run_versus *versus)
{
    bp_position_clear(&versus->position);
    bp_areas_clear(&versus->areas);
}

static bool is_national(const bp_rule *rule)
{
    return rule->threshold.local == BP_THRESHOLD_NATIONAL && rule->stack.at_least == 0;
}

static bool is_member(const bp_areas *areas, int64_t i)
{
    return areas->role && areas->role[i] == BP_ROLE_MEMBER;
}

const char *bp_run_versus_word(const bp_run *run, int64_t i)
{
    bool ours = is_member(&run->delineated, i), national = is_member(&run->national.areas, i);
    return ours && national ? "both" : ours ? "entrant" : national ? "drop-out" : "neither";
}

static void count(bp_run *run)
{
    bp_run_versus *versus = &run->national;
    for (int64_t i = 0; i < bp_run_n(run); i++) {
        bool ours = is_member(&run->delineated, i), national = is_member(&versus->areas, i);
        double residents = run->units.population[i]; /* members have known residents */
        if (ours && national) {
            versus->both++;
            versus->both_population += residents;
        } else if (ours) {
            versus->entrants++;
            versus->entrants_population += residents;
        } else if (national) {
            versus->dropouts++;
            versus->dropouts_population += residents;
        }
    }
}

bp_status bp_run_compare_national(bp_run *run)
{
    bp_run_versus *versus = &run->national;
    bp_rule rule = run->rule;
    if (is_national(&run->rule))
        return BP_OK;
    bp_progress_begin(run->progress, "compare with the national rule");
    rule.threshold = (bp_threshold_options)BP_THRESHOLD_OPTIONS_INIT;
    rule.stack = (bp_stack_rule)BP_STACK_RULE_INIT;
    bp_status status = bp_rule_place(run->context, &run->ground, &rule, &run->scores, &versus->position);
    /* That nobody is past the base by that rule is no failure of this one. */
    if (!status && bp_rule_has_any(&run->ground, &rule, &versus->position))
        status = bp_rule_draw(run->context, &run->ground, &rule, &versus->position, &versus->areas);
    if (status)
        return status;
    versus->is_made = true;
    count(run);
    return BP_OK;
}

static bp_status add_words(bp_run *run, bp_table *table, const char *name,
                           const char *(*word)(const bp_run *, int64_t))
{
    int64_t n = bp_run_n(run);
    const char **texts = (const char **)calloc((size_t)n + 1, sizeof *texts);
    if (!texts)
        return bp_context_fail_memory(run->context, (size_t)n * sizeof *texts);
    for (int64_t i = 0; i < n; i++)
        texts[i] = word(run, i);
    bp_status status = bp_table_add_text(run->context, table, name, texts);
    free(texts);
    return status;
}

static const char *class_of(const bp_run *run, int64_t i)
{
    int32_t k = run->size_classes.of_unit[i];
    return k < 0 ? NULL : run->size_classes.name[k];
}

bp_status bp_run_versus_add_units(bp_run *run, bp_table *table)
{
    const bp_position *position = &run->position;
    bp_status status = BP_OK;
    if (run->size_classes.of_unit)
        status = add_words(run, table, "size_class", class_of);
    if (status || !run->national.is_made)
        return status;
    status = bp_add_reals(run->context, table, "position", position->value, position->valid, 1.0,
                          BP_DECIMALS_SCORE);
    if (!status && run->rule.threshold.local != BP_THRESHOLD_NATIONAL)
        status = bp_add_reals(run->context, table, "position_local", position->local, position->local_valid,
                              1.0, BP_DECIMALS_SCORE);
    if (!status)
        status = add_words(run, table, "versus_national", bp_run_versus_word);
    return status;
}

json_t *bp_json_versus(const bp_run *run)
{
    const bp_run_versus *versus = &run->national;
    if (!versus->is_made)
        return json_null();
    json_t *object = json_pack("{s:I}", "national_areas", (json_int_t)versus->areas.n_areas);
    const struct {
        const char *key;
        int64_t units;
        double population;
    } rows[] = {{"both", versus->both, versus->both_population},
                {"entrants", versus->entrants, versus->entrants_population},
                {"dropouts", versus->dropouts, versus->dropouts_population}};
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++)
        json_object_set_new(object, rows[k].key,
                            json_pack("{s:I, s:o}", "units", (json_int_t)rows[k].units, "population",
                                      rounded(rows[k].population, 3)));
    return object;
}

json_t *bp_json_candidates(const bp_run *run)
{
    const bp_run_candidates *found = &run->candidates;
    if (!run->study->has_candidates)
        return json_null();
    return json_pack("{s:I, s:o, s:I, s:I, s:o}", "units", (json_int_t)found->units, "population",
                     rounded(found->population, 3), "municipalities", (json_int_t)found->municipalities,
                     "excluded_units", (json_int_t)found->excluded_units, "excluded_population",
                     rounded(found->excluded_population, 3));
}

json_t *bp_json_size_classes(const bp_run *run)
{
    const bp_run_size_classes *classes = &run->size_classes;
    const bp_delineate_options *areas = &run->rule.delineate;
    if (!classes->of_unit)
        return json_null();
    json_t *array = json_array();
    for (int32_t k = 0; k < classes->n; k++) {
        int64_t units = 0;
        double population = 0.0;
        for (int64_t i = 0; i < bp_run_n(run); i++)
            if (classes->of_unit[i] == k) {
                units++;
                population += bp_bitmap_get(run->units.population_known, i) ? run->units.population[i] : 0.0;
            }
        json_array_append_new(
            array, json_pack("{s:o, s:I, s:o, s:f, s:f}", "class", safe_text(classes->name[k]), "units",
                             (json_int_t)units, "population", rounded(population, 3), "floor",
                             areas->by_class ? areas->by_class->floor[k] : areas->floor, "ceiling",
                             areas->by_class ? areas->by_class->ceiling[k] : areas->ceiling));
    }
    return array;
}

json_t *bp_json_local(const bp_run *run)
{
    const bp_threshold_report *report = &run->position.report;
    if (run->rule.threshold.local == BP_THRESHOLD_NATIONAL)
        return json_null();
    return json_pack("{s:I, s:I, s:I}", "units_without_group", (json_int_t)report->n_without_group,
                     "small_groups", (json_int_t)report->n_small_groups, "units_in_small_groups",
                     (json_int_t)report->n_small);
}

static void print_versus(const char *label, const char *what, int64_t units, double population)
{
    char counted[32], residents[32];
    printf("%-12s %s: %s %s, %s residents\n", label, what, bp_text_count(units, counted),
           units == 1 ? "unit" : "units", bp_text_count((int64_t)population, residents));
}

void bp_run_versus_print(const bp_run *run)
{
    const bp_run_versus *versus = &run->national;
    const bp_run_candidates *found = &run->candidates;
    if (run->study->has_candidates)
        print_versus("candidates", "can be in an area", found->units, found->population);
    if (!versus->is_made)
        return;
    print_versus("rule", "entrants against the national rule", versus->entrants, versus->entrants_population);
    print_versus("", "drop-outs against it", versus->dropouts, versus->dropouts_population);
}

/* The units in which the two rules differ. */
static int64_t list_differing(const bp_run *run, int64_t *rows)
{
    int64_t n = 0;
    for (int64_t i = 0; i < bp_run_n(run); i++)
        if (is_member(&run->delineated, i) != is_member(&run->national.areas, i))
            rows[n++] = i;
    return n;
}

static const char *cell_of(const bp_run *run, int what, int64_t i)
{
    int32_t m = run->units.municipality[i], area = run->areas[BP_PROPOSED].area_of[i];
    switch (what) {
    case 0:
        return run->units.id[i];
    case 1:
        return run->units.name[i];
    case 2:
        return m < 0 ? NULL : run->units.municipality_code[m];
    case 3:
        return m < 0 ? NULL : run->units.municipality_name[m];
    case 4:
        return bp_run_versus_word(run, i);
    default:
        return area < 0 ? NULL : run->areas[BP_PROPOSED].id[area];
    }
}

static bp_status add_cells(bp_run *run, bp_table *table, const int64_t *rows)
{
    static const char *const names[] = {"unit_id",         "name",   "municipality", "municipality_name",
                                        "versus_national", "area_id"};
    bp_status status = BP_OK;
    const char **texts = (const char **)calloc((size_t)table->n_rows + 1, sizeof *texts);
    if (!texts)
        return bp_context_fail_memory(run->context, 0);
    for (int c = 0; !status && c < (int)(sizeof names / sizeof *names); c++) {
        for (int64_t r = 0; r < table->n_rows; r++)
            texts[r] = cell_of(run, c, rows[r]);
        status = bp_table_add_text(run->context, table, names[c], texts);
    }
    free(texts);
    return status;
}

static bp_status add_numbers(bp_run *run, bp_table *table, const int64_t *rows)
{
    const struct {
        const char *name;
        const double *values;
        const uint8_t *valid;
        int decimals;
    } columns[] = {
        {"population", run->units.population, run->units.population_known, BP_DECIMALS_WEIGHT},
        {"score", run->scores.score, run->scores.valid, BP_DECIMALS_SCORE},
        {"position_local", run->position.local, run->position.local_valid, BP_DECIMALS_SCORE},
        {"position", run->position.value, run->position.valid, BP_DECIMALS_SCORE},
    };
    bp_status status = BP_OK;
    bp_column *column = NULL;
    for (size_t c = 0; !status && c < sizeof columns / sizeof *columns; c++) {
        status = bp_table_add(run->context, table, columns[c].name, BP_COLUMN_REAL, &column);
        for (int64_t r = 0; !status && r < table->n_rows; r++)
            if (bp_bitmap_get(columns[c].valid, rows[r]))
                bp_column_set_real(column, r, bp_round_to(columns[c].values[rows[r]], columns[c].decimals));
    }
    if (!status)
        status = bp_table_add(run->context, table, "stack", BP_COLUMN_INTEGER, &column);
    for (int64_t r = 0; !status && r < table->n_rows; r++)
        if (bp_bitmap_get(run->scores.valid, rows[r]))
            bp_column_set_integer(column, r, run->scores.stack[rows[r]]);
    return status;
}

bp_status bp_run_write_rules(bp_run *run, const bp_folder *folder)
{
    bp_table table = BP_TABLE_INIT;
    if (!run->national.is_made)
        return BP_OK;
    char *path = bp_folder_path(folder, "rules.csv");
    int64_t *rows = (int64_t *)calloc((size_t)bp_run_n(run) + 1, sizeof *rows);
    bp_status status = BP_OK;
    if (!path || !rows) {
        status = bp_context_fail_memory(run->context, 0);
        goto done;
    }
    table.n_rows = list_differing(run, rows);
    status = add_cells(run, &table, rows);
    if (!status)
        status = add_numbers(run, &table, rows);
    if (!status)
        status = bp_table_write_csv(run->context, &table, path, NULL);
done:
    bp_table_clear(&table);
    free(path);
    free(rows);
    return status;
}
