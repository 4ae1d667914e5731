/* What every suite needs: a main() and a check that prints the context's message. */
#ifndef BP_TESTS_SUPPORT_H
#define BP_TESTS_SUPPORT_H

#include "geo/context.h"

#include <check.h>
#include <stdlib.h>

/* Check that a call ended with BP_OK; print the message when it did not. */
#define ck_bp_ok(context, call)                                                                              \
    do {                                                                                                     \
        bp_status status_ = (call);                                                                          \
        ck_assert_msg(status_ == BP_OK, "%s: %s: %s", #call, bp_status_name(status_),                        \
                      bp_context_message(context));                                                          \
    } while (0)

/* Run one suite; the exit status that CTest expects. */
static inline int run_suite(Suite *suite)
{
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

#endif
