/* What the program says at the end, in 80 columns. */
#include "cli/run/draw/audit.h"
#include "cli/run/draw/backtest.h"
#include "cli/run/draw/optimality.h"
#include "cli/run/draw/stability.h"
#include "cli/run/draw/versus.h"
#include "cli/run/read/fallback.h"
#include "cli/run/run.h"
#include "cli/run/write/top_areas.h"
#include "cli/run/write/written.h"

#include "cli/terminal.h"
#include "geo/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

static void print_row(const char *label, const char *text)
{
    printf("%-12s %s\n", label, text);
}

static void print_totals(const bp_run *run, int kind)
{
    const bp_run_areas *areas = &run->areas[kind];
    int64_t units = 0;
    double population = 0.0;
    char residents[32], count[32], line[160];
    for (int32_t a = 0; a < areas->n; a++) {
        units += areas->profile.n_members[a];
        population += areas->profile.population[a];
    }
    bp_text_count((int64_t)population, residents);
    bp_text_count(units, count);
    snprintf(line, sizeof line, "%" PRId32 " %s, %s %s, %s residents", areas->n,
             areas->n == 1 ? "area" : "areas", count, units == 1 ? "unit" : "units", residents);
    print_row(kind == BP_DESIGNATED ? "designated" : "proposed", line);
}

/* What was decided on, against what was proposed. */
static void print_adopted(const bp_run *run)
{
    const bp_run_adopted *all = &run->adoption;
    const char *of = run->adopted.n == 1 ? "area" : "areas";
    char residents[32], kept[32], added[32], dropped[32], line[240];
    if (!run->study->has_adopted)
        return;
    snprintf(line, sizeof line, "%" PRId32 " %s, %s residents: %s kept, %s added, %s dropped", run->adopted.n,
             of, bp_text_count((int64_t)all->adopted.population, residents),
             bp_text_count((int64_t)all->kept.population, kept),
             bp_text_count((int64_t)all->added.population, added),
             bp_text_count((int64_t)all->dropped.population, dropped));
    print_row("adopted", line);
    if (all->n_others == 0)
        return;
    snprintf(line, sizeof line, "and %" PRId32 " proposed %s nobody adopted, %s residents", all->n_others,
             all->n_others == 1 ? "area" : "areas",
             bp_text_count((int64_t)all->others.population, residents));
    print_row("", line);
}

static void print_left_out(const bp_run *run)
{
    char units[32], residents[32], line[160];
    if (run->left_out_units == 0)
        return;
    snprintf(line, sizeof line, "%s %s past the base in no area, %s residents (see flags)",
             bp_text_count(run->left_out_units, units), run->left_out_units == 1 ? "unit" : "units",
             bp_text_count((int64_t)run->left_out_population, residents));
    print_row("left out", line);
}

static void print_backtest(const bp_run *run)
{
    const bp_backtest *test = &run->backtest;
    char line[160];
    if (!run->study->has_designated || !test->has_recall || !test->has_precision)
        return;
    if (!bp_run_backtest_can_find(run)) {
        print_row("back-test", "none: the designated areas are no candidates");
        return;
    }
    snprintf(line, sizeof line, "%.1f %% of the designated residents live in proposed areas",
             100.0 * test->recall);
    print_row("back-test", line);
    snprintf(line, sizeof line, "%.1f %% of the proposed residents live in designated areas",
             100.0 * test->precision);
    print_row("", line);
    bp_run_backtest_print(run);
}

/* What a statistic is of, in words; to free(). */
static char *subject_of(const bp_run *run, const bp_study_evidence *asked)
{
    if (asked->variable == BP_STUDY_OF_DOMAIN)
        return bp_word_domain(run->words, run->study->domains[asked->index].name);
    return asked->variable == BP_STUDY_OF_INDICATOR ? bp_word_name(run->words, asked->of)
                                                    : bp_text_copy(asked->of);
}

static void print_evidence(const bp_run *run)
{
    for (int e = 0; e < run->study->n_evidence; e++) {
        const bp_run_evidence *evidence = &run->evidence[e];
        char significant[32], tests[32];
        char *subject = subject_of(run, evidence->asked);
        char *line = bp_text_format("%s of %s: %s of %s units significant (%s, %g)",
                                    bp_study_statistic_name(evidence->asked->statistic),
                                    subject ? subject : evidence->asked->of,
                                    bp_text_count(evidence->cutoff.n_significant, significant),
                                    bp_text_count(evidence->cutoff.n_tests, tests),
                                    bp_correction_name(evidence->asked->correction), evidence->asked->alpha);
        if (line)
            bp_terminal_print(e == 0 ? "evidence    " : "            ", line, 13);
        free(line);
        free(subject);
    }
}

void bp_run_print_summary(const bp_run *run, const char *directory)
{
    char line[160], all[32], scored[32];
    bp_text_count(bp_run_n(run), all);
    bp_text_count(run->scores.n_scored, scored);
    snprintf(line, sizeof line, "%s, %s of them scored", all, scored);
    printf("%s\n", run->study->title);
    print_row("units", line);
    bp_run_print_fallback(run);
    if (run->study->has_designated)
        print_totals(run, BP_DESIGNATED);
    print_totals(run, BP_PROPOSED);
    print_adopted(run);
    print_left_out(run);
    bp_run_versus_print(run);
    print_backtest(run);
    bp_run_optimality_print(run);
    bp_run_methods_print(run);
    print_evidence(run);
    bp_run_print_programmes(run);
    bp_run_stability_print(run);
    bp_run_audit_print(run);
    bp_run_print_top(run);
    bp_run_print_budget(run);
    bp_run_print_written(run, directory);
}
