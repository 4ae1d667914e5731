/* What a source string means, what may open it, and what is in it; all without a network. */
#include "geo/read.h"
#include "geo/source.h"
#include "geo/source_private.h"
#include "geo/write.h"
#include "tests/geo/files.h"
#include "tests/support/zip_file.h"

static const struct {
    const char *text;
    bp_source_kind kind;
} kinds[] = {
    {"units.gpkg", BP_SOURCE_FILE},
    {"C:\\data\\units.shp", BP_SOURCE_FILE},
    {"a.gdb", BP_SOURCE_FILE},
    {"data/units.zip", BP_SOURCE_ARCHIVE},
    {"data/UNITS.ZIP", BP_SOURCE_ARCHIVE},
    {"units.zipped", BP_SOURCE_FILE},
    {"/vsizip/a.zip/b.shp", BP_SOURCE_VIRTUAL},
    {"https://example.org/a.gpkg", BP_SOURCE_URL},
    {"HTTP://example.org/a.gpkg", BP_SOURCE_URL},
    {"WFS:https://example.org/wfs", BP_SOURCE_WFS},
    {"OAPIF:https://example.org", BP_SOURCE_OAPIF},
    {"PG:dbname=x", BP_SOURCE_POSTGRES},
    {"postgresql://example.org/x", BP_SOURCE_POSTGRES},
};

START_TEST(kind_of_text)
{
    ck_assert_msg(bp_source_kind_of(kinds[_i].text) == kinds[_i].kind, "%s is said to be %s", kinds[_i].text,
                  bp_source_kind_name(bp_source_kind_of(kinds[_i].text)));
}
END_TEST

static const char *const secrets[][2] = {
    {"PG:host=h password=open dbname=x", "PG:host=h password=*** dbname=x"},
    {"PG:password='it\\'s a secret' dbname=x", "PG:password=*** dbname=x"},
    {"PG:PASSWORD = open dbname=x", "PG:PASSWORD = *** dbname=x"},
    {"PG:sslpassword=open", "PG:sslpassword=***"},
    {"postgresql://clerk:op%40en@h:5432/x?sslmode=require",
     "postgresql://clerk:***@h:5432/x?sslmode=require"},
    {"WFS:https://me:a@b@h/wfs?token=abc&map=/x", "WFS:https://me:***@h/wfs?token=***&map=/x"},
    {"https://h/x?apikey=1&api_key=2&access_token=3", "https://h/x?apikey=***&api_key=***&access_token=***"},
    {"https://h/x?key=1&authkey=2&subscription-key=3",
     "https://h/x?key=***&authkey=***&subscription-key=***"},
    {"https://h/x?auth=1&jwt=2&pass=3&keys=4", "https://h/x?auth=***&jwt=***&pass=***&keys=4"},
    {"PG:password=it\\ is\\\\open dbname=x", "PG:password=*** dbname=x"},
    {"PG:password=open\\", "PG:password=***"},
    {"https://me@h/x", "https://me@h/x"},
    {"https://h/a@b:c", "https://h/a@b:c"},
    {"no answer from https://me:x@h/y, and https://me:z@h/y",
     "no answer from https://me:***@h/y, and https://me:***@h/y"},
    {"data/units.gpkg", "data/units.gpkg"},
    {"password=", "password="},
    {"", ""},
};

START_TEST(secrets_are_not_shown)
{
    char *shown = bp_source_shown(secrets[_i][0]);
    ck_assert_str_eq(shown, secrets[_i][1]);
    free(shown);
}
END_TEST

START_TEST(relative_paths_only)
{
    static const char *const expected[][2] = {{"a.gpkg", "base/a.gpkg"},
                                              {"a.zip/b.shp", "base/a.zip/b.shp"},
                                              {"/a.gpkg", "/a.gpkg"},
                                              {"WFS:http://h", "WFS:http://h"},
                                              {"PG:dbname=x", "PG:dbname=x"}};
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        char *joined = bp_source_join("base", expected[i][0]);
        ck_assert_str_eq(joined, expected[i][1]);
        free(joined);
    }
}
END_TEST

static const char two_rows[] = "code;n\n0001;5\n0002;6\n";

static void ck_two_rows(const char *source)
{
    bp_table table = BP_TABLE_INIT;
    ck_bp_ok(context, bp_table_read(context, source, NULL, &table));
    ck_assert_int_eq(table.n_rows, 2);
    ck_assert_int_eq(table.n_columns, 2);
    ck_assert_str_eq(bp_column_text_at(&table.columns[0], 1), "0002");
    bp_table_clear(&table);
}

/* One data file among what else is packed is found by itself. */
START_TEST(archive_of_one)
{
    const zip_entry entries[] = {{"readme.txt", "hello", 5},
                                 {"__MACOSX/._rows.csv", "x", 1},
                                 {"sub/rows.csv", two_rows, sizeof two_rows - 1}};
    put_zip(at("a.zip"), entries, 3);
    ck_two_rows(at("a.zip"));
    ck_two_rows(at("a.zip/sub/rows.csv"));
    ck_assert(bp_source_exists(at("a.zip/sub/rows.csv")));
    ck_assert(!bp_source_exists(at("b.zip")));
}
END_TEST

START_TEST(archive_of_several)
{
    bp_table table = BP_TABLE_INIT;
    const zip_entry entries[] = {{"one.csv", two_rows, sizeof two_rows - 1},
                                 {"two.csv", two_rows, sizeof two_rows - 1},
                                 {"three.txt", two_rows, sizeof two_rows - 1}};
    put_zip(at("a.zip"), entries, 3);
    ck_assert_int_eq(bp_table_read(context, at("a.zip"), NULL, &table), BP_ERROR_INPUT);
    ck_message("a.zip: holds 2 data files (one.csv, two.csv): say which, as in a.zip/one.csv");
    ck_assert_int_eq(bp_table_read(context, at("a.zip/tow.csv"), NULL, &table), BP_ERROR_INPUT);
    ck_message("a.zip: there is no file 'tow.csv'; nearest: 'two.csv'");
    ck_two_rows(at("a.zip/two.csv"));
}
END_TEST

/* An archive of `n` entries "0001.csv" and so on, of which put_zip() makes fewer. */
static void put_many(const char *path, int n)
{
    FILE *file = fopen(path, "wb");
    ck_assert_ptr_nonnull(file);
    char name[16];
    zip_entry entry = {name, two_rows, sizeof two_rows - 1};
    const long size = 30 + 9 + (long)entry.n;
    for (int i = 0; i < n; i++) {
        snprintf(name, sizeof name, "%05d.csv", i);
        zip_put(file, 0x04034b50u, 4);
        zip_put_facts(file, &entry);
        fputs(name, file);
        fwrite(entry.bytes, 1, entry.n, file);
    }
    for (int i = 0; i < n; i++) {
        snprintf(name, sizeof name, "%05d.csv", i);
        zip_put(file, 0x02014b50u, 4);
        zip_put(file, 20, 2);
        zip_put_facts(file, &entry);
        zip_put(file, 0, 2 + 2 + 2 + 4);
        zip_put(file, (uint32_t)(i * size), 4);
        fputs(name, file);
    }
    zip_put(file, 0x06054b50u, 4);
    zip_put(file, 0, 4);
    zip_put(file, (uint32_t)n, 2);
    zip_put(file, (uint32_t)n, 2);
    zip_put(file, (uint32_t)(n * (46 + 9)), 4);
    zip_put(file, (uint32_t)(n * size), 4);
    zip_put(file, 0, 2);
    fclose(file);
}

START_TEST(archive_of_too_many)
{
    bp_table table = BP_TABLE_INIT;
    put_many(at("a.zip"), 10001);
    ck_assert_int_eq(bp_table_read(context, at("a.zip"), NULL, &table), BP_ERROR_INPUT);
    ck_message("a.zip: holds 10001 entries, and no more than 10000 are looked through: say which file, as in "
               "a.zip/folder/file.gpkg");
    ck_assert_int_eq(bp_table_read(context, at("a.zip/x.csv"), NULL, &table), BP_ERROR_INPUT);
    ck_message(
        "a.zip: there is no file 'x.csv' among its 10001 entries; is the name right, with its folders?");
    ck_two_rows(at("a.zip/10000.csv"));
}
END_TEST

/* The directory of the archive says that the file is one of 4,294,967,294 bytes. */
START_TEST(archive_that_unpacks_to_too_much)
{
    bp_table table = BP_TABLE_INIT;
    const zip_entry entry = {"rows.csv", two_rows, sizeof two_rows - 1};
    const unsigned char large[] = {0xFE, 0xFF, 0xFF, 0xFF};
    put_zip(at("a.zip"), &entry, 1);
    FILE *file = fopen(at("a.zip"), "r+b");
    ck_assert_ptr_nonnull(file);
    fseek(file, 30 + 8 + (long)entry.n + 24, SEEK_SET);
    fwrite(large, 1, sizeof large, file);
    fclose(file);
    ck_assert_int_eq(bp_table_read(context, at("a.zip"), NULL, &table), BP_ERROR_INPUT);
    ck_message(
        "a.zip: the file 'rows.csv' unpacks to 4.3 GB, and from an archive no more than 4 GB of a text "
        "are read; unpack it and name the file, or make it a GeoPackage");
}
END_TEST

/* Where the second statement of a query starts; NULL: there is one. */
static const char *const queries[][2] = {
    {"SELECT 1", NULL},
    {"SELECT 1;", NULL},
    {"SELECT 1; -- done; DROP\n ;/* or; /* so; */ x */ ", NULL},
    {"SELECT 1; DROP TABLE x", "DROP TABLE x"},
    {"SELECT 1;;COMMIT", "COMMIT"},
    {"SELECT ';x', \"a;b\" FROM c", NULL},
    {"SELECT 'it''s;x'", NULL},
    {"SELECT 'a\\'; DROP x", "DROP x"},
    {"SELECT E'a\\';b'", NULL},
    {"SELECT typE'a\\'; DROP x", "DROP x"},
    {"SELECT $$;x$$, $t$;$$;$t$", NULL},
    {"SELECT $t$;$t$; DROP x", "DROP x"},
    {"SELECT a$b$;DROP x; $b$", "DROP x; $b$"},
    {"SELECT 1 /* /* */ ; */; x", "x"},
    {"SELECT 1 -- ;\n; x", "x"},
};

START_TEST(second_statement)
{
    const char *second = bp_postgres_second(queries[_i][0]);
    ck_assert_pstr_eq(second, queries[_i][1]);
}
END_TEST

/* Nothing that the source sets is set again. */
static const char *const limited[][2] = {
    {"PG:dbname=x", "PG:dbname=x connect_timeout=30 tcp_user_timeout=30000 keepalives_idle=15 "
                    "keepalives_interval=5 keepalives_count=3"},
    {"postgresql://h/x", "postgresql://h/x?connect_timeout=30&tcp_user_timeout=30000&keepalives_idle=15&"
                         "keepalives_interval=5&keepalives_count=3"},
    {"postgresql://h/x?connect_timeout=5&keepalives=0",
     "postgresql://h/x?connect_timeout=5&keepalives=0&tcp_user_timeout=30000"},
    {"PG:tcp_user_timeout=1 keepalives_idle=2", "PG:tcp_user_timeout=1 keepalives_idle=2 connect_timeout=30"},
};

START_TEST(limits_of_a_connection)
{
    char *text = bp_postgres_limit(limited[_i][0], 30);
    ck_assert_str_eq(text, limited[_i][1]);
    free(text);
}
END_TEST

START_TEST(archive_without_data)
{
    bp_table table = BP_TABLE_INIT;
    const zip_entry entry = {"readme.txt", "hello", 5};
    put_zip(at("a.zip"), &entry, 1);
    ck_assert_int_eq(bp_table_read(context, at("a.zip"), NULL, &table), BP_ERROR_INPUT);
    ck_message(
        "a.zip: holds no file of a kind that can be read (GeoPackage, Shapefile, GeoJSON, csv, xlsx and "
        "the like)");
    put_file(at("b.zip"), "this is no archive");
    ck_assert_int_eq(bp_table_read(context, at("b.zip"), NULL, &table), BP_ERROR_INPUT);
    ck_message("b.zip: not a zip archive that can be read; is it whole?");
    ck_assert_int_eq(bp_table_read(context, at("c.zip"), NULL, &table), BP_ERROR_INPUT);
    ck_message("c.zip: there is no such file");
}
END_TEST

/* The archive itself is digested, whichever file in it is read. */
START_TEST(digest_of_an_archive)
{
    char whole[65], inner[65], plain[65];
    size_t n = 0;
    const zip_entry entry = {"rows.csv", two_rows, sizeof two_rows - 1};
    put_zip(at("a.zip"), &entry, 1);
    char *bytes = get_file(at("a.zip"), &n);
    put_bytes(at("copy.bin"), bytes, n);
    free(bytes);
    ck_bp_ok(context, bp_file_sha256(context, at("a.zip"), whole));
    ck_bp_ok(context, bp_file_sha256(context, at("a.zip/rows.csv"), inner));
    ck_bp_ok(context, bp_file_sha256(context, at("copy.bin"), plain));
    ck_assert_str_eq(whole, plain);
    ck_assert_str_eq(inner, plain);
}
END_TEST

/* Formats that ogr2ogr makes out of one layer; those with geometry come back with it. */
static const struct {
    const char *file, *options;
    bool has_geometry;
} formats[] = {
    {"a.shp", "-f 'ESRI Shapefile' -lco ENCODING=UTF-8", true},
    {"a.geojson", "-f GeoJSON -t_srs EPSG:4326", true},
    {"a.fgb", "-f FlatGeobuf -nlt PROMOTE_TO_MULTI -lco SPATIAL_INDEX=NO", true},
    {"a.gdb", "-f OpenFileGDB -nlt PROMOTE_TO_MULTI", true},
    {"a.gml", "-f GML", true},
    {"a.xlsx", "-f XLSX", false},
    {"a.ods", "-f ODS", false},
    {"a.csv", "-f CSV", false},
};

START_TEST(formats_are_read)
{
    bp_layer layer = BP_LAYER_INIT, back = BP_LAYER_INIT;
    make_layer(&layer);
    ck_bp_ok(context, bp_layer_write(context, &layer, at("u.gpkg"), "units"));
    char *command = bp_text_format(
        "ogr2ogr -q %s %s %s -sql \"SELECT * FROM units WHERE code IS NOT NULL AND code <> ''\" "
        "2>/dev/null",
        formats[_i].options, at(formats[_i].file), at("u.gpkg"));
    bool made = system(command) == 0 && bp_path_exists(at(formats[_i].file));
    free(command);
    if (made && formats[_i].has_geometry) {
        ck_bp_ok(context, bp_layer_read(context, at(formats[_i].file), NULL, &back));
        ck_assert_int_eq(back.polygons.n_units, 2);
        ck_assert_int_eq(back.polygons.n_rings, 3);
    } else if (made) {
        ck_bp_ok(context, bp_table_read(context, at(formats[_i].file), NULL, &back.table));
    }
    if (made) {
        int code = bp_table_find(&back.table, "code");
        ck_assert_int_eq(back.table.n_rows, 2);
        ck_assert_str_eq(bp_column_text_at(&back.table.columns[code], 0), "WK001");
        ck_assert_str_eq(bp_column_text_at(&back.table.columns[code], 1), "d'\xC3\x89tape \"x\", y");
    }
    bp_layer_clear(&layer);
    bp_layer_clear(&back);
}
END_TEST

/* The first row of a sheet names its columns, though all below it is text as well, or it holds years. */
static const struct {
    const char *format, *file, *text, *names[2];
} sheets[] = {
    {"XLSX", "a.xlsx", "code,name\nX1,one\nX2,two\n", {"code", "name"}},
    {"ODS", "a.ods", "code,name\nX1,one\nX2,two\n", {"code", "name"}},
    {"XLSX", "a.xlsx", "2019,2020\n1,2\n3,4\n", {"2019", "2020"}},
    {"ODS", "a.ods", "2019,2020\n1,2\n3,4\n", {"2019", "2020"}},
};

static bool make_sheet(int i)
{
    put_file(at("rows.csv"), sheets[i].text);
    char *command =
        bp_text_format("ogr2ogr -q -f %s %s %s -oo HEADERS=YES -oo AUTODETECT_TYPE=NO 2>/dev/null",
                       sheets[i].format, at(sheets[i].file), at("rows.csv"));
    bool made = system(command) == 0 && bp_path_exists(at(sheets[i].file));
    free(command);
    return made;
}

START_TEST(sheets_begin_with_their_header)
{
    bp_table table = BP_TABLE_INIT;
    bp_source_description found = BP_SOURCE_DESCRIPTION_INIT;
    if (!make_sheet(_i))
        return;
    ck_bp_ok(context, bp_table_read(context, at(sheets[_i].file), NULL, &table));
    ck_assert_int_eq(table.n_rows, 2);
    ck_bp_ok(context, bp_source_describe(context, at(sheets[_i].file), NULL, &found));
    for (int c = 0; c < 2; c++) {
        ck_assert_str_eq(table.columns[c].name, sheets[_i].names[c]);
        ck_assert_str_eq(found.layers[0].fields[c].name, sheets[_i].names[c]);
    }
    bp_source_description_clear(&found);
    bp_table_clear(&table);
}
END_TEST

START_TEST(sheets_in_an_archive)
{
    bp_table table = BP_TABLE_INIT;
    if (!make_sheet(_i))
        return;
    size_t n = 0;
    char *bytes = get_file(at(sheets[_i].file), &n);
    const zip_entry entries[] = {{sheets[_i].file, bytes, n}, {"readme.txt", "x", 1}};
    put_zip(at("a.zip"), entries, 2);
    free(bytes);
    ck_bp_ok(context, bp_table_read(context, at("a.zip"), NULL, &table));
    ck_assert_int_eq(table.n_rows, 2);
    ck_assert_str_eq(table.columns[0].name, sheets[_i].names[0]);
    bp_table_clear(&table);
}
END_TEST

START_TEST(what_says_how_text_is_written)
{
    bp_layer layer = BP_LAYER_INIT;
    bp_table table = BP_TABLE_INIT;
    bp_read_options options = BP_READ_OPTIONS_INIT;
    make_layer(&layer);
    ck_bp_ok(context, bp_layer_write(context, &layer, at("a.gpkg"), "units"));
    bp_layer_clear(&layer);
    options.encoding = "UTF-8";
    ck_assert_int_eq(bp_table_read(context, at("a.gpkg"), &options, &table), BP_ERROR_INPUT);
    ck_message("a.gpkg: `encoding` is for csv, shapefiles and dbf; this format says itself how its texts are "
               "written, so leave it out");
    options.encoding = NULL;
    options.header_row = 2;
    ck_assert_int_eq(bp_table_read(context, at("a.gpkg"), &options, &table), BP_ERROR_INPUT);
    ck_message("a.gpkg: `header_row` is for csv, and this is none; leave it out");
}
END_TEST

static const char points_vrt[] =
    "<OGRVRTDataSource><OGRVRTLayer name=\"rows\"><SrcDataSource relativeToVRT=\"1\">rows.csv</SrcDataSource>"
    "</OGRVRTLayer></OGRVRTDataSource>";

/* A VRT leads to whatever it names, so it is opened only when that is asked for. */
START_TEST(drivers_are_allowed_by_name)
{
    bp_table table = BP_TABLE_INIT;
    const char *vrt = "vrt";
    put_file(at("rows.csv"), two_rows);
    put_file(at("a.vrt"), points_vrt);
    ck_assert_int_eq(bp_table_read(context, at("a.vrt"), NULL, &table), BP_ERROR_INPUT);
    ck_message(
        "a.vrt: not a file with vector data that can be read (GDAL: `a.vrt' not recognized as a supported "
        "file format); GeoPackage, Shapefile, GeoJSON, FlatGeobuf, File Geodatabase, GML, KML, csv, xlsx "
        "and ods can");
    ck_bp_ok(context, bp_source_allow_drivers(context, &vrt, 1));
    ck_bp_ok(context, bp_table_read(context, at("a.vrt"), NULL, &table));
    ck_assert_int_eq(table.n_rows, 2);
    bp_table_clear(&table);
}
END_TEST

START_TEST(drivers_that_cannot_be_allowed)
{
    const char *unknown = "DFX", *network = "WFS";
    ck_assert_int_eq(bp_source_allow_drivers(context, &unknown, 1), BP_ERROR_ARGUMENT);
    ck_message("there is no driver 'DFX' in this GDAL; nearest: 'DXF'; ogrinfo --formats lists them");
    ck_assert_int_eq(bp_source_allow_drivers(context, &network, 1), BP_ERROR_ARGUMENT);
    ck_message("the driver 'WFS' opens no files, and cannot be allowed for them; name a source as WFS:URL, "
               "OAPIF:URL or PG:SETTINGS");
}
END_TEST

START_TEST(queries_are_for_databases)
{
    bp_table table = BP_TABLE_INIT;
    bp_read_options options = BP_READ_OPTIONS_INIT;
    put_file(at("rows.csv"), two_rows);
    options.query = "SELECT 1";
    ck_assert_int_eq(bp_table_read(context, at("rows.csv"), &options, &table), BP_ERROR_INPUT);
    ck_message("rows.csv: a query is for databases (PG:) only; name a layer");
    options.layer = "a";
    ck_assert_int_eq(bp_table_read(context, "PG:dbname=x", &options, &table), BP_ERROR_INPUT);
    ck_message("PG:dbname=x: both a layer ('a') and a query are asked for; keep one of the two");
    options.layer = NULL;
    options.query = " DROP TABLE x";
    ck_assert_int_eq(bp_table_read(context, "PG:dbname=x password=y", &options, &table), BP_ERROR_INPUT);
    ck_message(
        "PG:dbname=x password=***: found a query that starts with 'DROP TABLE x', expected one that only "
        "reads: SELECT or WITH");
}
END_TEST

START_TEST(description_of_a_layer)
{
    bp_layer layer = BP_LAYER_INIT;
    bp_source_description found = BP_SOURCE_DESCRIPTION_INIT;
    make_layer(&layer);
    ck_bp_ok(context, bp_layer_write(context, &layer, at("a.gpkg"), "units"));
    ck_bp_ok(context, bp_source_describe(context, at("a.gpkg"), NULL, &found));
    ck_assert_str_eq(found.driver, "GPKG");
    ck_assert_int_eq(found.kind, BP_SOURCE_FILE);
    ck_assert_int_eq(found.n_layers, 1);
    const bp_source_layer *one = &found.layers[0];
    ck_assert_str_eq(one->name, "units");
    ck_assert_str_eq(one->geometry, "Multi Polygon");
    ck_assert_int_eq(one->dimension, 2);
    ck_assert_int_eq(one->n_features, 4);
    ck_assert_str_eq(one->crs.code, "EPSG:28992");
    ck_assert(one->has_extent);
    ck_assert_double_eq(one->extent[0], 100000.0);
    ck_assert_double_eq(one->extent[1], 450000.0);
    ck_assert_double_eq(one->extent[2], 104500.125);
    ck_assert_double_eq(one->extent[3], 451000.0);
    ck_assert_int_eq(one->n_fields, 3);
    ck_assert_str_eq(one->fields[0].name, "code");
    ck_assert_int_eq(one->fields[0].type, BP_COLUMN_TEXT);
    ck_assert_str_eq(one->fields[1].kind, "Integer64");
    ck_assert_int_eq(one->fields[2].type, BP_COLUMN_REAL);
    bp_source_description_clear(&found);
    bp_layer_clear(&layer);
}
END_TEST

START_TEST(description_of_a_table)
{
    bp_source_description found = BP_SOURCE_DESCRIPTION_INIT;
    put_file(at("rows.csv"), two_rows);
    ck_bp_ok(context, bp_source_describe(context, at("rows.csv"), NULL, &found));
    ck_assert_str_eq(found.driver, "CSV");
    ck_assert_int_eq(found.n_layers, 1);
    ck_assert_str_eq(found.layers[0].name, "rows");
    ck_assert_ptr_null(found.layers[0].geometry);
    ck_assert_int_eq(found.layers[0].dimension, -1);
    ck_assert_int_eq(found.layers[0].n_features, 2);
    ck_assert_str_eq(found.layers[0].encoding, "UTF-8");
    ck_assert_int_eq(found.layers[0].n_fields, 2);
    ck_assert_str_eq(found.layers[0].fields[1].name, "n");
    bp_source_description_clear(&found);
}
END_TEST

START_TEST(description_of_nothing)
{
    bp_source_description found = BP_SOURCE_DESCRIPTION_INIT;
    bp_read_options options = BP_READ_OPTIONS_INIT;
    bp_layer layer = BP_LAYER_INIT;
    ck_assert_int_eq(bp_source_describe(context, at("none.gpkg"), NULL, &found), BP_ERROR_INPUT);
    ck_message("none.gpkg: there is no such file");
    make_layer(&layer);
    ck_bp_ok(context, bp_layer_write(context, &layer, at("a.gpkg"), "units"));
    options.layer = "unit";
    ck_assert_int_eq(bp_source_describe(context, at("a.gpkg"), &options, &found), BP_ERROR_INPUT);
    ck_message("a.gpkg: there is no layer 'unit'; nearest: 'units'");
    ck_assert_ptr_null(found.layers);
    bp_layer_clear(&layer);
}
END_TEST

/* code, count of two rows, with the first row's first. */
static void make_content(bp_table *table, const char *const codes[2], int64_t first, int64_t second)
{
    bp_column *count = NULL;
    table->n_rows = 2;
    ck_bp_ok(context, bp_table_add(context, table, "count", BP_COLUMN_INTEGER, &count));
    bp_column_set_integer(count, 0, first);
    bp_column_set_integer(count, 1, second);
    ck_bp_ok(context, bp_table_add_text(context, table, "code", codes));
}

/* The expected digest was put together byte by byte by another program: texts and numbers as described in
 * docs/sources.md, hashed by Python's hashlib. */
START_TEST(digest_of_content)
{
    static const char expected[] = "4bae17be5051b376f1e9d29de553f17e39c1f121a634b69476aa0859de94a43f";
    char hex[65];
    bp_crs crs = BP_CRS_INIT;
    bp_table table = BP_TABLE_INIT, turned = BP_TABLE_INIT, other = BP_TABLE_INIT;
    ck_bp_ok(context, bp_crs_parse(context, "EPSG:28992", "test", &crs));
    make_content(&table, (const char *const[]){"A", NULL}, 7, -1);
    ck_bp_ok(context, bp_content_sha256(context, &table, NULL, &crs, hex));
    ck_assert_str_eq(hex, expected);
    make_content(&turned, (const char *const[]){NULL, "A"}, -1, 7);
    ck_bp_ok(context, bp_content_sha256(context, &turned, NULL, &crs, hex));
    ck_assert_str_eq(hex, expected);
    make_content(&other, (const char *const[]){"A", ""}, 7, -1);
    ck_bp_ok(context, bp_content_sha256(context, &other, NULL, &crs, hex));
    ck_assert_str_ne(hex, expected);
    bp_crs_clear(&crs);
    bp_table_clear(&table);
    bp_table_clear(&turned);
    bp_table_clear(&other);
}
END_TEST

START_TEST(digest_knows_coordinates)
{
    char before[65], after[65];
    bp_layer layer = BP_LAYER_INIT;
    make_layer(&layer);
    ck_bp_ok(context, bp_content_sha256(context, &layer.table, &layer.polygons, &layer.crs, before));
    layer.polygons.xy[5] += 0.001;
    ck_bp_ok(context, bp_content_sha256(context, &layer.table, &layer.polygons, &layer.crs, after));
    ck_assert_str_ne(before, after);
    bp_layer_clear(&layer);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("source");
    TCase *test = tcase_create("source");
    tcase_add_checked_fixture(test, set_up, tear_down);
    tcase_set_timeout(test, 60);
    tcase_add_loop_test(test, kind_of_text, 0, (int)(sizeof kinds / sizeof *kinds));
    tcase_add_loop_test(test, secrets_are_not_shown, 0, (int)(sizeof secrets / sizeof *secrets));
    tcase_add_test(test, relative_paths_only);
    tcase_add_test(test, archive_of_one);
    tcase_add_test(test, archive_of_several);
    tcase_add_test(test, archive_of_too_many);
    tcase_add_test(test, archive_that_unpacks_to_too_much);
    tcase_add_loop_test(test, second_statement, 0, (int)(sizeof queries / sizeof *queries));
    tcase_add_loop_test(test, limits_of_a_connection, 0, (int)(sizeof limited / sizeof *limited));
    tcase_add_test(test, archive_without_data);
    tcase_add_test(test, digest_of_an_archive);
    tcase_add_loop_test(test, formats_are_read, 0, (int)(sizeof formats / sizeof *formats));
    tcase_add_loop_test(test, sheets_begin_with_their_header, 0, (int)(sizeof sheets / sizeof *sheets));
    tcase_add_loop_test(test, sheets_in_an_archive, 0, (int)(sizeof sheets / sizeof *sheets));
    tcase_add_test(test, what_says_how_text_is_written);
    tcase_add_test(test, drivers_are_allowed_by_name);
    tcase_add_test(test, drivers_that_cannot_be_allowed);
    tcase_add_test(test, queries_are_for_databases);
    tcase_add_test(test, description_of_a_layer);
    tcase_add_test(test, description_of_a_table);
    tcase_add_test(test, description_of_nothing);
    tcase_add_test(test, digest_of_content);
    tcase_add_test(test, digest_knows_coordinates);
    suite_add_tcase(suite, test);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
