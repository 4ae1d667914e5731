/* Styles and the project for QGIS. */
#include "cli/qgis/write.h"
#include "cli/run/project.h"

#include "geo/text.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

bp_status bp_run_show_layer(bp_run *run, const bp_layer *layer, bp_run_shown shown)
{
    bp_qgis_layer_options options = {shown.file, shown.name, shown.has_json, shown.is_apart,
                                     BP_THEME_OPTIONS_INIT};
    options.themes.layer = shown.kind;
    options.themes.base = run->study->areas.base;
    options.themes.n_domains = run->study->n_domains;
    options.themes.words = run->words;
    return bp_qgis_layers_add(run->context, &run->shown, layer, &options);
}

/* Put a source behind a list of them, once. False when memory ran out. */
static bool add_source(char **list, const char *text, int64_t year)
{
    char *source = year ? bp_text_format("%s, %" PRId64, text, year) : bp_text_copy(text);
    if (!source)
        return false;
    if (!strstr(*list, source)) {
        char *longer = bp_text_format("%s%s%s", *list, **list ? "; " : "", source);
        free(*list);
        *list = longer;
    }
    free(source);
    return *list != NULL;
}

/* Whose figures they are as the study says, else the files that were read; to free(). */
static char *list_sources(const bp_run *run)
{
    char *list = bp_text_copy("");
    bool is_whole = list != NULL;
    for (int t = -1; is_whole && t < run->study->n_tables; t++) {
        const bp_study_origin *origin = t < 0 ? &run->study->units.origin : &run->study->tables[t].origin;
        if (origin->attribution)
            is_whole = add_source(&list, origin->attribution, origin->year);
    }
    for (int i = 0; is_whole && list[0] == '\0' && i < run->n_inputs; i++)
        if (strcmp(run->inputs[i].role, "units") == 0)
            is_whole = add_source(&list, run->inputs[i].path, 0);
    return list;
}

bp_status bp_run_write_project(bp_run *run, const bp_folder *folder)
{
    bp_progress_begin(run->progress, "write styles and project");
    char *sources = list_sources(run);
    const bp_qgis_project project = {&run->shown,       &run->units.layer.crs,
                                     run->study->title, sources,
                                     run->words,        run->study->units.called == BP_UNIT_DISTRICT};
    bp_status status =
        sources ? bp_qgis_write(run->context, &project, folder) : bp_context_fail_memory(run->context, 0);
    free(sources);
    return status;
}
