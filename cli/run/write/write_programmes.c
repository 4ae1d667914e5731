/* Programmes in the tables of a run: columns of areas and units, programmes.csv and programme_matrix.csv. */
#include "cli/run/columns.h"
#include "cli/run/run.h"
#include "cli/study_programmes.h"

#include "geo/text.h"
#include "geo/write.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* Put a name after those that stand there; names in a unit's or area's column are "; " apart. */
static bp_status add_name(bp_context *context, char **text, const char *name, const char *what)
{
    char *longer = bp_text_format("%s%s%s%s", *text ? *text : "", *text ? "; " : "", name, what);
    if (!longer)
        return bp_context_fail_memory(context, 0);
    free(*text);
    *text = longer;
    return BP_OK;
}

static int64_t row_of(const bp_run *run, int kind, int32_t area)
{
    return area + (kind == BP_DESIGNATED ? 0 : (int64_t)run->areas[BP_DESIGNATED].n);
}

/* The names of the regions that an area lies in, the named parts first. */
static bp_status add_area_names(bp_run *run, bp_table *table, int p, const char *name)
{
    bp_status status = BP_OK;
    char **texts = (char **)calloc((size_t)table->n_rows + 1, sizeof *texts);
    if (!texts)
        return bp_context_fail_memory(run->context, 0);
    for (int64_t k = 0; !status && k < run->relations.n_links; k++) {
        const bp_programme_link *link = &run->relations.links[k];
        if (link->programme != p || link->relation == BP_RELATION_RING)
            continue;
        const char *what = link->relation == BP_RELATION_INSIDE   ? ""
                           : link->relation == BP_RELATION_PARTLY ? " (partly)"
                                                                  : " (possibly)";
        status = add_name(run->context, &texts[row_of(run, link->kind, link->area)],
                          run->programmes[p].title[link->region], what);
    }
    if (!status)
        status = bp_table_add_text(run->context, table, name, (const char *const *)texts);
    bp_texts_free(texts, table->n_rows);
    return status;
}

static const bp_programme_standing *standing_of(const bp_run *run, int64_t row, int p)
{
    int kind = row < run->areas[BP_DESIGNATED].n ? BP_DESIGNATED : BP_PROPOSED;
    int64_t area = kind == BP_DESIGNATED ? row : row - run->areas[BP_DESIGNATED].n;
    return &run->relations.standing[kind][area * run->study->n_programmes + p];
}

static bp_status add_area_relation(bp_run *run, bp_table *table, int p, const char *name)
{
    const char **texts = (const char **)calloc((size_t)table->n_rows + 1, sizeof *texts);
    if (!texts)
        return bp_context_fail_memory(run->context, 0);
    for (int64_t r = 0; r < table->n_rows; r++)
        texts[r] = bp_relation_name(standing_of(run, r, p)->relation);
    bp_status status = bp_table_add_text(run->context, table, name, texts);
    free(texts);
    return status;
}

static bp_status add_area_share(bp_run *run, bp_table *table, int p, const char *name, bool of_ground)
{
    bp_column *column = NULL;
    bp_status status = bp_table_add(run->context, table, name, BP_COLUMN_REAL, &column);
    for (int64_t r = 0; !status && r < table->n_rows; r++) {
        const bp_programme_standing *standing = standing_of(run, r, p);
        double share = of_ground ? standing->share_of_area : standing->share;
        if (!isnan(share))
            bp_column_set_real(column, r, bp_round_to(share, BP_DECIMALS_SCORE));
    }
    return status;
}

bp_status bp_run_programmes_add_areas(bp_run *run, bp_table *table)
{
    bp_status status = BP_OK;
    for (int p = 0; !status && p < run->study->n_programmes; p++) {
        char *name = bp_study_programme_column(run->study->programmes[p].name);
        char *share = name ? bp_text_format("%s_share", name) : NULL;
        char *ground = name ? bp_text_format("%s_area_share", name) : NULL;
        char *names = name ? bp_text_format("%s_names", name) : NULL;
        status = share && ground && names ? add_area_relation(run, table, p, name)
                                          : bp_context_fail_memory(run->context, 0);
        if (!status)
            status = add_area_share(run, table, p, share, false);
        if (!status)
            status = add_area_share(run, table, p, ground, true);
        if (!status)
            status = add_area_names(run, table, p, names);
        free(name);
        free(share);
        free(ground);
        free(names);
    }
    return status;
}

bp_status bp_run_programmes_add_units(bp_run *run, bp_table *table)
{
    bp_status status = BP_OK;
    for (int p = 0; !status && p < run->study->n_programmes; p++) {
        const bp_region_set *set = &run->programmes[p];
        char *name = bp_study_programme_column(run->study->programmes[p].name);
        char **texts = (char **)calloc((size_t)table->n_rows + 1, sizeof *texts);
        if (!name || !texts)
            status = bp_context_fail_memory(run->context, 0);
        for (int64_t k = 0; !status && k < set->n_members; k++) {
            const bp_region_member *m = &set->members[k];
            double least = set->has_polygons ? BP_PROGRAMME_NONE : 0.0;
            double all = set->has_polygons ? BP_PROGRAMME_ALL : 1.0 - 1e-9;
            const char *what = m->is_part ? " (possibly)" : m->share < all ? " (partly)" : "";
            if (m->share >= least)
                status = add_name(run->context, &texts[m->unit], set->title[m->region], what);
        }
        if (!status)
            status = bp_table_add_text(run->context, table, name, (const char *const *)texts);
        bp_texts_free(texts, table->n_rows);
        free(name);
    }
    return status;
}

/* Row r of programmes.csv, and what the areas of a kind add up to in it. */
typedef struct region_row {
    int p;
    int32_t r;
    int64_t n_areas[2][BP_RELATION_INSIDE + 1]; /* by kind and relation */
    double population[2];                       /* residents of areas of a kind in it, `possibly` left out */
    double possible[2];                         /* those of `possibly`, at most */
} region_row;

static region_row *list_regions(const bp_run *run, int64_t *n)
{
    int64_t rows = 0, r = 0;
    int64_t *first = (int64_t *)calloc((size_t)run->study->n_programmes + 1, sizeof *first);
    for (int p = 0; p < run->study->n_programmes; p++)
        rows += run->programmes[p].n;
    region_row *list = (region_row *)calloc((size_t)rows + 1, sizeof *list);
    for (int p = 0; list && first && p < run->study->n_programmes; p++) {
        first[p] = r;
        for (int32_t k = 0; k < run->programmes[p].n; k++) {
            list[r].p = p;
            list[r++].r = k;
        }
    }
    for (int64_t k = 0; list && first && k < run->relations.n_links; k++) {
        const bp_programme_link *link = &run->relations.links[k];
        region_row *row = &list[first[link->programme] + link->region];
        double population = link->overlap < 0 ? 0.0 : run->overlaps[link->overlap].population;
        row->n_areas[link->kind][link->relation]++;
        if (link->relation == BP_RELATION_POSSIBLY)
            row->possible[link->kind] += population;
        else if (link->relation > BP_RELATION_RING)
            row->population[link->kind] += population;
    }
    bool lost = !list || !first;
    free(first);
    *n = rows;
    if (!lost)
        return list;
    free(list);
    return NULL;
}

static const char *region_text(const bp_run *run, const region_row *row, int what)
{
    const bp_region_set *set = &run->programmes[row->p];
    const char *const texts[] = {
        set->name,
        set->id[row->r],
        set->title[row->r],
        set->phase[row->r],
        set->level[row->r],
        set->certainty[row->r],
        set->start[row->r],
        set->end[row->r],
        bp_region_state_name(run->relations.regions[row->p][row->r].state),
        run->relations.regions[row->p][row->r].is_part ? "part" : "whole",
        set->source[row->r],
        set->note[row->r],
    };
    return texts[what];
}

static bp_status add_region_texts(bp_run *run, bp_table *table, const region_row *rows, int from, int to)
{
    static const char *const names[] = {"programme", "region_id", "region_name", "phase",
                                        "level",     "certainty", "start",       "end",
                                        "state",     "inclusion", "source",      "note"};
    bp_status status = BP_OK;
    const char **texts = (const char **)calloc((size_t)table->n_rows + 1, sizeof *texts);
    if (!texts)
        return bp_context_fail_memory(run->context, 0);
    for (int what = from; !status && what < to; what++) {
        for (int64_t k = 0; k < table->n_rows; k++)
            texts[k] = region_text(run, &rows[k], what);
        status = bp_table_add_text(run->context, table, names[what], texts);
    }
    free(texts);
    return status;
}

static double region_number(const bp_run *run, const region_row *row, int what)
{
    const bp_programme_region *region = &run->relations.regions[row->p][row->r];
    int kind = (what - 3) / 6;
    const int64_t *n = row->n_areas[kind > 1 ? 1 : kind < 0 ? 0 : kind];
    switch (what < 3 ? what : 3 + (what - 3) % 6) {
    case 0:
        return region->n_municipalities;
    case 1:
        return (double)region->n_units;
    case 2:
        return region->population;
    case 3:
        return (double)n[BP_RELATION_INSIDE];
    case 4:
        return (double)n[BP_RELATION_PARTLY];
    case 5:
        return (double)n[BP_RELATION_POSSIBLY];
    case 6:
        return (double)n[BP_RELATION_RING];
    case 7:
        return row->population[kind];
    default:
        return row->possible[kind];
    }
}

static bp_status add_region_numbers(bp_run *run, bp_table *table, const region_row *rows)
{
    static const char *const own[] = {"municipalities", "units", "population"};
    static const char *const per_kind[] = {"inside", "partly",     "possibly",
                                           "ring",   "population", "population_possibly"};
    bp_status status = BP_OK;
    for (int what = 0; !status && what < 15; what++) {
        bp_column *column = NULL;
        char *name = what < 3
                         ? bp_text_copy(own[what])
                         : bp_text_format("%s_%s", bp_kind_names[(what - 3) / 6], per_kind[(what - 3) % 6]);
        bool is_count = what < 2 || (what > 2 && (what - 3) % 6 < 4);
        status = name ? bp_table_add(run->context, table, name, is_count ? BP_COLUMN_INTEGER : BP_COLUMN_REAL,
                                     &column)
                      : bp_context_fail_memory(run->context, 0);
        for (int64_t k = 0; !status && k < table->n_rows; k++) {
            double value = region_number(run, &rows[k], what);
            if (is_count)
                bp_column_set_integer(column, k, (int64_t)value);
            else
                bp_column_set_real(column, k, bp_round_to(value, BP_DECIMALS_WEIGHT));
        }
        free(name);
    }
    return status;
}

static bp_status write_regions(bp_run *run, const bp_folder *folder)
{
    bp_table table = BP_TABLE_INIT;
    char *path = bp_folder_path(folder, "programmes.csv");
    region_row *rows = list_regions(run, &table.n_rows);
    bp_status status = path && rows ? BP_OK : bp_context_fail_memory(run->context, 0);
    if (!status)
        status = add_region_texts(run, &table, rows, 0, 10);
    if (!status)
        status = add_region_numbers(run, &table, rows);
    if (!status)
        status = add_region_texts(run, &table, rows, 10, 12);
    if (!status)
        status = bp_table_write_csv(run->context, &table, path, NULL);
    bp_table_clear(&table);
    free(rows);
    free(path);
    return status;
}

/* The column of every region of a programme that is anything to an area; -1: it has none. */
static bp_status number_columns(bp_run *run, int p, int32_t *column, int32_t *n)
{
    int32_t next = 0;
    for (int32_t r = 0; r < run->programmes[p].n; r++)
        column[r] = -1;
    for (int64_t k = 0; k < run->relations.n_links; k++)
        if (run->relations.links[k].programme == p)
            column[run->relations.links[k].region] = 0;
    for (int32_t r = 0; r < run->programmes[p].n; r++)
        column[r] = column[r] < 0 ? -1 : next++;
    *n = next;
    return BP_OK;
}

/* A column per region of programme p: what each area is to it. */
static bp_status add_matrix(bp_run *run, bp_table *table, int p)
{
    const bp_region_set *set = &run->programmes[p];
    int32_t n = 0;
    int32_t *column = (int32_t *)malloc(((size_t)set->n + 1) * sizeof *column);
    const char **cells = NULL;
    bp_status status = column ? number_columns(run, p, column, &n) : bp_context_fail_memory(run->context, 0);
    if (!status && !(cells = (const char **)calloc((size_t)n * (size_t)table->n_rows + 1, sizeof *cells)))
        status = bp_context_fail_memory(run->context, 0);
    for (int64_t k = 0; !status && k < run->relations.n_links; k++) {
        const bp_programme_link *link = &run->relations.links[k];
        if (link->programme == p)
            cells[column[link->region] * table->n_rows + row_of(run, link->kind, link->area)] =
                bp_relation_name(link->relation);
    }
    for (int32_t r = 0; !status && r < set->n; r++) {
        if (column[r] < 0)
            continue;
        const char *front = run->study->n_programmes > 1 ? set->name : "";
        char *name = bp_text_format("%s%s%s %s", front, *front ? ": " : "", set->id[r], set->title[r]);
        status = name ? bp_table_add_text(run->context, table, name, cells + column[r] * table->n_rows)
                      : bp_context_fail_memory(run->context, 0);
        free(name);
    }
    free(cells);
    free(column);
    return status;
}

static bp_status add_matrix_front(bp_run *run, bp_table *table)
{
    static const char *const names[] = {"area_id", "area_name", "kind", "municipality"};
    bp_status status = BP_OK;
    const char **texts = (const char **)calloc((size_t)table->n_rows + 1, sizeof *texts);
    if (!texts)
        return bp_context_fail_memory(run->context, 0);
    for (int what = 0; !status && what < 4; what++) {
        for (int kind = 0; kind < 2; kind++)
            for (int32_t a = 0; a < run->areas[kind].n; a++) {
                const bp_run_areas *areas = &run->areas[kind];
                int32_t m = areas->municipality[a];
                const char *municipality = m < 0 ? NULL : run->units.municipality_name[m];
                if (m >= 0 && !municipality)
                    municipality = run->units.municipality_code[m];
                const char *const choices[] = {areas->id[a], areas->name[a], bp_kind_names[kind],
                                               municipality};
                texts[row_of(run, kind, a)] = choices[what];
            }
        status = bp_table_add_text(run->context, table, names[what], texts);
    }
    free(texts);
    return status;
}

bp_status bp_run_write_programmes(bp_run *run, const bp_folder *folder)
{
    bp_table table = BP_TABLE_INIT;
    if (run->study->n_programmes == 0)
        return BP_OK;
    char *path = bp_folder_path(folder, "programme_matrix.csv");
    table.n_rows = (int64_t)run->areas[0].n + run->areas[1].n;
    bp_status status = path ? write_regions(run, folder) : bp_context_fail_memory(run->context, 0);
    if (!status)
        status = add_matrix_front(run, &table);
    for (int p = 0; !status && p < run->study->n_programmes; p++)
        status = add_matrix(run, &table, p);
    if (!status)
        status = bp_table_write_csv(run->context, &table, path, NULL);
    bp_table_clear(&table);
    free(path);
    return status;
}
