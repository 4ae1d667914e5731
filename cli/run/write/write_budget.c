/* The grants as columns of the areas, and budget.csv. */
#include "cli/run/columns.h"
#include "cli/run/run.h"

#include "geo/text.h"
#include "geo/write.h"

#include <stdlib.h>

enum { EURO_DECIMALS = 2 };

static double euro(int64_t cents)
{
    return bp_round_to((double)cents / 100.0, EURO_DECIMALS);
}

/* Whether any sum of the budget has a claim from its k-th area. */
static bool has_claim(const bp_run_budget *budget, int32_t k)
{
    for (int p = 0; p < budget->n_pots; p++)
        if (budget->claim[(int64_t)p * budget->n + k] > 0.0)
            return true;
    return false;
}

bp_status bp_run_budget_add_areas(bp_run *run, bp_table *table)
{
    bp_status status = BP_OK;
    for (int b = 0; !status && b < run->study->n_budgets; b++) {
        const bp_run_budget *budget = &run->budgets[b];
        bp_column *column = NULL;
        char *name =
            b == 0 ? bp_text_copy("grant_eur") : bp_text_format("grant_%s_eur", run->study->budgets[b].name);
        status = name ? bp_table_add(run->context, table, name, BP_COLUMN_REAL, &column)
                      : bp_context_fail_memory(run->context, 0);
        for (int32_t k = 0; !status && k < budget->n; k++) {
            bp_run_claimant at = budget->areas[k];
            int64_t row = at.area + (at.kind == BP_DESIGNATED ? 0 : run->areas[BP_DESIGNATED].n);
            if (budget->pots)
                bp_column_set_real(column, row, euro(budget->grant[k]));
        }
        free(name);
    }
    return status;
}

/* Row r of budget.csv: the k-th area of a scenario. */
typedef struct budget_row {
    int b;
    int32_t k;
    double population; /* of the funded areas up to here */
    int64_t cents;
} budget_row;

static budget_row *list_rows(const bp_run *run, int64_t *n)
{
    int64_t rows = 0, r = 0;
    for (int b = 0; b < run->study->n_budgets; b++)
        rows += run->budgets[b].n;
    budget_row *list = (budget_row *)calloc((size_t)rows + 1, sizeof *list);
    for (int b = 0; list && b < run->study->n_budgets; b++) {
        const bp_run_budget *budget = &run->budgets[b];
        budget_row at = {b, 0, 0.0, 0};
        for (at.k = 0; at.k < budget->n; at.k++) {
            bp_run_claimant area = budget->areas[at.k];
            if (budget->grant[at.k] > 0)
                at.population += run->areas[area.kind].profile.population[area.area];
            at.cents += budget->grant[at.k];
            list[r++] = at;
        }
    }
    *n = r;
    return list;
}

static const char *text_of(const bp_run *run, const budget_row *row, int what)
{
    bp_run_claimant at = run->budgets[row->b].areas[row->k];
    const bp_run_areas *areas = &run->areas[at.kind];
    int32_t m = areas->municipality[at.area];
    switch (what) {
    case 0:
        return run->study->budgets[row->b].name;
    case 1:
        return areas->id[at.area];
    case 2:
        return areas->name[at.area];
    case 3:
        return bp_kind_names[at.kind];
    case 4:
        return m < 0 ? NULL : run->units.municipality_code[m];
    default:
        return run->budgets[row->b].grant[row->k] > 0     ? "yes"
               : has_claim(&run->budgets[row->b], row->k) ? "no"
                                                          : "no claim";
    }
}

static bp_status add_texts(bp_run *run, bp_table *table, const char *name, const budget_row *rows, int what)
{
    const char **texts = (const char **)calloc((size_t)table->n_rows + 1, sizeof *texts);
    if (!texts)
        return bp_context_fail_memory(run->context, 0);
    for (int64_t r = 0; r < table->n_rows; r++)
        texts[r] = text_of(run, &rows[r], what);
    bp_status status = bp_table_add_text(run->context, table, name, texts);
    free(texts);
    return status;
}

enum {
    POPULATION,
    WEIGHT,
    SCORE,
    GRANT,
    PER_RESIDENT,
    CUMULATIVE_POPULATION,
    CUMULATIVE_EURO,
    MORE,
    NEEDED,
    SHORT_WEIGHT,
    SHORT_SCORE,
    SHORT_POPULATION,
    N_NUMBERS
};

static const struct {
    const char *name;
    int decimals;
} numbers[N_NUMBERS] = {{"population", BP_DECIMALS_WEIGHT},
                        {"weight", BP_DECIMALS_WEIGHT},
                        {"score", BP_DECIMALS_SCORE},
                        {"grant_eur", EURO_DECIMALS},
                        {"grant_per_resident_eur", EURO_DECIMALS},
                        {"cumulative_population", BP_DECIMALS_WEIGHT},
                        {"cumulative_eur", EURO_DECIMALS},
                        {"of_one_euro_more_eur", EURO_DECIMALS},
                        {"needed_eur", EURO_DECIMALS},
                        {"short_of_weight", BP_DECIMALS_WEIGHT},
                        {"short_of_score", BP_DECIMALS_SCORE},
                        {"short_of_population", BP_DECIMALS_WEIGHT}};

/* How many floors must fit in the sum for its k-th area to be funded, less those that do; 0: it is. */
static int32_t floors_short(const bp_budget *pot, const double *claim, int32_t k)
{
    int32_t n = 0;
    if (pot->first_out < 0 || k < pot->first_out || !(claim[k] > 0.0))
        return 0;
    for (int32_t j = pot->first_out; j <= k; j++)
        n += claim[j] > 0.0;
    return n;
}

/* What an area below the cut-off line falls short of the last one above it; of one sum alone. */
static bool shortfall_of(const bp_run *run, const budget_row *row, int what, double *value)
{
    const bp_run_budget *budget = &run->budgets[row->b];
    const bp_budget *pot = &budget->pots[0];
    int32_t steps = budget->n_pots == 1 ? floors_short(pot, budget->claim, row->k) : 0;
    if (steps == 0)
        return false;
    bp_run_claimant at = budget->areas[row->k], in = budget->areas[pot->last_in];
    const bp_profile *own = &run->areas[at.kind].profile, *last = &run->areas[in.kind].profile;
    if (what == NEEDED) {
        *value = euro(pot->needed + (steps - 1) * run->study->budgets[row->b].floor);
        return true;
    }
    if (what == SHORT_POPULATION) {
        *value = last->population[in.area] - own->population[at.area];
        return true;
    }
    *value = what == SHORT_WEIGHT ? last->weight[in.area] - own->weight[at.area]
                                  : last->score[in.area] - own->score[at.area];
    return own->score_valid[at.area] && last->score_valid[in.area];
}

static bool number_of(const bp_run *run, const budget_row *row, int what, double *value)
{
    const bp_run_budget *budget = &run->budgets[row->b];
    bp_run_claimant at = budget->areas[row->k];
    const bp_profile *profile = &run->areas[at.kind].profile;
    double population = profile->population[at.area];
    bool known = profile->n_members[at.area] > profile->n_unknown[at.area];
    int64_t more = 0;
    switch (what) {
    case POPULATION:
        *value = population;
        return known;
    case WEIGHT:
        *value = profile->weight[at.area];
        return profile->score_valid[at.area] != 0;
    case SCORE:
        *value = profile->score[at.area];
        return profile->score_valid[at.area] != 0;
    case GRANT:
        *value = euro(budget->grant[row->k]);
        return true;
    case PER_RESIDENT:
        *value = population > 0.0 ? euro(budget->grant[row->k]) / population : 0.0;
        return population > 0.0;
    case CUMULATIVE_POPULATION:
        *value = row->population;
        return true;
    case CUMULATIVE_EURO:
        *value = euro(row->cents);
        return true;
    case MORE:
        for (int p = 0; p < budget->n_pots; p++)
            more += budget->pots[p].extra[row->k];
        *value = euro(more);
        return budget->n_pots == 1;
    default:
        return shortfall_of(run, row, what, value);
    }
}

static bp_status add_numbers(bp_run *run, bp_table *table, const budget_row *rows)
{
    bp_status status = BP_OK;
    for (int what = 0; !status && what < N_NUMBERS; what++) {
        bp_column *column = NULL;
        status = bp_table_add(run->context, table, numbers[what].name, BP_COLUMN_REAL, &column);
        for (int64_t r = 0; !status && r < table->n_rows; r++) {
            double value = 0.0;
            if (number_of(run, &rows[r], what, &value))
                bp_column_set_real(column, r, bp_round_to(value, numbers[what].decimals));
        }
    }
    return status;
}

/* Whether any scenario has a sum of its own for domain d, or for all (-1). */
static bool has_pot(const bp_run *run, int d)
{
    for (int b = 0; b < run->study->n_budgets; b++)
        for (int p = 0; p < run->budgets[b].n_pots; p++)
            if (run->budgets[b].pot_domain[p] == d)
                return true;
    return false;
}

static int pot_of(const bp_run_budget *budget, int d)
{
    for (int p = 0; p < budget->n_pots; p++)
        if (budget->pot_domain[p] == d)
            return p;
    return -1;
}

/* What was shared out by, and of a domain's sum what came of it. */
static bp_status add_pot(bp_run *run, bp_table *table, const budget_row *rows, int d)
{
    const char *domain = d < 0 ? "" : run->study->domains[d].name;
    char *claims = bp_text_format("claim%s%s", d < 0 ? "" : "_", domain);
    char *grants = bp_text_format("grant_%s_eur", domain);
    bp_column *column = NULL;
    bp_status status = claims && grants ? BP_OK : bp_context_fail_memory(run->context, 0);
    for (int grant = 0; !status && grant < (d < 0 ? 1 : 2); grant++) {
        status = bp_table_add(run->context, table, grant ? grants : claims, BP_COLUMN_REAL, &column);
        for (int64_t r = 0; !status && r < table->n_rows; r++) {
            const bp_run_budget *budget = &run->budgets[rows[r].b];
            int p = pot_of(budget, d);
            if (p < 0)
                continue;
            double claim = bp_round_to(budget->claim[(int64_t)p * budget->n + rows[r].k], BP_DECIMALS_WEIGHT);
            bp_column_set_real(column, r, grant ? euro(budget->pots[p].grant[rows[r].k]) : claim);
        }
    }
    free(claims);
    free(grants);
    return status;
}

static bp_status fill_table(bp_run *run, bp_table *table, const budget_row *rows)
{
    static const char *const texts[] = {"scenario", "area_id", "area_name", "kind", "municipality", "funded"};
    bp_column *place = NULL;
    bp_status status = add_texts(run, table, texts[0], rows, 0);
    if (!status)
        status = bp_table_add(run->context, table, "place", BP_COLUMN_INTEGER, &place);
    for (int64_t r = 0; !status && r < table->n_rows; r++)
        bp_column_set_integer(place, r, rows[r].k + 1);
    for (int i = 1; !status && i < 6; i++)
        status = add_texts(run, table, texts[i], rows, i);
    if (!status)
        status = add_numbers(run, table, rows);
    for (int d = -1; !status && d < run->study->n_domains; d++)
        if (has_pot(run, d))
            status = add_pot(run, table, rows, d);
    return status;
}

bp_status bp_run_write_budget(bp_run *run, const bp_folder *folder)
{
    bp_table table = BP_TABLE_INIT;
    if (run->study->n_budgets == 0)
        return BP_OK;
    char *path = bp_folder_path(folder, "budget.csv");
    budget_row *rows = list_rows(run, &table.n_rows);
    bp_status status = path ? BP_OK : bp_context_fail_memory(run->context, 0);
    if (!status)
        status = rows ? fill_table(run, &table, rows) : bp_context_fail_memory(run->context, 0);
    if (!status)
        status = bp_table_write_csv(run->context, &table, path, NULL);
    bp_table_clear(&table);
    free(rows);
    free(path);
    return status;
}
