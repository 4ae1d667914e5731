/* What the fuzz targets share. A target gets arbitrary bytes and stops the process where a promise is broken;
 * tests/fuzz/replay.c runs it over a corpus in place of libFuzzer. */
#ifndef BP_TESTS_FUZZ_H
#define BP_TESTS_FUZZ_H

#include "geo/context.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/** The target. Returns 0. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

/* Stop, so that libFuzzer keeps the input. */
#define fuzz_check(condition)                                                                                \
    do {                                                                                                     \
        if (!(condition)) {                                                                                  \
            fprintf(stderr, "%s:%d: not true: %s\n", __FILE__, __LINE__, #condition);                        \
            abort();                                                                                         \
        }                                                                                                    \
    } while (0)

/** A context of one thread. */
static inline bp_context *fuzz_context(void)
{
    bp_context_options options = BP_CONTEXT_OPTIONS_INIT;
    bp_context *context = NULL;
    options.n_threads = 1;
    fuzz_check(bp_context_new(&options, &context) == BP_OK);
    return context;
}

/* A failure has a message; a success has none. */
static inline bp_status fuzz_status(bp_context *context, bp_status status)
{
    fuzz_check((status == BP_OK) == (bp_context_message(context)[0] == '\0'));
    bp_context_clear(context);
    return status;
}

#endif
