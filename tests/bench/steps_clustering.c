/* Steps of clustering: units divided into regions by six variables made up for the layer's neighbourhood
 * graph. */
#include "analysis/dbscan.h"
#include "analysis/delineate.h"
#include "analysis/density.h"
#include "analysis/hdbscan.h"
#include "analysis/normalise.h"
#include "analysis/optimality.h"
#include "analysis/random.h"
#include "analysis/random_counts.h"
#include "analysis/regions.h"
#include "analysis/scan.h"
#include "analysis/scan_flexible.h"
#include "tests/bench/bench.h"

#include <math.h>
#include <stdlib.h>

enum { VARIABLES = 6, ROUNDS = 3, REGIONS = 20, UNITS_PER_REGION = 20 };

/* A number between -1 and 1, a row of its own for every variable. */
static double noise(int variable, int64_t i)
{
    bp_random random = bp_random_at(BENCH_SEED, 16 + (uint32_t)variable, (uint64_t)i);
    return (double)bp_random_bits(&random) / 2147483648.0 - 1.0;
}

/* Noise, smoothed by what neighbours have a few times, and a little noise of the unit's own on it. */
static void fill_variable(const bp_graph *graph, int variable, double *x, double *before)
{
    for (int64_t i = 0; i < graph->n; i++)
        x[i] = noise(variable, i);
    for (int round = 0; round < ROUNDS; round++) {
        for (int64_t i = 0; i < graph->n; i++)
            before[i] = x[i];
        for (int64_t i = 0; i < graph->n; i++)
            for (int64_t k = graph->offsets[i]; k < graph->offsets[i + 1]; k++)
                x[i] += (before[graph->neighbours[k]] - x[i]) / (double)(k - graph->offsets[i] + 2);
    }
    for (int64_t i = 0; i < graph->n; i++)
        x[i] += 0.1 * noise(variable + VARIABLES, i);
}

/* Time one method; the result is the share of the sum of squares that is left within regions, with a floor
 * their number. */
static bp_status time_regions(bench *b, bp_context *context, const bp_regions_options *options,
                              double *seconds)
{
    const bp_graph graph = {b->row.n, b->row.offsets, b->row.neighbours, NULL};
    bp_regions regions = BP_REGIONS_INIT;
    int32_t parts = 0;
    double *x = malloc(((size_t)graph.n * (VARIABLES + 1) + 1) * sizeof *x);
    int32_t *component = malloc(((size_t)graph.n + 1) * sizeof *component);
    bp_status status = x && component ? BP_OK : bp_context_fail_memory(b->one, (size_t)graph.n * sizeof *x);
    for (int v = 0; !status && v < VARIABLES; v++)
        fill_variable(&graph, v, x + v * graph.n, x + VARIABLES * graph.n);
    if (!status)
        status = bp_graph_components(b->one, &graph, component, &parts);
    if (!status) {
        const bp_regions_input input = {graph.n, &graph, VARIABLES, x, NULL, NULL, NULL};
        bp_regions_options asked = *options;
        if (!(asked.floor > 0.0))
            asked.k = parts > REGIONS ? parts : REGIONS;
        double start = bench_now();
        status = bp_regions_make(context, &input, &asked, &regions);
        *seconds = bench_now() - start;
        b->result = asked.floor > 0.0 ? regions.k : regions.within_ss / regions.total_ss;
    }
    bp_regions_clear(&regions);
    free(x);
    free(component);
    return status;
}

static bp_status run_skater(bench *b, double *seconds)
{
    bp_regions_options options = BP_REGIONS_OPTIONS_INIT;
    return time_regions(b, b->one, &options, seconds);
}

static bp_status run_linkage(bench *b, const char *method, bp_linkage linkage, double *seconds)
{
    bp_regions_options options = BP_REGIONS_OPTIONS_INIT;
    options.method = method;
    options.linkage = linkage;
    return time_regions(b, b->one, &options, seconds);
}

static bp_status run_redcap_ward(bench *b, double *seconds)
{
    return run_linkage(b, "redcap", BP_LINKAGE_WARD, seconds);
}

static bp_status run_redcap_average(bench *b, double *seconds)
{
    return run_linkage(b, "redcap", BP_LINKAGE_AVERAGE, seconds);
}

static bp_status run_redcap_complete(bench *b, double *seconds)
{
    return run_linkage(b, "redcap", BP_LINKAGE_COMPLETE, seconds);
}

static bp_status run_redcap_single(bench *b, double *seconds)
{
    return run_linkage(b, "redcap", BP_LINKAGE_SINGLE, seconds);
}

static bp_status run_schc_ward(bench *b, double *seconds)
{
    return run_linkage(b, "schc", BP_LINKAGE_WARD, seconds);
}

/* Ten starts on all threads. */
static bp_status run_search(bench *b, const char *method, bp_search search, double floor, double *seconds)
{
    bp_regions_options options = BP_REGIONS_OPTIONS_INIT;
    options.method = method;
    options.search = search;
    options.floor = floor;
    options.leave_out_small = 1;
    return time_regions(b, b->all, &options, seconds);
}

static bp_status run_azp(bench *b, double *seconds)
{
    return run_search(b, "azp", BP_SEARCH_GREEDY, 0.0, seconds);
}

static bp_status run_maxp(bench *b, double *seconds)
{
    return run_search(b, "maxp", BP_SEARCH_GREEDY, UNITS_PER_REGION, seconds);
}

static bp_status run_maxp_tabu(bench *b, double *seconds)
{
    return run_search(b, "maxp", BP_SEARCH_TABU, UNITS_PER_REGION, seconds);
}

static bp_status run_maxp_annealing(bench *b, double *seconds)
{
    return run_search(b, "maxp", BP_SEARCH_ANNEALING, UNITS_PER_REGION, seconds);
}

/* Columns made up for a scan: x, y, residents, cases. */
enum { SCAN_COLUMNS = 4, MEAN_RESIDENTS = 1250, MOST_IN_WINDOW = 25000 };

/* Residents between 0 and twice their mean, one in eight of whom is a case, wherever they are. */
static void fill_scan(const bench *b, double *columns)
{
    int64_t n = b->points.n;
    for (int64_t i = 0; i < n; i++) {
        bp_random random = bp_random_at(BENCH_SEED, 64, (uint64_t)i);
        uint32_t residents = 1 + bp_random_below(&random, 2 * MEAN_RESIDENTS);
        columns[i] = b->points.xy[2 * i];
        columns[n + i] = b->points.xy[2 * i + 1];
        columns[2 * n + i] = residents;
        columns[3 * n + i] = (double)bp_random_binomial(&random, residents, 0.125);
    }
}

/* Windows to be timed: flexible ones where `nearest` is above 0, else circles or ellipses. */
typedef struct scan_form {
    const bp_scan_shape *shapes;
    int n_shapes, nearest;
    double restriction;
} scan_form;

/* Time a Poisson scan with 999 replicates; the result is the largest log likelihood ratio. */
static bp_status time_scan(bench *b, bp_context *context, const scan_form *form, double *seconds)
{
    int64_t n = b->points.n;
    const bp_graph graph = {b->row.n, b->row.offsets, b->row.neighbours, NULL};
    const bp_scan_flexible_options flexible = {&graph, form->nearest, form->restriction};
    bp_scan_result result = BP_SCAN_RESULT_INIT;
    bp_scan_options options = BP_SCAN_OPTIONS_INIT;
    double *columns = malloc(((size_t)n * SCAN_COLUMNS + 1) * sizeof *columns);
    if (!columns)
        return bp_context_fail_memory(context, (size_t)n * SCAN_COLUMNS * sizeof *columns);
    fill_scan(b, columns);
    const bp_scan_domain domain = {NULL, BP_SCAN_POISSON, columns + 3 * n, columns + 2 * n, NULL};
    const bp_scan_input input = {n, columns, columns + n, NULL, b->points.valid, &domain, 1};
    options.windows.population = MOST_IN_WINDOW;
    options.windows.shapes = form->shapes;
    options.windows.n_shapes = form->n_shapes;
    double start = bench_now();
    bp_status status = form->nearest > 0
                           ? bp_scan_flexible_make(context, &input, &options, &flexible, &result)
                           : bp_scan_make(context, &input, &options, &result);
    *seconds = bench_now() - start;
    if (!status)
        b->result = result.clusters[0].llr;
    bp_scan_result_clear(&result);
    free(columns);
    return status;
}

static const scan_form circles = {NULL, 0, 0, 0.0}, ellipses = {bp_scan_ellipses, BP_SCAN_N_ELLIPSES, 0, 0.0},
                       restricted = {NULL, 0, 12, 0.2}, unrestricted = {NULL, 0, 12, 1.0};

static bp_status run_scan(bench *b, double *seconds)
{
    return time_scan(b, b->one, &circles, seconds);
}

static bp_status run_scan_all(bench *b, double *seconds)
{
    return time_scan(b, b->all, &circles, seconds);
}

static bp_status run_scan_ellipses_all(bench *b, double *seconds)
{
    return time_scan(b, b->all, &ellipses, seconds);
}

static bp_status run_flexible(bench *b, double *seconds)
{
    return time_scan(b, b->all, &restricted, seconds);
}

static bp_status run_flexible_unrestricted(bench *b, double *seconds)
{
    return time_scan(b, b->all, &unrestricted, seconds);
}

/* Of a million points two in three lie in one of 2,000 heaps, the others anywhere in 100 km by 100 km. */
enum { INCIDENTS = 1000000, HEAPS = 2000 };
static const double incident_extent = 100000.0, heap_radius = 300.0;

static double share(bp_random *random)
{
    return ((double)bp_random_bits(random) + 0.5) / 4294967296.0;
}

static void fill_incidents(double *x, double *y)
{
    for (int64_t i = 0; i < INCIDENTS; i++) {
        bp_random random = bp_random_at(BENCH_SEED, 80, (uint64_t)i);
        x[i] = incident_extent * share(&random);
        y[i] = incident_extent * share(&random);
        if (i % 3 == 0)
            continue;
        bp_random heap = bp_random_at(BENCH_SEED, 81, bp_random_below(&random, HEAPS));
        double distance = heap_radius * sqrt(-2.0 * log(share(&random))),
               angle = 6.283185307179586 * share(&random);
        x[i] = incident_extent * share(&heap) + distance * cos(angle);
        y[i] = incident_extent * share(&heap) + distance * sin(angle);
    }
}

typedef enum incident_step { STEP_DBSCAN, STEP_HDBSCAN, STEP_KDE } incident_step;

/* The result is the number of clusters, or the number of points that the grid of 200 m holds. */
static bp_status do_incidents(bench *b, bp_context *context, incident_step step, const bp_point_set *set)
{
    const bp_dbscan_options near = {100.0, 10.0};
    const bp_hdbscan_options sizes = {50, 10, BP_HDBSCAN_EXCESS_OF_MASS, false};
    const bp_density_options smooth = {BP_DENSITY_QUARTIC, 500.0, 0};
    const bp_density_grid grid = {-2000.0, -2000.0, 200.0, 520, 520};
    bp_dbscan dense = BP_DBSCAN_INIT;
    bp_hdbscan lasting = BP_HDBSCAN_INIT;
    double *density = calloc((size_t)(grid.n_columns * grid.n_rows), sizeof *density);
    bp_status status = density ? BP_OK : bp_context_fail_memory(context, 0);
    if (!status && step == STEP_DBSCAN)
        status = bp_dbscan_make(context, set, &near, &dense);
    else if (!status && step == STEP_HDBSCAN)
        status = bp_hdbscan_make(context, set, &sizes, &lasting);
    else if (!status)
        status = bp_density_on_grid(context, set, &smooth, &grid, density, NULL);
    b->result = dense.n_clusters + lasting.n_clusters;
    for (int64_t c = 0; density && c < grid.n_columns * grid.n_rows; c++)
        b->result += density[c] * grid.size * grid.size;
    bp_dbscan_clear(&dense);
    bp_hdbscan_clear(&lasting);
    free(density);
    return status;
}

static bp_status time_incidents(bench *b, bp_context *context, incident_step step, double *seconds)
{
    double *xy = malloc(2 * (size_t)INCIDENTS * sizeof *xy);
    if (!xy)
        return bp_context_fail_memory(context, 2 * (size_t)INCIDENTS * sizeof *xy);
    fill_incidents(xy, xy + INCIDENTS);
    const bp_point_set set = {INCIDENTS, xy, xy + INCIDENTS, NULL, NULL};
    double start = bench_now();
    bp_status status = do_incidents(b, context, step, &set);
    *seconds = bench_now() - start;
    free(xy);
    return status;
}

static bp_status run_dbscan(bench *b, double *seconds)
{
    return time_incidents(b, b->one, STEP_DBSCAN, seconds);
}

static bp_status run_dbscan_all(bench *b, double *seconds)
{
    return time_incidents(b, b->all, STEP_DBSCAN, seconds);
}

static bp_status run_hdbscan(bench *b, double *seconds)
{
    return time_incidents(b, b->one, STEP_HDBSCAN, seconds);
}

static bp_status run_hdbscan_all(bench *b, double *seconds)
{
    return time_incidents(b, b->all, STEP_HDBSCAN, seconds);
}

static bp_status run_kde(bench *b, double *seconds)
{
    return time_incidents(b, b->one, STEP_KDE, seconds);
}

static bp_status run_kde_all(bench *b, double *seconds)
{
    return time_incidents(b, b->all, STEP_KDE, seconds);
}

/* A score made up for each unit, with the residents of the scan, and groups of neighbours as municipalities.
 */
enum { FIELD_COLUMNS = 6, MOST_IN_MUNICIPALITY = 60 };

static bp_status make_field(bench *b, const bp_graph *graph, double *columns, int32_t *municipality,
                            bp_delineate_input *out)
{
    int64_t n = b->points.n;
    int32_t n_municipalities = 0;
    double *score = columns + SCAN_COLUMNS * n, *scratch = score + n;
    fill_scan(b, columns);
    fill_variable(graph, 0, scratch, score);
    bp_status status =
        bp_normalise(b->one, BP_NORMALISE_PERCENTILE, BP_WORSE_HIGH, scratch, NULL, NULL, n, score);
    if (!status)
        status = bench_groups(b, &b->layer.polygons, MOST_IN_MUNICIPALITY, municipality, &n_municipalities);
    *out = (bp_delineate_input){graph,        score, NULL,    columns + 2 * n, NULL,
                                municipality, NULL,  columns, columns + n};
    return status;
}

/* Time a method of areas, or how far its areas are from the heaviest; the result is their weight, or that
 * gap. */
static bp_status time_areas(bench *b, const char *method, bool is_judged, double *seconds)
{
    int64_t n = b->points.n;
    const bp_graph graph = {b->row.n, b->row.offsets, b->row.neighbours, NULL};
    bp_areas areas = BP_AREAS_INIT;
    bp_optimality found = BP_OPTIMALITY_INIT;
    bp_delineate_input input;
    bp_delineate_options options = BP_DELINEATE_OPTIONS_INIT;
    double *columns = malloc(((size_t)n * FIELD_COLUMNS + 1) * sizeof *columns);
    int32_t *municipality = malloc(((size_t)n + 1) * sizeof *municipality);
    bp_status status = columns && municipality ? make_field(b, &graph, columns, municipality, &input)
                                               : bp_context_fail_memory(b->all, (size_t)n);
    options.method = method;
    double start = bench_now();
    if (!status)
        status = bp_delineate(b->all, &input, &options, &areas);
    if (!status && is_judged) {
        start = bench_now();
        status = bp_optimality_of(b->all, &input, &options, &areas, &options.optimal, &found);
    }
    *seconds = bench_now() - start;
    b->result = is_judged ? found.all.gap : 0.0;
    for (int32_t a = 0; !status && !is_judged && a < areas.n_areas; a++)
        b->result += areas.areas[a].weight;
    bp_optimality_clear(&found);
    bp_areas_clear(&areas);
    free(columns);
    free(municipality);
    return status;
}

static bp_status run_levelset(bench *b, double *seconds)
{
    return time_areas(b, "levelset", false, seconds);
}

static bp_status run_optimal(bench *b, double *seconds)
{
    return time_areas(b, "optimal", false, seconds);
}

static bp_status run_gaps(bench *b, double *seconds)
{
    return time_areas(b, "levelset", true, seconds);
}

static bp_status run_hotspots(bench *b, double *seconds)
{
    return time_areas(b, "hotspots", false, seconds);
}

const bench_step bench_clustering_steps[] = {{"skater", run_skater},
                                             {"redcap_ward", run_redcap_ward},
                                             {"redcap_average", run_redcap_average},
                                             {"redcap_complete", run_redcap_complete},
                                             {"redcap_single", run_redcap_single},
                                             {"schc_ward", run_schc_ward},
                                             {"azp_all_threads", run_azp},
                                             {"maxp_all_threads", run_maxp},
                                             {"maxp_tabu_all_threads", run_maxp_tabu},
                                             {"maxp_annealing_all_threads", run_maxp_annealing},
                                             {"scan_999", run_scan},
                                             {"scan_999_all_threads", run_scan_all},
                                             {"scan_ellipses_999_all_threads", run_scan_ellipses_all},
                                             {"areas_levelset_all_threads", run_levelset},
                                             {"areas_optimal_all_threads", run_optimal},
                                             {"areas_levelset_gaps_all_threads", run_gaps},
                                             {"areas_hotspots_all_threads", run_hotspots},
                                             {"scan_flexible_999_all_threads", run_flexible},
                                             {"scan_unrestricted_999_all_threads", run_flexible_unrestricted},
                                             {"dbscan_1m", run_dbscan},
                                             {"dbscan_1m_all_threads", run_dbscan_all},
                                             {"hdbscan_1m", run_hdbscan},
                                             {"hdbscan_1m_all_threads", run_hdbscan_all},
                                             {"kde_1m", run_kde},
                                             {"kde_1m_all_threads", run_kde_all},
                                             {NULL, NULL}};
