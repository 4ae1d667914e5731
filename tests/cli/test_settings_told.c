/* run.json tells of the study all that can be asked: each key of the schema has a place in its `study`. */
#include "cli/manual/study_keys.h"
#include "cli/run/write/json_study.h"
#include "cli/run/write/settings.h"
#include "cli/study_read.h"
#include "tests/geo/files.h"

/* A study that says something of every key; what excludes one another stands in entries of their own. */
static const char everything[] =
    "study: T\n"
    "data: .\n"
    "units: {source: u.gpkg, layer: l, crs: 'EPSG:28992', query: 'a=1', timeout: 9, accept_truncated: true,\n"
    "  repeats: dissolve, id: code, name: n, population: p, missing: [x], encoding: UTF-8, thousands: '.',\n"
    "  marks: '*', vintage: '2022', year: 2022, attribution: A, called: district,\n"
    "  levels: {w: {column: code, characters: [1, 4], prefix: WK}},\n"
    "  municipality: {column: m, characters: [1, 4], prefix: GM,\n"
    "    names: {source: g.csv, layer: l, key: k, name: n, query: 'a=1', timeout: 9}}}\n"
    "topology: {max_overlap_km2: 1, max_gap_km2: 1, sliver_m: 1}\n"
    "tables:\n"
    "  - {name: t, source: t.csv, layer: l, key: k, level: w, match: exact, missing: [x], encoding: UTF-8,\n"
    "     thousands: '.', marks: '*', header_row: 2, rows: {a: b}, query: 'a=1', timeout: 9,\n"
    "     pivot: {names: a, values: b, reasons: c}, measures: m.csv, year: 2022, attribution: A}\n"
    "  - {name: o, source: o.csv, key: k, fallback: w}\n"
    "joins:\n"
    "  - {name: j, source: j.csv, layer: l, crs: 'EPSG:28992', how: count, per: residents, x: x, y: y,\n"
    "     missing: [x], year: 2022, attribution: A, query: 'a=1', timeout: 9, accept_truncated: true}\n"
    "  - {name: r, source: r.tif, how: [mean, above], threshold: 3, band: 2, point: surface}\n"
    "  - {name: w, source: w.gpkg, how: within, radius: 500}\n"
    "  - {name: i, source: i.gpkg, how: interpolate, column: c, extensive: true, least_covered: 0.5,\n"
    "     population: {source: p.gpkg, layer: l, column: c, crs: 'EPSG:28992', band: 1}}\n"
    "indicators:\n"
    "  - {name: a, from: x, domain: d, worse: high, weight: 2, missing: [x], range: [0, 1], denominator: y,\n"
    "     per: 100, shrink: nation, year: 2022, attribution: A, label: A}\n"
    "  - {name: b, from: o.v, domain: d, worse: low, fallback: w}\n"
    "domains: [{name: d, weight: 2, label: {nl: D, en: D}}]\n"
    "score: {normalise: zscore, weights: given, reference: units, min_domains: 1, stack_at: 0.9}\n"
    "areas: {method: hotspots, also: [levelset], contiguity: queen, tolerance: 1, base: 0.8, reach: 0.7,\n"
    "  floor: 10, ceiling: 90, within: municipality, bridges: {max_population: 5, max_steps: 2},\n"
    "  threshold: {local: municipality, national: 0.5, min_units: 3}, stack: {at_least: 1, alone: false},\n"
    "  core: {statistic: moran, correction: fdr, alpha: 0.05, permutations: 99, seed: 4},\n"
    "  by_size: [{class: large, floor: 20, ceiling: 80}]}\n"
    "size_classes: {column: c}\n"
    "candidates: {exclude: [GM0001], include: [GM0002], size_class: [large]}\n"
    "designated: {source: d.gpkg, layer: l, crs: 'EPSG:28992', id: i, name: n, query: 'a=1', timeout: 9}\n"
    "adopted: {source: a.gpkg, layer: l, crs: 'EPSG:28992', id: i, name: n, query: 'a=1', timeout: 9}\n"
    "crosswalk: {source: c.gpkg, layer: l, crs: 'EPSG:28992', from: '2020', id: i, least_share: 0.2,\n"
    "  query: 'a=1', timeout: 9, population: {source: p.gpkg, layer: l, column: c, crs: 'EPSG:28992', band: "
    "1}}\n"
    "programmes:\n"
    "  - {name: p, list: regio-deals}\n"
    "  - {name: q, source: q.gpkg, layer: l, crs: 'EPSG:28992', id: i, region_name: n, level: v, start: s,\n"
    "     end: e, query: 'a=1', timeout: 9}\n"
    "evidence: [{statistic: moran, of: score, permutations: 99, correction: fdr, alpha: 0.05,\n"
    "  alternative: greater}]\n"
    "stability: {variants: 9, weights: dirichlet, concentration: 2, normalise: [zscore], base: [0.7, 0.9],\n"
    "  reach: [0.6, 0.7], floor: [5, 10], ceiling: [80, 90], contiguity: [rook], leave_out: true,\n"
    "  missing: [present], min_domains: [1, 1]}\n"
    "audit: {modelled: [{indicator: a, from: [b], why: w}]}\n"
    "significance: {replicates: 9, within: nation}\n"
    "budget: {total: 1000.5, rule: per_area, areas: both, floor: 1, cap: 500, threshold: 0.8,\n"
    "  scenarios: {half: {total: 500}, parts: {rule: by_domain, total: 7, domains: {d: 7}}}}\n"
    "as_of: '2024-01-01'\n"
    "output: {crs: 'EPSG:4326', report: false, map: true}\n"
    "allow_drivers: [DXF]\n";

static bp_study *read_study(const char *text)
{
    bp_study *study = NULL;
    put_file(at("study.yaml"), text);
    ck_bp_ok(context, bp_study_read(context, at("study.yaml"), &study));
    return study;
}

/* Where run.json calls a key otherwise. */
static const char *told_as(const char *key)
{
    static const char *const others[][2] = {
        {"study", "title"},
        {"designated.name", "designated.region_name"},
        {"adopted.name", "adopted.region_name"},
        /* What the table falls back on holds for each indicator from it. */
        {"tables[].fallback", "indicators[].fallback"},
        {"crosswalk.code_from", NULL}, /* of a crosswalk that is a table: the test below */
        {"crosswalk.code_to", NULL},
        {"crosswalk.weight", NULL},
        {"crosswalk.residents", NULL},
        {"units.municipality.name", NULL}, /* there or in a file of names */
        {"designated.list", NULL},
        {"adopted.list", NULL}};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (strcmp(others[i][0], key) == 0)
            return others[i][1];
    return key;
}

/* A value stands at "a.b[].c", in one entry of each list at least. */
static bool is_told(json_t *value, const char *path)
{
    char key[64];
    const size_t n = strcspn(path, ".[");
    snprintf(key, sizeof key, "%.*s", (int)n, path);
    value = json_object_get(value, key);
    path += n;
    if (strncmp(path, "[]", 2) != 0)
        return *path ? is_told(value, path + 1) : value && !json_is_null(value);
    path += 2;
    for (size_t i = 0; i < json_array_size(value); i++)
        if (!*path || is_told(json_array_get(value, i), path + 1))
            return true;
    return false;
}

static int n_keys;

static void ck_key(void *told, const char *key, const char *form, bool is_required)
{
    const char *path = told_as(key);
    (void)form;
    (void)is_required;
    n_keys++;
    ck_assert_msg(!path || is_told((json_t *)told, path), "run.json does not tell %s", key);
}

START_TEST(every_key_is_told)
{
    bp_study *study = read_study(everything);
    json_t *told = bp_json_study(study);
    n_keys = 0;
    bp_study_keys_each(ck_key, told);
    ck_assert_int_gt(n_keys, 200);
    json_decref(told);
    bp_study_free(study);
}
END_TEST

START_TEST(keys_of_lists_and_tables)
{
    bp_study *study = read_study("study: T\nunits: {source: u.gpkg, id: code, population: p,\n"
                                 "  municipality: {column: m, name: n}}\n"
                                 "indicators: [{name: a, from: x, domain: d, worse: high}]\n"
                                 "designated: {list: nplv}\nadopted: {list: nplv}\n"
                                 "crosswalk: {source: c.csv, from: '2020', code_from: a, code_to: b,\n"
                                 "  weight: w, residents: r}\n");
    json_t *told = bp_json_study(study);
    static const char *const keys[] = {"designated.list",        "adopted.list",     "crosswalk.code_from",
                                       "crosswalk.code_to",      "crosswalk.weight", "crosswalk.residents",
                                       "units.municipality.name"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        ck_assert_msg(is_told(told, keys[i]), "run.json does not tell %s", keys[i]);
    ck_assert(json_is_null(json_object_get(told, "budget")));
    json_decref(told);
    bp_study_free(study);
}
END_TEST

START_TEST(a_budget_and_its_scenarios)
{
    bp_study *study = read_study(everything);
    json_t *told = bp_json_budget_asked(study);
    char *text = json_dumps(told, JSON_COMPACT | JSON_REAL_PRECISION(12));
    ck_assert_str_eq(
        text, "{\"total\":1000.5,\"rule\":\"per_area\",\"areas\":\"both\",\"floor\":1,\"cap\":500,"
              "\"domains\":null,\"threshold\":0.8,\"scenarios\":[{\"name\":\"half\",\"total\":500,"
              "\"rule\":\"per_area\",\"areas\":\"both\",\"floor\":1,\"cap\":500,\"domains\":null,"
              "\"threshold\":0.8},{\"name\":\"parts\",\"total\":7,\"rule\":\"by_domain\",\"areas\":\"both\","
              "\"floor\":1,\"cap\":500,\"domains\":{\"d\":7},\"threshold\":0.8}]}");
    free(text);
    json_decref(told);
    bp_study_free(study);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("settings_told");
    TCase *tests = tcase_create("settings_told");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, every_key_is_told);
    tcase_add_test(tests, keys_of_lists_and_tables);
    tcase_add_test(tests, a_budget_and_its_scenarios);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
