#include "cli/run/read/figures.h"

#include <stdio.h>
#include <stdlib.h>

typedef struct place {
    int indicator, step, level;
} place;

static void add_figure(bp_run_figures *figures, const place *at, const bp_study_figure *asked,
                       bool is_denominator)
{
    if (!asked->column)
        return;
    bp_run_figure *figure = &figures->list[figures->n++];
    *figure = (bp_run_figure){.indicator = at->indicator,
                              .step = at->step,
                              .is_denominator = is_denominator,
                              .table = asked->table,
                              .level = at->level,
                              .column = asked->column};
    snprintf(figure->yaml_path, sizeof figure->yaml_path, "indicators[%d].%s", at->indicator,
             at->step != BP_FIGURE_OWN ? "fallback"
             : is_denominator          ? "denominator"
                                       : "from");
}

bp_status bp_run_list_figures(bp_run *run, bp_run_figures *out)
{
    const bp_study *study = run->study;
    size_t most = 0;
    for (int k = 0; k < study->n_indicators; k++)
        most += 2 * (size_t)(study->indicators[k].n_fallbacks + 1);
    bp_run_figures figures = {0, (bp_run_figure *)calloc(most + 1, sizeof *figures.list)};
    if (!figures.list)
        return bp_context_fail_memory(run->context, most * sizeof *figures.list);
    for (int k = 0; k < study->n_indicators; k++) {
        const bp_study_indicator *asked = &study->indicators[k];
        const bp_study_figure own = {asked->table, asked->column};
        place at = {k, BP_FIGURE_OWN, bp_study_table_level(study, asked->table)};
        add_figure(&figures, &at, &own, false);
        add_figure(&figures, &at, &asked->denominator, true);
        for (int s = 0; s < asked->n_fallbacks; s++) {
            at.step = s;
            at.level = asked->fallbacks[s].level;
            add_figure(&figures, &at, &asked->fallbacks[s].value, false);
            add_figure(&figures, &at, &asked->fallbacks[s].denominator, true);
        }
    }
    *out = figures;
    return BP_OK;
}

void bp_run_figures_clear(bp_run_figures *figures)
{
    for (int f = 0; f < figures->n; f++)
        bp_run_values_clear(&figures->list[f].values);
    free(figures->list);
    *figures = (bp_run_figures)BP_RUN_FIGURES_INIT;
}

bp_run_figure *bp_run_figure_of(const bp_run_figures *figures, int indicator, int step, bool is_denominator)
{
    for (int f = 0; f < figures->n; f++) {
        bp_run_figure *figure = &figures->list[f];
        if (figure->indicator == indicator && figure->step == step &&
            figure->is_denominator == is_denominator)
            return figure;
    }
    return NULL;
}

bool bp_run_figures_need(const bp_run_figures *figures, int table, int level)
{
    for (int f = 0; f < figures->n; f++)
        if (figures->list[f].table == table && figures->list[f].level == level)
            return true;
    return false;
}

bool bp_run_figures_use(const bp_run_figures *figures, int table)
{
    for (int f = 0; f < figures->n; f++)
        if (figures->list[f].table == table)
            return true;
    return false;
}
