/* Writing: what is written comes back, is the same from run to run, and a full disk is noticed. */
#define _DEFAULT_SOURCE 1

#include "geo/read.h"
#include "geo/write.h"
#include "tests/geo/files.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

START_TEST(geopackage_comes_back)
{
    bp_layer layer = BP_LAYER_INIT, back = BP_LAYER_INIT;
    make_layer(&layer);
    ck_bp_ok(context, bp_layer_write(context, &layer, at("a.gpkg"), "units"));
    ck_bp_ok(context, bp_layer_read(context, at("a.gpkg"), NULL, &back));
    ck_same_polygons(&back.polygons, &layer.polygons);
    ck_same_tables(&back.table, &layer.table);
    ck_assert_str_eq(back.crs.code, "EPSG:28992");
    ck_assert_uint_eq(bp_context_warning_count(context), 0);
    bp_layer_clear(&layer);
    bp_layer_clear(&back);
}
END_TEST

START_TEST(geopackage_is_the_same_from_run_to_run)
{
    bp_layer layer = BP_LAYER_INIT;
    make_layer(&layer);
    ck_bp_ok(context, bp_layer_write(context, &layer, at("a.gpkg"), "units"));
    ck_bp_ok(context, bp_layer_write(context, &layer, at("b.gpkg"), "units"));
    ck_same_files(at("a.gpkg"), at("b.gpkg"));
    setenv("SOURCE_DATE_EPOCH", "1700000000", 1);
    ck_bp_ok(context, bp_layer_write(context, &layer, at("c.gpkg"), "units"));
    unsetenv("SOURCE_DATE_EPOCH");
    size_t n;
    char *bytes = get_file(at("c.gpkg"), &n);
    bool found = false;
    for (size_t i = 0; i + 24 < n && !found; i++)
        found = memcmp(bytes + i, "2023-11-14T22:13:20.000Z", 24) == 0;
    ck_assert(found);
    free(bytes);
    bp_layer_clear(&layer);
}
END_TEST

START_TEST(two_layers_in_one_geopackage)
{
    bp_layer layer = BP_LAYER_INIT, back = BP_LAYER_INIT;
    bp_read_options options = BP_READ_OPTIONS_INIT;
    make_layer(&layer);
    ck_bp_ok(context, bp_layer_write(context, &layer, at("a.gpkg"), "one"));
    ck_bp_ok(context, bp_layer_write(context, &layer, at("a.gpkg"), "two"));
    ck_assert_int_eq(bp_layer_write(context, &layer, at("a.gpkg"), "two"), BP_ERROR_OUTPUT);
    ck_message("a.gpkg: has a layer 'two' already");
    options.layer = "two";
    ck_bp_ok(context, bp_layer_read(context, at("a.gpkg"), &options, &back));
    ck_assert_int_eq(back.table.n_rows, 4);
    ck_assert_str_eq(back.table.layer, "two");
    bp_layer_clear(&layer);
    bp_layer_clear(&back);
}
END_TEST

START_TEST(columns_called_fid_and_geom_are_columns)
{
    bp_layer layer = BP_LAYER_INIT, back = BP_LAYER_INIT;
    static const char *const texts[] = {"x", "y", "z", "w"};
    make_layer(&layer);
    ck_bp_ok(context, bp_table_add_text(context, &layer.table, "FID", texts));
    ck_bp_ok(context, bp_table_add_text(context, &layer.table, "geom", texts));
    ck_bp_ok(context, bp_layer_write(context, &layer, at("a.gpkg"), "units"));
    ck_bp_ok(context, bp_layer_read(context, at("a.gpkg"), NULL, &back));
    ck_same_tables(&back.table, &layer.table);
    bp_layer_clear(&layer);
    bp_layer_clear(&back);
}
END_TEST

START_TEST(shapefile_comes_back)
{
    bp_layer layer = BP_LAYER_INIT, back = BP_LAYER_INIT;
    make_layer(&layer);
    ck_bp_ok(context, bp_layer_write(context, &layer, at("a.shp"), NULL));
    ck_bp_ok(context, bp_layer_read(context, at("a.shp"), NULL, &back));
    ck_assert_int_eq(back.polygons.n_units, 4);
    ck_assert_int_eq(back.polygons.n_parts, 4);
    ck_assert_int_eq(back.polygons.n_coords, layer.polygons.n_coords);
    ck_assert_str_eq(bp_column_text_at(&back.table.columns[0], 1), "d'\xC3\x89tape \"x\", y");
    ck_assert(!bp_column_is_valid(&back.table.columns[1], 3));
    ck_assert_double_eq(back.table.columns[2].real[0], 0.1);
    ck_assert_str_eq(back.crs.code, "EPSG:28992");
    char *code_page = get_file(at("a.cpg"), NULL);
    ck_assert_str_eq(code_page, "UTF-8");
    free(code_page);
    bp_layer_clear(&layer);
    bp_layer_clear(&back);
}
END_TEST

/* A shapefile has five files, any of which may be somebody else's. */
START_TEST(a_shapefile_leaves_what_is_there)
{
    static const char *const names[] = {"a.shp", "a.shx", "a.dbf", "a.prj", "a.cpg"};
    bp_layer layer = BP_LAYER_INIT;
    make_layer(&layer);
    for (int k = 0; k < 5; k++) {
        char expected[200];
        put_file(at(names[k]), "keep me");
        ck_assert_int_eq(bp_layer_write(context, &layer, at("a.shp"), NULL), BP_ERROR_OUTPUT);
        snprintf(expected, sizeof expected,
                 "a.shp: %s is there already, and a shapefile of this name would be written over it; take "
                 "another name",
                 names[k]);
        ck_message(expected);
        for (int other = 0; other < 5; other++)
            ck_assert_int_eq(bp_path_exists(at(names[other])), other == k);
        char *kept = get_file(at(names[k]), NULL);
        ck_assert_str_eq(kept, "keep me");
        free(kept);
        unlink(at(names[k]));
    }
    bp_layer_clear(&layer);
}
END_TEST

START_TEST(other_extensions_are_refused)
{
    bp_layer layer = BP_LAYER_INIT;
    ck_assert_int_eq(bp_layer_write(context, &layer, at("a.tif"), "x"), BP_ERROR_ARGUMENT);
    ck_message("a.tif: a layer is written as .gpkg or .shp");
}
END_TEST

/* Many units, so that the file is past the limit that the test sets. */
static void make_large_layer(bp_layer *layer)
{
    enum { UNITS = 3000 };
    layer->table.n_rows = UNITS;
    for (int i = 0; i < UNITS; i++) {
        add_square(&layer->polygons, 100000 + 10 * (i % 100), 450000 + 10 * (i / 100), 10);
        end_unit(&layer->polygons, true);
    }
    bp_column *column = NULL;
    ck_bp_ok(context, bp_table_add(context, &layer->table, "value", BP_COLUMN_REAL, &column));
    for (int i = 0; i < UNITS; i++)
        bp_column_set_real(column, i, i * 0.37);
    ck_bp_ok(context, bp_crs_parse(context, "EPSG:28992", "test", &layer->crs));
}

static bp_status write_kind(const bp_layer *layer, int kind)
{
    if (kind == 0)
        return bp_layer_write(context, layer, at("full.gpkg"), "units");
    if (kind == 1)
        return bp_layer_write(context, layer, at("full.shp"), "units");
    if (kind == 2)
        return bp_layer_write_geojson(context, layer, at("full.geojson"));
    if (kind == 3)
        return bp_table_write_csv(context, &layer->table, at("full.csv"), NULL);
    return bp_file_write(context, at("full.txt"), (const char *)layer->polygons.xy, 100000);
}

/* A file may not grow past the limit: writes then fail as they do on a full disk. In a child, for the limit
 * is kept. */
START_TEST(full_disk_is_noticed)
{
    static const int limits[] = {20000, 150000, 20000, 10000, 4000};
    bp_layer layer = BP_LAYER_INIT;
    make_large_layer(&layer);
    pid_t child = fork();
    ck_assert_int_ge(child, 0);
    if (child == 0) {
        struct rlimit limit = {(rlim_t)limits[_i], (rlim_t)limits[_i]};
        signal(SIGXFSZ, SIG_IGN);
        setrlimit(RLIMIT_FSIZE, &limit);
        bp_status status = write_kind(&layer, _i);
        bool named = strstr(bp_context_message(context), scratch) != NULL;
        _exit(status == BP_ERROR_OUTPUT && named ? 0 : 10 + (int)status);
    }
    int result = 0;
    ck_assert_int_eq(waitpid(child, &result, 0), child);
    ck_assert_int_eq(result, 0);
    bp_layer_clear(&layer);
}
END_TEST

START_TEST(missing_folder_is_named)
{
    bp_layer layer = BP_LAYER_INIT;
    make_layer(&layer);
    ck_assert_int_eq(bp_layer_write(context, &layer, at("no/a.gpkg"), "x"), BP_ERROR_OUTPUT);
    ck_assert_ptr_nonnull(strstr(bp_context_message(context), "no/a.gpkg: cannot be written"));
    bp_context_clear(context);
    ck_assert_int_eq(bp_file_write(context, at("no/a.txt"), "x", 1), BP_ERROR_OUTPUT);
    ck_message("no/a.txt: cannot be written: No such file or directory");
    bp_layer_clear(&layer);
}
END_TEST

static volatile sig_atomic_t stop = 1;

START_TEST(interruption_ends_the_work)
{
    bp_context_options options = {1, &stop, NULL, NULL};
    bp_layer layer = BP_LAYER_INIT;
    make_layer(&layer);
    bp_context_free(context);
    ck_assert_int_eq(bp_context_new(&options, &context), BP_OK);
    ck_assert_int_eq(bp_layer_write(context, &layer, at("a.gpkg"), "x"), BP_ERROR_INTERRUPTED);
    ck_assert(!bp_path_exists(at("a.gpkg")));
    ck_assert_int_eq(bp_layer_write_geojson(context, &layer, at("a.geojson")), BP_ERROR_INTERRUPTED);
    ck_assert(!bp_path_exists(at("a.geojson")));
    bp_layer_clear(&layer);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("write");
    TCase *test = tcase_create("write");
    tcase_add_checked_fixture(test, set_up, tear_down);
    tcase_set_timeout(test, 60);
    tcase_add_test(test, geopackage_comes_back);
    tcase_add_test(test, geopackage_is_the_same_from_run_to_run);
    tcase_add_test(test, two_layers_in_one_geopackage);
    tcase_add_test(test, columns_called_fid_and_geom_are_columns);
    tcase_add_test(test, shapefile_comes_back);
    tcase_add_test(test, a_shapefile_leaves_what_is_there);
    tcase_add_test(test, other_extensions_are_refused);
    tcase_add_loop_test(test, full_disk_is_noticed, 0, 5);
    tcase_add_test(test, missing_folder_is_named);
    tcase_add_test(test, interruption_ends_the_work);
    suite_add_tcase(suite, test);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
