#define _XOPEN_SOURCE 700 /* mkdtemp */

#include "analysis/branch_and_cut.h"
#include "cli/study_read.h"
#include "tests/support.h"

#include "geo/text.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bp_context *context;
static char folder[] = "/tmp/brandpunt-study-XXXXXX";
static char *study_path;

static void setup(void)
{
    memcpy(folder + sizeof folder - 7, "XXXXXX", 6);
    ck_assert_ptr_nonnull(mkdtemp(folder));
    study_path = bp_text_format("%s/study.yaml", folder);
    ck_assert_int_eq(bp_context_new(NULL, &context), BP_OK);
}

static void teardown(void)
{
    remove(study_path);
    free(study_path);
    rmdir(folder);
    bp_context_free(context);
}

static void write_bytes(const char *bytes, size_t n)
{
    FILE *stream = fopen(study_path, "wb");
    ck_assert_ptr_nonnull(stream);
    ck_assert_uint_eq(fwrite(bytes, 1, n, stream), n);
    ck_assert_int_eq(fclose(stream), 0);
}

/* The study's head and one indicator, so that a test writes only what it is about. */
#define UNITS      "study: T\nunits: {source: u.gpkg, id: code, population: pop}\n"
#define INDICATORS "indicators:\n  - {name: a, from: x, domain: d, worse: high}\n"

/* Reading `text` fails with `expected` after the path of the study. */
static void check_failure(const char *text, const char *expected)
{
    bp_study *study = NULL;
    write_bytes(text, strlen(text));
    bp_context_clear(context);
    ck_assert_msg(bp_study_read(context, study_path, &study) == BP_ERROR_INPUT, "read without a failure: %s",
                  text);
    ck_assert_ptr_null(study);
    const char *message = bp_context_message(context);
    ck_assert_msg(strncmp(message, study_path, strlen(study_path)) == 0, "no path: %s", message);
    ck_assert_str_eq(message + strlen(study_path), expected);
}

static bp_study *read_text(const char *text)
{
    bp_study *study = NULL;
    write_bytes(text, strlen(text));
    ck_bp_ok(context, bp_study_read(context, study_path, &study));
    return study;
}

START_TEST(example_of_the_manual)
{
    bp_study *study = read_text(
        "study: Nederland 2022, wijken\n"
        "units: {source: wijken_2022.gpkg, layer: wijken, id: code, name: name, population: population,\n"
        "        municipality: {column: code, characters: [3, 6], prefix: GM}}      # or a column of its "
        "own\n"
        "tables:\n"
        "  - {name: health, source: rivm_gezondheid_2020_18plus.xlsx, key: Codering_3, missing: [\".\"]}\n"
        "indicators:\n"
        "  - {name: low_income, from: income_low, domain: poverty, worse: high}\n"
        "  - {name: good_health, from: health.ErvarenGezondheidGoedZeerGoed_4, domain: health, worse: low}\n"
        "score: {normalise: percentile, weights: equal, min_domains: 2, stack_at: 0.9}\n"
        "areas: {method: levelset, contiguity: queen, base: 0.80, reach: 0.65, floor: 2500, ceiling: 30000, "
        "within: "
        "municipality, bridges: {max_population: 50}}\n"
        "designated: {list: nplv}                  # shipped list of unit codes, or {source, layer, id, "
        "name}\n"
        "programmes: [{name: Regio Deals, list: regio-deals}]\n"
        "output: {crs: EPSG:28992}\n");
    ck_assert_str_eq(study->title, "Nederland 2022, wijken");
    ck_assert_str_eq(study->units.source, "wijken_2022.gpkg");
    char *expected = bp_text_format("%s/wijken_2022.gpkg", folder);
    ck_assert_str_eq(study->units.path, expected);
    free(expected);
    ck_assert_str_eq(study->directory, folder);
    ck_assert_str_eq(study->units.municipality.column, "code");
    ck_assert_int_eq(study->units.municipality.characters[0], 3);
    ck_assert_int_eq(study->units.municipality.characters[1], 6);
    ck_assert_str_eq(study->units.municipality.prefix, "GM");
    ck_assert_int_eq(study->n_tables, 1);
    ck_assert_int_eq(study->tables[0].line, 5);
    ck_assert_int_eq(study->n_indicators, 2);
    ck_assert_int_eq(study->indicators[0].table, -1);
    ck_assert_str_eq(study->indicators[0].column, "income_low");
    ck_assert_int_eq(study->indicators[0].n_missing, 0);
    ck_assert_int_eq(study->indicators[1].table, 0);
    ck_assert_str_eq(study->indicators[1].column, "ErvarenGezondheidGoedZeerGoed_4");
    ck_assert_int_eq(study->indicators[1].worse, BP_WORSE_LOW);
    ck_assert_int_eq(study->indicators[1].n_missing, 1);
    ck_assert_str_eq(study->indicators[1].missing[0], ".");
    ck_assert_int_eq(study->indicators[1].line, 8);
    ck_assert_int_eq(study->n_domains, 2);
    ck_assert_str_eq(study->domains[0].name, "poverty");
    ck_assert_int_eq(study->domains[1].line, 8);
    ck_assert_int_eq(study->score.weights, BP_STUDY_WEIGHTS_EQUAL);
    ck_assert_int_eq(study->score.min_domains, 2);
    ck_assert_int_eq(study->areas.within, BP_STUDY_WITHIN_MUNICIPALITY);
    ck_assert(study->areas.bridges.allowed);
    ck_assert_int_eq(study->areas.bridges.max_population, 50);
    ck_assert(study->has_designated);
    ck_assert_str_eq(study->designated.list, "nplv");
    ck_assert_str_eq(study->programmes[0].name, "Regio Deals");
    ck_assert_str_eq(study->output.crs, "EPSG:28992");
    bp_study_free(study);
}
END_TEST

static bp_study *read_complete(void)
{
    const char *source = getenv("BRANDPUNT_SOURCE");
    char *path = bp_text_format("%s/tests/fixtures/study/complete.yaml", source ? source : ".");
    bp_study *study = NULL;
    ck_bp_ok(context, bp_study_read(context, path, &study));
    free(path);
    return study;
}

START_TEST(every_key_of_the_data)
{
    bp_study *study = read_complete();
    ck_assert_str_eq(study->units.name, "naam");
    ck_assert_int_eq(study->units.n_missing, 2);
    ck_assert_str_eq(study->units.municipality.name, "gemeente");
    ck_assert_str_eq(study->tables[0].path, "/somewhere/health.xlsx");
    ck_assert_str_eq(study->tables[0].layer, "sheet 1");
    ck_assert_str_eq(study->tables[0].missing[1], ".");
    ck_assert_str_eq(study->tables[1].source, "../kwb.csv");
    const bp_study_indicator *indicators = study->indicators;
    ck_assert_double_eq(indicators[0].weight, 2.0);
    ck_assert_double_eq(indicators[1].weight, 1.0);
    ck_assert_int_eq(indicators[1].table, -1);
    ck_assert_str_eq(indicators[1].column, "debts.2022");
    ck_assert_int_eq(indicators[1].n_missing, 3);
    ck_assert_str_eq(indicators[1].missing[0], "x");
    ck_assert_str_eq(indicators[1].missing[1], "-99997");
    ck_assert_int_eq(indicators[2].table, 0);
    ck_assert_str_eq(indicators[2].column, "Ervaren.Goed");
    ck_assert_int_eq(indicators[2].n_missing, 3);
    ck_assert_int_eq(indicators[3].table, 1);
    ck_assert_int_eq(indicators[3].n_missing, 0);
    ck_assert_int_eq(study->n_domains, 3);
    ck_assert_double_eq(study->domains[0].weight, 0.5);
    ck_assert_double_eq(study->domains[1].weight, 1.0);
    ck_assert_double_eq(study->domains[2].weight, 3.0);
    ck_assert_int_eq(indicators[0].domain_index, 2);
    ck_assert_int_eq(indicators[2].domain_index, 1);
    ck_assert_int_eq(indicators[3].domain_index, 0);
    bp_study_free(study);
}
END_TEST

/* A text is for both languages, a mapping for those that it names; an alias counts as what it stands for. */
START_TEST(labels)
{
    bp_study *study = read_text(
        UNITS "indicators:\n"
              "  - {name: a, label: &both Laag inkomen, from: x, domain: d, worse: high}\n"
              "  - {name: b, label: {nl: \"Wo\xC3\xBAnen: \\\"duur\\\"\"}, from: y, domain: e, worse: high}\n"
              "  - {name: c, from: z, domain: e, worse: low}\n"
              "domains:\n"
              "  - {name: e, label: *both}\n"
              "  - {name: d, label: {en: Means, nl: 2022}}\n");
    static const char *const expected[5][2] = {{"Laag inkomen", "Laag inkomen"},
                                               {NULL, "Wo\xC3\xBAnen: \"duur\""},
                                               {NULL, NULL},
                                               {"Laag inkomen", "Laag inkomen"},
                                               {"Means", "2022"}};
    for (int i = 0; i < 5; i++) {
        const bp_study_label *label = i < 3 ? &study->indicators[i].label : &study->domains[i - 3].label;
        for (int l = 0; l < 2; l++)
            ck_assert_pstr_eq(label->text[l], expected[i][l]);
    }
    bp_study_free(study);
    study = read_text(UNITS INDICATORS);
    ck_assert_ptr_null(study->domains[0].label.text[BP_LANGUAGE_ENGLISH]);
    bp_study_free(study);
}
END_TEST

START_TEST(labels_that_are_none)
{
    static const char tail[] = "expected a text, or one for each language, as in {nl: Laag inkomen, en: Low "
                               "income}";
    static const struct {
        const char *label, *expected;
        bool has_tail;
    } cases[] = {
        {"[Laag, Hoog]", ":4: indicators[0].label: found a list, ", true},
        {"{}", ":4: indicators[0].label: found no language, ", true},
        {"{de: Arm}", ":4: indicators[0].label.de: found 'de', expected one of en, nl", false},
        {"{nl: Arm, nk: Arm}",
         ":4: indicators[0].label.nk: found 'nk', expected one of en, nl; nearest: 'nl'", false},
        {"{nl: Arm, nl: Rijk}", ":4: indicators[0].label.nl: the language 'nl' is given twice", false},
        {"\"\"", ":4: indicators[0].label: found nothing, expected a text", false},
        {"{nl: }", ":4: indicators[0].label.nl: found nothing, expected a text", false},
        {"{nl: [Arm]}", ":4: indicators[0].label.nl: found a list, expected a text", false},
        {"{nl: {en: Arm}}", ":4: indicators[0].label.nl: found a mapping, expected a text", false},
        {"\"  \"",
         ":4: indicators[0].label: found only blanks, or more than a line; expected a text of one line",
         false},
        {"\"a\\nb\"",
         ":4: indicators[0].label: found only blanks, or more than a line; expected a text of one line",
         false},
    };
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        char *text = bp_text_format(
            UNITS "indicators:\n  - {name: a, label: %s, from: x, domain: d, worse: high}\n", cases[c].label);
        char *expected = bp_text_format("%s%s", cases[c].expected, cases[c].has_tail ? tail : "");
        check_failure(text, expected);
        free(text);
        free(expected);
    }
    /* Keys on lines of their own are told by those lines. */
    check_failure(UNITS INDICATORS "domains:\n  - name: d\n    label:\n      nl: Arm\n      eng: Poor\n",
                  ":9: domains[0].label.eng: found 'eng', expected one of en, nl; nearest: 'en'");
}
END_TEST

START_TEST(doubtful_units)
{
    bp_study *study = read_text("study: T\nunits: {source: u.gpkg, id: code, population: pop, crs: 28992, "
                                "repeats: dissolve}\n" INDICATORS);
    ck_assert_str_eq(study->units.crs, "28992");
    ck_assert_int_eq(study->units.repeats, BP_STUDY_REPEATS_DISSOLVE);
    bp_study_free(study);
    study = read_text(UNITS INDICATORS);
    ck_assert_ptr_null(study->units.crs);
    ck_assert_int_eq(study->units.repeats, BP_STUDY_REPEATS_REFUSE);
    bp_study_free(study);
    check_failure("study: T\nunits: {source: u.gpkg, id: code, population: pop, repeats: sum}\n" INDICATORS,
                  ":2: units.repeats: found 'sum', expected one of refuse, dissolve");
}
END_TEST

static void check_variants(const bp_study *study)
{
    const bp_study_stability *stability = &study->stability;
    ck_assert(stability->is_asked && study->audit.is_asked && study->significance.is_asked);
    ck_assert_int_eq(stability->variants, 200);
    ck_assert_double_eq(stability->concentration, 2.5);
    ck_assert_int_eq(stability->n_normalise, 2);
    ck_assert_int_eq(stability->normalise[1], BP_NORMALISE_MINMAX);
    ck_assert_double_eq(stability->base[1], 0.95);
    ck_assert_double_eq(stability->reach[0], 0.7);
    ck_assert_double_eq(stability->floor[1], 500.0);
    ck_assert_double_eq(stability->ceiling[1], 700.5);
    ck_assert_int_eq(stability->n_contiguity, 1);
    ck_assert_int_eq(stability->contiguity[0], BP_CONTIGUITY_ROOK);
    ck_assert(!stability->leave_out);
    ck_assert_int_eq(stability->n_missing, 1);
    ck_assert_int_eq(stability->missing[0], BP_MISSING_COMPLETE);
    ck_assert_int_eq(stability->min_domains[1], 3);
    ck_assert_int_eq(study->audit.n_modelled, 1);
    ck_assert_int_eq(study->audit.modelled[0].n_from, 2);
    ck_assert_str_eq(study->audit.modelled[0].from[1], "debts");
    ck_assert_str_eq(study->audit.modelled[0].why, "estimated");
    ck_assert_int_eq(study->significance.replicates, 99);
    ck_assert_int_eq(study->significance.within, BP_STUDY_EXCHANGE_MUNICIPALITY);
}

START_TEST(every_key_of_the_method)
{
    bp_study *study = read_complete();
    ck_assert_double_eq(study->topology.max_overlap_km2, 1.0);
    ck_assert_double_eq(study->topology.max_gap_km2, 2.5);
    ck_assert_double_eq(study->topology.sliver_m, 0.5);
    check_variants(study);
    ck_assert_int_eq(study->score.normalise, BP_NORMALISE_EXPONENTIAL);
    ck_assert_int_eq(study->score.weights, BP_STUDY_WEIGHTS_GIVEN);
    ck_assert_int_eq(study->score.reference, BP_STUDY_REFERENCE_RESIDENTS);
    ck_assert_int_eq(study->score.min_domains, 3);
    ck_assert_double_eq(study->score.stack_at, 1.0);
    ck_assert_str_eq(study->areas.method, "components");
    ck_assert_int_eq(study->areas.contiguity, BP_CONTIGUITY_ROOK);
    ck_assert_double_eq(study->areas.base, 0.9);
    ck_assert_double_eq(study->areas.reach, 0.9);
    ck_assert_int_eq(study->areas.floor, 0);
    ck_assert_int_eq(study->areas.ceiling, 1);
    ck_assert_int_eq(study->areas.within, BP_STUDY_WITHIN_NONE);
    ck_assert_int_eq(study->areas.bridges.max_steps, 3);
    ck_assert_str_eq(study->designated.region_name, "title");
    ck_assert_str_eq(study->designated.crs, "EPSG:28992");
    ck_assert_str_eq(study->programmes[1].crs, "EPSG:4326");
    ck_assert_ptr_null(study->designated.list);
    ck_assert_int_eq(study->n_programmes, 2);
    ck_assert_str_eq(study->programmes[1].region_name, "district");
    ck_assert_str_eq(study->programmes[1].layer, "districts");
    ck_assert_int_eq(study->programmes[1].line, 44);
    ck_assert_int_eq(bp_study_line(study, "areas.bridges.max_steps"), 40);
    ck_assert_int_eq(bp_study_line(study, "indicators[2].from"), 25);
    ck_assert_int_eq(bp_study_line(study, "indicators[2].nothing"), 25);
    ck_assert_int_eq(bp_study_line(study, "tables[0].missing[1]"), 9);
    ck_assert_int_eq(bp_study_line(study, "nowhere"), 2);
    bp_study_free(study);
}
END_TEST

START_TEST(what_is_left_out)
{
    bp_study *study = read_text(UNITS INDICATORS "  - {name: b, from: y, domain: e, worse: low}\n"
                                                 "  - {name: c, from: z, domain: f, worse: low}\n");
    ck_assert_ptr_null(study->units.layer);
    ck_assert_ptr_null(study->units.name);
    ck_assert_ptr_null(study->units.municipality.column);
    ck_assert_int_eq(study->n_tables, 0);
    ck_assert_double_eq(study->domains[2].weight, 1.0);
    ck_assert_int_eq(study->score.normalise, BP_NORMALISE_PERCENTILE);
    ck_assert_int_eq(study->score.weights, BP_STUDY_WEIGHTS_GIVEN);
    ck_assert_int_eq(study->score.reference, BP_STUDY_REFERENCE_UNITS);
    ck_assert_int_eq(study->score.min_domains, 2);
    ck_assert_double_eq(study->score.stack_at, 0.9);
    ck_assert_str_eq(study->areas.method, "levelset");
    ck_assert_int_eq(study->areas.contiguity, BP_CONTIGUITY_QUEEN);
    ck_assert_double_eq(study->areas.base, 0.80);
    ck_assert_double_eq(study->areas.reach, 0.65);
    ck_assert_int_eq(study->areas.floor, 2500);
    ck_assert_int_eq(study->areas.ceiling, 30000);
    ck_assert_int_eq(study->areas.within, BP_STUDY_WITHIN_NONE);
    ck_assert(!study->areas.bridges.allowed);
    ck_assert(!study->has_designated);
    ck_assert_int_eq(study->n_programmes, 0);
    ck_assert_ptr_null(study->output.crs);
    bp_study_free(study);
    study = read_text(
        "study: T\nunits: {source: u.gpkg, id: code, population: pop, municipality: gm_code}\n" INDICATORS
        "areas: {base: 0.1, bridges: {}}\n");
    ck_assert_str_eq(study->units.municipality.column, "gm_code");
    ck_assert_int_eq(study->units.municipality.characters[1], 0);
    ck_assert_int_eq(study->areas.within, BP_STUDY_WITHIN_MUNICIPALITY);
    ck_assert_double_eq(study->areas.reach, 0.0);
    ck_assert(study->areas.bridges.allowed);
    ck_assert_int_eq(study->areas.bridges.max_population, 0);
    ck_assert_int_eq(study->areas.bridges.max_steps, 1);
    bp_study_free(study);
}
END_TEST

START_TEST(unknown_and_missing_keys)
{
    check_failure(
        UNITS "indicatrs: []\n",
        ":3: unknown key 'indicatrs'; expected one of study, data, units, "
        "topology, tables, joins, indicators, domains, score, areas, "
        "size_classes, candidates, designated, adopted, crosswalk, programmes, evidence, "
        "stability, audit, significance, budget, as_of, output, allow_drivers; nearest: 'indicators'");
    check_failure("study: T\nunits:\n  source: u.gpkg\n  population: p\n" INDICATORS,
                  ":2: units: the key 'id' is missing");
    check_failure("units: {source: u, id: c, population: p}\n" INDICATORS, ":1: the key 'study' is missing");
    check_failure(UNITS, ":1: the key 'indicators' is missing");
    check_failure(UNITS INDICATORS "areas:\n  flor: 3\n",
                  ":6: areas: unknown key 'flor'; expected one of method, also, contiguity, tolerance, base, "
                  "reach, floor, "
                  "ceiling, rounds, "
                  "within, bridges, threshold, stack, core, optimal, by_size; nearest: 'floor'");
    check_failure(UNITS INDICATORS "output: {qqqqqqqqq: 3}\n",
                  ":5: output: unknown key 'qqqqqqqqq'; expected one of crs, report, map");
    check_failure(UNITS "indicators:\n  - name: a\n    from: x\n    domain: d\n",
                  ":4: indicators[0]: the key 'worse' is missing");
    check_failure(UNITS INDICATORS "areas: {base: 0.5,\n  floor: 3, base: 0.6}\n",
                  ":6: areas: the key 'base' is given twice, first on line 5");
    check_failure(UNITS INDICATORS "<<: {a: b}\n",
                  ":5: unknown key '<<'; expected one of study, data, "
                  "units, topology, tables, joins, indicators, domains, score, areas, "
                  "size_classes, candidates, designated, adopted, crosswalk, programmes, evidence, "
                  "stability, audit, significance, budget, as_of, output, allow_drivers");
}
END_TEST

START_TEST(wrong_types)
{
    check_failure(UNITS INDICATORS "areas:\n  base: 0.8\n  floor: many\n",
                  ":7: areas.floor: found 'many', expected a whole number");
    check_failure(UNITS INDICATORS "areas: {floor: 2.5}\n",
                  ":5: areas.floor: found '2.5', expected a whole number");
    check_failure(UNITS INDICATORS "areas: {floor: 02500}\n",
                  ":5: areas.floor: found '02500', expected a whole number");
    check_failure(UNITS INDICATORS "areas: {ceiling: 99999999999999999999}\n",
                  ":5: areas.ceiling: found '99999999999999999999', expected a whole number");
    check_failure(UNITS INDICATORS "areas: {base: high}\n",
                  ":5: areas.base: found 'high', expected a number");
    check_failure(UNITS INDICATORS "areas: {base: .nan}\n",
                  ":5: areas.base: found '.nan', expected a number");
    check_failure(UNITS INDICATORS "areas: {base: inf}\n", ":5: areas.base: found 'inf', expected a number");
    check_failure(UNITS INDICATORS "areas: {base: 1e999}\n",
                  ":5: areas.base: found '1e999', expected a number");
    check_failure(UNITS INDICATORS "areas: {base: \"0,8\"}\n",
                  ":5: areas.base: found '0,8', expected a number; write 0.8, with a point");
    check_failure(UNITS INDICATORS "score: {stack_at: 0,80}\n",
                  ":5: score: unknown key '80'; expected one of normalise, weights, reference, min_domains, "
                  "stack_at; if it is part of a number, write that with a point");
    check_failure(UNITS INDICATORS "areas: {base: }\n", ":5: areas.base: found nothing, expected a number");
    check_failure(UNITS INDICATORS "areas: 3\n",
                  ":5: areas: found '3', expected a mapping with keys among "
                  "method, also, contiguity, tolerance, base, reach, floor, "
                  "ceiling, rounds, within, bridges, threshold, stack, core, optimal, by_size");
    check_failure(UNITS INDICATORS "output: [a]\n",
                  ":5: output: found a list, expected a mapping with keys among crs, report, map");
    check_failure(UNITS INDICATORS "output:\n  crs: {a: b}\n",
                  ":6: output.crs: found a mapping, expected a text");
    check_failure(UNITS INDICATORS "output: {crs: ''}\n", ":5: output.crs: found nothing, expected a text");
    check_failure("study: T\nunits: {source: u, id: c, population: p, missing: .}\n" INDICATORS,
                  ":2: units.missing: found '.', expected a list, as in [...]");
    check_failure(UNITS "indicators: []\n", ":3: indicators: the list is empty, expected at least one entry");
    check_failure("study: T\nunits: {source: u, id: c, population: p, municipality: [a]}\n" INDICATORS,
                  ":2: units.municipality: found a list, expected a mapping with keys among column, "
                  "characters, prefix, "
                  "name, names");
    check_failure("study: T\nunits: {source: u, id: c, population: p, municipality: {column: c, characters: "
                  "[3]}}\n" INDICATORS,
                  ":2: units.municipality.characters: found a list of 1, expected 2");
    check_failure(
        "study: T\nunits: {source: u, id: c, population: p, municipality: {column: c, characters: [6, "
        "3]}}\n" INDICATORS,
        ":2: units.municipality.characters: found [6, 3], expected the first and the last character, counted "
        "from 1");
    check_failure(
        "- a\n- b\n",
        ":1: found a list, expected a mapping with keys among study, data, units, "
        "topology, tables, joins, indicators, domains, "
        "score, areas, size_classes, candidates, designated, adopted, crosswalk, programmes, evidence, "
        "stability, audit, significance, budget, as_of, output, allow_drivers");
}
END_TEST

START_TEST(wrong_words)
{
    check_failure(UNITS "indicators:\n  - {name: a, from: x, domain: d, worse: hihg}\n",
                  ":4: indicators[0].worse: found 'hihg', expected one of high, low; nearest: 'high'");
    check_failure(UNITS INDICATORS "areas: {method: levelsets}\n",
                  ":5: areas.method: found 'levelsets', expected one of levelset, components, optimal, "
                  "skater, redcap, schc, azp, maxp, scan, flexible, hotspots; "
                  "nearest: 'levelset'");
    check_failure(UNITS INDICATORS "areas: {method: hotspots, core: {statistic: gi}}\n",
                  ":5: areas.core.statistic: found 'gi', expected one of moran, gi_star");
    check_failure(UNITS INDICATORS "areas: {core: {alpha: 0.01}}\n",
                  ":5: areas.core: the method 'levelset' has no core; leave the key out or use hotspots");
    check_failure(UNITS INDICATORS "areas: {method: hotspots, core: {alpha: 1}}\n",
                  ":5: areas.core.alpha: found 1, expected a number between 0 and 1");
    check_failure(
        UNITS INDICATORS "areas: {method: hotspots, core: {permutations: 0}}\n",
        ":5: areas.core.permutations: found 0, expected 1 to 10000000: the p-values come from these "
        "draws");
    check_failure(UNITS INDICATORS "areas: {method: hotspots, core: {seed: -2}}\n",
                  ":5: areas.core.seed: found -2, expected a whole number of 0 or more");
    check_failure(UNITS INDICATORS "areas: {optimal: {steps: -1}}\n",
                  ":5: areas.optimal.steps: found -1, expected a whole number of 0 to 1000000000000");
    check_failure(UNITS INDICATORS "areas: {optimal: {cut_nodes: 1000000000001}}\n",
                  ":5: areas.optimal.cut_nodes: found 1000000000001, expected a whole number of 0 to "
                  "1000000000000");
    if (!bp_branch_and_cut_solver())
        check_failure(UNITS INDICATORS "areas: {optimal: {cut_nodes: 7}}\n",
                      ":5: areas.optimal.cut_nodes: found 7, but this build has no solver of integer "
                      "programs; build it with CBC, or leave the key out");
    check_failure(UNITS INDICATORS "score: {normalise: rank}\n",
                  ":5: score.normalise: found 'rank', expected one of percentile, zscore, minmax, "
                  "winsorised, exponential");
    check_failure(UNITS INDICATORS "score: {weights: 1}\n",
                  ":5: score.weights: found '1', expected one of given, equal");
    check_failure(UNITS INDICATORS "areas: {contiguity: [queen]}\n",
                  ":5: areas.contiguity: found a list, expected a word");
}
END_TEST

START_TEST(names)
{
    check_failure(UNITS INDICATORS "  - {name: A, from: y, domain: d, worse: low}\n",
                  ":5: indicators[1].name: the name 'A' is taken on line 4 already");
    check_failure(
        UNITS "indicators: [{name: low income, from: x, domain: d, worse: low}]\n",
        ":3: indicators[0].name: found 'low income', expected letters a-z, digits and _ only, not a digit "
        "first: it becomes the name of a column");
    check_failure(
        UNITS "indicators: [{name: a, from: x, domain: 2d, worse: low}]\n",
        ":3: indicators[0].domain: found '2d', expected letters a-z, digits and _ only, not a digit "
        "first: it becomes the name of a column");
    check_failure(UNITS "tables: [{name: a.b, source: s, key: k}]\n" INDICATORS,
                  ":3: tables[0].name: found 'a.b', expected a name without a dot that is not 'units'");
    check_failure(
        UNITS "tables: [{name: health, source: s, key: k},\n {name: health, source: s, key: k}]\n" INDICATORS,
        ":4: tables[1].name: the name 'health' is taken on line 3 already");
    check_failure(
        UNITS "tables: [{name: health, source: s, key: k}]\nindicators:\n"
              "  - {name: a, from: helth.x, domain: d, worse: low}\n",
        ":5: indicators[0].from: there is no table 'helth'; expected one of health, units; nearest: 'health' "
        "(a column of the units with a dot in its name is written units.NAME)");
    check_failure(UNITS "tables: [{name: health, source: s, key: k}]\nindicators:\n"
                        "  - {name: a, from: health., domain: d, worse: low}\n",
                  ":5: indicators[0].from: found 'health.', expected a column after the dot");
    check_failure(UNITS INDICATORS "programmes: [{name: p, list: l}, {name: p, list: m}]\n",
                  ":5: programmes[1].name: the name 'p' is taken on line 5 already");
}
END_TEST

START_TEST(domains_and_weights)
{
    check_failure(UNITS INDICATORS "domains: [{name: D}]\n",
                  ":4: indicators[0].domain: found 'd', expected D; nearest: 'D'");
    check_failure(UNITS INDICATORS "domains: [{name: d}, {name: e}]\n",
                  ":5: domains[1].name: no indicator has the domain 'e'");
    check_failure(UNITS INDICATORS "domains: [{name: d, weight: 0}]\n",
                  ":5: domains[0].weight: found 0, expected a number above 0");
    check_failure(UNITS INDICATORS "  - {name: b, from: y, domain: D, worse: low}\n",
                  ":5: indicators[1].domain: found 'D', but line 4 writes 'd'; write both the same way");
    check_failure(UNITS "indicators:\n  - {name: a, from: x, domain: d, worse: high, weight: -1}\n",
                  ":4: indicators[0].weight: found -1, expected a number above 0");
    check_failure(UNITS "score: {weights: equal}\n"
                        "indicators:\n  - {name: a, from: x, domain: d, worse: high, weight: 2}\n",
                  ":5: indicators[0].weight: a weight is given, but score.weights says equal (line 3); leave "
                  "one of the "
                  "two out");
    check_failure(UNITS INDICATORS "score: {min_domains: 2}\n",
                  ":5: score.min_domains: found 2, expected 1 to 1, the number of domains");
    check_failure(UNITS INDICATORS "score: {min_domains: 0}\n",
                  ":5: score.min_domains: found 0, expected 1 to 1, the number of domains");
    check_failure(UNITS INDICATORS "score: {stack_at: 1.5}\n",
                  ":5: score.stack_at: found 1.5, expected a number from 0 to 1");
}
END_TEST

START_TEST(ranges)
{
    check_failure(UNITS INDICATORS "areas: {floor: 40000, ceiling: 30000}\n",
                  ":5: areas.floor: floor 40000 is above ceiling 30000");
    check_failure(UNITS INDICATORS "areas: {floor: 40000}\n",
                  ":5: areas.floor: floor 40000 is above ceiling 30000, which is the default");
    check_failure(UNITS INDICATORS "areas: {base: 80}\n",
                  ":5: areas.base: found 80, expected a number from 0 to 1");
    check_failure(UNITS INDICATORS "areas: {reach: -0.1}\n",
                  ":5: areas.reach: found -0.1, expected a number from 0 to 1");
    check_failure(UNITS INDICATORS "areas: {reach: 0.9}\n", ":5: areas.reach: reach 0.9 is above base 0.8");
    check_failure(UNITS INDICATORS "areas: {floor: -1}\n",
                  ":5: areas.floor: found -1, expected a whole number of 0 or more");
    check_failure(UNITS INDICATORS "areas: {within: municipality}\n",
                  ":5: areas.within: areas cannot be kept within municipalities without units.municipality");
    check_failure(UNITS INDICATORS "areas: {bridges: {max_steps: 0}}\n",
                  ":5: areas.bridges.max_steps: found 0, expected 1 to 20");
    check_failure(UNITS INDICATORS "areas: {bridges: {max_population: -5}}\n",
                  ":5: areas.bridges.max_population: found -5, expected a whole number of 0 or more");
}
END_TEST

START_TEST(lists_and_layers)
{
    check_failure(UNITS INDICATORS "designated: {}\n",
                  ":5: designated: neither 'list' nor 'source' is given; expected one of the two");
    check_failure(UNITS INDICATORS "designated: {list: a, source: b, id: c}\n",
                  ":5: designated: both 'list' and 'source' are given; expected one of the two");
    check_failure(UNITS INDICATORS "designated: {list: a, crs: b}\n",
                  ":5: designated: 'crs' goes with 'source'; a list says itself what its columns are");
    check_failure(UNITS INDICATORS "designated: {list: a, name: b}\n",
                  ":5: designated: 'name' goes with 'source'; a list says itself what its columns are");
    check_failure(
        UNITS INDICATORS "programmes: [{name: p, list: a, region_name: b}]\n",
        ":5: programmes[0]: 'region_name' goes with 'source'; a list says itself what its columns are");
    check_failure(UNITS INDICATORS "programmes:\n  - {name: p, source: a}\n",
                  ":6: programmes[0]: the key 'id' is missing, which 'source' needs");
}
END_TEST

START_TEST(not_a_study_at_all)
{
    check_failure("", ": the file is empty");
    check_failure("# only a remark\n", ": the file is empty");
    check_failure("study: T\nunits: {source: a\nid: b\n",
                  ":3:3: not YAML: did not find expected ',' or '}' while parsing a flow mapping");
    check_failure("study: T\ncandidates: {size_class: [>250k]}\n",
                  ":2:27: not YAML: found character that cannot start any token while scanning for the next "
                  "token; put a text that begins with > in quotes, as in \">250k\"");
    check_failure(
        "study: T\ncandidates:\n  size_class: >250k\n",
        ":3:17: not YAML: did not find expected comment or line break while scanning a block scalar; "
        "put a text that begins with > in quotes, as in \">250k\"");
    check_failure(
        "study: T\n\tunits: x\n",
        ":2:1: not YAML: found a tab character that violates indentation while scanning a plain scalar");
    check_failure(UNITS INDICATORS "---\nstudy: U\n",
                  ":5:1: a second document begins here; only one is read");
    check_failure("study: \"a\\0b\"\n", ":1:8: the text holds a NUL character");
    check_failure("study: *a\n", ":1:8: *a: there is no anchor of that name above");
    check_failure("study: T\nunits: &a {source: *a}\n", ":2:20: *a: a value cannot hold itself");
    check_failure("? [a]\n: b\n", ":1:3: a key must be a plain text");
    check_failure("&a study: T\n", ":1:1: a key must be a plain text, without an anchor");
    check_failure("a \xff\xfe b: c\n", ": not a text file in UTF-8: invalid leading UTF-8 octet at byte 2");
    bp_study *study = NULL;
    remove(study_path);
    bp_context_clear(context);
    ck_assert_int_eq(bp_study_read(context, study_path, &study), BP_ERROR_INPUT);
    char *expected = bp_text_format("%s: there is no such file", study_path);
    ck_assert_str_eq(bp_context_message(context), expected);
    free(expected);
    bp_context_clear(context);
    ck_assert_int_eq(bp_study_read(context, folder, &study), BP_ERROR_INPUT);
    expected = bp_text_format("%s: cannot be read: %s", folder, strerror(EISDIR));
    ck_assert_str_eq(bp_context_message(context), expected);
    free(expected);
}
END_TEST

/* Hostile files end in a message, soon. */
START_TEST(large_and_deep_files)
{
    size_t n = (1 << 20) + 1;
    char *bytes = (char *)malloc(n);
    ck_assert_ptr_nonnull(bytes);
    memset(bytes, '#', n);
    bp_study *study = NULL;
    write_bytes(bytes, n);
    ck_assert_int_eq(bp_study_read(context, study_path, &study), BP_ERROR_INPUT);
    ck_assert_ptr_nonnull(
        strstr(bp_context_message(context), ": larger than 1 MiB; this is not a file of settings"));
    bp_context_clear(context);
    memset(bytes, '[', 5000);
    write_bytes(bytes, 5000);
    ck_assert_int_eq(bp_study_read(context, study_path, &study), BP_ERROR_INPUT);
    bp_context_clear(context);
    /* 1,000 texts that 200 tables take over by an alias: 200,000 values out of 10 kB. */
    size_t at = (size_t)sprintf(bytes, "study: T\nunits: {source: u, id: c, population: p, missing: &m [x");
    for (int i = 1; i < 1000; i++)
        at += (size_t)sprintf(bytes + at, ",x");
    at += (size_t)sprintf(bytes + at, "]}\n" INDICATORS "tables:\n");
    for (int i = 0; i < 200; i++)
        at += (size_t)sprintf(bytes + at, "- {name: t%d, source: s, key: k, missing: *m}\n", i);
    write_bytes(bytes, at);
    free(bytes);
    ck_assert_int_eq(bp_study_read(context, study_path, &study), BP_ERROR_INPUT);
    ck_assert_ptr_nonnull(
        strstr(bp_context_message(context), "more than 100,000 values; its aliases multiply"));
}
END_TEST

/* Every cut of a good file ends in a study or a message, never in a crash. */
START_TEST(every_cut_of_a_file)
{
    bp_study *whole = read_complete();
    for (size_t n = 0; n < whole->file.n_bytes; n++) {
        bp_study *study = NULL;
        write_bytes(whole->file.bytes, n);
        bp_context_clear(context);
        bp_status status = bp_study_read(context, study_path, &study);
        ck_assert_int_eq(status == BP_OK, study != NULL);
        ck_assert_int_eq(status == BP_OK, bp_context_message(context)[0] == '\0');
        bp_study_free(study);
    }
    bp_study_free(whole);
}
END_TEST

START_TEST(failures_after_reading)
{
    bp_study *study = read_text(UNITS "tables: [{name: t, source: /there/is/none.csv, key: k}]\n" INDICATORS);
    ck_assert_int_eq(bp_study_check_files(context, study), BP_ERROR_INPUT);
    char *expected = bp_text_format("%s:2: units.source: there is no file 'u.gpkg' (looked for %s/u.gpkg)",
                                    study_path, folder);
    ck_assert_str_eq(bp_context_message(context), expected);
    free(expected);
    bp_context_clear(context);
    bp_context_fail(context, BP_ERROR_INPUT, "u.gpkg: there is no column 'x'");
    ck_assert_int_eq(bp_study_blame(context, study, BP_ERROR_INPUT, "indicators[0].from"), BP_ERROR_INPUT);
    expected = bp_text_format("%s:5: indicators[0].from: u.gpkg: there is no column 'x'", study_path);
    ck_assert_str_eq(bp_context_message(context), expected);
    free(expected);
    ck_assert_int_eq(bp_study_blame(context, study, BP_OK, "units"), BP_OK);
    bp_context_clear(context);
    free(study->units.path);
    study->units.path = bp_text_copy(study_path);
    ck_assert_int_eq(bp_study_check_files(context, study), BP_ERROR_INPUT);
    expected = bp_text_format("%s:3: tables[0].source: there is no file '/there/is/none.csv'", study_path);
    ck_assert_str_eq(bp_context_message(context), expected);
    free(expected);
    bp_study_free(study);
    bp_study_free(NULL);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("study");
    TCase *tests = tcase_create("study");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, example_of_the_manual);
    tcase_add_test(tests, every_key_of_the_data);
    tcase_add_test(tests, labels);
    tcase_add_test(tests, labels_that_are_none);
    tcase_add_test(tests, doubtful_units);
    tcase_add_test(tests, every_key_of_the_method);
    tcase_add_test(tests, what_is_left_out);
    tcase_add_test(tests, unknown_and_missing_keys);
    tcase_add_test(tests, wrong_types);
    tcase_add_test(tests, wrong_words);
    tcase_add_test(tests, names);
    tcase_add_test(tests, domains_and_weights);
    tcase_add_test(tests, ranges);
    tcase_add_test(tests, lists_and_layers);
    tcase_add_test(tests, not_a_study_at_all);
    tcase_add_test(tests, large_and_deep_files);
    tcase_add_test(tests, every_cut_of_a_file);
    tcase_add_test(tests, failures_after_reading);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
