/* The areas of a run held against the designated ones, area by area and at the same number of residents;
 * backtest.csv. */
#include "cli/run/draw/backtest.h"

#include "cli/run/columns.h"
#include "cli/run/json_text.h"
#include "cli/run/regions/region_figures.h"
#include "cli/terminal.h"
#include "geo/bitmap.h"
#include "geo/text.h"
#include "geo/write.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* From half of its residents on an area counts as found, or as matching. */
static const double FOUND = 0.5;

void bp_run_backtest_clear(bp_run_backtest *backtest)
{
    for (int kind = 0; kind < 2; kind++) {
        bp_match_clear(&backtest->match[kind]);
        free(backtest->purity[kind]);
        free(backtest->purity_defined[kind]);
    }
}

static bp_status find_purity(bp_run *run, int kind, const double *past)
{
    const bp_run_areas *areas = &run->areas[kind];
    bp_run_backtest *test = &run->by_area;
    size_t rows = (size_t)areas->n + 1;
    test->purity[kind] = (double *)calloc(rows, sizeof(double));
    test->purity_defined[kind] = (uint8_t *)calloc(rows, 1);
    if (!test->purity[kind] || !test->purity_defined[kind])
        return bp_context_fail_memory(run->context, rows * sizeof(double));
    const bp_holdings_residents residents = {run->units.population, run->units.population_known};
    return bp_holdings_share(run->context, &areas->holds, past, residents, test->purity[kind],
                             test->purity_defined[kind]);
}

/* Areas of both kinds on units that the designated ones cut. */
static bp_status match(bp_run *run)
{
    const bp_run_areas *proposed = &run->areas[BP_PROPOSED], *designated = &run->areas[BP_DESIGNATED];
    bp_region_pieces pieces = BP_REGION_PIECES_INIT;
    int32_t *area_of = NULL;
    bp_status status = bp_region_cut(run->context, &run->designated, bp_run_n(run), designated->share,
                                     run->units.population, run->units.population_known, &pieces);
    if (!status && !(area_of = (int32_t *)malloc((size_t)(pieces.n + 1) * sizeof *area_of)))
        status = bp_context_fail_memory(run->context, (size_t)pieces.n * sizeof *area_of);
    for (int64_t k = 0; area_of && k < pieces.n; k++)
        area_of[k] =
            proposed->role[pieces.unit[k]] == BP_ROLE_MEMBER ? proposed->area_of[pieces.unit[k]] : -1;
    for (int kind = 0; !status && kind < 2; kind++) {
        const bp_area_sets sets[2] = {{designated->n, pieces.region, NULL}, {proposed->n, area_of, NULL}};
        const bp_match_input input = {pieces.n, sets[kind], sets[1 - kind], pieces.residents, NULL};
        status = bp_match_new(run->context, &input, &run->by_area.match[kind]);
    }
    bp_region_pieces_clear(&pieces);
    free(area_of);
    return status;
}

/* The proposed areas are numbered by weight, so the first ones are those that a smaller budget would keep. */
static bp_status compare_at_total(bp_run *run)
{
    const bp_run_areas *proposed = &run->areas[BP_PROPOSED];
    double *both = (double *)calloc((size_t)proposed->n + 1, sizeof *both);
    if (!both)
        return bp_context_fail_memory(run->context, (size_t)proposed->n * sizeof *both);
    for (int32_t a = 0; a < proposed->n; a++)
        both[a] = proposed->share_in_other[a] * proposed->profile.population[a];
    bp_backtest_at_total(proposed->profile.population, both, proposed->n, run->backtest.reference_population,
                         &run->by_area.equal);
    free(both);
    return BP_OK;
}

bp_status bp_run_compare_areas(bp_run *run)
{
    double *past = (double *)calloc((size_t)bp_run_n(run) + 1, sizeof *past);
    bp_status status = past ? BP_OK : bp_context_fail_memory(run->context, (size_t)bp_run_n(run));
    for (int64_t i = 0; past && i < bp_run_n(run); i++)
        past[i] = bp_rule_is_past(&run->rule, &run->position, i) ? 1.0 : 0.0;
    for (int kind = 0; !status && kind < 2; kind++)
        status = find_purity(run, kind, past);
    if (!status && run->study->has_designated)
        status = match(run);
    if (!status && run->study->has_designated)
        status = compare_at_total(run);
    free(past);
    return status;
}

/* What became of a designated area, or what a proposed one is beside them; NULL where nobody is known to
 * live. */
static const char *verdict_of(const bp_run *run, int kind, int32_t a)
{
    static const char *const words[2][3] = {{"found", "in part", "missed"},
                                            {"designated", "in part", "extra"}};
    const bp_run_areas *areas = &run->areas[kind];
    if (!areas->share_defined[a])
        return NULL;
    return words[kind][areas->share_in_other[a] >= FOUND ? 0 : areas->share_in_other[a] > 0.0 ? 1 : 2];
}

static json_t *count_verdicts(const bp_run *run, int kind)
{
    static const char *const keys[2][4] = {{"found", "in_part", "missed", "unknown"},
                                           {"designated", "in_part", "extra", "unknown"}};
    const bp_run_areas *areas = &run->areas[kind];
    int64_t counts[4] = {0, 0, 0, 0};
    for (int32_t a = 0; a < areas->n; a++)
        counts[!areas->share_defined[a]            ? 3
               : areas->share_in_other[a] >= FOUND ? 0
               : areas->share_in_other[a] > 0.0    ? 1
                                                   : 2]++;
    json_t *object = json_object();
    for (int k = 0; k < 4; k++)
        json_object_set_new(object, keys[kind][k], json_integer((json_int_t)counts[k]));
    return object;
}

/* Of all areas of a kind together. */
static json_t *purity_of_all(const bp_run *run, int kind)
{
    const bp_run_areas *areas = &run->areas[kind];
    double past = 0.0, all = 0.0;
    for (int32_t a = 0; a < areas->n; a++)
        if (run->by_area.purity_defined[kind][a]) {
            past += run->by_area.purity[kind][a] * areas->profile.population[a];
            all += areas->profile.population[a];
        }
    return all > 0.0 ? rounded(past / all, 6) : json_null();
}

static json_t *describe_part(const bp_backtest_part *part)
{
    json_t *object =
        json_pack("{s:I, s:o, s:o, s:o, s:o}", "areas", (json_int_t)part->n_areas, "part_of_next",
                  rounded(part->partial, 6), "population", rounded(part->population, 3), "population_in_both",
                  rounded(part->both, 3), "recall", rounded(part->recall, 6));
    bool has_any = part->population > 0.0;
    json_object_set_new(object, "precision", has_any ? rounded(part->precision, 6) : json_null());
    json_object_set_new(object, "jaccard", rounded(part->jaccard, 6));
    return object;
}

void bp_json_add_backtest(json_t *object, const bp_run *run)
{
    const bp_backtest *test = &run->backtest;
    const bp_backtest_equal *equal = &run->by_area.equal;
    json_object_set_new(object, "units_missed",
                        json_integer((json_int_t)(test->reference_units - test->both_units)));
    json_object_set_new(object, "units_extra",
                        json_integer((json_int_t)(test->drawn_units - test->both_units)));
    json_object_set_new(object, "designated_areas", count_verdicts(run, BP_DESIGNATED));
    json_object_set_new(object, "proposed_areas", count_verdicts(run, BP_PROPOSED));
    json_object_set_new(object, "purity_designated", purity_of_all(run, BP_DESIGNATED));
    json_object_set_new(object, "purity_proposed", purity_of_all(run, BP_PROPOSED));
    json_object_set_new(object, "at_designated_total",
                        !equal->is_defined
                            ? json_null()
                            : json_pack("{s:o, s:o}", "whole_areas", describe_part(&equal->nearest),
                                        "last_in_part",
                                        equal->reaches ? describe_part(&equal->exact) : json_null()));
}

bool bp_run_backtest_can_find(const bp_run *run)
{
    if (!run->ground.candidate)
        return true;
    for (int64_t i = 0; i < bp_run_n(run); i++)
        if (run->areas[BP_DESIGNATED].area_of[i] >= 0 && bp_bitmap_get(run->ground.candidate, i))
            return true;
    return false;
}

/* How many designated areas are found, and which are not. */
static void print_verdicts(const bp_run *run)
{
    const bp_run_areas *areas = &run->areas[BP_DESIGNATED];
    int32_t found = 0, in_part = 0, missed = 0;
    char line[400], who[240] = "";
    size_t used = 0;
    for (int32_t a = 0; a < areas->n; a++) {
        const char *verdict = verdict_of(run, BP_DESIGNATED, a);
        found += verdict && strcmp(verdict, "found") == 0;
        in_part += verdict && strcmp(verdict, "in part") == 0;
        if (!verdict || strcmp(verdict, "missed") != 0)
            continue;
        if (used < sizeof who)
            used +=
                (size_t)snprintf(who + used, sizeof who - used, "%s%s", missed ? ", " : ": ", areas->id[a]);
        missed++;
    }
    if (used >= sizeof who)
        snprintf(who, sizeof who, " (see backtest.csv)");
    snprintf(line, sizeof line, "%" PRId32 " designated %s found, %" PRId32 " in part, %" PRId32 " missed%s",
             found, found == 1 ? "area" : "areas", in_part, missed, who);
    bp_terminal_print("            ", line, 13);
}

void bp_run_backtest_print(const bp_run *run)
{
    const bp_backtest_equal *equal = &run->by_area.equal;
    char residents[32], designated[32], line[240];
    if (!run->study->has_designated)
        return;
    print_verdicts(run);
    if (!equal->reaches)
        return;
    snprintf(line, sizeof line, "%.1f %% by the first %" PRId32 " %s, %s residents, the nearest to %s",
             100.0 * equal->nearest.recall, equal->nearest.n_areas,
             equal->nearest.n_areas == 1 ? "area" : "areas",
             bp_text_count((int64_t)equal->nearest.population, residents),
             bp_text_count((int64_t)run->backtest.reference_population, designated));
    bp_terminal_print("            ", line, 13);
}

/* Row r of backtest.csv: the designated areas first, then the proposed ones. */
typedef struct area_row {
    int kind;
    int32_t area;
} area_row;

static area_row row_at(const bp_run *run, int64_t r)
{
    int32_t n = run->areas[BP_DESIGNATED].n;
    return r < n ? (area_row){BP_DESIGNATED, (int32_t)r} : (area_row){BP_PROPOSED, (int32_t)(r - n)};
}

static const char *text_at(const bp_run *run, int what, area_row row)
{
    int32_t best = run->by_area.match[row.kind].best[row.area];
    const bp_run_areas *own = &run->areas[row.kind], *other = &run->areas[1 - row.kind];
    switch (what) {
    case 0:
        return own->id[row.area];
    case 1:
        return bp_kind_names[row.kind];
    case 2:
        return own->name[row.area];
    case 3:
        return verdict_of(run, row.kind, row.area);
    case 4:
        return best < 0 ? NULL : other->id[best];
    default:
        return best < 0 ? NULL : other->name[best];
    }
}

static bp_status add_texts(bp_run *run, bp_table *table, int first, int end)
{
    static const char *const names[] = {"area_id", "kind",       "name",
                                        "verdict", "best_match", "best_match_name"};
    bp_status status = BP_OK;
    const char **texts = (const char **)calloc((size_t)table->n_rows + 1, sizeof *texts);
    if (!texts)
        return bp_context_fail_memory(run->context, 0);
    for (int c = first; !status && c < end; c++) {
        for (int64_t r = 0; r < table->n_rows; r++)
            texts[r] = text_at(run, c, row_at(run, r));
        status = bp_table_add_text(run->context, table, names[c], texts);
    }
    free(texts);
    return status;
}

/* False where there is no such number. */
static bool number_at(const bp_run *run, int what, area_row row, double *value)
{
    const bp_run_areas *own = &run->areas[row.kind];
    const bp_match *found = &run->by_area.match[row.kind];
    int32_t a = row.area;
    switch (what) {
    case 0:
        *value = own->profile.population[a];
        return own->profile.n_members[a] > own->profile.n_unknown[a];
    case 1:
        *value = own->share_in_other[a];
        return own->share_defined[a];
    case 2:
        *value = run->by_area.purity[row.kind][a];
        return run->by_area.purity_defined[row.kind][a];
    case 3:
        *value = found->shared[a];
        return found->best[a] >= 0;
    default:
        *value = found->jaccard[a];
        return found->best[a] >= 0;
    }
}

static bp_status add_numbers(bp_run *run, bp_table *table, int first, int end)
{
    static const char *const names[] = {"population", "share_in_other", "purity", "best_match_population",
                                        "best_match_jaccard"};
    bp_status status = BP_OK;
    for (int c = first; !status && c < end; c++) {
        bp_column *column = NULL;
        bool is_count = c == 0 || c == 3;
        double value = 0.0;
        status = bp_table_add(run->context, table, names[c], BP_COLUMN_REAL, &column);
        for (int64_t r = 0; !status && r < table->n_rows; r++)
            if (number_at(run, c, row_at(run, r), &value))
                bp_column_set_real(column, r,
                                   bp_round_to(value, is_count ? BP_DECIMALS_WEIGHT : BP_DECIMALS_SCORE));
    }
    return status;
}

static int64_t whole_at(const bp_run *run, int what, area_row row)
{
    const bp_run_areas *own = &run->areas[row.kind];
    return what == 0   ? own->profile.n_members[row.area]
           : what == 1 ? run->by_area.match[row.kind].in_other[row.area]
                       : row.area < run->by_area.equal.nearest.n_areas;
}

/* Units, those in the other kind's areas; of a proposed area whether it is one of the first that hold as many
   residents as the designated ones. */
static bp_status add_counts(bp_run *run, bp_table *table, int first, int end)
{
    static const char *const names[] = {"units", "units_in_other", "in_designated_total"};
    bp_status status = BP_OK;
    for (int c = first; !status && c < end; c++) {
        bp_column *column = NULL;
        status = bp_table_add(run->context, table, names[c], BP_COLUMN_INTEGER, &column);
        for (int64_t r = 0; !status && r < table->n_rows; r++)
            if (c < 2 || (row_at(run, r).kind == BP_PROPOSED && run->by_area.equal.is_defined))
                bp_column_set_integer(column, r, whole_at(run, c, row_at(run, r)));
    }
    return status;
}

bp_status bp_run_write_backtest(bp_run *run, const bp_folder *folder)
{
    bp_table table = BP_TABLE_INIT;
    if (!run->study->has_designated)
        return BP_OK;
    table.n_rows = (int64_t)run->areas[BP_DESIGNATED].n + run->areas[BP_PROPOSED].n;
    char *path = bp_folder_path(folder, "backtest.csv");
    bp_status status = path ? BP_OK : bp_context_fail_memory(run->context, 0);
    if (!status)
        status = add_texts(run, &table, 0, 4);
    if (!status)
        status = add_counts(run, &table, 0, 2);
    if (!status)
        status = add_numbers(run, &table, 0, 3);
    if (!status)
        status = add_texts(run, &table, 4, 6);
    if (!status)
        status = add_numbers(run, &table, 3, 5);
    if (!status)
        status = add_counts(run, &table, 2, 3);
    if (!status)
        status = bp_table_write_csv(run->context, &table, path, NULL);
    bp_table_clear(&table);
    free(path);
    return status;
}
