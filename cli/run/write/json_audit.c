/* The audit of the index in run.json. */
#include "cli/run/draw/audit.h"
#include "cli/run/json_text.h"

#include <math.h>

json_t *bp_json_audit_asked(const bp_study *study)
{
    json_t *modelled = json_array();
    for (int m = 0; m < study->audit.n_modelled; m++) {
        const bp_study_modelled *asked = &study->audit.modelled[m];
        json_array_append_new(modelled,
                              json_pack("{s:s, s:o, s:o}", "indicator", asked->indicator, "from",
                                        texts(asked->from, asked->n_from), "why", text_or_null(asked->why)));
    }
    return json_pack("{s:o}", "modelled", modelled);
}

static json_t *number_or_null(double value)
{
    return isnan(value) ? json_null() : rounded(value, 6);
}

static json_t *describe_weights(const bp_run *run, int first, int n)
{
    const bp_audit *audit = &run->audit;
    json_t *object = json_object();
    for (int i = 0; i < n; i++) {
        int v = first + i;
        const char *name = first == 0 ? run->study->indicators[i].name : run->study->domains[i].name;
        json_object_set_new(object, name,
                            json_pack("{s:o, s:o, s:o}", "nominal_share", number_or_null(audit->nominal[v]),
                                      "main_effect", number_or_null(audit->main_effect[v]), "effective_share",
                                      number_or_null(audit->effective[v])));
    }
    return object;
}

static json_t *describe_findings(const bp_run *run)
{
    json_t *array = json_array();
    for (int f = 0; f < run->audit.n_findings; f++) {
        const bp_finding *finding = &run->audit.findings[f];
        bool is_domain = finding->kind == BP_FINDING_DRIVES || finding->kind == BP_FINDING_CONTRARY;
        char *text = bp_run_finding_text(run, finding);
        json_t *object = json_pack("{s:s, s:s, s:o, s:o}", "kind", bp_finding_names[finding->kind],
                                   is_domain ? "domain" : "indicator",
                                   is_domain ? run->study->domains[finding->item].name
                                             : run->study->indicators[finding->item].name,
                                   "value", number_or_null(finding->value), "text", text_or_null(text));
        if (finding->other >= 0)
            json_object_set_new(object, "other", json_string(run->study->indicators[finding->other].name));
        json_array_append_new(array, object);
        free(text);
    }
    return array;
}

json_t *bp_json_audit(const bp_run *run)
{
    const bp_audit *audit = &run->audit;
    if (!run->study->audit.is_asked)
        return json_null();
    return json_pack("{s:I, s:o, s:o, s:o}", "units", (json_int_t)audit->n_taking_part, "domains",
                     describe_weights(run, audit->n_indicators, audit->n_domains), "indicators",
                     describe_weights(run, 0, audit->n_indicators), "findings", describe_findings(run));
}
