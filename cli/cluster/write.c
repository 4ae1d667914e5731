/* The layer that a cluster command leaves behind, and the style of its groups. */
#include "cli/cluster/cluster.h"

#include "cli/out_file.h"
#include "cli/qgis/style.h"
#include "geo/bitmap.h"
#include "geo/layer_styles.h"
#include "geo/new_file.h"
#include "geo/text.h"
#include "geo/write.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static char layer_name[] = "cluster";

/* Where a row is named: its number from 1, 0 where there is none; *at is where "row" starts. */
static int64_t find_row(const char *message, const char **at)
{
    for (const char *found = strstr(message, "row "); found; found = strstr(found + 1, "row ")) {
        int64_t row = strtoll(found + 4, NULL, 10);
        *at = found;
        if (row > 0)
            return row;
    }
    return 0;
}

bp_status bp_cluster_name_unit(const bp_statistic *s, bp_status status, const char *within)
{
    const char *at = NULL, *parts = NULL;
    char *message = status ? bp_text_copy(bp_context_message(s->context)) : NULL;
    if (!message)
        return status;
    int64_t row = bp_call_has(s->call, "id") ? find_row(message, &at) : 0;
    int length = row > 0 && row <= s->ids.n ? (int)strcspn(at + 4, " ,:;") + 4 : 0;
    parts = within ? strstr(message, "that no links join") : NULL;
    if (length > 0) {
        bp_context_clear(s->context);
        bp_context_fail(s->context, status, "%.*s%s (%.*s)%s", (int)(at - message), message,
                        s->ids.text[row - 1], length, at, at + length);
    } else if (parts) {
        size_t so_far = (size_t)(parts - message) + strlen("that no links join");
        bp_context_clear(s->context);
        bp_context_fail(s->context, status, "%.*s inside '%s'%s", (int)so_far, message, within,
                        message + so_far);
    }
    free(message);
    return status;
}

static bool is_result(const char *name, const char *const *results, int n)
{
    for (int k = 0; k < n; k++)
        if (bp_text_distance(name, results[k]) == 0)
            return true;
    return false;
}

static bp_status add_values(bp_statistic *s, int c, bp_table *table)
{
    bp_column *column = NULL;
    bp_status status = bp_table_add(s->context, table, s->names[c], BP_COLUMN_REAL, &column);
    for (int64_t i = 0; !status && i < table->n_rows; i++)
        if (bp_values_is_valid(&s->values[c], i))
            bp_column_set_real(column, i, s->values[c].value[i]);
    return status;
}

bp_status bp_cluster_add_inputs(bp_statistic *s, const char *const *results, int n, bp_table *table)
{
    const char *id = is_result(s->ids.name, results, n) ? "id" : s->ids.name;
    bp_status status = bp_table_add_text(s->context, table, id, (const char *const *)s->ids.text);
    for (int c = 0; !status && c < s->n_columns; c++) {
        if (is_result(s->names[c], results, n))
            bp_context_warn(s->context, "column_name",
                            "column '%s' is not copied to %s, where a result has that name", s->names[c],
                            s->out);
        else if (bp_table_find(table, s->names[c]) < 0)
            status = add_values(s, c, table);
    }
    return status;
}

static bp_status put_style(bp_context *context, const char *path, const bp_theme *theme)
{
    char *qml = NULL, *sld = NULL;
    bp_qgis_layer layer = {0};
    layer.kind = BP_THEME_UNITS;
    layer.name = layer_name;
    const bp_qgis_style style = {&layer, theme, NULL, BP_QGIS_DRAWING};
    bp_status status = bp_qgis_style_qml(context, &style, &qml);
    if (!status)
        status = bp_qgis_style_sld(context, &style, &sld);
    if (!status) {
        const bp_layer_style entry = {theme->name, theme->title, qml, sld};
        status = bp_layer_styles_write(context, path, layer_name, &entry, 1);
    }
    free(qml);
    free(sld);
    return status;
}

/* Beside its place, for a GeoPackage is written twice: the layer, then the style. */
static bp_status write_geopackage(bp_statistic *s, const bp_layer *layer, const bp_theme *theme)
{
    bp_new_file file = BP_NEW_FILE_INIT;
    bp_status status = bp_new_file_begin(s->context, s->out, BP_NEW_FILE_KEEP, &file);
    if (!status)
        status = bp_layer_write(s->context, layer, file.work, layer_name);
    if (!status && theme && theme->n_classes > 0)
        status = put_style(s->context, file.work, theme);
    if (!status)
        status = bp_context_check(s->context);
    if (!status)
        status = bp_new_file_commit(s->context, &file);
    bp_new_file_abandon(&file);
    return status;
}

bp_status bp_cluster_write(bp_statistic *s, bp_table *table, const bp_theme *theme)
{
    /* The geometry is lent to the layer for the writing. */
    const bp_layer layer = {*table, s->layer.polygons, s->layer.crs};
    if (bp_has_extension(s->out, ".csv"))
        return bp_table_write_csv(s->context, table, s->out, NULL);
    if (bp_has_extension(s->out, ".geojson"))
        return bp_layer_write_geojson(s->context, &layer, s->out);
    if (bp_has_extension(s->out, ".gpkg"))
        return write_geopackage(s, &layer, theme);
    return bp_layer_write(s->context, &layer, s->out, layer_name);
}

/* The colours that groups have, and the units of each. */
typedef struct palette {
    int8_t *colour;                /* colour[n_groups] */
    int64_t *first, *next_of_unit; /* first[n_groups]: a unit of it, then the next */
} palette;

static int8_t free_colour(const palette *p, const bp_graph *graph, const int32_t *group, int32_t g)
{
    bool used[BP_SCHEME_MOST] = {false};
    for (int64_t i = p->first[g]; i >= 0; i = p->next_of_unit[i])
        for (int64_t k = graph->offsets[i]; k < graph->offsets[i + 1]; k++) {
            int32_t other = group[graph->neighbours[k]];
            if (other >= 0 && other < g)
                used[p->colour[other]] = true;
        }
    for (int c = 0; c < BP_SCHEME_MOST; c++)
        if (!used[(g + c) % BP_SCHEME_MOST])
            return (int8_t)((g + c) % BP_SCHEME_MOST);
    return (int8_t)(g % BP_SCHEME_MOST);
}

static bp_status fill_classes(bp_context *context, const palette *p, const int64_t *units, int32_t n_groups,
                              bp_theme *theme)
{
    char count[32];
    theme->classes = (bp_theme_class *)calloc((size_t)n_groups + 1, sizeof *theme->classes);
    if (!theme->classes)
        return bp_context_fail_memory(context, 0);
    for (int32_t g = 0; g < n_groups; g++) {
        bp_theme_class *class = &theme->classes[theme->n_classes++];
        class->value = bp_text_format("%" PRId32, g + 1);
        class->label = bp_text_format("%" PRId32 " (%s %s)", g + 1, bp_text_count(units[g], count),
                                      units[g] == 1 ? "unit" : "units");
        class->count = units[g];
        bp_scheme_colour(BP_SCHEME_MANY, BP_SCHEME_MOST, p->colour[g], class->colour);
        if (!class->value || !class->label)
            return bp_context_fail_memory(context, 0);
    }
    return BP_OK;
}

static bp_status name_theme(bp_context *context, const char *column, bp_theme *theme)
{
    theme->kind = BP_THEME_CATEGORIES;
    theme->scheme = BP_SCHEME_MANY;
    theme->name = bp_text_copy(column);
    theme->title = bp_text_copy(column);
    theme->column = bp_text_copy(column);
    theme->missing.label = bp_text_copy("none");
    theme->missing.look = BP_THEME_HATCHED;
    bp_colour_set(theme->missing.colour, 0x969696);
    return theme->name && theme->title && theme->column && theme->missing.label
               ? BP_OK
               : bp_context_fail_memory(context, 0);
}

bp_status bp_cluster_theme(bp_context *context, const char *column, const bp_graph *graph,
                           const int32_t *group, int32_t n_groups, bp_theme *out)
{
    bp_theme theme = {0};
    size_t rows = (size_t)n_groups + 1;
    palette p = {(int8_t *)calloc(rows, 1), (int64_t *)malloc(rows * sizeof(int64_t)),
                 (int64_t *)malloc(((size_t)graph->n + 1) * sizeof(int64_t))};
    int64_t *units = (int64_t *)calloc(rows, sizeof *units);
    bp_status status = BP_OK;
    if (!p.colour || !p.first || !p.next_of_unit || !units) {
        status = bp_context_fail_memory(context, (size_t)graph->n * sizeof(int64_t));
        goto done;
    }
    if (n_groups > BP_CLUSTER_THEME_MOST)
        goto done;
    for (int32_t g = 0; g < n_groups; g++)
        p.first[g] = -1;
    for (int64_t i = 0; i < graph->n; i++) {
        theme.missing.count += group[i] < 0;
        if (group[i] < 0)
            continue;
        p.next_of_unit[i] = p.first[group[i]];
        p.first[group[i]] = i;
        units[group[i]]++;
    }
    for (int32_t g = 0; g < n_groups; g++)
        p.colour[g] = free_colour(&p, graph, group, g);
    status = name_theme(context, column, &theme);
    if (!status)
        status = fill_classes(context, &p, units, n_groups, &theme);
done:
    if (status)
        bp_theme_clear(&theme);
    else
        *out = theme;
    free(p.colour);
    free(p.first);
    free(p.next_of_unit);
    free(units);
    return status;
}
