#include "geo/layer_styles.h"

#include "geo/write.h"
#include "tests/geo/files.h"

#include <gdal.h>
#include <ogr_api.h>

static const bp_layer_style two[] = {{"score", "Score", "<qgis>'1'</qgis>", "<sld/>"},
                                     {"stack", NULL, "<qgis/>", "<sld/>"}};

static void write_layer(const char *path, const char *name)
{
    bp_layer layer = BP_LAYER_INIT;
    layer.table.n_rows = 1;
    add_square(&layer.polygons, 0, 0, 1);
    end_unit(&layer.polygons, true);
    ck_bp_ok(context, bp_crs_parse(context, "EPSG:28992", "test", &layer.crs));
    ck_bp_ok(context, bp_layer_write(context, &layer, path, name));
    bp_layer_clear(&layer);
}

/* The first value of the first row that a statement gives, good until the next call. */
static const char *ask(const char *path, const char *statement)
{
    static char answer[256];
    GDALDatasetH dataset = GDALOpenEx(path, GDAL_OF_VECTOR, NULL, NULL, NULL);
    OGRLayerH result = GDALDatasetExecuteSQL(dataset, statement, NULL, NULL);
    ck_assert_msg(result != NULL, "%s", statement);
    OGRFeatureH row = OGR_L_GetNextFeature(result);
    snprintf(answer, sizeof answer, "%s", row ? OGR_F_GetFieldAsString(row, 0) : "no row");
    OGR_F_Destroy(row);
    GDALDatasetReleaseResultSet(dataset, result);
    GDALClose(dataset);
    return answer;
}

START_TEST(as_qgis_writes_it)
{
    const char *path = at("a.gpkg");
    write_layer(path, "units");
    ck_bp_ok(context, bp_layer_styles_write(context, path, "units", two, 2));
    ck_assert_str_eq(ask(path, "SELECT count(*) FROM layer_styles"), "2");
    ck_assert_str_eq(ask(path, "SELECT styleName FROM layer_styles WHERE useAsDefault"), "score");
    ck_assert_str_eq(ask(path, "SELECT styleQML FROM layer_styles WHERE styleName = 'score'"),
                     "<qgis>'1'</qgis>");
    ck_assert_str_eq(ask(path,
                         "SELECT count(*) FROM layer_styles WHERE f_table_catalog = '' AND "
                         "f_table_schema = '' AND f_table_name = 'units' AND f_geometry_column = 'geom'"),
                     "2");
    ck_assert_str_eq(ask(path, "SELECT data_type FROM gpkg_contents WHERE table_name = 'layer_styles'"),
                     "attributes");
    ck_assert_str_eq(ask(path, "SELECT count(DISTINCT last_change) FROM gpkg_contents"), "1");
    ck_assert_str_eq(ask(path, "SELECT count(*) FROM layer_styles WHERE "
                               "update_time = '1970-01-01T00:00:00.000Z'"),
                     "2");
}
END_TEST

/* Another layer of the file has a default of its own; a layer that is styled again has the later one. */
START_TEST(one_default_per_layer)
{
    const char *path = at("a.gpkg");
    write_layer(path, "it's units");
    write_layer(path, "areas");
    ck_bp_ok(context, bp_layer_styles_write(context, path, "it's units", two, 2));
    ck_bp_ok(context, bp_layer_styles_write(context, path, "areas", two, 1));
    ck_bp_ok(context, bp_layer_styles_write(context, path, "it's units", two + 1, 1));
    ck_assert_str_eq(ask(path, "SELECT count(*) FROM layer_styles"), "4");
    ck_assert_str_eq(ask(path, "SELECT sum(useAsDefault) FROM layer_styles WHERE f_table_name = 'areas'"),
                     "1");
    ck_assert_str_eq(ask(path, "SELECT group_concat(styleName) FROM layer_styles WHERE useAsDefault AND "
                               "f_table_name = 'it''s units'"),
                     "stack");
}
END_TEST

START_TEST(same_bytes)
{
    size_t n[2] = {0, 0};
    char *bytes[2];
    const char *names[] = {"a.gpkg", "b.gpkg"};
    for (int i = 0; i < 2; i++) {
        write_layer(at(names[i]), "units");
        ck_bp_ok(context, bp_layer_styles_write(context, at(names[i]), "units", two, 2));
        bytes[i] = get_file(at(names[i]), &n[i]);
    }
    ck_assert_uint_eq(n[0], n[1]);
    ck_assert_mem_eq(bytes[0], bytes[1], n[0]);
    free(bytes[0]);
    free(bytes[1]);
}
END_TEST

START_TEST(a_long_name_is_cut_at_a_letter)
{
    /* 29 letters, and a thirtieth of two bytes. */
    const bp_layer_style style = {"abcdefghijklmnopqrstuvwxyzabc\xc3\xa9tail", NULL, "<qgis/>", "<sld/>"};
    const char *path = at("a.gpkg");
    write_layer(path, "units");
    ck_bp_ok(context, bp_layer_styles_write(context, path, "units", &style, 1));
    ck_assert_str_eq(ask(path, "SELECT styleName FROM layer_styles"),
                     "abcdefghijklmnopqrstuvwxyzabc\xc3\xa9");
    ck_assert_uint_eq(bp_context_warning_count(context), 0);
}
END_TEST

START_TEST(refusals)
{
    const char *path = at("a.gpkg");
    write_layer(path, "units");
    ck_assert_int_eq(bp_layer_styles_write(context, path, "roads", two, 2), BP_ERROR_OUTPUT);
    ck_message("a.gpkg: has no layer 'roads' to add styles to");
    ck_assert_str_eq(ask(path, "SELECT count(*) FROM sqlite_master WHERE name = 'layer_styles'"), "0");
    ck_assert_int_eq(bp_layer_styles_write(context, at("none.gpkg"), "units", two, 2), BP_ERROR_OUTPUT);
    /* What GDAL adds differs between its versions. */
    ck_assert_ptr_nonnull(strstr(bp_context_message(context), "none.gpkg: cannot be opened to write"));
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("layer_styles");
    TCase *tests = tcase_create("layer_styles");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, as_qgis_writes_it);
    tcase_add_test(tests, one_default_per_layer);
    tcase_add_test(tests, same_bytes);
    tcase_add_test(tests, a_long_name_is_cut_at_a_letter);
    tcase_add_test(tests, refusals);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
