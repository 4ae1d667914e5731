/* A process that serves a suite and ends with it: it is told to by the end of its standard input, which comes
 * even where the suite crashes. */
#ifndef BP_TESTS_SUPPORT_HELPER_PROCESS_H
#define BP_TESTS_SUPPORT_HELPER_PROCESS_H

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

typedef struct helper_process {
    pid_t child;
    int input;       /* closing it ends the process */
    char said[1024]; /* its first line */
} helper_process;

static inline void become_helper(const char *const *command, const int input[2], const int output[2])
{
    dup2(input[0], STDIN_FILENO);
    dup2(output[1], STDOUT_FILENO);
    close(input[0]);
    close(input[1]);
    close(output[0]);
    close(output[1]);
    execvp(command[0], (char *const *)command);
    _exit(127);
}

/* Start command[] (ended by NULL) and wait for its first line. False when it ends without one. */
static inline int start_helper(const char *const *command, helper_process *helper)
{
    int input[2], output[2];
    if (pipe(input) != 0 || pipe(output) != 0)
        return 0;
    fflush(NULL);
    helper->child = fork();
    if (helper->child == 0)
        become_helper(command, input, output);
    close(input[0]);
    close(output[1]);
    helper->input = input[1];
    FILE *lines = fdopen(output[0], "r");
    helper->said[0] = '\0';
    int ok = helper->child > 0 && lines && fgets(helper->said, sizeof helper->said, lines);
    helper->said[strcspn(helper->said, "\n")] = '\0';
    if (lines)
        fclose(lines);
    return ok;
}

static inline void stop_helper(helper_process *helper)
{
    int status = 0;
    close(helper->input);
    if (helper->child > 0)
        waitpid(helper->child, &status, 0);
}

#endif
