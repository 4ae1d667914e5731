/* brandpunt demo: make a country to try things on. */
#include "cli/command.h"
#include "cli/demo/demo.h"
#include "cli/terminal.h"
#include "geo/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

static const bp_option options[] = {
    {"units", 'u', BP_OPTION_INTEGER, "N", "number of units, 200 to 1000000 (default 2000)",
     BP_DEMO_MIN_UNITS, BP_DEMO_MAX_UNITS},
    {"seed", 's', BP_OPTION_INTEGER, "S", "another seed makes another country (default 1)", 0, INT64_MAX},
    {"noise", 0, BP_OPTION_TEXT, "F", "factor on the noise in its figures, 0 to 100 (default 1)", 0, 0},
};

static void print_summary(const bp_demo_summary *s, const bp_demo_options *made, const char *directory)
{
    char units[32], residents[32], planted[32];
    printf("%s: a made-up country, seed %" PRIu64 "\n", directory, made->seed);
    printf("  %s units in %" PRId32 " municipalities, %s residents; %" PRId64
           " units without residents, %" PRId64 " islands\n",
           bp_text_count(s->n_units, units), s->n_municipalities, bp_text_count(s->residents, residents),
           s->n_uninhabited, s->n_islands);
    printf("  %" PRId32 " planted problem areas (truth.csv): %" PRId64 " units, %s residents; %" PRId32
           " of them are designated\n",
           s->n_areas, s->planted_units, bp_text_count(s->planted_residents, planted), s->n_designated);
    printf("Next: brandpunt run %s/study.yaml --output %s-run\n", directory, directory);
}

static bp_status read_noise(const bp_call *call, double *out)
{
    const char *text = bp_call_text(call, "noise", NULL);
    char *end = NULL;
    if (!text)
        return BP_OK;
    double value = strtod(text, &end);
    if (end == text || *end)
        return bp_context_fail(call->context, BP_ERROR_ARGUMENT,
                               "demo: --noise: found '%s', expected a number, 0 to %g", text,
                               BP_DEMO_MOST_NOISE);
    *out = value;
    return BP_OK;
}

static bp_status run(bp_call *call)
{
    bp_demo_options made = BP_DEMO_OPTIONS_INIT;
    bp_demo_summary summary;
    made.n_units = bp_call_integer(call, "units", made.n_units);
    made.seed = (uint64_t)bp_call_integer(call, "seed", (int64_t)made.seed);
    bp_status status = read_noise(call, &made.noise);
    bp_progress_begin(call->progress, "demo country");
    if (!status)
        status = bp_demo_write(call->context, &made, call->arguments[0], &summary);
    bp_progress_end(call->progress);
    if (status)
        return status;
    if (bp_progress_quiet(call->progress))
        return BP_OK;
    for (size_t i = 0; i < bp_context_warning_count(call->context); i++)
        bp_terminal_say("brandpunt: warning:", bp_context_warning_at(call->context, i)->text);
    print_summary(&summary, &made, call->arguments[0]);
    return BP_OK;
}

const bp_command bp_command_demo = {
    .name = "demo",
    .synopsis = "DIR [--units N] [--seed S] [--noise F]",
    .summary = "make a made-up country with planted problem areas, to try things on",
    .description = "Make a new folder DIR with a country that does not exist: boundaries,\n"
                   "indicators, designated areas, the regions of a programme, a study that is ready\n"
                   "to run, and truth.csv with the problem areas that were planted. The same seed\n"
                   "makes the same files, byte for byte.\n\n"
                   "Up to about 16,000 units have the size of real neighbourhoods; with more of them\n"
                   "the country stays as large as it is and the units shrink.\n\n"
                   "Examples:\n"
                   "  brandpunt demo demo\n"
                   "  brandpunt demo other --units 5000 --seed 7",
    .options = options,
    .n_options = (int)(sizeof options / sizeof *options),
    .least_arguments = 1,
    .most_arguments = 1,
    .run = run,
};
