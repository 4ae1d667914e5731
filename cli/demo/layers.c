#include "cli/demo/layers.h"

#include "cli/demo/codes.h"
#include "cli/demo/names.h"
#include "cli/demo/random.h"
#include "geo/dissolve.h"
#include "geo/write.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const type_names[] = {"centre",   "urban",  "suburban", "village", "rural",
                                         "industry", "forest", "railway",  "water"};

enum { UNIT_TEXTS = 6, POPULATION_BEFORE = 5, COLUMN_WIDTH = BP_DEMO_NAME_SIZE };
static const char *const long_names[] = {"code",         "name",     "wijk_code", "municipality_code",
                                         "municipality", "area_type"};
static const char *const short_names[] = {"code", "name", "wijk", "gm_code", "gm_name", "type"};

static void unit_text(const bp_demo_country *country, int64_t unit, int column, char text[COLUMN_WIDTH])
{
    switch (column) {
    case 0:
        bp_demo_unit_code(country, unit, text);
        break;
    case 1:
        bp_demo_unit_name(country->seed, unit, text);
        break;
    case 2:
        bp_demo_wijk_code(country, unit, text);
        break;
    case 3:
        bp_demo_municipality_code(country, country->municipality[unit], text);
        break;
    case 4:
        snprintf(text, COLUMN_WIDTH, "%s", country->municipalities[country->municipality[unit]].name);
        break;
    default:
        snprintf(text, COLUMN_WIDTH, "%s", type_names[country->type[unit]]);
    }
}

static bp_status add_population(bp_context *context, const bp_demo_country *country, const char *name,
                                bp_table *table)
{
    bp_column *column = NULL;
    bp_status status = bp_table_add(context, table, name, BP_COLUMN_INTEGER, &column);
    for (int64_t u = 0; !status && u < country->n; u++)
        bp_column_set_integer(column, u, country->population[u]);
    return status;
}

static bp_status fill_units(bp_context *context, const bp_demo_country *country, bool shorten,
                            bp_table *table)
{
    bp_demo_texts texts;
    bp_status status = bp_demo_texts_new(context, country->n, COLUMN_WIDTH - 1, &texts);
    if (status)
        return status;
    table->n_rows = country->n;
    for (int c = 0; !status && c < UNIT_TEXTS; c++) {
        if (c == POPULATION_BEFORE)
            status = add_population(context, country, shorten ? "residents" : "population", table);
        for (int64_t u = 0; u < country->n; u++)
            unit_text(country, u, c, bp_demo_texts_at(&texts, u));
        if (!status)
            status = bp_table_add_text(context, table, (shorten ? short_names : long_names)[c], texts.texts);
    }
    bp_demo_texts_clear(&texts);
    return status;
}

static bp_status write_units(bp_context *context, const bp_demo_country *country, const bp_crs *crs,
                             bool shorten, const char *path)
{
    /* The polygons and the CRS are borrowed: only the table is this function's to clear. */
    bp_layer layer = {BP_TABLE_INIT, country->polygons, *crs};
    bp_status status = fill_units(context, country, shorten, &layer.table);
    if (!status)
        status = bp_layer_write(context, &layer, path, "units");
    bp_table_clear(&layer.table);
    return status;
}

bp_status bp_demo_layers_write_units(bp_context *context, const bp_demo_country *country, const bp_crs *crs,
                                     const char *geopackage, const char *shapefile)
{
    bp_status status = write_units(context, country, crs, false, geopackage);
    return status ? status : write_units(context, country, crs, true, shapefile);
}

/* Rows of (id, name) for a small layer. */
static bp_status fill_regions(bp_context *context, int32_t n, const char *prefix, const char *const *names,
                              bp_table *table)
{
    bp_demo_texts ids;
    bp_status status = bp_demo_texts_new(context, n, 15, &ids);
    if (status)
        return status;
    for (int32_t i = 0; i < n; i++)
        snprintf(bp_demo_texts_at(&ids, i), 16, "%s%02d", prefix, (int)i + 1);
    table->n_rows = n;
    status = bp_table_add_text(context, table, "id", ids.texts);
    if (!status)
        status = bp_table_add_text(context, table, "name", names);
    bp_demo_texts_clear(&ids);
    return status;
}

bp_status bp_demo_layers_write_designated(bp_context *context, const bp_demo_country *country,
                                          const bp_crs *crs, const char *path)
{
    bp_layer layer = {BP_TABLE_INIT, BP_POLYGONS_INIT, *crs};
    int32_t *group = (int32_t *)bp_demo_zeroed(context, country->n, sizeof *group);
    int32_t *number = (int32_t *)bp_demo_zeroed(context, country->n_areas, sizeof *number), n = 0;
    const char **names = (const char **)bp_demo_zeroed(context, country->n_areas, sizeof *names);
    bp_status status = BP_ERROR_MEMORY;
    if (!group || !number || !names)
        goto done;
    for (int32_t a = 0; a < country->n_areas; a++) {
        number[a] = country->areas[a].designated ? n : -1;
        if (country->areas[a].designated)
            names[n++] = country->areas[a].name;
    }
    for (int64_t u = 0; u < country->n; u++)
        group[u] = country->area[u] >= 0 ? number[country->area[u]] : -1;
    status = bp_polygons_dissolve(context, &country->polygons, group, n, &layer.polygons);
    if (!status)
        status = fill_regions(context, n, "D", names, &layer.table);
    if (!status)
        status = bp_layer_write(context, &layer, path, "designated");
done:
    bp_table_clear(&layer.table);
    bp_polygons_clear(&layer.polygons);
    free(group);
    free(number);
    free(names);
    return status;
}

/* A ring around a point on a circle about the country's middle, its radius wavering: never crosses itself. */
static bp_status draw_region(bp_context *context, const bp_demo_country *country, int k, bp_polygons *out)
{
    enum { CORNERS = 90 };
    const double turn = 6.283185307179586, side = country->side_m;
    double xy[2 * CORNERS];
    double start = bp_demo_uniform(country->seed, BP_DEMO_STREAM_PROGRAMME, 0, 0);
    double from = turn * (start + (double)k / BP_DEMO_PROGRAMMES);
    double size = 0.10 + 0.05 * bp_demo_uniform(country->seed, BP_DEMO_STREAM_PROGRAMME, (uint64_t)k, 1);
    double x = country->left + side * (0.5 + 0.24 * cos(from)),
           y = country->bottom + side * (0.5 + 0.24 * sin(from));
    for (int c = 0; c < CORNERS; c++) {
        double angle = turn * c / CORNERS;
        double waver = bp_demo_field(country->seed, BP_DEMO_STREAM_PROGRAMME, 10.0 * k + 1.5 * cos(angle),
                                     1.5 * sin(angle));
        double radius = side * size * (1.0 + 0.6 * waver);
        xy[2 * c] = x + radius * cos(angle);
        xy[2 * c + 1] = y + radius * sin(angle);
    }
    bp_status status = bp_polygons_add_points(context, out, xy, CORNERS);
    if (!status)
        status = bp_polygons_end_ring(context, out);
    if (!status)
        status = bp_polygons_end_part(context, out);
    return status ? status : bp_polygons_end_unit(context, out);
}

bp_status bp_demo_layers_write_programmes(bp_context *context, const bp_demo_country *country,
                                          const bp_crs *crs, const char *path)
{
    static const char *const names[BP_DEMO_PROGRAMMES] = {"Regio Waterland-Oost", "Regio De Nieuwe Veste",
                                                          "Regio Hart van 't Land", "Regio Kust en Klei",
                                                          "Regio Zuidelijke Hoogte"};
    bp_layer layer = {BP_TABLE_INIT, BP_POLYGONS_INIT, *crs};
    bp_status status = BP_OK;
    for (int k = 0; !status && k < BP_DEMO_PROGRAMMES; k++)
        status = draw_region(context, country, k, &layer.polygons);
    if (!status)
        status = fill_regions(context, BP_DEMO_PROGRAMMES, "P", names, &layer.table);
    if (!status)
        status = bp_layer_write(context, &layer, path, "programmes");
    bp_table_clear(&layer.table);
    bp_polygons_clear(&layer.polygons);
    return status;
}
