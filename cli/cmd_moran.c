/* brandpunt moran: is a whole map more alike among neighbours than chance would have it? */
#include "analysis/moran.h"
#include "cli/command.h"
#include "cli/statistic_global.h"

static const bp_option options[] = {
    BP_GLOBAL_OPTION_ROWS("W"),
    {"bivariate", 0, BP_OPTION_FLAG, NULL, "two columns: a unit's first with its neighbours' second", 0, 0},
    BP_RATES_OPTION_ROWS,
};

static bp_status compute_plain(bp_global_job *job)
{
    bp_global found;
    bp_shuffled shuffled;
    bp_context *context = job->statistic->context;
    bp_status status = bp_moran(context, &job->input, &found);
    if (!status && job->input.permutations > 0)
        status = bp_moran_permute(context, &job->input, &shuffled);
    if (status)
        return status;
    bp_global_add(job, "I", &found, &shuffled);
    return BP_OK;
}

static bp_status compute_bivariate(bp_global_job *job)
{
    bp_moran_pair found;
    bp_status status = bp_moran_bivariate(job->statistic->context, &job->input, job->statistic->names[1],
                                          job->statistic->values[1].value, &found);
    if (status)
        return status;
    bp_global_add_moments(job, "I(xy)", "randomisation", found.statistic, &found.moments, found.n,
                          found.n_islands);
    if (job->input.permutations > 0)
        bp_global_add_shuffled(job, "I(xy)", &found.shuffled, found.n, found.n_islands);
    return BP_OK;
}

static bp_status run(bp_call *call)
{
    const bp_statistic_kind kind = {false, BP_WEIGHTS_ROW, BP_ALTERNATIVE_TWO_SIDED};
    bool bivariate = bp_call_has(call, "bivariate"), rates = bp_call_has(call, "rates");
    if (bivariate && rates)
        return bp_context_fail(call->context, BP_ERROR_ARGUMENT,
                               "moran: --bivariate and --rates do not go together");
    return bp_statistic_run(call, &kind, bivariate || rates, rates,
                            bivariate ? compute_bivariate : compute_plain);
}

const bp_command bp_command_moran = {
    .name = "moran",
    .synopsis = "FILE COLUMN... [options]",
    .summary = "Moran's I of whole maps: are neighbours alike?",
    .description = "Moran's I of every COLUMN of the layer FILE, with its moments under normality\n"
                   "and randomisation and where it stands among random arrangements of the\n"
                   "values. Neighbours share a point (--queen) and weigh the same in every row\n"
                   "(--style W) unless you say otherwise. Units without a value take part in\n"
                   "nothing.\n\n"
                   "Examples:\n"
                   "  brandpunt moran units.gpkg income unemployment\n"
                   "  brandpunt moran units.gpkg income --knn 8 --permutations 99999 --format json\n"
                   "  brandpunt moran units.gpkg crimes residents --rates",
    .options = options,
    .n_options = (int)(sizeof options / sizeof *options),
    .least_arguments = 2,
    .most_arguments = BP_COLUMNS_MOST,
    .run = run,
};
