/* The words of both languages, their numbers, and what is said of a catalogue that is not one. */
#include "cli/words.h"

#include "cli/words_file.h"
#include "tests/cli/program.h"

static bp_words *dutch;

static void setup_words(void)
{
    set_up();
    ck_bp_ok(context, bp_words_open(context, BP_LANGUAGE_DUTCH, &dutch));
}

static void teardown_words(void)
{
    bp_words_free(dutch);
    tear_down();
}

/* The locale of the environment is a language, whether it is installed or not. */
START_TEST(the_first_variable_that_is_set_chooses)
{
    static const struct {
        const char *all, *messages, *lang;
        bp_language language;
    } rows[] = {
        {NULL, NULL, NULL, BP_LANGUAGE_ENGLISH},          {NULL, NULL, "nl_NL.UTF-8", BP_LANGUAGE_DUTCH},
        {"C", NULL, "nl_NL.UTF-8", BP_LANGUAGE_ENGLISH},  {"", "nl", "C", BP_LANGUAGE_DUTCH},
        {"nl_BE@euro", "C", "C", BP_LANGUAGE_DUTCH},      {NULL, NULL, "nlx_XX", BP_LANGUAGE_ENGLISH},
        {NULL, NULL, "de_DE.UTF-8", BP_LANGUAGE_ENGLISH}, {"C.UTF-8", "nl", "nl", BP_LANGUAGE_ENGLISH}};
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
        const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
        const char *const values[] = {rows[r].all, rows[r].messages, rows[r].lang};
        bp_language language = BP_LANGUAGE_ENGLISH;
        for (int v = 0; v < 3; v++)
            ck_assert_int_eq(values[v] ? setenv(names[v], values[v], 1) : unsetenv(names[v]), 0);
        ck_bp_ok(context, bp_words_choose(context, NULL, &language));
        ck_assert_msg(language == rows[r].language, "row %zu", r);
        ck_bp_ok(context, bp_words_choose(context, "nl", &language));
        ck_assert_int_eq(language, BP_LANGUAGE_DUTCH);
        ck_bp_ok(context, bp_words_choose(context, "en", &language));
        ck_assert_int_eq(language, BP_LANGUAGE_ENGLISH);
    }
}
END_TEST

START_TEST(another_language_is_refused)
{
    bp_language language = BP_LANGUAGE_DUTCH;
    ck_assert_int_eq(bp_words_choose(context, "fr", &language), BP_ERROR_ARGUMENT);
    ck_assert_str_eq(bp_context_message(context), "--lang: found 'fr', expected nl (Dutch) or en (English)");
    ck_assert_int_eq(language, BP_LANGUAGE_DUTCH);
}
END_TEST

START_TEST(words_are_translated)
{
    ck_assert_str_eq(bp_word(dutch, "districts"), "wijken");
    ck_assert_str_eq(bp_word(NULL, "districts"), "districts");
    ck_assert_str_eq(bp_word(dutch, "no text of the program"), "no text of the program");
    ck_assert_str_eq(bp_word_count(dutch, "{filled} figure is that of a larger area",
                                   "{filled} figures are those of a larger area", 1),
                     "{filled} cijfer is van een groter gebied");
    ck_assert_str_eq(bp_word_count(dutch, "{filled} figure is that of a larger area",
                                   "{filled} figures are those of a larger area", 0),
                     "{filled} cijfers zijn van een groter gebied");
    ck_assert_str_eq(bp_word_count(NULL, "one", "many", 1), "one");
    ck_assert_str_eq(bp_word_count(NULL, "one", "many", 2), "many");
}
END_TEST

START_TEST(names_of_a_study_become_words)
{
    static const struct {
        const char *name, *dutch, *english;
    } rows[] = {{"poverty", "armoede", "poverty"},
                {"low_income", "laag inkomen", "low income"},
                {"share_of_65_plus", "share of 65 plus", "share of 65 plus"}};
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
        char *found[] = {bp_word_name(dutch, rows[r].name), bp_word_name(NULL, rows[r].name)};
        ck_assert_str_eq(found[0], rows[r].dutch);
        ck_assert_str_eq(found[1], rows[r].english);
        free(found[0]);
        free(found[1]);
    }
}
END_TEST

/* What the study itself calls something goes before the catalogue; the first of two counts. */
START_TEST(names_that_a_study_gives)
{
    bp_words *english = NULL;
    ck_bp_ok(context, bp_words_open(context, BP_LANGUAGE_ENGLISH, &english));
    ck_bp_ok(context, bp_words_add_name(context, english, "regio_deals", "Regio Deals"));
    ck_bp_ok(context, bp_words_add_name(context, english, "poverty", "low means"));
    ck_bp_ok(context, bp_words_add_name(context, english, "poverty", "another"));
    ck_bp_ok(context, bp_words_add_name(context, english, "domain_work", "labour"));
    static const char *const expected[] = {"Regio Deals", "low means", "low income", "armoede",
                                           "poverty",     "labour",    "work",       "low income"};
    /* A domain has the label of its column, never that of an indicator of its name. */
    char *found[] = {bp_word_name(english, "regio_deals"), bp_word_name(english, "poverty"),
                     bp_word_name(english, "low_income"),  bp_word_name(dutch, "poverty"),
                     bp_word_domain(english, "poverty"),   bp_word_domain(english, "work"),
                     bp_word_name(english, "work"),        bp_word_domain(NULL, "low_income")};
    for (int k = 0; k < 8; k++) {
        ck_assert_str_eq(found[k], expected[k]);
        free(found[k]);
    }
    bp_words_free(english);
}
END_TEST

/* One place comes in, several come in. */
START_TEST(one_and_several)
{
    static const char one[] = "Comes in as well: {list}.", several[] = "Come in as well: {list}.";
    ck_assert_str_eq(bp_word_count(NULL, one, several, 1), one);
    ck_assert_str_eq(bp_word_count(NULL, one, several, 2), several);
    ck_assert_str_eq(bp_word_count(dutch, one, several, 1), "Daardoor doet ook mee: {list}.");
    ck_assert_str_eq(bp_word_count(dutch, one, several, 3), "Daardoor doen ook mee: {list}.");
}
END_TEST

START_TEST(numbers_are_written_as_the_language_does)
{
    static const struct {
        double value;
        int decimals;
        const char *english, *dutch;
    } rows[] = {{0, 0, "0", "0"},
                {999, 0, "999", "999"},
                {1000, 0, "1,000", "1.000"},
                {8210.5, 1, "8,210.5", "8.210,5"},
                {1234567.891, 2, "1,234,567.89", "1.234.567,89"},
                {-1234, 0, "-1,234", "-1.234"},
                {-0.04, 1, "0.0", "0,0"},
                {0.05, 2, "0.05", "0,05"}};
    char buffer[BP_WORDS_NUMBER];
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
        ck_assert_str_eq(bp_words_number(NULL, rows[r].value, rows[r].decimals, buffer), rows[r].english);
        ck_assert_str_eq(bp_words_number(dutch, rows[r].value, rows[r].decimals, buffer), rows[r].dutch);
    }
}
END_TEST

START_TEST(shares_are_written_with_the_decimals_they_have)
{
    static const struct {
        double share;
        const char *percent, *worse_than;
    } rows[] = {{0.2, "20 %", "20 %"},         {1 - 0.8, "20 %", "20 %"},     {0.125, "12,5 %", "12 %"},
                {1.0, "100 %", "99,9 %"},      {0.9999, "99,99 %", "99,9 %"}, {0.99, "99 %", "99 %"},
                {0.9965, "99,65 %", "99,6 %"}, {0.969, "96,9 %", "96 %"},     {1.0 / 3, "33,33 %", "33 %"}};
    char buffer[BP_WORDS_NUMBER];
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
        ck_assert_str_eq(bp_words_percent(dutch, rows[r].share, buffer), rows[r].percent);
        ck_assert_str_eq(bp_words_worse_than(dutch, rows[r].share, buffer), rows[r].worse_than);
    }
}
END_TEST

START_TEST(texts_are_filled_in)
{
    const bp_filling fillings[] = {{"a", "x{b}"}, {"b", "'quoted\" %s"}, {"empty", ""}};
    char *text = bp_words_fill("{a}{b}, {c} {empty}{b} {", fillings, 3);
    ck_assert_str_eq(text, "x{b}'quoted\" %s, {c} 'quoted\" %s {");
    free(text);
}
END_TEST

/* A catalogue of the smallest kind: a header and "work", in the other byte order where `swapped`. */
static size_t make_catalogue(unsigned char bytes[256], bool swapped, const char *header)
{
    const char *texts[] = {"", "work"}, *translations[] = {header, "werk"};
    size_t at = 28 + 32;
    uint32_t numbers[15] = {0x950412de, 0, 2, 28, 44, 0, 60};
    memset(bytes, 0, 256);
    for (int k = 0; k < 4; k++) {
        const char *text = k < 2 ? texts[k] : translations[k - 2];
        numbers[7 + 2 * k] = (uint32_t)strlen(text);
        numbers[8 + 2 * k] = (uint32_t)at;
        memcpy(bytes + at, text, strlen(text) + 1);
        at += strlen(text) + 1;
    }
    for (int k = 0; k < 15; k++) {
        uint32_t n = numbers[k];
        for (int byte = 0; byte < 4; byte++)
            bytes[4 * k + byte] = (unsigned char)(n >> (swapped ? 24 - 8 * byte : 8 * byte));
    }
    return at;
}

static void ck_no_catalogue(void)
{
    bp_words_file *file = NULL;
    ck_assert_int_eq(bp_words_file_read(context, at("words.mo"), &file), BP_ERROR_INPUT);
    ck_assert_ptr_null(file);
    ck_assert_str_eq(
        without_scratch(bp_context_message(context)),
        "words.mo: this is no whole catalogue of translations with two forms; install the program "
        "again, or ask for --lang en");
}

START_TEST(a_catalogue_is_read_in_either_byte_order)
{
    unsigned char bytes[256];
    size_t n = make_catalogue(bytes, _i == 1, "Plural-Forms: nplurals=2; plural=(n != 1);\n");
    bp_words_file *file = NULL;
    put_bytes(at("words.mo"), bytes, n);
    ck_bp_ok(context, bp_words_file_read(context, at("words.mo"), &file));
    ck_assert_str_eq(bp_words_file_find(file, "work", 0), "werk");
    ck_assert_ptr_null(bp_words_file_find(file, "work", 1)); /* it has no second form */
    ck_assert_ptr_null(bp_words_file_find(file, "wor", 0));
    ck_assert_ptr_null(bp_words_file_find(file, "x", 0));
    bp_words_file_free(file);
}
END_TEST

/* Cut anywhere, or with any number changed, it is refused or harmless. */
START_TEST(a_broken_catalogue_is_refused)
{
    unsigned char bytes[256];
    size_t n = make_catalogue(bytes, false, "Plural-Forms: nplurals=2; plural=(n != 1);\n");
    for (size_t cut = 0; cut < n; cut += 7) {
        put_bytes(at("words.mo"), bytes, cut);
        ck_no_catalogue();
    }
    for (size_t place = 8; place < 60; place += 4) {
        if (place == 20 || place == 24) /* the hash, which is not read */
            continue;
        make_catalogue(bytes, false, "Plural-Forms: nplurals=2; plural=(n != 1);\n");
        memset(bytes + place, 0xff, 4);
        put_bytes(at("words.mo"), bytes, n);
        ck_no_catalogue();
    }
    n = make_catalogue(bytes, false, "Plural-Forms: nplurals=3; plural=n%3;\n");
    put_bytes(at("words.mo"), bytes, n);
    ck_no_catalogue();
}
END_TEST

START_TEST(a_catalogue_that_is_not_there_is_told)
{
    bp_words *words = NULL;
    ck_assert_int_eq(setenv("BRANDPUNT_LOCALE", "/nowhere", 1), 0);
    ck_assert_int_eq(bp_words_open(context, BP_LANGUAGE_DUTCH, &words), BP_ERROR_INPUT);
    ck_assert_str_eq(
        bp_context_message(context),
        "BRANDPUNT_LOCALE is '/nowhere', which holds no nl/LC_MESSAGES/brandpunt.mo; set it to the "
        "folder with the translations, or unset it");
    ck_assert_ptr_null(words);
    ck_bp_ok(context, bp_words_open(context, BP_LANGUAGE_ENGLISH, &words));
    ck_assert_str_eq(bp_word(words, "districts"), "districts");
    bp_words_free(words);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("words");
    TCase *tests = tcase_create("words");
    tcase_add_checked_fixture(tests, setup_words, teardown_words);
    tcase_add_test(tests, the_first_variable_that_is_set_chooses);
    tcase_add_test(tests, another_language_is_refused);
    tcase_add_test(tests, words_are_translated);
    tcase_add_test(tests, names_of_a_study_become_words);
    tcase_add_test(tests, names_that_a_study_gives);
    tcase_add_test(tests, one_and_several);
    tcase_add_test(tests, numbers_are_written_as_the_language_does);
    tcase_add_test(tests, shares_are_written_with_the_decimals_they_have);
    tcase_add_test(tests, texts_are_filled_in);
    tcase_add_loop_test(tests, a_catalogue_is_read_in_either_byte_order, 0, 2);
    tcase_add_test(tests, a_broken_catalogue_is_refused);
    tcase_add_test(tests, a_catalogue_that_is_not_there_is_told);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
