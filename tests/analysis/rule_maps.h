/* Square maps with made-up indicators, for what applies a whole rule to them. */
#ifndef BP_TESTS_RULE_MAPS_H
#define BP_TESTS_RULE_MAPS_H

#include "analysis/rule.h"
#include "geo/bitmap.h"
#include "tests/analysis/maps.h"

enum { RULE_MAP_INDICATORS = 4, RULE_MAP_DOMAINS = 3 };

/* side x side units; indicators 0 and 1 are of domain 0, 2 of domain 1, 3 of domain 2. */
typedef struct rule_map {
    int64_t n;
    bp_graph rook, queen;
    double *value[RULE_MAP_INDICATORS];
    uint8_t *valid[RULE_MAP_INDICATORS];
    bp_indicator indicators[RULE_MAP_INDICATORS];
    double *population;
    double domain_weight[RULE_MAP_DOMAINS];
    bp_rule_ground ground;
    bp_rule rule;
} rule_map;

static inline bp_graph rule_map_graph(bp_context *context, int side, int with_corners)
{
    bp_graph graph = BP_GRAPH_INIT;
    bp_link *links = (bp_link *)calloc(4 * (size_t)side * (size_t)side, sizeof *links);
    int64_t m = 0;
    for (int r = 0; r < side; r++)
        for (int c = 0; c < side; c++) {
            int32_t i = r * side + c;
            if (c + 1 < side)
                links[m++] = (bp_link){i, i + 1, 1.0};
            if (r + 1 < side)
                links[m++] = (bp_link){i, i + side, 1.0};
            if (with_corners && r + 1 < side && c + 1 < side)
                links[m++] = (bp_link){i, i + side + 1, 0.0};
            if (with_corners && r + 1 < side && c > 0)
                links[m++] = (bp_link){i, i + side - 1, 0.0};
        }
    ck_bp_ok(context, bp_graph_from_links(context, (int64_t)side * side, links, m, &graph));
    free(links);
    return graph;
}

/* Every value is drawn by itself; `missing` of them are not there. */
static inline void rule_map_make(bp_context *context, int side, double missing, uint64_t *state,
                                 rule_map *out)
{
    static const int domain_of[RULE_MAP_INDICATORS] = {0, 0, 1, 2};
    static const double weight[RULE_MAP_INDICATORS] = {1.0, 2.0, 1.0, 1.0};
    memset(out, 0, sizeof *out);
    out->n = (int64_t)side * side;
    out->rook = rule_map_graph(context, side, 0);
    out->queen = rule_map_graph(context, side, 1);
    out->population = (double *)calloc((size_t)out->n, sizeof *out->population);
    for (int64_t i = 0; i < out->n; i++)
        out->population[i] = 500.0 + 50.0 * (double)(map_random(state) % 40);
    for (int k = 0; k < RULE_MAP_INDICATORS; k++) {
        out->value[k] = (double *)calloc((size_t)out->n, sizeof **out->value);
        out->valid[k] = (uint8_t *)calloc(bp_bitmap_bytes(out->n), 1);
        for (int64_t i = 0; i < out->n; i++) {
            out->value[k][i] = map_share(state);
            if (map_share(state) >= missing)
                bp_bitmap_set(out->valid[k], i);
        }
        out->indicators[k] = (bp_indicator){
            "made up", out->value[k], out->valid[k], domain_of[k], k == 1 ? BP_WORSE_LOW : BP_WORSE_HIGH,
            weight[k]};
    }
    out->rule = (bp_rule)BP_RULE_INIT;
    for (int d = 0; d < RULE_MAP_DOMAINS; d++)
        out->domain_weight[d] = 1.0 + d;
    out->rule.score.n_domains = RULE_MAP_DOMAINS;
    out->rule.score.domain_weight = out->domain_weight;
    out->rule.score.min_domains = 2;
    out->rule.delineate.floor = 1000.0;
    out->rule.delineate.ceiling = 8000.0;
    out->ground = (bp_rule_ground)BP_RULE_GROUND_INIT;
    out->ground.n = out->n;
    out->ground.indicators = out->indicators;
    out->ground.n_indicators = RULE_MAP_INDICATORS;
    out->ground.graph = &out->rook;
    out->ground.population = out->population;
}

static inline void rule_map_clear(rule_map *map)
{
    for (int k = 0; k < RULE_MAP_INDICATORS; k++) {
        free(map->value[k]);
        free(map->valid[k]);
    }
    free(map->population);
    bp_graph_clear(&map->rook);
    bp_graph_clear(&map->queen);
}

#endif
