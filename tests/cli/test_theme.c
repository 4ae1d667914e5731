#include "cli/theme.h"

#include "geo/table.h"
#include "tests/support.h"

#include <string.h>

static bp_context *context;
static bp_words *dutch;
static bp_table table;

static void setup(void)
{
    ck_assert_int_eq(bp_context_new(NULL, &context), BP_OK);
    ck_bp_ok(context, bp_words_open(context, BP_LANGUAGE_DUTCH, &dutch));
    table = (bp_table)BP_TABLE_INIT;
    table.n_rows = 6;
}

static void teardown(void)
{
    bp_table_clear(&table);
    bp_words_free(dutch);
    bp_context_free(context);
}

/* A column of values[6]; below 0 is missing. */
static void add_reals(const char *name, const double *values)
{
    bp_column *column = NULL;
    ck_bp_ok(context, bp_table_add(context, &table, name, BP_COLUMN_REAL, &column));
    for (int i = 0; i < 6; i++)
        if (values[i] >= 0.0)
            bp_column_set_real(column, i, values[i]);
}

static void add_counts(const char *name, const int64_t *values)
{
    bp_column *column = NULL;
    ck_bp_ok(context, bp_table_add(context, &table, name, BP_COLUMN_INTEGER, &column));
    for (int i = 0; i < 6; i++)
        if (values[i] >= 0)
            bp_column_set_integer(column, i, values[i]);
}

static void add_texts(const char *name, const char *const *values)
{
    ck_bp_ok(context, bp_table_add_text(context, &table, name, values));
}

static bp_themes make(bp_theme_layer layer, const bp_words *words)
{
    bp_theme_options options = BP_THEME_OPTIONS_INIT;
    bp_themes themes = BP_THEMES_INIT;
    options.layer = layer;
    options.n_domains = 6;
    options.words = words;
    ck_bp_ok(context, bp_themes_make(context, &table, &options, &themes));
    return themes;
}

static int class_at(const bp_theme *theme, int64_t row)
{
    return bp_theme_class_of(theme, &table.columns[bp_table_find(&table, theme->column)], row);
}

/* A unit at the base is past it; one without a score is in no class and counted apart. */
START_TEST(scores_are_cut_at_the_base)
{
    add_reals("score", (const double[]){0.0, 0.2, 0.799999, 0.8, 1.0, -1});
    bp_themes themes = make(BP_THEME_UNITS, NULL);
    ck_assert_int_eq(themes.n, 1);
    const bp_theme *theme = &themes.themes[0];
    const int classes[] = {0, 0, 3, 4, 5, -1};
    for (int i = 0; i < 6; i++)
        ck_assert_int_eq(class_at(theme, i), classes[i]);
    ck_assert_str_eq(theme->name, "score");
    ck_assert_str_eq(theme->title, "Score (1 is the worst)");
    ck_assert_int_eq(theme->n_classes, 6);
    ck_assert_str_eq(theme->classes[3].label, "0.60 \xe2\x80\x93 0.80");
    ck_assert_str_eq(theme->classes[4].label, "0.80 \xe2\x80\x93 0.90");
    ck_assert_int_eq(theme->classes[0].count, 2);
    ck_assert_int_eq(theme->missing.count, 1);
    ck_assert_int_eq(theme->missing.look, BP_THEME_HATCHED);
    ck_assert_str_eq(theme->missing.label, "No data");
    /* YlOrRd of six classes, its last. */
    ck_assert_mem_eq(theme->classes[5].colour, ((const uint8_t[]){0xbd, 0x00, 0x26}), 3);
    bp_themes_clear(&themes);
}
END_TEST

START_TEST(a_base_near_the_end_leaves_fewer_classes)
{
    const double bases[] = {0.999, 0.5, 0.004};
    const int expected[] = {5, 6, 3};
    add_reals("score", (const double[]){0.0, 0.2, 0.3, 0.5, 1.0, -1});
    for (int b = 0; b < 3; b++) {
        bp_theme_options options = BP_THEME_OPTIONS_INIT;
        bp_themes themes = BP_THEMES_INIT;
        options.base = bases[b];
        ck_bp_ok(context, bp_themes_make(context, &table, &options, &themes));
        ck_assert_int_eq(themes.themes[0].n_classes, expected[b]);
        for (int i = 0; i < 5; i++)
            ck_assert_int_ge(class_at(&themes.themes[0], i), 0);
        bp_themes_clear(&themes);
    }
}
END_TEST

/* 0.776 is past a base of 0.775, which "0.78" would not say. */
START_TEST(a_base_of_three_decimals_is_shown_whole)
{
    bp_theme_options options = BP_THEME_OPTIONS_INIT;
    bp_themes themes = BP_THEMES_INIT;
    add_reals("score", (const double[]){0.0, 0.2, 0.774, 0.776, 1.0, -1});
    options.base = 0.775;
    ck_bp_ok(context, bp_themes_make(context, &table, &options, &themes));
    ck_assert_int_eq(class_at(&themes.themes[0], 2), 3);
    ck_assert_int_eq(class_at(&themes.themes[0], 3), 4);
    ck_assert_str_eq(themes.themes[0].classes[3].label, "0.580 \xe2\x80\x93 0.775");
    ck_assert_str_eq(themes.themes[0].classes[4].label, "0.775 \xe2\x80\x93 0.890");
    bp_themes_clear(&themes);
}
END_TEST

START_TEST(a_stack_has_a_class_for_each_number)
{
    add_counts("stack", (const int64_t[]){0, 6, 6, 3, -1, 1});
    bp_themes themes = make(BP_THEME_UNITS, NULL);
    const bp_theme *theme = bp_themes_find(&themes, "stack");
    ck_assert_ptr_nonnull(theme);
    ck_assert_int_eq(theme->n_classes, 7);
    const int64_t counts[] = {1, 1, 0, 1, 0, 0, 2};
    for (int c = 0; c < 7; c++)
        ck_assert_int_eq(theme->classes[c].count, counts[c]);
    ck_assert_str_eq(theme->classes[6].value, "6");
    ck_assert_int_eq(class_at(theme, 4), -1);
    bp_themes_clear(&themes);
}
END_TEST

START_TEST(clusters_by_their_words)
{
    const char *const words[] = {"Hot", "Not significant", "Missing", "Cold", "Hot", "Island"};
    add_texts("gi_star_domain_work_cluster", words);
    add_texts("role", (const char *const[]){"none", "member", "none", "bridge", "none", "none"});
    bp_themes themes = make(BP_THEME_UNITS, dutch);
    ck_assert_int_eq(themes.n, 2);
    ck_assert_str_eq(themes.themes[0].name, "role");
    ck_assert_str_eq(themes.themes[0].title, "Plaats in een voorgesteld gebied");
    const bp_theme *theme = bp_themes_find(&themes, "clusters:gi_star_domain_work");
    ck_assert_ptr_nonnull(theme);
    ck_assert_str_eq(theme->title, "Clusters: werk (Gi*)");
    ck_assert_int_eq(theme->n_classes, 5);
    ck_assert_str_eq(theme->classes[0].value, "Hot");
    ck_assert_int_eq(theme->classes[0].count, 2);
    ck_assert_str_eq(theme->classes[4].label, "Geen gegevens");
    ck_assert_int_eq(theme->classes[4].look, BP_THEME_HATCHED);
    bp_themes_clear(&themes);
}
END_TEST

START_TEST(words_that_nobody_expected)
{
    add_texts("kind", (const char *const[]){"designated", "proposed", "borrowed", NULL, "proposed", "kept"});
    bp_themes themes = make(BP_THEME_AREAS, NULL);
    ck_assert_str_eq(themes.themes[0].name, "areas");
    ck_assert_int_eq(themes.themes[0].n_classes, 3);
    ck_assert_ptr_null(themes.themes[0].classes[2].value);
    ck_assert_int_eq(themes.themes[0].classes[2].count, 2);
    ck_assert_int_eq(themes.themes[0].missing.count, 1);
    ck_assert_int_eq(themes.themes[0].classes[1].look, BP_THEME_OUTLINED);
    bp_themes_clear(&themes);
}
END_TEST

/* Of the three columns about a programme the relation makes a theme; names and shares do not. */
START_TEST(relations_to_a_programme)
{
    add_texts("in_deals", (const char *const[]){"inside", "none", "ring", "none", "possibly", "partly"});
    add_texts("in_deals_names", (const char *const[]){"Zuid", NULL, NULL, NULL, "Oost", "Oost"});
    add_reals("in_deals_share", (const double[]){1, 0, 0, 0, -1, 0.5});
    bp_themes themes = make(BP_THEME_AREAS, dutch);
    ck_assert_int_eq(themes.n, 1);
    ck_assert_str_eq(themes.themes[0].name, "programme:deals");
    ck_assert_str_eq(themes.themes[0].title, "Verhouding tot deals");
    ck_assert_int_eq(themes.themes[0].n_classes, 5);
    ck_assert_str_eq(themes.themes[0].classes[1].label, "deels erin");
    ck_assert_int_eq(themes.themes[0].classes[4].count, 2);
    bp_themes_clear(&themes);
}
END_TEST

/* Of designated areas, which lie under the proposed ones, no value is shown where those have any. */
START_TEST(areas_of_one_kind)
{
    add_texts("kind", (const char *const[]){"designated", "proposed", "proposed", "designated", "proposed",
                                            "designated"});
    add_reals("grant_eur", (const double[]){-1, 10, 20, -1, -1, -1});
    add_reals("population", (const double[]){999999, 100, 200, 888888, 300, -1});
    bp_themes themes = make(BP_THEME_AREAS, dutch);
    const bp_theme *grant = bp_themes_find(&themes, "grant"), *people = bp_themes_find(&themes, "population"),
                   *areas = bp_themes_find(&themes, "areas");
    ck_assert_str_eq(people->title, "Inwoners: voorgestelde gebieden");
    ck_assert_str_eq(people->area_kind, "proposed");
    ck_assert_double_eq(people->classes[people->n_classes - 1].upto, 300.0);
    ck_assert_int_eq(people->missing.count, 0);
    ck_assert_int_eq(people->others.count, 3);
    ck_assert_str_eq(people->others.label, "Aangewezen gebied");
    ck_assert_int_eq(people->others.look, BP_THEME_OUTLINED);
    ck_assert_int_eq(grant->missing.count, 1);
    ck_assert_int_eq(grant->others.count, 3);
    ck_assert_ptr_null(areas->area_kind);
    const bp_column *kinds = bp_theme_kinds(people, &table);
    ck_assert(!bp_theme_covers(people, kinds, 0) && bp_theme_covers(people, kinds, 1));
    ck_assert(bp_theme_covers(areas, bp_theme_kinds(areas, &table), 0));
    bp_themes_clear(&themes);
}
END_TEST

START_TEST(areas_that_are_all_designated)
{
    add_texts("kind", (const char *const[]){"designated", "designated", "proposed", "designated",
                                            "designated", "designated"});
    add_reals("population", (const double[]){100, 200, -1, 300, 400, 500});
    bp_themes themes = make(BP_THEME_AREAS, NULL);
    const bp_theme *people = bp_themes_find(&themes, "population");
    ck_assert_str_eq(people->title, "Residents: designated areas");
    ck_assert_str_eq(people->others.label, "Proposed area");
    ck_assert_int_eq(people->others.count, 1);
    bp_themes_clear(&themes);
}
END_TEST

/* What no variant selects is in a class of its own; other shares in fifths. */
START_TEST(shares_and_none)
{
    add_reals("stability", (const double[]){0.0, 0.001, 0.2, 0.21, 1.0, -1});
    bp_themes themes = make(BP_THEME_UNITS, NULL);
    const bp_theme *theme = bp_themes_find(&themes, "stability");
    static const int expected[] = {0, 1, 1, 2, 5, -1};
    ck_assert_int_eq(theme->n_classes, 6);
    ck_assert(theme->is_share);
    ck_assert_str_eq(theme->classes[0].label, "0 %");
    ck_assert_str_eq(theme->classes[1].label, "0 \xe2\x80\x93 20 %");
    for (int i = 0; i < 6; i++)
        ck_assert_int_eq(class_at(theme, i), expected[i]);
    ck_assert_int_eq(theme->classes[1].count, 2);
    ck_assert_int_eq(theme->missing.count, 1);
    bp_themes_clear(&themes);
}
END_TEST

/* Limits of one's own are given as shares and shown as percentages, with the decimals that they need. */
START_TEST(shares_in_other_classes)
{
    const double limits[] = {0.125, 0.5};
    const bp_class_options classes = {BP_CLASSES_MANUAL, 3, limits};
    bp_theme_options options = BP_THEME_OPTIONS_INIT;
    options.words = dutch;
    add_reals("stability", (const double[]){0.0, 0.001, 0.2, 0.21, 1.0, -1});
    bp_themes themes = make(BP_THEME_UNITS, dutch);
    ck_bp_ok(context, bp_theme_reclass(context, &table, &options, &classes, &themes.themes[0]));
    ck_assert_str_eq(themes.themes[0].classes[0].label, "0,0 \xe2\x80\x93 12,5 %");
    ck_assert_str_eq(themes.themes[0].classes[2].label, "50,0 \xe2\x80\x93 100,0 %");
    bp_themes_clear(&themes);
}
END_TEST

START_TEST(adopted_areas_are_one_class)
{
    add_texts("adopted_id", (const char *const[]){"A", "B", "C", "D", "E", "F"});
    bp_themes themes = make(BP_THEME_ADOPTED, NULL);
    ck_assert_int_eq(themes.n, 1);
    ck_assert_int_eq(themes.themes[0].n_classes, 1);
    ck_assert_int_eq(themes.themes[0].classes[0].count, 6);
    ck_assert_int_eq(themes.themes[0].classes[0].look, BP_THEME_OUTLINED);
    bp_themes_clear(&themes);
}
END_TEST

/* In the order in which they come, outlined, and no two beside each other in one colour. */
START_TEST(methods_by_their_names)
{
    add_texts("method", (const char *const[]){"skater", "skater", "components", "scan", "scan", NULL});
    bp_themes themes = make(BP_THEME_METHODS, NULL);
    ck_assert_int_eq(themes.n, 1);
    const bp_theme *theme = &themes.themes[0];
    static const char *const names[] = {"skater", "components", "scan"};
    static const int counts[] = {2, 1, 2};
    ck_assert_int_eq(theme->n_classes, 3);
    for (int c = 0; c < 3; c++) {
        ck_assert_str_eq(theme->classes[c].value, names[c]);
        ck_assert_int_eq(theme->classes[c].count, counts[c]);
        ck_assert_int_eq(theme->classes[c].look, BP_THEME_OUTLINED);
        for (int k = 0; k < c; k++)
            ck_assert_mem_ne(theme->classes[c].colour, theme->classes[k].colour, 3);
    }
    ck_assert_int_eq(theme->missing.count, 1);
    bp_themes_clear(&themes);
}
END_TEST

START_TEST(programmes_by_their_names)
{
    add_texts("programme", (const char *const[]){"b", "a", "b", NULL, "c", "a"});
    bp_themes themes = make(BP_THEME_OVERLAP, NULL);
    ck_assert_int_eq(themes.themes[0].n_classes, 3);
    ck_assert_str_eq(themes.themes[0].classes[0].value, "b");
    ck_assert_int_eq(themes.themes[0].classes[0].count, 2);
    ck_assert_int_eq(themes.themes[0].missing.count, 1);
    bp_themes_clear(&themes);
}
END_TEST

START_TEST(domains_and_amounts_in_dutch)
{
    add_reals("domain_poverty", (const double[]){0.1, 0.9, 0.5, 0.3, -1, -1});
    add_reals("grant_eur", (const double[]){1000, 1001, 250000, 250100, -1, 1000});
    add_texts("kind",
              (const char *const[]){"proposed", "proposed", "proposed", "proposed", "proposed", "proposed"});
    bp_themes themes = make(BP_THEME_AREAS, dutch);
    const bp_theme *domain = bp_themes_find(&themes, "domain:poverty");
    const bp_theme *grant = bp_themes_find(&themes, "grant");
    ck_assert_str_eq(domain->title, "Onderwerp: armoede");
    ck_assert_str_eq(domain->classes[4].label, "0,80 \xe2\x80\x93 0,90");
    ck_assert_int_eq(grant->n_classes, 4);
    ck_assert_str_eq(grant->classes[2].label, "1.001 \xe2\x80\x93 250.000");
    ck_assert_int_eq(grant->classes[0].count, 2);
    bp_themes_clear(&themes);
}
END_TEST

START_TEST(columns_without_values_make_no_theme)
{
    add_reals("score", (const double[]){-1, -1, -1, -1, -1, -1});
    add_texts("stack", (const char *const[]){"1", "2", "3", "4", "5", "6"});
    bp_themes themes = make(BP_THEME_UNITS, NULL);
    ck_assert_int_eq(themes.n, 0);
    bp_themes_clear(&themes);
}
END_TEST

START_TEST(refusals)
{
    add_reals("score", (const double[]){0.5, 0.4, 0.3, 0.2, 0.1, 0});
    add_reals("stability", (const double[]){0.5, 0.4, 0.3, 0.2, 0.1, 0});
    bp_themes themes = make(BP_THEME_UNITS, NULL);
    ck_assert_int_eq(bp_themes_fail(context, &themes, "scroe"), BP_ERROR_ARGUMENT);
    ck_assert_str_eq(bp_context_message(context),
                     "no theme 'scroe'; did you mean 'score'? This run has score, stability");
    bp_context_clear(context);
    bp_themes_fail(context, &themes, "weather");
    ck_assert_str_eq(bp_context_message(context), "no theme 'weather'; this run has score, stability");
    bp_context_clear(context);
    bp_themes_clear(&themes);

    const bp_theme_options options = BP_THEME_OPTIONS_INIT;
    table.columns[1].real[2] = 1.5;
    ck_assert_int_eq(bp_themes_make(context, &table, &options, &themes), BP_ERROR_INPUT);
    ck_assert_str_eq(bp_context_message(context),
                     "column 'stability', row 3: the value is in none of the classes of the theme "
                     "'stability', which go from 0 to 1");
    ck_assert_int_eq(themes.n, 0);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("theme");
    TCase *tests = tcase_create("theme");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, scores_are_cut_at_the_base);
    tcase_add_test(tests, a_base_near_the_end_leaves_fewer_classes);
    tcase_add_test(tests, a_base_of_three_decimals_is_shown_whole);
    tcase_add_test(tests, a_stack_has_a_class_for_each_number);
    tcase_add_test(tests, clusters_by_their_words);
    tcase_add_test(tests, words_that_nobody_expected);
    tcase_add_test(tests, relations_to_a_programme);
    tcase_add_test(tests, areas_of_one_kind);
    tcase_add_test(tests, areas_that_are_all_designated);
    tcase_add_test(tests, shares_and_none);
    tcase_add_test(tests, shares_in_other_classes);
    tcase_add_test(tests, adopted_areas_are_one_class);
    tcase_add_test(tests, programmes_by_their_names);
    tcase_add_test(tests, methods_by_their_names);
    tcase_add_test(tests, domains_and_amounts_in_dutch);
    tcase_add_test(tests, columns_without_values_make_no_theme);
    tcase_add_test(tests, refusals);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
