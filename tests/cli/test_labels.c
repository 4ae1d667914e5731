/* What a study calls its domains and indicators, wherever a reader of a run sees their names: on the country
 * of tests/cli/country.h, with an indicator that has the name of a domain and another label. */
#include "tests/cli/calls.h"
#include "tests/cli/country.h"

/* The worst unit, U19, has its worst ranks in poverty and in work. */
static const char labelled_text[] =
    "study: Papierland\n"
    "units: {source: units.geojson, id: code, name: naam, population: inwoners, missing: [\"-99997\"],\n"
    "        municipality: {column: gm, name: gm_naam}}\n"
    "tables:\n"
    "  - {name: health, source: health.csv, key: Codering, missing: [\".\"]}\n"
    "indicators:\n"
    "  - {name: low_income, label: {nl: \"huishoudens <met> weinig & minder\", en: little to live on}, from: "
    "arm,"
    " domain: poverty, worse: high}\n"
    "  - {name: work, label: {nl: mensen met een baan, en: people in a job}, from: werk, domain: work, "
    "worse: "
    "low}\n"
    "  - {name: dwelling_value, label: WOZ, from: woz, domain: housing, worse: low}\n"
    "  - {name: good_health, from: health.Gezond, domain: health, worse: low}\n"
    "domains:\n"
    "  - {name: poverty, label: {nl: bestaanszekerheid, en: means}}\n"
    "  - {name: work, label: {nl: arbeid}}\n"
    "  - {name: housing}\n"
    "  - {name: health, label: \"[% 1 + 1 %]\"}\n"
    "areas: {base: 0.80, reach: 0.65, floor: 2500, ceiling: 30000, bridges: {}}\n"
    "evidence:\n"
    "  - {statistic: moran, of: domain_work, permutations: 99}\n"
    "  - {statistic: gi_star, of: work, permutations: 99}\n"
    "budget: {rule: by_domain, floor: 400000, domains: {poverty: 500000}}\n"
    "designated: {list: ./priority}\n"
    "output: {crs: EPSG:28992}\n";

static void run_labelled(const char *output, const char *language, const char *text)
{
    put_file(at("study.yaml"), text);
    program_result result = run_country(output, "--lang", language, NULL);
    ck_assert_msg(result.status == 0, "%s", result.err);
    put_file(at("told.txt"), result.out);
    free_result(&result);
}

/* The text without what stands behind "label: ", which ends with a comma and a blank or with a brace. */
static char *without_labels(const char *text)
{
    char *out = bp_text_copy(text);
    for (char *at_label = out; (at_label = strstr(at_label, ", label: ")) != NULL;) {
        char *end = at_label + strlen(", label: ");
        bool is_quoted = *end == '"', is_mapping = *end == '{';
        end = is_quoted    ? strchr(end + 1, '"') + 1
              : is_mapping ? strchr(end, '}') + 1
                           : end + strcspn(end, ",}");
        memmove(at_label, end, strlen(end) + 1);
    }
    return out;
}

static void ck_lacks(const char *name, const char *text)
{
    char *whole = get_file(at(name), NULL);
    ck_assert_msg(strstr(whole, text) == NULL, "'%s' is in %s", text, name);
    free(whole);
}

/* The runs of all tests; the one without labels is in English. */
static void set_up_runs(void)
{
    set_up();
    write_country(NULL);
    run_labelled("nl", "nl", labelled_text);
    rename(at("told.txt"), at("told_nl.txt"));
    run_labelled("en", "en", labelled_text);
    rename(at("told.txt"), at("told_en.txt"));
    char *plain = without_labels(labelled_text);
    ck_assert_ptr_null(strstr(plain, "label"));
    run_labelled("plain", "en", plain);
    free(plain);
}

START_TEST(sentences_and_the_closing_words)
{
    ck_has("told_nl.txt", "moran of arbeid: ");
    ck_has("told_nl.txt", "gi_star of mensen met een baan: ");
    ck_has("nl/units.geojson", "het slechtst op arbeid (");
    ck_has("nl/units.geojson", "bestaanszekerheid (");
    ck_lacks("nl/units.geojson", "armoede");
    /* Dutch alone has a label for the domain work. */
    ck_has("told_en.txt", "moran of work: ");
    ck_has("en/units.geojson", "means (");
    ck_lacks("en/units.geojson", "arbeid");
}
END_TEST

START_TEST(columns_keep_the_names)
{
    static const char *const files[] = {"areas.csv", "comparability.csv", "explanations.csv", "budget.csv",
                                        "backtest.csv"};
    for (size_t f = 0; f < sizeof files / sizeof *files; f++) {
        char *one_path = bp_text_format("en/%s", files[f]),
             *other_path = bp_text_format("plain/%s", files[f]);
        char *one = get_file(at(one_path), NULL), *other = get_file(at(other_path), NULL);
        one[strcspn(one, "\n")] = '\0';
        other[strcspn(other, "\n")] = '\0';
        ck_assert_str_eq(one, other);
        free(one);
        free(other);
        free(one_path);
        free(other_path);
    }
    ck_has("en/explanations.csv", ",poverty,low_income,");
    ck_has("en/units.geojson", "\"domain_poverty\":");
    ck_has("en/units.geojson", "\"value_low_income\":");
    ck_has("en/units.geojson", "\"worst_domain\":\"work\"");
}
END_TEST

START_TEST(the_record_has_them_by_language)
{
    json_t *run = read_json(at("nl/run.json"));
    json_t *study = json_object_get(run, "study");
    const char *nl = NULL, *en = NULL, *both[2] = {NULL, NULL};
    json_t *indicators = json_object_get(study, "indicators"), *domains = json_object_get(study, "domains");
    ck_assert_int_eq(
        json_unpack(json_array_get(indicators, 1), "{s:{s:s, s:s}}", "label", "nl", &nl, "en", &en), 0);
    ck_assert_str_eq(nl, "mensen met een baan");
    ck_assert_str_eq(en, "people in a job");
    ck_assert_int_eq(
        json_unpack(json_array_get(indicators, 2), "{s:{s:s, s:s}}", "label", "nl", &both[0], "en", &both[1]),
        0);
    ck_assert_str_eq(both[0], "WOZ");
    ck_assert_str_eq(both[1], "WOZ");
    ck_assert_ptr_null(json_object_get(json_array_get(indicators, 3), "label"));
    ck_assert_uint_eq(json_object_size(json_object_get(json_array_get(domains, 1), "label")), 1);
    ck_assert_ptr_null(json_object_get(json_array_get(domains, 2), "label"));
    json_decref(run);
}
END_TEST

/* A page in both languages, whichever the run was in. */
START_TEST(the_report_has_both_languages)
{
    ck_has("en/report.html", "\"domain_poverty\":[\"means\",\"bestaanszekerheid\"]");
    ck_has("en/report.html", "\"domain_work\":[\"work\",\"arbeid\"]");
    ck_has("en/report.html", "\"work\":[\"people in a job\",\"mensen met een baan\"]");
    ck_has("en/report.html", "\"dwelling_value\":[\"WOZ\",\"WOZ\"]");
    ck_has("en/report.html", "\"good_health\":[\"good health\",\"goede gezondheid\"]");
    ck_has("en/report.html", "\"title\":[\"Domain: means\",\"Onderwerp: bestaanszekerheid\"]");
    ck_has("en/report.html", "[\"Clusters: people in a job (Gi*)\",\"Clusters: mensen met een baan (Gi*)\"]");
    ck_lacks("en/report.html", "huishoudens <met>");
}
END_TEST

/* A label is a text to QGIS, and neither HTML nor an expression. */
START_TEST(styles_for_qgis)
{
    ck_has("nl/units.qml", "<alias field=\"domain_poverty\" index=\"");
    ck_has("nl/units.qml", "name=\"Onderwerp: bestaanszekerheid\"/>");
    ck_has("nl/units.qml", "name=\"Onderwerp: arbeid\"/>");
    ck_has("nl/units.qml", "name=\"Mensen met een baan\"/>");
    ck_has("nl/units.qml", "name=\"Arbeid (Moran)\"/>");
    ck_has("nl/units.qml", "name=\"Huishoudens &lt;met&gt; weinig &amp; minder\"/>");
    ck_has("nl/units.qml", "Onderwerp: &amp;#91;% 1 + 1 %]&lt;/td&gt;");
    ck_lacks("nl/units.qml", "&lt;td&gt;Onderwerp: [%");
}
END_TEST

START_TEST(a_stored_run_knows_them)
{
    program_result result = CALL("explain", "@en", "U19", "--lang", "nl");
    ck_assert_msg(result.status == 0, "%s", result.err);
    ck_assert_ptr_nonnull(strstr(result.out, "\n  bestaanszekerheid  "));
    ck_assert_ptr_nonnull(strstr(result.out, "\n    mensen met een baan  "));
    /* A name without room beside its figures stands above them, whole. */
    ck_assert_ptr_nonnull(strstr(result.out, "\n    huishoudens <met> weinig & minder\n     "));
    free_result(&result);
    result = CALL("explain", "@en", "P001", "--lang", "en");
    ck_assert_msg(result.status == 0, "%s", result.err);
    ck_assert_ptr_nonnull(strstr(result.out, "\n  means: "));
    free_result(&result);
    ck_ok(CALL("map", "@en", "--theme", "domain:poverty", "--lang", "nl", "-o", "@map.svg"));
    result = CALL("compare", "@en", "@en", "--lang", "nl");
    ck_assert_msg(result.status == 0, "%s", result.err);
    ck_assert_ptr_nonnull(strstr(result.out, "\n  arbeid  "));
    free_result(&result);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("labels");
    TCase *tests = tcase_create("labels");
    tcase_add_unchecked_fixture(tests, set_up_runs, tear_down);
    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, sentences_and_the_closing_words);
    tcase_add_test(tests, columns_keep_the_names);
    tcase_add_test(tests, the_record_has_them_by_language);
    tcase_add_test(tests, the_report_has_both_languages);
    tcase_add_test(tests, styles_for_qgis);
    tcase_add_test(tests, a_stored_run_knows_them);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
