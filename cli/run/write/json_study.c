#include "cli/run/write/json_study.h"

#include "cli/run/draw/audit.h"
#include "cli/run/draw/stability.h"
#include "cli/run/json_text.h"
#include "cli/run/read/fallback.h"
#include "cli/run/read/joins.h"
#include "cli/run/read/json_tables.h"
#include "cli/run/write/settings.h"

#include <math.h>
#include <string.h>

static json_t *describe_municipality(const bp_study_municipality *municipality)
{
    const bp_study_names *names = &municipality->names;
    json_t *object =
        json_pack("{s:s, s:[I,I], s:o, s:o}", "column", municipality->column, "characters",
                  (json_int_t)municipality->characters[0], (json_int_t)municipality->characters[1], "prefix",
                  text_or_null(municipality->prefix), "name", text_or_null(municipality->name));
    if (!names->source)
        return object;
    json_t *list = json_pack("{s:s, s:o, s:s, s:s}", "source", names->source, "layer",
                             text_or_null(names->layer), "key", names->key, "name", names->name);
    bp_json_add_request(list, &names->request);
    json_object_set_new(object, "names", list);
    return object;
}

static json_t *describe_units(const bp_study *study)
{
    const bp_study_units *units = &study->units;
    json_t *object = json_object();
    json_object_set_new(object, "source", json_string(units->source));
    json_object_set_new(object, "layer", text_or_null(units->layer));
    json_object_set_new(object, "crs", text_or_null(units->crs));
    json_object_set_new(object, "repeats",
                        json_string(units->repeats == BP_STUDY_REPEATS_DISSOLVE ? "dissolve" : "refuse"));
    bp_json_add_request(object, &units->request);
    json_object_set_new(object, "id", json_string(units->id));
    json_object_set_new(object, "name", text_or_null(units->name));
    json_object_set_new(object, "population", json_string(units->population));
    json_object_set_new(object, "missing", texts(units->missing, units->n_missing));
    bp_json_add_notation(object, &units->notation);
    json_object_set_new(object, "vintage", text_or_null(units->vintage));
    bp_json_add_origin(object, &units->origin);
    json_object_set_new(object, "called",
                        json_string(units->called == BP_UNIT_DISTRICT ? "district" : "neighbourhood"));
    if (units->municipality.column)
        json_object_set_new(object, "municipality", describe_municipality(&units->municipality));
    bp_json_add_levels(object, study);
    return object;
}

/* By language; nothing where the name is shown. */
static void add_label(json_t *object, const bp_study_label *label)
{
    json_t *texts = json_object();
    for (int l = 0; l < BP_N_LANGUAGES; l++)
        if (label->text[l])
            json_object_set_new(texts, bp_words_language_name((bp_language)l), json_string(label->text[l]));
    if (json_object_size(texts) > 0)
        json_object_set(object, "label", texts);
    json_decref(texts);
}

static json_t *describe_inputs_of_score(const bp_study *study)
{
    json_t *tables = json_array(), *indicators = json_array(), *domains = json_array();
    for (int t = 0; t < study->n_tables; t++)
        json_array_append_new(tables, bp_json_table(study, t));
    for (int k = 0; k < study->n_indicators; k++) {
        const bp_study_indicator *indicator = &study->indicators[k];
        json_t *object = json_pack(
            "{s:s, s:s, s:s, s:s, s:f, s:o}", "name", indicator->name, "from", indicator->from, "domain",
            indicator->domain, "worse", indicator->worse == BP_WORSE_HIGH ? "high" : "low", "weight",
            indicator->weight, "missing", texts(indicator->missing, indicator->n_missing));
        if (indicator->has_range)
            json_object_set_new(object, "range",
                                json_pack("[f,f]", indicator->range[0], indicator->range[1]));
        bp_json_add_rate(object, study, k);
        bp_json_add_origin(object, &indicator->origin);
        add_label(object, &indicator->label);
        json_array_append_new(indicators, object);
    }
    for (int d = 0; d < study->n_domains; d++) {
        json_t *object =
            json_pack("{s:s, s:f}", "name", study->domains[d].name, "weight", study->domains[d].weight);
        add_label(object, &study->domains[d].label);
        json_array_append_new(domains, object);
    }
    return json_pack("{s:o, s:o, s:o}", "tables", tables, "indicators", indicators, "domains", domains);
}

static json_t *describe_rules(const bp_study *study)
{
    const bp_study_areas *areas = &study->areas;
    json_t *bridges = json_null();
    if (areas->bridges.allowed)
        bridges = json_pack("{s:I, s:I}", "max_population", (json_int_t)areas->bridges.max_population,
                            "max_steps", (json_int_t)areas->bridges.max_steps);
    json_t *score =
        json_pack("{s:s, s:s, s:s, s:I, s:f}", "normalise", bp_run_normalisation_name(study->score.normalise),
                  "weights", study->score.weights == BP_STUDY_WEIGHTS_EQUAL ? "equal" : "given", "reference",
                  study->score.reference == BP_STUDY_REFERENCE_UNITS ? "units" : "residents", "min_domains",
                  (json_int_t)study->score.min_domains, "stack_at", study->score.stack_at);
    json_t *rule = json_pack(
        "{s:s, s:s, s:f, s:f, s:f, s:I, s:I, s:I, s:s, s:o}", "method", areas->method, "contiguity",
        areas->contiguity == BP_CONTIGUITY_QUEEN ? "queen" : "rook", "tolerance", areas->tolerance, "base",
        areas->base, "reach", areas->reach, "floor", (json_int_t)areas->floor, "ceiling",
        (json_int_t)areas->ceiling, "rounds", (json_int_t)areas->rounds, "within",
        areas->within == BP_STUDY_WITHIN_MUNICIPALITY ? "municipality" : "none", "bridges", bridges);
    json_object_set_new(rule, "also", texts(areas->also, areas->n_also));
    bp_json_add_rules(rule, study);
    if (strcmp(areas->method, "hotspots") == 0)
        json_object_set_new(rule, "core", bp_json_core_asked(&areas->core));
    json_object_set_new(rule, "optimal",
                        bp_json_optimal_asked(areas->optimal.steps, areas->optimal.cut_nodes));
    return json_pack("{s:o, s:o, s:o, s:o}", "score", score, "areas", rule, "size_classes",
                     bp_json_classes_asked(study), "candidates", bp_json_candidates_asked(study));
}

static json_t *describe_regions(const bp_study_regions *regions)
{
    json_t *object = json_object();
    const char *const keys[] = {"name", "list",        "source", "layer", "crs",
                                "id",   "region_name", "level",  "start", "end"};
    const char *const values[] = {regions->name,  regions->list, regions->source,      regions->layer,
                                  regions->crs,   regions->id,   regions->region_name, regions->level,
                                  regions->start, regions->end};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (values[i])
            json_object_set_new(object, keys[i], json_string(values[i]));
    if (regions->source)
        bp_json_add_request(object, &regions->request);
    return object;
}

json_t *bp_json_evidence_asked(const bp_study_evidence *asked)
{
    return json_pack("{s:s, s:s, s:I, s:s, s:f, s:s}", "statistic", bp_study_statistic_name(asked->statistic),
                     "of", asked->of, "permutations", (json_int_t)asked->permutations, "correction",
                     bp_correction_name(asked->correction), "alpha", asked->alpha, "alternative",
                     bp_alternative_name(asked->alternative));
}

static json_t *describe_topology_asked(const bp_study_topology *asked)
{
    const double most[] = {asked->max_overlap_km2, asked->max_gap_km2};
    return json_pack("{s:o, s:o, s:f}", "max_overlap_km2",
                     isfinite(most[0]) ? json_real(most[0]) : json_null(), "max_gap_km2",
                     isfinite(most[1]) ? json_real(most[1]) : json_null(), "sliver_m", asked->sliver_m);
}

json_t *bp_json_study(const bp_study *study)
{
    json_t *programmes = json_array(), *inputs = describe_inputs_of_score(study),
           *rules = describe_rules(study);
    for (int i = 0; i < study->n_programmes; i++)
        json_array_append_new(programmes, describe_regions(&study->programmes[i]));
    json_t *object = json_pack("{s:s, s:o}", "title", study->title, "units", describe_units(study));
    json_object_set_new(object, "data", text_or_null(study->data));
    json_object_set_new(object, "joins", bp_run_joins_study_json(study));
    json_object_update(object, inputs);
    json_object_update(object, rules);
    json_object_set_new(object, "designated",
                        study->has_designated ? describe_regions(&study->designated) : json_null());
    json_object_set_new(object, "adopted",
                        study->has_adopted ? describe_regions(&study->adopted) : json_null());
    json_object_set_new(object, "crosswalk", bp_study_crosswalk_json(study));
    json_object_set_new(object, "programmes", programmes);
    json_t *evidence = json_array();
    for (int i = 0; i < study->n_evidence; i++)
        json_array_append_new(evidence, bp_json_evidence_asked(&study->evidence[i]));
    json_object_set_new(object, "evidence", evidence);
    json_object_set_new(object, "as_of", text_or_null(study->as_of));
    if (study->stability.is_asked)
        json_object_set_new(object, "stability", bp_json_stability_asked(study));
    if (study->audit.is_asked)
        json_object_set_new(object, "audit", bp_json_audit_asked(study));
    if (study->significance.is_asked)
        json_object_set_new(object, "significance", bp_json_significance_asked(study));
    json_object_set_new(object, "budget", bp_json_budget_asked(study));
    json_object_set_new(object, "allow_drivers", texts(study->allow_drivers, study->n_allow_drivers));
    json_object_set_new(object, "topology", describe_topology_asked(&study->topology));
    json_object_set_new(object, "output",
                        json_pack("{s:o, s:b, s:b}", "crs", text_or_null(study->output.crs), "report",
                                  (int)study->output.report, "map", (int)study->output.map));
    json_decref(inputs);
    json_decref(rules);
    return object;
}
