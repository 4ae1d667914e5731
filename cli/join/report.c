#include "cli/join/report.h"

#include "geo/text.h"
#include "geo/write.h"

#include <inttypes.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static json_t *number_or_null(bool is_known, double value)
{
    return is_known ? json_real(value) : json_null();
}

static json_t *account_json(const bp_join_account *a)
{
    return json_pack("{s:s, s:o, s:o, s:o, s:I, s:I}", "column", a->name, "total",
                     number_or_null(a->has_total, a->total), "inside",
                     number_or_null(a->has_total, a->inside), "outside",
                     number_or_null(a->has_total, a->outside), "rows_without_value", (json_int_t)a->n_missing,
                     "units_without_value", (json_int_t)a->n_without_value);
}

json_t *bp_join_report_json(const bp_join_report *r)
{
    bool is_area = r->kind == BP_JOIN_POLYGONS || r->kind == BP_JOIN_RASTER;
    json_t *columns = json_array();
    for (int k = 0; k < r->n_accounts; k++)
        json_array_append_new(columns, account_json(&r->accounts[k]));
    json_t *object = json_pack("{s:s, s:I, s:I, s:s?, s:s?}", "kind",
                               r->kind == BP_JOIN_RASTER ? "raster" : bp_join_kind_name(r->kind), "units",
                               (json_int_t)r->n_units, r->kind == BP_JOIN_RASTER ? "pixels" : "rows",
                               (json_int_t)r->n_rows, "crs", r->crs, "operation", r->operation);
    if (r->kind != BP_JOIN_RASTER)
        json_object_set_new(object, "rows_without_geometry", json_integer(r->n_empty));
    if (r->kind == BP_JOIN_POINTS || r->kind == BP_JOIN_POLYGONS)
        json_object_set_new(object, "outside", r->n_outside < 0 ? json_null() : json_integer(r->n_outside));
    if (r->kind == BP_JOIN_POINTS && r->n_outside >= 0) {
        json_object_set_new(object, "on_outer_border", json_integer(r->n_border));
        json_object_set_new(object, "in_overlaps", json_integer(r->n_overlap));
    }
    if (r->kind == BP_JOIN_LINES)
        json_object_set_new(object, "along_borders_m", json_real(r->along_border_m));
    if (r->kind == BP_JOIN_POLYGONS) {
        json_object_set_new(object, "repaired", json_integer(r->n_repaired));
        json_object_set_new(object, "shared_out_by_area", json_integer(r->n_by_area));
    }
    if (is_area) {
        json_object_set_new(object, "share_covered",
                            number_or_null(isfinite(r->share_covered), r->share_covered));
        json_object_set_new(object, "units_partly_covered", json_integer(r->n_partly_covered));
        json_object_set_new(object, "units_not_covered", json_integer(r->n_not_covered));
    }
    json_object_set_new(object, "columns", columns);
    return object;
}

static void print_count(const char *what, int64_t n, const char *more)
{
    char text[32];
    printf("  %-22s %s%s\n", what, bp_text_count(n, text), more);
}

static void print_rows(const bp_join_report *r)
{
    print_count(r->kind == BP_JOIN_RASTER ? "pixels" : bp_join_kind_name(r->kind), r->n_rows, "");
    if (r->n_empty > 0)
        print_count("without geometry", r->n_empty, "");
    if ((r->kind == BP_JOIN_POINTS || r->kind == BP_JOIN_POLYGONS) && r->n_outside >= 0)
        print_count("outside all units", r->n_outside, "");
    if (r->kind == BP_JOIN_POINTS && r->n_border > 0)
        print_count("on the outer border", r->n_border, ", counted for the unit they touch");
    if (r->n_overlap > 0)
        print_count("where units overlap", r->n_overlap, ", counted for the first of them");
    if (r->n_repaired > 0)
        print_count("repaired", r->n_repaired, "");
    if (r->n_by_area > 0)
        print_count("shared out by area", r->n_by_area, ", for want of population");
    if (r->along_border_m > 0.0)
        printf("  %-22s %.1f m, counted for one unit each\n", "along borders", r->along_border_m);
}

static void print_accounts(const bp_join_report *r)
{
    enum { NAME = 18 }; /* a longer one takes a line of its own, so that 80 columns do */
    printf("\n  %-*s %14s %14s %14s %8s\n", NAME, "column", "total", "in units", "outside", "missing");
    for (int k = 0; k < r->n_accounts; k++) {
        const bp_join_account *a = &r->accounts[k];
        char total[32] = "", inside[32] = "", outside[32] = "";
        if (a->has_total) {
            snprintf(total, sizeof total, "%.10g", a->total);
            snprintf(inside, sizeof inside, "%.10g", a->inside);
            snprintf(outside, sizeof outside, "%.10g", a->outside);
        }
        if (strlen(a->name) > NAME)
            printf("  %s\n", a->name);
        printf("  %-*s %14s %14s %14s %8" PRId64 "\n", NAME, strlen(a->name) > NAME ? "" : a->name, total,
               inside, outside, a->n_without_value);
    }
}

void bp_join_report_print(const bp_join_report *r)
{
    print_count("units", r->n_units, "");
    print_rows(r);
    if (isfinite(r->share_covered)) {
        printf("  %-22s %.4f %% of the area of the units\n", "covered", 100.0 * r->share_covered);
        print_count("covered for a part", r->n_partly_covered, r->n_partly_covered == 1 ? " unit" : " units");
        print_count("not covered", r->n_not_covered, r->n_not_covered == 1 ? " unit" : " units");
    }
    printf("  %-22s %s\n", "crs", r->crs ? r->crs : "");
    if (r->operation)
        printf("  %-22s %s\n", "brought together by", r->operation);
    print_accounts(r);
}

bp_status bp_join_write_weights(bp_context *context, const bp_joined *joined, char *const *unit_id,
                                double square_metres, const char *path)
{
    const bp_pieces *pieces = &joined->pieces;
    static const char *const names[] = {"area_m2", "weight", "source_share", "unit_share"};
    bp_table table = BP_TABLE_INIT;
    bp_csv_options options = BP_CSV_OPTIONS_INIT;
    bp_column *column = NULL;
    size_t n = (size_t)pieces->n;
    table.n_rows = pieces->n;
    bp_status status = BP_OK;
    char **sources = (char **)calloc(n + 1, sizeof *sources);
    const char **units = (const char **)calloc(n + 1, sizeof *units);
    for (int64_t p = 0; sources && units && p < pieces->n; p++) {
        int64_t s = pieces->items[p].source;
        units[p] = unit_id[pieces->items[p].target];
        sources[p] =
            joined->source_id ? bp_text_copy(joined->source_id[s]) : bp_text_format("%" PRId64, s + 1);
    }
    if (!sources || !units)
        status = bp_context_fail_memory(context, n * sizeof *units);
    if (!status)
        status = bp_table_add_text(context, &table, "source", (const char *const *)sources);
    if (!status)
        status = bp_table_add_text(context, &table, "unit", units);
    for (int c = 0; !status && c < 4; c++) {
        status = bp_table_add(context, &table, names[c], BP_COLUMN_REAL, &column);
        for (int64_t p = 0; !status && p < pieces->n; p++) {
            const bp_piece *piece = &pieces->items[p];
            double value = c == 0   ? piece->area * square_metres
                           : c == 1 ? piece->weight
                           : c == 2 ? piece->source_share
                                    : piece->target_share;
            if (!isnan(value))
                bp_column_set_real(column, p, value);
        }
    }
    if (!status)
        status = bp_table_write_csv(context, &table, path, &options);
    bp_texts_free(sources, pieces->n);
    free((void *)units);
    bp_table_clear(&table);
    return status;
}
