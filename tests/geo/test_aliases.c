/* Columns under another name: families of names, what is meant by one of them, and when that is not clear. */
#define _POSIX_C_SOURCE 200809L

#include "geo/aliases_read.h"
#include "geo/read.h"
#include "tests/geo/files.h"

static bp_aliases aliases;

static void open_table(void)
{
    set_up();
    put_file(at("b.csv"), "role,one,two,note,certainty,source\n"
                          "population,AANT_INW,aantal_inwoners AantalInwoners,residents,sure,a map\n"
                          "poverty,,percentage_arm,,likely,\n"
                          "poverty,ARM,laag_inkomen,,sure,\n"
                          "built,,bouwjaar_tot_2000,,,\n");
    put_file(at("a.csv"), "role,name\ncode,code_x CODE_Y\n");
    put_file(at("readme.txt"), "not a table\n");
    ck_bp_ok(context, bp_aliases_read(context, scratch, &aliases));
}

static void close_table(void)
{
    bp_aliases_clear(&aliases);
    tear_down();
}

START_TEST(families)
{
    ck_assert_int_eq(aliases.n, 5);
    ck_assert_int_eq(aliases.n_names, 9);
    ck_assert_str_eq(aliases.role[0], "code");
    ck_assert_str_eq(aliases.role[1], "population");
    ck_assert_str_eq(aliases.note[1], "residents");
    ck_assert_ptr_null(aliases.note[2]);
    ck_assert_str_eq(aliases.certainty[2], "likely");
    ck_assert_int_eq(bp_aliases_find(&aliases, "Aantal_Inwoners", 0), 1);
    ck_assert_int_eq(bp_aliases_find(&aliases, "AantalInwoners_5", 0), 1);
    ck_assert_int_eq(bp_aliases_find(&aliases, "AantalInwoners_5", 2), -1);
    ck_assert_int_eq(bp_aliases_find(&aliases, "AantalInwoners_", 0), -1);
    ck_assert_int_eq(bp_aliases_find(&aliases, "CODE_Y", 0), 0);
    /* 2000 is part of the name and not StatLine's number of a column. */
    ck_assert_int_eq(bp_aliases_find(&aliases, "bouwjaar_tot", 0), -1);
    ck_assert_int_eq(bp_aliases_find(&aliases, "", 0), -1);
}
END_TEST

START_TEST(a_folder_that_is_not_there)
{
    bp_aliases none = BP_ALIASES_INIT;
    ck_bp_ok(context, bp_aliases_read(context, at("nowhere"), &none));
    ck_assert_int_eq(none.n, 0);
    ck_assert_int_eq(bp_aliases_find(&none, "AANT_INW", 0), -1);
    put_file(at("c.csv"), "name\nx\n");
    ck_assert_int_eq(bp_aliases_read(context, scratch, &none), BP_ERROR_INPUT);
    ck_message("c.csv: has no column 'role'; a table of column names says in it what they are");
}
END_TEST

/* What a file with these columns gives for a name; `found` NULL: the message. */
static const struct {
    const char *asked, *header, *found, *message;
} cases[] = {
    {"aantal_inwoners", "gwb,AANT_INW", "AANT_INW", NULL},
    {"AANT_INW", "gwb,AantalInwoners_5", "AantalInwoners_5", NULL},
    {"AantalInwoners_5", "aantal_inwoners,gwb", "aantal_inwoners", NULL},
    {"AantalInwoners_5", "gwb,AantalInwoners_6", "AantalInwoners_6", NULL},
    {"aant_inw", "gwb,AANT_INW", "AANT_INW", NULL},
    {"laag_inkomen", "percentage_arm,arm_3", "arm_3", NULL},
    {"aantal_inwoners", "AANT_INW,AantalInwoners_5", NULL,
     "t.csv: there is no column 'aantal_inwoners'; 'AANT_INW' and 'AantalInwoners_5' could both be meant: "
     "name one "
     "of them"},
    {"aantal_inwoners", "inwoners,AANT_HH", NULL,
     "t.csv: there is no column 'aantal_inwoners'; it has inwoners, AANT_HH"},
    {"huishoudens_99", "huishoudens_98,gwb", NULL,
     "t.csv: there is no column 'huishoudens_99'; nearest: 'huishoudens_98'"},
};

START_TEST(columns_by_another_name)
{
    bp_table table = BP_TABLE_INIT;
    const bp_read_options options = {.columns = &cases[_i].asked, .n_columns = 1, .aliases = &aliases};
    char *text = bp_text_format("%s\n1,2\n", cases[_i].header);
    put_file(at("t.csv"), text);
    free(text);
    bp_status status = bp_table_read(context, at("t.csv"), &options, &table);
    ck_assert_int_eq(status, cases[_i].found ? BP_OK : BP_ERROR_INPUT);
    if (cases[_i].found) {
        ck_assert_int_eq(table.n_columns, 1);
        ck_assert_str_eq(table.columns[0].name, cases[_i].found);
        ck_assert_str_eq(table.columns[0].asked, cases[_i].asked);
        ck_assert_int_eq(table.columns[0].found, BP_FOUND_BY_ALIAS);
        ck_assert_int_eq(bp_table_find(&table, cases[_i].asked), 0);
    } else {
        ck_message(cases[_i].message);
    }
    bp_table_clear(&table);
}
END_TEST

START_TEST(its_own_name_goes_first)
{
    static const char *const asked[] = {"AANT_INW", "aantal_inwoners"};
    bp_table table = BP_TABLE_INIT;
    bp_read_options options = {.columns = asked, .n_columns = 2, .aliases = &aliases};
    put_file(at("t.csv"), "AANT_INW,aantal_inwoners\n1,2\n");
    ck_bp_ok(context, bp_table_read(context, at("t.csv"), &options, &table));
    ck_assert_ptr_null(table.columns[0].asked);
    ck_assert_int_eq(bp_table_find(&table, "aantal_inwoners"), 1);
    bp_table_clear(&table);
    /* By its own name and another one it is the same column; by two others it is not said whether it is. */
    put_file(at("t.csv"), "AANT_INW,gwb\n1,2\n");
    ck_bp_ok(context, bp_table_read(context, at("t.csv"), &options, &table));
    ck_assert_int_eq(table.n_columns, 1);
    ck_assert_int_eq(bp_table_find(&table, "AANT_INW"), 0);
    ck_assert_int_eq(bp_table_find(&table, "aantal_inwoners"), 0);
    bp_table_clear(&table);
    put_file(at("t.csv"), "AantalInwoners_5,gwb\n1,2\n");
    ck_assert_int_eq(bp_table_read(context, at("t.csv"), &options, &table), BP_ERROR_INPUT);
    ck_message(
        "t.csv: there is no column 'aantal_inwoners' and none 'AANT_INW'; both may be 'AantalInwoners_5', so "
        "name that one");
}
END_TEST

/* Names cut to eight characters and a number are as good as the one cut to ten. */
START_TEST(cut_names_that_are_not_clear)
{
    static const char *const two[] = {"gemiddelde", "gemiddel_1"}, *const one[] = {"gemiddel_1", "x"};
    int out = 7;
    bp_column_found found = BP_FOUND_BY_NAME;
    ck_assert_int_eq(
        bp_aliases_resolve(context, NULL, "a.dbf", "gemiddelde_woningwaarde", true, two, 2, &out, &found),
        BP_ERROR_INPUT);
    ck_message(
        "a.dbf: there is no column 'gemiddelde_woningwaarde'; 'gemiddelde' and 'gemiddel_1' could both be "
        "meant: name one of them");
    ck_assert_int_eq(out, 7);
    ck_bp_ok(context, bp_aliases_resolve(context, NULL, "a.dbf", "gemiddelde_woningwaarde", true, one, 2,
                                         &out, &found));
    ck_assert_int_eq(out, -1);
    ck_bp_ok(context, bp_aliases_resolve(context, NULL, "a.dbf", "GEMIDDELDE_woningwaarde", true, two, 1,
                                         &out, &found));
    ck_assert_int_eq(out, 0);
    ck_assert_int_eq(found, BP_FOUND_BY_CUT_NAME);
}
END_TEST

/* The table that is shipped: every name leads to one family, and the generations of a column to the same. */
START_TEST(shipped_table)
{
    const char *source = getenv("BRANDPUNT_SOURCE");
    bp_aliases shipped = BP_ALIASES_INIT;
    char *folder = bp_text_format("%s/shapefiles/columns", source ? source : ".");
    ck_bp_ok(context, bp_aliases_read(context, folder, &shipped));
    free(folder);
    ck_assert_int_eq(shipped.n, 32);
    for (int i = 0; i < shipped.n_names; i++) {
        int family = bp_aliases_find(&shipped, shipped.name[i], 0);
        ck_assert_msg(bp_aliases_find(&shipped, shipped.name[i], family + 1) == -1, "%s is in two families",
                      shipped.name[i]);
    }
    int population = bp_aliases_find(&shipped, "AANT_INW", 0);
    ck_assert_str_eq(shipped.role[population], "population");
    ck_assert_int_eq(bp_aliases_find(&shipped, "aantal_inwoners", 0), population);
    ck_assert_int_eq(bp_aliases_find(&shipped, "AantalInwoners_5", 0), population);
    ck_assert_str_eq(shipped.certainty[population], "sure");
    ck_assert_int_eq(bp_aliases_find(&shipped, "GemiddeldeWoningwaarde_35", 0),
                     bp_aliases_find(&shipped, "gemiddelde_woningwaarde", 0));
    ck_assert_int_ge(bp_aliases_find(&shipped, "Codering_3", 0), 0);
    ck_assert_int_ge(bp_aliases_find(&shipped, "k_40PersonenMetLaagsteInkomen_73", 0), 0);
    bp_aliases_clear(&shipped);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("aliases");
    TCase *test = tcase_create("aliases");
    tcase_add_checked_fixture(test, open_table, close_table);
    tcase_add_test(test, families);
    tcase_add_test(test, a_folder_that_is_not_there);
    tcase_add_loop_test(test, columns_by_another_name, 0, sizeof cases / sizeof *cases);
    tcase_add_test(test, its_own_name_goes_first);
    tcase_add_test(test, cut_names_that_are_not_clear);
    tcase_add_test(test, shipped_table);
    suite_add_tcase(suite, test);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
