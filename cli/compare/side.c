/* A run, read from its folder as far as two of them are compared. */
#include "cli/compare/compare.h"

#include "cli/record.h"
#include "geo/folder.h"
#include "geo/read.h"

#include <stdlib.h>
#include <string.h>

void bp_compare_clear_side(bp_compare_side *side)
{
    json_decref(side->record);
    bp_table_clear(&side->units);
    bp_table_clear(&side->areas);
    bp_unit_ids_clear(&side->ids);
    free(side->area_row);
    free(side->area_of);
    *side = (bp_compare_side){0};
}

static bp_status read_table(bp_context *context, const char *directory, const char *file, const char *layer,
                            bp_table *out)
{
    bp_read_options options = BP_READ_OPTIONS_INIT;
    options.layer = layer;
    bp_status status = BP_OK;
    char *path = bp_path_join(directory, file);
    if (!path)
        return bp_context_fail_memory(context, 0);
    if (!bp_path_exists(path))
        status = bp_context_fail(context, BP_ERROR_INPUT,
                                 "%s: has no %s, which a run writes; run the study again", directory, file);
    else
        status = bp_table_read(context, path, &options, out);
    free(path);
    return status;
}

bp_status bp_compare_column(bp_context *context, const bp_compare_side *side, const char *name,
                            bp_column_type type, const bp_column **out)
{
    const int at = bp_table_find(&side->units, name);
    if (at < 0 || side->units.columns[at].type != type)
        return bp_context_fail(context, BP_ERROR_INPUT,
                               "%s/units.gpkg: has no column '%s' of the kind that a run writes; the layer "
                               "was changed, or written by another version of brandpunt: run the study again",
                               side->directory, name);
    *out = &side->units.columns[at];
    return BP_OK;
}

const char *bp_compare_area_text(const bp_compare_side *side, int32_t area, const char *column)
{
    const int at = bp_table_find(&side->areas, column);
    const char *text = at < 0 ? NULL : bp_column_text_at(&side->areas.columns[at], side->area_row[area]);
    return text ? text : "";
}

/* A csv file with a header alone has no rows to read. */
static bool has_areas(const json_t *record)
{
    json_int_t n = 0;
    static const char *const kinds[] = {"designated", "proposed"};
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
        n += json_integer_value(json_object_get(json_object_get(record, kinds[k]), "areas"));
    return n > 0;
}

static bp_status list_areas(bp_context *context, bp_compare_side *side)
{
    const int kind = bp_table_find(&side->areas, "kind");
    if (side->areas.n_columns > 0 && (kind < 0 || bp_table_find(&side->areas, "area_id") < 0))
        return bp_context_fail(context, BP_ERROR_INPUT,
                               "%s/areas.csv: has no columns 'area_id' and 'kind'; it was changed, or "
                               "written by another version of brandpunt: run the study again",
                               side->directory);
    side->area_row = (int64_t *)calloc((size_t)side->areas.n_rows + 1, sizeof *side->area_row);
    if (!side->area_row)
        return bp_context_fail_memory(context, (size_t)side->areas.n_rows * sizeof *side->area_row);
    for (int64_t r = 0; r < side->areas.n_rows; r++) {
        const char *text = bp_column_text_at(&side->areas.columns[kind], r);
        if (text && strcmp(text, "proposed") == 0)
            side->area_row[side->n_areas++] = r;
    }
    return BP_OK;
}

/* Units of one area mostly stand together, so the one before is tried first. */
static int32_t find_area(const bp_compare_side *side, const char *id, int32_t guess)
{
    if (guess >= 0 && strcmp(bp_compare_area_text(side, guess, "area_id"), id) == 0)
        return guess;
    for (int32_t a = 0; a < side->n_areas; a++)
        if (strcmp(bp_compare_area_text(side, a, "area_id"), id) == 0)
            return a;
    return -1;
}

static bp_status place_units(bp_context *context, bp_compare_side *side)
{
    const bp_column *area = NULL, *role = NULL;
    int32_t last = -1;
    bp_status status = bp_compare_column(context, side, "area_id", BP_COLUMN_TEXT, &area);
    if (!status)
        status = bp_compare_column(context, side, "role", BP_COLUMN_TEXT, &role);
    if (status)
        return status;
    side->area_of = (int32_t *)malloc(((size_t)side->ids.n + 1) * sizeof *side->area_of);
    if (!side->area_of)
        return bp_context_fail_memory(context, (size_t)side->ids.n * sizeof *side->area_of);
    for (int64_t i = 0; i < side->ids.n; i++) {
        const char *id = bp_column_text_at(area, i), *is = bp_column_text_at(role, i);
        side->area_of[i] = -1;
        if (!id || !is || strcmp(is, "member") != 0)
            continue;
        last = find_area(side, id, last);
        if (last < 0)
            return bp_context_fail(context, BP_ERROR_INPUT,
                                   "%s/units.gpkg: unit %s lies in area %s, which areas.csv does not have; "
                                   "one of the two was changed: run the study again",
                                   side->directory, side->ids.text[i], id);
        side->area_of[i] = last;
    }
    return BP_OK;
}

bp_status bp_compare_read_side(bp_context *context, const char *directory, bp_compare_side *out)
{
    const bp_column *id = NULL;
    out->directory = directory;
    bp_status status = bp_record_read(context, directory, &out->record);
    if (!status)
        status = read_table(context, directory, "units.gpkg", "units", &out->units);
    if (!status)
        status = bp_compare_column(context, out, "unit_id", BP_COLUMN_TEXT, &id);
    if (!status)
        status = bp_unit_ids_make(context, &out->units, (int)(id - out->units.columns), &out->ids);
    if (!status && has_areas(out->record))
        status = read_table(context, directory, "areas.csv", NULL, &out->areas);
    if (!status)
        status = list_areas(context, out);
    return status ? status : place_units(context, out);
}
