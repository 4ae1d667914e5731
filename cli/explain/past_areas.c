/* The areas of a run as areas.csv and units.gpkg have them. */
#include "cli/explain/past.h"

#include "geo/bitmap.h"
#include "geo/folder.h"
#include "geo/read.h"

#include <stdlib.h>
#include <string.h>

static bp_status read_table(bp_context *context, bp_past *past)
{
    bp_status status = BP_OK;
    bp_read_options options = BP_READ_OPTIONS_INIT;
    char *path = bp_path_join(past->directory, "areas.csv");
    if (!path)
        return bp_context_fail_memory(context, 0);
    if (!bp_path_exists(path))
        status = bp_context_fail(context, BP_ERROR_INPUT,
                                 "%s: has no areas.csv, in which a run lists its areas; run the study again",
                                 past->directory);
    if (!status)
        status = bp_table_read(context, path, &options, &past->areas_table);
    if (!status &&
        (bp_table_find(&past->areas_table, "area_id") < 0 || bp_table_find(&past->areas_table, "kind") < 0))
        status = bp_context_fail(context, BP_ERROR_INPUT,
                                 "%s/areas.csv: has no columns 'area_id' and 'kind'; it was changed, or "
                                 "written by another version of brandpunt: run the study again",
                                 past->directory);
    free(path);
    return status;
}

static bp_status list_kind(bp_context *context, const bp_past *past, const char *kind, bp_past_areas *out)
{
    size_t rows = (size_t)past->areas_table.n_rows + 1;
    out->row = (int64_t *)calloc(rows, sizeof *out->row);
    out->id = (const char **)calloc(rows, sizeof *out->id);
    out->name = (const char **)calloc(rows, sizeof *out->name);
    out->area_of = (int32_t *)malloc(((size_t)past->n + 1) * sizeof *out->area_of);
    out->is_member = (uint8_t *)calloc((size_t)past->n + 1, 1);
    if (!out->row || !out->id || !out->name || !out->area_of || !out->is_member)
        return bp_context_fail_memory(context, rows * sizeof *out->row);
    for (int64_t i = 0; i < past->n; i++)
        out->area_of[i] = -1;
    for (int64_t r = 0; r < past->areas_table.n_rows; r++) {
        if (strcmp(bp_past_area_text(past, r, "kind"), kind) != 0)
            continue;
        out->row[out->n] = r;
        out->id[out->n] = bp_past_area_text(past, r, "area_id");
        out->name[out->n++] = bp_past_area_text(past, r, "name");
    }
    return BP_OK;
}

/* Number of the area with this id, -1 where areas.csv has none. Units of one area mostly stand together. */
static int32_t find_area(const bp_past_areas *areas, const char *id, int32_t guess)
{
    if (guess >= 0 && strcmp(areas->id[guess], id) == 0)
        return guess;
    for (int32_t a = 0; a < areas->n; a++)
        if (strcmp(areas->id[a], id) == 0)
            return a;
    return -1;
}

static bp_status place_units(bp_context *context, const bp_past *past, const char *name, bp_past_areas *out)
{
    const bp_column *column = bp_past_column(past, name);
    int32_t last = -1;
    if (!column || column->type != BP_COLUMN_TEXT)
        return bp_context_fail(
            context, BP_ERROR_INPUT,
            "%s/units.gpkg: has no column '%s' of the kind that a run writes; the layer was "
            "changed, or written by another version of brandpunt: run the study again",
            past->directory, name);
    for (int64_t i = 0; i < past->n; i++) {
        const char *id = bp_column_text_at(column, i);
        if (!id)
            continue;
        last = find_area(out, id, last);
        if (last < 0)
            return bp_context_fail(
                context, BP_ERROR_INPUT,
                "%s/units.gpkg: unit %s lies in area %s, which areas.csv does not have; one "
                "of the two was changed: run the study again",
                past->directory, past->id[i], id);
        out->area_of[i] = last;
        out->is_member[i] = 1;
    }
    return BP_OK;
}

/* Bridges lie in a proposed area and are none of its members. */
static bp_status unmark_bridges(bp_context *context, const bp_past *past, bp_past_areas *proposed)
{
    const bp_column *column = bp_past_column(past, "role");
    if (!column || column->type != BP_COLUMN_TEXT)
        return bp_context_fail(context, BP_ERROR_INPUT,
                               "%s/units.gpkg: has no column 'role' of the kind that a run writes; the layer "
                               "was changed, or written by another version of brandpunt: run the study again",
                               past->directory);
    for (int64_t i = 0; i < past->n; i++) {
        const char *role = bp_column_text_at(column, i);
        if (!role || strcmp(role, "member") != 0)
            proposed->is_member[i] = 0;
    }
    return BP_OK;
}

bp_status bp_past_read_areas(bp_context *context, bp_past *past)
{
    bp_past_areas *designated = &past->areas[BP_PAST_DESIGNATED], *proposed = &past->areas[BP_PAST_PROPOSED];
    bp_status status = read_table(context, past);
    if (!status)
        status = list_kind(context, past, "designated", designated);
    if (!status)
        status = list_kind(context, past, "proposed", proposed);
    if (!status)
        status = place_units(context, past, "designated_id", designated);
    if (!status)
        status = place_units(context, past, "area_id", proposed);
    return status ? status : unmark_bridges(context, past, proposed);
}
