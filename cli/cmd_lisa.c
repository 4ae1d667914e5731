/* brandpunt lisa: local statistics, which say where. */
#include "cli/command.h"
#include "cli/lisa.h"

static const bp_option options[] = {
    BP_STATISTIC_OPTION_ROWS("W; gi, gi_star and joincount: B"),
    {"statistic", 0, BP_OPTION_TEXT, "moran|geary|gi|gi_star|joincount", "(default: moran)", 0, 0},
    {"correction", 'c', BP_OPTION_TEXT, "none|bonferroni|holm|fdr|by", "of p (default: none)", 0, 0},
    {"alpha", 0, BP_OPTION_TEXT, "A", "significant from here down (default 0.05)", 0, 0},
    {"inference", 0, BP_OPTION_TEXT, "permutation|plain|analytic",
     "(default: permutation; plain: unit by unit)", 0, 0},
    {"stop-after", 0, BP_OPTION_INTEGER, "N", "plain: stop a unit after N draws as extreme as it", 1,
     10000000},
    {"moments", 0, BP_OPTION_TEXT, "conditional|total", "of z (default: conditional)", 0, 0},
    {"divisor", 0, BP_OPTION_TEXT, "n|n-1", "n is moran's default, as spdep; n-1 geary's, as GeoDa", 0, 0},
    {"bivariate", 0, BP_OPTION_FLAG, NULL, "moran, joincount: a unit's first column, its neighbours' second",
     0, 0},
    BP_RATES_OPTION_ROWS,
    {"quantile", 0, BP_OPTION_TEXT, "K/N", "joincount: 1 is a value in the K-th of N quantiles", 0, 0},
};

static bp_status run(bp_call *call)
{
    bp_lisa lisa = {0};
    bp_status status = bp_lisa_open(call, &lisa);
    if (!status)
        status = bp_lisa_compute(&lisa);
    if (!status)
        status = bp_lisa_write(&lisa);
    if (!status)
        status = bp_lisa_print(&lisa);
    bp_lisa_clear(&lisa);
    return status;
}

const bp_command bp_command_lisa = {
    .name = "lisa",
    .synopsis = "FILE COLUMN... [OUT] [options]",
    .summary = "local statistics: where are neighbours alike, or high?",
    .description = "A local statistic of every unit of the layer FILE: local Moran's I, local\n"
                   "Geary's c (of several columns at once, too), Gi, Gi* or local join counts (of\n"
                   "several columns: co-location). OUT (.gpkg, .geojson, .shp or .csv) gets the\n"
                   "statistic, its expectation, variance and z, the p-value, the corrected q and\n"
                   "the cluster of every unit; how many units are in which cluster is printed. A\n"
                   "unit without a value takes part in nothing, one without neighbours has no\n"
                   "statistic.\n\n"
                   "Examples:\n"
                   "  brandpunt lisa units.gpkg income clusters.gpkg\n"
                   "  brandpunt lisa units.gpkg score hot.gpkg --statistic gi_star \\\n"
                   "      --permutations 99999 --correction fdr\n"
                   "  brandpunt lisa units.gpkg income --statistic joincount --quantile 1/5\n"
                   "  brandpunt lisa units.gpkg crimes residents rates.gpkg --rates",
    .options = options,
    .n_options = (int)(sizeof options / sizeof *options),
    .least_arguments = 2,
    .most_arguments = BP_COLUMNS_MOST,
    .run = run,
};
