/* Outlines of parts of units, from the layer of a list. */
#include "cli/run/regions/region_members.h"

#include "cli/join/source.h"
#include "cli/run/columns.h"
#include "geo/key_join.h"
#include "geo/overlay.h"
#include "geo/text.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* An outline that lies less than this in its unit, by its own area, is that of another or drawn badly. */
static const double least_inside = 0.9;

/* The parts of one list while they are taken. */
struct parts {
    bp_run *run;
    const bp_list *list;
    bp_region_set *out;
    bp_layer layer;
    int64_t *unit_of; /* [rows] */
    double *own_area; /* [rows], square units of the CRS */
    bp_overlap_list pairs;
};

static bp_status fail_row(const struct parts *parts, int64_t row, const char *text, const char *what)
{
    return bp_context_fail(parts->run->context, BP_ERROR_INPUT, "%s, row %" PRId64 ": %s '%s'",
                           parts->list->parts.path, row + 1, text, what);
}

static bp_status read_parts(struct parts *parts)
{
    const bp_list_parts *asked = &parts->list->parts;
    bp_join_source source = BP_JOIN_SOURCE_INIT;
    bp_join_columns columns = {0, {NULL}};
    bp_join_report report = {0};
    source.path = source.shown = asked->path;
    source.read.layer = asked->layer;
    source.crs = asked->crs;
    bp_join_want(&columns, asked->area);
    bp_join_want(&columns, asked->code);
    bp_status status = bp_join_read_polygons(parts->run->context, &source, &parts->run->units.layer, &columns,
                                             &parts->layer, &report);
    free(report.crs);
    free(report.operation);
    return status;
}

/* The unit of every row, and what the outlines share with units. */
static bp_status place_parts(struct parts *parts)
{
    bp_run *run = parts->run;
    bp_table ids = BP_TABLE_INIT;
    size_t n = (size_t)parts->layer.table.n_rows + 1;
    parts->unit_of = (int64_t *)malloc(n * sizeof *parts->unit_of);
    parts->own_area = (double *)calloc(n, sizeof *parts->own_area);
    ids.n_rows = bp_run_n(run);
    ids.source = bp_text_copy("the units");
    bp_status status = parts->unit_of && parts->own_area && ids.source
                           ? bp_table_add_text(run->context, &ids, "code", (const char *const *)run->units.id)
                           : bp_context_fail_memory(run->context, n);
    if (!status)
        status = bp_key_join(run->context, &parts->layer.table,
                             bp_table_find(&parts->layer.table, parts->list->parts.code), &ids, 0,
                             parts->unit_of, NULL);
    if (!status) {
        bp_polygons_area(&parts->layer.polygons, parts->own_area);
        status = bp_overlay_areas(run->context, &parts->layer.polygons, NULL, &run->units.layer.polygons,
                                  &parts->pairs);
    }
    bp_table_clear(&ids);
    return status;
}

static bp_region_member *find_member(bp_region_set *set, int32_t region, int64_t unit)
{
    for (int64_t k = 0; k < set->n_members; k++)
        if (set->members[k].region == region && set->members[k].unit == unit)
            return &set->members[k];
    return NULL;
}

/* What the list says of the member: its share of residents goes before that of the ground. */
static const bp_list_member *asked_member(const bp_list *list, int32_t region, const char *code)
{
    for (int64_t k = 0; k < list->n_members; k++)
        if (list->members[k].area == region && strcmp(list->members[k].code, code) == 0)
            return &list->members[k];
    return NULL;
}

static double area_in_unit(const struct parts *parts, int64_t row, int64_t unit)
{
    for (int64_t k = 0; k < parts->pairs.n; k++)
        if (parts->pairs.items[k].a == row && parts->pairs.items[k].b == unit)
            return parts->pairs.items[k].area;
    return 0.0;
}

static bp_status measure_part(struct parts *parts, int64_t row, bp_region_member *member,
                              const bp_list_member *asked)
{
    bp_run *run = parts->run;
    double metre = run->units.layer.crs.metres_per_unit;
    double inside = area_in_unit(parts, row, member->unit);
    if (inside < least_inside * parts->own_area[row] || !(inside > 0.0))
        return bp_context_fail(run->context, BP_ERROR_INPUT,
                               "%s, row %" PRId64 ": %.3g %% of the outline lies in unit %s; expected nearly "
                               "all of it",
                               parts->list->parts.path, row + 1,
                               parts->own_area[row] > 0.0 ? 100.0 * inside / parts->own_area[row] : 0.0,
                               run->units.id[member->unit]);
    double share = inside * metre * metre / run->units.area_m2[member->unit];
    member->share = share > 1.0 ? 1.0 : share;
    if (!asked->has_share)
        member->residents = member->share;
    member->is_part = 0;
    member->outline = parts->out->parts.n_units;
    return bp_polygons_add_unit(run->context, &parts->out->parts, &parts->layer.polygons, row);
}

static bp_status take_part(struct parts *parts, int64_t row)
{
    const bp_table *table = &parts->layer.table;
    const bp_list *list = parts->list;
    char *area = bp_cell_text(&table->columns[bp_table_find(table, list->parts.area)], row);
    char *code = bp_cell_text(&table->columns[bp_table_find(table, list->parts.code)], row);
    int32_t region = 0;
    bp_status status = BP_OK;
    while (region < list->n_areas && !(area && strcmp(list->areas[region].id, area) == 0))
        region++;
    const bp_list_member *asked = region < list->n_areas && code ? asked_member(list, region, code) : NULL;
    bp_region_member *member =
        parts->unit_of[row] >= 0 ? find_member(parts->out, region, parts->unit_of[row]) : NULL;
    if (region == list->n_areas)
        status = fail_row(parts, row, "the list has no area", area ? area : "");
    else if (!asked)
        status = fail_row(parts, row, "the area of the list has no member", code ? code : "");
    else if (asked->vintage && parts->run->study->crosswalk.from &&
             strcmp(asked->vintage, parts->run->study->crosswalk.from) == 0)
        status = fail_row(parts, row,
                          "an outline goes with a unit of this study, and the crosswalk carries over", code);
    else if (member && member->outline >= 0)
        status = fail_row(parts, row, "an earlier row is the part of this area in", code);
    else if (member)
        status = measure_part(parts, row, member, asked);
    free(area);
    free(code);
    return status;
}

bp_status bp_region_add_parts(bp_run *run, const bp_list *list, bp_region_set *out)
{
    struct parts parts = {run, list, out, BP_LAYER_INIT, NULL, NULL, BP_OVERLAP_LIST_INIT};
    if (!list->parts.path)
        return BP_OK;
    if (list->level != BP_LIST_UNIT)
        return bp_context_fail(run->context, BP_ERROR_INPUT,
                               "%s:%d: parts: outlines go with codes of units (members: {level: unit})",
                               list->manifest_path, list->parts.line);
    bp_status status = read_parts(&parts);
    if (!status)
        status = place_parts(&parts);
    for (int64_t row = 0; !status && row < parts.layer.table.n_rows; row++)
        status = take_part(&parts, row);
    bp_overlap_list_clear(&parts.pairs);
    bp_layer_clear(&parts.layer);
    free(parts.unit_of);
    free(parts.own_area);
    return status;
}
