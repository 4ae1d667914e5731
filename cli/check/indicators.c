/* The report's indicators: how many units have them, why the others do not, and what their values look like.
 */
#include "cli/check/check.h"
#include "cli/check/lines.h"
#include "cli/run/json_text.h"

#include "geo/bitmap.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

/* From so many units with one value on, an indicator hardly tells them apart. */
static const double ALMOST = 0.9;

/* What is told of one indicator, over the units that take part in the ranking. */
struct figures {
    int64_t n_valid, n_missing;
    double least, median, most;
    double share_of_residents; /* who live where it is known; negative: nobody is counted */
    double share_of_commonest; /* units with the commonest value, of those that have any */
    double commonest;
};

static int by_value(const void *a, const void *b)
{
    double p = *(const double *)a, q = *(const double *)b;
    return (p > q) - (p < q);
}

static void find_commonest(const double *sorted, int64_t n, struct figures *out)
{
    int64_t most = 0;
    for (int64_t i = 0, first = 0; i < n; i++) {
        if (sorted[i] != sorted[first])
            first = i;
        if (i - first + 1 > most) {
            most = i - first + 1;
            out->commonest = sorted[i];
        }
    }
    out->share_of_commonest = (double)most / (double)n;
}

static bool takes_part(const bp_run *run, int64_t i)
{
    return !run->taking_part || bp_bitmap_get(run->taking_part, i);
}

/* Units without residents are not ranked, and what they lack is no lack. */
static bool measure(const bp_run *run, int k, struct figures *out)
{
    const bp_run_values *indicator = &run->indicators[k];
    int64_t n = bp_run_n(run);
    double with = 0.0, all = 0.0;
    struct figures found = {0, 0, 0.0, 0.0, 0.0, -1.0, 0.0, 0.0};
    double *values = (double *)malloc((size_t)(n + 1) * sizeof *values);
    for (int64_t i = 0; values && i < n; i++) {
        bool is_valid = bp_bitmap_get(indicator->valid, i);
        double residents = run->units.population && bp_bitmap_get(run->units.population_known, i)
                               ? run->units.population[i]
                               : 0.0;
        if (!takes_part(run, i))
            continue;
        all += residents;
        with += is_valid ? residents : 0.0;
        found.n_missing += !is_valid;
        if (is_valid)
            values[found.n_valid++] = indicator->value[i];
    }
    int64_t m = found.n_valid;
    if (values && m > 0) {
        qsort(values, (size_t)m, sizeof *values, by_value);
        found.least = values[0];
        found.most = values[m - 1];
        found.median = m % 2 ? values[m / 2] : values[m / 2 - 1] / 2.0 + values[m / 2] / 2.0;
        find_commonest(values, m, &found);
    }
    if (all > 0.0)
        found.share_of_residents = with / all;
    free(values);
    *out = found;
    return values && m > 0;
}

/* "no row: 3, empty: 1, -99997: 5". */
static void print_missing(const bp_run_values *indicator)
{
    char text[512] = "";
    size_t at = 0;
    if (indicator->n_no_row > 0)
        at += (size_t)snprintf(text, sizeof text, "no row: %" PRId64, indicator->n_no_row);
    for (int64_t c = 0; c < indicator->n_codes && at < sizeof text; c++)
        at += (size_t)snprintf(text + at, sizeof text - at, "%s%s: %" PRId64, at ? ", " : "",
                               indicator->codes[c].code[0] ? indicator->codes[c].code : "empty",
                               indicator->codes[c].count);
    if (at > 0)
        bp_check_line(NULL, "missing in all units: %s", text);
}

/* Units whose value of indicator k is that of this level above them. */
static int64_t count_of_level(const bp_run *run, int k, int level)
{
    const bp_run_values *indicator = &run->indicators[k];
    int64_t count = 0;
    for (int64_t i = 0; i < bp_run_n(run); i++)
        count += bp_bitmap_get(indicator->valid, i) && indicator->level_of[i] == 1 + level;
    return count;
}

static void print_fallback(const bp_run *run, int k)
{
    char count[32];
    for (int level = 0; run->indicators[k].level_of && level <= run->study->units.n_levels; level++) {
        int64_t n = count_of_level(run, k, level);
        if (n > 0)
            bp_check_line(NULL, "not the unit's own but of its %s: %s",
                          bp_study_level_name(run->study, level), bp_text_count(n, count));
    }
}

static json_t *json_of_fallback(const bp_run *run, int k)
{
    json_t *object = json_object();
    for (int level = 0; run->indicators[k].level_of && level <= run->study->units.n_levels; level++) {
        int64_t n = count_of_level(run, k, level);
        if (n > 0)
            json_object_set_new(object, bp_study_level_name(run->study, level), json_integer((json_int_t)n));
    }
    return object;
}

static void print_oddities(const bp_run *run, int k, const struct figures *f)
{
    const bp_run_outside *outside = &run->indicators[k].outside;
    const double *range = run->study->indicators[k].range;
    if (f->least == f->most)
        bp_check_line(NULL, "constant: %g everywhere, so it tells no unit from another", f->least);
    else if (f->share_of_commonest >= ALMOST)
        bp_check_line(NULL, "almost constant: %g in %.1f %% of the units", f->commonest,
                      100.0 * f->share_of_commonest);
    if (outside->n_below + outside->n_above > 0)
        bp_check_line(NULL, "out of range: %" PRId64 " below %g, %" PRId64 " above %g", outside->n_below,
                      range[0], outside->n_above, range[1]);
}

static bool is_there(const bp_check *check, int k)
{
    return check->run->indicators && check->run->indicators[k].value;
}

static void print_indicator(const bp_check *check, int k)
{
    struct figures f;
    char valid[32], missing[32], share[32] = "-";
    const char *name = check->study->indicators[k].name;
    if (!is_there(check, k) || !measure(check->run, k, &f)) {
        bp_check_line(name, "not there: see the errors below");
        return;
    }
    if (f.share_of_residents >= 0.0)
        snprintf(share, sizeof share, "%.1f %%", 100.0 * f.share_of_residents);
    bp_check_line(name, "%9s %9s %10.6g %10.6g %10.6g %7s", bp_text_count(f.n_valid, valid),
                  bp_text_count(f.n_missing, missing), f.least, f.median, f.most, share);
    print_missing(&check->run->indicators[k]);
    print_fallback(check->run, k);
    print_oddities(check->run, k, &f);
}

void bp_check_print_indicators(const bp_check *check)
{
    bp_check_line("", "%9s %9s %10s %10s %10s %7s", "valid", "missing", "least", "median", "most", "covers");
    for (int k = 0; k < check->study->n_indicators; k++)
        print_indicator(check, k);
}

static json_t *json_of_codes(const bp_run_values *indicator)
{
    json_t *codes = json_object();
    for (int64_t c = 0; c < indicator->n_codes; c++)
        json_object_set_new(codes, indicator->codes[c].code[0] ? indicator->codes[c].code : "(empty)",
                            json_integer((json_int_t)indicator->codes[c].count));
    return codes;
}

static json_t *json_of_indicator(const bp_check *check, int k)
{
    struct figures f;
    const bp_study_indicator *asked = &check->study->indicators[k];
    json_t *object = json_pack("{s:s, s:s}", "name", asked->name, "domain", asked->domain);
    bool is_valid = is_there(check, k) && measure(check->run, k, &f);
    json_object_set_new(object, "found", json_boolean(is_valid));
    if (!is_valid)
        return object;
    const bp_run_values *indicator = &check->run->indicators[k];
    json_object_set_new(object, "valid", json_integer((json_int_t)f.n_valid));
    json_object_set_new(object, "missing", json_integer((json_int_t)f.n_missing));
    json_object_set_new(object, "no_row", json_integer((json_int_t)indicator->n_no_row));
    json_object_set_new(object, "codes", json_of_codes(indicator));
    json_object_set_new(object, "fallback", json_of_fallback(check->run, k));
    json_object_set_new(object, "least", json_real(f.least));
    json_object_set_new(object, "median", json_real(f.median));
    json_object_set_new(object, "most", json_real(f.most));
    json_object_set_new(object, "share_of_population",
                        f.share_of_residents < 0.0 ? json_null() : rounded(f.share_of_residents, 6));
    json_object_set_new(object, "share_of_commonest_value", rounded(f.share_of_commonest, 6));
    json_object_set_new(object, "below_range", json_integer((json_int_t)indicator->outside.n_below));
    json_object_set_new(object, "above_range", json_integer((json_int_t)indicator->outside.n_above));
    return object;
}

json_t *bp_check_json_indicators(const bp_check *check)
{
    json_t *array = json_array();
    for (int k = 0; k < check->study->n_indicators; k++)
        json_array_append_new(array, json_of_indicator(check, k));
    return array;
}
