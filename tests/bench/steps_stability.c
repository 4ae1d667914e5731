/* Steps that work a whole rule out many times: on ten made-up indicators in six domains. */
#include "analysis/audit.h"
#include "analysis/random.h"
#include "analysis/significance.h"
#include "analysis/stability.h"
#include "geo/bitmap.h"
#include "geo/contiguity.h"
#include "tests/bench/bench.h"

#include <stdio.h>
#include <stdlib.h>

enum { INDICATORS = 10, DOMAINS = 6, VARIANTS = 1000, REPLICATES = 999 };

/* What the rule is applied to; made for every step and no part of its time. */
typedef struct rule_ground {
    bp_graph graphs[2];
    double *value[INDICATORS], *population;
    uint8_t *valid[INDICATORS];
    bp_indicator indicators[INDICATORS];
    bp_rule_ground ground;
    bp_rule rule;
    bp_rule_result result;
} rule_ground;

static double share_of(int64_t unit, uint32_t column)
{
    bp_random random = bp_random_at(BENCH_SEED, 100 + column, (uint64_t)unit);
    return (double)bp_random_bits(&random) / 4294967296.0;
}

/* Half of an indicator is the values of the map, half its own; one value in twenty is missing. */
static bp_status make_indicator(bench *b, int k, rule_ground *g)
{
    int64_t n = b->layer.polygons.n_units;
    g->value[k] = malloc((size_t)n * sizeof **g->value);
    g->valid[k] = calloc(bp_bitmap_bytes(n), 1);
    if (!g->value[k] || !g->valid[k])
        return bp_context_fail_memory(b->all, (size_t)n * sizeof **g->value);
    for (int64_t i = 0; i < n; i++) {
        g->value[k][i] = b->x[i] + 4.0 * share_of(i, (uint32_t)k);
        if (share_of(i, (uint32_t)k + 50) >= 0.05)
            bp_bitmap_set(g->valid[k], i);
    }
    g->indicators[k] = (bp_indicator){"made up", g->value[k], g->valid[k], k % DOMAINS, BP_WORSE_HIGH, 1.0};
    return BP_OK;
}

static void clear_ground(rule_ground *g)
{
    for (int k = 0; k < INDICATORS; k++) {
        free(g->value[k]);
        free(g->valid[k]);
    }
    free(g->population);
    bp_graph_clear(&g->graphs[0]);
    bp_graph_clear(&g->graphs[1]);
    bp_rule_result_clear(&g->result);
}

static bp_status make_ground(bench *b, rule_ground *g)
{
    int64_t n = b->layer.polygons.n_units;
    bp_status status = bp_contiguity(b->all, &b->layer.polygons, BP_CONTIGUITY_QUEEN, &g->graphs[0]);
    if (!status)
        status = bp_contiguity(b->all, &b->layer.polygons, BP_CONTIGUITY_ROOK, &g->graphs[1]);
    for (int k = 0; !status && k < INDICATORS; k++)
        status = make_indicator(b, k, g);
    g->population = malloc((size_t)n * sizeof *g->population);
    if (!status && !g->population)
        status = bp_context_fail_memory(b->all, (size_t)n * sizeof *g->population);
    for (int64_t i = 0; !status && i < n; i++)
        g->population[i] = (double)(int64_t)(10000.0 * share_of(i, 99) * share_of(i, 98));
    g->rule = (bp_rule)BP_RULE_INIT;
    g->rule.score.n_domains = DOMAINS;
    g->rule.score.min_domains = 4;
    g->ground = (bp_rule_ground)BP_RULE_GROUND_INIT;
    g->ground.n = n;
    g->ground.indicators = g->indicators;
    g->ground.n_indicators = INDICATORS;
    g->ground.graph = &g->graphs[0];
    g->ground.population = g->population;
    return status ? status : bp_rule_apply(b->all, &g->ground, &g->rule, &g->result);
}

static bp_status time_stability(bench *b, bp_context *context, double *seconds)
{
    static const bp_normalisation methods[] = {BP_NORMALISE_PERCENTILE, BP_NORMALISE_ZSCORE,
                                               BP_NORMALISE_MINMAX, BP_NORMALISE_WINSORISED,
                                               BP_NORMALISE_EXPONENTIAL};
    static const bp_missing_policy policies[] = {BP_MISSING_PRESENT, BP_MISSING_COMPLETE};
    const bp_variant_options options = {
        VARIANTS, BENCH_SEED, 10.0, methods, 5, {0.75, 0.85}, {0.6, 0.7}, {2000, 3125}, {24000, 37500}, 2,
        1,        policies,   2,    3,       5};
    rule_ground g = {0};
    bp_stability found = BP_STABILITY_INIT;
    bp_status status = make_ground(b, &g);
    const bp_graph *const graphs[] = {&g.graphs[0], &g.graphs[1]};
    const bp_stability_input input = {&g.ground, &g.rule, &g.result.areas, graphs};
    double start = bench_now();
    if (!status)
        status = bp_stability_compute(context, &input, &options, &found);
    *seconds = bench_now() - start;
    b->result = found.mean[BP_MEASURE_JACCARD];
    bp_stability_clear(&found);
    clear_ground(&g);
    return status;
}

static bp_status run_stability(bench *b, double *seconds)
{
    return time_stability(b, b->one, seconds);
}

static bp_status run_stability_all(bench *b, double *seconds)
{
    return time_stability(b, b->all, seconds);
}

static bp_status run_significance_all(bench *b, double *seconds)
{
    bp_significance_options options = BP_SIGNIFICANCE_OPTIONS_INIT;
    options.n_replicates = REPLICATES;
    rule_ground g = {0};
    bp_significance found = BP_SIGNIFICANCE_INIT;
    bp_status status = make_ground(b, &g);
    double start = bench_now();
    if (!status)
        status = bp_significance_compute(b->all, &g.ground, &g.rule, &g.result.areas, &options, &found);
    *seconds = bench_now() - start;
    b->result = found.median;
    bp_significance_clear(&found);
    clear_ground(&g);
    return status;
}

static bp_status run_audit(bench *b, double *seconds)
{
    rule_ground g = {0};
    bp_audit found = BP_AUDIT_INIT;
    bp_status status = make_ground(b, &g);
    const bp_audit_input input = {g.ground.n, g.indicators, INDICATORS, &g.result.scores,
                                  NULL,       NULL,         NULL,       0};
    double start = bench_now();
    if (!status)
        status = bp_audit_compute(b->one, &input, &found);
    *seconds = bench_now() - start;
    b->result = found.n_findings;
    bp_audit_clear(&found);
    clear_ground(&g);
    return status;
}

const bench_step bench_rule_steps[] = {{"stability_1000", run_stability},
                                       {"stability_1000_all_threads", run_stability_all},
                                       {"significance_999_all_threads", run_significance_all},
                                       {"audit", run_audit},
                                       {NULL, NULL}};
