/* What clang-tidy cannot see across files: a call that reports a failure never returns BP_OK. scripts/tidy
 * includes this before everything else. */
#ifndef BP_TESTS_HOUSE_TIDY_FACTS_H
#define BP_TESTS_HOUSE_TIDY_FACTS_H

#include "geo/context.h"

#define bp_context_fail(context, status, ...)                                                                \
    ((void)(bp_context_fail)((context), (status), __VA_ARGS__), (status))
#define bp_context_fail_memory(context, bytes)                                                               \
    ((void)(bp_context_fail_memory)((context), (bytes)), BP_ERROR_MEMORY)

#endif
