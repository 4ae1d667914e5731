/* The columns of numbers that indicators are made of: their own values or counts, denominators, and the same
 * of every level that they may fall back on. */
#ifndef BP_CLI_RUN_READ_FIGURES_H
#define BP_CLI_RUN_READ_FIGURES_H

#include "cli/run/read/column_values.h"

/** The step of a figure that is the indicator's own and no fallback's. */
enum { BP_FIGURE_OWN = -1 };

typedef struct bp_run_figure {
    int indicator, step; /**< step: index into its fallbacks, or BP_FIGURE_OWN */
    bool is_denominator;
    int table, level;     /**< -1, -1: the units themselves; else whose rows in which table */
    const char *column;   /**< lent from the study */
    char yaml_path[64];   /**< of the key that asks for it */
    bp_run_values values; /**< values[units] */
} bp_run_figure;

typedef struct bp_run_figures {
    int n;
    bp_run_figure *list; /**< by indicator; own before fallbacks, values before denominators */
} bp_run_figures;

#define BP_RUN_FIGURES_INIT                                                                                  \
    {                                                                                                        \
        0, NULL                                                                                              \
    }

/** List what the study needs; nothing is read yet. */
bp_status bp_run_list_figures(bp_run *run, bp_run_figures *out);
void bp_run_figures_clear(bp_run_figures *figures);

/** The values of an indicator's step, or what they are divided by; NULL where it has none. Lent. */
bp_run_figure *bp_run_figure_of(const bp_run_figures *figures, int indicator, int step, bool is_denominator);

/** Whether a figure is of these rows of that table. */
bool bp_run_figures_need(const bp_run_figures *figures, int table, int level);

/** Whether any figure is of that table. */
bool bp_run_figures_use(const bp_run_figures *figures, int table);

#endif
