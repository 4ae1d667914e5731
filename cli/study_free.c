#include "cli/study.h"

#include "cli/study_budget.h"
#include "cli/study_labels.h"
#include "cli/study_rules.h"
#include "cli/study_stability.h"
#include "geo/text.h"

#include <stdlib.h>

static void clear_notation(bp_study_notation *notation)
{
    free(notation->encoding);
    free(notation->thousands);
    free(notation->marks);
}

static void clear_fallbacks(bp_study_fallback *fallbacks, int n)
{
    for (int i = 0; i < n; i++) {
        free(fallbacks[i].value.column);
        free(fallbacks[i].denominator.column);
    }
    free(fallbacks);
}

static void clear_levels(bp_study_level *levels, int n)
{
    for (int i = 0; i < n; i++) {
        free(levels[i].name);
        free(levels[i].column);
        free(levels[i].prefix);
    }
    free(levels);
}

static void clear_units(bp_study_units *units)
{
    free(units->source);
    free(units->path);
    free(units->layer);
    free(units->crs);
    free(units->request.query);
    free(units->origin.attribution);
    free(units->id);
    free(units->name);
    free(units->population);
    free(units->population_column);
    bp_texts_free(units->missing, units->n_missing);
    clear_notation(&units->notation);
    free(units->municipality.column);
    free(units->municipality.prefix);
    free(units->municipality.name);
    free(units->municipality.names.source);
    free(units->municipality.names.path);
    free(units->municipality.names.layer);
    free(units->municipality.names.request.query);
    free(units->municipality.names.key);
    free(units->municipality.names.name);
    clear_levels(units->levels, units->n_levels);
    free(units->vintage);
}

static void clear_table(bp_study_table *table)
{
    free(table->name);
    free(table->source);
    free(table->path);
    free(table->layer);
    free(table->request.query);
    free(table->origin.attribution);
    free(table->key);
    free(table->level_name);
    clear_fallbacks(table->fallbacks, table->n_fallbacks);
    bp_texts_free(table->missing, table->n_missing);
    clear_notation(&table->notation);
    for (int p = 0; p < table->n_picks; p++) {
        free(table->picks[p].column);
        free(table->picks[p].text);
    }
    free(table->picks);
    free(table->pivot.names);
    free(table->pivot.values);
    free(table->pivot.reasons);
    free(table->measures);
    free(table->measures_path);
}

static void clear_indicator(bp_study_indicator *indicator)
{
    free(indicator->name);
    bp_study_clear_label(&indicator->label);
    free(indicator->from);
    free(indicator->column);
    free(indicator->domain);
    free(indicator->origin.attribution);
    bp_texts_free(indicator->missing, indicator->n_missing);
    free(indicator->denominator_text);
    free(indicator->denominator.column);
    clear_fallbacks(indicator->fallbacks, indicator->n_fallbacks);
}

static void clear_join(bp_study_join *join)
{
    free(join->name);
    free(join->source);
    free(join->path);
    free(join->layer);
    free(join->request.query);
    free(join->origin.attribution);
    free(join->column);
    free(join->population.source);
    free(join->population.path);
    free(join->population.layer);
    free(join->population.column);
    free(join->population.crs);
    free(join->crs);
    free(join->x);
    free(join->y);
    bp_texts_free(join->missing, join->n_missing);
}

static void clear_crosswalk(bp_study_crosswalk *crosswalk)
{
    free(crosswalk->source);
    free(crosswalk->path);
    free(crosswalk->layer);
    free(crosswalk->crs);
    free(crosswalk->request.query);
    free(crosswalk->from);
    free(crosswalk->id);
    free(crosswalk->code_from);
    free(crosswalk->code_to);
    free(crosswalk->weight);
    free(crosswalk->residents);
    free(crosswalk->population.source);
    free(crosswalk->population.path);
    free(crosswalk->population.layer);
    free(crosswalk->population.column);
    free(crosswalk->population.crs);
}

static void clear_regions(bp_study_regions *regions)
{
    free(regions->name);
    free(regions->list);
    free(regions->source);
    free(regions->path);
    free(regions->layer);
    free(regions->crs);
    free(regions->request.query);
    free(regions->id);
    free(regions->region_name);
    free(regions->level);
    free(regions->start);
    free(regions->end);
}

void bp_study_free(bp_study *study)
{
    if (!study)
        return;
    free(study->title);
    clear_units(&study->units);
    for (int i = 0; i < study->n_tables; i++)
        clear_table(&study->tables[i]);
    free(study->tables);
    for (int i = 0; i < study->n_joins; i++)
        clear_join(&study->joins[i]);
    free(study->joins);
    for (int i = 0; i < study->n_indicators; i++)
        clear_indicator(&study->indicators[i]);
    free(study->indicators);
    for (int i = 0; i < study->n_domains; i++) {
        free(study->domains[i].name);
        bp_study_clear_label(&study->domains[i].label);
    }
    free(study->domains);
    free(study->areas.method);
    bp_texts_free(study->areas.also, study->areas.n_also);
    bp_study_clear_rules(study);
    clear_regions(&study->designated);
    clear_regions(&study->adopted);
    clear_crosswalk(&study->crosswalk);
    for (int i = 0; i < study->n_programmes; i++)
        clear_regions(&study->programmes[i]);
    free(study->programmes);
    for (int i = 0; i < study->n_evidence; i++)
        free(study->evidence[i].of);
    free(study->evidence);
    bp_study_clear_budgets(study);
    free(study->as_of);
    bp_study_clear_stability(study);
    free(study->output.crs);
    bp_texts_free(study->allow_drivers, study->n_allow_drivers);
    free(study->data);
    free(study->data_directory);
    free(study->directory);
    bp_yaml_file_clear(&study->file);
    free(study);
}
