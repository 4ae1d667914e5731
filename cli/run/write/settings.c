/* The settings of a rule in run.json. */
#include "cli/run/write/settings.h"

#include "cli/run/json_text.h"
#include "cli/study_rules.h"

#include <string.h>

static json_t *stack_asked(const bp_study_stack *stack)
{
    return stack->at_least == 0
               ? json_null()
               : json_pack("{s:I, s:b}", "at_least", (json_int_t)stack->at_least, "alone", (int)stack->alone);
}

void bp_json_add_rules(json_t *areas, const bp_study *study)
{
    const bp_study_areas *asked = &study->areas;
    json_t *threshold = json_null(), *by_size = json_array();
    if (asked->threshold.local != BP_THRESHOLD_NATIONAL)
        threshold =
            json_pack("{s:s, s:f, s:I}", "local", bp_study_local_name(asked->threshold.local), "national",
                      asked->threshold.national, "min_units", (json_int_t)asked->threshold.min_units);
    for (int e = 0; e < asked->n_by_size; e++)
        json_array_append_new(by_size,
                              json_pack("{s:o, s:I, s:I}", "class", safe_text(asked->by_size[e].name),
                                        "floor", (json_int_t)asked->by_size[e].floor, "ceiling",
                                        (json_int_t)asked->by_size[e].ceiling));
    json_object_set_new(areas, "threshold", threshold);
    json_object_set_new(areas, "stack", stack_asked(&asked->stack));
    json_object_set_new(areas, "by_size", by_size);
}

json_t *bp_json_core_asked(const bp_study_core *asked)
{
    return json_pack("{s:s, s:s, s:f, s:I, s:o}", "statistic", bp_study_core_name(asked->statistic),
                     "correction", bp_correction_name(asked->correction), "alpha", asked->alpha,
                     "permutations", (json_int_t)asked->permutations, "seed",
                     asked->seed < 0 ? json_null() : json_integer((json_int_t)asked->seed));
}

json_t *bp_json_optimal_asked(int64_t steps, int64_t cut_nodes)
{
    return json_pack("{s:I, s:I}", "steps", (json_int_t)steps, "cut_nodes", (json_int_t)cut_nodes);
}

json_t *bp_json_classes_asked(const bp_study *study)
{
    const bp_study_size_classes *asked = &study->size_classes;
    json_t *limits = json_array();
    for (int k = 0; k < asked->n_limits; k++)
        json_array_append_new(limits, json_integer((json_int_t)asked->limits[k]));
    return json_pack("{s:o, s:o}", "limits", limits, "column", text_or_null(asked->column));
}

json_t *bp_json_candidates_asked(const bp_study *study)
{
    const bp_study_candidates *asked = &study->candidates;
    if (!study->has_candidates)
        return json_null();
    return json_pack("{s:b, s:o, s:o, s:o}", "exclude_designated_municipalities",
                     (int)asked->exclude_designated, "exclude", texts(asked->exclude, asked->n_exclude),
                     "include", texts(asked->include, asked->n_include), "size_class",
                     texts(asked->size_class, asked->n_size_class));
}

static const char *const normalisations[] = {"percentile", "zscore", "minmax", "winsorised", "exponential"};

static json_t *score_settings(const bp_run *run)
{
    const bp_study *study = run->study;
    json_t *indicators = json_array(), *domains = json_array();
    for (int k = 0; k < study->n_indicators; k++) {
        const bp_study_indicator *indicator = &study->indicators[k];
        json_array_append_new(indicators, json_pack("{s:s, s:s, s:s, s:f}", "name", indicator->name, "domain",
                                                    indicator->domain, "worse",
                                                    indicator->worse == BP_WORSE_HIGH ? "high" : "low",
                                                    "weight", indicator->weight));
    }
    for (int d = 0; d < study->n_domains; d++)
        json_array_append_new(domains, json_pack("{s:s, s:f}", "name", study->domains[d].name, "weight",
                                                 study->domains[d].weight));
    return json_pack("{s:s, s:s, s:i, s:f, s:o, s:o}", "normalise",
                     normalisations[run->rule.score.normalisation], "reference",
                     run->rule.score.reference_weight ? "residents" : "units", "min_domains",
                     run->rule.score.min_domains, "stack_at", run->rule.score.stack_at, "domains", domains,
                     "indicators", indicators);
}

static json_t *class_settings(const bp_run *run)
{
    const bp_class_sizes *sizes = run->rule.delineate.by_class;
    json_t *array = json_array();
    for (int k = 0; sizes && k < sizes->n; k++)
        json_array_append_new(array,
                              json_pack("{s:o, s:f, s:f}", "class", safe_text(run->size_classes.name[k]),
                                        "floor", sizes->floor[k], "ceiling", sizes->ceiling[k]));
    return array;
}

static json_t *area_settings(const bp_run *run)
{
    const bp_delineate_options *areas = &run->rule.delineate;
    bool is_within = run->ground.region != NULL;
    json_t *object = json_pack("{s:s, s:f, s:f, s:f, s:f, s:i, s:i, s:f, s:s, s:o}", "method", areas->method,
                               "base", areas->base, "reach", areas->reach, "floor", areas->floor, "ceiling",
                               areas->ceiling, "rounds", areas->rounds, "bridge_steps", areas->bridge_steps,
                               "bridge_population", areas->bridge_population, "within",
                               is_within ? "municipality" : "none", "by_class", class_settings(run));
    const bp_study_core core = {areas->core.statistic, areas->core.correction, areas->core.alpha,
                                areas->core.permutations, (int64_t)areas->core.seed};
    if (strcmp(areas->method, "hotspots") == 0)
        json_object_set_new(object, "core", bp_json_core_asked(&core));
    if (strcmp(areas->method, "optimal") == 0)
        json_object_set_new(object, "optimal",
                            bp_json_optimal_asked(areas->optimal.exact_nodes, areas->optimal.cut_nodes));
    return object;
}

static json_t *build(const bp_run *run)
{
    const bp_study_areas *asked = &run->study->areas;
    json_t *threshold =
        json_pack("{s:s, s:f, s:I}", "local", bp_study_local_name(run->rule.threshold.local), "national",
                  run->rule.threshold.national, "min_units", (json_int_t)run->rule.threshold.min_units);
    json_t *graph =
        json_pack("{s:s, s:f}", "contiguity", asked->contiguity == BP_CONTIGUITY_QUEEN ? "queen" : "rook",
                  "tolerance_m", asked->tolerance);
    return json_pack("{s:o, s:o, s:o, s:o, s:o}", "score", score_settings(run), "threshold", threshold,
                     "stack", stack_asked(&asked->stack), "areas", area_settings(run), "graph", graph);
}

/* `text` moved two columns in, as it stands within an object; a text of JSON has no line ends of its own. */
static char *indented(const char *text)
{
    size_t n = 0, lines = 0;
    for (const char *c = text; *c; c++, n++)
        lines += *c == '\n';
    char *out = (char *)malloc(n + 2 * lines + 1), *to = out;
    for (const char *c = text; out && *c; c++) {
        *to++ = *c;
        if (*c == '\n') {
            *to++ = ' ';
            *to++ = ' ';
        }
    }
    if (out)
        *to = '\0';
    return out;
}

char *bp_settings_put_in(const bp_run *run, const char *text)
{
    static const char key[] = "\n  \"settings\": ", place[] = "\"" BP_SETTINGS_PLACE "\"";
    json_t *settings = build(run);
    char *exact = settings ? json_dumps(settings, JSON_INDENT(2) | JSON_REAL_PRECISION(17)) : NULL;
    char *shown = exact ? indented(exact) : NULL;
    const char *at = strstr(text, key);
    char *whole = NULL;
    if (shown && at) {
        at += sizeof key - 1;
        whole = bp_text_format("%.*s%s%s\n", (int)(at - text), text, shown, at + sizeof place - 1);
    }
    json_decref(settings);
    free(exact);
    free(shown);
    return whole;
}
