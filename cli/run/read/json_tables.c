#include "cli/run/read/json_tables.h"

#include "cli/run/json_text.h"

/* Seconds that a request may take where the study says nothing: what 0 means in bp_read_options. */
enum { USUAL_TIMEOUT_S = 30 };

/* How a file is written; null: as usual. */
void bp_json_add_notation(json_t *object, const bp_study_notation *notation)
{
    const char *const keys[] = {"encoding", "thousands", "marks"};
    const char *const values[] = {notation->encoding, notation->thousands, notation->marks};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        json_object_set_new(object, keys[i], text_or_null(values[i]));
}

void bp_json_add_request(json_t *object, const bp_study_request *request)
{
    json_object_set_new(object, "query", text_or_null(request->query));
    json_object_set_new(object, "timeout",
                        json_integer(request->timeout > 0 ? (json_int_t)request->timeout : USUAL_TIMEOUT_S));
    json_object_set_new(object, "accept_truncated", json_boolean(request->accept_truncated));
}

void bp_json_add_origin(json_t *object, const bp_study_origin *origin)
{
    if (origin->year > 0)
        json_object_set_new(object, "year", json_integer((json_int_t)origin->year));
    if (origin->attribution)
        json_object_set_new(object, "attribution", safe_text(origin->attribution));
}

json_t *bp_json_table(const bp_study *study, int t)
{
    const bp_study_table *table = &study->tables[t];
    json_t *object = json_pack("{s:s, s:s, s:o, s:s, s:s, s:o}", "name", table->name, "source", table->source,
                               "layer", text_or_null(table->layer), "key", table->key, "match",
                               table->match == BP_KEY_MATCH_EXACT ? "exact" : "form", "missing",
                               texts(table->missing, table->n_missing));
    bp_json_add_request(object, &table->request);
    bp_json_add_notation(object, &table->notation);
    if (table->header_row > 0)
        json_object_set_new(object, "header_row", json_integer((json_int_t)table->header_row));
    if (table->level_name)
        json_object_set_new(object, "level", json_string(table->level_name));
    json_t *rows = table->n_picks > 0 ? json_object() : NULL;
    for (int p = 0; p < table->n_picks; p++)
        json_object_set_new(rows, table->picks[p].column, safe_text(table->picks[p].text));
    if (rows)
        json_object_set_new(object, "rows", rows);
    if (table->pivot.names)
        json_object_set_new(object, "pivot",
                            json_pack("{s:s, s:s, s:o}", "names", table->pivot.names, "values",
                                      table->pivot.values, "reasons", text_or_null(table->pivot.reasons)));
    bp_json_add_origin(object, &table->origin);
    if (table->measures)
        json_object_set_new(object, "measures", json_string(table->measures));
    return object;
}

json_t *bp_json_outside(const bp_run *run)
{
    json_t *object = json_object();
    for (int k = 0; k < run->study->n_indicators; k++) {
        const bp_study_indicator *asked = &run->study->indicators[k];
        const bp_run_outside *outside = &run->indicators[k].outside;
        if (!asked->has_range)
            continue;
        json_t *examples = json_array();
        for (int e = 0; e < outside->n_units; e++)
            json_array_append_new(examples,
                                  json_pack("{s:o, s:f}", "unit", safe_text(run->units.id[outside->unit[e]]),
                                            "value", run->indicators[k].value[outside->unit[e]]));
        json_object_set_new(object, asked->name,
                            json_pack("{s:I, s:I, s:o}", "below", (json_int_t)outside->n_below, "above",
                                      (json_int_t)outside->n_above, "examples", examples));
    }
    return object;
}

json_t *bp_json_signs(const bp_run *run)
{
    json_t *object = json_object();
    for (int k = 0; k < run->study->n_indicators; k++) {
        const bp_run_values *indicator = &run->indicators[k];
        if (indicator->n_percent + indicator->n_marked > 0)
            json_object_set_new(object, run->study->indicators[k].name,
                                json_pack("{s:I, s:I}", "percent", (json_int_t)indicator->n_percent, "marks",
                                          (json_int_t)indicator->n_marked));
    }
    return object;
}

static json_t *describe_levels(const bp_key_join_report *join)
{
    json_t *array = json_array();
    for (int l = 0; l < join->n_levels; l++)
        json_array_append_new(array, json_pack("{s:s, s:i, s:I, s:I}", "letters", join->levels[l].prefix,
                                               "characters", join->levels[l].width, "rows",
                                               (json_int_t)join->levels[l].rows, "matched",
                                               (json_int_t)join->levels[l].matched));
    return array;
}

static json_t *share_of(double part, double whole)
{
    return whole > 0.0 ? rounded(part / whole, 6) : json_null();
}

static json_t *describe_join(const bp_study *study, const bp_key_join_report *join, int t, int level)
{
    json_t *object = json_object();
    const struct {
        const char *key;
        int64_t count;
    } rows[] = {
        {"units", join->n_left},
        {"rows", join->n_right},
        {"matched", join->matched},
        {"matched_as_they_stand", join->matched_as_is},
        {"matched_after_case", join->matched_case},
        {"matched_after_decimals", join->matched_point},
        {"matched_after_zeros", join->matched_zeros},
        {"matched_after_letters", join->matched_prefix},
        {"matched_after_letters_and_zeros", join->matched_prefix_zeros},
        {"units_without_row", join->unmatched_left},
        {"rows_without_unit", join->unmatched_right},
        {"rows_of_the_units_form", join->same_right},
        {"rows_of_another_form", join->other_right},
    };
    json_object_set_new(object, "table", json_string(study->tables[t].name));
    if (level >= 0)
        json_object_set_new(object, "level", json_string(bp_study_level_name(study, level)));
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        json_object_set_new(object, rows[i].key, json_integer((json_int_t)rows[i].count));
    json_object_set_new(object, "units_without_row_share",
                        share_of((double)join->unmatched_left, (double)join->n_left));
    json_object_set_new(object, "units_without_row_share_of_population",
                        join->has_population ? share_of(join->unmatched_population, join->population)
                                             : json_null());
    json_object_set_new(object, "rows_without_unit_share",
                        share_of((double)join->unmatched_right, (double)join->same_right));
    json_object_set_new(object, "units_without_row_examples",
                        texts(join->left_examples, join->n_left_examples));
    json_object_set_new(object, "rows_without_unit_examples",
                        texts(join->right_examples, join->n_right_examples));
    json_object_set_new(object, "guess",
                        join->cause == BP_KEY_CAUSE_NONE ? json_null()
                                                         : json_string(bp_key_cause_name(join->cause)));
    json_object_set_new(object, "levels", describe_levels(join));
    return object;
}

json_t *bp_json_joins(const bp_run *run)
{
    json_t *array = json_array();
    for (int t = 0; t < run->study->n_tables; t++)
        if (run->joins[t].n_left > 0)
            json_array_append_new(
                array, describe_join(run->study, &run->joins[t], t, bp_study_table_level(run->study, t)));
    for (int j = 0; j < run->n_level_joins; j++) {
        const bp_run_level_join *join = &run->level_joins[j];
        json_array_append_new(array, describe_join(run->study, &join->report, join->table, join->level));
    }
    return array;
}

json_t *bp_json_renamed(const bp_run *run)
{
    json_t *array = json_array();
    for (int i = 0; i < run->n_renamed; i++)
        json_array_append_new(
            array,
            json_pack("{s:o, s:o, s:o, s:s}", "input", safe_text(run->renamed[i].role), "asked",
                      safe_text(run->renamed[i].asked), "read", safe_text(run->renamed[i].column), "found_by",
                      run->renamed[i].found == BP_FOUND_BY_CUT_NAME ? "cut name" : "alias"));
    return array;
}
