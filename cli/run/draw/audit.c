/* The audit of the study's index: warnings, audit.csv and correlations.csv. */
#include "cli/run/draw/audit.h"

#include "cli/run/columns.h"
#include "cli/study_stability.h"
#include "cli/terminal.h"
#include "geo/text.h"
#include "geo/write.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The reason that the study gives; NULL: none. */
static const char *reason_of(const bp_study *study, int indicator, int from)
{
    for (int m = 0; m < study->audit.n_modelled; m++) {
        const bp_study_modelled *modelled = &study->audit.modelled[m];
        if (strcmp(modelled->indicator, study->indicators[indicator].name) != 0)
            continue;
        for (int f = 0; f < modelled->n_from; f++)
            if (strcmp(modelled->from[f], study->indicators[from].name) == 0)
                return modelled->why;
    }
    return NULL;
}

static char *modelled_text(const bp_study *study, const bp_finding *finding)
{
    const char *name = study->indicators[finding->item].name, *from = study->indicators[finding->other].name;
    const char *why = reason_of(study, finding->item, finding->other);
    char correlation[64] = "";
    if (!isnan(finding->value))
        snprintf(correlation, sizeof correlation, " (rank correlation %.2f)", finding->value);
    return bp_text_format("indicator '%s' is modelled from '%s'%s, which then counts twice%s%s", name, from,
                          correlation, why ? ": " : "", why ? why : "");
}

char *bp_run_finding_text(const bp_run *run, const bp_finding *finding)
{
    const bp_study *study = run->study;
    const bp_audit *audit = &run->audit;
    bool is_domain = finding->kind == BP_FINDING_DRIVES || finding->kind == BP_FINDING_CONTRARY;
    const char *name = is_domain ? study->domains[finding->item].name : study->indicators[finding->item].name;
    double percent = 100.0 * finding->value;
    switch (finding->kind) {
    case BP_FINDING_DRIVES:
        return bp_text_format("domain '%s' has %.0f %% of the say in the score and %.0f %% of the weight",
                              name, percent, 100.0 * audit->nominal[audit->n_indicators + finding->item]);
    case BP_FINDING_CONTRARY:
        return bp_text_format("domain '%s' is better where the score is worse (correlation %.2f); look at "
                              "the direction of its indicators",
                              name, finding->value);
    case BP_FINDING_MODELLED:
        return modelled_text(study, finding);
    case BP_FINDING_DUPLICATE:
        return bp_text_format("indicators '%s' and '%s' rank the units alike (rank correlation %.2f): one "
                              "thing counted twice",
                              name, study->indicators[finding->other].name, finding->value);
    case BP_FINDING_CONSTANT:
        return bp_text_format("indicator '%s' is the same in %.0f %% of the units that have it", name,
                              percent);
    case BP_FINDING_MISSING:
        return bp_text_format("indicator '%s' is missing in %.0f %% of the units that take part", name,
                              percent);
    }
    return NULL;
}

static int count_pairs(const bp_study *study)
{
    int n = 0;
    for (int m = 0; m < study->audit.n_modelled; m++)
        n += study->audit.modelled[m].n_from;
    return n;
}

static int list_modelled(const bp_study *study, bp_audit_modelled *pairs)
{
    int n = 0;
    for (int m = 0; m < study->audit.n_modelled; m++)
        for (int f = 0; f < study->audit.modelled[m].n_from; f++)
            pairs[n++] =
                (bp_audit_modelled){bp_study_find_indicator(study, study->audit.modelled[m].indicator),
                                    bp_study_find_indicator(study, study->audit.modelled[m].from[f])};
    return n;
}

static bp_status warn_of_findings(bp_run *run)
{
    for (int f = 0; f < run->audit.n_findings; f++) {
        const bp_finding *finding = &run->audit.findings[f];
        char code[64], *text = bp_run_finding_text(run, finding);
        if (!text)
            return bp_context_fail_memory(run->context, 0);
        snprintf(code, sizeof code, "audit_%s", bp_finding_names[finding->kind]);
        bp_context_warn(run->context, code, "%s", text);
        free(text);
    }
    return BP_OK;
}

bp_status bp_run_find_audit(bp_run *run)
{
    const bp_study *study = run->study;
    if (!study->audit.is_asked)
        return BP_OK;
    bp_progress_begin(run->progress, "audit");
    bp_audit_modelled *pairs = (bp_audit_modelled *)calloc((size_t)count_pairs(study) + 1, sizeof *pairs);
    if (!pairs)
        return bp_context_fail_memory(run->context, 0);
    const bp_audit_input input = {run->ground.n, run->ground.indicators,        run->ground.n_indicators,
                                  &run->scores,  run->rule.score.domain_weight, run->taking_part,
                                  pairs,         list_modelled(study, pairs)};
    bp_status status = bp_audit_compute(run->context, &input, &run->audit);
    free(pairs);
    return status ? status : warn_of_findings(run);
}

void bp_run_audit_print(const bp_run *run)
{
    char line[120];
    int n = run->audit.n_findings;
    if (!run->study->audit.is_asked)
        return;
    snprintf(line, sizeof line, "%d %s on the index (see audit.csv)", n, n == 1 ? "finding" : "findings");
    bp_terminal_print("audit       ", line, 13);
}

/* As units.gpkg calls it; to free(). */
static char *variable_name(const bp_run *run, int v)
{
    const bp_audit *audit = &run->audit;
    int d = v - audit->n_indicators;
    if (d < 0)
        return bp_text_format("value_%s", run->study->indicators[v].name);
    return d < audit->n_domains ? bp_text_format("domain_%s", run->study->domains[d].name)
                                : bp_text_copy("score");
}

/* A column of the first `n` rows; the others and what is not a number stay missing. */
static bp_status add_numbers(bp_context *context, bp_table *table, const char *name, const double *values,
                             int64_t n)
{
    bp_column *column = NULL;
    bp_status status = bp_table_add(context, table, name, BP_COLUMN_REAL, &column);
    for (int64_t r = 0; !status && r < n; r++)
        if (!isnan(values[r]))
            bp_column_set_real(column, r, bp_round_to(values[r], BP_DECIMALS_SCORE));
    return status;
}

/* What was found on a variable, as sentences put behind each other; NULL: nothing. */
static bp_status findings_of(const bp_run *run, int v, char **out)
{
    const bp_audit *audit = &run->audit;
    char *all = NULL;
    for (int f = 0; f < audit->n_findings; f++) {
        const bp_finding *finding = &audit->findings[f];
        bool is_domain = finding->kind == BP_FINDING_DRIVES || finding->kind == BP_FINDING_CONTRARY;
        if (v != (is_domain ? audit->n_indicators : 0) + finding->item)
            continue;
        char *text = bp_run_finding_text(run, finding);
        char *longer = text ? bp_text_format("%s%s%s", all ? all : "", all ? "; " : "", text) : NULL;
        free(text);
        free(all);
        all = longer;
        if (!all)
            return bp_context_fail_memory(run->context, 0);
    }
    *out = all;
    return BP_OK;
}

static bp_status add_findings(const bp_run *run, bp_table *table)
{
    bp_status status = BP_OK;
    char **texts = (char **)calloc((size_t)table->n_rows + 1, sizeof *texts);
    if (!texts)
        return bp_context_fail_memory(run->context, 0);
    for (int64_t v = 0; !status && v < table->n_rows; v++)
        status = findings_of(run, (int)v, &texts[v]);
    if (!status)
        status = bp_table_add_text(run->context, table, "findings", (const char *const *)texts);
    bp_texts_free(texts, table->n_rows);
    return status;
}

/* What a row is about: its kind, its name, the domain it is of. */
static bp_status add_subjects(const bp_run *run, bp_table *table)
{
    const bp_study *study = run->study;
    const char *const headers[] = {"kind", "name", "domain"};
    int k = run->audit.n_indicators;
    const char **texts = (const char **)calloc((size_t)table->n_rows + 1, sizeof *texts);
    bp_status status = texts ? BP_OK : bp_context_fail_memory(run->context, 0);
    for (int c = 0; !status && c < 3; c++) {
        for (int v = 0; v < table->n_rows; v++) {
            const char *domain = v < k ? study->indicators[v].domain : study->domains[v - k].name;
            const char *name = v < k ? study->indicators[v].name : domain;
            texts[v] = c == 0 ? (v < k ? "indicator" : "domain") : c == 1 ? name : domain;
        }
        status = bp_table_add_text(run->context, table, headers[c], texts);
    }
    free((void *)texts);
    return status;
}

/* A row per indicator, then one per domain. */
static bp_status fill_audit(const bp_run *run, bp_table *table)
{
    const bp_audit *audit = &run->audit;
    int64_t n = table->n_rows = audit->n_indicators + audit->n_domains;
    const struct {
        const char *name;
        const double *values;
        int64_t n;
    } columns[] = {{"nominal_share", audit->nominal, n},
                   {"main_effect", audit->main_effect, n},
                   {"effective_share", audit->effective, n},
                   {"missing_share", audit->missing_share, audit->n_indicators},
                   {"commonest_share", audit->commonest_share, audit->n_indicators}};
    bp_status status = add_subjects(run, table);
    for (size_t c = 0; !status && c < sizeof columns / sizeof *columns; c++)
        status = add_numbers(run->context, table, columns[c].name, columns[c].values, columns[c].n);
    return status ? status : add_findings(run, table);
}

/* Pearson's and Spearman's correlations of variable v with every other, in rows of their own. */
static bp_status add_variable(const bp_run *run, int v, double *values, bp_table *table)
{
    const bp_audit *audit = &run->audit;
    int m = audit->n_variables;
    char *name = variable_name(run, v);
    for (int w = 0; w < m; w++) {
        values[w] = audit->pearson[w * m + v];
        values[m + w] = audit->spearman[w * m + v];
    }
    bp_status status = name ? add_numbers(run->context, table, name, values, table->n_rows)
                            : bp_context_fail_memory(run->context, 0);
    free(name);
    return status;
}

/* Which correlation a row has and of which variable. */
static bp_status add_row_names(const bp_run *run, bp_table *table)
{
    int m = run->audit.n_variables;
    const char **kinds = (const char **)calloc((size_t)table->n_rows + 1, sizeof *kinds);
    char **names = (char **)calloc((size_t)table->n_rows + 1, sizeof *names);
    bp_status status = kinds && names ? BP_OK : bp_context_fail_memory(run->context, 0);
    for (int64_t r = 0; !status && r < table->n_rows; r++) {
        kinds[r] = r < m ? "pearson" : "spearman";
        names[r] = variable_name(run, (int)(r % m));
        if (!names[r])
            status = bp_context_fail_memory(run->context, 0);
    }
    if (!status)
        status = bp_table_add_text(run->context, table, "correlation", kinds);
    if (!status)
        status = bp_table_add_text(run->context, table, "name", (const char *const *)names);
    free((void *)kinds);
    if (names)
        bp_texts_free(names, table->n_rows);
    return status;
}

static bp_status fill_correlations(const bp_run *run, bp_table *table)
{
    table->n_rows = 2 * (int64_t)run->audit.n_variables;
    double *values = (double *)calloc((size_t)table->n_rows + 1, sizeof *values);
    bp_status status = values ? add_row_names(run, table) : bp_context_fail_memory(run->context, 0);
    for (int v = 0; !status && v < run->audit.n_variables; v++)
        status = add_variable(run, v, values, table);
    free(values);
    return status;
}

static bp_status write_table(bp_run *run, const bp_folder *folder, const char *name,
                             bp_status (*fill)(const bp_run *, bp_table *))
{
    bp_table table = BP_TABLE_INIT;
    char *path = bp_folder_path(folder, name);
    bp_status status = path ? fill(run, &table) : bp_context_fail_memory(run->context, 0);
    if (!status)
        status = bp_table_write_csv(run->context, &table, path, NULL);
    bp_table_clear(&table);
    free(path);
    return status;
}

bp_status bp_run_write_audit(bp_run *run, const bp_folder *folder)
{
    if (!run->study->audit.is_asked)
        return BP_OK;
    bp_status status = write_table(run, folder, "audit.csv", fill_audit);
    return status ? status : write_table(run, folder, "correlations.csv", fill_correlations);
}
