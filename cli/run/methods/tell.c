/* What run.json and the closing table say of the methods. */
#include "cli/run/json_text.h"
#include "cli/run/run.h"

#include "cli/terminal.h"
#include "geo/text.h"

#include <inttypes.h>
#include <stdio.h>

static json_t *describe(const bp_run *run, int m)
{
    const bp_run_method *at = &run->methods.methods[m];
    json_t *object = json_pack(
        "{s:s, s:b, s:I, s:I, s:o, s:o}", "method", at->name, "is_answer", m == 0, "areas",
        (json_int_t)bp_run_method_areas(run, m)->n_areas, "units", (json_int_t)at->units, "population",
        rounded(at->population, BP_DECIMALS_WEIGHT), "weight", rounded(at->weight, BP_DECIMALS_WEIGHT));
    if (!run->study->has_designated)
        return object;
    const bp_backtest *test = &at->backtest;
    json_object_set_new(object, "recall",
                        test->has_recall ? rounded(test->recall, BP_DECIMALS_SCORE) : json_null());
    json_object_set_new(object, "precision",
                        test->has_precision ? rounded(test->precision, BP_DECIMALS_SCORE) : json_null());
    return object;
}

json_t *bp_run_methods_json(const bp_run *run)
{
    const bp_run_methods *methods = &run->methods;
    if (methods->n == 0)
        return json_null();
    json_t *all = json_array();
    for (int m = 0; m < methods->n; m++)
        json_array_append_new(all, describe(run, m));
    return json_pack("{s:o, s:f, s:I}", "methods", all, "found_from", BP_RUN_METHODS_HALF,
                     "areas_found_by_all", (json_int_t)methods->n_found_by_all);
}

/* "40.1 %", or "-" of nobody, in nine columns. */
static void print_percentage(bool is_defined, double share)
{
    if (is_defined)
        printf("  %8.1f %%", 100.0 * share);
    else
        printf("  %10s", "-");
}

static void print_method(const bp_run *run, int m)
{
    char units[32], residents[32];
    const bp_run_method *at = &run->methods.methods[m];
    printf("%-12s %-12s %5" PRId32 "  %6s  %11s", "", at->name, bp_run_method_areas(run, m)->n_areas,
           bp_text_count(at->units, units), bp_text_count((int64_t)at->population, residents));
    if (run->study->has_designated) {
        print_percentage(at->backtest.has_recall, at->backtest.recall);
        print_percentage(at->backtest.has_precision, at->backtest.precision);
    }
    printf("\n");
}

void bp_run_methods_print(const bp_run *run)
{
    const bp_run_methods *methods = &run->methods;
    char line[240], none[80] = "";
    int n_none = methods->n - 1 - methods->n_drawing;
    if (methods->n == 0)
        return;
    printf("%-12s %-12s %5s  %6s  %11s", "methods", "", "areas", "units", "residents");
    if (run->study->has_designated)
        printf("  %10s  %10s", "recall", "precision");
    printf("\n");
    for (int m = 0; m < methods->n; m++)
        print_method(run, m);
    if (n_none > 0)
        snprintf(none, sizeof none, "%s%d %s no area and %s not asked", methods->n_drawing > 0 ? "; " : "",
                 n_none, n_none == 1 ? "method draws" : "methods draw", n_none == 1 ? "is" : "are");
    snprintf(line, sizeof line,
             "found by %s (half of the residents or more): %" PRId32 " of %" PRId32 " proposed %s%s",
             methods->n_drawing == 1 ? "the other method" : "every other method", methods->n_found_by_all,
             run->delineated.n_areas, run->delineated.n_areas == 1 ? "area" : "areas", none);
    if (methods->n_drawing == 0)
        snprintf(line, sizeof line, "%s", none);
    bp_terminal_print("            ", line, 13);
}
