/* brandpunt info: what it tells of files made here, as text and as JSON. */
#include "cli/roles.h"
#include "geo/read.h"
#include "geo/write.h"
#include "tests/cli/program.h"

/* Squares with a code, a name, residents, a municipality, a year and a share with one missing. */
static void put_units(const char *name)
{
    static const char *const codes[] = {"BU001", "BU002", "BU003", "BU004"};
    static const char *const names[] = {"Centrum", "Noord", "Zuid", "'t Zand"};
    static const char *const towns[] = {"GM0014", "GM0014", "GM0363", "GM0363"};
    bp_layer layer = BP_LAYER_INIT;
    bp_column *column = NULL;
    for (int i = 0; i < 4; i++) {
        add_square(&layer.polygons, 100000 + 1000 * i, 450000, 1000);
        end_unit(&layer.polygons, true);
    }
    layer.table.n_rows = 4;
    ck_bp_ok(context, bp_table_add_text(context, &layer.table, "buurtcode", codes));
    ck_bp_ok(context, bp_table_add_text(context, &layer.table, "buurtnaam", names));
    ck_bp_ok(context, bp_table_add_text(context, &layer.table, "gm_code", towns));
    ck_bp_ok(context, bp_table_add(context, &layer.table, "aantal_inwoners", BP_COLUMN_INTEGER, &column));
    for (int i = 0; i < 4; i++)
        bp_column_set_integer(column, i, 1000 * (i + 1));
    ck_bp_ok(context, bp_table_add(context, &layer.table, "share", BP_COLUMN_REAL, &column));
    for (int i = 0; i < 3; i++)
        bp_column_set_real(column, i, 10.5 * (i + 1));
    ck_bp_ok(context, bp_crs_parse(context, "EPSG:28992", "test", &layer.crs));
    ck_bp_ok(context, bp_layer_write(context, &layer, at(name), "units"));
    bp_layer_clear(&layer);
}

START_TEST(text_of_a_layer)
{
    put_units("u.gpkg");
    const char *const arguments[] = {"info", at("u.gpkg"), NULL};
    program_result result = call_program(arguments, NULL);
    ck_assert_str_eq(without_scratch(result.out),
                     "u.gpkg: GPKG, 1 layer\n"
                     "\n"
                     "units: Multi Polygon, 4 features\n"
                     "  CRS      EPSG:28992, Amersfoort / RD New\n"
                     "  extent   100000, 450000 to 104000, 451000\n"
                     "  like     EPSG:28992 (RD New): metres in the range of the Dutch grid\n"
                     "  texts    UTF-8\n"
                     "  could be units, regions, or areas to join by overlay\n"
                     "\n"
                     "  field           type    missing  examples                        could be\n"
                     "  buurtcode       text          0  BU001, BU002, BU003             id\n"
                     "  buurtnaam       text          0  Centrum, Noord, Zuid            name\n"
                     "  gm_code         text          0  GM0014, GM0363                  municipality\n"
                     "  aantal_inwoners whole         0  1000, 2000, 3000                population\n"
                     "  share           real          1  10.5, 21, 31.5                  indicator\n"
                     "\n"
                     "  best fits:\n"
                     "    id: buurtcode\n"
                     "    name: buurtnaam\n"
                     "    population: aantal_inwoners\n"
                     "    municipality: gm_code\n");
    ck_ended(&result, 0, "");
    free_result(&result);
}
END_TEST

START_TEST(json_of_a_layer)
{
    put_units("u.gpkg");
    const char *const arguments[] = {"info", at("u.gpkg"), "--format", "json", NULL};
    program_result result = call_program(arguments, NULL);
    put_file(at("info.json"), result.out);
    json_t *root = read_json(at("info.json"));
    ck_json_text(root, "schema", "brandpunt-info-1");
    ck_json_text(root, "kind", "file");
    ck_json_text(root, "layers.0.name", "units");
    ck_json_number(root, "layers.0.features", 4);
    ck_json_text(root, "layers.0.crs.code", "EPSG:28992");
    ck_json_number(root, "layers.0.extent.2", 104000);
    ck_json_text(root, "layers.0.fields.2.roles.0.role", "municipality");
    ck_json_text(root, "layers.0.fields.2.roles.0.reason", "2 different codes such as GM0014");
    ck_json_number(root, "layers.0.fields.4.missing", 1);
    ck_json_number(root, "layers.0.fields.4.most", 31.5);
    ck_json_number(root, "layers.0.fields.3.distinct", 4);
    json_decref(root);
    free_result(&result);
}
END_TEST

/* A name that does not fit has a line of its own, and nothing is wider than 80 columns. */
START_TEST(text_of_a_table)
{
    put_file(at("t.csv"), "Perioden;RegioCode;IndelingswijzigingWijkenEnBuurten_4;Omschrijving\n"
                          "2019JJ00;WK036301;1;one long sentence that nobody would want to read in a table\n"
                          "2019JJ00;WK036302;.;\xC3\xA9\xC3\xA9n\n"
                          "2020JJ00;WK036301;-99997;three\n");
    const char *const arguments[] = {"info", at("t.csv"), NULL};
    program_result result = call_program(arguments, NULL);
    ck_assert_str_eq(without_scratch(result.out),
                     "t.csv: CSV, 1 layer\n"
                     "\n"
                     "t: table, 3 rows\n"
                     "  texts    UTF-8\n"
                     "  could be table to join by key\n"
                     "\n"
                     "  field                    type    missing  examples               could be\n"
                     "  Perioden                 text          0  2019JJ00, 2020JJ00     year\n"
                     "  RegioCode                text          0  WK036301, WK036302     key\n"
                     "  IndelingswijzigingWijkenEnBuurten_4\n"
                     "                           text          2  1\n"
                     "  Omschrijving             text          0  one long sentence t... name\n"
                     "\n"
                     "  codes for missing values:\n"
                     "    IndelingswijzigingWijkenEnBuurten_4: . and others in 2 cells\n"
                     "\n"
                     "  best fits:\n"
                     "    key: RegioCode\n"
                     "    name: Omschrijving\n"
                     "    year: Perioden\n");
    ck_assert_int_eq(result.status, 0);
    free_result(&result);
}
END_TEST

START_TEST(coordinates_that_do_not_fit)
{
    put_file(at("rd.geojson"), "{\"type\": \"FeatureCollection\", \"features\": [{\"type\": \"Feature\", "
                               "\"properties\": {\"code\": 1}, "
                               "\"geometry\": {\"type\": \"Point\", \"coordinates\": [121000, 487000]}}]}");
    const char *const arguments[] = {"info", at("rd.geojson"), NULL};
    program_result result = call_program(arguments, NULL);
    ck_assert_ptr_nonnull(
        strstr(result.out, "  note     the coordinates are no degrees, though the coordinate system is in\n"
                           "           degrees\n"));
    ck_assert_ptr_nonnull(strstr(result.out, "  could be points to join: count or nearest\n"));
    free_result(&result);
}
END_TEST

static const struct {
    const char *arguments[6];
    int status;
    const char *err;
} refused[] = {
    {{"info"},
     2,
     "brandpunt: info: an argument is missing; usage: brandpunt info FILE [--layer L] [options]\n"},
    {{"info", "none.gpkg"}, 1, "brandpunt: none.gpkg: there is no such file\n"},
    {{"info", "a.csv", "--format", "xml"},
     2,
     "brandpunt: info: --format: found 'xml', expected text or json\n"},
    {{"info", "a.csv", "--allow-driver", "DFX"},
     2,
     "brandpunt: info: there is no driver 'DFX' in this GDAL; nearest: 'DXF'; ogrinfo --formats lists "
     "them\n"},
    {{"info", "a.csv", "--timeout", "0"},
     2,
     "brandpunt: info: --timeout: found '0', expected a whole number from 1 to 3600\n"},
};

START_TEST(refused_with_a_reason)
{
    program_result result = call_program(refused[_i].arguments, NULL);
    ck_ended(&result, refused[_i].status, refused[_i].err);
    free_result(&result);
}
END_TEST

/* Two drivers at once: both count. */
START_TEST(drivers_may_be_repeated)
{
    put_file(at("rows.csv"), "code,n\nA,1\nB,2\n");
    put_file(at("a.vrt"),
             "<OGRVRTDataSource><OGRVRTLayer "
             "name=\"rows\"><GeometryType>wkbNone</GeometryType><SrcDataSource relativeToVRT=\"1\">rows.csv"
             "</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>");
    const char *const arguments[] = {"info", at("a.vrt"), "--allow-driver", "VRT", "--allow-driver",
                                     "DXF",  NULL};
    program_result result = call_program(arguments, NULL);
    ck_assert_str_eq(result.err, "");
    ck_assert_ptr_nonnull(strstr(result.out, "rows: table, 2 rows\n"));
    free_result(&result);
}
END_TEST

/* Columns by what stands in them: the role that must come first, or none. */
static const struct {
    const char *name;
    const char *values[4];
    int role; /* -1: none */
} columns[] = {
    {"code", {"WK01", "WK001400", "WK001401", "WK001402"}, BP_FIELD_ID},
    {"code", {"0363", "0014", "0034", "0050"}, BP_FIELD_ID},
    {"regio", {"GM0363", "GM0363", "GM0014", "GM0034"}, BP_FIELD_MUNICIPALITY},
    {"AANT_INW", {"10", "20", "-99999999", "30"}, BP_FIELD_POPULATION},
    {"AantalInwoners_5", {"10", "20", ".", "30"}, BP_FIELD_POPULATION},
    {"bevolkingsdichtheid", {"10", "20", "40", "30"}, BP_FIELD_INDICATOR},
    {"jaar", {"2019", "2019", "2020", "2020"}, BP_FIELD_YEAR},
    {"lon", {"4.1", "4.2", "4.3", "4.4"}, BP_FIELD_X},
    {"lat", {"52.1", "52.2", "52.3", "52.4"}, BP_FIELD_Y},
    {"WK_NAAM", {"Noord", "Oost", "Zuid", "West"}, BP_FIELD_NAME},
    {"FIPS", {"37001", "37003", "37005", "37007"}, BP_FIELD_ID},
    {"POLYID", {"1", "2", "3", "4"}, BP_FIELD_ID},
    {"area_id", {"11", "12", "13", "14"}, BP_FIELD_ID},
    {"share", {"1,5", "2,5", "3,5", "3,5"}, BP_FIELD_INDICATOR},
    {"flag", {"1", "1", "1", "1"}, -1},
    {"nothing", {"", ".", "x", "-"}, -1},
};

START_TEST(roles_by_content)
{
    bp_table table = BP_TABLE_INIT;
    bp_field_roles *roles = NULL;
    table.n_rows = 4;
    ck_bp_ok(context, bp_table_add_text(context, &table, columns[_i].name, columns[_i].values));
    ck_bp_ok(context, bp_field_roles_make(context, &table, &roles));
    if (columns[_i].role < 0)
        ck_assert_int_eq(roles[0].n_fits, 0);
    else
        ck_assert_msg(roles[0].n_fits > 0 && (int)roles[0].fits[0].role == columns[_i].role, "%s: %s",
                      columns[_i].name, roles[0].n_fits ? bp_field_role_name(roles[0].fits[0].role) : "none");
    bp_field_roles_free(roles, 1);
    bp_table_clear(&table);
}
END_TEST

/* Names that are shipped, whole and as a shapefile cuts them. */
START_TEST(roles_by_shipped_names)
{
    static const char *const names[] = {"aantal_inw", "aantalInwoners", "AANT_INW"};
    static const char *const values[] = {"10", "20", "30", "20"};
    char short_name[] = "AANT_INW", long_name[] = "aantal_inwoners", camel_name[] = "aantalInwoners";
    char population[] = "population";
    char *known[] = {short_name, long_name, camel_name}, *role[] = {population};
    int family[] = {0, 0, 0};
    const bp_aliases aliases = {1, role, NULL, NULL, 3, known, family};
    for (int i = 0; i < 3; i++) {
        bp_table table = BP_TABLE_INIT;
        bp_field_roles *roles = NULL;
        table.n_rows = 4;
        ck_bp_ok(context, bp_table_add_text(context, &table, names[i], values));
        ck_bp_ok(context, bp_field_roles_make_by(context, &table, &aliases, &roles));
        ck_assert_int_gt(roles[0].n_fits, 0);
        ck_assert_int_eq(roles[0].fits[0].role, BP_FIELD_POPULATION);
        bp_field_roles_free(roles, 1);
        bp_table_clear(&table);
    }
}
END_TEST

/* A StatLine file has rows of several levels in one column. */
START_TEST(levels_of_a_key)
{
    put_file(at("t.csv"), "RegioS;n\nNL00;1\nGM0363;2\nGM0014;3\nWK036301;4\nWK036302;5\nWK001400;6\n");
    const char *const arguments[] = {"info", at("t.csv"), NULL};
    program_result result = call_program(arguments, NULL);
    ck_assert_ptr_nonnull(
        strstr(result.out, "\n  levels of RegioS: NL in 1 row, GM in 2 rows, WK in 3 rows\n"));
    free_result(&result);
}
END_TEST

/* RD numbers under the name of UTM; and the columns x and y of areas are not where they are. */
START_TEST(areas_in_another_grid)
{
    bp_layer layer = BP_LAYER_INIT;
    bp_column *column = NULL;
    for (int i = 0; i < 3; i++) {
        add_square(&layer.polygons, 100000 + 1000 * i, 450000, 1000);
        end_unit(&layer.polygons, true);
    }
    layer.table.n_rows = 3;
    ck_bp_ok(context, bp_table_add(context, &layer.table, "x", BP_COLUMN_REAL, &column));
    for (int i = 0; i < 3; i++)
        bp_column_set_real(column, i, 100500.5 + 1000 * i);
    ck_bp_ok(context, bp_crs_parse(context, "EPSG:25831", "test", &layer.crs));
    ck_bp_ok(context, bp_layer_write(context, &layer, at("u.gpkg"), "units"));
    bp_layer_clear(&layer);
    const char *const arguments[] = {"info", at("u.gpkg"), NULL};
    program_result result = call_program(arguments, NULL);
    ck_assert_ptr_nonnull(strstr(
        result.out, "  note     the coordinates look like the Dutch grid (EPSG:28992), not like UTM\n"));
    ck_assert_ptr_null(strstr(result.out, "    x: x\n"));
    free_result(&result);
}
END_TEST

START_TEST(said_once)
{
    put_file(at("t.csv"), "code;naam\nA;Caf\xE9\nB;x\n");
    const char *const arguments[] = {"info", at("t.csv"), NULL};
    program_result result = call_program(arguments, NULL);
    ck_assert_str_eq(without_scratch(result.err),
                     "brandpunt: warning: t.csv: is not UTF-8; its text was read as Windows-1252\n");
    free_result(&result);
}
END_TEST

START_TEST(profile_of_a_column)
{
    static const char *const values[] = {" 5 ", "-99997", "7,5", ".", NULL, "5", "-3"};
    bp_table table = BP_TABLE_INIT;
    bp_field_profile profile;
    table.n_rows = 7;
    ck_bp_ok(context, bp_table_add_text(context, &table, "n", values));
    ck_bp_ok(context, bp_field_profile_make(context, &table.columns[0], 7, &profile));
    ck_assert_int_eq(profile.n_missing, 3);
    ck_assert_int_eq(profile.n_missing_codes, 2);
    ck_assert_str_eq(profile.missing_code, "-99997");
    ck_assert_int_eq(profile.n_distinct, 3);
    ck_assert_int_eq(profile.n_numbers, 4);
    ck_assert_int_eq(profile.n_whole, 3);
    ck_assert_double_eq(profile.least, -3.0);
    ck_assert_double_eq(profile.most, 7.5);
    ck_assert_str_eq(profile.examples[0], "5");
    ck_assert_str_eq(profile.examples[2], "-3");
    bp_field_profile_clear(&profile);
    bp_table_clear(&table);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("info");
    TCase *test = tcase_create("info");
    tcase_add_checked_fixture(test, set_up, tear_down);
    tcase_set_timeout(test, 60);
    tcase_add_test(test, text_of_a_layer);
    tcase_add_test(test, json_of_a_layer);
    tcase_add_test(test, text_of_a_table);
    tcase_add_test(test, coordinates_that_do_not_fit);
    tcase_add_loop_test(test, refused_with_a_reason, 0, (int)(sizeof refused / sizeof *refused));
    tcase_add_test(test, drivers_may_be_repeated);
    tcase_add_loop_test(test, roles_by_content, 0, (int)(sizeof columns / sizeof *columns));
    tcase_add_test(test, roles_by_shipped_names);
    tcase_add_test(test, levels_of_a_key);
    tcase_add_test(test, areas_in_another_grid);
    tcase_add_test(test, said_once);
    tcase_add_test(test, profile_of_a_column);
    suite_add_tcase(suite, test);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
