#include "analysis/scan_restriction_private.h"

#include "analysis/pvalue.h"

#include <math.h>
#include <stdlib.h>

/* Probabilities below this share of the largest one change no tail that is held against a level. */
static const double NEGLIGIBLE = 1e-20;

void bp_scan_restriction_clear(bp_scan_restriction *restriction)
{
    free(restriction->least);
    free(restriction->most);
    free(restriction->critical);
    *restriction = (bp_scan_restriction){0};
}

/* P(y + 1) / P(y). */
static double ratio_after(const bp_scan_law *law, double y)
{
    return (law->n < 0.0 ? law->mean : law->odds * (law->n - y)) / (y + 1.0);
}

/* Probabilities from `y` on by `step`, relative to P(y): their sum, and the last that matters. */
static double walk_out(const bp_scan_law *law, double y, double step, double *end)
{
    double at = 1.0, sum = 0.0;
    while (at > NEGLIGIBLE && y + step >= 0.0 && (law->n < 0.0 || y + step <= law->n)) {
        at *= step > 0.0 ? ratio_after(law, y) : 1.0 / ratio_after(law, y - 1.0);
        y += step;
        sum += at;
    }
    *end = y;
    return sum;
}

/* The value nearest to `mode` from which on, seen from there, tail and half of its own probability are below
 * `level`; probabilities are relative to that of the mode. From the far end inwards, small to large. */
static double limit_of(const bp_scan_law *law, double mode, double end, double step, double level)
{
    double tail = 0.0, at = 1.0, limit = end + step, y = mode;
    while (y != end) {
        at *= step > 0.0 ? ratio_after(law, y) : 1.0 / ratio_after(law, y - 1.0);
        y += step;
    }
    while (tail + 0.5 * at < level && at > 0.0) {
        limit = y;
        tail += at;
        if (y - step < 0.0 || (law->n >= 0.0 && y - step > law->n))
            break;
        at *= step > 0.0 ? 1.0 / ratio_after(law, y - 1.0) : ratio_after(law, y);
        y -= step;
    }
    return limit;
}

void bp_scan_law_limits(const bp_scan_law *law, double level, double *least, double *most)
{
    double mode = floor(law->mean), low = 0.0, high = 0.0;
    if (law->mean <= 0.0) {
        *least = level > 0.5 ? 0.0 : 1.0;
        *most = level > 0.5 ? 0.0 : -1.0;
        return;
    }
    double total = 1.0 + walk_out(law, mode, 1.0, &high) + walk_out(law, mode, -1.0, &low);
    *least = limit_of(law, mode, high, 1.0, level * total);
    *most = limit_of(law, mode, low, -1.0, level * total);
}

/* The z with P(Z > z) = level. */
static double normal_quantile(double level)
{
    double low = -40.0, high = 40.0;
    for (int step = 0; step < 200; step++) {
        double middle = 0.5 * (low + high);
        if (bp_pvalue_normal(middle, BP_ALTERNATIVE_GREATER) > level)
            low = middle;
        else
            high = middle;
    }
    return high;
}

static void fill_limits(const bp_scan_model *model, double level, double *least, double *most)
{
    double odds = model->kind == BP_SCAN_BERNOULLI ? model->rate / (1.0 - model->rate) : 0.0;
    for (int64_t i = 0; i < model->n; i++) {
        bool persons = model->kind == BP_SCAN_BERNOULLI;
        bp_scan_law law = {persons ? model->base[i] : -1.0, odds, model->rate * model->base[i]};
        bp_scan_law_limits(&law, level, &least[i], &most[i]);
    }
}

bp_status bp_scan_restriction_make(bp_context *context, const bp_scan_model *models, int n_models,
                                   double level, bp_scan_restriction *out)
{
    bp_scan_restriction made = {models, n_models, models[0].n, NULL, NULL, NULL};
    size_t room = (size_t)n_models * (size_t)made.n + 1;
    made.least = (double *)calloc(room, sizeof *made.least);
    made.most = (double *)calloc(room, sizeof *made.most);
    made.critical = (double *)calloc((size_t)n_models, sizeof *made.critical);
    if (!made.least || !made.most || !made.critical) {
        bp_scan_restriction_clear(&made);
        return bp_context_fail_memory(context, room * sizeof *made.least);
    }
    for (int d = 0; d < n_models; d++) {
        if (models[d].kind == BP_SCAN_NORMAL)
            made.critical[d] = normal_quantile(level) * sqrt(models[d].squares / (double)models[d].n_valid);
        else
            fill_limits(&models[d], level, made.least + d * made.n, made.most + d * made.n);
    }
    *out = made;
    return BP_OK;
}

bool bp_scan_restriction_passes(const bp_scan_restriction *restriction, int d, bp_scan_direction direction,
                                int64_t i, double observed, double base)
{
    bool is_low = direction == BP_SCAN_LOW;
    if (base <= 0.0)
        return false;
    if (restriction->models[d].kind == BP_SCAN_NORMAL)
        return (is_low ? -observed : observed) > restriction->critical[d] * sqrt(base);
    return is_low ? observed <= restriction->most[d * restriction->n + i]
                  : observed >= restriction->least[d * restriction->n + i];
}
