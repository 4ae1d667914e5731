/* Whether layers that were written keep to their formats. */
#ifndef BP_TESTS_CLI_GEOJSON_H
#define BP_TESTS_CLI_GEOJSON_H

#include "tests/cli/program.h"

#include "geo/read.h"
#include "geo/repair.h"

static inline double ring_area(const json_t *ring)
{
    double sum = 0.0;
    for (size_t i = 0; i + 1 < json_array_size(ring); i++) {
        const json_t *a = json_array_get(ring, i), *b = json_array_get(ring, i + 1);
        double ax = json_number_value(json_array_get(a, 0)), ay = json_number_value(json_array_get(a, 1));
        double bx = json_number_value(json_array_get(b, 0)), by = json_number_value(json_array_get(b, 1));
        sum += ax * by - bx * ay;
    }
    return sum / 2.0;
}

/* Closed, two numbers a point, the right way round (RFC 7946, 3.1.6); widens box. */
static inline void ck_ring(const json_t *ring, bool shell, double box[4])
{
    size_t n = json_array_size(ring);
    ck_assert_uint_ge(n, 4);
    ck_assert(json_equal(json_array_get(ring, 0), json_array_get(ring, n - 1)));
    for (size_t i = 0; i < n; i++) {
        const json_t *point = json_array_get(ring, i);
        ck_assert_uint_eq(json_array_size(point), 2);
        for (size_t d = 0; d < 2; d++) {
            double value = json_number_value(json_array_get(point, d));
            box[d] = fmin(box[d], value);
            box[d + 2] = fmax(box[d + 2], value);
        }
    }
    ck_assert_msg(shell ? ring_area(ring) > 0.0 : ring_area(ring) < 0.0, "a %s runs the wrong way round",
                  shell ? "shell" : "hole");
}

/* Widens box; how many holes it has. */
static inline int ck_geometry(const json_t *geometry, double box[4])
{
    const json_t *parts = json_object_get(geometry, "coordinates"), *part, *ring;
    size_t p, r;
    int holes = 0;
    ck_assert_str_eq(json_string_value(json_object_get(geometry, "type")), "MultiPolygon");
    ck_assert_uint_gt(json_array_size(parts), 0);
    json_array_foreach((json_t *)parts, p, part)
    {
        holes += (int)json_array_size(part) - 1;
        json_array_foreach((json_t *)part, r, ring) ck_ring(ring, r == 0, box);
    }
    return holes;
}

/* No number in the text of the coordinates has more than 7 decimals, or an exponent. */
static inline void ck_decimals(const char *path)
{
    char *text = get_file(path, NULL);
    for (char *at_geometry = text; (at_geometry = strstr(at_geometry, "\"coordinates\":")) != NULL;) {
        at_geometry += strlen("\"coordinates\":");
        size_t n = strspn(at_geometry, "[]0123456789.,- \n");
        ck_assert_int_eq(at_geometry[n], '}');
        for (char *c = at_geometry; c < at_geometry + n; c++)
            if (*c == '.')
                ck_assert_uint_le(strspn(c + 1, "0123456789"), 7);
    }
    free(text);
}

/* The file is as RFC 7946 has it, with so many features, none without geometry, all within {west, south,
   east, north}; how many holes it has. */
static inline int ck_geojson(const char *path, size_t features, const double around[4])
{
    json_t *root = read_json(path), *feature;
    double box[4] = {180, 90, -180, -90};
    size_t i;
    int holes = 0;
    ck_json_text(root, "type", "FeatureCollection");
    ck_assert_ptr_null(json_object_get(root, "crs"));
    ck_assert_uint_eq(json_array_size(json_at(root, "features")), features);
    json_array_foreach(json_at(root, "features"), i, feature)
    {
        ck_json_text(feature, "type", "Feature");
        ck_assert(json_is_object(json_object_get(feature, "properties")));
        holes += ck_geometry(json_at(feature, "geometry"), box);
    }
    for (size_t d = 0; d < 4; d++)
        ck_assert_double_eq(json_number_value(json_array_get(json_at(root, "bbox"), d)), box[d]);
    ck_assert(box[0] > around[0] && box[1] > around[1] && box[2] < around[2] && box[3] < around[3]);
    json_decref(root);
    ck_decimals(path);
    return holes;
}

/* Every geometry of the only layer of a file is valid; so many units have none. */
static inline void ck_layer_is_valid(const char *path, int64_t n_empty)
{
    bp_layer layer = BP_LAYER_INIT;
    bp_repair_report report = BP_REPAIR_REPORT_INIT;
    ck_bp_ok(context, bp_layer_read(context, path, NULL, &layer));
    ck_bp_ok(context, bp_polygons_repair(context, &layer.polygons, &report));
    ck_assert_msg(report.n_mended == 0, "%s: %d geometries are invalid, the first one: %s", path,
                  (int)report.n_mended, report.first_reason ? report.first_reason : "");
    ck_assert_int_eq(report.n_empty, n_empty);
    bp_repair_report_clear(&report);
    bp_layer_clear(&layer);
}

#endif
