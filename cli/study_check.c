#include "cli/study_check.h"

#include "cli/study_budget.h"
#include "cli/study_crosswalk.h"
#include "cli/study_evidence.h"
#include "cli/study_fallback.h"
#include "cli/study_joins.h"
#include "cli/study_labels.h"
#include "cli/study_levels.h"
#include "cli/study_methods.h"
#include "cli/study_origin.h"
#include "cli/study_place.h"
#include "cli/study_programmes.h"
#include "cli/study_rules.h"
#include "cli/study_stability.h"
#include "cli/study_tables.h"
#include "cli/study_topology.h"
#include "cli/yaml_check.h"
#include "geo/text.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_BRIDGE_STEPS = 20, MOST_ROUNDS = 100, MOST_TOLERANCE = 1000 };

static const char *indicator_name(const bp_study *study, int i)
{
    return study->indicators[i].name;
}

static const char *domain_name(const bp_study *study, int i)
{
    return study->domains[i].name;
}

static const char *programme_name(const bp_study *study, int i)
{
    return study->programmes[i].name;
}

static bp_status check_column_name(bp_context *context, const bp_study *study, const char *path,
                                   const char *name)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789";
    if (!name[strspn(name, letters)] && !isdigit((unsigned char)name[0]))
        return BP_OK;
    return bp_study_fail(
        context, study, BP_ERROR_INPUT, path,
        "found '%s', expected letters a-z, digits and _ only, not a digit first: it becomes the name "
        "of a column",
        name);
}

/* A weight that is not written is 1. */
static bp_status complete_weight(bp_context *context, const bp_study *study, const char *path, double *weight)
{
    if (!bp_study_is_given(study, path)) {
        *weight = 1.0;
        return BP_OK;
    }
    if (study->score.weights == BP_STUDY_WEIGHTS_EQUAL)
        return bp_study_fail(
            context, study, BP_ERROR_INPUT, path,
            "a weight is given, but score.weights says equal (line %d); leave one of the two out",
            bp_study_line(study, "score.weights"));
    if (*weight > 0.0)
        return BP_OK;
    return bp_study_fail(context, study, BP_ERROR_INPUT, path, "found %g, expected a number above 0",
                         *weight);
}

static bp_status complete_municipality(bp_context *context, bp_study *study)
{
    const char *path = "units.municipality.characters";
    const int64_t *characters = study->units.municipality.characters;
    if (study->units.municipality.name && study->units.municipality.names.source)
        return bp_study_fail(
            context, study, BP_ERROR_INPUT, "units.municipality.names",
            "the names are already taken from the units' column '%s' by `name`: keep one of the two",
            study->units.municipality.name);
    if (!bp_study_is_given(study, path) || (characters[0] >= 1 && characters[0] <= characters[1]))
        return BP_OK;
    return bp_study_fail(context, study, BP_ERROR_INPUT, path,
                         "found [%" PRId64 ", %" PRId64
                         "], expected the first and the last character, counted from 1",
                         characters[0], characters[1]);
}

/* Append the texts for "missing" of where the indicator comes from. */
static bp_status complete_missing(bp_context *context, bp_study *study, bp_study_indicator *indicator)
{
    if (indicator->table >= study->n_tables)
        return BP_OK; /* a join has done with them */
    const bp_study_table *table = indicator->table >= 0 ? &study->tables[indicator->table] : NULL;
    char **more = table ? table->missing : study->units.missing;
    int n_more = table ? table->n_missing : study->units.n_missing;
    if (n_more == 0)
        return BP_OK;
    size_t n = (size_t)indicator->n_missing + (size_t)n_more;
    char **grown = (char **)realloc(indicator->missing, n * sizeof *grown);
    if (!grown)
        return bp_context_fail_memory(context, 0);
    indicator->missing = grown;
    for (int i = 0; i < n_more; i++) {
        grown[indicator->n_missing] = bp_text_copy(more[i]);
        if (!grown[indicator->n_missing])
            return bp_context_fail_memory(context, 0);
        indicator->n_missing++;
    }
    return BP_OK;
}

/* What the values of an indicator can be. */
static bp_status complete_range(bp_context *context, const bp_study *study, const char *path,
                                bp_study_indicator *indicator)
{
    indicator->has_range = bp_study_is_given(study, path);
    if (!indicator->has_range || indicator->range[0] < indicator->range[1])
        return BP_OK;
    return bp_study_fail(context, study, BP_ERROR_INPUT, path,
                         "found [%g, %g], expected the lowest and the highest value that there can be",
                         indicator->range[0], indicator->range[1]);
}

static bp_status complete_indicators(bp_context *context, bp_study *study)
{
    bp_status status = BP_OK;
    char path[BP_STUDY_PATH];
    for (int i = 0; !status && i < study->n_indicators; i++) {
        bp_study_indicator *indicator = &study->indicators[i];
        indicator->line = bp_study_line(study, bp_study_place(path, "indicators", i, "name"));
        status = check_column_name(context, study, path, indicator->name);
        if (!status)
            status = bp_study_check_unique(context, study, "indicators", i, indicator_name);
        if (!status)
            status = bp_study_split_from(context, study, bp_study_place(path, "indicators", i, "from"),
                                         study->indicators[i].from, &study->indicators[i].table,
                                         &study->indicators[i].column);
        if (!status)
            status = complete_missing(context, study, indicator);
        if (!status)
            status =
                complete_range(context, study, bp_study_place(path, "indicators", i, "range"), indicator);
        if (!status)
            status = complete_weight(context, study, bp_study_place(path, "indicators", i, "weight"),
                                     &indicator->weight);
        if (!status)
            status = check_column_name(context, study, bp_study_place(path, "indicators", i, "domain"),
                                       indicator->domain);
        status = bp_context_settle(context, status);
    }
    return status;
}

static int find_domain(const bp_study *study, const char *name)
{
    for (int i = 0; i < study->n_domains; i++)
        if (strcmp(study->domains[i].name, name) == 0)
            return i;
    return -1;
}

/* Take the domain of indicator i into the list, when the study declares none itself. */
static bp_status derive_domain(bp_context *context, bp_study *study, int i)
{
    char path[BP_STUDY_PATH];
    const char *name = study->indicators[i].domain;
    bp_study_place(path, "indicators", i, "domain");
    for (int j = 0; j < study->n_domains; j++)
        if (bp_study_same_name(name, study->domains[j].name))
            return bp_study_fail(context, study, BP_ERROR_INPUT, path,
                                 "found '%s', but line %d writes '%s'; write both the same way", name,
                                 study->domains[j].line, study->domains[j].name);
    bp_study_domain *grown =
        (bp_study_domain *)realloc(study->domains, (size_t)(study->n_domains + 1) * sizeof *grown);
    if (!grown)
        return bp_context_fail_memory(context, 0);
    study->domains = grown;
    grown[study->n_domains] =
        (bp_study_domain){.name = bp_text_copy(name), .weight = 1.0, .line = bp_study_line(study, path)};
    if (!grown[study->n_domains].name)
        return bp_context_fail_memory(context, 0);
    study->n_domains++;
    return BP_OK;
}

static bp_status fail_unknown_domain(bp_context *context, const bp_study *study, int i)
{
    char path[BP_STUDY_PATH];
    const char **names = (const char **)malloc((size_t)study->n_domains * sizeof *names);
    if (!names)
        return bp_context_fail_memory(context, 0);
    for (int j = 0; j < study->n_domains; j++)
        names[j] = study->domains[j].name;
    bp_status status =
        bp_yaml_fail_choice(context, &study->file, bp_study_place(path, "indicators", i, "domain"),
                            study->indicators[i].domain, names, study->n_domains);
    free(names);
    return status;
}

static bp_status link_domains(bp_context *context, bp_study *study, bool declared)
{
    bp_status status = BP_OK;
    for (int i = 0; !status && i < study->n_indicators; i++) {
        bp_study_indicator *indicator = &study->indicators[i];
        if (!declared && find_domain(study, indicator->domain) < 0)
            status = derive_domain(context, study, i);
        indicator->domain_index = find_domain(study, indicator->domain);
        if (!status && indicator->domain_index < 0)
            status = fail_unknown_domain(context, study, i);
        status = bp_context_settle(context, status);
    }
    return status;
}

/* A domain without indicators would have no score: most likely its name is a slip. */
static bp_status check_domain_used(bp_context *context, const bp_study *study, int domain)
{
    char path[BP_STUDY_PATH];
    for (int i = 0; i < study->n_indicators; i++)
        if (study->indicators[i].domain_index == domain)
            return BP_OK;
    return bp_study_fail(context, study, BP_ERROR_INPUT, bp_study_place(path, "domains", domain, "name"),
                         "no indicator has the domain '%s'", study->domains[domain].name);
}

static bp_status complete_domains(bp_context *context, bp_study *study)
{
    bp_status status = BP_OK;
    char path[BP_STUDY_PATH];
    int n_declared = study->n_domains;
    for (int i = 0; !status && i < n_declared; i++) {
        bp_study_domain *domain = &study->domains[i];
        domain->line = bp_study_line(study, bp_study_place(path, "domains", i, "name"));
        status = check_column_name(context, study, path, domain->name);
        if (!status)
            status = bp_study_check_unique(context, study, "domains", i, domain_name);
        if (!status)
            status = complete_weight(context, study, bp_study_place(path, "domains", i, "weight"),
                                     &domain->weight);
        status = bp_context_settle(context, status);
    }
    if (!status)
        status = link_domains(context, study, n_declared > 0);
    for (int i = 0; !status && i < n_declared; i++)
        status = bp_context_settle(context, check_domain_used(context, study, i));
    return status;
}

static bp_status check_share(bp_context *context, const bp_study *study, const char *path, double value)
{
    if (value >= 0.0 && value <= 1.0)
        return BP_OK;
    return bp_study_fail(context, study, BP_ERROR_INPUT, path, "found %g, expected a number from 0 to 1",
                         value);
}

static bp_status check_least(bp_context *context, const bp_study *study, const char *path, int64_t value,
                             int64_t least)
{
    if (value >= least)
        return BP_OK;
    return bp_study_fail(context, study, BP_ERROR_INPUT, path,
                         "found %" PRId64 ", expected a whole number of %" PRId64 " or more", value, least);
}

static bp_status complete_score(bp_context *context, bp_study *study)
{
    bp_study_score *score = &study->score;
    if (!bp_study_is_given(study, "score.min_domains"))
        score->min_domains = study->n_domains / 2 + 1;
    if (!bp_study_is_given(study, "score.stack_at"))
        score->stack_at = 0.9;
    if (score->min_domains < 1 || score->min_domains > study->n_domains)
        return bp_study_fail(context, study, BP_ERROR_INPUT, "score.min_domains",
                             "found %" PRId64 ", expected 1 to %d, the number of domains", score->min_domains,
                             study->n_domains);
    return check_share(context, study, "score.stack_at", score->stack_at);
}

/* What is left out of `areas`. The reach follows the base, so that a study may give the base alone. */
static void default_areas(const bp_study *study, bp_study_areas *areas)
{
    if (!bp_study_is_given(study, "areas.base"))
        areas->base = 0.80;
    if (!bp_study_is_given(study, "areas.reach"))
        areas->reach = areas->base > 0.15 ? areas->base - 0.15 : 0.0;
    if (!bp_study_is_given(study, "areas.floor"))
        areas->floor = 2500;
    if (!bp_study_is_given(study, "areas.ceiling"))
        areas->ceiling = 30000;
    if (!bp_study_is_given(study, "areas.tolerance"))
        areas->tolerance = 1.0;
    if (!bp_study_is_given(study, "areas.rounds"))
        areas->rounds = 1;
    if (!bp_study_is_given(study, "areas.within"))
        areas->within =
            study->units.municipality.column ? BP_STUDY_WITHIN_MUNICIPALITY : BP_STUDY_WITHIN_NONE;
    areas->bridges.allowed = bp_study_is_given(study, "areas.bridges");
    if (!bp_study_is_given(study, "areas.bridges.max_steps"))
        areas->bridges.max_steps = 1;
}

static bp_status check_tolerance(bp_context *context, const bp_study *study)
{
    double tolerance = study->areas.tolerance;
    if (tolerance >= 0.0 && tolerance <= MOST_TOLERANCE)
        return BP_OK;
    return bp_study_fail(context, study, BP_ERROR_INPUT, "areas.tolerance",
                         "found %g, expected 0 to %d metres", tolerance, MOST_TOLERANCE);
}

static bp_status check_rounds(bp_context *context, const bp_study *study)
{
    const bp_study_areas *areas = &study->areas;
    if (areas->rounds < 1 || areas->rounds > MOST_ROUNDS)
        return bp_study_fail(context, study, BP_ERROR_INPUT, "areas.rounds",
                             "found %" PRId64 ", expected 1 to %d", areas->rounds, MOST_ROUNDS);
    if (areas->rounds > 1 && strcmp(areas->method, "levelset") != 0)
        return bp_study_fail(context, study, BP_ERROR_INPUT, "areas.rounds",
                             "the method '%s' has no rounds; leave the key out or use levelset",
                             areas->method);
    return BP_OK;
}

static bp_status check_area_numbers(bp_context *context, const bp_study *study)
{
    const bp_study_areas *areas = &study->areas;
    bp_status status = check_share(context, study, "areas.base", areas->base);
    if (!status)
        status = check_share(context, study, "areas.reach", areas->reach);
    if (!status && areas->reach > areas->base)
        status = bp_study_fail(context, study, BP_ERROR_INPUT, "areas.reach", "reach %g is above base %g",
                               areas->reach, areas->base);
    if (!status)
        status = check_least(context, study, "areas.floor", areas->floor, 0);
    if (!status)
        status = check_least(context, study, "areas.ceiling", areas->ceiling, 1);
    if (!status && areas->floor > areas->ceiling)
        status =
            bp_study_fail(context, study, BP_ERROR_INPUT, "areas.floor",
                          "floor %" PRId64 " is above ceiling %" PRId64 "%s", areas->floor, areas->ceiling,
                          bp_study_is_given(study, "areas.ceiling") ? "" : ", which is the default");
    if (!status)
        status =
            check_least(context, study, "areas.bridges.max_population", areas->bridges.max_population, 0);
    if (!status && (areas->bridges.max_steps < 1 || areas->bridges.max_steps > MOST_BRIDGE_STEPS))
        status =
            bp_study_fail(context, study, BP_ERROR_INPUT, "areas.bridges.max_steps",
                          "found %" PRId64 ", expected 1 to %d", areas->bridges.max_steps, MOST_BRIDGE_STEPS);
    return status;
}

static bp_status complete_areas(bp_context *context, bp_study *study)
{
    default_areas(study, &study->areas);
    if (!study->areas.method)
        study->areas.method = bp_text_copy("levelset");
    if (!study->areas.method)
        return bp_context_fail_memory(context, 0);
    bp_status status = bp_study_check_methods(context, study);
    if (!status)
        status = check_area_numbers(context, study);
    if (!status)
        status = check_rounds(context, study);
    if (!status)
        status = check_tolerance(context, study);
    if (!status && study->areas.within == BP_STUDY_WITHIN_MUNICIPALITY && !study->units.municipality.column)
        status = bp_study_fail(context, study, BP_ERROR_INPUT, "areas.within",
                               "areas cannot be kept within municipalities without units.municipality");
    return status;
}

/* A list, or a layer with its id column; not both. `name_key` is the key of the column with the regions'
 * names. */
static bp_status complete_regions(bp_context *context, const bp_study *study, const char *path,
                                  const char *name_key, bp_study_regions *regions)
{
    regions->line = bp_study_line(study, path);
    if (!regions->list == !regions->source)
        return bp_study_fail(context, study, BP_ERROR_INPUT, path, "%s given; expected one of the two",
                             regions->list ? "both 'list' and 'source' are"
                                           : "neither 'list' nor 'source' is");
    if (regions->source && !regions->id)
        return bp_study_fail(context, study, BP_ERROR_INPUT, path,
                             "the key 'id' is missing, which 'source' needs");
    const char *stray = regions->layer         ? "layer"
                        : regions->crs         ? "crs"
                        : regions->id          ? "id"
                        : regions->region_name ? name_key
                                               : NULL;
    if (regions->list && stray)
        return bp_study_fail(context, study, BP_ERROR_INPUT, path,
                             "'%s' goes with 'source'; a list says itself what its columns are", stray);
    return BP_OK;
}

static bp_status complete_all_regions(bp_context *context, bp_study *study)
{
    bp_status status = BP_OK;
    study->has_designated = bp_study_is_given(study, "designated");
    study->has_adopted = bp_study_is_given(study, "adopted");
    if (study->has_designated)
        status = complete_regions(context, study, "designated", "name", &study->designated);
    if (!status && study->has_adopted)
        status = complete_regions(context, study, "adopted", "name", &study->adopted);
    for (int i = 0; !status && i < study->n_programmes; i++) {
        char path[BP_STUDY_PATH];
        snprintf(path, sizeof path, "programmes[%d]", i);
        status = complete_regions(context, study, path, "region_name", &study->programmes[i]);
        if (!status)
            status = bp_study_check_unique(context, study, "programmes", i, programme_name);
    }
    return status;
}

static bp_status check_notation(bp_context *context, bp_study *study)
{
    return bp_study_check_notation(context, study, "units", &study->units.notation);
}

static bp_status check_join_residents(bp_context *context, bp_study *study)
{
    return bp_study_check_join_residents(context, study);
}

static bp_status complete_population(bp_context *context, bp_study *study)
{
    return bp_study_split_from(context, study, "units.population", study->units.population,
                               &study->units.population_table, &study->units.population_column);
}

static bp_status complete_output(bp_context *context, bp_study *study)
{
    (void)context;
    if (!bp_study_is_given(study, "output.report"))
        study->output.report = true;
    return BP_OK;
}

bp_status bp_study_complete(bp_context *context, bp_study *study)
{
    bp_status (*const parts[])(bp_context *, bp_study *) = {complete_output,
                                                            complete_municipality,
                                                            bp_study_complete_topology,
                                                            check_notation,
                                                            bp_study_complete_levels,
                                                            bp_study_complete_tables,
                                                            bp_study_complete_joins,
                                                            complete_population,
                                                            check_join_residents,
                                                            complete_indicators,
                                                            bp_study_complete_origins,
                                                            bp_study_complete_fallbacks,
                                                            complete_domains,
                                                            bp_study_complete_labels,
                                                            complete_score,
                                                            complete_areas,
                                                            complete_all_regions,
                                                            bp_study_complete_crosswalk,
                                                            bp_study_complete_rules,
                                                            bp_study_complete_programmes,
                                                            bp_study_complete_evidence,
                                                            bp_study_complete_stability,
                                                            bp_study_complete_audit,
                                                            bp_study_complete_significance,
                                                            bp_study_complete_budget};
    bp_status status = BP_OK;
    for (size_t i = 0; !status && i < sizeof parts / sizeof *parts; i++)
        status = bp_context_settle(context, parts[i](context, study));
    return status;
}
