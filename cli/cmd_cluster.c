/* brandpunt cluster: units divided into regions, or found to be clusters. */
#include "analysis/scan_flexible.h"
#include "cli/cluster/cluster.h"
#include "cli/command.h"

static const bp_option options[] = {
    {"method", 0, BP_OPTION_TEXT, "skater|redcap|schc|azp|maxp|scan|dbscan|hdbscan|kde", "needed", 0, 0},
    {"k", 0, BP_OPTION_INTEGER, "K", "number of regions", 1, INT32_MAX},
    {"floor", 0, BP_OPTION_TEXT, "F", "least that a region holds of --size, or units", 0, 0},
    {"ceiling", 0, BP_OPTION_TEXT, "C", "most that it holds", 0, 0},
    {"size", 0, BP_OPTION_TEXT, "COLUMN", "what floor and ceiling count (default: units)", 0, 0},
    {"within", 0, BP_OPTION_TEXT, "COLUMN", "a region stays within one value of it", 0, 0},
    {"standardise", 0, BP_OPTION_TEXT, "none|z|rank|minmax", "of the columns (default: z, by n - 1)", 0, 0},
    {"linkage", 0, BP_OPTION_TEXT, "single|complete|average|ward", "redcap, schc (default: ward)", 0, 0},
    {"redcap-order", 0, BP_OPTION_TEXT, "first|full", "redcap: linkage by links alone, or all pairs", 0, 0},
    {"search", 0, BP_OPTION_TEXT, "greedy|tabu|annealing", "azp, maxp (default: greedy)", 0, 0},
    {"starts", 0, BP_OPTION_INTEGER, "N", "azp, maxp: the best of N is kept (default 10)", 1, 100000},
    {"tabu-length", 0, BP_OPTION_INTEGER, "N", "tabu: moves that stay forbidden (default 10)", 1, 1000000},
    {"cooling", 0, BP_OPTION_TEXT, "C", "annealing: factor of each round, below 1 (default 0.85)", 0, 0},
    {"objective", 0, BP_OPTION_TEXT, "ss|pairwise", "azp, maxp: what is made small (default: ss)", 0, 0},
    {"leave-out-small", 0, BP_OPTION_FLAG, NULL, "parts that cannot reach the floor are in no region", 0, 0},
    {"model", 0, BP_OPTION_TEXT, "poisson|bernoulli|normal", "scan (default: poisson)", 0, 0},
    {"cases", 0, BP_OPTION_TEXT, "COLUMN", "scan: poisson, bernoulli: cases", 0, 0},
    {"population", 0, BP_OPTION_TEXT, "COLUMN", "scan: persons at risk; normal: weights", 0, 0},
    {"expected", 0, BP_OPTION_TEXT, "COLUMN", "scan: poisson: expected cases", 0, 0},
    {"shape", 0, BP_OPTION_TEXT, "circle|ellipse|flexible", "scan: of the windows (default: circle)", 0, 0},
    {"nearest", 0, BP_OPTION_INTEGER, "K", "flexible: windows among the K nearest units (default 15)", 1,
     BP_SCAN_MOST_NEAREST},
    {"restrict", 0, BP_OPTION_TEXT, "A", "flexible: of units with a mid-p below A (default 0.2; 1: of all)",
     0, 0},
    {"direction", 0, BP_OPTION_TEXT, "high|low|both", "scan: what is sought (default: high)", 0, 0},
    {"most-share", 0, BP_OPTION_TEXT, "S", "scan: most of the population in a window (default 0.5)", 0, 0},
    {"most-residents", 0, BP_OPTION_TEXT, "N", "scan: the same as a number", 0, 0},
    {"most-units", 0, BP_OPTION_INTEGER, "N", "scan: most units in a window", 1, INT32_MAX},
    {"most-radius", 0, BP_OPTION_TEXT, "M", "scan: largest radius in metres", 0, 0},
    {"replicates", 0, BP_OPTION_INTEGER, "N", "scan: maps drawn by chance (default 999; 0: no p)", 0,
     9999999},
    {"stop-at", 0, BP_OPTION_INTEGER, "N", "scan: draw no more once N maps are as striking", 1, 9999999},
    {"gini", 0, BP_OPTION_FLAG, NULL, "scan: largest size by the Gini coefficient", 0, 0},
    {"alpha", 0, BP_OPTION_TEXT, "A", "scan: further clusters with p up to A (default 0.05)", 0, 0},
    {"eps", 0, BP_OPTION_TEXT, "M", "dbscan: points within M metres are near each other", 0, 0},
    {"min-points", 0, BP_OPTION_TEXT, "N", "dbscan: so many near, itself counted, are dense (default 5)", 0,
     0},
    {"min-cluster-size", 0, BP_OPTION_INTEGER, "N", "hdbscan: fewer points are no cluster (default 5)", 2,
     INT32_MAX},
    {"min-samples", 0, BP_OPTION_INTEGER, "N", "hdbscan: points that density looks at (default: the same)", 1,
     INT32_MAX},
    {"selection", 0, BP_OPTION_TEXT, "mass|leaves", "hdbscan: lasting or smallest clusters (default: mass)",
     0, 0},
    {"allow-one", 0, BP_OPTION_FLAG, NULL, "hdbscan: all points may be the one cluster", 0, 0},
    {"bandwidth", 0, BP_OPTION_TEXT, "M", "kde: metres that a point is spread over (default: by rule)", 0, 0},
    {"adaptive", 0, BP_OPTION_INTEGER, "K", "kde: a point is spread as far as its K nearest", 1, INT32_MAX},
    {"smoothing", 0, BP_OPTION_TEXT, "quartic|gaussian|epanechnikov|triangular|uniform",
     "kde (default: quartic)", 0, 0},
    {"cell", 0, BP_OPTION_TEXT, "M", "kde: side of a cell (default: a fifth of the bandwidth)", 0, 0},
    {"count", 0, BP_OPTION_TEXT, "COLUMN", "dbscan, kde: how many a point stands for (default: 1)", 0, 0},
    {"x", 0, BP_OPTION_TEXT, "COLUMN", "points: coordinate to the east, with --y and --crs", 0, 0},
    {"y", 0, BP_OPTION_TEXT, "COLUMN", "points: coordinate to the north", 0, 0},
    {"crs", 0, BP_OPTION_TEXT, "CRS", "points: of --x and --y, EPSG:28992", 0, 0},
    {"hulls", 0, BP_OPTION_TEXT, "FILE", "dbscan, hdbscan: write outlines of the clusters", 0, 0},
    {"hull-ratio", 0, BP_OPTION_TEXT, "R", "0: tight, 1: convex (default 0.3)", 0, 0},
    {"hull-margin", 0, BP_OPTION_TEXT, "M", "metres around the outlines (default 0)", 0, 0},
    {"units", 0, BP_OPTION_TEXT, "FILE", "points: polygons to tell shares of, with --shares", 0, 0},
    {"units-layer", 0, BP_OPTION_TEXT, "NAME", "points: layer of that file (default: the only one)", 0, 0},
    {"units-id", 0, BP_OPTION_TEXT, "COLUMN", "points: ids of the units (default: row numbers)", 0, 0},
    {"shares", 0, BP_OPTION_TEXT, "FILE", "points: write what each unit has", 0, 0},
    {"missing", 'm', BP_OPTION_TEXT, "CODES",
     "codes of missing values, with commas between; COLUMN=CODE: of that column alone", 0, 0},
    {"seed", 's', BP_OPTION_INTEGER, "N", "another seed starts elsewhere (default 1)", 0, INT64_MAX},
    {"format", 'f', BP_OPTION_TEXT, "table|json|csv", "of the summary (default: table)", 0, 0},
    BP_WEIGHTS_OPTION_ROWS("FILE", "B"),
};

static const bp_cluster_family families[] = {
    {bp_cluster_is_region_method, bp_cluster_make_regions},
    {bp_cluster_is_scan, bp_cluster_make_scan},
    {bp_cluster_is_points, bp_cluster_make_points},
};

static bp_status run(bp_call *call)
{
    const char *method = bp_call_text(call, "method", NULL);
    for (size_t f = 0; method && f < sizeof families / sizeof *families; f++)
        if (families[f].has(method)) {
            bp_status status = bp_cluster_check_options(call, method);
            return status ? status : families[f].run(call, method);
        }
    return bp_context_fail(call->context, BP_ERROR_ARGUMENT,
                           "cluster: --method is missing: skater, redcap, schc, azp, maxp, scan, dbscan, "
                           "hdbscan or kde");
}

const bp_command bp_command_cluster = {
    .name = "cluster",
    .synopsis = "FILE [COLUMN...] [OUT] --method NAME [options]",
    .summary = "regions that are alike inside, or clusters of cases or points",
    .description = "The units of the layer FILE divided into connected regions in which the COLUMNs\n"
                   "differ as little as can be (skater, redcap, schc, azp, maxp), or searched for\n"
                   "circles, ellipses or connected sets with more cases than chance explains\n"
                   "(scan). Or FILE has points, such as incidents, searched for clusters (dbscan,\n"
                   "hdbscan) or smoothed (kde); OUT is then a .csv of the points, or the grid of\n"
                   "densities. OUT (.gpkg, .geojson, .shp or .csv) gets the number of the region of\n"
                   "every unit, 1 being the one with most units, or of its cluster, 1 being the most\n"
                   "likely one; what they hold is printed. A unit without a value is in none. Units\n"
                   "are neighbours when they share a point (--queen) unless you say otherwise; -k is\n"
                   "short for --knn, --k is the number of regions.\n\n"
                   "Examples:\n"
                   "  brandpunt cluster units.gpkg income score regions.gpkg --method skater --k 8\n"
                   "  brandpunt cluster units.gpkg score --method schc --size residents \\\n"
                   "      --ceiling 30000 --format csv\n"
                   "  brandpunt cluster units.gpkg income parts.csv --method maxp \\\n"
                   "      --size residents --floor 25000\n"
                   "  brandpunt cluster units.gpkg cases.gpkg --method scan --cases crimes \\\n"
                   "      --population residents --most-residents 25000\n"
                   "  brandpunt cluster thefts.gpkg thefts.csv --method dbscan --eps 100 \\\n"
                   "      --min-points 10 --hulls spots.gpkg --units units.gpkg --shares shares.csv",
    .options = options,
    .n_options = (int)(sizeof options / sizeof *options),
    .least_arguments = 1,
    .most_arguments = BP_COLUMNS_MOST,
    .run = run,
};
