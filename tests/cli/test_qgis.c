#include "cli/qgis/fields.h"
#include "cli/qgis/project.h"
#include "cli/qgis/style.h"
#include "cli/qgis/xml.h"
#include "tests/geo/files.h"

static bp_qgis_layers layers;
static bp_words *dutch;

static void add_texts(bp_table *table, const char *name, const char *a, const char *b, const char *c)
{
    ck_bp_ok(context, bp_table_add_text(context, table, name, (const char *const[]){a, b, c}));
}

/* Three units, the last without a score. */
static void setup(void)
{
    bp_layer layer = BP_LAYER_INIT;
    bp_column *column = NULL;
    const bp_qgis_layer_options options = {"units", "units", true, false, BP_THEME_OPTIONS_INIT};
    set_up();
    layers = (bp_qgis_layers){0, NULL};
    ck_bp_ok(context, bp_words_open(context, BP_LANGUAGE_DUTCH, &dutch));
    layer.table.n_rows = 3;
    for (int u = 0; u < 3; u++) {
        add_square(&layer.polygons, 1000.0 * u, 0, 1000);
        end_unit(&layer.polygons, true);
    }
    add_texts(&layer.table, "name", "A", "B", "C");
    ck_bp_ok(context, bp_table_add(context, &layer.table, "score", BP_COLUMN_REAL, &column));
    bp_column_set_real(column, 0, 0.8);
    bp_column_set_real(column, 1, 0.1);
    add_texts(&layer.table, "role", "member", "none", "none");
    ck_bp_ok(context, bp_qgis_layers_add(context, &layers, &layer, &options));
    bp_layer_clear(&layer);
}

static void teardown(void)
{
    bp_qgis_layers_clear(&layers);
    bp_words_free(dutch);
    tear_down();
}

static void ck_has(const char *text, const char *part)
{
    ck_assert_msg(strstr(text, part) != NULL, "nowhere: %s", part);
}

static int count(const char *text, const char *part)
{
    int n = 0;
    for (; (text = strstr(text, part)) != NULL; text++)
        n++;
    return n;
}

START_TEST(xml_is_escaped)
{
    bp_xml xml = BP_XML_INIT;
    char *text = NULL;
    bp_xml_begin(&xml, "a", "b", "<\"&\n\x01", "left_out", NULL, NULL);
    bp_xml_text(&xml, "c", "]]> \xc3\xa9");
    bp_xml_empty(&xml, "d", NULL);
    bp_xml_named_text(&xml, "e", "f", "'", "g");
    bp_xml_text(&xml, "h", "7");
    bp_xml_end(&xml, "a");
    ck_bp_ok(context, bp_xml_take(context, &xml, &text));
    ck_assert_str_eq(text,
                     "<a b=\"&lt;&quot;&amp;&#10; \">\n <c>]]&gt; \xc3\xa9</c>\n <d/>\n <e f=\"'\">g</e>\n"
                     " <h>7</h>\n</a>\n");
    free(text);
}
END_TEST

/* The limits are those of a base of 0.80, which is past itself. */
START_TEST(rules_of_a_score)
{
    const bp_qgis_style style = {&layers.layers[0], &layers.layers[0].themes.themes[0], NULL, BP_QGIS_ALL};
    char *text = NULL;
    ck_bp_ok(context, bp_qgis_style_qml(context, &style, &text));
    ck_has(text, "filter=\"&quot;score&quot; &gt;= 0 AND &quot;score&quot; &lt;= 0.2\" label=\"0.00 "
                 "\xe2\x80\x93 0.20\"");
    ck_has(text, "filter=\"&quot;score&quot; &gt; 0.7999995 AND &quot;score&quot; &lt;= 0.9\"");
    ck_has(text, "filter=\"&quot;score&quot; IS NULL\" label=\"No data\"");
    ck_has(text, "class=\"LinePatternFill\"");
    ck_assert_int_eq(count(text, "<rule key"), 7);
    ck_has(text, "styleCategories=\"AllStyleCategories\"");
    ck_has(text, "<alias field=\"name\" index=\"1\" name=\"Name\"/>");
    ck_has(text, "<editorlayout>tablayout</editorlayout>");
    free(text);
}
END_TEST

START_TEST(a_style_to_choose_leaves_the_form_be)
{
    const bp_qgis_style style = {&layers.layers[0], &layers.layers[0].themes.themes[1], dutch,
                                 BP_QGIS_DRAWING};
    char *text = NULL;
    ck_bp_ok(context, bp_qgis_style_qml(context, &style, &text));
    ck_has(text, "styleCategories=\"Symbology|Labeling\"");
    ck_has(text, "filter=\"&quot;role&quot; = 'member'\" label=\"member\"");
    /* No row is without a role: there is no class for it. */
    ck_assert_int_eq(count(text, "<rule key"), 2);
    ck_assert_int_eq(count(text, "<alias"), 0);
    free(text);
}
END_TEST

START_TEST(filters_of_an_sld)
{
    const bp_qgis_style style = {&layers.layers[0], &layers.layers[0].themes.themes[0], NULL, BP_QGIS_ALL};
    char *text = NULL;
    ck_bp_ok(context, bp_qgis_style_sld(context, &style, &text));
    ck_assert_int_eq(count(text, "<se:Rule>"), 7);
    ck_assert_int_eq(count(text, "<ogc:PropertyIsGreaterThanOrEqualTo>"), 1);
    ck_assert_int_eq(count(text, "<ogc:PropertyIsGreaterThan>"), 5);
    ck_assert_int_eq(count(text, "<ogc:PropertyIsNull>"), 1);
    ck_has(text, "<ogc:Literal>0.7999995</ogc:Literal>");
    ck_has(text, "<se:SvgParameter name=\"fill\">#bd0026</se:SvgParameter>");
    /* One of the six marks of OGC 05-077r4; what is not one of them GeoServer does not draw. */
    ck_has(text, "<se:WellKnownName>x</se:WellKnownName>");
    free(text);
}
END_TEST

static char *project_of(const char *code, const bp_words *words)
{
    bp_crs crs = BP_CRS_INIT;
    char *text = NULL;
    ck_bp_ok(context, bp_crs_parse(context, code, "test", &crs));
    const bp_qgis_project project = {&layers, &crs, "Twee & drie", "CBS", words, false};
    ck_bp_ok(context, bp_qgis_project_text(context, &project, &text));
    bp_crs_clear(&crs);
    return text;
}

START_TEST(a_project_has_relative_paths_and_no_clock)
{
    char *text = project_of("EPSG:28992", dutch);
    ck_has(text, "<title>Twee &amp; drie</title>");
    ck_assert_int_eq(count(text, "<datasource>./units.gpkg|layername=units</datasource>"), 2);
    ck_has(text, "<id>brandpunt_units_score</id>");
    ck_has(text, "mutually-exclusive=\"1\"");
    ck_has(text, "Bronnen: CBS. Gemaakt met brandpunt; afgedrukt [% format_date(now(), 'yyyy-MM-dd') %].");
    ck_assert_int_eq(count(text, "saveDateTime"), 0);
    ck_assert_int_eq(count(text, "saveUser"), 0);
    ck_assert_int_eq(count(text, "Qt::Unchecked"),
                     3); /* the role, in the tree and in the legend, and tiles */
    free(text);
}
END_TEST

/* A study is text from somebody: QGIS would work out what stands between these signs on the page. */
START_TEST(texts_of_a_study_are_no_expressions)
{
    char *text = NULL;
    bp_crs crs = BP_CRS_INIT;
    ck_bp_ok(context, bp_crs_parse(context, "EPSG:28992", "test", &crs));
    const bp_qgis_project project = {&layers, &crs, "A [% 6*7 %][%", "B [% env('HOME') %]", NULL, false};
    ck_bp_ok(context, bp_qgis_project_text(context, &project, &text));
    ck_has(text, "labelText=\"A [% '[%' %] 6*7 %][% '[%' %]\"");
    ck_has(text, "labelText=\"Sources: B [% '[%' %] env('HOME') %]. Made with");
    ck_has(text, "printed [% format_date(now(), 'yyyy-MM-dd') %].");
    bp_crs_clear(&crs);
    free(text);
}
END_TEST

/* Tiles of a country belong under its own maps only, and are asked for by number, which takes no request
 * before. */
START_TEST(tiles_where_they_fit)
{
    char *at_home = project_of("EPSG:28992", NULL), *elsewhere = project_of("EPSG:3035", NULL);
    ck_assert_int_eq(count(at_home, "service.pdok.nl"), 2);
    ck_has(at_home, "<datasource>type=xyz&amp;url=");
    ck_assert_int_eq(count(elsewhere, "http"), 1); /* of the DOCTYPE */
    free(at_home);
    free(elsewhere);
}
END_TEST

START_TEST(columns_in_words)
{
    const struct {
        const char *name;
        bp_column_type type;
        const char *alias;
        bp_field_group group;
        int decimals;
    } cases[] = {
        {"score", BP_COLUMN_REAL, "Score (1 is het slechtst)", BP_FIELDS_SCORE, 2},
        {"stability", BP_COLUMN_REAL, "Stabiliteit", BP_FIELDS_SCORE, 0},
        {"domain_safety", BP_COLUMN_REAL, "Onderwerp: veiligheid", BP_FIELDS_SCORE, 2},
        {"value_low_income", BP_COLUMN_REAL, "Laag inkomen", BP_FIELDS_INDICATORS, 2},
        {"gi_star_score", BP_COLUMN_REAL, "Score (Gi*)", BP_FIELDS_EVIDENCE, 2},
        {"gi_star_score_p", BP_COLUMN_REAL, "Score (Gi*), p-waarde", BP_FIELDS_EVIDENCE, 4},
        {"in_deals_share", BP_COLUMN_REAL, "In deals, deel van de inwoners", BP_FIELDS_PROGRAMMES, 2},
        {"in_deals", BP_COLUMN_TEXT, "In deals", BP_FIELDS_PROGRAMMES, 2},
        {"moran_domain_work_share", BP_COLUMN_REAL, "Werk (Moran), deel van de inwoners in warme eenheden",
         BP_FIELDS_EVIDENCE, 2},
        {"fallback_share", BP_COLUMN_REAL, "Deel van de inwoners met een waarde van een hoger niveau",
         BP_FIELDS_QUALITY, 2},
        {"_share", BP_COLUMN_REAL, " share", BP_FIELDS_OTHER, -1},
        {"why", BP_COLUMN_TEXT, "Waarom", BP_FIELDS_WHY, -1},
        {"something_else", BP_COLUMN_REAL, "Something else", BP_FIELDS_OTHER, -1},
        {"other_count", BP_COLUMN_INTEGER, "Other count", BP_FIELDS_OTHER, 0},
        {"area_id", BP_COLUMN_TEXT, "Voorgesteld gebied", BP_FIELDS_AREA, -1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char name[64];
        snprintf(name, sizeof name, "%s", cases[i].name);
        bp_qgis_field field = {name, cases[i].type};
        const bp_qgis_layer layer = {.kind = BP_THEME_UNITS, .fields = &field, .n_fields = 1};
        bp_field_look look;
        ck_bp_ok(context, bp_field_look_of(context, dutch, &layer, 0, &look));
        ck_assert_str_eq(look.alias, cases[i].alias);
        ck_assert_int_eq(look.group, cases[i].group);
        ck_assert_int_eq(look.decimals, cases[i].decimals);
        ck_assert_int_eq(look.is_share, strcmp(cases[i].name, "stability") == 0);
        free(look.alias);
    }
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("qgis");
    TCase *tests = tcase_create("qgis");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, xml_is_escaped);
    tcase_add_test(tests, rules_of_a_score);
    tcase_add_test(tests, a_style_to_choose_leaves_the_form_be);
    tcase_add_test(tests, filters_of_an_sld);
    tcase_add_test(tests, a_project_has_relative_paths_and_no_clock);
    tcase_add_test(tests, texts_of_a_study_are_no_expressions);
    tcase_add_test(tests, tiles_where_they_fit);
    tcase_add_test(tests, columns_in_words);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
