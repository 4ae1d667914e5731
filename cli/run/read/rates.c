#include "cli/run/read/rates.h"

#include "analysis/rates.h"
#include "geo/bitmap.h"

#include <inttypes.h>
#include <stdlib.h>

static const char *source_of(const bp_run *run, const bp_run_figure *figure)
{
    const bp_study_table *table = bp_study_table_at(run->study, figure->table);
    return figure->table < 0 ? run->study->units.source
           : table           ? table->source
                             : bp_study_table_name(run->study, figure->table);
}

static bp_status check_denominators(bp_run *run, const bp_run_figure *denominator)
{
    for (int64_t i = 0; i < bp_run_n(run); i++)
        if (bp_bitmap_get(denominator->values.valid, i) && denominator->values.value[i] < 0.0)
            return bp_study_fail(
                run->context, run->study, BP_ERROR_INPUT, denominator->yaml_path,
                "%s, column '%s', unit %s: found %g as a denominator, expected 0 or more; if that is a code "
                "for a missing value, list it under missing",
                source_of(run, denominator), denominator->column, run->units.id[i],
                denominator->values.value[i]);
    return BP_OK;
}

/* More than all of them: one of the two columns is most likely another than was meant. */
static void warn_above(bp_run *run, const bp_run_figure *counts, const bp_run_figure *denominator)
{
    const bp_study_indicator *asked = &run->study->indicators[counts->indicator];
    int64_t n = 0, first = 0;
    if (asked->per != 1.0 && asked->per != 100.0)
        return;
    for (int64_t i = bp_run_n(run) - 1; i >= 0; i--) {
        if (!bp_bitmap_get(counts->values.valid, i) || !bp_bitmap_get(denominator->values.valid, i) ||
            !(counts->values.value[i] > denominator->values.value[i]))
            continue;
        n++;
        first = i;
    }
    if (n > 0)
        bp_context_warn(run->context, "count_above_denominator",
                        "indicator %s: %" PRId64 " of the units %s a count above the denominator, and per %g "
                        "means a share; the first is %s: %.12g of %.12g",
                        asked->name, n, n == 1 ? "has" : "have", asked->per, run->units.id[first],
                        counts->values.value[first], denominator->values.value[first]);
}

static bp_status check_counts(bp_run *run, const bp_run_figure *counts)
{
    for (int64_t i = 0; i < bp_run_n(run); i++)
        if (bp_bitmap_get(counts->values.valid, i) && counts->values.value[i] < 0.0)
            return bp_study_fail(run->context, run->study, BP_ERROR_INPUT, counts->yaml_path,
                                 "%s, column '%s', unit %s: found %g; only rates of counts from 0 can be "
                                 "drawn in; use shrink: none, or list it under missing if it is a code",
                                 source_of(run, counts), counts->column, run->units.id[i],
                                 counts->values.value[i]);
    return BP_OK;
}

/* Counts without anything to divide them by are no longer there. */
static void leave_out(bp_run *run, bp_run_values *counts, const bp_run_values *denominator)
{
    for (int64_t i = 0; i < bp_run_n(run); i++) {
        bool is_known = bp_bitmap_get(denominator->valid, i);
        if (!bp_bitmap_get(counts->valid, i) || (is_known && denominator->value[i] > 0.0))
            continue;
        counts->n_denominator_missing += !is_known;
        counts->n_denominator_zero += is_known;
        bp_bitmap_unset(counts->valid, i);
    }
}

/* rate[units] per 1, drawn in. */
static bp_status smooth(bp_run *run, const bp_run_figure *counts, const bp_run_figure *denominator,
                        double *rate)
{
    bool is_nation = run->study->indicators[counts->indicator].shrink == BP_STUDY_SHRINK_NATION;
    int64_t n = bp_run_n(run);
    const bp_rates input = {n,
                            counts->column,
                            denominator->column,
                            counts->values.value,
                            denominator->values.value,
                            counts->values.valid};
    int32_t *nation = is_nation ? (int32_t *)calloc((size_t)n + 1, sizeof *nation) : NULL;
    if (is_nation && !nation)
        return bp_context_fail_memory(run->context, (size_t)n * sizeof *nation);
    bp_status status = check_counts(run, counts);
    if (!status)
        status = bp_rates_smooth_groups(run->context, &input, is_nation ? nation : run->units.municipality,
                                        is_nation ? 1 : run->units.n_municipalities, rate);
    free(nation);
    return status;
}

/* rate[units] per 1; of a fallback, or where nothing is drawn in, simply the ratio. */
static void divide(bp_run *run, const bp_run_figure *counts, const bp_run_figure *denominator, double *rate)
{
    for (int64_t i = 0; i < bp_run_n(run); i++)
        if (bp_bitmap_get(counts->values.valid, i))
            rate[i] = counts->values.value[i] / denominator->values.value[i];
}

static void scale(double *values, int64_t n, double factor)
{
    for (int64_t i = 0; i < n; i++)
        values[i] *= factor;
}

bp_status bp_run_make_rates(bp_run *run, bp_run_figure *counts, const bp_run_figure *denominator)
{
    if (!denominator)
        return BP_OK;
    const bp_study_indicator *asked = &run->study->indicators[counts->indicator];
    bp_run_values *values = &counts->values;
    int64_t n = bp_run_n(run);
    bool is_shrunk = counts->step == BP_FIGURE_OWN && asked->shrink != BP_STUDY_SHRINK_NONE;
    double *plain = (double *)calloc((size_t)n + 1, sizeof *plain), *drawn_in = NULL;
    bp_status status = plain ? BP_OK : bp_context_fail_memory(run->context, (size_t)n * sizeof *plain);
    if (!status)
        status = check_denominators(run, denominator);
    if (!status) {
        warn_above(run, counts, denominator);
        leave_out(run, values, &denominator->values);
        divide(run, counts, denominator, plain);
    }
    if (!status && is_shrunk) {
        drawn_in = (double *)calloc((size_t)n + 1, sizeof *drawn_in);
        status = drawn_in ? smooth(run, counts, denominator, drawn_in)
                          : bp_context_fail_memory(run->context, (size_t)n * sizeof *drawn_in);
    }
    if (status) {
        free(plain);
        free(drawn_in);
        return status;
    }
    free(values->value);
    values->value = is_shrunk ? drawn_in : plain;
    values->raw = is_shrunk ? plain : NULL;
    scale(plain, n, asked->per);
    if (is_shrunk)
        scale(drawn_in, n, asked->per);
    return BP_OK;
}
