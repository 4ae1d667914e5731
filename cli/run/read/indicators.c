/* Bringing every indicator to the units: tables read and joined by key, texts made numbers, missing codes
 * counted. */
#include "cli/run/read/fallback.h"
#include "cli/run/read/figures.h"
#include "cli/run/read/joins.h"
#include "cli/run/read/levels.h"
#include "cli/run/read/rates.h"
#include "cli/run/read/table.h"

#include "geo/bitmap.h"

#include <ctype.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* An indicator that no unit has is a slip in the study more often than not: tell what stands there instead.
 */
static bp_status refuse_nothing(bp_run *run, const bp_run_figure *figure, const bp_table *table)
{
    const bp_run_values *values = &figure->values;
    int64_t n = bp_run_n(run);
    char why[256] = "";
    for (int64_t i = 0; i < n; i++)
        if (bp_bitmap_get(values->valid, i))
            return BP_OK;
    size_t at =
        values->n_no_row > 0 ? (size_t)snprintf(why, sizeof why, "no row: %" PRId64, values->n_no_row) : 0;
    for (int64_t c = 0; c < values->n_codes && at < sizeof why; c++)
        at += (size_t)snprintf(why + at, sizeof why - at, "%s%s: %" PRId64, at ? ", " : "",
                               values->codes[c].code[0] ? values->codes[c].code : "empty",
                               values->codes[c].count);
    return bp_study_fail(run->context, run->study, BP_ERROR_INPUT, figure->yaml_path,
                         "%s, column '%s': none of the %" PRId64 " units has a value (%s); name another "
                         "column, or leave the indicator out",
                         table->source, figure->column, n, why);
}

/* The indicator's own texts for a missing value and the reasons that a long table gives, as one list. */
static const char **join_missing(char *const *missing, int n_missing, const bp_pivot_report *reasons)
{
    const char **texts = (const char **)malloc((size_t)(n_missing + reasons->n_reasons + 1) * sizeof *texts);
    for (int i = 0; texts && i < n_missing + reasons->n_reasons; i++)
        texts[i] = i < n_missing ? missing[i] : reasons->reasons[i - n_missing];
    return texts;
}

/* Where a figure comes from: the units themselves or a table. */
struct origin {
    const bp_table *table;
    const int64_t *row_of;          /**< row_of[units]; NULL: row i is unit i */
    const bp_pivot_report *reasons; /**< texts that stand in place of values */
    const bp_study_notation *notation;
};

/* "percentage_laag", "PERC_LAAG", "laag_perc". */
static bool is_named_percent(const char *column)
{
    static const char *const words[] = {"percent", "procent", "perc_", "_perc"};
    char lower[128];
    size_t n = 0;
    for (; column[n] && n + 1 < sizeof lower; n++)
        lower[n] = (char)tolower((unsigned char)column[n]);
    lower[n] = '\0';
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strstr(lower, words[i]))
            return true;
    return false;
}

/* A spreadsheet keeps 6.6 % as 0.066, and its file does not tell. Ranks are the same; a range, a threshold
 * and what people read are not. */
static void warn_of_shares(bp_run *run, int k)
{
    const bp_study_indicator *asked = &run->study->indicators[k];
    const bp_run_values *indicator = &run->indicators[k];
    bool is_percent = asked->has_range ? asked->range[1] >= 100.0 : is_named_percent(asked->column);
    double least = INFINITY, most = -INFINITY;
    for (int64_t i = 0; i < bp_run_n(run); i++)
        if (bp_bitmap_get(indicator->valid, i)) {
            least = fmin(least, indicator->value[i]);
            most = fmax(most, indicator->value[i]);
        }
    if (!is_percent || asked->denominator.column || indicator->n_percent > 0 ||
        !(least >= 0.0 && most > 0.0 && most <= 1.0))
        return;
    bp_context_warn(
        run->context, "looks_like_shares",
        "indicator %s: its values lie between %.6g and %.6g, though %s: these look like shares, as "
        "spreadsheets keep percentages (6.6 %% as 0.066); they are used as they are; if they are "
        "shares, say range: [0, 1]",
        asked->name, least, most,
        asked->has_range ? "its range goes to 100" : "its column is named as a percentage");
}

/* Count the values that cannot be, as the study has it. They are told and stay as they are. */
static void find_outside(bp_run *run, int k)
{
    const bp_study_indicator *asked = &run->study->indicators[k];
    const bp_run_values *indicator = &run->indicators[k];
    bp_run_outside outside = {0, 0, 0, {0}};
    char examples[256] = "";
    size_t used = 0;
    if (!asked->has_range)
        return;
    for (int64_t i = 0; i < bp_run_n(run); i++) {
        bool is_below = indicator->value[i]<asked->range[0], is_above = indicator->value[i]> asked->range[1];
        if (!bp_bitmap_get(indicator->valid, i) || (!is_below && !is_above))
            continue;
        outside.n_below += is_below;
        outside.n_above += is_above;
        if (outside.n_units == BP_KEY_JOIN_EXAMPLES)
            continue;
        if (used < sizeof examples)
            used += (size_t)snprintf(examples + used, sizeof examples - used, "%s%s %.6g",
                                     outside.n_units ? ", " : "", run->units.id[i], indicator->value[i]);
        outside.unit[outside.n_units++] = i;
    }
    run->indicators[k].outside = outside;
    int64_t n = outside.n_below + outside.n_above;
    if (n > 0)
        bp_context_warn(run->context, "out_of_range",
                        "indicator %s: %" PRId64 " %s outside %g to %g (%s%s); used as read", asked->name, n,
                        n == 1 ? "value" : "values", asked->range[0], asked->range[1], examples,
                        n > outside.n_units ? ", ..." : "");
}

/* Texts for a missing value: the indicator's own, which those of its table are among, or those of another
 * table; a denominator goes by its file alone. */
static void choose_missing(const bp_run *run, const bp_run_figure *figure, char *const **missing, int *n)
{
    const bp_study *study = run->study;
    const bp_study_indicator *asked = &study->indicators[figure->indicator];
    bool is_own = !figure->is_denominator && figure->table == asked->table;
    const bp_study_table *table = bp_study_table_at(study, figure->table);
    bool is_of_units = figure->table < 0;
    *missing = is_own ? asked->missing : table ? table->missing : is_of_units ? study->units.missing : NULL;
    *n = is_own ? asked->n_missing : table ? table->n_missing : is_of_units ? study->units.n_missing : 0;
}

static bp_status read_figure(bp_run *run, bp_run_figure *figure, const struct origin *origin)
{
    char *const *own = NULL;
    int n_own = 0;
    choose_missing(run, figure, &own, &n_own);
    const char **missing = join_missing(own, n_own, origin->reasons);
    if (!missing)
        return bp_context_fail_memory(run->context, 0);
    const bp_run_source source = {
        origin->table,    origin->row_of,    figure->column, {missing, n_own + origin->reasons->n_reasons},
        origin->notation, figure->yaml_path, BP_VALUES_ANY};
    bp_status status = bp_run_column_values(run, &source, &figure->values);
    free((void *)missing);
    if (!status)
        status = refuse_nothing(run, figure, origin->table);
    if (status)
        bp_run_values_clear(&figure->values);
    return bp_context_settle(run->context, status);
}

/* All figures of these rows of that table. */
static bp_status read_figures(bp_run *run, bp_run_figures *figures, int table, int level,
                              const struct origin *origin)
{
    bp_status status = BP_OK;
    for (int f = 0; !status && f < figures->n; f++) {
        bp_run_figure *figure = &figures->list[f];
        bool is_told = table < 0 && bp_bitmap_get(run->units.unreadable, figure->indicator);
        if (figure->table == table && figure->level == level && !is_told)
            status = read_figure(run, figure, origin);
    }
    return status;
}

static bp_status read_population(bp_run *run, const struct origin *origin)
{
    const bp_study_units *asked = &run->study->units;
    const bp_study_table *from = &run->study->tables[asked->population_table];
    const char **missing = join_missing(from->missing, from->n_missing, origin->reasons);
    if (!missing)
        return bp_context_fail_memory(run->context, 0);
    const bp_run_source source = {origin->table,
                                  origin->row_of,
                                  asked->population_column,
                                  {missing, from->n_missing + origin->reasons->n_reasons},
                                  origin->notation,
                                  "units.population",
                                  BP_VALUES_COUNTS};
    bp_status status = bp_run_take_population(run, &source);
    free((void *)missing);
    return status;
}

/* A table's own level is joined at unless its rows serve fallbacks alone. */
static bool is_joined(const bp_run *run, const bp_run_figures *figures, int t, int level)
{
    bool is_own_level = level == bp_study_table_level(run->study, t);
    bool is_for_residents = run->study->units.population_table == t;
    return bp_run_figures_need(figures, t, level) ||
           (is_own_level && (is_for_residents || !bp_run_figures_use(figures, t)));
}

/* Where the report of a join goes; NULL when memory ran out. */
static bp_key_join_report *report_of(bp_run *run, int t, int level)
{
    if (level == bp_study_table_level(run->study, t))
        return &run->joins[t];
    size_t bytes = (size_t)(run->n_level_joins + 1) * sizeof *run->level_joins;
    bp_run_level_join *grown = (bp_run_level_join *)realloc(run->level_joins, bytes);
    if (!grown)
        return NULL;
    run->level_joins = grown;
    grown[run->n_level_joins] = (bp_run_level_join){t, level, BP_KEY_JOIN_REPORT_INIT};
    return &grown[run->n_level_joins++].report;
}

static bp_status use_rows(bp_run *run, bp_run_figures *figures, int t, int level, struct origin *origin)
{
    int64_t *row_of = (int64_t *)malloc((size_t)(bp_run_n(run) + 1) * sizeof *row_of);
    bp_key_join_report *report = row_of ? report_of(run, t, level) : NULL;
    bp_status status =
        report ? BP_OK : bp_context_fail_memory(run->context, (size_t)bp_run_n(run) * sizeof *row_of);
    if (!status)
        status = bp_run_join_table(run, t, level, origin->table, row_of, report);
    origin->row_of = row_of;
    if (!status && level == BP_STUDY_UNIT_LEVEL && run->study->units.population_table == t)
        status = bp_context_settle(run->context, read_population(run, origin));
    if (!status)
        status = read_figures(run, figures, t, level, origin);
    free(row_of);
    return status;
}

static bp_status use_table(bp_run *run, bp_run_figures *figures, int t)
{
    bp_table table = BP_TABLE_INIT;
    bp_pivot_report reasons = BP_PIVOT_REPORT_INIT;
    if (bp_run_is_absent(run, run->study->tables[t].path))
        return BP_OK;
    bp_status status = bp_run_read_table(run, t, &table, &reasons);
    struct origin origin = {&table, NULL, &reasons, &run->study->tables[t].notation};
    /* Where failures are collected there may be no units to join the table to. */
    for (int level = BP_STUDY_UNIT_LEVEL;
         !status && run->units.are_read && level <= run->study->units.n_levels; level++)
        if (is_joined(run, figures, t, level))
            status = use_rows(run, figures, t, level, &origin);
    bp_table_clear(&table);
    bp_pivot_report_clear(&reasons);
    return status;
}

/* The columns of a spatial join stand in the order of the units. */
static bp_status use_join(bp_run *run, bp_run_figures *figures, int j)
{
    static const bp_study_notation plain = {NULL, NULL, NULL};
    const bp_pivot_report no_reasons = BP_PIVOT_REPORT_INIT;
    const bp_study_units *units = &run->study->units;
    int table = run->study->n_tables + j;
    if (bp_run_is_absent(run, run->study->joins[j].path) || !run->units.are_read)
        return BP_OK;
    bp_status status = bp_run_make_join(run, j);
    if (status)
        return status;
    const struct origin origin = {&run->spatial[j].table, NULL, &no_reasons, &plain};
    if (units->population_table == table) {
        const bp_run_source source = {origin.table, NULL,   units->population_column,
                                      {NULL, 0},    &plain, "units.population",
                                      BP_VALUES_ANY};
        status = bp_context_settle(run->context, bp_run_take_population(run, &source));
    }
    return status ? status : read_figures(run, figures, table, BP_STUDY_UNIT_LEVEL, &origin);
}

static bp_status read_all(bp_run *run, bp_run_figures *figures)
{
    const bp_study *study = run->study;
    bp_status status = bp_run_list_figures(run, figures);
    for (int t = 0; !status && t < study->n_tables; t++) {
        status = bp_context_settle(run->context, use_table(run, figures, t));
        bp_context_progress(run->context, (double)(t + 1) / (study->n_tables + 1));
        if (!status)
            status = bp_context_check(run->context);
    }
    const bp_pivot_report no_reasons = BP_PIVOT_REPORT_INIT;
    const struct origin units = {&run->units.layer.table, NULL, &no_reasons, &study->units.notation};
    if (!status && study->n_joins > 0)
        bp_progress_begin(run->progress, "join layers");
    if (!status && study->n_joins > 0)
        bp_progress_count(run->progress, study->n_joins, study->n_joins == 1 ? "layer" : "layers");
    for (int j = 0; !status && j < study->n_joins; j++) {
        status = bp_context_settle(run->context, use_join(run, figures, j));
        if (!status)
            status = bp_context_check(run->context);
    }
    return status || !run->units.are_read ? status
                                          : read_figures(run, figures, -1, BP_STUDY_UNIT_LEVEL, &units);
}

/* An indicator out of its figures: rates, drawn in where they are to be, and what it falls back on. */
static bp_status make_indicator(bp_run *run, bp_run_figures *figures, int k)
{
    bp_status status = BP_OK;
    for (int f = 0; f < figures->n; f++)
        if (figures->list[f].indicator == k && !figures->list[f].values.value)
            return BP_OK; /* only where failures are collected: one of them is told already */
    for (int s = BP_FIGURE_OWN; !status && s < run->study->indicators[k].n_fallbacks; s++)
        status = bp_run_make_rates(run, bp_run_figure_of(figures, k, s, false),
                                   bp_run_figure_of(figures, k, s, true));
    if (!status)
        status = bp_run_fall_back(run, k, figures);
    if (!status)
        find_outside(run, k);
    if (!status)
        warn_of_shares(run, k);
    return bp_context_settle(run->context, status);
}

bp_status bp_run_read_indicators(bp_run *run)
{
    const bp_study *study = run->study;
    bp_run_figures figures = BP_RUN_FIGURES_INIT;
    bp_progress_begin(run->progress, "read and join tables");
    bp_progress_count(run->progress, study->n_tables, study->n_tables == 1 ? "table" : "tables");
    run->joins = (bp_key_join_report *)calloc((size_t)study->n_tables + 1, sizeof *run->joins);
    run->indicators = (bp_run_values *)calloc((size_t)study->n_indicators + 1, sizeof *run->indicators);
    if (!run->joins || !run->indicators)
        return bp_context_fail_memory(run->context, 0);
    bp_status status = run->units.are_read ? bp_run_take_levels(run) : BP_OK;
    if (!status)
        status = read_all(run, &figures);
    for (int k = 0; !status && run->units.are_read && k < study->n_indicators; k++)
        status = make_indicator(run, &figures, k);
    if (!status)
        status = bp_run_count_fallback(run);
    bp_run_figures_clear(&figures);
    return status;
}
