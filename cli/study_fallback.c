#include "cli/study_fallback.h"

#include "cli/study_levels.h"
#include "cli/study_place.h"
#include "cli/study_tables.h"
#include "cli/yaml_check.h"
#include "geo/text.h"

#include <stdlib.h>
#include <string.h>

/* Where one list of fallbacks stands, and what it is for. */
typedef struct step_list {
    const char *path;                    /* "indicators[2].fallback" */
    const bp_study_indicator *indicator; /* NULL: the list of a table */
    bp_study_fallback **list;
    int *n;
} step_list;

static bp_status add_step(bp_context *context, const step_list *steps, bp_study_fallback **out)
{
    bp_study_fallback *grown =
        (bp_study_fallback *)realloc(*steps->list, (size_t)(*steps->n + 1) * sizeof *grown);
    if (!grown)
        return bp_context_fail_memory(context, 0);
    *steps->list = grown;
    *out = &grown[(*steps->n)++];
    **out = (bp_study_fallback){BP_STUDY_UNIT_LEVEL, {-1, NULL}, {-1, NULL}};
    return BP_OK;
}

/* One key of {level, from, denominator}. */
static bp_status take_key(bp_context *context, const bp_study *study, const char *path, int node,
                          bp_study_fallback *step)
{
    static const char *const known[] = {"level", "from", "denominator"};
    const bp_yaml_file *file = &study->file;
    const char *key = file->nodes[node].key;
    const bp_yaml_node *value = &file->nodes[bp_yaml_resolve(file, node)];
    int k = 0;
    while (k < 3 && strcmp(key, known[k]) != 0)
        k++;
    if (k == 3)
        return bp_yaml_fail_choice(context, file, path, key, known, 3);
    if (value->kind != BP_YAML_SCALAR || !value->text[0])
        return bp_study_fail(context, study, BP_ERROR_INPUT, path, "%s: expected a text", key);
    if (k == 0)
        return bp_study_find_level(context, study, path, value->text, &step->level);
    bp_study_figure *figure = k == 1 ? &step->value : &step->denominator;
    bp_status status =
        bp_study_split_from(context, study, path, value->text, &figure->table, &figure->column);
    if (!status && !bp_study_table_at(study, figure->table))
        status =
            bp_study_fail(context, study, BP_ERROR_INPUT, path,
                          "%s: found '%s', expected TABLE.COLUMN: %s no rows of other levels", key,
                          value->text, figure->table < 0 ? "the units have" : "what is joined by place has");
    return status;
}

/* An entry of the list, or the only one: a level's name or a mapping. */
static bp_status take_step(bp_context *context, const bp_study *study, const step_list *steps, int node)
{
    const bp_yaml_file *file = &study->file;
    const bp_yaml_node *value = &file->nodes[bp_yaml_resolve(file, node)];
    bp_study_fallback *step = NULL;
    bp_status status = add_step(context, steps, &step);
    if (status)
        return status;
    if (value->kind == BP_YAML_SCALAR)
        return bp_study_find_level(context, study, steps->path, value->text, &step->level);
    if (value->kind != BP_YAML_MAPPING || !steps->indicator)
        return bp_study_fail(context, study, BP_ERROR_INPUT, steps->path, "expected %s",
                             steps->indicator
                                 ? "a level, {level: LEVEL, from: TABLE.COLUMN}, or a list of these"
                                 : "a level or a list of levels; `from` goes with an indicator");
    for (int child = value->first_child; !status && child >= 0; child = file->nodes[child].next)
        status = take_key(context, study, steps->path, child, step);
    if (!status && step->level == BP_STUDY_UNIT_LEVEL)
        status = bp_study_fail(context, study, BP_ERROR_INPUT, steps->path,
                               "the key 'level' is missing, which "
                               "says whose value is taken");
    return status;
}

static bp_status take_steps(bp_context *context, const bp_study *study, const step_list *steps)
{
    const bp_yaml_file *file = &study->file;
    int node = bp_yaml_resolve(file, bp_yaml_find(file, steps->path));
    if (node < 0)
        return BP_OK;
    const bp_yaml_node *value = &file->nodes[node];
    if (value->kind == BP_YAML_SCALAR && strcmp(value->text, "none") == 0)
        return BP_OK;
    if (value->kind != BP_YAML_LIST)
        return take_step(context, study, steps, node);
    bp_status status = BP_OK;
    for (int child = value->first_child; !status && child >= 0; child = file->nodes[child].next)
        status = take_step(context, study, steps, child);
    return status;
}

/* An indicator that says nothing of its own goes by its table. */
static bp_status inherit_steps(bp_context *context, const bp_study *study, const step_list *steps)
{
    const bp_study_table *table = bp_study_table_at(study, steps->indicator->table);
    bp_status status = BP_OK;
    for (int s = 0; !status && table && s < table->n_fallbacks; s++) {
        bp_study_fallback *step = NULL;
        status = add_step(context, steps, &step);
        if (!status)
            step->level = table->fallbacks[s].level;
    }
    return status;
}

static bp_status copy_figure(bp_context *context, const bp_study_figure *figure, bp_study_figure *out)
{
    char *column = bp_text_copy(figure->column);
    if (!column)
        return bp_context_fail_memory(context, 0);
    *out = (bp_study_figure){figure->table, column};
    return BP_OK;
}

/* A table that says which level its rows are of has no others. */
static bp_status check_rows(bp_context *context, const bp_study *study, const char *path, int table,
                            int level)
{
    int own = bp_study_table_level(study, table);
    if (own == BP_STUDY_UNIT_LEVEL || own == level)
        return BP_OK;
    return bp_study_fail(context, study, BP_ERROR_INPUT, path,
                         "table '%s' has rows of level %s, not of %s; say where those are with {level: %s, "
                         "from: TABLE.COLUMN}",
                         bp_study_table_name(study, table), bp_study_level_name(study, own),
                         bp_study_level_name(study, level), bp_study_level_name(study, level));
}

/* What the count of a step is divided by. */
static bp_status complete_denominator_of(bp_context *context, const bp_study *study, const step_list *steps,
                                         bp_study_fallback *step, bool has_own_source)
{
    const bp_study_figure *own = &steps->indicator->denominator;
    const char *level = bp_study_level_name(study, step->level);
    if (!own->column && step->denominator.column)
        return bp_study_fail(context, study, BP_ERROR_INPUT, steps->path,
                             "a denominator is given for level %s, but the indicator has none", level);
    if (!own->column)
        return BP_OK;
    if (!step->denominator.column && (has_own_source || !bp_study_table_at(study, own->table)))
        return bp_study_fail(context, study, BP_ERROR_INPUT, steps->path,
                             "what is the count of level %s divided by? Add it: {level: %s, from: "
                             "TABLE.COLUMN, denominator: TABLE.COLUMN}",
                             level, level);
    bp_status status = step->denominator.column ? BP_OK : copy_figure(context, own, &step->denominator);
    return status ? status : check_rows(context, study, steps->path, step->denominator.table, step->level);
}

static bp_status complete_step(bp_context *context, const bp_study *study, const step_list *steps, int s)
{
    bp_study_fallback *step = &(*steps->list)[s];
    const bp_study_indicator *indicator = steps->indicator;
    const char *level = bp_study_level_name(study, step->level);
    bool has_own_source = step->value.column != NULL;
    bool is_repeated = step->level == bp_study_table_level(study, indicator->table);
    for (int other = 0; other < s; other++)
        is_repeated = is_repeated || (*steps->list)[other].level == step->level;
    if (is_repeated)
        return bp_study_fail(context, study, BP_ERROR_INPUT, steps->path,
                             "the level %s comes twice: its values are there already", level);
    if (!has_own_source && !bp_study_table_at(study, indicator->table))
        return bp_study_fail(context, study, BP_ERROR_INPUT, steps->path,
                             "%s has no rows of level %s; say where its values are: {level: %s, from: "
                             "TABLE.COLUMN}",
                             indicator->table < 0 ? "the file of the units" : "what is joined by place",
                             level, level);
    bp_status status = BP_OK;
    if (!has_own_source) {
        const bp_study_figure own = {indicator->table, indicator->column};
        status = copy_figure(context, &own, &step->value);
    }
    if (!status)
        status = check_rows(context, study, steps->path, step->value.table, step->level);
    return status ? status : complete_denominator_of(context, study, steps, step, has_own_source);
}

static bp_status complete_steps(bp_context *context, bp_study *study, int k)
{
    bp_study_indicator *indicator = &study->indicators[k];
    char path[BP_STUDY_PATH];
    bp_study_place(path, "indicators", k, "fallback");
    const step_list steps = {path, indicator, &indicator->fallbacks, &indicator->n_fallbacks};
    bool is_own = bp_study_is_given(study, path);
    bp_status status = is_own ? take_steps(context, study, &steps) : inherit_steps(context, study, &steps);
    for (int s = 0; !status && s < indicator->n_fallbacks; s++)
        status = complete_step(context, study, &steps, s);
    return status;
}

/* What only goes with a denominator. */
static bp_status refuse_without_denominator(bp_context *context, const bp_study *study, int k)
{
    static const char *const keys[] = {"per", "shrink"};
    static const char *const why[] = {"a rate is per so many of a denominator",
                                      "how far a rate is drawn in depends on its denominator"};
    char path[BP_STUDY_PATH];
    for (int i = 0; i < 2; i++)
        if (bp_study_is_given(study, bp_study_place(path, "indicators", k, keys[i])))
            return bp_study_fail(context, study, BP_ERROR_INPUT, path,
                                 "%s; add the key 'denominator', or leave this one out", why[i]);
    return BP_OK;
}

static bp_status complete_per(bp_context *context, bp_study *study, int k)
{
    char path[BP_STUDY_PATH];
    bp_study_indicator *indicator = &study->indicators[k];
    if (!bp_study_is_given(study, bp_study_place(path, "indicators", k, "per")))
        indicator->per = 1.0;
    if (indicator->per > 0.0)
        return BP_OK;
    return bp_study_fail(context, study, BP_ERROR_INPUT, path, "found %g, expected a number above 0",
                         indicator->per);
}

static bp_status complete_shrink(bp_context *context, bp_study *study, int k)
{
    char path[BP_STUDY_PATH];
    bp_study_indicator *indicator = &study->indicators[k];
    int level = bp_study_table_level(study, indicator->table);
    bool has_municipality = study->units.municipality.column != NULL;
    if (!bp_study_is_given(study, bp_study_place(path, "indicators", k, "shrink")))
        indicator->shrink = level != BP_STUDY_UNIT_LEVEL ? BP_STUDY_SHRINK_NONE
                            : has_municipality           ? BP_STUDY_SHRINK_MUNICIPALITY
                                                         : BP_STUDY_SHRINK_NATION;
    if (indicator->shrink == BP_STUDY_SHRINK_NONE)
        return BP_OK;
    if (level != BP_STUDY_UNIT_LEVEL)
        return bp_study_fail(context, study, BP_ERROR_INPUT, path,
                             "table '%s' has rows of level %s, and only rates of single units are drawn in; "
                             "leave the key out",
                             bp_study_table_name(study, indicator->table), bp_study_level_name(study, level));
    if (indicator->shrink == BP_STUDY_SHRINK_MUNICIPALITY && !has_municipality)
        return bp_study_fail(context, study, BP_ERROR_INPUT, path,
                             "the study does not say in which municipality a unit is; add "
                             "units.municipality, or use nation");
    return BP_OK;
}

static bp_status complete_denominator(bp_context *context, bp_study *study, int k)
{
    char path[BP_STUDY_PATH];
    bp_study_indicator *indicator = &study->indicators[k];
    if (!indicator->denominator_text)
        return refuse_without_denominator(context, study, k);
    int level = bp_study_table_level(study, indicator->table);
    bp_status status = bp_study_split_from(
        context, study, bp_study_place(path, "indicators", k, "denominator"), indicator->denominator_text,
        &indicator->denominator.table, &indicator->denominator.column);
    int other = status ? level : bp_study_table_level(study, indicator->denominator.table);
    if (!status && other != level)
        status = bp_study_fail(context, study, BP_ERROR_INPUT, path,
                               "a count of level %s cannot be divided by a figure of level %s; expected a "
                               "column of a table with rows of level %s",
                               bp_study_level_name(study, level), bp_study_level_name(study, other),
                               bp_study_level_name(study, level));
    if (!status)
        status = complete_per(context, study, k);
    return status ? status : complete_shrink(context, study, k);
}

/* Residents are counted per unit. */
static bp_status check_population(bp_context *context, const bp_study *study)
{
    int table = study->units.population_table, level = bp_study_table_level(study, table);
    if (level == BP_STUDY_UNIT_LEVEL)
        return BP_OK;
    return bp_study_fail(context, study, BP_ERROR_INPUT, "units.population",
                         "table '%s' has rows of level %s; the residents of every unit are needed",
                         bp_study_table_name(study, table), bp_study_level_name(study, level));
}

bp_status bp_study_complete_fallbacks(bp_context *context, bp_study *study)
{
    char path[BP_STUDY_PATH];
    bp_status status = check_population(context, study);
    for (int t = 0; !status && t < study->n_tables; t++) {
        bp_study_table *table = &study->tables[t];
        bp_study_place(path, "tables", t, "fallback");
        const step_list steps = {path, NULL, &table->fallbacks, &table->n_fallbacks};
        status = take_steps(context, study, &steps);
    }
    for (int k = 0; !status && k < study->n_indicators; k++) {
        status = complete_denominator(context, study, k);
        if (!status)
            status = complete_steps(context, study, k);
    }
    return status;
}
