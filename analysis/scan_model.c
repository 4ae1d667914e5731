#include "analysis/scan_model.h"

#include "geo/bitmap.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

/* A window that leaves less than this share of the base outside holds all: the rest is rounding. */
static const double LEAST_OUTSIDE = 1e-12;

/* Beyond this whole numbers are no longer exact. */
static const double MOST_CASES = 9007199254740992.0;

const char *bp_scan_kind_name(bp_scan_kind kind)
{
    switch (kind) {
    case BP_SCAN_BERNOULLI:
        return "bernoulli";
    case BP_SCAN_NORMAL:
        return "normal";
    default:
        return "poisson";
    }
}

const char *bp_scan_direction_name(bp_scan_direction direction)
{
    switch (direction) {
    case BP_SCAN_LOW:
        return "low";
    case BP_SCAN_BOTH:
        return "both";
    default:
        return "high";
    }
}

void bp_scan_model_clear(bp_scan_model *model)
{
    free(model->observed);
    free(model->base);
    *model = (bp_scan_model)BP_SCAN_MODEL_INIT;
}

static const char *name_of(const bp_scan_domain *domain)
{
    return domain->name ? domain->name : "cases";
}

static bp_status check_normal(bp_context *context, const bp_scan_domain *domain, int64_t i)
{
    double weight = domain->base ? domain->base[i] : 1.0;
    if (!isfinite(domain->value[i]))
        return bp_context_fail(context, BP_ERROR_INPUT, "%s, row %lld: the value is not a finite number",
                               name_of(domain), (long long)i + 1);
    if (!isfinite(weight) || weight <= 0.0)
        return bp_context_fail(context, BP_ERROR_INPUT,
                               "%s, row %lld: the weight is %g; it must be above 0, or the row be missing",
                               name_of(domain), (long long)i + 1, weight);
    return BP_OK;
}

static bp_status check_cases(bp_context *context, const bp_scan_domain *domain, int64_t i)
{
    double cases = domain->value[i], base = domain->base[i];
    const char *name = name_of(domain);
    long long row = (long long)i + 1;
    if (!isfinite(cases) || cases < 0.0 || floor(cases) != cases)
        return bp_context_fail(context, BP_ERROR_INPUT,
                               "%s, row %lld: %g cases; a count is a whole number, 0 or more", name, row,
                               cases);
    if (!isfinite(base) || base < 0.0)
        return bp_context_fail(context, BP_ERROR_INPUT,
                               "%s, row %lld: a population of %g; it must be 0 or more", name, row, base);
    if (base == 0.0 && cases > 0.0)
        return bp_context_fail(context, BP_ERROR_INPUT,
                               "%s, row %lld: %.0f cases where the population (or what is expected) is 0",
                               name, row, cases);
    if (domain->kind != BP_SCAN_BERNOULLI)
        return BP_OK;
    if (floor(base) != base)
        return bp_context_fail(context, BP_ERROR_INPUT,
                               "%s, row %lld: %g persons; the bernoulli model counts whole persons", name,
                               row, base);
    if (cases > base)
        return bp_context_fail(context, BP_ERROR_INPUT,
                               "%s, row %lld: %.0f cases among %.0f persons; the bernoulli model counts a "
                               "person once (the poisson model does not)",
                               name, row, cases, base);
    return BP_OK;
}

static void settle_normal(const bp_scan_domain *domain, bp_scan_model *model)
{
    double mean = model->total_observed / model->total_base, moved = 0.0;
    for (int64_t i = 0; i < model->n; i++)
        if (bp_bitmap_get(domain->valid, i))
            moved += model->base[i] * (domain->value[i] - mean);
    mean += moved / model->total_base;
    model->mean = mean;
    model->total_observed = 0.0;
    for (int64_t i = 0; i < model->n; i++) {
        double off = domain->value[i] - mean;
        if (!bp_bitmap_get(domain->valid, i))
            continue;
        model->observed[i] = model->base[i] * off;
        model->squares += model->base[i] * off * off;
    }
    model->per_spread = 1.0;
}

/* Do values differ by more than what rounding leaves behind? */
static bool differ(const bp_scan_domain *domain, int64_t n)
{
    double least = INFINITY, most = -INFINITY;
    for (int64_t i = 0; i < n; i++)
        if (bp_bitmap_get(domain->valid, i)) {
            least = fmin(least, domain->value[i]);
            most = fmax(most, domain->value[i]);
        }
    return most - least > 4.0 * DBL_EPSILON * fmax(fabs(least), fabs(most));
}

static bp_status settle(bp_context *context, const bp_scan_domain *domain, bp_scan_model *model)
{
    const char *name = name_of(domain);
    double cases = model->total_observed, base = model->total_base;
    if (model->n_valid < 2)
        return bp_context_fail(context, BP_ERROR_INPUT,
                               "%s: %lld units have data; a scan needs 2 at the least", name,
                               (long long)model->n_valid);
    if (model->kind == BP_SCAN_NORMAL) {
        settle_normal(domain, model);
        if (!isfinite(model->squares))
            return bp_context_fail(context, BP_ERROR_INPUT,
                                   "%s: the values are too large to be squared; does one of them stand for a "
                                   "missing value?",
                                   name);
        if (differ(domain, model->n) && model->squares > 0.0)
            return BP_OK;
        return bp_context_fail(context, BP_ERROR_INPUT,
                               "%s: all values are the same; there is nothing to find", name);
    }
    if (cases <= 0.0)
        return bp_context_fail(context, BP_ERROR_INPUT, "%s: there is no case; there is nothing to find",
                               name);
    if (cases > MOST_CASES || base > MOST_CASES)
        return bp_context_fail(context, BP_ERROR_INPUT, "%s: more than 2^53 cases or persons", name);
    if (model->kind == BP_SCAN_BERNOULLI) {
        double share = cases / base;
        if (cases >= base)
            return bp_context_fail(context, BP_ERROR_INPUT,
                                   "%s: every person is a case; there is nothing to find", name);
        model->rate = share;
        model->per_spread = 1.0 / (share * (1.0 - share));
        return BP_OK;
    }
    for (int64_t i = 0; i < model->n; i++)
        model->base[i] *= cases / base;
    model->total_base = cases;
    model->rate = 1.0;
    model->per_spread = 1.0;
    return BP_OK;
}

bp_status bp_scan_model_make(bp_context *context, const bp_scan_domain *domain, int64_t n, bp_scan_model *out)
{
    bp_scan_model model = BP_SCAN_MODEL_INIT;
    bp_status status = BP_OK;
    bool normal = domain->kind == BP_SCAN_NORMAL;
    if (!domain->value || (!normal && !domain->base) || n < 0)
        return bp_context_fail(context, BP_ERROR_ARGUMENT,
                               "%s: the %s model needs cases and a population, or values", name_of(domain),
                               bp_scan_kind_name(domain->kind));
    model.kind = domain->kind;
    model.n = n;
    model.observed = (double *)calloc((size_t)n + 1, sizeof *model.observed);
    model.base = (double *)calloc((size_t)n + 1, sizeof *model.base);
    if (!model.observed || !model.base)
        status = bp_context_fail_memory(context, (size_t)n * sizeof *model.base);
    for (int64_t i = 0; !status && i < n; i++) {
        if (!bp_bitmap_get(domain->valid, i))
            continue;
        status = normal ? check_normal(context, domain, i) : check_cases(context, domain, i);
        if (status)
            break;
        model.n_valid++;
        model.base[i] = domain->base ? domain->base[i] : 1.0;
        model.observed[i] = normal ? model.base[i] * domain->value[i] : domain->value[i];
        model.total_observed += model.observed[i];
        model.total_base += model.base[i];
    }
    if (!status)
        status = settle(context, domain, &model);
    if (status)
        bp_scan_model_clear(&model);
    else
        *out = model;
    return status;
}

/* x ln(x / y), whose limit at 0 is 0. */
static double part_of(double x, double y)
{
    return x > 0.0 ? x * log(x / y) : 0.0;
}

/* 1 / variance of observed - expected; 0 for a window that is empty or holds all. */
static double precision_of(const bp_scan_model *model, double base)
{
    double outside = model->total_base - base;
    if (base <= 0.0 || outside <= LEAST_OUTSIDE * model->total_base)
        return 0.0;
    return model->per_spread * model->total_base / (base * outside);
}

static double either_way(const bp_scan_model *model, double c, double base)
{
    double cases = model->total_observed, total = model->total_base, outside = total - base;
    if (model->kind == BP_SCAN_NORMAL) {
        double share = c * c * precision_of(model, base) / model->squares;
        return -0.5 * (double)model->n_valid * log1p(-fmin(share, 1.0));
    }
    if (model->kind == BP_SCAN_POISSON)
        return part_of(c, base) + part_of(cases - c, outside);
    double p = model->rate, q = 1.0 - p;
    return part_of(c, base * p) + part_of(base - c, base * q) + part_of(cases - c, outside * p) +
           part_of(outside - (cases - c), outside * q);
}

double bp_scan_llr(const bp_scan_model *model, bp_scan_direction direction, double observed, double base)
{
    double excess = observed - model->rate * base;
    if (excess == 0.0 || (direction == BP_SCAN_HIGH && excess < 0.0) ||
        (direction == BP_SCAN_LOW && excess > 0.0) || precision_of(model, base) <= 0.0)
        return 0.0;
    return fmax(0.0, either_way(model, observed, base));
}

double bp_scan_llr_bound(const bp_scan_model *model, double observed, double base)
{
    double excess = observed - model->rate * base;
    double square = excess * excess * precision_of(model, base);
    if (model->kind != BP_SCAN_NORMAL)
        return square;
    double share = square / model->squares;
    return share < 1.0 ? 0.5 * (double)model->n_valid * share / (1.0 - share) : INFINITY;
}

double bp_scan_llr_sum(const bp_scan_model *models, int n_models, bp_scan_direction direction,
                       const double *observed, const double *base, bp_scan_direction *found)
{
    double high = 0.0, low = 0.0;
    for (int d = 0; d < n_models; d++) {
        if (direction != BP_SCAN_LOW)
            high += bp_scan_llr(&models[d], BP_SCAN_HIGH, observed[d], base[d]);
        if (direction != BP_SCAN_HIGH)
            low += bp_scan_llr(&models[d], BP_SCAN_LOW, observed[d], base[d]);
    }
    bool is_low = direction == BP_SCAN_LOW || low > high;
    if (found)
        *found = is_low ? BP_SCAN_LOW : BP_SCAN_HIGH;
    return is_low ? low : high;
}

double bp_scan_expected(const bp_scan_model *model, double base)
{
    return model->rate * base;
}

double bp_scan_relative_risk(const bp_scan_model *model, double observed, double base)
{
    if (model->kind == BP_SCAN_NORMAL || precision_of(model, base) <= 0.0)
        return NAN;
    double outside = model->total_observed - observed;
    if (outside <= 0.0)
        return INFINITY;
    return observed / base * (model->total_base - base) / outside;
}

double bp_scan_mean_inside(const bp_scan_model *model, double observed, double base)
{
    return base > 0.0 ? model->mean + observed / base : NAN;
}

double bp_scan_mean_outside(const bp_scan_model *model, double observed, double base)
{
    return bp_scan_mean_inside(model, model->total_observed - observed, model->total_base - base);
}
