/* How areas stand to programmes in a country worked out by hand; tests/cli/country.h draws its map. The
   designated areas are D1 (U07, U13, U19 in the first column; 2,400 residents) and D2 (U22, U30; 2,300). */
#include "tests/cli/country.h"

#include "geo/read.h"

static void run_well(void)
{
    program_result result = run_country("out", NULL, NULL, NULL);
    ck_assert_msg(result.status == 0, "exit status %d: %s", result.status, result.err);
    free_result(&result);
}

static void ck_refused(const char *expected)
{
    program_result result = run_country("out", NULL, NULL, NULL);
    ck_ended(&result, 1, expected);
    free_result(&result);
}

/* The text of a column of out/FILE.gpkg at a row; "" where it is missing. Good until the next call. */
static const char *text_at(const bp_layer *layer, const char *column, int64_t row)
{
    int at_column = bp_table_find(&layer->table, column);
    ck_assert_msg(at_column >= 0, "no column '%s'", column);
    const char *text = bp_column_text_at(&layer->table.columns[at_column], row);
    return text ? text : "";
}

static double number_at(const bp_layer *layer, const char *column, int64_t row)
{
    int at_column = bp_table_find(&layer->table, column);
    ck_assert_msg(at_column >= 0, "no column '%s'", column);
    ck_assert(bp_column_is_valid(&layer->table.columns[at_column], row));
    return layer->table.columns[at_column].real[row];
}

static bp_layer read_out(const char *name)
{
    bp_layer layer = BP_LAYER_INIT;
    ck_bp_ok(context, bp_layer_read(context, at(name), NULL, &layer));
    return layer;
}

/* By the first two characters of the code there are four municipalities: U0, U1, U2 one above the other, and
   U3, which is U30 alone, beside U2. R3 is U05 in U0, so its ring is U0 and U1: D1 lies in that, D2 (U2 and
   U3) in none. U3 has 800 of the 2,300 residents of D2 and half of its ground; D1 is two rows away from it.
 */
START_TEST(ring_and_none)
{
    write_country(NULL);
    write_boxes(at("regions.geojson"), &regions[2], 1);
    put_file(at("deals/members.csv"), "area,code,part\nA,U3,\n");
    write_study("{column: gm, name: gm_naam}}", "{column: code, characters: [1, 2]}}");
    change_file("study.yaml", "bridges: {}}", "bridges: {}, within: none}");
    run_well();
    bp_layer areas = read_out("out/focus_areas.gpkg");
    ck_assert_str_eq(text_at(&areas, "in_regions", 0), "ring");
    ck_assert_str_eq(text_at(&areas, "in_regions", 1), "none");
    ck_assert_str_eq(text_at(&areas, "in_deals", 0), "none");
    ck_assert_str_eq(text_at(&areas, "in_deals", 1), "partly");
    ck_assert_double_eq_tol(number_at(&areas, "in_deals_share", 1), 800.0 / 2300.0, 1e-6);
    ck_assert_double_eq_tol(number_at(&areas, "in_deals_area_share", 1), 0.5, 1e-6);
    bp_layer_clear(&areas);
    json_t *root = read_json(at("out/run.json"));
    ck_json_number(root, "programmes.0.designated.ring", 1);
    ck_json_number(root, "programmes.0.designated.none", 1);
    ck_json_number(root, "programmes.1.designated.population", 800);
    json_decref(root);
}
END_TEST

/* R3 alone: U05, and a ring that D1 is in. */
START_TEST(ring)
{
    write_country(NULL);
    write_boxes(at("regions.geojson"), &regions[2], 1);
    write_study("{column: gm, name: gm_naam}}", "{column: code, characters: [1, 2]}}");
    change_file("study.yaml", "  - {name: Deals, list: ./deals}\n", "");
    run_well();
    char *text = get_file(at("out/programme_matrix.csv"), NULL);
    ck_assert_ptr_nonnull(strstr(text, "area_id,area_name,kind,municipality,R3 Regio 3\n"
                                       "D1,Oud-Noord,designated,,ring\nD2,Oost,designated,,\n"));
    free(text);
}
END_TEST

/* A border that runs two metres off is no overlap; one that is a metre short makes no part. */
START_TEST(borders_a_little_off)
{
    static const country_box boxes[] = {{"E", "East of D1", 0.998, 1, 2, 4, 0, 0, 0, 0},
                                        {"F", "On D1", 0.001, 1, 1, 4, 0, 0, 0, 0}};
    write_country(NULL);
    write_boxes(at("regions.geojson"), boxes, 2);
    run_well();
    char *text = get_file(at("out/programme_matrix.csv"), NULL);
    ck_assert_ptr_nonnull(strstr(
        text, "area_id,area_name,kind,municipality,Regions: E East of D1,Regions: F On D1,Deals: A Both "
              "sides\nD1,Oud-Noord,designated,W\xC3\xA9sterhaar,ring,inside,inside\n"));
    free(text);
}
END_TEST

/* A province has every municipality, and stands behind the deal that names a part of one. */
START_TEST(named_parts_first)
{
    write_country(NULL);
    put_file(at("deals/list.yaml"),
             "list: deals\ntitle: Deals\nkind: programme\nsource: made up\n"
             "areas: {file: areas.csv, id: id, name: name, level: covers}\n"
             "members: {file: members.csv, area: area, code: code, level: municipality, part: part}\n");
    put_file(at("deals/areas.csv"),
             "id,name,covers\nA,All,province\nB,East,municipal\nC,A corner,municipal\n");
    put_file(at("deals/members.csv"), "area,code,part\nA,GM01,\nA,GM02,\nB,GM02,\nC,GM02,the north\n");
    run_well();
    bp_layer areas = read_out("out/focus_areas.gpkg");
    ck_assert_str_eq(text_at(&areas, "in_deals_names", 0), "All");
    ck_assert_str_eq(text_at(&areas, "in_deals_names", 1), "A corner (possibly); East; All");
    ck_assert_str_eq(text_at(&areas, "in_deals", 1), "inside");
    bp_layer_clear(&areas);
    bp_layer units = read_out("out/units.gpkg");
    ck_assert_str_eq(text_at(&units, "in_deals", 0), "All");
    ck_assert_str_eq(text_at(&units, "in_deals", 3), "All; East; A corner (possibly)");
    ck_assert_str_eq(text_at(&units, "in_regions", 12), "Regio \xC3\xA9\xC3\xA9n (partly)");
    bp_layer_clear(&units);
}
END_TEST

/* The shapes cover what the columns say they share. */
START_TEST(overlap_layer)
{
    write_country(NULL);
    run_well();
    bp_layer overlap = read_out("out/overlap.gpkg");
    double area[7];
    ck_assert_int_eq(overlap.polygons.n_units, 7);
    bp_polygons_area(&overlap.polygons, area);
    for (int64_t k = 0; k < 7; k++)
        ck_assert_double_eq_tol(area[k] * 1e-6, number_at(&overlap, "shared_area_km2", k), 1e-6);
    ck_assert_str_eq(text_at(&overlap, "region_id", 4), "R2");
    ck_assert_double_eq_tol(area[4], 1.25e6, 1.0);
    bp_layer_clear(&overlap);
}
END_TEST

static void write_dated(const char *rows)
{
    write_country(NULL);
    put_file(at("deals/list.yaml"),
             "list: deals\ntitle: Deals\nkind: programme\nsource: made up\n"
             "areas: {file: areas.csv, id: id, name: name, start: from, end: until}\n"
             "members: {file: members.csv, area: area, code: code, level: municipality}\n");
    put_file(at("deals/areas.csv"), rows);
    put_file(at("deals/members.csv"), "area,code\nA,GM01\n");
    write_study("output:", "as_of: 2024-06-01\noutput:");
}

/* As far as both dates go: a year that is this year has begun, and has not ended. */
START_TEST(running_or_ended)
{
    write_dated("id,name,from,until\nA,a,2018,2023\nB,b,2025,2027\nC,c,2020,2024\nD,d,2024,2024-06-01\n"
                "E,e,2020,\nF,f,,2024-05-31\nG,g,2024-07,\n");
    run_well();
    char *text = get_file(at("out/programmes.csv"), NULL);
    ck_assert_ptr_nonnull(strstr(text, "Deals,A,a,,,,2018,2023,ended,whole,1,15,"));
    ck_assert_ptr_nonnull(strstr(text, "Deals,B,b,,,,2025,2027,not begun,whole,0,0,0,0,"));
    ck_assert_ptr_nonnull(strstr(text, "Deals,C,c,,,,2020,2024,running,"));
    ck_assert_ptr_nonnull(strstr(text, "Deals,D,d,,,,2024,2024-06-01,running,"));
    ck_assert_ptr_nonnull(strstr(text, "Deals,E,e,,,,2020,,unknown,"));
    ck_assert_ptr_nonnull(strstr(text, "Deals,F,f,,,,,2024-05-31,ended,"));
    ck_assert_ptr_nonnull(strstr(text, "Deals,G,g,,,,2024-07,,not begun,"));
    free(text);
    json_t *root = read_json(at("out/run.json"));
    ck_json_text(root, "study.as_of", "2024-06-01");
    ck_json_number(root, "programmes.1.states.running", 2);
    ck_json_number(root, "programmes.1.states.ended", 2);
    ck_json_number(root, "programmes.1.regions_without_units", 6);
    json_decref(root);
}
END_TEST

START_TEST(regions_table)
{
    write_country(NULL);
    run_well();
    char *text = get_file(at("out/programmes.csv"), NULL);
    /* Two units for half or more of GM01: U13 and U19. Half of their 1,900 residents. */
    ck_assert_str_eq(
        text, "programme,region_id,region_name,phase,level,certainty,start,end,state,inclusion,"
              "municipalities,units,"
              "population,designated_inside,designated_partly,designated_possibly,designated_ring,designated_"
              "population,designated_population_possibly,proposed_inside,proposed_partly,proposed_possibly,"
              "proposed_"
              "ring,proposed_population,proposed_population_possibly,source,note\n"
              "Regions,R1,Regio \xC3\xA9\xC3\xA9n,,,,,,unknown,whole,1,2,950,0,1,0,1,950,0,0,1,0,1,950,0,,\n"
              "Regions,R2,Regio 2,,,,,,unknown,whole,1,1,175,0,0,0,2,0,0,0,1,0,1,175,0,,\n"
              "Regions,R3,Regio 3,,,,,,unknown,whole,1,1,350,0,0,0,2,0,0,0,0,0,2,0,0,,\n"
              "Deals,A,Both sides,3,,,,,unknown,part,2,30,15050,1,0,1,0,2400,2300,1,0,1,0,2600,3900,,\n"
              "Deals,B,Nowhere,4,,,,,unknown,whole,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,,\n");
    free(text);
}
END_TEST

START_TEST(refused)
{
    write_country(NULL);
    put_file(at("deals/members.csv"), "area,code,part\n");
    ck_refused(
        "brandpunt: study.yaml:15: programmes[1]: ./deals/members.csv: the file has a header and no rows\n");
    write_study("regions.geojson", "none.geojson");
    put_file(at("none.geojson"), "{\"type\":\"FeatureCollection\",\"features\":[]}");
    ck_refused("brandpunt: study.yaml:14: programmes[0].source: none.geojson, layer none: the layer is empty "
               "(0 features)\n");
}
END_TEST

START_TEST(refused_dates)
{
    write_dated("id,name,from,until\nA,a,spring 2018,\n");
    ck_refused("brandpunt: programme Deals, region A: found 'spring 2018' where it begins or ends, expected "
               "a year or a date, such as 2023 or 2023-05-01\n");
    put_file(at("deals/areas.csv"), "id,name,from,until\nA,a,2018,2017\n");
    ck_refused("brandpunt: programme Deals, region A: it ends in 2017, before it begins in 2018\n");
    write_study("output:", "as_of: June 2024\noutput:");
    ck_refused("brandpunt: study.yaml:16: as_of: found 'June 2024', expected a year or a date, such as 2025 "
               "or 2025-11-30\n");
}
END_TEST

START_TEST(refused_keys)
{
    write_country(NULL);
    write_study("list: ./deals", "list: ./deals, start: x");
    ck_refused("brandpunt: study.yaml:15: programmes[1]: 'start' goes with 'source'; a list says itself what "
               "its columns are\n");
    write_study("name: Deals", "name: REGIONS");
    ck_refused(
        "brandpunt: study.yaml:15: programmes[1].name: the name 'REGIONS' is taken on line 14 already\n");
    write_study("name: Deals", "name: Regions share");
    ck_refused(
        "brandpunt: study.yaml:15: programmes[1].name: its column 'in_regions_share' is also one of the "
        "programme on line 14; give it another name\n");
    write_study("region_name: naam", "region_name: naam, level: nivo");
    ck_refused("brandpunt: study.yaml:14: programmes[0].level: regions.geojson, layer regions: there is no "
               "column 'nivo'; it has nr, naam\n");
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("programmes");
    TCase *relations = tcase_create("relations"), *regions_case = tcase_create("regions");
    tcase_add_checked_fixture(relations, set_up, tear_down);
    tcase_add_test(relations, ring_and_none);
    tcase_add_test(relations, ring);
    tcase_add_test(relations, borders_a_little_off);
    tcase_add_test(relations, named_parts_first);
    tcase_add_test(relations, overlap_layer);
    suite_add_tcase(suite, relations);
    tcase_add_checked_fixture(regions_case, set_up, tear_down);
    tcase_add_test(regions_case, running_or_ended);
    tcase_add_test(regions_case, regions_table);
    tcase_add_test(regions_case, refused);
    tcase_add_test(regions_case, refused_dates);
    tcase_add_test(regions_case, refused_keys);
    suite_add_tcase(suite, regions_case);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
