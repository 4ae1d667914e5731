/* The study's budget, shared out over the areas; one set of grants per scenario. */
#ifndef BP_CLI_RUN_DRAW_BUDGET_H
#define BP_CLI_RUN_DRAW_BUDGET_H

#include "analysis/budget.h"
#include "geo/folder.h"
#include "geo/table.h"

#include <jansson.h>
#include <stdint.h>

struct bp_run;

/** An area that a budget is about, by place. */
typedef struct bp_run_claimant {
    int kind;
    int32_t area;
} bp_run_claimant;

/** One scenario: the sums that are shared out (one, or one per domain) over the same areas. */
typedef struct bp_run_budget {
    int32_t n;                /**< areas */
    bp_run_claimant *areas;   /**< areas[n], heaviest first; those without a score last */
    int n_pots;               /**< sums */
    int *pot_domain;          /**< pot_domain[n_pots]: the domain of a sum; -1: the one sum of all */
    int64_t *pot_total;       /**< pot_total[n_pots], cents */
    double *claim;            /**< claim[n_pots * n] */
    bp_budget *pots;          /**< pots[n_pots] */
    int64_t *grant;           /**< grant[n], all sums together */
    int64_t granted, left;    /**< together the total */
    int32_t n_funded;         /**< areas with any grant */
    double funded_population; /**< known residents of the funded areas; both kinds may share some */
} bp_run_budget;

void bp_run_budgets_clear(bp_run_budget *budgets, int n);

/** The step after the areas are described. Errors are blamed on the study's line. */
bp_status bp_run_share_budget(struct bp_run *run);

/** Columns `grant_eur`, and `grant_<scenario>_eur` of the others. */
bp_status bp_run_budget_add_areas(struct bp_run *run, bp_table *table);

/** budget.csv; nothing without a budget. */
bp_status bp_run_write_budget(struct bp_run *run, const bp_folder *folder);
json_t *bp_json_budget(const struct bp_run *run);
void bp_run_print_budget(const struct bp_run *run);

#endif
