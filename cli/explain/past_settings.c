/* run.json: what the study asked for. */
#include "cli/explain/past.h"

#include "geo/folder.h"
#include "geo/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char schema[] = "brandpunt-run-1";

static bp_status fail_key(bp_context *context, const bp_past *past, const char *what)
{
    return bp_context_fail(context, BP_ERROR_INPUT,
                           "%s/run.json: %s; it was changed, or written by another version of brandpunt: run "
                           "the study again",
                           past->directory, what);
}

static bp_status load(bp_context *context, bp_past *past)
{
    json_error_t error;
    bp_status status = BP_OK;
    char *path = bp_path_join(past->directory, "run.json");
    if (!path)
        return bp_context_fail_memory(context, 0);
    if (!bp_path_exists(past->directory))
        status = bp_context_fail(context, BP_ERROR_INPUT, "%s: there is no such folder", past->directory);
    else if (!bp_path_exists(path))
        status = bp_context_fail(context, BP_ERROR_INPUT,
                                 "%s: is no run: it has no run.json; name the folder that 'brandpunt run "
                                 "--output' wrote",
                                 past->directory);
    else if (!(past->record = json_load_file(path, JSON_REJECT_DUPLICATES, &error)))
        status = bp_context_fail(context, BP_ERROR_INPUT,
                                 "%s/run.json:%d: %s; expected what 'brandpunt run' wrote", past->directory,
                                 error.line, error.text);
    free(path);
    return status;
}

static bp_status check_schema(bp_context *context, const bp_past *past)
{
    const char *found = json_string_value(json_object_get(past->record, "schema"));
    const char *version =
        json_string_value(json_object_get(json_object_get(past->record, "program"), "version"));
    if (found && strcmp(found, schema) == 0)
        return BP_OK;
    return bp_context_fail(context, BP_ERROR_INPUT,
                           "%s/run.json: its schema is '%s', expected '%s'; it was written by brandpunt %s: run "
                           "the study again with this one",
                           past->directory, found ? found : "(none)", schema, version ? version : "(unknown)");
}

static bp_status read_domains(bp_context *context, bp_past *past, json_t *study)
{
    json_t *list = json_object_get(study, "domains");
    size_t n = json_array_size(list);
    past->domain = (const char **)calloc(n + 1, sizeof *past->domain);
    past->domain_weight = (double *)calloc(n + 1, sizeof *past->domain_weight);
    if (!past->domain || !past->domain_weight)
        return bp_context_fail_memory(context, n * sizeof(double));
    for (size_t d = 0; d < n; d++)
        if (json_unpack(json_array_get(list, d), "{s:s, s:F}", "name", &past->domain[d], "weight",
                        &past->domain_weight[d]))
            return fail_key(context, past, "a domain of the study has no name or weight");
    past->n_domains = (int)n;
    return n > 0 ? BP_OK : fail_key(context, past, "the study has no domains");
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
        return fail_key(context, past, "an indicator of the study lacks its name, domain, worse or weight");
    asked->has_range = json_unpack(object, "{s:[F,F]}", "range", &asked->range[0], &asked->range[1]) == 0;
    out->name = asked->name;
    out->domain = domain_of(past, domain);
    out->worse = strcmp(worse, "low") == 0 ? BP_WORSE_LOW : BP_WORSE_HIGH;
    return BP_OK;
}

static bp_status read_indicators(bp_context *context, bp_past *past, json_t *study)
{
    json_t *list = json_object_get(study, "indicators");
    size_t n = json_array_size(list);
    past->indicators = (bp_indicator *)calloc(n + 1, sizeof *past->indicators);
    past->asked = (bp_past_indicator *)calloc(n + 1, sizeof *past->asked);
    if (!past->indicators || !past->asked)
        return bp_context_fail_memory(context, n * sizeof *past->indicators);
    past->n_indicators = (int)n;
    bp_status status = n > 0 ? BP_OK : fail_key(context, past, "the study has no indicators");
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

static bp_status read_score(bp_context *context, bp_past *past, json_t *study)
{
    const char *normalise = "", *reference = "";
    int min_domains = 0;
    bp_score_options *out = &past->rule.score;
    if (json_unpack(study, "{s:{s:s, s:s, s:i, s:F}}", "score", "normalise", &normalise, "reference",
                    &reference, "min_domains", &min_domains, "stack_at", &out->stack_at) ||
        !read_normalisation(normalise, &out->normalisation))
        return fail_key(context, past, "the study's `score` lacks a setting");
    out->n_domains = past->n_domains;
    out->domain_weight = past->domain_weight;
    out->min_domains = min_domains;
    /* Set once the residents are read; until then it only says that they are asked for. */
    out->reference_weight = strcmp(reference, "residents") == 0 ? past->domain_weight : NULL;
    return BP_OK;
}

static const char *find_method(const char *name)
{
    for (int i = 0; i < bp_n_delineation_methods; i++)
        if (strcmp(bp_delineation_methods[i].name, name) == 0)
            return bp_delineation_methods[i].name;
    return NULL;
}

static bp_status read_areas(bp_context *context, bp_past *past, json_t *study)
{
    const char *method = "";
    json_t *bridges = NULL;
    json_int_t steps = 0, rounds = 0;
    bp_delineate_options *out = &past->rule.delineate;
    if (json_unpack(study, "{s:{s:s, s:F, s:F, s:F, s:F, s:I, s:o}}", "areas", "method", &method, "base",
                    &out->base, "reach", &out->reach, "floor", &out->floor, "ceiling", &out->ceiling,
                    "rounds", &rounds, "bridges", &bridges))
        return fail_key(context, past, "the study's `areas` lacks a setting");
    out->method = find_method(method);
    out->rounds = (int)rounds;
    if (json_is_object(bridges)) {
        if (json_unpack(bridges, "{s:F, s:I}", "max_population", &out->bridge_population, "max_steps", &steps))
            return fail_key(context, past, "the study's `areas.bridges` lacks a setting");
        out->bridge_steps = (int)steps;
    }
    return out->method ? BP_OK : fail_key(context, past, "the study's method is not known");
}

bp_status bp_past_read_settings(bp_context *context, bp_past *past)
{
    past->rule = (bp_rule)BP_RULE_INIT;
    bp_status status = load(context, past);
    if (!status)
        status = check_schema(context, past);
    if (status)
        return status;
    json_t *study = json_object_get(past->record, "study");
    past->title = json_string_value(json_object_get(study, "title"));
    if (!past->title)
        return fail_key(context, past, "it does not hold the study");
    status = read_domains(context, past, study);
    if (!status)
        status = read_indicators(context, past, study);
    if (!status)
        status = read_score(context, past, study);
    return status ? status : read_areas(context, past, study);
}
