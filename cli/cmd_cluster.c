/* brandpunt cluster: units divided into regions, or found to be clusters. */
#include "analysis/regions.h"
#include "cli/cluster/cluster.h"
#include "cli/command.h"
#include "geo/text.h"

#include <stdio.h>
#include <string.h>

enum { METHODS_MOST = 32, LIST_BYTES = 256 };

static const bp_option options[] = {
    {"method", 0, BP_OPTION_TEXT, "NAME", "skater, redcap, schc, azp or maxp; needed", 0, 0},
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
    {"missing", 'm', BP_OPTION_TEXT, "CODES",
     "codes of missing values, with commas between; COLUMN=CODE: of that column alone", 0, 0},
    {"seed", 's', BP_OPTION_INTEGER, "N", "another seed starts elsewhere (default 1)", 0, INT64_MAX},
    {"format", 'f', BP_OPTION_TEXT, "table|json|csv", "of the summary (default: table)", 0, 0},
    BP_WEIGHTS_OPTION_ROWS("FILE", "B"),
};

static const bp_cluster_family families[] = {
    {bp_cluster_is_region_method, bp_cluster_make_regions},
};

static bp_status fail_method(bp_call *call, const char *method)
{
    const char *names[METHODS_MOST];
    char list[LIST_BYTES] = "";
    int n = 0;
    for (; n < bp_n_regions_methods && n < METHODS_MOST; n++)
        names[n] = bp_regions_methods[n].name;
    size_t used = 0;
    for (int i = 0; i < n && used < sizeof list; i++)
        used += (size_t)snprintf(list + used, sizeof list - used, "%s%s",
                                 i == 0      ? ""
                                 : i < n - 1 ? ", "
                                             : " or ",
                                 names[i]);
    if (!method)
        return bp_context_fail(call->context, BP_ERROR_ARGUMENT, "cluster: --method is missing: %s", list);
    const char *nearest = bp_text_nearest(method, names, n);
    return bp_context_fail(call->context, BP_ERROR_ARGUMENT,
                           "cluster: --method: found '%s', expected %s%s%s%s", method, list,
                           nearest ? "; did you mean '" : "", nearest ? nearest : "", nearest ? "'?" : "");
}

static bp_status run(bp_call *call)
{
    const char *method = bp_call_text(call, "method", NULL);
    for (size_t f = 0; method && f < sizeof families / sizeof *families; f++)
        if (families[f].has(method)) {
            bp_status status = bp_cluster_check_options(call, method);
            return status ? status : families[f].run(call, method);
        }
    return fail_method(call, method);
}

const bp_command bp_command_cluster = {
    .name = "cluster",
    .synopsis = "FILE COLUMN... [OUT] --method NAME [options]",
    .summary = "divide units into regions that are alike inside",
    .description = "The units of the layer FILE divided into connected regions in which the COLUMNs\n"
                   "differ as little as can be. OUT (.gpkg, .geojson, .shp or .csv) gets the number\n"
                   "of the region of every unit, 1 being the one with most units; what the regions\n"
                   "hold and explain is printed. A unit without a value is in no region. Units are\n"
                   "neighbours when they share a point (--queen) unless you say otherwise; -k is\n"
                   "short for --knn, --k is the number of regions.\n\n"
                   "Examples:\n"
                   "  brandpunt cluster units.gpkg income crime regions.gpkg --method skater --k 8\n"
                   "  brandpunt cluster units.gpkg score --method schc --size residents \\\n"
                   "      --ceiling 30000 --within municipality\n"
                   "  brandpunt cluster units.gpkg income areas.csv --method maxp \\\n"
                   "      --size residents --floor 25000",
    .options = options,
    .n_options = (int)(sizeof options / sizeof *options),
    .least_arguments = 2,
    .most_arguments = BP_COLUMNS_MOST,
    .run = run,
};
