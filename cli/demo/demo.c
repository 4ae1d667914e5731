#include "cli/demo/demo.h"

#include "cli/demo/build.h"
#include "cli/demo/files.h"
#include "geo/folder.h"

#include <inttypes.h>
#include <math.h>

static void summarise(const bp_demo_country *country, bp_demo_summary *out)
{
    bp_demo_summary s = {0};
    s.n_units = country->n;
    s.n_municipalities = country->n_municipalities;
    s.n_wijken = country->n_wijken;
    s.n_areas = country->n_areas;
    s.n_islands = bp_graph_count_islands(&country->graph);
    for (int32_t a = 0; a < country->n_areas; a++)
        s.n_designated += country->areas[a].designated;
    for (int64_t u = 0; u < country->n; u++) {
        s.residents += country->population[u];
        s.n_uninhabited += country->population[u] == 0;
        s.planted_units += country->area[u] >= 0;
        s.planted_residents += country->area[u] >= 0 ? country->population[u] : 0;
        for (int j = 0; country->population[u] > 0 && j < BP_DEMO_INDICATORS; j++) {
            s.n_cells++;
            s.missing_cells += isnan(country->indicator[j][u]) ? 1 : 0;
        }
    }
    *out = s;
}

bp_status bp_demo_write(bp_context *context, const bp_demo_options *options, const char *directory,
                        bp_demo_summary *summary)
{
    bp_demo_country country = {0};
    bp_folder folder = BP_FOLDER_INIT;
    if (options->n_units < BP_DEMO_MIN_UNITS || options->n_units > BP_DEMO_MAX_UNITS)
        return bp_context_fail(context, BP_ERROR_ARGUMENT,
                               "demo country: %" PRId64 " units were asked for; give a number from %d to %d",
                               options->n_units, BP_DEMO_MIN_UNITS, BP_DEMO_MAX_UNITS);
    if (!(options->noise >= 0.0 && options->noise <= BP_DEMO_MOST_NOISE))
        return bp_context_fail(context, BP_ERROR_ARGUMENT,
                               "demo country: a noise of %g was asked for; give a number from 0 to %g",
                               options->noise, BP_DEMO_MOST_NOISE);
    /* The folder first: that it is in the way must not come out after a minute of work. */
    bp_status status = bp_folder_begin(context, directory, NULL, &folder);
    if (status)
        return status;
    status = bp_demo_country_make(context, options, &country);
    if (status)
        goto done;
    bp_context_progress(context, 0.5);
    status = bp_demo_files_write(context, &country, &folder);
    if (!status)
        status = bp_folder_commit(context, &folder);
    if (status)
        goto done;
    bp_context_progress(context, 1.0);
    if (summary)
        summarise(&country, summary);
done:
    bp_folder_abandon(&folder);
    bp_demo_country_clear(&country);
    return status;
}
