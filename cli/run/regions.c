/* Reading designated areas and programme regions, from a list of codes or from a layer of polygons. */
#include "cli/run/columns.h"
#include "cli/run/crs_operations.h"
#include "cli/run/ground.h"
#include "cli/run/run.h"
#include "cli/run/wanted.h"

#include "cli/list.h"
#include "geo/key_join.h"
#include "geo/read.h"
#include "geo/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* As of joined tables: more than one code in so many, and so many at least, are of another year. */
enum { CODES_SHOWN = 5, NUMBER_BYTES = 2, YEAR_SHARE = 50, YEAR_LEAST = 3 };

typedef struct member_list {
    bp_region_member *items;
    int64_t n, cap;
} member_list;

static bp_status add_member(bp_context *context, member_list *list, bp_region_member member)
{
    if (list->n == list->cap) {
        int64_t cap = list->cap ? 2 * list->cap : 256;
        bp_region_member *grown = (bp_region_member *)realloc(list->items, (size_t)cap * sizeof *grown);
        if (!grown)
            return bp_context_fail_memory(context, (size_t)cap * sizeof *grown);
        list->items = grown;
        list->cap = cap;
    }
    list->items[list->n++] = member;
    return BP_OK;
}

static int by_region_then_unit(const void *a, const void *b)
{
    const bp_region_member *p = (const bp_region_member *)a, *q = (const bp_region_member *)b;
    if (p->region != q->region)
        return p->region < q->region ? -1 : 1;
    return (p->unit > q->unit) - (p->unit < q->unit);
}

/* start[m] .. start[m + 1]: the units of municipality m, ascending, in units_of. */
static bp_status group_by_municipality(bp_run *run, int64_t **start, int32_t **units_of)
{
    const int32_t *municipality = run->units.municipality;
    int32_t m = run->units.n_municipalities;
    int64_t n = bp_run_n(run);
    int64_t *first = (int64_t *)calloc(2 * ((size_t)m + 1), sizeof *first);
    int32_t *list = (int32_t *)malloc((size_t)(n + 1) * sizeof *list);
    if (!first || !list) {
        free(first);
        free(list);
        return bp_context_fail_memory(run->context, (size_t)n * sizeof *list);
    }
    for (int64_t i = 0; i < n; i++)
        if (municipality[i] >= 0)
            first[municipality[i] + 1]++;
    for (int32_t k = 0; k < m; k++)
        first[k + 1] += first[k];
    int64_t *next = first + m + 1;
    memcpy(next, first, (size_t)m * sizeof *next);
    for (int64_t i = 0; i < n; i++)
        if (municipality[i] >= 0)
            list[next[municipality[i]]++] = (int32_t)i;
    *start = first;
    *units_of = list;
    return BP_OK;
}

/* What the codes of a list lead to: at[n] is a unit or municipality, -1: none. */
typedef struct code_hits {
    int64_t *at;
    int64_t n_unknown, n_beside; /* codes that lead nowhere; those of them with units beside them */
    char examples[256];          /* the first in the order of the list, each once */
} code_hits;

static bp_status add_codes(bp_context *context, bp_table *table, const char *source, char *const *codes,
                           int64_t n)
{
    table->n_rows = n;
    table->source = bp_text_copy(source);
    if (!table->source)
        return bp_context_fail_memory(context, 0);
    return bp_table_add_text(context, table, "code", (const char *const *)codes);
}

/* The members' codes as they stand in the list, joined to `codes` as those of tables are. */
static bp_status join_codes(bp_run *run, const bp_list *list, char *const *codes, int64_t n, int64_t *at)
{
    bp_table left = BP_TABLE_INIT, right = BP_TABLE_INIT;
    char **asked = (char **)calloc((size_t)list->n_members + 1, sizeof *asked);
    if (!asked)
        return bp_context_fail_memory(run->context, 0);
    for (int64_t k = 0; k < list->n_members; k++)
        asked[k] = list->members[k].code;
    bp_status status = add_codes(run->context, &left, list->members_path, asked, list->n_members);
    if (!status)
        status = add_codes(run->context, &right, "the units", codes, n);
    if (!status)
        status = bp_key_join(run->context, &left, 0, &right, 0, at, NULL);
    bp_table_clear(&left);
    bp_table_clear(&right);
    free(asked);
    return status;
}

/* Whether a unit has this code but for the last two characters: neighbourhoods are numbered anew from year to
   year within a place that keeps its number. */
static bool is_beside(const bp_run *run, const char *code)
{
    size_t n = strlen(code), stem = n > NUMBER_BYTES ? n - NUMBER_BYTES : 0;
    for (int64_t i = 0; stem > 0 && i < bp_run_n(run); i++)
        if (strlen(run->units.id[i]) == n && strncmp(run->units.id[i], code, stem) == 0)
            return true;
    return false;
}

static bp_status find_codes(bp_run *run, const bp_list *list, code_hits *hits)
{
    bool by_unit = list->level == BP_LIST_UNIT;
    int64_t shown = 0;
    hits->at = (int64_t *)malloc((size_t)(list->n_members + 1) * sizeof *hits->at);
    if (!hits->at)
        return bp_context_fail_memory(run->context, 0);
    bp_status status = join_codes(run, list, by_unit ? run->units.id : run->units.municipality_code,
                                  by_unit ? bp_run_n(run) : run->units.n_municipalities, hits->at);
    for (int64_t k = 0; !status && k < list->n_members; k++) {
        const char *code = list->members[k].code;
        size_t length = strlen(hits->examples);
        if (hits->at[k] >= 0)
            continue;
        hits->n_unknown++;
        hits->n_beside += by_unit && is_beside(run, code);
        /* A code that several regions name is told once. */
        if (!strstr(hits->examples, code) && shown++ < CODES_SHOWN)
            snprintf(hits->examples + length, sizeof hits->examples - length, "%s%s", length ? ", " : "",
                     code);
    }
    return status;
}

/* Codes of a list that lead nowhere: a study of one city has few of a national list, which is as it should
   be; all of them is an error, and so many beside units of the study are of another year. */
static bp_status judge_codes(bp_run *run, const bp_list *list, const char *what, const code_hits *hits)
{
    bool by_unit = list->level == BP_LIST_UNIT;
    const char *found = by_unit ? run->units.id[0] : run->units.municipality_code[0];
    const char *more = hits->n_unknown > CODES_SHOWN ? ", ..." : "";
    int64_t n_found = list->n_members - hits->n_unknown;
    if (hits->n_unknown == 0)
        return BP_OK;
    if (n_found == 0)
        return bp_context_fail(run->context, BP_ERROR_INPUT,
                               "%s: none of the %" PRId64
                               " codes is a %s of this study (%s%s); the units have codes such as %s; is the "
                               "list of another year or another level? Leave it out where none of it lies in "
                               "this study, or give units that have its codes",
                               list->members_path, list->n_members, by_unit ? "unit" : "municipality",
                               hits->examples, more, found);
    bp_context_warn(run->context, "list_codes_unknown",
                    "%s: %" PRId64 " of %" PRId64
                    " codes are in this study, and the others are left out: %s%s",
                    what, n_found, list->n_members, hits->examples, more);
    if (hits->n_beside >= YEAR_LEAST && hits->n_beside * YEAR_SHARE > list->n_members)
        bp_context_warn(run->context, "list_other_year",
                        "%s: %" PRId64 " codes are no unit, but units have them all but the last two "
                        "characters: the codes look like those of another year",
                        what, hits->n_beside);
    return BP_OK;
}

static bp_status add_list_members(bp_run *run, const bp_list *list, const char *what, bp_region_set *out)
{
    bp_status status = BP_OK;
    int64_t *start = NULL;
    int32_t *units_of = NULL;
    member_list members = {NULL, 0, 0};
    code_hits hits = {NULL, 0, 0, ""};
    bool by_unit = list->level == BP_LIST_UNIT;
    if (!by_unit)
        status = group_by_municipality(run, &start, &units_of);
    if (!status)
        status = find_codes(run, list, &hits);
    for (int64_t k = 0; !status && k < list->n_members; k++) {
        const bp_list_member *asked = &list->members[k];
        int64_t at = hits.at[k];
        if (at < 0)
            continue;
        bp_region_member member = {asked->area,
                                   (int32_t)at,
                                   1.0,
                                   bp_region_set_word(out, asked->certainty),
                                   bp_list_member_is_part(asked),
                                   1.0,
                                   -1};
        int64_t first = by_unit ? at : start[at], end = by_unit ? at + 1 : start[at + 1];
        for (int64_t j = first; !status && j < end; j++) {
            member.unit = by_unit ? (int32_t)j : units_of[j];
            status = add_member(run->context, &members, member);
        }
    }
    if (!status)
        status = judge_codes(run, list, what, &hits);
    if (members.n > 0)
        qsort(members.items, (size_t)members.n, sizeof *members.items, by_region_then_unit);
    out->members = members.items;
    out->n_members = members.n;
    out->n_codes = list->n_members;
    out->n_unknown_codes = hits.n_unknown;
    free(start);
    free(units_of);
    free(hits.at);
    return status;
}

/* A list is three files, and each of them decides what it says. */
static bp_status add_list_inputs(bp_run *run, const bp_list *list, const char *name, const char *role)
{
    const char *const paths[] = {list->manifest_path, list->areas_path, list->members_path};
    bp_status status = BP_OK;
    for (size_t i = 0; !status && i < sizeof paths / sizeof *paths; i++) {
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

static bp_status from_list(bp_run *run, const bp_study_regions *asked, const char *role, bp_region_set *out)
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
        status = add_list_members(run, list, role, out);
    bp_list_free(list);
    return status;
}

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
    bp_status status =
        bp_overlay_areas(run->context, &run->units.layer.polygons, NULL, &out->polygons, &pairs);
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
        status = bp_study_blame(run->context, run->study, from_list(run, asked, role, out), yaml_path);
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
    bp_status status = BP_OK;
    if (study->has_designated)
        status = read_regions(run, &study->designated, "designated", "designated", &run->designated);
    if (!status && run->designated.id && run->designated.n_members == 0)
        status = bp_study_fail(run->context, study, BP_ERROR_INPUT, "designated",
                               "no unit of this study lies in any of the %" PRId32
                               " designated areas; are they of the same country, and is their CRS right?",
                               run->designated.n);
    status = bp_context_settle(run->context, status);
    for (int i = 0; !status && i < study->n_programmes; i++) {
        char path[64], role[160];
        snprintf(path, sizeof path, "programmes[%d]", i);
        snprintf(role, sizeof role, "programme %s", study->programmes[i].name);
        status = read_regions(run, &study->programmes[i], role, path, &run->programmes[i]);
    }
    return status;
}
