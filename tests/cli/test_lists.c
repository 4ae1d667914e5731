/* Lists with shares, outlines of parts, codes of another year; adopted areas. The country: country.h. */
#include "tests/cli/country.h"

#include "geo/read.h"

static void begin(void)
{
    set_up();
    write_country(NULL);
}

static void write_manifest(const char *members, const char *more)
{
    char *text = bp_text_format("list: priority\ntitle: Priority places\nkind: designated\nsource: made up\n"
                                "areas: {file: areas.csv, id: id, name: name}\n"
                                "members: {file: members.csv, area: area, code: code, level: unit%s}\n%s",
                                members, more);
    put_file(at("priority/list.yaml"), text);
    free(text);
}

static json_t *run_json(void)
{
    program_result result = run_country("out", "--overwrite", NULL, NULL);
    ck_assert_msg(result.status == 0, "%s", result.err);
    free_result(&result);
    return read_json(at("out/run.json"));
}

static void ck_refused(const char *expected)
{
    program_result result = run_country("out", NULL, NULL, NULL);
    char *text = bp_text_format("brandpunt: %s\n", expected);
    ck_ended(&result, 1, text);
    free(text);
    free_result(&result);
}

/* Text of a cell of areas.csv and the like. */
static void ck_cell(const char *file, const char *column, int64_t row, const char *expected)
{
    bp_table table = BP_TABLE_INIT;
    ck_bp_ok(context, bp_table_read(context, at(file), NULL, &table));
    int c = bp_table_find(&table, column);
    ck_assert_msg(c >= 0, "%s has no column %s", file, column);
    const char *found = bp_column_text_at(&table.columns[c], row);
    ck_assert_msg(strcmp(found ? found : "", expected) == 0, "%s, %s, row %d: %s, expected %s", file, column,
                  (int)row, found ? found : "", expected);
    bp_table_clear(&table);
}

static const char shares[] = "area,code,share\n1,U13,\n1,U19,0.5\n2,U19,0.5\n2,U22,\n2,U30,0.25\n";

/* Residents of U13, U19, U22, U30: 900, 1,000, 1,500, 800. Proposed are U13 and U19 with U15, and U22 with
 * U10 and U16: 6,500 in all. U19 stays in the first of the two that hold half of it. */
START_TEST(shares_count)
{
    write_manifest(", share: share", "");
    put_file(at("priority/members.csv"), shares);
    json_t *root = run_json();
    const struct {
        const char *column, *first, *second;
    } cells[] = {{"units", "2", "1"},
                 {"unit_ids", "U13;U19", "U22"},
                 {"population", "1400", "2200"},
                 {"area_km2", "1.5", "1.75"},
                 /* 900 x 0.14 + 500 x 0.18; 500 x 0.18 + 1500 x 0.02 - 200 x 0.1 */
                 {"weight", "216", "100"},
                 /* (900 x 0.94 + 500 x 0.98) / 1400; (500 x 0.98 + 1500 x 0.82 + 200 x 0.7) / 2200 */
                 {"score", "0.954286", "0.845455"},
                 {"share_in_proposed", "1", "0.909091"}};
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
        ck_cell("out/areas.csv", cells[i].column, 0, cells[i].first);
        ck_cell("out/areas.csv", cells[i].column, 1, cells[i].second);
    }
    /* Of U19 and U13 P001 has both, with U15: 1400 / 2600. Past the base are U13, U19 and U22. */
    ck_cell("out/backtest.csv", "best_match_jaccard", 0, "0.538462");
    ck_cell("out/backtest.csv", "purity", 0, "1");
    ck_cell("out/backtest.csv", "purity", 1, "0.909091");
    ck_json_number(root, "backtest.population_in_both", 3400);
    ck_json_number(root, "backtest.population_missed", 200);
    ck_json_number(root, "backtest.recall", 0.944444);
    json_decref(root);
}
END_TEST

START_TEST(shares_are_attributes)
{
    bp_layer layer = BP_LAYER_INIT;
    bp_read_options options = BP_READ_OPTIONS_INIT;
    options.layer = "units";
    write_manifest(", share: share", "");
    put_file(at("priority/members.csv"), shares);
    json_decref(run_json());
    ck_bp_ok(context, bp_layer_read(context, at("out/units.gpkg"), &options, &layer));
    const bp_column *share = &layer.table.columns[bp_table_find(&layer.table, "designated_share")];
    const bp_column *id = &layer.table.columns[bp_table_find(&layer.table, "designated_id")];
    const bp_column *flags = &layer.table.columns[bp_table_find(&layer.table, "flags")];
    ck_assert_double_eq(share->real[12], 1.0);
    ck_assert_double_eq(share->real[18], 1.0);
    ck_assert_double_eq(share->real[29], 0.25);
    ck_assert_double_eq(share->real[0], 0.0);
    ck_assert_ptr_null(bp_column_text_at(id, 29));
    ck_assert_str_eq(bp_column_text_at(flags, 29), "designated_in_part");
    bp_layer_clear(&layer);
}
END_TEST

/* The same areas as a list with shares and as polygons have the same figures. */
START_TEST(list_and_layer_agree)
{
    static const char *const columns[] = {"population", "area_km2", "score", "weight", "share_in_proposed"};
    const country_box boxes[] = {{"1", "Oud-Noord", 0, 2, 1, 3, 0, 3, 0.5, 4},
                                 {"2", "Oost", 0.5, 3, 1, 4, 3, 3, 4, 4}};
    char *found[5][2];
    write_manifest(", share: share", "");
    put_file(at("priority/members.csv"), "area,code,share\n1,U13,\n1,U19,0.5\n2,U19,0.5\n2,U22,\n");
    json_decref(run_json());
    for (int c = 0; c < 5; c++)
        for (int a = 0; a < 2; a++) {
            bp_table table = BP_TABLE_INIT;
            ck_bp_ok(context, bp_table_read(context, at("out/areas.csv"), NULL, &table));
            found[c][a] =
                bp_text_copy(bp_column_text_at(&table.columns[bp_table_find(&table, columns[c])], a));
            bp_table_clear(&table);
        }
    write_boxes(at("named.geojson"), boxes, 2);
    write_study("{list: ./priority}", "{source: named.geojson, id: nr, name: naam}");
    json_decref(run_json());
    for (int c = 0; c < 5; c++)
        for (int a = 0; a < 2; a++) {
            ck_cell("out/areas.csv", columns[c], a, found[c][a]);
            free(found[c][a]);
        }
}
END_TEST

/* A quarter of U30 by its outline, and half of its residents by the list. U13 has its outline alone: three
 * quarters of the ground, and so of its residents. */
START_TEST(parts_with_outlines)
{
    const country_box boxes[] = {{"2", "U30", 5, 4, 5.5, 4.5, 0, 0, 0, 0},
                                 {"1", "U13", 0, 2, 0.75, 3, 0, 0, 0, 0}};
    write_manifest(", share: share", "parts: {file: parts.geojson, area: nr, code: naam}\n");
    put_file(at("priority/members.csv"), "area,code,share\n1,U13,\n1,U19,\n2,U22,\n2,U30,0.5\n");
    write_boxes(at("priority/parts.geojson"), boxes, 2);
    json_t *root = run_json();
    ck_cell("out/areas.csv", "population", 0, "1675"); /* 0.75 x 900 + 1000 */
    ck_cell("out/areas.csv", "area_km2", 0, "1.75");
    ck_cell("out/areas.csv", "population", 1, "1900"); /* 1500 + 0.5 x 800 */
    ck_cell("out/areas.csv", "area_km2", 1, "1.25");
    ck_cell("out/areas.csv", "unit_ids", 1, "U22");
    ck_json_text(root, "inputs.6.file", "list ./priority: parts.geojson");
    json_decref(root);
    bp_layer layer = BP_LAYER_INIT;
    double area[8];
    ck_bp_ok(context, bp_layer_read(context, at("out/focus_areas.gpkg"), NULL, &layer));
    bp_polygons_area(&layer.polygons, area);
    ck_assert_double_eq_tol(area[0], 1.75e6, 1e-3);
    ck_assert_double_eq_tol(area[1], 1.25e6, 1e-3);
    bp_layer_clear(&layer);
}
END_TEST

START_TEST(faulty_parts)
{
    const country_box astray = {"2", "U30", 4.5, 4, 5.5, 4.5, 0, 0, 0, 0},
                      unknown = {"3", "U30", 5, 4, 5.5, 4.5, 0, 0, 0, 0},
                      no_member = {"2", "U07", 0, 1, 0.5, 2, 0, 0, 0, 0},
                      twice[] = {{"2", "U30", 5, 4, 5.5, 4.5, 0, 0, 0, 0},
                                 {"2", "U30", 5.5, 4, 6, 4.5, 0, 0, 0, 0}};
    write_manifest("", "parts: {file: parts.geojson, area: nr, code: naam}\n");
    write_boxes(at("priority/parts.geojson"), &astray, 1);
    ck_refused("study.yaml:12: designated: ./priority/parts.geojson, row 1: 50 % of the outline lies in unit "
               "U30; expected nearly all of it");
    write_boxes(at("priority/parts.geojson"), &unknown, 1);
    ck_refused("study.yaml:12: designated: ./priority/parts.geojson, row 1: the list has no area '3'");
    write_boxes(at("priority/parts.geojson"), &no_member, 1);
    ck_refused("study.yaml:12: designated: ./priority/parts.geojson, row 1: the area of the list has no "
               "member 'U07'");
    write_boxes(at("priority/parts.geojson"), twice, 2);
    ck_refused("study.yaml:12: designated: ./priority/parts.geojson, row 2: an earlier row is the part of "
               "this area in 'U30'");
}
END_TEST

START_TEST(overlapping_areas)
{
    const country_box boxes[] = {{"N", "Noord", 0, 1, 1, 4, 0, 0, 0, 0},
                                 {"O", "Oost", 0.5, 3, 2.5, 4, 0, 0, 0, 0}};
    write_manifest(", share: share", "");
    put_file(at("priority/members.csv"), "area,code,share\n1,U13,\n1,U19,0.7\n2,U19,0.5\n2,U22,\n");
    ck_refused("study.yaml:12: designated: ./priority/members.csv: 'Oud-Noord' holds 70 % of unit U19 and "
               "'Oost' 50 %: 200 residents and 0.200 km2 of it would count twice; areas may not overlap");
    write_boxes(at("named.geojson"), boxes, 2);
    write_study("{list: ./priority}", "{source: named.geojson, id: nr, name: naam}");
    ck_refused("study.yaml:12: designated: named.geojson: 'Noord' and 'Oost' overlap by 0.500 km2, 25 % of "
               "the smaller; areas may not overlap by more than 1 %");
}
END_TEST

static const char of_2022[] = "population: inwoners, vintage: \"2022\"";

START_TEST(codes_of_another_year)
{
    write_manifest(", vintage: year", "");
    put_file(at("priority/members.csv"), "area,code,year\n1,U13,2021\n1,U19,2021\n2,U22,2021\n");
    write_study("population: inwoners", of_2022);
    ck_refused("study.yaml:12: designated: ./priority/members.csv: 3 of 3 codes are of another year than the "
               "units, which are of 2022 (the first: row 1, 'U13' of 2021); give codes of 2022, or carry "
               "them over with `crosswalk: {from: 2021, ...}`");
    put_file(at("priority/members.csv"), "area,code,year\n1,U13,2022\n1,U19,2021\n2,U22,2022\n");
    ck_refused("study.yaml:12: designated: ./priority/members.csv: 1 of 3 codes are of another year than the "
               "units, which are of 2022 (the first: row 2, 'U19' of 2021); give codes of 2022, or carry "
               "them over with `crosswalk: {from: 2021, ...}`");
    put_file(at("priority/members.csv"), "area,code,year\n1,U13,2022\n1,U19,\n2,U22,2022\n");
    ck_refused("study.yaml:12: designated: ./priority/members.csv, row 2: the vintage of 'U19' is empty, and "
               "row 1 has 2022; write the year of every code, or of none");
    write_study(NULL, NULL);
    put_file(at("priority/members.csv"), "area,code,year\n1,U13,2022\n1,U19,2021\n2,U22,2022\n");
    ck_refused(
        "study.yaml:12: designated: ./priority/members.csv: has codes of 2022 (row 1) and of 2021 (row "
        "2); say of which year the units are (units: {vintage: ...}) and carry the others over with "
        "`crosswalk`");
}
END_TEST

/* The study with a crosswalk on line 12, before `designated`. */
static void write_carrying(const char *crosswalk)
{
    char *text = bp_text_format("crosswalk: {%s}\ndesignated: {list: ./priority}", crosswalk);
    write_study("designated: {list: ./priority}", text);
    change_file("study.yaml", "population: inwoners", of_2022);
    free(text);
}

/* Old code A became U13 and U19; B is U22 and a part of U30, of which C has the rest; D lies elsewhere. */
static const char old_codes[] = "oud,nieuw,deel,inwoners\nA,U13,0.5,1900\nA,U19,0.5,1900\nB,U22,0.8,1875\n"
                                "B,U30,0.2,1875\nC,U30,1,425\nD,X1,1,100\n";
static const char table[] =
    "source: oud.csv, from: \"2020\", code_from: oud, code_to: nieuw, weight: deel, residents: inwoners";

/* B brings 375 of the 800 in U30 and all of U22. U07 is a code of the units' own year. */
START_TEST(carried_by_a_table)
{
    write_manifest(", vintage: year", "");
    put_file(at("priority/members.csv"), "area,code,year\n1,A,2020\n2,B,2020\n1,U07,2022\n2,D,2020\n");
    put_file(at("oud.csv"), old_codes);
    write_carrying(table);
    json_t *root = run_json();
    ck_cell("out/areas.csv", "unit_ids", 0, "U07;U13;U19");
    ck_cell("out/areas.csv", "population", 0, "2400");
    ck_cell("out/areas.csv", "population", 1, "1875");
    ck_json_number(root, "crosswalk.codes", 4);
    ck_json_text(root, "crosswalk.lists.0.list", "designated");
    ck_json_number(root, "crosswalk.lists.0.codes", 3);
    ck_json_number(root, "crosswalk.lists.0.one_to_one", 0);
    ck_json_number(root, "crosswalk.lists.0.split", 2);
    ck_json_number(root, "crosswalk.lists.0.lost", 1);
    ck_json_text(root, "study.units.vintage", "2022");
    ck_json_text(root, "study.crosswalk.from", "2020");
    ck_json_number(root, "designated.codes_unknown", 1);
    json_decref(root);
    program_result result = run_country("out", "--overwrite", NULL, NULL);
    ck_assert_ptr_nonnull(strstr(
        result.err, "warning: designated: 3 codes of 2020 were carried over by oud.csv: 0 to one unit, 0 to "
                    "one that holds more, 2 to several, 1 to none"));
    free_result(&result);
}
END_TEST

static void ck_table_refused(const char *text, const char *expected)
{
    put_file(at("oud.csv"), text);
    ck_refused(expected);
}

START_TEST(faulty_tables)
{
    write_manifest(", vintage: year", "");
    put_file(at("priority/members.csv"), "area,code,year\n1,A,2020\n2,B,2020\n");
    write_carrying("source: oud.csv, from: \"2020\", code_from: oud, code_to: nieuw, weight: deel");
    ck_table_refused("oud,nieuw,deel\nA,U13,1\nB,U22,-0.5\n",
                     "study.yaml:12: crosswalk: oud.csv, row 2: the weight of 'B' is -0.5, expected a share "
                     "from 0 to 1");
    ck_table_refused("oud,nieuw,deel\nA,U13,1\nB,U22,0.5\nB,U30,0.3\n",
                     "study.yaml:12: crosswalk: oud.csv: the weights of 'B' (first in row 2) add up to 0.8, "
                     "expected 1; a part that went nowhere needs a row of its own");
    ck_table_refused("oud,nieuw,deel\nA,U13,1\nB,U22,0.5\nB,U22,0.5\n",
                     "study.yaml:12: crosswalk: oud.csv, rows 2 and 3: 'B' to 'U22' stands twice");
    ck_table_refused("oud,nieuw,deel\nA,U13,1\nB,U22,0.5\nB,U99,0.5\n",
                     "study.yaml:12: crosswalk: oud.csv, row 3: 'B' goes to 'U99', which is no unit of this "
                     "study, and to others that are");
    ck_table_refused("oud,nieuw,deel\nA,U13,1\n,U22,1\n",
                     "study.yaml:12: crosswalk: oud.csv, row 2: the column 'oud' is empty");
    ck_table_refused("oud,nieuw,dele\nA,U13,1\n",
                     "study.yaml:12: crosswalk.weight: oud.csv has no column 'deel'; nearest: 'dele'");
    ck_table_refused("oud,nieuw,deel\nA,U13,1\n",
                     "study.yaml:13: designated: ./priority/members.csv: 1 of 2 codes of 2020 are not in the "
                     "crosswalk oud.csv (the first: row 2, 'B'); give it a row for each");
}
END_TEST

START_TEST(faulty_sizes)
{
    write_manifest(", vintage: year", "");
    put_file(at("priority/members.csv"), "area,code,year\n1,A,2020\n2,B,2020\n");
    write_carrying(table);
    ck_table_refused(
        "oud,nieuw,deel,inwoners\nA,U13,1,10\nB,U22,0.5,20\nB,U30,0.5,30\n",
        "study.yaml:12: crosswalk: oud.csv, rows 2 and 3: 'B' has 20 residents, and 30; expected "
        "those of the whole old code on all its rows");
    ck_table_refused("oud,nieuw,deel,inwoners\nA,U13,1,10\nB,U22,1,-20\n",
                     "study.yaml:12: crosswalk: oud.csv, row 2: found -20 residents, expected 0 or more");
    ck_table_refused("oud,nieuw,deel,inwoners\nA,U13,1,\nB,U22,1,20\n",
                     "study.yaml:12: crosswalk: oud.csv, row 1: the column 'inwoners' is empty");
}
END_TEST

/* Old squares laid over the units: P is U13 but for a strip of 0.5 %, Q is U19 with a quarter of U20, R is
 * three quarters of U22 and as much outside. */
static const country_box old_boxes[] = {{"P", "oud", 0, 2, 0.995, 3, 0, 0, 0, 0},
                                        {"Q", "oud", 0, 3, 1.25, 4, 0, 0, 0, 0},
                                        {"R", "oud", 3, 3.25, 4, 4, 6, 3.25, 7, 4}};

START_TEST(carried_by_polygons)
{
    write_manifest(", vintage: year", "");
    put_file(at("priority/members.csv"), "area,code,year\n1,P,2020\n1,Q,2020\n2,R,2020\n");
    write_boxes(at("oud.geojson"), old_boxes, 3);
    write_carrying("source: oud.geojson, id: nr, from: \"2020\"");
    json_t *root = run_json();
    ck_cell("out/areas.csv", "unit_ids", 0, "U13;U19");
    ck_cell("out/areas.csv", "population", 0, "2025"); /* 900 + 1000 + 0.25 x 500 */
    ck_cell("out/areas.csv", "area_km2", 0, "2.25");
    ck_cell("out/areas.csv", "population", 1, "1125"); /* 0.75 x 1500 */
    ck_json_number(root, "crosswalk.lists.0.one_to_one", 2);
    ck_json_number(root, "crosswalk.lists.0.split", 1);
    ck_json_number(root, "crosswalk.lists.0.partly_lost", 1);
    ck_json_number(root, "crosswalk.lists.0.largest_lost_share", 0.5);
    json_decref(root);
}
END_TEST

/* All people of U20 live where Q is, and none of U22 where R is; U13 and U19 have one block each. */
START_TEST(carried_by_people)
{
    write_manifest(", vintage: year", "");
    put_file(at("priority/members.csv"), "area,code,year\n1,P,2020\n1,Q,2020\n2,R,2020\n");
    write_boxes(at("oud.geojson"), old_boxes, 3);
    put_file(at("people.csv"), "x,y,n\n100500,452500,90\n100500,453500,100\n101100,453500,50\n"
                               "103500,453100,150\n");
    const country_box blocks[] = {{"90", "a", 0.4, 2.4, 0.6, 2.6, 0, 0, 0, 0},
                                  {"100", "b", 0.4, 3.4, 0.6, 3.6, 0, 0, 0, 0},
                                  {"50", "c", 1.05, 3.4, 1.15, 3.6, 0, 0, 0, 0},
                                  {"150", "d", 3.4, 3.05, 3.6, 3.15, 0, 0, 0, 0}};
    write_boxes(at("people.geojson"), blocks, 4);
    write_carrying("source: oud.geojson, id: nr, from: \"2020\", population: {source: people.geojson, "
                   "column: nr}");
    json_t *root = run_json();
    ck_cell("out/areas.csv", "population", 0, "2400"); /* 900 + 1000 + all 500 */
    ck_cell("out/areas.csv", "area_km2", 0, "2.25");
    ck_cell("out/areas.csv", "population", 1, "0");
    ck_json_number(root, "crosswalk.without_people", 1);
    json_decref(root);
}
END_TEST

START_TEST(faulty_keys)
{
    put_file(at("oud.csv"), old_codes);
    write_boxes(at("oud.geojson"), old_boxes, 3);
    write_carrying("source: oud.csv, from: \"2022\"");
    ck_refused(
        "study.yaml:12: crosswalk.from: the units are of 2022 themselves (units.vintage); nothing is to "
        "be carried over");
    write_carrying("source: oud.geojson, id: nr, from: \"2020\", weight: deel");
    ck_refused("study.yaml:12: crosswalk.weight: goes with a table of weights, and `id` says that this is a "
               "layer");
    write_carrying("source: oud.csv, from: \"2020\", least_share: 0.1");
    ck_refused("study.yaml:12: crosswalk.least_share: goes with a layer, which needs `id`, the column of its "
               "codes");
    write_carrying("source: oud.geojson, id: nr, from: \"2020\", least_share: 0.5");
    ck_refused("study.yaml:12: crosswalk.least_share: found 0.5, expected a share from 0 to below 0.5");
    write_carrying("source: oude.csv, from: \"2020\"");
    ck_refused("study.yaml:12: crosswalk.source: there is no file 'oude.csv' (looked for oude.csv)");
}
END_TEST

START_TEST(unused_and_forgotten)
{
    put_file(at("oud.csv"), "code_from,code_to\nA,U13\nU91,U30\n");
    put_file(at("priority/members.csv"), "area,code\n1,U13\n2,U91\n");
    write_carrying("source: oud.csv, from: \"2020\"");
    program_result result = run_country("out", NULL, NULL, NULL);
    ck_assert_int_eq(result.status, 0);
    ck_assert_ptr_nonnull(strstr(result.err, "designated: 1 of 2 codes are in this study, and the others are "
                                             "left out: U91; 1 of them are codes of 2020 by the crosswalk: "
                                             "write that year as their vintage\n"));
    ck_assert_ptr_nonnull(
        strstr(result.err, "crosswalk: no list has codes of 2020, and nothing was carried over\n"));
    free_result(&result);
}
END_TEST

/* Adopted: U13, U19 and half of U20 in place of P001 (U13, U15, U19), and U30 where nothing was proposed.
 * P002 (U10, U16, U22) is not adopted. */
START_TEST(adopted_beside_computed)
{
    make_folder(at("council"));
    put_file(at("council/list.yaml"),
             "list: council\ntitle: Council decision 7\nkind: designated\nsource: made up\n"
             "areas: {file: areas.csv, id: id, name: name}\n"
             "members: {file: members.csv, area: area, code: code, level: unit, share: share}\n");
    put_file(at("council/areas.csv"), "id,name\nA1,West\nA2,Hoek\n");
    put_file(at("council/members.csv"), "area,code,share\nA1,U13,\nA1,U19,\nA1,U20,0.5\nA2,U30,\n");
    write_study("designated: {list: ./priority}",
                "designated: {list: ./priority}\nadopted: {list: ./council}");
    json_t *root = run_json();
    char *text = get_file(at("out/adopted.csv"), NULL);
    ck_assert_str_eq(
        text,
        "adopted_id,name,proposed_id,proposed_name,units,population,kept_units,kept_population,added_units,"
        "added_population,dropped_units,dropped_population,added_ids,dropped_ids\n"
        "A1,West,P001,\"\xC3\x89lisabethbuurt, Noord, \xE2\x80\x98oost\xE2\x80\x99 + 1\","
        "3,2150,2,1900,1,250,1,700,U20,U15\n"
        "A2,Hoek,,,1,800,0,0,1,800,0,0,U30,\n");
    free(text);
    ck_json_number(root, "adopted.areas", 2);
    ck_json_number(root, "adopted.adopted.population", 2950);
    ck_json_number(root, "adopted.kept.units", 2);
    ck_json_number(root, "adopted.added.population", 1050);
    ck_json_number(root, "adopted.dropped.population", 700); /* U15 */
    ck_json_number(root, "adopted.others.population", 3900); /* P002 */
    ck_json_text(root, "adopted.proposed_not_adopted.0", "P002");
    ck_json_text(root, "study.adopted.list", "./council");
    json_decref(root);
    bp_layer layer = BP_LAYER_INIT;
    bp_read_options options = BP_READ_OPTIONS_INIT;
    options.layer = "adopted";
    double area[2];
    ck_bp_ok(context, bp_layer_read(context, at("out/focus_areas.gpkg"), &options, &layer));
    ck_assert_int_eq(layer.table.n_rows, 2);
    bp_polygons_area(&layer.polygons, area);
    ck_assert_double_eq_tol(area[0], 3e6, 1e-3); /* U20 belongs: half of it is enough */
    ck_assert_double_eq_tol(area[1], 1e6, 1e-3);
    bp_layer_clear(&layer);
    options.layer = "units";
    ck_bp_ok(context, bp_layer_read(context, at("out/units.gpkg"), &options, &layer));
    const bp_column *adopted = &layer.table.columns[bp_table_find(&layer.table, "adopted")];
    ck_assert_str_eq(bp_column_text_at(adopted, 12), "A1");
    ck_assert_str_eq(bp_column_text_at(adopted, 29), "A2");
    ck_assert_ptr_null(bp_column_text_at(adopted, 14));
    bp_layer_clear(&layer);
}
END_TEST

/* By a layer: half of U13 with U07. Of P001 the other half of U13 was dropped, with U15 and U19. */
START_TEST(adopted_by_layer)
{
    const country_box box = {"A", "Noord", 0, 1, 1, 2.5, 0, 0, 0, 0};
    write_boxes(at("adopted.geojson"), &box, 1);
    write_study("designated: {list: ./priority}",
                "designated: {list: ./priority}\nadopted: {source: adopted.geojson, id: nr, name: naam}");
    json_decref(run_json());
    char *text = get_file(at("out/adopted.csv"), NULL), *row = strchr(text, '\n') + 1;
    ck_assert_str_eq(row, "A,Noord,P001,\"\xC3\x89lisabethbuurt, Noord, \xE2\x80\x98oost\xE2\x80\x99 + 1\","
                          "2,950,1,450,1,500,3,2150,U07,U13;U15;U19\n");
    free(text);
}
END_TEST

START_TEST(faulty_adopted)
{
    write_study("designated: {list: ./priority}", "adopted: {list: ./deals}");
    ck_refused("study.yaml:12: adopted: ./deals/list.yaml: the list './deals' is one of a programme; name it "
               "under programmes, or set kind: designated in it");
    write_study("designated: {list: ./priority}", "adopted: {list: nplv, source: x.gpkg}");
    ck_refused("study.yaml:12: adopted: both 'list' and 'source' are given; expected one of the two");
    write_study("designated: {list: ./priority}", "adopted: {source: x.gpkg, id: nr}");
    ck_refused("study.yaml:12: adopted.source: there is no file 'x.gpkg' (looked for x.gpkg)");
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("lists");
    TCase *one = tcase_create("lists");
    tcase_add_checked_fixture(one, begin, tear_down);
    tcase_add_test(one, shares_count);
    tcase_add_test(one, shares_are_attributes);
    tcase_add_test(one, list_and_layer_agree);
    tcase_add_test(one, parts_with_outlines);
    tcase_add_test(one, faulty_parts);
    tcase_add_test(one, overlapping_areas);
    tcase_add_test(one, codes_of_another_year);
    tcase_add_test(one, carried_by_a_table);
    tcase_add_test(one, faulty_tables);
    tcase_add_test(one, faulty_sizes);
    tcase_add_test(one, carried_by_polygons);
    tcase_add_test(one, carried_by_people);
    tcase_add_test(one, faulty_keys);
    tcase_add_test(one, unused_and_forgotten);
    tcase_add_test(one, adopted_beside_computed);
    tcase_add_test(one, adopted_by_layer);
    tcase_add_test(one, faulty_adopted);
    suite_add_tcase(suite, one);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
