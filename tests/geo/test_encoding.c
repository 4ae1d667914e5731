/* Text that is not UTF-8, in csv and dbf: read as what the study says it is, else as what it must be, and
 * told. */
#define _POSIX_C_SOURCE 200809L

#include "geo/read.h"
#include "tests/geo/files.h"

#define NAME_UTF8 "Caf\xC3\xA9 \xE2\x82\xAC \xC5\xA0"

static void ck_warning(const char *expected)
{
    const bp_warning *warning = bp_context_warning_at(context, 0);
    ck_assert_msg(!!warning == !!expected, "warning: %s", warning ? warning->text : "none");
    if (!expected)
        return;
    ck_assert_str_eq(warning->code, "encoding");
    ck_assert_str_eq(warning->text + strlen(scratch) + 1, expected);
}

/* One name each way it comes. */
static const struct {
    const char *bytes;
    size_t n;
    const char *encoding, *name, *warning;
} files[] = {
#define BYTES(text) text, sizeof(text) - 1
    {BYTES("code,name\nA," NAME_UTF8 "\n"), NULL, NAME_UTF8, NULL},
    {BYTES("\xEF\xBB\xBF"
           "code,name\nA," NAME_UTF8 "\n"),
     NULL, NAME_UTF8, NULL},
    {BYTES("\xEF\xBB\xBF"
           "code;name\nA;" NAME_UTF8 "\n"),
     "UTF-8", NAME_UTF8, NULL},
    /* Two byte-order marks, and one inside the quotes. */
    {BYTES("\xEF\xBB\xBF\xEF\xBB\xBF"
           "code,name\nA," NAME_UTF8 "\n"),
     NULL, NAME_UTF8, NULL},
    {BYTES("\"\xEF\xBB\xBF"
           "code\",name\nA," NAME_UTF8 "\n"),
     "UTF-8", NAME_UTF8, NULL},
    {BYTES("code\tname\nA\tCaf\xE9 \x80 \x8A\n"), NULL, NAME_UTF8,
     "a.csv: is not UTF-8; its text was read as Windows-1252"},
    {BYTES("code,name\r\nA,Caf\xE9 \x80 \x8A\r\n"), "windows-1252", NAME_UTF8, NULL},
    {BYTES("code,name\nA,Caf\xE9\n"), "ISO-8859-1", "Caf\xC3\xA9", NULL},
    {BYTES("code,name\nA,Caf\xE9 \xA4\n"), "ISO-8859-15", "Caf\xC3\xA9 \xE2\x82\xAC", NULL},
    /* UTF-8 that happens to be Windows-1252 as well: the study has the last word. */
    {BYTES("code,name\nA,Caf\xC3\xA9\n"), "CP1252", "Caf\xC3\x83\xC2\xA9", NULL},
    {BYTES("\xFF\xFE"
           "c\0o\0d\0e\0\t\0n\0a\0m\0e\0\n\0A\0\t\0\xE9\0\xAC\x20=\xD8\0\xDE\n\0"),
     NULL, "\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80", NULL},
    {BYTES("\xFE\xFF\0c\0o\0d\0e\0,\0n\0a\0m\0e\0\n\0A\0,\0\xE9\0\n"), NULL, "\xC3\xA9", NULL},
    {BYTES("c\0o\0d\0e\0,\0n\0a\0m\0e\0\n\0A\0,\0\xE9\0\n\0"), "UTF-16LE", "\xC3\xA9", NULL},
};

START_TEST(csv_in_many_encodings)
{
    bp_table table = BP_TABLE_INIT;
    const bp_read_options options = {.encoding = files[_i].encoding};
    put_bytes(at("a.csv"), files[_i].bytes, files[_i].n);
    ck_bp_ok(context, bp_table_read(context, at("a.csv"), &options, &table));
    ck_assert_int_eq(table.n_rows, 1);
    ck_assert_str_eq(table.columns[0].name, "code");
    ck_assert_str_eq(bp_column_text_at(&table.columns[1], 0), files[_i].name);
    ck_warning(files[_i].warning);
    bp_table_clear(&table);
}
END_TEST

static const struct {
    const char *bytes;
    size_t n;
    const char *encoding, *message;
} refused[] = {
    {BYTES("code,name\nA,Caf\xE9\n"), "UTF-8", "a.csv: is not UTF-8, as its `encoding` says"},
    {BYTES("code,name\nA,Caf\x8D\n"), NULL,
     "a.csv: is neither UTF-8 nor Windows-1252; say which it is with `encoding`, or save it as csv UTF-8"},
    {BYTES("code,name\nA,B\n"), "Klingon-7",
     "a.csv: cannot be read in the encoding 'Klingon-7'; UTF-8, UTF-16, Windows-1252 and ISO-8859-1 always "
     "can"},
    {BYTES("c\0o\0d\0e\0\n\0A\0\n\0"), NULL, "a.csv: is not a text file in UTF-8; save it as csv UTF-8"},
};

START_TEST(csv_that_is_refused)
{
    bp_table table = BP_TABLE_INIT;
    const bp_read_options options = {.encoding = refused[_i].encoding};
    put_bytes(at("a.csv"), refused[_i].bytes, refused[_i].n);
    ck_assert_int_eq(bp_table_read(context, at("a.csv"), &options, &table), BP_ERROR_INPUT);
    ck_message(refused[_i].message);
}
END_TEST

/* A dbf of one text column and one row, as a program of the nineties wrote it: no word on its encoding. */
static void put_dbf(const char *path, const char *column, const char *text)
{
    unsigned char bytes[32 + 32 + 1 + 1 + 20 + 1];
    memset(bytes, 0, sizeof bytes);
    bytes[0] = 3;
    bytes[1] = 99;
    bytes[2] = bytes[3] = 1;
    bytes[4] = 1;
    bytes[8] = 32 + 32 + 1;
    bytes[10] = 1 + 20;
    memcpy(bytes + 32, column, strlen(column));
    bytes[32 + 11] = 'C';
    bytes[32 + 16] = 20;
    bytes[64] = 0x0D;
    memset(bytes + 65, ' ', 21);
    memcpy(bytes + 66, text, strlen(text));
    bytes[86] = 0x1A;
    put_bytes(path, bytes, sizeof bytes);
}

START_TEST(dbf_without_code_page)
{
    bp_table table = BP_TABLE_INIT;
    bp_read_options options = BP_READ_OPTIONS_INIT;
    put_dbf(at("a.dbf"), "name", "Caf\xE9");
    ck_bp_ok(context, bp_table_read(context, at("a.dbf"), &options, &table));
    ck_assert_str_eq(bp_column_text_at(&table.columns[0], 0), "Caf\xC3\xA9");
    ck_warning("a.dbf: 1 text is not UTF-8, though nothing says otherwise; it was read as Windows-1252");
    bp_table_clear(&table);
    options.encoding = "CP850";
    put_dbf(at("a.dbf"), "name", "Caf\x82");
    ck_bp_ok(context, bp_table_read(context, at("a.dbf"), &options, &table));
    ck_assert_str_eq(bp_column_text_at(&table.columns[0], 0), "Caf\xC3\xA9");
    ck_assert_uint_eq(bp_context_warning_count(context), 1);
    bp_table_clear(&table);
}
END_TEST

/* Whatever the text, and in a shapefile too. */
START_TEST(names_that_are_not_known)
{
    bp_table table = BP_TABLE_INIT;
    bp_read_options options = BP_READ_OPTIONS_INIT;
    options.encoding = "klingon";
    put_file(at("a.csv"), "code,n\nA,5\n");
    ck_assert_int_eq(bp_table_read(context, at("a.csv"), &options, &table), BP_ERROR_INPUT);
    ck_message("a.csv: cannot be read in the encoding 'klingon'; UTF-8, UTF-16, Windows-1252 and ISO-8859-1 "
               "always can");
    put_dbf(at("a.dbf"), "name", "Cafe");
    ck_assert_int_eq(bp_table_read(context, at("a.dbf"), &options, &table), BP_ERROR_INPUT);
    ck_message("a.dbf: cannot be read in the encoding 'klingon'; UTF-8, UTF-16, Windows-1252 and ISO-8859-1 "
               "always can");
}
END_TEST

START_TEST(another_encoding_than_the_cpg)
{
    bp_table table = BP_TABLE_INIT;
    bp_read_options options = BP_READ_OPTIONS_INIT;
    put_dbf(at("a.dbf"), "name", "Caf\xE9");
    put_file(at("a.cpg"), "UTF-8");
    options.encoding = "Windows-1252";
    ck_bp_ok(context, bp_table_read(context, at("a.dbf"), &options, &table));
    ck_assert_str_eq(bp_column_text_at(&table.columns[0], 0), "Caf\xC3\xA9");
    ck_warning("a.dbf: its .cpg says that its texts are UTF-8; they were read as Windows-1252, which "
               "`encoding` says");
    bp_table_clear(&table);
    put_file(at("a.cpg"), "1252");
    ck_bp_ok(context, bp_table_read(context, at("a.dbf"), &options, &table));
    ck_assert_uint_eq(bp_context_warning_count(context), 1);
    bp_table_clear(&table);
}
END_TEST

/* A shapefile cuts names: what was aantal_inwoners is aantal_inw. */
START_TEST(cut_names)
{
    static const char *const asked[] = {"aantal_inwoners"}, *const other[] = {"aantal_huishoudens"};
    bp_table table = BP_TABLE_INIT;
    bp_read_options options = {.columns = asked, .n_columns = 1};
    put_dbf(at("a.dbf"), "aantal_inw", "12");
    ck_bp_ok(context, bp_table_read(context, at("a.dbf"), &options, &table));
    ck_assert_str_eq(table.columns[0].name, "aantal_inw");
    ck_assert_str_eq(table.columns[0].asked, "aantal_inwoners");
    ck_assert_int_eq(table.columns[0].found, BP_FOUND_BY_CUT_NAME);
    ck_assert_int_eq(bp_table_find(&table, "aantal_inwoners"), 0);
    ck_assert_int_eq(bp_table_find(&table, "aantal_inw"), 0);
    bp_table_clear(&table);
    options.columns = other;
    ck_assert_int_eq(bp_table_read(context, at("a.dbf"), &options, &table), BP_ERROR_INPUT);
    ck_message("a.dbf, layer a: there is no column 'aantal_huishoudens'; it has aantal_inw");
    /* In a csv nothing cuts names. */
    put_file(at("a.csv"), "aantal_inw\n12\n");
    options.columns = asked;
    ck_assert_int_eq(bp_table_read(context, at("a.csv"), &options, &table), BP_ERROR_INPUT);
    ck_message("a.csv: there is no column 'aantal_inwoners'; nearest: 'aantal_inw'");
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("encoding");
    TCase *test = tcase_create("encoding");
    tcase_add_checked_fixture(test, set_up, tear_down);
    tcase_add_loop_test(test, csv_in_many_encodings, 0, sizeof files / sizeof *files);
    tcase_add_loop_test(test, csv_that_is_refused, 0, sizeof refused / sizeof *refused);
    tcase_add_test(test, dbf_without_code_page);
    tcase_add_test(test, names_that_are_not_known);
    tcase_add_test(test, another_encoding_than_the_cpg);
    tcase_add_test(test, cut_names);
    suite_add_tcase(suite, test);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
