/* Good runs of a country small enough to work out by hand; tests/cli/country.h draws its map. */
#include "tests/cli/country.h"

#include "geo/read.h"

/*
 * Proposed, base 0.80: P1 is U19 (0.98), U13 (0.94) and U15 (0.90), joined by U14, where nobody lives. Weight
 * 1000 x 0.18 + 900 x 0.14 + 700 x 0.10 = 376. P2 is U10 (0.86) and U22 (0.82), each short of 2,500
 * residents, joined by U16 (0.74): 2000 x 0.06 + 1500 x 0.02 - 400 x 0.06 = 126. The tree takes U11 (0.78) in
 * before it; pruning drops it. Scores and domains are means weighted by residents: of P1 for work (1000 x
 * 0.98 + 900 x 0.90 + 700 x 0.94) / 2600.
 */
#define ALL   "all neighbourhoods"
#define AMONG "residents live in neighbourhoods that are among the worst 20 % of " ALL "; "
/* missing_share to most_like of the designated areas, and most_like of a proposed one. */
#define D1_REASONS                                                                                           \
    "0,health,\"Designated; 1,900 of its 2,400 " AMONG "worst on health (on average worse than 89 % of " ALL \
    ") and poverty (89 %).\",,"
#define D2_REASONS                                                                                           \
    "0,work,\"Designated; 1,500 of its 2,300 " AMONG "worst on work (on average worse than 79 % of " ALL     \
    ") and poverty (77 %).\",,"
#define LIKE(area, worse) "Most like the designated area " area "; worse on " worse " designated areas.,"
#define AREAS_HEADER                                                                                         \
    "area_id,kind,name,municipality,municipality_name,units,unit_ids,bridges,bridge_ids,population,units_"   \
    "population_unknown,area_"                                                                               \
    "km2,score,stack,"                                                                                       \
    "weight,bound,gap,rank,domain_poverty,domain_work,domain_housing,domain_health,share_in_designated,"     \
    "share_in_"                                                                                              \
    "proposed,missing_share,worst_domain,why,most_like,"                                                     \
    "programmes,in_regions,in_regions_share,in_regions_area_share,in_regions_names,in_deals,in_deals_share," \
    "in_deals_area_share,in_deals_names,certainty,members_certainty,source,flags\n"
#define PROPOSED_AREAS(like, second)                                                                         \
    "P001,proposed,\"\xC3\x89lisabethbuurt, Noord, \xE2\x80\x98oost\xE2\x80\x99 + "                          \
    "1\",GM01,W\xC3\xA9sterhaar,3,"                                                                          \
    "U13;U15;U19,1,U14,2600,0,4,0.944615,4,376,376,0,1,0.944615,0.941538,0.944615,0.932308,0.730769,,"       \
    "0,poverty,\"Proposed because all of its 2,600 " AMONG                                                   \
    "worst on poverty (on average worse than 94 % of " ALL ") and housing (94 %).\"," LIKE(                  \
        like,                                                                                                \
        "poverty than all 2") "Regio \xC3\xA9\xC3\xA9n; Regio 2; Both sides,partly,0.432692,0.5625,Regio "   \
                              "\xC3\xA9\xC3\xA9n (partly); "                                                 \
                              "Regio 2 (partly),inside,1,1,Both sides,,,,\n"                                 \
                              "P002,proposed,\"Buurt 10, Buurt 22 + "                                        \
                              "1\",GM02,Oost,3,U10;U16;U22,0,,3900,0,3,0.832308,0,126,126,0,2,0.832308,0."   \
                              "831282,"                                                                      \
                              "0.832308,0.833333,0.384615,,0,health,\"Proposed because 3,500 of its "        \
                              "3,900 " AMONG "worst on health (on average worse than 83 % of " ALL           \
                              ") and poverty (83 %).\"," LIKE(                                               \
                                  like, second) "Both sides (possibly),ring,0,0,,possibly,,,Both sides "     \
                                                "(possibly),,,,\n"

static void ck_file_is(const char *path, const char *expected)
{
    char *text = get_file(path, NULL);
    ck_same_long_text(path, text, expected);
    free(text);
}

static void ck_run_well(program_result *result)
{
    ck_assert_msg(result->status == 0, "exit status %d: %s", result->status, result->err);
    free_result(result);
}

static void run_well(const char *output)
{
    program_result result = run_country(output, NULL, NULL, NULL);
    ck_run_well(&result);
}

START_TEST(areas_table)
{
    write_country(NULL);
    run_well("out");
    ck_file_is(at("out/areas.csv"), AREAS_HEADER
               "D1,designated,Oud-Noord,GM01,W\xC3\xA9sterhaar,3,U07;U13;U19,0,,2400,0,3,0.89,0,"
               "216,,,1,0.89,0.866667,0.89,"
               "0.896667,,0.791667," D1_REASONS
               "Regio \xC3\xA9\xC3\xA9n; Both sides,partly,0.395833,0.333333,Regio \xC3\xA9\xC3\xA9n "
               "(partly),inside,1,1,Both sides,sure,,letter 7,\n"
               "D2,designated,Oost,GM02,Oost,2,U22;U30,0,,2300,0,2,0.778261,0,-50,,,2,0.778261,0."
               "790435,0.778261,0.766087,,"
               "0.652174," D2_REASONS
               "Both sides (possibly),ring,0,0,,possibly,,,Both sides (possibly),likely,,,\n" PROPOSED_AREAS(
                   "Oud-Noord", "poverty than 1 of 2"));
}
END_TEST

/* R1 covers half of U13 and U19: 0.5 + 0.5 km2 and half of their 1,900 residents. R2 covers U14, where nobody
   lives, and a quarter of U15 with its 700. R3 meets no area. The deal takes part of GM02, which part is not
   known. */
START_TEST(overlap_table)
{
    const char *p1 = "P001,\"\xC3\x89lisabethbuurt, Noord, \xE2\x80\x98oost\xE2\x80\x99 + 1\",proposed,";
    const char *p2 = "P002,\"Buurt 10, Buurt 22 + 1\",proposed,";
    const char *one = "Regions,R1,Regio \xC3\xA9\xC3\xA9n,";
    write_country(NULL);
    run_well("out");
    char *expected = bp_text_format(
        "area_id,area_name,kind,programme,region_id,region_name,relation,scope,shared_area_km2,"
        "shared_population,share_of_area,share_of_population,residents_counted,inclusion,phase,"
        "level,state,certainty,note,source\n"
        "D1,Oud-Noord,designated,%spartly,part,1,950,0.333333,0.395833,by area,whole,,,unknown,,,\n"
        "D1,Oud-Noord,designated,Deals,A,Both sides,inside,municipality,3,2400,1,1,whole "
        "units,whole,3,,unknown,,,\n"
        "D2,Oost,designated,Deals,A,Both sides,possibly,part,2,2300,1,1,whole units,part,3,,unknown,,,\n"
        "%s%spartly,part,1,950,0.25,0.365385,by area,whole,,,unknown,,,\n"
        "%sRegions,R2,Regio 2,partly,part,1.25,175,0.3125,0.067308,by area,whole,,,unknown,,,\n"
        "%sDeals,A,Both sides,inside,municipality,4,2600,1,1,whole units,whole,3,,unknown,,,\n"
        "%sDeals,A,Both sides,possibly,part,3,3900,1,1,whole units,part,3,,unknown,,,\n",
        one, p1, one, p1, p1, p2);
    ck_file_is(at("out/overlap.csv"), expected);
    free(expected);
}
END_TEST

static const bp_column *column_of(const bp_layer *layer, const char *name)
{
    int column = bp_table_find(&layer->table, name);
    ck_assert_msg(column >= 0, "there is no column %s", name);
    return &layer->table.columns[column];
}

static void ck_text(const bp_layer *layer, const char *name, int64_t row, const char *expected)
{
    const char *text = bp_column_text_at(column_of(layer, name), row);
    ck_assert_msg((!text && !expected) || (text && expected && strcmp(text, expected) == 0),
                  "%s of row %d is %s, not %s", name, (int)row, text ? text : "missing",
                  expected ? expected : "missing");
}

static void ck_real(const bp_layer *layer, const char *name, int64_t row, double expected)
{
    const bp_column *column = column_of(layer, name);
    ck_assert_msg(bp_column_is_valid(column, row), "%s of row %d is missing", name, (int)row);
    ck_assert_double_eq_tol(column->real[row], expected, 5.1e-7);
}

static double share_of_rank(double k)
{
    return (k - 0.5) / RANKED;
}

/* Domains at or past 0.9 have rank 23 or more: (23 - 0.5) / 25. */
static int stack_of(int k)
{
    return 2 * (k >= 23) + (rank_in_work(k) >= 23) + (rank_in_health(k) >= 23);
}

static void ck_scored_unit(const bp_layer *layer, int u)
{
    int k = badness[u], work = rank_in_work(k), health = rank_in_health(k);
    ck_real(layer, "domain_poverty", u, share_of_rank(k));
    ck_real(layer, "domain_work", u, share_of_rank(work));
    ck_real(layer, "domain_housing", u, share_of_rank(k));
    ck_real(layer, "domain_health", u, share_of_rank(health));
    ck_real(layer, "score_mean", u, share_of_rank((2 * k + work + health) / 4.0));
    ck_real(layer, "score", u, share_of_rank(k));
    ck_real(layer, "value_good_health", u, 95.5 - health);
    ck_assert_int_eq(column_of(layer, "rank")->integer[u], RANKED + 1 - k);
    ck_assert_int_eq(column_of(layer, "stack")->integer[u], stack_of(k));
    ck_text(layer, "flags", u, NULL);
}

static void ck_uninhabited_unit(const bp_layer *layer, int u)
{
    static const char *const empty[] = {"score", "score_mean",     "rank",
                                        "stack", "domain_poverty", "value_low_income"};
    for (size_t i = 0; i < sizeof empty / sizeof *empty; i++)
        ck_assert_msg(!bp_column_is_valid(column_of(layer, empty[i]), u), "%s of row %d has a value",
                      empty[i], u);
    ck_text(layer, "flags", u,
            "uninhabited;no_score;missing:low_income;missing:employment;missing:dwelling_value;missing:good_"
            "health");
}

START_TEST(units_layer)
{
    static const char *const areas[UNITS] = {[12] = "P001", [13] = "P001", [14] = "P001", [18] = "P001",
                                             [9] = "P002",  [15] = "P002", [21] = "P002"};
    static const char *const designated[UNITS] = {
        [6] = "D1", [12] = "D1", [18] = "D1", [21] = "D2", [29] = "D2"};
    bp_layer layer = BP_LAYER_INIT;
    bp_read_options options = BP_READ_OPTIONS_INIT;
    options.layer = "units";
    write_country(NULL);
    run_well("out");
    ck_bp_ok(context, bp_layer_read(context, at("out/units.gpkg"), &options, &layer));
    ck_assert_int_eq(layer.table.n_rows, UNITS);
    ck_assert_str_eq(layer.crs.code, "EPSG:28992");
    for (int u = 0; u < UNITS; u++) {
        char id[16], name[32];
        snprintf(id, sizeof id, "U%02d", u + 1);
        ck_text(&layer, "unit_id", u, id);
        ck_text(&layer, "name", u, name_of(u, name));
        ck_text(&layer, "municipality", u, municipality_of(u));
        ck_real(&layer, "population", u, residents[u]);
        ck_real(&layer, "area_km2", u, 1.0);
        ck_text(&layer, "area_id", u, areas[u]);
        ck_text(&layer, "role", u, !areas[u] ? "none" : u == 13 ? "bridge" : "member");
        ck_text(&layer, "designated_id", u, designated[u]);
        if (badness[u])
            ck_scored_unit(&layer, u);
        else
            ck_uninhabited_unit(&layer, u);
    }
    bp_layer_clear(&layer);
}
END_TEST

static void ck_counts(json_t *root)
{
    ck_json_number(root, "counts.units", 30);
    ck_json_number(root, "counts.scored", 25);
    ck_json_number(root, "counts.not_scored", 5);
    ck_json_number(root, "counts.uninhabited", 5);
    ck_json_number(root, "counts.population_missing", 0);
    ck_json_number(root, "counts.repaired_geometries", 0);
    ck_json_number(root, "counts.islands", 0);
    /* 5 x 5 beside each other, 6 x 4 above each other, 2 x 5 x 4 by a corner. */
    ck_json_number(root, "counts.links", 89);
    ck_json_number(root, "counts.municipalities", 2);
    ck_json_number(root, "counts.missing.low_income.units", 5);
    ck_json_number(root, "counts.missing.low_income.codes.-99997", 5);
    ck_json_number(root, "counts.missing.dwelling_value.codes.(empty)", 5);
    ck_json_number(root, "counts.missing.good_health.no_row", 1);
    json_t *codes = json_at(root, "counts.missing.good_health.codes");
    ck_assert_int_eq(json_integer_value(json_object_get(codes, ".")), 4);
    ck_json_number(root, "joins.0.matched", 29);
    ck_json_number(root, "joins.0.units_without_row", 1);
    ck_json_text(root, "joins.0.units_without_row_examples.0", "U06");
    ck_json_number(root, "joins.0.rows_without_unit", 1);
    ck_json_text(root, "joins.0.rows_without_unit_examples.0", "U99");
    ck_json_number(root, "joins.0.rows_of_another_form", 2);
}

/* Both: U13, U19 and U22 with 900 + 1,000 + 1,500. */
static void ck_results(json_t *root)
{
    ck_json_number(root, "designated.areas", 2);
    ck_json_number(root, "designated.units", 5);
    ck_json_number(root, "designated.population", 4700);
    ck_json_number(root, "proposed.areas", 2);
    ck_json_number(root, "proposed.units", 6);
    ck_json_number(root, "proposed.population", 6500);
    ck_json_number(root, "proposed.bridges", 1);
    ck_json_number(root, "proposed.units_below_base", 1);
    ck_json_number(root, "proposed.areas_above_ceiling", 0);
    /* 376 and 126: U10 and U22 have no cheaper way to each other, and either alone is short of the floor. */
    ck_json_number(root, "optimality.weight", 502);
    ck_json_number(root, "optimality.bound", 502);
    ck_json_number(root, "optimality.gap", 0);
    ck_json_number(root, "backtest.population_in_both", 3400);
    ck_json_number(root, "backtest.population_missed", 1300);
    ck_json_number(root, "backtest.population_extra", 3100);
    ck_json_number(root, "backtest.units_in_both", 3);
    ck_json_number(root, "backtest.recall", 0.723404);
    ck_json_number(root, "backtest.precision", 0.523077);
    ck_json_number(root, "backtest.jaccard", 0.435897);
}

START_TEST(record_of_the_run)
{
    write_country(NULL);
    run_well("out");
    json_t *root = read_json(at("out/run.json"));
    ck_json_text(root, "program.name", "brandpunt");
    ck_json_text(root, "study.title", "Papierland");
    ck_json_text(root, "study.areas.method", "levelset");
    ck_json_number(root, "study.areas.base", 0.8);
    ck_json_number(root, "study.areas.bridges.max_population", 0);
    ck_json_number(root, "seed", 1);
    ck_json_text(root, "crs.code", "EPSG:28992");
    ck_counts(root);
    ck_results(root);
    ck_assert_int_eq(json_array_size(json_at(root, "warnings")), 2);
    ck_json_text(root, "warnings.0.code", "join_unmatched");
    ck_json_text(root, "warnings.1.code", "list_codes_unknown");
    ck_json_text(root, "warnings.1.text",
                 "programme Deals: 2 of 3 codes are in this study, and the others are left out: GM77");
    json_decref(root);
}
END_TEST

/* Every file that was read is there, with the digest that sha256sum gives. */
START_TEST(digests_of_the_inputs)
{
    static const char *const files[] = {"study.yaml",         "units.geojson",      "health.csv",
                                        "priority/list.yaml", "priority/areas.csv", "priority/members.csv",
                                        "regions.geojson",    "deals/list.yaml",    "deals/areas.csv",
                                        "deals/members.csv"};
    enum { FILES = sizeof files / sizeof *files };
    write_country(NULL);
    run_well("out");
    json_t *root = read_json(at("out/run.json"));
    ck_assert_uint_eq(json_array_size(json_at(root, "inputs")), FILES);
    for (int i = 0; i < FILES; i++) {
        char hex[65], command[1100], path[32];
        snprintf(command, sizeof command, "sha256sum '%s'", at(files[i]));
        FILE *pipe = popen(command, "r");
        ck_assert_ptr_nonnull(pipe);
        ck_assert_int_eq(fscanf(pipe, "%64s", hex), 1);
        ck_assert_int_eq(pclose(pipe), 0);
        snprintf(path, sizeof path, "inputs.%d.sha256", i);
        ck_json_text(root, path, hex);
    }
    json_decref(root);
}
END_TEST

/* The same units by a layer: 0.4 of U20 is too little for it to belong, 0.6 of U22 enough; residents go by
 * these shares: 2,400 + 0.4 x 500 and 0.6 x 1,500 + 800. Outlines are the layer's own. Half of U13 and of
 * U19, 950 residents, live in the first region, and 1 of its 3.4 km2 lies there. On work Noord scores
 * 0.829 and P002 0.831, on all else P002 less. */
START_TEST(designated_by_layer)
{
    write_country(NULL);
    write_boxes(at("named.geojson"), named_areas, 2);
    write_study("{list: ./priority}", "{source: named.geojson, id: nr, name: naam}");
    run_well("out");
    char *proposed = bp_text_copy(PROPOSED_AREAS("Noord", "work than all 2")),
         *of_second = strstr(proposed, "0.384615");
    memcpy(of_second, "0.230769", 8); /* 900 of 3,900 */
    char *expected = bp_text_format(
        "%s%s",
        AREAS_HEADER
        "N,designated,Noord,GM01,W\xC3\xA9sterhaar,3,U07;U13;U19,0,"
        ",2600,0,3.4,0.847692,0,124,,,1,0.847692,0.829231,0.847692,"
        "0.850769,,0.730769,0,health,\"Designated; 1,900 of its 2,600 " AMONG
        "worst on health (on average worse than 85 % of " ALL
        ") and poverty (84 %).\",,Regio \xC3\xA9\xC3\xA9n; Both sides,partly,0.365385,0.294118,Regio "
        "\xC3\xA9\xC3\xA9n (partly),inside,1,1,Both sides,,,,\n"
        "O,designated,Oost,GM02,Oost,2,U22;U30,0,,1700,0,1.6,0."
        "763529,0,-62,,,2,0.763529,0.765882,0.763529,0.761176,,"
        "0.529412,0,work,\"Designated; 900 of its 1,700 " AMONG
        "worst on work (on average worse than 76 % of " ALL
        ") and poverty (76 %).\",,Both sides (possibly),ring,0,0,,possibly,,,Both sides (possibly),,,,\n",
        proposed);
    ck_file_is(at("out/areas.csv"), expected);
    free(expected);
    free(proposed);
    json_t *root = read_json(at("out/run.json"));
    ck_json_number(root, "designated.units", 5);
    ck_json_number(root, "designated.population", 4300);
    ck_json_number(root, "backtest.population_in_both", 2800);
    ck_json_number(root, "backtest.population_missed", 1500);
    ck_json_number(root, "backtest.population_extra", 3700);
    ck_json_number(root, "backtest.recall", 0.651163);
    ck_json_number(root, "backtest.precision", 0.430769);
    ck_json_number(root, "backtest.jaccard", 0.35);
    json_decref(root);
}
END_TEST

/* Start of the line of areas.csv after the header and `skip` more. */
static void ck_area_line(int skip, const char *expected)
{
    char *text = get_file(at("out/areas.csv"), NULL), *line = text;
    for (int i = 0; i <= skip && line; i++) {
        line = strchr(line, '\n');
        line = line ? line + 1 : NULL;
    }
    ck_assert_msg(line && strncmp(line, expected, strlen(expected)) == 0, "found %s\nexpected %s",
                  line ? line : "nothing", expected);
    free(text);
}

/* Without municipal borders U15 meets U10 and U22 by a corner: one area, and U16 is not needed. */
START_TEST(across_municipalities)
{
    write_country(NULL);
    write_study("ceiling: 30000", "ceiling: 30000, within: none");
    run_well("out");
    ck_area_line(2, "P001,proposed,\"Buurt 10, Buurt 22 + 3\",,,5,U10;U13;U15;U19;U22,1,U14,6100,0,6,");
}
END_TEST

/* A shared corner is no border: now it takes U16 to join them. 376 + 126 = 502 is more than 376 + 108 apart.
 */
START_TEST(by_borders)
{
    write_country(NULL);
    write_study("ceiling: 30000", "ceiling: 30000, within: none, contiguity: rook");
    run_well("out");
    ck_area_line(2, "P001,proposed,\"Buurt 10, Buurt 22 + 4\",,,6,U10;U13;U15;U16;U19;U22,1,U14,6500,0,7,");
    json_t *root = read_json(at("out/run.json"));
    ck_json_number(root, "counts.links", 49); /* 25 beside each other, 24 above each other */
    json_decref(root);
}
END_TEST

/* The plain rule takes nothing below the base in, so U10 and U22 stay apart and below the floor. */
START_TEST(by_components)
{
    write_country(NULL);
    write_study("base: 0.80", "method: components, base: 0.80");
    run_well("out");
    ck_area_line(2, "P001,proposed,\"\xC3\x89lisabethbuurt, Noord, \xE2\x80\x98oost\xE2\x80\x99 + 1\",GM01,"
                    "W\xC3\xA9sterhaar,3,U13;U15;U19,1,U14,2600,0,4,0.944615,4,376,376,0,1,");
    ck_area_line(3, "");
    json_t *root = read_json(at("out/run.json"));
    ck_json_number(root, "proposed.areas", 1);
    /* What is left out here is P2 of the level sets, with 126. */
    ck_json_number(root, "optimality.weight", 376);
    ck_json_number(root, "optimality.bound", 502);
    ck_json_number(root, "optimality.gap", 0.250996);
    json_decref(root);
}
END_TEST

/* The heaviest areas are those of the level sets here, in the same order. */
START_TEST(by_optimal)
{
    write_country(NULL);
    write_study("base: 0.80", "method: optimal, base: 0.80");
    run_well("out");
    json_t *root = read_json(at("out/run.json"));
    ck_json_number(root, "proposed.areas", 2);
    ck_json_number(root, "proposed.units", 6);
    ck_json_number(root, "optimality.weight", 502);
    json_decref(root);
}
END_TEST

/* Without bridges U13 and U19 have 1,900 residents, too few, and U15 is alone. */
START_TEST(without_bridges)
{
    write_country(NULL);
    write_study(", bridges: {}", "");
    run_well("out");
    ck_area_line(2, "P001,proposed,\"Buurt 10, Buurt 22 + 1\",GM02,Oost,3,U10;U16;U22,0,,3900,0,3,");
}
END_TEST

/* A floor that none reaches is no error: the run is written, proposes nothing and says so. */
START_TEST(nothing_to_propose)
{
    write_country(NULL);
    write_study("floor: 2500", "floor: 20000");
    program_result result = run_country("out", NULL, NULL, NULL);
    ck_assert_int_eq(result.status, 0);
    ck_assert_ptr_nonnull(
        strstr(result.err, "no area passes the floor of 20000 residents: nothing is proposed\n"));
    ck_assert_ptr_nonnull(strstr(result.out, "\nproposed     0 areas, 0 units, 0 residents\n"));
    free_result(&result);
    json_t *root = read_json(at("out/run.json"));
    ck_json_number(root, "proposed.areas", 0);
    ck_json_number(root, "backtest.recall", 0);
    ck_assert(json_is_null(json_at(root, "backtest.precision")));
    json_decref(root);
}
END_TEST

START_TEST(threads_and_repetition)
{
    write_country(NULL);
    program_result result = run_country("one", "--threads", "1", NULL);
    ck_run_well(&result);
    result = run_country("two", "--threads", "2", NULL);
    ck_run_well(&result);
    result = run_country("again", "--threads", "2", NULL);
    ck_run_well(&result);
    ck_same_run(at("one"), at("two"), false);
    ck_same_run(at("two"), at("again"), false);
}
END_TEST

START_TEST(shuffled_rows)
{
    write_country(NULL);
    run_well("one");
    write_units(at("units.geojson"), &(country_setting){.shuffled = true});
    run_well("two");
    ck_same_run(at("one"), at("two"), true);
}
END_TEST

/* Units in degrees are brought to metres; a transformation there and back keeps areas to a square metre. */
START_TEST(units_in_degrees)
{
    write_country(&(country_setting){.degrees = true});
    run_well("out");
    ck_area_line(2, "P001,proposed,\"\xC3\x89lisabethbuurt, Noord, \xE2\x80\x98oost\xE2\x80\x99 + 1\",GM01,"
                    "W\xC3\xA9sterhaar,3,U13;U15;U19,1,U14,2600,0,4,0.944615,4,376,376,0,1,");
    json_t *root = read_json(at("out/run.json"));
    ck_results(root);
    ck_json_number(root, "counts.links", 89);
    ck_json_text(root, "crs.code", "EPSG:28992");
    ck_assert(json_is_string(json_at(root, "crs.units_transformed_by")));
    json_decref(root);
}
END_TEST

/* A unit that crosses itself is mended (two triangles are left of its square), one without geometry or
   residents kept; all three are counted, and told of. */
START_TEST(units_with_something_wrong)
{
    bp_layer layer = BP_LAYER_INIT;
    write_country(NULL);
    change_file("units.geojson", "[105000,454000],[106000,454000],[106000,455000],[105000,455000]",
                "[105000,454000],[106000,455000],[106000,454000],[105000,455000]");
    change_file("units.geojson",
                "{\"type\":\"Polygon\",\"coordinates\":[[[104000,454000],[105000,454000],[105000,455000],"
                "[104000,455000],[104000,454000]]]}",
                "null");
    change_file("units.geojson", "\"inwoners\":150,", "\"inwoners\":-99997,");
    program_result result = run_country("out", NULL, NULL, NULL);
    ck_assert_int_eq(result.status, 0);
    static const char *const warnings[] = {
        "warning: 1 unit has no known number of residents and can be in no area\n",
        "warning: the invalid geometry of 1 of 30 units was repaired (0.000000 km2 before, 0.500000 after); "
        "the first is U30: Self-intersection",
        "warning: 1 unit has no geometry: ranked, without neighbours and without a place on the map\n"};
    for (size_t i = 0; i < sizeof warnings / sizeof *warnings; i++)
        ck_assert_msg(strstr(result.err, warnings[i]) != NULL, "'%s' is not in\n%s", warnings[i], result.err);
    free_result(&result);
    json_t *root = read_json(at("out/run.json"));
    ck_json_number(root, "counts.repaired_geometries", 1);
    ck_json_number(root, "counts.empty_geometries", 1);
    ck_json_number(root, "counts.population_missing", 1);
    ck_json_number(root, "counts.scored", 25);
    json_decref(root);
    ck_bp_ok(context, bp_layer_read(context, at("out/units.gpkg"), NULL, &layer));
    ck_text(&layer, "flags", 29, "repaired");
    ck_real(&layer, "area_km2", 29, 0.5);
    ck_text(&layer, "flags", 28,
            "uninhabited;no_score;no_geometry;missing:low_income;missing:employment;missing:dwelling_value;"
            "missing:good_health");
    ck_text(&layer, "flags", 23, "population_missing");
    ck_assert(!bp_column_is_valid(column_of(&layer, "population"), 23));
    bp_layer_clear(&layer);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("cli.run");
    TCase *one = tcase_create("country");
    tcase_set_timeout(one, 120);
    tcase_add_checked_fixture(one, set_up, tear_down);
    tcase_add_test(one, areas_table);
    tcase_add_test(one, overlap_table);
    tcase_add_test(one, units_layer);
    tcase_add_test(one, record_of_the_run);
    tcase_add_test(one, digests_of_the_inputs);
    tcase_add_test(one, designated_by_layer);
    tcase_add_test(one, across_municipalities);
    tcase_add_test(one, by_borders);
    tcase_add_test(one, by_components);
    tcase_add_test(one, by_optimal);
    tcase_add_test(one, without_bridges);
    tcase_add_test(one, nothing_to_propose);
    tcase_add_test(one, threads_and_repetition);
    tcase_add_test(one, shuffled_rows);
    tcase_add_test(one, units_in_degrees);
    tcase_add_test(one, units_with_something_wrong);
    suite_add_tcase(suite, one);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
