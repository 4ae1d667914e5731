/* brandpunt: the program. All it does here is to listen for Ctrl-C and the like, and to call the command. */
#include "cli/command.h"

#include <signal.h>

static volatile sig_atomic_t interrupted;

static void on_interrupt(int number)
{
    /* Libraries may be at work that cannot be asked to stop: the second time the program ends at once. */
    signal(number, SIG_DFL);
    interrupted = BP_INTERRUPTED;
}

#ifdef SIGPIPE
/* Who read the output is gone. The handler stays: all that is written from now on fails, and kills nothing.
 */
static void on_closed_pipe(int number)
{
    signal(number, on_closed_pipe);
    if (!interrupted)
        interrupted = BP_INTERRUPTED_BY_PIPE;
}
#endif

int main(int n, char **arguments)
{
    signal(SIGINT, on_interrupt);
    signal(SIGTERM, on_interrupt);
#ifdef SIGHUP
    /* The terminal is closed. Under nohup that is to be ignored, and stays so. */
    if (signal(SIGHUP, on_interrupt) == SIG_IGN)
        signal(SIGHUP, SIG_IGN);
#endif
#ifdef SIGPIPE
    signal(SIGPIPE, on_closed_pipe);
#endif
#ifdef SIGXFSZ
    /* A file size limit then shows as a failed write, which is reported, and not as a sudden death. */
    signal(SIGXFSZ, SIG_IGN);
#endif
    return bp_program(n, (const char **)arguments, &interrupted);
}
