/* Calls of the program in a line, and what its files must hold. */
#ifndef BP_TESTS_CLI_CALLS_H
#define BP_TESTS_CLI_CALLS_H

#include "tests/cli/program.h"

/* brandpunt with these words, the scratch folder in front of those that begin with '@'. */
static inline program_result call_with(const char *const *words, int n)
{
    const char *arguments[MOST_ARGUMENTS + 1] = {NULL};
    char *made[MOST_ARGUMENTS] = {NULL};
    for (int i = 0; i < n; i++) {
        if (words[i][0] == '@')
            made[i] = bp_text_format("%s/%s", scratch, words[i] + 1);
        arguments[i] = made[i] ? made[i] : words[i];
    }
    program_result result = call_program(arguments, NULL);
    for (int i = 0; i < n; i++)
        free(made[i]);
    return result;
}

#define CALL(...)                                                                                            \
    call_with((const char *const[]){__VA_ARGS__},                                                            \
              (int)(sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *)))

static inline void ck_ok(program_result result)
{
    ck_assert_msg(result.status == 0, "%s%s", result.out, result.err);
    free_result(&result);
}

static inline void ck_has(const char *name, const char *text)
{
    char *whole = get_file(at(name), NULL);
    ck_assert_msg(strstr(whole, text) != NULL, "no '%s' in:\n%s", text, whole);
    free(whole);
}

#endif
