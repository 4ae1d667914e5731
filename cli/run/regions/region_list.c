/* Regions from a list of codes: units, or the units of municipalities. */
#include "cli/run/regions/region_list.h"

#include "cli/run/regions/region_members.h"

#include "geo/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A list is three files, or four, and each of them decides what it says. */
static bp_status add_list_inputs(bp_run *run, const bp_list *list, const char *name, const char *role)
{
    const char *const paths[] = {list->manifest_path, list->areas_path, list->members_path, list->parts.path};
    bp_status status = BP_OK;
    for (size_t i = 0; !status && i < sizeof paths / sizeof *paths && paths[i]; i++) {
        const char *slash = strrchr(paths[i], '/');
        char *shown = bp_text_format("list %s: %s", name, slash ? slash + 1 : paths[i]);
        status =
            shown ? bp_run_add_input(run, role, shown, paths[i]) : bp_context_fail_memory(run->context, 0);
        free(shown);
    }
    return status;
}

/* The years that the members' codes are of, from the first to the last. */
static bp_status note_vintage(bp_run *run, const bp_list *list, bp_region_set *out)
{
    const char *first = NULL, *last = NULL;
    for (int64_t k = 0; k < list->n_members; k++) {
        const char *vintage = list->members[k].vintage;
        if (vintage && (!first || strcmp(vintage, first) < 0))
            first = vintage;
        if (vintage && (!last || strcmp(vintage, last) > 0))
            last = vintage;
    }
    if (!first)
        return BP_OK;
    out->vintage = strcmp(first, last) == 0 ? bp_text_copy(first) : bp_text_format("%s to %s", first, last);
    return out->vintage ? BP_OK : bp_context_fail_memory(run->context, 0);
}

bp_status bp_region_set_from_list(bp_run *run, const bp_study_regions *asked, const char *role,
                                  bp_region_set *out)
{
    bp_list *list = NULL;
    bp_status status = bp_list_read(run->context, asked->list, run->study->directory, &list);
    if (status)
        return status;
    if (!asked->name && list->kind != BP_LIST_DESIGNATED)
        status =
            bp_context_fail(run->context, BP_ERROR_INPUT,
                            "%s: the list '%s' is one of a programme; name it under programmes, or set kind: "
                            "designated in it",
                            list->manifest_path, asked->list);
    else if (list->level == BP_LIST_MUNICIPALITY && !run->study->units.municipality.column)
        status =
            bp_context_fail(run->context, BP_ERROR_INPUT,
                            "the list '%s' names municipalities, and the study does not say where a unit's "
                            "municipality is found: add units: {municipality: {column: ...}}",
                            asked->list);
    if (!status)
        status = add_list_inputs(run, list, asked->list, role);
    if (!status)
        status = bp_region_set_allocate(run->context, asked->name, list->n_areas, out);
    for (int i = 0; !status && i < list->n_areas; i++) {
        const bp_list_area *area = &list->areas[i];
        out->id[i] = bp_text_copy(area->id);
        out->title[i] = bp_text_copy(area->name);
        out->certainty[i] = bp_text_copy(area->certainty_members ? area->certainty_members : area->certainty);
        out->source[i] = bp_text_copy(area->source);
        out->phase[i] = bp_text_copy(area->phase);
        out->level[i] = bp_text_copy(area->level);
        out->note[i] = bp_text_copy(area->note);
        out->start[i] = bp_text_copy(area->start);
        out->end[i] = bp_text_copy(area->end);
        if (!out->id[i] || !out->title[i])
            status = bp_context_fail_memory(run->context, 0);
    }
    if (!status)
        status = note_vintage(run, list, out);
    if (!status)
        status = bp_region_add_members(run, list, role, out);
    if (!status)
        status = bp_region_add_parts(run, list, out);
    if (!status && !asked->name)
        status = bp_region_refuse_overlap(run, list->members_path, out);
    bp_list_free(list);
    return status;
}
