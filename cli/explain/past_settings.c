/* run.json: the rule that the study asked for. */
#include "cli/explain/past.h"

#include "cli/record.h"
#include "cli/study_rules.h"

#include <stdlib.h>
#include <string.h>

static bp_status read_domains(bp_context *context, bp_past *past, json_t *score)
{
    json_t *list = json_object_get(score, "domains");
    size_t n = json_array_size(list);
    past->domain = (const char **)calloc(n + 1, sizeof *past->domain);
    past->domain_weight = (double *)calloc(n + 1, sizeof *past->domain_weight);
    if (!past->domain || !past->domain_weight)
        return bp_context_fail_memory(context, n * sizeof(double));
    for (size_t d = 0; d < n; d++)
        if (json_unpack(json_array_get(list, d), "{s:s, s:F}", "name", &past->domain[d], "weight",
                        &past->domain_weight[d]))
            return bp_record_fail(context, past->directory, "a domain has no name or weight");
    past->n_domains = (int)n;
    return n > 0 ? BP_OK : bp_record_fail(context, past->directory, "there are no domains");
}

static int domain_of(const bp_past *past, const char *name)
{
    for (int d = 0; d < past->n_domains; d++)
        if (strcmp(past->domain[d], name) == 0)
            return d;
    return -1;
}

static bp_status read_indicator(bp_context *context, bp_past *past, json_t *object, int k)
{
    const char *domain = "", *worse = "";
    bp_past_indicator *asked = &past->asked[k];
    bp_indicator *out = &past->indicators[k];
    if (json_unpack(object, "{s:s, s:s, s:s, s:F}", "name", &asked->name, "domain", &domain, "worse", &worse,
                    "weight", &out->weight) ||
        domain_of(past, domain) < 0)
        return bp_record_fail(context, past->directory,
                              "an indicator lacks its name, domain, worse or weight");
    out->name = asked->name;
    out->domain = domain_of(past, domain);
    out->worse = strcmp(worse, "low") == 0 ? BP_WORSE_LOW : BP_WORSE_HIGH;
    return BP_OK;
}

/* What values can be stands with the study and not with the rule. */
static void read_ranges(bp_past *past, json_t *list)
{
    for (size_t k = 0; k < json_array_size(list) && (int)k < past->n_indicators; k++) {
        bp_past_indicator *asked = &past->asked[k];
        asked->has_range = json_unpack(json_array_get(list, k), "{s:[F,F]}", "range", &asked->range[0],
                                       &asked->range[1]) == 0;
    }
}

static bp_status read_indicators(bp_context *context, bp_past *past, json_t *score)
{
    json_t *list = json_object_get(score, "indicators");
    size_t n = json_array_size(list);
    past->indicators = (bp_indicator *)calloc(n + 1, sizeof *past->indicators);
    past->asked = (bp_past_indicator *)calloc(n + 1, sizeof *past->asked);
    if (!past->indicators || !past->asked)
        return bp_context_fail_memory(context, n * sizeof *past->indicators);
    past->n_indicators = (int)n;
    bp_status status = n > 0 ? BP_OK : bp_record_fail(context, past->directory, "there are no indicators");
    for (size_t k = 0; !status && k < n; k++)
        status = read_indicator(context, past, json_array_get(list, k), (int)k);
    return status;
}

static bool read_normalisation(const char *name, bp_normalisation *out)
{
    static const char *const names[] = {"percentile", "zscore", "minmax", "winsorised", "exponential"};
    static const bp_normalisation values[] = {BP_NORMALISE_PERCENTILE, BP_NORMALISE_ZSCORE,
                                              BP_NORMALISE_MINMAX, BP_NORMALISE_WINSORISED,
                                              BP_NORMALISE_EXPONENTIAL};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(name, names[i]) == 0) {
            *out = values[i];
            return true;
        }
    return false;
}

static bp_status read_score(bp_context *context, bp_past *past, json_t *score)
{
    const char *normalise = "", *reference = "";
    bp_score_options *out = &past->rule.score;
    if (json_unpack(score, "{s:s, s:s, s:i, s:F}", "normalise", &normalise, "reference", &reference,
                    "min_domains", &out->min_domains, "stack_at", &out->stack_at) ||
        !read_normalisation(normalise, &out->normalisation))
        return bp_record_fail(context, past->directory, "`settings.score` lacks a setting");
    out->n_domains = past->n_domains;
    out->domain_weight = past->domain_weight;
    past->by_residents = strcmp(reference, "residents") == 0;
    return BP_OK;
}

static bp_status read_threshold(bp_context *context, bp_past *past, json_t *settings)
{
    const char *local = "";
    json_int_t min_units = 0;
    json_t *stack = NULL;
    bp_threshold_options *out = &past->rule.threshold;
    if (json_unpack(settings, "{s:{s:s, s:F, s:I}, s:o}", "threshold", "local", &local, "national",
                    &out->national, "min_units", &min_units, "stack", &stack))
        return bp_record_fail(context, past->directory,
                              "`settings.threshold` or `settings.stack` is not there");
    out->min_units = min_units;
    int k = 0;
    static const bp_threshold_local kinds[] = {BP_THRESHOLD_NATIONAL, BP_THRESHOLD_MUNICIPALITY,
                                               BP_THRESHOLD_SIZE_CLASS};
    while (k < 3 && strcmp(local, bp_study_local_name(kinds[k])) != 0)
        k++;
    if (k == 3)
        return bp_record_fail(context, past->directory, "`settings.threshold.local` is not known");
    out->local = kinds[k];
    if (json_is_object(stack) && json_unpack(stack, "{s:i, s:b}", "at_least", &past->rule.stack.at_least,
                                             "alone", &past->rule.stack.alone))
        return bp_record_fail(context, past->directory, "`settings.stack` lacks a setting");
    return BP_OK;
}

static const char *find_method(const char *name)
{
    for (int i = 0; i < bp_n_delineation_methods; i++)
        if (strcmp(bp_delineation_methods[i].name, name) == 0)
            return bp_delineation_methods[i].name;
    return NULL;
}

/* What areas of the method hotspots were grown from; others have none. */
static bp_status read_core(bp_context *context, bp_past *past, json_t *core)
{
    const char *statistic = "", *correction = "";
    json_int_t permutations = 0, seed = 0;
    bp_core_options *out = &past->rule.delineate.core;
    int k = BP_CORRECTION_NONE;
    if (!core && strcmp(past->rule.delineate.method, "hotspots") != 0)
        return BP_OK;
    if (json_unpack(core, "{s:s, s:s, s:F, s:I, s:I}", "statistic", &statistic, "correction", &correction,
                    "alpha", &out->alpha, "permutations", &permutations, "seed", &seed))
        return bp_record_fail(context, past->directory, "`settings.areas.core` lacks a setting");
    while (k <= BP_CORRECTION_BENJAMINI_YEKUTIELI &&
           strcmp(correction, bp_correction_name((bp_correction)k)) != 0)
        k++;
    const bool is_gi_star = strcmp(statistic, bp_study_core_name(BP_CORE_GI_STAR)) == 0;
    if (k > BP_CORRECTION_BENJAMINI_YEKUTIELI ||
        (!is_gi_star && strcmp(statistic, bp_study_core_name(BP_CORE_MORAN)) != 0))
        return bp_record_fail(context, past->directory,
                              "the statistic or the correction of `settings.areas.core` is not known");
    out->statistic = is_gi_star ? BP_CORE_GI_STAR : BP_CORE_MORAN;
    out->correction = (bp_correction)k;
    out->permutations = permutations;
    out->seed = (uint64_t)seed;
    return BP_OK;
}

/* How far the method optimal went; others have none. */
static bp_status read_optimal(bp_context *context, bp_past *past, json_t *optimal)
{
    json_int_t steps = 0, cut_nodes = 0;
    bp_optimal_limits *out = &past->rule.delineate.optimal;
    if (!optimal && strcmp(past->rule.delineate.method, "optimal") != 0)
        return BP_OK;
    if (json_unpack(optimal, "{s:I, s:I}", "steps", &steps, "cut_nodes", &cut_nodes))
        return bp_record_fail(context, past->directory, "`settings.areas.optimal` lacks a setting");
    out->exact_nodes = steps;
    out->cut_nodes = cut_nodes;
    return BP_OK;
}

static bp_status read_areas(bp_context *context, bp_past *past, json_t *settings)
{
    const char *method = "", *within = "";
    bp_delineate_options *out = &past->rule.delineate;
    if (json_unpack(settings, "{s:{s:s, s:F, s:F, s:F, s:F, s:i, s:i, s:F, s:s, s:o}}", "areas", "method",
                    &method, "base", &out->base, "reach", &out->reach, "floor", &out->floor, "ceiling",
                    &out->ceiling, "rounds", &out->rounds, "bridge_steps", &out->bridge_steps,
                    "bridge_population", &out->bridge_population, "within", &within, "by_class",
                    &past->by_class))
        return bp_record_fail(context, past->directory, "`settings.areas` lacks a setting");
    past->is_within = strcmp(within, "municipality") == 0;
    out->method = find_method(method);
    if (!out->method)
        return bp_record_fail(context, past->directory, "`settings.areas.method` is not known");
    json_t *areas = json_object_get(settings, "areas");
    bp_status status = read_core(context, past, json_object_get(areas, "core"));
    return status ? status : read_optimal(context, past, json_object_get(areas, "optimal"));
}

static bp_status read_graph(bp_context *context, bp_past *past, json_t *settings)
{
    const char *contiguity = "";
    if (json_unpack(settings, "{s:{s:s, s:F}}", "graph", "contiguity", &contiguity, "tolerance_m",
                    &past->tolerance_m))
        return bp_record_fail(context, past->directory, "`settings.graph` lacks a setting");
    past->contiguity = strcmp(contiguity, "rook") == 0 ? BP_CONTIGUITY_ROOK : BP_CONTIGUITY_QUEEN;
    return BP_OK;
}

bp_status bp_past_read_settings(bp_context *context, bp_past *past)
{
    past->rule = (bp_rule)BP_RULE_INIT;
    bp_status status = bp_record_read(context, past->directory, &past->record);
    if (status)
        return status;
    json_t *study = json_object_get(past->record, "study"),
           *settings = json_object_get(past->record, "settings"), *score = json_object_get(settings, "score");
    const char *called = json_string_value(json_object_get(json_object_get(study, "units"), "called"));
    past->is_district = called && strcmp(called, "district") == 0;
    past->title = json_string_value(json_object_get(study, "title"));
    if (!past->title || !score)
        return bp_record_fail(context, past->directory, "it has no `study.title` or no `settings.score`");
    status = read_domains(context, past, score);
    if (!status)
        status = read_indicators(context, past, score);
    if (!status)
        status = read_score(context, past, score);
    if (!status)
        status = read_threshold(context, past, settings);
    if (!status)
        status = read_areas(context, past, settings);
    if (!status)
        status = read_graph(context, past, settings);
    if (!status)
        read_ranges(past, json_object_get(study, "indicators"));
    return status;
}
