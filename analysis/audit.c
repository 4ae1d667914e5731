#include "analysis/audit.h"

#include "analysis/rank.h"
#include "analysis/sensitivity.h"
#include "geo/bitmap.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const char *const bp_finding_names[BP_N_FINDING_KINDS] = {"drives",    "contrary",        "modelled",
                                                          "duplicate", "almost_constant", "mostly_missing"};

enum { LEAST_PAIRS = 3 };

void bp_audit_clear(bp_audit *audit)
{
    free(audit->pearson);
    free(audit->spearman);
    free(audit->pairs);
    free(audit->missing_share);
    free(audit->commonest_share);
    free(audit->nominal);
    free(audit->main_effect);
    free(audit->effective);
    free(audit->findings);
    *audit = (bp_audit)BP_AUDIT_INIT;
}

static bp_status allocate(bp_context *context, const bp_audit_input *input, bp_audit *out)
{
    size_t k = (size_t)input->n_indicators, d = (size_t)input->scores->n_domains, v = k + d + 1;
    out->n_indicators = (int)k;
    out->n_domains = (int)d;
    out->n_variables = (int)v;
    out->pearson = (double *)calloc(v * v, sizeof *out->pearson);
    out->spearman = (double *)calloc(v * v, sizeof *out->spearman);
    out->pairs = (int64_t *)calloc(v * v, sizeof *out->pairs);
    out->missing_share = (double *)calloc(v, sizeof *out->missing_share);
    out->commonest_share = (double *)calloc(v, sizeof *out->commonest_share);
    out->nominal = (double *)calloc(v, sizeof *out->nominal);
    out->main_effect = (double *)calloc(v, sizeof *out->main_effect);
    out->effective = (double *)calloc(v, sizeof *out->effective);
    /* A domain has two kinds of finding, an indicator two and one with every other, a pair that is named its
       own. */
    out->findings = (bp_finding *)calloc(2 * v + k * k + (size_t)input->n_modelled, sizeof *out->findings);
    if (out->pearson && out->spearman && out->pairs && out->missing_share && out->commonest_share &&
        out->nominal && out->main_effect && out->effective && out->findings)
        return BP_OK;
    return bp_context_fail_memory(context, v * v * sizeof *out->pearson);
}

/* A variable of the audit: its values, which units have it, and whether it is to be turned round. */
typedef struct variable {
    const double *value;
    const uint8_t *valid;
    double sign;
} variable;

static variable variable_at(const bp_audit_input *input, int v)
{
    const bp_scores *scores = input->scores;
    if (v < input->n_indicators)
        return (variable){input->indicators[v].value, input->indicators[v].valid,
                          input->indicators[v].worse == BP_WORSE_LOW ? -1.0 : 1.0};
    int d = v - input->n_indicators;
    if (d < scores->n_domains)
        return (variable){scores->domain + d * scores->n, scores->domain_valid[d], 1.0};
    return (variable){scores->mean, scores->valid, 1.0};
}

static bool has(const bp_audit_input *input, variable x, int64_t i)
{
    return bp_bitmap_get(x.valid, i) && bp_bitmap_get(input->taking_part, i);
}

static double correlate(const double *x, const double *y, int64_t n)
{
    double mean_x = 0.0, mean_y = 0.0, xx = 0.0, yy = 0.0, xy = 0.0;
    for (int64_t i = 0; i < n; i++) {
        mean_x += x[i] / (double)n;
        mean_y += y[i] / (double)n;
    }
    for (int64_t i = 0; i < n; i++) {
        xx += (x[i] - mean_x) * (x[i] - mean_x);
        yy += (y[i] - mean_y) * (y[i] - mean_y);
        xy += (x[i] - mean_x) * (y[i] - mean_y);
    }
    return n >= LEAST_PAIRS && xx > 0.0 && yy > 0.0 ? fmax(-1.0, fmin(1.0, xy / sqrt(xx * yy))) : (double)NAN;
}

/* Both correlations of variables a and b over the units that have both; room[4 * (n + 1)]. */
static bp_status compare_pair(bp_context *context, const bp_audit_input *input, int a, int b, double *room,
                              bp_audit *out)
{
    variable p = variable_at(input, a), q = variable_at(input, b);
    double *x = room, *y = x + input->n + 1, *rank_x = y + input->n + 1, *rank_y = rank_x + input->n + 1;
    int64_t m = 0;
    for (int64_t i = 0; i < input->n; i++)
        if (has(input, p, i) && has(input, q, i)) {
            x[m] = p.sign * p.value[i];
            y[m++] = q.sign * q.value[i];
        }
    bp_status status = m > 0 ? bp_percentile_rank(context, x, NULL, NULL, m, rank_x) : BP_OK;
    if (!status && m > 0)
        status = bp_percentile_rank(context, y, NULL, NULL, m, rank_y);
    if (!status) {
        int at = a * out->n_variables + b, back = b * out->n_variables + a;
        out->pairs[at] = out->pairs[back] = m;
        out->pearson[at] = out->pearson[back] = correlate(x, y, m);
        out->spearman[at] = out->spearman[back] = correlate(rank_x, rank_y, m);
    }
    return status;
}

/* Shares of the units without a value, and of those that have one with the most frequent of them. */
static bp_status look_at_indicator(bp_context *context, const bp_audit_input *input, int k, bp_audit *out)
{
    variable x = variable_at(input, k);
    int64_t m = 0, n_part = 0, most = 0, run = 0, n_valid = 0;
    double *values = (double *)malloc(((size_t)input->n + 1) * sizeof *values);
    int32_t *order = (int32_t *)malloc(((size_t)input->n + 1) * sizeof *order);
    bp_status status =
        values && order ? BP_OK : bp_context_fail_memory(context, (size_t)input->n * sizeof *values);
    for (int64_t i = 0; !status && i < input->n; i++) {
        n_part += bp_bitmap_get(input->taking_part, i);
        if (has(input, x, i))
            values[m++] = x.value[i];
    }
    if (!status)
        status = bp_sort_order(context, values, NULL, m, order, &n_valid);
    for (int64_t i = 0; !status && i < m; i++) {
        run = i > 0 && values[order[i]] == values[order[i - 1]] ? run + 1 : 1;
        most = run > most ? run : most;
    }
    if (!status) {
        out->n_taking_part = n_part;
        out->missing_share[k] = n_part > 0 ? (double)(n_part - m) / (double)n_part : 1.0;
        out->commonest_share[k] = m > 0 ? (double)most / (double)m : 0.0;
    }
    free(values);
    free(order);
    return status;
}

static double weight_of_domain(const bp_audit_input *input, int d)
{
    return input->domain_weight ? input->domain_weight[d] : 1.0;
}

static void find_nominal(const bp_audit_input *input, bp_audit *out)
{
    double *domain = out->nominal + out->n_indicators, total = 0.0;
    for (int d = 0; d < out->n_domains; d++)
        total += weight_of_domain(input, d);
    for (int d = 0; d < out->n_domains; d++) {
        double within = 0.0;
        domain[d] = weight_of_domain(input, d) / total;
        for (int k = 0; k < out->n_indicators; k++)
            within += input->indicators[k].domain == d ? input->indicators[k].weight : 0.0;
        for (int k = 0; k < out->n_indicators; k++)
            if (input->indicators[k].domain == d)
                out->nominal[k] = domain[d] * input->indicators[k].weight / within;
    }
}

/* effective[first .. end - 1]: the main effects brought to a sum of 1; NaN where there is nothing to bring.
 */
static void share_out(bp_audit *out, int first, int end)
{
    double sum = 0.0;
    for (int v = first; v < end; v++)
        sum += isnan(out->main_effect[v]) ? 0.0 : out->main_effect[v];
    for (int v = first; v < end; v++)
        out->effective[v] = sum > 0.0 ? out->main_effect[v] / sum : (double)NAN;
}

static bp_status find_effects(bp_context *context, const bp_audit_input *input, bp_audit *out)
{
    const bp_scores *scores = input->scores;
    bp_status status = BP_OK;
    uint8_t *both = (uint8_t *)malloc(bp_bitmap_bytes(input->n));
    if (!both)
        return bp_context_fail_memory(context, bp_bitmap_bytes(input->n));
    for (int v = 0; !status && v < out->n_indicators + out->n_domains; v++) {
        variable x = variable_at(input, v);
        double ratio = 0.0;
        int defined = 0;
        memset(both, 0, bp_bitmap_bytes(input->n));
        for (int64_t i = 0; i < input->n; i++)
            if (has(input, x, i) && bp_bitmap_get(scores->valid, i))
                bp_bitmap_set(both, i);
        status = bp_correlation_ratio(context, x.value, scores->mean, both, input->n, &ratio, &defined);
        out->main_effect[v] = defined ? ratio : (double)NAN;
    }
    free(both);
    if (status)
        return status;
    find_nominal(input, out);
    share_out(out, 0, out->n_indicators);
    share_out(out, out->n_indicators, out->n_indicators + out->n_domains);
    return BP_OK;
}

static void add_finding(bp_audit *out, bp_finding_kind kind, int item, int other, double value)
{
    out->findings[out->n_findings++] = (bp_finding){kind, item, other, value};
}

static void judge_domains(bp_audit *out)
{
    int score = out->n_variables - 1;
    for (int d = 0; out->n_domains > 1 && d < out->n_domains; d++) {
        int v = out->n_indicators + d;
        if (out->effective[v] >= BP_AUDIT_DRIVES_TIMES * out->nominal[v] &&
            out->effective[v] >= out->nominal[v] + BP_AUDIT_DRIVES_MORE)
            add_finding(out, BP_FINDING_DRIVES, d, -1, out->effective[v]);
    }
    for (int d = 0; d < out->n_domains; d++) {
        double r = out->pearson[(out->n_indicators + d) * out->n_variables + score];
        if (r < 0.0)
            add_finding(out, BP_FINDING_CONTRARY, d, -1, r);
    }
}

static void judge_indicators(const bp_audit_input *input, bp_audit *out)
{
    int v = out->n_variables;
    for (int m = 0; m < input->n_modelled; m++) {
        bp_audit_modelled pair = input->modelled[m];
        add_finding(out, BP_FINDING_MODELLED, pair.indicator, pair.from,
                    out->spearman[pair.indicator * v + pair.from]);
    }
    for (int a = 0; a < out->n_indicators; a++)
        for (int b = a + 1; b < out->n_indicators; b++)
            if (fabs(out->spearman[a * v + b]) >= BP_AUDIT_DUPLICATE)
                add_finding(out, BP_FINDING_DUPLICATE, a, b, out->spearman[a * v + b]);
    for (int k = 0; k < out->n_indicators; k++)
        if (out->commonest_share[k] >= BP_AUDIT_CONSTANT)
            add_finding(out, BP_FINDING_CONSTANT, k, -1, out->commonest_share[k]);
    for (int k = 0; k < out->n_indicators; k++)
        if (out->missing_share[k] >= BP_AUDIT_MISSING)
            add_finding(out, BP_FINDING_MISSING, k, -1, out->missing_share[k]);
}

static bp_status fill(bp_context *context, const bp_audit_input *input, bp_audit *out)
{
    bp_status status = allocate(context, input, out);
    double *room = (double *)malloc(4 * ((size_t)input->n + 1) * sizeof *room);
    if (!status && !room)
        status = bp_context_fail_memory(context, 4 * (size_t)input->n * sizeof *room);
    for (int a = 0; !status && a < out->n_variables; a++)
        for (int b = a; !status && b < out->n_variables; b++)
            status = compare_pair(context, input, a, b, room, out);
    for (int k = 0; !status && k < out->n_indicators; k++)
        status = look_at_indicator(context, input, k, out);
    if (!status)
        status = find_effects(context, input, out);
    if (!status) {
        judge_domains(out);
        judge_indicators(input, out);
    }
    free(room);
    return status;
}

bp_status bp_audit_compute(bp_context *context, const bp_audit_input *input, bp_audit *out)
{
    bp_audit audit = BP_AUDIT_INIT;
    for (int m = 0; m < input->n_modelled; m++) {
        bp_audit_modelled pair = input->modelled[m];
        if (pair.indicator < 0 || pair.indicator >= input->n_indicators || pair.from < 0 ||
            pair.from >= input->n_indicators || pair.from == pair.indicator)
            return bp_context_fail(context, BP_ERROR_ARGUMENT,
                                   "audit: indicator %d cannot be modelled from indicator %d of %d",
                                   pair.indicator, pair.from, input->n_indicators);
    }
    bp_status status = fill(context, input, &audit);
    if (status)
        bp_audit_clear(&audit);
    else
        *out = audit;
    return status;
}
