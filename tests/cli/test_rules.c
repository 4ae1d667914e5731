/* Thresholds, size classes, candidates, the stack and the back-test on a country small enough to work out by
 * hand; tests/cli/country.h draws its map. GM01 has 12 scored units and 6,600 residents, GM02 13 and 8,450.
 */
#include "cli/study_read.h"
#include "tests/cli/country.h"

static const char areas_line[] =
    "areas: {base: 0.80, reach: 0.65, floor: 2500, ceiling: 30000, bridges: {}}\n";

/* The study with more under `areas`, and lines of its own before the designated areas. */
static void write_rule(const char *in_areas, const char *lines)
{
    char *to =
        bp_text_format("areas: {base: 0.80, reach: 0.65, floor: 2500, ceiling: 30000, bridges: {}%s%s}\n%s",
                       in_areas[0] ? ", " : "", in_areas, lines);
    write_country(NULL);
    write_study(areas_line, to);
    free(to);
}

static void run_well(void)
{
    program_result result = run_country("out", NULL, NULL, NULL);
    ck_assert_msg(result.status == 0, "exit status %d: %s", result.status, result.err);
    free_result(&result);
}

static void ck_file_is(const char *path, const char *expected)
{
    char *text = get_file(path, NULL);
    ck_assert_str_eq(text, expected);
    free(text);
}

/* The members of the areas, as areas.csv has them, in the order of their ranks: "U13;U15;U19 U10;U16;U22". */
static char *members_drawn(void)
{
    char *text = get_file(at("out/units.geojson"), NULL), *drawn = bp_text_copy("");
    json_t *root = json_loads(text, 0, NULL);
    ck_assert_ptr_nonnull(root);
    for (int a = 1; a < 9; a++) {
        char id[16];
        size_t i;
        json_t *feature;
        bool is_first = true;
        snprintf(id, sizeof id, "P%03d", a);
        json_array_foreach(json_object_get(root, "features"), i, feature)
        {
            json_t *fields = json_object_get(feature, "properties");
            const char *area = json_string_value(json_object_get(fields, "area_id"));
            const char *role = json_string_value(json_object_get(fields, "role"));
            if (!area || strcmp(area, id) != 0 || strcmp(role, "member") != 0)
                continue;
            char *longer = bp_text_format("%s%s%s", drawn, is_first ? (drawn[0] ? " " : "") : ";",
                                          json_string_value(json_object_get(fields, "unit_id")));
            free(drawn);
            drawn = longer;
            is_first = false;
        }
    }
    json_decref(root);
    free(text);
    return drawn;
}

static void ck_drawn(const char *expected)
{
    char *drawn = members_drawn();
    ck_assert_str_eq(drawn, expected);
    free(drawn);
}

/*
 * Among the 12 of GM01 the three worst have (11.5, 10.5, 9.5) / 12: U19 0.958, U13 0.875, U15 0.792. U15 is
 * now short of the base and still needed for the floor: 1000 x 0.158333 + 900 x 0.075 - 700 x 0.008333 = 220.
 * Among the 13 of GM02 U10 has 0.962, U22 0.885, U11 10.5 / 13 = 0.808, U16 0.731: 2000 x 0.161538 + 1500 x
 * 0.084615 + 600 x 0.007692 - 400 x 0.069231 = 426.9.
 */
START_TEST(own_municipality)
{
    write_rule("threshold: {local: municipality}", "");
    run_well();
    ck_drawn("U10;U11;U16;U22 U13;U15;U19");
    ck_file_is(
        at("out/rules.csv"),
        "unit_id,name,municipality,municipality_name,versus_national,area_id,population,score,position_"
        "local,position,stack\n"
        "U11,Buurt 11,GM02,Oost,entrant,P001,600,0.78,0.807692,0.807692,0\n");
    json_t *root = read_json(at("out/run.json"));
    ck_json_number(root, "versus_national.national_areas", 2);
    ck_json_number(root, "versus_national.both.units", 6);
    ck_json_number(root, "versus_national.both.population", 6500);
    ck_json_number(root, "versus_national.entrants.units", 1);
    ck_json_number(root, "versus_national.entrants.population", 600);
    ck_json_number(root, "versus_national.dropouts.units", 0);
    ck_json_number(root, "local_position.small_groups", 0);
    ck_json_number(root, "proposed.units_below_base", 2);
    ck_json_number(root, "study.areas.threshold.national", 0);
    ck_json_text(root, "settings.threshold.local", "municipality");
    json_decref(root);
}
END_TEST

/* 0.5 x 0.78 + 0.5 x 0.807692 = 0.793846 for U11, which no longer pays: back to the national areas. */
START_TEST(mixed)
{
    write_rule("threshold: {local: municipality, national: 0.5}", "");
    run_well();
    ck_drawn("U13;U15;U19 U10;U16;U22");
    char *text = get_file(at("out/units.geojson"), NULL);
    ck_assert_ptr_nonnull(strstr(text, "\"position\":0.793846"));
    ck_assert_ptr_nonnull(strstr(text, "\"position_local\":0.807692"));
    free(text);
    json_t *root = read_json(at("out/run.json"));
    ck_json_number(root, "versus_national.both.units", 6);
    ck_json_number(root, "versus_national.entrants.units", 0);
    json_decref(root);
}
END_TEST

/* GM01 has 12 scored units: too few for a local position when 13 are asked for. */
START_TEST(small_municipality_is_told)
{
    write_rule("threshold: {local: municipality, min_units: 13}", "");
    program_result result = run_country("out", NULL, NULL, NULL);
    ck_assert_int_eq(result.status, 0);
    ck_assert_ptr_nonnull(strstr(result.err,
                                 "warning: 12 units keep their national position: their municipalities (1) "
                                 "have fewer than 13 scored units (areas.threshold.min_units)\n"));
    free_result(&result);
    json_t *root = read_json(at("out/run.json"));
    ck_json_number(root, "local_position.small_groups", 1);
    ck_json_number(root, "local_position.units_in_small_groups", 12);
    json_decref(root);
    ck_drawn("U10;U11;U16;U22 U13;U15;U19");
}
END_TEST

/* GM02 with 8,450 residents lies above 7,000: its area needs U11 to reach 4,000. */
START_TEST(floor_by_size)
{
    write_rule("by_size: [{class: \">7k\", floor: 4000}]", "size_classes: {limits: [7000]}\n");
    run_well();
    ck_drawn("U13;U15;U19 U10;U11;U16;U22");
    json_t *root = read_json(at("out/run.json"));
    ck_json_text(root, "size_classes.0.class", "<7k");
    ck_json_number(root, "size_classes.0.population", 6600);
    ck_json_number(root, "size_classes.0.floor", 2500);
    ck_json_text(root, "size_classes.1.class", ">7k");
    ck_json_number(root, "size_classes.1.units", 15);
    ck_json_number(root, "size_classes.1.floor", 4000);
    ck_json_number(root, "settings.areas.by_class.1.floor", 4000);
    json_decref(root);
}
END_TEST

/* U05 has residents that nobody knows, and its municipality is in the class that the others bring it to. In
 * the largest class there is nothing to be unsure of. */
START_TEST(residents_that_a_class_lacks_are_told)
{
    static const char told[] =
        "brandpunt: warning: the residents of 1 unit are not known and add nothing to their "
        "municipality, which may belong in a larger size class (the first: unit U05 in "
        "GM02, now <9k)\n";
    static const char *const limits[] = {"size_classes: {limits: [9000]}\n",
                                         "size_classes: {limits: [7000]}\n"};
    const country_setting setting = {.population_of_u05 = "null"};
    write_rule("", limits[_i]);
    write_units(at("units.geojson"), &setting);
    program_result result = run_country("out", NULL, NULL, NULL);
    ck_assert_msg(result.status == 0, "%s", result.err);
    ck_assert_msg((strstr(result.err, told) != NULL) == (_i == 0), "%s", result.err);
    free_result(&result);
}
END_TEST

START_TEST(candidates_by_code_and_class)
{
    static const char *const lines[] = {
        "candidates: {exclude: GM01}\n", "candidates: {include: [GM02]}\n",
        "size_classes: {limits: [7000]}\ncandidates: {size_class: \">7k\"}\n"};
    write_rule("", lines[_i]);
    run_well();
    ck_drawn("U10;U16;U22");
    json_t *root = read_json(at("out/run.json"));
    ck_json_number(root, "candidates.units", 13);
    ck_json_number(root, "candidates.population", 8450);
    ck_json_number(root, "candidates.municipalities", 1);
    ck_json_number(root, "candidates.excluded_units", 12);
    ck_json_number(root, "candidates.excluded_population", 6600);
    ck_json_number(root, "proposed.left_out.units", 0); /* U13, U15 and U19 cannot be in one */
    json_decref(root);
}
END_TEST

/* The classes of a column; here the names of the municipalities serve. */
START_TEST(classes_of_a_column)
{
    write_rule("by_size: [{class: Oost, floor: 4000}]", "size_classes: {column: gm_naam}\n");
    run_well();
    ck_drawn("U13;U15;U19 U10;U11;U16;U22");
}
END_TEST

/*
 * Past 0.9 lie 23 and up. U19 (25): poverty, housing and work 25, health 24: 4. U13 (24): poverty, housing
 * 24, work 23, health 25: 4. U15 (23): poverty, housing 23, work 24, health 22: 3. U10 (22) only has health
 * 23: 1. So with 3 GM02 has no unit past the base.
 */
START_TEST(stack_with_and_alone)
{
    static const char *const rules[] = {"stack: {at_least: 3}", "stack: {at_least: 3, alone: true}"};
    write_rule(rules[_i], "");
    run_well();
    ck_drawn("U13;U15;U19");
    json_t *root = read_json(at("out/run.json"));
    ck_json_number(root, "versus_national.dropouts.units", 3);
    ck_json_number(root, "versus_national.dropouts.population", 3900);
    ck_json_number(root, "settings.stack.at_least", 3);
    json_decref(root);
}
END_TEST

/*
 * D1 is U07, U13, U19 with 2,400 residents, D2 U22, U30 with 2,300; P001 U13, U15, U19 with 2,600, P002 U10,
 * U16, U22 with 3,900. D1 and P001 share 1,900 of 3,100, D2 and P002 1,500 of 4,700. Past the base are U13,
 * U19, U15, U10, U22. 4,700 residents are designated: 6,500 comes nearer than 2,600; exact is P001 with 2,100
 * of the 3,900 of P002.
 */
START_TEST(backtest_by_hand)
{
    write_rule("", "");
    run_well();
    ck_file_is(
        at("out/backtest.csv"),
        "area_id,kind,name,verdict,units,units_in_other,population,share_in_other,purity,best_match,best_"
        "match_name,best_match_population,best_match_jaccard,in_designated_total\n"
        "D1,designated,Oud-Noord,found,3,2,2400,0.791667,0.791667,P001,\"\xC3\x89lisabethbuurt, Noord, "
        "\xE2\x80\x98oost\xE2\x80\x99 + 1\",1900,0.612903,\n"
        "D2,designated,Oost,found,2,1,2300,0.652174,0.652174,P002,\"Buurt 10, Buurt 22 + "
        "1\",1500,0.319149,\n"
        "P001,proposed,\"\xC3\x89lisabethbuurt, Noord, \xE2\x80\x98oost\xE2\x80\x99 + "
        "1\",designated,3,2,2600,0.730769,1,D1,Oud-Noord,1900,0.612903,1\n"
        "P002,proposed,\"Buurt 10, Buurt 22 + 1\",in part,3,1,3900,0.384615,0.897436,D2,Oost,1500,"
        "0.319149,1\n");
    json_t *root = read_json(at("out/run.json"));
    ck_json_number(root, "backtest.units_missed", 2);
    ck_json_number(root, "backtest.units_extra", 3);
    ck_json_number(root, "backtest.designated_areas.found", 2);
    ck_json_number(root, "backtest.designated_areas.missed", 0);
    ck_json_number(root, "backtest.proposed_areas.designated", 1);
    ck_json_number(root, "backtest.proposed_areas.in_part", 1);
    ck_json_number(root, "backtest.proposed_areas.extra", 0);
    ck_json_number(root, "backtest.purity_designated", 0.723404); /* 3400 / 4700 */
    ck_json_number(root, "backtest.purity_proposed", 0.938462);   /* 6100 / 6500 */
    ck_json_number(root, "backtest.at_designated_total.whole_areas.areas", 2);
    ck_json_number(root, "backtest.at_designated_total.whole_areas.recall", 0.723404);
    ck_json_number(root, "backtest.at_designated_total.last_in_part.areas", 1);
    ck_json_number(root, "backtest.at_designated_total.last_in_part.part_of_next", 0.538462);
    ck_json_number(root, "backtest.at_designated_total.last_in_part.population_in_both", 2707.692);
    ck_json_number(root, "backtest.at_designated_total.last_in_part.recall", 0.576105);
    json_decref(root);
}
END_TEST

/* The settings read back as the very numbers: 17 digits. */
START_TEST(settings_are_exact)
{
    write_country(NULL);
    write_study(areas_line, "areas: {base: 0.7, floor: 2500, bridges: {}}\n");
    run_well();
    json_t *root = read_json(at("out/run.json"));
    ck_assert(json_real_value(json_at(root, "settings.areas.base")) == 0.7);
    ck_assert(json_real_value(json_at(root, "settings.areas.reach")) == 0.7 - 0.15);
    ck_json_text(root, "settings.areas.within", "municipality");
    ck_json_number(root, "settings.areas.bridge_steps", 1);
    ck_json_text(root, "settings.graph.contiguity", "queen");
    ck_assert(json_is_null(json_at(root, "candidates")));
    ck_assert(json_is_null(json_at(root, "versus_national")));
    ck_assert(!bp_path_exists(at("out/rules.csv")));
    json_decref(root);
}
END_TEST

typedef struct refusal {
    const char *in_areas, *lines, *message; /* message after the study's path, line 11 being that of areas */
} refusal;

static const refusal refusals[] = {
    {"threshold: {local: municipality, national: 1.5}", "",
     "11: areas.threshold.national: found 1.5, expected a number from 0 to 1: the share of the national "
     "position"},
    {"threshold: {national: 0.5}", "", "11: areas.threshold: the key 'local' is missing"},
    {"threshold: {local: municipalty}", "",
     "11: areas.threshold.local: found 'municipalty', expected one of municipality, size_class; nearest: "
     "'municipality'"},
    {"threshold: {local: municipality, min_units: 0}", "",
     "11: areas.threshold.min_units: found 0, expected a whole number of 1 or more"},
    {"stack: {at_least: 5}", "", "11: areas.stack.at_least: found 5, expected 1 to 4, the number of domains"},
    {"stack: {at_least: 2, alone: true}, threshold: {local: municipality}", "",
     "11: areas.stack.alone: the stack is to decide alone, but areas.threshold is given (line 11); leave one "
     "of the two out"},
    {"by_size: [{class: 50-110k}]", "",
     "11: areas.by_size[0].class: found '50-110k', expected one of <50k, 50-100k, 100-250k, >250k; nearest: "
     "'50-100k'"},
    {"by_size: [{class: 50-100k, floor: 40000}]", "",
     "11: areas.by_size[0].floor: found 40000, expected 0 to the ceiling of class '50-100k', 30000"},
    {"by_size: [{class: 50-100k, floor: 1}, {class: 50-100k, floor: 2}]", "",
     "11: areas.by_size[1].class: the class '50-100k' has an entry on line 11 already"},
    {"within: none, by_size: [{class: 50-100k, floor: 1}]", "",
     "11: areas.by_size: an area that crosses municipal borders may lie in several size classes; set "
     "areas.within: municipality"},
    {"", "size_classes: {limits: [100, 100]}\n",
     "12: size_classes.limits: found 100 in place 2, expected numbers of residents above 0, each larger than "
     "the one before"},
    {"", "size_classes: {limits: [100], column: gm}\n",
     "12: size_classes.limits: the classes are already taken from the units' column 'gm': keep one of the "
     "two"},
    {"", "size_classes: {column: klasse}\n",
     "12: size_classes.column: units.geojson, layer buurten: there is no column 'klasse'; it has code, naam, "
     "gm, gm_naam, inwoners, arm, werk, woz"},
    {"by_size: [{class: West, floor: 1}]", "size_classes: {column: gm_naam}\n",
     "11: areas.by_size[0].class: found 'West', expected one of Oost, W\xC3\xA9sterhaar; nearest: 'Oost'"},
    {"by_size: [{class: U01, floor: 1}]", "size_classes: {column: code}\n",
     "11: areas.by_size: units U01 and U02 lie in municipality GM01 and differ in column 'code': a floor by "
     "size class needs one class for each municipality"},
    {"", "candidates: {exclude: [GM02, GM03]}\n",
     "12: candidates.exclude: no unit lies in a municipality with the code 'GM03'; nearest: 'GM01'"},
    {"", "candidates: {exclude: [Oost]}\n",
     "12: candidates.exclude: 'Oost' is the name of a municipality, and a code is expected: write GM02"},
    {"", "candidates: {include: Rotterdam}\n",
     "12: candidates.include: no unit lies in a municipality with the code 'Rotterdam'"},
    {"", "candidates: {exclude: [GM01, GM02]}\n",
     "12: candidates: no unit with residents is left; exclude less, or include other municipalities or size "
     "classes"},
    {"", "candidates: {exclude: designated_municipalities}\n",
     "12: candidates: no unit with residents is left; exclude less, or include other municipalities or size "
     "classes"},
    {"", "candidates: {size_class: 60-100k}\n",
     "12: candidates.size_class: found '60-100k', expected one of <50k, 50-100k, 100-250k, >250k; nearest: "
     "'50-100k'"},
    {"", "candidates: {exclude: []}\n", "12: candidates.exclude: the list is empty: leave the key out"},
    {"", "candidates: {exclude: {a: b}}\n", "12: candidates.exclude: expected a text or a list of texts"},
};

/* What the study alone shows needs no run. */
static char *message_of(const refusal *slip)
{
    bp_study *study = NULL;
    write_rule(slip->in_areas, slip->lines);
    if (bp_study_read(context, at("study.yaml"), &study) != BP_OK)
        return bp_text_format("%s\n", bp_context_message(context));
    bp_study_free(study);
    program_result result = run_country("out", NULL, NULL, NULL);
    char *message = bp_text_copy(result.err);
    ck_assert_int_eq(result.status, 1);
    free_result(&result);
    return message;
}

START_TEST(refusal_messages)
{
    const refusal *slip = &refusals[_i];
    char *message = message_of(slip);
    char *expected = bp_text_format("study.yaml:%s\n", slip->message);
    const char *found = strstr(without_scratch(message), "study.yaml:");
    ck_assert_str_eq(found ? found : message, expected);
    free(expected);
    free(message);
}
END_TEST

START_TEST(no_municipality_no_local_position)
{
    static const char *const rules[][2] = {
        {"areas: {threshold: {local: municipality}}", "areas.threshold.local"},
        {"candidates: {exclude: GM01}", "candidates"},
        {"size_classes: {limits: [5]}", "size_classes"},
        {"candidates: {size_class: 50-100k}", "candidates.size_class"}};
    for (size_t k = 0; k < sizeof rules / sizeof *rules; k++) {
        char *study = bp_text_format("study: T\n"
                                     "units: {source: u.gpkg, id: code, population: pop}\n"
                                     "indicators:\n  - {name: a, from: x, domain: d, worse: high}\n%s\n",
                                     rules[k][0]);
        put_file(at("study.yaml"), study);
        program_result result = run_country("out", NULL, NULL, NULL);
        char *expected =
            bp_text_format("brandpunt: study.yaml:5: %s: the study does not say in which municipality a unit "
                           "is; add units.municipality\n",
                           rules[k][1]);
        ck_ended(&result, 1, expected);
        free_result(&result);
        free(expected);
        free(study);
    }
}
END_TEST

START_TEST(designated_municipalities_without_any)
{
    write_country(NULL);
    write_study("designated: {list: ./priority}\n", "candidates: {exclude: designated_municipalities}\n");
    program_result result = run_country("out", NULL, NULL, NULL);
    ck_ended(&result, 1,
             "brandpunt: study.yaml:12: candidates.exclude: found 'designated_municipalities', but the study "
             "has no designated areas; add `designated`\n");
    free_result(&result);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("rules");
    TCase *tcase = tcase_create("rules");
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_set_timeout(tcase, 60);
    tcase_add_test(tcase, own_municipality);
    tcase_add_test(tcase, mixed);
    tcase_add_test(tcase, small_municipality_is_told);
    tcase_add_test(tcase, floor_by_size);
    tcase_add_loop_test(tcase, residents_that_a_class_lacks_are_told, 0, 2);
    tcase_add_loop_test(tcase, candidates_by_code_and_class, 0, 3);
    tcase_add_test(tcase, classes_of_a_column);
    tcase_add_loop_test(tcase, stack_with_and_alone, 0, 2);
    tcase_add_test(tcase, backtest_by_hand);
    tcase_add_test(tcase, settings_are_exact);
    tcase_add_loop_test(tcase, refusal_messages, 0, (int)(sizeof refusals / sizeof *refusals));
    tcase_add_test(tcase, no_municipality_no_local_position);
    tcase_add_test(tcase, designated_municipalities_without_any);
    suite_add_tcase(suite, tcase);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
