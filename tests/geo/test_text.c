/* Strings: copies, edit distance against a plain recursion, the nearest name, and numbers as text. */
#define _POSIX_C_SOURCE 200809L

#include "geo/text.h"
#include "tests/geo/files.h"

#include <ctype.h>

START_TEST(copies)
{
    char *copy = bp_text_copy("abc");
    ck_assert_str_eq(copy, "abc");
    free(copy);
    ck_assert_ptr_null(bp_text_copy(NULL));
    copy = bp_text_format("%s-%d", "a", 7);
    ck_assert_str_eq(copy, "a-7");
    free(copy);
}
END_TEST

static int least(int a, int b, int c)
{
    int ab = a < b ? a : b;
    return ab < c ? ab : c;
}

/* The definition, without a table. */
static int plain_distance(const char *a, size_t m, const char *b, size_t n)
{
    if (m == 0 || n == 0)
        return (int)(m + n);
    int same = tolower((unsigned char)a[m - 1]) == tolower((unsigned char)b[n - 1]);
    int best = least(plain_distance(a, m - 1, b, n) + 1, plain_distance(a, m, b, n - 1) + 1,
                     plain_distance(a, m - 1, b, n - 1) + !same);
    if (m > 1 && n > 1 && tolower((unsigned char)a[m - 1]) == tolower((unsigned char)b[n - 2]) &&
        tolower((unsigned char)a[m - 2]) == tolower((unsigned char)b[n - 1])) {
        int swapped = plain_distance(a, m - 2, b, n - 2) + 1;
        best = swapped < best ? swapped : best;
    }
    return best;
}

START_TEST(distances)
{
    ck_assert_int_eq(bp_text_distance("kitten", "sitting"), 3);
    ck_assert_int_eq(bp_text_distance("code", "CODE"), 0);
    ck_assert_int_eq(bp_text_distance("", "abc"), 3);
    ck_assert_int_eq(bp_text_distance("share", "shaer"), 1);
    static const char *const words[] = {"a", "ab", "ba", "abba", "babA", "aabb", "abcab", "cabba", ""};
    for (int i = 0; i < 9; i++)
        for (int j = 0; j < 9; j++)
            ck_assert_int_eq(bp_text_distance(words[i], words[j]),
                             plain_distance(words[i], strlen(words[i]), words[j], strlen(words[j])));
}
END_TEST

START_TEST(nearest)
{
    static const char *const names[] = {"population", "code", "income_low"};
    ck_assert_str_eq(bp_text_nearest("populaton", names, 3), "population");
    ck_assert_str_eq(bp_text_nearest("Code", names, 3), "code");
    ck_assert_ptr_null(bp_text_nearest("municipality", names, 3));
    ck_assert_ptr_null(bp_text_nearest("x", names, 0));
}
END_TEST

START_TEST(numbers)
{
    static const struct {
        double value;
        const char *text;
    } cases[] = {{0.1, "0.1"},    {1.0 / 3.0, "0.3333333333333333"}, {100.0, "100"}, {-2.5, "-2.5"},
                 {1e21, "1e+21"}, {0.1 + 0.2, "0.30000000000000004"}};
    char buffer[40];
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        ck_assert_int_eq(bp_text_number(cases[i].value, buffer), (int)strlen(cases[i].text));
        ck_assert_str_eq(buffer, cases[i].text);
    }
    ck_assert_str_eq(bp_text_count(1204370, buffer), "1,204,370");
    ck_assert_str_eq(bp_text_count(-1000, buffer), "-1,000");
    ck_assert_str_eq(bp_text_count(-100, buffer), "-100");
    ck_assert_str_eq(bp_text_count(0, buffer), "0");
    ck_assert_str_eq(bp_text_count(INT64_MIN, buffer), "-9,223,372,036,854,775,808");
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("text");
    TCase *test = tcase_create("text");
    tcase_add_checked_fixture(test, set_up, tear_down);
    tcase_add_test(test, copies);
    tcase_add_test(test, distances);
    tcase_add_test(test, nearest);
    tcase_add_test(test, numbers);
    suite_add_tcase(suite, test);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
