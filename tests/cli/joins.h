/* A row of three square units and what is joined with them, for the tests of joins. */
#ifndef BP_TESTS_CLI_JOINS_H
#define BP_TESTS_CLI_JOINS_H

#include "tests/cli/program.h"

#include <stdarg.h>

#define LAYER_MEMBER                                                                                         \
    "{\"type\":\"FeatureCollection\",\"crs\":{\"type\":\"name\",\"properties\":{\"name\":"                   \
    "\"urn:ogc:def:crs:EPSG::3857\"}},\"features\":[\n"

/* A feature with a box of 10 metres high. */
static inline char *box(const char *properties, double x0, double x1)
{
    return bp_text_format("{\"type\":\"Feature\",\"properties\":{%s},\"geometry\":{\"type\":\"Polygon\","
                          "\"coordinates\":[[[%g,0],[%g,0],[%g,10],[%g,10],[%g,0]]]}}",
                          properties, x0, x1, x1, x0, x0);
}

/* A layer of three features. */
static inline void put_layer(const char *name, char *a, char *b, char *c)
{
    char *text = bp_text_format(LAYER_MEMBER "%s,\n%s,\n%s]}\n", a, b, c);
    put_file(at(name), text);
    free(text);
    free(a);
    free(b);
    free(c);
}

/* Units A, B and C, each 10 x 10 m, from x = 0, 10 and 20. */
static inline void put_units(void)
{
    put_layer("units.geojson", box("\"id\":\"A\",\"people\":200", 0, 10),
              box("\"id\":\"B\",\"people\":0", 10, 20), box("\"id\":\"C\",\"people\":null", 20, 30));
}

/* p3 lies on the border of A and B, p4 outside all; p6 has no place. */
static inline void put_points(void)
{
    put_file(at("points.csv"), "id,x,y,pupils,kind\n"
                               "p1,5,5,10,x\n"
                               "p2,15,5,20,y\n"
                               "p3,10,5,,z\n"
                               "p4,50,50,5,z\n"
                               "p5,2,2,4,x\n"
                               "p6,,,7,x\n");
}

static inline void put_lines(void)
{
    put_file(at("lines.geojson"),
             LAYER_MEMBER "{\"type\":\"Feature\",\"properties\":{},\"geometry\":{\"type\":"
                          "\"LineString\",\"coordinates\":[[-5,5],[25,5]]}}]}\n");
}

/* P1 covers A and B, P2 the western half of C; P3, without a value, lies apart from all. */
static inline void put_polygons(void)
{
    put_layer("polygons.geojson", box("\"nr\":1,\"amount\":100,\"label\":\"west\"", 0, 20),
              box("\"nr\":2,\"amount\":30,\"label\":\"east\"", 20, 25),
              box("\"nr\":3,\"amount\":null,\"label\":\"far\"", 90, 95));
}

/* 4 x 4 pixels of 5 m: four in A, four in B of which one has no value; it has no CRS. */
static inline void put_grid(void)
{
    put_file(at("grid.asc"), "ncols 4\nnrows 4\nxllcorner 0\nyllcorner 0\ncellsize 5\nNODATA_value -9\n"
                             "1 2 3 4\n5 6 7 8\n10 20 -9 40\n30 40 70 80\n");
}

static inline void set_up_joins(void)
{
    set_up();
    put_units();
    put_points();
    put_lines();
    put_polygons();
    put_grid();
}

/* brandpunt join units.geojson WITH out.gpkg and up to ten more arguments, ended by NULL. */
static inline program_result call_join(const char *with, ...)
{
    static char units[1024], other[1024], out[1024];
    const char *arguments[MOST_ARGUMENTS + 1] = {"join", units, other, out};
    int n = 4;
    va_list more;
    snprintf(units, sizeof units, "%s", at("units.geojson"));
    snprintf(other, sizeof other, "%s", at(with));
    snprintf(out, sizeof out, "%s", at("out.gpkg"));
    va_start(more, with);
    for (const char *text = va_arg(more, const char *); text; text = va_arg(more, const char *))
        arguments[n++] = text;
    va_end(more);
    arguments[n] = NULL;
    return call_program(arguments, NULL);
}

/* It was refused, and wrote nothing. */
static inline void ck_join_refused(program_result result, int status, const char *err)
{
    ck_ended(&result, status, err);
    ck_assert(access(at("out.gpkg"), F_OK) != 0);
    free_result(&result);
}

#define XY "--x", "x", "--y", "y", "--crs", "EPSG:3857"

#endif
