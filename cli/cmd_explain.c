/* brandpunt explain: why a place is in, or why not, from the folder of a run. */
#include "cli/command.h"
#include "cli/explain/past.h"
#include "cli/explain/place.h"

#include <string.h>
#include <stdio.h>
#include <math.h>

static const bp_option options[] = {
    {"lang", 'l', BP_OPTION_TEXT, "L", "nl or en (default: that of the terminal)", 0, 0},
    {"format", 'f', BP_OPTION_TEXT, "F", "text (default) or json", 0, 0},
};

static bp_status run(bp_call *call)
{
    bp_past past = {0};
    bp_place place = {BP_PLACE_UNIT, 0};
    bp_status status = bp_past_read(call->context, call->arguments[0], &past);
    if (!status)
        status = bp_place_find(call->context, &past, call->arguments[1], &place);
    if (!status) {
        bp_what_if w = bp_past_what_if(&past);
        for (int k = -1; k < past.n_indicators; k++) {
            bp_change_request r = {place.index, place.index, k, NAN};
            bp_change c;
            status = bp_change_find(call->context, &w, &r, &c);
            if (status) break;
            printf("%d found %d from %g to %g step %g limit %g pos %g -> %g area %d pop %g n %lld\n", k, c.is_found, c.from, c.to, c.step, c.limit, c.position_before, c.position_after, c.area, c.population, (long long)c.n_applied);
        }
    }
    bp_past_clear(&past);
    return status;
}

const bp_command bp_command_explain = {
    .name = "explain",
    .synopsis = "RUN PLACE [options]",
    .summary = "why a place is in, or why not, and what would change it",
    .description = "",
    .options = options,
    .n_options = (int)(sizeof options / sizeof *options),
    .least_arguments = 2,
    .most_arguments = 2,
    .run = run,
};
