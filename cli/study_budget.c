#include "cli/study_budget.h"

#include "analysis/budget.h"
#include "cli/study_place.h"
#include "cli/yaml_check.h"
#include "geo/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_SCENARIOS = 50 };

static const char *const rule_names[] = {"per_area", "per_resident", "by_weight", "by_domain"};
static const char *const areas_names[] = {"proposed", "designated", "both"};
enum { N_RULES = sizeof rule_names / sizeof *rule_names, N_AREAS = sizeof areas_names / sizeof *areas_names };

const char *bp_study_budget_rule_name(bp_study_budget_rule rule)
{
    return (unsigned)rule < N_RULES ? rule_names[rule] : "unknown";
}

const char *bp_study_budget_areas_name(bp_study_budget_areas areas)
{
    return (unsigned)areas < N_AREAS ? areas_names[areas] : "unknown";
}

void bp_study_clear_budgets(bp_study *study)
{
    for (int i = 0; i < study->n_budgets; i++) {
        free(study->budgets[i].name);
        free(study->budgets[i].domains);
    }
    free(study->budgets);
}

/* What the mapping at `path` says, laid over what holds already. */
typedef struct reader {
    bp_context *context;
    const bp_study *study;
    char path[BP_STUDY_PATH];
    bp_study_budget *out;
    bool has_total, has_domains; /* said here, not filled in */
} reader;

static const bp_yaml_node *node_at(const bp_study *study, int node)
{
    return &study->file.nodes[bp_yaml_resolve(&study->file, node)];
}

static const char *place_of(const reader *at, const char *key, char place[2 * BP_STUDY_PATH])
{
    snprintf(place, 2 * BP_STUDY_PATH, "%s.%s", at->path, key);
    return place;
}

static bool read_number(const bp_yaml_node *value, double *out)
{
    const char *text = value->kind == BP_YAML_SCALAR ? value->text : "";
    char *end = NULL;
    if (!*text || text[strspn(text, "0123456789+-.eE")])
        return false;
    *out = strtod(text, &end);
    return !*end && isfinite(*out);
}

/* An amount in whole cents, `least` or more. */
static bp_status take_amount(const reader *at, const char *key, const bp_yaml_node *value, int64_t least,
                             int64_t *out)
{
    char place[2 * BP_STUDY_PATH];
    double amount = 0.0, cents = 0.0;
    const char *expected = least > 0 ? "an amount above 0" : "an amount of 0 or more";
    if (!read_number(value, &amount))
        return bp_study_fail(at->context, at->study, BP_ERROR_INPUT, place_of(at, key, place),
                             "found '%s', expected %s, such as 40000000 or 1250.50",
                             value->text ? value->text : "no text", expected);
    cents = floor(100.0 * amount + 0.5);
    if (amount < 0.0 || cents < (double)least || amount > (double)BP_BUDGET_MOST / 100.0)
        return bp_study_fail(at->context, at->study, BP_ERROR_INPUT, place_of(at, key, place),
                             "found %s, expected %s and at most %.0f", value->text, expected,
                             (double)BP_BUDGET_MOST / 100.0);
    if (fabs(cents - 100.0 * amount) > 1e-3)
        return bp_study_fail(at->context, at->study, BP_ERROR_INPUT, place_of(at, key, place),
                             "found %s, expected whole cents", value->text);
    *out = (int64_t)cents;
    return BP_OK;
}

static bp_status take_choice(const reader *at, const char *key, const bp_yaml_node *value,
                             const char *const *names, int n, int *out)
{
    char place[2 * BP_STUDY_PATH];
    const char *text = value->kind == BP_YAML_SCALAR ? value->text : "";
    for (int i = 0; i < n; i++)
        if (strcmp(names[i], text) == 0) {
            *out = i;
            return BP_OK;
        }
    return bp_yaml_fail_choice(at->context, &at->study->file, place_of(at, key, place), text, names, n);
}

static bp_status fail_domain(const reader *at, const char *name)
{
    char place[2 * BP_STUDY_PATH];
    int n = at->study->n_domains;
    const char **names = (const char **)calloc((size_t)n + 1, sizeof *names);
    if (!names)
        return bp_context_fail_memory(at->context, 0);
    for (int d = 0; d < n; d++)
        names[d] = at->study->domains[d].name;
    bp_status status =
        bp_yaml_fail_choice(at->context, &at->study->file, place_of(at, "domains", place), name, names, n);
    free(names);
    return status;
}

static bp_status take_domains(reader *at, const bp_yaml_node *value)
{
    char place[2 * BP_STUDY_PATH], key[BP_STUDY_PATH];
    const bp_study *study = at->study;
    int64_t all = 0;
    if (value->kind != BP_YAML_MAPPING)
        return bp_study_fail(at->context, study, BP_ERROR_INPUT, place_of(at, "domains", place),
                             "expected an amount per domain, as in {%s: 1000000}", study->domains[0].name);
    free(at->out->domains);
    at->out->domains = (int64_t *)calloc((size_t)study->n_domains, sizeof *at->out->domains);
    if (!at->out->domains)
        return bp_context_fail_memory(at->context, 0);
    for (int child = value->first_child; child >= 0; child = study->file.nodes[child].next) {
        int d = 0;
        const char *name = study->file.nodes[child].key;
        while (d < study->n_domains && strcmp(study->domains[d].name, name) != 0)
            d++;
        if (d == study->n_domains)
            return fail_domain(at, name);
        snprintf(key, sizeof key, "domains.%s", name);
        bp_status status = take_amount(at, key, node_at(study, child), 0, &at->out->domains[d]);
        if (status)
            return status;
        all += at->out->domains[d];
    }
    if (all < 1 || all > BP_BUDGET_MOST)
        return bp_study_fail(at->context, study, BP_ERROR_INPUT, place_of(at, "domains", place),
                             all < 1 ? "the amounts are all 0" : "the amounts together are too much");
    at->has_domains = true;
    return BP_OK;
}

static bp_status take_threshold(const reader *at, const bp_yaml_node *value)
{
    char place[2 * BP_STUDY_PATH];
    double share = 0.0;
    if (!read_number(value, &share) || share < 0.0 || share >= 1.0)
        return bp_study_fail(at->context, at->study, BP_ERROR_INPUT, place_of(at, "threshold", place),
                             "found '%s', expected a number of 0 or more and below 1",
                             value->text ? value->text : "no text");
    at->out->threshold = share;
    return BP_OK;
}

static bp_status take_key(reader *at, int child)
{
    static const char *const keys[] = {"total", "rule",    "areas",     "floor",
                                       "cap",   "domains", "threshold", "scenarios"};
    enum { TOTAL, RULE, AREAS, FLOOR, CAP, DOMAINS, THRESHOLD, SCENARIOS, N_KEYS };
    const char *key = at->study->file.nodes[child].key;
    const bp_yaml_node *value = node_at(at->study, child);
    bool is_first = strcmp(at->path, "budget") == 0;
    int which = 0, choice = 0;
    bp_status status = BP_OK;
    while (which < N_KEYS && strcmp(keys[which], key) != 0)
        which++;
    switch (which) {
    case TOTAL:
        at->has_total = true;
        return take_amount(at, key, value, 1, &at->out->total);
    case RULE:
        status = take_choice(at, key, value, rule_names, N_RULES, &choice);
        at->out->rule = (bp_study_budget_rule)choice;
        return status;
    case AREAS:
        status = take_choice(at, key, value, areas_names, N_AREAS, &choice);
        at->out->areas = (bp_study_budget_areas)choice;
        return status;
    case FLOOR:
        return take_amount(at, key, value, 0, &at->out->floor);
    case CAP:
        return take_amount(at, key, value, 0, &at->out->cap);
    case DOMAINS:
        return take_domains(at, value);
    case THRESHOLD:
        return take_threshold(at, value);
    default:
        if (which == SCENARIOS && is_first)
            return BP_OK;
        return bp_yaml_fail_choice(at->context, &at->study->file, at->path, key, keys,
                                   is_first ? N_KEYS : SCENARIOS);
    }
}

static bp_status check_domains(const reader *at)
{
    bp_study_budget *out = at->out;
    int64_t all = 0;
    if (!out->domains)
        return bp_study_fail(at->context, at->study, BP_ERROR_INPUT, at->path,
                             "by_domain needs an amount per domain, as in domains: {%s: 1000000}",
                             at->study->domains[0].name);
    for (int d = 0; d < at->study->n_domains; d++)
        all += out->domains[d];
    if (at->has_total && out->total != all)
        return bp_study_fail(at->context, at->study, BP_ERROR_INPUT, at->path,
                             "the total of %.2f is not that of the domains, %.2f; leave it out",
                             (double)out->total / 100.0, (double)all / 100.0);
    /* Filled in from a budget that has a total of its own; of one by domain it is what its domains add up to.
     */
    bool is_inherited = !at->has_total && at->study->budgets[0].rule != BP_STUDY_BY_DOMAIN;
    if (is_inherited && out->total > 0 && out->total != all)
        return bp_study_fail(at->context, at->study, BP_ERROR_INPUT, at->path,
                             "the domains add up to %.2f, and the budget's total is %.2f; write total: %.2f "
                             "here if that is meant",
                             (double)all / 100.0, (double)out->total / 100.0, (double)all / 100.0);
    out->total = all;
    for (int d = 0; d < at->study->n_domains; d++)
        if (out->domains[d] > 0 && out->domains[d] < out->floor)
            return bp_study_fail(at->context, at->study, BP_ERROR_INPUT, at->path,
                                 "%.2f for %s is less than the floor of %.2f, the smallest grant",
                                 (double)out->domains[d] / 100.0, at->study->domains[d].name,
                                 (double)out->floor / 100.0);
    return BP_OK;
}

static bp_status check_budget(const reader *at)
{
    const bp_study_budget *out = at->out;
    if (out->cap > 0 && out->floor > out->cap)
        return bp_study_fail(at->context, at->study, BP_ERROR_INPUT, at->path, "floor %.2f is above cap %.2f",
                             (double)out->floor / 100.0, (double)out->cap / 100.0);
    if (out->areas != BP_STUDY_FOR_PROPOSED && !at->study->has_designated)
        return bp_study_fail(at->context, at->study, BP_ERROR_INPUT, at->path,
                             "areas: %s, and the study has no designated areas",
                             bp_study_budget_areas_name(out->areas));
    if (out->rule == BP_STUDY_BY_DOMAIN)
        return check_domains(at);
    if (at->has_domains)
        return bp_study_fail(at->context, at->study, BP_ERROR_INPUT, at->path,
                             "'domains' goes with rule: by_domain, and the rule is %s",
                             bp_study_budget_rule_name(out->rule));
    if (out->total == 0)
        return bp_study_fail(at->context, at->study, BP_ERROR_INPUT, at->path, "the key 'total' is missing");
    if (out->total < out->floor)
        return bp_study_fail(at->context, at->study, BP_ERROR_INPUT, at->path,
                             "the total of %.2f is less than the floor of %.2f, the smallest grant: no area "
                             "can be funded",
                             (double)out->total / 100.0, (double)out->floor / 100.0);
    return BP_OK;
}

/* Read the mapping at `node` into the last budget, which holds what it need not say. */
static bp_status take_budget(bp_context *context, bp_study *study, const char *path, int node)
{
    reader at = {context, study, "", &study->budgets[study->n_budgets - 1], false, false};
    const bp_yaml_node *value = node_at(study, node);
    bp_status status = BP_OK;
    snprintf(at.path, sizeof at.path, "%s", path);
    if (value->kind != BP_YAML_MAPPING)
        return bp_study_fail(context, study, BP_ERROR_INPUT, path,
                             "expected a mapping, as in {total: 40000000, rule: per_resident}");
    for (int child = value->first_child; !status && child >= 0; child = study->file.nodes[child].next)
        status = take_key(&at, child);
    return status ? status : check_budget(&at);
}

/* Room for one more budget: the first with what holds unless it says otherwise, a scenario as the first. */
static bp_status add_budget(bp_context *context, bp_study *study, const char *name)
{
    size_t domains = (size_t)study->n_domains * sizeof *study->budgets->domains;
    bp_study_budget *grown =
        (bp_study_budget *)realloc(study->budgets, (size_t)(study->n_budgets + 1) * sizeof *grown);
    if (!grown)
        return bp_context_fail_memory(context, 0);
    study->budgets = grown;
    bp_study_budget *added = &grown[study->n_budgets++];
    *added = (bp_study_budget){.rule = BP_STUDY_PER_RESIDENT, .threshold = study->score.stack_at};
    if (study->n_budgets > 1)
        *added = grown[0];
    added->domains = NULL;
    added->name = bp_text_copy(name);
    if (added != grown && grown[0].domains) {
        added->domains = (int64_t *)malloc(domains);
        if (added->domains)
            memcpy(added->domains, grown[0].domains, domains);
    }
    bool lost = !added->name || (grown[0].domains && !added->domains && added != grown);
    return lost ? bp_context_fail_memory(context, 0) : BP_OK;
}

/* A scenario's name becomes part of a column's. */
static bp_status check_name(bp_context *context, const bp_study *study, const char *name)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";
    if (!*name || name[strspn(name, letters)])
        return bp_study_fail(context, study, BP_ERROR_INPUT, "budget.scenarios",
                             "found the name '%s', expected letters, digits and '_': it becomes part of "
                             "a column's",
                             name);
    for (int i = 0; i < study->n_budgets; i++)
        if (bp_study_same_name(study->budgets[i].name, name))
            return bp_study_fail(context, study, BP_ERROR_INPUT, "budget.scenarios",
                                 i == 0 ? "the name '%s' is that of the budget itself"
                                        : "the name '%s' stands there twice, capitals aside",
                                 name);
    return BP_OK;
}

static bp_status take_scenarios(bp_context *context, bp_study *study)
{
    int node = bp_yaml_resolve(&study->file, bp_yaml_find(&study->file, "budget.scenarios"));
    bp_status status = BP_OK;
    if (node < 0)
        return BP_OK;
    if (study->file.nodes[node].kind != BP_YAML_MAPPING)
        return bp_study_fail(context, study, BP_ERROR_INPUT, "budget.scenarios",
                             "expected scenarios by name, as in {half: {total: 20000000}}");
    int child = study->file.nodes[node].first_child;
    for (; !status && child >= 0; child = study->file.nodes[child].next) {
        const char *name = study->file.nodes[child].key;
        char path[BP_STUDY_PATH];
        snprintf(path, sizeof path, "budget.scenarios.%s", name);
        if (study->n_budgets > MOST_SCENARIOS)
            return bp_study_fail(context, study, BP_ERROR_INPUT, "budget.scenarios",
                                 "expected at most %d scenarios", MOST_SCENARIOS);
        status = check_name(context, study, name);
        if (!status)
            status = add_budget(context, study, name);
        if (!status)
            status = take_budget(context, study, path, child);
    }
    return status;
}

bp_status bp_study_complete_budget(bp_context *context, bp_study *study)
{
    int node = bp_yaml_find(&study->file, "budget");
    if (node < 0)
        return BP_OK;
    bp_status status = add_budget(context, study, "budget");
    if (!status && bp_yaml_find(&study->file, "budget.rule") < 0)
        status = bp_study_fail(context, study, BP_ERROR_INPUT, "budget",
                               "the key 'rule' is missing: per_area, per_resident, by_weight or by_domain");
    if (!status)
        status = take_budget(context, study, "budget", node);
    return status ? status : take_scenarios(context, study);
}
