#include "analysis/counterfactual.h"

#include "geo/bitmap.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_DECIMALS = 6 };

/* Whole multiples of 1 / per_one, up to what a value that was read from text is off by. */
static bool are_multiples(const double *value, const uint8_t *valid, int64_t n, double per_one)
{
    for (int64_t i = 0; i < n; i++) {
        if (!bp_bitmap_get(valid, i))
            continue;
        double steps = value[i] * per_one;
        if (fabs(steps - round(steps)) > 1e-9 * fmax(1.0, fabs(steps)))
            return false;
    }
    return true;
}

static double range_of(const double *value, const uint8_t *valid, int64_t n)
{
    double least = INFINITY, most = -INFINITY;
    for (int64_t i = 0; i < n; i++)
        if (bp_bitmap_get(valid, i)) {
            least = fmin(least, value[i]);
            most = fmax(most, value[i]);
        }
    return most > least ? most - least : 0.0;
}

/* How many steps make 1: a power of ten, so that step k is the number that k / per_one is written as. */
static double steps_per_one(const double *value, const uint8_t *valid, int64_t n)
{
    double per_one = 1.0, range = range_of(value, valid, n);
    for (int d = 0; d < MOST_DECIMALS; d++, per_one *= 10.0)
        if (are_multiples(value, valid, n, per_one))
            return per_one;
    per_one = 1.0;
    for (int d = 0; d < MOST_DECIMALS && range > 0.0 && range * per_one < 1e4; d++)
        per_one *= 10.0;
    return per_one;
}

double bp_change_step(const double *value, const uint8_t *valid, int64_t n)
{
    return 1.0 / steps_per_one(value, valid, n);
}

static bp_status apply_value(bp_context *context, const bp_what_if *what_if, const bp_change_request *request,
                             double value, bp_areas *out, double *position)
{
    const bp_rule_ground *ground = what_if->ground;
    bp_rule_ground changed = *ground;
    bp_rule_result result = BP_RULE_RESULT_INIT;
    size_t rows = (size_t)ground->n, bytes = bp_bitmap_bytes(ground->n);
    bp_indicator *indicators = (bp_indicator *)malloc((size_t)ground->n_indicators * sizeof *indicators);
    double *values = (double *)malloc(rows * sizeof *values);
    uint8_t *valid = (uint8_t *)malloc(bytes);
    bp_status status = BP_OK;
    if (!indicators || !values || !valid) {
        status = bp_context_fail_memory(context, rows * sizeof *values);
        goto done;
    }
    bp_indicator *at = &indicators[request->indicator];
    memcpy(indicators, ground->indicators, (size_t)ground->n_indicators * sizeof *indicators);
    memcpy(values, at->value, rows * sizeof *values);
    if (at->valid)
        memcpy(valid, at->valid, bytes);
    else
        memset(valid, 0xFF, bytes);
    for (int64_t i = 0; i < ground->n; i++)
        if (i == request->moved || (request->along && bp_bitmap_get(request->along, i))) {
            values[i] = value;
            bp_bitmap_set(valid, i);
        }
    at->value = values;
    at->valid = valid;
    changed.indicators = indicators;
    status = bp_rule_apply(context, &changed, what_if->rule, &result);
    if (!status) {
        if (position)
            *position = bp_bitmap_get(result.position.valid, request->moved)
                            ? result.position.value[request->moved]
                            : NAN;
        *out = result.areas;
        result.areas = (bp_areas)BP_AREAS_INIT;
    }
done:
    bp_rule_result_clear(&result);
    free(indicators);
    free(values);
    free(valid);
    return status;
}

static bp_status apply_position(bp_context *context, const bp_what_if *what_if,
                                const bp_change_request *request, double value, bp_areas *out)
{
    const bp_position *before = &what_if->result->position;
    size_t rows = (size_t)before->n, bytes = bp_bitmap_bytes(before->n);
    double *values = (double *)malloc(rows * sizeof *values);
    uint8_t *valid = (uint8_t *)malloc(bytes);
    bp_status status = BP_OK;
    if (!values || !valid) {
        status = bp_context_fail_memory(context, rows * sizeof *values);
    } else {
        bp_position changed = *before;
        memcpy(values, before->value, rows * sizeof *values);
        memcpy(valid, before->valid, bytes);
        values[request->moved] = value;
        bp_bitmap_set(valid, request->moved);
        changed.value = values;
        changed.valid = valid;
        status = bp_rule_draw(context, what_if->ground, what_if->rule, &changed, out);
    }
    free(values);
    free(valid);
    return status;
}

bp_status bp_change_apply(bp_context *context, const bp_what_if *what_if, const bp_change_request *request,
                          double value, bp_areas *out, double *position)
{
    if (request->indicator != BP_CHANGE_POSITION)
        return apply_value(context, what_if, request, value, out, position);
    bp_status status = apply_position(context, what_if, request, value, out);
    if (!status && position)
        *position = value;
    return status;
}

/* The values that can be tried: `per_one` to a whole one, from step `first` on, `n` of them, each the next
   one in `direction`. Number 0 is the value as it is. */
typedef struct grid {
    double per_one;
    int64_t first, n;
    int direction; /* 1: upwards, -1: downwards */
} grid;

typedef struct search {
    const bp_what_if *what_if;
    const bp_change_request *request;
    grid grid;
    bool was_in;
    int64_t probes[BP_CHANGE_PROBES + 1];
    int n_probes;
    bp_change *change;
} search;

static double grid_value(const grid *g, int64_t k)
{
    return (double)(g->first + g->direction * (k - 1)) / g->per_one;
}

/* Does the decision become the other one at value number k? A rule that can draw nothing at all from the
   changed numbers decides nothing. */
static bp_status try_value(bp_context *context, search *s, int64_t k, bool *flips)
{
    bp_areas areas = BP_AREAS_INIT;
    double position = NAN;
    bp_status status = bp_context_check(context);
    if (!status)
        status = bp_change_apply(context, s->what_if, s->request, grid_value(&s->grid, k), &areas, &position);
    s->change->n_applied++;
    *flips = false;
    if (status == BP_ERROR_INPUT) {
        bp_context_clear(context);
        return BP_OK;
    }
    if (status)
        return status;
    int64_t unit = s->request->unit;
    *flips = (areas.role[unit] == BP_ROLE_MEMBER) != s->was_in;
    if (*flips) {
        bp_change *change = s->change;
        bool is_in = areas.role[unit] == BP_ROLE_MEMBER;
        change->is_found = 1;
        change->to = grid_value(&s->grid, k);
        change->position_after = position;
        change->area = is_in ? areas.area_of[unit] : -1;
        change->rank = is_in ? areas.area_of[unit] + 1 : 0;
        const bp_area *area = is_in ? &areas.areas[areas.area_of[unit]] : NULL;
        change->population = area ? area->population : 0.0;
        change->weight = area ? area->weight : 0.0;
        change->n_members = area ? area->n_members : 0;
        change->n_areas_after = areas.n_areas;
    }
    bp_areas_clear(&areas);
    return BP_OK;
}

static int by_number(const void *a, const void *b)
{
    double p = *(const double *)a, q = *(const double *)b;
    return (p > q) - (p < q);
}

/* Number of the grid's value at or just past `value`. */
static int64_t number_of(const grid *g, double value)
{
    double steps = value * g->per_one;
    double at = g->direction > 0 ? ceil(steps - 1e-9) : floor(steps + 1e-9);
    return g->direction * ((int64_t)at - g->first) + 1;
}

static void add_probe(search *s, int64_t k)
{
    if (k > s->grid.n)
        k = s->grid.n;
    if (k >= 1 && (s->n_probes == 0 || s->probes[s->n_probes - 1] < k))
        s->probes[s->n_probes++] = k;
}

/* Spread over the values that units have in that direction: a rule of ranks moves by those. */
static bp_status probe_values(bp_context *context, search *s)
{
    const bp_indicator *indicator = &s->what_if->ground->indicators[s->request->indicator];
    int64_t n = 0, units = s->what_if->ground->n;
    double *ahead = (double *)malloc((size_t)(units + 1) * sizeof *ahead);
    if (!ahead)
        return bp_context_fail_memory(context, (size_t)units * sizeof *ahead);
    for (int64_t i = 0; i < units; i++)
        if (bp_bitmap_get(indicator->valid, i) && number_of(&s->grid, indicator->value[i]) >= 1)
            ahead[n++] = s->grid.direction * indicator->value[i];
    qsort(ahead, (size_t)n, sizeof *ahead, by_number);
    for (int p = 1; p < BP_CHANGE_PROBES && n > 0; p++)
        add_probe(s, number_of(&s->grid, s->grid.direction * ahead[(n - 1) * p / BP_CHANGE_PROBES]));
    add_probe(s, s->grid.n);
    free(ahead);
    return BP_OK;
}

static void probe_positions(search *s)
{
    for (int p = 1; p <= BP_CHANGE_PROBES; p++)
        add_probe(s, (s->grid.n * p + BP_CHANGE_PROBES - 1) / BP_CHANGE_PROBES);
}

static bool is_never_negative(const bp_indicator *indicator, int64_t n)
{
    bool is_any_below = false;
    for (int64_t i = 0; i < n; i++)
        is_any_below = is_any_below || (bp_bitmap_get(indicator->valid, i) && indicator->value[i] < 0.0);
    return !is_any_below;
}

/* The grid from where the number is now (or, where it is missing, from the end that is furthest from the
   change) to the limit. */
static void make_grid(search *s)
{
    const bp_change_request *request = s->request;
    bp_change *change = s->change;
    grid *g = &s->grid;
    const bp_position *position = &s->what_if->result->position;
    const bp_indicator *indicator =
        request->indicator == BP_CHANGE_POSITION ? NULL : &s->what_if->ground->indicators[request->indicator];
    bool is_position = !indicator;
    int64_t n = s->what_if->ground->n;
    g->direction = (indicator && indicator->worse == BP_WORSE_LOW) == s->was_in ? 1 : -1;
    g->per_one = !indicator ? 1000.0 : steps_per_one(indicator->value, indicator->valid, n);
    const double *value = is_position ? position->value : indicator->value;
    const uint8_t *valid = is_position ? position->valid : indicator->valid;
    double near = INFINITY, far = -INFINITY;
    for (int64_t i = 0; i < n && !is_position; i++)
        if (bp_bitmap_get(valid, i) && i != request->moved) {
            near = fmin(near, g->direction * value[i]);
            far = fmax(far, g->direction * value[i]);
        }
    if (is_position)
        near = g->direction > 0 ? 0.0 : -1.0, far = g->direction > 0 ? 1.0 : 0.0;
    else
        far += 1.0 / g->per_one;
    /* A share, a price, a count is never below nothing. */
    if (!is_position && g->direction < 0 && is_never_negative(indicator, n))
        far = fmin(far, 0.0);
    if (!is_position && !isnan(request->limit))
        far = fmin(far, g->direction * request->limit);
    change->has_from = bp_bitmap_get(valid, request->moved);
    change->from = change->has_from ? value[request->moved] : 0.0;
    double start = change->has_from ? g->direction * change->from : near;
    double steps = start * g->per_one;
    int64_t first = change->has_from ? (int64_t)floor(steps + 1e-9) + 1 : (int64_t)floor(steps + 1e-9);
    int64_t last = (int64_t)floor(far * g->per_one + 1e-9);
    g->first = g->direction * first;
    g->n = last >= first ? last - first + 1 : 0;
    change->step = 1.0 / g->per_one;
    change->limit = g->direction * (double)last / g->per_one;
}

static bp_status look(bp_context *context, search *s)
{
    bp_status status = BP_OK;
    int64_t below = 0, above = -1;
    bool flips = false;
    for (int p = 0; !status && p < s->n_probes && above < 0; p++) {
        status = try_value(context, s, s->probes[p], &flips);
        if (flips)
            above = s->probes[p];
        else
            below = s->probes[p];
    }
    while (!status && above >= 0 && above - below > 1) {
        int64_t middle = below + (above - below) / 2;
        status = try_value(context, s, middle, &flips);
        if (flips)
            above = middle;
        else
            below = middle;
    }
    return status;
}

static bp_status check_request(bp_context *context, const bp_what_if *what_if,
                               const bp_change_request *request)
{
    const bp_rule_ground *ground = what_if->ground;
    if (request->unit < 0 || request->unit >= ground->n || request->moved < 0 || request->moved >= ground->n)
        return bp_context_fail(context, BP_ERROR_ARGUMENT,
                               "there are %" PRId64 " units; a change was asked of %" PRId64 " and %" PRId64,
                               ground->n, request->unit, request->moved);
    if (request->indicator < BP_CHANGE_POSITION || request->indicator >= ground->n_indicators)
        return bp_context_fail(context, BP_ERROR_ARGUMENT,
                               "there are %d indicators; a change was asked of number %d",
                               ground->n_indicators, request->indicator);
    return BP_OK;
}

bp_status bp_change_find(bp_context *context, const bp_what_if *what_if, const bp_change_request *request,
                         bp_change *out)
{
    bp_change change = {.area = -1, .position_before = NAN, .position_after = NAN};
    const bp_rule_result *result = what_if->result;
    search s = {.what_if = what_if, .request = request, .change = &change};
    bp_status status = check_request(context, what_if, request);
    if (status)
        return status;
    s.was_in = result->areas.role[request->unit] == BP_ROLE_MEMBER;
    if (bp_bitmap_get(result->position.valid, request->moved))
        change.position_before = result->position.value[request->moved];
    change.n_areas_before = result->areas.n_areas;
    make_grid(&s);
    if (request->indicator == BP_CHANGE_POSITION)
        probe_positions(&s);
    else
        status = probe_values(context, &s);
    if (!status)
        status = look(context, &s);
    if (!status)
        *out = change;
    return status;
}
