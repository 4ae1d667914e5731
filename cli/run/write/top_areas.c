#include "cli/run/write/top_areas.h"

#include "cli/run/run.h"
#include "cli/terminal.h"
#include "geo/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum {
    TOP = 10,
    ID_COLUMNS = 5,
    RESIDENTS_COLUMNS = 9,
    SCORE_COLUMNS = 5,
    DOMAINS_COLUMNS = 7,
    PROGRAMME_COLUMNS = 9,
    GRANT_COLUMNS = 11
};

/* How wide the two columns are that give way, and which others there are. */
typedef struct widths {
    int name, municipality;
    bool has_programmes, has_grants;
} widths;

static widths widths_of(const bp_run *run)
{
    widths w = {0, 14, run->study->n_programmes > 0, run->study->n_budgets > 0};
    int room = BP_TERMINAL_COLUMNS - (ID_COLUMNS + RESIDENTS_COLUMNS + SCORE_COLUMNS + DOMAINS_COLUMNS + 5);
    if (w.has_programmes)
        room -= PROGRAMME_COLUMNS + 1;
    if (w.has_grants)
        room -= GRANT_COLUMNS + 1;
    if (w.has_grants)
        w.municipality = 12;
    w.name = room - w.municipality;
    return w;
}

static void print_head(const widths *w)
{
    putchar('\n');
    bp_terminal_set(stdout, BP_TERMINAL_BOLD);
    bp_terminal_cell("area", ID_COLUMNS);
    putchar(' ');
    bp_terminal_cell("name", w->name);
    putchar(' ');
    bp_terminal_cell("municipality", w->municipality);
    putchar(' ');
    bp_terminal_cell_right("residents", RESIDENTS_COLUMNS);
    putchar(' ');
    bp_terminal_cell_right("score", SCORE_COLUMNS);
    putchar(' ');
    bp_terminal_cell_right("domains", DOMAINS_COLUMNS);
    if (w->has_programmes)
        printf(" %-*s", w->has_grants ? PROGRAMME_COLUMNS : 0, "programme");
    if (w->has_grants)
        printf(" %*s", GRANT_COLUMNS, "grant, eur");
    bp_terminal_set(stdout, BP_TERMINAL_PLAIN);
    putchar('\n');
}

static const char *municipality_of(const bp_run *run, int32_t a)
{
    int32_t m = run->areas[BP_PROPOSED].municipality[a];
    if (m < 0)
        return "-";
    return run->units.municipality_name[m] ? run->units.municipality_name[m]
                                           : run->units.municipality_code[m];
}

/* The nearest relation to any programme. */
static const char *relation_of(const bp_run *run, int32_t a)
{
    bp_relation best = BP_RELATION_NONE;
    const bp_programme_standing *standing = run->relations.standing[BP_PROPOSED];
    for (int p = 0; standing && p < run->study->n_programmes; p++) {
        bp_relation relation = standing[(int64_t)a * run->study->n_programmes + p].relation;
        best = relation > best ? relation : best;
    }
    return best == BP_RELATION_NONE ? "-" : bp_relation_name(best);
}

/* Of the first scenario; "-" for an area that has no part in it. */
static void print_grant(const bp_run *run, int32_t a)
{
    const bp_run_budget *budget = &run->budgets[0];
    char text[32] = "-";
    for (int32_t k = 0; k < budget->n; k++)
        if (budget->areas[k].kind == BP_PROPOSED && budget->areas[k].area == a)
            bp_text_count((budget->grant[k] + 50) / 100, text);
    printf(" %*s", GRANT_COLUMNS, text);
}

static void print_area(const bp_run *run, int32_t a, const widths *w)
{
    const bp_run_areas *areas = &run->areas[BP_PROPOSED];
    char residents[32], score[32], domains[32];
    bp_text_count((int64_t)areas->profile.population[a], residents);
    snprintf(score, sizeof score, "%.3f", areas->profile.score[a]);
    snprintf(domains, sizeof domains, "%" PRId32 " of %d", areas->profile.stack[a], run->study->n_domains);
    bp_terminal_cell(areas->id[a], ID_COLUMNS);
    putchar(' ');
    bp_terminal_cell(areas->name[a], w->name);
    putchar(' ');
    bp_terminal_cell(municipality_of(run, a), w->municipality);
    putchar(' ');
    bp_terminal_cell_right(residents, RESIDENTS_COLUMNS);
    putchar(' ');
    bp_terminal_cell_right(areas->profile.score_valid[a] ? score : "-", SCORE_COLUMNS);
    putchar(' ');
    bp_terminal_cell_right(domains, DOMAINS_COLUMNS);
    if (w->has_programmes)
        printf(" %-*s", w->has_grants ? PROGRAMME_COLUMNS : 0, relation_of(run, a));
    if (w->has_grants)
        print_grant(run, a);
    putchar('\n');
}

void bp_run_print_top(const bp_run *run)
{
    const widths w = widths_of(run);
    int32_t n = run->areas[BP_PROPOSED].n;
    if (n == 0)
        return;
    print_head(&w);
    for (int32_t a = 0; a < n && a < TOP; a++)
        print_area(run, a, &w);
    if (n > TOP)
        printf("and %" PRId32 " more: see areas.csv\n", n - TOP);
}
