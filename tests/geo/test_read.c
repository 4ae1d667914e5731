/* Reading: both ways give the same layer, values and geometry are those of the file, and errors say what to
 * do. */
#define _POSIX_C_SOURCE 200809L

#include "geo/read.h"
#include "geo/read_way_private.h"
#include "geo/wkb_private.h"
#include "geo/write.h"
#include "tests/geo/files.h"

#define FEATURE(properties, geometry)                                                                        \
    "{\"type\":\"Feature\",\"properties\":{" properties "},\"geometry\":" geometry "}"
#define COLLECTION(features) "{\"type\":\"FeatureCollection\",\"features\":[" features "]}"
#define POLYGON(rings)       "{\"type\":\"Polygon\",\"coordinates\":[" rings "]}"
#define SQUARE               POLYGON("[[0,0],[1,0],[1,1],[0,1],[0,0]]")

static void ck_both_ways(const char *path)
{
    bp_layer fastest = BP_LAYER_INIT, by_feature = BP_LAYER_INIT;
    bool by_arrow = true;
    ck_bp_ok(context, bp_layer_read_by(context, path, NULL, BP_READ_BY_FEATURE, &by_feature, &by_arrow));
    ck_assert(!by_arrow);
    ck_bp_ok(context, bp_layer_read_by(context, path, NULL, BP_READ_FASTEST, &fastest, &by_arrow));
    ck_same_polygons(&fastest.polygons, &by_feature.polygons);
    ck_same_tables(&fastest.table, &by_feature.table);
    bp_layer_clear(&fastest);
    bp_layer_clear(&by_feature);
}

START_TEST(both_ways_give_the_same)
{
    bp_layer layer = BP_LAYER_INIT;
    make_layer(&layer);
    ck_bp_ok(context, bp_layer_write(context, &layer, at("a.gpkg"), "units"));
    bp_layer_clear(&layer);
    ck_both_ways(at("a.gpkg"));
    const char *data = getenv("BRANDPUNT_DATA");
    char *real = bp_text_format("%s/nl/wijken_2022.gpkg", data ? data : "../shared/data");
    if (bp_path_exists(real))
        ck_both_ways(real);
    free(real);
}
END_TEST

/* A circle of radius 1 about (1, 0) by arcs, and the same with a straight part: made straight, within 0.1
 * percent. */
START_TEST(curves_are_made_straight)
{
    bp_layer layer = BP_LAYER_INIT;
    double area[2];
    put_file(at("a.csv"),
             "WKT,code\n"
             "\"CURVEPOLYGON(CIRCULARSTRING(0 0,1 1,2 0,1 -1,0 0))\",x\n"
             "\"MULTISURFACE(CURVEPOLYGON(COMPOUNDCURVE(CIRCULARSTRING(0 0,1 1,2 0),(2 0,0 0))))\",y\n");
    ck_bp_ok(context, bp_layer_read(context, at("a.csv"), NULL, &layer));
    ck_assert_int_eq(layer.polygons.n_units, 2);
    bp_polygons_area(&layer.polygons, area);
    ck_assert_double_eq_tol(area[0], 3.14159265, 3e-3);
    ck_assert_double_eq_tol(area[1], 3.14159265 / 2, 2e-3);
    bp_layer_clear(&layer);
}
END_TEST

START_TEST(values_and_types)
{
    bp_layer layer = BP_LAYER_INIT;
    put_file(at("a.geojson"),
             COLLECTION(FEATURE("\"i\":1,\"r\":0.5,\"t\":\"a\",\"b\":true,\"d\":\"2020-02-29\"",
                                SQUARE) "," FEATURE("\"i\":null,\"r\":2,\"t\":null,\"b\":false,\"d\":null",
                                                    "null")));
    ck_bp_ok(context, bp_layer_read(context, at("a.geojson"), NULL, &layer));
    ck_assert_int_eq(layer.table.n_rows, 2);
    ck_assert_int_eq(layer.table.n_columns, 5);
    const bp_column *c = layer.table.columns;
    ck_assert_int_eq(c[0].type, BP_COLUMN_INTEGER);
    ck_assert_int_eq(c[0].integer[0], 1);
    ck_assert(!bp_column_is_valid(&c[0], 1));
    ck_assert_int_eq(c[1].type, BP_COLUMN_REAL);
    ck_assert_double_eq(c[1].real[1], 2.0);
    ck_assert_str_eq(bp_column_text_at(&c[2], 0), "a");
    ck_assert_ptr_null(bp_column_text_at(&c[2], 1));
    ck_assert_int_eq(c[3].integer[0], 1);
    ck_assert_int_eq(c[3].integer[1], 0);
    ck_assert_str_eq(bp_column_text_at(&c[4], 0), "2020-02-29");
    ck_assert_int_eq(layer.polygons.unit_parts[2], 1);
    ck_assert_int_eq(layer.polygons.n_coords, 5);
    ck_assert_str_eq(layer.crs.code, "EPSG:4326");
    ck_assert(layer.crs.is_geographic);
    ck_assert_ptr_null(layer.table.layer);
    bp_layer_clear(&layer);
}
END_TEST

START_TEST(z_is_dropped_and_collections_of_polygons_are_taken)
{
    bp_layer layer = BP_LAYER_INIT;
    static const char with_z[] = FEATURE("", POLYGON("[[0,0,9],[1,0,9],[1,1,9],[0,0,9]]"));
    static const char collection[] =
        FEATURE("", "{\"type\":\"GeometryCollection\",\"geometries\":[" SQUARE "," SQUARE "]}");
    static const char empty[] = FEATURE("", POLYGON(""));
    char *text = bp_text_format(COLLECTION("%s,%s,%s"), with_z, collection, empty);
    put_file(at("a.geojson"), text);
    free(text);
    ck_bp_ok(context, bp_layer_read(context, at("a.geojson"), NULL, &layer));
    const double first[] = {0, 0, 1, 0, 1, 1, 0, 0};
    ck_assert_mem_eq(layer.polygons.xy, first, sizeof first);
    const int64_t parts[] = {0, 1, 3, 3};
    ck_assert_mem_eq(layer.polygons.unit_parts, parts, sizeof parts);
    bp_layer_clear(&layer);
}
END_TEST

/* Of a collection the polygons, however deep, surfaces as their faces; a boundary line that came along is
 * told. */
START_TEST(mixed_geometries)
{
    bp_layer layer = BP_LAYER_INIT;
    double area[5];
    put_file(at("a.csv"),
             "WKT,code\n"
             "\"GEOMETRYCOLLECTION(LINESTRING(0 0,9 9),POLYGON((0 0,1 0,1 1,0 1,0 0)))\",a\n"
             "\"POLYGON Z((0 0 5,2 0 5,2 2 5,0 2 5,0 0 5))\",b\n"
             "\"GEOMETRYCOLLECTION(POINT(3 3),GEOMETRYCOLLECTION(MULTIPOLYGON(((0 0,3 0,3 1,0 1,0 0)),"
             "((5 5,6 5,6 6,5 5))),POINT EMPTY))\",c\n"
             "\"POLYHEDRALSURFACE Z(((0 0 1,1 0 1,1 1 1,0 0 1)),((2 0 1,3 0 1,3 1 1,2 0 1)))\",d\n"
             "\"GEOMETRYCOLLECTION EMPTY\",e\n");
    ck_bp_ok(context, bp_layer_read(context, at("a.csv"), NULL, &layer));
    const int64_t parts[] = {0, 1, 2, 4, 6, 6};
    ck_assert_mem_eq(layer.polygons.unit_parts, parts, sizeof parts);
    bp_polygons_area(&layer.polygons, area);
    ck_assert_double_eq(area[0], 1.0);
    ck_assert_double_eq(area[1], 4.0);
    ck_assert_double_eq(area[2], 3.5);
    ck_assert_double_eq(area[3], 1.0);
    ck_assert_uint_eq(bp_context_warning_count(context), 1);
    ck_assert_str_eq(bp_context_warning_at(context, 0)->code, "geometry_mixed");
    ck_assert_ptr_nonnull(strstr(bp_context_warning_at(context, 0)->text,
                                 "a.csv, layer a: 2 rows have lines or points beside polygons, which were "
                                 "left out; the first is row 1"));
    bp_layer_clear(&layer);
}
END_TEST

START_TEST(wanted_columns_only)
{
    bp_layer layer = BP_LAYER_INIT, back = BP_LAYER_INIT;
    static const char *const columns[] = {"share", "code"};
    const bp_read_options options = {.columns = columns, .n_columns = 2};
    make_layer(&layer);
    ck_bp_ok(context, bp_layer_write(context, &layer, at("a.gpkg"), "units"));
    ck_bp_ok(context, bp_layer_read(context, at("a.gpkg"), &options, &back));
    ck_assert_int_eq(back.table.n_columns, 2);
    ck_assert_str_eq(back.table.columns[0].name, "code");
    ck_assert_double_eq(back.table.columns[1].real[1], 1.0 / 3.0);
    ck_same_polygons(&back.polygons, &layer.polygons);
    bp_layer_clear(&layer);
    bp_layer_clear(&back);
}
END_TEST

START_TEST(csv_is_text)
{
    static const char *const files[] = {"\xEF\xBB\xBF"
                                        "code;naam;2019\n0363  ;\"a;b\";1,5\n0014;;.\n",
                                        "code,naam,2019\n0363  ,\"a;b\",\"1,5\"\n0014,,.\n",
                                        "code\tnaam\t2019\n0363  \ta;b\t1,5\n0014\t\t.\n"};
    bp_table table = BP_TABLE_INIT;
    put_file(at("a.csv"), files[_i]);
    ck_bp_ok(context, bp_table_read(context, at("a.csv"), NULL, &table));
    ck_assert_int_eq(table.n_rows, 2);
    ck_assert_int_eq(table.n_columns, 3);
    ck_assert_str_eq(table.columns[0].name, "code");
    ck_assert_str_eq(table.columns[2].name, "2019");
    for (int c = 0; c < 3; c++)
        ck_assert_int_eq(table.columns[c].type, BP_COLUMN_TEXT);
    ck_assert_str_eq(bp_column_text_at(&table.columns[0], 0), "0363  ");
    ck_assert_str_eq(bp_column_text_at(&table.columns[1], 0), "a;b");
    ck_assert_ptr_null(bp_column_text_at(&table.columns[1], 1));
    ck_assert_str_eq(bp_column_text_at(&table.columns[2], 0), "1,5");
    bp_table_clear(&table);
}
END_TEST

static void ck_warning(size_t i, const char *code, const char *text)
{
    const bp_warning *warning = bp_context_warning_at(context, i);
    ck_assert_ptr_nonnull(warning);
    ck_assert_str_eq(warning->code, code);
    ck_assert_int_eq(strncmp(warning->text, scratch, strlen(scratch)), 0);
    ck_assert_str_eq(warning->text + strlen(scratch) + 1, text);
}

/* One column, cells too few, empty lines, line ends of every kind, no line end at the end. */
START_TEST(csv_as_found)
{
    bp_table table = BP_TABLE_INIT;
    put_file(at("one.csv"), "code\r\nWK1\r\n\r\nWK2\rWK3");
    ck_bp_ok(context, bp_table_read(context, at("one.csv"), NULL, &table));
    ck_assert_int_eq(table.n_rows, 3);
    ck_assert_str_eq(bp_column_text_at(&table.columns[0], 2), "WK3");
    bp_table_clear(&table);
    static const char *const wanted[] = {"c"};
    const bp_read_options options = {.columns = wanted, .n_columns = 1};
    put_file(at("few.csv"), "a,b,c\n1,2\n\"x\"\"y\nz\",2,3\n4,5,6,,\n");
    ck_bp_ok(context, bp_table_read(context, at("few.csv"), &options, &table));
    ck_assert_int_eq(table.n_rows, 3);
    ck_assert_int_eq(table.n_columns, 1);
    ck_assert_ptr_null(bp_column_text_at(&table.columns[0], 0));
    ck_assert_str_eq(bp_column_text_at(&table.columns[0], 1), "3");
    bp_table_clear(&table);
    ck_assert_uint_eq(bp_context_warning_count(context), 1);
    ck_warning(
        0, "csv_short_rows",
        "few.csv: 1 row has fewer cells than the 3 of the header, the first is row 1; what they lack is "
        "missing");
    put_file(at("old.csv"), "naam;n\nFrysl\xE2n;1\n");
    ck_bp_ok(context, bp_table_read(context, at("old.csv"), NULL, &table));
    ck_assert_str_eq(bp_column_text_at(&table.columns[0], 0), "Frysl\xC3\xA2n");
    ck_assert_str_eq(bp_context_warning_at(context, 1)->code, "encoding");
    bp_table_clear(&table);
}
END_TEST

/* Rows are counted without empty lines; a row that ends in a separator has an empty cell and is not short. */
START_TEST(csv_short_rows)
{
    bp_table table = BP_TABLE_INIT;
    put_file(at("a.csv"), "a;b;c\n1;2;3\n\n4;5;\n6;\n7\n8;\"9\n\";10\n\"11\"");
    ck_bp_ok(context, bp_table_read(context, at("a.csv"), NULL, &table));
    ck_assert_int_eq(table.n_rows, 6);
    static const char *const cells[3][6] = {{"1", "4", "6", "7", "8", "11"},
                                            {"2", "5", NULL, NULL, "9\n", NULL},
                                            {"3", NULL, NULL, NULL, "10", NULL}};
    for (int c = 0; c < 3; c++)
        for (int i = 0; i < 6; i++)
            ck_assert_pstr_eq(bp_column_text_at(&table.columns[c], i), cells[c][i]);
    ck_assert_uint_eq(bp_context_warning_count(context), 1);
    ck_warning(
        0, "csv_short_rows",
        "a.csv: 3 rows have fewer cells than the 3 of the header, the first is row 3; what they lack is "
        "missing");
    bp_table_clear(&table);
}
END_TEST

/* A quote that nobody closed would make one cell of all that follows, or of all up to the next quote. */
START_TEST(csv_open_quote)
{
    static const struct {
        const char *text, *message;
    } cases[] = {
        {"code,naam\nx,a\n\ny,\"b\nz,c\n", "a.csv, row 2: the quote before 'b' is not closed"},
        {"code,naam\nx,\"a\ny,\"b\"\n", "a.csv, row 1: the quote before 'a' is not closed"},
        {"code,naam\nx,a\ny,\"", "a.csv, row 2: the quote before '' is not closed"},
        {"code,naam\nx,\"a\"\"\r\ny,b\r\n", "a.csv, row 1: the quote before 'a\"' is not closed"},
        {"code,naam\n\"x,a\ny,b\n", "a.csv, row 1: the quote before 'x,a' is not closed"},
        {"\"code,naam\nx,a\n", "a.csv, header: the quote before 'code,naam' is not closed"},
        {"code,\"naam\nx,\"a\"\n", "a.csv, header: the quote before 'naam' is not closed"},
    };
    bp_table table = BP_TABLE_INIT;
    put_file(at("a.csv"), cases[_i].text);
    ck_assert_int_eq(bp_table_read(context, at("a.csv"), NULL, &table), BP_ERROR_INPUT);
    char *message = bp_text_format(
        "%s; close it, or write it twice in a quoted cell where it is part of the text", cases[_i].message);
    ck_message(message);
    free(message);
}
END_TEST

/* Quotes that are odd and closed: the cells are as they always were. */
START_TEST(csv_closed_quote)
{
    static const char *const names[] = {"6\" pipe", "two\nlines", "two\nlines ", "ab", "\"", NULL};
    bp_table table = BP_TABLE_INIT;
    put_file(at("a.csv"), "naam,n\n6\" pipe,1\n\"two\nlines\",2\n\"two\nlines\" ,3\n\"a\"b,4\n"
                          "\"\"\"\",5\n\"\",\"6\"");
    ck_bp_ok(context, bp_table_read(context, at("a.csv"), NULL, &table));
    ck_assert_int_eq(table.n_rows, 6);
    for (int i = 0; i < 6; i++) {
        ck_assert_pstr_eq(bp_column_text_at(&table.columns[0], i), names[i]);
        ck_assert_int_eq(bp_column_text_at(&table.columns[1], i)[0], '1' + i);
    }
    ck_assert_uint_eq(bp_context_warning_count(context), 0);
    bp_table_clear(&table);
}
END_TEST

START_TEST(csv_repeated_column)
{
    static const char *const name[] = {"name"}, *const code[] = {"code", "n"};
    bp_table table = BP_TABLE_INIT;
    put_file(at("a.csv"), "code,name,n,name\nx,a,1,b\n");
    const bp_read_options wants_it = {.columns = name, .n_columns = 1},
                          wants_others = {.columns = code, .n_columns = 2};
    static const char message[] = "a.csv: columns 2 and 4 are both named 'name'; rename one of them";
    ck_assert_int_eq(bp_table_read(context, at("a.csv"), &wants_it, &table), BP_ERROR_INPUT);
    ck_message(message);
    ck_assert_int_eq(bp_table_read(context, at("a.csv"), NULL, &table), BP_ERROR_INPUT);
    ck_message(message);
    ck_bp_ok(context, bp_table_read(context, at("a.csv"), &wants_others, &table));
    ck_assert_int_eq(table.n_columns, 2);
    ck_assert_str_eq(bp_column_text_at(&table.columns[1], 0), "1");
    ck_assert_uint_eq(bp_context_warning_count(context), 0);
    bp_table_clear(&table);
}
END_TEST

/* Every column against every other would be 9e10 comparisons: minutes. */
START_TEST(csv_with_very_many_columns)
{
    enum { COLUMNS = 300000, BYTES = 8 };
    static const char *const wanted[] = {"c000001", "c299999"};
    const bp_read_options options = {.columns = wanted, .n_columns = 2};
    bp_table table = BP_TABLE_INIT;
    char *text = (char *)malloc((size_t)2 * COLUMNS * BYTES + 1), *to = text;
    ck_assert_ptr_nonnull(text);
    for (int c = 0; c < COLUMNS; c++)
        to += sprintf(to, "c%06d%c", c, c + 1 < COLUMNS ? ',' : '\n');
    for (int c = 0; c < COLUMNS; c++)
        to += sprintf(to, "%d%c", c, c + 1 < COLUMNS ? ',' : '\n');
    put_file(at("wide.csv"), text);
    free(text);
    ck_bp_ok(context, bp_table_read(context, at("wide.csv"), &options, &table));
    ck_assert_int_eq(table.n_columns, 2);
    ck_assert_str_eq(bp_column_text_at(&table.columns[0], 0), "1");
    ck_assert_str_eq(bp_column_text_at(&table.columns[1], 0), "299999");
    bp_table_clear(&table);
}
END_TEST

START_TEST(csv_errors)
{
    static const char *const wanted[] = {"cod"};
    const bp_read_options options = {.columns = wanted, .n_columns = 1};
    bp_table table = BP_TABLE_INIT;
    put_file(at("a.csv"), "code,n\nx,1\ny,2,3\n");
    ck_assert_int_eq(bp_table_read(context, at("a.csv"), &options, &table), BP_ERROR_INPUT);
    ck_message("a.csv: there is no column 'cod'; nearest: 'code'");
    ck_assert_int_eq(bp_table_read(context, at("a.csv"), NULL, &table), BP_ERROR_INPUT);
    ck_message("a.csv, row 2: has more cells than the 2 of the header ('3')");
    put_file(at("b.csv"), "code,n\n");
    ck_assert_int_eq(bp_table_read(context, at("b.csv"), NULL, &table), BP_ERROR_INPUT);
    ck_message("b.csv: the file has a header and no rows");
    put_bytes(at("c.csv"), "c\0o\0", 4);
    ck_assert_int_eq(bp_table_read(context, at("c.csv"), NULL, &table), BP_ERROR_INPUT);
    ck_message("c.csv: is not a text file in UTF-8; save it as csv UTF-8");
    put_file(at("d.csv"), "");
    ck_assert_int_eq(bp_table_read(context, at("d.csv"), NULL, &table), BP_ERROR_INPUT);
    ck_message("d.csv: the file is empty");
    ck_assert_int_eq(bp_table_read(context, at("e.csv"), NULL, &table), BP_ERROR_INPUT);
    ck_message("e.csv: there is no such file");
}
END_TEST

START_TEST(no_crs_is_no_failure)
{
    bp_layer layer = BP_LAYER_INIT, back = BP_LAYER_INIT;
    make_layer(&layer);
    bp_crs_clear(&layer.crs);
    ck_bp_ok(context, bp_layer_write(context, &layer, at("a.gpkg"), "units"));
    ck_bp_ok(context, bp_layer_write(context, &layer, at("a.shp"), NULL));
    ck_bp_ok(context, bp_layer_read(context, at("a.gpkg"), NULL, &back));
    ck_assert_ptr_null(back.crs.wkt);
    bp_layer_clear(&back);
    ck_bp_ok(context, bp_layer_read(context, at("a.shp"), NULL, &back));
    ck_assert_ptr_null(back.crs.wkt);
    bp_layer_clear(&back);
    bp_layer_clear(&layer);
}
END_TEST

static void ck_read_fails(const char *path, const bp_read_options *options, const char *message)
{
    bp_layer layer = BP_LAYER_INIT;
    ck_assert_int_eq(bp_layer_read(context, path, options, &layer), BP_ERROR_INPUT);
    ck_assert_ptr_null(layer.table.columns);
    ck_assert_ptr_null(layer.polygons.xy);
    ck_message(message);
}

START_TEST(errors_of_files)
{
    ck_read_fails(at("no.gpkg"), NULL, "no.gpkg: there is no such file");
    put_file(at("a.txt"), "this is no map\n");
    ck_read_fails(at("a.txt"), NULL,
                  "a.txt: not a file with vector data that can be read (GDAL: `a.txt' not recognized as a "
                  "supported file "
                  "format); GeoPackage, Shapefile, GeoJSON, FlatGeobuf, File Geodatabase, GML, KML, csv, "
                  "xlsx and ods can");
    put_file(at("empty.geojson"), COLLECTION(""));
    ck_read_fails(at("empty.geojson"), NULL, "empty.geojson, layer empty: the layer is empty (0 features)");
    put_file(at("a.csv"), "code,n\nx,1\n");
    ck_read_fails(at("a.csv"), NULL, "a.csv, layer a: has no geometry; polygons were expected");
    put_file(at("line.geojson"), COLLECTION(FEATURE("", SQUARE) "," FEATURE(
                                     "", "{\"type\":\"LineString\",\"coordinates\":[[0,0],[1,1]]}")));
    ck_read_fails(at("line.geojson"), NULL,
                  "line.geojson, layer line, row 2: a polygon was expected, the geometry is a LINESTRING");
    put_file(at("b.csv"), "WKT,code\n\"MULTIPOINT(1 1,2 2)\",x\n");
    ck_read_fails(at("b.csv"), NULL,
                  "b.csv, layer b, row 1: a polygon was expected, the geometry is a MULTIPOINT");
    put_file(at("c.csv"), "WKT,code\n\"GEOMETRYCOLLECTION(POINT(1 1),LINESTRING(0 0,1 1))\",x\n");
    ck_read_fails(at("c.csv"), NULL,
                  "c.csv, layer c, row 1: a polygon was expected, the geometry is a GEOMETRYCOLLECTION");
}
END_TEST

START_TEST(errors_of_names)
{
    bp_layer layer = BP_LAYER_INIT;
    make_layer(&layer);
    ck_bp_ok(context, bp_layer_write(context, &layer, at("a.gpkg"), "wijken"));
    ck_bp_ok(context, bp_layer_write(context, &layer, at("a.gpkg"), "buurten"));
    bp_layer_clear(&layer);
    static const char *const near[] = {"shaer"}, *const far[] = {"population"};
    bp_read_options options = BP_READ_OPTIONS_INIT;
    ck_read_fails(at("a.gpkg"), &options, "a.gpkg: has 2 layers (wijken, buurten): say which with `layer`");
    options.layer = "wijkn";
    ck_read_fails(at("a.gpkg"), &options, "a.gpkg: there is no layer 'wijkn'; nearest: 'wijken'");
    options.layer = "municipalities";
    ck_read_fails(at("a.gpkg"), &options,
                  "a.gpkg: there is no layer 'municipalities'; it has wijken, buurten");
    options = (bp_read_options){.layer = "wijken", .columns = near, .n_columns = 1};
    ck_read_fails(at("a.gpkg"), &options,
                  "a.gpkg, layer wijken: there is no column 'shaer'; nearest: 'share'");
    options.columns = far;
    ck_read_fails(at("a.gpkg"), &options,
                  "a.gpkg, layer wijken: there is no column 'population'; it has code, count, share");
}
END_TEST

/* A triangle as WKB by hand, in either byte order and with either kind of flags. */
static size_t make_wkb(uint8_t *out, bool big_endian, uint32_t type, bool srid, int dimensions)
{
    const uint32_t counts[] = {type, 4326, 1, 4};
    const double xy[] = {1.5, 2.5, 3.5, 2.5, 3.5, 4.5, 1.5, 2.5};
    const uint16_t one = 1;
    bool swap = (*(const uint8_t *)&one == 1) == big_endian;
    size_t n = 0;
    out[n++] = big_endian ? 0 : 1;
    for (int i = 0; i < 4; i++) {
        if (i == 1 && !srid)
            continue;
        for (int b = 0; b < 4; b++)
            out[n++] = ((const uint8_t *)&counts[i])[swap ? 3 - b : b];
    }
    for (int i = 0; i < 4 * dimensions; i++) {
        double value = i % dimensions < 2 ? xy[2 * (i / dimensions) + i % dimensions] : 99.0;
        for (int b = 0; b < 8; b++)
            out[n++] = ((const uint8_t *)&value)[swap ? 7 - b : b];
    }
    return n;
}

START_TEST(wkb_of_every_flavour)
{
    static const struct {
        uint32_t type;
        bool srid;
        int dimensions;
    } flavours[] = {{3, false, 2},           {1003, false, 3},        {2003, false, 3},
                    {3003, false, 4},        {0x80000003u, false, 3}, {0x40000003u, false, 3},
                    {0xC0000003u, false, 4}, {0x20000003u, true, 2},  {0xE0000003u, true, 4}};
    const double expected[] = {1.5, 2.5, 3.5, 2.5, 3.5, 4.5, 1.5, 2.5};
    for (int big = 0; big < 2; big++) {
        bp_polygons polygons = BP_POLYGONS_INIT;
        bp_wkb_outcome outcome = BP_WKB_BROKEN;
        uint8_t bytes[256];
        size_t n = make_wkb(bytes, big, flavours[_i].type, flavours[_i].srid, flavours[_i].dimensions);
        ck_bp_ok(context, bp_wkb_read(context, bytes, n, &polygons, &outcome));
        ck_assert_int_eq(outcome, BP_WKB_READ);
        ck_assert_int_eq(polygons.n_parts, 1);
        ck_assert_int_eq(polygons.n_coords, 4);
        ck_assert_mem_eq(polygons.xy, expected, sizeof expected);
        bp_polygons_clear(&polygons);
        /* Cut anywhere, it is broken and nothing past the end is touched: the copy has exactly that many
         * bytes. */
        for (size_t cut = 0; cut < n; cut++) {
            uint8_t *part = (uint8_t *)malloc(cut + 1);
            memcpy(part, bytes, cut);
            part = (uint8_t *)realloc(part, cut ? cut : 1);
            ck_bp_ok(context, bp_wkb_read(context, part, cut, &polygons, &outcome));
            ck_assert_int_eq(outcome, BP_WKB_BROKEN);
            bp_polygons_clear(&polygons);
            free(part);
        }
    }
}
END_TEST

START_TEST(digest_of_files)
{
    char hex[65];
    put_file(at("abc.txt"), "abc");
    ck_bp_ok(context, bp_file_sha256(context, at("abc.txt"), hex));
    /* FIPS 180-4's own example. */
    ck_assert_str_eq(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    put_file(at("a.shp"), "a");
    put_file(at("a.dbf"), "b");
    put_file(at("a.prj"), "c");
    ck_bp_ok(context, bp_file_sha256(context, at("a.shp"), hex));
    ck_assert_str_eq(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    ck_assert_int_eq(bp_file_sha256(context, at("no.txt"), hex), BP_ERROR_INPUT);
    ck_message("no.txt: there is no such file");
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("read");
    TCase *test = tcase_create("read");
    tcase_add_checked_fixture(test, set_up, tear_down);
    tcase_set_timeout(test, 60);
    tcase_add_test(test, mixed_geometries);
    tcase_add_test(test, both_ways_give_the_same);
    tcase_add_test(test, curves_are_made_straight);
    tcase_add_test(test, values_and_types);
    tcase_add_test(test, z_is_dropped_and_collections_of_polygons_are_taken);
    tcase_add_test(test, wanted_columns_only);
    tcase_add_loop_test(test, csv_is_text, 0, 3);
    tcase_add_test(test, csv_as_found);
    tcase_add_test(test, csv_short_rows);
    tcase_add_loop_test(test, csv_open_quote, 0, 7);
    tcase_add_test(test, csv_closed_quote);
    tcase_add_test(test, csv_repeated_column);
    tcase_add_test(test, csv_with_very_many_columns);
    tcase_add_test(test, csv_errors);
    tcase_add_test(test, no_crs_is_no_failure);
    tcase_add_test(test, errors_of_files);
    tcase_add_test(test, errors_of_names);
    tcase_add_loop_test(test, wkb_of_every_flavour, 0, 9);
    tcase_add_test(test, digest_of_files);
    suite_add_tcase(suite, test);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
