/* The context: the first message stays, warnings are kept in order, and work can be stopped. */
#define _POSIX_C_SOURCE 200809L

#include "geo/context.h"
#include "tests/geo/files.h"

START_TEST(first_message_stays)
{
    ck_assert_str_eq(bp_context_message(context), "");
    ck_assert_int_eq(bp_context_fail(context, BP_ERROR_INPUT, "row %d", 3), BP_ERROR_INPUT);
    ck_assert_int_eq(bp_context_fail(context, BP_ERROR_OUTPUT, "later"), BP_ERROR_OUTPUT);
    ck_assert_str_eq(bp_context_message(context), "row 3");
    bp_context_clear(context);
    ck_assert_int_eq(bp_context_fail_memory(context, 64), BP_ERROR_MEMORY);
    ck_assert_str_eq(bp_context_message(context), "out of memory (64 bytes were asked for)");
    bp_context_clear(context);
    bp_context_fail_memory(context, 0);
    ck_assert_str_eq(bp_context_message(context), "out of memory");
}
END_TEST

START_TEST(warnings_in_order)
{
    for (int i = 0; i < 100; i++)
        bp_context_warn(context, "code", "number %d", i);
    ck_assert_uint_eq(bp_context_warning_count(context), 100);
    ck_assert_str_eq(bp_context_warning_at(context, 99)->text, "number 99");
    ck_assert_str_eq(bp_context_warning_at(context, 0)->code, "code");
    ck_assert_ptr_null(bp_context_warning_at(context, 100));
}
END_TEST

START_TEST(failures_are_kept_on_request)
{
    ck_assert_int_eq(bp_context_settle(context, bp_context_fail(context, BP_ERROR_INPUT, "a")),
                     BP_ERROR_INPUT);
    ck_assert_str_eq(bp_context_message(context), "a");
    bp_context_clear(context);
    bp_context_collect(context);
    ck_assert_int_eq(bp_context_settle(context, BP_OK), BP_OK);
    const char *const messages[] = {"b", "c", "b"};
    for (int i = 0; i < 3; i++) {
        ck_assert_int_eq(
            bp_context_settle(context, bp_context_fail(context, BP_ERROR_INPUT, "%s", messages[i])), BP_OK);
        ck_assert_str_eq(bp_context_message(context), "");
    }
    ck_assert_uint_eq(bp_context_failure_count(context), 2);
    ck_assert_str_eq(bp_context_failure_at(context, 0), "b");
    ck_assert_str_eq(bp_context_failure_at(context, 1), "c");
    ck_assert_ptr_null(bp_context_failure_at(context, 2));
    ck_assert_int_eq(bp_context_settle(context, bp_context_fail_memory(context, 0)), BP_ERROR_MEMORY);
    ck_assert_str_eq(bp_context_message(context), "out of memory");
    ck_assert_int_eq(bp_context_settle(context, BP_ERROR_INTERRUPTED), BP_ERROR_INTERRUPTED);
    ck_assert_uint_eq(bp_context_failure_count(context), 2);
}
END_TEST

static void note_share(void *user, double share)
{
    *(double *)user = share;
}

START_TEST(stop_progress_and_threads)
{
    static volatile sig_atomic_t stop = 0;
    double share = -1.0;
    const bp_context_options options = {3, &stop, note_share, &share};
    bp_context_progress(context, 0.5);
    bp_context_free(context);
    ck_assert_int_eq(bp_context_new(&options, &context), BP_OK);
    ck_assert_int_eq(bp_context_threads(context), 3);
    bp_context_progress(context, 0.25);
    ck_assert_double_eq(share, 0.25);
    ck_bp_ok(context, bp_context_check(context));
    stop = 1;
    ck_assert(bp_context_interrupted(context));
    ck_assert_int_eq(bp_context_check(context), BP_ERROR_INTERRUPTED);
    ck_assert_str_eq(bp_context_message(context), "interrupted");
    bp_context_free(context);
    context = NULL;
    ck_assert_int_eq(bp_context_new(NULL, &context), BP_OK);
    ck_assert_int_ge(bp_context_threads(context), 1);
    bp_context_free(NULL);
}
END_TEST

START_TEST(names_of_statuses)
{
    for (int status = BP_OK; status <= BP_ERROR_INTERNAL; status++) {
        ck_assert_ptr_nonnull(bp_status_name((bp_status)status));
        for (int other = BP_OK; other < status; other++)
            ck_assert_str_ne(bp_status_name((bp_status)status), bp_status_name((bp_status)other));
    }
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("context");
    TCase *test = tcase_create("context");
    tcase_add_checked_fixture(test, set_up, tear_down);
    tcase_add_test(test, first_message_stays);
    tcase_add_test(test, warnings_in_order);
    tcase_add_test(test, failures_are_kept_on_request);
    tcase_add_test(test, stop_progress_and_threads);
    tcase_add_test(test, names_of_statuses);
    suite_add_tcase(suite, test);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
