#include "cli/run/run.h"

#include "geo/read.h"
#include "geo/source.h"
#include "geo/text.h"

#include <stdlib.h>
#include <string.h>

const char *const bp_kind_names[2] = {"designated", "proposed"};

static bp_status add_input(bp_run *run, const char *role, const char *shown, bp_run_input input)
{
    bp_run_input *grown =
        (bp_run_input *)realloc(run->inputs, (size_t)(run->n_inputs + 1) * sizeof *run->inputs);
    if (!grown)
        return bp_context_fail_memory(run->context, 0);
    run->inputs = grown;
    input.role = bp_text_copy(role);
    input.path = bp_text_copy(shown);
    if (!input.role || !input.path) {
        free(input.role);
        free(input.path);
        return bp_context_fail_memory(run->context, 0);
    }
    run->inputs[run->n_inputs++] = input;
    return BP_OK;
}

bp_status bp_run_add_input(bp_run *run, const char *role, const char *shown, const char *path)
{
    bp_run_input input = {NULL, NULL, "", false, NULL, NULL, -1};
    bp_status status = bp_file_sha256(run->context, path, input.sha256);
    return status ? status : add_input(run, role, shown, input);
}

/* What was read of the last input. */
static bp_status describe_input(bp_run *run, const bp_layer *layer)
{
    bp_run_input *input = &run->inputs[run->n_inputs - 1];
    const char *crs = layer->crs.code ? layer->crs.code : layer->crs.name;
    input->n_rows = layer->table.n_rows;
    input->layer = bp_text_copy(layer->table.layer);
    input->crs = layer->polygons.n_units > 0 ? bp_text_copy(crs ? crs : "no CRS") : NULL;
    bool lost = (layer->table.layer && !input->layer) || (layer->polygons.n_units > 0 && !input->crs);
    return lost ? bp_context_fail_memory(run->context, 0) : BP_OK;
}

bp_status bp_run_add_source(bp_run *run, const char *role, const char *shown, const char *path,
                            const bp_layer *layer)
{
    bp_run_input input = {NULL, NULL, "", true, NULL, NULL, -1};
    if (bp_source_is_local(path)) {
        bp_status added = bp_run_add_input(run, role, shown, path);
        return added ? added : describe_input(run, layer);
    }
    bool has_polygons = layer->polygons.n_units > 0;
    bp_status status = bp_content_sha256(run->context, &layer->table, has_polygons ? &layer->polygons : NULL,
                                         &layer->crs, input.sha256);
    if (!status)
        status = add_input(run, role, shown, input);
    return status ? status : describe_input(run, layer);
}

const char *bp_run_file_name(const char *path)
{
    const char *name = path;
    for (const char *c = path; *c; c++) {
        bool separates = *c == '/';
#ifdef _WIN32
        separates = separates || *c == '\\';
#endif
        if (separates)
            name = c + 1;
    }
    return name;
}

bool bp_run_is_absent(const bp_run *run, const char *path)
{
    return bp_context_failure_count(run->context) > 0 && path && !bp_source_exists(path);
}
