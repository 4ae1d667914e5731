/* What the program says at the end, in 80 columns. */
#include "cli/run/audit.h"
#include "cli/run/backtest.h"
#include "cli/run/fallback.h"
#include "cli/run/run.h"
#include "cli/run/stability.h"
#include "cli/run/versus.h"

#include "cli/terminal.h"
#include "geo/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { TOP = 10, NAME_COLUMNS = 34 };

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
    snprintf(line, sizeof line, "%" PRId32 " areas, %s units, %s residents", areas->n, count, residents);
    print_row(kind == BP_DESIGNATED ? "designated" : "proposed", line);
}

/* What was decided on, against what was proposed. */
static void print_adopted(const bp_run *run)
{
    const bp_run_adopted *all = &run->adoption;
    char residents[32], kept[32], added[32], dropped[32], line[240];
    if (!run->study->has_adopted)
        return;
    snprintf(line, sizeof line, "%" PRId32 " areas, %s residents: %s kept, %s added, %s dropped",
             run->adopted.n, bp_text_count((int64_t)all->adopted.population, residents),
             bp_text_count((int64_t)all->kept.population, kept),
             bp_text_count((int64_t)all->added.population, added),
             bp_text_count((int64_t)all->dropped.population, dropped));
    print_row("adopted", line);
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
    snprintf(line, sizeof line, "%.1f %% of the designated residents live in proposed areas",
             100.0 * test->recall);
    print_row("back-test", line);
    snprintf(line, sizeof line, "%.1f %% of the proposed residents live in designated areas",
             100.0 * test->precision);
    print_row("", line);
    bp_run_backtest_print(run);
}

static void print_evidence(const bp_run *run)
{
    for (int e = 0; e < run->study->n_evidence; e++) {
        const bp_run_evidence *evidence = &run->evidence[e];
        char significant[32], tests[32], line[400];
        snprintf(line, sizeof line, "%s of %s: %s of %s units significant (%s, %g)",
                 bp_study_statistic_name(evidence->asked->statistic), evidence->asked->of,
                 bp_text_count(evidence->cutoff.n_significant, significant),
                 bp_text_count(evidence->cutoff.n_tests, tests),
                 bp_correction_name(evidence->asked->correction), evidence->asked->alpha);
        bp_terminal_print(e == 0 ? "evidence    " : "            ", line, 13);
    }
}

/* Length of the longest start of `text` that is at most `columns` characters, not cutting one in two. */
static int fit(const char *text, int columns)
{
    int length = 0;
    for (int shown = 0; text[length]; length++) {
        bool starts = ((unsigned char)text[length] & 0xC0) != 0x80;
        if (starts && shown++ == columns)
            break;
    }
    return length;
}

/* A text that does not fit ends in two dots. */
static void print_padded(const char *text, int columns)
{
    bool is_cut = text[fit(text, columns)] != '\0';
    int length = fit(text, is_cut ? columns - 2 : columns), shown = is_cut ? 2 : 0;
    for (int i = 0; i < length; i++)
        shown += ((unsigned char)text[i] & 0xC0) != 0x80;
    printf("%.*s%s%*s", length, text, is_cut ? ".." : "", columns - shown, "");
}

static void print_area(const bp_run *run, int32_t a)
{
    const bp_run_areas *areas = &run->areas[BP_PROPOSED];
    int32_t m = areas->municipality[a];
    char residents[32];
    const char *municipality = m < 0 ? "-" : run->units.municipality_name[m];
    if (!municipality)
        municipality = run->units.municipality_code[m];
    printf("%-6s ", areas->id[a]);
    print_padded(areas->name[a], NAME_COLUMNS);
    printf(" ");
    print_padded(municipality, 14);
    printf(" %9s  %.3f %5" PRId32 "\n", bp_text_count((int64_t)areas->profile.population[a], residents),
           areas->profile.score[a], areas->profile.stack[a]);
}

static void print_top(const bp_run *run)
{
    const bp_run_areas *areas = &run->areas[BP_PROPOSED];
    if (areas->n == 0)
        return;
    printf("\n%-6s %-*s %-14s %9s  %5s %5s\n", "area", NAME_COLUMNS, "name", "municipality", "residents",
           "score", "stack");
    for (int32_t a = 0; a < areas->n && a < TOP; a++)
        print_area(run, a);
    if (areas->n > TOP)
        printf("and %" PRId32 " more: see areas.csv\n", areas->n - TOP);
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
    print_evidence(run);
    bp_run_print_programmes(run);
    bp_run_stability_print(run);
    bp_run_audit_print(run);
    print_top(run);
    bp_run_print_budget(run);
    printf("\nWritten to %s:\n"
           "  focus_areas.gpkg, units.gpkg   layers for QGIS (.geojson beside them)\n"
           "  areas.csv, overlap.csv         tables of the areas and of programme overlap\n%s%s%s"
           "  run.json                       settings, inputs, counts, back-test, warnings\n",
           directory,
           run->study->n_programmes > 0
               ? "  programmes.csv, programme_matrix.csv, overlap.gpkg   programmes and areas\n"
               : "",
           run->study->n_budgets > 0 ? "  budget.csv                     who gets what in every scenario\n"
                                     : "",
           run->study->output.report
               ? "  report.html                    map, tables and chapters for a browser\n"
               : "");
}
