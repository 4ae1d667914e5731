/* brandpunt getis: do high values, or low ones, lie together on a whole map? */
#include "analysis/getis_global.h"
#include "cli/command.h"
#include "cli/statistic_global.h"

static const bp_option options[] = {
    BP_GLOBAL_OPTION_ROWS("B"),
};

static bp_status compute(bp_global_job *job)
{
    bp_global found;
    bp_shuffled shuffled;
    bp_context *context = job->statistic->context;
    bp_status status = bp_getis_global(context, &job->input, &found);
    if (!status && job->input.permutations > 0)
        status = bp_getis_global_permute(context, &job->input, &shuffled);
    if (status)
        return status;
    bp_global_add(job, "G", &found, &shuffled);
    return BP_OK;
}

static bp_status run(bp_call *call)
{
    const bp_statistic_kind kind = {false, BP_WEIGHTS_BINARY, BP_ALTERNATIVE_TWO_SIDED};
    return bp_statistic_run(call, &kind, false, false, compute);
}

const bp_command bp_command_getis = {
    .name = "getis",
    .synopsis = "FILE COLUMN... [options]",
    .summary = "the general G of whole maps: do high values lie together?",
    .description = "The general G of Getis and Ord for every COLUMN of the layer FILE, with its\n"
                   "moments under randomisation and where it stands among random arrangements of\n"
                   "the values. G above its expectation: high values lie together; below: low ones\n"
                   "do. Weights are binary (--style B) unless you say otherwise; values must not be\n"
                   "negative.\n\n"
                   "Examples:\n"
                   "  brandpunt getis units.gpkg crimes\n"
                   "  brandpunt getis units.gpkg crimes --band 2000",
    .options = options,
    .n_options = (int)(sizeof options / sizeof *options),
    .least_arguments = 2,
    .most_arguments = BP_COLUMNS_MOST,
    .run = run,
};
