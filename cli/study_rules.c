#include "cli/study_rules.h"

#include "analysis/branch_and_cut.h"
#include "analysis/field.h"
#include "cli/study_place.h"
#include "cli/yaml_check.h"
#include "geo/text.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { DEFAULT_LEAST_UNITS = 5, THOUSAND = 1000, DEFAULT_PERMUTATIONS = 99999, MOST_PERMUTATIONS = 10000000 };

static const int64_t most_steps = 1000000000000;

static const char designated_word[] = "designated_municipalities";

const char *bp_study_local_name(bp_threshold_local local)
{
    switch (local) {
    case BP_THRESHOLD_NATIONAL:
        return "none";
    case BP_THRESHOLD_MUNICIPALITY:
        return "municipality";
    case BP_THRESHOLD_SIZE_CLASS:
        return "size_class";
    }
    return "unknown";
}

void bp_study_clear_rules(bp_study *study)
{
    bp_study_size_classes *classes = &study->size_classes;
    bp_study_candidates *candidates = &study->candidates;
    for (int i = 0; i < study->areas.n_by_size; i++)
        free(study->areas.by_size[i].name);
    free(study->areas.by_size);
    free(classes->limits);
    free(classes->column);
    bp_texts_free(classes->names, classes->n_names);
    bp_texts_free(candidates->exclude, candidates->n_exclude);
    bp_texts_free(candidates->include, candidates->n_include);
    bp_texts_free(candidates->size_class, candidates->n_size_class);
}

static bp_status fail_without_municipality(bp_context *context, const bp_study *study, const char *path)
{
    return bp_study_fail(context, study, BP_ERROR_INPUT, path,
                         "the study does not say in which municipality a unit is; add units.municipality");
}

/* "50k" or, where it is no whole number of thousands, all its digits. */
static char *shown_limit(int64_t limit, bool with_k)
{
    bool is_round = limit % THOUSAND == 0;
    return bp_text_format("%" PRId64 "%s", is_round ? limit / THOUSAND : limit,
                          is_round && with_k ? "k" : "");
}

/* "<50k", "50-100k", ">250k": class k lies between limits k - 1 and k. */
static char *class_name(const bp_study_size_classes *classes, int k)
{
    int64_t low = k > 0 ? classes->limits[k - 1] : 0, high = k < classes->n_limits ? classes->limits[k] : 0;
    bool both_round = low % THOUSAND == 0 && high % THOUSAND == 0;
    char *from = shown_limit(low, k == classes->n_limits || !both_round), *to = shown_limit(high, true);
    char *name = NULL;
    if (from && to)
        name = k == 0                   ? bp_text_format("<%s", to)
               : k == classes->n_limits ? bp_text_format(">%s", from)
                                        : bp_text_format("%s-%s", from, to);
    free(from);
    free(to);
    return name;
}

static bp_status default_limits(bp_context *context, bp_study_size_classes *classes)
{
    static const int64_t usual[] = {50000, 100000, 250000};
    if (classes->n_limits > 0)
        return BP_OK;
    classes->limits = (int64_t *)malloc(sizeof usual);
    if (!classes->limits)
        return bp_context_fail_memory(context, sizeof usual);
    memcpy(classes->limits, usual, sizeof usual);
    classes->n_limits = (int)(sizeof usual / sizeof *usual);
    return BP_OK;
}

static bp_status check_limits(bp_context *context, const bp_study *study)
{
    const bp_study_size_classes *classes = &study->size_classes;
    for (int k = 0; k < classes->n_limits; k++)
        if (classes->limits[k] < 1 || (k > 0 && classes->limits[k] <= classes->limits[k - 1]))
            return bp_study_fail(context, study, BP_ERROR_INPUT, "size_classes.limits",
                                 "found %" PRId64 " in place %d, expected numbers of residents above 0, each "
                                 "larger than the one before",
                                 classes->limits[k], k + 1);
    return BP_OK;
}

static bp_status complete_size_classes(bp_context *context, bp_study *study)
{
    bp_study_size_classes *classes = &study->size_classes;
    if (classes->column && classes->n_limits > 0)
        return bp_study_fail(context, study, BP_ERROR_INPUT, "size_classes.limits",
                             "the classes are already taken from the units' column '%s': keep one of the two",
                             classes->column);
    if (bp_study_is_given(study, "size_classes") && !classes->column && !study->units.municipality.column)
        return fail_without_municipality(context, study, "size_classes");
    if (classes->column)
        return BP_OK;
    bp_status status = check_limits(context, study);
    if (!status)
        status = default_limits(context, classes);
    if (status)
        return status;
    classes->names = (char **)calloc((size_t)classes->n_limits + 1, sizeof *classes->names);
    if (!classes->names)
        return bp_context_fail_memory(context, 0);
    for (int k = 0; k <= classes->n_limits; k++) {
        classes->names[k] = class_name(classes, k);
        if (!classes->names[k])
            return bp_context_fail_memory(context, 0);
        classes->n_names++;
    }
    return BP_OK;
}

/* The classes of a column are known once the units are read. */
static bp_status check_class_name(bp_context *context, const bp_study *study, const char *path,
                                  const char *name)
{
    const bp_study_size_classes *classes = &study->size_classes;
    if (classes->column)
        return BP_OK;
    if (!study->units.municipality.column)
        return fail_without_municipality(context, study, path);
    for (int k = 0; k < classes->n_names; k++)
        if (strcmp(classes->names[k], name) == 0)
            return BP_OK;
    return bp_yaml_fail_choice(context, &study->file, path, name, (const char *const *)classes->names,
                               classes->n_names);
}

static bp_status complete_threshold(bp_context *context, bp_study *study)
{
    bp_study_threshold *threshold = &study->areas.threshold;
    if (!bp_study_is_given(study, "areas.threshold")) {
        *threshold = (bp_study_threshold){BP_THRESHOLD_NATIONAL, 1.0, DEFAULT_LEAST_UNITS};
        return BP_OK;
    }
    if (!bp_study_is_given(study, "areas.threshold.min_units"))
        threshold->min_units = DEFAULT_LEAST_UNITS;
    if (!(threshold->national >= 0.0 && threshold->national <= 1.0))
        return bp_study_fail(context, study, BP_ERROR_INPUT, "areas.threshold.national",
                             "found %g, expected a number from 0 to 1: the share of the national position",
                             threshold->national);
    if (threshold->min_units < 1)
        return bp_study_fail(context, study, BP_ERROR_INPUT, "areas.threshold.min_units",
                             "found %" PRId64 ", expected a whole number of 1 or more", threshold->min_units);
    bool by_column = threshold->local == BP_THRESHOLD_SIZE_CLASS && study->size_classes.column;
    if (!study->units.municipality.column && !by_column)
        return fail_without_municipality(context, study, "areas.threshold.local");
    return BP_OK;
}

static bp_status complete_stack(bp_context *context, const bp_study *study)
{
    const bp_study_stack *stack = &study->areas.stack;
    if (!bp_study_is_given(study, "areas.stack"))
        return BP_OK;
    if (stack->at_least < 1 || stack->at_least > study->n_domains)
        return bp_study_fail(context, study, BP_ERROR_INPUT, "areas.stack.at_least",
                             "found %" PRId64 ", expected 1 to %d, the number of domains", stack->at_least,
                             study->n_domains);
    if (stack->alone && study->areas.threshold.local != BP_THRESHOLD_NATIONAL)
        return bp_study_fail(
            context, study, BP_ERROR_INPUT, "areas.stack.alone",
            "the stack is to decide alone, but areas.threshold is given (line %d); leave one "
            "of the two out",
            bp_study_line(study, "areas.threshold"));
    if (stack->alone && !(study->areas.base > 0.0))
        return bp_study_fail(context, study, BP_ERROR_INPUT, "areas.stack.alone",
                             "where the stack decides alone, areas.base must be above 0");
    return BP_OK;
}

static bp_status complete_class_sizes(bp_context *context, const bp_study *study, int i)
{
    char path[BP_STUDY_PATH], other[BP_STUDY_PATH];
    const char *list = "areas.by_size";
    bp_study_class_sizes *entry = &study->areas.by_size[i];
    bp_status status = check_class_name(context, study, bp_study_place(path, list, i, "class"), entry->name);
    for (int j = 0; !status && j < i; j++)
        if (strcmp(study->areas.by_size[j].name, entry->name) == 0)
            status = bp_study_fail(context, study, BP_ERROR_INPUT, path,
                                   "the class '%s' has an entry on line %d already", entry->name,
                                   bp_study_line(study, bp_study_place(other, list, j, "class")));
    if (!bp_study_is_given(study, bp_study_place(path, list, i, "ceiling")))
        entry->ceiling = study->areas.ceiling;
    if (!bp_study_is_given(study, bp_study_place(path, list, i, "floor")))
        entry->floor = study->areas.floor;
    if (!status && (entry->floor < 0 || entry->floor > entry->ceiling))
        status = bp_study_fail(context, study, BP_ERROR_INPUT, path,
                               "found %" PRId64 ", expected 0 to the ceiling of class '%s', %" PRId64,
                               entry->floor, entry->name, entry->ceiling);
    return status;
}

static bp_status complete_by_size(bp_context *context, const bp_study *study)
{
    bp_status status = BP_OK;
    if (study->areas.n_by_size > 0 && study->areas.within != BP_STUDY_WITHIN_MUNICIPALITY)
        return bp_study_fail(context, study, BP_ERROR_INPUT, "areas.by_size",
                             "an area that crosses municipal borders may lie in several size classes; set "
                             "areas.within: municipality");
    for (int i = 0; !status && i < study->areas.n_by_size; i++)
        status = complete_class_sizes(context, study, i);
    return status;
}

static bp_status add_text(bp_context *context, const bp_study *study, const char *path, int node,
                          char ***texts, int *n)
{
    const bp_yaml_node *value = &study->file.nodes[bp_yaml_resolve(&study->file, node)];
    if (value->kind != BP_YAML_SCALAR || !value->text[0])
        return bp_study_fail(context, study, BP_ERROR_INPUT, path, "expected a text or a list of texts");
    char **grown = (char **)realloc(*texts, (size_t)(*n + 1) * sizeof *grown);
    if (!grown)
        return bp_context_fail_memory(context, 0);
    *texts = grown;
    grown[*n] = bp_text_copy(value->text);
    if (!grown[*n])
        return bp_context_fail_memory(context, 0);
    ++*n;
    return BP_OK;
}

/* A text or a list of texts. */
static bp_status take_texts(bp_context *context, const bp_study *study, const char *path, char ***texts,
                            int *n)
{
    const bp_yaml_file *file = &study->file;
    int node = bp_yaml_resolve(file, bp_yaml_find(file, path));
    bp_status status = BP_OK;
    if (node < 0)
        return BP_OK;
    if (file->nodes[node].kind != BP_YAML_LIST)
        return add_text(context, study, path, node, texts, n);
    for (int child = file->nodes[node].first_child; !status && child >= 0; child = file->nodes[child].next)
        status = add_text(context, study, path, child, texts, n);
    if (!status && *n == 0)
        status = bp_study_fail(context, study, BP_ERROR_INPUT, path, "the list is empty: leave the key out");
    return status;
}

/* The word that stands for codes goes out of the list of codes. */
static void take_out_designated(bp_study_candidates *candidates)
{
    int kept = 0;
    for (int i = 0; i < candidates->n_exclude; i++) {
        if (strcmp(candidates->exclude[i], designated_word) == 0) {
            candidates->exclude_designated = true;
            free(candidates->exclude[i]);
        } else {
            candidates->exclude[kept++] = candidates->exclude[i];
        }
    }
    candidates->n_exclude = kept;
}

static bp_status complete_candidates(bp_context *context, bp_study *study)
{
    bp_study_candidates *candidates = &study->candidates;
    bp_status status =
        take_texts(context, study, "candidates.exclude", &candidates->exclude, &candidates->n_exclude);
    if (!status)
        status =
            take_texts(context, study, "candidates.include", &candidates->include, &candidates->n_include);
    if (!status)
        status = take_texts(context, study, "candidates.size_class", &candidates->size_class,
                            &candidates->n_size_class);
    if (status)
        return status;
    take_out_designated(candidates);
    study->has_candidates = candidates->exclude_designated || candidates->n_exclude > 0 ||
                            candidates->n_include > 0 || candidates->n_size_class > 0;
    bool by_code = candidates->exclude_designated || candidates->n_exclude > 0 || candidates->n_include > 0;
    if (by_code && !study->units.municipality.column)
        return fail_without_municipality(context, study, "candidates");
    if (candidates->exclude_designated && !study->has_designated)
        return bp_study_fail(context, study, BP_ERROR_INPUT, "candidates.exclude",
                             "found '%s', but the study has no designated areas; add `designated`",
                             designated_word);
    for (int i = 0; !status && i < candidates->n_size_class; i++)
        status = check_class_name(context, study, "candidates.size_class", candidates->size_class[i]);
    return status;
}

const char *bp_study_core_name(bp_core_statistic statistic)
{
    return statistic == BP_CORE_GI_STAR ? "gi_star" : "moran";
}

/* What the study leaves out of `areas.core`; it is nothing to any other method. */
static bp_status complete_core(bp_context *context, bp_study *study)
{
    bp_study_core *core = &study->areas.core;
    if (bp_study_is_given(study, "areas.core") && strcmp(study->areas.method, "hotspots") != 0)
        return bp_study_fail(context, study, BP_ERROR_INPUT, "areas.core",
                             "the method '%s' has no core; leave the key out or use hotspots",
                             study->areas.method);
    if (!bp_study_is_given(study, "areas.core.correction"))
        core->correction = BP_CORRECTION_FDR;
    if (!bp_study_is_given(study, "areas.core.alpha"))
        core->alpha = 0.05;
    if (!bp_study_is_given(study, "areas.core.permutations"))
        core->permutations = DEFAULT_PERMUTATIONS;
    if (!(core->alpha > 0.0 && core->alpha < 1.0))
        return bp_study_fail(context, study, BP_ERROR_INPUT, "areas.core.alpha",
                             "found %g, expected a number between 0 and 1", core->alpha);
    if (core->permutations < 1 || core->permutations > MOST_PERMUTATIONS)
        return bp_study_fail(context, study, BP_ERROR_INPUT, "areas.core.permutations",
                             "found %" PRId64 ", expected 1 to %d: the p-values come from these draws",
                             core->permutations, MOST_PERMUTATIONS);
    if (!bp_study_is_given(study, "areas.core.seed"))
        core->seed = -1;
    else if (core->seed < 0)
        return bp_study_fail(context, study, BP_ERROR_INPUT, "areas.core.seed",
                             "found %" PRId64 ", expected a whole number of 0 or more", core->seed);
    return BP_OK;
}

static bp_status check_limit(bp_context *context, const bp_study *study, const char *path, int64_t limit)
{
    if (limit >= 0 && limit <= most_steps)
        return BP_OK;
    return bp_study_fail(context, study, BP_ERROR_INPUT, path,
                         "found %" PRId64 ", expected a whole number of 0 to %" PRId64, limit, most_steps);
}

/* How far the search for the heaviest areas goes. A build without a solver would do less than the study asks
 * for, and call less proved. */
static bp_status complete_optimal(bp_context *context, bp_study *study)
{
    const bp_optimal_limits usual = BP_OPTIMAL_LIMITS_INIT;
    bp_study_optimal *optimal = &study->areas.optimal;
    if (!bp_study_is_given(study, "areas.optimal.steps"))
        optimal->steps = usual.exact_nodes;
    if (!bp_study_is_given(study, "areas.optimal.cut_nodes"))
        optimal->cut_nodes = usual.cut_nodes;
    bp_status status = check_limit(context, study, "areas.optimal.steps", optimal->steps);
    if (!status)
        status = check_limit(context, study, "areas.optimal.cut_nodes", optimal->cut_nodes);
    if (!status && optimal->cut_nodes > 0 && !bp_branch_and_cut_solver())
        status = bp_study_fail(context, study, BP_ERROR_INPUT, "areas.optimal.cut_nodes",
                               "found %" PRId64 ", but this build has no solver of integer programs; build "
                               "it with CBC, or leave the key out",
                               optimal->cut_nodes);
    return status;
}

bp_status bp_study_complete_rules(bp_context *context, bp_study *study)
{
    bp_status status = complete_size_classes(context, study);
    if (!status)
        status = complete_threshold(context, study);
    if (!status)
        status = complete_stack(context, study);
    if (!status)
        status = complete_core(context, study);
    if (!status)
        status = complete_optimal(context, study);
    if (!status)
        status = complete_by_size(context, study);
    if (!status)
        status = complete_candidates(context, study);
    return status;
}
