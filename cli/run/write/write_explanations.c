/* explanations.csv: what every domain and indicator adds to the areas, to their units and to the other units
 * past the base. */
#include "cli/run/columns.h"
#include "cli/run/draw/reasons.h"

#include "geo/bitmap.h"
#include "geo/write.h"

#include <stdlib.h>

enum { UNIT = 2 }; /* after BP_DESIGNATED and BP_PROPOSED */

/* A domain (k < 0) or an indicator of unit or area `at`. */
typedef struct line {
    int kind;
    int64_t at;
    int d, k;
} line;

/* Of areas: means over their members, weighted by residents. value[n_indicators * areas], percentile the
 * same; n_fallback counts members. */
typedef struct area_means {
    double *value, *percentile, *weight;
    int64_t *n_fallback;
} area_means;

typedef struct explanations {
    bp_run *run;
    bp_table table;
    line *lines;
    area_means means[2];
} explanations;

static void clear(explanations *all)
{
    for (int kind = 0; kind < 2; kind++) {
        free(all->means[kind].value);
        free(all->means[kind].percentile);
        free(all->means[kind].weight);
        free(all->means[kind].n_fallback);
    }
    free(all->lines);
    bp_table_clear(&all->table);
}

static bool is_told(const bp_run *run, int64_t i)
{
    return run->areas[BP_DESIGNATED].area_of[i] >= 0 || run->areas[BP_PROPOSED].area_of[i] >= 0 ||
           bp_rule_is_past(&run->rule, &run->position, i);
}

/* The lines of one unit or area, a domain before its indicators; *n grows. Counted only while lines is NULL.
 */
static void add_lines(const bp_run *run, int kind, int64_t at, line *lines, int64_t *n)
{
    for (int d = 0; d < run->study->n_domains; d++) {
        if (lines)
            lines[*n] = (line){kind, at, d, -1};
        ++*n;
        for (int k = 0; k < run->study->n_indicators; k++) {
            if (run->study->indicators[k].domain_index != d)
                continue;
            if (lines)
                lines[*n] = (line){kind, at, d, k};
            ++*n;
        }
    }
}

static bp_status list_lines(explanations *all)
{
    const bp_run *run = all->run;
    for (int pass = 0; pass < 2; pass++) {
        all->table.n_rows = 0;
        for (int kind = 0; kind < 2; kind++)
            for (int32_t a = 0; a < run->areas[kind].n; a++)
                add_lines(run, kind, a, all->lines, &all->table.n_rows);
        for (int64_t i = 0; i < bp_run_n(run); i++)
            if (is_told(run, i))
                add_lines(run, UNIT, i, all->lines, &all->table.n_rows);
        if (pass == 0)
            all->lines = (line *)malloc(((size_t)all->table.n_rows + 1) * sizeof *all->lines);
        if (!all->lines)
            return bp_context_fail_memory(run->context, (size_t)all->table.n_rows * sizeof *all->lines);
    }
    return BP_OK;
}

static bp_status take_means(explanations *all, int kind)
{
    const bp_run *run = all->run;
    const bp_run_areas *areas = &run->areas[kind];
    area_means *means = &all->means[kind];
    int n_indicators = run->study->n_indicators;
    size_t cells = (size_t)areas->n * (size_t)n_indicators + 1;
    means->value = (double *)calloc(cells, sizeof *means->value);
    means->percentile = (double *)calloc(cells, sizeof *means->percentile);
    means->weight = (double *)calloc(cells, sizeof *means->weight);
    means->n_fallback = (int64_t *)calloc(cells, sizeof *means->n_fallback);
    if (!means->value || !means->percentile || !means->weight || !means->n_fallback)
        return bp_context_fail_memory(run->context, cells * sizeof(double));
    for (int64_t h = 0; h < areas->holds.n; h++) {
        const bp_holding *item = &areas->holds.items[h];
        int64_t i = item->unit;
        double held = item->residents * run->units.population[i];
        double residents = bp_bitmap_get(run->units.population_known, i) ? held : 0.0;
        for (int k = 0; k < n_indicators; k++) {
            int64_t at = (int64_t)k * areas->n + item->area;
            const bp_run_values *values = &run->indicators[k];
            means->n_fallback[at] += item->belongs && values->level_of && values->level_of[i] > 0;
            if (!bp_bitmap_get(values->valid, i) || run->reasons.units.rank[k * bp_run_n(run) + i] == 0)
                continue;
            means->weight[at] += residents;
            means->value[at] += residents * values->value[i];
            means->percentile[at] += residents * run->reasons.units.percentile[k * bp_run_n(run) + i];
        }
    }
    return BP_OK;
}

/* Texts of a line: what it is about, and where the figure comes from. NULL: an empty cell. */
static const char *text_of(const explanations *all, const line *at, int what)
{
    const bp_run *run = all->run;
    const bp_study *study = run->study;
    bool is_unit = at->kind == UNIT;
    switch (what) {
    case 0:
        return is_unit ? "unit" : bp_kind_names[at->kind];
    case 1:
        return is_unit ? run->units.id[at->at] : run->areas[at->kind].id[at->at];
    case 2:
        return is_unit ? run->units.name[at->at] : run->areas[at->kind].name[at->at];
    case 3:
        return study->domains[at->d].name;
    case 4:
        return at->k < 0 ? NULL : study->indicators[at->k].name;
    default:
        return at->k < 0 ? NULL : bp_run_origin_of(run, at->k, is_unit ? at->at : -1)->attribution;
    }
}

static bool domain_score(const bp_run *run, const line *at, double *score)
{
    if (at->kind == UNIT) {
        *score = run->scores.domain[at->d * run->scores.n + at->at];
        return bp_bitmap_get(run->scores.domain_valid[at->d], at->at);
    }
    const bp_profile *profile = &run->areas[at->kind].profile;
    *score = profile->domain[(int64_t)at->d * profile->n_areas + at->at];
    return profile->domain_valid[(int64_t)at->d * profile->n_areas + at->at];
}

/* The value (what 0) or the percentile (1) of an indicator. */
static bool indicator_figure(const explanations *all, const line *at, int what, double *value)
{
    const bp_run *run = all->run;
    if (at->kind == UNIT) {
        int64_t cell = at->k * bp_run_n(run) + at->at;
        *value = what == 0 ? run->indicators[at->k].value[at->at] : run->reasons.units.percentile[cell];
        return bp_bitmap_get(run->indicators[at->k].valid, at->at) &&
               (what == 0 || run->reasons.units.rank[cell] > 0);
    }
    const area_means *means = &all->means[at->kind];
    int64_t cell = (int64_t)at->k * run->areas[at->kind].n + at->at;
    *value = means->weight[cell] > 0.0
                 ? (what == 0 ? means->value : means->percentile)[cell] / means->weight[cell]
                 : 0.0;
    return means->weight[cell] > 0.0;
}

static bool contribution(const bp_run *run, const line *at, double *value)
{
    if (at->kind == UNIT) {
        const bp_contributions *units = &run->reasons.units;
        *value = at->k < 0 ? units->domain[at->d * units->n + at->at]
                           : units->indicator[at->k * units->n + at->at];
        return bp_bitmap_get(run->scores.valid, at->at) &&
               (at->k < 0 ? bp_bitmap_get(run->scores.domain_valid[at->d], at->at)
                          : units->rank[at->k * units->n + at->at] > 0);
    }
    const bp_area_contributions *areas = &run->reasons.areas[at->kind];
    double unused = 0.0;
    *value = at->k < 0 ? areas->domain[(int64_t)at->d * areas->n_areas + at->at]
                       : areas->indicator[(int64_t)at->k * areas->n_areas + at->at];
    return areas->defined[at->at] && domain_score(run, at, &unused);
}

enum { VALUE, PERCENTILE, CONTRIBUTION };

static bool real_of(const explanations *all, const line *at, int what, double *value)
{
    if (what == CONTRIBUTION)
        return contribution(all->run, at, value);
    if (at->k >= 0)
        return indicator_figure(all, at, what == PERCENTILE, value);
    return what == PERCENTILE && domain_score(all->run, at, value);
}

enum { RANK, RANKED, PAST, MISSING, FALLBACK, YEAR };

/* How many members lack the indicator, or have that of a larger area: 0 or 1 of a unit. */
static int64_t count_members(const explanations *all, const line *at, int what)
{
    const bp_run *run = all->run;
    const bp_run_values *values = &run->indicators[at->k];
    if (at->kind == UNIT)
        return what == MISSING ? !bp_bitmap_get(values->valid, at->at)
                               : values->level_of && values->level_of[at->at] > 0;
    int64_t cell = (int64_t)at->k * run->areas[at->kind].n + at->at;
    return what == MISSING ? run->reasons.areas[at->kind].n_missing[cell]
                           : all->means[at->kind].n_fallback[cell];
}

static bool whole_of(const explanations *all, const line *at, int what, int64_t *value)
{
    const bp_run *run = all->run;
    const bp_contributions *units = &run->reasons.units;
    double score = 0.0;
    switch (what) {
    case RANK:
    case RANKED:
        if (at->kind != UNIT)
            return false;
        *value = at->k < 0 ? units->domain_rank[at->d * units->n + at->at]
                           : units->rank[at->k * units->n + at->at];
        if (*value == 0)
            return false;
        if (what == RANKED)
            *value = at->k < 0 ? units->domain_of[at->d] : units->indicator_of[at->k];
        return true;
    case PAST:
        if (at->k >= 0 || !domain_score(run, at, &score))
            return false;
        *value = score >= run->rule.score.stack_at;
        return true;
    case YEAR:
        *value = at->k < 0 ? 0 : bp_run_origin_of(run, at->k, at->kind == UNIT ? at->at : -1)->year;
        return *value > 0;
    default:
        *value = at->k < 0 ? 0 : count_members(all, at, what);
        return at->k >= 0;
    }
}

static bp_status add_texts(explanations *all, const char *name, int what)
{
    const char **texts = (const char **)calloc((size_t)all->table.n_rows + 1, sizeof *texts);
    if (!texts)
        return bp_context_fail_memory(all->run->context, (size_t)all->table.n_rows * sizeof *texts);
    for (int64_t r = 0; r < all->table.n_rows; r++)
        texts[r] = text_of(all, &all->lines[r], what);
    bp_status status = bp_table_add_text(all->run->context, &all->table, name, texts);
    free(texts);
    return status;
}

static bp_status add_reals(explanations *all, const char *name, int what)
{
    bp_column *column = NULL;
    bp_status status = bp_table_add(all->run->context, &all->table, name, BP_COLUMN_REAL, &column);
    for (int64_t r = 0; !status && r < all->table.n_rows; r++) {
        double value = 0.0;
        if (real_of(all, &all->lines[r], what, &value))
            bp_column_set_real(column, r, bp_round_to(value, BP_DECIMALS_SCORE));
    }
    return status;
}

static bp_status add_wholes(explanations *all, const char *name, int what)
{
    bp_column *column = NULL;
    bp_status status = bp_table_add(all->run->context, &all->table, name, BP_COLUMN_INTEGER, &column);
    for (int64_t r = 0; !status && r < all->table.n_rows; r++) {
        int64_t value = 0;
        if (whole_of(all, &all->lines[r], what, &value))
            bp_column_set_integer(column, r, value);
    }
    return status;
}

static bp_status fill_table(explanations *all)
{
    static const struct {
        const char *name;
        bp_status (*add)(explanations *all, const char *name, int what);
        int what;
    } columns[] = {{"kind", add_texts, 0},
                   {"id", add_texts, 1},
                   {"name", add_texts, 2},
                   {"domain", add_texts, 3},
                   {"indicator", add_texts, 4},
                   {"value", add_reals, VALUE},
                   {"percentile", add_reals, PERCENTILE},
                   {"rank", add_wholes, RANK},
                   {"ranked", add_wholes, RANKED},
                   {"contribution", add_reals, CONTRIBUTION},
                   {"past_threshold", add_wholes, PAST},
                   {"missing", add_wholes, MISSING},
                   {"fallback", add_wholes, FALLBACK},
                   {"year", add_wholes, YEAR},
                   {"source", add_texts, 5}};
    bp_status status = BP_OK;
    for (size_t c = 0; !status && c < sizeof columns / sizeof *columns; c++)
        status = columns[c].add(all, columns[c].name, columns[c].what);
    return status;
}

bp_status bp_run_write_explanations(bp_run *run, const bp_folder *folder)
{
    explanations all = {run, BP_TABLE_INIT, NULL, {{NULL, NULL, NULL, NULL}, {NULL, NULL, NULL, NULL}}};
    char *path = bp_folder_path(folder, "explanations.csv");
    bp_status status = path ? BP_OK : bp_context_fail_memory(run->context, 0);
    bp_progress_begin(run->progress, "write explanations");
    if (!status)
        status = list_lines(&all);
    for (int kind = 0; !status && kind < 2; kind++)
        status = take_means(&all, kind);
    if (!status)
        status = fill_table(&all);
    if (!status)
        status = bp_table_write_csv(run->context, &all.table, path, NULL);
    clear(&all);
    free(path);
    return status;
}
