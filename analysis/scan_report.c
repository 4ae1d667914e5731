#include "analysis/scan_report.h"

#include "geo/bitmap.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The sizes that are tried: those of Han et al. (2016). */
static const double SIZES[] = {0.01, 0.02, 0.03, 0.04, 0.05, 0.06, 0.08, 0.10,
                               0.12, 0.15, 0.20, 0.25, 0.30, 0.40, 0.50};

enum { N_SIZES = sizeof SIZES / sizeof SIZES[0] };

/* Clusters as they are found, and what they bar. */
typedef struct collection {
    bp_scan_cluster *clusters;
    int32_t *members;
    int64_t n, room, n_members, members_room;
    uint8_t *unit, *centre; /* [n] each: see bp_scan_bar */
} collection;

void bp_scan_result_clear(bp_scan_result *result)
{
    free(result->clusters);
    free(result->figures);
    free(result->members);
    free(result->cluster);
    bp_scan_maxima_clear(&result->maxima);
    *result = (bp_scan_result)BP_SCAN_RESULT_INIT;
}

static void clear_collection(collection *c)
{
    free(c->clusters);
    free(c->members);
    free(c->unit);
    free(c->centre);
    *c = (collection){0};
}

static bp_status make_collection(bp_context *context, int64_t n, collection *c)
{
    c->unit = (uint8_t *)calloc((size_t)n + 1, 1);
    c->centre = (uint8_t *)calloc((size_t)n + 1, 1);
    return c->unit && c->centre ? BP_OK : bp_context_fail_memory(context, (size_t)n);
}

static bp_status make_room(bp_context *context, collection *c, int64_t n_units)
{
    if (c->n == c->room) {
        int64_t room = 2 * c->room + 16;
        bp_scan_cluster *grown = (bp_scan_cluster *)realloc(c->clusters, (size_t)room * sizeof *grown);
        if (!grown)
            return bp_context_fail_memory(context, (size_t)room * sizeof *grown);
        c->clusters = grown;
        c->room = room;
    }
    if (c->n_members + n_units > c->members_room) {
        int64_t room = 2 * c->members_room + n_units;
        int32_t *grown = (int32_t *)realloc(c->members, (size_t)room * sizeof *grown);
        if (!grown)
            return bp_context_fail_memory(context, (size_t)room * sizeof *grown);
        c->members = grown;
        c->members_room = room;
    }
    return BP_OK;
}

static bp_status add_cluster(bp_context *context, const bp_scan_ground *ground,
                             const bp_scan_options *options, const bp_scan_maxima *maxima,
                             const bp_scan_found *found, collection *c)
{
    bp_status status = make_room(context, c, found->n_units);
    if (status)
        return status;
    bp_scan_cluster *cluster = &c->clusters[c->n++];
    *cluster = (bp_scan_cluster){found->centre,
                                 found->radius,
                                 found->ratio,
                                 found->angle,
                                 found->direction,
                                 found->llr,
                                 found->statistic,
                                 0,
                                 NAN,
                                 NAN,
                                 0.0,
                                 c->n_members,
                                 found->n_units};
    if (maxima->n > 0) {
        cluster->at_least = bp_scan_at_least(maxima, found->statistic);
        cluster->p = bp_scan_p(maxima, found->statistic);
        cluster->p_gumbel = bp_scan_p_gumbel(maxima, found->statistic);
    }
    bool apart = options->overlap == BP_SCAN_OVERLAP_NONE;
    for (int64_t k = 0; k < found->n_units; k++) {
        int32_t unit = found->units[k];
        cluster->population += ground->population[unit];
        c->members[c->n_members++] = unit;
        (apart ? c->unit : c->centre)[unit] = 1;
    }
    if (!apart)
        c->unit[found->centre] = 1;
    return BP_OK;
}

static bool past_limit(const bp_scan_options *options, const bp_scan_maxima *maxima, double statistic)
{
    if (maxima->n == 0)
        return false;
    double p = options->gumbel ? bp_scan_p_gumbel(maxima, statistic) : bp_scan_p(maxima, statistic);
    return p > options->p_limit;
}

/* Clusters by falling statistic; `found` is the first. With `significant` even the first must be so. */
static bp_status collect(bp_context *context, const bp_scan_ground *ground, const bp_scan_options *options,
                         const bp_scan_maxima *maxima, double population, bool significant, collection *c)
{
    bp_scan_bar bar = {c->unit, c->centre, population, 1};
    bp_status status = BP_OK;
    while (!status && (options->n_clusters == 0 || c->n < options->n_clusters)) {
        bp_scan_found found = {0};
        status = bp_context_check(context);
        if (!status)
            status = ground->next(context, ground->next_user, &bar, &found);
        if (status || found.n_units == 0)
            break;
        if ((c->n > 0 || significant) && past_limit(options, maxima, found.statistic))
            break;
        status = add_cluster(context, ground, options, maxima, &found, c);
        bar.starts_anew = 0;
    }
    return status;
}

static void sums_of(const bp_scan_ground *ground, const collection *c, int64_t k, int d, double *observed,
                    double *base)
{
    const bp_scan_cluster *cluster = &c->clusters[k];
    *observed = *base = 0.0;
    for (int64_t m = cluster->first; m < cluster->first + cluster->n_units; m++) {
        *observed += ground->models[d].observed[c->members[m]];
        *base += ground->models[d].base[c->members[m]];
    }
}

typedef struct group {
    double cases, base;
} group;

static int by_falling_rate(const void *left, const void *right)
{
    const group *a = (const group *)left, *b = (const group *)right;
    double x = a->cases * b->base, y = b->cases * a->base;
    return (x < y) - (x > y);
}

bp_status bp_scan_gini(bp_context *context, const double *cases, const double *base, int64_t m,
                       double total_cases, double total_base, double *out)
{
    group *groups = (group *)malloc(((size_t)m + 1) * sizeof *groups);
    if (!groups)
        return bp_context_fail_memory(context, ((size_t)m + 1) * sizeof *groups);
    groups[m] = (group){total_cases, total_base};
    for (int64_t g = 0; g < m; g++) {
        groups[g] = (group){cases[g], base[g]};
        groups[m].cases -= cases[g];
        groups[m].base -= base[g];
    }
    qsort(groups, (size_t)m + 1, sizeof *groups, by_falling_rate);
    double gini = -1.0, share = 0.0;
    for (int64_t g = 0; g <= m; g++) {
        double before = share;
        share += groups[g].cases / total_cases;
        gini += (before + share) * groups[g].base / total_base;
    }
    free(groups);
    *out = fmax(0.0, gini);
    return BP_OK;
}

static bp_status gini_of(bp_context *context, const bp_scan_ground *ground, const collection *c, double *out)
{
    double *cases = (double *)malloc(2 * ((size_t)c->n + 1) * sizeof *cases);
    if (!cases)
        return bp_context_fail_memory(context, 2 * (size_t)c->n * sizeof *cases);
    double *base = cases + c->n;
    for (int64_t k = 0; k < c->n; k++)
        sums_of(ground, c, k, 0, &cases[k], &base[k]);
    bp_status status = bp_scan_gini(context, cases, base, c->n, ground->models[0].total_observed,
                                    ground->models[0].total_base, out);
    free(cases);
    return status;
}

static double total_population(const bp_scan_ground *ground)
{
    double total = 0.0;
    for (int64_t i = 0; i < ground->n; i++)
        if (bp_bitmap_get(ground->part, i))
            total += ground->population[i];
    return total;
}

/* Significant clusters for every size up to the cap; the size with the largest coefficient, the smallest of
 * several, is reported. */
static bp_status choose_size(bp_context *context, const bp_scan_ground *ground,
                             const bp_scan_options *options, double total, bp_scan_result *out)
{
    double cap = options->windows.population_share, best = 0.0;
    bp_status status = BP_OK;
    out->reported_share = cap;
    for (int s = 0; !status && s <= N_SIZES; s++) {
        collection c = {0};
        bp_scan_size size = {s < N_SIZES ? SIZES[s] : cap, 0.0, 0};
        if (s < N_SIZES && size.share >= cap)
            continue;
        status = make_collection(context, ground->n, &c);
        if (!status)
            status = collect(context, ground, options, &out->maxima, size.share * total, true, &c);
        if (!status && c.n > 0)
            status = gini_of(context, ground, &c, &size.gini);
        size.n_clusters = c.n;
        clear_collection(&c);
        if (size.gini > best) {
            best = size.gini;
            out->reported_share = size.share;
        }
        out->sizes[out->n_sizes++] = size;
    }
    return status;
}

static bp_status fill_figures(bp_context *context, const bp_scan_ground *ground, const collection *c,
                              bp_scan_result *out)
{
    out->figures =
        (bp_scan_figures *)calloc((size_t)c->n * (size_t)ground->n_models + 1, sizeof *out->figures);
    out->cluster = (int32_t *)malloc(((size_t)ground->n + 1) * sizeof *out->cluster);
    if (!out->figures || !out->cluster)
        return bp_context_fail_memory(context, (size_t)ground->n * sizeof *out->cluster);
    for (int64_t i = 0; i < ground->n; i++)
        out->cluster[i] = -1;
    for (int64_t k = c->n; k-- > 0;) {
        const bp_scan_cluster *cluster = &c->clusters[k];
        for (int64_t m = cluster->first; m < cluster->first + cluster->n_units; m++)
            out->cluster[c->members[m]] = (int32_t)k;
        for (int d = 0; d < ground->n_models; d++) {
            const bp_scan_model *model = &ground->models[d];
            double observed = 0.0, base = 0.0;
            sums_of(ground, c, k, d, &observed, &base);
            out->figures[k * ground->n_models + d] =
                (bp_scan_figures){observed,
                                  base,
                                  bp_scan_expected(model, base),
                                  bp_scan_llr(model, cluster->direction, observed, base),
                                  bp_scan_relative_risk(model, observed, base),
                                  bp_scan_mean_inside(model, observed, base),
                                  bp_scan_mean_outside(model, observed, base)};
        }
    }
    return BP_OK;
}

static bp_status check_options(bp_context *context, const bp_scan_ground *ground,
                               const bp_scan_options *options)
{
    if (options->inference.n_replicates < 0 || options->n_clusters < 0)
        return bp_context_fail(context, BP_ERROR_ARGUMENT,
                               "scan: the numbers of replicates and of clusters must be 0 or more");
    if (!(options->p_limit > 0.0) || options->p_limit > 1.0)
        return bp_context_fail(context, BP_ERROR_ARGUMENT,
                               "scan: a limit of %g on p; it must be above 0, up to 1", options->p_limit);
    if (!options->gini)
        return BP_OK;
    if (ground->n_models != 1 || ground->models[0].kind == BP_SCAN_NORMAL ||
        options->inference.n_replicates < 1 || options->overlap != BP_SCAN_OVERLAP_NONE)
        return bp_context_fail(context, BP_ERROR_ARGUMENT,
                               "scan: the Gini coefficient chooses among significant clusters of one column "
                               "of cases, apart from each other; give one poisson or bernoulli column, "
                               "replicates, and no overlap");
    return BP_OK;
}

static bp_status infer(bp_context *context, const bp_scan_ground *ground, const bp_scan_options *options,
                       const collection *c, double total, bp_scan_result *out)
{
    const bp_scan_bar bar = {c->unit, c->centre, total, 1};
    bp_scan_found found = {0};
    if (options->inference.n_replicates == 0)
        return BP_OK;
    bp_status status = ground->next(context, ground->next_user, &bar, &found);
    if (status || found.n_units == 0)
        return status;
    return bp_scan_infer(context, ground->models, ground->n_models, found.statistic, ground->search,
                         ground->search_user, &options->inference, &out->maxima);
}

bp_status bp_scan_report(bp_context *context, const bp_scan_ground *ground, const bp_scan_options *options,
                         bp_scan_result *out)
{
    bp_scan_result result = BP_SCAN_RESULT_INIT;
    collection c = {0};
    double total = total_population(ground);
    result.n = ground->n;
    result.n_domains = ground->n_models;
    result.reported_share = options->windows.population_share;
    bp_status status = check_options(context, ground, options);
    if (!status)
        status = make_collection(context, ground->n, &c);
    if (!status)
        status = infer(context, ground, options, &c, total, &result);
    if (!status && options->gini && result.maxima.n > 0)
        status = choose_size(context, ground, options, total, &result);
    if (!status)
        status = collect(context, ground, options, &result.maxima,
                         result.n_sizes > 0 ? result.reported_share * total : total, false, &c);
    if (!status)
        status = fill_figures(context, ground, &c, &result);
    if (status) {
        bp_scan_result_clear(&result);
    } else {
        result.n_clusters = (int32_t)c.n;
        result.clusters = c.clusters;
        result.members = c.members;
        c.clusters = NULL;
        c.members = NULL;
        *out = result;
    }
    clear_collection(&c);
    return status;
}
