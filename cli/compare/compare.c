#include "cli/compare/compare.h"

#include "geo/bitmap.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Scores stand in the file with six decimals. */
static const double last_decimal = 0.5e-6;

void bp_comparison_clear(bp_comparison *c)
{
    for (int s = 0; s < 2; s++) {
        bp_compare_clear_side(&c->side[s]);
        free(c->unit[s]);
        free(c->area_of[s]);
        bp_match_clear(&c->match[s][0]);
        bp_match_clear(&c->match[s][1]);
    }
    for (int i = 0; i < c->n_settings; i++) {
        free(c->settings[i].key);
        free(c->settings[i].text[0]);
        free(c->settings[i].text[1]);
    }
    free(c->settings);
    free(c->inputs);
    free(c->population);
    free(c->known);
    free(c->scores);
    bp_area_changes_clear(&c->changes);
    *c = (bp_comparison){0};
}

bool bp_compare_jaccard(double both, double before, double after, double *out)
{
    const double either = before + after - both;
    if (!(either > 0.0))
        return false;
    *out = both / either;
    return true;
}

static bp_status fail_apart(bp_context *context, const bp_comparison *c)
{
    const bp_compare_side *a = &c->side[0], *b = &c->side[1];
    return bp_context_fail(
        context, BP_ERROR_INPUT,
        "%s and %s have no unit in common: codes are like %s in the one and like %s in the other; runs can "
        "be "
        "compared where units have the same codes, so run one of the two studies on the units of the other",
        a->directory, b->directory, a->ids.n > 0 ? a->ids.text[0] : "(none)",
        b->ids.n > 0 ? b->ids.text[0] : "(none)");
}

static bp_status allocate(bp_context *context, bp_comparison *c)
{
    const size_t rows = (size_t)c->side[0].ids.n + 1;
    for (int s = 0; s < 2; s++) {
        c->unit[s] = (int64_t *)calloc(rows, sizeof *c->unit[s]);
        c->area_of[s] = (int32_t *)calloc(rows, sizeof *c->area_of[s]);
        if (!c->unit[s] || !c->area_of[s])
            return bp_context_fail_memory(context, rows * sizeof *c->unit[s]);
    }
    c->population = (double *)calloc(rows, sizeof *c->population);
    c->known = (uint8_t *)calloc(bp_bitmap_bytes((int64_t)rows), 1);
    return c->population && c->known ? BP_OK : bp_context_fail_memory(context, rows * sizeof *c->population);
}

static bp_status pair_units(bp_context *context, bp_comparison *c)
{
    const bp_compare_side *a = &c->side[0], *b = &c->side[1];
    bp_status status = allocate(context, c);
    if (status)
        return status;
    for (int64_t i = 0; i < a->ids.n; i++) {
        const int64_t other = bp_unit_ids_find(&b->ids, a->ids.text[i], strlen(a->ids.text[i]));
        if (other < 0) {
            c->n_only_in_area[0] += a->area_of[i] >= 0;
            continue;
        }
        c->unit[0][c->n] = i;
        c->unit[1][c->n] = other;
        c->area_of[0][c->n] = a->area_of[i];
        c->area_of[1][c->n++] = b->area_of[other];
    }
    c->n_only[0] = a->ids.n - c->n;
    c->n_only[1] = b->ids.n - c->n;
    for (int64_t i = 0; i < b->ids.n; i++)
        c->n_only_in_area[1] +=
            b->area_of[i] >= 0 && bp_unit_ids_find(&a->ids, b->ids.text[i], strlen(b->ids.text[i])) < 0;
    return c->n > 0 ? BP_OK : fail_apart(context, c);
}

static bp_status take_residents(bp_context *context, bp_comparison *c)
{
    const bp_column *column[2] = {NULL, NULL};
    bp_status status = BP_OK;
    for (int s = 0; !status && s < 2; s++)
        status = bp_compare_column(context, &c->side[s], "population", BP_COLUMN_REAL, &column[s]);
    for (int64_t i = 0; !status && i < c->n; i++) {
        const bool was_known = bp_column_is_valid(column[0], c->unit[0][i]);
        const bool is_known = bp_column_is_valid(column[1], c->unit[1][i]);
        if (is_known) {
            c->population[i] = column[1]->real[c->unit[1][i]];
            bp_bitmap_set(c->known, i);
        }
        c->n_other_population +=
            was_known != is_known || (is_known && column[0]->real[c->unit[0][i]] != c->population[i]);
    }
    return status;
}

static bp_status find_agreement(bp_context *context, bp_comparison *c)
{
    static const bp_unlabelled ways[BP_COMPARE_WAYS] = {BP_UNLABELLED_LEFT_OUT, BP_UNLABELLED_TOGETHER};
    bp_status status = BP_OK;
    for (int way = 0; !status && way < BP_COMPARE_WAYS; way++) {
        bp_agreement_input input = BP_AGREEMENT_INPUT_INIT;
        input.n = c->n;
        input.n_a = c->side[0].n_areas;
        input.n_b = c->side[1].n_areas;
        input.a = c->area_of[0];
        input.b = c->area_of[1];
        input.unlabelled = ways[way];
        status = bp_agreement_compute(context, &input, &c->by_units[way]);
        input.weight = c->population;
        input.known = c->known;
        if (!status)
            status = bp_agreement_compute(context, &input, &c->by_residents[way]);
    }
    return status;
}

static bp_status match_areas(bp_context *context, bp_comparison *c)
{
    bp_status status = BP_OK;
    double *ones = (double *)malloc(((size_t)c->n + 1) * sizeof *ones);
    if (!ones)
        return bp_context_fail_memory(context, (size_t)c->n * sizeof *ones);
    for (int64_t i = 0; i < c->n; i++)
        ones[i] = 1.0;
    for (int s = 0; !status && s < 2; s++) {
        bp_match_input input = {c->n,
                                {c->side[s].n_areas, c->area_of[s], NULL},
                                {c->side[1 - s].n_areas, c->area_of[1 - s], NULL},
                                ones,
                                NULL};
        status = bp_match_new(context, &input, &c->match[s][0]);
        input.population = c->population;
        input.population_known = c->known;
        if (!status)
            status = bp_match_new(context, &input, &c->match[s][1]);
        if (!status && s == 0)
            status = bp_area_changes_new(context, &input, &c->changes);
    }
    free(ones);
    return status;
}

static void compare_column(const bp_comparison *c, const bp_column *const column[2], bp_compare_score *out)
{
    double sum = 0.0;
    for (int64_t i = 0; i < c->n; i++) {
        const bool was = bp_column_is_valid(column[0], c->unit[0][i]);
        const bool is = bp_column_is_valid(column[1], c->unit[1][i]);
        out->n_only[0] += was && !is;
        out->n_only[1] += is && !was;
        if (!was || !is)
            continue;
        const double before = column[0]->real[c->unit[0][i]], after = column[1]->real[c->unit[1][i]];
        const double apart = fabs(after - before);
        sum += apart;
        out->n_differ += apart > last_decimal;
        if (out->n_both++ == 0 || apart > out->largest) {
            out->largest = apart;
            out->unit = i;
            out->at[0] = before;
            out->at[1] = after;
        }
    }
    if (out->n_both > 0)
        out->mean = sum / (double)out->n_both;
}

/* The score, and the domains that both runs have. */
static bp_status compare_scores(bp_context *context, bp_comparison *c)
{
    static const char front[] = "domain_";
    const bp_table *units = &c->side[0].units;
    const bp_column *column[2] = {NULL, NULL};
    c->scores = (bp_compare_score *)calloc((size_t)units->n_columns + 1, sizeof *c->scores);
    if (!c->scores)
        return bp_context_fail_memory(context, (size_t)units->n_columns * sizeof *c->scores);
    for (int s = 0; s < 2; s++) {
        bp_status status = bp_compare_column(context, &c->side[s], "score", BP_COLUMN_REAL, &column[s]);
        if (status)
            return status;
    }
    c->scores[c->n_scores].column = "score";
    compare_column(c, column, &c->scores[c->n_scores++]);
    for (int k = 0; k < units->n_columns; k++) {
        const char *name = units->columns[k].name;
        const int other = bp_table_find(&c->side[1].units, name);
        column[0] = &units->columns[k];
        column[1] = other < 0 ? NULL : &c->side[1].units.columns[other];
        if (strncmp(name, front, sizeof front - 1) != 0 || !column[1] || column[0]->type != BP_COLUMN_REAL ||
            column[1]->type != BP_COLUMN_REAL)
            continue;
        c->scores[c->n_scores].column = name;
        compare_column(c, column, &c->scores[c->n_scores++]);
    }
    return BP_OK;
}

bp_status bp_compare_runs(bp_context *context, const char *first, const char *second, bp_comparison *out)
{
    bp_status status = bp_compare_read_side(context, first, &out->side[0]);
    if (!status)
        status = bp_compare_read_side(context, second, &out->side[1]);
    if (!status)
        status = bp_compare_settings(context, out);
    if (!status)
        status = pair_units(context, out);
    if (!status)
        status = take_residents(context, out);
    if (!status)
        status = find_agreement(context, out);
    if (!status)
        status = match_areas(context, out);
    return status ? status : compare_scores(context, out);
}
