#include "analysis/kernel.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* libpysal's, so that the furthest of the k nearest lies inside its kernel. */
static const double ADAPTIVE_SCALE = 1.0000001;

bool bp_kernel_from_name(const char *name, bp_kernel *out)
{
    static const struct {
        const char *name;
        bp_kernel kernel;
    } known[] = {{"inverse", BP_KERNEL_INVERSE},       {"uniform", BP_KERNEL_UNIFORM},
                 {"triangular", BP_KERNEL_TRIANGULAR}, {"epanechnikov", BP_KERNEL_EPANECHNIKOV},
                 {"quartic", BP_KERNEL_QUARTIC},       {"gaussian", BP_KERNEL_GAUSSIAN}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strcmp(known[i].name, name) == 0) {
            *out = known[i].kernel;
            return true;
        }
    return false;
}

static double kernel_at(bp_kernel kernel, double z)
{
    static const double one_by_root_two_pi = 0.39894228040143267794;
    switch (kernel) {
    case BP_KERNEL_UNIFORM:
        return 0.5;
    case BP_KERNEL_TRIANGULAR:
        return 1.0 - z;
    case BP_KERNEL_EPANECHNIKOV:
        return 0.75 * (1.0 - z * z);
    case BP_KERNEL_QUARTIC:
        return 15.0 / 16.0 * (1.0 - z * z) * (1.0 - z * z);
    case BP_KERNEL_GAUSSIAN:
        return one_by_root_two_pi * exp(-z * z / 2.0);
    case BP_KERNEL_AS_IS:
    case BP_KERNEL_INVERSE:
        break;
    }
    return z;
}

static bool has_bandwidth(bp_kernel kernel)
{
    return kernel != BP_KERNEL_AS_IS && kernel != BP_KERNEL_INVERSE;
}

static bool is_positive(double x)
{
    return x > 0.0 && isfinite(x);
}

static bp_status check_options(bp_context *context, const bp_graph *distances, const bp_kernel_options *o)
{
    if (!distances->length_m)
        return bp_context_fail(context, BP_ERROR_ARGUMENT,
                               "kernel weights take links whose lengths are known");
    if (o->kernel == BP_KERNEL_INVERSE && !is_positive(o->power))
        return bp_context_fail(context, BP_ERROR_ARGUMENT,
                               "inverse distance to the power %g was asked for; it is a number above 0",
                               o->power);
    if (has_bandwidth(o->kernel) && !o->adaptive && !is_positive(o->bandwidth))
        return bp_context_fail(context, BP_ERROR_ARGUMENT,
                               "a kernel with a bandwidth of %g was asked for; it is a length above 0",
                               o->bandwidth);
    if (!has_bandwidth(o->kernel) && o->diagonal != BP_KERNEL_DIAGONAL_NONE)
        return bp_context_fail(context, BP_ERROR_ARGUMENT,
                               "weights on the diagonal go with a kernel that has a bandwidth");
    return BP_OK;
}

static bp_status check_length(bp_context *context, const bp_graph *distances, bp_kernel kernel, int64_t i,
                              int64_t k)
{
    double length = distances->length_m[k];
    if (!(length >= 0.0 && isfinite(length)))
        return bp_context_fail(context, BP_ERROR_INPUT,
                               "the link from unit %" PRId64 " to unit %" PRId32
                               " has a length of %g; it is a finite number of 0 or more",
                               i + 1, distances->neighbours[k] + 1, length);
    if (length == 0.0 && kernel == BP_KERNEL_INVERSE)
        return bp_context_fail(
            context, BP_ERROR_INPUT,
            "units %" PRId64 " and %" PRId32
            " are at the same place, so inverse distance gives them no weight; take a kernel with a "
            "bandwidth, or leave one of them out",
            i + 1, distances->neighbours[k] + 1);
    return BP_OK;
}

/* The bandwidth of unit i; one without links has none and needs none. */
static bp_status find_bandwidth(bp_context *context, const bp_graph *distances, const bp_kernel_options *o,
                                int64_t i, double *out)
{
    double furthest = 0.0;
    *out = o->bandwidth;
    if (!has_bandwidth(o->kernel) || !o->adaptive)
        return BP_OK;
    for (int64_t k = distances->offsets[i]; k < distances->offsets[i + 1]; k++)
        furthest = fmax(furthest, distances->length_m[k]);
    *out = furthest * ADAPTIVE_SCALE;
    if (furthest > 0.0 || distances->offsets[i] == distances->offsets[i + 1])
        return BP_OK;
    return bp_context_fail(
        context, BP_ERROR_INPUT,
        "all neighbours of unit %" PRId64
        " are at its own place, so its bandwidth would be 0; take more neighbours, or a fixed "
        "bandwidth",
        i + 1);
}

static void put_weight(bp_weights *w, int64_t *at, int32_t neighbour, double value)
{
    w->neighbours[*at] = neighbour;
    w->value[(*at)++] = value;
}

/* The weights of unit i; they begin at w->offsets[i] and end where offsets[i + 1] is set. */
static bp_status weigh_row(bp_context *context, const bp_graph *distances, const bp_kernel_options *o,
                           int64_t i, bp_weights *w)
{
    bool banded = has_bandwidth(o->kernel), self = o->diagonal != BP_KERNEL_DIAGONAL_NONE;
    double own = o->diagonal == BP_KERNEL_DIAGONAL_ONE ? 1.0 : kernel_at(o->kernel, 0.0), bandwidth = 0.0;
    int64_t at = w->offsets[i];
    bp_status status = find_bandwidth(context, distances, o, i, &bandwidth);
    for (int64_t k = distances->offsets[i]; !status && k < distances->offsets[i + 1]; k++) {
        int32_t j = distances->neighbours[k];
        double length = distances->length_m[k];
        status = check_length(context, distances, o->kernel, i, k);
        if (status || (banded && (length > bandwidth || j == i)))
            continue;
        if (self && j > i) {
            put_weight(w, &at, (int32_t)i, own);
            self = false;
        }
        w->has_self |= j == i;
        if (banded)
            put_weight(w, &at, j, kernel_at(o->kernel, length / bandwidth));
        else
            put_weight(w, &at, j, o->kernel == BP_KERNEL_INVERSE ? pow(length, -o->power) : length);
    }
    if (self)
        put_weight(w, &at, (int32_t)i, own);
    w->offsets[i + 1] = at;
    return status;
}

bp_status bp_kernel_weights(bp_context *context, const bp_graph *distances, const bp_kernel_options *options,
                            bp_weights *out)
{
    bp_weights w = BP_WEIGHTS_INIT;
    bp_status status = check_options(context, distances, options);
    if (status)
        return status;
    bool self = options->diagonal != BP_KERNEL_DIAGONAL_NONE;
    size_t room = (size_t)distances->offsets[distances->n] + (self ? (size_t)distances->n : 0) + 1;
    w.n = distances->n;
    w.has_self = self;
    w.offsets = (int64_t *)calloc((size_t)w.n + 2, sizeof *w.offsets);
    w.neighbours = (int32_t *)malloc(room * sizeof *w.neighbours);
    w.value = (double *)malloc(room * sizeof *w.value);
    if (!w.offsets || !w.neighbours || !w.value)
        status = bp_context_fail_memory(context, room * sizeof *w.value);
    for (int64_t i = 0; !status && i < w.n; i++)
        status = weigh_row(context, distances, options, i, &w);
    if (status)
        bp_weights_clear(&w);
    else
        *out = w;
    return status;
}
