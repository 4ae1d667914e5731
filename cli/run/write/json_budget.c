/* The budget that the study asked for, in run.json. Money in units of currency. */
#include "cli/run/json_text.h"
#include "cli/run/write/settings.h"
#include "cli/study_budget.h"

enum { CENTS = 100 };

static json_t *amount(int64_t cents)
{
    return cents % CENTS == 0 ? json_integer((json_int_t)(cents / CENTS)) : json_real((double)cents / CENTS);
}

static json_t *domains_asked(const bp_study *study, const bp_study_budget *asked)
{
    if (!asked->domains)
        return json_null();
    json_t *object = json_object();
    for (int d = 0; d < study->n_domains; d++)
        json_object_set_new(object, study->domains[d].name, amount(asked->domains[d]));
    return object;
}

/* `out` with what a scenario and the budget itself both say. */
static json_t *fill(const bp_study *study, const bp_study_budget *asked, json_t *out)
{
    json_object_set_new(out, "total", amount(asked->total));
    json_object_set_new(out, "rule", json_string(bp_study_budget_rule_name(asked->rule)));
    json_object_set_new(out, "areas", json_string(bp_study_budget_areas_name(asked->areas)));
    json_object_set_new(out, "floor", amount(asked->floor));
    json_object_set_new(out, "cap", asked->cap > 0 ? amount(asked->cap) : json_null());
    json_object_set_new(out, "domains", domains_asked(study, asked));
    json_object_set_new(out, "threshold", json_real(asked->threshold));
    return out;
}

json_t *bp_json_budget_asked(const bp_study *study)
{
    if (study->n_budgets == 0)
        return json_null();
    json_t *scenarios = json_array();
    for (int i = 1; i < study->n_budgets; i++) {
        const bp_study_budget *asked = &study->budgets[i];
        json_array_append_new(scenarios, fill(study, asked, json_pack("{s:s}", "name", asked->name)));
    }
    json_t *object = fill(study, study->budgets, json_object());
    json_object_set_new(object, "scenarios", scenarios);
    return object;
}
