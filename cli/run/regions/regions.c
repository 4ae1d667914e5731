/* Reading designated and adopted areas and programme regions; those from a layer of polygons here. */
#include "cli/run/columns.h"
#include "cli/run/read/crs_operations.h"
#include "cli/run/read/ground.h"
#include "cli/run/read/wanted.h"
#include "cli/run/regions/region_list.h"
#include "cli/run/regions/region_members.h"
#include "cli/run/run.h"

#include "geo/key_join.h"
#include "geo/read.h"
#include "geo/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Designated areas are drawn along borders of units, and often a little beside them: less than this share of
 * both is no part of the unit, and less than this share short of it is the unit. */
#define BORDER_SHARE 0.01

static char *cell(const bp_table *table, const char *column, int64_t row)
{
    int at = column ? bp_table_find(table, column) : -1;
    return at < 0 ? NULL : bp_cell_text(&table->columns[at], row);
}

static bp_status name_regions(bp_run *run, const bp_study_regions *asked, const bp_table *table,
                              bp_region_set *out)
{
    for (int64_t i = 0; i < table->n_rows; i++) {
        out->id[i] = cell(table, asked->id, i);
        if (!out->id[i])
            return bp_context_fail(run->context, BP_ERROR_INPUT,
                                   "%s, column '%s', row %" PRId64 ": the id is missing", table->source,
                                   asked->id, i + 1);
        out->title[i] = cell(table, asked->region_name, i);
        if (!out->title[i])
            out->title[i] = bp_text_copy(out->id[i]);
        if (!out->title[i])
            return bp_context_fail_memory(run->context, 0);
        out->level[i] = cell(table, asked->level, i);
        out->start[i] = cell(table, asked->start, i);
        out->end[i] = cell(table, asked->end, i);
    }
    return BP_OK;
}

/* How much of every unit lies in each region. The pairs come by unit, and within a region they stay so. */
static bp_status measure_members(bp_run *run, bp_region_set *out)
{
    bp_overlap_list pairs = BP_OVERLAP_LIST_INIT;
    double square = run->units.layer.crs.metres_per_unit * run->units.layer.crs.metres_per_unit;
    bp_overlay_options options = BP_OVERLAY_OPTIONS_INIT;
    bp_overlap_list slivers = BP_OVERLAP_LIST_INIT;
    options.least_share = out->name ? 0.0 : BORDER_SHARE;
    bp_status status =
        bp_overlay(run->context, &run->units.layer.polygons, &out->polygons, &options, &pairs, &slivers);
    bp_overlap_list_clear(&slivers);
    if (status)
        return status;
    bp_region_member *members = (bp_region_member *)malloc((size_t)(pairs.n + 1) * sizeof *members);
    int64_t *next = (int64_t *)calloc((size_t)out->n + 1, sizeof *next);
    for (int64_t k = 0; members && next && k < pairs.n; k++)
        next[pairs.items[k].b + 1]++;
    for (int32_t r = 0; members && next && r < out->n; r++)
        next[r + 1] += next[r];
    for (int64_t k = 0; members && next && k < pairs.n; k++) {
        const bp_overlap *pair = &pairs.items[k];
        double share = pair->area * square / run->units.area_m2[pair->a];
        if (share > 1.0)
            share = 1.0;
        if (!out->name && share > 1.0 - BORDER_SHARE)
            share = 1.0;
        members[next[pair->b]++] =
            (bp_region_member){(int32_t)pair->b, (int32_t)pair->a, share, -1, 0, share, -1};
    }
    if (members && next) {
        out->members = members;
        out->n_members = pairs.n;
        members = NULL;
    } else {
        status = bp_context_fail_memory(run->context, (size_t)pairs.n * sizeof *members);
    }
    free(members);
    free(next);
    bp_overlap_list_clear(&pairs);
    return status;
}

static bp_status settle_regions(bp_run *run, const bp_study_regions *asked, const char *role,
                                const char *yaml_path, bp_layer *layer)
{
    bp_repair_report report = BP_REPAIR_REPORT_INIT;
    char crs_path[64];
    snprintf(crs_path, sizeof crs_path, "%s.crs", yaml_path);
    bp_status status = bp_ground_state_crs(run->context, layer, asked->crs);
    status = bp_study_blame(run->context, run->study, status, crs_path);
    if (!status) {
        status = bp_ground_check_layer(run->context, layer, asked->crs);
        status = bp_study_blame(run->context, run->study, status, yaml_path);
    }
    if (!status)
        status = bp_run_transform(run, role, layer, &run->units.layer.crs);
    if (!status)
        status = bp_polygons_repair(run->context, &layer->polygons, &report);
    if (!status && report.n_mended > 0)
        bp_context_warn(run->context, "geometry_repaired",
                        "%s: %" PRId64 " regions had an invalid geometry and were repaired", role,
                        report.n_mended);
    if (!status && report.n_holes > 0)
        bp_context_warn(run->context, "parts_as_holes",
                        "%s: %" PRId64
                        " parts inside another part of the same region were taken as holes in it",
                        role, report.n_holes);
    bp_repair_report_clear(&report);
    return status;
}

/* Read the regions' outlines, ids and names; `yaml_path` is where the study asks for them. */
static bp_status read_layer(bp_run *run, const bp_study_regions *asked, const char *yaml_path, bp_layer *out)
{
    bp_wanted wanted = BP_WANTED_INIT;
    char id[64], name[64], source[64], more[3][64];
    const char *const names[] = {"level", "start", "end"},
                      *columns[] = {asked->level, asked->start, asked->end};
    snprintf(id, sizeof id, "%s.id", yaml_path);
    snprintf(name, sizeof name, "%s.%s", yaml_path, asked->name ? "region_name" : "name");
    snprintf(source, sizeof source, "%s.source", yaml_path);
    bp_status status = bp_wanted_add(run->context, &wanted, asked->id, id);
    if (!status)
        status = bp_wanted_add(run->context, &wanted, asked->region_name, name);
    for (int i = 0; !status && i < 3; i++) {
        snprintf(more[i], sizeof more[i], "%s.%s", yaml_path, names[i]);
        status = bp_wanted_add(run->context, &wanted, columns[i], more[i]);
    }
    if (!status) {
        bp_read_options options =
            bp_study_read_options(asked->layer, &asked->request, wanted.columns, wanted.n);
        status = bp_layer_read(run->context, asked->path, &options, out);
        status = bp_wanted_blame(run->context, &wanted, run->study, status, source);
    }
    bp_wanted_clear(&wanted);
    if (status)
        return status;
    status = bp_key_check_unique(run->context, &out->table, bp_table_find(&out->table, asked->id));
    return bp_study_blame(run->context, run->study, status, id);
}

static bp_status from_layer(bp_run *run, const bp_study_regions *asked, const char *role,
                            const char *yaml_path, bp_region_set *out)
{
    bp_layer layer = BP_LAYER_INIT;
    bp_status status = read_layer(run, asked, yaml_path, &layer);
    if (!status)
        status = bp_run_add_source(run, role, asked->source, asked->path, &layer);
    if (!status)
        status = settle_regions(run, asked, role, yaml_path, &layer);
    if (!status)
        status = bp_region_set_allocate(run->context, asked->name, (int32_t)layer.table.n_rows, out);
    if (!status)
        status = name_regions(run, asked, &layer.table, out);
    if (!status) {
        out->has_polygons = 1;
        out->polygons = layer.polygons;
        layer.polygons = (bp_polygons)BP_POLYGONS_INIT;
        status = measure_members(run, out);
    }
    if (!status && !asked->name)
        status = bp_study_blame(run->context, run->study, bp_region_refuse_overlap(run, asked->source, out),
                                yaml_path);
    bp_layer_clear(&layer);
    return status;
}

static bp_status read_regions(bp_run *run, const bp_study_regions *asked, const char *role,
                              const char *yaml_path, bp_region_set *out)
{
    bp_status status = BP_OK;
    if (bp_run_is_absent(run, asked->path))
        return BP_OK;
    if (asked->list)
        status = bp_study_blame(run->context, run->study, bp_region_set_from_list(run, asked, role, out),
                                yaml_path);
    else
        status = from_layer(run, asked, role, yaml_path, out);
    if (!status && out->n_members == 0)
        bp_context_warn(run->context, "regions_nowhere",
                        "%s: no unit of this study lies in any of its %" PRId32 " regions", role, out->n);
    return bp_context_settle(run->context, status);
}

bp_status bp_run_read_regions(bp_run *run)
{
    const bp_study *study = run->study;
    if (!run->units.are_read)
        return BP_OK;
    bp_progress_begin(run->progress, "read areas and programmes");
    run->programmes = (bp_region_set *)calloc((size_t)study->n_programmes + 1, sizeof *run->programmes);
    if (!run->programmes)
        return bp_context_fail_memory(run->context, 0);
    bp_status status = bp_context_settle(run->context, bp_run_read_crosswalk(run));
    if (!status && study->has_designated)
        status = read_regions(run, &study->designated, "designated", "designated", &run->designated);
    if (!status && run->designated.id && run->designated.n_members == 0)
        status = bp_study_fail(run->context, study, BP_ERROR_INPUT, "designated",
                               "no unit of this study lies in any of the %" PRId32
                               " designated areas; are they of the same country, and is their CRS right?",
                               run->designated.n);
    status = bp_context_settle(run->context, status);
    if (!status && study->has_adopted)
        status = read_regions(run, &study->adopted, "adopted", "adopted", &run->adopted);
    for (int i = 0; !status && i < study->n_programmes; i++) {
        char path[64], role[160];
        snprintf(path, sizeof path, "programmes[%d]", i);
        snprintf(role, sizeof role, "programme %s", study->programmes[i].name);
        status = read_regions(run, &study->programmes[i], role, path, &run->programmes[i]);
    }
    if (!status && run->crosswalk.code && !run->crosswalk.is_used)
        bp_context_warn(run->context, "crosswalk_unused",
                        "crosswalk: no list has codes of %s, and nothing was carried over",
                        study->crosswalk.from);
    return status;
}
