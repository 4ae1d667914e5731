/* brandpunt geary: how far neighbours are apart on a whole map. */
#include "analysis/geary.h"
#include "cli/command.h"
#include "cli/statistic_global.h"

static const bp_option options[] = {
    BP_GLOBAL_OPTION_ROWS("W"),
    {"sign", 0, BP_OPTION_TEXT, "plain|spdep",
     "of z (default: plain; spdep: positive where like is near like)", 0, 0},
};

static const char *const signs[] = {"plain", "spdep", NULL};

static bp_status compute(bp_global_job *job)
{
    bp_global found;
    bp_shuffled shuffled;
    bp_context *context = job->statistic->context;
    int sign = BP_GEARY_PLAIN;
    bp_status status = bp_statistic_word(job->statistic->call, "sign", signs, &sign);
    if (!status)
        status = bp_geary(context, &job->input, (bp_geary_sign)sign, &found);
    if (!status && job->input.permutations > 0)
        status = bp_geary_permute(context, &job->input, &shuffled);
    if (status)
        return status;
    int is_turned = sign == BP_GEARY_REVERSED && job->input.permutations > 0;
    if (is_turned) {
        /* Greater and less change places with the sign, for draws as for z. */
        int64_t n_ge = shuffled.tally.n_ge;
        shuffled.tally.n_ge = shuffled.tally.n_le;
        shuffled.tally.n_le = n_ge;
    }
    bp_global_add(job, "C", &found, &shuffled);
    if (is_turned)
        job->rows[*job->n - 1].z = -job->rows[*job->n - 1].z;
    return BP_OK;
}

static bp_status run(bp_call *call)
{
    const bp_statistic_kind kind = {false, BP_WEIGHTS_ROW, BP_ALTERNATIVE_TWO_SIDED};
    return bp_statistic_run(call, &kind, false, false, compute);
}

const bp_command bp_command_geary = {
    .name = "geary",
    .synopsis = "FILE COLUMN... [options]",
    .summary = "Geary's C of whole maps: how far are neighbours apart?",
    .description = "Geary's C of every COLUMN of the layer FILE, with its moments under normality\n"
                   "and randomisation and where it stands among random arrangements of the\n"
                   "values. C is 1 by chance, less where like is near like. z is\n"
                   "(C - expectation) / deviation; --sign spdep turns it round, and 'greater' and\n"
                   "'less' with it.\n\n"
                   "Examples:\n"
                   "  brandpunt geary units.gpkg income\n"
                   "  brandpunt geary units.gpkg income --rook --sign spdep --analytic",
    .options = options,
    .n_options = (int)(sizeof options / sizeof *options),
    .least_arguments = 2,
    .most_arguments = BP_COLUMNS_MOST,
    .run = run,
};
