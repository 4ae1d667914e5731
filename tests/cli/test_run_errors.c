/* Bad input: each failure says where and what to do, ends with its exit status, and leaves everything as it
 * was. */
#include "tests/cli/country.h"

#include "geo/write.h"

/* One slip: a change to the study, to the units or to a file, and what the program must say of it. */
typedef struct slip {
    const char *from, *to; /* in the study; NULL: nothing */
    country_setting units;
    void (*spoil)(void); /* NULL: nothing more */
    int status;
    const char *message; /* after "brandpunt: " and before the end of the line */
} slip;

static void not_vector_data(void)
{
    put_file(at("units.geojson"), "The units are in the other mail.\n");
}

/* A row of squares with the ids 2, 1, 2, 1, ... */
static void write_layer(const char *path, int64_t n, const char *crs)
{
    bp_layer layer = BP_LAYER_INIT;
    const char *codes[UNITS];
    for (int64_t i = 0; i < n; i++) {
        add_square(&layer.polygons, 100000.0 + 1000.0 * (double)i, 450000.0, 1000.0);
        end_unit(&layer.polygons, true);
        codes[i] = i % 2 ? "1" : "2";
    }
    layer.table.n_rows = n;
    static const char *const columns[] = {"code", "naam", "inwoners", "gm", "gm_naam", "arm", "werk", "woz"};
    for (size_t c = 0; c < sizeof columns / sizeof *columns; c++)
        ck_bp_ok(context, bp_table_add_text(context, &layer.table, columns[c], codes));
    if (crs)
        ck_bp_ok(context, bp_crs_parse(context, crs, "test", &layer.crs));
    ck_bp_ok(context, bp_layer_write(context, &layer, path, "buurten"));
    bp_layer_clear(&layer);
}

static void no_features(void)
{
    write_layer(at("units.gpkg"), 0, "EPSG:28992");
}

/* A shapefile whose .prj was not sent along. */
static void no_crs(void)
{
    write_layer(at("units.shp"), 1, NULL);
    ck_assert(!bp_path_exists(at("units.prj")));
}

static void two_of_six_ids(void)
{
    write_layer(at("units.gpkg"), 6, "EPSG:28992");
}

/* U01 to U06 stand twice, all others once. */
static void six_ids_twice(void)
{
    static const char *const from[] = {"U07", "U08", "U09", "U10", "U11", "U12"};
    static const char *const to[] = {"U01", "U02", "U03", "U04", "U05", "U06"};
    for (size_t i = 0; i < sizeof from / sizeof *from; i++)
        change_file("units.geojson", from[i], to[i]);
}

static void id_missing(void)
{
    change_file("units.geojson", "\"code\":\"U05\"", "\"code\":null");
}

static void text_in_table(void)
{
    change_file("health.csv", "U25       ;       .", "U25       ; onbekend");
}

static void key_twice(void)
{
    change_file("health.csv", "U30       ", "U29       ");
}

static void other_codes(void)
{
    put_file(at("health.csv"), "Codering;Gezond\nWK0101;80\nWK0102;81\n");
}

static void all_table_values_missing(void)
{
    put_file(at("health.csv"), "Codering;Gezond\nU01;.\nU02;.\nU03;\nGM01;81\n");
}

static void codes_of_another_year(void)
{
    put_file(at("priority/members.csv"), "area,code\n1,B1\n1,B2\n1,B3\n2,B4\n2,B5\n2,B6\n");
}

static void other_municipalities(void)
{
    put_file(at("deals/members.csv"), "area,code,part\nA,PV01,\nB,PV02,\n");
}

static void region_id_twice(void)
{
    change_file("regions.geojson", "\"R2\"", "\"R1\"");
}

#define NUMBER_TAIL "is not a number; if it stands for a missing value, list it under `missing`"

static const slip slips[] = {
    /* files */
    {"units.geojson",
     "unts.geojson",
     {0},
     NULL,
     1,
     "study.yaml:2: units.source: there is no file 'unts.geojson' (looked for unts.geojson)"},
    {NULL,
     NULL,
     {0},
     not_vector_data,
     1,
     "study.yaml:2: units.source: units.geojson: not a file with vector data that can be read (GDAL: "
     "`units.geojson' not "
     "recognized as a supported file format); GeoPackage, Shapefile, GeoJSON, FlatGeobuf, File Geodatabase, "
     "GML, KML, csv, "
     "xlsx and ods can"},
    {"units.geojson",
     "units.gpkg",
     {0},
     no_features,
     1,
     "study.yaml:2: units.source: units.gpkg, layer buurten: the layer is empty (0 features)"},
    {"health.csv",
     "helth.csv",
     {0},
     NULL,
     1,
     "study.yaml:5: tables[0].source: there is no file 'helth.csv' (looked for helth.csv)"},
    {"./priority",
     "./prioriti",
     {0},
     NULL,
     1,
     "study.yaml:12: designated: ./prioriti/list.yaml: there is no such file"},
    {"regions.geojson",
     "region.geojson",
     {0},
     NULL,
     1,
     "study.yaml:14: programmes[0].source: there is no file 'region.geojson' (looked for region.geojson)"},
    /* coordinate reference systems */
    {"units.geojson",
     "units.shp",
     {0},
     no_crs,
     1,
     "study.yaml:2: units.source: units.shp: the layer has no coordinate reference system; coordinates (x "
     "100000 to 101000, "
     "y 450000 to 451000) look like EPSG:28992 (RD New): metres in the range of the Dutch grid; say which it "
     "is with `crs: EPSG:...` beside `source`"},
    {NULL,
     NULL,
     {.crs = "urn:ogc:def:crs:EPSG::4326"},
     NULL,
     1,
     "study.yaml:2: units.source: units.geojson: its coordinate reference system is in degrees, its "
     "coordinates are not; "
     "coordinates (x 100000 to 106000, y 450000 to 455000) look like EPSG:28992 (RD New): metres in the "
     "range of the Dutch "
     "grid; say which it is with `crs: EPSG:...` beside `source`"},
    {"EPSG:28992",
     "EPSG:4326",
     {0},
     NULL,
     1,
     "study.yaml:16: output.crs: WGS 84 is in degrees, and areas and borders need metres; name a projected "
     "CRS under "
     "output: {crs: ...}, EPSG:28992 for the Netherlands or EPSG:3035 for Europe"},
    {"output: {crs: EPSG:28992}",
     "",
     {.degrees = true},
     NULL,
     1,
     "study.yaml:2: units.source: WGS 84 is in degrees, and areas and borders need metres; name a projected "
     "CRS under "
     "output: {crs: ...}, EPSG:28992 for the Netherlands or EPSG:3035 for Europe"},
    /* ids */
    {"units.geojson",
     "units.gpkg",
     {0},
     two_of_six_ids,
     1,
     "study.yaml:2: units.id: units.gpkg, column 'code': 2 ids occur more than once: '2' (3 times: rows 1, "
     "3, 5), "
     "'1' (3 times: rows 2, 4, 6)"},
    {NULL,
     NULL,
     {.duplicate_of = "U01"},
     NULL,
     1,
     "study.yaml:2: units.id: units.geojson, column 'code': 1 id occurs more than once: 'U01' (7 times: rows "
     "1, 2, 3, "
     "4, 5, ...)"},
    {NULL,
     NULL,
     {0},
     six_ids_twice,
     1,
     "study.yaml:2: units.id: units.geojson, column 'code': 6 ids occur more than once: 'U01' (2 times: rows "
     "1, 7), "
     "'U02' (2 times: rows 2, 8), 'U03' (2 times: rows 3, 9), 'U04' (2 times: rows 4, 10), "
     "'U05' (2 times: rows 5, 11) and 1 more"},
    {NULL,
     NULL,
     {0},
     id_missing,
     1,
     "study.yaml:2: units.id: units.geojson, column 'code': 1 row has no id, the first is row 5"},
    /* columns that are not there */
    {"id: code",
     "id: cod",
     {0},
     NULL,
     1,
     "study.yaml:2: units.id: units.geojson, layer buurten: there is no column 'cod'; nearest: 'code'"},
    {"population: inwoners",
     "population: inwonrs",
     {0},
     NULL,
     1,
     "study.yaml:2: units.population: units.geojson, layer buurten: there is no column 'inwonrs'; nearest: "
     "'inwoners'"},
    {"column: gm,",
     "column: gmm,",
     {0},
     NULL,
     1,
     "study.yaml:3: units.municipality.column: units.geojson, layer buurten: there is no column 'gmm'; "
     "nearest: 'gm'"},
    {"from: werk",
     "from: wrek",
     {0},
     NULL,
     1,
     "study.yaml:8: indicators[1].from: units.geojson, layer buurten: there is no column 'wrek'; nearest: "
     "'werk'"},
    {"from: werk",
     "from: unemployment",
     {0},
     NULL,
     1,
     "study.yaml:8: indicators[1].from: units.geojson, layer buurten: there is no column 'unemployment'; it "
     "has code, naam, "
     "gm, gm_naam, inwoners, arm, werk, woz"},
    {"health.Gezond",
     "health.Gezon",
     {0},
     NULL,
     1,
     "study.yaml:10: indicators[3].from: health.csv: there is no column 'Gezon'; nearest: 'Gezond'"},
    {"key: Codering",
     "key: Codring",
     {0},
     NULL,
     1,
     "study.yaml:5: tables[0].key: health.csv: there is no column 'Codring'; nearest: 'Codering'"},
    {"region_name: naam",
     "region_name: nam",
     {0},
     NULL,
     1,
     "study.yaml:14: programmes[0].region_name: regions.geojson, layer regions: there is no column 'nam'; "
     "nearest: 'naam'"},
    /* values */
    {"population: inwoners",
     "population: naam",
     {0},
     NULL,
     1,
     "study.yaml:2: units.population: units.geojson, column 'naam', row 1: 'Buurt 1' " NUMBER_TAIL},
    {NULL,
     NULL,
     {.population_of_u05 = "\"veel\""},
     NULL,
     1,
     "study.yaml:2: units.population: units.geojson, column 'inwoners', row 5: 'veel' " NUMBER_TAIL},
    {NULL,
     NULL,
     {.income_of_u05 = "\"13,5 %\"", .shuffled = true},
     NULL,
     1,
     "study.yaml:7: indicators[0].from: units.geojson, column 'arm': row 30 has '13,5 %' and row 29 '25': a "
     "percent sign after some numbers only; write it after all or none"},
    {NULL,
     NULL,
     {0},
     text_in_table,
     1,
     "study.yaml:10: indicators[3].from: health.csv, column 'Gezond', row 9: 'onbekend' " NUMBER_TAIL},
    {NULL,
     NULL,
     {.population_of_u05 = "-5"},
     NULL,
     1,
     "study.yaml:2: units.population: units.geojson, column 'inwoners', unit U05: found -5 residents, "
     "expected 0 or more; if "
     "that is a missing code, write missing: [\"-5\"] under units"},
    {", missing: [\"-99997\"]",
     "",
     {0},
     NULL,
     1,
     "study.yaml:7: indicators[0].from: units.geojson, column 'arm': found -99997 in 5 rows, which is a code "
     "for a missing "
     "value; say so with missing: [\"-99997\"]"},
    {NULL,
     NULL,
     {.income = "null"},
     NULL,
     1,
     "study.yaml:7: indicators[0].from: units.geojson, column 'arm': none of the 30 units has a value "
     "(empty: 30); name "
     "another column, or leave the indicator out"},
    {NULL,
     NULL,
     {.income = "-99997"},
     NULL,
     1,
     "study.yaml:7: indicators[0].from: units.geojson, column 'arm': none of the 30 units has a value "
     "(-99997: 30); name "
     "another column, or leave the indicator out"},
    {NULL,
     NULL,
     {0},
     all_table_values_missing,
     1,
     "study.yaml:10: indicators[3].from: health.csv, column 'Gezond': none of the 30 units has a value (no "
     "row: 27, .: 2, "
     "empty: 1); name another column, or leave the indicator out"},
    {NULL,
     NULL,
     {.income = "12.5"},
     NULL,
     1,
     "study.yaml:7: indicators[0]: indicator 'low_income' is 12.5 in all 25 units that have it; a constant "
     "tells no unit from "
     "another: leave it out"},
    {"column: gm,",
     "column: gm, characters: [30, 36],",
     {0},
     NULL,
     1,
     "study.yaml:3: units.municipality: units.geojson, column 'gm', characters 30 to 36: no unit has a "
     "municipality there; "
     "leave the key out where there are none"},
    /* rules that leave nothing */
    {"base: 0.80",
     "base: 1.0",
     {0},
     NULL,
     1,
     "study.yaml:11: areas.base: no unit with residents has a score of 1 (areas.base) or more; the highest "
     "is 0.9800: lower "
     "the base"},
    {"floor: 2500",
     "floor: 40000",
     {0},
     NULL,
     1,
     "study.yaml:11: areas.floor: floor 40000 is above ceiling 30000"},
    {"reach: 0.65", "reach: 0.9", {0}, NULL, 1, "study.yaml:11: areas.reach: reach 0.9 is above base 0.8"},
    {"output:",
     "areas: {}\noutput:",
     {0},
     NULL,
     1,
     "study.yaml:16: the key 'areas' is given twice, first on line 11"},
    {"{crs: EPSG:28992}",
     "{csr: EPSG:28992}",
     {0},
     NULL,
     1,
     "study.yaml:16: output: unknown key 'csr'; expected one of crs, report, map; nearest: 'crs'"},
    /* codes that do not meet */
    {NULL,
     NULL,
     {0},
     other_codes,
     1,
     "study.yaml:5: tables[0].key: health.csv: none of the 30 units is found by column Codering; the units "
     "have U01, U02, "
     "U03, U04, U05; the table has codes such as WK0101 (row 1); the codes of table health look like those "
     "of "
     "another "
     "level (WK and 4 characters in 2 rows)"},
    {NULL,
     NULL,
     {0},
     key_twice,
     1,
     "study.yaml:5: tables[0].key: health.csv, column 'Codering': 1 key occurs more than once: 'U29' (2 "
     "times: rows 4, 5); they differ in 'Gezond' (76,5, .); if these are years or measures, pick one with "
     "rows: {COLUMN: TEXT}, or make them columns with pivot"},
    {NULL,
     NULL,
     {0},
     codes_of_another_year,
     1,
     "study.yaml:12: designated: ./priority/members.csv: none of the 6 codes is a unit of this study (B1, "
     "B2, B3, B4, B5, "
     "...); the units have codes such as U01; is the list of another year or another level? Leave it out "
     "where none of it lies in this study, or give units that have its codes"},
    {NULL,
     NULL,
     {0},
     other_municipalities,
     1,
     "study.yaml:15: programmes[1]: ./deals/members.csv: none of the 2 codes is a municipality of this study "
     "(PV01, PV02); "
     "the units have codes such as GM01; is the list of another year or another level? Leave it out where "
     "none of it lies in this study, or give units that have its codes"},
    {NULL,
     NULL,
     {0},
     region_id_twice,
     1,
     "study.yaml:14: programmes[0].id: regions.geojson, column 'nr': 1 id occurs more than once: 'R1' (2 "
     "times: rows 1, 2)"},
};
enum { SLIPS = sizeof slips / sizeof *slips };

/* With --overwrite, so that only the failure itself keeps the earlier run from being replaced. */
START_TEST(slip_is_explained)
{
    const slip *made = &slips[_i];
    write_country(&made->units);
    write_study(made->from, made->to);
    if (made->spoil)
        made->spoil();
    folder_image before = make_earlier_run("out");
    program_result result = run_country("out", "--overwrite", NULL, NULL);
    char *expected = bp_text_format("brandpunt: %s\n", made->message);
    ck_ended(&result, made->status, expected);
    ck_assert_str_eq(result.out, "");
    ck_untouched(&before, at("out"));
    ck_nothing_left();
    free(expected);
    free_result(&result);
    free_image(&before);
}
END_TEST

/* Some codes that lead nowhere are no reason to stop, but are told with how many and which. */
/* A code that two rows of a list have is named once, with the number of its rows. */
START_TEST(code_in_two_rows_of_a_list)
{
    write_country(NULL);
    change_file("deals/members.csv", "B,GM77,", "B,GM77,\nA,GM77,");
    program_result result = run_country("out", NULL, NULL, NULL);
    ck_assert_int_eq(result.status, 0);
    ck_assert_msg(strstr(result.err,
                         "programme Deals: 2 of 4 codes are in this study, and the others are left "
                         "out: GM77 (in 2 rows of the list)\n") != NULL,
                  "%s", result.err);
    free_result(&result);
}
END_TEST

START_TEST(some_codes_unknown)
{
    write_country(NULL);
    change_file("priority/members.csv", "U19", "U91");
    program_result result = run_country("out", NULL, NULL, NULL);
    ck_ended(
        &result, 0,
        "brandpunt: warning: table health: 1 of 30 units (0.0 % of the residents) without a row by key "
        "Codering (U06); 1 "
        "of its rows of the same form without a unit (U99)\n"
        "brandpunt: warning: designated: 4 of 5 codes are in this study, and the others are left out: U91\n"
        "brandpunt: warning: programme Deals: 2 of 3 codes are in this study, and the others are left "
        "out: GM77\n");
    free_result(&result);
    json_t *root = read_json(at("out/run.json"));
    ck_json_number(root, "designated.codes", 5);
    ck_json_number(root, "designated.codes_unknown", 1);
    ck_json_number(root, "designated.population", 3700); /* without U19 and its 1,000 */
    json_decref(root);
}
END_TEST

/* A code of a list that lost its letter is made good, as in tables. */
START_TEST(codes_of_a_list)
{
    write_country(NULL);
    change_file("priority/members.csv", "U19", "19");
    program_result result = run_country("out", NULL, NULL, NULL);
    ck_assert_int_eq(result.status, 0);
    ck_assert_ptr_null(strstr(result.err, "designated:"));
    free_result(&result);
    json_t *root = read_json(at("out/run.json"));
    ck_json_number(root, "designated.codes_unknown", 0);
    ck_json_number(root, "designated.population", 4700);
    json_decref(root);
}
END_TEST

START_TEST(list_of_another_year)
{
    write_country(NULL);
    put_file(at("priority/members.csv"), "area,code\n1,U91\n2,U30\n1,U93\n1,U97\n2,U22\n");
    program_result result = run_country("out", NULL, NULL, NULL);
    ck_assert_int_eq(result.status, 0);
    ck_assert_ptr_nonnull(strstr(
        result.err, "warning: designated: 2 of 5 codes are in this study, and the others are left out: U91, "
                    "U93, U97\nbrandpunt: warning: designated: 3 codes are no unit, but units have them "
                    "all but the last two characters: the codes look like those of another year\n"));
    free_result(&result);
}
END_TEST

/* A projection that stretches the country is no reason to stop either, but all km2 are wrong by as much: 1 /
 * cos2(52). */
START_TEST(stretched_projection)
{
    write_country(NULL);
    write_study("EPSG:28992", "EPSG:3857");
    program_result result = run_country("out", NULL, NULL, NULL);
    ck_assert_int_eq(result.status, 0);
    ck_assert_ptr_nonnull(
        strstr(result.err, "brandpunt: warning: areas in EPSG:3857 (WGS 84 / Pseudo-Mercator) are 2.64 times "
                           "those on the ground here, and so are all that are written; a national or an "
                           "equal-area CRS (EPSG:28992, EPSG:3035) keeps them\n"));
    free_result(&result);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("cli.run_errors");
    TCase *one = tcase_create("input");
    tcase_set_timeout(one, 120);
    tcase_add_checked_fixture(one, set_up, tear_down);
    tcase_add_loop_test(one, slip_is_explained, 0, SLIPS);
    tcase_add_test(one, code_in_two_rows_of_a_list);
    tcase_add_test(one, some_codes_unknown);
    tcase_add_test(one, codes_of_a_list);
    tcase_add_test(one, list_of_another_year);
    tcase_add_test(one, stretched_projection);
    suite_add_tcase(suite, one);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
