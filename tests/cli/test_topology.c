/* Overlaps and gaps in a run: told, written down, and past a maximum refused. */
#include "tests/cli/country.h"

/* U30 reaches 100 m into U29: 0.1 km2. */
static void overlap_two_units(void)
{
    change_file("units.geojson",
                "[105000,454000],[106000,454000],[106000,455000],[105000,455000],[105000,454000]",
                "[104900,454000],[106000,454000],[106000,455000],[104900,455000],[104900,454000]");
}

/* U15 stops 100 m short of U16: a gap of 0.1 km2 among four units. */
static void open_a_gap(void)
{
    change_file("units.geojson",
                "[102000,452000],[103000,452000],[103000,453000],[102000,453000],[102000,452000]",
                "[102000,452000],[102900,452000],[102900,453000],[102000,453000],[102000,452000]");
}

/* U15 stops 40 m short of U16: 40 m by 1000 m have a mean width of 38.5 m. */
static void open_a_slit(void)
{
    change_file("units.geojson",
                "[102000,452000],[103000,452000],[103000,453000],[102000,453000],[102000,452000]",
                "[102000,452000],[102960,452000],[102960,453000],[102000,453000],[102000,452000]");
}

#define OVERLAP                                                                                              \
    "1 pair of units overlaps, 0.1 km2 in all (the areas of units add up to more than the ground that they " \
    "cover, and the outline of an area may be less than the sum of its units)"
#define SLIT                                                                                                 \
    "1 slit lies between units, 0.04 km2 in all (less than 50 m wide on average: borders that do not match)"

static void ck_said(const program_result *result, const char *line)
{
    ck_assert_msg(strstr(result->err, line) != NULL, "'%s' is not in\n%s", line, result->err);
}

START_TEST(told_and_written_down)
{
    write_country(NULL);
    overlap_two_units();
    open_a_slit();
    program_result result = run_country("out", NULL, NULL, NULL);
    ck_assert_int_eq(result.status, 0);
    ck_said(&result, "warning: " OVERLAP "; the largest: U29 and U30 (0.1 km2)\n");
    ck_said(&result, "warning: " SLIT "; the largest: 0.04 km2 at (102980, 452500)\n");
    free_result(&result);
    json_t *root = read_json(at("out/run.json"));
    ck_json_text(root, "warnings.0.code", "overlaps_between_units");
    ck_json_text(root, "warnings.1.code", "gaps_between_units");
    ck_json_number(root, "units.topology.overlaps.pairs", 1);
    ck_json_number(root, "units.topology.overlaps.km2", 0.1);
    ck_json_text(root, "units.topology.overlaps.largest.0.a", "U29");
    ck_json_text(root, "units.topology.overlaps.largest.0.b", "U30");
    ck_json_number(root, "units.topology.overlaps.largest.0.km2", 0.1);
    ck_json_number(root, "units.topology.gaps.gaps", 1);
    ck_json_number(root, "units.topology.gaps.km2", 0.04);
    ck_json_number(root, "units.topology.gaps.slits", 1);
    ck_json_number(root, "units.topology.gaps.slits_km2", 0.04);
    ck_json_number(root, "units.topology.gaps.largest.0.width_m", 38.462);
    ck_json_number(root, "units.topology.gaps.largest.0.x", 102980);
    ck_json_number(root, "units.topology.gaps.largest.0.y", 452500);
    ck_json_number(root, "units.topology.gaps.slivers", 0);
    ck_assert(json_is_null(json_at(root, "study.topology.max_overlap_km2")));
    ck_json_number(root, "study.topology.sliver_m", 0);
    json_decref(root);
}
END_TEST

/* What is wide may be a lake: it is written down, and nothing is said of it. */
START_TEST(wide_gaps_are_no_fault)
{
    write_country(NULL);
    open_a_gap();
    program_result result = run_country("out", NULL, NULL, NULL);
    ck_assert_int_eq(result.status, 0);
    ck_assert_ptr_null(strstr(result.err, "gap"));
    ck_assert_ptr_null(strstr(result.err, "slit"));
    free_result(&result);
    json_t *root = read_json(at("out/run.json"));
    ck_json_number(root, "units.topology.gaps.gaps", 1);
    ck_json_number(root, "units.topology.gaps.km2", 0.1);
    ck_json_number(root, "units.topology.gaps.slits", 0);
    ck_json_number(root, "units.topology.gaps.slits_km2", 0);
    ck_json_number(root, "units.topology.gaps.largest.0.width_m", 90.909);
    json_decref(root);
}
END_TEST

/* 100 m by 1000 m has a mean width of 90.9 m. */
START_TEST(slivers_are_told_apart)
{
    write_country(NULL);
    overlap_two_units();
    write_study("output: {crs: EPSG:28992}\n", "topology: {sliver_m: 91, max_overlap_km2: 0}\n");
    program_result result = run_country("out", NULL, NULL, NULL);
    ck_assert_int_eq(result.status, 0);
    ck_said(&result, "warning: 0 pairs of units overlap, 0 km2 in all (");
    ck_said(&result, "; besides 1 sliver up to 91 m wide, 0.1 km2\n");
    free_result(&result);
    json_t *root = read_json(at("out/run.json"));
    ck_json_number(root, "units.topology.overlaps.pairs", 0);
    ck_json_number(root, "units.topology.overlaps.slivers", 1);
    ck_json_number(root, "units.topology.overlaps.slivers_km2", 0.1);
    ck_json_number(root, "study.topology.max_overlap_km2", 0);
    json_decref(root);
}
END_TEST

START_TEST(nothing_is_said_of_a_clean_layer)
{
    write_country(NULL);
    write_study("output: {crs: EPSG:28992}\n", "topology: {max_overlap_km2: 0, max_gap_km2: 0}\n");
    program_result result = run_country("out", NULL, NULL, NULL);
    ck_assert_int_eq(result.status, 0);
    ck_assert_ptr_null(strstr(result.err, "overlap"));
    ck_assert_ptr_null(strstr(result.err, "gap"));
    free_result(&result);
}
END_TEST

static void ck_stops(const char *topology, const char *message)
{
    char *line = bp_text_format("topology: {%s}\n", topology);
    write_study("output: {crs: EPSG:28992}\n", line);
    program_result result = run_country("out", NULL, NULL, NULL);
    ck_assert_int_eq(result.status, 1);
    ck_said(&result, message);
    ck_assert(!bp_path_exists(at("out")));
    free_result(&result);
    free(line);
}

START_TEST(past_a_maximum_the_run_stops)
{
    write_country(NULL);
    overlap_two_units();
    open_a_gap();
    ck_stops(
        "max_overlap_km2: 0.05",
        "study.yaml:16: topology.max_overlap_km2: 1 pair of units overlaps, 0.1 km2 in all, where at most "
        "0.05 km2 is allowed; the largest: U29 and U30 (0.1 km2). Mend the layer, or raise the maximum\n");
    ck_stops("max_overlap_km2: 0.2, max_gap_km2: 0.05",
             "study.yaml:16: topology.max_gap_km2: 1 gap is enclosed by units, 0.1 km2 in all, where at most "
             "0.05 km2 is allowed; the largest: 0.1 km2 at (102950, 452500). Mend the layer, or raise the "
             "maximum\n");
    ck_stops("sliver_m: -1", "study.yaml:16: topology.sliver_m: found -1, expected a number of 0 or more\n");
    ck_stops("max_gap_km2: much", "study.yaml:16: topology.max_gap_km2: found 'much', expected a number\n");
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("topology");
    TCase *tests = tcase_create("topology");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, told_and_written_down);
    tcase_add_test(tests, wide_gaps_are_no_fault);
    tcase_add_test(tests, slivers_are_told_apart);
    tcase_add_test(tests, nothing_is_said_of_a_clean_layer);
    tcase_add_test(tests, past_a_maximum_the_run_stops);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
