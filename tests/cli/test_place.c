/* Which place somebody means, in a list made by hand: codes, names, other names, words, and what was nearly
 * meant. */
#include "cli/place.h"

#include "tests/cli/program.h"

static const bp_place_entry entries[] = {
    {{BP_PLACE_UNIT, 0}, "WK051801", "Centrum", "'s-Gravenhage"},
    {{BP_PLACE_UNIT, 1}, "WK079601", "Centrum", "'s-Hertogenbosch"},
    {{BP_PLACE_UNIT, 2}, "WK051802", "Wijk 02 Moerwijk", "'s-Gravenhage"},
    {{BP_PLACE_UNIT, 3}, "WK036301", "Havens", "Amsterdam"},
    {{BP_PLACE_PROPOSED, 0}, "P001", "Moerwijk e.o.", "'s-Gravenhage"},
    {{BP_PLACE_PROPOSED, 1}, "P002", "Havens", "Amsterdam"},
    {{BP_PLACE_PROPOSED, 2}, "P003", "Havens", "Rotterdam"},
    {{BP_PLACE_DESIGNATED, 0}, "D1", "Zuidwest", "'s-Gravenhage"},
    {{BP_PLACE_DESIGNATED, 1}, "D2", "Overvecht", "Utrecht"},
    {{BP_PLACE_PROPOSED, 3}, "P004", "Wijk 03 Overvecht", "Utrecht"},
    {{BP_PLACE_PROPOSED, 4}, "P005", "Wijk 34 Morgenstond", "'s-Gravenhage"},
    {{BP_PLACE_PROPOSED, 5}, "P006", "Kortenoord", "Gouda"},
    {{BP_PLACE_MUNICIPALITY, 0}, "GM0518", "'s-Gravenhage", NULL},
    {{BP_PLACE_MUNICIPALITY, 1}, "GM0796", "'s-Hertogenbosch", NULL},
    {{BP_PLACE_MUNICIPALITY, 2}, "GM0363", "Amsterdam", NULL},
};

static bp_places places = BP_PLACES_INIT;

static void set_up_places(void)
{
    set_up();
    places.directory = "run";
    for (size_t i = 0; i < sizeof entries / sizeof *entries; i++)
        ck_bp_ok(context, bp_places_add(context, &places, &entries[i]));
}

static void tear_down_places(void)
{
    bp_places_clear(&places);
    tear_down();
}

typedef struct question {
    unsigned kinds;
    const char *text;
    bp_place place;
    const char *warning; /* NULL: none */
} question;

START_TEST(what_is_meant)
{
    static const question questions[] = {
        {BP_PLACES_ALL, "wk051801", {BP_PLACE_UNIT, 0}, NULL},
        {BP_PLACES_ALL, "Centrum, 's-hertogenbosch", {BP_PLACE_UNIT, 1}, NULL},
        {BP_PLACES_ALL,
         "Den Haag",
         {BP_PLACE_MUNICIPALITY, 0},
         "'Den Haag' is taken for GM0518 (municipality 's-Gravenhage)"},
        {BP_PLACES_MUNICIPALITIES,
         "den bosch",
         {BP_PLACE_MUNICIPALITY, 1},
         "'den bosch' is taken for GM0796 (municipality 's-Hertogenbosch)"},
        {BP_PLACES_MUNICIPALITIES, "amsterdam", {BP_PLACE_MUNICIPALITY, 2}, NULL},
        {BP_PLACES_ALL,
         "moerwijk den haag",
         {BP_PLACE_UNIT, 2},
         "'moerwijk den haag' is taken for WK051802 (unit Wijk 02 Moerwijk, 's-Gravenhage)"},
        {BP_PLACES_AREAS,
         "moerwijk",
         {BP_PLACE_PROPOSED, 0},
         "'moerwijk' is taken for P001 (proposed area Moerwijk e.o., 's-Gravenhage)"},
        {BP_PLACES_AREAS, "zuidwest", {BP_PLACE_DESIGNATED, 0}, NULL},
        {BP_PLACES_AREAS, "p002", {BP_PLACE_PROPOSED, 1}, NULL},
        {BP_PLACES_ALL, "Havens", {BP_PLACE_UNIT, 3}, NULL},
        {BP_PLACES_AREAS, "Havens, Rotterdam", {BP_PLACE_PROPOSED, 2}, NULL},
    };
    const question *asked = &questions[_i];
    bp_place found = {BP_PLACE_UNIT, -1};
    ck_bp_ok(context, bp_place_find(context, &places, asked->kinds, asked->text, &found));
    ck_assert_int_eq((int)found.kind, (int)asked->place.kind);
    ck_assert_int_eq(found.index, asked->place.index);
    ck_assert_uint_eq(bp_context_warning_count(context), asked->warning ? 1 : 0);
    if (asked->warning)
        ck_assert_str_eq(bp_context_warning_at(context, 0)->text, asked->warning);
}
END_TEST

START_TEST(what_is_not_clear)
{
    static const struct {
        unsigned kinds;
        const char *text, *message;
    } questions[] = {
        {BP_PLACES_ALL, "centrum",
         "run: 'centrum' can be several places: WK051801 (unit Centrum, 's-Gravenhage); WK079601 (unit "
         "Centrum, 's-Hertogenbosch); give the code, or 'name, municipality'"},
        {BP_PLACES_AREAS, "havens",
         "run: 'havens' can be several places: P002 (proposed area Havens, Amsterdam); P003 (proposed area "
         "Havens, Rotterdam); give the code, or 'name, municipality'"},
        {BP_PLACES_MUNICIPALITIES, "den hag",
         "run: has no municipality with the code or name 'den hag'; did you mean GM0518 (municipality "
         "'s-Gravenhage)?"},
        {BP_PLACES_MUNICIPALITIES, "Zuidwest",
         "run: has no municipality with the code or name 'Zuidwest'; units.gpkg has them"},
        {BP_PLACES_AREAS, "Zuidwst",
         "run: has no area with the code or name 'Zuidwst'; did you mean D1 (designated area Zuidwest, "
         "'s-Gravenhage)?"},
        {BP_PLACES_AREAS, "Amsterdam-Noord",
         "run: has no area with the code or name 'Amsterdam-Noord'; areas.csv lists them"},
        {BP_PLACES_AREAS, "overvecht",
         "run: 'overvecht' can be several places: D2 (designated area Overvecht, Utrecht); P004 (proposed "
         "area Wijk 03 Overvecht, Utrecht); give the code, or 'name, municipality'"},
        {BP_PLACES_ALL, "Overveht",
         "run: has no unit, area or municipality with the code or name 'Overveht'; did you mean D2 "
         "(designated area Overvecht, Utrecht); P004 (proposed area Wijk 03 Overvecht, Utrecht)?"},
        {BP_PLACES_ALL, "Morgensond",
         "run: has no unit, area or municipality with the code or name 'Morgensond'; did you mean P005 "
         "(proposed area Wijk 34 Morgenstond, 's-Gravenhage)?"},
        {BP_PLACES_ALL, "qqqqqq",
         "run: has no unit, area or municipality with the code or name 'qqqqqq'; units.gpkg and areas.csv "
         "list them"},
    };
    bp_place found = {BP_PLACE_UNIT, -1};
    ck_assert_int_eq(bp_place_find(context, &places, questions[_i].kinds, questions[_i].text, &found),
                     BP_ERROR_INPUT);
    ck_assert_str_eq(bp_context_message(context), questions[_i].message);
    ck_assert_int_eq(found.index, -1);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("place");
    TCase *tests = tcase_create("place");
    tcase_add_checked_fixture(tests, set_up_places, tear_down_places);
    tcase_add_loop_test(tests, what_is_meant, 0, 11);
    tcase_add_loop_test(tests, what_is_not_clear, 0, 10);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
